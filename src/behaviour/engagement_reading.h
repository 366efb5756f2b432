// engagement_reading.h - engagement of the people of a data folder, period by period.
#ifndef FIDELE_BEHAVIOUR_ENGAGEMENT_READING_H
#define FIDELE_BEHAVIOUR_ENGAGEMENT_READING_H

#include "metric/reading.h"

MUST_USE bool read_engagement(const MetricAsk *ask, MetricTable *table, Error *error);
MUST_USE bool engagement_people(const MetricAsk *ask, uint32_t group, uint32_t period, Str part, MetricPeople *people,
                                Error *error);

#endif
