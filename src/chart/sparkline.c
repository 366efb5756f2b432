#include "chart/sparkline.h"

#include <math.h>

#include "chart/axis.h"
#include "chart/svg.h"

enum { WIDTH = 240, HEIGHT = 44, EDGE = 4 };

// What is not observed at either end takes no room.
static void crop(const SparkPoint **points, size_t *count)
{
    while (*count && !(*points)[*count - 1].observed) --*count;
    while (*count && !(*points)->observed) {
        ++*points;
        --*count;
    }
}

static Scale scale_of(const SparkPoint *points, size_t count)
{
    Scale scale = {INFINITY, -INFINITY, HEIGHT - EDGE, EDGE};
    for (size_t i = 0; i < count; i++) {
        if (!points[i].observed) continue;
        scale.low = fmin(scale.low, points[i].value);
        scale.high = fmax(scale.high, points[i].value);
    }
    return scale;
}

void sparkline(const SparkPoint *points, size_t count, Text *out)
{
    crop(&points, &count);
    if (count < 2) return;
    Scale x = {0, (double)(count - 1), EDGE, WIDTH - EDGE}, y = scale_of(points, count);
    svg_begin(out, "spark", WIDTH, HEIGHT, STR(""));
    svg_path_begin(out, "line");
    for (size_t i = 0; i < count; i++) {
        if (!points[i].observed) continue;
        Point at = {scale_at(&x, (double)i), scale_at(&y, points[i].value)};
        if (i == 0 || !points[i - 1].observed)
            svg_path_move(out, at);
        else
            svg_path_draw(out, at);
    }
    svg_path_end(out);
    svg_circle(out, "dot", (Point){x.end, scale_at(&y, points[count - 1].value)}, 3.5);
    svg_end(out);
}
