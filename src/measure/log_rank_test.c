// Against R: survdiff of the survival package (vectors/survival_R.json of the outside data).
#include "measure/log_rank.h"

#include "base/json.h"
#include "base/number.h"
#include "base/source.h"
#include "base/test.h"

enum { DAYS = 1100, GROUPS = 2 };

typedef struct Groups {
    int64_t left[GROUPS][DAYS], censored[GROUPS][DAYS];
} Groups;

static LogRank test_of(const Groups *groups, uint32_t count)
{
    const int64_t *left[GROUPS], *censored[GROUPS];
    for (uint32_t g = 0; g < count; g++) {
        left[g] = groups->left[g];
        censored[g] = groups->censored[g];
    }
    return log_rank(left, censored, count, DAYS);
}

static Str shared_text(const char *name)
{
    Source source;
    Error error;
    CHECK(source_open(test_shared_path(name), 0, 1, &source, &error));
    Str text = str_copy(test_arena(), source.text);
    source_close(&source);
    return text;
}

static JsonValue member(JsonValue object, const char *key)
{
    JsonValue value = {.type = JSON_NULL};
    CHECK(json_member(object, str_of(key), &value));
    return value;
}

static double number(JsonValue object, const char *key)
{
    double value = 0;
    CHECK(json_get_number(member(object, key), &value));
    return value;
}

static JsonValue r_results(const char *set)
{
    JsonValue value;
    Error error;
    CHECK(json_parse(shared_text("vectors/survival_R.json"), &value, &error));
    return member(value, set);
}

// lung.csv: inst, time, status (2: died), age, sex, …
static Groups *lung_by_sex(void)
{
    Groups *groups = arena_new(test_arena(), Groups);
    Str rest = shared_text("survival/lung.csv"), line;
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size > 0) {
        Str field[5];
        for (size_t i = 0; i < COUNT_OF(field); i++) CHECK(str_cut(&line, ',', &field[i]));
        int64_t day;
        CHECK(number_parse_count(field[1], &day));
        size_t group = str_equal(field[4], STR("2"));
        ++(str_equal(field[2], STR("2")) ? groups->left : groups->censored)[group][day];
    }
    return groups;
}

TEST(log_rank_of_lung_by_sex_agrees_with_r)
{
    JsonValue expected = member(r_results("lung"), "logrank_sex");
    LogRank test = test_of(lung_by_sex(), 2);
    CHECK_INT(test.degrees, number(expected, "df"));
    CHECK_NEAR(test.chi_square, number(expected, "chisq"), 1e-9);
    CHECK_NEAR(test.p, number(expected, "p"), 1e-12);
    CHECK_NEAR(test.expected[0] + test.expected[1], (double)(test.left[0] + test.left[1]), 1e-9);
}

TEST(log_rank_of_freireich_agrees_with_r)
{
    JsonValue set = r_results("freireich_6mp"), row;
    Groups *groups = arena_new(test_arena(), Groups);
    size_t cursor = 0;
    while (json_next(member(set, "data"), &cursor, NULL, &row)) {
        size_t group = str_equal(json_get_string(member(row, "g"), test_arena()), STR("6-MP"));
        ++(number(row, "e") > 0 ? groups->left : groups->censored)[group][(int)number(row, "t")];
    }
    LogRank test = test_of(groups, 2);
    CHECK_NEAR(test.chi_square, number(member(set, "logrank"), "chisq"), 1e-9);
    CHECK_NEAR(test.p, number(member(set, "logrank"), "p"), 1e-13);
}

TEST(groups_that_cannot_be_compared_have_no_test)
{
    Groups *groups = arena_new(test_arena(), Groups);
    CHECK(!test_of(groups, 1).observed);
    CHECK(!test_of(groups, 2).observed);
    groups->left[0][3] = 5;
    CHECK(!test_of(groups, 2).observed); // the other one has nobody
    groups->censored[1][2] = 5;
    CHECK(!test_of(groups, 2).observed); // they were never at risk together when somebody left
    groups->censored[1][3] = 5;
    CHECK(test_of(groups, 2).observed);
}

// Abramowitz & Stegun, table 26.8: upper percentage points of chi-square.
TEST(chi_square_has_its_tabled_percentage_points)
{
    CHECK_NEAR(chi_square_upper_tail(3.84146, 1), 0.05, 1e-6);
    CHECK_NEAR(chi_square_upper_tail(5.99146, 2), 0.05, 1e-6);
    CHECK_NEAR(chi_square_upper_tail(18.3070, 10), 0.05, 1e-6);
    CHECK_NEAR(chi_square_upper_tail(2.70554, 1), 0.10, 1e-6);
    CHECK_NEAR(chi_square_upper_tail(0, 4), 1, 0);
}
