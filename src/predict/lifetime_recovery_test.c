// Fits of customers whose parameters are known, and slopes against differences.
#include <math.h>
#include <string.h>

#include "base/test.h"
#include "predict/lifetime_parts.h"
#include "predict/lifetime_simulate_test.h"

static const double truths[LIFETIME_MODEL_COUNT][LIFETIME_PARAMETERS] = {
    {0.6, 4, 0.8, 2.5}, {0.8, 4, 0.7, 3}, {0.8, 5, 0.7, 10}};

// Of `sets` fits to customers of known parameters: how many of the 95 % intervals hold them.
static double covered(LifetimeModel model, size_t customers, uint64_t sets)
{
    int count = 0;
    for (uint64_t seed = 1; seed <= sets; seed++) {
        BuyingHistory history = lifetime_simulated(model, truths[model], customers, seed);
        LifetimeFit fit;
        Error error;
        CHECK(lifetime_fit(model, &history, 1, &fit, &error));
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
            count += fit.low[i] <= truths[model][i] && truths[model][i] <= fit.high[i];
    }
    return count / (double)(LIFETIME_PARAMETERS * sets);
}

TEST(nine_of_ten_intervals_of_200_sets_hold_the_bg_nbd_truth)
{
    CHECK(covered(LIFETIME_BG_NBD, 1200, 200) >= 0.90);
}

TEST(nine_of_ten_intervals_hold_the_truth_of_the_other_models)
{
    CHECK(covered(LIFETIME_MBG_NBD, 1200, 40) >= 0.90);
    CHECK(covered(LIFETIME_PARETO_NBD, 1200, 20) >= 0.90);
}

TEST(many_customers_give_their_parameters_back)
{
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        BuyingHistory history = lifetime_simulated(model, truths[model], 20000, 9);
        LifetimeFit fit;
        Error error;
        CHECK(lifetime_fit(model, &history, 2, &fit, &error));
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) {
            CHECK_NEAR(fit.parameter[i], truths[model][i], 3 * fit.error[i]);
            CHECK(fit.error[i] < 0.35 * truths[model][i]);
        }
    }
}

TEST(fits_are_the_same_for_any_number_of_threads)
{
    BuyingHistory history = lifetime_simulated(LIFETIME_BG_NBD, truths[LIFETIME_BG_NBD], 20000, 3);
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model += 2) {
        LifetimeFit one, many;
        Error error;
        CHECK(lifetime_fit(model, &history, 1, &one, &error) && lifetime_fit(model, &history, 4, &many, &error));
        CHECK(memcmp(&one.parameter, &many.parameter, sizeof one.parameter) == 0);
        CHECK(memcmp(&one.covariance, &many.covariance, sizeof one.covariance) == 0);
    }
}

// Central differences; the slopes are exact, so what differs is theirs.
TEST(slopes_and_curvatures_are_those_of_the_likelihood)
{
    static const double step = 1e-4;
    BuyingHistory history = lifetime_simulated(LIFETIME_PARETO_NBD, truths[LIFETIME_PARETO_NBD], 300, 5);
    LifetimeGroups groups;
    Error error;
    CHECK(lifetime_groups(&history, test_arena(), &groups, &error));
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        LifetimeLikelihood of = lifetime_likelihood(&groups, model, 1, test_arena());
        double at[OPTIMISE_MAX] = {-0.3, 1.2, 0.4, 1.5};
        Slope here, less, more;
        lifetime_slope(&of, at, &here);
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) {
            double middle = at[i];
            at[i] = middle + step;
            lifetime_slope(&of, at, &more);
            at[i] = middle - step;
            lifetime_slope(&of, at, &less);
            at[i] = middle;
            CHECK_NEAR((more.value - less.value) / (2 * step), here.gradient[i], 1e-5 * (1 + fabs(here.gradient[i])));
            for (size_t j = 0; j < LIFETIME_PARAMETERS; j++)
                CHECK_NEAR((more.gradient[j] - less.gradient[j]) / (2 * step), here.hessian[i][j],
                           1e-5 * (1 + fabs(here.hessian[i][j])));
        }
    }
}

// The same customers written twice: the same parameters, twice the likelihood, errors smaller by the root of 2.
TEST(customers_who_are_alike_count_each)
{
    BuyingHistory half = lifetime_simulated(LIFETIME_BG_NBD, truths[LIFETIME_BG_NBD], 2000, 4);
    uint32_t *x = arena_array(test_arena(), uint32_t, 4000), *t_x = arena_array(test_arena(), uint32_t, 4000);
    uint32_t *T = arena_array(test_arena(), uint32_t, 4000);
    for (size_t c = 0; c < 4000; c++) x[c] = half.x[c / 2], t_x[c] = half.t_x[c / 2], T[c] = half.T[c / 2];
    BuyingHistory twice = {.customers = 4000, .x = x, .t_x = t_x, .T = T, .unit_days = half.unit_days};
    LifetimeFit of_half, of_twice;
    Error error;
    CHECK(lifetime_fit(LIFETIME_BG_NBD, &half, 1, &of_half, &error));
    CHECK(lifetime_fit(LIFETIME_BG_NBD, &twice, 1, &of_twice, &error));
    CHECK_INT(of_half.groups, of_twice.groups);
    CHECK_NEAR(of_twice.log_likelihood, 2 * of_half.log_likelihood, 1e-6 * -of_half.log_likelihood);
    for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) {
        CHECK_NEAR(of_twice.parameter[i], of_half.parameter[i], 1e-4 * of_half.parameter[i]);
        CHECK_NEAR(of_twice.error[i], of_half.error[i] / sqrt(2), 1e-3 * of_half.error[i]);
    }
}

// ---- few customers, and odd ones ----

TEST(few_customers_are_drawn_to_the_prior_and_say_so)
{
    double before = 2;
    for (size_t customers = 50; customers <= 1000; customers += 190) {
        BuyingHistory history = lifetime_simulated(LIFETIME_BG_NBD, truths[0], customers, 11);
        LifetimeFit fit;
        Error error;
        CHECK(lifetime_fit(LIFETIME_BG_NBD, &history, 1, &fit, &error));
        CHECK(fit.shrunk < before && fit.shrunk >= 0 && fit.shrunk < 1);
        before = fit.shrunk;
    }
    CHECK_NEAR(before, 0, 0);
}

static BuyingHistory alike(size_t customers, uint32_t x, uint32_t t_x, uint32_t T)
{
    uint32_t *of[3];
    const uint32_t value[3] = {x, t_x, T};
    for (size_t i = 0; i < 3; i++) {
        of[i] = arena_array(test_arena(), uint32_t, customers);
        for (size_t c = 0; c < customers; c++) of[i][c] = value[i];
    }
    return (BuyingHistory){.customers = customers, .x = of[0], .t_x = of[1], .T = of[2], .unit_days = 7};
}

// A finite answer for each model, or why there is none.
static Str answer(BuyingHistory history)
{
    for (LifetimeModel model = 0; model < LIFETIME_MODEL_COUNT; model++) {
        LifetimeFit fit;
        Error error;
        if (!lifetime_fit(model, &history, 2, &fit, &error)) return str_copy(test_arena(), str_of(error.message[0]));
        double sum = fit.log_likelihood + fit.shrunk;
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++) sum += fit.parameter[i] + fit.error[i] + fit.high[i];
        for (uint32_t c = 0; c < 3; c++) {
            BuyingFigures of = {history.x[c], history.t_x[c], history.T[c]};
            Predicted range = lifetime_purchases(&fit, of, 365);
            CHECK(range.low <= range.value && range.value <= range.high);
            sum += lifetime_alive(&fit, of) + range.value + range.high;
        }
        CHECK(isfinite(sum));
    }
    return STR("finite");
}

TEST(odd_histories_get_a_finite_answer_or_a_refusal)
{
    CHECK_TEXT(answer(alike(49, 1, 5, 9)), "too few customers for a lifetime model: 49, and 50 are needed");
    CHECK_TEXT(answer(alike(0, 1, 5, 9)), "too few customers for a lifetime model: 0, and 50 are needed");
    CHECK_TEXT(answer(alike(50, 0, 0, 9)), "none of the 50 customers has bought on a second day, so nothing can be "
                                           "said of when they leave");
    CHECK_TEXT(answer(alike(50, 1, 0, 0)),
               "all of the 50 customers bought for the first time on the last day: there is "
               "no time to learn from");
    CHECK_TEXT(
        answer(alike(50, 1, 10, 9)),
        "customer 1 has a history that cannot be: x = 1, t_x = 10, T = 9 days; t_x may not be beyond T, nor above "
        "0 without a repeat purchase, T not above 200000 nor x above 1000000");
    BuyingHistory timeless = alike(50, 1, 9, 9);
    timeless.unit_days = 0;
    CHECK_TEXT(answer(timeless), "a unit of time is above 0 and at most 200000 days");
    CHECK_TEXT(answer(alike(50, 1, 9, 9)), "finite");
    CHECK_TEXT(answer(alike(5000, 6, 180, 180)), "finite");           // all alike, nobody leaves
    CHECK_TEXT(answer(alike(5000, 1, 1, 200000)), "finite");          // all leave at once
    CHECK_TEXT(answer(alike(60, 1000000, 200000, 200000)), "finite"); // as much as there may be
    CHECK_TEXT(answer(alike(100000, 5, 1, 1)), "finite");
}

// Five years held out: more than a horizon may be.
TEST(what_came_after_may_be_longer_than_a_horizon)
{
    enum { CUSTOMERS = 300, LATER = 1826 };
    BuyingHistory history = lifetime_simulated(LIFETIME_BG_NBD, truths[0], CUSTOMERS, 21);
    history.unit_days = 7;
    uint32_t *later = arena_array(test_arena(), uint32_t, CUSTOMERS);
    for (size_t c = 0; c < CUSTOMERS; c++) later[c] = history.x[c] / 2;
    BuyingSplit split = {.history = history, .later = later, .later_days = LATER};
    LifetimeChoice choice = lifetime_choose(&split, 1, test_arena());
    CHECK(choice.chosen);
    const LifetimeTrial *trial = &choice.trial[LIFETIME_PARETO_NBD];
    double within = 0;
    for (size_t c = 0; c < CUSTOMERS; c++)
        within += lifetime_expected(&trial->fit, (BuyingFigures){history.x[c], history.t_x[c], history.T[c]}, LATER);
    CHECK(trial->predicted > 1.1 * within && isfinite(trial->later_log_likelihood));
}

// R118: an order every 30 days for half a year: about three in the next ninety.
TEST(a_regular_customer_buys_on)
{
    LifetimeFit fit;
    Error error;
    BuyingHistory regular = alike(60, 6, 180, 180);
    CHECK(lifetime_fit(LIFETIME_BG_NBD, &regular, 1, &fit, &error));
    CHECK_NEAR(lifetime_expected(&fit, (BuyingFigures){6, 180, 180}, 90), 3, 0.35);
    NextPurchase next = lifetime_next_purchase(&fit, (BuyingFigures){6, 180, 180});
    CHECK(next.likely && next.days > 10 && next.days < 30 && next.low < next.days && next.days < next.high);
}
