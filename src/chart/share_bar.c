#include "chart/share_bar.h"

#include "chart/svg.h"

enum { WIDTH = 84, HEIGHT = 14 };

void share_bar(double share, double low, double high, Text *out)
{
    double middle = HEIGHT / 2.0;
    svg_begin(out, "share", WIDTH, HEIGHT, STR(""));
    svg_box(out, "track", (Box){0, 2, WIDTH, HEIGHT - 4});
    svg_box(out, "bar", (Box){0, 2, share * WIDTH, HEIGHT - 4});
    svg_line(out, "interval", (Point){low * WIDTH, middle}, (Point){high * WIDTH, middle});
    svg_end(out);
}
