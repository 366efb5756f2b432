// line_chart.h - a series over consecutive periods, with the interval of each point and the breaks between levels.
#ifndef FIDELE_CHART_LINE_CHART_H
#define FIDELE_CHART_LINE_CHART_H

#include "chart/axis.h"

typedef struct LinePoint {
    bool observed;    // false: a gap in the line
    bool provisional; // may still change: hollow, its line dashed
    double value, low, high;
    Str hint; // shown while it is pointed at
} LinePoint;

// From point `at` on, the series runs at another level.
typedef struct LineBreak {
    size_t at;
    double before, after;
    Str label;
} LineBreak;

typedef struct LineChart {
    Str label;         // the sentence that is read in place of the drawing
    const char *style; // class of the series: "a" solid, "b" dashed
    Axis y;
    size_t count;
    const LinePoint *points;
    const Str *names; // of the periods, under the axis
    Str last_label;   // value beside the last observed point
    size_t breaks;
    const LineBreak *break_;
} LineChart;

void line_chart(const LineChart *chart, Text *out);

#endif
