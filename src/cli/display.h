// display.h - text on a terminal: how many columns it takes, and lines made to fit.
//
// Text is UTF-8. Accents that combine take no column, East Asian wide characters and emoji take two; sequences of emoji
// joined by U+200D are counted as their members, as most terminals draw them.
#ifndef FIDELE_CLI_DISPLAY_H
#define FIDELE_CLI_DISPLAY_H

#include "base/str.h"

typedef struct DisplayRange {
    uint32_t first, last;
} DisplayRange;

extern const DisplayRange display_zero[], display_wide[];
extern const size_t display_zero_count, display_wide_count;

size_t display_width(Str text);

// Fit to be printed on one line: control characters (of C0, DEL, C1), which could steer a terminal, become U+FFFD.
Str display_clean(Arena *arena, Str text);

// At most `width` columns; what had to be cut ends in "…".
Str display_cut(Arena *arena, Str text, size_t width);

void display_pad(Text *out, size_t columns); // that many spaces

// Adds a paragraph. Its first line begins where the text stands, taken to be column `indent`; the next ones are
// indented by as much. Breaks are at spaces only, never at no-break spaces; a word longer than the line stays whole.
// Line feeds are kept. Nothing is added at the end.
void display_wrap(Text *out, Str paragraph, size_t indent, size_t width);

enum { DISPLAY_WIDTH_PIPED = 100, DISPLAY_WIDTH_MIN = 40 };

// The columns of the terminal behind `file_descriptor`; DISPLAY_WIDTH_PIPED when it is none.
size_t display_columns(int file_descriptor);

#endif
