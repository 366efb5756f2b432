#include "chart/svg.h"

#include <math.h>

#include "base/test.h"

TEST(svg_lengths_are_tenths_and_always_finite)
{
    Text out = text_in(test_arena());
    svg_line(&out, "grid", (Point){0.04, 12.25}, (Point){-3.96, 1.0 / 3});
    CHECK_TEXT(text_str(&out), "<line class=\"grid\" x1=\"0\" y1=\"12.3\" x2=\"-4\" y2=\"0.3\"/>");
    out.size = 0;
    svg_line(&out, "", (Point){NAN, INFINITY}, (Point){1e300, -1e300});
    CHECK_TEXT(text_str(&out), "<line x1=\"0\" y1=\"0\" x2=\"1000000\" y2=\"-1000000\"/>");
}

TEST(svg_texts_and_labels_are_escaped)
{
    Text out = text_in(test_arena());
    svg_begin(&out, "wide", 100, 50, STR("<&>"));
    svg_text(&out, "tick", (Point){1, 2}, ANCHOR_END, STR("</text><script>"));
    svg_hint(&out, (Box){0, 0, 5, 5}, STR("a\"b"));
    svg_end(&out);
    CHECK_TEXT(text_str(&out),
               "<svg class=\"wide\" viewBox=\"0 0 100 50\" role=\"img\" aria-label=\"&lt;&amp;&gt;\">"
               "<text class=\"tick\" x=\"1\" y=\"2\" text-anchor=\"end\">&lt;/text&gt;&lt;script&gt;</text>"
               "<rect class=\"hint\" x=\"0\" y=\"0\" width=\"5\" height=\"5\"><title>a&#34;b</title></rect>"
               "</svg>\n");
}

TEST(svg_without_a_label_is_not_read)
{
    Text out = text_in(test_arena());
    svg_begin(&out, "", 10, 10, STR(""));
    CHECK_TEXT(text_str(&out), "<svg viewBox=\"0 0 10 10\" aria-hidden=\"true\">");
}

TEST(svg_boxes_have_no_negative_size)
{
    Text out = text_in(test_arena());
    svg_box(&out, "bar", (Box){1, 2, -3, 4});
    CHECK_TEXT(text_str(&out), "<rect class=\"bar\" x=\"1\" y=\"2\" width=\"0\" height=\"4\"/>");
}

TEST(svg_text_width_counts_characters_not_bytes)
{
    CHECK_NEAR(svg_text_width(STR("éé"), 10), svg_text_width(STR("ee"), 10), 1e-9);
    CHECK_NEAR(svg_text_width(STR("10"), 10), 12, 1e-9);
    CHECK(svg_text_width(STR("ill"), 10) < svg_text_width(STR("WWW"), 10));
}
