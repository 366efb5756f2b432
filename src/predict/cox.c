#include "predict/cox.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "measure/log_rank.h"
#include "measure/rate.h"
#include "predict/cholesky.h"
#include "predict/cox_parts.h"

static const double largest = 1e100, z_95 = 1.959963984540054;
enum { STEPS_MAX = 60, HALVINGS_MAX = 30 };

// ---- what is refused ----

static bool refuse_number(size_t row, size_t column, double number, Error *error)
{
    char row_text[32], column_text[32], number_text[40];
    return error_say(error, ERROR_INPUT,
                     PHRASE("row {0}, covariate {1}: {2} is not a number that a model can be fitted to",
                            "ligne {0}, covariable {1}\u00A0: {2} n’est pas un nombre auquel ajuster un modèle"),
                     (Str){row_text, (size_t)snprintf(row_text, sizeof row_text, "%zu", row + 1)},
                     (Str){column_text, (size_t)snprintf(column_text, sizeof column_text, "%zu", column + 1)},
                     (Str){number_text, (size_t)snprintf(number_text, sizeof number_text, "%g", number)});
}

static bool check_size(const CoxData *source, Error *error)
{
    if (source->rows < 2 || source->rows > COX_ROWS_MAX)
        return error_say(
            error, ERROR_INPUT,
            PHRASE("a time-to-churn model needs 2 to 20,000,000 customers",
                   "un modèle de temps avant le départ a besoin de 2 à 20\u00A0000\u00A0000 de clients"), );
    if (source->covariates < 1 || source->covariates > COX_COVARIATES_MAX)
        return error_say(error, ERROR_INPUT,
                         PHRASE("a time-to-churn model takes 1 to 200 covariates",
                                "un modèle de temps avant le départ prend de 1 à 200 covariables"), );
    return true;
}

static bool check_rows(const CoxData *source, Error *error)
{
    size_t left = 0;
    for (size_t row = 0; row < source->rows; row++) {
        left += source->left[row];
        if (!(source->time[row] >= 0 && source->time[row] <= largest))
            return refuse_number(row, 0, source->time[row], error);
        for (size_t j = 0; j < source->covariates; j++)
            if (!(fabs(source->values[row * source->covariates + j]) <= largest))
                return refuse_number(row, j + 1, source->values[row * source->covariates + j], error);
    }
    return left > 0 || error_say(error, ERROR_INPUT,
                                 PHRASE("nobody left: there is no time to churn to learn from",
                                        "personne n’est parti\u00A0: aucun temps avant le départ à apprendre"), );
}

// ---- rows ----

typedef struct Place {
    double time;
    bool left;
    size_t row;
} Place;

static int by_falling_time(const void *a, const void *b)
{
    const Place *one = a, *other = b;
    if (one->time != other->time) return one->time < other->time ? 1 : -1;
    return one->row < other->row ? -1 : one->row > other->row;
}

static void find_scale(const CoxData *source, CoxRows *rows)
{
    for (size_t j = 0; j < rows->size; j++) {
        double sum = 0, square = 0, n = (double)rows->rows;
        for (size_t row = 0; row < rows->rows; row++) sum += source->values[row * rows->size + j] / n;
        for (size_t row = 0; row < rows->rows; row++) {
            double off = source->values[row * rows->size + j] - sum;
            square += off * off / n;
        }
        rows->mean[j] = sum;
        rows->deviation[j] = square > 1e-24 * sum * sum && square > 0 ? sqrt(square) : 0;
    }
}

static CoxRows order_rows(const CoxData *source, Arena *arena)
{
    CoxRows rows = {.rows = source->rows, .size = source->covariates, .arena = arena};
    Place *place = arena_array(arena, Place, rows.rows);
    for (size_t row = 0; row < rows.rows; row++) place[row] = (Place){source->time[row], source->left[row], row};
    qsort(place, rows.rows, sizeof *place, by_falling_time);
    rows.time = arena_array(arena, double, rows.rows);
    rows.left = arena_array(arena, bool, rows.rows);
    rows.risk = arena_array(arena, double, rows.rows);
    rows.values = arena_array(arena, double, rows.rows *rows.size);
    rows.mean = arena_array(arena, double, rows.size);
    rows.deviation = arena_array(arena, double, rows.size);
    find_scale(source, &rows);
    for (size_t i = 0; i < rows.rows; i++) {
        rows.time[i] = place[i].time;
        rows.left[i] = place[i].left;
        for (size_t j = 0; j < rows.size; j++)
            if (rows.deviation[j] > 0)
                rows.values[i * rows.size + j] =
                    (source->values[place[i].row * rows.size + j] - rows.mean[j]) / rows.deviation[j];
    }
    return rows;
}

// ---- the people at risk, age by age ----

static void add_row(const CoxRows *rows, size_t row, bool with_second, double *risk, double *first, double *second)
{
    const double *x = rows->values + row * rows->size;
    *risk += rows->risk[row];
    for (size_t j = 0; j < rows->size; j++) {
        double weighed = rows->risk[row] * x[j];
        first[j] += weighed;
        if (with_second)
            for (size_t k = 0; k <= j; k++) second[j * rows->size + k] += weighed * x[k];
    }
}

static void clear_tied(const CoxRows *rows, CoxSums *sums)
{
    sums->tied = 0;
    sums->tied_risk = 0;
    for (size_t j = 0; j < rows->size; j++) sums->tied_first[j] = 0;
    for (size_t j = 0; j < rows->size * rows->size; j++) sums->tied_second[j] = 0;
}

void cox_each_age(const CoxRows *rows, bool with_second, CoxAge *age, void *context)
{
    Arena *scratch = arena_open(0);
    CoxSums sums = {.first = arena_array(scratch, double, rows->size),
                    .tied_first = arena_array(scratch, double, rows->size),
                    .second = arena_array(scratch, double, rows->size * rows->size),
                    .tied_second = arena_array(scratch, double, rows->size * rows->size)};
    for (size_t from = 0, to; from < rows->rows; from = to) {
        for (to = from; to < rows->rows && rows->time[to] == rows->time[from]; to++) {
            add_row(rows, to, with_second, &sums.risk, sums.first, sums.second);
            if (!rows->left[to]) continue;
            sums.tied++;
            add_row(rows, to, with_second, &sums.tied_risk, sums.tied_first, sums.tied_second);
        }
        if (!sums.tied) continue;
        age(context, rows, &sums, from, to);
        clear_tied(rows, &sums);
    }
    arena_close(scratch);
}

// ---- partial likelihood ----

typedef struct Likelihood {
    double value;
    double *score;       // first derivatives
    double *information; // minus the second ones, lower triangle
    double *mean;        // of one term, to work with
} Likelihood;

// Efron: the l-th of d people who leave at one age leaves a crowd from which l / d of all d have gone.
static void add_term(const CoxRows *rows, const CoxSums *sums, double gone, Likelihood *of)
{
    size_t size = rows->size;
    double risk = sums->risk - gone * sums->tied_risk;
    of->value -= log(risk);
    for (size_t j = 0; j < size; j++) {
        of->mean[j] = (sums->first[j] - gone * sums->tied_first[j]) / risk;
        of->score[j] -= of->mean[j];
    }
    for (size_t j = 0; j < size; j++)
        for (size_t k = 0; k <= j; k++)
            of->information[j * size + k] +=
                (sums->second[j * size + k] - gone * sums->tied_second[j * size + k]) / risk -
                of->mean[j] * of->mean[k];
}

static void add_age(void *context, const CoxRows *rows, const CoxSums *sums, size_t from, size_t to)
{
    Likelihood *of = context;
    for (size_t row = from; row < to; row++) {
        if (!rows->left[row]) continue;
        of->value += log(rows->risk[row]);
        for (size_t j = 0; j < rows->size; j++) of->score[j] += rows->values[row * rows->size + j];
    }
    for (size_t l = 0; l < sums->tied; l++) add_term(rows, sums, (double)l / (double)sums->tied, of);
}

static Likelihood likelihood_in(Arena *arena, size_t size)
{
    return (Likelihood){.score = arena_array(arena, double, size),
                        .information = arena_array(arena, double, size *size),
                        .mean = arena_array(arena, double, size)};
}

// Risks are within e^-200..e^200 of their middle: beyond, the likelihood is flat for all that matters.
static void set_risks(const CoxRows *rows, const double *value)
{
    for (size_t row = 0; row < rows->rows; row++) {
        double sum = 0;
        for (size_t j = 0; j < rows->size; j++) sum += rows->values[row * rows->size + j] * value[j];
        rows->risk[row] = exp(fmax(-200, fmin(200, sum)));
    }
}

static void measure(const CoxRows *rows, const double *value, Likelihood *of)
{
    of->value = 0;
    for (size_t j = 0; j < rows->size; j++) of->score[j] = 0;
    for (size_t j = 0; j < rows->size * rows->size; j++) of->information[j] = 0;
    set_risks(rows, value);
    cox_each_age(rows, true, add_age, of);
}

// ---- the maximum ----

typedef struct Climb {
    const CoxRows *rows;
    double *value, *step, *moved;
    bool *redundant;
    Likelihood at, next;
    double score_statistic; // of the first step, at 0
    size_t steps;
} Climb;

static void find_step(Climb *climb)
{
    size_t size = climb->rows->size;
    for (size_t j = 0; j < size; j++) climb->step[j] = climb->at.score[j];
    cholesky_factor(climb->at.information, size, climb->redundant);
    cholesky_solve(climb->at.information, size, climb->redundant, climb->step);
    if (climb->steps == 0)
        for (size_t j = 0; j < size; j++) climb->score_statistic += climb->step[j] * climb->at.score[j];
}

// Takes the step, halved until the likelihood does not fall. False when no part of it climbs.
static bool take_step(Climb *climb)
{
    size_t size = climb->rows->size;
    double *moved = climb->moved;
    for (int halving = 0; halving < HALVINGS_MAX; halving++) {
        for (size_t j = 0; j < size; j++) moved[j] = climb->value[j] + climb->step[j];
        measure(climb->rows, moved, &climb->next);
        if (climb->next.value >= climb->at.value - 1e-10 * fabs(climb->at.value)) {
            for (size_t j = 0; j < size; j++) climb->value[j] = moved[j];
            return true;
        }
        for (size_t j = 0; j < size; j++) climb->step[j] /= 2;
    }
    return false;
}

// The last step is left in climb->step: one that is still long where the likelihood no longer grows is that of a
// covariate whose coefficient has no end.
static void climb_up(Climb *climb)
{
    measure(climb->rows, climb->value, &climb->at);
    for (; climb->steps < STEPS_MAX; climb->steps++) {
        find_step(climb);
        double before = climb->at.value;
        if (!take_step(climb)) break;
        Likelihood keep = climb->at;
        climb->at = climb->next;
        climb->next = keep;
        if (fabs(climb->at.value - before) <= 1e-11 * (fabs(before) + 1e-3)) break;
    }
    measure(climb->rows, climb->value, &climb->at);
    cholesky_factor(climb->at.information, climb->rows->size, climb->redundant);
}

// ---- what is told of it ----

static CoxTest test_of(double chi_square, int degrees)
{
    double statistic = fmax(chi_square, 0);
    return (CoxTest){statistic, degrees ? chi_square_upper_tail(statistic, degrees) : 1, degrees};
}

static void fill_covariate(const Climb *climb, size_t j, double variance, CoxCovariate *of)
{
    double deviation = climb->rows->deviation[j];
    of->mean = climb->rows->mean[j];
    of->redundant = climb->redundant[j];
    if (of->redundant) return;
    of->separated = fabs(climb->value[j]) > 3 && fabs(climb->step[j]) > 1e-3 * fabs(climb->value[j]);
    of->value = climb->value[j] / deviation;
    of->standard_error = sqrt(variance) / deviation;
    of->z = variance > 0 ? climb->value[j] / sqrt(variance) : 0;
    of->p = 2 * normal_upper_tail(fabs(of->z));
    of->hazard_ratio = exp(fmax(-700, fmin(700, of->value)));
    of->low = exp(fmax(-700, fmin(700, of->value - z_95 * of->standard_error)));
    of->high = exp(fmax(-700, fmin(700, of->value + z_95 * of->standard_error)));
}

static void fill_tests(const Climb *climb, size_t rank, CoxFit *fit)
{
    size_t size = climb->rows->size;
    double *wald = arena_array(climb->rows->arena, double, size), chi_square = 0;
    Likelihood at = likelihood_in(climb->rows->arena, size);
    measure(climb->rows, climb->value, &at); // `climb->at` holds the factor
    for (size_t j = 0; j < size; j++)
        for (size_t k = 0; k < size; k++)
            if (!climb->redundant[j] && !climb->redundant[k])
                wald[j] += at.information[(j > k ? j : k) * size + (j > k ? k : j)] * climb->value[k];
    for (size_t j = 0; j < size; j++) chi_square += wald[j] * climb->value[j];
    fit->likelihood_ratio = test_of(2 * (fit->log_likelihood - fit->log_likelihood_null), (int)rank);
    fit->wald = test_of(chi_square, (int)rank);
    fit->score = test_of(climb->score_statistic, (int)rank);
}

static void fill_fit(const Climb *climb, CoxFit *fit, Arena *arena)
{
    size_t size = climb->rows->size, rank = 0;
    fit->covariate = arena_array(arena, CoxCovariate, size);
    fit->variance = arena_array(arena, double, size *size);
    cholesky_inverse(climb->at.information, size, climb->redundant, fit->variance);
    for (size_t j = 0; j < size; j++) {
        rank += !climb->redundant[j];
        fill_covariate(climb, j, fit->variance[j * size + j], &fit->covariate[j]);
    }
    fill_tests(climb, rank, fit);
    for (size_t j = 0; j < size; j++)
        for (size_t k = 0; k < size; k++)
            if (!climb->redundant[j] && !climb->redundant[k])
                fit->variance[j * size + k] /= climb->rows->deviation[j] * climb->rows->deviation[k];
}

static bool fit_rows(const CoxRows *rows, Arena *arena, CoxFit *fit, Error *error)
{
    Climb climb = {.rows = rows,
                   .value = arena_array(rows->arena, double, rows->size),
                   .step = arena_array(rows->arena, double, rows->size),
                   .moved = arena_array(rows->arena, double, rows->size),
                   .redundant = arena_array(rows->arena, bool, rows->size),
                   .at = likelihood_in(rows->arena, rows->size),
                   .next = likelihood_in(rows->arena, rows->size)};
    measure(rows, climb.value, &climb.at);
    fit->log_likelihood_null = climb.at.value;
    size_t rank = cholesky_factor(climb.at.information, rows->size, climb.redundant);
    if (!rank)
        return error_say(error, ERROR_INPUT,
                         PHRASE("no covariate differs between those who leave and those still there",
                                "aucune covariable ne diffère entre ceux qui partent et ceux qui restent"), );
    climb_up(&climb);
    fit->log_likelihood = climb.at.value;
    fit->steps = climb.steps;
    fill_fit(&climb, fit, arena);
    cox_fill_baseline(rows, fit, arena);
    cox_fill_concordance(rows, fit);
    cox_fill_drift(rows, fit);
    return true;
}

bool cox_fit(const CoxData *source, Arena *arena, CoxFit *fit, Error *error)
{
    if (!check_size(source, error) || !check_rows(source, error)) return false;
    CoxFit made = {.rows = source->rows, .covariates = source->covariates};
    for (size_t row = 0; row < source->rows; row++) made.left += source->left[row];
    Arena *scratch = arena_open(0);
    CoxRows rows = order_rows(source, scratch);
    bool fine = fit_rows(&rows, arena, &made, error);
    arena_close(scratch);
    if (fine) *fit = made;
    return fine;
}

// ---- using it ----

double cox_risk(const CoxFit *fit, const double *values)
{
    double sum = 0;
    for (size_t j = 0; j < fit->covariates; j++) sum += (values[j] - fit->covariate[j].mean) * fit->covariate[j].value;
    return exp(fmax(-690, fmin(690, sum)));
}

// Of the last age at or before `time`.
static double hazard_at(const CoxBaseline *baseline, double time)
{
    size_t low = 0, high = baseline->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (baseline->time[middle] <= time)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? baseline->hazard[low - 1] : 0;
}

double cox_survival(const CoxFit *fit, const double *values, double time)
{
    return exp(-hazard_at(&fit->baseline, time) * cox_risk(fit, values));
}

bool cox_median(const CoxFit *fit, const double *values, double *time)
{
    double wanted = log(2) / cox_risk(fit, values);
    for (size_t i = 0; i < fit->baseline.count; i++)
        if (fit->baseline.hazard[i] >= wanted) {
            *time = fit->baseline.time[i];
            return true;
        }
    return false;
}
