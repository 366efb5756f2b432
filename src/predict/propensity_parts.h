// propensity_parts.h - the steps of a training, between the files that do them. Not for others.
#ifndef FIDELE_PREDICT_PROPENSITY_PARTS_H
#define FIDELE_PREDICT_PROPENSITY_PARTS_H

#include "predict/propensity.h"

// The ridges that are tried. Coefficients are reported with the first, whichever scores.
enum { RIDGES = 4 };
extern const double propensity_ridge[RIDGES];

// Rows of a table as a model sees them.
typedef struct Sample {
    const DesignReading *reading;
    const uint32_t *row;
    size_t rows;
    uint8_t *label; // of each of `row`
} Sample;

Sample sample_of(const DesignReading *reading, const uint8_t *label, const uint32_t *row, size_t rows, Arena *arena);
LogisticFit sample_fit_logistic(const Sample *sample, double ridge, int threads, Arena *arena);
// Errors by person; `person` of each row of the table.
void sample_errors_by_person(const Sample *sample, const uint32_t *person, LogisticFit *fit);
// `check`: NULL or rows to stop by; rounds 0: the usual.
MUST_USE bool sample_fit_boosting(const Sample *sample, const Sample *check, size_t rounds, int threads, Arena *arena,
                                  Trees *trees, Error *error);
void sample_score_logistic(const Sample *sample, const LogisticFit *fit, double *score); // log odds
void sample_score_trees(const Sample *sample, const Trees *trees, double *score);

// The choice within the training rows.
typedef struct Inner {
    PropensityKind chosen;
    double log_loss[PROPENSITY_KINDS];
    Calibration calibration[PROPENSITY_KINDS];
    double ridge;  // of the logistic regression
    size_t rounds; // of the boosting
    size_t rows;
    bool by_time;
} Inner;
MUST_USE bool inner_choose(const Sample *training, const int64_t *when, uint64_t seed, int threads, Inner *inner,
                           Error *error);

// Columns that alone tell yes from no among the rows: `left` becomes LEFT_LEAK there, `auc` what each reaches.
enum { LEAK_SAMPLE_MAX = 100000 };
#define LEAK_AUC 0.99
void find_leaks(const FeatureTable *table, const uint8_t *label, const uint32_t *row, size_t rows,
                const PropensityOptions *options, LeftOut *left, double *auc);

void report_coefficients(const Sample *training, const LogisticFit *fit, int threads, Arena *arena,
                         PropensityReport *report);
void report_drivers(const PropensityModel *model, const FeatureTable *table, const uint32_t *row, size_t rows,
                    int threads, Arena *arena, PropensityReport *report);

#endif
