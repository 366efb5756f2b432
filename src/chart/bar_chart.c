#include "chart/bar_chart.h"

#include <math.h>

#include "chart/plot.h"

void bar_chart_extent(const BarChart *chart, double *low, double *high)
{
    *low = *high = 0;
    for (size_t i = 0; i < chart->bars; i++) {
        double up = 0, down = 0;
        for (size_t part = 0; part < chart->parts; part++) {
            double value = chart->part[part].values[i];
            if (value > 0)
                up += value;
            else
                down += value;
        }
        *high = fmax(*high, up);
        *low = fmin(*low, down);
    }
}

static void draw_bar(const Plot *plot, const BarChart *chart, size_t i)
{
    double slot = plot_category_width(plot, chart->bars), width = fmin(slot * 0.72, 44);
    double left = plot_category_x(plot, i, chart->bars) - width / 2, up = 0, down = 0;
    bool provisional = chart->last_provisional && i + 1 == chart->bars;
    for (size_t part = 0; part < chart->parts; part++) {
        double value = chart->part[part].values[i], *from = value > 0 ? &up : &down;
        double start = scale_at(&plot->y, *from), end = scale_at(&plot->y, *from + value);
        *from += value;
        if (fabs(end - start) < 0.05) continue;
        svg_box(plot->out, chart->part[part].style, (Box){left, fmin(start, end), width, fabs(end - start)});
    }
    if (provisional) {
        double top = scale_at(&plot->y, up), bottom = scale_at(&plot->y, down);
        svg_box(plot->out, "open", (Box){left - 2, top - 2, width + 4, bottom - top + 4});
    }
}

static void draw_hints(const Plot *plot, const BarChart *chart)
{
    if (plot->width != PLOT_WIDE || !chart->hints) return;
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
    for (size_t i = 0; i < chart->bars; i++) draw_bar(&plot, chart, i);
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
    add_legend(chart, out);
    text_add(out, STR("<div class=\"chart\">\n"));
    for (PlotWidth width = 0; width < PLOT_WIDTHS; width++) draw(chart, width, out);
    text_add(out, STR("</div>\n"));
}
