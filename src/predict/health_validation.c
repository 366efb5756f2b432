#include "predict/health_validation.h"

#include <math.h>

#include "predict/logistic.h"

static int64_t count_left(const uint8_t *left, size_t people)
{
    int64_t count = 0;
    for (size_t i = 0; i < people; i++) count += left[i] != 0;
    return count;
}

static ValidationRefusal check(const uint8_t *left, size_t people)
{
    int64_t count = count_left(left, people);
    if (people < 2 * VALIDATION_EVENTS_MIN) return VALIDATION_TOO_FEW_PEOPLE;
    if (count < VALIDATION_EVENTS_MIN) return VALIDATION_TOO_FEW_LEFT;
    return (int64_t)people - count < VALIDATION_EVENTS_MIN ? VALIDATION_TOO_FEW_STAYED : VALIDATION_FINE;
}

// ---- columns of numbers for the regression ----

typedef struct PointColumns {
    const double *const *column;
    const double *mean, *scale; // (x - mean) / scale; NaN is the mean
} PointColumns;

static void fill(void *context, size_t first, size_t rows, double *out)
{
    const PointColumns *columns = context;
    for (size_t j = 0; columns->column[j]; j++)
        for (size_t i = 0; i < rows; i++) {
            double x = columns->column[j][first + i];
            out[j * LOGISTIC_BLOCK + i] = isnan(x) ? 0 : (x - columns->mean[j]) / columns->scale[j];
        }
}

// Of those observed. A column that is all alike has scale 0.
static void moments(const double *column, size_t people, int64_t *observed, double *mean, double *scale)
{
    double sum = 0, squares = 0;
    *observed = 0;
    for (size_t i = 0; i < people; i++)
        if (!isnan(column[i])) sum += column[i], ++*observed;
    *mean = *observed ? sum / (double)*observed : 0;
    for (size_t i = 0; i < people; i++)
        if (!isnan(column[i])) squares += (column[i] - *mean) * (column[i] - *mean);
    *scale = sqrt(squares / (double)people); // who is not observed is at the mean
}

// ---- the score against who left ----

static void fit_score(const HealthSample *sample, HealthValidation *validation, Arena *scratch)
{
    int64_t observed;
    double mean, scale;
    const double *const columns[] = {sample->score, NULL};
    moments(sample->score, sample->people, &observed, &mean, &scale);
    if (!(scale > 1e-9)) { // all alike: the share of those who left
        validation->intercept = log_odds_of((double)count_left(sample->left, sample->people) / (double)sample->people);
        return;
    }
    const PointColumns points = {columns, &mean, &scale};
    const LogisticData data = {sample->people, 1, fill, (void *)(uintptr_t)&points, sample->left};
    LogisticFit fit = logistic_fit(&data, 1, 1, scratch);
    validation->slope = fit.value[0] / scale;
    validation->intercept = fit.intercept - validation->slope * mean;
}

HealthValidation health_validate(const HealthSample *fitted_on, const HealthSample *judged_on, Arena *scratch)
{
    HealthValidation validation = {.people = (int64_t)judged_on->people,
                                   .left = count_left(judged_on->left, judged_on->people)};
    int64_t of_band[HEALTH_BAND_COUNT] = {0}, left_of[HEALTH_BAND_COUNT] = {0};
    for (size_t i = 0; i < judged_on->people; i++) {
        of_band[judged_on->band[i]]++;
        left_of[judged_on->band[i]] += judged_on->left[i] != 0;
    }
    for (int i = 0; i < HEALTH_BAND_COUNT; i++) validation.band[i] = rate_of(left_of[i], of_band[i]);
    validation.refusal = check(judged_on->left, judged_on->people);
    if (!validation.refusal) validation.refusal = check(fitted_on->left, fitted_on->people);
    if (validation.refusal) return validation;
    fit_score(fitted_on, &validation, scratch);
    double *probability = arena_array(scratch, double, judged_on->people);
    for (size_t i = 0; i < judged_on->people; i++)
        probability[i] = logistic_of(validation.intercept + validation.slope * judged_on->score[i]);
    validation.quality = quality_of(probability, judged_on->left, judged_on->people);
    validation.naive = quality_naive((double)count_left(fitted_on->left, fitted_on->people) / (double)fitted_on->people,
                                     judged_on->left, judged_on->people);
    validation.tells = validation.quality.ranked && validation.quality.auc_low > 0.5 && validation.slope < 0;
    return validation;
}

// ---- weights out of what happened ----

enum { MEASURES_MAX = 64 };

typedef struct WeightFit {
    const double *const *points;
    size_t people;
    const uint8_t *stayed;
    double mean[MEASURES_MAX], scale[MEASURES_MAX];
    bool out[MEASURES_MAX]; // has no part
} WeightFit;

// One regression of those that have a part. False: a measure counts against what it says; it has no part from now on.
static bool fit_weights(WeightFit *fit, HealthWeights *weights, Arena *scratch)
{
    const double *columns[MEASURES_MAX + 1] = {NULL};
    double mean[MEASURES_MAX], scale[MEASURES_MAX];
    size_t measure[MEASURES_MAX], count = 0, worst = MEASURES_MAX;
    for (size_t i = 0; i < weights->measures; i++) {
        weights->value[i] = 0;
        weights->error[i] = (double)NAN;
        if (fit->out[i]) continue;
        columns[count] = fit->points[i];
        mean[count] = fit->mean[i];
        scale[count] = fit->scale[i];
        measure[count++] = i;
    }
    if (!count) return true;
    const PointColumns points = {columns, mean, scale};
    const LogisticData data = {fit->people, count, fill, (void *)(uintptr_t)&points, fit->stayed};
    LogisticFit done = logistic_fit(&data, 1, 1, scratch);
    for (size_t j = 0; j < count; j++) {
        weights->value[measure[j]] = 10 * done.value[j] / scale[j];
        weights->error[measure[j]] = done.aliased[j] ? (double)NAN : 10 * done.error[j] / scale[j];
        if (done.value[j] < 0 && (worst == MEASURES_MAX || done.value[j] < done.value[worst])) worst = j;
    }
    if (worst != MEASURES_MAX) fit->out[measure[worst]] = true;
    return worst == MEASURES_MAX;
}

HealthWeights health_weights(const double *const *points, size_t measures, size_t people, const uint8_t *left,
                             Arena *arena)
{
    HealthWeights weights = {.refusal = check(left, people),
                             .measures = measures,
                             .weight = arena_array(arena, double, measures),
                             .value = arena_array(arena, double, measures),
                             .error = arena_array(arena, double, measures),
                             .observed = arena_array(arena, int64_t, measures)};
    WeightFit *fit = arena_new(arena, WeightFit);
    uint8_t *stayed = arena_array(arena, uint8_t, people);
    for (size_t i = 0; i < people; i++) stayed[i] = !left[i];
    *fit = (WeightFit){.points = points, .people = people, .stayed = stayed};
    for (size_t i = 0; i < measures; i++) {
        weights.error[i] = (double)NAN;
        if (i >= MEASURES_MAX) continue;
        if (people) moments(points[i], people, &weights.observed[i], &fit->mean[i], &fit->scale[i]);
        fit->out[i] = !(fit->scale[i] > 1e-9);
    }
    if (weights.refusal || measures > MEASURES_MAX) return weights;
    while (!fit_weights(fit, &weights, arena)) {
    }
    double sum = 0;
    for (size_t i = 0; i < measures; i++) {
        weights.weight[i] = weights.value[i] > 0 ? weights.value[i] * fit->scale[i] : 0;
        sum += weights.weight[i];
    }
    for (size_t i = 0; sum > 0 && i < measures; i++) weights.weight[i] *= 100 / sum;
    return weights;
}
