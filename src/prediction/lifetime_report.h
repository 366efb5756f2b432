// lifetime_report.h - the lifetime models of an export of orders: `fidele predict lifetime FILE`.
//
// With a calibration end the models see what happened up to that day, customers are told as of that day, and all that
// came later is the hold-out. Without one, customers are told as of the last day and the models see everything; the
// choice among them rests on a fit to the first three quarters of the time, judged on the last one.
//
// An order that cost nothing counts as a purchase (activity/buying.h): the published figures count it.
#ifndef FIDELE_PREDICTION_LIFETIME_REPORT_H
#define FIDELE_PREDICTION_LIFETIME_REPORT_H

#include "activity/buying.h"
#include "base/money.h"
#include "predict/lifetime.h"

typedef struct LifetimeOptions {
    Day calibration_end; // DAY_MAX: none
    Str unit;            // "day", "week" …
    double unit_days;    // in which parameters, t_x and T are told
    double horizon_days; // 1..1095
    double yearly_discount;
    double margin;    // share of revenue; below 0: values are revenue
    size_t intervals; // of how many customers, those with the highest value to come: an interval takes a millisecond
    bool by_hand;     // `model` was asked for; else the one most likely on what came later
    LifetimeModel model;
    int threads;
} LifetimeOptions;

typedef struct JudgedGroup { // customers by how often they had bought
    size_t customers;
    double actual, predicted;
} JudgedGroup;
enum { JUDGED_GROUPS = 8 }; // x = 0 .. 6, and 7 or more

typedef struct LifetimeReport {
    LifetimeOptions options;
    Arena *arena; // of what it holds
    const Columns *columns;
    Currency currency;
    uint64_t rows, accepted, rejected; // of the file
    Day first, as_of;                  // the day at whose end customers are told
    Buying buying;
    BuyingHistory history; // its arrays

    bool judged; // false: too little came later, or too few customers: `unjudged` says why
    Str unjudged[LOCALE_COUNT];
    Day judged_from, judged_to; // what came later
    LifetimeChoice choice;
    JudgedGroup group[JUDGED_GROUPS]; // of the chosen model, over all customers of the calibration
    size_t weeks;                     // whole ones from the first day to the end of what came later
    uint32_t *week_actual;            // repeat purchase days of the customers of the calibration
    double *week_predicted;

    bool fitted[LIFETIME_MODEL_COUNT];
    LifetimeFit fit[LIFETIME_MODEL_COUNT];
    Error refusal[LIFETIME_MODEL_COUNT]; // where not fitted
    bool chosen;                         // false: none could be fitted
    LifetimeModel model;
    Str because[LOCALE_COUNT];

    bool has_amounts;
    GammaGammaFit amounts;
    Error amounts_refusal;

    size_t *order;     // customers of `buying`, the highest value to come first
    double *alive;     // per customer of `buying`
    double *purchases; // expected within the horizon
    double *future;    // minor units, discounted, times the margin; all 0 without amounts
    double *past;      // minor units, times the margin
    NextPurchase *next;
    size_t intervals;                          // known of the first ones in `order`:
    Predicted *purchases_range, *future_range; // by place in `order`
    double total_purchases, total_future;      // of all customers
} LifetimeReport;

// The columns live as long as the report. Errors (ERROR_INPUT): nobody had bought by the calibration end; no model can
// be fitted (with the reason of the first). ERROR_USAGE: a calibration end outside of the data.
MUST_USE bool lifetime_report(const Columns *columns, const Currency *currency, const LifetimeOptions *options,
                              Arena *arena, LifetimeReport *report, Error *error);

const LifetimeFit *lifetime_chosen(const LifetimeReport *report);
static inline BuyingFigures report_figures(const LifetimeReport *report, size_t customer)
{
    return (BuyingFigures){report->buying.x[customer], report->buying.t_x[customer], report->buying.T[customer]};
}

void lifetime_report_json(const LifetimeReport *report, Locale locale, Arena *arena, Text *text);
void lifetime_report_csv(const LifetimeReport *report, Text *out); // one line a customer, in order

#endif
