// answer_csv.c - a metric of a data folder as CSV: a line a figure, then what the figures are.
#include <math.h>

#include "base/csv.h"
#include "base/number.h"
#include "house.h"
#include "metric/answer_write.h"

enum { DIGITS = 12 }; // as JSON and CSV have everywhere

static Arena *arena_of(const MetricAnswer *answer)
{
    return answer->question.ask.arena;
}

static Str number_text(const MetricAnswer *answer, bool known, double value)
{
    return known ? number_decimal(arena_of(answer), value, DIGITS) : STR("");
}

static Str quantity_csv(const MetricAnswer *answer, MetricUnit unit, double number, int64_t amount_minor)
{
    if (unit_is_amount(unit)) return money_decimal(arena_of(answer), amount_minor, &answer->table.currency);
    return number_text(answer, !isnan(number), number); // NAN: a part of which nothing is known
}

// A figure that may be between two minor units.
static Str figure_csv(const MetricAnswer *answer, MetricUnit unit, bool known, double number)
{
    if (known && unit_is_amount(unit))
        return money_decimal(arena_of(answer), (int64_t)llround(number), &answer->table.currency);
    return number_text(answer, known, number);
}

typedef struct CsvPoint {
    const MetricAnswer *answer;
    uint32_t group, period;
    const PeriodValue *value, *earlier;
    Str hash, as_of, zone;
} CsvPoint;

static void begin_line(const CsvPoint *point, const char *measure, MetricUnit unit, Text *out)
{
    const MetricAnswer *answer = point->answer;
    const PeriodSpan *span = &answer->table.span;
    csv_add(out, answer_period_name(answer, &answer->table, point->period));
    csv_add(out, day_name(arena_of(answer), span_first_day(span, point->period)));
    csv_add(out, day_name(arena_of(answer), span_last_day(span, point->period)));
    csv_add(out, str_of(measure));
    csv_add(out, unit_name(unit));
}

static Str state_of(const CsvPoint *point)
{
    return span_complete(&point->answer->table.span, point->period) ? STR("observed") : STR("in progress");
}

// What it was reported as, what is known now less that, and how many events came in since.
static void add_reported(const CsvPoint *point, bool of_value, Text *out)
{
    const MetricAnswer *answer = point->answer;
    const ReportedFigure *figure = of_value ? answer_reported(answer, point->group, point->period) : NULL;
    double difference = 0;
    bool known = figure && figure->observed, restated = answer_restated(answer, point->value, figure, &difference);
    if (known && unit_is_amount(answer->metric->unit)) {
        const Currency *currency = &answer->reported.currency;
        double minor = figure->value * (double)currency_minor_per_major(currency);
        csv_add_number(out, money_decimal(arena_of(answer), llround(minor), currency));
    } else {
        csv_add_number(out, number_text(answer, known, known ? figure->value : 0));
    }
    csv_add_number(out, figure_csv(answer, answer->metric->unit, restated, difference));
    csv_add_number(out, number_text(answer, figure != NULL, figure ? (double)figure->late_events : 0));
}

static void end_line(const CsvPoint *point, bool of_value, Text *out)
{
    const MetricAnswer *answer = point->answer;
    double change = 0;
    bool by = answer->question.groups.by && answer->table.group;
    csv_add(out, by ? group_key_shown(answer->table.group[point->group].key) : STR(""));
    csv_add(out, of_value && value_is_small(point->value) ? STR("small sample") : STR(""));
    bool known = of_value && point->earlier && point->earlier->observed;
    csv_add_number(out, figure_csv(answer, answer->metric->unit, known,
                                   point->earlier ? answer_number(answer, point->earlier) : 0));
    known = of_value && answer_change(answer, point->value, point->earlier, &change);
    csv_add_number(out, figure_csv(answer, answer->metric->unit, known, change));
    known = of_value && answer_change_rate(answer, point->value, point->earlier, &change);
    csv_add_number(out, number_text(answer, known, change));
    csv_add(out, point->as_of);
    csv_add(out, point->zone);
    csv_add(out, point->hash);
    add_reported(point, of_value, out);
    csv_add(out, STR("")); // text: of definitions alone
    csv_end_record(out);
}

static void add_value_line(const CsvPoint *point, Text *out)
{
    const MetricAnswer *answer = point->answer;
    const PeriodValue *value = point->value;
    MetricUnit unit = answer->metric->unit;
    begin_line(point, answer->metric->name, unit, out);
    csv_add_number(out, value->observed ? quantity_csv(answer, unit, value->number, value->amount_minor) : STR(""));
    csv_add_number(out, figure_csv(answer, unit, value->observed && value->has_interval, value->low));
    csv_add_number(out, figure_csv(answer, unit, value->observed && value->has_interval, value->high));
    csv_add_number(out, number_text(answer, value->has_n, (double)value->n));
    csv_add(out, value->observed ? state_of(point) : STR("not observed"));
    end_line(point, true, out);
}

static void add_other_line(const CsvPoint *point, const char *name, MetricUnit unit, Str quantity, Text *out)
{
    begin_line(point, name, unit, out);
    csv_add_number(out, quantity);
    for (int empty = 0; empty < 3; empty++) csv_add_number(out, STR("")); // low, high, n
    csv_add(out, state_of(point));
    end_line(point, false, out);
}

static void add_lines(const CsvPoint *point, Text *out)
{
    const MetricAnswer *answer = point->answer;
    const PeriodValue *value = point->value;
    add_value_line(point, out);
    for (size_t i = 0; i < value->parts; i++) {
        const PeriodPart *part = &value->part[i];
        add_other_line(point, part->name, part->unit,
                       quantity_csv(answer, part->unit, part_number(part), part->quantity), out);
    }
    MetricUnit unit = answer->metric->unit;
    if (value->beside)
        add_other_line(point, value->beside, unit, figure_csv(answer, unit, true, value->beside_number), out);
}

// ---- what the figures are ----

// Members of the JSON answer, in the order they are told in.
static const char *const told[] = {
    "name",        "label",      "definition", "formula",   "unit",     "period_rule", "exclusions",    "source",
    "period",      "as_of",      "time_zone",  "currency",  "window",   "window_days", "window_reason", "amount",
    "unconverted", "data_as_of", "filters",    "benchmark", "reported", "notes",       "version",       "hash"};

static Str text_of(const MetricAnswer *answer, JsonValue value)
{
    if (value.type == JSON_NULL) return STR("");
    return value.type == JSON_STRING ? json_get_string(value, arena_of(answer)) : value.text;
}

static void add_text_line(Str measure, Str text, Text *out)
{
    enum { BEFORE_STATE = 4, AFTER_STATE = 11 };
    for (int empty = 0; empty < 3; empty++) csv_add(out, STR("")); // period, from, to
    csv_add(out, measure);
    csv_add(out, STR("text"));
    for (int empty = 0; empty < BEFORE_STATE; empty++) csv_add(out, STR(""));
    csv_add(out, STR("definition"));
    for (int empty = 0; empty < AFTER_STATE; empty++) csv_add(out, STR(""));
    csv_add(out, text);
    csv_end_record(out);
}

// "filters" is filters.segment, filters.by …; the notes are a line each.
static void add_term(const MetricAnswer *answer, const char *name, JsonValue value, Text *out)
{
    JsonValue key, member;
    if (value.type != JSON_OBJECT && value.type != JSON_ARRAY) {
        add_text_line(str_of(name), text_of(answer, value), out);
        return;
    }
    for (size_t cursor = 0; json_next(value, &cursor, &key, &member);) {
        Str inner = value.type == JSON_OBJECT ? json_get_string(key, arena_of(answer)) : STR("");
        Str measure = inner.size ? str_format(arena_of(answer), "%s.%.*s", name, STR_ARGS(inner)) : str_of(name);
        JsonValue amount;
        if (json_member(member, STR("amount"), &amount)) member = amount;
        add_text_line(measure, text_of(answer, member), out);
    }
}

static void add_definition(const MetricAnswer *answer, Text *out)
{
    Text head = text_in(arena_of(answer));
    JsonWriter json = json_writer(&head);
    JsonValue object, value;
    Error error;
    write_answer_head(answer, &json);
    bool read = json_parse(text_str(&head), &object, &error);
    assert(read && "what we write can be read");
    for (size_t i = 0; read && i < COUNT_OF(told); i++)
        if (json_member(object, str_of(told[i]), &value)) add_term(answer, told[i], value, out);
}

void write_answer_csv(const MetricAnswer *answer, Text *out)
{
    text_add(out, STR("period,from,to,measure,unit,value,low,high,n,state,by,sample,previous,change,change_rate,as_of,"
                      "time_zone,hash,reported,restated,late_events,text\n"));
    if (!metric_reads_itself(answer->reader)) return;
    CsvPoint point = {.answer = answer, .hash = answer_hash(answer)};
    point.as_of = day_name(arena_of(answer), answer->question.ask.series.as_of);
    point.zone = zone_name(activity_zone(answer->question.ask.house->activity));
    for (point.group = 0; point.group < answer->table.groups; point.group++)
        for (point.period = 0; point.period < answer->table.span.count; point.period++) {
            uint32_t at;
            point.value = answer_value(answer, point.group, point.period);
            point.earlier = answer_earlier(answer, point.group, point.period, &at);
            add_lines(&point, out);
        }
    add_definition(answer, out);
}
