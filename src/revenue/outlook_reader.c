// outlook_reader.c - what the present base is worth in time to come, at the losses of the last three months.
#include <math.h>

#include "base/number.h"
#include "measure/value.h"
#include "revenue/revenue_readers.h"
#include "revenue/revenue_reading.h"

enum { FORECAST_MONTHS = 3, FORECAST_MONTHS_MAX = 12, MONTHS_LOOKED_AT = 3 };

// A part that is lost in three months, as the part lost in each.
static double monthly_of(double lost, double of)
{
    return 1 - pow(1 - fmin(lost / of, 1), 1.0 / MONTHS_LOOKED_AT);
}

static const char *const month_names[FORECAST_MONTHS_MAX] = {"month_1", "month_2",  "month_3",  "month_4",
                                                             "month_5", "month_6",  "month_7",  "month_8",
                                                             "month_9", "month_10", "month_11", "month_12"};

// Months are rounded one by one, and their sum is the sum of what is shown.
static void fill_forecast(const RecurringTotals *totals, int months, PeriodValue *value)
{
    double by_month[FORECAST_MONTHS_MAX], opening = (double)(totals->opening + totals->currency);
    if (opening <= 0) return;
    double churn = monthly_of((double)-recurring_losses(totals), opening);
    (void)revenue_forecast((double)totals->closing, churn, months, by_month);
    value->observed = true;
    value->has_n = true;
    value->n = totals->paying_before;
    value_part(value, "mrr", UNIT_AMOUNT, totals->closing);
    value_part_number(value, "monthly_churn", UNIT_RATE, churn);
    for (int m = 0; m < months; m++) {
        int64_t rounded = (int64_t)llround(by_month[m]);
        value->amount_minor += rounded;
        value_part(value, month_names[m], UNIT_AMOUNT, rounded);
    }
}

static void fill_worth(const RecurringTotals *totals, PeriodValue *value)
{
    if (totals->held_before == 0 || totals->paying_after == 0) return;
    double churn = monthly_of((double)totals->left, (double)totals->held_before);
    double arpa = (double)totals->closing / (double)totals->paying_after;
    value->has_n = true;
    value->n = totals->held_before;
    value->observed = churn > 0; // nobody left yet: how long they stay is not known
    value_part(value, "arpa", UNIT_AMOUNT, (int64_t)llround(arpa));
    value_part_number(value, "monthly_churn", UNIT_RATE, churn);
    if (!value->observed) return;
    value_part_number(value, "months", UNIT_NUMBER, 1 / churn);
    value->number = arpa / churn;
    value->amount_minor = (int64_t)llround(arpa / churn);
}

static bool read_outlook(const MetricAsk *ask, int months, MetricTable *table, Error *error)
{
    RevenueReading reading;
    if (!revenue_begin(ask, true, &reading, table, error)) return false;
    if (!table->any || reading.span.count == 0) return true;
    RecurringTotals *totals = revenue_totals(&reading, STRETCH_QUARTER, false, ask->arena);
    for (uint32_t p = 0; p < reading.span.count; p++)
        for (uint32_t g = 0; revenue_observed(&reading, p) && g < reading.groups; g++) {
            const RecurringTotals *of = &totals[(size_t)g * reading.span.count + p];
            if (months)
                fill_forecast(of, months, reading_value(table, g, p));
            else
                fill_worth(of, reading_value(table, g, p));
        }
    return true;
}

bool read_forecast(const MetricAsk *ask, MetricTable *table, Error *error)
{
    int64_t months = FORECAST_MONTHS;
    if (ask->option[0].size &&
        (!number_parse_count(ask->option[0], &months) || months < 1 || months > FORECAST_MONTHS_MAX))
        return error_code(error, ERROR_USAGE, "invalid_parameter",
                          PHRASE("months: {0} is no number of months: expected 1 to 12",
                                 "months\u00A0: {0} n’est pas un nombre de mois\u00A0: attendu 1 à 12"),
                          error_value(ask->arena, ask->option[0]));
    return read_outlook(ask, (int)months, table, error);
}

bool read_subscriber_value(const MetricAsk *ask, MetricTable *table, Error *error)
{
    return read_outlook(ask, 0, table, error);
}
