#include "measure/rate.h"

#include <math.h>

#include "base/json.h"
#include "base/source.h"
#include "base/test.h"

static void check_wilson(int64_t count, int64_t n, double low, double high)
{
    Rate rate = rate_of(count, n);
    CHECK(rate.observed);
    CHECK_NEAR(rate.value, (double)count / (double)n, 0);
    CHECK_NEAR(rate.low, low, 0.00005);
    CHECK_NEAR(rate.high, high, 0.00005);
}

// Newcombe (1998), Stat. Med. 17:857, Table I, method 3.
TEST(wilson_intervals_are_those_of_newcombe)
{
    check_wilson(81, 263, 0.2553, 0.3662);
    check_wilson(15, 148, 0.0624, 0.1605);
    check_wilson(0, 20, 0.0000, 0.1611);
    check_wilson(1, 29, 0.0061, 0.1718);
}

TEST(wilson_bounds_at_none_and_all_are_exact)
{
    for (int64_t n = 1; n < 2000; n++) {
        CHECK(rate_of(0, n).low == 0 && rate_of(0, n).high > 0);
        CHECK(rate_of(n, n).high == 1 && rate_of(n, n).low < 1);
        CHECK_NEAR(rate_of(0, n).high, 1 - rate_of(n, n).low, 1e-15);
    }
}

TEST(wilson_keeps_its_order_with_a_billion)
{
    Rate rate = rate_of(999999999, 1000000000000);
    CHECK(rate.low < rate.value && rate.value < rate.high);
}

TEST(a_rate_of_nobody_is_not_observed)
{
    CHECK(!rate_of(0, 0).observed);
    CHECK(!rate_unobserved().observed);
}

TEST(a_mean_has_the_normal_interval_of_the_sample_deviation)
{
    Mean mean = mean_of(4, 20, 120); // 2 4 6 8
    CHECK(mean.observed && mean.interval_observed);
    CHECK_NEAR(mean.value, 5, 0);
    CHECK_NEAR(mean.deviation, sqrt(20.0 / 3), 1e-12);
    CHECK_NEAR(mean.low, 5 - 1.959963984540054 * sqrt(20.0 / 12), 1e-12);
    CHECK_NEAR(mean.high, 5 + 1.959963984540054 * sqrt(20.0 / 12), 1e-12);
}

TEST(a_mean_of_one_has_no_interval_and_a_mean_of_none_is_not_observed)
{
    CHECK(!mean_of(0, 0, 0).observed);
    Mean mean = mean_of(1, 7, 49);
    CHECK(mean.observed && !mean.interval_observed);
    CHECK_NEAR(mean.value, 7, 0);
}

TEST(a_mean_of_equal_values_does_not_take_the_root_of_a_rounding_error)
{
    Mean mean = mean_of(3, 0.3, 0.03);
    CHECK_NEAR(mean.deviation, 0, 1e-8);
}

// R 4.2: prop.test(correct = FALSE).
TEST(shares_of_many_are_compared_by_the_pooled_z_test)
{
    CHECK_NEAR(rates_differ_p(100, 1000, 130, 1000), 0.0355, 0.00005);
    CHECK_NEAR(rates_differ_p(200, 1000, 250, 1000), 0.007419649261026, 1e-12);
    CHECK_NEAR(rates_differ_p(250, 1000, 200, 1000), 0.007419649261026, 1e-12);
    CHECK_NEAR(rates_differ_p(1396, 3000, 2422, 3461) / 1.819963887329e-81, 1, 1e-9);
}

// R 4.2: fisher.test.
TEST(shares_of_few_are_compared_exactly)
{
    CHECK_NEAR(rates_differ_p(3, 4, 1, 4), 0.485714285714286, 1e-12); // Fisher's (1935) tea: 34 of 70 tables
    CHECK_NEAR(rates_differ_p(0, 50, 3, 50), 0.2424242424242, 1e-12);
    CHECK_NEAR(rates_differ_p(5, 5, 5, 10), 0.1008991008991, 1e-12);
    CHECK_NEAR(rates_differ_p(5, 10, 5, 5), 0.1008991008991, 1e-12);
}

static double tables(int64_t n, int64_t k) // n choose k
{
    double product = 1;
    for (int64_t i = 1; i <= k; i++) product = product * (double)(n - k + i) / (double)i;
    return product;
}

static double enumerated_p(int64_t count_a, int64_t n_a, int64_t count_b, int64_t n_b)
{
    int64_t hits = count_a + count_b;
    double seen = tables(n_a, count_a) * tables(n_b, count_b), rare = 0;
    for (int64_t x = larger(0, hits - n_b); x <= smaller(n_a, hits); x++) {
        double weight = tables(n_a, x) * tables(n_b, hits - x);
        if (weight <= seen * (1 + 1e-7)) rare += weight;
    }
    return rare / tables(n_a + n_b, hits);
}

TEST(the_exact_test_agrees_with_counting_every_table)
{
    for (int64_t n_a = 1; n_a <= 9; n_a++)
        for (int64_t n_b = 1; n_b <= 9; n_b++)
            for (int64_t a = 0; a <= n_a; a++)
                for (int64_t b = 0; b <= n_b; b++)
                    CHECK_NEAR(rates_differ_p(a, n_a, b, n_b), enumerated_p(a, n_a, b, n_b), 1e-12);
}

TEST(an_expected_count_below_five_asks_for_the_exact_test)
{
    CHECK_NEAR(rates_differ_p(6, 10, 294, 1000), enumerated_p(6, 10, 294, 1000), 1e-10); // 10 * 300 / 1010
    CHECK_NEAR(rates_differ_p(7, 10, 997, 1000), enumerated_p(7, 10, 997, 1000), 1e-10); // 10 * 6 / 1010 who are not
    CHECK_NEAR(rates_differ_p(3, 10, 7, 10), 2 * normal_upper_tail(0.4 / sqrt(0.05)), 1e-12); // 5 is not below 5
}

TEST(the_exact_test_holds_for_rare_events_among_millions)
{
    // (9/10)^4 + (1/10)^4 but for drawing without replacement: four events, all on the larger side, or all on the
    // smaller.
    CHECK_NEAR(rates_differ_p(4, 1000000, 0, 9000000), 0.0001, 0.0000001);
    CHECK_NEAR(rates_differ_p(0, 1000000, 4, 9000000), 1, 1e-12);
    CHECK(rates_differ_p(2000, 2000, 0, 2000000) >= 0); // the likeliest table is 1e308 times likelier
    CHECK(rates_differ_p(2000, 2000, 0, 2000000) < 1e-300);
}

TEST(nothing_differs_when_a_side_is_empty_or_both_are_all_or_none)
{
    CHECK_NEAR(rates_differ_p(0, 0, 5, 10), 1, 0);
    CHECK_NEAR(rates_differ_p(5, 10, 0, 0), 1, 0);
    CHECK_NEAR(rates_differ_p(0, 1000, 0, 500), 1, 1e-12);
    CHECK_NEAR(rates_differ_p(1000, 1000, 500, 500), 1, 1e-12);
}

TEST(normal_tails_are_those_of_the_tables)
{
    CHECK_NEAR(normal_upper_tail(0), 0.5, 0);
    CHECK_NEAR(normal_upper_tail(1.959963984540054), 0.025, 1e-15);
    CHECK_NEAR(normal_upper_tail(-1.959963984540054), 0.975, 1e-15);
    CHECK_NEAR(normal_upper_tail(10) / 7.619853024160527e-24, 1, 1e-12);
}

// Upper 2.5 % and 0.05 % points: Fisher & Yates (1963), Statistical Tables, Table III.
TEST(student_tails_are_those_of_the_tables)
{
    CHECK_NEAR(student_two_sided(12.706, 1), 0.05, 0.00001);
    CHECK_NEAR(student_two_sided(2.571, 5), 0.05, 0.00005);
    CHECK_NEAR(student_two_sided(2.042, 30), 0.05, 0.00005);
    CHECK_NEAR(student_two_sided(636.619, 1), 0.001, 0.000001);
    CHECK_NEAR(student_two_sided(-3.646, 30), 0.001, 0.000005);
}

TEST(student_is_exact_where_it_has_a_closed_form_and_normal_in_the_limit)
{
    for (double t = 0; t < 40; t += 0.37) {
        CHECK_NEAR(student_two_sided(t, 1), 1 - 2 / M_PI * atan(t), 1e-14);
        CHECK_NEAR(student_two_sided(t, 2), 1 - t / sqrt(2 + t * t), 1e-14);
        CHECK_NEAR(student_two_sided(t, 1e6), 2 * normal_upper_tail(t), 1e-6);
        CHECK_NEAR(student_two_sided(t, 4), 1 - t * (1.5 - t * t / (2 * (4 + t * t))) / sqrt(4 + t * t), 1e-14);
    }
    CHECK_NEAR(student_two_sided(INFINITY, 3), 0, 0);
    CHECK_NEAR(student_two_sided(1e6, 4) / (6 * pow(1e6, -4)), 1, 1e-6); // the leading term of the tail
}

// ---- against R 4.2: prop.test, fisher.test, and Newcombe's intervals in full ----

static JsonValue member(JsonValue object, const char *key)
{
    JsonValue value = {.type = JSON_NULL};
    CHECK(json_member(object, str_of(key), &value));
    return value;
}

static double number(JsonValue value)
{
    double number = NAN;
    CHECK(json_get_number(value, &number));
    return number;
}

static int64_t integer(JsonValue value)
{
    int64_t integer = -1;
    CHECK(json_get_integer(value, &integer));
    return integer;
}

static JsonValue r_results(const char *name, Source *source)
{
    JsonValue value;
    Error error;
    CHECK(source_open(test_shared_path("vectors/ab_statistics.json"), 0, 1, source, &error));
    CHECK(json_parse(source->text, &value, &error));
    return member(value, name);
}

TEST(wilson_intervals_are_those_of_r)
{
    Source source;
    JsonValue cases = r_results("wilson", &source), one;
    size_t cursor = 0, count = 0;
    for (; json_next(cases, &cursor, NULL, &one); count++) {
        Rate rate = rate_of(integer(member(one, "x")), integer(member(one, "n")));
        CHECK_NEAR(rate.low, number(json_item(member(one, "ci95"), 0)), 1e-12);
        CHECK_NEAR(rate.high, number(json_item(member(one, "ci95"), 1)), 1e-12);
    }
    CHECK(count >= 5);
    source_close(&source);
}

TEST(comparisons_of_shares_are_those_of_r)
{
    Source source;
    JsonValue cases = r_results("two_proportions", &source), one;
    size_t cursor = 0, exact = 0, approximate = 0;
    while (json_next(cases, &cursor, NULL, &one)) {
        JsonValue control = member(one, "control"), treatment = member(one, "treatment");
        int64_t hits_a = integer(member(control, "success")), n_a = integer(member(control, "n"));
        int64_t hits_b = integer(member(treatment, "success")), n_b = integer(member(treatment, "n"));
        double smaller_margin = (double)smaller(hits_a + hits_b, n_a + n_b - hits_a - hits_b);
        bool few = smaller_margin * (double)smaller(n_a, n_b) / (double)(n_a + n_b) < 5;
        double expected = number(member(one, few ? "fisher_p" : "p_two_sided"));
        CHECK_NEAR(rates_differ_p(hits_a, n_a, hits_b, n_b) / expected, 1, 1e-9);
        ++*(few ? &exact : &approximate);
    }
    CHECK(exact >= 2 && approximate >= 5);
    source_close(&source);
}
