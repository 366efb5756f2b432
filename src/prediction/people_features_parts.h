// people_features_parts.h - where features come from: one file each for events, and for what tables keep.
#ifndef FIDELE_PREDICTION_PEOPLE_FEATURES_PARTS_H
#define FIDELE_PREDICTION_PEOPLE_FEATURES_PARTS_H

#include "activity/port.h"
#include "prediction/people_features.h"

const char *trait_label(Arena *arena, Str name);

// Columns by number, in the order of feature_words.
typedef enum FeatureNumber {
    ORDERS_30,
    ORDERS_90,
    ORDERS_365,
    SINCE_ORDER,
    SINCE_FIRST_ORDER,
    AMOUNT_365,
    AVERAGE_ORDER,
    ORDER_GAP,
    SILENCE,
    ORDERS_BEFORE,
    REFUNDS_365,
    LATE_DELIVERY,
    PROMOTION_SHARE,
    VISITS_30,
    SINCE_VISIT,
    CARTS_30,
    USE_30,
    USE_90,
    SINCE_USE,
    ERRORS_30,
    ACTIVE_DAYS_30,
    ACTIVE_DAYS_90,
    TICKETS_30,
    TICKETS_90,
    TICKETS_365,
    TICKETS_OPEN,
    TICKET_HOURS,
    SLOW_TICKET,
    MESSAGES_90,
    OPENED_SHARE,
    REFERRALS,
    NPS_LAST,
    CSAT_LAST,
    EFFORT_LAST,
    TRUST_LAST,
    NEGATIVE_ANSWERS_365,
    PLAN,
    MONTHLY_VALUE,
    SUBSCRIBED_DAYS,
    FIRST_FORTNIGHT_USE,
    PRICE_CHANGE_90,
    PRICE_RISE_90,
    FAILED_PAYMENTS_90,
    PAUSES_365,
    DOWNGRADES_365,
    FEATURE_NUMBERS
} FeatureNumber;
extern const FeatureWords feature_words[FEATURE_NUMBERS];

// ---- what is kept of people, in the order of persons and of time ----

typedef struct KeptTicket {
    CustomerId root;
    Instant opened, solved; // INT64_MAX: not yet
} KeptTicket;

typedef struct KeptAnswer {
    CustomerId root;
    FeatureNumber question; // NPS_LAST … TRUST_LAST; FEATURE_NUMBERS: none of these
    Instant at;
    double score;  // of its own scale, brought to 0..10
    bool negative; // a low score, or words that say so
} KeptAnswer;

typedef struct KeptTerms { // of a subscription, from `at` on
    CustomerId root;
    Instant at;
    int64_t subscription;
    bool runs, known, upgraded; // upgraded: at this moment
    double monthly;             // major units
    uint32_t plan;              // WORD_MISSING: not said
} KeptTerms;

typedef struct KeptOrder {
    CustomerId root;
    Instant at;
    bool promoted;
} KeptOrder;

typedef struct KeptTrait {
    CustomerId root;
    Instant at;
    double number;
    uint32_t word;
} KeptTrait;

typedef struct KeptDelivery {
    CustomerId root;
    Second at;
    float days;
} KeptDelivery;

// Items that begin with their root, sorted: those of person p are first[p] .. first[p + 1] - 1.
typedef struct ByPerson {
    void *item;
    size_t count, size, room;
    uint32_t *first;
} ByPerson;
void by_person_add(ByPerson *list, const void *item, size_t size, Arena *arena);
// Sorts by `compare`, of which the root comes first.
void by_person_close(ByPerson *list, uint32_t customers, int (*compare)(const void *, const void *), Arena *arena);
size_t by_person_of(const ByPerson *list, CustomerId root, const void **items);

typedef struct WordList {
    Str *word;
    uint32_t count, room;
} WordList;
uint32_t word_list_code(WordList *list, Str word, Arena *arena);

struct FeatureSource {
    PredictionPlace place;
    Arena *arena;
    uint32_t customers;
    const TraitFeature *trait;
    size_t traits;
    FeatureWords *words; // of the columns, with those of traits
    ByPerson tickets, answers, terms, orders, deliveries, of_trait[TRAIT_FEATURES_MAX];
    WordList plans, trait_words[TRAIT_FEATURES_MAX];
    float usual_delivery;      // days, the median; 0: none was heard of
    double usual_ticket;       // milliseconds until it was solved, the median; 0: none was solved
    uint16_t *first_fortnight; // uses within 14 days of the first subscription; NULL: too many rows to look at
    Second *subscribed_from;   // of each person; 0: never
};

// Where the columns of a table are written.
typedef struct FeatureRows {
    double **number; // of each column; NULL of words
    uint32_t **word;
    size_t row; // the first
    const CustomerId *person;
    size_t count;
} FeatureRows;

MUST_USE bool kept_read(FeatureSource *source, Error *error);
void kept_fill(const FeatureSource *source, Moment moment, const FeatureRows *rows);

// Of the model response: messages that were delivered, and orders. NULL: there are none, or too many to look at.
MUST_USE bool response_columns(const FeatureSource *source, const Columns **sent, const Columns **orders, Error *error);
void response_release(const FeatureSource *source, const Columns *sent, const Columns *orders);
// The first row of the person with from <= second < to.
bool first_within(const Columns *columns, CustomerId person, int64_t from, int64_t to, Second *at);

MUST_USE bool events_read(FeatureSource *source, Error *error);
MUST_USE bool events_fill(const FeatureSource *source, Moment moment, const FeatureRows *rows, Error *error);

#endif
