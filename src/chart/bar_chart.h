// bar_chart.h - bars over consecutive periods, made of stacked parts; parts below 0 stack downwards.
#ifndef FIDELE_CHART_BAR_CHART_H
#define FIDELE_CHART_BAR_CHART_H

#include "chart/axis.h"

enum { BAR_PARTS_MAX = 4 };

typedef struct BarPart {
    Str name;
    const char *style;    // class: "a" plain, "b" hatched, "c" dotted … so that no part is told by its colour alone
    const double *values; // one per bar
} BarPart;

typedef struct BarChart {
    Str label; // the sentence that is read in place of the drawing
    bool full; // spans the whole page
    Axis y;    // see bar_chart_extent
    size_t bars;
    const Str *names; // of the bars, under the axis
    const Str *hints; // per bar, shown while it is pointed at
    size_t parts;
    BarPart part[BAR_PARTS_MAX];
    bool last_provisional; // the last bar may still grow: drawn with a dashed edge
} BarChart;

// The highest and lowest ends of all bars, 0 included: for the y axis.
void bar_chart_extent(const BarChart *chart, double *low, double *high);
// With a legend before it when there are several parts.
void bar_chart(const BarChart *chart, Text *out);

#endif
