// axis.h - from values to places: scales, and ticks at round numbers.
#ifndef FIDELE_CHART_AXIS_H
#define FIDELE_CHART_AXIS_H

#include "base/str.h"

// Maps low..high to start..end, linearly; a scale without extent (low == high) maps all to the middle.
typedef struct Scale {
    double low, high, start, end;
} Scale;
double scale_at(const Scale *scale, double value);

enum { TICKS_MAX = 16 };

// An axis of values. axis_* choose the ticks; whoever knows the unit fills in the labels.
typedef struct Axis {
    double low, high; // where it starts and ends: at ticks, but for the end of axis_of_days
    size_t ticks;
    double at[TICKS_MAX];
    Str label[TICKS_MAX];
} Axis;

// Ticks at multiples of 1, 2 or 5 times a power of ten that cover low..high, about `wanted` of them (2..10).
Axis axis_of_values(double low, double high, int wanted);
// The same of whole numbers: steps are never below 1.
Axis axis_of_counts(double low, double high, int wanted);
// From 0 to exactly `days` (at least 1), with ticks within at multiples of 1, 2, 7, 14, 30, 60, 90, 180, 365 … days.
Axis axis_of_days(int32_t days, int wanted);

#endif
