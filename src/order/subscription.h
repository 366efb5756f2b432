// subscription.h - subscriptions: what their dated events say, the state that follows, and what they are worth a month.
//
// A subscription is what its events say in the order of their own times, never in the order in which they came: a late
// one takes its place among the others and the state is worked out anew. Events of one instant are taken in the order
// of SubscriptionWord, then of their content, so that any order of arrival ends in the same state. A subscription is
// known by its reference ("stripe:sub_1") over all sources, and belongs to the customer of its first event.
//
// Monthly value (MRR). The price of a cycle is `amount` when it was said, else price × quantity; the discount goes off
// it (first the amount, then the share), not below 0. A month is 1/12 of a year, and a year 365 days: a cycle of c
// years counts 1/(12c) of its price, c months 1/c, c weeks 365/(84c), c days 365/(12c). It is worked out exactly and
// rounded once, half away from zero, to the minor unit of the currency; sums are sums of these rounded values. While it
// is active or past due it has this value; pending, in trial, unpaid, paused or cancelled it has 0. Without a price it
// is not known, which is not 0. See docs/subscriptions.md.
#ifndef FIDELE_ORDER_SUBSCRIPTION_H
#define FIDELE_ORDER_SUBSCRIPTION_H

#include "base/calendar.h"
#include "base/money.h"
#include "event/log.h"

typedef enum SubscriptionStatus {
    SUBSCRIPTION_NONE,     // only payments were heard of
    SUBSCRIPTION_PENDING,  // the first payment is not made yet
    SUBSCRIPTION_TRIALING, //
    SUBSCRIPTION_ACTIVE,
    SUBSCRIPTION_PAST_DUE, // a payment failed and is tried again
    SUBSCRIPTION_UNPAID,   // it is not tried any more
    SUBSCRIPTION_PAUSED,
    SUBSCRIPTION_CANCELLED,
    SUBSCRIPTION_STATUS_COUNT
} SubscriptionStatus;

// The events of vocabulary.h, in the order in which those of one instant are taken.
typedef enum SubscriptionWord {
    WORD_NONE,
    WORD_TRIAL_STARTED,
    WORD_STARTED,
    WORD_RESUMED,
    WORD_RENEWED,
    WORD_INVOICE_PAID,
    WORD_PAYMENT_REFUNDED,
    WORD_CHANGED,
    WORD_UPGRADED,
    WORD_DOWNGRADED,
    WORD_PAYMENT_FAILED,
    WORD_PAUSED,
    WORD_CANCEL_SCHEDULED,
    WORD_CANCELLED,
    WORD_COUNT
} SubscriptionWord;

typedef enum ReasonKind { REASON_UNKNOWN, REASON_VOLUNTARY, REASON_INVOLUNTARY, REASON_KIND_COUNT } ReasonKind;

enum { SUBSCRIPTION_REFERENCE_BYTES_MAX = 200, SUBSCRIPTION_TEXT_BYTES_MAX = 500, SUBSCRIPTION_EVENTS_MAX = 10000 };

// Amounts of prices stand in millionths of the major unit, since the price of one seat may be less than a cent.
enum { MICROS_PER_MAJOR = 1000000, PPM = 1000000 };

typedef struct MaybeNumber {
    bool said;
    int64_t value;
} MaybeNumber;

// What an event said of the subscription, and what holds after it.
typedef struct SubscriptionTerms {
    Str plan, currency; // "": not said
    MaybeNumber price_micros, quantity, amount_micros, discount_micros, discount_ppm;
    MaybeNumber cycle_count;
    PeriodUnit cycle_unit; // with cycle_count
    MaybeNumber trial_end, period_end, cancel_at;
    Str reason;
    ReasonKind reason_kind;
} SubscriptionTerms;

enum { TAKEN_CANCEL_AT = 1, TAKEN_TRIAL_END = 2, TAKEN_DISCOUNT = 4, TAKEN_PRICE = 8 };

// What one dated event said.
typedef struct SubscriptionNews {
    int64_t event;
    CustomerId customer;
    Instant at;
    SubscriptionWord word;
    int64_t mark;              // of its content
    SubscriptionStatus status; // NONE: the word says it
    uint32_t taken_back;       // TAKEN_…
    SubscriptionTerms terms;
} SubscriptionNews;

typedef struct Subscription {
    int64_t id;
    Str reference;
    CustomerId customer;
    SubscriptionStatus status;
    SubscriptionTerms terms;
    MaybeNumber started_at, cancelled_at;
    bool scheduled; // cancelled because its cancel_at had come, not because an event said so
    Instant last_at;
    SubscriptionWord last_word;
    int64_t last_mark, events;
} Subscription;

// ---- pure: from events to state and value (subscription_state.c) ----

bool subscription_comes_after(const Subscription *subscription, const SubscriptionNews *news);
void subscription_apply(Subscription *subscription, const SubscriptionNews *news);
// The instant at which the subscription meets an event: one that ends it on the day it was to end ends it itself.
static inline Instant subscription_meets(const SubscriptionNews *news)
{
    return news->at - (news->word == WORD_CANCELLED);
}
// As it stands at that instant: a cancellation that was scheduled for before has happened.
void subscription_as_of(Subscription *subscription, Instant instant);

typedef struct MonthlyValue {
    bool known;
    int64_t minor; // of the currency
} MonthlyValue;
// `currency`: of amounts that came without one.
MonthlyValue subscription_monthly(const Subscription *subscription, const Currency *currency);
Currency subscription_currency(const Subscription *subscription, const Currency *otherwise);
// The price of one cycle, discount off, rounded in the same way; not known without a price.
MonthlyValue subscription_cycle_value(const Subscription *subscription, const Currency *currency);

Str subscription_status_name(SubscriptionStatus status); // "past_due"
MUST_USE bool subscription_status_parse(Str name, SubscriptionStatus *status);
Str subscription_word_event(SubscriptionWord word); // "Subscription Paused"
SubscriptionWord subscription_word_of(Str event);   // WORD_NONE: none of ours
Str reason_kind_name(ReasonKind kind);              // "voluntary"; "" unknown

// ---- what an event says (subscription_news.c) ----

// Of the properties of an event; what is of no use is passed over. *reference is "" when it names no subscription and
// is not of the one that has no name. False: it is no news of a subscription.
bool subscription_news(const Event *event, Arena *arena, Str *reference, SubscriptionNews *news);

// ---- reading ----

typedef struct SubscriptionFilter {
    SubscriptionStatus status;  // NONE: any
    Str plan;                   // "": any
    const CustomerId *customer; // of the person; NULL: anybody's
    size_t customers;
    int64_t after; // id
    size_t limit;
    Instant now;
} SubscriptionFilter;

MUST_USE bool subscription_get(StoreSession *session, int64_t id, Instant now, Arena *arena, Subscription *subscription,
                               Error *error); // not_found
MUST_USE bool subscription_by_reference(StoreSession *session, Str reference, Arena *arena, Subscription *subscription,
                                        Error *error); // id 0: none
// In the order of ids.
MUST_USE bool subscription_list(StoreSession *session, const SubscriptionFilter *filter, Arena *arena,
                                Subscription **list, size_t *count, Error *error);

// One dated change, as the events say now: also of those without an effect on the value.
typedef struct SubscriptionChange {
    int64_t event; // 0: the day of a scheduled cancellation came
    CustomerId customer;
    Instant at;
    SubscriptionWord word;
    SubscriptionStatus before, after;
    MonthlyValue monthly_before, monthly_after;
    Str plan; // after it
    Currency currency;
    Str reason;
    ReasonKind reason_kind;
} SubscriptionChange;

// Oldest first, up to `now`.
MUST_USE bool subscription_history(StoreSession *session, int64_t id, const Currency *otherwise, Instant now,
                                   Arena *arena, SubscriptionChange **changes, size_t *count, Error *error);

// What the subscriptions of each person are worth a month at an instant (the end of a day: its first instant after), by
// currency; in the order of persons, then of currencies. `value` 0 rows (trials, paused) are left out; `unknown` counts
// subscriptions without a price.
typedef struct CustomerMonthly {
    CustomerId root;
    char currency[4];
    int64_t monthly_minor;
    int32_t subscriptions, unknown;
} CustomerMonthly;
MUST_USE bool subscription_monthly_by_customer(const Identity *identity, StoreSession *session,
                                               const Currency *otherwise, Instant before, Arena *arena,
                                               CustomerMonthly **rows, size_t *count, Error *error);

// ---- all of them, one after the other ----

// What a subscription is from `at` on.
typedef struct SubscriptionMoment {
    const Subscription *state; // readable until `take` returns; without its reference
    Instant at;
    SubscriptionWord word;
    int64_t event; // 0: the day of a scheduled cancellation came (WORD_CANCELLED)
} SubscriptionMoment;

// Each subscription with what happened to it before that instant: in the order of ids, each oldest first. One pass over
// the store, of which little stands in memory at a time.
typedef bool SubscriptionTake(void *context, const SubscriptionMoment *moment, Error *error);
MUST_USE bool subscription_pass(StoreSession *session, Instant before, SubscriptionTake *take, void *context,
                                Error *error);
// The same of those of one customer (not of the person).
MUST_USE bool subscription_pass_of(StoreSession *session, CustomerId customer, Instant before, SubscriptionTake *take,
                                   void *context, Error *error);

// ---- within a writing transaction ----

// Takes what an event said back, as if it had never come: of an import that is undone, of somebody who is erased.
MUST_USE bool subscription_forget(StoreSession *session, int64_t event, Arena *arena, Error *error);
MUST_USE bool subscription_take(StoreSession *session, Str reference, const SubscriptionNews *news, Arena *arena,
                                Error *error);

#endif
