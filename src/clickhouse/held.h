// held.h - the rows of a lane out of ClickHouse as Columns, for the questions that are answered here.
#ifndef FIDELE_CLICKHOUSE_HELD_H
#define FIDELE_CLICKHOUSE_HELD_H

#include "clickhouse/rows.h"
#include "clickhouse/shards.h"

typedef struct Held {
    Columns columns; // first: held_of
    uint64_t magnitude;
} Held;

static inline Held *held_of(const Columns *columns)
{
    return (Held *)(uintptr_t)columns;
}

typedef struct HeldAsk {
    Wire *wire;
    const Shards *shards;
    const Lane *lane;
    Second from, until;           // rows with from <= second <= until; until 0: all later ones, too
    int64_t seq;                  // rows of later events are left out: another server may be delivering them
    uint32_t customers;           // persons are 0..customers-1, or more when rows are of later ones
    const Dimensions *dimensions; // NULL: rows have none
    bool times_only;              // amounts stay where they are, and are 0 here
} HeldAsk;

MUST_USE bool held_open(const HeldAsk *ask, Held **held, Error *error);
void held_close(Held *held);

#endif
