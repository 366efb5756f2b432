#include "measure/breaks.h"

#include <math.h>

#include "base/test.h"
#include "measure/rate.h"

// ---- series of the tests ----

static uint64_t random_state;

static double random_uniform(void) // SplitMix64 (Steele et al. 2014), in (0, 1)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return ((double)((z ^ z >> 31) >> 11) + 0.5) / 9007199254740992.0;
}

static double random_normal(void)
{
    return sqrt(-2 * log(random_uniform())) * cos(2 * M_PI * random_uniform());
}

// The share of n at probability p, as far as the normal distribution has it; exact for small n.
static double random_share(double n, double p)
{
    if (n > 100) return fmin(1, fmax(0, round(n * p + random_normal() * sqrt(n * p * (1 - p))) / n));
    double hits = 0;
    for (int i = 0; i < n; i++) hits += random_uniform() < p;
    return hits / n;
}

static SeriesPoint *plain(const double *values, size_t count)
{
    SeriesPoint *points = arena_array(test_arena(), SeriesPoint, count);
    for (size_t i = 0; i < count; i++) points[i] = (SeriesPoint){!isnan(values[i]), values[i], 1};
    return points;
}

// "4: 5 -> 9" for each break.
static Str breaks_text(const SeriesPoint *points, size_t count, bool share)
{
    Break *breaks;
    size_t found = series_breaks(points, count, share, test_arena(), &breaks);
    Text text = text_in(test_arena());
    for (size_t i = 0; i < found; i++) {
        CHECK(breaks[i].p_value < 0.01);
        text_addf(&text, "%zu: %.3g -> %.3g\n", breaks[i].at, breaks[i].before, breaks[i].after);
    }
    return text_str(&text);
}

#define PLAIN(...) plain((const double[]){__VA_ARGS__}, COUNT_OF(((const double[]){__VA_ARGS__})))
#define CHECK_BREAKS(expected, ...)                                                                                    \
    CHECK_TEXT(breaks_text(PLAIN(__VA_ARGS__), COUNT_OF(((const double[]){__VA_ARGS__})), false), expected)

// ---- breaks ----

TEST(churn_of_5_5_5_5_9_9_9_breaks_at_month_5)
{
    CHECK_BREAKS("4: 5 -> 9\n", 5, 5, 5, 5, 9, 9, 9);
}

TEST(levels_without_any_noise_are_found)
{
    CHECK_BREAKS("", 5, 5, 5, 5, 5, 5);
    CHECK_BREAKS("2: 1 -> 2\n", 1, 1, 2, 2);
    CHECK_BREAKS("3: 0.1 -> 0.2\n6: 0.2 -> 0.1\n", 0.1, 0.1, 0.1, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1);
    CHECK_BREAKS("3: 1e+09 -> 1e+09\n", 1e9, 1e9, 1e9, 1e9 + 1, 1e9 + 1, 1e9 + 1);
}

TEST(one_odd_point_is_no_new_level)
{
    CHECK_BREAKS("", 5, 5, 5, 5, 9, 5, 5, 5, 5);
    CHECK_BREAKS("", 5, 5, 5, 5, 5, 5, 5, 9);
}

TEST(a_series_of_less_than_four_points_has_no_break)
{
    CHECK_BREAKS("", 1, 1, 9);
    CHECK_TEXT(breaks_text(NULL, 0, false), "");
    CHECK_TEXT(breaks_text(NULL, 0, true), "");
}

TEST(unobserved_points_keep_their_place)
{
    CHECK_BREAKS("6: 5 -> 9\n", NAN, 5, 5, NAN, 5, 5, 9, NAN, 9, 9);
    CHECK_BREAKS("6: 5 -> 9\n", NAN, 5, 5, 5, 5, NAN, 9, NAN, 9, 9);
}

TEST(several_breaks_in_noise_are_found)
{
    random_state = 3;
    double values[200];
    for (size_t i = 0; i < COUNT_OF(values); i++)
        values[i] = (i < 50 ? 100 : i < 90 ? 104 : i < 150 ? 98 : 103) + random_normal();
    Break *breaks;
    CHECK_INT(series_breaks(plain(values, 200), 200, false, test_arena(), &breaks), 3);
    CHECK_NEAR((double)breaks[0].at, 50, 1);
    CHECK_NEAR((double)breaks[1].at, 90, 1);
    CHECK_NEAR((double)breaks[2].at, 150, 1);
    CHECK_NEAR(breaks[2].after, 103, 0.5);
}

TEST(breaks_do_not_depend_on_the_unit)
{
    CHECK_BREAKS("4: 5e-09 -> 9e-09\n", 5e-9, 5e-9, 5e-9, 5e-9, 9e-9, 9e-9, 9e-9);
    CHECK_BREAKS("4: -5e+12 -> -9e+12\n", -5e12, -5e12, -5e12, -5e12, -9e12, -9e12, -9e12);
}

static double squares_about_mean(const double *values, size_t from, size_t to)
{
    double sum = 0, squares = 0;
    for (size_t i = from; i < to; i++) sum += values[i];
    for (size_t i = from; i < to; i++) squares += pow(values[i] - sum / (double)(to - from), 2);
    return squares;
}

static double mean_between(const double *values, size_t from, size_t to)
{
    double sum = 0;
    for (size_t i = from; i < to; i++) sum += values[i];
    return sum / (double)(to - from);
}

// Levels that jump at random, in noise: each break found is the best cut between its neighbours, and says the means.
TEST(each_break_is_the_best_cut_between_its_neighbours)
{
    enum { COUNT = 60, SHORTEST = 3 };
    random_state = 8;
    size_t seen = 0;
    for (int round = 0; round < 500; round++) {
        double values[COUNT], level = 0;
        for (size_t i = 0; i < COUNT; i++) {
            if (random_uniform() < 0.1) level += 3 * random_normal();
            values[i] = level + random_normal();
        }
        Break *breaks;
        size_t count = series_breaks(plain(values, COUNT), COUNT, false, test_arena(), &breaks);
        for (size_t b = 0; b < count; b++) {
            size_t from = b == 0 ? 0 : breaks[b - 1].at, at = breaks[b].at,
                   to = b + 1 == count ? COUNT : breaks[b + 1].at;
            CHECK(from + SHORTEST <= at && at + SHORTEST <= to);
            CHECK_NEAR(breaks[b].before, mean_between(values, from, at), 1e-9);
            CHECK_NEAR(breaks[b].after, mean_between(values, at, to), 1e-9);
            double best = squares_about_mean(values, from, at) + squares_about_mean(values, at, to);
            for (size_t other = from + SHORTEST; other + SHORTEST <= to; other++)
                CHECK(squares_about_mean(values, from, other) + squares_about_mean(values, other, to) >= best - 1e-9);
        }
        seen += count;
    }
    CHECK(seen > 1000);
}

// The least squares with two cuts, by trying all.
static double best_squares_of_three(const double *values, size_t count, size_t shortest)
{
    double best = INFINITY;
    for (size_t a = shortest; a + 2 * shortest <= count; a++)
        for (size_t b = a + shortest; b + shortest <= count; b++)
            best = fmin(best, squares_about_mean(values, 0, a) + squares_about_mean(values, a, b) +
                                  squares_about_mean(values, b, count));
    return best;
}

TEST(two_breaks_are_the_best_two_cuts_there_are)
{
    enum { COUNT = 36, SHORTEST = 2 };
    random_state = 12;
    int seen = 0;
    for (int round = 0; round < 300; round++) {
        double values[COUNT], level = 0;
        for (size_t i = 0; i < COUNT; i++) {
            if (random_uniform() < 0.08) level += 2 * random_normal();
            values[i] = level + random_normal();
        }
        Break *breaks;
        if (series_breaks(plain(values, COUNT), COUNT, false, test_arena(), &breaks) != 2) continue;
        double squares = squares_about_mean(values, 0, breaks[0].at) +
                         squares_about_mean(values, breaks[0].at, breaks[1].at) +
                         squares_about_mean(values, breaks[1].at, COUNT);
        CHECK_NEAR(squares, best_squares_of_three(values, COUNT, SHORTEST), 1e-9);
        seen++;
    }
    CHECK(seen > 30);
}

static SeriesPoint *shares(const double *counts, const double *sizes, size_t count)
{
    SeriesPoint *points = arena_array(test_arena(), SeriesPoint, count);
    for (size_t i = 0; i < count; i++)
        points[i] = (SeriesPoint){true, sizes[i] > 0 ? counts[i] / sizes[i] : NAN, sizes[i]};
    return points;
}

// By hand, from the definition in breaks.h.
TEST(p_values_are_those_of_the_definition)
{
    Break *breaks;
    // Residuals 4 * 0.25 * 2 over 8 - 2; without the 9, (8 + 8 + 8) / 3 against 1.5; five places.
    SeriesPoint *points = PLAIN(1, 2, 1, 2, 8, 9, 8, 8);
    double residual = (4 * 0.25 + 0.75) / 6, t = (8 - 1.5) / sqrt(residual * (1.0 / 4 + 1.0 / 3));
    CHECK_INT(series_breaks(points, 8, false, test_arena(), &breaks), 1);
    CHECK_NEAR(breaks[0].p_value / (5 * student_two_sided(t, 6)), 1, 1e-9);

    // Shares as level as can be: the sampling of 65 % is all there is; three places.
    const double counts[] = {700, 350, 1400, 600, 600, 600}, sizes[] = {1000, 500, 2000, 1000, 1000, 1000};
    double pooled = (700 + 350 + 1400 + 1800) / 6500.0;
    t = 0.1 / sqrt(pooled * (1 - pooled) * (1 / 3500.0 + 1 / 3000.0));
    CHECK_INT(series_breaks(shares(counts, sizes, 6), 6, true, test_arena(), &breaks), 1);
    CHECK_NEAR(breaks[0].p_value / (3 * student_two_sided(t, 4)), 1, 1e-6);
}

// Where few are counted, Fisher's exact p-value is larger than Student's, and is what is said.
TEST(p_values_of_few_events_are_exact)
{
    double counts[60] = {[40] = 4, [41] = 3, [42] = 5}, sizes[60];
    for (size_t i = 0; i < COUNT_OF(sizes); i++) sizes[i] = 25;
    Break *breaks;
    CHECK_INT(series_breaks(shares(counts, sizes, 60), 60, true, test_arena(), &breaks), 2);
    CHECK_NEAR(breaks[0].p_value / (55 * rates_differ_p(0, 1000, 12, 75)), 1, 1e-9);
    CHECK_NEAR(breaks[1].p_value / (55 * rates_differ_p(12, 75, 0, 425)), 1, 1e-9);
}

TEST(levels_of_shares_are_those_of_the_people)
{
    const double counts[] = {700, 1400, 690, 1410, 0, 600, 300, 605},
                 sizes[] = {1000, 2000, 1000, 2000, 0, 1000, 500, 1000};
    CHECK_TEXT(breaks_text(shares(counts, sizes, 8), 8, true), "5: 0.7 -> 0.602\n");
}

TEST(shares_of_few_people_are_no_new_level)
{
    double counts[] = {500, 510, 495, 505, 490, 500, 2, 2, 2}, sizes[] = {1000, 1000, 1000, 1000, 1000, 1000, 2, 2, 2};
    CHECK_TEXT(breaks_text(shares(counts, sizes, 9), 9, true), "");
    for (size_t i = 6; i < 9; i++) counts[i] = sizes[i] = 1000;
    CHECK_TEXT(breaks_text(shares(counts, sizes, 9), 9, true), "6: 0.5 -> 1\n");
}

TEST(two_events_after_a_thousand_without_are_no_new_level)
{
    double counts[42] = {[40] = 1, [41] = 1}, sizes[42];
    for (size_t i = 0; i < COUNT_OF(sizes); i++) sizes[i] = 25;
    CHECK_TEXT(breaks_text(shares(counts, sizes, 42), 42, true),
               ""); // 2 of 50 against 0 of 1000: p = 0.002 at 38 places
}

TEST(one_large_order_makes_no_break_among_plain_figures)
{
    random_state = 10;
    double values[24];
    for (size_t i = 0; i < COUNT_OF(values); i++) values[i] = 100 + random_normal();
    values[11] = 500;
    values[12] = 110;
    CHECK_TEXT(breaks_text(plain(values, 24), 24, false), "");
    values[12] = values[13] = values[14] = 500;
    CHECK_TEXT(breaks_text(plain(values, 24), 24, false), "11: 100 -> 500\n15: 500 -> 99.5\n");
}

typedef double Draw(void);

static double random_skewed(void) // as amounts are: most are small, a few are large
{
    return exp(random_normal());
}

// The share of 2,000 series of noise in which a break is seen.
static double false_alarms(size_t count, Draw *draw)
{
    int alarms = 0;
    for (int round = 0; round < 2000; round++) {
        Arena *arena = arena_open(0);
        SeriesPoint *points = arena_array(arena, SeriesPoint, count);
        for (size_t i = 0; i < count; i++) points[i] = (SeriesPoint){true, draw(), 1};
        Break *breaks;
        alarms += series_breaks(points, count, false, arena, &breaks) > 0;
        arena_close(arena);
    }
    return alarms / 2000.0;
}

TEST(noise_has_no_break)
{
    static const size_t counts[] = {4, 5, 7, 12, 24, 36, 60, 120};
    random_state = 1;
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        CHECK(false_alarms(counts[i], random_normal) <= 0.01);
        CHECK(false_alarms(counts[i], random_skewed) <= 0.03);
    }
}

// The same of shares of a growing n around 70 %, that vary by `extra` beyond what n explains.
static double false_alarms_of_shares(size_t count, double n, double extra)
{
    int alarms = 0;
    for (int round = 0; round < 1000; round++) {
        Arena *arena = arena_open(0);
        SeriesPoint *points = arena_array(arena, SeriesPoint, count);
        for (size_t i = 0; i < count; i++) {
            double size = ceil(n * (0.2 + (double)i / (double)count));
            double share = random_share(size, fmin(1, 0.7 + extra * random_normal()));
            points[i] = (SeriesPoint){true, share, size};
        }
        Break *breaks;
        alarms += series_breaks(points, count, true, arena, &breaks) > 0;
        arena_close(arena);
    }
    return alarms / 1000.0;
}

TEST(shares_of_large_n_are_not_cut_to_pieces)
{
    static const size_t counts[] = {4, 7, 12, 24, 60, 120};
    static const struct {
        double n, extra;
    } noise[] = {{10, 0}, {100, 0}, {1000, 0}, {10000, 0.005}, {1e6, 0.005}, {1000, 0.02}};
    random_state = 2;
    for (size_t k = 0; k < COUNT_OF(noise); k++)
        for (size_t i = 0; i < COUNT_OF(counts); i++) {
            double alarms = false_alarms_of_shares(counts[i], noise[k].n, noise[k].extra);
            CHECK(alarms <= 0.02);
        }
}

// ---- trend ----

static Trend trend_of(const double *values, size_t count, double *slope)
{
    return series_trend(plain(values, count), count, slope);
}

#define TREND(slope, ...) trend_of((const double[]){__VA_ARGS__}, COUNT_OF(((const double[]){__VA_ARGS__})), slope)

TEST(a_trend_is_told_from_its_pairs)
{
    double slope;
    CHECK_INT(TREND(&slope, 1, 2, 3, 4, 5, 6), TREND_RISING);
    CHECK_NEAR(slope, 1, 1e-15);
    CHECK_INT(TREND(&slope, 9, 7, 8, 5, 6, 3, 4, 1), TREND_FALLING);
    CHECK_NEAR(slope, -1, 1e-15);
    CHECK_INT(TREND(&slope, 3, 1, 4, 1, 5, 1, 3), TREND_FLAT);
    CHECK_INT(TREND(&slope, 5, 5, 5, 5, 5, 5), TREND_FLAT);
    CHECK_NEAR(slope, 0, 0);
}

TEST(a_slope_is_the_median_of_the_slopes_of_all_pairs)
{
    double slope;
    TREND(&slope, 0, 1, 3, 7); // 1, 1.5, 2, 7/3, 3, 4
    CHECK_NEAR(slope, (2 + 7.0 / 3) / 2, 1e-15);
    TREND(&slope, 0, 1, 3, 7, 7); // 0, 1, 1.5, 1.75, 2, 2, 2, 7/3, 3, 4
    CHECK_NEAR(slope, 2, 1e-15);
}

TEST(a_trend_needs_four_points_and_five_to_be_sure)
{
    double slope;
    CHECK_INT(TREND(&slope, 1, 2, 3), TREND_UNKNOWN);
    CHECK_NEAR(slope, 0, 0);
    CHECK_INT(TREND(&slope, 1, 2, 3, 4), TREND_FLAT); // one order in 12 of four points is monotone
    CHECK_INT(TREND(&slope, 1, 2, 3, 4, 5), TREND_RISING);
}

TEST(a_trend_counts_the_places_of_unobserved_points)
{
    double slope;
    CHECK_INT(TREND(&slope, 0, NAN, 2, NAN, 4, NAN, 6, NAN, 8, 9), TREND_RISING);
    CHECK_NEAR(slope, 1, 1e-15);
    CHECK_INT(TREND(&slope, NAN, NAN, 1, 2, 3), TREND_UNKNOWN);
}

TEST(a_trend_is_not_moved_by_one_wild_point)
{
    double slope;
    CHECK_INT(TREND(&slope, 1, 2, 3, 4, 1000, 6, 7, 8, 9, 10), TREND_RISING);
    CHECK_NEAR(slope, 1, 0.01);
}

TEST(ties_widen_nothing_but_the_doubt_about_rank)
{
    // S = 8 of these five values with two pairs of ties: variance (5*4*15 - 2*1*9 - 2*1*9) / 18 = 14.667, z = 1.828.
    double slope;
    CHECK_INT(TREND(&slope, 1, 1, 2, 2, 3), TREND_FLAT);
    // S = 13 of 15, one pair of ties: variance (6*5*17 - 18) / 18 = 27.333, z = 2.486.
    CHECK_INT(TREND(&slope, 1, 1, 2, 3, 4, 5), TREND_RISING);
}

TEST(slopes_of_many_points_are_sampled)
{
    random_state = 5;
    enum { MANY = 3000 };
    double *values = arena_array(test_arena(), double, MANY), slope;
    for (size_t i = 0; i < MANY; i++) values[i] = -0.01 * (double)i + random_normal();
    CHECK_INT(trend_of(values, MANY, &slope), TREND_FALLING);
    CHECK_NEAR(slope, -0.01, 0.0001);
}

TEST(noise_has_no_trend_more_often_than_one_time_in_twenty)
{
    random_state = 6;
    int trends = 0;
    for (int round = 0; round < 2000; round++) {
        double values[24], slope;
        for (size_t i = 0; i < COUNT_OF(values); i++) values[i] = floor(3 * random_normal()); // with ties
        trends += TREND_FLAT != trend_of(values, COUNT_OF(values), &slope);
    }
    CHECK_NEAR(trends / 2000.0, 0.05, 0.015);
}

// ---- variation ----

TEST(variation_is_the_sample_deviation_over_the_mean)
{
    double variation;
    CHECK(series_variation((const double[]){100, 100, 100}, 3, &variation));
    CHECK_NEAR(variation, 0, 0);
    CHECK(series_variation((const double[]){0, 50, 100}, 3, &variation));
    CHECK_NEAR(variation, 1, 1e-15);
    CHECK(series_variation((const double[]){50, 150}, 2, &variation));
    CHECK_NEAR(variation, M_SQRT1_2, 1e-15);
    CHECK(!series_variation((const double[]){5}, 1, &variation));
    CHECK(!series_variation((const double[]){-1, 1}, 2, &variation));
    CHECK(!series_variation((const double[]){-1, -3}, 2, &variation));
    CHECK(!series_variation(NULL, 0, &variation));
}
