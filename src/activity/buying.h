// buying.h - a question: how often, how lately, over how long and for how much each customer bought, up to a day, and
// what they did after it. What lifetime models are fitted to (predict/buying_history.h), and judged by.
//
// A purchase day is a day with a row of amount 0 or more: an order that cost nothing was placed all the same, and
// published figures count it. Rows below 0 are refunds: no purchase, and taken off what was bought on their day, or
// else on the purchase day before it.
#ifndef FIDELE_ACTIVITY_BUYING_H
#define FIDELE_ACTIVITY_BUYING_H

#include "activity/columns.h"

// Of each customer with a purchase day up to `end`, in an order that hangs on what they did alone: numbers of customers
// differ from run to run, and sums of doubles by their order.
typedef struct Buying {
    Day end, later_end;
    size_t count;
    Customer *customer;
    uint32_t *x;          // purchase days up to `end` after the first one
    uint32_t *t_x;        // days from the first to the last of these; 0 when x is 0
    uint32_t *T;          // days from the first one to `end`
    double *mean_amount;  // minor units, of the x repeat purchase days, net of refunds and 0 or more; 0 when x is 0
    uint32_t *later;      // purchase days after `end`, up to `later_end`
    double *later_amount; // minor units of these, net of refunds
    double *amount;       // of all rows up to `end`, net
} Buying;

// Rows after `later_end` are not looked at. The same for any number of threads.
Buying ask_buying(const Columns *columns, Day end, Day later_end, int threads, Arena *arena);

// The same of one customer up to a day, without the rows that are left out (of rows.from .. rows.to - 1, from 0 on;
// NULL: none is). False: they have no purchase day.
typedef struct Buyer {
    uint32_t x, t_x, T;
    double mean_amount, amount;
} Buyer;
bool ask_buyer(CustomerRows rows, const bool *left_out, Day end, Buyer *buyer);

// Purchase days after the first one by the stretch of `width` days in which they fell (tracking plots), of customers
// whose first one is not after `won_until`: repeats[k] counts days from + k * width .. + width - 1, up to `to`.
typedef struct RepeatsAsk {
    Day from, to, won_until;
    int width;
} RepeatsAsk;
uint32_t *ask_repeats(const Columns *columns, const RepeatsAsk *ask, Arena *arena, size_t *count);

#endif
