#include "activity/activity_test.h"

static Str cohorts_text(const Cohorts *cohorts)
{
    Text text = text_in(test_arena());
    for (uint32_t c = 0; c < cohorts->span.count; c++) {
        for (uint32_t age = 0; age < cohorts->span.count - c; age++) {
            const CohortCell *cell = cohort_cell(cohorts, c, age);
            text_addf(&text, "%s%u/%u/%lld", age ? "  " : "", cell->active, cell->orders, (long long)cell->amount);
        }
        text_add_byte(&text, '\n');
    }
    text_addf(&text, "others %lld\n", (long long)cohorts->others);
    return text_str(&text);
}

TEST(customers_are_followed_from_the_period_of_their_first_purchase)
{
    Columns columns = test_columns("ana 2024-01-31 100\n"
                                   "ana 2024-02-01 50\n"
                                   "ana 2024-02-29 50\n"
                                   "ana 2024-03-01 -20\n" // a refund makes nobody active
                                   "bo 2024-01-01 10\n"
                                   "cy 2024-02-10 -5\n" // returned before the first purchase that is known
                                   "cy 2024-03-31 7\n"
                                   "dee 2024-03-02 -9\n"); // only a refund
    PeriodSpan span = span_of_columns(&columns, PERIOD_MONTH, test_day("2024-04-15"));
    Cohorts cohorts = ask_cohorts(&columns, &span, NULL, 0, 1, test_arena());
    CHECK_TEXT(cohorts_text(&cohorts), "2/2/110  1/2/100  0/0/-20  0/0/0\n"
                                       "0/0/0  0/0/0  0/0/0\n"
                                       "1/1/7  0/0/0\n"
                                       "0/0/0\n"
                                       "others -14\n");
    span.first++; // ana and bo came before the span
    span.count--;
    cohorts = ask_cohorts(&columns, &span, NULL, 0, 1, test_arena());
    CHECK_TEXT(cohorts_text(&cohorts), "0/0/0  0/0/0  0/0/0\n"
                                       "1/1/7  0/0/0\n"
                                       "0/0/0\n"
                                       "others 66\n");
    columns_close(&columns);
}

TEST(no_rows_make_an_empty_cohort)
{
    Columns columns = test_columns("");
    PeriodSpan span = span_of_columns(&columns, PERIOD_WEEK, test_day("2024-01-31"));
    Cohorts cohorts = ask_cohorts(&columns, &span, NULL, 0, 2, test_arena());
    CHECK_TEXT(cohorts_text(&cohorts), "0/0/0\nothers 0\n");
    columns_close(&columns);
}

// ---- the definitions, word by word ----

static CohortCell customer_cell(const Columns *columns, Customer c, Day from, Day to)
{
    CohortCell cell = {0};
    CustomerRows found = columns_find(columns, c);
    for (uint32_t row = found.from; row < found.to; row++) {
        Day day = second_day(found.piece->second[row]);
        if (day < from || to < day) continue;
        cell.amount += row_amount(found.piece, row);
        cell.orders += row_amount(found.piece, row) > 0;
    }
    cell.active = cell.orders > 0;
    return cell;
}

static bool starts_within(const Columns *columns, Customer c, Day from, Day to)
{
    CustomerRows found = columns_find(columns, c);
    for (uint32_t row = found.from; row < found.to; row++) {
        Day day = second_day(found.piece->second[row]);
        if (row_amount(found.piece, row) > 0) return from <= day && day <= to;
    }
    return false;
}

static void check_cell(const Columns *columns, const Cohorts *cohorts, uint32_t cohort, uint32_t age,
                       const uint16_t *group, uint16_t only)
{
    const PeriodSpan *span = &cohorts->span;
    CohortCell sum = {0};
    for (Customer c = 0; c < columns->customers; c++) {
        if (group && group[c] != only) continue;
        if (!starts_within(columns, c, span_first_day(span, cohort), span_last_day(span, cohort))) continue;
        CohortCell cell =
            customer_cell(columns, c, span_first_day(span, cohort + age), span_last_day(span, cohort + age));
        sum.active += cell.active;
        sum.orders += cell.orders;
        sum.amount += cell.amount;
    }
    // In the period of the first purchase, what came before it is nobody's.
    const CohortCell *cell = cohort_cell(cohorts, cohort, age);
    CHECK_INT(cell->active, sum.active);
    CHECK_INT(cell->orders, sum.orders);
    if (age > 0) CHECK_INT(cell->amount, sum.amount);
}

static void check_total(const Columns *columns, const Cohorts *cohorts, const uint16_t *group, uint16_t only)
{
    const PeriodSpan *span = &cohorts->span;
    int64_t total = 0, cells = cohorts->others;
    for (Customer c = 0; c < columns->customers; c++)
        if (!group || group[c] == only)
            total += customer_cell(columns, c, span_first_day(span, 0), span_last_day(span, span->count - 1)).amount;
    for (uint32_t cohort = 0; cohort < span->count; cohort++)
        for (uint32_t age = 0; cohort + age < span->count; age++) cells += cohort_cell(cohorts, cohort, age)->amount;
    CHECK_INT(cells, total);
}

TEST(cohorts_are_what_their_definitions_say_on_random_rows)
{
    for (uint64_t seed = 1; seed <= 150; seed++) {
        uint64_t dice = seed;
        int threads = (int)(seed % 4) * 2 + 1;
        Columns columns = test_columns_random(seed, 150, threads);
        Day as_of = second_day(columns.last) + (Day)test_random(&dice, 50);
        PeriodSpan span = span_of_columns(&columns, (PeriodUnit)test_random(&dice, PERIOD_UNIT_COUNT), as_of);
        uint32_t left_out = (uint32_t)test_random(&dice, 2) * (span.count / 3);
        span.first += (PeriodNumber)left_out;
        span.count -= left_out;
        uint16_t *group = arena_array(test_arena(), uint16_t, columns.customers);
        for (Customer c = 0; c < columns.customers; c++) group[c] = (uint16_t)test_random(&dice, 2);
        for (uint16_t only = 0; only < 3; only++) { // two groups, then all
            const uint16_t *of_customer = only < 2 ? group : NULL;
            Cohorts cohorts = ask_cohorts(&columns, &span, of_customer, only, threads, test_arena());
            for (int i = 0; i < 60; i++) {
                uint32_t cohort = (uint32_t)test_random(&dice, span.count);
                uint32_t age = (uint32_t)test_random(&dice, span.count - cohort);
                check_cell(&columns, &cohorts, cohort, age, of_customer, only);
            }
            check_total(&columns, &cohorts, of_customer, only);
        }
        columns_close(&columns);
    }
}
