// at_risk.h - the queue of customers who may leave, by what is lost if they do.
//
// Value at risk is probability to leave × remaining value (R126). The probability is that of the model contract_churn
// for those whom it scores, else that of churn. The remaining value is what lifetime says that orders will bring; of
// those whom contract_churn scores what their contract will pay as well (contract_lifetime, prediction_value).
// When an uplift model is on, priority is value at risk × persuadability: the share of it that the best action is
// expected to keep; people whom it drives away have priority 0. Without one, priority is the value at risk itself.
#ifndef FIDELE_RETAIN_AT_RISK_H
#define FIDELE_RETAIN_AT_RISK_H

#include "retain/action_board.h"
#include "retain/retention_case.h"

typedef struct Remaining {
    LifetimePeople lifetime;
    ValuePeople value;
} Remaining;
MUST_USE bool remaining_read(const PredictionPlace *place, Remaining *remaining, Error *error);
// Minor units; NaN: nobody says what. `of_contract`: it is the contract that may end.
double remaining_of(const Remaining *remaining, bool of_contract, CustomerId person);

struct AtRiskPerson {
    CustomerId person;
    PredictionModel model; // whose the probability is
    double probability, remaining_minor;
    int64_t risk_minor;
    bool has_persuadability;
    ActionEffect persuadability;
    double priority;           // minor units
    const RetentionCase *work; // NULL: none
};

enum { AT_RISK_ANY_OWNER = -1, AT_RISK_NO_OWNER = 0 };
typedef enum AtRiskStatus {
    AT_RISK_WAITING, // all but those whose case is closed
    AT_RISK_OPEN,
    AT_RISK_IN_PROGRESS,
    AT_RISK_CLOSED,
    AT_RISK_ALL
} AtRiskStatus;
#define AT_RISK_STATUS_WORDS "waiting|open|in_progress|closed|all"

typedef struct AtRiskAsk {
    ActionBoard *board;
    const CustomerSet *only; // NULL: everybody
    int64_t owner;
    AtRiskStatus status;
} AtRiskAsk;

typedef struct AtRiskQueue {
    AtRiskPerson *person; // highest priority first; ties by number
    size_t count;
    int64_t total_minor; // of value at risk
    Day as_of;
    bool refused; // no model says who leaves, or what remains
    Phrase refusal;
} AtRiskQueue;
MUST_USE bool at_risk_queue(const AtRiskAsk *ask, AtRiskQueue *queue, Error *error);
// One person, whatever their case; false in *found when they are not scored.
MUST_USE bool at_risk_person(ActionBoard *board, CustomerId root, AtRiskPerson *person, bool *found, Error *error);

#endif
