// nth_last.h - of each customer the second of the n-th last row: "at least n within the last days" is one comparison.
#ifndef FIDELE_ACTIVITY_NTH_LAST_H
#define FIDELE_ACTIVITY_NTH_LAST_H

#include "activity/kept.h"

enum { NTH_LAST_MAX = 16 }; // n: 1..16

// Of the rows in the file, replaced ones too: Second by customer, 0 where there are fewer than n. NULL: not kept.
const KeptArray *nth_last_hold(const ColumnPiece *piece, uint32_t n, int threads);

// Of the 64 customers from `from` on (a multiple of 64), whose n-th last row is at `second` > 0 or later: a bit each.
// Those who are replaced have none.
static inline uint64_t nth_last_since(const KeptArray *nth_last, const ColumnPiece *piece, Customer from, Second second)
{
    const Second *at = (const Second *)nth_last->content + from;
    uint32_t customers = piece->kept->customers;
    uint64_t since = 0;
    if (from >= customers) return 0;
    if (customers - from >= 64)
        for (uint32_t i = 0; i < 64; i++) since |= (uint64_t)(at[i] >= second) << i;
    else
        for (uint32_t i = 0; i < customers - from; i++) since |= (uint64_t)(at[i] >= second) << i;
    return piece->replaced ? since & ~piece->replaced[from / 64] : since;
}

#endif
