// rows.h - the rows that ClickHouse is to hold, as the store and memory say they are now; and how they lie there.
#ifndef FIDELE_CLICKHOUSE_ROWS_H
#define FIDELE_CLICKHOUSE_ROWS_H

#include "activity/port.h"
#include "event/dimension.h"
#include "event/log.h"

// What a row counts for. ROW_GONE and ROW_ERASED stand in place of one that no longer does, until it is written anew.
typedef enum RowCounts { ROW_GONE, ROW_COUNTS, ROW_UNCONVERTED, ROW_ERASED } RowCounts;

// Its place is (event_class, person, second, seq): a row of the same place and a higher version replaces it.
typedef struct DeliveredRow {
    int64_t seq, amount_minor;
    Customer person;
    Second second;
    uint16_t event_class;
    uint16_t code[ACTIVITY_DIMENSIONS_MAX]; // DIMENSION_OTHER: none
    uint8_t counts;                         // RowCounts
} DeliveredRow;

enum {
    ROW_BYTES = 2 + 4 + 4 + 8 + 8 + 2 * ACTIVITY_DIMENSIONS_MAX + 1, // in RowBinary, without its version
    ROW_VERSION_BYTES = 8
};
#define ROW_COLUMNS "class, person, second, seq, amount, d0, d1, d2, d3, d4, d5, d6, d7, counts"

static inline bool rows_same_place(const DeliveredRow *a, const DeliveredRow *b)
{
    return a->event_class == b->event_class && a->person == b->person && a->second == b->second && a->seq == b->seq;
}
bool rows_same(const DeliveredRow *a, const DeliveredRow *b); // in all they say

// Sums of it tell whether two sides hold the same rows. ROW_HASH is the same in ClickHouse's words.
uint64_t row_hash(const DeliveredRow *row);
extern const char row_hash_sql[];

void row_write(const DeliveredRow *row, uint64_t version, unsigned char bytes[ROW_BYTES + ROW_VERSION_BYTES]);
DeliveredRow row_read(const unsigned char bytes[ROW_BYTES]);

// What rows are made of.
typedef struct RowSource {
    Activity *activity; // zone and rates
    const Dimensions *dimensions;
    const Customer *root; // of customers 0..customers-1
    uint32_t customers;
} RowSource;

// The rows that count among the events from < seq <= to, at most `limit` events, in order of number. *last: the number
// of the last event that was looked at, `to` when there are no more.
typedef struct RowList {
    DeliveredRow *row; // in the arena
    size_t count;
} RowList;
MUST_USE bool rows_of_range(const RowSource *source, StoreSession *session, int64_t from, int64_t to, size_t limit,
                            Arena *arena, RowList *list, int64_t *last, Error *error);
// Of single events, rising.
MUST_USE bool rows_of_events(const RowSource *source, StoreSession *session, const int64_t *seqs, size_t count,
                             Arena *arena, RowList *list, Error *error);

#endif
