// contract_training.h - the model contract_lifetime: how long contracts last (sBG, predict/contract_life.h), one fit
// for each billing period and, where there are enough, for each plan.
#ifndef FIDELE_PREDICTION_CONTRACT_TRAINING_H
#define FIDELE_PREDICTION_CONTRACT_TRAINING_H

#include "prediction/contract_list.h"
#include "prediction/training.h"

enum {
    CONTRACT_ENDS_MIN = 20,      // fewer are refused
    CONTRACT_DECISIONS_MIN = 20, // renewals that came up in the time held out; fewer are refused
    CONTRACT_PLAN_MIN = 200,     // contracts of a plan that has a fit of its own
    CONTRACT_PLAN_ENDS_MIN = 20, // and how many of them have ended
    CONTRACT_GROUPS_MAX = 256,
    CONTRACT_BANDS_MAX = 8
};

// Those of one billing period, all together or of one plan.
typedef struct ContractGroup {
    ContractCycle cycle;
    bool of_plan;
    Str plan;
    ContractFit fit; // parameter and covariance alone when it was read back
} ContractGroup;

// What the running contracts of a training were, for drift: shares of each band.
typedef struct ContractMix {
    double renewal[CONTRACT_BANDS_MAX]; // by the chance to be renewed
    double age[CONTRACT_BANDS_MAX];     // by the renewals that they have behind them
    double group[CONTRACT_GROUPS_MAX];  // by group of the model
    int64_t contracts;
} ContractMix;

typedef struct ContractModel {
    ContractGroup *group; // of a billing period first all together, then plans
    size_t groups;
    ContractMix mix;
} ContractModel;

// The group of the plan, else of the billing period; NULL: there is none.
const ContractGroup *contract_group_find(const ContractModel *model, ContractCycle cycle, Str plan);
// Of those who may be profiled, whose contract runs as of the list.
ContractMix contract_mix_of(const ContractModel *model, const ContractList *list, const Profiled *profiled);

Str contract_content(const ContractModel *model, Arena *arena);
// What is read is checked: everything finite and within what a fit can be.
MUST_USE bool contract_content_read(Str text, Arena *arena, ContractModel *model, Error *error);

#endif
