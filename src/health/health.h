// health.h - the health of people of a data folder: everybody's at an instant, or one person's, with overrides, and
// without those who objected to being profiled.
#ifndef FIDELE_HEALTH_HEALTH_H
#define FIDELE_HEALTH_HEALTH_H

#include "health/score.h"

// What is asked over.
typedef struct HealthPlace {
    const struct House *house;
    StoreSession *session;
    Instant now;
    Arena *arena;
} HealthPlace;

// What somebody of the staff says instead of the score.
typedef struct HealthOverride {
    bool set;
    HealthBand band;
    Str reason;
    bool ends;
    Day until; // its last day, in the workspace's time zone
    int64_t made_by;
    Instant made_at;
} HealthOverride;
// Of the person: the latest of those of their customers that holds on that day.
MUST_USE bool health_override(StoreSession *session, const CustomerId *members, size_t count, Day today, Arena *arena,
                              HealthOverride *override, Error *error);

typedef struct PersonHealth {
    HealthDefinition definition;
    HealthMoment moment;
    HealthFacts facts;
    HealthStanding standing;
    HealthScore score; // when scored
    HealthOverride override;
    HealthBand band; // as it holds
    LoyaltyIndex loyalty;
} PersonHealth;
MUST_USE bool health_of_person(const HealthPlace *place, CustomerId root, PersonHealth *health, Error *error);
// The same as of an earlier instant, by the same definition; without override.
MUST_USE bool health_of_person_then(const HealthPlace *place, CustomerId root, Instant as_of, PersonHealth *health,
                                    Error *error);

// By root.
typedef struct PeopleHealth {
    HealthDefinition definition;
    HealthMoment moment;
    uint32_t customers;
    HealthFacts *facts;
    uint8_t *standing;  // HealthStanding
    double *score;      // NaN: not scored
    uint8_t *band;      // as it holds, of those with a score
    uint8_t *overrides; // 1: by an override
} PeopleHealth;
typedef struct PeopleAsk {
    Instant as_of;
    int64_t outcome_days;               // 0: no outcome
    const HealthDefinition *definition; // NULL: the one that holds
    bool overrides;
} PeopleAsk;
MUST_USE bool health_of_all(const HealthPlace *place, const PeopleAsk *ask, PeopleHealth *people, Error *error);

// Bands as they hold today, by root: overrides go before the score of who has one.
typedef struct PeopleBands {
    uint32_t customers;
    const double *score;
    uint8_t *band, *overrides;
} PeopleBands;
MUST_USE bool health_overrides(const HealthPlace *place, const PeopleBands *people, Error *error);

// Days of inactivity after which somebody counts as gone, here.
MUST_USE bool health_window(const HealthPlace *place, int64_t *days, Error *error);
Day health_today(const HealthPlace *place);

#endif
