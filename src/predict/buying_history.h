// buying_history.h - what the lifetime models know of each customer: how often, how lately, over how long, how much.
//
// Fader, Hardie & Lee (2005), Marketing Science 24:275: x repeat purchases, t_x the time of the last one, T the end of
// the observation, both since the first purchase. Several purchases on one day are one purchase with their amounts
// added. Customers without a purchase do not stand here.
#ifndef FIDELE_PREDICT_BUYING_HISTORY_H
#define FIDELE_PREDICT_BUYING_HISTORY_H

#include "base/error.h"

enum {
    BUYING_DAYS_MAX = 200000,  // a longer T is refused
    BUYING_COUNT_MAX = 1000000 // so is a larger x
};

typedef struct BuyingHistory {
    size_t customers;
    const uint32_t *x;         // days with a purchase after the first one
    const uint32_t *t_x;       // whole days from the first to the last purchase; 0 when x is 0
    const uint32_t *T;         // whole days from the first purchase to the end: t_x <= T
    const double *mean_amount; // of the x repeat purchase days, minor units; read where x > 0; NULL: not known
    double unit_days;          // in which the parameters are told: 1 day, 7 week, 30.4375 month
} BuyingHistory;

// Purchases of each customer in order of time: customer c has rows first_row[c] .. first_row[c + 1] - 1.
typedef struct BuyingRows {
    size_t customers;
    const size_t *first_row; // customers + 1
    const int32_t *day;      // any count of days
    const int64_t *amount;   // minor units; negative ones (refunds) are not purchases; NULL: no amounts
} BuyingRows;

// Histories up to `end` (that day counts), of the customers who had bought by then, and what they did afterwards.
typedef struct BuyingSplit {
    BuyingHistory history;
    const uint32_t *customer;   // of each history: its number in the rows
    const uint32_t *later;      // purchase days after `end`, up to `later_end`
    const double *later_amount; // their amounts, minor units
    uint32_t later_days;        // later_end - end
} BuyingSplit;
BuyingSplit buying_split(const BuyingRows *rows, int32_t end, int32_t later_end, double unit_days, Arena *arena);

#endif
