#include "metric/answer.h"

#include <math.h>
#include <string.h>

#include "base/secret.h"
#include "event/log.h"
#include "house.h"
#include "metric/grouping_parts.h"

// ---- reading layer by layer ----

static MetricAsk ask_of_layer(const MetricQuestion *question, size_t layer)
{
    MetricAsk ask = question->ask;
    ask.grouping = question->groups.layer[layer];
    ask.row_dimension = question->groups.row_dimension;
    ask.own_by = question->groups.own_by;
    ask.segment = question->segment;
    ask.by = question->by;
    ask.group = question->groups.group;
    for (size_t before = 0; ask.group && before < layer; before++) ask.group += question->groups.layer[before].groups;
    return ask;
}

// Puts the groups of `more` below those of `all`.
static void add_table(const MetricTable *more, Arena *arena, MetricTable *all)
{
    size_t cells = (size_t)all->groups * all->span.count, added = (size_t)more->groups * more->span.count;
    assert(all->span.count == more->span.count);
    PeriodValue *value = arena_array(arena, PeriodValue, cells + added);
    if (cells) memcpy(value, all->value, cells * sizeof *value);
    if (added) memcpy(value + cells, more->value, added * sizeof *value);
    all->value = value;
    all->groups += more->groups;
    for (size_t i = 0; i < more->notes; i++) reading_note(all, more->note[i]);
}

static bool read_table(const MetricQuestion *question, MetricTable *table, Error *error)
{
    *table = (MetricTable){0};
    for (size_t layer = 0; layer < question->groups.layers; layer++) {
        MetricAsk ask = ask_of_layer(question, layer);
        MetricTable one = {0};
        if (!question->reader->read(&ask, &one, error)) return false;
        if (layer == 0)
            *table = one;
        else
            add_table(&one, ask.arena, table);
    }
    if (question->groups.group) table->group = question->groups.group;
    return true;
}

// ---- what was before ----

static Day year_before(Day day)
{
    CivilDate date = civil_of_day(day);
    date.year--;
    if (!civil_date_valid(date)) date.day = 28; // 29 February
    return day_of_civil(date);
}

static PeriodNumber earlier_number(const MetricQuestion *question, PeriodUnit unit, PeriodNumber number)
{
    static const PeriodNumber a_year[PERIOD_UNIT_COUNT] = {0, 52, 12, 4, 1}; // 52 weeks: the same weekdays
    if (question->compare == COMPARE_PREVIOUS) return number - 1;
    if (unit != PERIOD_DAY) return number - a_year[unit];
    return year_before(number);
}

static void ask_earlier(const MetricQuestion *question, const PeriodSpan *span, SeriesAsk *ask)
{
    if (span->custom) {
        bool year = question->compare == COMPARE_YEAR_AGO;
        Day days = span->custom_last - span->custom_first + 1;
        ask->custom_first = year ? year_before(span->custom_first) : span->custom_first - days;
        ask->custom_last = year ? year_before(span->custom_last) : span->custom_last - days;
        return;
    }
    ask->has_from = ask->has_to = true;
    ask->from = period_first_day(span->unit, earlier_number(question, span->unit, span->first));
    ask->to =
        period_first_day(span->unit, earlier_number(question, span->unit, span->first + (PeriodNumber)span->count - 1));
}

static uint32_t group_of_key(const MetricTable *table, uint32_t group, const MetricTable *in)
{
    if (!table->group || !in->group) return group < in->groups ? group : UINT32_MAX;
    for (uint32_t g = 0; g < in->groups; g++)
        if (str_equal(in->group[g].key, table->group[group].key)) return g;
    return UINT32_MAX;
}

static uint32_t earlier_period(const MetricAnswer *answer, uint32_t period)
{
    const PeriodSpan *span = &answer->table.span, *before = &answer->before.span;
    if (span->custom) return 0;
    PeriodNumber number = earlier_number(&answer->question, span->unit, span->first + (PeriodNumber)period);
    int64_t place = (int64_t)number - before->first;
    return place >= 0 && place < before->count ? (uint32_t)place : UINT32_MAX;
}

static bool read_earlier(MetricAnswer *answer, Arena *arena, Error *error)
{
    const MetricTable *table = &answer->table;
    if (answer->question.compare == COMPARE_NOTHING || table->span.count == 0) return true;
    MetricQuestion question = answer->question;
    ask_earlier(&answer->question, &table->span, &question.ask.series);
    if (!read_table(&question, &answer->before, error)) return false;
    uint32_t *earlier = arena_array(arena, uint32_t, (size_t)table->groups * table->span.count);
    for (uint32_t g = 0; g < table->groups; g++) {
        uint32_t group = group_of_key(table, g, &answer->before);
        for (uint32_t p = 0; p < table->span.count; p++) {
            uint32_t period = earlier_period(answer, p);
            bool none = group == UINT32_MAX || period == UINT32_MAX;
            earlier[(size_t)g * table->span.count + p] = none ? UINT32_MAX : group * answer->before.span.count + period;
        }
    }
    answer->earlier = earlier;
    return true;
}

const PeriodValue *answer_value(const MetricAnswer *answer, uint32_t group, uint32_t period)
{
    return reading_value(&answer->table, group, period);
}

const PeriodValue *answer_earlier(const MetricAnswer *answer, uint32_t group, uint32_t period, uint32_t *earlier)
{
    if (!answer->earlier) return NULL;
    uint32_t at = answer->earlier[(size_t)group * answer->table.span.count + period];
    if (at == UINT32_MAX) return NULL;
    *earlier = at % answer->before.span.count;
    return &answer->before.value[at];
}

// ---- names ----

Str answer_period_name(const MetricAnswer *answer, const MetricTable *table, uint32_t period)
{
    Arena *arena = answer->question.ask.arena;
    const PeriodSpan *span = &table->span;
    if (!span->custom) return period_name(arena, span->unit, span->first + (PeriodNumber)period);
    Str first = day_name(arena, span->custom_first), last = day_name(arena, span->custom_last);
    return str_format(arena, "%.*s..%.*s", STR_ARGS(first), STR_ARGS(last));
}

Str group_key_shown(Str key)
{
    return key.size ? key : STR("(none)");
}

bool answer_gap(const MetricAnswer *answer, const PeriodValue *value, double *gap)
{
    const Benchmark *benchmark = &answer->benchmark;
    bool amount = unit_is_amount(answer->metric->unit);
    double per_major = amount ? (double)currency_minor_per_major(&answer->table.currency) : 1;
    if (!benchmark->id || !value->observed) return false;
    *gap = (amount ? (double)value->amount_minor : value->number) - benchmark->value * per_major;
    return true;
}

// ---- what was reported ----

const ReportedFigure *answer_reported(const MetricAnswer *answer, uint32_t group, uint32_t period)
{
    Str key = answer->table.group ? answer->table.group[group].key : STR("");
    return reported_figure(&answer->reported, key, span_first_day(&answer->table.span, period));
}

bool answer_restated(const MetricAnswer *answer, const PeriodValue *value, const ReportedFigure *figure,
                     double *difference)
{
    bool amount = unit_is_amount(answer->metric->unit);
    const Currency *then = &answer->reported.currency, *now = &answer->table.currency;
    if (!figure || !figure->observed || !value->observed) return false;
    if (amount && !str_equal(str_of(then->code), str_of(now->code))) return false;
    double reported = amount ? round(figure->value * (double)currency_minor_per_major(then)) : figure->value;
    *difference = (amount ? (double)value->amount_minor : value->number) - reported;
    return true;
}

// A group that was reported and is not there any more can't stand beside a point.
static void note_groups_gone(MetricAnswer *answer)
{
    uint64_t gone = 0;
    const ReportedSeries *reported = &answer->reported;
    for (size_t i = 0; i < reported->count; i++) {
        bool there = !answer->table.group;
        for (uint32_t g = 0; !there && g < answer->table.groups; g++)
            there = str_equal(answer->table.group[g].key, reported->figure[i].group_key);
        gone += !there;
    }
    if (gone)
        reading_note(&answer->table,
                     phrase_say(answer->question.ask.arena, answer->question.ask.locale,
                                PHRASE("{0} figures that were reported are of groups that are not here any more: GET "
                                       "/api/v1/restatements shows them.",
                                       "{0} chiffres rapportés sont de groupes qui ne sont plus là\u00A0: GET "
                                       "/api/v1/restatements les montre."),
                                error_number(answer->question.ask.arena, gone)));
}

static bool read_reported(const MetricPlace *place, const MetricWords *words, MetricAnswer *answer, Error *error)
{
    if (!reported_read(place, answer->metric, words, &answer->table.span, &answer->reported, error)) return false;
    note_groups_gone(answer);
    return true;
}

// ---- the hash ----

static void add_asked(const MetricAnswer *answer, Text *text)
{
    const MetricQuestion *question = &answer->question;
    const SeriesAsk *series = &question->ask.series;
    const PeriodSpan *span = &answer->table.span;
    text_addf(text, "\nspan %d %d %u %d %d %d %d", span->unit, span->first, span->count, span->custom,
              span->custom_first, span->custom_last, series->as_of);
    text_addf(text, "\nwindow %d amount %d constant %d compare %d analyse %u", answer->table.window.days,
              series->amount, question->ask.constant_currency, question->compare, question->analyse);
    text_addf(text, "\nsegment %.*s\nby %.*s", STR_ARGS(question->segment), STR_ARGS(question->by));
    for (size_t i = 0; question->reader && i < METRIC_OPTIONS_MAX && question->reader->options[i].name; i++)
        text_addf(text, "\n%s %.*s", question->reader->options[i].name, STR_ARGS(question->ask.option[i]));
}

Str answer_hash(const MetricAnswer *answer)
{
    enum { SHOWN_BYTES = 8 };
    Arena *arena = answer->question.ask.arena;
    const Metric *metric = answer->metric;
    unsigned char digest[DIGEST_BYTES];
    Text text = text_in(arena);
    text_addf(&text, "%s\n%s\n%s\n%s\n%s", metric->name, metric->definition.in[LOCALE_EN], metric->formula,
              metric->period_rule.in[LOCALE_EN], metric->exclusions.in[LOCALE_EN]);
    add_asked(answer, &text);
    digest_sha256(text_str(&text), digest);
    return hex_text(arena, (Str){(const char *)digest, SHOWN_BYTES});
}

// ---- all of it ----

static bool read_data_as_of(const MetricPlace *place, MetricAnswer *answer, Error *error)
{
    Event event;
    int64_t last = log_last(place->house->log);
    if (last == 0) return true;
    if (!log_get(place->house->log, place->session, last, place->arena, &event, error)) return false;
    answer->data_as_of = event.seq ? event.received : 0;
    return true;
}

bool metric_answer(const MetricPlace *place, const Metric *metric, const MetricWords *words, MetricAnswer *answer,
                   Error *error)
{
    *answer = (MetricAnswer){.metric = metric, .reader = place_reader(place, metric)};
    answer->question.ask.arena = place->arena;
    answer->question.ask.locale = place->locale;
    if (!metric_reads_itself(answer->reader)) return true;
    return metric_question(place, metric, words, &answer->question, error) &&
           read_table(&answer->question, &answer->table, error) && read_earlier(answer, place->arena, error) &&
           read_reported(place, words, answer, error) && read_data_as_of(place, answer, error) &&
           benchmark_of(place->session, str_of(metric->name), place->arena, &answer->benchmark, error);
}

// ---- people ----

static bool refuse_part(const MetricPlace *place, const Metric *metric, const MetricReader *reader, Str part,
                        Error *error)
{
    if (!reader || !reader->people)
        return error_code(error, ERROR_USAGE, "no_people",
                          PHRASE("{0} is not a figure of people: there is nobody to list",
                                 "{0} n’est pas un chiffre de personnes\u00A0: il n’y a personne à lister"),
                          str_of(metric->name));
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("part {0}: expected one of {1}", "part {0}\u00A0: attendu\u00A0: l’un de {1}"),
                      error_value(place->arena, part), str_of(reader->parts));
}

static bool find_group(const MetricAnswer *answer, Str by_value, uint32_t *group, Error *error)
{
    const MetricTable *table = &answer->table;
    *group = 0;
    if (!answer->question.groups.by && by_value.size == 0) return true;
    for (uint32_t g = 0; table->group && g < table->groups; g++)
        if (str_equal(group_key_shown(table->group[g].key), by_value)) return *group = g, true;
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("by_value {0}: there is no such group", "by_value {0}\u00A0: il n’y a pas de tel groupe"),
                      error_value(answer->question.ask.arena, by_value));
}

static bool refuse_several(const MetricAnswer *answer, Error *error)
{
    return error_code(error, ERROR_USAGE, "invalid_parameter",
                      PHRASE("name one period, as period=2026-Q3 or 2026-07-01..2026-09-30: {0} are asked for",
                             "nommez une période, comme period=2026-Q3 ou 2026-07-01..2026-09-30\u00A0: {0} sont "
                             "demandées"),
                      error_number(answer->question.ask.arena, answer->table.span.count));
}

Str metric_usual_part(const MetricReader *reader)
{
    Str rest = str_of(reader->parts), first = STR("");
    (void)str_cut(&rest, '|', &first);
    return first;
}

bool metric_people(const MetricPlace *place, const Metric *metric, const MetricWords *words, Str part, Str by_value,
                   MetricAnswer *answer, MetricPeople *people, Error *error)
{
    const MetricReader *reader = place_reader(place, metric);
    uint32_t group;
    if (!reader || !reader->people) return refuse_part(place, metric, reader, part, error);
    if (part.size == 0) part = metric_usual_part(reader);
    if (!word_among(reader->parts, part)) return refuse_part(place, metric, reader, part, error);
    if (!metric_answer(place, metric, words, answer, error)) return false;
    if (answer->table.span.count != 1) return refuse_several(answer, error);
    if (!find_group(answer, by_value, &group, error)) return false;
    const MetricGroups *groups = &answer->question.groups;
    size_t layer = 0;
    while (groups->layers > 1 && group >= groups->layer[layer].groups) group -= groups->layer[layer++].groups;
    MetricAsk ask = ask_of_layer(&answer->question, layer);
    return reader->people(&ask, group, 0, part, people, error);
}
