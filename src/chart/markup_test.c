#include "chart/markup.h"

#include "base/test.h"

static Str marked(Str text)
{
    Text out = text_in(test_arena());
    markup_add(&out, text);
    return text_str(&out);
}

static Str cut(const char *text, size_t characters)
{
    Text out = text_in(test_arena());
    markup_add_cut(&out, str_of(text), characters);
    return text_str(&out);
}

TEST(markup_cannot_be_left_by_what_it_holds)
{
    CHECK_TEXT(marked(STR("</title><script>alert('1')</script>")),
               "&lt;/title&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
    CHECK_TEXT(marked(STR("\" onload=\"x")), "&#34; onload=&#34;x");
    CHECK_TEXT(marked(STR("a & b &amp; c")), "a &amp; b &amp;amp; c");
}

TEST(markup_shows_what_would_deceive_the_eye)
{
    CHECK_TEXT(marked(STR("invoice\u202Egnp.exe")), "invoice\uFFFDgnp.exe");
    CHECK_TEXT(marked(STR("a\0b\x1B[31mc\x7F")), "a\uFFFDb\uFFFD[31mc\uFFFD");
    CHECK_TEXT(marked(STR("\u2066x\u2069 \xC2\x85 \xC2\x9F")), "\uFFFDx\uFFFD \uFFFD \uFFFD");
    CHECK_TEXT(marked(STR("two\nlines\tand a tab")), "two lines and a tab");
}

TEST(markup_keeps_letters_of_every_script)
{
    CHECK_TEXT(marked(STR("Élodie Nuñez 東京 عمر 👍 12\u00A0€\u202F%")), "Élodie Nuñez 東京 عمر 👍 12\u00A0€\u202F%");
    CHECK_TEXT(marked(STR("\u2028\u206A\u061B")), "\u2028\u206A\u061B"); // neighbours of the marks
    CHECK_TEXT(marked(STR("")), "");
}

TEST(markup_is_cut_at_a_character_and_says_so)
{
    CHECK_TEXT(cut("éléphant", 3), "élé…");
    CHECK_TEXT(cut("élé", 3), "élé");
    CHECK_TEXT(cut("<<<<", 2), "&lt;&lt;…");
    CHECK_TEXT(cut("abc", 0), "…");
    CHECK_TEXT(cut("", 0), "");
}

TEST(markup_survives_a_character_that_is_cut_short)
{
    CHECK_TEXT(marked(STR("a\xE2\x82")), "a\xE2\x82");
    CHECK_TEXT(marked(STR("\xF0")), "\xF0");
    CHECK_TEXT(marked(STR("\xE2<b>\xF0\x9F\"")), "\xE2&lt;b&gt;\xF0\x9F&#34;");
}
