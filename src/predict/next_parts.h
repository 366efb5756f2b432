// next_parts.h - candidates and their figures; for predict/next_*.c alone.
#ifndef FIDELE_PREDICT_NEXT_PARTS_H
#define FIDELE_PREDICT_NEXT_PARTS_H

#include "predict/next_product.h"

// The figures of a pair of person and product, in this order.
typedef enum NextFigure {
    FIGURE_ONE,
    FIGURE_POPULAR, // ln of the share of recent buyers that bought it
    FIGURE_SIMILAR, // ln (1 + 20 * sum of its similarities to what they have)
    FIGURE_LIFT,    // the largest ln lift to something they have, shrunk by 5
    FIGURE_AFTER,   // the same in order of time, to something bought lately, shrunk by 3
    FIGURE_OWNED,   // 1: they bought it before
    FIGURE_RHYTHM,  // of what they bought before: logit of replenish.h
    FIGURE_TIMES,   // … ln of the days on which they did
    FIGURE_VIEWED,  // ln (1 + views of the last days)
    FIGURE_QUIET,   // ln (1 + days since they bought anything)
    FIGURE_ACTIVE   // ln of the days on which they bought anything
} NextFigure;

typedef struct NextOwned {
    uint32_t item, days;
    Rhythm rhythm;
} NextOwned;

typedef struct NextSource {
    uint32_t owned; // position
    int32_t last;
} NextSource;

typedef struct NextCandidate {
    uint32_t item;
    int32_t owned; // position in owned; -1
    uint32_t views;
    double similar, lift, after; // lift, after: logarithms
    uint32_t lift_source, after_source;
    double lift_share, after_share, lift_ratio;
    int64_t lift_n, after_n;
    double probability;
    Replenishment again;
    float figure[NEXT_FIGURES];
} NextCandidate;

struct NextDesk {
    uint32_t items;
    uint32_t *slot; // of each item: 1 + position in candidate
    Arena *arena;   // of growing arrays
    AffinityLine *sorted;
    NextOwned *owned;
    NextCandidate *candidate;
    size_t sorted_room, owned_room, source_room, candidate_room;
    size_t owneds, candidates;
    NextSource *source; // what is owned, the last bought first
};

// All candidates of the person with their figures and probabilities, in no order; `also`: an item that is one too
// (UINT32_MAX: none).
void next_candidates(const NextModel *model, const uint8_t *rule, const NextHistory *history, int32_t day,
                     uint32_t also, NextDesk *desk);
double next_score(const NextModel *model, const NextCandidate *candidate);
// Whether the person may be offered the product, by what they own of it (NULL: nothing).
bool next_allowed(const Affinity *affinity, const uint8_t *rule, uint32_t item, const NextOwned *owned);
const NextOwned *next_owned(const NextDesk *desk, uint32_t item);
int next_more_probable(const void *left, const void *right); // for qsort of candidates

// Newton's method on a logistic regression with a small ridge; rows in parts, so that sums are the same for any number
// of threads.
typedef struct NextRows {
    double weight; // how many each row stands for
    size_t count, room;
    float (*figure)[NEXT_FIGURES];
    uint8_t *bought;
} NextRows;
// False: no row was bought, or all; weights are 0 then.
bool next_fit(const NextRows *part, size_t parts, int threads, double weight[NEXT_FIGURES]);

#endif
