// plot.h - what the charts of one plane share: room, grid, axes, and how they follow the width of the page.
//
// A drawing that is scaled has letters too small or too large to read. So each chart is drawn for several widths, and
// the style sheet shows the one that fits (style.h): for a column and for a phone; a full one, for the whole page too.
#ifndef FIDELE_CHART_PLOT_H
#define FIDELE_CHART_PLOT_H

#include "chart/axis.h"
#include "chart/svg.h"

typedef enum PlotWidth { PLOT_WIDE, PLOT_MEDIUM, PLOT_NARROW, PLOT_WIDTHS } PlotWidth;

static inline PlotWidth plot_widest(bool full)
{
    return full ? PLOT_WIDE : PLOT_MEDIUM;
}

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

// Around the drawings of one chart.
void plot_frame_begin(Text *out, bool full);
void plot_frame_end(Text *out);

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
// Under the plane, `line` lines below the labels of the axis.
void plot_x_name(const Plot *plot, Str name, int line);

// A name at the top of the vertical line at x, within the drawing; `row` 0 is the lowest.
void plot_mark(const Plot *plot, double x, int row, Str name);

#endif
