#include "predict/features_table.h"

#include <math.h>

#include "base/test.h"

static FeatureColumn read_of(const char *texts)
{
    enum { MOST = 20 };
    Str rest = str_of(texts), *text = arena_array(test_arena(), Str, MOST);
    size_t count = 0;
    while (str_cut(&rest, '|', &text[count])) count++;
    return feature_column_read(STR("column"), text, count, test_arena());
}

static Str kind_of(const char *texts)
{
    FeatureColumn column = read_of(texts);
    if (column.day) return STR("days");
    return column.kind == FEATURE_NUMBER   ? STR("numbers")
           : column.kind == FEATURE_YES_NO ? STR("yes/no")
                                           : STR("words");
}

TEST(what_a_column_holds_is_found_in_its_values)
{
    CHECK_TEXT(kind_of("1|2|3.5|NA|"), "numbers");
    CHECK_TEXT(kind_of("1,5|2|-3"), "numbers");
    CHECK_TEXT(kind_of("1,5|2.5"), "words");
    CHECK_TEXT(kind_of("Yes|no|?|YES"), "yes/no");
    CHECK_TEXT(kind_of("oui|non|oui"), "yes/no");
    CHECK_TEXT(kind_of("0|1|1|0"), "yes/no");
    CHECK_TEXT(kind_of("0|1|2"), "numbers");
    CHECK_TEXT(kind_of("yes|non"), "words"); // of two pairs: not sure
    CHECK_TEXT(kind_of("2026-07-01|2026-07-02T10:00:00Z|"), "days");
    CHECK_TEXT(kind_of("2026-02-30|2026-07-01"), "words");
    CHECK_TEXT(kind_of("1e400|2"), "words"); // no number of ours
    CHECK_TEXT(kind_of("||NA"), "words");
    CHECK_INT(read_of("||NA").word_count, 0);
}

TEST(values_read_as_they_were_written)
{
    FeatureColumn numbers = read_of("29.85|1e9|NA"), days = read_of("2026-07-01|"),
                  words = read_of("basic|gold||basic"), flags = read_of("oui|non|");
    CHECK_TEXT(feature_value_text(&numbers, 0, test_arena()), "29.85");
    CHECK_TEXT(feature_value_text(&numbers, 2, test_arena()), "");
    CHECK(isnan(numbers.number[2]));
    CHECK_TEXT(feature_value_text(&days, 0, test_arena()), "2026-07-01");
    CHECK_TEXT(feature_value_text(&words, 3, test_arena()), "basic");
    CHECK_TEXT(feature_value_text(&words, 2, test_arena()), "");
    CHECK_INT(words.word_count, 2);
    CHECK_INT(words.word[3], words.word[0]);
    CHECK_TEXT(feature_value_text(&flags, 0, test_arena()), "yes");
}

TEST(a_thousand_different_words_are_each_kept_once)
{
    enum { WORDS = 1000 };
    Str *text = arena_array(test_arena(), Str, 2 * WORDS);
    for (size_t i = 0; i < 2 * WORDS; i++) text[i] = str_format(test_arena(), "word %zu", i % WORDS);
    FeatureColumn column = feature_column_read(STR("column"), text, 2 * WORDS, test_arena());
    CHECK_INT(column.word_count, WORDS);
    for (size_t i = 0; i < 2 * WORDS; i++)
        CHECK_TEXT(feature_value_text(&column, i, test_arena()), str_c(test_arena(), text[i]));
}
