#include "predict/design.h"

#include <math.h>

#include "base/test.h"

static FeatureColumn column_of(const char *name, const char *texts, size_t *rows)
{
    enum { MOST = 400 };
    Str rest = str_of(texts), *text = arena_array(test_arena(), Str, MOST);
    size_t count = 0;
    while (str_cut(&rest, ' ', &text[count])) count++;
    *rows = count;
    return feature_column_read(str_of(name), text, count, test_arena());
}

static Design learn(const FeatureTable *table, bool exact)
{
    uint32_t *row = arena_array(test_arena(), uint32_t, table->rows);
    for (size_t i = 0; i < table->rows; i++) row[i] = (uint32_t)i;
    Design design;
    Error error;
    CHECK(design_learn(table, row, table->rows, &(DesignOptions){.exact = exact}, test_arena(), &design, &error));
    return design;
}

// The terms as "name scale…": which there are.
static Str terms_of(const char *texts, bool exact)
{
    size_t rows;
    FeatureColumn column = column_of("c", texts, &rows);
    FeatureTable table = {rows, 1, &column};
    Design design = learn(&table, exact);
    Text text = text_in(test_arena());
    for (size_t i = 0; i < design.terms; i++)
        text_addf(&text, "%s%.*s%s", i ? " | " : "", STR_ARGS(term_name(&design, &design.term[i], test_arena())),
                  design.term[i].base ? " (base)" : "");
    if (design.column[0].left_out == LEFT_CONSTANT) text_add(&text, STR("constant"));
    if (design.column[0].left_out == LEFT_EMPTY) text_add(&text, STR("empty"));
    return text_str(&text);
}

TEST(columns_become_terms)
{
    CHECK_TEXT(terms_of("1 2 3 4", false), "c");
    CHECK_TEXT(terms_of("1 2 NA 4", false), "c | c (not known)");
    CHECK_TEXT(terms_of("5 5 5 5", false), "constant");
    CHECK_TEXT(terms_of("5 NA 5 5", false), "c (not known)");
    CHECK_TEXT(terms_of("NA NA NA", false), "empty");
    CHECK_TEXT(terms_of("a b b a", true), "c: a (base) | c: b");
    CHECK_TEXT(terms_of("b a NA a", true), "c: a (base) | c: b | c (not known)");
    CHECK_TEXT(terms_of("a a a a", true), "constant");
    CHECK_TEXT(terms_of("a a a a a a a a a a b c", false), "c: a (base) | c (other)"); // rare levels are one
    CHECK_TEXT(terms_of("a b c d", false), "constant");                                // all of them
}

TEST(linear_numbers_are_standardised_and_what_is_not_known_is_the_mean)
{
    size_t rows;
    FeatureColumn column = column_of("c", "1 2 3 NA 6", &rows);
    FeatureTable table = {rows, 1, &column};
    Design design = learn(&table, true);
    DesignReading reading = design_reading(&design, &table, test_arena());
    uint32_t row[] = {0, 1, 2, 3, 4};
    double out[10];
    design_fill_linear(&reading, row, 5, 5, out);
    double sum = 0, squares = 0;
    for (size_t i = 0; i < 5; i++) sum += out[i], squares += out[i] * out[i];
    CHECK_NEAR(sum, 0, 1e-12);
    CHECK_NEAR(squares, 4, 1e-12); // deviation 1 over the four that are known
    CHECK_NEAR(out[3], 0, 0);
    CHECK(out[5 + 3] > 0 && out[5] < 0); // the indicator
    float trees[5];
    design_fill_trees(&reading, row, 5, trees);
    CHECK(trees[4] == 6 && isnan(trees[3]));
}

TEST(one_value_of_10_to_the_9_neither_flattens_its_column_nor_carries_a_score_away)
{
    enum { ROWS = 1000 };
    double *number = arena_array(test_arena(), double, ROWS);
    for (size_t i = 0; i < ROWS; i++) number[i] = (double)(i * 37 % 100);
    number[500] = 1e9;
    FeatureColumn column = {.name = STR("c"), .kind = FEATURE_NUMBER, .number = number};
    FeatureTable table = {ROWS, 1, &column};
    Design design = learn(&table, false);
    CHECK(design.term[0].scale < 40 && design.column[0].high < 500);
    DesignReading reading = design_reading(&design, &table, test_arena());
    uint32_t row = 500;
    double out;
    design_fill_linear(&reading, &row, 1, 1, &out);
    CHECK(fabs(out) < 20);
}

TEST(running_numbers_and_names_are_identifiers)
{
    enum { ROWS = 200 };
    double *number = arena_array(test_arena(), double, ROWS);
    Str *text = arena_array(test_arena(), Str, ROWS);
    for (size_t i = 0; i < ROWS; i++) number[i] = 7000 + 3.0 * (double)i, text[i] = str_format(test_arena(), "n%zu", i);
    FeatureColumn column[] = {{.name = STR("number"), .kind = FEATURE_NUMBER, .number = number},
                              feature_column_read(STR("name"), text, ROWS, test_arena())};
    FeatureTable table = {ROWS, 2, column};
    Design design = learn(&table, false);
    CHECK(design.column[0].left_out == LEFT_IDENTIFIER && design.column[1].left_out == LEFT_IDENTIFIER);
    CHECK_INT(design.terms, 0);
}

TEST(of_very_many_levels_the_most_frequent_are_kept)
{
    enum { ROWS = 4000, TOWNS = 100 };
    Str *text = arena_array(test_arena(), Str, ROWS);
    for (size_t i = 0; i < ROWS; i++) text[i] = str_format(test_arena(), "town %zu", i % TOWNS);
    FeatureColumn column = feature_column_read(STR("town"), text, ROWS, test_arena());
    FeatureTable table = {ROWS, 1, &column};
    Design design = learn(&table, false);
    CHECK_INT(design.column[0].levels, LEVELS_MAX);
    CHECK_INT(design.terms, LEVELS_MAX + 1);
    CHECK(design.term[LEVELS_MAX].kind == TERM_OTHER);
}
