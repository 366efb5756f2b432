// port_parts.h - what the files of the port share.
#ifndef FIDELE_CLICKHOUSE_PORT_PARTS_H
#define FIDELE_CLICKHOUSE_PORT_PARTS_H

#include "clickhouse/delivery.h"
#include "clickhouse/held.h"

typedef struct ClickhousePort {
    ActivityPort port; // first: port_of
    Arena *arena;
    ClickhouseAddress address;
    Wire *wire;
    Delivery *delivery;
    const Dimensions *dimensions;
    int threads;
} ClickhousePort;

static inline ClickhousePort *port_of(ActivityPort *port)
{
    return (ClickhousePort *)port;
}

// Delivery stands still from port_settle to port_let_go.
typedef struct Settled {
    ClickhousePort *port;
    Shards shards;
    uint32_t customers; // persons are 0..customers-1
    int64_t seq;
} Settled;
MUST_USE bool port_settle(ActivityPort *port, Settled *settled, Error *error);
void port_let_go(const Settled *settled);

// A question knows no row later than its last known day.
Second port_until(const Lane *lane, Day as_of);

// What a question looks at of the rows it reads: what it does not stays where it is.
typedef struct Looked {
    Second from, until; // until 0: no end
    bool dimensions, times_only;
} Looked;

// Between settling and letting go. Error "amounts_too_large": no sum over them can be trusted.
MUST_USE bool port_hold(const Settled *settled, const Lane *lane, Looked looked, Held **held, Error *error);
MUST_USE bool port_refuse_amounts(Error *error);

// Whom the grouping does not know is left out. *group is NULL when all are in one.
uint32_t port_groups(const Grouping *grouping, uint32_t customers, Arena *scratch, const uint16_t **group);

#endif
