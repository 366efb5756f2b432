#include "chart/axis.h"

#include <math.h>

double scale_at(const Scale *scale, double value)
{
    double extent = scale->high - scale->low;
    double share = extent > 0 || extent < 0 ? (value - scale->low) / extent : 0.5;
    return scale->start + share * (scale->end - scale->start);
}

// The smallest round number that is at least `step`.
static double round_step(double step)
{
    static const double round[] = {1, 2, 5, 10};
    double power = pow(10, floor(log10(step)));
    for (size_t i = 0; i < COUNT_OF(round); i++)
        if (round[i] * power >= step * (1 - 1e-9)) return round[i] * power;
    return 10 * power;
}

static Axis axis_with_step(double low, double high, double step)
{
    double first = floor(low / step + 1e-9), last = ceil(high / step - 1e-9);
    if (last <= first) last = first + 1;
    while (last - first >= TICKS_MAX) { // a step that is too small for the room: only every second tick
        step *= 2;
        first = floor(first / 2);
        last = ceil(last / 2);
    }
    Axis axis = {.low = first * step, .high = last * step, .ticks = (size_t)(last - first) + 1};
    for (size_t i = 0; i < axis.ticks; i++) axis.at[i] = (first + (double)i) * step;
    return axis;
}

static Axis axis_round(double low, double high, int wanted, double step_min)
{
    if (!isfinite(low) || !isfinite(high)) low = high = 0;
    double extent = high - low;
    if (!(extent > 0)) extent = fmax(fabs(high), step_min > 0 ? step_min : 1);
    return axis_with_step(low, high, fmax(round_step(extent / wanted), step_min));
}

Axis axis_of_values(double low, double high, int wanted)
{
    return axis_round(low, high, wanted, 0);
}

Axis axis_of_counts(double low, double high, int wanted)
{
    return axis_round(low, high, wanted, 1);
}

Axis axis_of_days(int32_t days, int wanted)
{
    static const int steps[] = {1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650};
    if (days < 1) days = 1;
    size_t chosen = 0;
    while (chosen + 1 < COUNT_OF(steps) && (double)days / steps[chosen] > wanted) chosen++;
    Axis axis = axis_with_step(0, days, steps[chosen]);
    if (axis.high > days) axis.ticks--; // the tick past the end
    axis.high = days;
    return axis;
}
