#include "cli/progress_bar.h"
#include "base/test.h"

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

TEST(progress_bar_is_silent_where_no_terminal_is)
{
    ProgressBar bar;
    progress_bar_start(&bar, STR("x"), true);
    CHECK(bar.progress.changed == NULL);
    progress_add(&bar.progress, 3);
    CHECK_INT(bar.progress.done, 3);
    progress_bar_finish(&bar);
}
