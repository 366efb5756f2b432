// people_features.h - what is known of people as of a moment, as the columns that models learn from and score.
//
// About forty features from one question over events (activity/features.h), and beside them what tables keep: whether
// the last delivery was late, whether a ticket since the last order was slow, satisfaction (NPS, CSAT, effort, trust:
// the last answer before the moment), the subscription, the share of orders on promotion, and traits that a few values
// tell apart. Nothing that happened at the moment or later is in any of them, so a model that was trained on the past
// can be trusted on today (the usual times below alone are of the whole history). What is not known is NaN, and
// counted.
//
// A delivery is an event "Order Delivered" and belongs to the last order before it; it is late when it took more than
// twice the median of all. A ticket is slow when it takes more than twice the median of those that were solved, and
// more than a day. A price rise is of the same plan: an upgrade is none. Traits of names, addresses and of the special
// categories of Art. 9 GDPR are never used.
#ifndef FIDELE_PREDICTION_PEOPLE_FEATURES_H
#define FIDELE_PREDICTION_PEOPLE_FEATURES_H

#include "predict/features_table.h"
#include "prediction/prediction.h"

// A moment in both clocks: what happened before it is known.
typedef struct Moment {
    Second second; // civil
    Instant at;
} Moment;
Moment moment_of_day(const struct House *house, Day day); // its beginning
// The end of today: the same for all who ask on a day about the same events, and a midnight as moments of training are.
Moment moment_now(const struct House *house, Instant now);
Day moment_day(Moment moment); // the last day of which anything is known

typedef enum FeatureUnit {
    IN_COUNT,
    IN_DAYS,
    IN_HOURS,
    IN_AMOUNT,
    IN_SHARE,
    IN_SCORE,
    IN_WORDS,
    IN_YES_NO
} FeatureUnit;

// One of the columns, for people.
typedef struct FeatureWords {
    const char *key; // "tickets_90d"; of a trait: "trait:channel"
    FeatureUnit unit;
    Phrase label;    // "Tickets of the last 90 days"
    Phrase sentence; // "{0} tickets in 90 days"
    Phrase one;      // "{0} ticket in 90 days"; empty where the sentence fits every number
} FeatureWords;

// Traits that a model uses: what kinds of values they have is settled when it is trained.
typedef struct TraitFeature {
    Str name;
    FeatureKind kind;
} TraitFeature;
enum { TRAIT_FEATURES_MAX = 12 };

// Those that are said of enough people and tell them apart by a few values.
MUST_USE bool trait_features_find(const PredictionPlace *place, TraitFeature trait[TRAIT_FEATURES_MAX], size_t *count,
                                  Error *error);

// What features are worked out from: read once, asked at several moments. `from`: nothing before it is looked at of
// tables that grow (tickets, answers). Close it before the place's session ends.
typedef struct FeatureSource FeatureSource;
MUST_USE bool feature_source_open(const PredictionPlace *place, const TraitFeature *trait, size_t traits,
                                  FeatureSource **source, Error *error);
void feature_source_close(FeatureSource *source); // NULL is fine

// The columns of some people, each as of a moment.
typedef struct PeopleFeatures {
    FeatureTable table;
    const FeatureWords *words; // of each column
    CustomerId *person;        // of each row
} PeopleFeatures;
PeopleFeatures people_features_open(const FeatureSource *source, size_t rows, Arena *arena);
// Fills the rows from `row` on.
MUST_USE bool people_features_fill(FeatureSource *source, Moment moment, const CustomerId *person, size_t count,
                                   PeopleFeatures *features, size_t row, Error *error);

// The value as a person reads it, and the whole as a sentence: "1 ticket in 90 days", in French "0 ticket en 90 jours".
Str feature_say_value(const PeopleFeatures *features, size_t column, size_t row, Locale locale,
                      const Currency *currency, Arena *arena);
Str feature_say(const PeopleFeatures *features, size_t column, size_t row, Locale locale, const Currency *currency,
                Arena *arena);

#endif
