// facts_take.h - one row of a table into the facts of its person: for the two ways of reading (facts_read.c).
#ifndef FIDELE_HEALTH_FACTS_TAKE_H
#define FIDELE_HEALTH_FACTS_TAKE_H

#include "health/facts.h"
#include "order/subscription.h"

typedef struct Moment {
    Instant as_of;
    int64_t window_days; // of the outcome
} Moment;

typedef struct OrderRow {
    Instant at;
    bool promoted, has_amount;
    int64_t discount_minor, total_minor;
} OrderRow;
void take_order(HealthFacts *facts, const Moment *moment, const OrderRow *order);

typedef struct AnswerRow {
    int kind;     // AnswerKind
    double level; // 0..1 of its scale
    int mood;     // -1, 0, 1
    Instant at;
    bool in_words;
} AnswerRow;
void take_answer(HealthFacts *facts, const Moment *moment, const AnswerRow *answer);

typedef struct TicketRow {
    Instant opened_at, solved_at; // 0: not
} TicketRow;
void take_ticket(HealthFacts *facts, const Moment *moment, const TicketRow *ticket);

void take_promise(HealthFacts *facts, const Moment *moment, Instant broken_at);

typedef struct SignRow {
    int kind; // SignKind (sign.h)
    Instant at;
    bool has_flag, flag;
} SignRow;
void take_sign(HealthFacts *facts, const Moment *moment, const SignRow *sign);

// One subscription as it became; its changes in the order of time, then facts_of_subscription.
typedef struct SubscriptionTally {
    bool runs, paid, ran_then, paid_then, ran_later;
    Instant since, paused_at, downgraded_at, cancel_scheduled_at, payment_failed_at;
} SubscriptionTally;
typedef struct SubscriptionStep {
    Instant at;
    SubscriptionWord word;
    SubscriptionStatus status; // after it
    bool free;                 // it is known to cost nothing
    bool cancels;              // an end is set
} SubscriptionStep;
void take_step(SubscriptionTally *tally, const Moment *moment, const SubscriptionStep *step);
void take_subscription(HealthFacts *facts, const SubscriptionTally *tally);

// Days with activity out of the person's civil seconds, rising, before `as_of` (civil).
void take_use(HealthFacts *facts, const uint32_t *second, uint32_t count, int64_t as_of);
void take_referrals(HealthFacts *facts, uint32_t count);

#endif
