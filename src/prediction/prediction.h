// prediction.h - what the published models say of people: for lists, queues, scores and reports of other modules.
//
// A model is trained by a job on what happened, judged on a later time that it has not seen, and published when it is
// better than the naive rule (docs/predictions.md). Scores are worked out for everybody at once when they are first
// asked for, and again when something has happened since (beyond 100,000 people not at once: prediction/scores.h).
// People who objected to profiling are neither in a training nor scored; merged customers are one person.
#ifndef FIDELE_PREDICTION_PREDICTION_H
#define FIDELE_PREDICTION_PREDICTION_H

#include "activity/activity.h"
#include "base/instant.h"
#include "base/money.h"
#include "base/phrase.h"
#include "identity/identity.h"

struct House;

typedef enum PredictionModel {
    PREDICTION_LIFETIME,          // how often and for how much they will buy, and whether they still will
    PREDICTION_CONTRACT_LIFETIME, // how long who has a contract will renew it, and what that pays
    PREDICTION_CHURN,             // leaves within the window
    PREDICTION_CONTRACT_CHURN,    // ends the subscription within 90 days
    PREDICTION_REPURCHASE,        // buys within 30 days
    PREDICTION_UPGRADE,           // takes a dearer plan within 90 days
    PREDICTION_RESPONSE,          // buys within 14 days of a message that is sent
    PREDICTION_MODEL_COUNT
} PredictionModel;

Str prediction_model_name(PredictionModel model); // "lifetime" …
MUST_USE bool prediction_model_parse(Str name, PredictionModel *model);
Phrase prediction_model_label(PredictionModel model);
bool prediction_of_value(PredictionModel model); // lifetime, contract_lifetime: not a propensity

// What is asked over. Answers live in the arena.
typedef struct PredictionPlace {
    const struct House *house;
    StoreSession *session;
    Instant now;
    Locale locale;
    Arena *arena;
} PredictionPlace;

// Probabilities by person (root customer), of a propensity; of contract_lifetime that of the next renewal. NaN: not
// scored (objected, too new, without history, not one of those the model is about). Of a model of which no version is
// published: version 0, all NaN.
typedef struct PredictionScores {
    int64_t version;
    Day as_of;
    uint32_t customers; // persons are 0..customers-1
    const double *score;
} PredictionScores;
MUST_USE bool prediction_scores(const PredictionPlace *place, PredictionModel model, PredictionScores *scores,
                                Error *error);

// Of the model lifetime. Amounts in minor units of the workspace's currency, NaN where somebody is not scored.
typedef struct LifetimePeople {
    int64_t version; // 0: none is published, all are NaN
    Day as_of;
    uint32_t customers;
    int32_t horizon_days;       // of the two below: the workspace's (GET /predictions/settings)
    const double *p_alive;      // still buys, 0 to 1
    const double *expected;     // purchases within the horizon
    const double *future_minor; // their value, discounted, times the margin
    const double *past_minor;   // net of refunds, so far
} LifetimePeople;
MUST_USE bool prediction_lifetime(const PredictionPlace *place, LifetimePeople *scores, Error *error);

// What people are worth: by their orders (lifetime) and their contracts (contract_lifetime), nothing twice. NaN where
// nobody says so. Without a published contract_lifetime it is what lifetime says.
typedef struct ValuePeople {
    int64_t lifetime_version, contract_version; // 0: none is published
    Day as_of;
    uint32_t customers;
    int32_t horizon_days;
    const double *orders_minor;   // what orders will bring; of subscribers without those that pay for a contract
    const double *contract_minor; // what contracts will pay; 0 of who had one and has none
    const double *future_minor;   // both
    const double *past_minor;     // so far: orders net of refunds, and subscriptions
    const double *renewal;        // chance of the next renewal
    const double *months;         // that the contract still runs within the horizon
} ValuePeople;
MUST_USE bool prediction_value(const PredictionPlace *place, ValuePeople *people, Error *error);

// Why one person has the score: base plus all effects is the score, in log odds; the strongest ones, signed.
typedef struct PredictionReason {
    Str feature;   // "tickets_30d"
    Str label;     // in the language of the place
    Str value;     // "4"; "" not known
    double effect; // above 0: makes the score higher
    Str sentence;  // "4 tickets in 30 days"
} PredictionReason;
enum { PREDICTION_REASONS = 5 };

typedef struct PersonPrediction {
    bool scored;
    int64_t version;
    Day as_of;
    double probability;
    double base; // probability of somebody about whom nothing is known
    PredictionReason reason[PREDICTION_REASONS];
    size_t reasons;
} PersonPrediction;
MUST_USE bool prediction_of_person(const PredictionPlace *place, PredictionModel model, CustomerId root,
                                   PersonPrediction *prediction, Error *error);

// "low", "medium", "high": below 0.3, below 0.6, from there on.
Str prediction_band(double probability);

#endif
