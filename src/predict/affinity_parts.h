// affinity_parts.h - what counting is made of; for predict/affinity*.c alone.
#ifndef FIDELE_PREDICT_AFFINITY_PARTS_H
#define FIDELE_PREDICT_AFFINITY_PARTS_H

#include "predict/affinity.h"

// A product of a person.
typedef struct Held {
    uint32_t item, customer;
    int32_t first, last;
} Held;

// People by how often they bought: 1, 2, 3, 4, 5-6, 7-9, 10-14, 15-24, 25-49, 50 times and more. Who buys often has
// more of everything, which is no affinity: people are compared with those who bought as often.
enum { AFFINITY_STRATA = 10 };

// Who has what, both ways round.
typedef struct AffinityIndex {
    const AffinityAsk *ask;
    uint32_t people[AFFINITY_STRATA];
    uint32_t (*had)[AFFINITY_STRATA]; // of each item: people of each stratum
    AffinityLine *line;               // once each, up to the end
    size_t lines;
    uint32_t *held_start; // customers + 1
    Held *held;           // of each customer, by item; at most AFFINITY_HELD_MAX
    uint32_t *of_start;   // items + 1: of both below
    uint32_t *holder;     // of each item: positions in held
    uint32_t *line_start; // items + 1
    uint32_t *line_of;    // of each item: positions in line
} AffinityIndex;

void affinity_index(const AffinityAsk *ask, Arena *arena, AffinityIndex *index, Affinity *affinity);
void affinity_count_gaps(const AffinityIndex *index, Arena *arena, Affinity *affinity);
void affinity_count_pairs(const AffinityIndex *index, bool with_rules, Arena *arena, Affinity *affinity);

// ---- rules ----

// Of one ordered pair, but for p. False: no lift, or none that chance would not give.
bool affinity_rule_of(const AffinityIndex *index, const Affinity *affinity, uint32_t a, const AffinityNear *pair,
                      bool baskets, AffinityRule *rule);
// Sets p and p_adjusted, keeps those below 0.05, in order.
void affinity_rules_rank(AffinityRule *rule, size_t *count, size_t tested);

#endif
