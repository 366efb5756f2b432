// recurring_read.c - what subscriptions are, from their dated events to steps of days.
#include "revenue/recurring_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLANS_MAX = UINT16_MAX, PLAN_SLOTS = 1 << 17, NO_SUBSCRIPTION = -1 };

// A cancellation that is not recognised yet.
typedef struct Pending {
    bool there;
    Instant at;
    RecurringStep step;
} Pending;

typedef struct Build {
    const RecurringSource *source;
    RecurringTable *table;
    Arena *arena;
    size_t step_room, subscription_room, spell_room, plan_room;
    uint32_t *plan_slot; // by hash: place of the plan, counted from 1
    int64_t id;          // of the subscription that is being read
    SubscriptionStatus status, status_before;
    Standing standing;
    bool noticed;                  // it was said that it will end
    MaybeNumber cancel, trial_end; // as the last moment left them
    Pending pending;
    Instant before;
    int64_t trial, failure; // places of open spells; NO_SUBSCRIPTION: none
} Build;

// ---- days ----

Day source_day(const RecurringSource *source, Instant at)
{
    int64_t seconds = at >= 0 ? at / MILLISECONDS_PER_SECOND : -1;
    int64_t civil = zone_civil(source->zone, seconds);
    return (Day)(civil >= 0 ? civil / SECONDS_PER_DAY : -1);
}

static Instant day_start(const RecurringSource *source, Day day)
{
    return zone_instant(source->zone, (int64_t)day * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
}

RecurringSource recurring_source(const Workspace *workspace, const Identity *identity, Instant now)
{
    const WorkspaceSettings *first = workspace_first(workspace), *settings = workspace_settings(workspace);
    RecurringSource source = {.identity = identity,
                              .zone = first->zone,
                              .base = first->currency,
                              .otherwise = settings->currency,
                              .recognition = settings->churn_recognition,
                              .now = now,
                              .constant = DAY_MAX};
    source.as_of = source_day(&source, now);
    return source;
}

// ---- arrays that grow ----

static void *grown(Arena *arena, void *old, size_t count, size_t *room, size_t size)
{
    if (count < *room) return old;
    size_t wanted = *room ? 2 * *room : 256;
    char *larger = arena_alloc(arena, wanted, size);
    if (old && count) memcpy(larger, old, count * size);
    *room = wanted;
    return larger;
}

static RecurringStep *last_step(const Build *build)
{
    const RecurringTable *table = build->table;
    const RecurringSubscription *of = &table->subscription[table->subscriptions - 1];
    return of->steps ? &table->step[of->step + of->steps - 1] : NULL;
}

// ---- words that are told by their place ----

static uint64_t hash_of(Str text)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < text.size; i++) hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211U;
    return hash ^ hash >> 32;
}

static uint16_t plan_place(Build *build, Str plan)
{
    RecurringTable *table = build->table;
    size_t slot = hash_of(plan) % PLAN_SLOTS;
    while (build->plan_slot[slot] && !str_equal(table->plan[build->plan_slot[slot] - 1], plan))
        slot = (slot + 1) % PLAN_SLOTS;
    if (build->plan_slot[slot]) return (uint16_t)(build->plan_slot[slot] - 1);
    if (table->plans == PLANS_MAX) return 0; // more plans than anybody has: they are told apart no more
    table->plan = grown(build->arena, table->plan, table->plans, &build->plan_room, sizeof *table->plan);
    table->plan[table->plans++] = str_copy(build->arena, plan);
    build->plan_slot[slot] = (uint32_t)table->plans;
    return (uint16_t)(table->plans - 1);
}

enum { CURRENCIES_MAX = 400 }; // ISO 4217 has fewer

static uint16_t currency_place(Build *build, const Currency *currency)
{
    RecurringTable *table = build->table;
    for (size_t i = 0; i < table->currencies; i++)
        if (strcmp(table->currency[i].currency.code, currency->code) == 0) return (uint16_t)i;
    assert(table->currencies < CURRENCIES_MAX);
    table->currency[table->currencies] =
        (RecurringCurrency){.currency = *currency, .base = strcmp(currency->code, table->base.code) == 0};
    return (uint16_t)table->currencies++;
}

// ---- steps ----

static bool same_step(const RecurringStep *a, const RecurringStep *b)
{
    return a->standing == b->standing && a->monthly_minor == b->monthly_minor && a->currency == b->currency &&
           a->plan == b->plan && a->unpriced == b->unpriced;
}

// What holds at the end of a day: a later change of the same day takes the place of an earlier one.
static void put_step(Build *build, RecurringStep step)
{
    RecurringTable *table = build->table;
    RecurringSubscription *of = &table->subscription[table->subscriptions - 1];
    RecurringStep *last = last_step(build);
    step.day = source_day(build->source, step.at);
    if (last && step.day < last->day) step.day = last->day;
    if (last && step.day == last->day) {
        of->steps--;
        table->steps--;
        last = last_step(build);
    }
    if (last ? same_step(last, &step) : step.standing == STANDING_NONE) return;
    table->step = grown(build->arena, table->step, table->steps, &build->step_room, sizeof *table->step);
    table->step[table->steps++] = step;
    of->steps++;
}

static LossCause cause_of(const Build *build, const Subscription *state)
{
    if (state->terms.reason_kind == REASON_VOLUNTARY) return LOSS_VOLUNTARY;
    bool unpaid = build->status_before == SUBSCRIPTION_PAST_DUE || build->status_before == SUBSCRIPTION_UNPAID ||
                  state->status == SUBSCRIPTION_UNPAID;
    return unpaid || state->terms.reason_kind == REASON_INVOLUNTARY ? LOSS_INVOLUNTARY : LOSS_UNKNOWN;
}

static Standing standing_of(const Build *build, const Subscription *state, MonthlyValue monthly)
{
    bool paid = build->standing == STANDING_PAYING || build->standing == STANDING_PAUSED;
    switch (state->status) {
    case SUBSCRIPTION_TRIALING: return STANDING_TRIAL;
    case SUBSCRIPTION_ACTIVE:
    case SUBSCRIPTION_PAST_DUE: return monthly.known && monthly.minor == 0 ? STANDING_FREE : STANDING_PAYING;
    case SUBSCRIPTION_PAUSED: return paid ? STANDING_PAUSED : STANDING_FREE;
    case SUBSCRIPTION_UNPAID:
    case SUBSCRIPTION_CANCELLED: return STANDING_ENDED;
    case SUBSCRIPTION_NONE:
    case SUBSCRIPTION_PENDING:
    case SUBSCRIPTION_STATUS_COUNT: break;
    }
    return STANDING_NONE;
}

static RecurringStep step_of(Build *build, const SubscriptionMoment *moment)
{
    const Subscription *state = moment->state;
    Currency currency = subscription_currency(state, &build->source->otherwise);
    MonthlyValue monthly = subscription_monthly(state, &build->source->otherwise);
    Standing standing = standing_of(build, state, monthly);
    return (RecurringStep){.at = moment->at,
                           .monthly_minor = standing == STANDING_PAYING ? monthly.minor : 0,
                           .currency = currency_place(build, &currency),
                           .plan = plan_place(build, state->terms.plan),
                           .standing = (uint8_t)standing,
                           .cause = (uint8_t)cause_of(build, state),
                           .unpriced = standing == STANDING_PAYING && !monthly.known};
}

// ---- when a cancellation counts ----

static bool lives(SubscriptionStatus status)
{
    return status != SUBSCRIPTION_NONE && status != SUBSCRIPTION_CANCELLED;
}

// By the notice: from then on it is as good as ended. A term that was there from the beginning is no notice.
static void note_notice(Build *build, const SubscriptionMoment *moment)
{
    const Subscription *state = moment->state;
    bool will_end = lives(state->status) && state->terms.cancel_at.said;
    bool said = moment->word == WORD_CANCEL_SCHEDULED || moment->word == WORD_CANCELLED;
    bool new_end = !build->cancel.said && build->status_before != SUBSCRIPTION_NONE;
    build->noticed = will_end && (build->noticed || said || new_end);
    build->cancel = state->terms.cancel_at;
}

static void settle(Build *build, Instant until)
{
    if (!build->pending.there || build->pending.at > until) return;
    put_step(build, build->pending.step);
    build->standing = STANDING_ENDED;
    build->pending.there = false;
}

// By the end of what is paid for: one that was cancelled at once counts until then.
static bool postpone(Build *build, const SubscriptionMoment *moment, const RecurringStep *step)
{
    MaybeNumber paid_until = moment->state->terms.period_end;
    bool at_once = moment->word == WORD_CANCELLED && step->standing == STANDING_ENDED && moment->event != 0;
    if (!at_once || build->standing != STANDING_PAYING || !paid_until.said || paid_until.value <= moment->at)
        return false;
    build->pending = (Pending){.there = true, .at = paid_until.value, .step = *step};
    build->pending.step.at = paid_until.value;
    return true;
}

static void recognise(Build *build, const SubscriptionMoment *moment, RecurringStep *step)
{
    ChurnRecognition recognition = build->source->recognition;
    bool counts = step->standing == STANDING_PAYING || step->standing == STANDING_PAUSED;
    if (recognition == RECOGNISED_AT_CANCEL && build->noticed && counts) {
        step->standing = STANDING_ENDED;
        step->monthly_minor = 0;
        step->unpriced = false;
    }
    if (recognition == RECOGNISED_AT_PERIOD_END) {
        settle(build, moment->at);
        if (build->pending.there && step->standing == STANDING_ENDED) return;
        build->pending.there = false;
        if (postpone(build, moment, step)) return;
    }
    build->standing = (Standing)step->standing;
    put_step(build, *step);
}

// ---- trials and failed payments ----

static void open_spell(Build *build, SpellKind kind, const SubscriptionMoment *moment, int64_t *place)
{
    RecurringTable *table = build->table;
    const RecurringStep *last = last_step(build);
    table->spell = grown(build->arena, table->spell, table->spells, &build->spell_room, sizeof *table->spell);
    *place = (int64_t)table->spells;
    table->spell[table->spells++] = (RecurringSpell){.kind = kind,
                                                     .subscription = (uint32_t)(table->subscriptions - 1),
                                                     .from_at = moment->at,
                                                     .from = source_day(build->source, moment->at),
                                                     .monthly_minor = last ? last->monthly_minor : 0,
                                                     .currency = last ? last->currency : 0,
                                                     .plan = plan_place(build, moment->state->terms.plan)};
}

static void end_spell(Build *build, int64_t *place, SpellEnd end, Instant at)
{
    if (*place == NO_SUBSCRIPTION) return;
    RecurringSpell *spell = &build->table->spell[*place];
    spell->end = end;
    spell->to_at = at;
    spell->to = source_day(build->source, at);
    *place = NO_SUBSCRIPTION;
}

static void follow_trial(Build *build, const SubscriptionMoment *moment)
{
    SubscriptionStatus now = moment->state->status;
    if (now == SUBSCRIPTION_TRIALING && build->trial == NO_SUBSCRIPTION)
        open_spell(build, SPELL_TRIAL, moment, &build->trial);
    if (now == SUBSCRIPTION_ACTIVE || now == SUBSCRIPTION_PAST_DUE)
        end_spell(build, &build->trial, SPELL_WON, moment->at);
    if (now == SUBSCRIPTION_CANCELLED || now == SUBSCRIPTION_UNPAID)
        end_spell(build, &build->trial, SPELL_LOST, moment->at);
}

// A payment that fails again before it was made is the same failure.
static void follow_failure(Build *build, const SubscriptionMoment *moment)
{
    SubscriptionStatus now = moment->state->status;
    bool failed = moment->word == WORD_PAYMENT_FAILED && now != SUBSCRIPTION_CANCELLED;
    if ((failed || now == SUBSCRIPTION_PAST_DUE) && build->failure == NO_SUBSCRIPTION && now != SUBSCRIPTION_NONE)
        open_spell(build, SPELL_FAILURE, moment, &build->failure);
    if (now == SUBSCRIPTION_ACTIVE && !failed) end_spell(build, &build->failure, SPELL_WON, moment->at);
    if (now == SUBSCRIPTION_CANCELLED || now == SUBSCRIPTION_UNPAID)
        end_spell(build, &build->failure, SPELL_LOST, moment->at);
}

// A trial whose end has come without a word was not taken up.
static void finish_subscription(Build *build, Instant before)
{
    if (build->id == 0) return;
    settle(build, before - 1);
    if (build->trial == NO_SUBSCRIPTION) return;
    if (build->trial_end.said && build->trial_end.value < before)
        end_spell(build, &build->trial, SPELL_LOST, build->trial_end.value);
}

// ---- the pass ----

static void begin_subscription(Build *build, const Subscription *state)
{
    RecurringTable *table = build->table;
    table->subscription = grown(build->arena, table->subscription, table->subscriptions, &build->subscription_room,
                                sizeof *table->subscription);
    table->subscription[table->subscriptions++] =
        (RecurringSubscription){.id = state->id,
                                .customer = identity_root(build->source->identity, state->customer),
                                .step = (uint32_t)table->steps};
    build->id = state->id;
    build->status = SUBSCRIPTION_NONE;
    build->standing = STANDING_NONE;
    build->noticed = build->pending.there = false;
    build->cancel = build->trial_end = (MaybeNumber){0};
    build->trial = build->failure = NO_SUBSCRIPTION;
}

static bool take(void *context, const SubscriptionMoment *moment, Error *error)
{
    Build *build = context;
    (void)error;
    if (moment->state->id != build->id) {
        finish_subscription(build, build->before);
        begin_subscription(build, moment->state);
    }
    build->status_before = build->status;
    note_notice(build, moment);
    RecurringStep step = step_of(build, moment);
    recognise(build, moment, &step);
    follow_trial(build, moment);
    follow_failure(build, moment);
    build->trial_end = moment->state->terms.trial_end;
    build->status = moment->state->status;
    return true;
}

// ---- by person ----

static int by_root(const void *a, const void *b)
{
    const RecurringSubscription *one = a, *other = b;
    if (one->customer != other->customer) return one->customer < other->customer ? -1 : 1;
    return (one->id > other->id) - (one->id < other->id);
}

// `person` holds the place it was read at, for the spells.
static void sort_subscriptions(RecurringTable *table, Arena *arena)
{
    uint32_t *place = arena_array(arena, uint32_t, table->subscriptions + 1);
    for (size_t i = 0; i < table->subscriptions; i++) table->subscription[i].person = (uint32_t)i;
    qsort(table->subscription, table->subscriptions, sizeof *table->subscription, by_root);
    for (size_t i = 0; i < table->subscriptions; i++) place[table->subscription[i].person] = (uint32_t)i;
    for (size_t i = 0; i < table->spells; i++) table->spell[i].subscription = place[table->spell[i].subscription];
}

static Day first_paid(const RecurringTable *table, const RecurringSubscription *of)
{
    for (uint32_t i = 0; i < of->steps; i++)
        if (table->step[of->step + i].monthly_minor > 0) return table->step[of->step + i].day;
    return DAY_MAX;
}

static void find_persons(RecurringTable *table, Arena *arena)
{
    table->person = arena_array(arena, RecurringPerson, table->subscriptions + 1);
    for (size_t i = 0; i < table->subscriptions; i++) {
        RecurringSubscription *of = &table->subscription[i];
        RecurringPerson *last = table->persons ? &table->person[table->persons - 1] : NULL;
        if (!last || last->root != of->customer) {
            last = &table->person[table->persons++];
            *last = (RecurringPerson){.root = of->customer, .subscription = (uint32_t)i, .first_paid = DAY_MAX};
        }
        of->person = (uint32_t)(table->persons - 1);
        last->subscriptions++;
        last->first_paid = (Day)smaller(last->first_paid, first_paid(table, of));
    }
}

static void find_first_day(RecurringTable *table)
{
    table->first_day = DAY_MAX;
    for (size_t i = 0; i < table->steps; i++) table->first_day = (Day)smaller(table->first_day, table->step[i].day);
    table->any = table->steps > 0;
    if (!table->any) table->first_day = 0;
}

// ---- rates ----

static void put_rate(RecurringTable *table, const ActivityRate *rate, size_t *room, Arena *arena)
{
    for (size_t i = 0; i < table->currencies; i++) {
        RecurringCurrency *of = &table->currency[i];
        if (strcmp(of->currency.code, rate->currency) != 0) continue;
        ActivityRate *rates = grown(arena, of->rate, of->rates, &room[i], sizeof *rates);
        rates[of->rates++] = *rate;
        of->rate = rates;
    }
}

static bool read_rates(StoreSession *session, Arena *arena, RecurringTable *table, Error *error)
{
    size_t *room = arena_array(arena, size_t, table->currencies + 1);
    Rows rows;
    if (!store_select(session, &query_figure_rates, VALUES(value_text(str_of(table->base.code))), &rows, error))
        return false;
    while (rows_next(&rows)) {
        Currency currency;
        if (!currency_find(rows_text(&rows, 0), &currency)) continue;
        ActivityRate rate = {.day = (Day)rows_integer(&rows, 1),
                             .rate = rows_integer(&rows, 2),
                             .shift = table->base.exponent - currency.exponent};
        memcpy(rate.currency, currency.code, sizeof rate.currency);
        put_rate(table, &rate, room, arena);
    }
    return rows_close(&rows, error);
}

static double highest_rate(const RecurringCurrency *currency)
{
    double highest = currency->base ? 1 : 0;
    for (size_t i = 0; i < currency->rates; i++) {
        const ActivityRate *rate = &currency->rate[i];
        highest = fmax(highest, (double)rate->rate / (double)ACTIVITY_RATE_UNIT * pow(10, rate->shift));
    }
    return highest;
}

static bool check_size(const RecurringTable *table, Error *error)
{
    double highest[CURRENCIES_MAX], sum = 0;
    for (size_t i = 0; i < table->currencies; i++) highest[i] = highest_rate(&table->currency[i]);
    for (size_t i = 0; i < table->steps; i++)
        sum += (double)table->step[i].monthly_minor * highest[table->step[i].currency];
    return sum <= RECURRING_WORTH_MAX ||
           error_code(error, ERROR_INPUT, "amounts_too_large",
                      PHRASE("subscriptions are worth more than can be added up to the cent: look for a price that was "
                             "sent in the wrong unit",
                             "les abonnements valent plus que ce qui se somme au centime près\u00A0: cherchez un prix "
                             "envoyé dans une mauvaise unité"));
}

bool recurring_read(const RecurringSource *source, StoreSession *session, Arena *arena, RecurringTable *table,
                    Error *error)
{
    Arena *scratch = arena_open(0);
    Build build = {.source = source, .table = table, .arena = arena};
    *table = (RecurringTable){.base = source->base, .constant = source->constant};
    table->currency = arena_array(arena, RecurringCurrency, CURRENCIES_MAX);
    build.plan_slot = arena_array(scratch, uint32_t, PLAN_SLOTS);
    build.before = smaller(day_start(source, source->as_of + 1), source->now + 1);
    bool fine = subscription_pass(session, build.before, take, &build, error);
    if (fine) {
        finish_subscription(&build, build.before);
        sort_subscriptions(table, scratch);
        find_persons(table, arena);
        find_first_day(table);
        fine = read_rates(session, arena, table, error) && check_size(table, error);
    }
    arena_close(scratch);
    return fine;
}
