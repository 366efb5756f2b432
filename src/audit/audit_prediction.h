// audit_prediction.h - the predictive part of the audit: who is probably still there, what they will bring, and whose
// business is in doubt.
//
// BG/NBD for purchases, Gamma-Gamma for amounts (predict/lifetime.h), from the purchase days of each customer
// (activity/buying.h), in weeks. With --calibration-end the models are fitted to what happened up to that day and
// judged on what came later; without it they see everything. Customers are told as of the audit's last day by that one
// fit. `fidele predict lifetime` compares models and tells every customer.
#ifndef FIDELE_AUDIT_AUDIT_PREDICTION_H
#define FIDELE_AUDIT_AUDIT_PREDICTION_H

#include "activity/columns.h"
#include "predict/lifetime.h"

struct Audit;

enum { AT_RISK_LISTED = 100, AUDIT_HORIZON_DAYS = 365 };

// Who bought at least twice, is there with a chance of 2 % to 80 %, and has money in doubt.
typedef struct AuditAtRisk {
    Customer customer;
    double alive;        // probability that they are still a customer
    double purchases;    // expected within the horizon
    double past, future; // minor units: net so far, expected within the horizon
    double in_doubt;     // future * (1 - alive); of purchases where amounts are not known: the rank
    Day last_order;
    int32_t silent_days, usual_days; // since then; between purchases until then
} AuditAtRisk;

typedef struct AuditPrediction {
    bool asked;    // false of a data folder, whose own models say it
    bool observed; // false: `refusal` says why
    Str refusal[LOCALE_COUNT];
    int32_t horizon_days;
    LifetimeFit fit;  // BG/NBD, in weeks
    bool has_amounts; // false: `amounts_refusal`
    GammaGammaFit amounts;
    Str amounts_refusal[LOCALE_COUNT];
    int64_t repeaters;         // bought on two days or more, contract not ended
    double still;              // of these, expected to be still there (of those who bought once the model can't tell)
    double purchases, revenue; // expected of all within the horizon; minor units
    bool has_holdout;          // --calibration-end was given
    Day holdout_from, holdout_to;
    double holdout_actual, holdout_predicted; // purchase days of those known at the calibration end
    size_t at_risk_customers;                 // all of them
    double at_risk_in_doubt;                  // of all of them, minor units
    size_t at_risks;
    AuditAtRisk *at_risk; // the most in doubt first, at most AT_RISK_LISTED
} AuditPrediction;

// Called by audit_run. ERROR_USAGE: a calibration end outside of the data.
MUST_USE bool audit_fill_prediction(struct Audit *audit, Arena *arena, Error *error);

// Sentences, in the language of the report (audit_sentences.h).
Str sentence_prediction(const struct Audit *audit, Arena *arena); // what they will bring, or why it can't be said
Str sentence_alive(const struct Audit *audit, Arena *arena);
Str sentence_holdout(const struct Audit *audit, Arena *arena);                    // "" without one
Str sentence_model(const struct Audit *audit, Arena *arena);                      // which models, fitted to whom
Str sentence_at_risk(const struct Audit *audit, Arena *arena);                    // how many, and how much
Str say_at_risk(const struct Audit *audit, const AuditAtRisk *one, Arena *arena); // the reason, of one

#endif
