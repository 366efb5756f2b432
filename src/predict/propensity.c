#include "predict/propensity.h"

#include <math.h>
#include <string.h>

#include "base/thread.h"

enum { BLOCK = 256 };

static size_t terms_used(const PropensityModel *model)
{
    return model->kind == PROPENSITY_LOGISTIC ? design_linear_terms(&model->design) : design_tree_terms(&model->design);
}

// ---- scores ----

typedef struct Scoring {
    const PropensityModel *model;
    const DesignReading *reading;
    size_t rows, terms;
    double *probability;
    double *numbers; // of each worker
    float *tree_numbers;
} Scoring;

static void score_block(void *context, size_t part, int worker)
{
    const Scoring *scoring = context;
    const PropensityModel *model = scoring->model;
    size_t first = part * BLOCK, rows = scoring->rows - first < BLOCK ? scoring->rows - first : BLOCK;
    uint32_t row[BLOCK];
    double *out = scoring->probability + first;
    for (size_t i = 0; i < rows; i++) row[i] = (uint32_t)(first + i), out[i] = model->intercept;
    if (model->kind == PROPENSITY_LOGISTIC) {
        double *numbers = scoring->numbers + (size_t)worker * scoring->terms * BLOCK;
        design_fill_linear(scoring->reading, row, rows, BLOCK, numbers);
        for (size_t t = 0; t < scoring->terms; t++)
            for (size_t i = 0; i < rows; i++) out[i] += model->value[t] * numbers[t * BLOCK + i];
    } else {
        float *numbers = scoring->tree_numbers + (size_t)worker * scoring->terms * BLOCK;
        design_fill_trees(scoring->reading, row, rows, numbers);
        trees_score(&model->trees, numbers, rows, out);
    }
    for (size_t i = 0; i < rows; i++)
        out[i] = logistic_of(model->calibration.slope * out[i] + model->calibration.offset);
}

void propensity_score(const PropensityModel *model, const FeatureTable *table, int threads, double *probability)
{
    if (!table->rows) return;
    if (threads < 1) threads = 1;
    Arena *scratch = arena_open(0);
    DesignReading reading = design_reading(&model->design, table, scratch);
    bool linear = model->kind == PROPENSITY_LOGISTIC;
    Scoring scoring = {.model = model,
                       .reading = &reading,
                       .rows = table->rows,
                       .terms = terms_used(model),
                       .probability = probability};
    size_t room = (size_t)threads * scoring.terms * BLOCK;
    if (linear)
        scoring.numbers = arena_array(scratch, double, room);
    else
        scoring.tree_numbers = arena_array(scratch, float, room);
    thread_run(threads, (table->rows + BLOCK - 1) / BLOCK, score_block, &scoring);
    arena_close(scratch);
}

// ---- reasons ----

typedef struct Explaining {
    const PropensityModel *model;
    const DesignReading *reading;
    const uint32_t *row;
    size_t rows, terms, columns;
    const uint32_t *column; // of each term of the model: that of the table, UINT32_MAX when it lacks it
    double *effect;         // of each row, `columns` each
    double *by_term;        // of each worker
    float *numbers;         // of each worker
} Explaining;

static uint32_t column_in_table(const FeatureTable *table, const DesignColumn *column, uint32_t at)
{
    if (at < table->columns && str_equal(table->column[at].name, column->name)) return at;
    const FeatureColumn *found = feature_column_find(table, column->name);
    return found ? (uint32_t)(found - table->column) : UINT32_MAX;
}

static bool term_used(const PropensityModel *model, const Term *term)
{
    return model->kind == PROPENSITY_LOGISTIC ? term_linear(term) : term_in_trees(term);
}

static const uint32_t *columns_of_terms(const PropensityModel *model, const FeatureTable *table, size_t terms,
                                        Arena *arena)
{
    const Design *design = &model->design;
    uint32_t *column = arena_array(arena, uint32_t, terms);
    for (size_t i = 0, at = 0; i < design->terms; i++) {
        const Term *term = &design->term[i];
        if (term_used(model, term)) column[at++] = column_in_table(table, &design->column[term->column], term->column);
    }
    return column;
}

static void explain_row(void *context, size_t part, int worker)
{
    const Explaining *to = context;
    const PropensityModel *model = to->model;
    double *by_term = to->by_term + (size_t)worker * to->terms, *effect = to->effect + part * to->columns;
    if (model->kind == PROPENSITY_LOGISTIC) {
        design_fill_linear(to->reading, to->row + part, 1, 1, by_term);
        for (size_t i = 0; i < to->terms; i++) by_term[i] *= model->value[i];
    } else {
        float *numbers = to->numbers + (size_t)worker * to->terms;
        design_fill_trees(to->reading, to->row + part, 1, numbers);
        trees_effects(&model->trees, numbers, by_term);
    }
    memset(effect, 0, to->columns * sizeof *effect);
    for (size_t i = 0; i < to->terms; i++)
        if (to->column[i] != UINT32_MAX) effect[to->column[i]] += model->calibration.slope * by_term[i];
}

void propensity_effects(const PropensityModel *model, const FeatureTable *table, const uint32_t *row, size_t rows,
                        int threads, double *effect)
{
    if (threads < 1) threads = 1;
    Arena *scratch = arena_open(0);
    DesignReading reading = design_reading(&model->design, table, scratch);
    size_t terms = terms_used(model);
    Explaining to = {.model = model,
                     .reading = &reading,
                     .row = row,
                     .rows = rows,
                     .terms = terms,
                     .columns = table->columns,
                     .column = columns_of_terms(model, table, terms, scratch),
                     .effect = effect,
                     .by_term = arena_array(scratch, double, (size_t)threads *terms),
                     .numbers = arena_array(scratch, float, (size_t)threads *terms)};
    thread_run(threads, rows, explain_row, &to);
    arena_close(scratch);
}

size_t reasons_of(const double *effect, size_t columns, size_t most, Reason *reasons)
{
    size_t count = 0;
    for (uint32_t i = 0; i < columns; i++) {
        if (!(fabs(effect[i]) > 0)) continue;
        size_t at = count;
        while (at && fabs(reasons[at - 1].effect) < fabs(effect[i])) at--;
        if (at == most) continue;
        if (count < most) count++;
        memmove(reasons + at + 1, reasons + at, (count - at - 1) * sizeof *reasons);
        reasons[at] = (Reason){i, effect[i]};
    }
    return count;
}

size_t propensity_reasons(const PropensityModel *model, const FeatureTable *table, size_t row, size_t most,
                          Reason *reasons)
{
    Arena *scratch = arena_open(0);
    double *effect = arena_array(scratch, double, table->columns);
    uint32_t number = (uint32_t)row;
    propensity_effects(model, table, &number, 1, 1, effect);
    size_t count = reasons_of(effect, table->columns, most, reasons);
    arena_close(scratch);
    return count;
}

PropensityDrift propensity_drift(const PropensityModel *model, const FeatureTable *table, const double *probability,
                                 Arena *arena)
{
    PropensityDrift drift = {.column = arena_array(arena, double, model->design.columns)};
    if (!table->rows) return drift;
    Arena *scratch = arena_open(0);
    DesignReading reading = design_reading(&model->design, table, scratch);
    design_drift(&reading, drift.column);
    arena_close(scratch);
    double bin[DRIFT_BINS] = {0};
    for (size_t i = 0; i < table->rows; i++) bin[propensity_score_bin(model, probability[i])]++;
    drift.score = psi_of(model->score_bin, bin, model->score_edges + 1);
    return drift;
}

size_t propensity_score_bin(const PropensityModel *model, double probability)
{
    size_t bin = 0;
    while (bin < model->score_edges && probability >= model->score_edge[bin]) bin++;
    return bin;
}
