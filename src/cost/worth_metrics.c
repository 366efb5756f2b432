// worth_metrics.c - what customers are worth by what they bought: by formula, past and future apart, what leaves with
// those who go, and where the worth lies.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "cost/cost.h"
#include "cost/customer_base.h"
#include "customer/trait.h"
#include "event/log.h"
#include "house.h"
#include "order/margin.h"

enum { OPTION_TOP, DAYS_OF_YEAR = 365 };

// ---- by formula ----

uint32_t periods_of_year(PeriodUnit unit)
{
    static const uint32_t counts[PERIOD_UNIT_COUNT] = {
        [PERIOD_DAY] = 365, [PERIOD_WEEK] = 52, [PERIOD_MONTH] = 12, [PERIOD_QUARTER] = 4, [PERIOD_YEAR] = 1};
    return counts[unit];
}

// As the audit does (audit/audit_value.c): settled periods of the last year; customers there during a period are the
// mean of those at its start and end, plus half of those who came and went within.
LifetimeValue lifetime_at(const OrderBase *base, uint32_t group, uint32_t period)
{
    double orders = 0, revenue = 0, start = 0, lost = 0, customer_periods = 0;
    uint32_t back = base->span.custom ? 0 : periods_of_year(base->span.unit) - 1;
    for (uint32_t p = period > back ? period - back : 0; p <= period; p++) {
        PeriodFigures figures = order_base_figures(base, group, p);
        const Presence *presence = &figures.presence;
        if (!figures.settled) continue;
        orders += (double)presence->orders;
        revenue += (double)figures.revenue;
        start += (double)presence->start;
        lost += (double)presence->lost;
        customer_periods += (double)(presence->start + presence->end + presence->passed_through) / 2;
    }
    if (orders <= 0 || lost <= 0 || customer_periods <= 0) return (LifetimeValue){0};
    return lifetime_value(revenue / orders, orders / customer_periods, lost / start);
}

// ---- by margin: of the orders of which it is known ----

typedef struct Earned {
    int64_t minor, orders;
} Earned;

typedef struct Margins {
    const MetricAsk *ask;
    const OrderBase *base;
    Earned *earned; // [group * base->span.count + period]; NULL: revenue is asked for
} Margins;

static void see_margin(void *context, const MarginPart *part)
{
    const Margins *margins = context;
    const struct House *house = margins->ask->house;
    const PeriodSpan *span = &margins->base->span;
    int64_t minor = part->minor;
    Day day = reading_day(margins->ask, part->at);
    uint16_t group = reading_group(margins->ask, identity_root(house->identity, part->customer));
    if (group == UINT16_MAX || day > span->as_of) return;
    int64_t period = span->custom ? 0 : (int64_t)period_of_day(span->unit, day) - span->first;
    if (period < 0 || period >= span->count || day < span_first_day(span, (uint32_t)period) ||
        day > span_last_day(span, (uint32_t)period) ||
        !activity_worth(house->activity, part->currency->code, part->at, &minor))
        return;
    Earned *earned = &margins->earned[(size_t)group * span->count + (size_t)period];
    earned->minor += minor;
    earned->orders += part->order;
}

static bool read_margins(const MetricAsk *ask, const OrderBase *base, Margins *margins, Error *error)
{
    *margins = (Margins){ask, base, NULL};
    if (ask->series.amount != SERIES_MARGIN || !base->presence) return true;
    margins->earned = arena_array(ask->arena, Earned, (size_t)base->groups * base->span.count);
    return order_margins(ask->session, see_margin, margins, error);
}

// What an order earns, over the settled periods that lifetime_at looks at. False: it is known of none.
static bool margin_at(const Margins *margins, uint32_t group, uint32_t period, double *margin)
{
    const OrderBase *base = margins->base;
    Earned sum = {0};
    uint32_t back = base->span.custom ? 0 : periods_of_year(base->span.unit) - 1;
    for (uint32_t p = period > back ? period - back : 0; p <= period; p++) {
        const Earned *one = &margins->earned[(size_t)group * base->span.count + p];
        if (!order_base_figures(base, group, p).settled) continue;
        sum.minor += one->minor;
        sum.orders += one->orders;
    }
    if (sum.orders <= 0) return false;
    *margin = (double)sum.minor / (double)sum.orders;
    return true;
}

// What is left of the revenue of all groups over the periods that lifetime_at looks at. False: nothing was entered.
static bool entered_margin(const CustomerBase *all, const Entries *entries, uint32_t period, double *share)
{
    const OrderBase *base = &all->orders;
    double revenue = 0, goods = 0;
    bool known = false;
    uint32_t back = base->span.custom ? 0 : periods_of_year(base->span.unit) - 1;
    for (uint32_t p = period > back ? period - back : 0; p <= period; p++) {
        bool any, counts = false;
        for (uint32_t g = 0; g < base->groups; g++) {
            PeriodFigures figures = order_base_figures(base, g, p);
            if (!figures.settled) continue;
            counts = true;
            revenue += (double)figures.revenue;
        }
        int64_t minor = entries_sum(entries, &(EntryFilter){.kind = COST_GOODS}, span_first_day(&base->span, p),
                                    span_last_day(&base->span, p), &any);
        if (!counts) continue;
        goods += (double)minor;
        known |= any;
    }
    if (!known || revenue <= 0) return false;
    *share = (revenue - goods) / revenue;
    return true;
}

// Where people subscribe, orders do not say what is earned: the goods that were entered as a cost do, for everybody.
static bool read_entered_margin(const MetricAsk *ask, const CustomerBase *base, uint32_t back, MetricTable *table,
                                Error *error)
{
    Entries entries;
    const PeriodSpan *span = &base->orders.span;
    if (!base->orders.presence || !span->count) return true;
    if (!entries_read(ask->session, BOOK_COSTS, str_of(table->currency.code), span_first_day(span, 0),
                      span_last_day(span, span->count - 1), ask->arena, &entries, error))
        return false;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) {
            double share;
            LifetimeValue lifetime = lifetime_at(&base->orders, g, p + back);
            if (!lifetime.observed || !entered_margin(base, &entries, p + back, &share)) continue;
            PeriodValue *value = reading_value(table, g, p);
            value_amount(value, llround(lifetime.value * share));
            value_part_number(value, "margin_share", UNIT_RATE, share);
            value_part_number(value, "retention_periods", UNIT_PERIODS, lifetime.retention_periods);
        }
    reading_note(table, ask->locale == LOCALE_FR
                            ? STR("marge\u00A0: le revenu moins les coûts saisis sous `goods`, la même pour tous")
                            : STR("margin: revenue less the costs entered as `goods`, the same for everybody"));
    return true;
}

bool read_clv(const MetricAsk *ask, MetricTable *table, Error *error)
{
    CustomerBase base;
    Margins margins;
    uint32_t back = ask->series.custom ? 0 : periods_of_year(ask->series.unit) - 1;
    if (!customer_base_read(ask, back, &base, table, error)) return false;
    if (base.subscribed && ask->series.amount == SERIES_MARGIN)
        return read_entered_margin(ask, &base, back, table, error);
    if (!read_margins(ask, &base.orders, &margins, error)) return false;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count && base.orders.presence; p++) {
            PeriodValue *value = reading_value(table, g, p);
            LifetimeValue lifetime = lifetime_at(&base.orders, g, p + back);
            double each = lifetime.average_order_value;
            if (!lifetime.observed || (margins.earned && !margin_at(&margins, g, p + back, &each))) continue;
            value_amount(value, llround(each * lifetime.purchases_per_period * lifetime.retention_periods));
            value_part(value, margins.earned ? "average_order_margin" : "average_order_value", UNIT_AMOUNT,
                       llround(each));
            value_part_number(value, "purchases_per_period", UNIT_NUMBER, lifetime.purchases_per_period);
            value_part_number(value, "retention_periods", UNIT_PERIODS, lifetime.retention_periods);
        }
    return true;
}

// ---- what each has spent, and is expected to ----

typedef struct Worth {
    const MetricAsk *ask;
    CustomerBase base;
    uint32_t back;
    LifetimeValue *lifetime; // by group, at the end of the period in hand
    Summaries summaries;     // of orders, up to its last day
    Lane lane;
    LaneFacts facts;
    Day day;
    Arena *scratch; // of the period in hand: summaries of all people are large
    // Where people subscribe, by person: what their subscriptions brought, and bring a month; else NULL.
    int64_t *accrued, *monthly;
    bool *holds;
    uint32_t customers; // of all these
} Worth;

static bool begin_worth(const MetricAsk *ask, Worth *worth, MetricTable *table, Error *error)
{
    *worth = (Worth){
        .ask = ask, .back = ask->series.custom ? 0 : periods_of_year(ask->series.unit) - 1, .scratch = arena_open(0)};
    if (!customer_base_read(ask, worth->back, &worth->base, table, error)) return false;
    worth->lifetime = arena_array(ask->arena, LifetimeValue, table->groups);
    return true;
}

// ---- what subscriptions brought: payments that were heard of, else their monthly value ----

// "Invoice Paid" less "Payment Refunded", by person; who paid has orders above 0.
static bool read_payments(Worth *worth, Summaries *payments, uint32_t *count, Error *error)
{
    static const Str names[] = {STR("Invoice Paid"), STR("Payment Refunded")};
    const MetricAsk *ask = worth->ask;
    uint16_t classes[COUNT_OF(names)];
    bool negative[COUNT_OF(names)];
    size_t classes_known = 0;
    LaneFacts facts;
    *count = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (log_class(ask->house->log, EVENT_TRACK, names[i], &classes[classes_known]))
            negative[classes_known++] = i == 1;
    if (!classes_known) return true;
    Lane lane = {classes, negative, classes_known, second_at_end_of(worth->day)};
    if (!lane_facts(ask->port, &lane, &facts, error) ||
        !ask->port->ask->summaries(ask->port, &lane, worth->day, worth->scratch, payments, error))
        return false;
    *count = facts.customers;
    return true;
}

static bool add_subscriptions(Worth *worth, Error *error)
{
    Summaries payments = {0};
    uint32_t paying = 0;
    const RecurringTable *recurring = &worth->base.recurring;
    if (!worth->base.subscribed) return true;
    worth->customers = (uint32_t)larger(worth->facts.customers, identity_count(worth->ask->house->identity) + 1);
    worth->accrued = arena_array(worth->scratch, int64_t, worth->customers);
    worth->monthly = arena_array(worth->scratch, int64_t, worth->customers);
    worth->holds = arena_array(worth->scratch, bool, worth->customers);
    if (!read_payments(worth, &payments, &paying, error)) return false;
    for (size_t i = 0; i < recurring->persons; i++) {
        const RecurringPerson *person = &recurring->person[i];
        Customer root = person->root;
        if (root >= worth->customers || subscriber_since(recurring, person) > worth->day) continue;
        bool paid = root < paying && payments.orders[root];
        worth->accrued[root] =
            paid ? payments.amount[root] : subscriber_accrued(recurring, person, recurring->first_day, worth->day);
        worth->monthly[root] = subscriber_monthly(recurring, person, worth->day);
        worth->holds[root] = subscriber_holds(recurring, person, worth->day);
    }
    for (size_t i = 0; i < worth->base.paid_count; i++)
        if (worth->base.paid[i].day <= worth->day)
            worth->accrued[worth->base.paid[i].root] -= worth->base.paid[i].minor;
    return true;
}

// False without an error: the period is not observed.
static bool turn_to(Worth *worth, uint32_t period, bool *observed, Error *error)
{
    const MetricAsk *ask = worth->ask;
    const OrderBase *base = &worth->base.orders;
    uint32_t p = period + worth->back;
    *observed = base->presence && order_base_observed(base, p);
    arena_reset(worth->scratch);
    if (!*observed) return true;
    worth->day = (Day)smaller(span_last_day(&base->span, p), base->span.as_of);
    worth->lane = base->orders.lane;
    worth->lane.until = second_at_end_of(worth->day);
    for (uint32_t g = 0; g < base->groups; g++) worth->lifetime[g] = lifetime_at(base, g, p);
    worth->facts.customers = 0;
    if (base->any &&
        (!ask->port->ask->facts(ask->port, &worth->lane, &worth->facts, error) ||
         !ask->port->ask->summaries(ask->port, &worth->lane, worth->day, worth->scratch, &worth->summaries, error)))
        return false;
    worth->customers = worth->facts.customers;
    return add_subscriptions(worth, error);
}

static uint32_t orders_of(const Worth *worth, Customer c)
{
    return c < worth->facts.customers ? worth->summaries.orders[c] : 0;
}

static bool is_known(const Worth *worth, Customer c)
{
    return orders_of(worth, c) || (worth->holds && (worth->holds[c] || worth->accrued[c]));
}

// By orders and subscriptions.
static int64_t spent_by(const Worth *worth, Customer c)
{
    int64_t orders = c < worth->facts.customers ? worth->summaries.amount[c] : 0;
    return orders + (worth->accrued ? worth->accrued[c] : 0);
}

static bool is_active(const Worth *worth, Customer c)
{
    if (!orders_of(worth, c)) return false;
    Day last = second_day(worth->summaries.last[c]);
    const Window *window = &worth->base.orders.window;
    return window->days ? worth->day - last < window->days
                        : period_of_day(window->unit, last) == period_of_day(window->unit, worth->day);
}

static double months_of_period(const PeriodSpan *span)
{
    static const double months[PERIOD_UNIT_COUNT] = {12.0 / 365, 84.0 / 365, 1, 3, 12};
    if (!span->custom) return months[span->unit];
    return (double)(span->custom_last - span->custom_first + 1) * months[PERIOD_DAY];
}

// Of a customer: what they hold is worth, or else with their own order value; 0 of who has left.
static int64_t future_of(const Worth *worth, Customer c, uint32_t group)
{
    const LifetimeValue *lifetime = &worth->lifetime[group];
    if (!lifetime->observed) return 0;
    if (worth->monthly && worth->holds[c])
        return llround((double)worth->monthly[c] * months_of_period(&worth->base.orders.span) *
                       lifetime->retention_periods);
    if (!is_active(worth, c) || worth->summaries.amount[c] <= 0) return 0;
    double order_value = (double)worth->summaries.amount[c] / worth->summaries.orders[c];
    return llround(order_value * lifetime->purchases_per_period * lifetime->retention_periods);
}

typedef struct WorthSum {
    int64_t customers, past, future;
} WorthSum;

static bool fill_totals(Worth *worth, MetricTable *table, Error *error)
{
    const MetricAsk *ask = worth->ask;
    for (uint32_t p = 0; p < table->span.count; p++) {
        bool observed;
        WorthSum *sums = arena_array(ask->arena, WorthSum, table->groups);
        if (!turn_to(worth, p, &observed, error)) return false;
        for (Customer c = 0; observed && c < worth->customers; c++) {
            uint16_t group = reading_group(ask, c);
            if (group == UINT16_MAX || !is_known(worth, c)) continue;
            sums[group].customers++;
            sums[group].past += spent_by(worth, c);
            sums[group].future += future_of(worth, c, group);
        }
        for (uint32_t g = 0; g < table->groups; g++) {
            PeriodValue *value = reading_value(table, g, p);
            if (!sums[g].customers) continue;
            int64_t all = sums[g].past + (worth->lifetime[g].observed ? sums[g].future : 0);
            value_amount(value, llround((double)all / (double)sums[g].customers));
            value->has_n = true;
            value->n = sums[g].customers;
            value_part(value, "total", UNIT_AMOUNT, all);
            value_part(value, "past", UNIT_AMOUNT, sums[g].past);
            if (worth->lifetime[g].observed) value_part(value, "future", UNIT_AMOUNT, sums[g].future);
        }
    }
    return true;
}

static bool list_worth(Worth *worth, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    const MetricAsk *ask = worth->ask;
    bool observed;
    if (!turn_to(worth, period, &observed, error)) return false;
    if (!observed) return true;
    bool past = str_equal(part, STR("past")), future = str_equal(part, STR("future"));
    people->person = arena_array(ask->arena, MetricPerson, worth->customers + 1);
    for (Customer c = 0; c < worth->customers; c++) {
        if (reading_group(ask, c) != group || !is_known(worth, c)) continue;
        int64_t spent = spent_by(worth, c), to_come = future_of(worth, c, group);
        people->person[people->count++] = (MetricPerson){.customer = c,
                                                         .has_amount = true,
                                                         .amount_minor = past     ? spent
                                                                         : future ? to_come
                                                                                  : spent + to_come};
    }
    return true;
}

// ---- what leaves with them ----

// FORMULAS F25: those lost in the period, each with what a customer of the group was expected to bring at its start.
bool read_lost_value(const MetricAsk *ask, MetricTable *table, Error *error)
{
    CustomerBase base;
    uint32_t back = ask->series.custom ? 0 : periods_of_year(ask->series.unit) - 1;
    if (ask->own_by.size) return read_lost_value_by_reason(ask, table, error);
    if (!customer_base_read(ask, back, &base, table, error)) return false;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count && base.orders.presence; p++) {
            PeriodValue *value = reading_value(table, g, p);
            PeriodFigures figures = order_base_figures(&base.orders, g, p + back);
            LifetimeValue lifetime = lifetime_at(&base.orders, g, p + back);
            if (!figures.retention.observed || !lifetime.observed) continue;
            value_amount(value, llround((double)figures.presence.lost * lifetime.value));
            value_part(value, "lost", UNIT_COUNT, figures.presence.lost);
            value_part(value, "clv", UNIT_AMOUNT, llround(lifetime.value));
        }
    return true;
}

// ---- where the worth lies ----

static bool read_top(const MetricAsk *ask, double *share, Error *error)
{
    double percent;
    Str text = ask->option[OPTION_TOP];
    *share = 0.2;
    if (!text.size) return true;
    if (!number_parse(text, &percent) || percent <= 0 || percent > 100)
        return error_code(
            error, ERROR_USAGE, "invalid_parameter",
            PHRASE("top {0}: expected: a share of the customers in per cent, above 0 and at most 100",
                   "top {0}\u00A0: attendu\u00A0: une part des clients en pour cent, plus de 0 et au plus "
                   "100"),
            error_value(ask->arena, text));
    *share = percent / 100;
    return true;
}

// Values of the customers of a group.
static int64_t *values_of(const Worth *worth, uint32_t group, size_t *count)
{
    int64_t *values = arena_array(worth->scratch, int64_t, worth->customers + 1);
    *count = 0;
    for (Customer c = 0; c < worth->customers; c++)
        if (is_known(worth, c) && reading_group(worth->ask, c) == group) values[(*count)++] = spent_by(worth, c);
    return values;
}

static bool fill_concentration(Worth *worth, MetricTable *table, double share, Error *error)
{
    for (uint32_t p = 0; p < table->span.count; p++) {
        bool observed;
        if (!turn_to(worth, p, &observed, error)) return false;
        for (uint32_t g = 0; observed && g < table->groups; g++) {
            size_t count;
            PeriodValue *value = reading_value(table, g, p);
            int64_t *values = values_of(worth, g, &count);
            Concentration top = count ? concentration_of(values, count, share) : (Concentration){0};
            if (!top.observed) continue;
            value->observed = value->has_n = true;
            value->number = top.value_share;
            value->n = (int64_t)count;
            value_part(value, "top", UNIT_COUNT, top.customers);
        }
    }
    return true;
}

static int dearest_first(const void *a, const void *b)
{
    const MetricPerson *x = a, *y = b;
    if (x->amount_minor != y->amount_minor) return x->amount_minor > y->amount_minor ? -1 : 1;
    return (x->customer > y->customer) - (x->customer < y->customer);
}

static int by_customer(const void *a, const void *b)
{
    const MetricPerson *x = a, *y = b;
    return (x->customer > y->customer) - (x->customer < y->customer);
}

static bool list_top(Worth *worth, uint32_t group, uint32_t period, double share, MetricPeople *people, Error *error)
{
    const MetricAsk *ask = worth->ask;
    size_t count;
    bool observed;
    if (!turn_to(worth, period, &observed, error)) return false;
    if (!observed) return true;
    int64_t *values = values_of(worth, group, &count);
    Concentration top = count ? concentration_of(values, count, share) : (Concentration){0};
    if (!top.observed) return true;
    people->person = arena_array(ask->arena, MetricPerson, count + 1);
    for (Customer c = 0; c < worth->customers; c++)
        if (is_known(worth, c) && reading_group(ask, c) == group)
            people->person[people->count++] =
                (MetricPerson){.customer = c, .has_amount = true, .amount_minor = spent_by(worth, c)};
    qsort(people->person, people->count, sizeof *people->person, dearest_first);
    people->count = (size_t)top.customers;
    qsort(people->person, people->count, sizeof *people->person, by_customer);
    return true;
}

// ---- how much revenue varies ----

typedef struct Variation {
    int64_t n;
    double sum, sum_of_squares;
} Variation;

static void vary(Variation *variation, double amount)
{
    variation->n++;
    variation->sum += amount;
    variation->sum_of_squares += amount * amount;
}

// Sample standard deviation over the mean; false: fewer than two, or the mean is not above 0.
static bool coefficient(const Variation *variation, double *cv)
{
    Mean mean = mean_of(variation->n, variation->sum, variation->sum_of_squares);
    if (!mean.interval_observed || mean.value <= 0) return false;
    *cv = mean.deviation / mean.value;
    return true;
}

bool read_resilience(const MetricAsk *ask, MetricTable *table, Error *error)
{
    OrderBase base;
    uint32_t back = ask->series.custom ? 0 : (uint32_t)larger(periods_of_year(ask->series.unit), 4) - 1;
    if (!order_base_read(ask, back, &base, table, error)) return false;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count && base.presence; p++) {
            Variation loyal = {0}, fresh = {0};
            double cv;
            PeriodValue *value = reading_value(table, g, p);
            for (uint32_t q = p; q <= p + back; q++) {
                PeriodFigures figures = order_base_figures(&base, g, q);
                if (!figures.complete || figures.first_day < base.first_day) continue; // the first one is cut
                vary(&loyal, (double)figures.returning_revenue);
                vary(&fresh, (double)figures.presence.first_amount);
            }
            if (!coefficient(&loyal, &cv)) continue;
            value->observed = value->has_n = true;
            value->number = cv;
            value->n = loyal.n;
            if (coefficient(&fresh, &cv)) value_part_number(value, "new", UNIT_NUMBER, cv);
        }
    return true;
}

// ---- share of wallet ----

typedef struct Declared {
    const MetricAsk *ask;
    int64_t *yearly; // by root, minor units; 0: nothing declared
    uint32_t customers;
    const Currency *currency;
} Declared;

static void see_declared(void *context, CustomerId root, const Trait *trait)
{
    static const double most = 1e13;
    Declared *declared = context;
    JsonValue value;
    Error unread;
    double amount;
    if (root >= declared->customers || !json_parse(trait->value, &value, &unread)) return;
    bool good = value.type == JSON_STRING
                    ? number_parse(str_trim(json_get_string(value, declared->ask->arena)), &amount)
                    : json_get_number(value, &amount);
    if (!good || amount <= 0 || amount > most) return;
    declared->yearly[root] = llround(amount * (double)currency_minor_per_major(declared->currency));
}

typedef struct Wallet {
    int64_t customers, spent, declared;
} Wallet;

// The trait category_spend: what the customer spends on the category in a year, in the workspace's currency.
static bool fill_wallets(Worth *worth, MetricTable *table, Error *error)
{
    const MetricAsk *ask = worth->ask;
    Declared declared = {.ask = ask, .currency = &table->currency};
    declared.customers = identity_count(ask->house->identity) + 1;
    declared.yearly = arena_array(ask->arena, int64_t, declared.customers);
    if (!trait_of_all(ask->house->identity, ask->session, STR("category_spend"), ask->arena, see_declared, &declared,
                      error))
        return false;
    for (uint32_t p = 0; p < table->span.count; p++) {
        bool observed;
        Wallet *wallets = arena_array(ask->arena, Wallet, table->groups);
        if (!turn_to(worth, p, &observed, error)) return false;
        for (Customer c = 0; observed && c < declared.customers; c++) {
            uint16_t group = reading_group(ask, c);
            if (group == UINT16_MAX || !declared.yearly[c]) continue;
            wallets[group].customers++;
            wallets[group].declared += declared.yearly[c];
            if (c < worth->facts.customers) wallets[group].spent += worth->summaries.last_year_amount[c];
            const RecurringPerson *person = worth->accrued ? subscriber_find(&worth->base.recurring, c) : NULL;
            if (person)
                wallets[group].spent +=
                    subscriber_accrued(&worth->base.recurring, person, worth->day - DAYS_OF_YEAR + 1, worth->day);
        }
        for (uint32_t g = 0; g < table->groups; g++) {
            PeriodValue *value = reading_value(table, g, p);
            if (!wallets[g].customers) continue;
            value->observed = value->has_n = true;
            value->number = (double)wallets[g].spent / (double)wallets[g].declared;
            value->n = wallets[g].customers;
            value_part(value, "spent", UNIT_AMOUNT, wallets[g].spent);
            value_part(value, "declared", UNIT_AMOUNT, wallets[g].declared);
        }
    }
    return true;
}

// ---- with what each needs, and gives back ----

bool read_clv_total(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Worth worth;
    bool fine = begin_worth(ask, &worth, table, error) && fill_totals(&worth, table, error);
    arena_close(worth.scratch);
    return fine;
}

bool read_concentration(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Worth worth;
    double share;
    if (!read_top(ask, &share, error)) return false;
    bool fine = begin_worth(ask, &worth, table, error) && fill_concentration(&worth, table, share, error);
    arena_close(worth.scratch);
    return fine;
}

bool read_share_of_wallet(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Worth worth;
    bool fine = begin_worth(ask, &worth, table, error) && fill_wallets(&worth, table, error);
    arena_close(worth.scratch);
    return fine;
}

bool clv_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    Worth worth;
    MetricTable table = {0};
    *people = (MetricPeople){0};
    bool fine = begin_worth(ask, &worth, &table, error);
    if (fine && period < table.span.count && group < table.groups)
        fine = list_worth(&worth, group, period, part, people, error);
    arena_close(worth.scratch);
    return fine;
}

bool top_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    Worth worth;
    double share;
    MetricTable table = {0};
    (void)part;
    *people = (MetricPeople){0};
    if (!read_top(ask, &share, error)) return false;
    bool fine = begin_worth(ask, &worth, &table, error);
    if (fine && period < table.span.count && group < table.groups)
        fine = list_top(&worth, group, period, share, people, error);
    arena_close(worth.scratch);
    return fine;
}
