// What the drawings must show, read back from their text.
#include <stdio.h>
#include <string.h>

#include "base/test.h"
#include "chart/bar_chart.h"
#include "chart/heat_table.h"
#include "chart/line_chart.h"
#include "chart/plot.h"
#include "chart/share_bar.h"
#include "chart/sparkline.h"
#include "chart/step_chart.h"

static size_t occurrences(Str text, const char *part)
{
    size_t count = 0, size = strlen(part);
    const char *end = text.data + text.size;
    for (const char *at = text.data; (at = memmem(at, (size_t)(end - at), part, size)); at += size) count++;
    return count;
}

// The drawing for a column alone: each chart repeats itself for other widths.
static Str medium(Str chart)
{
    const char *start = memmem(chart.data, chart.size, "<svg class=\"medium\"", 19);
    size_t rest = chart.size - (size_t)(start - chart.data);
    const char *end = memmem(start, rest, "</svg>", 6);
    return (Str){start, (size_t)(end - start)};
}

static Axis axis_to(double high)
{
    Axis axis = axis_of_values(0, high, 4);
    for (size_t i = 0; i < axis.ticks; i++) axis.label[i] = str_format(test_arena(), "%g", axis.at[i]);
    return axis;
}

static Str *names(size_t count)
{
    Str *texts = arena_array(test_arena(), Str, count);
    for (size_t i = 0; i < count; i++) texts[i] = str_format(test_arena(), "name %zu", i);
    return texts;
}

static Str drawn_line(LineChart chart)
{
    chart.style = "a";
    chart.y = axis_to(1);
    chart.names = names(chart.count);
    Text out = text_in(test_arena());
    line_chart(&chart, &out);
    return medium(text_str(&out));
}

static const LinePoint with_gap[] = {{true, false, 0.5, 0.4, 0.6, STR("first")},
                                     {true, false, 0.6, 0.5, 0.7, STR("")},
                                     {.observed = false},
                                     {true, false, 0.4, 0.3, 0.5, STR("")},
                                     {true, true, 0.3, 0.2, 0.4, STR("last")}};

TEST(line_chart_leaves_a_gap_where_nothing_was_observed)
{
    Str drawing = drawn_line((LineChart){.label = STR("a line"), .count = 5, .points = with_gap});
    CHECK_INT(occurrences(drawing, "class=\"band\""), 2);
    CHECK_INT(occurrences(drawing, "<circle"), 4);
    CHECK_INT(occurrences(drawing, "class=\"line\""), 1); // the run before the gap; after it one point is settled
    CHECK_INT(occurrences(drawing, "class=\"line provisional\""), 1);
    CHECK_INT(occurrences(drawing, "class=\"dot provisional\""), 1);
    CHECK_INT(occurrences(drawing, "<title>"), 2);
}

TEST(line_chart_of_one_point_has_its_interval)
{
    Str drawing = drawn_line((LineChart){.label = STR("a point"), .count = 1, .points = with_gap});
    CHECK_INT(occurrences(drawing, "class=\"whisker\""), 1);
    CHECK_INT(occurrences(drawing, "class=\"band\""), 0);
    CHECK_INT(occurrences(drawing, "<path"), 0);
}

TEST(line_chart_marks_breaks_with_the_levels_on_both_sides)
{
    LineBreak at = {.at = 3, .before = 0.55, .after = 0.35, .label = STR("May <5>")};
    Str drawing =
        drawn_line((LineChart){.label = STR("broken"), .count = 5, .points = with_gap, .breaks = 1, .break_ = &at});
    CHECK_INT(occurrences(drawing, "class=\"break\""), 1);
    CHECK_INT(occurrences(drawing, "class=\"level\""), 2);
    CHECK(str_contains(drawing, STR(">May &lt;5&gt;</text>")));
    CHECK_INT(
        occurrences(drawn_line((LineChart){.label = STR("x"), .count = 5, .points = with_gap}), "class=\"level\""), 0);
}

TEST(charts_are_drawn_once_for_each_width)
{
    LineChart chart = {
        .label = STR("a line"), .style = "b", .y = axis_to(1), .count = 5, .points = with_gap, .names = names(5)};
    Text out = text_in(test_arena());
    line_chart(&chart, &out);
    CHECK_INT(occurrences(text_str(&out), "aria-label=\"a line\""), 2);
    CHECK_INT(occurrences(text_str(&out), "<svg class=\"wide\""), 0);
    CHECK_INT(occurrences(text_str(&out), "<title>"), 2); // hints are in the widest alone
}

TEST(plot_shows_as_many_names_as_fit_and_always_the_last)
{
    LinePoint *points = arena_array(test_arena(), LinePoint, 60);
    Str drawing = drawn_line((LineChart){.label = STR("long"), .count = 60, .points = points});
    size_t shown = occurrences(drawing, ">name ");
    CHECK(3 <= shown && shown <= 9);
    CHECK(str_contains(drawing, STR(">name 59</text>")));
    CHECK_INT(occurrences(drawn_line((LineChart){.label = STR("short"), .count = 3, .points = points}), ">name "), 3);
}

TEST(bars_stack_upwards_and_downwards_apart)
{
    double up[] = {3, 1}, more[] = {2, 0}, down[] = {-4, -1};
    BarChart chart = {.label = STR("bars"),
                      .bars = 2,
                      .names = names(2),
                      .parts = 3,
                      .part = {{STR("up"), "a", up}, {STR("more"), "a-hatched", more}, {STR("down"), "b", down}}};
    double low, high;
    bar_chart_extent(&chart, &low, &high);
    CHECK_NEAR(low, -4, 0);
    CHECK_NEAR(high, 5, 0);
    chart.y = axis_of_values(low, high, 4);
    Text out = text_in(test_arena());
    bar_chart(&chart, &out);
    Str drawing = medium(text_str(&out));
    CHECK_INT(occurrences(drawing, "h44v"), 5); // a part of 0 is not drawn
    CHECK_INT(occurrences(text_str(&out), "class=\"open\""), 0);
    // The second part stands on the first: of 220 px for -5..5, it takes the highest 44.
    CHECK(str_contains(drawing, STR(" 10h44v44h-44z")));
}

TEST(the_last_bar_may_be_open)
{
    double values[] = {3, 1};
    BarChart chart = {.label = STR("bars"),
                      .full = true,
                      .bars = 2,
                      .names = names(2),
                      .parts = 1,
                      .y = axis_to(3),
                      .part = {{STR("up"), "a", values}},
                      .last_provisional = true};
    Text out = text_in(test_arena());
    bar_chart(&chart, &out);
    CHECK_INT(occurrences(text_str(&out), "class=\"open\""), PLOT_WIDTHS);
    CHECK_INT(occurrences(text_str(&out), "legend"), 0); // of one part, none is needed
}

TEST(step_chart_holds_each_value_until_the_next)
{
    static const StepPoint points[] = {{0, 1, 1, 1}, {10, 0.5, 0.4, 0.6}};
    StepChart chart = {.label = STR("steps"),
                       .x = axis_of_days(20, 4),
                       .y = axis_to(1),
                       .count = 2,
                       .points = points,
                       .end = 20,
                       .has_mark = true,
                       .mark = 10,
                       .mark_label = STR("half")};
    Text out = text_in(test_arena());
    step_chart(&chart, &out);
    Str drawing = medium(text_str(&out));
    const char *line = memmem(drawing.data, drawing.size, "class=\"line\" d=\"", 16);
    CHECK(line != NULL);
    double x[5], y[5];
    CHECK_INT(sscanf(line + 16, "M%lf %lfL%lf %lfL%lf %lfL%lf %lfL%lf %lf", &x[0], &y[0], &x[1], &y[1], &x[2], &y[2],
                     &x[3], &y[3], &x[4], &y[4]),
              10);
    CHECK_NEAR(y[2], y[0], 0); // level until the step …
    CHECK_NEAR(x[3], x[2], 0); // … straight down at it …
    CHECK_NEAR(y[4], y[3], 0); // … and level to the end
    CHECK(y[3] > y[2] && x[4] > x[3]);
    CHECK(str_contains(drawing, STR(">half</text>")));
}

TEST(heat_shades_are_equal_steps_and_hold_what_lies_outside)
{
    CHECK_INT(heat_shade(0, 0, 70), 0);
    CHECK_INT(heat_shade(9.9, 0, 70), 0);
    CHECK_INT(heat_shade(10, 0, 70), 1);
    CHECK_INT(heat_shade(70, 0, 70), HEAT_SHADES - 1);
    CHECK_INT(heat_shade(-5, 0, 70), 0);
    CHECK_INT(heat_shade(900, 0, 70), HEAT_SHADES - 1);
    CHECK_INT(heat_shade(4, 4, 4), HEAT_SHADES / 2);
}

TEST(heat_table_tells_what_is_not_observed_from_what_is_running)
{
    static const HeatCell cells[] = {{.state = HEAT_SHADED, .shade = 2, .text = STR("12"), .hint = STR("6 of <50>")},
                                     {.state = HEAT_SHADED, .running = true, .shade = 0, .text = STR("3")},
                                     {.state = HEAT_NOT_OBSERVED},
                                     {.state = HEAT_PLAIN, .text = STR("0"), .note = STR("none")},
                                     {.state = HEAT_NOT_OBSERVED},
                                     {.state = HEAT_NOT_OBSERVED}};
    HeatTable table = {.style = "",
                       .corner = STR("Cohort"),
                       .columns = 3,
                       .rows = 2,
                       .column = names(3),
                       .row = names(2),
                       .cells = cells,
                       .not_observed = STR("not yet")};
    Text out = text_in(test_arena());
    heat_table(&table, &out);
    Str text = text_str(&out);
    CHECK(str_contains(text, STR("<td class=\"h2\" title=\"6 of &lt;50&gt;\">12</td>")));
    CHECK(str_contains(text, STR("<td class=\"h0 running\">3</td>")));
    CHECK(str_contains(text, STR("<td class=\"later\" colspan=\"1\"><span class=\"unseen\">not yet</span></td></tr>")));
    CHECK(str_contains(text, STR("<td>0 <small>none</small></td><td class=\"later\" colspan=\"2\">")));
}

TEST(sparkline_needs_two_points_and_skips_what_is_not_observed)
{
    static const SparkPoint points[] = {{false, 0}, {true, 2}, {false, 0}, {true, 1}, {true, 3}, {false, 0}};
    Text out = text_in(test_arena());
    sparkline(points, 3, &out);
    CHECK_INT(out.size, 0);
    sparkline(points, COUNT_OF(points), &out);
    CHECK(str_contains(text_str(&out), STR("d=\"M4 22M158.7 40L236 4\"")));
    CHECK(str_contains(text_str(&out), STR("<circle class=\"dot\" cx=\"236\"")));
}

TEST(share_bar_is_as_long_as_the_share)
{
    Text out = text_in(test_arena());
    share_bar(0.25, 0.125, 0.5, &out);
    CHECK(str_contains(text_str(&out), STR("class=\"bar\" x=\"0\" y=\"2\" width=\"21\"")));
    CHECK(str_contains(text_str(&out), STR("class=\"interval\" x1=\"10.5\" y1=\"7\" x2=\"42\"")));
}
