// health_pattern.h - whether those with something leave more than those without: the odds ratio with its interval.
// Pure.
#ifndef FIDELE_PREDICT_HEALTH_PATTERN_H
#define FIDELE_PREDICT_HEALTH_PATTERN_H

#include "measure/rate.h"

typedef struct PatternCounts {
    int64_t with, with_left, without, without_left;
} PatternCounts;

// `lift` is the odds of leaving of those with it over the odds of those without (2.0: it doubles the odds), its
// interval that of Woolf (1955, Ann. Hum. Genet. 19:251); with a half added to each cell when one is empty (Haldane
// 1956; Anscombe 1956). `ratio` is that of the two shares. p as rates_differ_p.
typedef struct Pattern {
    bool observed; // there are people on both sides
    double lift, low, high, ratio, p;
    Rate with, without;
} Pattern;
Pattern pattern_of(PatternCounts counts);

#endif
