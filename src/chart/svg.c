#include "chart/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// To a tenth, without a trailing ".0". A printf would follow the locale, and what is not finite would break the
// drawing.
static void add_length(Text *out, double length)
{
    static const double far = 1e6;
    long tenths = isfinite(length) ? lround(fmax(-far, fmin(far, length)) * 10) : 0;
    if (tenths < 0) text_add_byte(out, '-');
    tenths = labs(tenths);
    text_addf(out, "%ld", tenths / 10);
    if (tenths % 10) text_addf(out, ".%ld", tenths % 10);
}

static void add_attribute(Text *out, const char *name, double length)
{
    text_addf(out, " %s=\"", name);
    add_length(out, length);
    text_add_byte(out, '"');
}

static void begin_element(Text *out, const char *element, const char *style)
{
    text_addf(out, "<%s", element);
    if (style[0]) text_addf(out, " class=\"%s\"", style);
}

void svg_begin(Text *out, const char *style, double width, double height, Str label)
{
    begin_element(out, "svg", style);
    text_add(out, STR(" viewBox=\"0 0 "));
    add_length(out, width);
    text_add_byte(out, ' ');
    add_length(out, height);
    text_add_byte(out, '"');
    if (label.size == 0) {
        text_add(out, STR(" aria-hidden=\"true\">"));
        return;
    }
    text_add(out, STR(" role=\"img\" aria-label=\""));
    markup_add(out, label);
    text_add(out, STR("\">"));
}

void svg_end(Text *out)
{
    text_add(out, STR("</svg>\n"));
}

void svg_line(Text *out, const char *style, Point from, Point to)
{
    begin_element(out, "line", style);
    add_attribute(out, "x1", from.x);
    add_attribute(out, "y1", from.y);
    add_attribute(out, "x2", to.x);
    add_attribute(out, "y2", to.y);
    text_add(out, STR("/>"));
}

static void add_box(Text *out, Box box)
{
    add_attribute(out, "x", box.left);
    add_attribute(out, "y", box.top);
    add_attribute(out, "width", fmax(0, box.width));
    add_attribute(out, "height", fmax(0, box.height));
}

void svg_box(Text *out, const char *style, Box box)
{
    begin_element(out, "rect", style);
    add_box(out, box);
    text_add(out, STR("/>"));
}

void svg_circle(Text *out, const char *style, Point centre, double radius)
{
    begin_element(out, "circle", style);
    add_attribute(out, "cx", centre.x);
    add_attribute(out, "cy", centre.y);
    add_attribute(out, "r", radius);
    text_add(out, STR("/>"));
}

void svg_hint(Text *out, Box box, Str title)
{
    begin_element(out, "rect", "hint");
    add_box(out, box);
    text_add(out, STR("><title>"));
    markup_add(out, title);
    text_add(out, STR("</title></rect>"));
}

void svg_text(Text *out, const char *style, Point at, Anchor anchor, Str text)
{
    static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
    begin_element(out, "text", style);
    add_attribute(out, "x", at.x);
    add_attribute(out, "y", at.y);
    text_addf(out, "%s>", anchors[anchor]);
    markup_add(out, text);
    text_add(out, STR("</text>"));
}

void svg_path_begin(Text *out, const char *style)
{
    begin_element(out, "path", style);
    text_add(out, STR(" d=\""));
}

static void add_step(Text *out, char step, Point to)
{
    text_add_byte(out, step);
    add_length(out, to.x);
    text_add_byte(out, ' ');
    add_length(out, to.y);
}

void svg_path_move(Text *out, Point to)
{
    add_step(out, 'M', to);
}

void svg_path_draw(Text *out, Point to)
{
    add_step(out, 'L', to);
}

void svg_path_close(Text *out)
{
    text_add_byte(out, 'Z');
}

void svg_path_box(Text *out, Box box)
{
    add_step(out, 'M', (Point){box.left, box.top});
    text_add_byte(out, 'h');
    add_length(out, box.width);
    text_add_byte(out, 'v');
    add_length(out, box.height);
    text_add_byte(out, 'h');
    add_length(out, -box.width);
    text_add_byte(out, 'z');
}

void svg_path_end(Text *out)
{
    text_add(out, STR("\"/>"));
}

// In thousandths of the font size, after the usual sans-serif faces; digits are all of one width.
static int letter_width(unsigned char letter)
{
    if (letter >= 0x80 && letter < 0xC0) return 0; // the rest of a character
    if (letter < 0x80 && strchr(" .,:;!'|()ijlI-", letter)) return 340;
    if (letter >= 'A' && letter <= 'Z') return 720;
    if (letter == 'm' || letter == 'w' || letter == '%') return 880;
    return 600;
}

double svg_text_width(Str text, double font_size)
{
    long thousandths = 0;
    for (size_t i = 0; i < text.size; i++) thousandths += letter_width((unsigned char)text.data[i]);
    return (double)thousandths / 1000 * font_size;
}
