#include "plan/pace.h"

#include <math.h>

#include "measure/rate.h"

const char *const pace_state_names[PACE_STATE_COUNT] = {"unknown", "behind", "on_track", "ahead"};

static const double ALPHA = 0.05;

double pace_expected(const Pace *pace, PeriodNumber period)
{
    if (period <= pace->from) return pace->baseline;
    if (period >= pace->to) return pace->target;
    double done = (double)(period - pace->from) / (double)(pace->to - pace->from);
    return pace->baseline + (pace->target - pace->baseline) * done;
}

bool pace_met(const Pace *pace, double value)
{
    return pace->better * (value - pace->target) >= 0;
}

PaceJudgement pace_judge(const Pace *pace, const PacePoint *point)
{
    static const double NOTHING = 1e-9; // sums of decimal fractions are not exact
    PaceJudgement judgement = {.expected = pace_expected(pace, point->period)};
    if (!point->observed) return judgement;
    judgement.difference = pace->better * (point->value - judgement.expected);
    judgement.small = point->has_n && point->n < PACE_SAMPLE_MIN;
    judgement.sure = point->has_interval && (judgement.expected < point->low || judgement.expected > point->high);
    if (judgement.small) return judgement;
    if (judgement.difference < -NOTHING * fmax(1, fabs(judgement.expected)))
        judgement.state = PACE_BEHIND;
    else
        judgement.state = judgement.difference > 0 && judgement.sure ? PACE_AHEAD : PACE_ON_TRACK;
    return judgement;
}

// ---- forecast ----

typedef struct Line {
    double n, mean_x, mean_y, xx, xy, yy; // sums of squares and products about the means
} Line;

static Line line_of(const PacePoint *const *points, size_t count)
{
    Line line = {.n = (double)count};
    for (size_t i = 0; i < count; i++) {
        line.mean_x += points[i]->period / line.n;
        line.mean_y += points[i]->value / line.n;
    }
    for (size_t i = 0; i < count; i++) {
        double x = points[i]->period - line.mean_x, y = points[i]->value - line.mean_y;
        line.xx += x * x;
        line.xy += x * y;
        line.yy += y * y;
    }
    return line;
}

// The t with P(|T| > t) = alpha, by halving.
static double t_quantile(double alpha, double degrees)
{
    enum { HALVINGS = 60 };
    double low = 0, high = 1000;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (student_two_sided(middle, degrees) > alpha)
            low = middle;
        else
            high = middle;
    }
    return high;
}

// P(T > t).
static double t_upper(double t, double degrees)
{
    double half = student_two_sided(t, degrees) / 2;
    return t > 0 ? half : 1 - half;
}

static PaceForecast finish(const Pace *pace, PaceForecast forecast, double error, double degrees)
{
    double reach = t_quantile(ALPHA, degrees) * error, short_of = pace->better * (pace->target - forecast.value);
    forecast.low = forecast.value - reach;
    forecast.high = forecast.value + reach;
    if (error > 0)
        forecast.probability = t_upper(short_of / error, degrees);
    else
        forecast.probability = short_of <= 0;
    return forecast;
}

PaceForecast pace_forecast(const Pace *pace, const PacePoint *points, size_t count)
{
    const PacePoint *last[FORECAST_POINTS_MAX];
    PaceForecast forecast = {0};
    size_t known = 0;
    for (size_t i = count; i-- > 0 && known < FORECAST_POINTS_MAX;)
        if (points[i].observed) last[known++] = &points[i];
    forecast.points = known;
    if (known < FORECAST_POINTS_MIN) return forecast;
    forecast.observed = true;
    Line line = line_of(last, known);
    double slope = line.xy / line.xx, left = fmax(0, line.yy - slope * line.xy);
    double spread = sqrt(left / (line.n - 2)), slope_error = spread / sqrt(line.xx);
    forecast.trend = slope != 0 && (slope_error == 0 || student_two_sided(slope / slope_error, line.n - 2) < ALPHA);
    if (!forecast.trend) {
        double deviation = sqrt(line.yy / (line.n - 1));
        forecast.value = line.mean_y;
        return finish(pace, forecast, deviation * sqrt(1 + 1 / line.n), line.n - 1);
    }
    double ahead = pace->to - line.mean_x;
    forecast.value = line.mean_y + slope * ahead;
    return finish(pace, forecast, spread * sqrt(1 + 1 / line.n + ahead * ahead / line.xx), line.n - 2);
}
