// score.h - a person's health and loyalty out of facts and a definition, with what each part contributes. Pure.
#ifndef FIDELE_HEALTH_SCORE_H
#define FIDELE_HEALTH_SCORE_H

#include "health/definition.h"
#include "measure/rate.h"

typedef enum HealthStanding {
    STANDING_CUSTOMER,
    STANDING_NO_CUSTOMER, // has bought nothing and subscribed to nothing
    STANDING_LOST,        // silent for twice the longer of the window and two of their own gaps, and no subscription
    STANDING_OBJECTED     // to profiling: not scored
} HealthStanding;
HealthStanding health_standing(const HealthFacts *facts, const HealthMoment *moment);

typedef struct SignalScore {
    bool stands;
    Instant since;
    double points; // taken off
} SignalScore;

// Shares are points of the score before signals: those of the measures of a group sum to the group's, those of the
// groups to `before`; `before` less points_off (and what `together` takes besides) is the score.
typedef struct HealthScore {
    bool scored;
    double before, score; // 0..100
    HealthBand band;
    double points_off;
    bool together; // two signals, near each other: a band at least
    struct HealthGroupScore {
        HealthMean mean;
        double share;
    } group[HEALTH_GROUP_COUNT];
    struct HealthMeasureScore {
        double value, points; // NaN: not observed
        double share;
    } measure[HEALTH_MEASURE_COUNT];
    SignalScore signal[HEALTH_SIGNAL_COUNT];
} HealthScore;

// Of a customer (health_standing); not scored when nothing is observed.
HealthScore health_score(const HealthDefinition *definition, const HealthFacts *facts, const HealthMoment *moment);

// Whether it stands, and since when.
SignalScore health_signal(const HealthDefinition *definition, HealthSignal signal, const HealthFacts *facts,
                          const HealthMoment *moment);

// Tickets within the days that the definition's frequent tickets are looked for in; TICKETS_RECENT_MAX: that many or
// more.
int64_t frequent_tickets_count(const HealthDefinition *definition, const HealthFacts *facts,
                               const HealthMoment *moment);

typedef struct LoyaltyIndex {
    HealthMean mean; // 0..100
    double value[LOYALTY_PART_COUNT];
    HealthPart part[LOYALTY_PART_COUNT];
} LoyaltyIndex;
LoyaltyIndex loyalty_index(const HealthDefinition *definition, const HealthFacts *facts, const HealthMoment *moment);

// Share of purchases with a promotion; and how much of the full price they were let off, on average.
Rate promotion_sensitivity(const HealthFacts *facts);
double price_sensitivity(const HealthFacts *facts); // 0..1; NaN: no order with an amount

#endif
