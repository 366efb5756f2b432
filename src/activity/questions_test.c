// What all questions have in common, on columns of several ranges (ranges.h), for any number of threads.
#include "activity/activity_test.h"
#include "activity/ranges.h"

// Of the rows, counted one after the other.
typedef struct Totals {
    int64_t buyers, orders, amount;
} Totals;

static Totals totals_of(const Columns *columns)
{
    Totals totals = {0};
    for (Customer c = 0; c < columns->customers; c++) {
        int64_t orders = totals.orders;
        CustomerRows rows = columns_find(columns, c);
        for (uint32_t row = rows.from; row < rows.to; row++) {
            totals.orders += row_amount(rows.piece, row) > 0;
            totals.amount += row_amount(rows.piece, row);
        }
        totals.buyers += totals.orders > orders;
    }
    return totals;
}

static void check_presence(const Columns *columns, const PeriodSpan *span, Totals totals, int threads)
{
    // With a window longer than the data everybody stays.
    const Presence *presence = ask_presence(columns, span, (Window){.days = INT32_MAX}, NULL, 1, threads, test_arena());
    for (uint32_t p = 0; p < span->count; p++) {
        totals.orders -= presence[p].orders;
        totals.amount -= presence[p].purchase_amount + presence[p].refund_amount;
        CHECK_INT(presence[p].lost, 0);
    }
    CHECK(totals.orders == 0 && totals.amount == 0);
    CHECK_INT(presence[span->count - 1].end, totals.buyers);
}

static void check_cohorts(const Columns *columns, const PeriodSpan *span, Totals totals, int threads)
{
    Cohorts cohorts = ask_cohorts(columns, span, NULL, 0, threads, test_arena());
    totals.amount -= cohorts.others;
    for (uint32_t cohort = 0; cohort < span->count; cohort++) {
        totals.buyers -= cohort_cell(&cohorts, cohort, 0)->active;
        for (uint32_t age = 0; cohort + age < span->count; age++) {
            totals.orders -= cohort_cell(&cohorts, cohort, age)->orders;
            totals.amount -= cohort_cell(&cohorts, cohort, age)->amount;
        }
    }
    CHECK(totals.buyers == 0 && totals.orders == 0 && totals.amount == 0);
}

static void check_summaries(const Columns *columns, Day as_of, Totals totals, int threads)
{
    Summaries summaries = ask_summaries(columns, as_of, threads, test_arena());
    CHECK_INT(summaries.buyers, totals.buyers);
    for (Customer c = 0; c < columns->customers; c++) {
        totals.orders -= summaries.orders[c];
        totals.amount -= summaries.amount[c];
    }
    CHECK(totals.orders == 0 && totals.amount == 0);
}

static void check_relations(const Columns *columns, const PeriodSpan *span, Totals totals, int threads)
{
    Window week = {.days = 7}, forever = {.days = INT32_MAX};
    Gaps gaps = ask_gaps(columns, span->as_of, threads, test_arena());
    Tenures tenures = ask_tenures(columns, week, span->as_of, NULL, 0, threads, test_arena());
    const uint8_t *active = ask_active(columns, forever, span, span->as_of, threads, test_arena());
    int64_t open = 0, relations = 0, active_customers = 0;
    for (uint32_t d = 0; d < gaps.days; d++) open += gaps.open[d];
    for (uint32_t d = 0; d < tenures.days; d++) relations += tenures.left[d] + tenures.still[d];
    for (Customer c = 0; c < columns->customers; c++) active_customers += active[c];
    CHECK_INT(open, totals.buyers);
    CHECK_INT(relations, totals.buyers);
    CHECK_INT(active_customers, totals.buyers);
}

static void check_dimension(const Columns *columns, Totals totals, int threads)
{
    size_t count;
    const DimensionTotal *values = ask_dimension(columns, 0, threads, test_arena(), &count);
    for (size_t i = 0; i < count; i++) {
        totals.buyers -= values[i].customers;
        totals.orders -= values[i].orders;
        totals.amount -= values[i].amount;
    }
    CHECK(totals.buyers == 0 && totals.orders == 0 && totals.amount == 0);
}

TEST(every_customer_is_counted_once_in_every_question)
{
    TestRows rows = test_rows_random(11, 150000);
    rows.shape.ended = false;
    ActivityCounts counts;
    Columns columns = test_columns_of(rows, MERGE_NONE, 3, UINT32_MAX, &counts);
    CHECK(range_count(columns.rows) > 3);
    Totals totals = totals_of(&columns);
    Day as_of = second_day(columns.last) + 1;
    for (int threads = 1; threads <= 7; threads += 2) {
        PeriodSpan span = span_of_columns(&columns, PERIOD_WEEK, as_of);
        check_presence(&columns, &span, totals, threads);
        check_cohorts(&columns, &span, totals, threads);
        check_summaries(&columns, as_of, totals, threads);
        check_relations(&columns, &span, totals, threads);
        check_dimension(&columns, totals, threads);
    }
    columns_close(&columns);
}

TEST(ranges_hold_every_customer_once)
{
    enum { CUSTOMERS = 1000 };
    uint32_t first_row[CUSTOMERS + 1] = {0};
    uint64_t dice = 5;
    for (Customer c = 0; c < CUSTOMERS; c++) // now and then one with more rows than a range
        first_row[c + 1] = first_row[c] + 1 + (uint32_t)test_random(&dice, c % 100 ? 5 : 2000);
    for (size_t ranges = 1; ranges <= 50; ranges++) {
        Customer next = 0;
        for (size_t r = 0; r < ranges; r++) {
            CustomerRange range = range_of(first_row, CUSTOMERS, r, ranges);
            CHECK_INT(range.from, next);
            CHECK(range.to >= range.from);
            next = range.to;
        }
        CHECK_INT(next, CUSTOMERS);
    }
}
