// contract_outlook.h - what is to come of a contract that runs: how long it will, and what it will pay.
//
// After `renewed` renewals the next one is made with the chance of contract_life.h, and so on. Each renewal pays the
// price of a period on its day; what was paid before is none of it.
#ifndef FIDELE_PREDICT_CONTRACT_OUTLOOK_H
#define FIDELE_PREDICT_CONTRACT_OUTLOOK_H

#include "base/calendar.h"
#include "predict/contract_life.h"
#include "predict/lifetime.h"

// A billing period: so many months of the calendar, or days.
typedef struct ContractCycle {
    bool months;
    uint16_t count; // 1 or more
} ContractCycle;

// The day on which period `number` (from 1) ends and the next one begins, of a contract that began on a day: the same
// day of the month, or the last one of a month that is shorter.
Day cycle_day(ContractCycle cycle, Day from, uint32_t number);
// Periods that have ended by the end of `day`, and those that have ended or would end on or after `day` at the soonest.
uint32_t cycle_whole(ContractCycle cycle, Day from, Day day);   // largest n with cycle_day(n) <= day; 0: none
uint32_t cycle_started(ContractCycle cycle, Day from, Day day); // smallest n >= 1 with cycle_day(n) >= day

// As of the end of `today`. `from` is moved on by the days for which the contract was paused.
typedef struct RunningContract {
    ContractCycle cycle;
    Day from, today;
    Day ends; // it was said that it will end on that day; DAY_MAX: not said
} RunningContract;

// Ranges are 95 % prediction intervals: of the customer's chance and of what is not known of the parameters (a mixture
// over the four points of a third-degree cubature of their normal distribution, as in lifetime.h).
typedef struct ContractOutlook {
    uint32_t renewed;
    Day next;          // of the next renewal
    double renewal;    // the chance that it is made; 0 when the contract is to end by then
    Predicted months;  // that it still runs within the horizon, of 365 / 12 days each
    Predicted periods; // paid for within it, each discounted by (1 + yearly_discount)^-years
} ContractOutlook;
ContractOutlook contract_outlook(const ContractFit *fit, const RunningContract *contract, int32_t horizon_days,
                                 double yearly_discount);

#endif
