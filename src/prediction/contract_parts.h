// contract_parts.h - what the training of the model contract_lifetime has come to, for its report.
#ifndef FIDELE_PREDICTION_CONTRACT_PARTS_H
#define FIDELE_PREDICTION_CONTRACT_PARTS_H

#include "measure/rate.h"
#include "measure/survival.h"
#include "prediction/contract_training.h"

// A group with what it was fitted to.
typedef struct ContractGroupSeen {
    ContractGroup of;
    int64_t contracts, ended, running; // contracts: of which at least one period is known
    size_t periods;                    // the longest that was seen
    double *lost, *kept;               // of periods 1 .. (ContractHistory)
    double churn;                      // naive: the same share leaves at the end of each period
    Survival observed;                 // Kaplan-Meier, in periods
} ContractGroupSeen;

typedef struct ContractGroups {
    ContractGroupSeen *group;
    size_t count;
    bool more;         // some plans have no fit of their own because there are too many groups
    int64_t unfitted;  // contracts of billing periods of which there are too few
    int64_t contracts; // all, also those of which no whole period is known
    int64_t ended;
    int64_t running;
} ContractGroups;

// Renewals that came up in the time held out, by how many the contract had behind it; the last band has those with
// more.
enum { CONTRACT_AGES = 13 };
typedef struct ContractAge {
    int64_t due, made;
    double predicted, naive; // sums of chances
} ContractAge;

typedef struct ContractJudged {
    int64_t contracts, due, made;                          // renewals
    double possible;                                       // renewals that had come up if nobody had left
    double predicted, naive;                               // renewals that were foretold of those contracts
    double log_loss, naive_log_loss;                       // of one decision, natural logarithm
    double mean_absolute_error, naive_mean_absolute_error; // of the share that renews, by age, weighted
    ContractAge age[CONTRACT_AGES];
} ContractJudged;

typedef struct ContractTraining {
    Profiled profiled;
    Day first_day, calibration_end, as_of;
    ContractList list;
    ContractGroups then, now; // as known at the end of the calibration; as of today
    ContractJudged judged;
    ContractModel model;
    bool any, fitted;
    Str refusal[LOCALE_COUNT];
} ContractTraining;

// Of contracts of those who may be profiled, as known at the end of a day.
ContractGroups contract_groups_of(const ContractList *list, const Profiled *profiled, Day day, Arena *arena);
ContractModel contract_model_of(const ContractGroups *groups, Arena *arena);

Str contract_version_report(const ContractTraining *training, const PredictionPlace *place, Locale locale);
Str contract_version_quality(const ContractTraining *training, Arena *arena);

#endif
