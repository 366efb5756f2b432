// cox_after.c - what follows from a fit: baseline hazard, concordance, whether coefficients hold at every age.
#include <math.h>
#include <stdlib.h>

#include "measure/log_rank.h"
#include "predict/cox_parts.h"

// ---- baseline ----

// Efron's estimate, which goes with his terms of the likelihood (Therneau & Grambsch 2000, Modeling Survival Data,
// eq. 5.6).
static void add_hazard(void *context, const CoxRows *rows, const CoxSums *sums, size_t from, size_t to)
{
    CoxBaseline *baseline = context;
    double hazard = 0;
    for (size_t l = 0; l < sums->tied; l++)
        hazard += 1 / (sums->risk - (double)l / (double)sums->tied * sums->tied_risk);
    baseline->time[baseline->count] = rows->time[from];
    baseline->hazard[baseline->count++] = hazard;
    (void)to;
}

void cox_fill_baseline(const CoxRows *rows, CoxFit *fit, Arena *arena)
{
    CoxBaseline falling = {0, arena_array(rows->arena, double, fit->left), arena_array(rows->arena, double, fit->left)};
    cox_each_age(rows, false, add_hazard, &falling);
    fit->baseline = (CoxBaseline){falling.count, arena_array(arena, double, falling.count),
                                  arena_array(arena, double, falling.count)};
    double sum = 0;
    for (size_t i = 0; i < falling.count; i++) {
        size_t from = falling.count - 1 - i;
        fit->baseline.time[i] = falling.time[from];
        fit->baseline.hazard[i] = sum += falling.hazard[from];
    }
}

// ---- concordance ----

// How many of those met so far have a risk of each rank: a tree of partial sums (Fenwick 1994, Softw. Pract. Exp.
// 24:327).
typedef struct Ranks {
    size_t count;
    uint32_t *tree; // count + 1
} Ranks;

static void rank_add(Ranks *ranks, size_t rank)
{
    for (size_t at = rank + 1; at <= ranks->count; at += at & (~at + 1)) ranks->tree[at]++;
}

static uint64_t rank_below(const Ranks *ranks, size_t rank)
{
    uint64_t sum = 0;
    for (size_t at = rank; at > 0; at -= at & (~at + 1)) sum += ranks->tree[at];
    return sum;
}

static int by_number(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

static size_t rank_of(const double *sorted, size_t count, double risk)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sorted[middle] < risk)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

// Harrell, Lee & Mark (1996), Stat. Med. 15:361: pairs of whom it is known who left first; equal risks count a half.
// Who was last seen on the day on which somebody left outlived them.
void cox_fill_concordance(const CoxRows *rows, CoxFit *fit)
{
    double *sorted = arena_array(rows->arena, double, rows->rows), agree = 0;
    Ranks ranks = {.tree = arena_array(rows->arena, uint32_t, rows->rows + 1)};
    for (size_t i = 0; i < rows->rows; i++) sorted[i] = rows->risk[i];
    qsort(sorted, rows->rows, sizeof *sorted, by_number);
    for (size_t i = 0; i < rows->rows; i++)
        if (!i || sorted[i] != sorted[i - 1]) sorted[ranks.count++] = sorted[i];
    uint64_t pairs = 0, later = 0;
    for (size_t from = 0, to; from < rows->rows; from = to) {
        for (to = from; to < rows->rows && rows->time[to] == rows->time[from]; to++)
            if (!rows->left[to]) {
                rank_add(&ranks, rank_of(sorted, ranks.count, rows->risk[to]));
                later++;
            }
        for (size_t i = from; i < to; i++) {
            if (!rows->left[i]) continue;
            size_t rank = rank_of(sorted, ranks.count, rows->risk[i]);
            uint64_t below = rank_below(&ranks, rank), up_to = rank_below(&ranks, rank + 1);
            agree += (double)below + (double)(up_to - below) / 2;
            pairs += later;
        }
        for (size_t i = from; i < to; i++) {
            if (!rows->left[i]) continue;
            rank_add(&ranks, rank_of(sorted, ranks.count, rows->risk[i]));
            later++;
        }
    }
    fit->concordance_pairs = pairs;
    fit->concordance = pairs ? agree / (double)pairs : 0.5;
}

// ---- do coefficients hold at every age? ----

typedef struct Drift {
    const CoxFit *fit;
    const double *gone; // per row: the share that had left before its age, less its mean over those who left
    double *mean, *residual, *scaled;
    double *with_gone;                       // sum of gone * residual
    double *sum, *square, *scaled_with_gone; // of scaled residuals
} Drift;

// Schoenfeld (1982), Biometrika 69:239: what somebody who leaves is beyond the mean of those at risk.
static void add_residuals(void *context, const CoxRows *rows, const CoxSums *sums, size_t from, size_t to)
{
    Drift *drift = context;
    size_t size = rows->size;
    for (size_t j = 0; j < size; j++) {
        drift->mean[j] = 0;
        for (size_t l = 0; l < sums->tied; l++) {
            double part = (double)l / (double)sums->tied;
            drift->mean[j] += (sums->first[j] - part * sums->tied_first[j]) / (sums->risk - part * sums->tied_risk) /
                              (double)sums->tied;
        }
    }
    for (size_t i = from; i < to; i++) {
        if (!rows->left[i]) continue;
        for (size_t j = 0; j < size; j++) drift->residual[j] = rows->values[i * size + j] - drift->mean[j];
        for (size_t j = 0; j < size; j++) {
            double scaled = 0;
            for (size_t k = 0; k < size; k++)
                scaled += drift->residual[k] * rows->deviation[k] * drift->fit->variance[k * size + j];
            drift->with_gone[j] += drift->gone[i] * drift->residual[j] * rows->deviation[j];
            drift->scaled_with_gone[j] += drift->gone[i] * scaled;
            drift->sum[j] += scaled;
            drift->square[j] += scaled * scaled;
        }
    }
}

// 1 - Kaplan-Meier just before each row's age, less its mean over those who left. Returns the sum of its squares.
static double fill_gone(const CoxRows *rows, size_t left, double *gone)
{
    double staying = 1, sum = 0, squares = 0;
    for (size_t to = rows->rows, from; to > 0; to = from) {
        size_t leaving = 0;
        for (from = to; from > 0 && rows->time[from - 1] == rows->time[to - 1]; from--) {
            gone[from - 1] = 1 - staying;
            leaving += rows->left[from - 1];
        }
        sum += (double)leaving * (1 - staying);
        staying *= 1 - (double)leaving / (double)to; // those of this age and later ones are rows 0..to-1
    }
    for (size_t i = 0; i < rows->rows; i++) {
        gone[i] -= sum / (double)left;
        if (rows->left[i]) squares += gone[i] * gone[i];
    }
    return squares;
}

static void tell_drift(const Drift *drift, double squares, CoxFit *fit)
{
    size_t size = fit->covariates;
    double n = (double)fit->left, all = 0;
    int degrees = 0;
    for (size_t j = 0; j < size; j++) {
        CoxCovariate *of = &fit->covariate[j];
        of->drift_p = 1;
        if (of->redundant || of->separated || squares <= 0) continue;
        degrees++;
        double spread = drift->square[j] - drift->sum[j] * drift->sum[j] / n;
        double test = drift->scaled_with_gone[j];
        of->drift_rho = spread > 0 ? test / sqrt(spread * squares) : 0;
        of->drift_chi_square = test * test * n / (fit->variance[j * size + j] * squares);
        of->drift_p = chi_square_upper_tail(of->drift_chi_square, 1);
        for (size_t k = 0; k < size; k++)
            if (!fit->covariate[k].separated)
                all += drift->with_gone[j] * fit->variance[j * size + k] * drift->with_gone[k];
    }
    all = degrees ? fmax(0, all * n / squares) : 0;
    fit->drift = (CoxTest){all, degrees ? chi_square_upper_tail(all, degrees) : 1, degrees};
}

void cox_fill_drift(const CoxRows *rows, CoxFit *fit)
{
    double *gone = arena_array(rows->arena, double, rows->rows);
    Drift drift = {.fit = fit, .gone = gone};
    double **sums[] = {&drift.mean, &drift.residual, &drift.scaled,          &drift.with_gone,
                       &drift.sum,  &drift.square,   &drift.scaled_with_gone};
    for (size_t i = 0; i < COUNT_OF(sums); i++) *sums[i] = arena_array(rows->arena, double, rows->size);
    double squares = fill_gone(rows, fit->left, gone);
    cox_each_age(rows, false, add_residuals, &drift);
    tell_drift(&drift, squares, fit);
}
