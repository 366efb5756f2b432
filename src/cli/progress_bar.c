#include "cli/progress_bar.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "cli/display.h"

enum { DRAW_EVERY_MS = 100, BAR_COLUMNS = 30 };

static int64_t steady_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

Str progress_bar_line(Arena *arena, Str label, uint64_t done, uint64_t total, size_t width)
{
    double share = total == 0 ? 0 : done >= total ? 1 : (double)done / (double)total;
    size_t beside = BAR_COLUMNS + 8; // "  ████  100 %"
    if (total == 0 || width < beside + DISPLAY_WIDTH_MIN / 2) return display_cut(arena, label, width);
    Text line = text_in(arena);
    text_add(&line, display_cut(arena, label, width - beside));
    text_add(&line, STR("  "));
    for (int column = 0; column < BAR_COLUMNS; column++)
        text_add(&line, column < (int)(share * BAR_COLUMNS) ? STR("█") : STR("░"));
    text_addf(&line, " %3d %%", (int)(share * 100));
    return text_str(&line);
}

static void draw(const ProgressBar *bar)
{
    Arena *scratch = arena_open(0);
    Str line = progress_bar_line(scratch, bar->label, atomic_load(&bar->progress.done),
                                 atomic_load(&bar->progress.total), display_columns(STDERR_FILENO) - 1);
    fprintf(stderr, "\r%.*s\x1B[K", STR_ARGS(line));
    fflush(stderr);
    arena_close(scratch);
}

// May be called by several threads at once: the one that moves the clock on draws.
static void changed(Progress *progress)
{
    ProgressBar *bar = (ProgressBar *)progress;
    int64_t now = steady_clock_ms(), due = atomic_load_explicit(&bar->next_draw_ms, memory_order_relaxed);
    if (now < due || !atomic_compare_exchange_strong(&bar->next_draw_ms, &due, now + DRAW_EVERY_MS)) return;
    draw(bar);
}

void progress_bar_start(ProgressBar *bar, Str label, bool quiet)
{
    *bar = (ProgressBar){.label = label, .shown = !quiet && isatty(STDERR_FILENO)};
    atomic_init(&bar->next_draw_ms, steady_clock_ms() + DRAW_EVERY_MS); // short work draws nothing
    if (bar->shown) bar->progress.changed = changed;
}

void progress_bar_finish(ProgressBar *bar)
{
    bar->progress.changed = NULL;
    if (bar->shown) fputs("\r\x1B[K", stderr);
}
