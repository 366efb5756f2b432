#include "metric/answer_write.h"

#include <math.h>

#include "base/json_put.h"
#include "base/number.h"
#include "house.h"
#include "measure/rate.h"
#include "metric/analysis.h"
#include "metric/definition.h"
#include "metric/sentence.h"

static Arena *arena_of(const MetricAnswer *answer)
{
    return answer->question.ask.arena;
}

// ---- JSON ----

// A figure in the unit of the metric.
void write_figure(const MetricAnswer *answer, JsonWriter *json, const char *key, bool known, double number)
{
    if (known && unit_is_amount(answer->metric->unit))
        put_money(json, key, (int64_t)llround(number), &answer->table.currency, arena_of(answer));
    else
        put_number_or_null(json, key, known, number);
}

double answer_number(const MetricAnswer *answer, const PeriodValue *value)
{
    return unit_is_amount(answer->metric->unit) ? (double)value->amount_minor : value->number;
}

void write_value(const MetricAnswer *answer, JsonWriter *json, const PeriodValue *value)
{
    bool observed = value && value->observed;
    if (observed && unit_is_amount(answer->metric->unit))
        put_money(json, "value", value->amount_minor, &answer->table.currency, arena_of(answer));
    else
        put_number_or_null(json, "value", observed, observed ? value->number : 0);
    write_figure(answer, json, "low", observed && value->has_interval, value ? value->low : 0);
    write_figure(answer, json, "high", observed && value->has_interval, value ? value->high : 0);
    put_number_or_null(json, "n", value && value->has_n, value ? (double)value->n : 0);
}

static void write_parts(const MetricAnswer *answer, JsonWriter *json, const PeriodValue *value)
{
    json_key(json, "parts");
    json_begin_object(json);
    for (size_t i = 0; i < value->parts; i++) {
        const PeriodPart *part = &value->part[i];
        if (unit_is_amount(part->unit))
            put_money(json, part->name, part->quantity, &answer->table.currency, arena_of(answer));
        else
            put_number_or_null(json, part->name, true, part_number(part));
    }
    json_end_object(json);
}

void write_period(const MetricAnswer *answer, const MetricTable *table, JsonWriter *json, uint32_t period)
{
    put_text(json, "period", answer_period_name(answer, table, period));
    put_text(json, "from", day_name(arena_of(answer), span_first_day(&table->span, period)));
    put_text(json, "to", day_name(arena_of(answer), span_last_day(&table->span, period)));
}

bool value_is_small(const PeriodValue *value)
{
    return value->has_n && value->n < RATE_SMALL_SAMPLE;
}

// ---- beside what was before ----

bool answer_change(const MetricAnswer *answer, const PeriodValue *value, const PeriodValue *earlier, double *change)
{
    if (!earlier || !earlier->observed || !value->observed) return false;
    *change = answer_number(answer, value) - answer_number(answer, earlier);
    return true;
}

bool answer_change_rate(const MetricAnswer *answer, const PeriodValue *value, const PeriodValue *earlier,
                        double *change)
{
    if (!answer_change(answer, value, earlier, change) || answer_number(answer, earlier) <= 0) return false;
    *change /= answer_number(answer, earlier);
    return true;
}

static void write_earlier(const MetricAnswer *answer, JsonWriter *json, uint32_t group, uint32_t period)
{
    uint32_t at = 0;
    double change = 0;
    if (answer->question.compare == COMPARE_NOTHING) return;
    const PeriodValue *value = answer_value(answer, group, period);
    const PeriodValue *earlier = answer_earlier(answer, group, period, &at);
    json_key(json, "previous");
    json_begin_object(json);
    if (earlier) write_period(answer, &answer->before, json, at);
    write_value(answer, json, earlier);
    json_end_object(json);
    bool known = answer_change(answer, value, earlier, &change);
    write_figure(answer, json, "change", known, change);
    known = answer_change_rate(answer, value, earlier, &change);
    put_number_or_null(json, "change_rate", known, change);
}

// ---- a point ----

static void write_group(const MetricAnswer *answer, JsonWriter *json, uint32_t group)
{
    const MetricGroup *one = answer->question.groups.by && answer->table.group ? &answer->table.group[group] : NULL;
    json_key(json, "by");
    if (!one) {
        json_null(json);
        return;
    }
    json_string(json, group_key_shown(one->key));
    put_text(json, "by_label", one->label);
}

static void write_beside(const MetricAnswer *answer, JsonWriter *json, const PeriodValue *value)
{
    if (value->beside) write_figure(answer, json, value->beside, true, value->beside_number);
    if (value->note.size) put_text(json, "note", value->note);
}

// R029: "-10.0 pts, below sector". Without a benchmark nothing is said.
static void write_gap(const MetricAnswer *answer, JsonWriter *json, const PeriodValue *value)
{
    double gap;
    if (!answer_gap(answer, value, &gap)) return;
    write_figure(answer, json, "benchmark_gap", true, gap);
    MetricUnit unit = answer->metric->unit == UNIT_RATE ? UNIT_POINTS : answer->metric->unit;
    Phrase phrase = gap < 0   ? PHRASE("{0}, below sector", "{0}, sous le secteur")
                    : gap > 0 ? PHRASE("{0}, above sector", "{0}, au-dessus du secteur")
                              : PHRASE("{0}, as the sector", "{0}, comme le secteur");
    put_text(json, "benchmark_flag",
             phrase_say(arena_of(answer), answer->question.ask.locale, phrase, metric_figure_text(answer, unit, gap)));
}

static void write_reported_figure(const MetricAnswer *answer, JsonWriter *json, const char *key, bool known,
                                  double number)
{
    if (!known || !unit_is_amount(answer->metric->unit)) {
        put_number_or_null(json, key, known, number);
        return;
    }
    const Currency *currency = &answer->reported.currency;
    json_key(json, key);
    json_begin_object(json);
    put_text(json, "amount",
             money_decimal(arena_of(answer), llround(number * (double)currency_minor_per_major(currency)), currency));
    put_text(json, "currency", str_of(currency->code));
    json_end_object(json);
}

static void write_reported(const MetricAnswer *answer, JsonWriter *json, uint32_t group, uint32_t period)
{
    double difference = 0;
    if (!answer->reported.snapshot) return;
    const ReportedFigure *figure = answer_reported(answer, group, period);
    json_key(json, "reported");
    if (figure) {
        json_begin_object(json);
        write_reported_figure(answer, json, "value", figure->observed, figure->value);
        write_reported_figure(answer, json, "low", figure->observed && figure->has_interval, figure->low);
        write_reported_figure(answer, json, "high", figure->observed && figure->has_interval, figure->high);
        put_number_or_null(json, "n", figure->observed && figure->has_n, (double)figure->n);
        json_key(json, "complete");
        json_boolean(json, figure->complete);
        json_end_object(json);
    } else {
        json_null(json);
    }
    bool known = answer_restated(answer, answer_value(answer, group, period), figure, &difference);
    write_figure(answer, json, "restated", known, difference);
    put_number_or_null(json, "late_events", figure != NULL, figure ? (double)figure->late_events : 0);
}

static void write_point(const MetricAnswer *answer, JsonWriter *json, uint32_t group, uint32_t period)
{
    const PeriodSpan *span = &answer->table.span;
    const PeriodValue *value = answer_value(answer, group, period);
    json_begin_object(json);
    write_period(answer, &answer->table, json, period);
    put_boolean(json, "complete", span_complete(span, period));
    write_group(answer, json, group);
    write_value(answer, json, value);
    put_boolean(json, "small_sample", value_is_small(value));
    write_parts(answer, json, value);
    write_beside(answer, json, value);
    write_gap(answer, json, value);
    put_text(json, "sentence", metric_sentence(answer, value));
    write_earlier(answer, json, group, period);
    write_reported(answer, json, group, period);
    json_end_object(json);
}

// ---- the terms ----

static Str window_word(const MetricTable *table)
{
    if (table->window_reason != WINDOW_GIVEN) return STR("auto");
    if (table->window_of_workspace) return STR("workspace");
    return table->window.days > 0 ? STR("given") : STR("period");
}

static Str window_sentence(const MetricAnswer *answer)
{
    static const Phrase why[] = {
        [WINDOW_GIVEN] = PHRASE("{0} days, as given", "{0} jours, comme donné"),
        [WINDOW_FROM_GAPS] =
            PHRASE("{0} days: nine in ten of the gaps between purchases that close have closed by then",
                   "{0} jours\u00A0: neuf sur dix des intervalles entre achats qui se ferment sont "
                   "alors fermés"),
        [WINDOW_TOO_FEW_GAPS] = PHRASE("{0} days: too few gaps between purchases to choose from the data",
                                       "{0} jours\u00A0: trop peu d’intervalles entre achats pour choisir d’après les "
                                       "données"),
        [WINDOW_CUT_TO_HALF] = PHRASE("{0} days: half of the time observed, so that a loss can be seen",
                                      "{0} jours\u00A0: la moitié du temps observé, pour qu’une perte puisse se voir"),
    };
    const MetricTable *table = &answer->table;
    if (table->window.days == 0)
        return str_of(PHRASE("within the period", "pendant la période").in[answer->question.ask.locale]);
    Phrase phrase = table->window_of_workspace
                        ? PHRASE("{0} days, as the workspace says", "{0} jours, comme le dit l’espace de travail")
                        : why[table->window_reason];
    return phrase_say(arena_of(answer), answer->question.ask.locale, phrase,
                      error_number(arena_of(answer), (uint64_t)table->window.days));
}

static void write_window(const MetricAnswer *answer, JsonWriter *json)
{
    const MetricTable *table = &answer->table;
    if (!(answer->question.reader->reads & READS_WINDOW)) return;
    put_text(json, "window", window_word(table));
    put_number_or_null(json, "window_days", table->window.days > 0, table->window.days);
    put_text(json, "window_reason", window_sentence(answer));
}

static void write_filters(const MetricAnswer *answer, JsonWriter *json)
{
    const MetricQuestion *question = &answer->question;
    static const char *const compared[] = {"", "previous", "year_ago"};
    json_key(json, "filters");
    json_begin_object(json);
    put_text_or_null(json, "segment", question->segment);
    put_text_or_null(json, "by", question->by);
    put_text_or_null(json, "compare", str_of(compared[question->compare]));
    if (question->reader->reads & READS_CONSTANT_CURRENCY)
        put_text_or_null(json, "currency", question->ask.constant_currency ? STR("constant") : STR(""));
    for (size_t i = 0; i < METRIC_OPTIONS_MAX && question->reader->options[i].name; i++)
        put_text_or_null(json, question->reader->options[i].name, question->ask.option[i]);
    json_end_object(json);
}

static void write_notes(const MetricAnswer *answer, JsonWriter *json)
{
    json_key(json, "notes");
    json_begin_array(json);
    for (size_t i = 0; i < answer->table.notes; i++) json_string(json, answer->table.note[i]);
    json_end_array(json);
}

// What was reported stands beside what is known now.
static void write_snapshot(const MetricAnswer *answer, JsonWriter *json)
{
    const ReportedSeries *reported = &answer->reported;
    if (!reported->snapshot) return;
    json_key(json, "reported");
    json_begin_object(json);
    put_integer(json, "snapshot", reported->snapshot);
    put_text(json, "day", day_name(arena_of(answer), reported->day));
    put_text(json, "made_at", instant_text(arena_of(answer), reported->made_at));
    json_end_object(json);
}

static void write_terms(const MetricAnswer *answer, JsonWriter *json)
{
    const MetricAsk *ask = &answer->question.ask;
    const MetricTable *table = &answer->table;
    put_text(json, "period", table->span.custom ? STR("custom") : period_unit_name(table->span.unit));
    put_text(json, "as_of", day_name(arena_of(answer), ask->series.as_of));
    put_text(json, "time_zone", zone_name(activity_zone(ask->house->activity)));
    put_text(json, "currency", str_of(table->currency.code));
    write_window(answer, json);
    if (answer->question.reader->reads & READS_AMOUNT)
        put_text(json, "amount", str_of(series_amount_names[ask->series.amount]));
    put_integer(json, "unconverted", (int64_t)table->unconverted);
    put_instant(json, "data_as_of", answer->data_as_of, arena_of(answer));
    write_filters(answer, json);
    write_snapshot(answer, json);
    write_notes(answer, json);
    put_text(json, "version", STR(FIDELE_VERSION));
    put_text(json, "hash", answer_hash(answer));
}

static void write_benchmark(const MetricAnswer *answer, JsonWriter *json)
{
    const Benchmark *benchmark = &answer->benchmark;
    if (!benchmark->id) return;
    json_key(json, "benchmark");
    json_begin_object(json);
    double per_major = (double)currency_minor_per_major(&answer->table.currency);
    bool amount = unit_is_amount(answer->metric->unit);
    write_figure(answer, json, "value", true, benchmark->value * (amount ? per_major : 1));
    put_text(json, "source", benchmark->source);
    put_text(json, "day", day_name(arena_of(answer), benchmark->day));
    json_end_object(json);
}

// ---- what the series does over time ----

static void write_breaks(const MetricAnswer *answer, JsonWriter *json, const SeriesAnalysis *analysis)
{
    json_key(json, "breaks");
    json_begin_array(json);
    for (size_t i = 0; i < analysis->break_count; i++) {
        const Break *found = &analysis->breaks[i];
        json_begin_object(json);
        write_period(answer, &answer->table, json, (uint32_t)found->at);
        write_figure(answer, json, "before", true, found->before);
        write_figure(answer, json, "after", true, found->after);
        put_number_or_null(json, "p_value", true, found->p_value);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_analysis(const MetricAnswer *answer, JsonWriter *json)
{
    if (!answer->question.analyse) return;
    json_key(json, "analysis");
    json_begin_array(json);
    for (uint32_t g = 0; g < answer->table.groups; g++) {
        SeriesAnalysis analysis = metric_analysis(answer, g);
        json_begin_object(json);
        write_group(answer, json, g);
        if (answer->question.analyse & ANALYSE_BREAKS) write_breaks(answer, json, &analysis);
        if (answer->question.analyse & ANALYSE_TREND) {
            put_text(json, "trend", str_of(trend_name(analysis.trend)));
            write_figure(answer, json, "slope", analysis.trend != TREND_UNKNOWN, analysis.slope);
        }
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_head(const MetricAnswer *answer, JsonWriter *json)
{
    const MetricReader *reader = answer->reader;
    Locale locale = answer->question.ask.locale;
    write_definition(json, answer->metric, locale);
    write_reading(json, reader, locale);
    if (metric_reads_itself(reader)) write_terms(answer, json);
    write_benchmark(answer, json);
}

void write_answer_head(const MetricAnswer *answer, JsonWriter *json)
{
    json_begin_object(json);
    write_head(answer, json);
    json_end_object(json);
}

void write_answer_json(const MetricAnswer *answer, JsonWriter *json)
{
    json_begin_object(json);
    write_head(answer, json);
    write_analysis(answer, json);
    json_key(json, "points");
    json_begin_array(json);
    for (uint32_t g = 0; g < answer->table.groups; g++)
        for (uint32_t p = 0; p < answer->table.span.count; p++) write_point(answer, json, g, p);
    json_end_array(json);
    json_end_object(json);
}
