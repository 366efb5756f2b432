// standard_log.h - the log that the questions over events are timed on: invented, the same for a seed on every machine.
//
// Customers come in over three years, have sessions at a gamma-distributed rate (2 % of them eight times as often), buy
// in some, and may stop after a purchase: heavy-tailed as real ones are, about 50 events each, a tenth of them
// purchases, in 12 event classes. One event in a hundred is at the second of the one before.
//
// Beyond what each did: one customer in a hundred has rows that came late, one in a thousand turned out to be the one
// before (merged), and one in a thousand was erased.
#ifndef FIDELE_BENCH_STANDARD_LOG_H
#define FIDELE_BENCH_STANDARD_LOG_H

#include "activity/columns.h"

enum {
    STANDARD_CLASSES = 12,
    STANDARD_PURCHASE = 0, // the only class with amounts
    STANDARD_VIEW = 1,
    STANDARD_CART = 4,
    STANDARD_TICKET = 8,
    STANDARD_START = 1640995200, // 2022-01-01, civil
    STANDARD_END = 1735689600    // 2025-01-01: no row is of then or later
};

typedef struct StandardEvent {
    Second second;
    uint16_t event_class;
    int64_t amount_minor;
} StandardEvent;

typedef struct StandardEvents {
    size_t count, room;
    StandardEvent *event; // in order of time
} StandardEvents;

typedef enum StandardFate {
    STANDARD_AS_WRITTEN,
    STANDARD_LATE,        // has rows that came after all others
    STANDARD_ROOT,        // the next customer was merged into it
    STANDARD_MERGED_AWAY, // into the one before
    STANDARD_ERASED
} StandardFate;

StandardFate standard_fate(uint32_t customer, uint32_t customers);

// What the customer did, without what came late.
void standard_events(uint64_t seed, uint32_t customer, Arena *arena, StandardEvents *events);
// What counts as the person's: with late rows and those of who was merged into them; none of who is no person any more.
void standard_person(uint64_t seed, uint32_t customer, uint32_t customers, Arena *arena, StandardEvents *events);

#endif
