// Fader, Hardie & Lee (2005), Marketing Science 24:275, table 2, and Fader & Hardie's notes on the same data: the CDNOW
// tenth, 2,357 customers, calibration of 39 weeks. Further digits: an independent scipy fit,
// vectors/clv_published.json.
#include "predict/lifetime.h"

#include <math.h>

#include "base/test.h"
#include "predict/cdnow_test.h"

static LifetimeFit fit_of(LifetimeModel model)
{
    BuyingSplit split = cdnow_split();
    LifetimeFit fit = {0};
    Error error = {0};
    CHECK(lifetime_fit(model, &split.history, 2, &fit, &error));
    CHECK_INT(fit.customers, 2357);
    CHECK_INT(fit.repeaters, 946);
    CHECK_NEAR(fit.shrunk, 0, 0);
    return fit;
}

static void check_parameters(const LifetimeFit *fit, const double *expected, double relative)
{
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) {
        CHECK_NEAR(fit->parameter[i], expected[i], relative * expected[i]);
        CHECK(fit->error[i] > 0 && fit->low[i] < expected[i] && expected[i] < fit->high[i]);
    }
}

TEST(bg_nbd_of_cdnow_is_the_published_one)
{
    LifetimeFit fit = fit_of(LIFETIME_BG_NBD);
    check_parameters(&fit, (const double[]){0.2425945205, 4.4136017272, 0.7929220328, 2.4259069867}, 1e-5);
    CHECK_NEAR(fit.log_likelihood, -9582.429206673929, 1e-5);
    CHECK_NEAR(lifetime_expected_new(&fit, 364), 1.444004, 1e-4);
}

TEST(pareto_nbd_of_cdnow_is_the_published_one)
{
    LifetimeFit fit = fit_of(LIFETIME_PARETO_NBD);
    check_parameters(&fit, (const double[]){0.5532770737, 10.5776837228, 0.6062398566, 11.6687311744}, 1e-5);
    CHECK_NEAR(fit.log_likelihood, -9594.97617893954, 1e-5);
    CHECK_NEAR(lifetime_expected_new(&fit, 364), 1.473434, 1e-4);
}

// Parameters of BTYDplus, told to three digits.
TEST(mbg_nbd_of_cdnow_is_the_published_one)
{
    LifetimeFit fit = fit_of(LIFETIME_MBG_NBD);
    check_parameters(&fit, (const double[]){0.525, 6.183, 0.891, 1.614}, 1e-3);
}

// ---- figures of a customer, under the published parameters ----

static LifetimeFit published(LifetimeModel model)
{
    LifetimeFit fit = {.model = model, .unit_days = 7, .parameter = {0.2425945, 4.4136017, 0.7929220, 2.425907}};
    if (model == LIFETIME_PARETO_NBD)
        fit = (LifetimeFit){.model = model, .unit_days = 7, .parameter = {0.553277, 10.57768, 0.606240, 11.66873}};
    return fit;
}

static double expected(LifetimeModel model, uint32_t x, uint32_t t_x, uint32_t T, double days)
{
    LifetimeFit fit = published(model);
    return lifetime_expected(&fit, (BuyingFigures){x, t_x, T}, days);
}

// Customer 1516 (x 26), and how more purchases in the same time make silence worse: vectors/clv_published.json, of
// parameters told to fewer digits, so to 1e-4 of the figure.
TEST(purchases_to_come_are_the_published_ones)
{
    CHECK_NEAR(expected(LIFETIME_BG_NBD, 26, 216, 217, 364), 25.75659, 25.75659e-4);
    CHECK_NEAR(expected(LIFETIME_PARETO_NBD, 26, 216, 217, 364), 25.45647, 25.45647e-4);
    LifetimeFit fit = published(LIFETIME_BG_NBD), pareto = published(LIFETIME_PARETO_NBD);
    CHECK_NEAR(lifetime_alive(&fit, (BuyingFigures){26, 216, 217}), 0.9688523, 1e-4);
    CHECK_NEAR(lifetime_alive(&pareto, (BuyingFigures){26, 216, 217}), 0.997874, 1e-4);
    static const double bg[] = {0.3474606, 0.04283391, 0.004158973, 0.0003583685};
    static const double other[] = {0.7062289, 0.1442396, 0.02250658, 0.00309267};
    for (uint32_t i = 0; i < COUNT_OF(bg); i++) {
        CHECK_NEAR(expected(LIFETIME_BG_NBD, 10 + 5 * i, 140, 273, 364), bg[i], 1e-4);
        CHECK_NEAR(expected(LIFETIME_PARETO_NBD, 10 + 5 * i, 140, 273, 364), other[i], 1e-3);
    }
}

TEST(purchases_of_somebody_new_are_the_published_ones)
{
    static const double weeks[] = {1.0 / 7, 1, 3, 31.8571, 32, 78};
    static const double published_sheet[] = {0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576};
    LifetimeFit fit = published(LIFETIME_BG_NBD);
    for (size_t i = 0; i < COUNT_OF(weeks); i++)
        CHECK_NEAR(lifetime_expected_new(&fit, weeks[i] * 7), published_sheet[i], 5e-5 + 2e-4 * published_sheet[i]);
}

TEST(somebody_new_may_be_followed_for_longer_than_a_horizon)
{
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        LifetimeFit fit = published(model);
        CHECK(lifetime_expected_new(&fit, 3650) > lifetime_expected_new(&fit, LIFETIME_DAYS_MAX) + 0.1);
        CHECK_NEAR(lifetime_expected_new(&fit, NAN), 0, 0);
    }
}

// P(X(t) = x) of the CDNOW parameters in the digits the paper prints them with; t_x = T = 0 is somebody new.
TEST(chances_of_numbers_of_purchases_are_the_published_ones)
{
    LifetimeFit fit = {.model = LIFETIME_BG_NBD, .unit_days = 7, .parameter = {0.243, 4.414, 0.793, 2.426}};
    static const double chance[] = {0.0019995214, 0.0015170236, 0.001163315,  0.0009003148, 0.0007023638,
                                    0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.000222226};
    BuyingFigures nobody = {0};
    CHECK_NEAR(lifetime_probability(&fit, nobody, 14, 10), 1.07869e-07, 1e-12);
    CHECK_NEAR(lifetime_probability(&fit, nobody, 273, 0), 0.5737864, 1e-7);
    for (uint32_t i = 0; i < COUNT_OF(chance); i++)
        CHECK_NEAR(lifetime_probability(&fit, nobody, 210, 11 + i), chance[i], 1e-9);
}

static void check_rules(LifetimeModel model)
{
    LifetimeFit fit = published(model);
    for (uint32_t x = 0; x <= 10000; x = x * 3 + 1) {
        double before = -1;
        for (uint32_t t_x = x > 0; t_x <= 273; t_x += 17) {
            BuyingFigures of = {x, x > 0 ? t_x : 0, 273};
            double alive = lifetime_alive(&fit, of), count = lifetime_expected(&fit, of, LIFETIME_DAYS_MAX);
            CHECK(alive >= 0 && alive <= 1 && isfinite(count) && count >= 0);
            CHECK(x == 0 || alive >= before); // a later purchase: more surely here
            before = alive;
        }
    }
}

TEST(figures_are_finite_and_lateness_speaks_for_a_customer)
{
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) check_rules(model);
    LifetimeFit fit = published(LIFETIME_BG_NBD);
    CHECK_NEAR(lifetime_alive(&fit, (BuyingFigures){0, 0, 273}), 1, 0); // leaves after a repeat purchase only
}

// BTYD's trap for Pareto/NBD: hypergeometric functions that overflow.
TEST(many_purchases_in_a_short_time_do_not_overflow)
{
    LifetimeFit fit = {.model = LIFETIME_PARETO_NBD, .unit_days = 7, .parameter = {0.5143, 2.8845, 0.2856, 14.1087}};
    static const uint32_t of[][3] = {{221, 724, 725}, {254, 680, 681}, {161, 663, 686}, {204, 690, 696}};
    for (size_t i = 0; i < COUNT_OF(of); i++) {
        double alive = lifetime_alive(&fit, (BuyingFigures){of[i][0], of[i][1], of[i][2]});
        CHECK(alive >= 0 && alive <= 1);
    }
}

// ---- ways of reckoning that must agree ----

static void check_agreement(LifetimeModel model, BuyingFigures of)
{
    LifetimeFit fit = published(model);
    double mean = 0, all = 0;
    for (uint32_t n = 0; n < 400; n++) {
        double chance = lifetime_probability(&fit, of, 273, n);
        all += chance;
        mean += n * chance;
    }
    CHECK_NEAR(all, 1, 1e-7);
    CHECK_NEAR(mean, lifetime_expected(&fit, of, 273), 1e-6);
    // Purchases of today and of later ones: what is expected grows by what is expected.
    double day = lifetime_expected(&fit, of, 1), year = lifetime_expected(&fit, of, 365);
    CHECK(day > 0 && year > day && year < 365 * day * 1.0001);
}

TEST(chances_and_means_agree)
{
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        check_agreement(model, (BuyingFigures){0, 0, 0});
        check_agreement(model, (BuyingFigures){0, 0, 270});
        check_agreement(model, (BuyingFigures){2, 213, 272});
        check_agreement(model, (BuyingFigures){26, 216, 217});
    }
}

TEST(a_discount_takes_off_what_a_year_makes_of_it)
{
    LifetimeFit fit = published(LIFETIME_PARETO_NBD);
    GammaGammaFit amounts = {.unit = 100, .parameter = {6.25, 3.74, 15.44}, .population = 3517};
    BuyingFigures of = {5, 200, 210};
    double plain = lifetime_revenue(&fit, &amounts, of, 3000, 1095, 0), sum = 0;
    for (int day = 1; day <= 1095; day++)
        sum += (lifetime_expected(&fit, of, day) - lifetime_expected(&fit, of, day - 1)) * pow(1.1, (0.5 - day) / 365);
    double discounted = lifetime_revenue(&fit, &amounts, of, 3000, 1095, 0.1);
    CHECK_NEAR(discounted / plain * lifetime_expected(&fit, of, 1095), sum, 1e-5);
    CHECK_NEAR(plain, lifetime_expected(&fit, of, 1095) * gamma_gamma_mean(&amounts, 5, 3000), 1e-9);
}

// ---- the choice ----

TEST(the_choice_is_by_what_came_after)
{
    BuyingSplit split = cdnow_split();
    LifetimeChoice choice = lifetime_choose(&split, 2, test_arena());
    CHECK(choice.chosen);
    CHECK_INT(choice.judged, 2357);
    CHECK_NEAR(choice.actual, 1882, 0);
    CHECK_NEAR(choice.trial[LIFETIME_BG_NBD].predicted, 1653.4087, 1e-2);
    CHECK_NEAR(choice.trial[LIFETIME_PARETO_NBD].predicted, 1665.5132, 1e-2);
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        CHECK(choice.trial[model].fitted);
        CHECK(choice.trial[model].later_log_likelihood <= choice.trial[choice.model].later_log_likelihood);
        CHECK(choice.trial[model].mean_absolute_error < choice.naive_mean_absolute_error);
    }
    CHECK(str_contains(choice.because[LOCALE_EN], str_of(lifetime_title(choice.model).in[LOCALE_EN])));
}

TEST(predictions_by_number_of_purchases_are_the_published_ones)
{
    static const double bg[] = {0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036};
    static const double actual[] = {0.2367116, 0.6970387, 1.392523, 1.56, 2.532258, 2.947368, 3.862069, 6.359375};
    BuyingSplit split = cdnow_split();
    LifetimeFit fit = fit_of(LIFETIME_BG_NBD);
    double later[8] = {0}, mean[8] = {0}, n[8] = {0};
    for (size_t c = 0; c < split.history.customers; c++) {
        BuyingFigures of = {split.history.x[c], split.history.t_x[c], split.history.T[c]};
        size_t row = of.x < 7 ? of.x : 7;
        n[row]++;
        later[row] += split.later[c];
        mean[row] += lifetime_expected(&fit, of, 273);
    }
    for (size_t row = 0; row < 8; row++) {
        CHECK_NEAR(later[row] / n[row], actual[row], 1e-5);
        CHECK_NEAR(mean[row] / n[row], bg[row], 2e-3); // published of parameters in fewer digits
    }
}

// Weeks 20 to 25, and all up to them: vectors/clv_published.json.
TEST(weekly_tracking_is_the_published_one)
{
    static const double bg[] = {76.86531, 74.88843, 73.04554, 71.32166, 69.70412, 68.18213};
    static const double all[] = {1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6};
    static const double pareto[] = {78.308, 76.419, 74.648, 72.983, 71.414, 69.933};
    double week[78], of_pareto[78], sum = 0;
    BuyingSplit split = cdnow_split();
    LifetimeFit fit = fit_of(LIFETIME_BG_NBD), other = fit_of(LIFETIME_PARETO_NBD);
    lifetime_track(&fit, &split.history, 7, COUNT_OF(week), week);
    lifetime_track(&other, &split.history, 7, COUNT_OF(week), of_pareto);
    for (size_t k = 0; k < 25; k++) {
        sum += week[k];
        if (k < 19) continue;
        CHECK_NEAR(week[k], bg[k - 19], 0.01);
        CHECK_NEAR(sum, all[k - 19], 0.1);
        CHECK_NEAR(of_pareto[k], pareto[k - 19], 0.02);
    }
}
