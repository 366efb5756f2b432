// grouping_parts.h - what the files that put people into groups share.
#ifndef FIDELE_METRIC_GROUPING_PARTS_H
#define FIDELE_METRIC_GROUPING_PARTS_H

#include "activity/names.h"
#include "customer/trait.h"
#include "metric/grouping.h"

// One value of each person.
typedef struct PersonValues {
    uint32_t customers;
    uint32_t *number; // of `names`, from 1; 0: none
    Names names;
    Arena *arena;
} PersonValues;
PersonValues person_values(const MetricPlace *place);
void person_value_set(PersonValues *values, CustomerId root, Str text); // "" is none

typedef struct GroupsMade {
    uint16_t *of; // by person
    uint32_t customers, groups;
    const MetricGroup *group;
} GroupsMade;
// Closes the values.
void group_by_values(const MetricPlace *place, PersonValues *values, GroupsMade *made);

Str trait_shown_text(const Trait *trait, Arena *arena);
bool word_among(const char *words, Str word); // "a|b|c"

Str metrics_reading(const MetricPlace *place, uint32_t reads);
// The reader does not take the parameter, these metrics do.
bool refuse_reading(const MetricPlace *place, const MetricReader *reader, const char *parameter, uint32_t reads,
                    Error *error);
bool refuse_masked(Error *error);

#endif
