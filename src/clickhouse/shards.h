// shards.h - which hosts hold one shard each, so that what is counted by person is asked where the rows lie.
//
// A query with a subquery over a Distributed table sends the subquery's rows to the host that was asked, and goes on
// there. Asked of the shards themselves, by their own tables, only the outcome travels, and all of them work.
#ifndef FIDELE_CLICKHOUSE_SHARDS_H
#define FIDELE_CLICKHOUSE_SHARDS_H

#include "clickhouse/stream.h"

typedef struct Shards {
    size_t count;                          // 0: not known; the first host is asked about all
    uint8_t of_host[CLICKHOUSE_HOSTS_MAX]; // from 0; UINT8_MAX: not known. Replicas hold the same one
} Shards;

// What the hosts say of themselves (system.clusters). Not known when a shard is held by none of them, or when one takes
// itself for several.
MUST_USE bool shards_find(Wire *wire, Shards *shards, Error *error);

// The table to name in what shards_ask is given.
Str shards_rows_table(const Wire *wire, const Shards *shards, Arena *arena);
// Asks each shard (the first of its hosts that answers), all at once, and gives the rows of all, one at a time.
MUST_USE bool shards_ask(Wire *wire, const Shards *shards, const StreamAsk *ask, Error *error);

#endif
