// Any numbers: a stated refusal or finite figures.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "predict/cox.h"

enum { ROWS_MAX = 200 };

static void check(bool fine)
{
    if (!fine) abort();
}

static void check_fit(const CoxFit *fit, const double *values)
{
    check(isfinite(fit->log_likelihood) && isfinite(fit->log_likelihood_null));
    check(fit->concordance >= 0 && fit->concordance <= 1 && isfinite(fit->drift.p));
    check(isfinite(fit->wald.chi_square) && isfinite(fit->score.chi_square) && isfinite(fit->likelihood_ratio.p));
    for (size_t j = 0; j < fit->covariates; j++) {
        const CoxCovariate *of = &fit->covariate[j];
        check(isfinite(of->value) && isfinite(of->standard_error) && isfinite(of->p) && isfinite(of->hazard_ratio));
        check(isfinite(of->low) && isfinite(of->high) && isfinite(of->drift_rho) && isfinite(of->drift_chi_square));
    }
    for (double time = 0; time < 300; time += 60) {
        double staying = cox_survival(fit, values, time);
        check(staying >= 0 && staying <= 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
    if (size < 8) return 0;
    static double time[ROWS_MAX], values[ROWS_MAX * 3];
    static bool left[ROWS_MAX];
    size_t covariates = input[0] % 3 + 1, width = 2 + covariates, rows = 0;
    double scale = pow(10, input[1] % 30 - 15.0);
    for (size_t at = 2; at + width <= size && rows < ROWS_MAX; at += width, rows++) {
        time[rows] = input[at];
        left[rows] = input[at + 1] & 1;
        for (size_t j = 0; j < covariates; j++)
            values[rows * covariates + j] = ((double)input[at + 2 + j] - 100) * scale;
    }
    CoxData source = {.rows = rows, .covariates = covariates, .time = time, .left = left, .values = values};
    Arena *arena = arena_open(0);
    CoxFit fit;
    Error error;
    if (cox_fit(&source, arena, &fit, &error)) check_fit(&fit, values);
    arena_close(arena);
    return 0;
}
