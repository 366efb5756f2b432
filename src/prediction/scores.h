// scores.h - what the published models say of everybody, in memory: worked out once for a version and a moment of the
// log, by one thread while the others wait, and again when somebody asks after something has happened. Of more
// than 100,000 people, what is there is given out for ten times as long as it took, so that a busy server does not
// score all the time; as_of, versions and settings are always those of the question.
#ifndef FIDELE_PREDICTION_SCORES_H
#define FIDELE_PREDICTION_SCORES_H

#include <stdatomic.h>

#include "predict/lifetime.h"
#include "predict/propensity.h"
#include "prediction/outcome.h"
#include "prediction/training.h"

// How far the contracts that run now are from those of the training (psi_of).
typedef struct ContractDrift {
    int64_t contracts;
    double renewal, age, group;
} ContractDrift;

// Whether somebody pays for a subscription by orders, and has others.
enum { NOT_BY_ORDER, OTHER_ORDERS, NO_OTHER_ORDERS };

typedef struct ScoredContract ScoredContract; // contract_scores.h

typedef struct Predictions Predictions;
MUST_USE bool predictions_open(Predictions **predictions, Error *error);
void predictions_close(Predictions *predictions); // NULL is fine

// What one version says as of a moment. Shared and never changed; give back with scored_release.
typedef struct Scored {
    PredictionModel model;
    ModelVersion version; // id 0: none is published; without content and reports
    int64_t seq;          // of the log: everything up to it is in it
    uint64_t people;      // identity_version
    Day as_of;
    PredictionSettings settings;
    uint32_t customers;
    int64_t objected;
    // of propensities
    double *score; // by person
    PropensityModel propensity;
    PeopleFeatures features;
    uint32_t *row; // of features, by person; UINT32_MAX: not scored
    PropensityDrift drift;
    // of lifetime
    LifetimeFit fit;
    GammaGammaFit amounts;
    bool has_amounts;
    double *alive, *expected, *future, *past; // by person; amounts in minor units
    BuyingFigures *figures;                   // by person; T 0 and x 0 of those not scored
    double *mean_amount;
    // of contract_lifetime: `score` is the chance of the next renewal, `expected` the months to come, `future` what
    // they will pay (0 of who had a contract and has none), `past` what subscriptions brought. Of who pays for one by
    // orders, `figures` and `mean_amount` are those of the others.
    ScoredContract *contract; // by person; the next renewal first
    size_t contracts;
    double *order_past;     // by person: what orders brought, also those that pay for a subscription
    uint8_t *pays_by_order; // by person
    ContractDrift contract_drift;
    int64_t began_ms, took_ms; // of a steady clock
    Arena *arena;
    atomic_int held;
} Scored;

MUST_USE bool scored_acquire(const PredictionPlace *place, PredictionModel model, const Scored **scored, Error *error);
void scored_release(const Scored *scored); // NULL is fine

// Reasons of some people who are scored, in the language of the place: REASONS each, *count of them in `reasons`.
typedef struct PersonReasons {
    PredictionReason reason[PREDICTION_REASONS];
    size_t count;
} PersonReasons;
void scored_reasons(const Scored *scored, const PredictionPlace *place, const CustomerId *person, size_t people,
                    PersonReasons *reasons);

#endif
