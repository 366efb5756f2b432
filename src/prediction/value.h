// value.h - what a person is worth by orders and contracts together, with ranges.
#ifndef FIDELE_PREDICTION_VALUE_H
#define FIDELE_PREDICTION_VALUE_H

#include "prediction/contract_scores.h"

// What lifetime says of a person whose orders count beside their contracts.
typedef struct OrderValue {
    bool known; // they are scored, and there is a model of amounts
    double past_minor;
    Predicted future_minor; // times the margin
} OrderValue;

typedef struct PersonValue {
    bool known;
    OrderValue orders;
    bool has_contract;    // had one, or has
    bool priced;          // it is known what those that run will pay
    double contract_past; // what subscriptions brought, without orders that paid for them
    Predicted contract;   // what contracts will pay
    double past_minor;
    bool foretold; // there is a `future_minor`
    Predicted future_minor;
} PersonValue;

// Ranges of what comes from two sources: added, so at least as wide as that of the sum.
Predicted predicted_sum(Predicted one, Predicted other);

// Of the two models as they are scored; `horizon_days` may be another than that of the settings.
PersonValue person_value(const Scored *lifetime, const Scored *contracts, CustomerId root, int32_t horizon_days);

#endif
