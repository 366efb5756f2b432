// recurring.h - recurring revenue: from what each subscription is worth a month, day by day, to openings, movements and
// closings of any stretch of days. Pure: revenue/ reads the table from the store.
//
// A stretch compares the end of its opening day with the end of its closing day, person by person:
//
//     opening + currency + new + reactivation + resumed + expansion - contraction - paused - churn = closing
//
// to the minor unit, for each person, so for each group of people and each plan (there with what moved between plans).
// All of a person are netted: who gives one subscription up and takes a larger one has expanded by the difference, so
// that what was lost is never more than what there was (GRR <= 100 %). What is netted goes off in the order below, the
// last first.
//
//   nothing -> something   new: who was worth nothing at the end of every earlier period of the grid (day, month …);
//                          resumed: what was paused at the opening; else reactivation
//   something -> nothing   paused: what is paused at the closing; else churn
//   something -> more      upsell: the same subscription is worth more; cross-sell: one that was worth nothing is worth
//                          something; resumed: and it was paused
//   something -> less      downgrade: the same one is worth less; cancellation: one of several ended, or was lost in
//                          another way (with partial_is_churn it is churn); paused
//
// Amounts in other currencies are converted subscription by subscription, half a minor unit away from zero: the opening
// at the rate of the opening day, all else at the rate of the closing day. What the opening is worth more or less at
// the rate of the closing day is the currency difference: a rate alone moves nothing else.
#ifndef FIDELE_MEASURE_RECURRING_H
#define FIDELE_MEASURE_RECURRING_H

#include "activity/activity.h"
#include "base/calendar.h"
#include "base/instant.h"
#include "base/money.h"

typedef enum Standing {
    STANDING_NONE,   // not begun, or only payments were heard of
    STANDING_TRIAL,  //
    STANDING_FREE,   // nothing is to be paid for it
    STANDING_PAYING, // worth something, or its price is not known
    STANDING_PAUSED, // and was paying before
    STANDING_ENDED
} Standing;

typedef enum LossCause { LOSS_UNKNOWN, LOSS_VOLUNTARY, LOSS_INVOLUNTARY, LOSS_CAUSE_COUNT } LossCause;

// What a subscription is from the end of `day` on, until its next step. One step a day.
typedef struct RecurringStep {
    Instant at;            // of the last change on that day
    int64_t monthly_minor; // in `currency`; above 0 only while it is paying
    Day day;
    uint16_t currency, plan; // of the table
    uint8_t standing, cause;
    bool unpriced; // paying, and nobody said a price
} RecurringStep;

typedef struct RecurringSubscription {
    int64_t id;
    Customer customer; // the root
    uint32_t person;   // of the table
    uint32_t step, steps;
} RecurringSubscription;

typedef struct RecurringPerson {
    Customer root;
    uint32_t subscription, subscriptions;
    Day first_paid; // the first day at the end of which they were worth something; DAY_MAX: none
} RecurringPerson;

// A trial, or a failed payment until it is paid or given up.
typedef enum SpellKind { SPELL_TRIAL, SPELL_FAILURE } SpellKind;
typedef enum SpellEnd { SPELL_OPEN, SPELL_WON, SPELL_LOST } SpellEnd;
typedef struct RecurringSpell {
    SpellKind kind;
    SpellEnd end;
    uint32_t subscription;
    Day from, to; // `to` when it has ended
    Instant from_at, to_at;
    int64_t monthly_minor; // of a failure: what was at stake
    uint16_t currency, plan;
} RecurringSpell;

typedef struct RecurringCurrency {
    Currency currency;
    bool base;          // the table's own
    ActivityRate *rate; // by day, each until the next; none: nothing can be converted
    size_t rates;
} RecurringCurrency;

// All steps together are worth at most RECURRING_WORTH_MAX: then no sum overflows, also of movements day by day. Who
// makes the table sees to it.
#define RECURRING_WORTH_MAX 1e15
typedef struct RecurringTable {
    RecurringStep *step;
    RecurringSubscription *subscription; // by person, then id
    RecurringPerson *person;             // by root
    RecurringSpell *spell;
    size_t steps, subscriptions, persons, spells;
    RecurringCurrency *currency;
    Str *plan; // "": none was said
    size_t currencies, plans;
    Currency base;
    bool any;
    Day first_day; // of the first subscription
    Day constant;  // all amounts at the rate of this day; DAY_MAX: each at its own
} RecurringTable;

typedef struct Stretch {
    Day opening, closing; // what holds at the end of these days; opening <= closing
} Stretch;

typedef enum Movement {
    MOVEMENT_NEW,
    MOVEMENT_REACTIVATION,
    MOVEMENT_RESUMED,
    MOVEMENT_UPSELL,
    MOVEMENT_CROSS_SELL,
    MOVEMENT_DOWNGRADE,
    MOVEMENT_CANCELLATION,
    MOVEMENT_PAUSED,
    MOVEMENT_CHURN,
    MOVEMENT_COUNT,
    MOVEMENT_NONE = MOVEMENT_COUNT
} Movement;

// One subscription of a person over a stretch.
typedef struct RecurringPiece {
    uint32_t subscription;
    const RecurringStep *before, *after;  // at opening and closing; NULL: not begun
    int64_t opening, kept_value, closing; // kept_value: the opening at the rate of the closing day
    Movement movement;                    // MOVEMENT_NONE when amount is 0
    int64_t amount;                       // signed, after netting
    bool unconverted;                     // there is no rate on the closing day
} RecurringPiece;

// One person over a stretch; or, when nothing changed, over the stretches from..to alike.
typedef struct RecurringPassage {
    uint32_t person, from, to;
    const RecurringPiece *piece; // of subscriptions with a step before the closing
    size_t pieces;
    int64_t opening, currency, closing;
    bool paid_before, paid_after; // worth something at opening, at closing
    bool held_before, held_after; // a subscriber: something is paying or paused
    LossCause cause;              // of who held before and does not after
} RecurringPassage;

typedef struct RecurringRule {
    PeriodUnit grid; // at the ends of what periods one has to have been worth something not to be new
    bool partial_is_churn;
} RecurringRule;

// Stretches are in order, of opening and of closing. Persons whose subscriptions have not begun by the closing are
// passed over.
typedef void RecurringTake(void *context, const RecurringPassage *passage);
void recurring_walk(const RecurringTable *table, const Stretch *stretches, uint32_t count, RecurringRule rule,
                    RecurringTake *take, void *context);

// In the currency of the table, at the rate of that day; false (and 0) without a rate.
bool recurring_convert(const RecurringTable *table, uint16_t currency, Day day, int64_t minor, int64_t *converted);

// ---- sums ----

// How what is lost (l), and what the same persons are worth at the closing (s), vary from person to person beside the
// opening (o) at the rate of the closing day: sums over persons, for the interval of a share of money.
typedef struct RecurringSpread {
    double oo, lo, ll, so, ss;
    double cc; // closing, squared: of those worth something then
} RecurringSpread;

typedef struct RecurringTotals {
    int64_t opening, currency, closing;
    int64_t amount[MOVEMENT_COUNT];  // signed
    int64_t transfer;                // by plan: what came from other plans less what went there
    int64_t from_nothing;            // of `resumed`, of persons worth nothing at the opening
    int64_t lost[LOSS_CAUSE_COUNT];  // of churn, by cause, signed
    int64_t persons[MOVEMENT_COUNT]; // with such a movement
    int64_t expanded, contracted;    // persons with upsell or cross-sell; with downgrade or cancellation
    int64_t paying_before, paying_after, subscriptions_after; // persons worth something; subscriptions worth something
    int64_t held_before, held_after, gained, left;            // subscribers; came; left
    int64_t left_by[LOSS_CAUSE_COUNT];
    int64_t unpriced, unconverted; // subscriptions at the closing
    RecurringSpread spread;        // by person; of one stretch, not of joined ones
} RecurringTotals;

typedef enum RecurringGrouping {
    RECURRING_BY_PERSON,
    RECURRING_BY_PLAN,     // each subscription in its plan
    RECURRING_BY_HOME_PLAN // each person in the plan of the largest subscription at the opening, else at the closing
} RecurringGrouping;

typedef struct RecurringSums {
    const RecurringTable *table;
    RecurringGrouping grouping;
    const uint16_t *group;   // of each person, or of each plan, of the table; NULL: all in group 0
    uint32_t groups, count;  // of stretches
    RecurringTotals *totals; // [group * count + stretch]
} RecurringSums;

void recurring_sum(RecurringSums *sums, const Stretch *stretches, RecurringRule rule, Arena *arena);
// Adds a stretch to another: movements of days to those of a month. Opening is the first one's, closing the last one's.
bool recurring_join(RecurringTotals *into, const RecurringTotals *next);

int64_t recurring_expansion(const RecurringTotals *totals);   // upsell + cross-sell
int64_t recurring_contraction(const RecurringTotals *totals); // downgrade + cancellation, below 0
int64_t recurring_losses(const RecurringTotals *totals);      // contraction + paused + churn, below 0
int64_t recurring_net(const RecurringTotals *totals);         // all movements, without currency and transfer

// 95 % interval of X / opening, X the sum over persons of what is lost or (`same`) of what they are worth: the ratio
// estimator of Cochran (1977), Sampling Techniques, 3rd ed., 6.4, normal. False below two persons.
bool recurring_interval(const RecurringTotals *totals, bool same, double *low, double *high);

Str movement_name(Movement movement); // "cross_sell"
Str loss_cause_name(LossCause cause); // "voluntary", "unknown"
// What one passage adds to a group: sums are sums of these. False when it is not in the group.
bool recurring_adds(const RecurringSums *sums, const RecurringPassage *passage, uint32_t group,
                    RecurringTotals *totals);

#endif
