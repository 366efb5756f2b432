// Ranges of what will come: against the chances themselves, and against customers whose future is drawn many times.
#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "base/test.h"
#include "predict/lifetime.h"
#include "predict/special.h"

enum { DRAWS = 20000, DAYS = 273 };

// The parameters of CDNOW, known exactly: ranges hold the customer's chance alone.
static const LifetimeFit certain = {
    .model = LIFETIME_BG_NBD, .unit_days = 7, .parameter = {0.2425945, 4.4136017, 0.7929220, 2.425907}};
static const GammaGammaFit amounts = {.unit = 100, .parameter = {6.25, 3.74, 15.44}, .population = 3517};
static const BuyingFigures customers[] = {{26, 216, 217}, {5, 180, 200}, {2, 213, 272}, {0, 0, 200}};

TEST(ranges_of_purchases_leave_a_fortieth_on_each_side)
{
    for (size_t i = 0; i < COUNT_OF(customers); i++) {
        Predicted range = lifetime_purchases(&certain, customers[i], DAYS);
        double below = 0, within = 0;
        for (uint32_t n = 0; n <= (uint32_t)range.high; n++) {
            double chance = lifetime_probability(&certain, customers[i], DAYS, n);
            if (n < range.low) below += chance;
            within += n < range.low ? 0 : chance;
        }
        CHECK_NEAR(range.value, lifetime_expected(&certain, customers[i], DAYS), 0);
        CHECK(below <= 0.025 && within >= 0.95);
        // No narrower one does: the ends are needed.
        CHECK(below + lifetime_probability(&certain, customers[i], DAYS, (uint32_t)range.low) > 0.025);
        CHECK(below + within - lifetime_probability(&certain, customers[i], DAYS, (uint32_t)range.high) < 0.975);
    }
}

TEST(what_is_not_known_of_the_parameters_makes_ranges_wider)
{
    LifetimeFit vague = certain;
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) vague.covariance[i][i] = 1; // of logarithms
    for (size_t i = 0; i < COUNT_OF(customers); i++) {
        Predicted narrow = lifetime_purchases(&certain, customers[i], DAYS);
        Predicted wide = lifetime_purchases(&vague, customers[i], DAYS);
        CHECK(wide.high >= narrow.high && wide.low <= narrow.low);
    }
    CHECK(lifetime_purchases(&vague, customers[3], DAYS).high > lifetime_purchases(&certain, customers[3], DAYS).high);
    Predicted narrow = lifetime_revenue_range(&certain, &amounts, customers[1], 3000, DAYS, 0);
    CHECK(lifetime_revenue_range(&vague, &amounts, customers[1], 3000, DAYS, 0).high > narrow.high);
}

// One future of a customer: whether they are here, at which rate, with which mean amount.
static double draw_revenue(BuyingFigures of, double mean_amount, Random *random)
{
    const double *p = certain.parameter, *a = amounts.parameter;
    if (random_unit(random) > lifetime_alive(&certain, of)) return 0;
    double rate = random_gamma(random, p[0] + of.x) / (p[1] + of.T / 7.0);
    double leave = random_beta(random, p[2], p[3] + of.x);
    double scale = (a[2] + (of.x > 0 ? of.x * mean_amount / 100 : 0)) / random_gamma(random, a[1] + a[0] * of.x);
    double revenue = 0, at = 0;
    while ((at += random_exponential(random) / rate) < DAYS / 7.0) {
        revenue += 100 * random_gamma(random, a[0]) * scale;
        if (random_unit(random) < leave) break;
    }
    return revenue;
}

TEST(ranges_of_revenue_hold_what_is_drawn)
{
    static const double mean_amount[] = {3000, 8000, 2500, 0};
    for (size_t i = 0; i < COUNT_OF(customers); i++) {
        Predicted range = lifetime_revenue_range(&certain, &amounts, customers[i], mean_amount[i], DAYS, 0);
        Random random = random_start(3, i);
        double below = 0, above = 0, sum = 0;
        for (int k = 0; k < DRAWS; k++) {
            double revenue = draw_revenue(customers[i], mean_amount[i], &random);
            below += revenue < range.low;
            above += revenue > range.high;
            sum += revenue;
        }
        CHECK_NEAR(above / DRAWS, 0.025, 0.005);
        CHECK(below / DRAWS <= 0.03);
        CHECK_NEAR(sum / DRAWS, range.value, 0.06 * range.value);
    }
}

TEST(the_next_purchase_comes_as_likely_before_as_after_the_median)
{
    const double r = certain.parameter[0] + 26, alpha = certain.parameter[1] + 31;
    NextPurchase next = lifetime_next_purchase(&certain, customers[0]);
    const double day[] = {next.low, next.days, next.high}, none_yet[] = {0.9, 0.5, 0.1};
    for (size_t i = 0; i < COUNT_OF(day); i++) CHECK_NEAR(pow(alpha / (alpha + day[i] / 7), r), none_yet[i], 1e-9);
    CHECK(next.likely);
    CHECK(!lifetime_next_purchase(&certain, (BuyingFigures){20, 100, 270}).likely);
}

TEST(the_interval_of_a_mean_amount_leaves_a_fortieth_on_each_side)
{
    static const uint32_t x[] = {0, 1, 5, 40};
    const double *p = amounts.parameter;
    for (size_t i = 0; i < COUNT_OF(x); i++) {
        double low, high, shape = p[1] + p[0] * x[i], total = 100 * p[2] + x[i] * 2500.0;
        gamma_gamma_interval(&amounts, x[i], 2500, &low, &high);
        CHECK_NEAR(1 - gamma_below(shape, p[0] * total / low), 0.025, 1e-9);
        CHECK_NEAR(gamma_below(shape, p[0] * total / high), 0.025, 1e-9);
    }
}
