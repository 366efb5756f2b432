// describe_group.h - a rule over figures that tells a group of people from everybody else: a small decision tree
// (Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees; impurity of Gini), at most three
// questions deep, read as "all of these bounds, or all of those". Whose figure is not known answers no question and is
// not in, as in rules of segments.
#ifndef FIDELE_MEASURE_DESCRIBE_GROUP_H
#define FIDELE_MEASURE_DESCRIBE_GROUP_H

#include "base/arena.h"

enum { DESCRIBE_DEPTH_MAX = 3, DESCRIBE_PATHS_MAX = 8 };

// low < x <= high
typedef struct GroupBound {
    size_t figure;
    bool has_low, has_high;
    double low, high;
} GroupBound;

typedef struct GroupPath { // all of these
    GroupBound bound[DESCRIBE_DEPTH_MAX];
    size_t count;
} GroupPath;

typedef struct GroupRule { // any of these; without any: nobody
    GroupPath path[DESCRIBE_PATHS_MAX];
    size_t count;
    int64_t both, only_rule, only_group; // people in the rule and the group, or one of them
    double fit;                          // F1: 2 both / (2 both + only_rule + only_group)
} GroupRule;

// `figure[f][i]`: of person i, NaN where it is not known; `in[i]`: in the group.
void describe_group(const double *const *figure, size_t figures, const bool *in, size_t people, GroupRule *rule);
bool group_rule_holds(const GroupRule *rule, const double *const *figure, size_t person);

#endif
