// churn_report.h - what `fidele predict churn FILE` found, and how it is written.
#ifndef FIDELE_PREDICTION_CHURN_REPORT_H
#define FIDELE_PREDICTION_CHURN_REPORT_H

#include "predict/cox.h"
#include "prediction/churn_file.h"

enum { CHURN_REASONS = 5, CHURN_EXPLAINED_MAX = 20000 };

typedef struct ChurnReport {
    const ChurnFile *file;
    Str rule; // of the hold-out: "every:5:4"
    const uint8_t *part;
    PropensityModel model;
    PropensityReport report;
    bool scored;         // false: the model was refused
    double *probability; // of each row
    // Of the CHURN_EXPLAINED_MAX rows with the highest probability; `reasons` is 0 elsewhere.
    bool *explained;
    uint8_t *reasons;
    Reason (*reason)[CHURN_REASONS];
    // With --duration: time to churn (cox.h); `covariate` names its columns.
    bool has_cox;
    CoxFit cox;
    Str *covariate;
    size_t cox_rows;
    Str cox_refusal[LOCALE_COUNT];
    double *follows; // by column: its rank correlation with the duration when that left it out; else 0
} ChurnReport;

// Fills what is told with --duration. A number that goes up or down with the duration itself (what was paid so far)
// says when somebody is looked at, not why they leave: it is left out, but for those of `keep`.
void churn_time(ChurnReport *report, const Str *keep, size_t keeps, Arena *arena); // churn_time.c

void churn_json(const ChurnReport *churn, Locale locale, Arena *arena, Text *out);
void churn_csv(const ChurnReport *churn, Arena *arena, Text *out);                               // a line a customer
void churn_text(const ChurnReport *churn, Locale locale, size_t width, Arena *arena, Text *out); // churn_text_cli.c

// "tenure 2 (+)": the value of a feature and what it does.
Str churn_reason_text(const ChurnReport *churn, size_t row, const Reason *reason, Locale locale, Arena *arena);
Phrase left_out_label(LeftOut why);

#endif
