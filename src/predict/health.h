// health.h - scores out of weighted measures: points on a scale, their weighted mean, bands, and what signals take off.
//
// Every measure gives 0 to 100 points on a line between its worst and its best value. The score is the weighted mean of
// the points that are observed: what is not observed has no part in it, and its weight falls to the others. Groups are
// the same again: a group's points are the mean of its measures, the score is the mean of its groups. (The usual
// arithmetic of customer-success tools; no paper stands behind the weights, which is why they are validated against who
// really left: health/validation.h.) Pure: no clock, no store. NaN in is "not observed"; NaN never comes out.
#ifndef FIDELE_PREDICT_HEALTH_H
#define FIDELE_PREDICT_HEALTH_H

#include "base/phrase.h"

// Points are 0 at `worst` and 100 at `best`, whichever of them is larger, and held within 0 and 100 outside. Equal ones
// are a step: 100 from there on.
typedef struct HealthScale {
    double worst, best;
} HealthScale;
double health_points(HealthScale scale, double value); // NaN of NaN

typedef struct HealthPart {
    double weight; // 0 or more
    double points; // 0..100; NaN: not observed
} HealthPart;

typedef struct HealthMean {
    bool observed; // some part with a weight was
    double value;  // 0..100
    double weight; // of the parts that were observed
} HealthMean;
HealthMean health_mean(const HealthPart *parts, size_t count);

// What one part adds to the mean: weight / sum of observed weights × points; all of them sum to the mean. 0 when it is
// not observed.
double health_share(const HealthMean *mean, const HealthPart *part);

// By how much the mean changes when the weight of an observed part becomes `weight`:
//     (weight - w) × (points - mean) / (W - w + weight), W the sum of observed weights.
double health_change(const HealthMean *mean, const HealthPart *part, double weight);

// ---- bands ----

typedef enum HealthBand { HEALTH_AT_RISK, HEALTH_WATCH, HEALTH_HEALTHY, HEALTH_BAND_COUNT } HealthBand;
Str health_band_name(HealthBand band); // "at_risk", "watch", "healthy"
Phrase health_band_label(HealthBand band);
MUST_USE bool health_band_parse(Str name, HealthBand *band);

typedef struct HealthThresholds {
    double watch, healthy; // from this score on; 0 < watch < healthy <= 100
} HealthThresholds;
HealthBand health_band(HealthThresholds thresholds, double score);

// The score less what the signals take off, not below 0. `together` (two different signs of trouble within days of each
// other): it also falls at least one band, to just below the threshold of the band it had (HEALTH_STEP below).
#define HEALTH_STEP 0.1
double health_after(HealthThresholds thresholds, double score, double points_off, bool together);

#endif
