// svg.h - SVG elements as text.
//
// Lengths are pixels of the drawing's own box, written to a tenth. `style` names the classes of an element: colours are
// the style sheet's business (style.h), so that one drawing serves light, dark and print. Texts are made safe here.
#ifndef FIDELE_CHART_SVG_H
#define FIDELE_CHART_SVG_H

#include "chart/markup.h"

typedef struct Point {
    double x, y;
} Point;

typedef struct Box {
    double left, top, width, height;
} Box;

// A drawing with a label is an image that is read as that one sentence; without ("") it is decoration, and not read.
void svg_begin(Text *out, const char *style, double width, double height, Str label);
void svg_end(Text *out);

void svg_line(Text *out, const char *style, Point from, Point to);
void svg_box(Text *out, const char *style, Box box);
void svg_circle(Text *out, const char *style, Point centre, double radius);
// A box that can't be seen and shows `title` while it is pointed at.
void svg_hint(Text *out, Box box, Str title);

typedef enum Anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } Anchor;
void svg_text(Text *out, const char *style, Point at, Anchor anchor, Str text); // `at` is on the base line

// A path is begun, gets its points, and is ended; svg_path_close joins its end to its start first.
void svg_path_begin(Text *out, const char *style);
void svg_path_move(Text *out, Point to);
void svg_path_draw(Text *out, Point to);
void svg_path_close(Text *out);
void svg_path_box(Text *out, Box box); // moves, draws and closes
void svg_path_end(Text *out);

// About how wide a text is at a font size in pixels: by classes of letters, a little too wide rather than too narrow.
double svg_text_width(Str text, double font_size);

#endif
