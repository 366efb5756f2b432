// next_fit.c - logistic regression by Newton's method (McCullagh & Nelder 1989, Generalized Linear Models, 2.5 and
// 4.4). The ridge keeps figures that never vary at 0.
#include <math.h>
#include <string.h>

#include "base/thread.h"
#include "predict/next_parts.h"

enum { N = NEXT_FIGURES };

typedef struct FitSums {
    double gradient[N], curvature[N][N], loss;
} FitSums;

typedef struct FitWork {
    const NextRows *part;
    FitSums *sums;
    double weight[N];
} FitWork;

static void add_row(const float *figure, double bought, const double *weight, double times, FitSums *sums)
{
    double score = 0;
    for (int i = 0; i < N; i++) score += weight[i] * (double)figure[i];
    double p = 1 / (1 + exp(-score)), left = times * (bought - p), spread = times * p * (1 - p);
    sums->loss += times * ((score > 0 ? score : 0) - bought * score + log1p(exp(-fabs(score))));
    for (int i = 0; i < N; i++) {
        double x = (double)figure[i], weighted = spread * x;
        sums->gradient[i] += left * x;
        for (int j = 0; j <= i; j++) sums->curvature[i][j] += weighted * (double)figure[j];
    }
}

static void add_part(void *context, size_t number, int worker)
{
    (void)worker;
    FitWork *work = context;
    const NextRows *rows = &work->part[number];
    FitSums *sums = &work->sums[number];
    *sums = (FitSums){0};
    for (size_t i = 0; i < rows->count; i++)
        add_row(rows->figure[i], rows->bought[i], work->weight, rows->weight, sums);
}

static void add_all(FitWork *work, size_t parts, int threads, FitSums *all)
{
    const double ridge = 1;
    thread_run(threads, parts, add_part, work);
    *all = (FitSums){0};
    for (size_t p = 0; p < parts; p++) {
        all->loss += work->sums[p].loss;
        for (int i = 0; i < N; i++) {
            all->gradient[i] += work->sums[p].gradient[i];
            for (int j = 0; j <= i; j++) all->curvature[i][j] += work->sums[p].curvature[i][j];
        }
    }
    for (int i = 0; i < N; i++) {
        double held = i == FIGURE_ONE ? 1e-6 : ridge;
        all->loss += held * work->weight[i] * work->weight[i] / 2;
        all->gradient[i] -= held * work->weight[i];
        all->curvature[i][i] += held;
    }
}

// Cholesky; the ridge keeps it positive.
static bool solve(FitSums *sums, double step[N])
{
    double(*l)[N] = sums->curvature;
    for (int i = 0; i < N; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = l[i][j];
            for (int k = 0; k < j; k++) sum -= l[i][k] * l[j][k];
            if (i == j && !(sum > 0)) return false;
            l[i][j] = i == j ? sqrt(sum) : sum / l[j][j];
        }
    }
    for (int i = 0; i < N; i++) {
        step[i] = sums->gradient[i];
        for (int k = 0; k < i; k++) step[i] -= l[i][k] * step[k];
        step[i] /= l[i][i];
    }
    for (int i = N - 1; i >= 0; i--) {
        for (int k = i + 1; k < N; k++) step[i] -= l[k][i] * step[k];
        step[i] /= l[i][i];
    }
    return true;
}

// Steps that make it worse are halved.
static bool move(FitWork *work, size_t parts, int threads, const double step[N], FitSums *all)
{
    enum { HALVINGS = 20 };
    double from[N], before = all->loss, scale = 1;
    memcpy(from, work->weight, sizeof from);
    for (int half = 0; half < HALVINGS; half++, scale /= 2) {
        for (int i = 0; i < N; i++) work->weight[i] = from[i] + scale * step[i];
        add_all(work, parts, threads, all);
        if (all->loss <= before) return before - all->loss > 1e-9 * (1 + before);
    }
    memcpy(work->weight, from, sizeof from);
    return false;
}

static bool start_at_share(const NextRows *part, size_t parts, double weight[N])
{
    double rows = 0, bought = 0;
    for (size_t p = 0; p < parts; p++) {
        rows += part[p].weight * (double)part[p].count;
        for (size_t i = 0; i < part[p].count; i++) bought += part[p].weight * part[p].bought[i];
    }
    memset(weight, 0, N * sizeof *weight);
    if (bought <= 0 || bought >= rows) return false;
    weight[FIGURE_ONE] = log(bought / (rows - bought));
    return true;
}

bool next_fit(const NextRows *part, size_t parts, int threads, double weight[NEXT_FIGURES])
{
    enum { ROUNDS = 30 };
    if (!start_at_share(part, parts, weight)) return false;
    Arena *scratch = arena_open(0);
    FitWork work = {.part = part, .sums = arena_array(scratch, FitSums, parts)};
    FitSums all;
    double step[N];
    memcpy(work.weight, weight, sizeof work.weight);
    add_all(&work, parts, threads, &all);
    for (int round = 0; round < ROUNDS && solve(&all, step) && move(&work, parts, threads, step, &all);) round++;
    memcpy(weight, work.weight, sizeof work.weight);
    arena_close(scratch);
    return true;
}
