// goal_json_http.c - goals as JSON.
#include "base/json_put.h"
#include "plan/goal_http.h"

static void put_day(JsonWriter *json, const char *key, Day day, Arena *arena)
{
    put_text_or_null(json, key, day == GOAL_NONE ? STR("") : day_name(arena, day));
}

static void put_point(JsonWriter *json, const PacePoint *point)
{
    bool interval = point->observed && point->has_interval;
    put_number_or_null(json, "value", point->observed, point->value);
    put_number_or_null(json, "low", interval, point->low);
    put_number_or_null(json, "high", interval, point->high);
    put_integer_or_null(json, "n", point->has_n, point->n);
}

static void put_nothing(JsonWriter *json, const char *key)
{
    json_key(json, key);
    json_null(json);
}

static void write_baseline(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    if (!figures->has_baseline || !figures->metric) {
        put_nothing(json, "baseline");
        return;
    }
    json_key(json, "baseline");
    json_begin_object(json);
    put_point(json, &figures->baseline);
    put_text(json, "period", period_name(call->arena, seen->goal.period, figures->from));
    put_text(json, "text", goal_say(figures, call->locale, call->arena, figures->baseline.value));
    json_end_object(json);
}

static void write_letters(JsonWriter *json, const GoalSeen *seen)
{
    json_key(json, "checks");
    json_begin_array(json);
    for (size_t i = 0; i < SMART_LETTERS; i++) {
        const SmartCheck *check = &seen->checks[i];
        json_begin_object(json);
        put_text(json, "letter", (Str){&check->letter, 1});
        put_boolean(json, "good", check->good);
        put_boolean(json, "caution", check->caution);
        put_text(json, "message", check->message);
        json_end_object(json);
    }
    json_end_array(json);
    put_boolean(json, "smart", seen->good);
}

static void write_seen(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    const Metric *metric = figures->metric;
    bool amount = metric && unit_is_amount(metric->unit);
    put_text_or_null(json, "metric_label", metric ? str_of(metric->label.in[call->locale]) : STR(""));
    put_text_or_null(json, "unit", metric ? unit_name(metric->unit) : STR(""));
    put_text_or_null(json, "currency", amount ? str_of(figures->currency.code) : STR(""));
    put_text(json, "better", figures->better > 0 ? STR("up") : figures->better < 0 ? STR("down") : STR("neither"));
    put_text(json, "segment_text", goal_say_segment(&seen->goal, call->locale, call->arena));
    write_baseline(json, call, seen);
    write_letters(json, seen);
}

// ---- how far ----

static void write_now(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    const PaceJudgement *judgement = &figures->judgement;
    if (!figures->has_pace || seen->goal.status == GOAL_DRAFT) {
        put_nothing(json, "progress");
        return;
    }
    double step = figures->pace.target - figures->pace.baseline;
    json_key(json, "progress");
    json_begin_object(json);
    put_text(json, "period", period_name(call->arena, seen->goal.period, figures->now.period));
    put_point(json, &figures->now);
    put_number(json, "expected", judgement->expected);
    put_number_or_null(json, "difference", figures->now.observed, judgement->difference);
    put_text(json, "state", str_of(pace_state_names[judgement->state]));
    put_boolean(json, "sure", judgement->sure);
    put_boolean(json, "small_sample", judgement->small);
    put_number(json, "done",
               figures->now.observed && step != 0 ? (figures->now.value - figures->pace.baseline) / step : 0);
    put_text(json, "text", goal_say_progress(&seen->goal, figures, call->locale, call->arena));
    json_end_object(json);
}

static void write_forecast(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    const PaceForecast *forecast = &figures->forecast;
    if (!figures->has_pace || seen->goal.status != GOAL_ACTIVE) {
        put_nothing(json, "forecast");
        return;
    }
    json_key(json, "forecast");
    json_begin_object(json);
    put_number_or_null(json, "value", forecast->observed, forecast->value);
    put_number_or_null(json, "low", forecast->observed, forecast->low);
    put_number_or_null(json, "high", forecast->observed, forecast->high);
    put_number_or_null(json, "probability", forecast->observed, forecast->probability);
    put_text_or_null(json, "method", !forecast->observed ? STR("") : forecast->trend ? STR("trend") : STR("level"));
    put_text(json, "period", period_name(call->arena, seen->goal.period, figures->to));
    put_integer(json, "points", (int64_t)forecast->points);
    put_text(json, "text", goal_say_forecast(&seen->goal, figures, call->locale, call->arena));
    json_end_object(json);
}

void write_goal(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const Goal *goal = &seen->goal;
    const GoalFigures *figures = &seen->figures;
    Arena *arena = call->arena;
    json_begin_object(json);
    put_integer(json, "id", goal->id);
    put_text(json, "name", goal_title(goal, figures->metric, &figures->currency, call->locale, arena));
    put_boolean(json, "named", goal->name.size > 0);
    put_text_or_null(json, "metric", goal->metric);
    write_seen(json, call, seen);
    put_text(json, "segment", goal->segment);
    put_text(json, "period", period_unit_name(goal->period));
    put_number_or_null(json, "target", goal->has_target, goal->target);
    put_text_or_null(json, "target_text",
                     goal->has_target && figures->metric ? goal_say(figures, call->locale, arena, goal->target)
                                                         : STR(""));
    put_day(json, "from", goal->from, arena);
    put_day(json, "deadline", goal->deadline, arena);
    put_integer_or_null(json, "owner", goal->owner != 0, goal->owner);
    put_text_or_null(json, "owner_name", goal->owner_name.size ? goal->owner_name : goal->owner_email);
    put_text_or_null(json, "reason", goal->reason);
    put_text_or_null(json, "finding", goal->finding);
    put_text_or_null(json, "justification", goal->justification);
    put_text(json, "status", str_of(goal_status_names[goal->status]));
    put_integer(json, "cycle", goal->cycle);
    write_now(json, call, seen);
    write_forecast(json, call, seen);
    put_instant(json, "activated_at", goal->activated_at, arena);
    put_instant(json, "ended_at", goal->ended_at, arena);
    put_text_or_null(json, "outcome", goal->outcome);
    put_instant(json, "judged_at", goal->judged_at, arena);
    put_instant(json, "made_at", goal->made_at, arena);
    put_integer(json, "version", goal->version);
    json_end_object(json);
}

// ---- what is typed ----

static void write_history(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    if (!figures->known) {
        put_nothing(json, "history");
        return;
    }
    json_key(json, "history");
    json_begin_object(json);
    put_integer(json, "periods", (int64_t)figures->known);
    put_number(json, "best", figures->best);
    put_text(json, "best_period", period_name(call->arena, seen->goal.period, figures->best_period));
    put_number(json, "median", figures->median);
    put_number(json, "deviation", figures->deviation);
    json_end_object(json);
}

static void write_suggestion(JsonWriter *json, const Call *call, const GoalSeen *seen, const char *key, double value,
                             Phrase why)
{
    const GoalFigures *figures = &seen->figures;
    if (figures->better * (value - figures->baseline.value) <= 0) return;
    if (figures->has_ideal && figures->better * (value - figures->ideal) >= 0) return;
    Str said = goal_say(figures, call->locale, call->arena, value);
    json_begin_object(json);
    put_text(json, "key", str_of(key));
    put_number(json, "value", value);
    put_text(json, "text", phrase_str(call->arena, call->locale, why, &said, 1));
    json_end_object(json);
}

static void write_suggestions(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    static const double HALF = 0.5;
    const GoalFigures *figures = &seen->figures;
    json_key(json, "suggestions");
    json_begin_array(json);
    if (figures->metric && figures->has_baseline && figures->better) {
        double step = figures->baseline.value + figures->better * HALF * figures->deviation;
        if (figures->known > 2 && figures->deviation > 0)
            write_suggestion(json, call, seen, "step", step,
                             PHRASE("{0}: half a standard deviation better", "{0}\u00A0: un demi-écart type de mieux"));
        if (figures->known)
            write_suggestion(json, call, seen, "best", figures->best,
                             PHRASE("{0}: your best so far", "{0}\u00A0: votre meilleur à ce jour"));
        if (figures->benchmark.id)
            write_suggestion(json, call, seen, "benchmark", figures->benchmark.value,
                             PHRASE("{0}: the benchmark of your sector", "{0}\u00A0: le repère de votre secteur"));
    }
    json_end_array(json);
}

static Str say_pace(const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    if (!figures->has_pace) return STR("");
    double step = (figures->pace.target - figures->pace.baseline) / (figures->pace.to - figures->pace.from);
    Str by = figure_say_difference(call->arena, call->locale, figures->metric, &figures->currency, step);
    Str until = period_say(call->arena, call->locale, seen->goal.period, figures->to);
    return phrase_say(call->arena, call->locale, PHRASE("{0} each period until {1}", "{0} par période jusqu’à {1}"), by,
                      until);
}

void write_checked(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    json_begin_object(json);
    put_text(json, "name", goal_title(&seen->goal, figures->metric, &figures->currency, call->locale, call->arena));
    write_seen(json, call, seen);
    write_history(json, call, seen);
    write_suggestions(json, call, seen);
    put_text_or_null(json, "pace_text", say_pace(call, seen));
    json_end_object(json);
}

void write_progress(JsonWriter *json, const Call *call, const GoalSeen *seen)
{
    const GoalFigures *figures = &seen->figures;
    PeriodUnit unit = seen->goal.period;
    PeriodNumber first = figures->points ? figures->point[0].period : figures->from;
    PeriodNumber last = figures->has_pace && figures->to > figures->last ? figures->to : figures->last;
    json_begin_object(json);
    json_key(json, "items");
    json_begin_array(json);
    for (PeriodNumber period = first; period <= last; period++) {
        PacePoint point = {.period = period};
        for (size_t i = 0; i < figures->points; i++)
            if (figures->point[i].period == period) point = figures->point[i];
        bool due = figures->has_pace && period >= figures->from;
        json_begin_object(json);
        put_text(json, "period", period_name(call->arena, unit, period));
        put_text(json, "from", day_name(call->arena, period_first_day(unit, period)));
        put_text(json, "to", day_name(call->arena, period_last_day(unit, period)));
        put_point(json, &point);
        put_number_or_null(json, "expected", due, due ? pace_expected(&figures->pace, period) : 0);
        json_end_object(json);
    }
    json_end_array(json);
    put_text_or_null(json, "next_cursor", STR(""));
    json_end_object(json);
}
