#include <math.h>
#include <stdlib.h>

#include "audit/audit_parts.h"

// One dimension while it is worked on: which values are shown, and for each customer the group they fall in.
typedef struct Split {
    const ActivityDimension *dimension;
    uint32_t index;
    size_t shown; // groups 0..shown-1 are values of their own; group `shown` is the rest, when `rest`
    bool rest;
    uint16_t code[GROUPS_SHOWN + 1];
    uint16_t *group; // per customer
} Split;

// The dimensions of events have the names of roles.
static ColumnRole role_of_name(Str name)
{
    static const struct {
        const char *name;
        ColumnRole role;
    } roles[] = {{"product", COLUMN_PRODUCT},  {"channel", COLUMN_CHANNEL}, {"country", COLUMN_COUNTRY},
                 {"segment", COLUMN_SEGMENT},  {"plan", COLUMN_PLAN},       {"promotion", COLUMN_PROMOTION},
                 {"coupon", COLUMN_PROMOTION}, {"reason", COLUMN_REASON}};
    for (size_t i = 0; i < COUNT_OF(roles); i++)
        if (str_equal(name, str_of(roles[i].name))) return roles[i].role;
    return COLUMN_SKIP;
}

static ColumnRole role_of_dimension(const Audit *audit, Str name)
{
    if (!audit->reading.files) return role_of_name(name);
    const Layout *layout = &audit->reading.file[0].layout;
    for (size_t i = 0; i < layout->columns; i++)
        if (str_equal(layout->names[i], name)) return layout->roles[i];
    return COLUMN_SKIP;
}

static int by_customers_then_orders(const void *a, const void *b)
{
    const DimensionTotal *first = a, *second = b;
    bool first_none = first->code == DIMENSION_OTHER, second_none = second->code == DIMENSION_OTHER;
    if (first_none != second_none) return first_none ? 1 : -1;
    if (first->customers != second->customers) return first->customers < second->customers ? 1 : -1;
    return (first->orders < second->orders) - (first->orders > second->orders);
}

// Reasons for leaving are known at the end of the relation, everything else at its beginning.
static const uint16_t *codes_of_customers(const Audit *audit, const Split *split, ColumnRole role)
{
    return role == COLUMN_REASON ? audit->summaries.last_group[split->index] : audit->summaries.group[split->index];
}

static void assign_customers(const Audit *audit, Split *split, ColumnRole role, Arena *scratch)
{
    uint16_t *group_of_code = arena_array(scratch, uint16_t, (size_t)UINT16_MAX + 1);
    for (size_t code = 0; code <= UINT16_MAX; code++) group_of_code[code] = (uint16_t)split->shown;
    for (size_t g = 0; g < split->shown; g++) group_of_code[split->code[g]] = (uint16_t)g;
    const uint16_t *codes = codes_of_customers(audit, split, role);
    split->group = arena_array(scratch, uint16_t, audit->columns.customers);
    for (uint32_t c = 0; c < audit->columns.customers; c++) split->group[c] = group_of_code[codes[c]];
}

static void name_groups(const Split *split, AuditBreakdown *breakdown)
{
    for (size_t g = 0; g < breakdown->groups; g++) {
        AuditGroup *group = &breakdown->group[g];
        group->other = g == split->shown;
        if (!group->other && split->code[g] != DIMENSION_OTHER) group->name = split->dimension->texts[split->code[g]];
    }
}

static void add_totals(const DimensionTotal *totals, size_t count, const Split *split, AuditBreakdown *breakdown)
{
    for (size_t i = 0; i < count; i++) {
        AuditGroup *group = &breakdown->group[i < split->shown ? i : split->shown];
        group->customers += totals[i].customers;
        group->orders += totals[i].orders;
        group->revenue += totals[i].amount;
    }
}

static void count_customers(const Audit *audit, const Split *split, AuditBreakdown *breakdown)
{
    int64_t customers[GROUPS_SHOWN + 1] = {0}, repeated[GROUPS_SHOWN + 1] = {0};
    for (uint32_t c = 0; c < audit->columns.customers; c++) {
        if (!audit->summaries.orders[c]) continue;
        customers[split->group[c]]++;
        repeated[split->group[c]] += audit->summaries.orders[c] > 1;
    }
    for (size_t g = 0; g < breakdown->groups; g++) {
        AuditGroup *group = &breakdown->group[g];
        group->customers = customers[g];
        group->repeat_purchase = rate_of(repeated[g], customers[g]);
        if (group->orders > 0) group->average_order_value = (double)group->revenue / (double)group->orders;
        if (customers[g] > 0) group->purchase_frequency = (double)group->orders / (double)customers[g];
    }
}

// The last settled period with a retention, and the settled one before it.
static bool last_two_periods(const Audit *audit, size_t *last, size_t *before)
{
    size_t found = 0;
    for (size_t p = audit->periods; p-- > 0 && found < 2;) {
        if (!audit->period[p].settled) continue;
        *(found++ == 0 ? last : before) = p;
    }
    return found == 2;
}

static void compare_periods(const Audit *audit, const Presence *presence, AuditBreakdown *breakdown)
{
    size_t last = 0, before = 0;
    if (!last_two_periods(audit, &last, &before)) return;
    SegmentChange changes[GROUPS_SHOWN + 1] = {0};
    for (size_t g = 0; g < breakdown->groups; g++) {
        AuditGroup *group = &breakdown->group[g];
        const Presence *now = &presence[g * audit->periods + last], *then = &presence[g * audit->periods + before];
        group->retention = rate_of(now->retained, now->start);
        group->retention_before = rate_of(then->retained, then->start);
        group->lost = now->lost;
        group->lost_value = (int64_t)llround((double)now->lost * group->value.value);
        changes[g] = (SegmentChange){then->start, then->retained, now->start, now->retained, 0, 0};
    }
    breakdown->change_observed = change_decompose(changes, breakdown->groups, &breakdown->total_change);
    for (size_t g = 0; g < breakdown->groups; g++) breakdown->group[g].change = changes[g];
}

static void fill_breakdown(Audit *audit, Split *split, AuditBreakdown *breakdown, Arena *arena)
{
    Arena *scratch = arena_open(0);
    size_t count;
    DimensionTotal *totals = ask_dimension(&audit->columns, split->index, audit->options.threads, scratch, &count);
    qsort(totals, count, sizeof *totals, by_customers_then_orders);
    split->shown = count <= GROUPS_SHOWN ? count : GROUPS_SHOWN;
    split->rest = count > split->shown;
    for (size_t g = 0; g < split->shown; g++) split->code[g] = totals[g].code;

    breakdown->groups = split->shown + split->rest;
    breakdown->group = arena_array(arena, AuditGroup, breakdown->groups);
    assign_customers(audit, split, breakdown->role, scratch);
    name_groups(split, breakdown);
    add_totals(totals, count, split, breakdown);
    count_customers(audit, split, breakdown);
    const Presence *presence = ask_presence(&audit->columns, &audit->span, audit->window, split->group,
                                            (uint32_t)breakdown->groups, audit->options.threads, scratch);
    for (size_t g = 0; g < breakdown->groups; g++)
        breakdown->group[g].value = audit_lifetime(audit, &presence[g * audit->periods]);
    compare_periods(audit, presence, breakdown);
    arena_close(scratch);
}

void audit_fill_groups(Audit *audit, Arena *arena)
{
    for (uint32_t d = 0; d < audit->columns.dimensions; d++) {
        AuditBreakdown *breakdown = &audit->breakdown[audit->breakdowns++];
        Split split = {.dimension = &audit->columns.dimension[d], .index = d};
        breakdown->dimension = split.dimension->name;
        breakdown->role = role_of_dimension(audit, breakdown->dimension);
        fill_breakdown(audit, &split, breakdown, arena);
    }
}
