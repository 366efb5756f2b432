// order_value_metrics.c - what single orders are worth, and what customers leave once goods, service and rewards are
// paid.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cost/cost.h"
#include "house.h"
#include "measure/quantile.h"
#include "order/order_sums.h"
#include "service/tickets_read.h"

static Day last_known(const PeriodSpan *span, uint32_t period)
{
    return (Day)smaller(span_last_day(span, period), span->as_of);
}

static uint32_t period_at(const PeriodSpan *span, Day day)
{
    if (day > span->as_of) return UINT32_MAX;
    if (span->custom) return span->custom_first <= day && day <= span->custom_last ? 0 : UINT32_MAX;
    int64_t number = (int64_t)period_of_day(span->unit, day) - span->first;
    return 0 <= number && number < span->count ? (uint32_t)number : UINT32_MAX;
}

// ---- orders in the currency of the table ----

typedef struct Sale {
    size_t cell; // group and period
    Customer customer;
    int64_t revenue, goods, discount; // revenue and goods: what is left after refunds
} Sale;

typedef struct Sales {
    const MetricAsk *ask;
    const MetricTable *table;
    Sale *sale;
    size_t count, room;
    uint64_t unconverted;
    bool everybody; // those who are in no group too, behind the others
} Sales;

// Of who is in none: the one behind the last.
static uint32_t group_of(const MetricAsk *ask, const MetricTable *table, Customer root)
{
    uint16_t group = reading_group(ask, root);
    return group == UINT16_MAX ? table->groups : group;
}

static Sale *add_sale(Sales *sales)
{
    enum { USUAL = 1024 };
    if (sales->count == sales->room) {
        Sale *larger = arena_array(sales->ask->arena, Sale, sales->room = sales->room ? sales->room * 2 : USUAL);
        if (sales->count) memcpy(larger, sales->sale, sales->count * sizeof *larger);
        sales->sale = larger;
    }
    return &sales->sale[sales->count++];
}

// What was refunded takes its share of the cost: what comes back may be sold again (as order/margin.h has it).
static int64_t goods_of(const OrderSum *order)
{
    if (!order->cost.known) return 0;
    int64_t left = order->total_minor - order->refunded_minor;
    return (int64_t)((__int128)order->cost.minor * left / order->total_minor);
}

static void see_order(void *context, const OrderSum *order)
{
    Sales *sales = context;
    struct Activity *activity = sales->ask->house->activity;
    Customer root = identity_root(sales->ask->house->identity, order->customer);
    uint32_t group = group_of(sales->ask, sales->table, root);
    uint32_t period = period_at(&sales->table->span, reading_day(sales->ask, order->at));
    if ((group == sales->table->groups && !sales->everybody) || period == UINT32_MAX) return;
    int64_t revenue = order->total_minor - order->refunded_minor, goods = goods_of(order);
    int64_t discount = order->discount_minor;
    const char *code = order->currency->code;
    if (!activity_worth(activity, code, order->at, &revenue) || !activity_worth(activity, code, order->at, &goods) ||
        !activity_worth(activity, code, order->at, &discount)) {
        sales->unconverted++;
        return;
    }
    *add_sale(sales) = (Sale){.cell = (size_t)group * sales->table->span.count + period,
                              .customer = root,
                              .revenue = revenue,
                              .goods = goods,
                              .discount = discount};
}

static bool read_sales(const MetricAsk *ask, const PeriodSpan *span, MetricTable *table, Sales *sales, Error *error)
{
    sales->ask = ask;
    sales->table = table;
    if (!table->any || !span->count) return true;
    Instant from = reading_day_start(ask, span_first_day(span, 0));
    Instant to = reading_day_start(ask, last_known(span, span->count - 1) + 1);
    if (!order_sums(ask->session, from, to, see_order, sales, error)) return false;
    table->unconverted = sales->unconverted;
    return true;
}

static bool begin(const MetricAsk *ask, MetricTable *table, Sales *sales, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    PeriodSpan span;
    order_lane(ask->house->log, ask->series.as_of, &orders);
    if (!lane_facts(ask->port, &orders.lane, &facts, error)) return false;
    Day first_day = facts.rows ? second_day(facts.first) : ask->series.as_of;
    if (!reading_span(ask, first_day, &span, error)) return false;
    reading_begin(ask, first_day, &span, table);
    table->any = facts.rows > 0;
    return read_sales(ask, &span, table, sales, error);
}

static int by_cell_and_customer(const void *a, const void *b)
{
    const Sale *x = a, *y = b;
    if (x->cell != y->cell) return x->cell < y->cell ? -1 : 1;
    return (x->customer > y->customer) - (x->customer < y->customer);
}

static void sort(Sales *sales)
{
    if (sales->count) qsort(sales->sale, sales->count, sizeof *sales->sale, by_cell_and_customer);
}

// The sales of the cell that begin at `from`.
static size_t run_of(const Sales *sales, size_t from)
{
    size_t to = from;
    while (to < sales->count && sales->sale[to].cell == sales->sale[from].cell) to++;
    return to - from;
}

// ---- median and trimmed mean ----

static void fill_value(PeriodValue *value, int64_t *values, size_t n, bool median)
{
    enum { TRIMMED_PER_CENT = 10 };
    double low, high;
    value_amount(
        value, llround(median ? quantile_of(values, n, 0.5) : trimmed_mean(values, n, (double)TRIMMED_PER_CENT / 100)));
    value->has_n = true;
    value->n = (int64_t)n;
    if (!median || !median_interval(values, n, &low, &high)) return;
    value->has_interval = true;
    value->low = low;
    value->high = high;
}

bool read_order_values(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Sales sales = {0};
    bool median = strcmp(ask->metric->name, "median_order_value") == 0;
    if (!begin(ask, table, &sales, error)) return false;
    sort(&sales);
    int64_t *values = arena_array(ask->arena, int64_t, sales.count + 1);
    for (size_t i = 0, n; i < sales.count; i += n) {
        n = run_of(&sales, i);
        for (size_t k = 0; k < n; k++) values[k] = sales.sale[i + k].revenue;
        fill_value(&table->value[sales.sale[i].cell], values, n, median);
    }
    return true;
}

// ---- profit ----

typedef enum Share { SHARE_SERVICE, SHARE_REWARDS, SHARE_GOODS, SHARE_COUNT } Share;

// What a customer left in a period, in the order of cells and customers.
typedef struct Profit {
    size_t cell;
    Customer customer;
    int64_t revenue, goods, discount, tickets;
    int64_t share[SHARE_COUNT]; // of what was entered for everybody
} Profit;

typedef struct Profits {
    Profit *profit;
    size_t count;
} Profits;

static int profit_order(const void *a, const void *b)
{
    const Profit *x = a, *y = b;
    if (x->cell != y->cell) return x->cell < y->cell ? -1 : 1;
    return (x->customer > y->customer) - (x->customer < y->customer);
}

static void add_tickets(const MetricAsk *ask, const MetricTable *table, const Tickets *tickets, Profits *profits)
{
    for (size_t i = 0; i < tickets->count; i++) {
        const Ticket *ticket = &tickets->ticket[i];
        uint32_t group = group_of(ask, table, ticket->customer);
        uint32_t period = period_at(&table->span, reading_day(ask, ticket->opened.at));
        if (period == UINT32_MAX) continue;
        profits->profit[profits->count++] =
            (Profit){.cell = (size_t)group * table->span.count + period, .customer = ticket->customer, .tickets = 1};
    }
}

static void add_sales(const Sales *sales, Profits *profits)
{
    for (size_t i = 0; i < sales->count; i++)
        profits->profit[profits->count++] = (Profit){.cell = sales->sale[i].cell,
                                                     .customer = sales->sale[i].customer,
                                                     .revenue = sales->sale[i].revenue,
                                                     .goods = sales->sale[i].goods,
                                                     .discount = sales->sale[i].discount};
}

static void join(Profits *profits)
{
    size_t kept = 0;
    if (profits->count) qsort(profits->profit, profits->count, sizeof *profits->profit, profit_order);
    for (size_t i = 0; i < profits->count; i++) {
        const Profit *one = &profits->profit[i];
        if (!kept || profit_order(&profits->profit[kept - 1], one) != 0) {
            profits->profit[kept++] = *one;
            continue;
        }
        Profit *sum = &profits->profit[kept - 1];
        sum->revenue += one->revenue;
        sum->goods += one->goods;
        sum->discount += one->discount;
        sum->tickets += one->tickets;
    }
    profits->count = kept;
}

typedef int64_t Weight(const Profit *profit);
static int64_t tickets_of(const Profit *profit)
{
    return profit->tickets;
}
static int64_t discount_of(const Profit *profit)
{
    return profit->discount;
}
static int64_t revenue_of(const Profit *profit)
{
    return larger(profit->revenue, 0);
}

// Shares out what was entered for a period over all its customers, by weight: parts add up to the whole, to the cent.
// Without any weight nobody bears it.
static void share_out(const MetricTable *table, const Profits *profits, uint32_t period, int64_t amount, Weight *weight,
                      Share share)
{
    __int128 all = 0, before = 0;
    for (size_t i = 0; i < profits->count; i++)
        if (profits->profit[i].cell % table->span.count == period) all += weight(&profits->profit[i]);
    for (size_t i = 0; i < profits->count && all > 0; i++) {
        Profit *one = &profits->profit[i];
        if (one->cell % table->span.count != period) continue;
        __int128 after = before + weight(one);
        one->share[share] = (int64_t)(amount * after / all - amount * before / all);
        before = after;
    }
}

static bool has_weight(const MetricTable *table, const Profits *profits, uint32_t period, Weight *weight)
{
    for (size_t i = 0; i < profits->count; i++)
        if (profits->profit[i].cell % table->span.count == period && weight(&profits->profit[i]) > 0) return true;
    return false;
}

static void share_entries(const MetricTable *table, const Profits *profits, const Entries *entries)
{
    bool any;
    for (uint32_t p = 0; p < table->span.count; p++) {
        Day first = span_first_day(&table->span, p), last = last_known(&table->span, p);
        int64_t service = entries_sum(entries, &(EntryFilter){.kind = COST_SERVICE}, first, last, &any);
        int64_t rewards = entries_sum(entries, &(EntryFilter){.kind = COST_INCENTIVES}, first, last, &any);
        int64_t goods = entries_sum(entries, &(EntryFilter){.kind = COST_GOODS}, first, last, &any);
        bool discounts = has_weight(table, profits, p, discount_of);
        bool tickets = has_weight(table, profits, p, tickets_of);
        if (service) share_out(table, profits, p, service, tickets ? tickets_of : revenue_of, SHARE_SERVICE);
        if (rewards) share_out(table, profits, p, rewards, discounts ? discount_of : revenue_of, SHARE_REWARDS);
        if (goods) share_out(table, profits, p, goods, revenue_of, SHARE_GOODS);
    }
}

static int64_t left_of(const Profit *profit)
{
    return profit->revenue - profit->goods - profit->share[SHARE_GOODS] - profit->share[SHARE_SERVICE] -
           profit->share[SHARE_REWARDS];
}

static bool read_profits(const MetricAsk *ask, MetricTable *table, Profits *profits, Error *error)
{
    Sales sales = {.everybody = true};
    Tickets tickets = {0};
    Entries entries = {0};
    *profits = (Profits){0};
    if (!begin(ask, table, &sales, error)) return false;
    const PeriodSpan *span = &table->span;
    if (!span->count) return true;
    Day first = span_first_day(span, 0), last = last_known(span, span->count - 1);
    if (!tickets_read(ask->house->identity, ask->session, reading_day_start(ask, first),
                      reading_day_start(ask, last + 1), ask->arena, &tickets, error) ||
        !entries_read(ask->session, BOOK_COSTS, str_of(table->currency.code), first, last, ask->arena, &entries, error))
        return false;
    profits->profit = arena_array(ask->arena, Profit, sales.count + tickets.count + 1);
    add_sales(&sales, profits);
    add_tickets(ask, table, &tickets, profits);
    join(profits);
    share_entries(table, profits, &entries);
    return true;
}

static void fill_profit(PeriodValue *value, const Profit *profit, size_t n)
{
    Profit sum = {0};
    for (size_t i = 0; i < n; i++) {
        sum.revenue += profit[i].revenue;
        sum.goods += profit[i].goods;
        for (Share share = 0; share < SHARE_COUNT; share++) sum.share[share] += profit[i].share[share];
    }
    value_amount(value, left_of(&sum));
    value->has_n = true;
    value->n = (int64_t)n;
    value_part(value, "revenue", UNIT_AMOUNT, sum.revenue);
    value_part(value, "goods", UNIT_AMOUNT, sum.goods + sum.share[SHARE_GOODS]);
    value_part(value, "service", UNIT_AMOUNT, sum.share[SHARE_SERVICE]);
    value_part(value, "rewards", UNIT_AMOUNT, sum.share[SHARE_REWARDS]);
}

// Of everybody, so that what was entered is shared out over all; then those who are asked for.
bool read_customer_profit(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Profits profits;
    if (!read_profits(ask, table, &profits, error)) return false;
    for (size_t i = 0, n; i < profits.count; i += n) {
        for (n = 1; i + n < profits.count && profits.profit[i + n].cell == profits.profit[i].cell;) n++;
        if (profits.profit[i].cell >= (size_t)table->groups * table->span.count) break; // in no group
        fill_profit(&table->value[profits.profit[i].cell], &profits.profit[i], n);
    }
    return true;
}

bool profit_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    Profits profits;
    MetricTable table = {0};
    (void)part;
    *people = (MetricPeople){0};
    if (!read_profits(ask, &table, &profits, error)) return false;
    if (period >= table.span.count || group >= table.groups) return true;
    people->person = arena_array(ask->arena, MetricPerson, profits.count + 1);
    for (size_t i = 0; i < profits.count; i++) {
        const Profit *one = &profits.profit[i];
        if (one->cell != (size_t)group * table.span.count + period) continue;
        people->person[people->count++] =
            (MetricPerson){.customer = one->customer, .has_amount = true, .amount_minor = left_of(one)};
    }
    return true;
}
