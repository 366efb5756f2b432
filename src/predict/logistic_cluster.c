// logistic_cluster.c - errors of coefficients when rows come in clusters, such as a person as of several moments.
#include <math.h>
#include <stdlib.h>

#include "predict/logistic.h"

enum { ROOM = 1 << 22 }; // numbers: sums of so many clusters are kept at a time

typedef struct Clusters {
    uint32_t *of; // of each row, 0..count-1
    size_t count;
} Clusters;

typedef struct Place {
    uint32_t cluster, row;
} Place;

static int by_cluster(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    if (x->cluster != y->cluster) return x->cluster < y->cluster ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static Clusters number_clusters(const uint32_t *cluster, size_t rows, Arena *scratch)
{
    Place *place = arena_array(scratch, Place, rows);
    Clusters clusters = {.of = arena_array(scratch, uint32_t, rows)};
    for (size_t i = 0; i < rows; i++) place[i] = (Place){cluster[i], (uint32_t)i};
    qsort(place, rows, sizeof *place, by_cluster);
    for (size_t i = 0; i < rows; i++) {
        clusters.count += i == 0 || place[i].cluster != place[i - 1].cluster;
        clusters.of[place[i].row] = (uint32_t)clusters.count - 1;
    }
    return clusters;
}

typedef struct Summing {
    const LogisticData *data;
    const Clusters *clusters;
    double *value; // intercept first
    size_t width;
    size_t first, count; // the clusters whose sums are made
    double *sums;        // of each of them, `width`: its rows' x * (y - p)
    double *x;           // a block
} Summing;

static void sum_block(Summing *summing, size_t first, size_t rows)
{
    double score[LOGISTIC_BLOCK], *x = summing->x;
    for (size_t i = 0; i < LOGISTIC_BLOCK; i++) x[i] = 1;
    summing->data->fill(summing->data->context, first, rows, x + LOGISTIC_BLOCK);
    gram_score(x, summing->width, summing->value, score);
    for (size_t i = 0; i < rows; i++) {
        size_t at = summing->clusters->of[first + i];
        if (at < summing->first || at >= summing->first + summing->count) continue;
        double residual = summing->data->label[first + i] - logistic_of(score[i]);
        double *sum = summing->sums + (at - summing->first) * summing->width;
        for (size_t j = 0; j < summing->width; j++) sum[j] += residual * x[j * LOGISTIC_BLOCK + i];
    }
}

// Adds each cluster's sum times itself to `meat`, lower half.
static void add_squares(const Summing *summing, double *meat)
{
    size_t width = summing->width;
    for (size_t c = 0; c < summing->count; c++) {
        const double *sum = summing->sums + c * width;
        for (size_t j = 0; j < width; j++)
            for (size_t k = 0; k <= j; k++) meat[j * width + k] += sum[j] * sum[k];
    }
}

static double *meat_of(const LogisticData *data, const Clusters *clusters, const LogisticFit *fit, Arena *scratch)
{
    size_t width = data->columns + 1, at_once = ROOM / width + 1;
    if (at_once > clusters->count) at_once = clusters->count;
    Summing summing = {.data = data,
                       .clusters = clusters,
                       .value = arena_array(scratch, double, width),
                       .width = width,
                       .sums = arena_array(scratch, double, at_once *width),
                       .x = arena_array(scratch, double, width *LOGISTIC_BLOCK)};
    double *meat = arena_array(scratch, double, width *width);
    summing.value[0] = fit->intercept;
    for (size_t j = 1; j < width; j++) summing.value[j] = fit->value[j - 1];
    for (; summing.first < clusters->count; summing.first += at_once) {
        size_t left = clusters->count - summing.first;
        summing.count = left < at_once ? left : at_once;
        for (size_t i = 0; i < summing.count * width; i++) summing.sums[i] = 0;
        for (size_t row = 0; row < data->rows; row += LOGISTIC_BLOCK)
            sum_block(&summing, row, data->rows - row < LOGISTIC_BLOCK ? data->rows - row : LOGISTIC_BLOCK);
        add_squares(&summing, meat);
    }
    for (size_t j = 0; j < width; j++)
        for (size_t k = j + 1; k < width; k++) meat[j * width + k] = meat[k * width + j];
    return meat;
}

// out = left * right; both symmetric or not.
static void multiply(const double *left, const double *right, size_t width, double *out)
{
    for (size_t j = 0; j < width; j++)
        for (size_t k = 0; k < width; k++) {
            double sum = 0;
            for (size_t i = 0; i < width; i++) sum += left[j * width + i] * right[i * width + k];
            out[j * width + k] = sum;
        }
}

// Raises each variance to the one of independent rows where it is below, correlations kept.
static void hold_up(double *robust, const double *independent, size_t width, Arena *scratch)
{
    double *times = arena_array(scratch, double, width);
    for (size_t j = 0; j < width; j++) {
        double found = robust[j * width + j], least = independent[j * width + j];
        times[j] = found > 0 && found < least ? sqrt(least / found) : 1;
    }
    for (size_t j = 0; j < width; j++)
        for (size_t k = 0; k < width; k++) robust[j * width + k] *= times[j] * times[k];
    for (size_t j = 0; j < width; j++)
        if (!(robust[j * width + j] > 0)) robust[j * width + j] = independent[j * width + j];
}

void logistic_errors_by_cluster(const LogisticData *data, const uint32_t *cluster, LogisticFit *fit)
{
    Arena *scratch = arena_open(0);
    Clusters clusters = number_clusters(cluster, data->rows, scratch);
    size_t width = data->columns + 1;
    double *half = arena_array(scratch, double, width *width), *robust = arena_array(scratch, double, width *width);
    const double *meat = meat_of(data, &clusters, fit, scratch);
    multiply(fit->covariance, meat, width, half);
    multiply(half, fit->covariance, width, robust);
    double groups = (double)clusters.count, factor = groups > 1 ? groups / (groups - 1) : 1;
    for (size_t i = 0; i < width * width; i++) robust[i] *= factor;
    hold_up(robust, fit->covariance, width, scratch);
    for (size_t i = 0; i < width * width; i++) fit->covariance[i] = robust[i];
    if (isfinite(fit->intercept_error)) fit->intercept_error = sqrt(robust[0]);
    for (size_t j = 1; j < width; j++)
        if (isfinite(fit->error[j - 1])) fit->error[j - 1] = sqrt(robust[j * width + j]);
    arena_close(scratch);
}
