// delivery.h - brings the rows of the log to ClickHouse, and keeps them equal: one thread, in rounds.
//
// A round makes what stands there equal to what the store says at its beginning: events after the cursor are inserted
// in blocks; rows that have changed since (figures, rates, who is who, removals) are looked up there, compared, and
// written where they differ, an old place as a tombstone. The cursor, also kept there, moves last. So a round that was
// cut short, by a crash of either side, is done again, and nothing counts twice: the same row goes to the same place.
//
// A question first waits for a round that began after it was asked (delivery_settle): what whoever asks knows of is in
// its answer.
#ifndef FIDELE_CLICKHOUSE_DELIVERY_H
#define FIDELE_CLICKHOUSE_DELIVERY_H

#include "clickhouse/clickhouse.h"
#include "clickhouse/shards.h"
#include "clickhouse/tables.h"

typedef struct Delivery Delivery;

Delivery *delivery_start(const ClickhouseSettings *settings, Wire *wire);
void delivery_end(Delivery *delivery); // what is under way ends

// Holds delivery still until it is let go, so that several queries see the same rows. *customers: persons are
// 0..customers-1; *seq: what was delivered; *shards: whom to ask. Errors (ERROR_UNAVAILABLE): those of wire.h,
// "activity_behind" when there is too much to deliver first.
MUST_USE bool delivery_settle(Delivery *delivery, uint32_t *customers, int64_t *seq, Shards *shards, Error *error);
void delivery_let_go(Delivery *delivery);

// Delivers, and takes the next step of erasing. *done: nothing that was erased stands there, under a tombstone or not.
MUST_USE bool delivery_purge(Delivery *delivery, bool *done, Error *error);

typedef struct DeliveryState {
    int64_t delivered, last; // numbers of the log
    uint64_t rows;
    bool reachable;
} DeliveryState;
DeliveryState delivery_state(Delivery *delivery);

#endif
