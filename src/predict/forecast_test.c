// On months of a known business: what comes is predicted, bands hold what they promise, one point of churn is worth
// what arithmetic says.
#include "predict/forecast.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

enum { MONTHS_MAX = 60 };

typedef struct Made {
    double won[MONTHS_MAX], revenue[MONTHS_MAX * MONTHS_MAX], season[12];
    double recurring[MONTHS_MAX], lost[MONTHS_MAX], more[MONTHS_MAX], fresh[MONTHS_MAX];
    ForecastHistory history;
} Made;

// 100 customers a month spend 50 when they come, then 10 * 0.9^age a month; `noise` is the deviation of a month's
// logarithm. Amounts of months 0 .. months-1; what comes after is in `after`.
static Made *made_shop(size_t months, double noise, double season, uint64_t seed, double *after)
{
    Made *made = arena_new(test_arena(), Made);
    Random random = random_start(seed, 0);
    size_t all = months + 12;
    double shock[MONTHS_MAX + 12];
    for (size_t month = 0; month < all; month++) shock[month] = exp(noise * random_normal(&random));
    for (size_t month = 0; month < all; month++) {
        double sum = 0, factor = shock[month] * (1 + season * sin((double)month * 2 * M_PI / 12));
        for (size_t cohort = 0; cohort <= month; cohort++) {
            size_t age = month - cohort;
            double value = 100 * (age ? 10 * pow(0.9, (double)age) : 50) * factor;
            sum += value;
            if (month < months) made->revenue[cohort * months + age] = value;
        }
        if (month < months) made->won[month] = 100;
        if (month >= months && after) after[month - months] = sum;
    }
    made->history = (ForecastHistory){.months = months, .won = made->won, .revenue = made->revenue};
    return made;
}

static Forecast forecast_of(const Made *made, size_t months, double churn_points)
{
    Forecast forecast;
    Error error = {0};
    CHECK(forecast_revenue(&made->history, months, churn_points, test_arena(), &forecast, &error));
    return forecast;
}

TEST(a_business_without_chance_is_forecast_to_the_unit)
{
    double after[12];
    Made *made = made_shop(36, 0, 0, 1, after);
    Forecast forecast = forecast_of(made, 12, 0);
    CHECK_INT(forecast.months, 12);
    for (size_t i = 0; i < 12; i++) CHECK_NEAR(forecast.month[i].p50 / after[i], 1, 0.01);
    CHECK_NEAR(forecast.churn, 0.1, 1e-6);
    CHECK(forecast.mae < forecast.naive_mae + 1 && !forecast.naive);
}

TEST(seasons_are_found_when_two_years_are_known)
{
    double after[12];
    Made *made = made_shop(48, 0, 0.4, 1, after);
    Forecast forecast = forecast_of(made, 12, 0);
    for (size_t i = 0; i < 12; i++) CHECK_NEAR(forecast.month[i].p50 / after[i], 1, 0.3);
    CHECK(forecast.month[3].p50 > 1.2 * forecast.month[9].p50 || forecast.month[9].p50 > 1.2 * forecast.month[3].p50);
}

// P10 to P90 is to hold 80 % of what comes: over 60 businesses of 12 months each, which err together within one.
TEST(bands_hold_about_four_fifths_of_what_comes)
{
    size_t within = 0, all = 0, judged = 0, covered = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        double after[12];
        Made *made = made_shop(30, 0.15, 0, seed, after);
        Forecast forecast = forecast_of(made, 12, 0);
        judged += forecast.judged;
        covered += forecast.covered;
        for (size_t i = 0; i < 12; i++, all++)
            within += after[i] >= forecast.month[i].p10 && after[i] <= forecast.month[i].p90;
    }
    CHECK((double)within > 0.72 * (double)all && (double)within < 0.97 * (double)all);
    CHECK((double)covered > 0.65 * (double)judged && judged > 1000);
}

// Recurring revenue of 1,000 a month that loses 5 % and wins nothing: 950, 902.5 …; with a point less 960, 921.6 …
TEST(a_point_of_churn_is_worth_what_arithmetic_says)
{
    Made *made = arena_new(test_arena(), Made);
    double worth = 1000 / pow(0.95, 23);
    for (size_t month = 0; month < 24; month++) {
        made->recurring[month] = worth;
        made->lost[month] = month ? worth / 0.95 * 0.05 : 0;
        worth *= 0.95;
    }
    made->history = (ForecastHistory){.months = 24,
                                      .recurring = made->recurring,
                                      .recurring_lost = made->lost,
                                      .recurring_more = made->more,
                                      .recurring_new = made->fresh};
    Forecast forecast = forecast_of(made, 6, -1);
    CHECK_NEAR(forecast.month[0].p50, 950, 1e-6);
    CHECK_NEAR(forecast.month[1].p50, 902.5, 1e-6);
    CHECK_NEAR(forecast.month[0].what_if, 960, 1e-6);
    CHECK_NEAR(forecast.month[1].what_if, 921.6, 1e-6);
    CHECK_NEAR(forecast.churn, 0.05, 1e-9);
    CHECK_NEAR(forecast_of(made, 6, 1).month[0].what_if, 940, 1e-6);
    CHECK_NEAR(forecast_of(made, 6, -50).month[5].what_if, 1000, 1e-6); // no more is kept than there was
}

TEST(months_and_totals_are_in_order_and_finite)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        size_t months = 6 + (size_t)seed * 2;
        Made *made = made_shop(months, 1.5, 0.5, seed, NULL);
        if (seed % 3 == 0)
            for (size_t month = 0; month < months; month++) made->won[month] = 0; // revenue of nobody who was won
        Forecast forecast = forecast_of(made, 24, -2);
        double sum = 0;
        for (size_t i = 0; i < forecast.months; i++) {
            const ForecastMonth *month = &forecast.month[i];
            CHECK(isfinite(month->p90) && 0 <= month->p10 && month->p10 <= month->p50 && month->p50 <= month->p90);
            CHECK(month->what_if >= month->p50 * (1 - 1e-9));
            sum += month->p50;
        }
        CHECK_NEAR(forecast.total.p50, sum, 1e-6 * (1 + sum));
        CHECK(isfinite(forecast.mae) && forecast.covered <= forecast.judged && forecast.judged <= forecast.pasts);
    }
}

TEST(what_gives_no_forecast_is_refused)
{
    Forecast forecast;
    Error error = {0};
    Made *made = made_shop(5, 0, 0, 1, NULL);
    CHECK(!forecast_revenue(&made->history, 12, 0, test_arena(), &forecast, &error));
    made = made_shop(12, 0, 0, 1, NULL);
    made->revenue[3] = (double)NAN;
    CHECK(!forecast_revenue(&made->history, 12, 0, test_arena(), &forecast, &error));
    Made *nothing = arena_new(test_arena(), Made);
    nothing->history = (ForecastHistory){.months = 24, .won = nothing->won, .revenue = nothing->revenue};
    CHECK(!forecast_revenue(&nothing->history, 12, 0, test_arena(), &forecast, &error));
    CHECK_INT(error.kind, ERROR_INPUT);
}
