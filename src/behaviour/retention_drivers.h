// retention_drivers.h - which behaviours of people's first days go with coming back later: a correlation, no cause.
//
// Somebody begins with their first `entry` ever. Within `days` times 24 hours from it they did an event so many times,
// or not; they are retained when there is an activity from day later_from to the end of day later_to, counted the same
// way. Who began too recently to have had all of later_to is left out. The first days end before the later ones begin,
// so that nobody is retained by what they did.
#ifndef FIDELE_BEHAVIOUR_RETENTION_DRIVERS_H
#define FIDELE_BEHAVIOUR_RETENTION_DRIVERS_H

#include "activity/port.h"
#include "measure/association.h"

enum { DRIVER_TIMES = 5, DRIVER_EVENTS_MAX = 200 };
extern const uint32_t driver_times[DRIVER_TIMES]; // at least 1, 2, 3, 5, 10 times

typedef struct DriverAsk {
    int64_t from, to; // civil seconds of the first entry, from <= t < to
    int64_t known_to; // who began at this second or later has not had all of later_to
    int32_t days, later_from, later_to;
} DriverAsk;

// Of each person of the entry's lane.
typedef struct DriverPeople {
    uint32_t customers;
    Second *start;   // 0: not counted
    uint8_t *stayed; // 0 or 1
    int64_t people, retained;
    int64_t too_recent; // began at known_to or later, within from and to
} DriverPeople;

// Rows of a lane, or its purchases alone.
typedef struct DriverLane {
    const Columns *columns;
    bool purchases;
} DriverLane;

void drivers_begin(DriverLane entry, const DriverAsk *ask, const Grouping *grouping, Arena *arena,
                   DriverPeople *people);
void drivers_retained(DriverLane activity, const DriverAsk *ask, DriverPeople *people);

typedef struct DriverCount {
    int64_t did, did_retained;
} DriverCount;
// Of each of driver_times.
void drivers_count(DriverLane behaviour, const DriverAsk *ask, const DriverPeople *people, DriverCount *count);

// One behaviour, tested.
typedef struct Driver {
    uint32_t event; // the caller's number of it
    uint32_t times; // at least
    Rate did;       // of all people
    Rate stayed, stayed_without;
    ShareDifference difference;
    bool has_lift;
    double lift; // stayed / stayed_without
    double correlation, p, p_adjusted;
    bool small_sample; // fewer than 30 did, or did not
} Driver;

// Adds those of an event that some did and some did not; a number of times that tells the same people apart as a
// smaller one is left out. At most DRIVER_TIMES are written; how many.
size_t drivers_of(uint32_t event, const DriverPeople *people, const DriverCount *count, Driver *driver);
// p_adjusted of all together (Benjamini-Hochberg), in order of correlation, the strongest for staying first.
void drivers_rank(Driver *driver, size_t count, Arena *arena);

#endif
