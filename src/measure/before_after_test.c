// Newcombe 1998, Stat. Med. 17:873, table II: method 10 (score, without continuity correction).
#include "measure/before_after.h"

#include <math.h>

#include "base/test.h"
#include "measure/rate.h"

static Sampled share(int64_t count, int64_t n)
{
    Rate rate = rate_of(count, n);
    return (Sampled){rate.observed, rate.observed, rate.value, rate.low, rate.high};
}

static bool near(double value, double expected)
{
    return fabs(value - expected) < 0.00006;
}

TEST(differences_of_shares_are_those_of_newcombe)
{
    static const struct {
        int64_t a, n, b, m;
        double low, high;
    } rows[] = {{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090}, {5, 56, 0, 29, -0.0381, 0.1926}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Sampled a = share(rows[i].a, rows[i].n), b = share(rows[i].b, rows[i].m), d = sampled_difference(&a, &b);
        CHECK(near(d.low, rows[i].low));
        CHECK(near(d.high, rows[i].high));
    }
}

TEST(what_is_not_observed_has_no_difference_and_what_has_no_interval_gives_none)
{
    Sampled known = {true, true, 0.5, 0.4, 0.6}, bare = {.observed = true, .value = 0.2}, none = {0};
    CHECK(!sampled_difference(&known, &none).observed);
    Sampled d = sampled_difference(&known, &bare);
    CHECK(d.observed && !d.has_interval && fabs(d.value - 0.3) < 1e-12);
    // R058: 40 customers, an uplift of 60, a cost of 1000.
    Sampled uplift = {true, true, 60, 10, 110}, net = sampled_times(&uplift, 40, 1000);
    CHECK(net.value == 1400 && net.low == -600 && net.high == 3400);
}
