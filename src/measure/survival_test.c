#include "measure/survival.h"

#include <math.h>

#include "base/json.h"
#include "base/number.h"
#include "base/source.h"
#include "base/test.h"

// Freireich et al. (1963), Blood 21:699: weeks of remission under 6-MP, as in Kalbfleisch & Prentice; S by R's survfit.
static Survival remission(void)
{
    static const int64_t left[36] = {[6] = 3, [7] = 1, [10] = 1, [13] = 1, [16] = 1, [22] = 1, [23] = 1};
    static const int64_t censored[36] = {
        [6] = 1, [9] = 1, [10] = 1, [11] = 1, [17] = 1, [19] = 1, [20] = 1, [25] = 1, [32] = 2, [34] = 1, [35] = 1};
    return survival_of(left, censored, 36, test_arena());
}

TEST(survival_is_the_published_curve_of_6_mp)
{
    Survival curve = remission();
    CHECK_INT(curve.n, 21);
    CHECK_INT(curve.count, 16);
    const SurvivalPoint *first = &curve.points[0], *tenth = &curve.points[3];
    CHECK_INT(first->day, 6);
    CHECK_INT(first->at_risk, 21);
    CHECK_INT(first->left, 3);
    CHECK_INT(first->censored, 1);
    CHECK_NEAR(first->survival, 0.85714285714, 1e-10);
    CHECK_NEAR(first->standard_error, 0.076360354832, 1e-10);
    CHECK_NEAR(first->low, 0.71981708392, 1e-10);
    CHECK_NEAR(first->high, 1, 0);
    CHECK_INT(tenth->day, 10);
    CHECK_INT(tenth->at_risk, 15);
    CHECK_NEAR(tenth->survival, 0.75294117647, 1e-10);
    CHECK_NEAR(tenth->high, 0.96757475455, 1e-10);
    CHECK(curve.median_reached);
    CHECK_INT(curve.median_day, 23);
}

TEST(survival_steps_down_on_the_day_and_holds_until_the_next)
{
    Survival curve = remission();
    SurvivalPoint point;
    CHECK(survival_at(&curve, 0, &point));
    CHECK_NEAR(point.survival, 1, 0);
    CHECK_INT(point.at_risk, 21);
    CHECK(survival_at(&curve, 5, &point) && point.survival == 1);
    CHECK(survival_at(&curve, 6, &point));
    CHECK_INT(point.at_risk, 21);
    CHECK_INT(point.left, 3);
    CHECK(survival_at(&curve, 8, &point));
    CHECK_INT(point.day, 8);
    CHECK_INT(point.at_risk, 16);
    CHECK_INT(point.left + point.censored, 0);
    CHECK_NEAR(point.survival, 0.80672268908, 1e-10);
}

TEST(survival_past_the_last_one_at_risk_is_not_observed)
{
    Survival curve = remission();
    SurvivalPoint point = {.day = -1};
    CHECK(survival_at(&curve, 35, &point));
    CHECK_NEAR(point.survival, 0.44817927171, 1e-10);
    point.day = -1;
    CHECK(!survival_at(&curve, 36, &point));
    CHECK_INT(point.day, -1);
}

TEST(survival_that_reaches_zero_has_no_interval)
{
    const int64_t left[3] = {0, 1, 2}, censored[3] = {0};
    Survival curve = survival_of(left, censored, 3, test_arena());
    CHECK_NEAR(curve.points[1].survival, 0, 0);
    CHECK_NEAR(curve.points[1].standard_error, 0, 0);
    CHECK_NEAR(curve.points[1].low, 0, 0);
    CHECK_NEAR(curve.points[1].high, 0, 0);
    CHECK_INT(curve.median_day, 2);
}

TEST(survival_of_nobody_has_no_point_and_is_not_observed)
{
    const int64_t none[2] = {0, 0};
    Survival curve = survival_of(none, none, 2, test_arena());
    SurvivalPoint point;
    Hazard peak;
    CHECK_INT(curve.count, 0);
    CHECK(!curve.median_reached);
    CHECK(!survival_at(&curve, 0, &point));
    CHECK(!survival_peak_hazard(&curve, 30, 1, &peak));
    CHECK_NEAR(survival_restricted_mean(&curve, 10), 0, 0);
}

// R042: ten customers, two leave at month 1 and four at month 3, the rest are still there at 6.
static Survival ten_customers(void)
{
    const int64_t left[7] = {[1] = 2, [3] = 4}, censored[7] = {[6] = 4};
    return survival_of(left, censored, 7, test_arena());
}

TEST(customers_leave_most_in_the_month_of_the_highest_hazard)
{
    Survival curve = ten_customers();
    SurvivalPoint point;
    CHECK(survival_at(&curve, 1, &point));
    CHECK_NEAR(point.survival, 0.80, 1e-15);
    CHECK(survival_at(&curve, 3, &point));
    CHECK_NEAR(point.survival, 0.40, 1e-15);
    Hazard peak;
    CHECK(survival_peak_hazard(&curve, 1, 1, &peak));
    CHECK_INT(peak.from_day, 3);
    CHECK_INT(peak.to_day, 4);
    CHECK_INT(peak.at_risk, 8);
    CHECK_INT(peak.left, 4);
    CHECK_NEAR(peak.rate, 0.5, 1e-15);
    CHECK_NEAR(peak.per_day, 0.5, 1e-15);
    CHECK(!survival_peak_hazard(&curve, 1, 11, &peak));
    CHECK(survival_peak_hazard(&curve, 1, 9, &peak));
    CHECK_INT(peak.from_day, 1);
}

TEST(hazard_counts_the_days_each_one_was_at_risk)
{
    // Of 95 on day 10, 85 are censored that day and one leaves on day 19: fewer of them than 5 of 100, but more a day.
    const int64_t left[30] = {[5] = 5, [19] = 1}, censored[30] = {[10] = 85, [29] = 9};
    Survival curve = survival_of(left, censored, 30, test_arena());
    Hazard peak;
    CHECK(survival_peak_hazard(&curve, 10, 1, &peak));
    CHECK_INT(peak.from_day, 10);
    CHECK_INT(peak.at_risk, 95);
    CHECK_NEAR(peak.rate, 1.0 / 95, 1e-15);
    CHECK_NEAR(peak.per_day, 1.0 / (95 + 9 * 10), 1e-15);
    CHECK(survival_peak_hazard(&curve, 10, 96, &peak));
    CHECK_INT(peak.from_day, 0);
    CHECK_NEAR(peak.per_day, 5.0 / (6 * 100 + 4 * 95), 1e-15);
}

TEST(the_first_of_equal_peaks_is_taken)
{
    const int64_t left[2] = {0, 0}, censored[2] = {0, 5};
    Survival nobody_left = survival_of(left, censored, 2, test_arena());
    Hazard peak;
    CHECK(!survival_peak_hazard(&nobody_left, 1, 1, &peak));
    const int64_t halves[3] = {2, 1, 0}, none[3] = {0, 0, 1};
    Survival curve = survival_of(halves, none, 3, test_arena());
    CHECK(survival_peak_hazard(&curve, 1, 1, &peak));
    CHECK_INT(peak.from_day, 0);
}

TEST(restricted_mean_is_the_area_under_the_curve)
{
    Survival curve = ten_customers();
    CHECK_NEAR(survival_restricted_mean(&curve, 6), 1 + 2 * 0.8 + 3 * 0.4, 1e-12);
    CHECK_NEAR(survival_restricted_mean(&curve, 2), 1 + 0.8, 1e-12);
    CHECK_NEAR(survival_restricted_mean(&curve, 1), 1, 1e-12);
    CHECK_NEAR(survival_restricted_mean(&curve, 10), 1 + 2 * 0.8 + 7 * 0.4, 1e-12);
    CHECK_NEAR(survival_restricted_mean(&curve, 0), 0, 0);
}

// ---- against R: survfit of the survival package, on its own data sets ----

enum { R_DAYS = 1100 };

typedef struct Counts {
    int64_t left[R_DAYS], censored[R_DAYS];
} Counts;

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

static double number(JsonValue object, const char *key) // 0 where R has no value
{
    double value = 0;
    CHECK(member(object, key).type == JSON_NULL || json_get_number(member(object, key), &value));
    return value;
}

static JsonValue r_results(const char *set)
{
    JsonValue value;
    Error error;
    CHECK(json_parse(shared_text("vectors/survival_R.json"), &value, &error));
    return member(value, set);
}

static void check_against_r(const Survival *curve, JsonValue table, const char *stratum)
{
    size_t cursor = 0, checked = 0;
    for (JsonValue row; json_next(table, &cursor, NULL, &row);) {
        if (!str_equal(json_get_string(member(row, "stratum"), test_arena()), str_of(stratum))) continue;
        CHECK(checked < curve->count);
        const SurvivalPoint *point = &curve->points[checked++];
        CHECK_INT(point->day, number(row, "time"));
        CHECK_INT(point->at_risk, number(row, "n_risk"));
        CHECK_INT(point->left, number(row, "n_event"));
        CHECK_INT(point->censored, number(row, "n_censor"));
        CHECK_NEAR(point->survival, number(row, "survival"), 1e-10);
        CHECK_NEAR(point->standard_error, number(row, "std_err"), 1e-10);
        CHECK_NEAR(point->low, number(row, "lower"), 1e-10);
        CHECK_NEAR(point->high, number(row, "upper"), 1e-10);
    }
    CHECK_INT(checked, curve->count);
}

// lung.csv: inst, time, status (2: died), age, sex, …
static Counts *lung_counts(const char *sex)
{
    Counts *counts = arena_new(test_arena(), Counts);
    Str rest = shared_text("survival/lung.csv"), line;
    str_cut(&rest, '\n', &line);
    while (str_cut(&rest, '\n', &line) && line.size > 0) {
        Str field[5];
        for (size_t i = 0; i < COUNT_OF(field); i++) CHECK(str_cut(&line, ',', &field[i]));
        if (sex && !str_equal(field[4], str_of(sex))) continue;
        int64_t day;
        CHECK(number_parse_count(field[1], &day) && day < R_DAYS);
        ++(str_equal(field[2], STR("2")) ? counts->left : counts->censored)[day];
    }
    return counts;
}

static Survival survival_in(const Counts *counts)
{
    return survival_of(counts->left, counts->censored, R_DAYS, test_arena());
}

TEST(survival_of_the_lung_patients_is_that_of_r)
{
    JsonValue lung = r_results("lung");
    Survival all = survival_in(lung_counts(NULL)), men = survival_in(lung_counts("1")),
             women = survival_in(lung_counts("2"));
    check_against_r(&all, member(lung, "km"), "all");
    check_against_r(&men, member(lung, "km_by_sex"), "sex=1");
    check_against_r(&women, member(lung, "km_by_sex"), "sex=2");
    CHECK_INT(all.median_day, number(member(lung, "median"), "median"));
    CHECK_NEAR(survival_restricted_mean(&all, all.points[all.count - 1].day), number(member(lung, "median"), "rmean"),
               1e-9);
}

// Whom the table itself says left and was censored.
static Counts *counts_of_table(JsonValue table, const char *stratum)
{
    Counts *counts = arena_new(test_arena(), Counts);
    size_t cursor = 0;
    for (JsonValue row; json_next(table, &cursor, NULL, &row);) {
        if (!str_equal(json_get_string(member(row, "stratum"), test_arena()), str_of(stratum))) continue;
        size_t day = (size_t)number(row, "time");
        counts->left[day] = (int64_t)number(row, "n_event");
        counts->censored[day] = (int64_t)number(row, "n_censor");
    }
    return counts;
}

TEST(survival_of_veterans_and_of_6_mp_is_that_of_r)
{
    static const struct {
        const char *set, *table, *stratum;
    } curves[] = {{"veteran", "km_by_trt", "trt=1"},
                  {"veteran", "km_by_trt", "trt=2"},
                  {"freireich_6mp", "km", "g=6-MP"},
                  {"freireich_6mp", "km", "g=placebo"}};
    for (size_t i = 0; i < COUNT_OF(curves); i++) {
        JsonValue table = member(r_results(curves[i].set), curves[i].table);
        Survival curve = survival_in(counts_of_table(table, curves[i].stratum));
        CHECK(curve.count > 10);
        check_against_r(&curve, table, curves[i].stratum);
    }
}
