// questions.h - the questions one can ask of what customers did. Counts in, counts out: formulas are in measure/.
//
//
// A purchase is a row of amount above 0, a refund one below. A customer is someone with a purchase; who has none (only
// refunds) is left out of every count of customers, though their amounts are in the totals. All answers are the same
// for any number of threads and any order of the rows. Results live in the arena passed in.
//
// as_of is the last known day: no row of the columns may be later.
#ifndef FIDELE_ACTIVITY_QUESTIONS_H
#define FIDELE_ACTIVITY_QUESTIONS_H

#include "activity/columns.h"

// ---- who is active when ----

// `days` > 0: active at the end of day b when the last purchase up to b, on day d, is younger than the window: b - d <
// days. `days` 0: active at the end of day b when there was a purchase within b's period of `unit`, up to b. (So at the
// end of a period: who ordered within it, as the published vectors count.) A contract that ended on day e
// (Columns.ended) ends the activity from all purchases up to e, on that day, whatever the window: from the end of e on,
// only purchases after e count.
typedef struct Window {
    int32_t days;
    PeriodUnit unit; // read when days is 0
} Window;

// Consecutive periods; the last one may be cut by `as_of`.
typedef struct PeriodSpan {
    PeriodUnit unit; // of the names; a custom range is one period with `custom`
    PeriodNumber first;
    uint32_t count;
    Day as_of;   // last day that is known: everything after it is not observed
    bool custom; // count == 1, from custom_first to custom_last
    Day custom_first, custom_last;
} PeriodSpan;

Day span_first_day(const PeriodSpan *span, uint32_t period); // of period 0..count-1
Day span_last_day(const PeriodSpan *span, uint32_t period);  // not cut by as_of
bool span_complete(const PeriodSpan *span, uint32_t period); // its last day is not after as_of
// The span of all rows: from the period of the first row to the one of as_of.
PeriodSpan span_of_columns(const Columns *columns, PeriodUnit unit, Day as_of);

// One period. start + new + reactivated - lost = end, always; retained + lost = start.
typedef struct Presence {
    int64_t start;       // active at the end of the day before the period
    int64_t retained;    // of these, active at its end (the end of as_of when that comes first)
    int64_t lost;        // of these, not
    int64_t new_;        // at the end but not at the start, first purchase within the period
    int64_t reactivated; // at the end but not at the start, first purchase before the period
    int64_t end;
    int64_t passed_through;  // not at the start, purchased within the period, not at the end
    int64_t orders;          // purchases
    int64_t buyers;          // customers with a purchase in the period
    int64_t repeat_buyers;   // with two or more in the period
    int64_t first_orders;    // purchases that are the customer's first ever
    int64_t first_amount;    // minor units of these
    int64_t purchase_amount; // all purchases
    int64_t refund_amount;   // all refunds, 0 or below
    int64_t refunds;         // rows
    int64_t end_amount;      // purchases + refunds, over all time, of those at the end: to weigh a customer
    int64_t lost_amount;     // purchases + refunds, over all time, of those lost
    int64_t profit;          // of all rows in the period, 0 when not known
} Presence;

// `group` of each customer (or NULL for one group) splits the answer: presence[group * span->count + period].
// A customer whose group is >= groups is left out.
Presence *ask_presence(const Columns *columns, const PeriodSpan *span, Window window, const uint16_t *group,
                       uint32_t groups, int threads, Arena *arena);

// ---- cohorts ----

// Customers by the period of their first purchase, followed over the periods since. Row c has count - c cells.
typedef struct CohortCell {
    uint32_t active; // customers of the cohort with a purchase in the period
    uint32_t orders; // their purchases
    int64_t amount;  // purchases and refunds in the period, minor units
} CohortCell;

typedef struct Cohorts {
    PeriodSpan span;
    CohortCell *cells; // the rows one after the other
    size_t *row_start; // span.count: index of the row's cell 0
    int64_t others;    // amount of the rows in no cell: of customers without a purchase or with their first before the
                       // span, and refunds before the first purchase. All amounts of the span = all cells + others.
} Cohorts;

enum { COHORT_PERIODS_MAX = 6000 }; // the table has about half the square of it; longer spans are refused by the caller

// `only` picks the cohorts' customers by group as in ask_presence (NULL: all).
Cohorts ask_cohorts(const Columns *columns, const PeriodSpan *span, const uint16_t *group, uint16_t only, int threads,
                    Arena *arena);
static inline const CohortCell *cohort_cell(const Cohorts *cohorts, uint32_t cohort, uint32_t age)
{
    return &cohorts->cells[cohorts->row_start[cohort] + age];
}

// ---- summaries ----

// Arrays of columns->customers, in the arena. Who has no purchase has orders 0, and times of 0.
typedef struct Summaries {
    uint32_t customers;            // of each array
    Second *first, *second, *last; // purchases; `second` is read when orders is at least 2
    uint32_t *orders;
    uint32_t *days;                                // distinct days with a purchase
    int64_t *amount;                               // purchases and refunds
    int64_t *first_day_amount;                     // of the purchases on the day of the first one
    int64_t *profit;                               // of all rows; NULL when not known
    int64_t *last_year_amount;                     // of the 365 days up to as_of
    uint16_t *group[ACTIVITY_DIMENSIONS_MAX];      // dimension code of the first purchase
    uint16_t *last_group[ACTIVITY_DIMENSIONS_MAX]; // of the last row that has one
    uint32_t buyers;                               // customers with a purchase
    uint32_t others;                               // without
} Summaries;

Summaries ask_summaries(const Columns *columns, Day as_of, int threads, Arena *arena);

// ---- gaps between purchases ----

// By whole days 0..days-1 (days = as_of - first day + 1; 0 without rows). Several purchases on one day are one.
typedef struct Gaps {
    uint32_t days;
    int64_t *closed;                    // gaps of that length between one purchase day and the next
    int64_t *open;                      // silence of that length between the last purchase day and as_of: censored
    int64_t *closed_first, *open_first; // the same for the first gap only (from the first to the second purchase day)
} Gaps;

Gaps ask_gaps(const Columns *columns, Day as_of, int threads, Arena *arena);

// ---- how long the relation lasts ----

// By days since the first purchase 0..days-1 (days as in Gaps). A customer leaves on the first day at whose end they
// are not active; who has not by as_of is censored at their age then. Coming back later changes nothing. With a window
// of periods nobody can be told to have left before a whole period has passed: they leave on the last day of the first
// period without a purchase.
typedef struct Tenures {
    uint32_t days;
    int64_t *left, *still;
} Tenures;

Tenures ask_tenures(const Columns *columns, Window window, Day as_of, const uint16_t *group, uint16_t only, int threads,
                    Arena *arena);

// Per customer, whether they are active at the end of `day`, or of span->as_of when that comes first (0 or 1).
uint8_t *ask_active(const Columns *columns, Window window, const PeriodSpan *span, Day day, int threads, Arena *arena);

// ---- amounts and orders by value of a dimension, over all rows ----

typedef struct DimensionTotal {
    uint16_t code; // DIMENSION_OTHER for the rows without
    int64_t orders, amount;
    int64_t customers; // whose first purchase has the value
} DimensionTotal;

// One per code that occurs, in order of code; DIMENSION_OTHER, when it occurs, is the last. `*count` of them.
DimensionTotal *ask_dimension(const Columns *columns, uint32_t dimension, int threads, Arena *arena, size_t *count);

#endif
