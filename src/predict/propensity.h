// propensity.h - who is likely to do something (leave, buy again, upgrade, answer), how sure that is, and why.
//
// One machinery for every yes-or-no outcome. Training: columns that give the answer away are left out, a logistic
// regression (ridge 1 to 1000 on standardised columns, whichever does best within the training rows) and gradient
// boosting are fitted on the training rows, chosen by log
// loss within them (the latest fifth when rows have times, else five folds), calibrated there (calibrate.h), and only
// then judged on the hold-out rows, which took no part. The log odds of a score are the model's base plus one signed
// effect for each column: exactly for logistic regression, by Shapley values for boosting (trees.h).
//
// Same rows, same options: the same model to the bit, for any number of threads.
#ifndef FIDELE_PREDICT_PROPENSITY_H
#define FIDELE_PREDICT_PROPENSITY_H

#include "predict/boosting.h"
#include "predict/calibrate.h"
#include "predict/design.h"
#include "predict/logistic.h"
#include "predict/quality.h"

enum {
    PROPENSITY_EVENTS_MIN = 20,        // of each outcome among the training rows
    PROPENSITY_HOLDOUT_EVENTS_MIN = 5, // of each outcome among the hold-out rows
    PROPENSITY_ROWS_MAX = 100000000
};

typedef enum RowPart { ROW_TRAINING, ROW_HOLDOUT, ROW_APART } RowPart; // APART: neither (outcome not known yet)

typedef enum PropensityKind { PROPENSITY_LOGISTIC, PROPENSITY_BOOSTING, PROPENSITY_KINDS } PropensityKind;

typedef struct PropensityOptions {
    const uint8_t *part; // RowPart of each row
    const int64_t *when; // of each row, any unit: later rows of training choose and calibrate; NULL: no order
    // Of each row whose it is: rows of one person are not independent, and the errors of coefficients say so
    // (logistic.h); NULL: each row is another's.
    const uint32_t *person;
    const Str *keep; // names of columns to take even when they seem to give the answer away
    size_t keeps;
    uint64_t seed; // of the folds
    int threads;
} PropensityOptions;

typedef struct PropensityModel {
    PropensityKind kind;
    Design design;
    double share; // of yes among the training rows
    Calibration calibration;
    double base;   // calibrated log odds before any column's effect: the mean over the training rows
    double *value; // LOGISTIC: of each linear term, on the standardised scale, before calibration; NULL
    double intercept;
    Trees trees;        // BOOSTING
    size_t score_edges; // inner edges of tenths of the training scores, for drift
    double score_edge[DRIFT_BINS - 1];
    double score_bin[DRIFT_BINS]; // training rows in each
} PropensityModel;

typedef enum PropensityRefusal {
    PROPENSITY_ACCEPTED,
    // Nothing was trained:
    PROPENSITY_TOO_FEW_EVENTS, // fewer than PROPENSITY_EVENTS_MIN yes in training
    PROPENSITY_TOO_FEW_OTHERS, // fewer no
    PROPENSITY_NO_FEATURES,    // every column is constant, an identifier, empty or gives the answer away
    // Trained, but not fit to be used:
    PROPENSITY_TOO_FEW_HOLDOUT, // the hold-out has too few of one outcome to judge it
    PROPENSITY_NOT_BETTER       // not better than the naive rule on the hold-out: AUC's interval reaches 0.5, or the
                                // Brier score is no lower
} PropensityRefusal;

// A term of the logistic regression with ridge 1, whichever model and ridge was chosen to score: a stronger one would
// hide what a column says behind its neighbours. Odds ratio: of one more unit of a number, of yes
// beside no, of the level beside the base level.
typedef struct PropensityCoefficient {
    Str name;                               // term_name; "(intercept)"
    uint32_t column;                        // of the table; UINT32_MAX: intercept
    double value, error, low, high, p;      // of the log odds, in the column's own unit, with 95 % interval
    double odds_ratio, odds_low, odds_high; // held within 1e-300 and 1e300
    bool aliased;                           // follows from others: not estimated
    bool separated;                         // its rows are all yes or all no: the estimate is held by the ridge alone
} PropensityCoefficient;

typedef struct PropensityDriver {
    uint32_t column;   // of the table
    double importance; // mean size of its effect on the log odds, over training rows (of a sample of them)
    double share;      // of all importances
    int direction;     // 1: more of it, higher score; -1: lower; 0: words, or no clear direction
} PropensityDriver;

typedef struct PropensityLeft {
    uint32_t column;
    LeftOut why;
    double auc; // LEFT_LEAK: of the column alone
} PropensityLeft;

typedef struct PropensityReport {
    PropensityRefusal refusal;
    int64_t rows, positives, training_rows, training_positives; // rows: training and hold-out
    PropensityKind chosen;
    double inner_log_loss[PROPENSITY_KINDS]; // what the choice was made by, calibrated
    size_t inner_rows;
    bool inner_by_time;
    Quality holdout[PROPENSITY_KINDS], naive;
    size_t coefficients;
    PropensityCoefficient *coefficient;
    bool separated;    // without the ridge there would be no estimate
    bool few_per_term; // fewer than ten events a term: wide intervals, drivers may change (Peduzzi 1996)
    int logistic_iterations;
    double ridge;  // of the logistic regression that scores
    size_t rounds; // trees of the boosting
    size_t drivers;
    PropensityDriver *driver; // most important first
    size_t left;
    PropensityLeft *left_out;
} PropensityReport;

// `label` of each row is 0 or 1 (anything where the part is ROW_APART). The model and the report live in `arena`; both
// are set also when the report says PROPENSITY_TOO_FEW_HOLDOUT or NOT_BETTER. False (ERROR_INPUT): the table has more
// rows or terms than can be taken; (ERROR_FAILED): boosting had no memory.
MUST_USE bool propensity_train(const FeatureTable *table, const uint8_t *label, const PropensityOptions *options,
                               Arena *arena, PropensityModel *model, PropensityReport *report, Error *error);
bool propensity_trained(const PropensityReport *report);

Phrase propensity_kind_label(PropensityKind kind);
Str propensity_kind_name(PropensityKind kind); // "logistic", "boosting"
// Why it was chosen, or refused, as a sentence: "not trained: too few events (1)…".
Str propensity_because(const PropensityReport *report, Locale locale, Arena *arena);
Str propensity_refusal_say(const PropensityReport *report, Locale locale, Arena *arena); // "" when accepted

// Calibrated probabilities of all rows of a table, in (0, 1). Columns are found by name; absent ones are not known.
void propensity_score(const PropensityModel *model, const FeatureTable *table, int threads, double *probability);

// Effects on the log odds of the rows listed, one for each column of the table, row after row (0 for those without a
// part in the model): model->base + sum(effect) = log odds of the row's probability, when the table has every column of
// the model. Boosting takes about 0.2 ms a row: explain those who are looked at, not everybody.
void propensity_effects(const PropensityModel *model, const FeatureTable *table, const uint32_t *row, size_t rows,
                        int threads, double *effect);

typedef struct Reason {
    uint32_t column; // of the table
    double effect;   // on the log odds; above 0 raises the probability
} Reason;
// The strongest `most` effects of one row, largest size first, ties by column; those of 0 are left out. Their count.
size_t reasons_of(const double *effect, size_t columns, size_t most, Reason *reasons);
size_t propensity_reasons(const PropensityModel *model, const FeatureTable *table, size_t row, size_t most,
                          Reason *reasons);

// How far a table is from the training rows: PSI of each column of the model's design, and of the score.
typedef struct PropensityDrift {
    double score;
    double *column; // of model->design.column
} PropensityDrift;
PropensityDrift propensity_drift(const PropensityModel *model, const FeatureTable *table, const double *probability,
                                 Arena *arena);

size_t propensity_score_bin(const PropensityModel *model, double probability); // of score_bin

// The model as JSON text (one line, a version first), and back. Whatever is read is checked: a model that was read can
// be used without fear of its numbers. Errors: ERROR_MALFORMED, ERROR_INPUT (not a model, another version, damaged).
void propensity_write(const PropensityModel *model, Text *text);
MUST_USE bool propensity_read(Str text, Arena *arena, PropensityModel *model, Error *error);

// ---- which rows are held out ----

// Rows whose number (from 0) leaves `remainder` when divided by `every`.
void split_every(uint8_t *part, size_t rows, size_t every, size_t remainder);
// The last `share` (0..1) of the rows by `when` (ties by row); NULL: as they stand.
void split_last(uint8_t *part, size_t rows, double share, const int64_t *when);
void split_random(uint8_t *part, size_t rows, double share, uint64_t seed);

#endif
