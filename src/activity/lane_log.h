// lane_log.h - the rows of a lane out of files and tails: all after some event, all of a customer, or single ones.
#ifndef FIDELE_ACTIVITY_LANE_LOG_H
#define FIDELE_ACTIVITY_LANE_LOG_H

#include "activity/figures.h"
#include "activity/lane_rows.h"
#include "activity/person_roots.h"
#include "activity/sources.h"

// One moment of the log. Figures may be newer than the rows, never older.
typedef struct LaneReading {
    const Sources *sources;
    uint32_t committed; // of the newest tail
    int64_t seq;        // the last one that is seen
    LaneKey key;
    uint8_t *taken; // [event class]: 0 or LANE_TAKEN, LANE_REFUNDS
    PersonRoots *roots;
    Figures *figures;
    const FiguresSeen *seen; // the same figures, for reading many; or NULL
    const SharedRates *rates;
} LaneReading;

enum { LANE_TAKEN = 1, LANE_REFUNDS = 2 };
uint8_t *lane_taken(LaneKey key, Arena *arena);

typedef struct SeenRow {
    int64_t seq;
    Customer written_for;
    Customer counted_for; // another one by a figure; else the same
    Customer person;      // whose it is
    LaneRow row;
} SeenRow;
typedef void SeeRow(void *context, const SeenRow *row);

// In no particular order, but in the same one each time.
void lane_read_since(const LaneReading *reading, int64_t after, SeeRow *see, void *context);
// All that was written for a customer, whoever it counts for.
void lane_read_customer(const LaneReading *reading, Customer customer, SeeRow *see, void *context);
// For each number (rising): for whom it was written when it is in the lane, whatever it counts for; else 0. `perhaps`
// is whom to look at first. One who is not found so is looked for in all rows of the lane of that stretch.
void lane_written_for(const LaneReading *reading, const int64_t *seq, const Customer *perhaps, size_t count,
                      Customer *customer);

#endif
