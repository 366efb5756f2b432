#include "chart/bar_chart.h"

#include <math.h>

#include "chart/plot.h"

static void bar_extent(const BarChart *chart, size_t i, double *low, double *high)
{
    *low = *high = 0;
    for (size_t part = 0; part < chart->parts; part++) {
        double value = chart->part[part].values[i];
        if (value > 0)
            *high += value;
        else
            *low += value;
    }
}

void bar_chart_extent(const BarChart *chart, double *low, double *high)
{
    *low = *high = 0;
    for (size_t i = 0; i < chart->bars; i++) {
        double down, up;
        bar_extent(chart, i, &down, &up);
        *low = fmin(*low, down);
        *high = fmax(*high, up);
    }
}

// A bar's slot holds a little air at both sides.
static Box bar_box(const Plot *plot, const BarChart *chart, size_t i, double from, double to)
{
    double width = fmin(plot_category_width(plot, chart->bars) * 0.72, 44);
    double start = scale_at(&plot->y, from), end = scale_at(&plot->y, to);
    return (Box){plot_category_x(plot, i, chart->bars) - width / 2, fmin(start, end), width, fabs(end - start)};
}

// What the parts before `part` of the same sign add up to.
static double stacked_below(const BarChart *chart, size_t i, size_t part)
{
    bool up = chart->part[part].values[i] > 0;
    double sum = 0;
    for (size_t below = 0; below < part; below++) {
        double value = chart->part[below].values[i];
        if ((value > 0) == up) sum += value;
    }
    return sum;
}

// One path for the part of all bars: a fifth of the text that as many boxes take.
static void draw_part(const Plot *plot, const BarChart *chart, size_t part)
{
    svg_path_begin(plot->out, chart->part[part].style);
    for (size_t i = 0; i < chart->bars; i++) {
        double from = stacked_below(chart, i, part);
        Box box = bar_box(plot, chart, i, from, from + chart->part[part].values[i]);
        if (box.height >= 0.05) svg_path_box(plot->out, box);
    }
    svg_path_end(plot->out);
}

static void draw_open_edge(const Plot *plot, const BarChart *chart)
{
    double low, high;
    size_t last = chart->bars - 1;
    bar_extent(chart, last, &low, &high);
    Box box = bar_box(plot, chart, last, low, high);
    svg_box(plot->out, "open", (Box){box.left - 2, box.top - 2, box.width + 4, box.height + 4});
}

static void draw_hints(const Plot *plot, const BarChart *chart)
{
    if (plot->width != plot_widest(chart->full) || !chart->hints) return;
    double width = plot_category_width(plot, chart->bars);
    for (size_t i = 0; i < chart->bars; i++) {
        double left = plot_category_x(plot, i, chart->bars) - width / 2;
        svg_hint(plot->out, (Box){left, plot->area.top, width, plot->area.height}, chart->hints[i]);
    }
}

static void draw(const BarChart *chart, PlotWidth width, Text *out)
{
    Plot plot =
        plot_begin(out, width, chart->label, &chart->y, (PlotRoom){.above = 10, .below = 1.5 * PLOT_LINE, .right = 4});
    text_add(out, STR("<g class=\"bars\">"));
    for (size_t part = 0; part < chart->parts; part++) draw_part(&plot, chart, part);
    if (chart->last_provisional && chart->bars) draw_open_edge(&plot, chart);
    text_add(out, STR("</g>"));
    plot_category_labels(&plot, chart->names, chart->bars);
    draw_hints(&plot, chart);
    plot_end(&plot);
}

static void add_legend(const BarChart *chart, Text *out)
{
    text_add(out, STR("<p class=\"legend\">"));
    for (size_t part = 0; part < chart->parts; part++) {
        text_addf(out,
                  "<span><svg class=\"key\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><g class=\"bars\">"
                  "<rect class=\"%s\" width=\"12\" height=\"12\"/></g></svg> ",
                  chart->part[part].style);
        markup_add(out, chart->part[part].name);
        text_add(out, STR("</span> "));
    }
    text_add(out, STR("</p>\n"));
}

void bar_chart(const BarChart *chart, Text *out)
{
    if (chart->parts > 1) add_legend(chart, out);
    plot_frame_begin(out, chart->full);
    for (PlotWidth width = plot_widest(chart->full); width < PLOT_WIDTHS; width++) draw(chart, width, out);
    plot_frame_end(out);
}
