// held.h - the rows of a lane out of ClickHouse as Columns, for the questions that are answered here.
#ifndef FIDELE_CLICKHOUSE_HELD_H
#define FIDELE_CLICKHOUSE_HELD_H

#include "clickhouse/rows.h"
#include "clickhouse/wire.h"

typedef struct Held {
    Columns columns; // first: held_of
    uint64_t magnitude;
} Held;

static inline Held *held_of(const Columns *columns)
{
    return (Held *)(uintptr_t)columns;
}

// "SELECT … FROM rows of the lane up to `until` (0: all)": person, second, amount (below 0 of a negative class),
// counts.
// "" of a lane without classes: it has no rows. `more`: other columns, after a comma.
Str lane_sql(const Wire *wire, const Lane *lane, Second until, const char *more, Arena *arena);

// Persons are 0..customers-1, or more when rows are of later ones. `dimensions` may be NULL: rows have none then.
MUST_USE bool held_open(Wire *wire, const Lane *lane, Second until, uint32_t customers, const Dimensions *dimensions,
                        Held **held, Error *error);
void held_close(Held *held);

#endif
