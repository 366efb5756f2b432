// delivery_parts.h - what the files of the delivery share.
#ifndef FIDELE_CLICKHOUSE_DELIVERY_PARTS_H
#define FIDELE_CLICKHOUSE_DELIVERY_PARTS_H

#include <pthread.h>

#include "clickhouse/delivery.h"

struct Delivery {
    ClickhouseSettings settings;
    Wire *wire;
    pthread_t thread;
    pthread_rwlock_t steady; // rows and what is known of them are written under it; questions hold it for reading

    pthread_mutex_t lock; // of what follows
    pthread_cond_t wake, ended;
    bool stop;
    uint64_t wanted, begun, done; // numbers of rounds
    bool failed;                  // the last one
    bool purged;                  // after it nothing that was erased was left
    int64_t failed_at;
    Error error;

    // of the thread
    bool ready;
    bool found; // the shards: once, since whoever asks reads them
    Shards shards;
    bool doubted; // what stands there may not be what the cursor says: all of it is compared in the next round
    TablesCursor cursor;
    uint64_t version; // of the rows written last
    uint64_t stated;  // of the cursor written last, by this server or as it was adopted
    int64_t highest;  // events up to here may have rows there, though the cursor has not passed them
    Customer *root;   // as delivered; pages
    uint32_t customers;
    uint64_t people;
    bool erasing; // there may be something to erase
    int64_t pause, tried_at;
};

// The roots as they were delivered.
MUST_USE bool delivery_take_roots(Delivery *delivery, Error *error);

// Makes what stands there equal to what the store says now. `delivery->ready` is true.
MUST_USE bool round_run(Delivery *delivery, Error *error);

#endif
