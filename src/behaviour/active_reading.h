// active_reading.h - how many people are active, how often, and since when, period by period (activity/retention.h).
#ifndef FIDELE_BEHAVIOUR_ACTIVE_READING_H
#define FIDELE_BEHAVIOUR_ACTIVE_READING_H

#include "behaviour/event_lane.h"
#include "metric/reading.h"

// The periods of a table in which something can have been seen, of the activity that is asked for.
typedef struct ActiveReading {
    EventLane activity;
    PeriodSpan span;   // of the observed periods alone
    uint32_t offset;   // of the first of them in the table
    uint32_t trailing; // days; 0: within the periods
} ActiveReading;

// Begins the table. The first option of the reader is what counts as activity.
MUST_USE bool active_begin(const MetricAsk *ask, ActiveReading *reading, MetricTable *table, Error *error);

// The days of a period that are known, from the first event on.
int64_t active_days_known(const MetricTable *table, uint32_t period);

// How often the people of one group and period were active, from Active.by_buckets over days.
typedef struct ActiveDays {
    int64_t people, days; // days: of all of them together
    double squares;
} ActiveDays;
ActiveDays active_days_of(const Active *active, uint32_t group, uint32_t period);

MUST_USE bool active_ask(const MetricAsk *ask, const ActiveReading *reading, const Lane *lane, uint32_t trailing,
                         Active *active, Error *error);

MUST_USE bool read_active(const MetricAsk *ask, MetricTable *table, Error *error);
MUST_USE bool active_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                            Error *error);

#endif
