#include "behaviour/survival_table.h"

#include <stdlib.h>
#include <string.h>

#include "house.h"
#include "measure/window.h"
#include "order/subscription.h"

enum { HAZARD_AT_RISK_MIN = 5, EVENT_WINDOW_DAYS = 30 };

// Of all groups: [group][age].
typedef struct Ages {
    uint32_t groups, days;
    const int64_t **left, **still;
} Ages;

static const Grouping everybody = {NULL, 0, 1};

static uint16_t group_in(const Grouping *grouping, Customer person)
{
    if (!grouping->group) return 0;
    return person < grouping->customers ? grouping->group[person] : UINT16_MAX;
}

static uint32_t groups_in(const Grouping *grouping)
{
    return grouping->groups ? grouping->groups : 1;
}

// ---- by purchases: the port's own question ----

static bool choose_window(const MetricPlace *place, const SurvivalQuestion *question, int32_t *days, Error *error)
{
    Gaps gaps;
    *days = question->window_days ? question->window_days : EVENT_WINDOW_DAYS;
    if (question->window_days || !question->event.purchases) return true;
    if (!place->port->ask->gaps(place->port, &question->event.lane, question->as_of, place->arena, &gaps, error))
        return false;
    *days = gaps.days ? window_choose(gaps.closed, gaps.open, gaps.days).days : 1;
    if (*days < 1) *days = 1;
    return true;
}

static bool ages_of_purchases(const MetricPlace *place, const SurvivalQuestion *question, const Grouping *grouping,
                              Window window, uint32_t first, Ages *ages, Error *error)
{
    for (uint32_t g = 0; g < groups_in(grouping); g++) {
        Tenures tenures;
        const Grouping *of = grouping->group ? grouping : &everybody;
        if (!place->port->ask->tenures(place->port, &question->event.lane, window, question->as_of, of, (uint16_t)g,
                                       place->arena, &tenures, error))
            return false;
        uint32_t shift = (uint32_t)window.days < tenures.days ? (uint32_t)window.days : tenures.days;
        ages->days = tenures.days - shift;
        ages->left[first + g] = tenures.left + shift;
        ages->still[first + g] = tenures.still + shift;
    }
    return true;
}

// ---- by other events, and by contract: person by person ----

typedef struct Stay {
    Day first, last; // last: of activity, or on which the contract ended
    bool left;
} Stay;

static void count_stay(const Stay *stay, Day as_of, uint16_t group, uint32_t first, const Ages *ages)
{
    int64_t age = (stay->left || stay->last < as_of ? stay->last : as_of) - stay->first;
    if (age < 0 || age >= ages->days) return;
    int64_t *counts = (int64_t *)(uintptr_t)(stay->left ? ages->left : ages->still)[first + group];
    counts[age]++;
}

static Stay stay_of_rows(const PersonRows *rows, int32_t window, Day as_of)
{
    Stay stay = {.first = second_day(rows->second[0]), .last = second_day(rows->second[0])};
    for (uint32_t row = 0; row < rows->count; row++) {
        Day day = second_day(rows->second[row]);
        if (day > as_of || day > stay.last + window) break;
        stay.last = day;
    }
    stay.left = stay.last + window <= as_of;
    if (!stay.left) stay.last = as_of - window; // only a window later it is known which was the last
    return stay;
}

static bool ages_of_events(const MetricPlace *place, const SurvivalQuestion *question, const Grouping *grouping,
                           int32_t window, uint32_t first, Ages *ages, Error *error)
{
    const Columns *columns;
    if (!place->port->ask->hold(place->port, &question->event.lane, &columns, error)) return false;
    for (Customer c = 0; c < columns->customers; c++) {
        PersonRows rows = person_rows(columns, c, (RowFilter){0});
        uint16_t group = group_in(grouping, c);
        if (rows.count == 0 || group >= groups_in(grouping)) continue;
        Stay stay = stay_of_rows(&rows, window, question->as_of);
        count_stay(&stay, question->as_of, group, first, ages);
    }
    place->port->ask->release(place->port, columns);
    return true;
}

// A subscription from when it began to when it ended, in days; end DAY_MAX: it runs.
typedef struct Contract {
    Customer person;
    Day from, to;
} Contract;

typedef struct Contracts {
    const MetricPlace *place;
    Contract *contract;
    size_t count, room;
    int64_t id;   // of the subscription that is read
    bool running; // the last contract is of it, and runs
    Day as_of;
} Contracts;

static Day civil_day(const MetricPlace *place, Instant at)
{
    int64_t second = at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0);
    int64_t civil = zone_civil(activity_zone(place->house->activity), second);
    return (Day)(civil / SECONDS_PER_DAY - (civil % SECONDS_PER_DAY < 0));
}

static bool is_there(SubscriptionStatus status)
{
    return status == SUBSCRIPTION_ACTIVE || status == SUBSCRIPTION_PAST_DUE || status == SUBSCRIPTION_PAUSED;
}

static void add_contract(Contracts *contracts, Customer person, Day from)
{
    if (contracts->count == contracts->room) {
        size_t room = contracts->room ? 2 * contracts->room : 1024;
        Contract *more = arena_array(contracts->place->arena, Contract, room);
        if (contracts->count) memcpy(more, contracts->contract, contracts->count * sizeof *more);
        contracts->contract = more;
        contracts->room = room;
    }
    contracts->contract[contracts->count++] = (Contract){person, from, DAY_MAX};
}

static bool take_moment(void *context, const SubscriptionMoment *moment, Error *error)
{
    (void)error;
    Contracts *contracts = context;
    Day day = civil_day(contracts->place, moment->at);
    if (moment->state->id != contracts->id) contracts->running = false;
    contracts->id = moment->state->id;
    bool there = is_there(moment->state->status);
    if (there && !contracts->running)
        add_contract(contracts, identity_root(contracts->place->house->identity, moment->state->customer), day);
    if (!there && contracts->running) contracts->contract[contracts->count - 1].to = day;
    contracts->running = there;
    return true;
}

static int by_person(const void *a, const void *b)
{
    const Contract *left = a, *right = b;
    if (left->person != right->person) return left->person < right->person ? -1 : 1;
    return (left->from > right->from) - (left->from < right->from);
}

static bool read_contracts(const MetricPlace *place, Day as_of, Contracts *contracts, Error *error)
{
    const Zone *zone = activity_zone(place->house->activity);
    Instant before = zone_instant(zone, ((int64_t)as_of + 1) * SECONDS_PER_DAY) * MILLISECONDS_PER_SECOND;
    *contracts = (Contracts){.place = place, .as_of = as_of};
    if (before > place->now) before = place->now + 1;
    if (!subscription_pass(place->session, before, take_moment, contracts, error)) return false;
    if (contracts->count) qsort(contracts->contract, contracts->count, sizeof *contracts->contract, by_person);
    return true;
}

// A gap of a day or more between two contracts is an end.
static size_t stay_of_contracts(const Contracts *contracts, size_t from, Stay *stay)
{
    const Contract *contract = contracts->contract;
    size_t next = from;
    Day to = contract[from].to;
    while (++next < contracts->count && contract[next].person == contract[from].person)
        if (contract[next].from <= to && contract[next].to > to) to = contract[next].to;
    bool left = to != DAY_MAX && to <= contracts->as_of;
    *stay = (Stay){contract[from].from, left ? to : contracts->as_of, left};
    return next;
}

static void ages_of_contracts(const Contracts *contracts, const Grouping *grouping, uint32_t first, const Ages *ages)
{
    for (size_t at = 0; at < contracts->count;) {
        Stay stay;
        uint16_t group = group_in(grouping, contracts->contract[at].person);
        at = stay_of_contracts(contracts, at, &stay);
        if (group < groups_in(grouping)) count_stay(&stay, contracts->as_of, group, first, ages);
    }
}

// ---- curves ----

static void open_ages(const MetricPlace *place, Day first_day, Day as_of, Ages *ages)
{
    ages->days = first_day > as_of ? 0 : (uint32_t)(as_of - first_day) + 1;
    for (uint32_t g = 0; g < ages->groups; g++) {
        ages->left[g] = arena_array(place->arena, int64_t, ages->days);
        ages->still[g] = arena_array(place->arena, int64_t, ages->days);
    }
}

static bool read_ages(const MetricPlace *place, const SurvivalQuestion *question, int32_t window, Ages *ages,
                      Error *error)
{
    LaneFacts facts;
    Contracts contracts = {0};
    if (question->contractual) {
        if (!read_contracts(place, question->as_of, &contracts, error)) return false;
        Day first_day = DAY_MAX;
        for (size_t i = 0; i < contracts.count; i++) first_day = (Day)smaller(first_day, contracts.contract[i].from);
        open_ages(place, first_day, question->as_of, ages);
    } else if (!question->event.purchases) {
        if (!place->port->ask->facts(place->port, &question->event.lane, &facts, error)) return false;
        open_ages(place, facts.rows ? second_day(facts.first) : DAY_MAX, question->as_of, ages);
    }
    uint32_t first = 0;
    for (size_t layer = 0; layer < question->groups.layers; layer++) {
        const Grouping *grouping = &question->groups.layer[layer];
        if (question->contractual)
            ages_of_contracts(&contracts, grouping, first, ages);
        else if (!question->event.purchases
                     ? !ages_of_events(place, question, grouping, window, first, ages, error)
                     : !ages_of_purchases(place, question, grouping, (Window){.days = window}, first, ages, error))
            return false;
        first += groups_in(grouping);
    }
    return true;
}

static int32_t first_at_half(const Survival *curve, bool upper)
{
    for (size_t i = 0; i < curve->count; i++) {
        const SurvivalPoint *point = &curve->points[i];
        if (point->survival > 0 && (upper ? point->high : point->low) <= 0.5) return point->day;
    }
    return -1;
}

static void fill_group(const SurvivalQuestion *question, const Ages *ages, uint32_t g, Arena *arena,
                       SurvivalGroup *group)
{
    group->curve = survival_of(ages->left[g], ages->still[g], ages->days, arena);
    group->people = group->curve.n;
    for (uint32_t day = 0; day < ages->days; day++) group->left += ages->left[g][day];
    group->has_peak = survival_peak_hazard(&group->curve, question->hazard_days,
                                           smaller(HAZARD_AT_RISK_MIN, group->people), &group->peak);
    group->median_low = first_at_half(&group->curve, false);
    group->median_high = first_at_half(&group->curve, true);
}

bool survival_table(const MetricPlace *place, const SurvivalQuestion *question, SurvivalTable *table, Error *error)
{
    *table = (SurvivalTable){.groups = question->groups.groups};
    Ages ages = {.groups = table->groups,
                 .left = arena_array(place->arena, const int64_t *, table->groups),
                 .still = arena_array(place->arena, const int64_t *, table->groups)};
    if (!question->contractual && !choose_window(place, question, &table->window_days, error)) return false;
    if (!read_ages(place, question, table->window_days, &ages, error)) return false;
    table->group = arena_array(place->arena, SurvivalGroup, table->groups);
    for (uint32_t g = 0; g < table->groups; g++) fill_group(question, &ages, g, place->arena, &table->group[g]);
    // Of some of the groups it would be another test: of more it is not made.
    if (table->groups <= LOG_RANK_GROUPS_MAX) table->test = log_rank(ages.left, ages.still, table->groups, ages.days);
    return true;
}
