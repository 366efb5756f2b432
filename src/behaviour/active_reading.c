#include "behaviour/active_reading.h"

#include <math.h>
#include <string.h>

#include "house.h"
#include "order/order_lane.h"

// ---- what is looked at ----

static uint32_t trailing_days(const char *metric)
{
    static const struct {
        const char *metric;
        uint32_t days;
    } trailing[] = {{"dau", 1}, {"wau", 7}, {"mau", 30}};
    for (size_t i = 0; i < COUNT_OF(trailing); i++)
        if (strcmp(trailing[i].metric, metric) == 0) return trailing[i].days;
    return 0;
}

// Periods before the first event and after as_of are left out: nothing is kept for them.
static void clip(const PeriodSpan *asked, Day first_day, ActiveReading *reading)
{
    reading->span = *asked;
    if (asked->custom) {
        bool seen = asked->custom_last >= first_day && asked->custom_first <= asked->as_of;
        reading->span.count = seen;
        return;
    }
    int64_t first = larger(asked->first, period_of_day(asked->unit, first_day));
    int64_t last = smaller((int64_t)asked->first + asked->count - 1, period_of_day(asked->unit, asked->as_of));
    reading->span.count = first > last ? 0 : (uint32_t)(last - first + 1);
    if (reading->span.count == 0) return;
    reading->span.first = (PeriodNumber)first;
    reading->offset = (uint32_t)(first - asked->first);
}

bool active_begin(const MetricAsk *ask, ActiveReading *reading, MetricTable *table, Error *error)
{
    LaneFacts facts;
    PeriodSpan span;
    *reading = (ActiveReading){.trailing = trailing_days(ask->metric->name)};
    const EventLog *log = ask->house->log;
    if (ask->option[0].size == 0)
        lane_of_activity(log, ask->series.as_of, ask->arena, &reading->activity);
    else if (!event_lane(log, "event", ask->option[0], ask->series.as_of, ask->arena, &reading->activity, error))
        return false;
    if (!lane_facts(ask->port, &reading->activity.lane, &facts, error)) return false;
    Day first_day = facts.rows ? second_day(facts.first) : ask->series.as_of;
    if (!reading_span(ask, first_day, &span, error)) return false;
    reading_begin(ask, first_day, &span, table);
    table->any = facts.rows > 0;
    if (table->any) clip(&span, first_day, reading);
    return true;
}

int64_t active_days_known(const MetricTable *table, uint32_t period)
{
    int64_t from = larger(span_first_day(&table->span, period), table->first_day);
    int64_t to = smaller(span_last_day(&table->span, period), table->span.as_of);
    return to - from + 1;
}

// ---- what is counted ----

bool active_ask(const MetricAsk *ask, const ActiveReading *reading, const Lane *lane, uint32_t trailing, Active *active,
                Error *error)
{
    ActiveAsk asked = {.span = bucket_span_of(&reading->span),
                       .inner = BUCKET_DAY,
                       .trailing_days = trailing,
                       .purchases = reading->activity.purchases};
    return ask->port->ask->active(ask->port, lane, 1, &asked, &ask->grouping, ask->arena, active, error);
}

ActiveDays active_days_of(const Active *active, uint32_t group, uint32_t period)
{
    ActiveDays days = {0};
    size_t cell = (size_t)group * active->periods + period;
    const int64_t *by_buckets = &active->by_buckets[cell * active->inner_max];
    for (uint32_t k = 1; k <= active->inner_max; k++) {
        int64_t people = by_buckets[k - 1];
        days.people += people;
        days.days += people * k;
        days.squares += (double)people * k * k;
    }
    return days;
}

static void tell_lifecycle(const ActiveCell *cell, PeriodValue *value)
{
    value->observed = true;
    value->number = (double)cell->active;
    value_part(value, "new", UNIT_COUNT, cell->new_);
    value_part(value, "returning", UNIT_COUNT, cell->returning);
    value_part(value, "resurrected", UNIT_COUNT, cell->resurrected);
    value_part(value, "dormant", UNIT_COUNT, cell->dormant);
}

static void tell_stickiness(ActiveDays active, int64_t days, PeriodValue *value)
{
    double all = (double)days;
    value_mean(value, (double)active.days / all, active.squares / (all * all), active.people);
    value->low = fmax(0, value->low);
    value->high = fmin(1, value->high);
    value_part_number(value, "average_dau", UNIT_NUMBER, (double)active.days / all);
    value_part(value, "active", UNIT_COUNT, active.people);
}

// `within` is over the periods themselves, `trailing` over the days before their ends (read where the metric has some).
static void tell(const MetricAsk *ask, const ActiveReading *reading, const Active *within, const Active *trailing,
                 MetricTable *table)
{
    for (uint32_t g = 0; g < table->groups; g++)
        for (uint32_t p = 0; p < reading->span.count; p++) {
            PeriodValue *value = reading_value(table, g, reading->offset + p);
            int64_t days = active_days_known(table, reading->offset + p);
            size_t cell = (size_t)g * within->periods + p;
            if (strcmp(ask->metric->name, "lifecycle") == 0)
                tell_lifecycle(&within->cell[cell], value);
            else if (strcmp(ask->metric->name, "stickiness") == 0)
                tell_stickiness(active_days_of(within, g, p), days, value);
            else if (trailing->cell) {
                value->observed = true;
                value->number = (double)trailing->cell[cell].active;
                if (reading->trailing > 1) continue;
                value_part_number(value, "average", UNIT_NUMBER,
                                  (double)active_days_of(within, g, p).days / (double)days);
            }
        }
}

bool read_active(const MetricAsk *ask, MetricTable *table, Error *error)
{
    ActiveReading reading;
    Active within, trailing = {0};
    if (!active_begin(ask, &reading, table, error)) return false;
    if (reading.span.count == 0) return true;
    const Lane *lane = &reading.activity.lane;
    if (!active_ask(ask, &reading, lane, 0, &within, error)) return false;
    if (reading.trailing && !active_ask(ask, &reading, lane, reading.trailing, &trailing, error)) return false;
    tell(ask, &reading, &within, &trailing, table);
    return true;
}

// ---- who ----

static int64_t count_of_part(const ActiveCell *cell, Str part)
{
    if (str_equal(part, STR("new"))) return cell->new_;
    if (str_equal(part, STR("returning"))) return cell->returning;
    if (str_equal(part, STR("resurrected"))) return cell->resurrected;
    if (str_equal(part, STR("dormant"))) return cell->dormant;
    return cell->active; // "value", "active"
}

static void list_people(const MetricAsk *ask, const ActiveCell *cell, uint32_t customers, uint32_t group, Str part,
                        MetricPeople *people)
{
    people->person = arena_array(ask->arena, MetricPerson, customers);
    for (Customer person = 0; person < customers; person++)
        if (count_of_part(&cell[person], part) > 0 && reading_group(ask, person) == group)
            people->person[people->count++] = (MetricPerson){.customer = person};
}

bool active_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people, Error *error)
{
    ActiveReading reading;
    MetricTable table = {0};
    const Columns *columns;
    *people = (MetricPeople){0};
    if (!active_begin(ask, &reading, &table, error)) return false;
    if (period < reading.offset || period - reading.offset >= reading.span.count) return true;
    if (!ask->port->ask->hold(ask->port, &reading.activity.lane, &columns, error)) return false;
    if (!reading.span.custom) reading.span.first += (PeriodNumber)(period - reading.offset);
    reading.span.count = 1;
    ActiveAsk asked = {.span = bucket_span_of(&reading.span),
                       .inner = BUCKET_DAY,
                       .trailing_days = reading.trailing,
                       .purchases = reading.activity.purchases};
    ActiveCell *cell = ask_active_cells(&columns, 1, columns->customers, &asked, ask->threads, ask->arena);
    list_people(ask, cell, columns->customers, group, part, people);
    ask->port->ask->release(ask->port, columns);
    return true;
}
