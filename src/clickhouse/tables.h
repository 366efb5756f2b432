// tables.h - what stands in ClickHouse: the rows, and how far they have been delivered. SQL in and numbers out.
//
// fidele_rows holds a row an event that counts in figures, ordered by class, person and time; one of the same place and
// a higher version replaces it, and FINAL shows the last one. fidele_state holds the cursor and the root of each merged
// customer as the rows were delivered. With a cluster both are Distributed over fidele_rows_local and
// fidele_state_local: all rows of a person lie on one shard.
#ifndef FIDELE_CLICKHOUSE_TABLES_H
#define FIDELE_CLICKHOUSE_TABLES_H

#include "clickhouse/rows.h"
#include "clickhouse/wire.h"

enum { VERSION_BITS = 20 }; // a version is at least the last event of its round, shifted by these

typedef struct TablesOwner {
    uint64_t store; // whose log: rows of another are not touched
    uint64_t rules; // of zone, currency, dimensions and the tables' form: rows made by others are made anew
} TablesOwner;

// Makes what is missing. Errors: those of wire.h; ERROR_CONFLICT "activity_taken" when the rows are of another store.
MUST_USE bool tables_open(Wire *wire, const TablesOwner *owner, Error *error);

typedef struct TablesCursor {
    int64_t seq;        // rows of all events up to here were delivered
    int64_t removal;    // and all removals up to this one
    int64_t rates;      // and what amounts were worth then
    uint64_t rows, sum; // rows that count, and the sum of their hashes
} TablesCursor;
MUST_USE bool tables_cursor(Wire *wire, TablesCursor *cursor, uint64_t *version, int64_t *highest, Error *error);
MUST_USE bool tables_set_cursor(Wire *wire, const TablesCursor *cursor, uint64_t version, Error *error);

// With several servers on one store: the version of the cursor that stands there, and up to which event somebody has
// begun to write rows.
MUST_USE bool tables_others(Wire *wire, uint64_t *cursor_version, int64_t *begun, Error *error);
MUST_USE bool tables_set_begun(Wire *wire, int64_t begun, uint64_t version, Error *error);

// root[c] of customers 0..customers-1 moves to what was delivered; those without a row stay.
MUST_USE bool tables_roots(Wire *wire, Customer *root, uint32_t customers, Error *error);
MUST_USE bool tables_set_roots(Wire *wire, const Customer *customer, const Customer *root, size_t count,
                               uint64_t version, Error *error);

// Rows that stand there now and count: of these events; of these persons; of a range of events. In the arena, by
// number. `gone`: with those that are gone (ROW_GONE), which still say of whom an event was.
MUST_USE bool tables_rows_of_events(Wire *wire, const int64_t *seqs, size_t count, bool gone, Arena *arena,
                                    RowList *list, Error *error);
MUST_USE bool tables_rows_of_persons(Wire *wire, const Customer *persons, size_t count, Arena *arena, RowList *list,
                                     Error *error);
MUST_USE bool tables_rows_of_range(Wire *wire, int64_t from, int64_t to, Arena *arena, RowList *list, Error *error);
MUST_USE bool tables_put(Wire *wire, const DeliveredRow *rows, size_t count, uint64_t version, Error *error);

// Rows that count and the sum of their hashes, of all, and by blocks of `block` numbers of the log.
typedef struct TablesSum {
    int64_t block;
    uint64_t rows, sum;
} TablesSum;
MUST_USE bool tables_sum(Wire *wire, TablesSum *sum, Error *error);
MUST_USE bool tables_sums(Wire *wire, int64_t block, Arena *arena, TablesSum **sums, size_t *count, Error *error);

// What was erased leaves the disks: a step on each host, false in *done while there is more to do. Until then
// tombstones keep it out of all answers.
MUST_USE bool tables_erase(Wire *wire, bool *done, Error *error);

#endif
