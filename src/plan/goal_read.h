// goal_read.h - what the workspace's data say of a goal: its baseline, its way since, where it is heading.
#ifndef FIDELE_PLAN_GOAL_READ_H
#define FIDELE_PLAN_GOAL_READ_H

#include "plan/figures.h"
#include "plan/goal.h"

enum { GOAL_HISTORY = 24 /* periods before the baseline that are looked at */ };

typedef struct GoalFigures {
    const Metric *metric; // NULL: none is chosen, or there is no such one
    Str refusal;          // why it can't be read, in the language of the place; ""
    int better;
    bool has_ideal;
    double ideal;
    Currency currency;
    Benchmark benchmark; // id 0: none
    PacePoint *point;    // all periods that have ended, in order
    size_t points;
    PeriodNumber from, last, to; // of the baseline; the last that has ended; the last that will have by the deadline
    bool has_baseline;
    PacePoint baseline; // stored of an active goal, else as it is now
    size_t known;       // of the history up to the baseline: how many periods, their best, median and deviation
    double best, median, deviation;
    PeriodNumber best_period;
    bool has_pace;
    Pace pace;
    PacePoint now; // of the last period
    PaceJudgement judgement;
    PaceForecast forecast;
    bool ended; // the deadline has passed
} GoalFigures;

// What the metric refuses is in `refusal`; false only when the store or backend fails.
MUST_USE bool goal_figures(const MetricPlace *place, const Goal *goal, GoalFigures *figures, Error *error);

// "behind by 2.0 pts: 71.0% in April 2026, 73.0% was due on the way to 75.0%"
Str goal_say_progress(const Goal *goal, const GoalFigures *figures, Locale locale, Arena *arena);
Str goal_say_forecast(const Goal *goal, const GoalFigures *figures, Locale locale, Arena *arena);
// Its name, or the sentence it makes: "Customer retention rate (CRR) from 92.2% to 94.0%, all customers".
Str goal_title(const Goal *goal, const Metric *metric, const Currency *currency, Locale locale, Arena *arena);
Str goal_say(const GoalFigures *figures, Locale locale, Arena *arena, double number);
Str goal_say_segment(const Goal *goal, Locale locale, Arena *arena);

GoalDay goal_day_of(const Goal *goal, const GoalFigures *figures, Day today);

#endif
