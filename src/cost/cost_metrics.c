// cost_metrics.c - what it costs to win, keep and serve customers, and what the effort returns: entered amounts over
// counted customers.
#include <math.h>

#include "cost/cost.h"
#include "cost/customer_base.h"
#include "cost/spending.h"
#include "house.h"
#include "metric/own_groups.h"
#include "service/tickets_read.h"

enum { OPTION_INITIATIVE };

// ---- entered amounts, period by period ----

static Day last_known(const PeriodSpan *span, uint32_t period)
{
    return (Day)smaller(span_last_day(span, period), span->as_of);
}

static bool read_book(const MetricAsk *ask, EntryBook book, const PeriodSpan *span, const Currency *currency,
                      Entries *entries, Error *error)
{
    *entries = (Entries){0};
    if (!span->count) return true;
    return entries_read(ask->session, book, str_of(currency->code), span_first_day(span, 0),
                        span_last_day(span, span->count - 1), ask->arena, entries, error);
}

static void mean_cost(PeriodValue *value, int64_t minor, int64_t customers)
{
    value_amount(value, llround((double)minor / (double)customers));
    value->has_n = true;
    value->n = customers;
}

// What winning one cost; false: not observed.
static bool cost_of_winning(Spending *spending, uint32_t group, uint32_t period, int64_t *spend, int64_t *won)
{
    *won = spending_people(&spending->base, SPENT_TO_WIN, group, period);
    return spending_of(spending, SPENT_TO_WIN, group, period, spend) && *won > 0 &&
           order_base_observed(&spending->base.orders, period);
}

static bool cost_of_keeping(Spending *spending, uint32_t group, uint32_t period, int64_t *spend, int64_t *kept)
{
    PeriodFigures figures = order_base_figures(&spending->base.orders, group, period);
    *kept = figures.presence.retained;
    return spending_of(spending, SPENT_TO_KEEP, group, period, spend) && *kept > 0 && figures.loss_observable;
}

static void fill_cac(Spending *spending, uint32_t group, uint32_t period, PeriodValue *value)
{
    int64_t spend, won;
    if (!cost_of_winning(spending, group, period, &spend, &won)) return;
    mean_cost(value, spend, won);
    value_part(value, "spend", UNIT_AMOUNT, spend);
    value_part(value, "new", UNIT_COUNT, won);
}

static void fill_cac_growth(Spending *spending, uint32_t group, uint32_t period, PeriodValue *value)
{
    int64_t spend, won, spend_before, won_before;
    if (!spending->back || !cost_of_winning(spending, group, period, &spend_before, &won_before) ||
        !cost_of_winning(spending, group, period + 1, &spend, &won) || !spend_before)
        return;
    double before = (double)spend_before / (double)won_before, after = (double)spend / (double)won;
    value->observed = true;
    value->number = after / before - 1;
    value_part(value, "before", UNIT_AMOUNT, llround(before));
    value_part(value, "after", UNIT_AMOUNT, llround(after));
}

static void fill_retention_cost(Spending *spending, uint32_t group, uint32_t period, PeriodValue *value)
{
    int64_t spend, kept;
    if (!cost_of_keeping(spending, group, period, &spend, &kept)) return;
    mean_cost(value, spend, kept);
    value_part(value, "spend", UNIT_AMOUNT, spend);
    value_part(value, "retained", UNIT_COUNT, kept);
}

static void fill_cac_ratio(Spending *spending, uint32_t group, uint32_t period, PeriodValue *value)
{
    int64_t winning, won, keeping, kept;
    if (!cost_of_winning(spending, group, period, &winning, &won) ||
        !cost_of_keeping(spending, group, period, &keeping, &kept) || !keeping)
        return;
    double cac = (double)winning / (double)won, retention = (double)keeping / (double)kept;
    value->observed = true;
    value->number = cac / retention;
    value_part(value, "cac", UNIT_AMOUNT, llround(cac));
    value_part(value, "retention_cost", UNIT_AMOUNT, llround(retention));
}

// FORMULAS R066: who was lost, and what winning as many costs.
static void fill_replacement(Spending *spending, uint32_t group, uint32_t period, PeriodValue *value)
{
    int64_t spend, won;
    PeriodFigures figures = order_base_figures(&spending->base.orders, group, period);
    if (!figures.loss_observable || !cost_of_winning(spending, group, period, &spend, &won)) return;
    value_amount(value, llround((double)spend / (double)won * (double)figures.presence.lost));
    value_part(value, "customers", UNIT_COUNT, figures.presence.lost);
    value_part(value, "cac", UNIT_AMOUNT, llround((double)spend / (double)won));
}

typedef void FillCost(Spending *spending, uint32_t group, uint32_t period, PeriodValue *value);

static bool read_costs(const MetricAsk *ask, uint32_t back, FillCost *fill, MetricTable *table, Error *error)
{
    Spending spending;
    if (!spending_begin(ask, back, &spending, table, error)) return false;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) fill(&spending, g, p, reading_value(table, g, p));
    spending_say(&spending, table);
    return true;
}

bool read_cac(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_costs(ask, 0, fill_cac, table, error);
}

bool read_cac_growth(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_costs(ask, 1, fill_cac_growth, table, error);
}

bool read_retention_cost(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_costs(ask, 0, fill_retention_cost, table, error);
}

bool read_cac_ratio(const MetricAsk *ask, MetricTable *table, Error *error)
{
    if (!read_costs(ask, 0, fill_cac_ratio, table, error)) return false;
    reading_note(table,
                 str_of(ask->locale == LOCALE_FR ? "on cite souvent de 5 à 25 fois (Gallo 2014, hbr.org)"
                                                 : "5 to 25 times is the range often quoted (Gallo 2014, hbr.org)"));
    return true;
}

bool read_replacement_need(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_costs(ask, 0, fill_replacement, table, error);
}

// ---- return ----

typedef struct Return {
    OwnGroups groups;
    Entries costs, gains;
    bool any;
    Day first_day;
} Return;

static bool read_first_day(const MetricAsk *ask, EntryBook book, bool *any, Day *first_day, Error *error)
{
    Rows rows;
    if (!store_select(ask->session, &query_entry_first_day, VALUES(value_integer(book)), &rows, error)) return false;
    *any = rows_next(&rows) && !rows_null(&rows, 0);
    *first_day = *any ? (Day)smaller(rows_integer(&rows, 0), ask->series.as_of) : ask->series.as_of;
    return rows_close(&rows, error);
}

static bool begin_return(const MetricAsk *ask, Return *read, MetricTable *table, Error *error)
{
    PeriodSpan span;
    if (!read_first_day(ask, BOOK_COSTS, &read->any, &read->first_day, error) ||
        !reading_span(ask, read->first_day, &span, error) ||
        !own_groups_read(ask, &query_entry_words, VALUES(value_text(ask->own_by)), &read->groups, error))
        return false;
    own_groups_give(ask, &read->groups, table);
    reading_begin(ask, read->first_day, &span, table);
    table->any = read->any;
    return read_book(ask, BOOK_COSTS, &span, &table->currency, &read->costs, error) &&
           read_book(ask, BOOK_GAINS, &span, &table->currency, &read->gains, error);
}

static Str word_of(const Entry *entry, Str by)
{
    return str_equal(by, STR("segment"))    ? entry->segment
           : str_equal(by, STR("campaign")) ? entry->campaign
           : str_equal(by, STR("channel"))  ? entry->channel
                                            : entry->initiative;
}

static int64_t sum_of_group(const Entries *entries, const Return *read, const MetricAsk *ask, uint32_t group, Day first,
                            Day last)
{
    int64_t sum = 0;
    Str only = ask->option[OPTION_INITIATIVE];
    for (size_t i = 0; i < entries->count; i++) {
        const Entry *entry = &entries->entry[i];
        Str said = ask->own_by.size ? word_of(entry, ask->own_by) : entry->initiative;
        bool meant = only.size ? str_equal(entry->initiative, only) : said.size > 0;
        if (!meant || (ask->own_by.size && (!said.size || own_group_of(&read->groups, said) != group))) continue;
        sum += entry_within(entry, first, last);
    }
    return sum;
}

// Costs and gains that name an initiative (a segment, a campaign, a channel); without `by` the whole programme.
bool read_roi(const MetricAsk *ask, MetricTable *table, Error *error)
{
    Return read;
    if (!begin_return(ask, &read, table, error)) return false;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) {
            PeriodValue *value = reading_value(table, g, p);
            Day first = span_first_day(&table->span, p), last = last_known(&table->span, p);
            int64_t cost = sum_of_group(&read.costs, &read, ask, g, first, last);
            int64_t gain = sum_of_group(&read.gains, &read, ask, g, first, last);
            if (cost <= 0) continue;
            value->observed = true;
            value->number = (double)(gain - cost) / (double)cost;
            value_part(value, "gain", UNIT_AMOUNT, gain);
            value_part(value, "cost", UNIT_AMOUNT, cost);
        }
    return true;
}

// ---- the market ----

// Shown with the retention rate of the same period, so that both can be drawn in one chart.
bool read_market_share(const MetricAsk *ask, MetricTable *table, Error *error)
{
    CustomerBase base;
    Entries market;
    bool any;
    if (!customer_base_read(ask, 0, &base, table, error) ||
        !read_book(ask, BOOK_MARKET, &table->span, &table->currency, &market, error))
        return false;
    for (uint32_t p = 0; p < table->span.count; p++) {
        PeriodValue *value = reading_value(table, 0, p);
        PeriodFigures figures = order_base_figures(&base.orders, 0, p);
        int64_t sales =
            entries_sum(&market, &(EntryFilter){0}, span_first_day(&table->span, p), last_known(&table->span, p), &any);
        if (!any || sales <= 0 || !order_base_observed(&base.orders, p)) continue;
        value->observed = true;
        value->number = (double)figures.revenue / (double)sales;
        value_part(value, "own_sales", UNIT_AMOUNT, figures.revenue);
        value_part(value, "market_sales", UNIT_AMOUNT, sales);
        if (figures.retention.observed) value_part_number(value, "crr", UNIT_RATE, figures.retention.value);
    }
    return true;
}

// ---- contacts ----

static void count_contacts(const MetricAsk *ask, const Tickets *tickets, const OwnGroups *groups, MetricTable *table)
{
    for (size_t i = 0; i < tickets->count; i++) {
        const Ticket *ticket = &tickets->ticket[i];
        Day day = reading_day(ask, ticket->opened.at);
        uint32_t group = ask->own_by.size ? own_group_of(groups, ticket->channel) : 0;
        for (uint32_t p = 0; p < table->span.count && group < table->groups; p++)
            if (span_first_day(&table->span, p) <= day && day <= last_known(&table->span, p))
                reading_value(table, group, p)->n++;
    }
}

static bool begin_contacts(const MetricAsk *ask, OwnGroups *groups, Entries *entries, MetricTable *table, Error *error)
{
    PeriodSpan span;
    Day first_day;
    Tickets tickets;
    if (!read_first_day(ask, BOOK_COSTS, &table->any, &first_day, error) ||
        !reading_span(ask, first_day, &span, error) ||
        !own_groups_read(ask, &query_ticket_groups, VALUES(value_text(STR("channel"))), groups, error))
        return false;
    bool any = table->any;
    own_groups_give(ask, groups, table);
    reading_begin(ask, first_day, &span, table);
    table->any = any;
    if (!span.count) return true;
    if (!read_book(ask, BOOK_COSTS, &span, &table->currency, entries, error) ||
        !tickets_read(ask->house->identity, ask->session, reading_day_start(ask, span_first_day(&span, 0)),
                      reading_day_start(ask, last_known(&span, span.count - 1) + 1), ask->arena, &tickets, error))
        return false;
    count_contacts(ask, &tickets, groups, table);
    return true;
}

// by=channel: costs that name the channel, over its tickets.
bool read_cost_per_contact(const MetricAsk *ask, MetricTable *table, Error *error)
{
    OwnGroups groups;
    Entries entries = {0};
    bool any;
    if (!begin_contacts(ask, &groups, &entries, table, error)) return false;
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) {
            PeriodValue *value = reading_value(table, g, p);
            EntryFilter filter = {.kind = COST_SERVICE};
            if (ask->own_by.size) filter.channel = table->group[g].key;
            int64_t contacts = value->n;
            int64_t cost =
                entries_sum(&entries, &filter, span_first_day(&table->span, p), last_known(&table->span, p), &any);
            *value = (PeriodValue){0};
            if (!any || !contacts || (ask->own_by.size && !filter.channel.size)) continue;
            mean_cost(value, cost, contacts);
            value_part(value, "cost", UNIT_AMOUNT, cost);
            value_part(value, "contacts", UNIT_COUNT, contacts);
        }
    return true;
}
