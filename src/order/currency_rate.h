// currency_rate.h - what one unit of a currency is worth in the workspace's, day by day; event/figure.h converts by it.
//
// A rate is a whole number of 10^-12 units (RATE_UNIT) and holds from its day on, until the next one of its currency.
#ifndef FIDELE_ORDER_CURRENCY_RATE_H
#define FIDELE_ORDER_CURRENCY_RATE_H

#include "base/calendar.h"
#include "base/error.h"
#include "base/money.h"

#define RATE_UNIT INT64_C(1000000000000)
enum { RATE_DECIMALS = 12, RATES_AT_ONCE_MAX = 500000 };

typedef struct CurrencyRate {
    Currency currency;
    Day day;
    int64_t rate; // above 0
} CurrencyRate;

// "0.92381": digits with at most one dot and at most 12 decimals, above 0 and below 9 million.
MUST_USE bool rate_parse(Str text, int64_t *rate);
Str rate_text(Arena *arena, int64_t rate); // the shortest decimal

// A table as text, in one of two forms, told apart by the first line:
//
//   currency,day,rate          one rate a line: units of `base` for one unit
//   USD,2026-11-20,0.8651
//
//   Date,USD,JPY,…             as the European Central Bank publishes it: a day a line, and how many units of each
//   2026-11-20,1.156,180.2,…   currency one unit of `quoted` buys. `N/A` and empty fields are passed over.
//
// Of the second form rates in `base` are worked out, rounded to 10^-12; days without a rate of `base` are passed over.
// Errors (ERROR_INPUT, code invalid_rate) name line and value.
MUST_USE bool rates_read(Str text, const Currency *base, const Currency *quoted, Arena *arena, CurrencyRate **rates,
                         size_t *count, Error *error);

#endif
