// affinity.h - what is bought with what, and what after what: counts of products over people, baskets and time.
//
// People and products are dense numbers from 0. Everything is counted up to a day `end`; later lines are not read, so
// that the same lines serve for a hold-out. Answers are the same for any number of threads and any order of the lines.
//
//   support      how many people (baskets) have both
//   confidence   of those with A, the share that has B
//   lift         confidence / share of all that have B; 1 when the two have nothing to do with each other. Of people,
//                both / what people who bought as often would have by chance: who buys often has more of everything
//
// Agrawal, Imielinski & Swami 1993, SIGMOD, p. 207 (support, confidence); Brin, Motwani, Ullman & Tsur 1997, SIGMOD, p.
// 255 (lift, there "interest", and the chi-squared test of it).
#ifndef FIDELE_PREDICT_AFFINITY_H
#define FIDELE_PREDICT_AFFINITY_H

#include "base/arena.h"
#include "measure/rate.h"

typedef struct AffinityLine {
    uint32_t customer, item;
    int32_t day;
    uint32_t basket; // lines of one customer and day with the same number were bought together
} AffinityLine;

// By customer, day, basket, item. Repeated lines are fine and count once.
void affinity_sort(AffinityLine *line, size_t count);

enum {
    AFFINITY_WITHIN_DAYS = 90, // "bought after": within so many days
    AFFINITY_RECENT_DAYS = 90, // "popular": bought by many within so many days
    AFFINITY_NEAR_MAX = 40,    // products kept beside each
    AFFINITY_HELD_MAX = 500,   // products of one person that are looked at, the last bought: resellers have thousands
    AFFINITY_BASKET_MAX = 200, // products of one basket; larger ones are stock orders and tell of no taste
    AFFINITY_RULE_LEAST = 5    // people (baskets) with both, for a rule
};

typedef struct AffinityAsk {
    const AffinityLine *line; // sorted
    size_t lines;
    uint32_t customers, items;
    int32_t end; // the last known day
    int threads;
} AffinityAsk;

typedef struct AffinityItem {
    uint32_t customers; // who bought it
    uint32_t baskets;
    uint32_t recent;   // people who bought it within AFFINITY_RECENT_DAYS
    uint32_t rebuyers; // people who bought it on two days or more
    uint32_t gaps;     // times from one day of buying it to the next, of one person
    float log_gap;     // mean of their natural logarithms (days)
    float repeat;      // share of purchases that are followed by another in the end (replenish.h)
    float later;       // of people who have not bought it: the share that does within AFFINITY_WITHIN_DAYS of buying
                       // something else for the first time
} AffinityItem;

typedef struct AffinityNear {
    uint32_t item;
    uint32_t both, baskets; // people, baskets with both
    uint32_t after, risk;   // of `risk` people who had not bought it when they first bought the other: who did within
                            // AFFINITY_WITHIN_DAYS
    float similarity;       // cosine of the two sets of people, times both / (both + 5)
    float expected;         // of both, by chance, of people who bought as often as these
} AffinityNear;

// A product A and one B that goes with it. Both directions are rules of their own.
typedef struct AffinityRule {
    uint32_t a, b;
    bool baskets; // the figures are of baskets; else of people
    int64_t both, n_a, n_b, n;
    Rate confidence;                   // both / n_a
    double lift, lift_low, lift_high;  // 95 %; of people: beside those who bought as often
    double chi_squared, p, p_adjusted; // p_adjusted: Benjamini-Hochberg over all pairs that were tested
    uint32_t audience;                 // people who bought A and not B
    Rate people;                       // of people with A, the share with B
    double expected; // audience * confidence * (1 - 1 / lift): buyers of B that the rule promises beyond chance
} AffinityRule;

typedef struct Affinity {
    uint32_t items, customers; // customers with a line
    uint32_t active;           // customers with a line within AFFINITY_RECENT_DAYS
    uint32_t baskets, mixed;   // mixed: with two products or more
    int32_t first, end;
    double gap_between, gap_within; // variances of log gaps: between people, within one (replenish.h)
    double log_gap;                 // of all products
    AffinityItem *item;
    uint32_t *start;    // items + 1: of near
    AffinityNear *near; // of each item, by similarity, then item
    size_t rules;
    AffinityRule *rule; // p_adjusted < 0.05 and lift > 1, by `expected`, then a, then b
} Affinity;

// Rules are of baskets when at least a tenth of the baskets hold two products or more, else of people. `with_rules`
// false leaves them out.
void affinity_count(const AffinityAsk *ask, bool with_rules, Arena *arena, Affinity *affinity);

const AffinityNear *affinity_near(const Affinity *affinity, uint32_t item, size_t *count);

#endif
