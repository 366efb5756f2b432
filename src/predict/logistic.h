// logistic.h - logistic regression by Newton's method, with an optional ridge.
//
// Maximises sum(y log p + (1-y) log(1-p)) - ridge/2 * sum(b_j^2), the intercept free of penalty, logit p = b_0 + x b.
// Ridge 0 is the maximum likelihood estimate (McCullagh & Nelder 1989, Generalized Linear Models, 4.4), to the digits
// of R's glm. Ridge 1 on standardised columns is scikit-learn's C = 1. Columns that are a linear combination of earlier
// ones are aliased: coefficient 0, no error (as R's NA), found by Cholesky's factor of the first information.
// Of many rows an eighth is fitted first, to start near the answer. Standard errors are from the inverse of the
// (penalised) information, or robust to clusters of rows. The result is the same to the bit for any number of threads.
#ifndef FIDELE_PREDICT_LOGISTIC_H
#define FIDELE_PREDICT_LOGISTIC_H

#include "base/arena.h"
#include "predict/gram.h"

enum { LOGISTIC_BLOCK = GRAM_ROWS };

// Where the numbers come from: fill writes `rows` (at most LOGISTIC_BLOCK) rows from `first` on, column j from
// out[j * LOGISTIC_BLOCK]. Called from several threads. All finite.
typedef struct LogisticData {
    size_t rows, columns; // the intercept is not among them
    void (*fill)(void *context, size_t first, size_t rows, double *out);
    void *context;
    const uint8_t *label; // of each row, 0 or 1
} LogisticData;

typedef struct LogisticFit {
    size_t columns;
    double intercept, intercept_error;
    double *value, *error; // of each column; error NaN: aliased or separated
    bool *aliased;
    double *covariance;    // of the intercept and the columns, (columns + 1)^2; 0 where aliased or separated
    double log_likelihood; // without the penalty
    int iterations;
    bool converged;
    // Columns tell some rows' outcome without fault: with ridge 0 their coefficients have no estimate, and no error.
    bool separated;
    size_t separated_column; // the one that went furthest, when separated
} LogisticFit;

// Labels of both kinds are needed (asserted). With separation and ridge 0, what was reached is given, finite, and the
// errors of those columns are NaN.
LogisticFit logistic_fit(const LogisticData *data, double ridge, int threads, Arena *arena);

// Rows of one cluster (any numbers, the same for rows that belong together, such as a person's) are not independent:
// the fit's errors and covariance become those that hold whatever ties them together, G/(G - 1) A^-1 B A^-1 with A the
// (penalised) information and B the sum over the G clusters of their score times itself (Liang & Zeger 1986, Biometrika
// 73:13; Cameron & Miller 2015, J. Human Resources 50:317, II). No error becomes smaller than of independent rows: of
// terms that few clusters have, or that the ridge alone holds, B says too little (Angrist & Pischke 2009, Mostly
// Harmless Econometrics, 8.1, advise the larger of the two).
void logistic_errors_by_cluster(const LogisticData *data, const uint32_t *cluster, LogisticFit *fit);

double logistic_p(double value, double error); // two-sided, normal (Wald); 1 when the error is NaN or 0
double logistic_of(double log_odds);           // 1 / (1 + exp(-x)), without overflow
double log_odds_of(double probability);        // held within 1e-12 of 0 and 1

#endif
