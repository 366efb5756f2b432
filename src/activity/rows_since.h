// rows_since.h - the rows of some classes that came after a number of the log, one by one, out of files and tails.
#ifndef FIDELE_ACTIVITY_ROWS_SINCE_H
#define FIDELE_ACTIVITY_ROWS_SINCE_H

#include "activity/figures.h"
#include "activity/sources.h"

enum { CLASS_LEFT_OUT, CLASS_TAKEN, CLASS_NEGATIVE };

typedef struct RowsSince {
    const Sources *sources;
    uint32_t committed;   // of the newest tail
    int64_t after;        // rows up to here are left out
    Second until;         // and later ones
    const uint8_t *taken; // [event class]: CLASS_…
    const Customer *root; // may be NULL
    uint32_t roots;
    const FiguresSeen *figures; // what rows count for otherwise; the same for each walk
} RowsSince;

typedef struct SeenRow {
    Customer root;
    Second second;
    int64_t amount_minor;
    bool unconverted; // there is no rate for its currency: its amount is 0
} SeenRow;

// In no particular order, but in the same one each time.
void rows_since(const RowsSince *since, void (*see)(void *context, const SeenRow *row), void *context);

#endif
