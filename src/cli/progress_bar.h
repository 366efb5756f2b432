// progress_bar.h - draws how far a long piece of work is, on standard error, and only when that is a terminal.
#ifndef FIDELE_CLI_PROGRESS_BAR_H
#define FIDELE_CLI_PROGRESS_BAR_H

#include "base/progress.h"
#include "base/str.h"

typedef struct ProgressBar {
    Progress progress; // what the work is given; first, so that the bar is found from it
    Str label;
    bool shown;
    atomic_int_least64_t next_draw_ms; // by the steady clock; before it nothing is drawn
} ProgressBar;

// `label` lives as long as the bar. Nothing is ever drawn when `quiet`, or when standard error is no terminal.
void progress_bar_start(ProgressBar *bar, Str label, bool quiet);
void progress_bar_finish(ProgressBar *bar); // leaves an empty line behind

// The bar as a line of at most `width` columns; without a known total, its label alone.
Str progress_bar_line(Arena *arena, Str label, uint64_t done, uint64_t total, size_t width);

#endif
