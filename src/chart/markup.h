// markup.h - text of any origin, made safe inside HTML and SVG.
#ifndef FIDELE_CHART_MARKUP_H
#define FIDELE_CHART_MARKUP_H

#include "base/str.h"

// Adds `text` as the content of an element or of a quoted attribute: & < > " ' become references; tabs and line ends
// become a space. Other control characters, and the marks that turn the direction of writing (U+061C, U+200E/F,
// U+202A..E, U+2066..9), could make one name look like another: each becomes U+FFFD.
void markup_add(Text *out, Str text);

// The same, of at most `characters` characters; "…" stands for the rest.
void markup_add_cut(Text *out, Str text, size_t characters);

#endif
