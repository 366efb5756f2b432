#include "predict/trees.h"

#include <math.h>
#include <string.h>

static bool goes_left(const TreeNode *node, const float *row)
{
    float value = row[node->term];
    return isnan(value) ? node->missing_left : value < node->split;
}

void trees_score(const Trees *trees, const float *rows, size_t count, double *score)
{
    for (size_t i = 0; i < count; i++) score[i] = trees->base;
    for (size_t t = 0; t < trees->count; t++) // tree by tree: its nodes stay near
        for (size_t i = 0; i < count; i++) {
            const float *row = rows + i * trees->terms;
            const TreeNode *node = &trees->node[trees->first[t]];
            while (node->left) node = &trees->node[goes_left(node, row) ? node->left : node->right];
            score[i] += node->split;
        }
}

// The share of a node's training weight that went left.
static double share_left(const Trees *trees, const TreeNode *node)
{
    double left = trees->node[node->left].cover, right = trees->node[node->right].cover;
    return left + right > 0 ? left / (left + right) : 0.5;
}

static double expected_of(const Trees *trees, uint32_t at)
{
    const TreeNode *node = &trees->node[at];
    if (!node->left) return node->split;
    double left = share_left(trees, node);
    return left * expected_of(trees, node->left) + (1 - left) * expected_of(trees, node->right);
}

void trees_finish(Trees *trees)
{
    trees->expected = trees->base;
    for (size_t t = 0; t < trees->count; t++) trees->expected += expected_of(trees, trees->first[t]);
}

// ---- Shapley values ----

// The different terms met on the way down: for each, the share of training rows (zero) and whether this row (one) go on
// when the term is left out, or known; and the weights of subsets by size.
typedef struct PathStep {
    uint32_t term;
    double zero, one, weight;
} PathStep;

typedef struct Path {
    size_t count;
    PathStep step[TREES_DEPTH_MAX + 2];
} Path;

typedef struct Explaining {
    const Trees *trees;
    const float *row;
    double *effect;
} Explaining;

static void path_extend(Path *path, double zero, double one, uint32_t term)
{
    PathStep *step = path->step;
    size_t depth = path->count++;
    step[depth] = (PathStep){term, zero, one, depth == 0};
    for (size_t i = depth; i-- > 0;) {
        step[i + 1].weight += one * step[i].weight * (double)(i + 1) / (double)(depth + 1);
        step[i].weight = zero * step[i].weight * (double)(depth - i) / (double)(depth + 1);
    }
}

static void path_unwind(Path *path, size_t at)
{
    PathStep *step = path->step;
    size_t depth = --path->count;
    double one = step[at].one, zero = step[at].zero, next = step[depth].weight;
    for (size_t i = depth; i-- > 0;) {
        if (one != 0) {
            double kept = step[i].weight;
            step[i].weight = next * (double)(depth + 1) / ((double)(i + 1) * one);
            next = kept - step[i].weight * zero * (double)(depth - i) / (double)(depth + 1);
        } else if (zero != 0) {
            step[i].weight = step[i].weight * (double)(depth + 1) / (zero * (double)(depth - i));
        }
    }
    for (size_t i = at; i < depth; i++)
        step[i].term = step[i + 1].term, step[i].zero = step[i + 1].zero, step[i].one = step[i + 1].one;
}

static double path_unwound_sum(const Path *path, size_t at)
{
    const PathStep *step = path->step;
    size_t depth = path->count - 1;
    double one = step[at].one, zero = step[at].zero, next = step[depth].weight, sum = 0;
    for (size_t i = depth; i-- > 0;) {
        if (one != 0) {
            double weight = next * (double)(depth + 1) / ((double)(i + 1) * one);
            sum += weight;
            next = step[i].weight - weight * zero * (double)(depth - i) / (double)(depth + 1);
        } else if (zero != 0) {
            sum += step[i].weight / zero * (double)(depth + 1) / (double)(depth - i);
        }
    }
    return sum;
}

static void explain(const Explaining *to, uint32_t at, Path path, double zero, double one, uint32_t term)
{
    const Trees *trees = to->trees;
    const TreeNode *node = &trees->node[at];
    path_extend(&path, zero, one, term);
    if (!node->left) {
        for (size_t i = 1; i < path.count; i++)
            to->effect[path.step[i].term] +=
                path_unwound_sum(&path, i) * (path.step[i].one - path.step[i].zero) * node->split;
        return;
    }
    double before_zero = 1, before_one = 1, left = share_left(trees, node);
    for (size_t i = 1; i < path.count; i++) {
        if (path.step[i].term != node->term) continue;
        before_zero = path.step[i].zero, before_one = path.step[i].one;
        path_unwind(&path, i);
        break;
    }
    bool hot = goes_left(node, to->row);
    explain(to, node->left, path, before_zero * left, hot ? before_one : 0, node->term);
    explain(to, node->right, path, before_zero * (1 - left), hot ? 0 : before_one, node->term);
}

void trees_effects(const Trees *trees, const float *row, double *effect)
{
    memset(effect, 0, trees->terms * sizeof *effect);
    Explaining to = {trees, row, effect};
    for (size_t t = 0; t < trees->count; t++) explain(&to, trees->first[t], (Path){0}, 1, 1, UINT32_MAX);
}
