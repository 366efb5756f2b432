// clickhouse.h - the questions over events, answered by ClickHouse: for companies that have outgrown one machine.
//
// The log in the store stays the truth. Its rows are delivered at least once, in blocks, and deduplicated by their
// number; customers are sharded by person.
#ifndef FIDELE_CLICKHOUSE_CLICKHOUSE_H
#define FIDELE_CLICKHOUSE_CLICKHOUSE_H

#include "activity/port.h"
#include "event/log.h"

typedef struct ClickhouseSettings {
    Str url; // clickhouse://[user[:password]@]host[:port]/database[?cluster=…]; https with clickhouses://
} ClickhouseSettings;

MUST_USE bool clickhouse_port_open(const ClickhouseSettings *settings, EventLog *log, Activity *activity,
                                   const People *people, ActivityPort **port, Error *error);

#endif
