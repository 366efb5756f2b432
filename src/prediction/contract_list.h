// contract_list.h - the contracts that the subscriptions of a data folder were and are, for the model
// contract_lifetime.
//
// A contract is a stretch in which a subscription is paid for: from the first day on which it is active at a price (a
// trial and what is free are none) to the day on which it is neither active, past due nor paused. Begun again after its
// end it is a new contract. While it is paused it grows no older. With another billing period it is a new contract too,
// and of the one before it is not known when it would have ended. Its plan is that of its first day: of who stays long,
// more change, and the plans they change to would look better than they are.
#ifndef FIDELE_PREDICTION_CONTRACT_LIST_H
#define FIDELE_PREDICTION_CONTRACT_LIST_H

#include "predict/contract_outlook.h"
#include "prediction/people_features.h"

typedef struct Pause {
    Day from, to; // to: paid for again, or ended; DAY_MAX: it lasts
} Pause;

typedef struct PaidContract {
    CustomerId root;
    int64_t subscription;
    Str plan; // "": not said
    ContractCycle cycle;
    Day from;        // paid for at the end of it
    Day until;       // the day from which it is not; DAY_MAX: it runs
    bool ended;      // by then; else it went on with another billing period
    uint32_t pause;  // the first of `pauses` in the list
    uint32_t pauses; //
    Day ends;        // of one that runs: it was said that it will end then; DAY_MAX: not said
    double
        price_minor; // of one that runs, for a period, in the currency of the workspace; NaN: not known; 0 in a pause
} PaidContract;

typedef struct ContractList {
    PaidContract *contract; // in an order that hangs on what they are alone, then by person
    size_t count;
    Pause *pause;
    Day as_of;
} ContractList;
MUST_USE bool contract_list_read(const PredictionPlace *place, ContractList *list, Error *error);

// As known at the end of a day.
bool contract_runs(const PaidContract *contract, Day day);
bool contract_is_paused(const ContractList *list, const PaidContract *contract, Day day);
// Its first day, later by the pauses that there were by then, and the last day that it was paid for.
RunningContract contract_standing(const ContractList *list, const PaidContract *contract, Day day);
uint32_t contract_renewed(const ContractList *list, const PaidContract *contract, Day day);
// Of one that has ended: the period that was its last, and the day on which it was over, or would have been.
typedef struct LastPeriod {
    uint32_t number; // from 1
    Day over;
} LastPeriod;
LastPeriod contract_last_period(const ContractList *list, const PaidContract *contract);

// What a day knows of its renewals. An end in a period that is not over is not looked at yet: of those who will end
// theirs in that period some have done so and others have not, and all of them would look worse than they are.
typedef struct ContractSeen {
    bool known;       // it had begun
    bool ended;       // at the end of `periods`; else so many were over
    uint32_t periods; //
} ContractSeen;
ContractSeen contract_seen(const ContractList *list, const PaidContract *contract, Day day);

Str cycle_name(ContractCycle cycle, Arena *arena);               // "1 month", "7 days": for programs
Str cycle_say(ContractCycle cycle, Locale locale, Arena *arena); // "monthly", "every 7 days"

#endif
