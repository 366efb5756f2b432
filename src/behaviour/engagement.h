// engagement.h - how much people engage: time on site, clicks and social participation, each brought to 0..1, weighted.
//
//   time_on_site  mean length of the person's visits / time_on_site_full_seconds, at most 1. A visit is a run of visit
//                 events with no longer silence than session_minutes between two of them; it lasts from the first to
//                 the last (one event alone: 0, since nobody saw how long they stayed) and counts where it begins. Who
//                 did not come: 0.
//   click_rate    clicks / messages delivered, at most 1, / click_rate_full, at most 1. Who was sent nothing has none.
//   social        actions in 30 days / social_full_actions, at most 1.
//
// A component of which nothing had been seen by the end of the period is unknown and left out of the weights: of all
// people. Whoever did, or was sent, anything of the components in the period is counted.
#ifndef FIDELE_BEHAVIOUR_ENGAGEMENT_H
#define FIDELE_BEHAVIOUR_ENGAGEMENT_H

#include "behaviour/behaviour_setting.h"

typedef enum EngagementPart { ENGAGED_TIME, ENGAGED_CLICKS, ENGAGED_SOCIAL, ENGAGED_PARTS } EngagementPart;

// What one person did in one period.
typedef struct Doings {
    int64_t seconds, visits; // of their visits
    int64_t delivered, clicks, actions;
} Doings;

typedef struct Engagement {
    bool known[ENGAGED_PARTS];
    double part[ENGAGED_PARTS]; // 0..1
    bool scored;
    double score; // 0..100
} Engagement;

// `known`: the components of which anything has been seen; `days` of the period that are known, 1 or more.
Engagement engagement_of(const Doings *doings, const bool known[ENGAGED_PARTS], int64_t days,
                         const BehaviourSettings *settings);
bool doings_any(const Doings *doings, const bool known[ENGAGED_PARTS]);

#endif
