// clickhouse.h - the questions over events, answered by ClickHouse: for companies that have outgrown one machine.
//
// The log in the store stays the truth. Its rows are delivered at least once, in blocks, and deduplicated by their
// number; customers are sharded by person. ClickHouse 18.16 and all later ones are asked with the same SQL.
#ifndef FIDELE_CLICKHOUSE_CLICKHOUSE_H
#define FIDELE_CLICKHOUSE_CLICKHOUSE_H

#include "activity/port.h"
#include "event/log.h"

typedef struct ClickhouseSettings {
    Str url; // clickhouse://[user[:password]@]host[:port][,host…]/database[?cluster=…]; https with clickhouses://
    Store *store;
    EventLog *log;
    Activity *activity; // zone, currency and rates
    const struct Dimensions *dimensions;
    People people;
    const unsigned char *store_id;    // 16 bytes: rows of another store are not touched
    void (*warn)(const Error *error); // delivery stopped (once) or goes on (NULL); may be NULL
} ClickhouseSettings;

// Does not wait for ClickHouse: what cannot be delivered yet is delivered later. Error: the URL.
MUST_USE bool clickhouse_port_open(const ClickhouseSettings *settings, ActivityPort **port, Error *error);

// What of erased people is left, on all hosts together: tombstones (each over rows, or about to go), deletions that go
// on, replaced parts that should have left the disk.
typedef struct ClickhouseLeft {
    uint64_t rows, deletions, parts;
    size_t hosts;
} ClickhouseLeft;
MUST_USE bool clickhouse_left(Str url, ClickhouseLeft *left, Error *error);

#endif
