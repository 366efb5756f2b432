#include <math.h>
#include <stdlib.h>

#include "audit/audit_parts.h"
#include "measure/rfm_people.h"

enum { HAZARD_WIDTH_DAYS = 30, HAZARD_AT_RISK_MIN = 30, TOP_LISTED = 100 };
static const double TOP_SHARE = 0.2;

// By age at the last order before leaving. Tenures count a customer as gone only once the window has passed, so that
// nobody could leave before; taking the window off all ages gives the day of the order itself, for those first seen at
// least a window before as_of. An end of contract is known on its day, and a period window has no fixed length: no
// shift then.
static void fill_survival(Audit *audit, Arena *arena)
{
    Tenures tenures = ask_tenures(&audit->columns, audit->window, audit->as_of, NULL, 0, audit->options.threads, arena);
    uint32_t shift = audit->columns.ended ? 0 : (uint32_t)audit->window.days;
    if (shift > tenures.days) shift = tenures.days;
    audit->survival = survival_of(tenures.left + shift, tenures.still + shift, tenures.days - shift, arena);
    audit->has_peak_hazard =
        survival_peak_hazard(&audit->survival, HAZARD_WIDTH_DAYS, HAZARD_AT_RISK_MIN, &audit->peak_hazard);
}

// Of the first-time buyers old enough to have had `days` days, those with a second order within them (F10).
static Rate conversion_within(const Audit *audit, int32_t days)
{
    int64_t old_enough = 0, converted = 0;
    const Summaries *summaries = &audit->summaries;
    for (uint32_t c = 0; c < audit->columns.customers; c++) {
        if (!summaries->orders[c]) continue;
        Day first = second_day(summaries->first[c]);
        if (first + days > audit->as_of) continue;
        old_enough++;
        if (summaries->orders[c] > 1 && second_day(summaries->second[c]) - first <= days) converted++;
    }
    return rate_of(converted, old_enough);
}

static void fill_conversions(Audit *audit)
{
    const int32_t *days = audit->options.conversion_days;
    while (audit->conversions < CONVERSION_DELAYS_MAX && days[audit->conversions] > 0) {
        int32_t delay = days[audit->conversions];
        audit->conversion[audit->conversions++] = (AuditConversion){delay, conversion_within(audit, delay)};
    }
    int64_t repeated = 0;
    for (uint32_t c = 0; c < audit->columns.customers; c++) repeated += audit->summaries.orders[c] > 1;
    audit->lifetime_repeat = rate_of(repeated, audit->customers);
}

static void keep_counts(Audit *audit, const RfmTally *tally)
{
    for (RfmGroup group = 0; group < RFM_GROUP_COUNT; group++) {
        const RfmCount *count = &tally->group[group];
        audit->rfm[group] = (AuditRfmGroup){
            .group = group, .customers = count->customers, .orders = count->orders, .revenue = count->revenue};
        AuditRfmGroup *row = &audit->rfm[group];
        row->customer_share = audit->customers ? (double)row->customers / (double)audit->customers : 0;
        row->revenue_share = tally->all.revenue > 0 ? (double)row->revenue / (double)tally->all.revenue : 0;
    }
    for (int recency = 0; recency < 5; recency++)
        for (int worth = 0; worth < 5; worth++) {
            audit->rfm_grid[recency][worth] = tally->cell[recency][worth].customers;
            audit->rfm_grid_revenue[recency][worth] = tally->cell[recency][worth].revenue;
        }
}

static void fill_rfm(Audit *audit, Arena *arena)
{
    RfmTally tally;
    RfmPeople people = rfm_people(&audit->summaries, audit->as_of, arena);
    rfm_tally(&people, &audit->summaries, audit->as_of, NULL, &tally);
    audit->rfm_cuts = people.cuts;
    audit->rfm_group = people.group;
    keep_counts(audit, &tally);
    for (uint32_t c = 0; c < audit->columns.customers; c++)
        if (people.group[c] != RFM_GROUP_COUNT)
            audit->rfm[people.group[c]].future_value += (int64_t)llround(audit_future_value(audit, c));
}

typedef struct Ranked {
    int64_t amount;
    Str id;
    Customer customer;
} Ranked;

static int by_amount_then_id(const void *a, const void *b)
{
    const Ranked *first = a, *second = b;
    if (first->amount != second->amount) return first->amount < second->amount ? 1 : -1;
    int order = str_compare(first->id, second->id);
    return order ? order : (first->customer > second->customer) - (first->customer < second->customer);
}

static Concentration concentrate(const Audit *audit, const int64_t *per_customer)
{
    Arena *scratch = arena_open(0);
    int64_t *values = arena_array(scratch, int64_t, (size_t)audit->customers);
    size_t n = 0;
    for (uint32_t c = 0; c < audit->columns.customers; c++)
        if (audit->summaries.orders[c]) values[n++] = per_customer[c];
    Concentration concentration = concentration_of(values, n, TOP_SHARE);
    arena_close(scratch);
    return concentration;
}

// The best of the top share, as many as are listed; equal amounts by id, so that the list does not hang on row order.
static void list_top(Audit *audit, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Ranked *ranked = arena_array(scratch, Ranked, (size_t)audit->customers);
    size_t n = 0;
    for (uint32_t c = 0; c < audit->columns.customers; c++)
        if (audit->summaries.orders[c] && audit->summaries.amount[c] >= audit->concentration.threshold)
            ranked[n++] = (Ranked){audit->summaries.amount[c], audit->columns.ids ? audit->columns.ids[c] : STR(""), c};
    qsort(ranked, n, sizeof *ranked, by_amount_then_id);
    audit->tops = (size_t)smaller(smaller((int64_t)n, audit->concentration.customers), TOP_LISTED);
    audit->top = arena_array(arena, Customer, audit->tops);
    for (size_t i = 0; i < audit->tops; i++) audit->top[i] = ranked[i].customer;
    arena_close(scratch);
}

static void fill_concentration(Audit *audit, Arena *arena)
{
    audit->concentration = concentrate(audit, audit->summaries.amount);
    if (audit->summaries.profit) audit->profit_concentration = concentrate(audit, audit->summaries.profit);
    if (audit->concentration.observed) list_top(audit, arena);
}

// F22 and R038, of purchases: refunds belong to neither side.
static void fill_returning(Audit *audit)
{
    int64_t first_orders = 0, first_amount = 0, orders = 0, amount = 0;
    for (size_t p = 0; p < audit->periods; p++) {
        const Presence *presence = &audit->period[p].presence;
        first_orders += presence->first_orders;
        first_amount += presence->first_amount;
        orders += presence->orders;
        amount += presence->purchase_amount;
    }
    if (first_orders == 0 || orders == first_orders) return;
    audit->returning_observed = true;
    audit->returning_share = (double)(amount - first_amount) / (double)amount;
    audit->first_order_value = (double)first_amount / (double)first_orders;
    audit->returning_order_value = (double)(amount - first_amount) / (double)(orders - first_orders);
    audit->spend_premium = audit->returning_order_value / audit->first_order_value - 1;
}

void audit_fill_customers(Audit *audit, Arena *arena)
{
    audit->active =
        ask_active(&audit->columns, audit->window, &audit->span, audit->as_of, audit->options.threads, arena);
    fill_survival(audit, arena);
    fill_conversions(audit);
    fill_rfm(audit, arena);
    fill_concentration(audit, arena);
    fill_returning(audit);
}
