// contracts_report.h - how long contracts last, from any table of customers: `fidele predict contracts FILE`.
//
// A row is a customer with the periods that their contract ran (`--duration`) and whether it ended (`--label`). A part
// of a period in which they left counts as one; of those still there only whole periods are known. The model is sBG
// (predict/contract_life.h), beside Kaplan-Meier; it is judged by a fit to the first two thirds of the periods on the
// last one, beside the rule that the same share leaves in each.
#ifndef FIDELE_PREDICTION_CONTRACTS_REPORT_H
#define FIDELE_PREDICTION_CONTRACTS_REPORT_H

#include "measure/survival.h"
#include "predict/contract_life.h"
#include "prediction/churn_file.h"

enum { CONTRACTS_AHEAD = 12, CONTRACTS_AHEAD_MIN_PERIODS = 3 };

typedef struct ContractsReport {
    const ChurnFile *file;
    Str name;                         // of the file
    Str unit;                         // of a period: "month" …
    double discount;                  // of a period
    size_t customers, lost, left_out; // left out: no outcome or no duration, or one below 0 or above 5,000
    size_t periods;                   // the longest that was seen
    double *lost_at, *kept_at;        // of periods 1 .. (ContractHistory)
    Survival observed;                // Kaplan-Meier, in periods

    bool fitted;
    ContractFit fit;
    Error refusal;

    bool judged;
    size_t judged_from;                                    // the periods from here on were held out
    double predicted, actual;                              // share that stays to the end of the last one
    double mean_absolute_error, naive_mean_absolute_error; // of the shares that stay, over the periods held out

    size_t here;     // customers still there, the least certain first
    uint32_t *row;   // of the file
    double *renewed; // whole periods, per row of `row`
} ContractsReport;

void contracts_report(const ChurnFile *file, Str name, Str unit, double discount, Arena *arena,
                      ContractsReport *report);

// Share still there at the end of `period`, as seen; false when nobody was there to see it.
bool contracts_observed(const ContractsReport *report, size_t period, SurvivalPoint *point);

void contracts_json(const ContractsReport *report, Locale locale, Text *out);
void contracts_csv(const ContractsReport *report, Text *out); // the customers still there, in order

#endif
