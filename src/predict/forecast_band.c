// forecast_band.c - how far off a forecast may be, by how far off it was.
//
// An error is |log(what came / what was forecast)|. Errors of one origin go together, so that twelve months of one
// origin say hardly more than one: what is few is origins, and where they are few the widths are drawn to what is
// usual. The constants were set on made businesses and are held to others in forecast_coverage_test.c.
#include <math.h>
#include <stdlib.h>

#include "predict/forecast_parts.h"

enum { YEAR = 12, ORIGINS_MIN = 4, TOTALS_MIN = 3, NEAR = 2, ORIGINS_TRUSTED = 6 };
static const double within = 0.8;       // part of what comes that is to lie between P10 and P90
static const double faded = 0.85;       // an error counts this much of one a month newer
static const double naive_better = 0.8; // of the model's error the naive rule may make, to be preferred
static const double usual_power = 0.4;  // of months ahead
static const double usual_together = 0.7;
static const double most_together = 1.2; // months that err alike give 1; more where errors grow with the months
static const double unknown_width = 0.4, least_width = 0.0128, largest_error = 3, largest_width = 4.6;

typedef struct Score {
    double value, weight;
} Score;

// Errors known at one moment, in the order of their origins.
typedef struct Errors {
    const ForecastPast *past[FORECAST_ORIGINS_MAX * YEAR];
    double error[FORECAST_ORIGINS_MAX * YEAR], weight[FORECAST_ORIGINS_MAX * YEAR];
    size_t count, origins;
    bool naive;
    Score score[FORECAST_ORIGINS_MAX * YEAR]; // those that a quantile is asked of
} Errors;

static double told(const Errors *errors, const ForecastPast *past)
{
    return errors->naive ? past->naive : past->predicted;
}

static double error_between(double actual, double predicted)
{
    return fmin(fabs(log(actual / predicted)), largest_error);
}

static double ahead_of(const ForecastPast *past)
{
    return (double)(past->month - past->origin + 1);
}

static bool naive_wins(const ForecastPast *past, size_t pasts, size_t known)
{
    double model = 0, naive = 0;
    for (size_t i = 0; i < pasts; i++) {
        if (past[i].month >= known) continue;
        model += fabs(past[i].actual - past[i].predicted);
        naive += fabs(past[i].actual - past[i].naive);
    }
    return naive < naive_better * model;
}

// What is 0 or below has no logarithm and is left out.
static void collect(Errors *errors, const ForecastPast *past, size_t pasts, size_t known)
{
    for (size_t i = 0; i < pasts; i++) {
        double predicted = told(errors, &past[i]);
        if (past[i].month >= known || !(past[i].actual > 0) || !(predicted > 0)) continue;
        size_t n = errors->count++;
        errors->origins += n == 0 || errors->past[n - 1]->origin != past[i].origin;
        errors->past[n] = &past[i];
        errors->error[n] = error_between(past[i].actual, predicted);
        errors->weight[n] = pow(faded, (double)(known - past[i].origin));
    }
}

// Found by the errors, as far as there are origins to trust; the rest by what is usual.
static double drawn(const Errors *errors, double found, double usual)
{
    double trust = (double)errors->origins / (double)(errors->origins + ORIGINS_TRUSTED);
    return trust * found + (1 - trust) * usual;
}

// ---- how errors grow ----

// From the mean error of the next two months to that of those after.
static double power_of(const Errors *errors)
{
    double error[2] = {0}, log_ahead[2] = {0}, weight[2] = {0};
    for (size_t i = 0; i < errors->count; i++) {
        double ahead = ahead_of(errors->past[i]);
        bool far = ahead > NEAR;
        error[far] += errors->weight[i] * errors->error[i];
        log_ahead[far] += errors->weight[i] * log(ahead);
        weight[far] += errors->weight[i];
    }
    if (!(error[0] > 0) || !(error[1] > 0)) return usual_power;
    double grown = log(error[1] / weight[1]) - log(error[0] / weight[0]);
    double apart = log_ahead[1] / weight[1] - log_ahead[0] / weight[0];
    return drawn(errors, fmax(0, fmin(grown / apart, 1)), usual_power);
}

// ---- how large they are ----

static int by_value(const void *a, const void *b)
{
    double one = ((const Score *)a)->value, other = ((const Score *)b)->value;
    return (one > other) - (one < other);
}

// The value that four fifths of the weight lie below, a little more where origins are few.
static double quantile(Errors *errors, size_t count)
{
    Score *score = errors->score;
    double part = fmin(1, within * (1 + 0.25 / (double)errors->origins)), sum = 0, below = 0;
    qsort(score, count, sizeof *score, by_value);
    for (size_t i = 0; i < count; i++) sum += score[i].weight;
    for (size_t i = 0; i < count; i++) {
        below += score[i].weight;
        if (below >= part * sum) return score[i].value;
    }
    return score[count - 1].value;
}

static double width_of(Errors *errors, double power)
{
    for (size_t i = 0; i < errors->count; i++)
        errors->score[i] = (Score){errors->error[i] / pow(ahead_of(errors->past[i]), power), errors->weight[i]};
    return fmax(least_width, quantile(errors, errors->count));
}

// ---- totals ----

// Each origin's first two months, first three …: how far off their sum was, beside the mean width of its months.
static double together_of(Errors *errors, const Sureness *of)
{
    size_t count = 0, origin = SIZE_MAX;
    double actual = 0, predicted = 0, widths = 0;
    for (size_t i = 0; i < errors->count; i++) {
        const ForecastPast *past = errors->past[i];
        bool first = past->origin != origin;
        if (first) actual = predicted = widths = 0;
        origin = past->origin;
        actual += past->actual;
        predicted += told(errors, past);
        widths += told(errors, past) * sureness_width(of, past->month - past->origin + 1);
        if (!first)
            errors->score[count++] = (Score){error_between(actual, predicted) * predicted / widths, errors->weight[i]};
    }
    if (count < TOTALS_MIN) return usual_together;
    return fmin(drawn(errors, quantile(errors, count), usual_together), most_together);
}

// ---- all of it ----

Sureness sureness_of(const ForecastPast *past, size_t pasts, size_t known)
{
    Errors errors = {.naive = naive_wins(past, pasts, known)};
    collect(&errors, past, pasts, known);
    Sureness of = {.naive = errors.naive,
                   .known = errors.origins >= ORIGINS_MIN,
                   .width = unknown_width,
                   .power = usual_power,
                   .together = usual_together};
    if (!of.known) return of;
    of.power = power_of(&errors);
    of.width = width_of(&errors, of.power);
    of.together = together_of(&errors, &of);
    return of;
}

double sureness_width(const Sureness *of, size_t ahead)
{
    return fmin(of->width * pow((double)ahead, of->power), largest_width);
}
