// pace.h - how far a goal is: the linear way from its baseline to its target, and where its figure will be. Pure.
//
// The way goes by periods: of a goal from January (baseline) to June (the last period that has ended by the deadline) a
// fifth of the step is due in February. R270: from 70 % in January to 75 % in June, 73 % are due in April; 71 % then is
// behind by 2.0 points.
//
// The forecast at the deadline is that of the last periods: their straight line where its slope differs from 0 at 5 %
// (Student's t), their mean otherwise, each with the 95 % interval of one more observation (Draper & Smith 1998,
// Applied Regression Analysis, 3rd ed., 1.4 and 3.1). The probability of meeting the goal is that of the same t
// distribution. It takes the future to go on as these periods did: no season, no new action.
#ifndef FIDELE_PLAN_PACE_H
#define FIDELE_PLAN_PACE_H

#include "base/calendar.h"

typedef struct PacePoint {
    PeriodNumber period;
    bool observed, has_n, has_interval;
    double value, low, high;
    int64_t n;
} PacePoint;

typedef struct Pace {
    PeriodNumber from, to; // of the baseline; the last one that ends by the deadline
    double baseline, target;
    int better; // 1: more is better; -1: less
} Pace;

double pace_expected(const Pace *pace, PeriodNumber period); // baseline before, target after

typedef enum PaceState { PACE_UNKNOWN, PACE_BEHIND, PACE_ON_TRACK, PACE_AHEAD, PACE_STATE_COUNT } PaceState;
extern const char *const pace_state_names[PACE_STATE_COUNT]; // "unknown", "behind", "on_track", "ahead"

enum { PACE_SAMPLE_MIN = 30, FORECAST_POINTS_MIN = 6, FORECAST_POINTS_MAX = 12 };

typedef struct PaceJudgement {
    PaceState state; // unknown: not observed, or of fewer than PACE_SAMPLE_MIN
    double expected;
    double difference; // in the good direction: below 0 is behind
    bool sure;         // what is expected lies outside the 95 % interval
    bool small;
} PaceJudgement;
// Ahead is said only of what chance does not explain; behind of any shortfall, with `sure` beside it.
PaceJudgement pace_judge(const Pace *pace, const PacePoint *point);

bool pace_met(const Pace *pace, double value);

typedef struct PaceForecast {
    bool observed; // false: fewer than FORECAST_POINTS_MIN points
    bool trend;    // of their line; else of their mean
    double value, low, high, probability;
    size_t points;
} PaceForecast;
// Points in order of period; those not observed are passed over.
PaceForecast pace_forecast(const Pace *pace, const PacePoint *points, size_t count);

#endif
