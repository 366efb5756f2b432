#include "chart/line_chart.h"

#include <math.h>

#include "chart/plot.h"

enum { DOTS_MAX = 36 }; // more points than that would touch

static Point point_at(const Plot *plot, const LineChart *chart, size_t i, double value)
{
    return (Point){plot_category_x(plot, i, chart->count), scale_at(&plot->y, value)};
}

// The end of the run of observed points that starts at `i`.
static size_t run_end(const LineChart *chart, size_t i)
{
    while (i < chart->count && chart->points[i].observed) i++;
    return i;
}

static void draw_band(const Plot *plot, const LineChart *chart, size_t from, size_t to)
{
    svg_path_begin(plot->out, "band");
    for (size_t i = from; i < to; i++) {
        Point high = point_at(plot, chart, i, chart->points[i].high);
        if (i == from)
            svg_path_move(plot->out, high);
        else
            svg_path_draw(plot->out, high);
    }
    for (size_t i = to; i-- > from;) svg_path_draw(plot->out, point_at(plot, chart, i, chart->points[i].low));
    svg_path_close(plot->out);
    svg_path_end(plot->out);
}

// A point alone has no band; its interval is a line.
static void draw_interval(const Plot *plot, const LineChart *chart, size_t i)
{
    const LinePoint *point = &chart->points[i];
    svg_line(plot->out, "whisker", point_at(plot, chart, i, point->low), point_at(plot, chart, i, point->high));
}

static void draw_stretch(const Plot *plot, const LineChart *chart, size_t from, size_t to, const char *style)
{
    if (to - from < 2) return;
    svg_path_begin(plot->out, style);
    svg_path_move(plot->out, point_at(plot, chart, from, chart->points[from].value));
    for (size_t i = from + 1; i < to; i++) svg_path_draw(plot->out, point_at(plot, chart, i, chart->points[i].value));
    svg_path_end(plot->out);
}

static void draw_run(const Plot *plot, const LineChart *chart, size_t from, size_t to)
{
    size_t settled = from;
    while (settled < to && !chart->points[settled].provisional) settled++;
    if (to - from > 1)
        draw_band(plot, chart, from, to);
    else
        draw_interval(plot, chart, from);
    draw_stretch(plot, chart, from, settled, "line");
    draw_stretch(plot, chart, settled > from ? settled - 1 : from, to, "line provisional");
    for (size_t i = from; i < to; i++) {
        const LinePoint *point = &chart->points[i];
        if (chart->count > DOTS_MAX && to - from > 1 && !point->provisional) continue;
        svg_circle(plot->out, point->provisional ? "dot provisional" : "dot", point_at(plot, chart, i, point->value),
                   3);
    }
}

static void draw_break(const Plot *plot, const LineChart *chart, size_t index)
{
    const LineBreak *this = &chart->break_[index];
    size_t from = index ? chart->break_[index - 1].at : 0;
    size_t to = index + 1 < chart->breaks ? chart->break_[index + 1].at : chart->count;
    double half = plot_category_width(plot, chart->count) / 2;
    double x = plot_category_x(plot, this->at, chart->count) - half;
    double before = scale_at(&plot->y, this->before), after = scale_at(&plot->y, this->after);
    svg_line(plot->out, "level", (Point){plot_category_x(plot, from, chart->count) - half, before}, (Point){x, before});
    svg_line(plot->out, "level", (Point){x, after}, (Point){plot_category_x(plot, to - 1, chart->count) + half, after});
    plot_mark(plot, x, (int)(index % 2), this->label);
}

static void draw_last_label(const Plot *plot, const LineChart *chart)
{
    size_t last = chart->count;
    while (last > 0 && !chart->points[last - 1].observed) last--;
    if (last == 0) return;
    Point at = point_at(plot, chart, last - 1, chart->points[last - 1].value);
    svg_text(plot->out, "strong", (Point){at.x + 8, at.y + 4}, ANCHOR_START, chart->last_label);
}

static void draw_hints(const Plot *plot, const LineChart *chart)
{
    if (plot->width != PLOT_MEDIUM) return; // where pages are narrow, there is no pointer to hover with
    double width = plot_category_width(plot, chart->count);
    for (size_t i = 0; i < chart->count; i++) {
        double left = plot_category_x(plot, i, chart->count) - width / 2;
        if (chart->points[i].hint.size)
            svg_hint(plot->out, (Box){left, plot->area.top, width, plot->area.height}, chart->points[i].hint);
    }
}

static void draw(const LineChart *chart, PlotWidth width, Text *out)
{
    PlotRoom room = {.above = 10 + (chart->breaks > 1 ? 2
                                    : chart->breaks   ? 1
                                                      : 0) *
                                       PLOT_LINE,
                     .below = 1.5 * PLOT_LINE,
                     .right = svg_text_width(chart->last_label, PLOT_FONT_SIZE) + 4};
    Plot plot = plot_begin(out, width, chart->label, &chart->y, room);
    text_addf(out, "<g class=\"%s\">", chart->style);
    for (size_t i = 0, end; i<chart->count; i = end> i ? end : i + 1)
        if ((end = run_end(chart, i)) > i) draw_run(&plot, chart, i, end);
    text_add(out, STR("</g>"));
    for (size_t i = 0; i < chart->breaks; i++) draw_break(&plot, chart, i);
    draw_last_label(&plot, chart);
    plot_category_labels(&plot, chart->names, chart->count);
    draw_hints(&plot, chart);
    plot_end(&plot);
}

void line_chart(const LineChart *chart, Text *out)
{
    plot_frame_begin(out, false);
    for (PlotWidth width = plot_widest(false); width < PLOT_WIDTHS; width++) draw(chart, width, out);
    plot_frame_end(out);
}
