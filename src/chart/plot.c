#include "chart/plot.h"

#include <math.h>

static const struct {
    const char *style;
    double width, plane_height;
} sizes[PLOT_WIDTHS] = {
    [PLOT_WIDE] = {"wide", 1060, 240}, [PLOT_MEDIUM] = {"medium", 540, 220}, [PLOT_NARROW] = {"narrow", 340, 190}};

void plot_frame_begin(Text *out, bool full)
{
    text_add(out, full ? STR("<div class=\"chart full\">\n") : STR("<div class=\"chart\">\n"));
}

void plot_frame_end(Text *out)
{
    text_add(out, STR("</div>\n"));
}

static double widest(const Str *labels, size_t count)
{
    double width = 0;
    for (size_t i = 0; i < count; i++) width = fmax(width, svg_text_width(labels[i], PLOT_FONT_SIZE));
    return width;
}

static void draw_y_axis(const Plot *plot, const Axis *y)
{
    double left = plot->area.left, right = left + plot->area.width;
    for (size_t i = 0; i < y->ticks; i++) {
        double at = scale_at(&plot->y, y->at[i]);
        bool base = fabs(y->at[i]) < (y->high - y->low) * 1e-9;
        svg_line(plot->out, base ? "base" : "grid", (Point){left, at}, (Point){right, at});
        svg_text(plot->out, "", (Point){left - 8, at + 4}, ANCHOR_END, y->label[i]);
    }
}

Plot plot_begin(Text *out, PlotWidth width, Str label, const Axis *y, PlotRoom room)
{
    double left = widest(y->label, y->ticks) + 10;
    Box area = {left, room.above, sizes[width].width - left - room.right, sizes[width].plane_height};
    Plot plot = {.out = out,
                 .width = width,
                 .area = area,
                 .x = {0, 1, area.left, area.left + area.width},
                 .y = {y->low, y->high, area.top + area.height, area.top}};
    svg_begin(out, sizes[width].style, sizes[width].width, area.top + area.height + room.below, label);
    draw_y_axis(&plot, y);
    return plot;
}

void plot_end(Plot *plot)
{
    svg_end(plot->out);
}

double plot_category_width(const Plot *plot, size_t count)
{
    return plot->area.width / (double)count;
}

double plot_category_x(const Plot *plot, size_t i, size_t count)
{
    return plot->area.left + plot_category_width(plot, count) * ((double)i + 0.5);
}

void plot_category_labels(const Plot *plot, const Str *labels, size_t count)
{
    if (count == 0) return;
    double label_width = widest(labels, count), y = plot->area.top + plot->area.height + PLOT_LINE + 2;
    size_t every = (size_t)ceil((label_width + 24) / plot_category_width(plot, count));
    double right = sizes[plot->width].width;
    for (size_t i = (count - 1) % every; i < count; i += every) {
        double x = plot_category_x(plot, i, count), half = svg_text_width(labels[i], PLOT_FONT_SIZE) / 2;
        bool at_end = x + half > right;
        svg_text(plot->out, "", (Point){at_end ? right : x, y}, at_end ? ANCHOR_END : ANCHOR_MIDDLE, labels[i]);
    }
}

void plot_x_axis(const Plot *plot, const Axis *x)
{
    double bottom = plot->area.top + plot->area.height;
    for (size_t i = 0; i < x->ticks; i++) {
        double at = scale_at(&plot->x, x->at[i]);
        svg_line(plot->out, "base", (Point){at, bottom}, (Point){at, bottom + 4});
        svg_text(plot->out, "", (Point){at, bottom + PLOT_LINE + 2}, ANCHOR_MIDDLE, x->label[i]);
    }
}

void plot_x_name(const Plot *plot, Str name, int line)
{
    double middle = plot->area.left + plot->area.width / 2;
    double bottom = plot->area.top + plot->area.height + PLOT_LINE + 2;
    svg_text(plot->out, "quiet", (Point){middle, bottom + line * PLOT_LINE}, ANCHOR_MIDDLE, name);
}

void plot_mark(const Plot *plot, double x, int row, Str name)
{
    double half = svg_text_width(name, PLOT_FONT_SIZE) / 2, right = sizes[plot->width].width;
    svg_line(plot->out, "break", (Point){x, plot->area.top - 4}, (Point){x, plot->area.top + plot->area.height});
    svg_text(plot->out, "strong", (Point){fmax(half, fmin(right - half, x)), plot->area.top - 8 - row * PLOT_LINE},
             ANCHOR_MIDDLE, name);
}
