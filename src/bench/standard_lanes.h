// standard_lanes.h - the standard log as lanes, one an event class: what was there when the files were written, and
// over it everything of the customers of whom something changed since.
#ifndef FIDELE_BENCH_STANDARD_LANES_H
#define FIDELE_BENCH_STANDARD_LANES_H

#include "base/error.h"
#include "bench/standard_log.h"

typedef struct StandardLanes {
    uint32_t customers;
    uint64_t seed, rows; // rows as they count now
    Columns lane[STANDARD_CLASSES];
    const Columns *lanes[STANDARD_CLASSES]; // each of them
    uint64_t *replaced;                     // customers whose rows lie in the second pieces
    uint64_t file_rows, file_bytes;         // of all lane files
    double generate_seconds, write_seconds, open_seconds, overlay_seconds;
    uint64_t overlay_rows;
    struct StandardKept *kept; // what the pieces lie in
} StandardLanes;

// Writes the lane files into the folder and maps them.
MUST_USE bool standard_lanes_open(uint32_t customers, uint64_t seed, int threads, Str folder, StandardLanes *lanes,
                                  Error *error);
void standard_lanes_close(StandardLanes *lanes);
uint64_t standard_kept_bytes(const StandardLanes *lanes); // beside the files (activity/kept.h)

// All rows as CSV without a header: customer,second,class,amount.
MUST_USE bool standard_lanes_write_csv(const StandardLanes *lanes, Str path, Error *error);

#endif
