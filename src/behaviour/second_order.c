#include "behaviour/second_order.h"

#include "base/number.h"
#include "behaviour/visits.h"
#include "house.h"
#include "order/order_lane.h"

enum { SECOND_ORDER_DAYS = 90, SECOND_ORDER_DAYS_MAX = 3660 };

SecondOrder second_order_of(const Summaries *summaries, Customer c, int32_t days, Day as_of)
{
    Day first = second_day(summaries->first[c]);
    if (first + days > as_of) return SECOND_ORDER_TOO_RECENT;
    bool again = summaries->orders[c] > 1 && second_day(summaries->second[c]) - first <= days;
    return again ? SECOND_ORDER_IN_TIME : SECOND_ORDER_NOT_IN_TIME;
}

enum { STANDINGS = 3 }; // of SecondOrder

typedef struct Standings {
    int64_t count[STANDINGS]; // by SecondOrder
} Standings;

typedef struct SecondOrders {
    int32_t days;
    OrderLane orders;
    Summaries summaries;
} SecondOrders;

static bool read_days(const MetricAsk *ask, int32_t *days, Error *error)
{
    int64_t said = SECOND_ORDER_DAYS;
    if (ask->option[0].size && (!number_parse_count(ask->option[0], &said) || said < 1 || said > SECOND_ORDER_DAYS_MAX))
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("days: {0} is no number of days: expected 1 to 3660",
                                 "days\u00A0: {0} n’est pas un nombre de jours\u00A0: attendu 1 à 3660"),
                          error_value(ask->arena, ask->option[0]));
    *days = (int32_t)said;
    return true;
}

static bool begin(const MetricAsk *ask, SecondOrders *second, MetricTable *table, Error *error)
{
    LaneFacts facts;
    PeriodSpan span;
    if (!read_days(ask, &second->days, error)) return false;
    order_lane(ask->house->log, ask->series.as_of, &second->orders);
    if (!lane_facts(ask->port, &second->orders.lane, &facts, error)) return false;
    Day first_day = facts.rows ? second_day(facts.first) : ask->series.as_of;
    if (!reading_span(ask, first_day, &span, error)) return false;
    reading_begin(ask, first_day, &span, table);
    table->any = facts.rows > 0;
    second->summaries = (Summaries){0};
    if (!table->any || span.count == 0) return true;
    return ask->port->ask->summaries(ask->port, &second->orders.lane, ask->series.as_of, ask->arena, &second->summaries,
                                     error);
}

static void fill_value(const Standings *standings, PeriodValue *value)
{
    const int64_t *count = standings->count;
    int64_t old_enough = count[SECOND_ORDER_IN_TIME] + count[SECOND_ORDER_NOT_IN_TIME];
    value_share(value, count[SECOND_ORDER_IN_TIME], old_enough);
    value_part(value, "second_orders", UNIT_COUNT, count[SECOND_ORDER_IN_TIME]);
    value_part(value, "first_buyers", UNIT_COUNT, old_enough);
    value_part(value, "too_recent", UNIT_COUNT, count[SECOND_ORDER_TOO_RECENT]);
}

static bool is_observed(const MetricTable *table, uint32_t period)
{
    return span_last_day(&table->span, period) >= table->first_day &&
           span_first_day(&table->span, period) <= table->span.as_of;
}

static void count_buyers(const MetricAsk *ask, const SecondOrders *second, const MetricTable *table,
                         Standings *standings)
{
    for (Customer c = 0; c < second->summaries.customers; c++) {
        if (!second->summaries.orders[c]) continue;
        int64_t period = span_period_of(&table->span, second_day(second->summaries.first[c]));
        uint16_t group = reading_group(ask, c);
        if (period < 0 || group >= table->groups) continue;
        SecondOrder stands = second_order_of(&second->summaries, c, second->days, ask->series.as_of);
        standings[(size_t)group * table->span.count + (size_t)period].count[stands]++;
    }
}

bool read_second_orders(const MetricAsk *ask, MetricTable *table, Error *error)
{
    SecondOrders second;
    if (!begin(ask, &second, table, error)) return false;
    reading_note(table, phrase_say(ask->arena, ask->locale,
                                   PHRASE("a second order within {0} days of the first; who first ordered less than "
                                          "that before the last known day is left out",
                                          "une deuxième commande en {0} jours après la première\u202F; qui a commandé "
                                          "pour la première fois moins de jours avant le dernier jour connu est "
                                          "écarté"),
                                   error_number(ask->arena, (uint64_t)second.days)));
    size_t cells = (size_t)table->groups * table->span.count;
    Standings *standings = arena_array(ask->arena, Standings, cells);
    count_buyers(ask, &second, table, standings);
    for (uint32_t g = 0; table->any && g < table->groups; g++)
        for (uint32_t p = 0; p < table->span.count; p++)
            if (is_observed(table, p))
                fill_value(&standings[(size_t)g * table->span.count + p], reading_value(table, g, p));
    return true;
}

// ---- the people behind a number ----

static bool is_in(Str part, SecondOrder stands)
{
    if (str_equal(part, STR("first_buyers"))) return stands != SECOND_ORDER_TOO_RECENT;
    if (str_equal(part, STR("too_recent"))) return stands == SECOND_ORDER_TOO_RECENT;
    return stands == SECOND_ORDER_IN_TIME;
}

static Instant instant_of(const MetricAsk *ask, Second second)
{
    return zone_instant(activity_zone(ask->house->activity), second) * MILLISECONDS_PER_SECOND;
}

bool second_order_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                         Error *error)
{
    SecondOrders second;
    MetricTable table = {0};
    *people = (MetricPeople){0};
    if (!begin(ask, &second, &table, error)) return false;
    if (!table.any || period >= table.span.count || !is_observed(&table, period)) return true;
    const Summaries *summaries = &second.summaries;
    people->person = arena_array(ask->arena, MetricPerson, summaries->customers);
    for (Customer c = 0; c < summaries->customers; c++) {
        if (!summaries->orders[c] || reading_group(ask, c) != group) continue;
        if (span_period_of(&table.span, second_day(summaries->first[c])) != period) continue;
        SecondOrder stands = second_order_of(summaries, c, second.days, ask->series.as_of);
        if (!is_in(part, stands)) continue;
        Second at = stands == SECOND_ORDER_IN_TIME ? summaries->second[c] : summaries->first[c];
        people->person[people->count++] = (MetricPerson){.customer = c, .at = instant_of(ask, at)};
    }
    return true;
}
