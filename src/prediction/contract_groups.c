// contract_groups.c - contracts of one billing period put together, and each plan of which there are enough: what the
// model contract_lifetime is fitted to.
#include <math.h>

#include "prediction/contract_parts.h"

enum { CUSTOMERS_MIN = CONTRACT_CUSTOMERS_MIN };

// Contracts from..to of a list that is sorted by billing period and plan.
typedef struct Range {
    const ContractList *list;
    const Profiled *profiled;
    Day day;
    size_t from, to;
} Range;

static bool same_cycle(const PaidContract *a, const PaidContract *b)
{
    return a->cycle.months == b->cycle.months && a->cycle.count == b->cycle.count;
}

static size_t end_of_cycle(const ContractList *list, size_t from)
{
    size_t to = from + 1;
    while (to < list->count && same_cycle(&list->contract[from], &list->contract[to])) to++;
    return to;
}

static size_t end_of_plan(const ContractList *list, size_t from, size_t most)
{
    size_t to = from + 1;
    while (to < most && str_equal(list->contract[from].plan, list->contract[to].plan)) to++;
    return to;
}

// Not known: of somebody who may not be profiled, too.
static ContractSeen look_at(const Range *range, const PaidContract *contract)
{
    bool may = contract->root < range->profiled->customers && range->profiled->may[contract->root];
    ContractSeen seen = may ? contract_seen(range->list, contract, range->day) : (ContractSeen){0};
    return seen.periods > CONTRACT_PERIODS_MAX ? (ContractSeen){true, false, CONTRACT_PERIODS_MAX} : seen;
}

static void count_range(const Range *range, ContractGroupSeen *group, int64_t *all)
{
    for (size_t i = range->from; i < range->to; i++) {
        const PaidContract *contract = &range->list->contract[i];
        ContractSeen seen = look_at(range, contract);
        if (!seen.known) continue;
        *all += 1;
        group->running += contract_runs(contract, range->day);
        group->ended += seen.ended;
        group->contracts += seen.periods > 0;
        group->periods = seen.periods > group->periods ? seen.periods : group->periods;
    }
}

static void fill_range(const Range *range, ContractGroupSeen *group, Arena *arena)
{
    double churned = 0, periods = 0;
    int64_t *left = arena_array(arena, int64_t, group->periods + 1);
    int64_t *kept = arena_array(arena, int64_t, group->periods + 1);
    group->lost = arena_array(arena, double, group->periods);
    group->kept = arena_array(arena, double, group->periods);
    for (size_t i = range->from; i < range->to; i++) {
        ContractSeen seen = look_at(range, &range->list->contract[i]);
        if (!seen.known) continue;
        (seen.ended ? left : kept)[seen.periods]++;
        if (seen.periods > 0) (seen.ended ? group->lost : group->kept)[seen.periods - 1]++;
        churned += seen.ended;
        periods += (double)seen.periods;
    }
    group->observed = survival_of(left, kept, (uint32_t)group->periods + 1, arena);
    group->churn = periods > 0 ? churned / periods : 0;
}

// False: there are too few, or no parameters fit them.
static bool fit_range(const Range *range, bool of_plan, ContractGroupSeen *group, Arena *arena)
{
    Error refused;
    int64_t all = 0;
    const PaidContract *first = &range->list->contract[range->from];
    *group = (ContractGroupSeen){.of = {.cycle = first->cycle, .of_plan = of_plan}};
    group->of.plan = of_plan ? first->plan : STR("");
    count_range(range, group, &all);
    if (group->contracts < (of_plan ? CONTRACT_PLAN_MIN : CUSTOMERS_MIN) ||
        (of_plan && group->ended < CONTRACT_PLAN_ENDS_MIN))
        return false;
    fill_range(range, group, arena);
    return contract_fit(&(ContractHistory){group->periods, group->lost, group->kept}, &group->of.fit, &refused);
}

static void add_plans(const Range *cycle, ContractGroups *groups, Arena *arena)
{
    for (size_t from = cycle->from; from < cycle->to;) {
        Range plan = *cycle;
        plan.from = from;
        plan.to = from = end_of_plan(cycle->list, from, cycle->to);
        if (plan.from == cycle->from && plan.to == cycle->to) return; // they are all of one plan
        if (groups->count == CONTRACT_GROUPS_MAX)
            groups->more = true;
        else
            groups->count += fit_range(&plan, true, &groups->group[groups->count], arena);
    }
}

ContractGroups contract_groups_of(const ContractList *list, const Profiled *profiled, Day day, Arena *arena)
{
    ContractGroups groups = {.group = arena_array(arena, ContractGroupSeen, CONTRACT_GROUPS_MAX)};
    for (size_t from = 0; from < list->count;) {
        ContractGroupSeen all = {0};
        Range cycle = {list, profiled, day, from, end_of_cycle(list, from)};
        int64_t contracts = 0;
        from = cycle.to;
        count_range(&cycle, &all, &contracts);
        groups.contracts += contracts;
        groups.ended += all.ended;
        groups.running += all.running;
        if (groups.count < CONTRACT_GROUPS_MAX && fit_range(&cycle, false, &groups.group[groups.count], arena)) {
            groups.count++;
            add_plans(&cycle, &groups, arena);
        } else {
            groups.unfitted += contracts;
        }
    }
    return groups;
}

ContractModel contract_model_of(const ContractGroups *groups, Arena *arena)
{
    ContractModel model = {.group = arena_array(arena, ContractGroup, groups->count + 1), .groups = groups->count};
    for (size_t i = 0; i < groups->count; i++) model.group[i] = groups->group[i].of;
    return model;
}
