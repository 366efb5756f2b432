// uplift_parts.h - what the files of uplift share; nobody else includes it.
#ifndef FIDELE_PREDICT_UPLIFT_PARTS_H
#define FIDELE_PREDICT_UPLIFT_PARTS_H

#include "predict/uplift.h"

struct UpliftModel {
    const struct Basis *basis;
    UpliftMethod method;
    double *control, *treated, *transformed; // coefficients
};

void uplift_judge(UpliftReport *report); // whether it is on, and because

// ---- features as columns of a regression (uplift_basis.c) ----

enum { BASIS_KNOTS = 33, BASIS_COLUMNS_MAX = 1 + 3 * UPLIFT_FEATURES_MAX };

// One feature: the place of a value among `at` (0: first, 1: last), where its columns stand (0: none).
typedef struct BasisFeature {
    double at[BASIS_KNOTS];
    uint32_t knots;
    uint32_t place, bend, missing;
} BasisFeature;

typedef struct Basis {
    size_t features, columns;
    BasisFeature feature[UPLIFT_FEATURES_MAX];
} Basis;

// `basis` is zeroed.
void basis_learn(Basis *basis, const UpliftRows *rows, Arena *scratch);
void basis_row(const Basis *basis, const double *feature, double *columns); // column 0 is 1

// ---- least squares with a ridge, from sums (uplift_ridge.c) ----

// Of some people: X'X, X'y and y'y. Sums of several folds may be added.
typedef struct Moments {
    double *gram, *xy; // columns × columns, columns
    double yy;
} Moments;

Moments moments_in(size_t columns, Arena *arena);
void moments_see(Moments *moments, size_t columns, const double *row, double outcome);
void moments_add(Moments *to, const Moments *more, size_t columns);
void moments_clear(Moments *moments, size_t columns);
// Those of the transformed outcome, from those of both arms.
void moments_transform(const Moments *control, const Moments *treated, size_t columns, Moments *to);
// Least squares over the folds whose bit is in `of`, the ridge chosen by leaving out one of them at a time.
void ridge_fit(const Moments *fold, unsigned of, size_t columns, Arena *scratch, double *coefficient);

// ---- rankings (uplift_qini.c) ----

typedef struct Ranking {
    const double *score;
    uint32_t *order; // rows from the highest score on
    Qini qini;
    double *resampled; // areas
} Ranking;

// Areas with intervals of several rankings from the same resamples.
void rankings_measure(const UpliftRows *rows, Ranking *ranking, size_t count, uint64_t seed, int threads,
                      Arena *scratch);
// Of a difference of two that were measured together.
Qini rankings_compare(const Ranking *one, const Ranking *other, Arena *scratch);
// The gain per treated person of all when the first `share` are treated, at UPLIFT_CURVE shares.
void ranking_curve(const UpliftRows *rows, const Ranking *ranking, double *gain);

// ---- groups of neighbouring ranks (uplift_groups.c) ----

// Deciles, groups, and everybody together.
void ranking_groups(const UpliftRows *rows, const Ranking *ranking, UpliftReport *report);

#endif
