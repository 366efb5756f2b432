// uplift.h - for whom a treatment changes most: learned from what a treated and a control group did, drawn by lot.
//
// A high chance to leave, or a high value, does not say that effort helps. Uplift is the difference that the treatment
// makes for people like this one: E[outcome | treated, x] - E[outcome | control, x] (Radcliffe 2007, "Using control
// groups to target on predicted lift", Direct Marketing Analytics Journal 1:14). It is estimated in two ways:
//   two_model    a regression of the outcome in each arm, and their difference;
//   transformed  one regression of Y* = (Y - mean Y) (W - e) / (e (1 - e)), whose mean given x is the uplift, since the
//                arms were drawn by lot with share e (Athey & Imbens 2015, "Machine learning methods for estimating
//                heterogeneous causal effects", section 3).
// The regressions are least squares with a ridge (Hoerl & Kennard 1970, Technometrics 12:55), also for a yes or no:
// what is wanted is a difference of means. Each feature enters by its place among all values (robust to any scale),
// with a bend at the middle, and by whether it is missing. The ridge is chosen by cross-validation.
//
// Quality is only ever read off people whom the model has not seen (five folds): the Qini area says how much more the
// people ranked first gained than people drawn at random; its interval is a bootstrap of people within the trial (with
// Poisson counts: Hanley & MacGibbon 2006, Comput. Methods Programs Biomed. 83:57). A model is *on* when its Qini is
// above 0, and above that of ranking by propensity (who is least likely to stay untreated first, as a churn score
// does), both beyond chance: one-sided 2.5 %, halved since there were two methods to choose from.
#ifndef FIDELE_PREDICT_UPLIFT_H
#define FIDELE_PREDICT_UPLIFT_H

#include "base/error.h"
#include "measure/before_after.h"
#include "measure/rate.h"

enum {
    UPLIFT_FEATURES_MAX = 64,
    UPLIFT_FOLDS = 5,
    UPLIFT_DECILES = 10,
    UPLIFT_CURVE = 21, // points of the curve: 0, 5, … 100 % of the people
    UPLIFT_RESAMPLES = 500,
    UPLIFT_ARM_MIN = 100,  // people whose outcome is known, of each arm
    UPLIFT_EVENTS_MIN = 10 // of a yes or no: so many who did and so many who did not, in each arm
};

typedef struct UpliftRows {
    size_t count, features;
    const double *feature; // count rows of `features` numbers each; NaN: missing
    const bool *treated;   // the arm of the lot, whatever was done afterwards
    const double *outcome; // more is better; finite
    const bool *stayed;    // whether they did it at all: of a yes or no the outcome itself
    bool shares;           // the outcome is a yes or no
} UpliftRows;

typedef enum UpliftMethod { UPLIFT_TWO_MODEL, UPLIFT_TRANSFORMED, UPLIFT_METHODS } UpliftMethod;
#define UPLIFT_METHOD_WORDS "two_model|transformed"

// What a treatment does to a person of this kind.
typedef enum Quadrant {
    QUADRANT_PERSUADABLE,
    QUADRANT_SURE_THING,
    QUADRANT_LOST_CAUSE,
    QUADRANT_DO_NOT_DISTURB
} Quadrant;
#define QUADRANT_WORDS "persuadable|sure_thing|lost_cause|do_not_disturb"

// People of neighbouring ranks. `effect` is the difference of outcomes; `persuadability` the share of those who would
// have left that the treatment keeps: 1 - (1 - stayed if treated) / (1 - stayed in control), with the interval of Katz
// et al. 1978, Biometrics 34:469. It may be below 0: the treatment drives them away. Not observed without people or
// without anybody who left the control group.
typedef struct UpliftGroup {
    double least; // the lowest score in it
    int64_t treated, control;
    Sampled treated_outcome, control_outcome, effect;
    Sampled persuadability;
    Quadrant quadrant;
} UpliftGroup;

// The area between the curve of gains and the straight line of treating people at random, as outcome per treated
// person; `coefficient` is the share of the area that the best order of all would have (of a yes or no; else 0), as
// Radcliffe 2007 has it.
typedef struct Qini {
    double value, low, high; // 95 %
    double chance;           // share of resamples at or below 0
    double coefficient;
} Qini;

typedef struct UpliftCurvePoint {
    double share; // of the people, those ranked first
    double gain;  // outcome gained per treated person of all, as in the Qini curve
    double propensity_gain;
} UpliftCurvePoint;

typedef struct UpliftModel UpliftModel;

typedef struct UpliftReport {
    int64_t treated, control;
    Sampled effect;         // of the treatment on all
    Sampled persuadability; // of all
    Qini method[UPLIFT_METHODS];
    Qini risk_first;     // least likely to stay untreated first: ranking by propensity
    Qini response_first; // most likely to stay when treated first; told, not asked for
    UpliftMethod chosen;
    Qini difference; // the chosen method less risk_first
    bool on;
    Phrase because;
    UpliftGroup decile[UPLIFT_DECILES]; // best first, of people not seen
    size_t deciles;                     // fewer when scores are tied; 0: none
    UpliftGroup group[UPLIFT_DECILES];  // deciles that were merged until the effect falls from group to group
    size_t groups;
    UpliftCurvePoint curve[UPLIFT_CURVE];
} UpliftReport;

// Learns and reports; the model lives in `perm`. Features are known by their place. The answer
// is the same for any number of threads. Errors say too_few, and which; *model and *report are left alone then.
MUST_USE bool uplift_train(const UpliftRows *rows, uint64_t seed, int threads, Arena *perm, UpliftModel **model,
                           UpliftReport *report, Error *error);

// The uplift of one person: the score that ranks. Finite for any numbers.
double uplift_score(const UpliftModel *model, const double *feature);
// The group whose scores this one is among; NULL without groups.
const UpliftGroup *uplift_group_of(const UpliftReport *report, double score);

// ---- kept ----

// The model and its report as bytes (numbers of 8 bytes, little-endian), and back. Bytes that are no such record, or of
// another release, are an error (code damaged), whatever stands in them.
Str uplift_write(const UpliftModel *model, const UpliftReport *report, Arena *arena);
MUST_USE bool uplift_read(Str bytes, Arena *perm, UpliftModel **model, UpliftReport *report, Error *error);

// ---- pieces, for tests and other rankings ----

// Of any ranking (higher first; ties enter together).
Qini qini_of(const UpliftRows *rows, const double *score, uint64_t seed, int threads, Arena *scratch);

#endif
