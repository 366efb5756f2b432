// lane_update.h - from a version of a lane to one of now, at the cost of what is new.
#ifndef FIDELE_ACTIVITY_LANE_UPDATE_H
#define FIDELE_ACTIVITY_LANE_UPDATE_H

#include "activity/lane_version.h"

// `changes`: figures_changes at the moment that is read. A version without until. Never fails.
LaneVersion *lane_update(const LaneVersion *before, const LaneReading *reading, uint64_t changes);

// From nothing. Rows up to `rows_in_memory` stay there; more are written as file `number` of the folder, if the disk
// lets us, and *file says whether.
typedef struct LaneMaking {
    uint64_t rows_in_memory;
    int folder;
    const FileOwner *owner;
    uint64_t number;
    int threads;
} LaneMaking;
LaneVersion *lane_make(const LaneMaking *making, LaneReading *reading, uint64_t changes);

#endif
