#include "predict/exact_json.h"
#include "predict/trees.h"

#include <math.h>

enum { NODE_NUMBERS = 6 }; // left, right, term, split, cover, missing left

void trees_write(const Trees *trees, JsonWriter *json)
{
    json_begin_object(json);
    exact_put_key(json, "base", trees->base);
    json_key(json, "first");
    json_begin_array(json);
    for (size_t i = 0; i < trees->count; i++) json_integer(json, trees->first[i]);
    json_end_array(json);
    json_key(json, "nodes");
    json_begin_array(json);
    for (size_t i = 0; i < trees->nodes; i++) {
        const TreeNode *node = &trees->node[i];
        json_integer(json, node->left), json_integer(json, node->right), json_integer(json, node->term);
        exact_put(json, node->split), exact_put(json, node->cover);
        json_integer(json, node->missing_left);
    }
    json_end_array(json);
    json_end_object(json);
}

static bool whole_below(double number, size_t limit, uint32_t *to)
{
    if (!(number >= 0) || number != floor(number) || number >= (double)limit) return false;
    *to = (uint32_t)number;
    return true;
}

// Children come after their parent and within the nodes, so that every walk down ends.
static bool node_read(const double *number, size_t at, const Trees *trees, TreeNode *node)
{
    uint32_t missing;
    if (!whole_below(number[0], trees->nodes, &node->left) || !whole_below(number[1], trees->nodes, &node->right) ||
        !whole_below(number[2], trees->terms ? trees->terms : 1, &node->term) || !whole_below(number[5], 2, &missing))
        return false;
    node->split = (float)number[3], node->cover = (float)number[4], node->missing_left = missing == 1;
    if (fabs(number[3]) > 1e37 || !(number[4] >= 0) || number[4] > 1e37) return false;
    if (!node->left) return node->right == 0 && fabs(number[3]) < 1e6;
    return node->left > at && node->right > at && trees->terms > 0;
}

// No walk is longer than TREES_DEPTH_MAX.
static bool depths_hold(const Trees *trees, Arena *arena)
{
    uint8_t *depth = arena_array(arena, uint8_t, trees->nodes);
    for (size_t i = 0; i < trees->nodes; i++) {
        const TreeNode *node = &trees->node[i];
        if (!node->left) continue;
        if (depth[i] == TREES_DEPTH_MAX) return false;
        uint8_t below = (uint8_t)(depth[i] + 1);
        if (depth[node->left] < below) depth[node->left] = below;
        if (depth[node->right] < below) depth[node->right] = below;
    }
    return true;
}

bool trees_read(JsonValue value, size_t terms, Arena *arena, Trees *trees, Error *error)
{
    double *first, *numbers;
    size_t count, size, most = (size_t)TREES_MAX << (TREES_DEPTH_MAX + 1);
    *trees = (Trees){.terms = terms};
    if (!exact_get(value, "base", &trees->base, error) ||
        !exact_get_list(value, "first", TREES_MAX, arena, &first, &count, error) ||
        !exact_get_list(value, "nodes", most, arena, &numbers, &size, error))
        return false;
    if (size % NODE_NUMBERS || fabs(trees->base) > 1e6) return exact_refuse(error, "nodes");
    trees->nodes = size / NODE_NUMBERS, trees->count = count;
    trees->first = arena_array(arena, uint32_t, count);
    trees->node = arena_array(arena, TreeNode, trees->nodes);
    for (size_t i = 0; i < count; i++)
        if (!whole_below(first[i], trees->nodes, &trees->first[i])) return exact_refuse(error, "first");
    for (size_t i = 0; i < trees->nodes; i++)
        if (!node_read(numbers + i * NODE_NUMBERS, i, trees, &trees->node[i])) return exact_refuse(error, "nodes");
    if (!depths_hold(trees, arena)) return exact_refuse(error, "nodes");
    trees_finish(trees);
    return true;
}
