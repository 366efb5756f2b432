#include "behaviour/behaviour_readers.h"

const MetricReader behaviour_readers[] = {
    {.metric = "cohort_retention", .reads = READS_GROUPS, .elsewhere = "/api/v1/cohorts"},
    {.metric = "survival", .reads = READS_GROUPS, .elsewhere = "/api/v1/survival"},
    {.metric = NULL}};
