// accrual.h - what a subscriber is on a day, and what their subscriptions are worth over a stretch of days, day by day.
//
// The monthly value of a subscription belongs to the days of each calendar month alike: 100.00 a month, held for 7 of
// 28 days of February, is 25.00; a whole month is 100.00, whatever its days. What starts on a day counts on that day,
// what ends on it does not (as recurring.h: a step holds at the end of its day). Trials and pauses are worth 0.
#ifndef FIDELE_MEASURE_ACCRUAL_H
#define FIDELE_MEASURE_ACCRUAL_H

#include "measure/recurring.h"

// At the end of the day something is paying, or paused.
bool subscriber_holds(const RecurringTable *table, const RecurringPerson *person, Day day);
// What is held on that day is worth so much a month, in the currency of the table.
int64_t subscriber_monthly(const RecurringTable *table, const RecurringPerson *person, Day day);
// The first day at the end of which something is paying, with or without a known price; DAY_MAX: none.
Day subscriber_since(const RecurringTable *table, const RecurringPerson *person);

// Over the days from..to. Parts of neighbouring stretches add up to the whole, to the minor unit. Amounts in other
// currencies at the rate of the first day of each month, or of the step.
int64_t subscriber_accrued(const RecurringTable *table, const RecurringPerson *person, Day from, Day to);

// Whether an order of that amount is what a subscription held on that day costs for a week, month, quarter, half-year
// or year: then it is the payment of it, and the money counts once.
bool order_pays_subscription(const RecurringTable *table, const RecurringPerson *person, Day day, int64_t minor);

// Of a root; NULL: they never had a subscription.
const RecurringPerson *subscriber_find(const RecurringTable *table, Customer root);

#endif
