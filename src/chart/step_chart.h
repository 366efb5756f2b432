// step_chart.h - a step function of days with its interval, as of Kaplan-Meier, and a line of counts under the axis.
#ifndef FIDELE_CHART_STEP_CHART_H
#define FIDELE_CHART_STEP_CHART_H

#include "chart/axis.h"

typedef struct StepPoint {
    double x; // the function has this value from x on, to the next point
    double value, low, high;
} StepPoint;

typedef struct StepChart {
    Str label; // the sentence that is read in place of the drawing
    Axis x, y; // points lie within
    size_t count;
    const StepPoint *points;
    double end; // how far the function is known
    Str x_name;
    Str counts_name;       // of the line of counts …
    Str counts[TICKS_MAX]; // … at each tick of x
    bool has_mark;         // a vertical line at an x of interest
    double mark;
    Str mark_label;
} StepChart;

void step_chart(const StepChart *chart, Text *out);

#endif
