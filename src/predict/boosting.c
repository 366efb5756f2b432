#include "predict/boosting.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xgboost/c_api.h>

#include "predict/logistic.h"

// The library's threads wait for each other by spinning, several times a tree: below so many numbers one is faster, and
// beside other work much faster.
enum { PATIENCE = 20, THREADS_FROM = 2000000 };

BoostingOptions boosting_options(size_t rows, int threads)
{
    bool many = rows >= 20000;
    return (BoostingOptions){.rounds = many ? 200 : 150,
                             .depth = many ? 5 : 3,
                             .rate = many ? 0.1 : 0.07,
                             .child_weight_min = many ? 10 : 3,
                             .threads = threads};
}

static bool refuse(Error *error)
{
    return error_say(error, ERROR_FAILED, PHRASE("libxgboost: {0}", "libxgboost\u00A0: {0}"),
                     str_of(XGBGetLastError()));
}

// ---- the library's hands ----

typedef struct Growing {
    DMatrixHandle matrix, check;
    BoosterHandle booster;
    double base;
} Growing;

static void growing_close(Growing *growing)
{
    if (growing->booster) XGBoosterFree(growing->booster);
    if (growing->check) XGDMatrixFree(growing->check);
    if (growing->matrix) XGDMatrixFree(growing->matrix);
}

static bool matrix_make(const BoostingData *data, int threads, Arena *scratch, DMatrixHandle *matrix)
{
    float *label = arena_array(scratch, float, data->rows);
    for (size_t i = 0; i < data->rows; i++) label[i] = data->label[i] != 0;
    return XGDMatrixCreateFromMat_omp(data->number, data->rows, data->terms, NAN, matrix, threads) == 0 &&
           XGDMatrixSetFloatInfo(*matrix, "label", label, data->rows) == 0;
}

static bool set_number(BoosterHandle booster, const char *name, double value)
{
    char text[40];
    (void)snprintf(text, sizeof text, "%.9g", value);
    return XGBoosterSetParam(booster, name, text) == 0;
}

static bool growing_start(const BoostingData *data, const BoostingData *check, const BoostingOptions *options,
                          Arena *scratch, Growing *growing)
{
    double yes = 0;
    for (size_t i = 0; i < data->rows; i++) yes += data->label[i] != 0;
    float share = (float)(yes / (double)data->rows);
    growing->base = log((double)share) - log1p(-(double)share);
    int threads = data->rows * data->terms < THREADS_FROM ? 1 : options->threads;
    if (!matrix_make(data, threads, scratch, &growing->matrix) ||
        (check && !matrix_make(check, threads, scratch, &growing->check)))
        return false;
    DMatrixHandle both[2] = {growing->matrix, growing->check};
    if (XGBoosterCreate(both, check ? 2 : 1, &growing->booster)) return false;
    BoosterHandle booster = growing->booster;
    return XGBoosterSetParam(booster, "objective", "binary:logistic") == 0 &&
           XGBoosterSetParam(booster, "tree_method", "hist") == 0 &&
           XGBoosterSetParam(booster, "verbosity", "0") == 0 && set_number(booster, "nthread", threads) &&
           set_number(booster, "max_depth", options->depth) && set_number(booster, "eta", options->rate) &&
           set_number(booster, "base_score", (double)share) &&
           set_number(booster, "min_child_weight", options->child_weight_min) && set_number(booster, "lambda", 1) &&
           set_number(booster, "seed", 0);
}

static bool loss_of(const Growing *growing, const BoostingData *check, double *loss)
{
    bst_ulong count;
    const float *score;
    if (XGBoosterPredict(growing->booster, growing->check, 1, 0, 0, &count, &score) || count != check->rows)
        return false;
    *loss = 0;
    for (size_t i = 0; i < check->rows; i++) {
        double z = (double)score[i];
        *loss += fmax(z, 0) - (check->label[i] ? z : 0) + log1p(exp(-fabs(z)));
    }
    return true;
}

// Grows tree after tree; *best is how many to keep.
static bool grow(const Growing *growing, const BoostingData *check, const BoostingOptions *options, size_t *best)
{
    double least = INFINITY;
    *best = (size_t)options->rounds;
    for (int round = 0; round < options->rounds; round++) {
        double loss;
        if (XGBoosterUpdateOneIter(growing->booster, round, growing->matrix)) return false;
        if (!check) continue;
        if (!loss_of(growing, check, &loss)) return false;
        if (loss < least) least = loss, *best = (size_t)round + 1;
        if ((size_t)round + 1 >= *best + PATIENCE) return true;
    }
    return true;
}

// ---- its trees as ours ----

enum { LEFT, RIGHT, TERM, SPLIT, COVER, MISSING_LEFT, LISTS };

typedef struct Grown {
    double *list[LISTS];
    size_t count;
} Grown;

static bool list_take(JsonValue tree, const char *name, Arena *scratch, double **list, size_t *count)
{
    JsonValue values, item;
    if (!json_member(tree, str_of(name), &values) || values.type != JSON_ARRAY) return false;
    *count = json_count(values);
    *list = arena_array(scratch, double, *count);
    size_t cursor = 0;
    for (size_t i = 0; json_next(values, &cursor, NULL, &item); i++) {
        (*list)[i] = json_get_boolean(item);
        if (item.type == JSON_NUMBER && !json_get_number(item, &(*list)[i])) return false;
    }
    return true;
}

static bool grown_take(JsonValue tree, Arena *scratch, Grown *grown)
{
    static const char *const names[LISTS] = {"left_children",    "right_children", "split_indices",
                                             "split_conditions", "sum_hessian",    "default_left"};
    for (size_t i = 0; i < LISTS; i++) {
        size_t count;
        if (!list_take(tree, names[i], scratch, &grown->list[i], &count) || (i && count != grown->count)) return false;
        grown->count = count;
    }
    return grown->count > 0;
}

// The node and those below it, numbered on from trees->nodes. False: not a tree we know how to hold.
static bool plant(const Grown *grown, size_t at, int depth, Trees *trees, uint32_t *number)
{
    if (at >= grown->count || depth > TREES_DEPTH_MAX) return false;
    *number = (uint32_t)trees->nodes++;
    TreeNode *node = &trees->node[*number];
    *node = (TreeNode){.split = (float)grown->list[SPLIT][at],
                       .cover = (float)grown->list[COVER][at],
                       .missing_left = grown->list[MISSING_LEFT][at] != 0};
    if (grown->list[LEFT][at] < 0) return true;
    double term = grown->list[TERM][at];
    if (!(term >= 0) || term >= (double)trees->terms) return false;
    node->term = (uint32_t)term;
    return plant(grown, (size_t)grown->list[LEFT][at], depth + 1, trees, &node->left) &&
           plant(grown, (size_t)grown->list[RIGHT][at], depth + 1, trees, &node->right);
}

static bool trees_take(JsonValue list, size_t keep, Arena *scratch, Arena *arena, Trees *trees)
{
    Grown *grown = arena_array(scratch, Grown, keep);
    JsonValue tree;
    size_t nodes = 0, cursor = 0;
    for (; trees->count < keep && json_next(list, &cursor, NULL, &tree); trees->count++) {
        if (!grown_take(tree, scratch, &grown[trees->count])) return false;
        nodes += grown[trees->count].count;
    }
    if (trees->count != keep) return false;
    trees->first = arena_array(arena, uint32_t, keep);
    trees->node = arena_array(arena, TreeNode, nodes);
    for (size_t i = 0; i < keep; i++)
        if (!plant(&grown[i], 0, 0, trees, &trees->first[i])) return false;
    trees_finish(trees);
    return true;
}

static bool trees_export(const Growing *growing, size_t keep, Arena *scratch, Arena *arena, Trees *trees, Error *error)
{
    bst_ulong size;
    const char *text;
    if (XGBoosterSaveModelToBuffer(growing->booster, "{\"format\":\"json\"}", &size, &text)) return refuse(error);
    JsonValue value;
    if (!json_parse((Str){text, size}, &value, error)) return false;
    static const char *const path[] = {"learner", "gradient_booster", "model", "trees"};
    for (size_t i = 0; i < COUNT_OF(path); i++)
        if (!json_member(value, str_of(path[i]), &value)) value = (JsonValue){JSON_NULL, STR("null")};
    return trees_take(value, keep, scratch, arena, trees) ||
           error_say(
               error, ERROR_FAILED,
               PHRASE("libxgboost: trees of a form unknown here", "libxgboost\u00A0: arbres d’une forme inconnue ici"),
               STR(""));
}

bool boosting_train(const BoostingData *data, const BoostingData *check, const BoostingOptions *options, Arena *arena,
                    Trees *trees, Error *error)
{
    assert(options->depth <= TREES_DEPTH_MAX && options->rounds <= TREES_MAX);
    Arena *scratch = arena_open(0);
    Growing growing = {0};
    size_t best = 0;
    bool done = (growing_start(data, check, options, scratch, &growing) && grow(&growing, check, options, &best)) ||
                refuse(error);
    *trees = (Trees){.base = growing.base, .terms = data->terms};
    done = done && trees_export(&growing, best, scratch, arena, trees, error);
    growing_close(&growing);
    arena_close(scratch);
    return done;
}
