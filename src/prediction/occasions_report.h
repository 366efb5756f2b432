// occasions_report.h - who comes again at the next occasion, from an export of orders: `fidele predict occasions FILE`.
//
// For what is bought at most once a period (a yearly gift, a season, a monthly box): each period after a customer's
// first purchase is an occasion, taken or not. Several purchases in one period are one; a period that had not ended on
// the last day is left out. The model is BG/BB (predict/opportunity.h), judged by a fit to the first three quarters of
// the periods on the last one, beside the rule that each goes on as often as before.
#ifndef FIDELE_PREDICTION_OCCASIONS_REPORT_H
#define FIDELE_PREDICTION_OCCASIONS_REPORT_H

#include "activity/columns.h"
#include "predict/opportunity.h"

typedef struct Occasions {
    size_t count;
    Customer *customer;
    uint32_t *x, *t_x, *n; // OpportunityHistory
    uint32_t *later;       // occasions taken after the last period of the history
} Occasions;

typedef struct OccasionsReport {
    const Columns *columns;
    PeriodUnit every;
    uint64_t rows, accepted, rejected; // of the file
    uint32_t ahead;                    // occasions that are looked ahead
    PeriodNumber first, last;          // periods; `last` is the last one that had ended
    Occasions occasions;
    OpportunityFit fit;

    bool judged;
    PeriodNumber judged_from; // the periods from here on were held out
    size_t judged_customers;
    double actual, predicted, naive; // occasions taken by all of them
    double error, naive_error;       // root of the mean square, a customer

    size_t *order;            // of `occasions`, most occasions to come first
    double *alive, *expected; // per customer of `occasions`
    double total;             // expected of all
} OccasionsReport;

// Errors (ERROR_INPUT): no period has ended; what opportunity_fit refuses.
MUST_USE bool occasions_report(const Columns *columns, PeriodUnit every, int threads, Arena *arena,
                               OccasionsReport *report, Error *error);

void occasions_json(const OccasionsReport *report, Arena *arena, Text *out);
void occasions_csv(const OccasionsReport *report, Text *out);

#endif
