#include "plan/goal_read.h"

#include <math.h>
#include <stdlib.h>

#include "base/number.h"
#include "house.h"
#include "plan/better.h"
#include "plan/schedule.h"

// ---- reading ----

static Str parameters_of(const Goal *goal, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    if (goal->segment.size) {
        json_key(&json, "segment");
        json_string(&json, goal->segment);
    }
    json_end_object(&json);
    return text_str(&text);
}

static Day today_of(const MetricPlace *place)
{
    return zone_day(workspace_settings(place->house->workspace)->zone, place->now);
}

static void set_periods(const Goal *goal, Day today, GoalFigures *figures)
{
    figures->last = period_of_day(goal->period, today) - 1;
    figures->from = goal->from == GOAL_NONE ? figures->last : period_of_day(goal->period, goal->from);
    if (figures->from > figures->last) figures->from = figures->last;
    figures->to = figures->last;
    if (goal->deadline == GOAL_NONE) return;
    figures->to = period_of_day(goal->period, goal->deadline + 1) - 1;
    figures->ended = today > goal->deadline;
    bool over = figures->ended && goal->status != GOAL_DRAFT; // what came after its deadline is not its own
    if (over && figures->to < figures->last) figures->last = figures->to;
}

static void take_points(const MetricAnswer *answer, const Goal *goal, Arena *arena, GoalFigures *figures)
{
    figures->point = arena_array(arena, PacePoint, answer->table.span.count + 1);
    for (uint32_t p = 0; p < answer->table.span.count; p++) {
        PeriodNumber number = period_of_day(goal->period, figures_first_day(answer, p));
        FigureNumber value = figure_number(answer, answer_value(answer, 0, p));
        if (number > figures->last) continue;
        figures->point[figures->points++] = (PacePoint){.period = number,
                                                        .observed = value.observed,
                                                        .has_n = value.has_n,
                                                        .has_interval = value.has_interval,
                                                        .value = value.value,
                                                        .low = value.low,
                                                        .high = value.high,
                                                        .n = value.n};
    }
}

static const PacePoint *point_of(const GoalFigures *figures, PeriodNumber period)
{
    for (size_t i = 0; i < figures->points; i++)
        if (figures->point[i].period == period && figures->point[i].observed) return &figures->point[i];
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

// What was reached before: periods of fewer than 30 say nothing.
static void learn_history(GoalFigures *figures)
{
    double values[GOAL_HISTORY + 1] = {0}, sum = 0, squares = 0;
    for (size_t i = figures->points; i-- > 0 && figures->known < COUNT_OF(values);) {
        const PacePoint *point = &figures->point[i];
        if (!point->observed || point->period > figures->from) continue;
        if (point->has_n && point->n < PACE_SAMPLE_MIN) continue;
        int better = figures->better ? figures->better : 1;
        if (!figures->known || better * point->value > better * figures->best) {
            figures->best = point->value;
            figures->best_period = point->period;
        }
        values[figures->known++] = point->value;
        sum += point->value;
    }
    if (!figures->known) return;
    double n = (double)figures->known, mean = sum / n;
    for (size_t i = 0; i < figures->known; i++) squares += (values[i] - mean) * (values[i] - mean);
    figures->deviation = figures->known > 1 ? sqrt(squares / (n - 1)) : 0;
    qsort(values, figures->known, sizeof *values, by_size);
    figures->median = values[figures->known / 2];
}

static void judge(const Goal *goal, GoalFigures *figures)
{
    const PacePoint *now = point_of(figures, figures->last);
    if (now) figures->now = *now;
    figures->now.period = figures->last;
    figures->has_pace = figures->has_baseline && goal->has_target && goal->deadline != GOAL_NONE &&
                        figures->to > figures->from && figures->better != 0;
    if (!figures->has_pace) return;
    figures->pace = (Pace){.from = figures->from,
                           .to = figures->to,
                           .baseline = figures->baseline.value,
                           .target = goal->target,
                           .better = figures->better};
    figures->judgement = pace_judge(&figures->pace, &figures->now);
    figures->forecast = pace_forecast(&figures->pace, figures->point, figures->points);
    if (!figures->forecast.observed || figures->metric->unit != UNIT_RATE) return;
    figures->forecast.low = fmax(0, figures->forecast.low);
    figures->forecast.high = fmin(1, figures->forecast.high);
    figures->forecast.value = fmin(1, fmax(0, figures->forecast.value));
}

static bool refuse(const MetricPlace *place, GoalFigures *figures, const Error *error)
{
    if (error->kind != ERROR_USAGE && error->kind != ERROR_INPUT && error->kind != ERROR_NOT_FOUND) return false;
    figures->refusal = str_copy(place->arena, str_of(error->message[place->locale]));
    return true;
}

bool goal_figures(const MetricPlace *place, const Goal *goal, GoalFigures *figures, Error *error)
{
    MetricAnswer answer;
    *figures = (GoalFigures){.refusal = STR(""), .currency = workspace_first(place->house->workspace)->currency};
    set_periods(goal, today_of(place), figures);
    if (!goal->metric.size) return true;
    FigureAsk ask = {.metric = goal->metric,
                     .parameters = parameters_of(goal, place->arena),
                     .period = goal->period,
                     .from = period_first_day(goal->period, figures->from - GOAL_HISTORY),
                     .to = period_last_day(goal->period, figures->last)};
    if (metric_find(goal->metric, &figures->metric)) {
        figures->better = metric_better(figures->metric);
        figures->has_ideal = metric_ideal(figures->metric, &figures->ideal);
    }
    if (!figures_read(place, &ask, &answer, error)) return refuse(place, figures, error);
    figures->currency = answer.table.currency;
    figures->benchmark = answer.benchmark;
    take_points(&answer, goal, place->arena, figures);
    const PacePoint *first = point_of(figures, figures->from);
    figures->has_baseline = first || goal->baseline.observed;
    if (first) figures->baseline = *first;
    if (goal->baseline.observed) figures->baseline = goal->baseline;
    figures->baseline.period = figures->from;
    learn_history(figures);
    judge(goal, figures);
    return true;
}

GoalDay goal_day_of(const Goal *goal, const GoalFigures *figures, Day today)
{
    return (GoalDay){.day = today,
                     .period_day = period_first_day(goal->period, figures->last),
                     .point = figures->now,
                     .has_expected = figures->has_pace,
                     .expected = figures->judgement.expected,
                     .state = figures->judgement.state,
                     .has_probability = figures->forecast.observed,
                     .probability = figures->forecast.probability};
}

// ---- saying ----

Str goal_say(const GoalFigures *figures, Locale locale, Arena *arena, double number)
{
    return figure_say(arena, locale, figures->metric, &figures->currency, number);
}

Str goal_say_segment(const Goal *goal, Locale locale, Arena *arena)
{
    if (!goal->segment.size) return str_of(PHRASE("all customers", "tous les clients").in[locale]);
    return phrase_say(arena, locale, PHRASE("segment {0}", "segment {0}"), goal->segment);
}

Str goal_title(const Goal *goal, const Metric *metric, const Currency *currency, Locale locale, Arena *arena)
{
    if (goal->name.size) return goal->name;
    if (!metric) return str_of(PHRASE("Goal without a metric", "Objectif sans indicateur").in[locale]);
    Str label = str_of(metric->label.in[locale]), who = goal_say_segment(goal, locale, arena);
    if (!goal->has_target) return phrase_say(arena, locale, PHRASE("{0}, {1}", "{0}, {1}"), label, who);
    return phrase_say(arena, locale, PHRASE("{0}: {1}, {2}", "{0}\u00A0: {1}, {2}"), label,
                      figure_say(arena, locale, metric, currency, goal->target), who);
}

static Str say_difference(const GoalFigures *figures, Locale locale, Arena *arena, double number)
{
    bool rate = figures->metric->unit == UNIT_RATE || figures->metric->unit == UNIT_CHANGE;
    if (rate) return number_say_points(arena, locale, fabs(number), 1);
    return goal_say(figures, locale, arena, fabs(number));
}

static Str say_small(const GoalFigures *figures, Locale locale, Arena *arena)
{
    return phrase_say(arena, locale, PHRASE("too few to tell: n = {0}", "trop peu pour conclure\u00A0: n = {0}"),
                      number_say_count(arena, locale, figures->now.n));
}

Str goal_say_progress(const Goal *goal, const GoalFigures *figures, Locale locale, Arena *arena)
{
    static const Phrase heads[PACE_STATE_COUNT] = {
        {{"", ""}},
        {{"behind by {0}", "en retard de {0}"}},
        {{"on track", "dans les temps"}},
        {{"ahead by {0}", "en avance de {0}"}},
    };
    const PaceJudgement *judgement = &figures->judgement;
    if (figures->refusal.size) return figures->refusal;
    if (!figures->has_pace || !figures->now.observed)
        return str_of(PHRASE("not observed yet", "pas encore observé").in[locale]);
    Str by = say_difference(figures, locale, arena, judgement->difference);
    Str head = judgement->small ? say_small(figures, locale, arena)
                                : phrase_str(arena, locale, heads[judgement->state], &by, 1);
    Str text = phrase_say(arena, locale,
                          PHRASE("{0}: {1} in {2}, {3} was due on the way to {4}",
                                 "{0}\u00A0: {1} en {2}, pour {3} attendus sur le chemin de {4}"),
                          head, goal_say(figures, locale, arena, figures->now.value),
                          period_say(arena, locale, goal->period, figures->now.period),
                          goal_say(figures, locale, arena, judgement->expected),
                          goal_say(figures, locale, arena, goal->target));
    if (judgement->state != PACE_BEHIND || judgement->sure) return text;
    return phrase_say(arena, locale, PHRASE("{0} (chance is not ruled out)", "{0} (le hasard n’est pas exclu)"), text);
}

Str goal_say_forecast(const Goal *goal, const GoalFigures *figures, Locale locale, Arena *arena)
{
    const PaceForecast *forecast = &figures->forecast;
    Str known = number_say_count(arena, locale, (int64_t)forecast->points);
    if (!figures->has_pace) return STR("");
    if (!forecast->observed)
        return phrase_say(arena, locale,
                          PHRASE("A forecast needs {1} periods; {0} are known.",
                                 "Une prévision demande {1} périodes\u00A0; {0} sont connues."),
                          known, number_say_count(arena, locale, FORECAST_POINTS_MIN));
    return phrase_say(
        arena, locale,
        forecast->trend
            ? PHRASE(
                  "If the last {0} periods go on in a straight line, it will be {1} in {2} (95% interval {3} to {4}); "
                  "probability of meeting {5}: {6}. Linear regression, interval of one more observation (Draper & "
                  "Smith 1998).",
                  "Si les {0} dernières périodes continuent en ligne droite, ce sera {1} en {2} (intervalle à "
                  "95\u202F% de {3} à {4})\u00A0; probabilité d’atteindre {5}\u00A0: {6}. Régression linéaire, "
                  "intervalle d’une observation de plus (Draper & Smith 1998).")
            : PHRASE(
                  "The last {0} periods show no trend: if nothing changes, it will be {1} in {2} (95% interval {3} to "
                  "{4}); probability of meeting {5}: {6}. Mean of these periods, interval of one more observation "
                  "(Draper & Smith 1998).",
                  "Les {0} dernières périodes ne montrent pas de tendance\u00A0: si rien ne change, ce sera {1} en {2} "
                  "(intervalle à 95\u202F% de {3} à {4})\u00A0; probabilité d’atteindre {5}\u00A0: {6}. Moyenne de ces "
                  "périodes, intervalle d’une observation de plus (Draper & Smith 1998)."),
        known, goal_say(figures, locale, arena, forecast->value), period_say(arena, locale, goal->period, figures->to),
        goal_say(figures, locale, arena, forecast->low), goal_say(figures, locale, arena, forecast->high),
        goal_say(figures, locale, arena, goal->target), number_say_rate(arena, locale, forecast->probability, 0));
}
