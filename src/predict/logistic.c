#include "predict/logistic.h"

#include <math.h>
#include <string.h>

#include "base/thread.h"
#include "measure/rate.h"

enum {
    ITERATIONS_MAX = 40,
    HALVINGS_MAX = 25,
    PARTS_MAX = 64,
    WARM_ROWS = 32768,
    WARM_EVERY = 8,
    WARM_ITERATIONS = 12
};
#define STEP_SMALL 1e-5 // of a coefficient, beside 1 and itself: the next would be its square
#define STEP_WARM 1e-2
#define STEP_NEAR 1e-4             // small enough when rounding hides what is left to gain
#define ALIASED_BELOW 1e-10        // what is left of a column's variance after the earlier ones
#define SEPARATED_PROBABILITY 1e-6 // every row's probability is as near to what happened
#define SEPARATED_ERROR 1e3        // of a column of deviation 1: it has run away

double logistic_of(double log_odds)
{
    if (log_odds >= 0) return 1 / (1 + exp(-log_odds));
    double power = exp(log_odds);
    return power / (1 + power);
}

double log_odds_of(double probability)
{
    double held = fmin(fmax(probability, 1e-12), 1 - 1e-12);
    return log(held) - log1p(-held);
}

double logistic_p(double value, double error)
{
    if (!(error > 0) || !isfinite(error)) return 1;
    return fmin(1, 2 * normal_upper_tail(fabs(value / error)));
}

// ---- one pass over the rows: log-likelihood, gradient and information, summed part by part ----

typedef struct Pass {
    const LogisticData *data;
    const double *value; // intercept first
    size_t width;        // columns and the intercept
    size_t parts, part_rows;
    size_t every;   // only every so manieth block is read
    double *sums;   // of each part: likelihood, worst fault, gradient[width], information[width * width], lower half
    double *blocks; // of each worker
    size_t sums_size, block_size;
} Pass;

// The columns of a block, the intercept first. Made anew on each pass: to touch memory for all of them costs more.
static void pass_columns(const Pass *pass, size_t first, size_t rows, double *x)
{
    pass->data->fill(pass->data->context, first, rows, x + LOGISTIC_BLOCK);
    for (size_t i = 0; i < LOGISTIC_BLOCK; i++) x[i] = i < rows;
    for (size_t j = 1; j < pass->width && rows < LOGISTIC_BLOCK; j++)
        memset(x + j * LOGISTIC_BLOCK + rows, 0, (LOGISTIC_BLOCK - rows) * sizeof *x);
}

static void pass_block(const Pass *pass, size_t first, size_t rows, double *x, double *sums)
{
    pass_columns(pass, first, rows, x);
    double score[LOGISTIC_BLOCK], weight[LOGISTIC_BLOCK] = {0}, residual[LOGISTIC_BLOCK] = {0}, product = 1;
    gram_score(x, pass->width, pass->value, score);
    for (size_t i = 0; i < rows; i++) {
        double y = pass->data->label[first + i], power = exp(-fabs(score[i])), rest = 1 / (1 + power);
        double p = score[i] >= 0 ? rest : power * rest;
        sums[0] += y * score[i] - fmax(score[i], 0);
        product *= 1 + power; // at most 2 each: one logarithm for all
        sums[1] = fmax(sums[1], fabs(y - p));
        residual[i] = y - p, weight[i] = power * rest * rest;
    }
    sums[0] -= log(product);
    gram_add_sums(x, pass->width, residual, sums + 2);
    gram_add_products(x, pass->width, weight, sums + 2 + pass->width);
}

static void pass_part(void *context, size_t part, int worker)
{
    const Pass *pass = context;
    double *sums = pass->sums + part * pass->sums_size, *block = pass->blocks + (size_t)worker * pass->block_size;
    memset(sums, 0, pass->sums_size * sizeof *sums);
    size_t first = part * pass->part_rows, last = first + pass->part_rows;
    if (last > pass->data->rows) last = pass->data->rows;
    for (size_t row = first; row < last; row += LOGISTIC_BLOCK)
        if (row / LOGISTIC_BLOCK % pass->every == 0)
            pass_block(pass, row, last - row < LOGISTIC_BLOCK ? last - row : LOGISTIC_BLOCK, block, sums);
}

// The sums of all parts, in order of part, are in those of the first.
static const double *pass_run(Pass *pass, const double *value, int threads)
{
    pass->value = value;
    thread_run(threads, pass->parts, pass_part, pass);
    for (size_t part = 1; part < pass->parts; part++) {
        const double *sums = pass->sums + part * pass->sums_size;
        pass->sums[0] += sums[0];
        pass->sums[1] = fmax(pass->sums[1], sums[1]);
        for (size_t i = 2; i < pass->sums_size; i++) pass->sums[i] += sums[i];
    }
    return pass->sums;
}

static Pass pass_open(const LogisticData *data, int threads, Arena *scratch)
{
    Pass pass = {.data = data, .width = data->columns + 1, .every = 1};
    pass.sums_size = 2 + pass.width + pass.width * pass.width;
    pass.block_size = pass.width * LOGISTIC_BLOCK;
    size_t blocks = (data->rows + LOGISTIC_BLOCK - 1) / LOGISTIC_BLOCK, most = ((size_t)1 << 22) / pass.sums_size + 1;
    if (most > PARTS_MAX) most = PARTS_MAX;
    size_t part_blocks = (blocks + most - 1) / most;
    pass.part_rows = (part_blocks ? part_blocks : 1) * LOGISTIC_BLOCK;
    pass.parts = (data->rows + pass.part_rows - 1) / pass.part_rows;
    pass.sums = arena_array(scratch, double, pass.parts *pass.sums_size);
    pass.blocks = arena_array(scratch, double, (size_t)threads *pass.block_size);
    return pass;
}

// ---- Newton's step ----

// Cholesky's factor of the lower half of `matrix` in place; a column of which too little is left is aliased: its row
// and column count as absent. `fresh`: the aliased ones are found, else they are given.
static void factor(double *matrix, size_t width, bool *aliased, bool fresh)
{
    for (size_t j = 0; j < width; j++) {
        double *row = matrix + j * width, whole = row[j];
        if (!fresh && aliased[j]) continue;
        for (size_t k = 0; k < j; k++) {
            if (aliased[k]) continue;
            double sum = row[k];
            for (size_t i = 0; i < k; i++)
                if (!aliased[i]) sum -= row[i] * matrix[k * width + i];
            row[k] = sum / matrix[k * width + k];
        }
        double left = whole;
        for (size_t k = 0; k < j; k++)
            if (!aliased[k]) left -= row[k] * row[k];
        if (fresh) aliased[j] = !(left > whole * ALIASED_BELOW) || !(whole > 0);
        row[j] = sqrt(fmax(left, whole * 1e-14 + 1e-300));
    }
}

static void solve(const double *factored, size_t width, const bool *aliased, const double *right, double *out)
{
    for (size_t j = 0; j < width; j++) {
        out[j] = 0;
        if (aliased[j]) continue;
        double sum = right[j];
        for (size_t k = 0; k < j; k++) sum -= factored[j * width + k] * out[k];
        out[j] = sum / factored[j * width + j];
    }
    for (size_t j = width; j-- > 0;) {
        if (aliased[j]) continue;
        double sum = out[j];
        for (size_t k = j + 1; k < width; k++)
            if (!aliased[k]) sum -= factored[k * width + j] * out[k];
        out[j] = sum / factored[j * width + j];
    }
}

typedef struct Newton {
    Pass pass;
    double ridge;
    int threads;
    double *value, *trial, *step, *gradient, *matrix, *deviation;
    bool *aliased;
    double penalised;
} Newton;

static double penalty(const Newton *newton, const double *value)
{
    double sum = 0;
    for (size_t j = 1; j < newton->pass.width; j++) sum += value[j] * value[j];
    return newton->ridge / 2 * sum;
}

static void take_sums(Newton *newton, const double *sums)
{
    size_t width = newton->pass.width;
    for (size_t j = 0; j < width; j++) newton->gradient[j] = sums[2 + j] - (j ? newton->ridge * newton->value[j] : 0);
    memcpy(newton->matrix, sums + 2 + width, width * width * sizeof *newton->matrix);
    for (size_t j = 1; j < width; j++) newton->matrix[j * width + j] += newton->ridge;
}

// Moves by the step, or by a half, a quarter … of it, until the likelihood is no lower. False: by none.
static bool move(Newton *newton, LogisticFit *fit, double *fault)
{
    double share = 1;
    size_t width = newton->pass.width;
    for (int halving = 0; halving <= HALVINGS_MAX; halving++, share /= 2) {
        for (size_t j = 0; j < width; j++) newton->trial[j] = newton->value[j] + share * newton->step[j];
        const double *sums = pass_run(&newton->pass, newton->trial, newton->threads);
        double penalised = sums[0] - penalty(newton, newton->trial);
        if (!(penalised >= newton->penalised - 1e-12 * fabs(newton->penalised))) continue;
        memcpy(newton->value, newton->trial, width * sizeof *newton->value);
        newton->penalised = penalised;
        fit->log_likelihood = sums[0];
        *fault = sums[1];
        take_sums(newton, sums);
        return true;
    }
    return false;
}

// Found without the ridge, which would share a coefficient out among columns that say the same.
static void find_aliases(Newton *newton, const double *sums, Arena *scratch)
{
    size_t width = newton->pass.width;
    double *matrix = arena_array(scratch, double, width *width);
    memcpy(matrix, sums + 2 + width, width * width * sizeof *matrix);
    factor(matrix, width, newton->aliased, true);
}

static void iterate(Newton *newton, LogisticFit *fit, int most, double small)
{
    size_t width = newton->pass.width;
    fit->converged = fit->separated = false;
    for (fit->iterations = 0; fit->iterations < most;) {
        double fault, size = 0;
        factor(newton->matrix, width, newton->aliased, false);
        solve(newton->matrix, width, newton->aliased, newton->gradient, newton->step);
        for (size_t j = 0; j < width; j++) size = fmax(size, fabs(newton->step[j]) / (1 + fabs(newton->value[j])));
        if (!isfinite(size)) return;
        if (!move(newton, fit, &fault)) {
            fit->converged = size < STEP_NEAR;
            return;
        }
        fit->iterations++;
        if (fault < SEPARATED_PROBABILITY) {
            fit->separated = newton->ridge <= 0;
            if (fit->separated) return;
        }
        fit->converged = size < small;
        if (fit->converged) return;
    }
}

// Deviation of each column, from the first information, where all rows weigh the same.
static void take_deviations(Newton *newton, const double *sums)
{
    size_t width = newton->pass.width;
    const double *information = sums + 2 + width;
    for (size_t j = 0; j < width; j++) {
        double mean = information[j * width] / information[0];
        newton->deviation[j] = sqrt(fmax(information[j * width + j] / information[0] - mean * mean, 0));
    }
}

static double error_of(const Newton *newton, const LogisticFit *fit, size_t j)
{
    double variance = fit->covariance[j * newton->pass.width + j];
    return variance > 0 && isfinite(variance) ? sqrt(variance) : NAN;
}

// Some rows alone can be told apart (quasi-separation, Albert & Anderson 1984, Biometrika 71:1): coefficients run away
// while the likelihood stands, and their errors with them. They have no estimate; the others keep theirs.
static void find_separation(const Newton *newton, LogisticFit *fit)
{
    size_t width = newton->pass.width;
    bool all = fit->separated;
    double furthest = 0;
    for (size_t j = 0; j < width; j++) {
        double reach = j ? error_of(newton, fit, j) * newton->deviation[j] : 0;
        bool away = newton->ridge <= 0 && !newton->aliased[j] && (all || !(reach < SEPARATED_ERROR));
        if (j && away && (!(reach <= furthest))) furthest = reach, fit->separated_column = j - 1;
        fit->separated |= away;
        for (size_t k = 0; k < width && (away || newton->aliased[j]); k++)
            fit->covariance[j * width + k] = fit->covariance[k * width + j] = 0;
    }
}

static void take_errors(const Newton *newton, LogisticFit *fit, Arena *scratch)
{
    size_t width = newton->pass.width;
    double *unit = arena_array(scratch, double, width);
    factor(newton->matrix, width, newton->aliased, false);
    for (size_t j = 0; j < width; j++) {
        memset(unit, 0, width * sizeof *unit);
        unit[j] = 1;
        solve(newton->matrix, width, newton->aliased, unit, fit->covariance + j * width);
    }
    find_separation(newton, fit);
    fit->intercept_error = error_of(newton, fit, 0);
    for (size_t j = 1; j < width; j++) fit->error[j - 1] = error_of(newton, fit, j);
}

static void start_from(Newton *newton, LogisticFit *fit, Arena *scratch)
{
    const double *sums = pass_run(&newton->pass, newton->value, newton->threads);
    fit->log_likelihood = sums[0];
    newton->penalised = sums[0] - penalty(newton, newton->value);
    find_aliases(newton, sums, scratch);
    take_deviations(newton, sums);
    for (size_t j = 0; j < newton->pass.width; j++)
        if (newton->aliased[j]) newton->value[j] = 0;
    take_sums(newton, sums);
}

// An eighth of the blocks leads near the answer, where one or two passes over all rows are enough.
static void warm_up(Newton *newton, LogisticFit *fit, Arena *scratch)
{
    double ridge = newton->ridge, start = newton->value[0];
    newton->pass.every = WARM_EVERY, newton->ridge = ridge / WARM_EVERY;
    start_from(newton, fit, scratch);
    iterate(newton, fit, WARM_ITERATIONS, STEP_WARM);
    newton->pass.every = 1, newton->ridge = ridge;
    if (fit->converged) return;
    memset(newton->value, 0, newton->pass.width * sizeof *newton->value);
    newton->value[0] = start;
}

static Newton newton_open(const LogisticData *data, double ridge, int threads, Arena *scratch)
{
    size_t width = data->columns + 1, yes = 0;
    for (size_t i = 0; i < data->rows; i++) yes += data->label[i] != 0;
    assert(yes > 0 && yes < data->rows);
    Newton newton = {.pass = pass_open(data, threads, scratch),
                     .ridge = ridge,
                     .threads = threads,
                     .value = arena_array(scratch, double, width),
                     .trial = arena_array(scratch, double, width),
                     .step = arena_array(scratch, double, width),
                     .gradient = arena_array(scratch, double, width),
                     .matrix = arena_array(scratch, double, width *width),
                     .aliased = arena_array(scratch, bool, width),
                     .deviation = arena_array(scratch, double, width)};
    newton.value[0] = log_odds_of((double)yes / (double)data->rows);
    return newton;
}

LogisticFit logistic_fit(const LogisticData *data, double ridge, int threads, Arena *arena)
{
    assert(data->rows > 0 && ridge >= 0);
    if (threads < 1) threads = 1;
    Arena *scratch = arena_open(0);
    size_t width = data->columns + 1;
    Newton newton = newton_open(data, ridge, threads, scratch);
    LogisticFit fit = {.columns = data->columns,
                       .value = arena_array(arena, double, data->columns),
                       .error = arena_array(arena, double, data->columns),
                       .aliased = arena_array(arena, bool, data->columns),
                       .covariance = arena_array(arena, double, width *width)};
    if (data->rows >= WARM_ROWS) warm_up(&newton, &fit, scratch);
    start_from(&newton, &fit, scratch);
    iterate(&newton, &fit, ITERATIONS_MAX, STEP_SMALL);
    take_errors(&newton, &fit, scratch);
    fit.intercept = newton.value[0];
    for (size_t j = 1; j < width; j++) fit.value[j - 1] = newton.value[j], fit.aliased[j - 1] = newton.aliased[j];
    arena_close(scratch);
    return fit;
}
