#include "retain/policy_log.h"

#include <math.h>

#include "activity/person_rows.h"
#include "base/json.h"
#include "consent/consents.h"
#include "house.h"
#include "order/order_lane.h"
#include "workspace/workspace.h"

enum { STRATA = 3, NOTHING = 0, ACTIONS = NEXT_ACTIONS_MAX + 1 };

// A choice as the estimates need it: actions by their place among the actions that there are, from 1; 0: nothing.
typedef struct SeenChoice {
    size_t action, best, stratum;
    double chance, reward;
    bool could[ACTIONS];
} SeenChoice;

typedef struct Judging {
    const House *house;
    StoreSession *session;
    Arena *arena;
    Instant now;
    int64_t follow_days;
    const Columns *orders; // NULL: none
    NextAction *action;
    size_t actions;
    SeenChoice *seen;
    size_t count;
    PolicyLog *log;
} Judging;

static bool place_of(const Judging *judging, int64_t action, size_t *place)
{
    *place = NOTHING;
    for (size_t i = 0; action && i < judging->actions; i++)
        if (judging->action[i].id == action) *place = i + 1;
    return !action || *place;
}

// ---- what was chosen ----

static bool read_options(const Judging *judging, const NextChoice *choice, SeenChoice *seen)
{
    JsonValue list, one, number;
    Error unreadable;
    double most = -INFINITY;
    if (!json_parse(choice->options, &list, &unreadable) || list.type != JSON_ARRAY) return false;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &one);) {
        int64_t id = 0;
        double worth = 0;
        size_t place;
        if (!json_member(one, STR("action"), &number) || !json_get_integer(number, &id) ||
            !json_member(one, STR("worth"), &number) || !json_get_number(number, &worth) ||
            !place_of(judging, id, &place))
            return false;
        seen->could[place] = true;
        if (worth > most) seen->best = place;
        most = fmax(most, worth);
    }
    return seen->could[NOTHING] || isfinite(most);
}

// What they bought from a civil second on, net of refunds, minor units.
static double bought(const Judging *judging, CustomerId person, int64_t from)
{
    double sum = 0;
    PersonRows rows = {0};
    if (judging->orders && person < judging->orders->customers)
        rows = person_rows(judging->orders, person, (RowFilter){0});
    for (uint32_t row = 0; row < rows.count; row++)
        if (rows.second[row] >= from && rows.second[row] < from + judging->follow_days * SECONDS_PER_DAY)
            sum += (double)person_row_amount(&rows, row);
    return sum;
}

static bool see_choice(Judging *judging, const NextChoice *choice, Error *error)
{
    bool allowed = false;
    PolicyLog *log = judging->log;
    const Zone *zone = workspace_first(judging->house->workspace)->zone;
    SeenChoice *seen = &judging->seen[judging->count];
    CustomerId root = identity_root(judging->house->identity, choice->customer);
    *seen = (SeenChoice){.chance = choice->chance, .stratum = (size_t)smaller(choice->stratum, STRATA - 1)};
    if (!(choice->chance > 0)) {
        log->own++;
        return true;
    }
    if (choice->made_at + judging->follow_days * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND > judging->now) {
        log->waiting++;
        return true;
    }
    if (!consent_profiling_allowed(judging->house->identity, judging->session, root, judging->now, judging->arena,
                                   &allowed, error))
        return false;
    if (!allowed || choice->arm == 0 || !place_of(judging, choice->action, &seen->action) ||
        !read_options(judging, choice, seen)) {
        log->left_out++;
        return true;
    }
    seen->reward =
        bought(judging, root, zone_civil(zone, choice->made_at / MILLISECONDS_PER_SECOND)) - (double)choice->cost_minor;
    judging->count++;
    return true;
}

static bool see_choices(Judging *judging, Error *error)
{
    NextChoice *list;
    size_t count;
    if (!next_action_list(judging->session, judging->arena, &judging->action, &judging->actions, error) ||
        !next_choices_until(judging->session, judging->now, judging->arena, &list, &count, error))
        return false;
    judging->seen = arena_array(judging->arena, SeenChoice, count + 1);
    for (size_t i = 0; i < count; i++)
        if (!see_choice(judging, &list[i], error)) return false;
    judging->log->observed = (int64_t)judging->count;
    return true;
}

// ---- other ways to choose ----

static size_t target_of(const SeenChoice *seen, PolicyKind kind, size_t action)
{
    if (kind == POLICY_LOGGED) return seen->action;
    if (kind == POLICY_NOTHING) return NOTHING;
    return kind == POLICY_ACTION && seen->could[action] ? action : seen->best;
}

static PolicyValue judge(const Judging *judging, const RewardSums *sums, PolicyKind kind, size_t action)
{
    LoggedChoice *logged = arena_array(judging->arena, LoggedChoice, judging->count);
    for (size_t i = 0; i < judging->count; i++) {
        const SeenChoice *seen = &judging->seen[i];
        size_t target = target_of(seen, kind, action);
        logged[i] =
            (LoggedChoice){// What was done is judged as it was done: each choice counts once.
                           .chance = kind == POLICY_LOGGED ? 1 : seen->chance,
                           .reward = seen->reward,
                           .target = target == seen->action,
                           .fitted = reward_mean(sums, seen->stratum, seen->action, true, seen->action, seen->reward),
                           .expected = reward_mean(sums, seen->stratum, target, true, seen->action, seen->reward)};
    }
    return policy_value(logged, judging->count);
}

static void add_policy(const Judging *judging, const RewardSums *sums, PolicyKind kind, size_t action)
{
    PolicyLog *log = judging->log;
    log->policy[log->count++] = (JudgedPolicy){.kind = kind,
                                               .action = kind == POLICY_ACTION ? &judging->action[action - 1] : NULL,
                                               .value = judge(judging, sums, kind, action)};
}

static void judge_all(const Judging *judging)
{
    RewardSums sums = reward_sums(STRATA, judging->actions + 1, judging->arena);
    for (size_t i = 0; i < judging->count; i++)
        reward_see(&sums, judging->seen[i].stratum, judging->seen[i].action, judging->seen[i].reward);
    add_policy(judging, &sums, POLICY_LOGGED, NOTHING);
    add_policy(judging, &sums, POLICY_BEST, NOTHING);
    add_policy(judging, &sums, POLICY_NOTHING, NOTHING);
    for (size_t a = 1; a <= judging->actions; a++) add_policy(judging, &sums, POLICY_ACTION, a);
}

bool policy_log(const House *house, StoreSession *session, int64_t follow_days, Instant now, Arena *arena,
                PolicyLog *log, Error *error)
{
    OrderLane orders;
    ActivityPort *port = house->questions;
    Judging judging = {.house = house, .session = session, .arena = arena, .now = now, .follow_days = follow_days};
    *log = (PolicyLog){0};
    judging.log = log;
    order_lane(house->log, DAY_MAX, &orders);
    if (orders.lane.class_count && !port->ask->hold(port, &orders.lane, &judging.orders, error)) return false;
    bool fine = see_choices(&judging, error);
    if (judging.orders) port->ask->release(port, judging.orders);
    if (fine) judge_all(&judging);
    return fine;
}
