// lane_rows.h - the rows of a lane by person, as they are written: into memory, or into the mapping of a new file.
//
// A lane is the rows of some event classes put together by person: by (person, civil second, amount, codes), without
// hidden and removed events, each for what it counts for (figures.h).
#ifndef FIDELE_ACTIVITY_LANE_ROWS_H
#define FIDELE_ACTIVITY_LANE_ROWS_H

#include "activity/columns.h"
#include "base/arena.h"

// Which rows: class numbers, rising; a class of refunds has LANE_NEGATIVE set, and its amounts below 0.
typedef struct LaneKey {
    uint32_t classes;
    const uint16_t *code;
} LaneKey;
enum { LANE_NEGATIVE = 0x8000 };

LaneKey lane_key(const uint16_t *classes, const bool *negative, size_t count, Arena *arena); // NULL: none is negative
bool lane_key_equal(LaneKey a, LaneKey b);

typedef struct LaneRow {
    Second second;
    bool unconverted; // in a currency without a rate: its amount is 0
    int64_t amount_minor;
    uint16_t code[ACTIVITY_DIMENSIONS_MAX]; // DIMENSION_OTHER: none
} LaneRow;

int lane_row_compare(const LaneRow *a, const LaneRow *b); // equal ones can't be told apart, but for `unconverted`
void lane_rows_sort(LaneRow *row, size_t count, LaneRow *scratch); // fast when they are in a few stretches in order

// Sums over rows. The magnitude is of 128 bits, so that rows can be taken out of it again.
typedef struct LaneSums {
    unsigned __int128 magnitude;
    uint64_t unconverted;
} LaneSums;

static inline uint64_t magnitude_of(int64_t amount_minor)
{
    return amount_minor < 0 ? 0 - (uint64_t)amount_minor : (uint64_t)amount_minor;
}

// A piece (columns.h) and what it says beside.
typedef struct LanePiece {
    ColumnPiece piece;
    const uint8_t *unconverted; // per row; NULL: none is
} LanePiece;

typedef struct LaneRun {
    uint32_t from, to; // rows of the piece; the same: none
} LaneRun;
LaneRun lane_run(const LanePiece *piece, Customer person);
void lane_row_read(const LanePiece *piece, uint32_t row, LaneRow *read);
void lane_run_sums(const LanePiece *piece, LaneRun run, LaneSums *sums); // adds them

// What columns there are beside person and second.
typedef struct LaneShape {
    bool amounts, unconverted;
    uint8_t dimensions; // a bit each
} LaneShape;
LaneShape lane_shape_of(const LanePiece *piece);
LaneShape lane_shape_with(LaneShape a, LaneShape b);
LaneShape lane_shape_add(LaneShape shape, const LaneRow *row);

// Columns that are being written, run by run in order of person. Those that the shape has not are NULL.
typedef struct LaneColumns {
    LaneShape shape;
    uint32_t runs_max, rows_max; // what there is room for
    uint32_t runs, rows;
    bool dense;         // a run for each customer, 0..runs_max-1
    Customer *customer; // of each run; NULL when dense
    uint32_t *first_row;
    Second *second;
    int64_t *amount_minor;
    uint16_t *code[ACTIVITY_DIMENSIONS_MAX];
    uint8_t *unconverted;
    LaneSums sums;
    Second first, last;                       // of all rows
    uint16_t values[ACTIVITY_DIMENSIONS_MAX]; // one more than the largest code
} LaneColumns;

LaneColumns lane_columns_reserve(LaneShape shape, uint32_t runs, uint32_t rows); // in memory (base/pages.h)
void lane_columns_release(LaneColumns *columns);
uint64_t lane_columns_bytes(const LaneColumns *columns); // that are used
void lane_columns_begin(LaneColumns *columns, Customer person);
void lane_columns_put(LaneColumns *columns, const LaneRow *row);
void lane_columns_copy(LaneColumns *columns, const LanePiece *piece, LaneRun run); // all rows of one person
void lane_columns_finish(LaneColumns *columns);                                    // after the last run
LanePiece lane_columns_piece(const LaneColumns *columns);

#endif
