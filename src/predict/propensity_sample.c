#include "predict/propensity_parts.h"

#include <math.h>

#include "base/thread.h"

Sample sample_of(const DesignReading *reading, const uint8_t *label, const uint32_t *row, size_t rows, Arena *arena)
{
    Sample sample = {reading, row, rows, arena_array(arena, uint8_t, rows)};
    for (size_t i = 0; i < rows; i++) sample.label[i] = label[row[i]] != 0;
    return sample;
}

static void fill(void *context, size_t first, size_t rows, double *out)
{
    const Sample *sample = context;
    design_fill_linear(sample->reading, sample->row + first, rows, LOGISTIC_BLOCK, out);
}

static LogisticData linear_numbers(Sample *sample)
{
    return (LogisticData){.rows = sample->rows,
                          .columns = design_linear_terms(sample->reading->design),
                          .fill = fill,
                          .context = sample,
                          .label = sample->label};
}

LogisticFit sample_fit_logistic(const Sample *sample, double ridge, int threads, Arena *arena)
{
    Sample copy = *sample;
    LogisticData data = linear_numbers(&copy);
    return logistic_fit(&data, ridge, threads, arena);
}

void sample_errors_by_person(const Sample *sample, const uint32_t *person, LogisticFit *fit)
{
    Sample copy = *sample;
    LogisticData data = linear_numbers(&copy);
    Arena *scratch = arena_open(0);
    uint32_t *of = arena_array(scratch, uint32_t, sample->rows);
    for (size_t i = 0; i < sample->rows; i++) of[i] = person[sample->row[i]];
    logistic_errors_by_cluster(&data, of, fit);
    arena_close(scratch);
}

// ---- for trees: all numbers in one piece, as the library wants them ----

typedef struct Filling {
    const Sample *sample;
    size_t width;
    float *number;
} Filling;

enum { FILL_ROWS = 4096 };

static void fill_part(void *context, size_t part, int worker)
{
    (void)worker;
    const Filling *filling = context;
    const Sample *sample = filling->sample;
    size_t first = part * FILL_ROWS, rows = sample->rows - first < FILL_ROWS ? sample->rows - first : FILL_ROWS;
    design_fill_trees(sample->reading, sample->row + first, rows, filling->number + first * filling->width);
}

static BoostingData tree_numbers(const Sample *sample, int threads, Arena *arena)
{
    Filling filling = {sample, design_tree_terms(sample->reading->design), NULL};
    filling.number = arena_array(arena, float, sample->rows *filling.width);
    thread_run(threads, (sample->rows + FILL_ROWS - 1) / FILL_ROWS, fill_part, &filling);
    return (BoostingData){sample->rows, filling.width, filling.number, sample->label};
}

bool sample_fit_boosting(const Sample *sample, const Sample *check, size_t rounds, int threads, Arena *arena,
                         Trees *trees, Error *error)
{
    Arena *scratch = arena_open(0);
    BoostingData data = tree_numbers(sample, threads, scratch), against = {0};
    if (check) against = tree_numbers(check, threads, scratch);
    BoostingOptions options = boosting_options(sample->rows, threads);
    if (rounds) options.rounds = (int)rounds;
    bool done = boosting_train(&data, check ? &against : NULL, &options, arena, trees, error);
    arena_close(scratch);
    return done;
}

void sample_score_logistic(const Sample *sample, const LogisticFit *fit, double *score)
{
    Arena *scratch = arena_open(0);
    double *number = arena_array(scratch, double, fit->columns *LOGISTIC_BLOCK);
    for (size_t first = 0; first < sample->rows; first += LOGISTIC_BLOCK) {
        size_t rows = sample->rows - first < LOGISTIC_BLOCK ? sample->rows - first : LOGISTIC_BLOCK;
        design_fill_linear(sample->reading, sample->row + first, rows, LOGISTIC_BLOCK, number);
        for (size_t i = 0; i < rows; i++) {
            score[first + i] = fit->intercept;
            for (size_t j = 0; j < fit->columns; j++)
                score[first + i] += fit->value[j] * number[j * LOGISTIC_BLOCK + i];
        }
    }
    arena_close(scratch);
}

void sample_score_trees(const Sample *sample, const Trees *trees, double *score)
{
    Arena *scratch = arena_open(0);
    BoostingData data = tree_numbers(sample, 1, scratch);
    trees_score(trees, data.number, data.rows, score);
    arena_close(scratch);
}
