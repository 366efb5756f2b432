// Fader & Hardie (2013), note 025: the 946 repeat buyers of the CDNOW tenth.
#include "predict/gamma_gamma.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"
#include "predict/cdnow_test.h"

TEST(gamma_gamma_of_cdnow_is_the_published_one)
{
    static const double published[] = {6.24957252544532, 3.744224866899552, 15.443521130906513};
    BuyingSplit split = cdnow_split();
    GammaGammaFit fit;
    Error error;
    CHECK(gamma_gamma_fit(&split.history, 100, 2, &fit, &error));
    for (size_t i = 0; i < COUNT_OF(published); i++) CHECK_NEAR(fit.parameter[i], published[i], 1e-5 * published[i]);
    CHECK_NEAR(fit.log_likelihood, -4055.9176948018685, 1e-5);
    CHECK_INT(fit.customers, 946);
    CHECK_NEAR(fit.correlation, 0.1139, 5e-5);
    CHECK_NEAR(fit.shrunk, 0, 0);
}

TEST(mean_amounts_of_customers_are_the_published_ones)
{
    static const double published[] = {24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17};
    BuyingSplit split = cdnow_split();
    GammaGammaFit fit;
    Error error;
    CHECK(gamma_gamma_fit(&split.history, 100, 1, &fit, &error));
    for (size_t c = 0; c < COUNT_OF(published); c++) {
        double mean = split.history.mean_amount[c], low, high;
        CHECK_NEAR(gamma_gamma_mean(&fit, split.history.x[c], mean) / 100, published[c], 0.006);
        gamma_gamma_interval(&fit, split.history.x[c], mean, &low, &high);
        CHECK(low / 100 < published[c] && published[c] < high / 100);
    }
}

enum { SPENDERS = 3000 };

// Customers of known parameters: a mean of their own, amounts around it.
static BuyingHistory spenders(uint64_t seed, const double *truth, double *amount, uint32_t *x)
{
    for (uint32_t c = 0; c < SPENDERS; c++) {
        Random random = random_start(seed, c);
        x[c] = 1 + (uint32_t)random_poisson(&random, 2);
        double rate = random_gamma(&random, truth[1]) / truth[2]; // of an amount in units
        amount[c] = 100 * random_gamma(&random, truth[0] * x[c]) / rate / x[c];
    }
    return (BuyingHistory){.customers = SPENDERS, .x = x, .t_x = x, .T = x, .mean_amount = amount, .unit_days = 1};
}

TEST(amounts_of_known_parameters_give_them_back)
{
    enum { SETS = 40 };
    static const double truth[] = {6, 4, 15};
    double *amount = arena_array(test_arena(), double, SPENDERS);
    uint32_t *x = arena_array(test_arena(), uint32_t, SPENDERS);
    int covered = 0;
    for (uint64_t seed = 1; seed <= SETS; seed++) {
        BuyingHistory history = spenders(seed, truth, amount, x);
        GammaGammaFit fit;
        Error error;
        CHECK(gamma_gamma_fit(&history, 100, 1, &fit, &error));
        for (size_t i = 0; i < COUNT_OF(truth); i++) {
            CHECK(fabs(fit.parameter[i] - truth[i]) < 4 * fit.error[i]);
            covered += fit.low[i] <= truth[i] && truth[i] <= fit.high[i];
        }
    }
    CHECK(covered >= 0.9 * 3 * SETS);
}

TEST(amounts_are_the_same_for_any_number_of_threads)
{
    static const double truth[] = {6, 4, 15};
    double *amount = arena_array(test_arena(), double, SPENDERS);
    uint32_t *x = arena_array(test_arena(), uint32_t, SPENDERS);
    BuyingHistory history = spenders(1, truth, amount, x);
    GammaGammaFit one, four;
    Error error;
    CHECK(gamma_gamma_fit(&history, 100, 1, &one, &error) && gamma_gamma_fit(&history, 100, 4, &four, &error));
    for (size_t i = 0; i < COUNT_OF(truth); i++) CHECK_NEAR(one.parameter[i], four.parameter[i], 0);
}

static bool fits_of(size_t customers, double first, double others, GammaGammaFit *fit, Error *error)
{
    double *amount = arena_array(test_arena(), double, customers);
    uint32_t *x = arena_array(test_arena(), uint32_t, customers);
    for (size_t c = 0; c < customers; c++) {
        x[c] = 1 + (uint32_t)c % 5;
        amount[c] = c == 0 ? first : others;
    }
    BuyingHistory history = {.customers = customers, .x = x, .t_x = x, .T = x, .mean_amount = amount, .unit_days = 1};
    return gamma_gamma_fit(&history, 100, 1, fit, error);
}

static bool fits(double first, double others, GammaGammaFit *fit, Error *error)
{
    return fits_of(60, first, others, fit, error);
}

TEST(amounts_that_are_alike_or_huge_have_an_answer)
{
    GammaGammaFit fit;
    Error error;
    CHECK(fits(2000, 2000, &fit, &error));
    CHECK(fit.shrunk > 0);
    CHECK_NEAR(gamma_gamma_mean(&fit, 5, 2000), 2000, 20);
    CHECK_NEAR(gamma_gamma_mean(&fit, 0, 0), 2000, 100);
    CHECK(fits(1e11, 2000, &fit, &error));
    CHECK(isfinite(gamma_gamma_mean(&fit, 1, 1e11)) && isfinite(fit.population));
}

TEST(one_price_for_everybody_is_what_they_will_pay)
{
    static const size_t customers[] = {10, 60, 100, 400, 3000, 20000};
    for (size_t i = 0; i < COUNT_OF(customers); i++) {
        GammaGammaFit fit;
        Error error;
        double low, high;
        CHECK(fits_of(customers[i], 2990, 2990, &fit, &error));
        CHECK_NEAR(gamma_gamma_mean(&fit, 0, 0), 2990, 150);
        CHECK_NEAR(gamma_gamma_mean(&fit, 3, 2990), 2990, 30);
        gamma_gamma_interval(&fit, 3, 2990, &low, &high);
        CHECK(low < 2990 && 2990 < high);
        for (size_t p = 0; p < GAMMA_GAMMA_PARAMETERS; p++) CHECK(fit.low[p] > 0 && isfinite(fit.high[p]));
    }
}

TEST(amounts_that_are_none_are_refused)
{
    GammaGammaFit fit = {.customers = 7};
    Error error = {0};
    CHECK(!fits(NAN, 2000, &fit, &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]),
               "customer 1: the mean amount nan is no amount of money that can be reckoned with (at most 1e15 minor "
               "units)");
    CHECK(!fits(0, 0, &fit, &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]),
               "too few customers with a repeat purchase and its amount: 0, and 10 are needed");
    CHECK_INT(fit.customers, 7);
}
