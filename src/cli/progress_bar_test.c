#include "cli/progress_bar.h"
#include "base/test.h"
#include "cli/display.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

TEST(progress_bar_shows_its_share)
{
    CHECK_TEXT(progress_bar_line(test_arena(), STR("Reading"), 1, 2, 80),
               "Reading  ███████████████░░░░░░░░░░░░░░░  50 %");
    CHECK_TEXT(progress_bar_line(test_arena(), STR("Reading"), 3, 2, 80),
               "Reading  ██████████████████████████████ 100 %");
}

TEST(progress_bar_says_100_only_when_all_is_done)
{
    CHECK_TEXT(progress_bar_line(test_arena(), STR("R"), 999999, 1000000, 80),
               "R  █████████████████████████████░  99 %");
}

TEST(progress_bar_fits_its_line)
{
    CHECK_TEXT(progress_bar_line(test_arena(), STR("Reading"), 1, 0, 80), "Reading"); // total not known
    CHECK_TEXT(progress_bar_line(test_arena(), STR("Reading a file"), 1, 2, 9), "Reading …");
}

TEST(progress_bar_and_its_label_share_the_line)
{
    Str line = progress_bar_line(test_arena(), STR("Reading a file with a very long name indeed"), 1, 2, 60);
    CHECK_TEXT(line, "Reading a file with a…  ███████████████░░░░░░░░░░░░░░░  50 %");
    CHECK_INT(display_width(line), 60);
    CHECK_TEXT(progress_bar_line(test_arena(), STR("R"), 1, 2, 58), "R  ███████████████░░░░░░░░░░░░░░░  50 %");
    CHECK_TEXT(progress_bar_line(test_arena(), STR("R"), 1, 2, 57), "R"); // too narrow for a bar
}

// Puts a terminal where standard error is; what was drawn is read from `controller`.
typedef struct Terminal {
    int controller, stderr_before;
} Terminal;

static Terminal terminal_open(void)
{
    Terminal terminal = {.controller = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK),
                         .stderr_before = dup(STDERR_FILENO)};
    CHECK(terminal.controller >= 0 && grantpt(terminal.controller) == 0 && unlockpt(terminal.controller) == 0);
    int file = open(ptsname(terminal.controller), O_RDWR | O_NOCTTY);
    CHECK(file >= 0 && dup2(file, STDERR_FILENO) == STDERR_FILENO && close(file) == 0);
    return terminal;
}

static Str terminal_drawn(const Terminal *terminal)
{
    char *bytes = arena_array(test_arena(), char, 1000);
    ssize_t size = read(terminal->controller, bytes, 1000);
    return (Str){bytes, size > 0 ? (size_t)size : 0};
}

static void terminal_close(const Terminal *terminal)
{
    dup2(terminal->stderr_before, STDERR_FILENO);
    close(terminal->stderr_before);
    close(terminal->controller);
}

TEST(progress_bar_draws_on_a_terminal_when_it_is_due)
{
    Terminal terminal = terminal_open();
    ProgressBar bar;
    progress_bar_start(&bar, STR("Reading"), false);
    bool shown = bar.shown, later = bar.next_draw_ms > 0;
    bar.progress.total = 4;
    bar.next_draw_ms = INT64_MAX;
    progress_add(&bar.progress, 1);
    Str not_due = terminal_drawn(&terminal);
    bar.next_draw_ms = 0;
    progress_add(&bar.progress, 1);
    Str due = terminal_drawn(&terminal);
    bool moved_on = bar.next_draw_ms > 0;
    progress_bar_finish(&bar);
    Str finished = terminal_drawn(&terminal);
    progress_bar_start(&bar, STR("Reading"), true);
    bool quiet = bar.shown;
    terminal_close(&terminal);
    CHECK(shown && later && moved_on && !quiet);
    CHECK_TEXT(not_due, "");
    CHECK_TEXT(due, "\rReading  ███████████████░░░░░░░░░░░░░░░  50 %\x1B[K");
    CHECK_TEXT(finished, "\r\x1B[K");
}

TEST(progress_bar_is_silent_where_no_terminal_is)
{
    ProgressBar bar;
    progress_bar_start(&bar, STR("x"), true);
    CHECK(bar.progress.changed == NULL);
    progress_add(&bar.progress, 3);
    CHECK_INT(bar.progress.done, 3);
    progress_bar_finish(&bar);
}
