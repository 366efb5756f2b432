// lane_folder.h - a folder of lane files without a log, written directly: for benchmarks.
//
// activity_open opens such a folder as if its rows had all come before the first event of a log that is empty. Events
// that are appended, merges and removals count over them as they do over any file. (A person that is taken apart, or
// whose figures change, is read from the log again, which has nothing of them: they lose the rows of the file.)
#ifndef FIDELE_ACTIVITY_LANE_FOLDER_H
#define FIDELE_ACTIVITY_LANE_FOLDER_H

#include "activity/lane_file.h"

typedef struct LaneFolder LaneFolder;

MUST_USE bool lane_folder_open(const ActivitySettings *settings, LaneFolder **folder, Error *error); // a new folder

// A lane of exactly so many people with rows, numbered below `customers`, and rows. Fill *columns with
// lane_columns_begin for each person, in order, and lane_columns_put for each of their rows, in order of time (equal:
// of amount); then end it.
typedef struct LanePlan {
    const uint16_t *classes;
    const bool *negative; // NULL: none is
    size_t class_count;
    LaneShape shape;
    uint32_t customers, people, rows;
} LanePlan;
MUST_USE bool lane_folder_begin(LaneFolder *folder, const LanePlan *plan, LaneColumns **columns, Error *error);
MUST_USE bool lane_folder_end(LaneFolder *folder, Error *error);

MUST_USE bool lane_folder_close(LaneFolder *folder, Error *error); // lists them all

#endif
