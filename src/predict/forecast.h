// forecast.h - revenue of the months to come, with how sure that is, from cohorts of customers and recurring revenue.
//
// Customers won in one month are a cohort; what a cohort brings at an age (months since it was won) is its size times
// what a customer brings at that age, pooled over the cohorts seen at it in the last year (the chain ladder of claims
// reserving: Mack 1993, ASTIN Bulletin 23:213), times the cohort's own level, drawn to 1 where it has little behind it.
// Beyond the oldest age seen, a month brings a constant part of the month before. New customers and new subscriptions
// come as lately; where two years are known, as a year before times the growth since. Recurring revenue loses and grows
// at the rates of the last year.
//
// How sure: the same is done as if it were an earlier month, and held against what came (back-test). P10 and P90 lie
// as far from P50, in the logarithm, as four in five of those errors did at most (split conformal: Vovk, Gammerman &
// Shafer 2005), the newer ones counting more, a month further ahead by a power that they say too: forecast_band.c.
// A total's band is held to the errors of totals. When the naive rule (the same month a year before, else the last
// month) erred less than four fifths as much, it is the forecast.
#ifndef FIDELE_PREDICT_FORECAST_H
#define FIDELE_PREDICT_FORECAST_H

#include "base/error.h"

enum {
    FORECAST_MONTHS_MAX = 24,   // ahead
    FORECAST_HISTORY_MIN = 6,   // complete months
    FORECAST_HISTORY_MAX = 240, // older ones are left out by the caller
    FORECAST_ORIGINS_MAX = 24   // of the back-test
};

// Complete months, the oldest first; amounts in minor units. Any of the pointers may be NULL: all 0.
typedef struct ForecastHistory {
    size_t months;
    int first_month;         // of the year, 0..11: what month 0 is
    const double *won;       // customers with their first purchase in the month
    const double *revenue;   // months * months: [cohort * months + age], what the cohort brought at that age, net
    const double *other;     // revenue of nobody's cohort in the month
    const double *recurring; // worth a month, at the month's end
    const double *recurring_lost, *recurring_more, *recurring_new; // of the month: lost (above 0), expansion, new
    bool standing; // it stands at a month's end (MRR): the naive rule is the last month known
} ForecastHistory;

typedef struct ForecastMonth {
    double p10, p50, p90;
    double what_if; // P50 with the churn asked about
} ForecastMonth;

// A month that was predicted from an earlier one, and came.
typedef struct ForecastPast {
    size_t origin, month; // predicted when months 0 .. origin-1 were known
    double actual, predicted, naive;
    bool judged; // P10 and P90 could be told then: they rest on errors known at the origin
    double p10, p50, p90;
} ForecastPast;

typedef struct Forecast {
    size_t months;
    ForecastMonth month[FORECAST_MONTHS_MAX];
    ForecastMonth total;
    bool naive;   // the naive rule is the forecast: it erred less
    double churn; // part of revenue lost a month, of customers won before
    size_t origins, pasts;
    ForecastPast *past;
    double mae, naive_mae;  // of the model and the naive rule, per month
    size_t judged, covered; // months within their P10 .. P90 of then
} Forecast;

// `churn_points` -1: every month one point of revenue less is lost. Errors (ERROR_INPUT): fewer than 6 complete months,
// nothing earned in the last six, a number that is not finite.
MUST_USE bool forecast_revenue(const ForecastHistory *history, size_t months, double churn_points, Arena *arena,
                               Forecast *forecast, Error *error);

// What was earned in a month of the history.
double forecast_actual(const ForecastHistory *history, size_t month);

#endif
