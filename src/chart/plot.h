// plot.h - what the charts of one plane share: room, grid, axes, and how they follow the width of the page.
//
// A drawing that is scaled down has letters too small to read. So each chart is drawn twice, for wide and for narrow
// columns, and the style sheet shows the one that fits (style.h).
#ifndef FIDELE_CHART_PLOT_H
#define FIDELE_CHART_PLOT_H

#include "chart/axis.h"
#include "chart/svg.h"

typedef enum PlotWidth { PLOT_WIDE, PLOT_NARROW, PLOT_WIDTHS } PlotWidth;

enum { PLOT_FONT_SIZE = 12, PLOT_LINE = 16 /* height of a line of text */ };

typedef struct Plot {
    Text *out;
    PlotWidth width;
    Box area; // of the plane, without the labels around it
    Scale x, y;
} Plot;

typedef struct PlotRoom {
    double above, below, right; // besides the plane, for labels; the left is as wide as the labels of the y axis
} PlotRoom;

// Begins the drawing, with grid lines and labels of the y axis; x is left to the caller.
Plot plot_begin(Text *out, PlotWidth width, Str label, const Axis *y, PlotRoom room);
void plot_end(Plot *plot);

// The middle of category i of `count` of equal width, and that width.
double plot_category_x(const Plot *plot, size_t i, size_t count);
double plot_category_width(const Plot *plot, size_t count);
// As many labels under the plane as fit, the last always.
void plot_category_labels(const Plot *plot, const Str *labels, size_t count);

// Ticks and labels of an x axis of values. The scale must be set.
void plot_x_axis(const Plot *plot, const Axis *x);
// The middle of the text under the plane, `line` lines below the axis labels.
void plot_x_name(const Plot *plot, Str name, int line);

#endif
