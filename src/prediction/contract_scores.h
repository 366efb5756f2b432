// contract_scores.h - what the model contract_lifetime says of everybody, and what subscriptions have brought so far.
//
// Renewals are no orders (order/order_lane.h), but a shop may send the payment of a subscription as one. Of who has a
// contract that runs, such orders (order_pays_subscription) are left out of what the model lifetime foretells, so that
// nothing is foretold twice; so they are of what subscriptions brought, as in the metric clv_total.
#ifndef FIDELE_PREDICTION_CONTRACT_SCORES_H
#define FIDELE_PREDICTION_CONTRACT_SCORES_H

#include "prediction/contract_list.h"
#include "prediction/scores.h"

// A contract that runs, of somebody who is scored.
struct ScoredContract {
    CustomerId person;
    int64_t subscription;
    Str plan; // "": not said
    RunningContract running;
    ContractFit fit;
    double price_minor; // of a period; NaN: not known
    bool paused;
};

typedef struct ContractForetold {
    ContractOutlook outlook;
    Predicted future_minor; // times the margin; NaN: its price is not known
} ContractForetold;
ContractForetold contract_foretold(const Scored *scored, const ScoredContract *contract, int32_t horizon_days);

// The contracts of a person, the next renewal first.
size_t contracts_of_person(const Scored *scored, CustomerId person, const ScoredContract **contracts);

// Into the columns of `scored`.
MUST_USE bool score_contracts(const PredictionPlace *place, const ModelVersion *version, Scored *scored, Error *error);

#endif
