#include "chart/step_chart.h"

#include <math.h>

#include "chart/plot.h"

static double step_end(const StepChart *chart, size_t i)
{
    return i + 1 < chart->count ? chart->points[i + 1].x : chart->end;
}

static void draw_step(const Plot *plot, double from, double to, double value)
{
    double y = scale_at(&plot->y, value);
    svg_path_draw(plot->out, (Point){scale_at(&plot->x, from), y});
    svg_path_draw(plot->out, (Point){scale_at(&plot->x, to), y});
}

static void draw_band(const Plot *plot, const StepChart *chart)
{
    const StepPoint *points = chart->points;
    svg_path_begin(plot->out, "band");
    svg_path_move(plot->out, (Point){scale_at(&plot->x, points[0].x), scale_at(&plot->y, points[0].high)});
    for (size_t i = 0; i < chart->count; i++) draw_step(plot, points[i].x, step_end(chart, i), points[i].high);
    for (size_t i = chart->count; i-- > 0;) draw_step(plot, step_end(chart, i), points[i].x, points[i].low);
    svg_path_close(plot->out);
    svg_path_end(plot->out);
}

static void draw_line(const Plot *plot, const StepChart *chart)
{
    const StepPoint *points = chart->points;
    svg_path_begin(plot->out, "line");
    svg_path_move(plot->out, (Point){scale_at(&plot->x, points[0].x), scale_at(&plot->y, points[0].value)});
    for (size_t i = 0; i < chart->count; i++) draw_step(plot, points[i].x, step_end(chart, i), points[i].value);
    svg_path_end(plot->out);
}

// How many ticks apart counts can stand without touching.
static size_t counts_apart(const Plot *plot, const StepChart *chart)
{
    double widest = 0,
           tick = chart->x.ticks > 1 ? scale_at(&plot->x, chart->x.at[1]) - plot->area.left : plot->area.width;
    for (size_t i = 0; i < chart->x.ticks; i++)
        widest = fmax(widest, svg_text_width(chart->counts[i], PLOT_FONT_SIZE) + 6);
    return (size_t)fmax(1, ceil(widest / tick));
}

// Under the axis: the name of the counts at the left end, then the count at each tick that has room for it.
static void draw_counts(const Plot *plot, const StepChart *chart)
{
    double y = plot->area.top + plot->area.height + 4 * PLOT_LINE;
    svg_text(plot->out, "quiet", (Point){0, y}, ANCHOR_START, chart->counts_name);
    for (size_t i = 0; i < chart->x.ticks; i += counts_apart(plot, chart))
        svg_text(plot->out, "", (Point){scale_at(&plot->x, chart->x.at[i]), y + PLOT_LINE}, ANCHOR_MIDDLE,
                 chart->counts[i]);
}

static void draw(const StepChart *chart, PlotWidth width, Text *out)
{
    PlotRoom room = {.above = chart->has_mark ? 10 + PLOT_LINE : 10, .below = 5.5 * PLOT_LINE, .right = 16};
    Plot plot = plot_begin(out, width, chart->label, &chart->y, room);
    plot.x = (Scale){chart->x.low, chart->x.high, plot.area.left, plot.area.left + plot.area.width};
    text_add(out, STR("<g class=\"a\">"));
    if (chart->count) {
        draw_band(&plot, chart);
        draw_line(&plot, chart);
    }
    text_add(out, STR("</g>"));
    if (chart->has_mark) plot_mark(&plot, scale_at(&plot.x, chart->mark), 0, chart->mark_label);
    plot_x_axis(&plot, &chart->x);
    plot_x_name(&plot, chart->x_name, 1);
    draw_counts(&plot, chart);
    plot_end(&plot);
}

void step_chart(const StepChart *chart, Text *out)
{
    plot_frame_begin(out, false);
    for (PlotWidth width = plot_widest(false); width < PLOT_WIDTHS; width++) draw(chart, width, out);
    plot_frame_end(out);
}
