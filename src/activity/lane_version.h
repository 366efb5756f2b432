// lane_version.h - a lane at one moment of the log: a file that never changes, and over it an overlay in memory.
//
// The overlay has all rows of the people that something is new of since the file was made; their rows in the file are
// `replaced`. A version never changes either: what comes makes the next one, which shares what has not changed. Whoever
// asks holds one, and what it names stays until it is let go.
#ifndef FIDELE_ACTIVITY_LANE_VERSION_H
#define FIDELE_ACTIVITY_LANE_VERSION_H

#include "activity/lane_log.h"

typedef struct Overlay {
    atomic_uint references;
    LaneColumns columns;
    uint64_t *replaced; // a bit for each customer; NULL without a file
    size_t words;
} Overlay;

typedef struct Foreigns { // rows that count for somebody else, by number
    atomic_uint references;
    uint32_t count, room;
    LaneForeign *foreign;
} Foreigns;

typedef struct LaneVersion {
    ActivityView shown; // first, so that who is shown it can give it back
    atomic_uint references;
    LaneFile *file; // NULL: all is in the overlay
    Overlay *overlay;
    PersonRoots *roots;
    Foreigns *foreigns;
    uint64_t figures; // figures_changes that were seen, or FIGURES_UNKNOWN
    uint64_t rates;   // digest
    Second until;     // later rows are left out; 0: none is

    // of the rows in the file that are not replaced
    uint32_t file_rows;
    LaneSums file_sums;
    Second file_first, file_last;
    bool file_span_wider; // it may be wider than theirs; that of all rows is exact all the same
} LaneVersion;

LaneVersion *lane_version_retain(LaneVersion *version);
void lane_version_release(LaneVersion *version);
LaneVersion *lane_version_of_file(LaneFile *file); // takes hold of it

// Where the rows of a person lie.
typedef struct FoundRows {
    LanePiece piece;
    LaneRun run;
} FoundRows;
FoundRows lane_version_find(const LaneVersion *version, Customer person);

// ---- the next version ----

// A person whose rows are new: those it had, those of several people together, or none of them, and the rows of the
// change that are its own.
typedef enum LaneBase { BASE_KEPT, BASE_JOINED, BASE_NONE, BASE_UNTIL } LaneBase;
typedef struct LaneTouch {
    Customer person;
    LaneBase base;
    uint32_t joined, joined_count; // BASE_JOINED: in LaneChange.joined
} LaneTouch;

typedef struct PersonRow {
    Customer person;
    LaneRow row;
} PersonRow;

// What is different, and as of when.
typedef struct LaneChange {
    size_t touches;
    const LaneTouch *touch; // by person
    size_t rows;
    PersonRow *row; // each of a person that is touched; are put in order
    const Customer *joined;
    int64_t seq;
    uint64_t figures, rates;
    Second until;
    PersonRoots *roots;
    Foreigns *foreigns;
    uint32_t customers; // at least
} LaneChange;

LaneVersion *lane_version_next(const LaneVersion *before, const LaneChange *change);
// The same without rows later than `until`.
LaneVersion *lane_version_until(const LaneVersion *whole, Second until);

// Writes it as one file.
MUST_USE bool lane_version_write(const LaneVersion *version, int folder, const FileOwner *owner, uint64_t number,
                                 LaneKey key, Error *error);

Foreigns *foreigns_open(const LaneForeign *foreign, uint32_t count); // a copy
Foreigns *foreigns_retain(Foreigns *foreigns);
void foreigns_release(Foreigns *foreigns);
const LaneForeign *foreigns_find(const Foreigns *foreigns, int64_t seq); // NULL: it counts for whom it was written

void lane_version_show(LaneVersion *version, int64_t seq, uint32_t customers); // once all else of a new one is set
Overlay *overlay_open(LaneColumns *columns, size_t customers); // takes them over; room for so many bits, or 0
uint64_t lane_version_bytes(const LaneVersion *version);       // in memory, of the overlay

#endif
