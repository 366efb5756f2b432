// survival_table.h - how long people stay, group by group: ages at which they left, or at which they were last known.
//
// By inactivity: from the first event to the last one before the window first passed without another, as the audit has
// it (docs/decisions/0003): who is still there is followed until a window before as_of, and who came later than that is
// in no curve. By contract: from the start of the first subscription to the day on which the last one that ran ended.
#ifndef FIDELE_BEHAVIOUR_SURVIVAL_TABLE_H
#define FIDELE_BEHAVIOUR_SURVIVAL_TABLE_H

#include "behaviour/event_lane.h"
#include "measure/log_rank.h"
#include "measure/survival.h"
#include "metric/grouping.h"

typedef struct SurvivalQuestion {
    bool contractual;
    EventLane event;     // by inactivity
    int32_t window_days; // 0: from the data
    int32_t hazard_days; // width of the stretches in which the peak is looked for
    Day as_of;
    MetricGroups groups;
} SurvivalQuestion;

typedef struct SurvivalGroup {
    int64_t people, left;
    Survival curve;
    bool has_peak;
    Hazard peak;
    // 95 % interval of the median, as R's survfit: where the lower and the upper line first come to 0.5.
    int32_t median_low, median_high; // -1: not reached
} SurvivalGroup;

typedef struct SurvivalTable {
    int32_t window_days;
    uint32_t groups;
    SurvivalGroup *group;
    LogRank test; // between the groups with people
} SurvivalTable;

MUST_USE bool survival_table(const MetricPlace *place, const SurvivalQuestion *question, SurvivalTable *table,
                             Error *error);

#endif
