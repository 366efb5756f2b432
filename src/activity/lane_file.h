// lane_file.h - the rows of a lane up to some event of the log, as a file: written once, mapped, never changed.
//
// It is: a head (whose log it is, which lane, what was known when it was made, sizes, checksum of head, classes and
// block checksums), the classes, checksums of the body by blocks of 64 KiB, and the body: first_row of each run,
// customer of each run (unless there is a run for every customer, which is smaller when most have rows), second,
// amounts and codes of dimensions where there are any, and who was merged into whom. 4 bytes a row, 8 more with
// amounts, 2 more for each dimension.
//
// Nothing in it is trusted before the checksums are right, and no size before it was checked against the file's.
// Numbers are of the machine's own order, as in column_file.h.
#ifndef FIDELE_ACTIVITY_LANE_FILE_H
#define FIDELE_ACTIVITY_LANE_FILE_H

#include <stdatomic.h>

#include "activity/column_file.h"
#include "activity/lane_rows.h"
#include "base/error.h"

// A row that counts for somebody else than whom it was written for (ActivityFigure.customer).
typedef struct LaneForeign {
    int64_t seq;
    Customer written_for, counted_for;
} LaneForeign;

// A customer that is part of the person `root`.
typedef struct LaneMember {
    Customer customer, root;
} LaneMember;

// What a file was made of, and so what has to be looked at again when there is more.
typedef struct LaneMoment {
    int64_t seq;    // all of the log up to here, with what it counted for and without what was removed
    uint64_t rates; // digest of the rates of currencies
    uint32_t members;
    const LaneMember *member; // by customer; who is in no row of it is its own root
    uint32_t foreigns;
    const LaneForeign *foreign; // by seq
} LaneMoment;

typedef struct LaneFile {
    atomic_uint references;
    uint64_t number;
    uint64_t checksum; // of its head, and so of all of it
    size_t size;
    const char *bytes;
    LaneKey key;
    LaneMoment made_of;
    uint32_t customers, rows; // no customer is `customers` or more
    LaneSums sums;
    Second first, last;
    uint16_t values[ACTIVITY_DIMENSIONS_MAX];
    LanePiece piece;
    FileOwner owner;
    int handle;                   // -1: of bytes in memory
    atomic_int_least64_t written; // when the file was written to last, in nanoseconds, as of when it was found right
    atomic_bool damaged;
} LaneFile;

// Reads all of it once, on `threads` threads.
FileFault lane_file_open(int folder, uint64_t number, const FileOwner *owner, int threads, LaneFile **opened);
// The same of bytes in memory, which must be aligned to 64 bytes and stay: for tests.
FileFault lane_file_read(const char *bytes, size_t size, const FileOwner *owner, int threads, LaneFile *file);
// Whether it still is what was written. While nobody has written to the file (its size and time are looked at) that
// costs one call of the system; else, and with `all`, every block of it is read again. False, from then on: it must not
// be read any more.
bool lane_file_sound(LaneFile *file, bool all);
void lane_file_retain(LaneFile *file);
void lane_file_release(LaneFile *file); // the last one unmaps it
void lane_file_forget_pages(const LaneFile *file);

void lane_file_name(uint64_t number, char name[FILE_NAME_BYTES]);
bool lane_file_name_parse(const char *name, uint64_t *number);

// ---- writing: begin, then for each person in order lane_columns_begin and its rows in order, then finish ----

typedef struct LaneFilePlan {
    FileOwner owner;
    uint64_t number;
    LaneKey key;
    LaneMoment made_of;
    LaneShape shape;
    uint32_t customers; // no person is `customers` or more
    uint32_t runs;      // people with rows, exactly
    uint32_t rows;      // exactly
} LaneFilePlan;

typedef struct LaneFileOut {
    LaneColumns columns; // into the mapping
    LaneFilePlan plan;
    int folder, handle;
    char *bytes;
    size_t size;
    uint64_t checksum; // of its head, once it is finished
} LaneFileOut;

// Room on the disk is claimed first, so that a full one is an error.
MUST_USE bool lane_file_begin(int folder, const LaneFilePlan *plan, LaneFileOut *out, Error *error);
// Seals it, makes its bytes last and gives it its name; the name itself lasts once the folder is synced.
MUST_USE bool lane_file_finish(LaneFileOut *out, Error *error);
void lane_file_abandon(LaneFileOut *out); // instead of finishing

#endif
