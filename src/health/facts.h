// facts.h - what is known of people that says how they fare: purchases, use, answers, tickets, deliveries, promises and
// subscriptions, as of an instant. Read for everybody in one pass over each table, or for one person; either way every
// row goes through the same function, so a number is the same wherever it is shown.
//
// What is later than `as_of` is not known yet, but for what came of it (`outcome`): who was a customer then and whether
// they left within the window after it. So a definition of health can be tried on the past.
#ifndef FIDELE_HEALTH_FACTS_H
#define FIDELE_HEALTH_FACTS_H

#include "activity/port.h"
#include "base/instant.h"
#include "identity/identity.h"

struct House;

enum { TICKETS_RECENT_MAX = 20 }; // of which the times are kept

#define HEALTH_DAY (INT64_C(86400) * MILLISECONDS_PER_SECOND)

// Instants of 0: never.
typedef struct HealthFacts {
    bool any; // a purchase, a subscription, an answer, a ticket or use: there is something to judge
    // purchases that stand; windows are of days of 24 hours before as_of
    uint32_t purchases, promoted, discounted; // discounted: of those with an amount
    uint32_t purchases_90d, purchases_before_90d /* the 90 days before these */, purchases_365d;
    Instant first_purchase, last_purchase;
    double discount; // sum over `discounted` of discount / (total + discount)
    // use: days with something they did, of the last 30 and the 30 before; friends won
    bool used;
    uint32_t active_days_30d, active_days_before_30d, referrals;
    // what they said last, and how they felt in 90 days
    Instant nps_at, csat_at, thumbs_down_at, negative_at; // negative_at: the last of anything negative
    double nps, csat;                                     // 0..10; 0..1 of its scale
    int32_t mood;                                         // positive less negative, in words
    uint32_t moods;
    // tickets: times of the last ones, newest first
    Instant ticket[TICKETS_RECENT_MAX];
    uint32_t tickets, tickets_30d;
    Instant open_since, slow_at; // the oldest that is open; the last that took more than three days, when it was solved
    // deliveries of 180 days
    uint32_t deliveries, late;
    Instant late_at;
    uint32_t troubles_30d; // errors they met
    Instant trouble_at;    // the last one
    Instant broken_at;     // a promise that was made to them
    // subscriptions: of any of the person's
    bool contract, contract_paid; // runs
    Instant contract_since, paused_at /* and not resumed */, downgraded_at, cancel_scheduled_at, payment_failed_at;
    // the outcome; read when asked for
    bool bought_after, contract_ended_after, contract_after;
} HealthFacts;

typedef struct FactsAsk {
    const struct House *house;
    StoreSession *session;
    Instant as_of;
    int64_t window_days; // of the outcome; 0: it is not asked for
    Arena *arena;
} FactsAsk;

// By root, 0..customers-1; `any` is false of customers who are not the root of a person.
typedef struct PeopleFacts {
    uint32_t customers;
    HealthFacts *facts;
} PeopleFacts;
MUST_USE bool facts_of_all(const FactsAsk *ask, PeopleFacts *people, Error *error);
MUST_USE bool facts_of_person(const FactsAsk *ask, CustomerId root, HealthFacts *facts, Error *error);

// Whether they were a customer at as_of, and left within the window after it: of who had a subscription that is paid
// for, that it ended and none runs; of others who bought within the window before, that they bought nothing in the
// window after. The workspace's window (customer/lifecycle.h).
typedef enum HealthOutcome { OUTCOME_NONE, OUTCOME_STAYED, OUTCOME_LEFT } HealthOutcome;
HealthOutcome facts_outcome(const HealthFacts *facts, Instant as_of, int64_t window_days);

// Usual days between two purchases: the mean of their own from three purchases on, else half of the window.
double facts_gap_days(const HealthFacts *facts, int64_t window_days);

#endif
