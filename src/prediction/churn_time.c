#include <math.h>
#include <stdlib.h>

#include "prediction/churn_report.h"

static const double FOLLOWS_LEAST = 0.8;

// Those with a known outcome and duration.
typedef struct Timed {
    const ChurnFile *file;
    size_t rows;
    uint32_t *row;
    double *time;
    bool *left;
} Timed;

static Timed timed_of(const ChurnFile *file, Arena *arena)
{
    Timed timed = {.file = file,
                   .row = arena_array(arena, uint32_t, file->rows),
                   .time = arena_array(arena, double, file->rows),
                   .left = arena_array(arena, bool, file->rows)};
    for (size_t i = 0; i < file->rows; i++) {
        if (file->label[i] == LABEL_MISSING || !isfinite(file->duration[i])) continue;
        timed.time[timed.rows] = file->duration[i];
        timed.left[timed.rows] = file->label[i] == 1;
        timed.row[timed.rows++] = (uint32_t)i;
    }
    return timed;
}

// ---- what follows the duration ----

typedef struct Placed {
    double value;
    uint32_t at;
} Placed;

static int by_value(const void *a, const void *b)
{
    const Placed *x = a, *y = b;
    return (x->value > y->value) - (x->value < y->value);
}

// Places from 1; equal values share the mean of theirs.
static double *ranks_of(const double *value, size_t count, Arena *arena)
{
    Placed *placed = arena_array(arena, Placed, count);
    double *rank = arena_array(arena, double, count);
    for (size_t i = 0; i < count; i++) placed[i] = (Placed){value[i], (uint32_t)i};
    qsort(placed, count, sizeof *placed, by_value);
    for (size_t from = 0, to; from < count; from = to) {
        for (to = from; to < count && placed[to].value == placed[from].value;) to++;
        for (size_t i = from; i < to; i++) rank[placed[i].at] = 0.5 * (double)(from + 1 + to);
    }
    return rank;
}

// Spearman's; 0 when one of them does not vary.
static double rank_correlation(const double *x, const double *y, size_t count, Arena *arena)
{
    const double *a = ranks_of(x, count, arena), *b = ranks_of(y, count, arena);
    double mean = 0.5 * (double)(count + 1), ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < count; i++) {
        ab += (a[i] - mean) * (b[i] - mean);
        aa += (a[i] - mean) * (a[i] - mean);
        bb += (b[i] - mean) * (b[i] - mean);
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

static double correlation_with_time(const Timed *timed, const FeatureColumn *column)
{
    Arena *scratch = arena_open(0);
    double *value = arena_array(scratch, double, timed->rows), *time = arena_array(scratch, double, timed->rows);
    size_t count = 0;
    for (size_t i = 0; i < timed->rows; i++) {
        double number = column->number[timed->row[i]];
        if (!isfinite(number)) continue;
        value[count] = number;
        time[count++] = timed->time[i];
    }
    double correlation = rank_correlation(value, time, count, scratch);
    arena_close(scratch);
    return correlation;
}

static bool is_kept(Str name, const Str *keep, size_t keeps)
{
    size_t i = 0;
    while (i < keeps && !str_equal(name, keep[i])) i++;
    return i < keeps;
}

static void find_followers(ChurnReport *report, const Timed *timed, const Str *keep, size_t keeps, Arena *arena)
{
    const FeatureTable *table = &timed->file->features;
    report->follows = arena_array(arena, double, table->columns);
    for (size_t c = 0; c < table->columns; c++) {
        const FeatureColumn *column = &table->column[c];
        if (column->kind != FEATURE_NUMBER || is_kept(column->name, keep, keeps)) continue;
        double correlation = correlation_with_time(timed, column);
        if (fabs(correlation) >= FOLLOWS_LEAST) report->follows[c] = correlation;
    }
}

// ---- the covariates ----

static bool is_covariate(const ChurnReport *report, const Term *term)
{
    return term_linear(term) && report->follows[term->column] == 0;
}

static size_t name_covariates(ChurnReport *report, Arena *arena)
{
    const Design *design = &report->model.design;
    size_t count = 0;
    report->covariate = arena_array(arena, Str, design_linear_terms(design));
    for (size_t i = 0; i < design->terms; i++)
        if (is_covariate(report, &design->term[i]))
            report->covariate[count++] = term_name(design, &design->term[i], arena);
    return count;
}

// Covariates are terms of the logistic regression; hazard ratios are of one unit, so the numbers are put back.
static void fill_values(const ChurnReport *report, const Timed *timed, size_t width, double *values)
{
    const Design *design = &report->model.design;
    Arena *scratch = arena_open(0);
    DesignReading reading = design_reading(design, &timed->file->features, scratch);
    double *number = arena_array(scratch, double, timed->rows *design_linear_terms(design));
    design_fill_linear(&reading, timed->row, timed->rows, timed->rows, number);
    for (size_t t = 0, linear = 0, at = 0; t < design->terms; t++) {
        const Term *term = &design->term[t];
        if (!term_linear(term)) continue;
        const double *of_term = number + timed->rows * linear++;
        if (!is_covariate(report, term)) continue;
        for (size_t i = 0; i < timed->rows; i++) values[i * width + at] = of_term[i] * term->scale + term->mean;
        at++;
    }
    arena_close(scratch);
}

void churn_time(ChurnReport *report, const Str *keep, size_t keeps, Arena *arena)
{
    Timed timed = timed_of(report->file, arena);
    find_followers(report, &timed, keep, keeps, arena);
    size_t width = name_covariates(report, arena);
    double *values = arena_array(arena, double, timed.rows *width);
    fill_values(report, &timed, width, values);
    report->has_cox = true;
    report->cox_rows = timed.rows;
    Error refusal;
    const CoxData data = {timed.rows, width, timed.time, timed.left, values};
    if (cox_fit(&data, arena, &report->cox, &refusal)) return;
    for (Locale locale = 0; locale < LOCALE_COUNT; locale++)
        report->cox_refusal[locale] = str_copy(arena, str_of(refusal.message[locale]));
}
