#include "chart/sparkline.h"

#include <math.h>

#include "chart/axis.h"
#include "chart/svg.h"

enum { WIDTH = 240, HEIGHT = 44, EDGE = 4 };

void sparkline(const SparkPoint *points, size_t count, Text *out)
{
    Scale x = {0, count > 1 ? (double)(count - 1) : 1, EDGE, WIDTH - EDGE};
    Scale y = {INFINITY, -INFINITY, HEIGHT - EDGE, EDGE};
    size_t observed = 0, last = 0;
    for (size_t i = 0; i < count; i++) {
        if (!points[i].observed) continue;
        y.low = fmin(y.low, points[i].value);
        y.high = fmax(y.high, points[i].value);
        last = i;
        observed++;
    }
    if (observed < 2) return;
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
    svg_circle(out, "dot", (Point){scale_at(&x, (double)last), scale_at(&y, points[last].value)}, 3.5);
    svg_end(out);
}
