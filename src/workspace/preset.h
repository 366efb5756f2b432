// preset.h - what kind of business it is decides which figures come first and what counts as having left (R088).
//
// Contractual: a customer leaves by ending the last subscription; until then they are a customer. By inactivity: one
// who has not ordered within so many days has left. The days come with the model and may be changed.
#ifndef FIDELE_WORKSPACE_PRESET_H
#define FIDELE_WORKSPACE_PRESET_H

#include "base/phrase.h"

typedef enum BusinessModel {
    BUSINESS_NOT_CHOSEN,
    BUSINESS_SAAS, // subscriptions
    BUSINESS_ECOMMERCE,
    BUSINESS_RETAIL,
    BUSINESS_SERVICE,
    BUSINESS_MODEL_COUNT
} BusinessModel;

typedef enum ChurnRule { CHURN_BY_INACTIVITY, CHURN_CONTRACTUAL, CHURN_RULE_COUNT } ChurnRule;

// Of recurring revenue (docs/revenue.md): when a cancellation counts as lost, and what losing one of several
// subscriptions is.
typedef enum ChurnRecognition {
    RECOGNISED_AT_END,        // when the subscription ends: a scheduled cancellation on its day, another at once
    RECOGNISED_AT_CANCEL,     // when it is cancelled, also when it runs until the end of the paid period
    RECOGNISED_AT_PERIOD_END, // when the period that is paid for ends, also of one that was cancelled at once
    CHURN_RECOGNITION_COUNT
} ChurnRecognition;
typedef enum PartialLoss { PARTIAL_IS_CONTRACTION, PARTIAL_IS_CHURN, PARTIAL_LOSS_COUNT } PartialLoss;

enum { PRESET_METRICS_MAX = 8 };

typedef struct Preset {
    const char *name; // "saas"; "" of none chosen
    Phrase label;
    ChurnRule churn;
    int32_t window_days;                           // of inactivity; 0: found in the data
    const char *const metrics[PRESET_METRICS_MAX]; // names of the catalogue, most important first; NULL ends them
} Preset;

extern const Preset presets[BUSINESS_MODEL_COUNT];
MUST_USE bool business_model_parse(Str name, BusinessModel *model); // not of ""
size_t preset_metrics(BusinessModel model);                         // how many
int preset_rank(BusinessModel model, const char *metric);           // from 1; 0: not among them

Str churn_rule_name(ChurnRule rule); // "inactivity", "contractual"
MUST_USE bool churn_rule_parse(Str name, ChurnRule *rule);
Str churn_recognition_name(ChurnRecognition recognition); // "end", "cancel", "period_end"
MUST_USE bool churn_recognition_parse(Str name, ChurnRecognition *recognition);
Str partial_loss_name(PartialLoss loss); // "contraction", "churn"
MUST_USE bool partial_loss_parse(Str name, PartialLoss *loss);

#endif
