#include "prediction/contract_list.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "house.h"
#include "order/subscription.h"
#include "workspace/workspace.h"

enum { DAYS_A_WEEK = 7, MONTHS_A_QUARTER = 3, MONTHS_A_YEAR = 12 };

typedef struct Build {
    const PredictionPlace *place;
    ContractList *list;
    size_t room, pauses, pause_room;
    Currency otherwise, currency;
    int64_t id;         // of the subscription that is being read
    bool open;          // the last contract of the list is its, and runs
    bool paused;        // and its last pause lasts
    Subscription state; // as the last moment left it, in `currency`
} Build;

static void *grown(Arena *arena, void *old, size_t count, size_t *room, size_t size)
{
    enum { USUAL = 256 };
    if (count < *room) return old;
    *room = *room ? 2 * *room : USUAL;
    char *larger = arena_alloc(arena, *room, size);
    if (count) memcpy(larger, old, count * size);
    return larger;
}

static Day day_of(const Build *build, Instant at)
{
    int64_t civil = zone_civil(activity_zone(build->place->house->activity), at / MILLISECONDS_PER_SECOND);
    return (Day)larger(0, smaller(civil / SECONDS_PER_DAY, DAY_MAX));
}

static ContractCycle cycle_of(const SubscriptionTerms *terms)
{
    uint16_t count = terms->cycle_count.said ? (uint16_t)terms->cycle_count.value : 1; // 1 to 1,000
    switch (terms->cycle_count.said ? terms->cycle_unit : PERIOD_MONTH) {
    case PERIOD_DAY: return (ContractCycle){false, count};
    case PERIOD_WEEK: return (ContractCycle){false, (uint16_t)(count * DAYS_A_WEEK)};
    case PERIOD_QUARTER: return (ContractCycle){true, (uint16_t)(count * MONTHS_A_QUARTER)};
    case PERIOD_YEAR: return (ContractCycle){true, (uint16_t)(count * MONTHS_A_YEAR)};
    case PERIOD_MONTH:
    case PERIOD_UNIT_COUNT: break;
    }
    return (ContractCycle){true, count};
}

static bool same_cycle(ContractCycle a, ContractCycle b)
{
    return a.months == b.months && a.count == b.count;
}

// ---- from moments to contracts ----

static PaidContract *last_of(const Build *build)
{
    return &build->list->contract[build->list->count - 1];
}

static void open_contract(Build *build, const Subscription *state, Day day)
{
    ContractList *list = build->list;
    Arena *arena = build->place->arena;
    list->contract = grown(arena, list->contract, list->count, &build->room, sizeof *list->contract);
    Str before = list->count ? list->contract[list->count - 1].plan : STR("");
    list->contract[list->count++] =
        (PaidContract){.root = identity_root(build->place->house->identity, state->customer),
                       .subscription = state->id,
                       .plan = str_equal(before, state->terms.plan) ? before : str_copy(arena, state->terms.plan),
                       .cycle = cycle_of(&state->terms),
                       .from = day,
                       .until = DAY_MAX,
                       .pause = (uint32_t)build->pauses,
                       .ends = DAY_MAX,
                       .price_minor = (double)NAN};
    build->open = true;
    build->paused = false;
}

static void begin_pause(Build *build, Day day)
{
    ContractList *list = build->list;
    list->pause = grown(build->place->arena, list->pause, build->pauses, &build->pause_room, sizeof *list->pause);
    list->pause[build->pauses++] = (Pause){day, DAY_MAX};
    last_of(build)->pauses++;
    build->paused = true;
}

static void end_pause(Build *build, Day day)
{
    if (build->paused) build->list->pause[build->pauses - 1].to = day;
    build->paused = false;
}

static void close_contract(Build *build, Day day, bool ended)
{
    end_pause(build, day);
    last_of(build)->until = day;
    last_of(build)->ended = ended;
    build->open = false;
}

// Of one that still runs when all is read.
static void note_terms(Build *build)
{
    PaidContract *contract = last_of(build);
    const Subscription *state = &build->state;
    MonthlyValue price = subscription_cycle_value(state, &build->currency);
    int64_t minor = price.minor;
    if (state->terms.cancel_at.said) contract->ends = day_of(build, state->terms.cancel_at.value);
    if (build->paused) contract->price_minor = 0;
    if (build->paused || !price.known) return;
    if (activity_worth(build->place->house->activity, build->currency.code, build->place->now, &minor))
        contract->price_minor = (double)minor;
}

static void finish_subscription(Build *build)
{
    if (build->open) note_terms(build);
    build->open = false;
}

// Texts are gone when the next moment is read: that of the currency alone is asked for later.
static void keep_state(Build *build, const Subscription *state)
{
    build->state = *state;
    build->currency = subscription_currency(state, &build->otherwise);
    build->state.terms.plan = build->state.terms.reason = build->state.reference = STR("");
    build->state.terms.currency = str_of(build->currency.code);
}

static bool take(void *context, const SubscriptionMoment *moment, Error *error)
{
    Build *build = context;
    const Subscription *state = moment->state;
    MonthlyValue monthly = subscription_monthly(state, &build->otherwise);
    Day day = day_of(build, moment->at);
    (void)error;
    if (state->id != build->id) finish_subscription(build);
    build->id = state->id;
    bool active = state->status == SUBSCRIPTION_ACTIVE || state->status == SUBSCRIPTION_PAST_DUE;
    bool paid = active && !(monthly.known && monthly.minor == 0), paused = state->status == SUBSCRIPTION_PAUSED;
    if (build->open && !paid && !paused) close_contract(build, day, true);
    if (build->open && paid && !same_cycle(last_of(build)->cycle, cycle_of(&state->terms)))
        close_contract(build, day, false);
    if (!build->open && paid) open_contract(build, state, day);
    if (build->open && paused && !build->paused) begin_pause(build, day);
    if (build->open && paid) end_pause(build, day);
    if (build->open) keep_state(build, state);
    return true;
}

// ---- in an order that is the same whatever numbers customers have ----

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_content(const void *a, const void *b)
{
    const PaidContract *one = a, *other = b;
    int order = compare(one->cycle.months, other->cycle.months);
    if (!order) order = compare(one->cycle.count, other->cycle.count);
    if (!order) order = str_compare(one->plan, other->plan);
    if (!order) order = compare(one->from, other->from);
    if (!order) order = compare(one->until, other->until);
    if (!order) order = compare(one->ended, other->ended);
    if (!order) order = compare(one->pauses, other->pauses);
    if (!order) order = compare(one->root, other->root);
    return order ? order : compare(one->subscription, other->subscription);
}

bool contract_list_read(const PredictionPlace *place, ContractList *list, Error *error)
{
    Moment end = moment_now(place->house, place->now);
    Build build = {.place = place, .list = list, .otherwise = workspace_settings(place->house->workspace)->currency};
    *list = (ContractList){.as_of = moment_day(end)};
    if (!subscription_pass(place->session, smaller(end.at, place->now + 1), take, &build, error)) return false;
    finish_subscription(&build);
    if (list->count) qsort(list->contract, list->count, sizeof *list->contract, by_content);
    return true;
}

// ---- as known at the end of a day ----

bool contract_runs(const PaidContract *contract, Day day)
{
    return contract->from <= day && day < contract->until;
}

bool contract_is_paused(const ContractList *list, const PaidContract *contract, Day day)
{
    for (uint32_t i = 0; i < contract->pauses; i++) {
        const Pause *pause = &list->pause[contract->pause + i];
        if (pause->from <= day && day < pause->to) return true;
    }
    return false;
}

RunningContract contract_standing(const ContractList *list, const PaidContract *contract, Day day)
{
    RunningContract standing = {contract->cycle, contract->from, day, contract->ends};
    for (uint32_t i = 0; i < contract->pauses; i++) {
        const Pause *pause = &list->pause[contract->pause + i];
        if (pause->from > day) break;
        standing.from += (Day)(smaller(pause->to, day) - pause->from);
    }
    return standing;
}

uint32_t contract_renewed(const ContractList *list, const PaidContract *contract, Day day)
{
    RunningContract standing = contract_standing(list, contract, day);
    return cycle_whole(standing.cycle, standing.from, day);
}

LastPeriod contract_last_period(const ContractList *list, const PaidContract *contract)
{
    RunningContract standing = contract_standing(list, contract, contract->until);
    uint32_t number = cycle_started(standing.cycle, standing.from, contract->until);
    return (LastPeriod){number, cycle_day(standing.cycle, standing.from, number)};
}

ContractSeen contract_seen(const ContractList *list, const PaidContract *contract, Day day)
{
    if (contract->from > day) return (ContractSeen){0};
    if (contract->until > day) return (ContractSeen){true, false, contract_renewed(list, contract, day)};
    if (!contract->ended) return (ContractSeen){true, false, contract_renewed(list, contract, contract->until)};
    LastPeriod last = contract_last_period(list, contract);
    return last.over <= day ? (ContractSeen){true, true, last.number} : (ContractSeen){true, false, last.number - 1};
}

// ---- billing periods in words ----

Str cycle_name(ContractCycle cycle, Arena *arena)
{
    return str_format(arena, "%d %s%s", cycle.count, cycle.months ? "month" : "day", cycle.count > 1 ? "s" : "");
}

Str cycle_say(ContractCycle cycle, Locale locale, Arena *arena)
{
    Phrase usual[] = {PHRASE("monthly", "mensuel"), PHRASE("yearly", "annuel"), PHRASE("weekly", "hebdomadaire")};
    Phrase phrase =
        cycle.months ? PHRASE("every {0} months", "tous les {0} mois") : PHRASE("every {0} days", "tous les {0} jours");
    Str count = error_number(arena, cycle.count);
    if (cycle.months && cycle.count == 1) phrase = usual[0];
    if (cycle.months && cycle.count == MONTHS_A_YEAR) phrase = usual[1];
    if (!cycle.months && cycle.count == DAYS_A_WEEK) phrase = usual[2];
    if (!cycle.months && cycle.count == 1) phrase = PHRASE("daily", "quotidien");
    return phrase_str(arena, locale, phrase, &count, 1);
}
