// order_readers.c - the metrics that are read off what people bought, period by period (measure/period_figures.h).
#include <stdlib.h>
#include <string.h>

#include "house.h"
#include "measure/period_figures.h"
#include "metric/order_base.h"
#include "metric/order_readers.h"
#include "metric/order_spread.h"
#include "metric/period_metrics.h"
#include "order/margin.h"

// ---- when people are customers ----

// ---- margins: of the orders of which they are known ----

typedef struct Margins {
    const MetricAsk *ask;
    const MetricTable *table;
    PeriodMargin *margin; // as table->value
} Margins;

static void add_margin(void *context, const MarginPart *part)
{
    const Margins *margins = context;
    const struct House *house = margins->ask->house;
    const PeriodSpan *span = &margins->table->span;
    int64_t minor = part->minor;
    Day day = reading_day(margins->ask, part->at);
    uint16_t group = reading_group(margins->ask, identity_root(house->identity, part->customer));
    if (group == UINT16_MAX || day > span->as_of) return;
    if (!activity_worth(house->activity, part->currency->code, part->at, &minor)) return;
    int64_t period = span->custom ? 0 : (int64_t)period_of_day(span->unit, day) - span->first;
    if (period < 0 || period >= span->count) return;
    if (day < span_first_day(span, (uint32_t)period) || day > span_last_day(span, (uint32_t)period)) return;
    PeriodMargin *margin = &margins->margin[(size_t)group * span->count + (size_t)period];
    margin->minor += minor;
    margin->orders += part->order;
}

static bool read_margins(const MetricAsk *ask, const MetricTable *table, PeriodMargin **margin, Error *error)
{
    *margin = NULL;
    if (ask->series.amount != SERIES_MARGIN) return true;
    *margin = arena_array(ask->arena, PeriodMargin, (size_t)table->groups * table->span.count);
    Margins margins = {ask, table, *margin};
    return order_margins(ask->session, add_margin, &margins, error);
}

// ---- the table ----

static bool observed(const MetricTable *table, const PeriodFigures *period)
{
    return table->any && period->last_day >= table->first_day && period->first_day <= table->span.as_of;
}

// R008: the formula of three counts beside the one that knows who was there, and what sets them apart.
static void add_count_formula(const MetricAsk *ask, const PeriodFigures *period, PeriodValue *value)
{
    bool retention = strcmp(ask->metric->name, "crr") == 0, churn = strcmp(ask->metric->name, "churn") == 0;
    if (!value->observed || (!retention && !churn)) return;
    value->beside = "count_formula";
    value->beside_number = retention ? period->count_formula : 1 - period->count_formula;
    if (period->presence.reactivated == 0) return;
    value->note = phrase_say(ask->arena, ask->locale, PHRASE("{0} reactivated", "{0} de retour"),
                             error_number(ask->arena, (uint64_t)period->presence.reactivated));
}

static void fill(const MetricAsk *ask, const PeriodMetric *metric, Presence *presence, const PeriodMargin *margin,
                 MetricTable *table)
{
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++) {
            size_t at = (size_t)g * table->span.count + p;
            if (ask->series.amount == SERIES_GROSS) presence[at].refund_amount = 0;
            PeriodFigures period = period_figures(&table->span, p, &presence[at], table->window, table->first_day);
            if (!observed(table, &period)) continue;
            table->value[at].observed = true;
            if (margin)
                metric->margin(&period, &margin[at], &table->value[at]);
            else
                metric->read(&period, &table->value[at]);
            add_count_formula(ask, &period, &table->value[at]);
        }
}

bool read_orders(const MetricAsk *ask, MetricTable *table, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    PeriodSpan span;
    Presence *presence;
    PeriodMargin *margin;
    order_lane(ask->house->log, ask->series.as_of, &orders);
    if (ask->row_dimension >= 0) return read_order_totals(ask, table, error);
    if (!lane_facts(ask->port, &orders.lane, &facts, error)) return false;
    Day first_day = facts.rows ? second_day(facts.first) : ask->series.as_of;
    if (!reading_span(ask, first_day, &span, error)) return false;
    reading_begin(ask, first_day, &span, table);
    table->any = facts.rows > 0;
    table->unconverted = facts.unconverted;
    if (!order_window(ask, &orders.lane, table->any, table, error)) return false;
    if (!table->any || span.count == 0) return true;
    if (!read_margins(ask, table, &margin, error) ||
        !ask->port->ask->presence(ask->port, &orders.lane, &span, table->window, &ask->grouping, ask->arena, &presence,
                                  error))
        return false;
    fill(ask, period_metric(ask->metric), presence, margin, table);
    return margin || !spread_is_asked(ask) || spread_intervals(ask, &orders.lane, facts.rows, table, error);
}

// ---- the people behind a number ----

typedef enum PeoplePart {
    PEOPLE_START,
    PEOPLE_RETAINED,
    PEOPLE_LOST,
    PEOPLE_NEW,
    PEOPLE_REACTIVATED,
    PEOPLE_END,
    PEOPLE_PASSED_THROUGH,
    PEOPLE_BUYERS,
    PEOPLE_REPEAT_BUYERS,
    PEOPLE_NEW_AMOUNT,
    PEOPLE_RETURNING_AMOUNT,
    PEOPLE_PURCHASES,
    PEOPLE_REFUNDS,
    PEOPLE_REVENUE,
    PEOPLE_PART_COUNT
} PeoplePart;

// What a person did, seen from one period.
typedef struct PersonPeriod {
    bool start, end;
    Day first_purchase; // DAY_MAX: none
    int64_t purchases, first_amount, purchase_amount, refund_amount, refunds;
    int64_t all_amount; // over all time
    Second last;        // purchase or refund that counted in the period
} PersonPeriod;

static PersonPeriod look(const ColumnPiece *piece, uint32_t run, Day from, Day to)
{
    PersonPeriod seen = {.first_purchase = DAY_MAX};
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        Day day = second_day(piece->second[row]);
        int64_t amount = row_amount(piece, row);
        bool first = amount > 0 && seen.first_purchase == DAY_MAX;
        seen.all_amount += amount;
        if (first) seen.first_purchase = day;
        if (day < from || day > to) continue;
        seen.last = piece->second[row];
        seen.purchases += amount > 0;
        seen.refunds += amount < 0;
        seen.first_amount += first ? amount : 0;
        seen.purchase_amount += amount > 0 ? amount : 0;
        seen.refund_amount += amount < 0 ? amount : 0;
    }
    return seen;
}

static bool is_in(PeoplePart part, const PersonPeriod *seen, Day from)
{
    bool before = seen->first_purchase < from;
    switch ((int)part) {
    case PEOPLE_START: return seen->start;
    case PEOPLE_RETAINED: return seen->start && seen->end;
    case PEOPLE_LOST: return seen->start && !seen->end;
    case PEOPLE_NEW: return !seen->start && seen->end && !before;
    case PEOPLE_REACTIVATED: return !seen->start && seen->end && before;
    case PEOPLE_END: return seen->end;
    case PEOPLE_PASSED_THROUGH: return !seen->start && !seen->end && seen->purchases > 0;
    case PEOPLE_BUYERS: return seen->purchases > 0;
    case PEOPLE_REPEAT_BUYERS: return seen->purchases > 1;
    case PEOPLE_NEW_AMOUNT: return seen->first_amount > 0;
    case PEOPLE_RETURNING_AMOUNT: return seen->purchase_amount > seen->first_amount;
    case PEOPLE_PURCHASES: return seen->purchases > 0;
    case PEOPLE_REFUNDS: return seen->refunds > 0;
    default: return seen->purchases > 0 || seen->refunds > 0;
    }
}

static int64_t amount_of(PeoplePart part, const PersonPeriod *seen, bool gross)
{
    switch ((int)part) {
    case PEOPLE_NEW_AMOUNT: return seen->first_amount;
    case PEOPLE_RETURNING_AMOUNT: return seen->purchase_amount - seen->first_amount;
    case PEOPLE_PURCHASES: return seen->purchase_amount;
    case PEOPLE_REFUNDS: return gross ? 0 : seen->refund_amount;
    case PEOPLE_REVENUE:
    case PEOPLE_BUYERS:
    case PEOPLE_REPEAT_BUYERS: return seen->purchase_amount + (gross ? 0 : seen->refund_amount);
    default: return seen->all_amount;
    }
}

static PeoplePart part_named(const char *metric, Str part)
{
    static const struct {
        const char *metric, *part; // metric NULL: of all
        PeoplePart means;
    } words[] = {
        {"crr", "value", PEOPLE_RETAINED},
        {"churn", "value", PEOPLE_LOST},
        {"start", "value", PEOPLE_START},
        {"end", "value", PEOPLE_END},
        {"new", "value", PEOPLE_NEW},
        {"retained", "value", PEOPLE_RETAINED},
        {"reactivated", "value", PEOPLE_REACTIVATED},
        {"lost", "value", PEOPLE_LOST},
        {"passed_through", "value", PEOPLE_PASSED_THROUGH},
        {"repeat_purchase_rate", "value", PEOPLE_REPEAT_BUYERS},
        {"revenue", "value", PEOPLE_REVENUE},
        {"revenue", "new", PEOPLE_NEW_AMOUNT},
        {"revenue", "returning", PEOPLE_RETURNING_AMOUNT},
        {"returning_share", "returning", PEOPLE_RETURNING_AMOUNT},
        {NULL, "start", PEOPLE_START},
        {NULL, "retained", PEOPLE_RETAINED},
        {NULL, "lost", PEOPLE_LOST},
        {NULL, "new", PEOPLE_NEW},
        {NULL, "reactivated", PEOPLE_REACTIVATED},
        {NULL, "buyers", PEOPLE_BUYERS},
        {NULL, "repeat_buyers", PEOPLE_REPEAT_BUYERS},
        {NULL, "purchases", PEOPLE_PURCHASES},
        {NULL, "refunds", PEOPLE_REFUNDS},
        {NULL, "revenue", PEOPLE_REVENUE},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_equal(part, str_of(words[i].part)) && (!words[i].metric || strcmp(words[i].metric, metric) == 0))
            return words[i].means;
    return PEOPLE_PART_COUNT;
}

typedef struct PeopleAsk {
    const MetricAsk *ask;
    const Columns *columns;
    PeoplePart part;
    uint32_t group;
    Day from, to;
    const uint8_t *start, *end;
} PeopleAsk;

static void list_person(const PeopleAsk *ask, const ColumnPiece *piece, uint32_t run, MetricPeople *people)
{
    const MetricAsk *asked = ask->ask;
    Customer person = run_customer(piece, run);
    if (reading_group(asked, person) != ask->group) return;
    PersonPeriod seen = look(piece, run, ask->from, ask->to);
    seen.start = ask->start[person];
    seen.end = ask->end[person];
    if (!is_in(ask->part, &seen, ask->from)) return;
    int64_t second = zone_instant(activity_zone(asked->house->activity), seen.last);
    people->person[people->count++] =
        (MetricPerson){.customer = person,
                       .has_amount = true,
                       .amount_minor = amount_of(ask->part, &seen, asked->series.amount == SERIES_GROSS),
                       .at = seen.last ? second * MILLISECONDS_PER_SECOND : 0};
}

static int by_customer(const void *a, const void *b)
{
    Customer left = ((const MetricPerson *)a)->customer, right = ((const MetricPerson *)b)->customer;
    return (left > right) - (left < right);
}

static void list_people(const PeopleAsk *ask, MetricPeople *people)
{
    const Columns *columns = ask->columns;
    people->person = arena_array(ask->ask->arena, MetricPerson, columns->customers);
    people->count = 0;
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++) {
            const ColumnPiece *piece = &columns->piece[p];
            if (piece->first_row[run] == piece->first_row[run + 1] || !run_counts(piece, run)) continue;
            list_person(ask, piece, run, people);
        }
    if (people->count) qsort(people->person, people->count, sizeof *people->person, by_customer);
}

bool order_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    OrderLane orders;
    MetricTable table = {0};
    if (!read_orders(ask, &table, error)) return false; // the window that was used, and the period
    *people = (MetricPeople){0};
    if (!table.any || period >= table.span.count) return true;
    if (!reading_value(&table, group, period)->observed) return true;
    order_lane(ask->house->log, ask->series.as_of, &orders);
    PeopleAsk asked = {.ask = ask, .part = part_named(ask->metric->name, part), .group = group};
    assert(asked.part < PEOPLE_PART_COUNT);
    if (!ask->port->ask->hold(ask->port, &orders.lane, &asked.columns, error)) return false;
    asked.from = span_first_day(&table.span, period);
    asked.to = (Day)smaller(span_last_day(&table.span, period), table.span.as_of);
    asked.start = ask_active(asked.columns, table.window, &table.span, asked.from - 1, ask->threads, ask->arena);
    asked.end = ask_active(asked.columns, table.window, &table.span, asked.to, ask->threads, ask->arena);
    list_people(&asked, people);
    ask->port->ask->release(ask->port, asked.columns);
    return true;
}

// ---- the list ----

#define STAYING .read = read_orders, .people = order_people, .reads = READS_GROUPS | READS_WINDOW
#define BUYING .read = read_orders, .people = order_people, .reads = READS_GROUPS | READS_ROW_DIMENSION

const MetricReader order_readers[] = {
    {.metric = "crr", STAYING, .parts = "value|start|retained|lost"},
    {.metric = "churn", STAYING, .parts = "value|start|lost"},
    {.metric = "balance", STAYING, .parts = "new|reactivated|retained|lost"},
    {.metric = "start", STAYING, .parts = "value"},
    {.metric = "end", STAYING, .parts = "value|retained|new|reactivated"},
    {.metric = "new", STAYING, .parts = "value"},
    {.metric = "retained", STAYING, .parts = "value"},
    {.metric = "reactivated", STAYING, .parts = "value"},
    {.metric = "lost", STAYING, .parts = "value"},
    {.metric = "passed_through", STAYING, .parts = "value"},
    {.metric = "orders", BUYING, .parts = "buyers"},
    {.metric = "revenue", BUYING | READS_AMOUNT | READS_MARGIN, .parts = "value|purchases|refunds|new|returning"},
    {.metric = "aov", BUYING | READS_AMOUNT | READS_MARGIN, .parts = "revenue"},
    {.metric = "purchase_frequency", BUYING, .parts = "buyers"},
    {.metric = "repeat_purchase_rate",
     .read = read_orders,
     .people = order_people,
     .reads = READS_GROUPS,
     .parts = "value|buyers|repeat_buyers"},
    {.metric = "arpc", BUYING | READS_AMOUNT, .parts = "revenue|buyers"},
    {.metric = "returning_share",
     .read = read_orders,
     .people = order_people,
     .reads = READS_GROUPS | READS_AMOUNT,
     .parts = "returning|purchases"},
    {.metric = NULL}};
