// people_range.h - people dealt out to threads by number, for questions over several lanes.
#ifndef FIDELE_ACTIVITY_PEOPLE_RANGE_H
#define FIDELE_ACTIVITY_PEOPLE_RANGE_H

#include "activity/columns.h"

enum { PEOPLE_A_RANGE = 4096 };

typedef struct PeopleRange {
    Customer from, to; // `to` is not in it
} PeopleRange;

static inline size_t people_ranges(uint32_t customers)
{
    return (size_t)customers / PEOPLE_A_RANGE + 1;
}

static inline PeopleRange people_range(uint32_t customers, size_t range)
{
    uint64_t from = (uint64_t)range * PEOPLE_A_RANGE, to = from + PEOPLE_A_RANGE;
    return (PeopleRange){(Customer)(from < customers ? from : customers), (Customer)(to < customers ? to : customers)};
}

// The group of a person; `groups` or more: left out.
static inline uint32_t group_of(const uint16_t *group, Customer customer)
{
    return group ? group[customer] : 0;
}

#endif
