// trees.h - boosted trees as arrays of our own: scored and explained without the library that grew them.
//
// A row goes left where its number is below the node's `split` (both as float, as XGBoost compares), right otherwise,
// and to `missing_left`'s side where it is NaN; the leaves' values add up, with `base`, to log odds.
#ifndef FIDELE_PREDICT_TREES_H
#define FIDELE_PREDICT_TREES_H

#include "base/json.h"

enum { TREES_DEPTH_MAX = 12, TREES_MAX = 5000 };

typedef struct TreeNode {
    uint32_t left, right; // of the same tree, counted within Trees.node; 0: a leaf
    uint32_t term;
    float split; // of a leaf: its value
    float cover; // training weight (sum of hessians) that came by
    bool missing_left;
} TreeNode;

typedef struct Trees {
    double base;
    size_t terms, count, nodes;
    uint32_t *first; // node of each tree's root
    TreeNode *node;
    double expected; // mean over the training weight: base and the cover-weighted mean of each tree's leaves
} Trees;

// Log odds of rows, `terms` numbers each.
void trees_score(const Trees *trees, const float *rows, size_t count, double *score);

// Shapley values of one row: effect[term], with trees->expected + sum(effect) = score. Path-dependent TreeSHAP,
// algorithm 2 of Lundberg, Erion & Lee (2018, arXiv:1802.03888).
void trees_effects(const Trees *trees, const float *row, double *effect);

void trees_finish(Trees *trees); // computes `expected`
void trees_write(const Trees *trees, JsonWriter *json);
MUST_USE bool trees_read(JsonValue value, size_t terms, Arena *arena, Trees *trees, Error *error);

#endif
