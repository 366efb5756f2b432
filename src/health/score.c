#include "health/score.h"

#include <math.h>

// ---- standing ----

HealthStanding health_standing(const HealthFacts *facts, const HealthMoment *moment)
{
    if (facts->contract) return STANDING_CUSTOMER;
    if (!facts->purchases) return STANDING_NO_CUSTOMER;
    double silence = (double)(moment->as_of - facts->last_purchase) / (double)HEALTH_DAY;
    double inactive = fmax((double)moment->window_days, 2 * facts_gap_days(facts, moment->window_days));
    return silence >= 2 * inactive ? STANDING_LOST : STANDING_CUSTOMER;
}

// ---- signals ----

static SignalScore stands_since(bool stands, Instant since)
{
    return (SignalScore){.stands = stands, .since = stands ? since : 0};
}

static SignalScore stands_for(const HealthMoment *moment, Instant at, int64_t days)
{
    return stands_since(at && at <= moment->as_of && at > moment->as_of - days * HEALTH_DAY, at);
}

int64_t frequent_tickets_count(const HealthDefinition *definition, const HealthFacts *facts, const HealthMoment *moment)
{
    Instant after = moment->as_of - definition->tickets_days * HEALTH_DAY;
    int64_t kept = facts->tickets < TICKETS_RECENT_MAX ? facts->tickets : TICKETS_RECENT_MAX, within = 0;
    while (within < kept && facts->ticket[within] > after) within++;
    return within;
}

// Since the ticket that made them too many, of those that have been so without a break.
static SignalScore frequent_tickets(const HealthDefinition *definition, const HealthFacts *facts,
                                    const HealthMoment *moment)
{
    uint32_t count = (uint32_t)definition->tickets_count;
    uint32_t kept = facts->tickets < TICKETS_RECENT_MAX ? facts->tickets : TICKETS_RECENT_MAX;
    int64_t window = definition->tickets_days * HEALTH_DAY;
    SignalScore signal = {0};
    if (kept < count || facts->ticket[count - 1] <= moment->as_of - window) return signal;
    signal = stands_since(true, facts->ticket[0]);
    for (uint32_t i = 0; i + count <= kept && facts->ticket[i] - facts->ticket[i + count - 1] < window; i++)
        signal.since = facts->ticket[i];
    return signal;
}

static SignalScore falling_frequency(const HealthFacts *facts, const HealthMoment *moment)
{
    enum { OWN_FROM = 3, GAPS = 2 };
    if (facts->purchases < OWN_FROM || facts->contract_paid) return (SignalScore){0};
    Instant gap = (Instant)(facts_gap_days(facts, moment->window_days) * (double)HEALTH_DAY);
    Instant since = facts->last_purchase + GAPS * gap;
    return stands_since(since <= moment->as_of, since);
}

static SignalScore falling_engagement(const HealthFacts *facts, const HealthMoment *moment)
{
    enum { DAYS_FROM = 4, WINDOW = 30 };
    bool falls =
        facts->active_days_before_30d >= DAYS_FROM && 2 * facts->active_days_30d <= facts->active_days_before_30d;
    return stands_since(falls, moment->as_of - WINDOW * HEALTH_DAY);
}

SignalScore health_signal(const HealthDefinition *definition, HealthSignal signal, const HealthFacts *facts,
                          const HealthMoment *moment)
{
    int64_t days = definition->signal_days[signal];
    switch (signal) {
    case SIGNAL_FREQUENT_TICKETS: return frequent_tickets(definition, facts, moment);
    case SIGNAL_FALLING_FREQUENCY: return falling_frequency(facts, moment);
    case SIGNAL_FALLING_ENGAGEMENT: return falling_engagement(facts, moment);
    case SIGNAL_DOWNGRADE: return stands_for(moment, facts->downgraded_at, days);
    case SIGNAL_PAUSE: return stands_since(facts->paused_at != 0, facts->paused_at);
    case SIGNAL_CANCELLATION: return stands_since(facts->cancel_scheduled_at != 0, facts->cancel_scheduled_at);
    case SIGNAL_PAYMENT_FAILED: return stands_since(facts->payment_failed_at != 0, facts->payment_failed_at);
    case SIGNAL_NEGATIVE_FEEDBACK: return stands_for(moment, facts->negative_at, days);
    case SIGNAL_LATE_DELIVERY: return stands_for(moment, facts->late_at, days);
    case SIGNAL_SLOW_TICKET: return stands_for(moment, facts->slow_at, days);
    case SIGNAL_BROKEN_PROMISE: return stands_for(moment, facts->broken_at, days);
    case HEALTH_SIGNAL_COUNT: break;
    }
    return (SignalScore){0};
}

// What follows from other measures by itself has no moment of its own, and so no other near it.
static bool has_moment(HealthSignal signal)
{
    return signal != SIGNAL_FALLING_FREQUENCY && signal != SIGNAL_FALLING_ENGAGEMENT;
}

static bool near_another(const HealthScore *score, int64_t days)
{
    for (int a = 0; a < HEALTH_SIGNAL_COUNT; a++)
        for (int b = a + 1; b < HEALTH_SIGNAL_COUNT; b++) {
            const SignalScore *one = &score->signal[a], *other = &score->signal[b];
            bool both =
                one->points > 0 && other->points > 0 && has_moment((HealthSignal)a) && has_moment((HealthSignal)b);
            Instant apart = one->since > other->since ? one->since - other->since : other->since - one->since;
            if (both && apart <= days * HEALTH_DAY) return true;
        }
    return false;
}

static void take_signals(const HealthDefinition *definition, const HealthFacts *facts, const HealthMoment *moment,
                         HealthScore *score)
{
    for (int i = 0; i < HEALTH_SIGNAL_COUNT; i++) {
        score->signal[i] = health_signal(definition, (HealthSignal)i, facts, moment);
        if (score->signal[i].stands) score->signal[i].points = definition->signal_points[i];
        score->points_off += score->signal[i].points;
    }
    score->together = definition->together_days > 0 && near_another(score, definition->together_days);
}

// ---- measures ----

static void mean_of_groups(const HealthDefinition *definition, HealthScore *score, HealthMean *mean)
{
    HealthPart groups[HEALTH_GROUP_COUNT];
    for (int group = 0; group < HEALTH_GROUP_COUNT; group++) {
        HealthPart parts[HEALTH_MEASURE_COUNT];
        size_t count = 0;
        for (int i = 0; i < HEALTH_MEASURE_COUNT; i++)
            if ((int)health_measures[i].group == group)
                parts[count++] = (HealthPart){definition->measure_weight[i], score->measure[i].points};
        HealthMean of_group = health_mean(parts, count);
        score->group[group].mean = of_group;
        groups[group] = (HealthPart){definition->group_weight[group], of_group.observed ? of_group.value : (double)NAN};
    }
    *mean = health_mean(groups, HEALTH_GROUP_COUNT);
    for (int group = 0; group < HEALTH_GROUP_COUNT; group++)
        score->group[group].share = health_share(mean, &groups[group]);
}

static void share_measures(const HealthDefinition *definition, const HealthMean *mean, HealthScore *score)
{
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) {
        HealthGroup group = health_measures[i].group;
        const HealthMean *of_group = &score->group[group].mean;
        const HealthPart part = {definition->measure_weight[i], score->measure[i].points};
        double weight = mean->observed ? definition->group_weight[group] / mean->weight : 0;
        score->measure[i].share = weight * health_share(of_group, &part);
    }
}

HealthScore health_score(const HealthDefinition *definition, const HealthFacts *facts, const HealthMoment *moment)
{
    HealthScore score = {0};
    HealthMean mean;
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) {
        score.measure[i].value = health_measures[i].value(facts, moment);
        score.measure[i].points = health_points(definition->measure_scale[i], score.measure[i].value);
    }
    mean_of_groups(definition, &score, &mean);
    share_measures(definition, &mean, &score);
    take_signals(definition, facts, moment, &score);
    score.scored = mean.observed;
    score.before = mean.value;
    score.score = health_after(definition->thresholds, score.before, score.points_off, score.together);
    score.band = health_band(definition->thresholds, score.score);
    return score;
}

// ---- loyalty and prices ----

LoyaltyIndex loyalty_index(const HealthDefinition *definition, const HealthFacts *facts, const HealthMoment *moment)
{
    LoyaltyIndex index;
    for (int i = 0; i < LOYALTY_PART_COUNT; i++) {
        index.value[i] = loyalty_kinds[i].value(facts, moment);
        index.part[i] =
            (HealthPart){definition->loyalty_weight[i], health_points(definition->loyalty_scale[i], index.value[i])};
    }
    index.mean = health_mean(index.part, LOYALTY_PART_COUNT);
    return index;
}

Rate promotion_sensitivity(const HealthFacts *facts)
{
    return rate_of(facts->promoted, facts->purchases);
}

double price_sensitivity(const HealthFacts *facts)
{
    return facts->discounted ? facts->discount / facts->discounted : (double)NAN;
}
