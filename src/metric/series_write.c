#include "metric/series_write.h"

#include "base/csv.h"
#include "base/number.h"
#include "metric/definition.h"

enum { DIGITS = 12 }; // as JSON and CSV have everywhere

static bool is_amount(MetricUnit unit)
{
    return unit == UNIT_AMOUNT || unit == UNIT_NET_AMOUNT;
}

static Str period_text(const SeriesText *text, const PeriodFigures *period)
{
    const PeriodSpan *span = &text->series->span;
    if (!span->custom) return period_name(text->arena, span->unit, period->number);
    Str first = day_name(text->arena, period->first_day), last = day_name(text->arena, period->last_day);
    return str_format(text->arena, "%.*s..%.*s", STR_ARGS(first), STR_ARGS(last));
}

// ---- JSON ----

static void write_string(JsonWriter *json, const char *key, Str value)
{
    json_key(json, key);
    json_string(json, value);
}

static void write_number(JsonWriter *json, const char *key, bool known, double value)
{
    json_key(json, key);
    if (known)
        json_number(json, value);
    else
        json_null(json);
}

static void write_money(const SeriesText *text, JsonWriter *json, const char *key, int64_t amount_minor)
{
    json_key(json, key);
    json_begin_object(json);
    write_string(json, "amount", money_decimal(text->arena, amount_minor, &text->currency));
    write_string(json, "currency", str_of(text->currency.code));
    json_end_object(json);
}

static void write_value(const SeriesText *text, JsonWriter *json, const PeriodValue *value)
{
    if (value->observed && is_amount(text->metric->unit))
        write_money(text, json, "value", value->amount_minor);
    else
        write_number(json, "value", value->observed, value->number);
    write_number(json, "low", value->has_interval, value->low);
    write_number(json, "high", value->has_interval, value->high);
    write_number(json, "n", value->has_n, (double)value->n);
    json_key(json, "parts");
    json_begin_object(json);
    for (size_t i = 0; i < value->parts; i++) {
        const PeriodPart *part = &value->part[i];
        if (is_amount(part->unit))
            write_money(text, json, part->name, part->quantity);
        else
            write_number(json, part->name, true, (double)part->quantity);
    }
    json_end_object(json);
}

static void write_point(const SeriesText *text, JsonWriter *json, const PeriodFigures *period)
{
    PeriodValue value = metric_of_period(text->metric, text->series, period);
    json_begin_object(json);
    write_string(json, "period", period_text(text, period));
    write_string(json, "from", day_name(text->arena, period->first_day));
    write_string(json, "to", day_name(text->arena, period->last_day));
    json_key(json, "complete");
    json_boolean(json, period->complete);
    write_value(text, json, &value);
    json_end_object(json);
}

static Str window_reason(const Series *series)
{
    if (series->window_reason != WINDOW_GIVEN) return STR("auto");
    if (series->window_of_workspace) return STR("workspace");
    return series->window.days > 0 ? STR("given") : STR("period");
}

static void write_terms(const SeriesText *text, JsonWriter *json)
{
    const Series *series = text->series;
    write_string(json, "period", series->span.custom ? STR("custom") : period_unit_name(series->span.unit));
    write_string(json, "as_of", day_name(text->arena, series->as_of));
    write_string(json, "time_zone", text->time_zone);
    write_string(json, "currency", str_of(text->currency.code));
    write_string(json, "window", window_reason(series));
    write_string(json, "amount", str_of(series_amount_names[series->amount]));
    json_key(json, "unconverted");
    json_integer(json, (int64_t)series->unconverted);
    write_number(json, "window_days", series->window.days > 0, series->window.days);
}

void write_series_json(const SeriesText *text, JsonWriter *json)
{
    json_begin_object(json);
    write_definition(json, text->metric, text->locale);
    json_key(json, "available");
    json_boolean(json, text->series != NULL);
    if (text->series) write_terms(text, json);
    json_key(json, "points");
    json_begin_array(json);
    for (uint32_t p = 0; text->series && p < text->series->span.count; p++)
        write_point(text, json, &text->series->period[p]);
    json_end_array(json);
    json_end_object(json);
}

// ---- CSV ----

static Str number_text(const SeriesText *text, bool known, double value)
{
    return known ? number_decimal(text->arena, value, DIGITS) : STR("");
}

static Str quantity_text(const SeriesText *text, MetricUnit unit, double number, int64_t amount_minor)
{
    return is_amount(unit) ? money_decimal(text->arena, amount_minor, &text->currency)
                           : number_decimal(text->arena, number, DIGITS);
}

static void begin_line(const SeriesText *text, const PeriodFigures *period, const char *measure, MetricUnit unit,
                       Text *out)
{
    csv_add(out, period_text(text, period));
    csv_add(out, day_name(text->arena, period->first_day));
    csv_add(out, day_name(text->arena, period->last_day));
    csv_add(out, str_of(measure));
    csv_add(out, unit_name(unit));
}

static void add_lines(const SeriesText *text, const PeriodFigures *period, Text *out)
{
    PeriodValue value = metric_of_period(text->metric, text->series, period);
    const Metric *metric = text->metric;
    Str state = period->complete ? STR("observed") : STR("in progress");
    begin_line(text, period, metric->name, metric->unit, out);
    csv_add_number(out, value.observed ? quantity_text(text, metric->unit, value.number, value.amount_minor) : STR(""));
    csv_add_number(out, number_text(text, value.has_interval, value.low));
    csv_add_number(out, number_text(text, value.has_interval, value.high));
    csv_add_number(out, number_text(text, value.has_n, (double)value.n));
    csv_add(out, value.observed ? state : STR("not observed"));
    csv_end_record(out);
    for (size_t i = 0; i < value.parts; i++) {
        const PeriodPart *part = &value.part[i];
        begin_line(text, period, part->name, part->unit, out);
        csv_add_number(out, quantity_text(text, part->unit, (double)part->quantity, part->quantity));
        for (int empty = 0; empty < 3; empty++) csv_add_number(out, STR("")); // low, high, n
        csv_add(out, state);
        csv_end_record(out);
    }
}

void write_series_csv(const SeriesText *text, Text *out)
{
    text_add(out, STR("period,from,to,measure,unit,value,low,high,n,state\n"));
    for (uint32_t p = 0; text->series && p < text->series->span.count; p++)
        add_lines(text, &text->series->period[p], out);
}
