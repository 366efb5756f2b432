#include "predict/calibrate.h"

#include <math.h>

#include "predict/logistic.h"

enum { ITERATIONS_MAX = 100 };
#define SMALLEST 1e-12

typedef struct Sums {
    double loss, by_slope, by_offset, slope_slope, slope_offset, offset_offset;
} Sums;

static Sums sums_at(const double *score, const uint8_t *label, size_t rows, const double target[2], Calibration at)
{
    Sums sums = {0};
    for (size_t i = 0; i < rows; i++) {
        double x = score[i], z = at.slope * x + at.offset, p = logistic_of(z), t = target[label[i] != 0];
        double left = p - t, weight = p * (1 - p);
        sums.loss += fmax(z, 0) - t * z + log1p(exp(-fabs(z)));
        sums.by_slope += left * x, sums.by_offset += left;
        sums.slope_slope += weight * x * x, sums.slope_offset += weight * x, sums.offset_offset += weight;
    }
    return sums;
}

// One damped step down; false: there is none that helps.
static bool descend(const double *score, const uint8_t *label, size_t rows, const double target[2], Calibration *at,
                    Sums *sums)
{
    double a = sums->slope_slope + SMALLEST, b = sums->slope_offset, c = sums->offset_offset + SMALLEST;
    double determinant = a * c - b * b;
    if (!(determinant > 0) || !isfinite(determinant)) return false;
    double slope = (c * sums->by_slope - b * sums->by_offset) / determinant;
    double offset = (a * sums->by_offset - b * sums->by_slope) / determinant;
    for (double share = 1; share > 1e-10; share /= 2) {
        Calibration trial = {at->slope - share * slope, at->offset - share * offset};
        Sums there = sums_at(score, label, rows, target, trial);
        if (!(there.loss < sums->loss)) continue;
        *at = trial, *sums = there;
        return true;
    }
    return false;
}

Calibration calibrate(const double *score, const uint8_t *label, size_t rows)
{
    double yes = 0;
    for (size_t i = 0; i < rows; i++) yes += label[i] != 0;
    double no = (double)rows - yes;
    if (yes == 0 || no == 0) return (Calibration){1, 0};
    const double target[2] = {1 / (no + 2), (yes + 1) / (yes + 2)};
    Calibration at = {0, log((yes + 1) / (no + 1))};
    Sums sums = sums_at(score, label, rows, target, at);
    for (int i = 0; i < ITERATIONS_MAX && descend(score, label, rows, target, &at, &sums); i++) {
    }
    if (!(at.slope > 0) || !isfinite(at.slope) || !isfinite(at.offset)) return (Calibration){1, 0};
    return at;
}
