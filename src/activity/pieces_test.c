// Columns of two pieces answer as columns of one, whoever lies in which.
#include <string.h>

#include "activity/lanes_test.h"
#include "activity/ranges.h"

static bool same(const void *a, const void *b, size_t bytes)
{
    return memcmp(a, b, bytes) == 0;
}

static void check_found(const Columns *whole, const Columns *split)
{
    for (Customer c = 0; c < whole->customers; c++) {
        CustomerRows one = columns_find(whole, c), other = columns_find(split, c);
        CHECK_INT(one.to - one.from, other.to - other.from);
        for (uint32_t row = 0; row < one.to - one.from; row++)
            CHECK_INT(one.piece->second[one.from + row], other.piece->second[other.from + row]);
    }
}

static void check_periods(const Columns *whole, const Columns *split, uint64_t *dice)
{
    Day as_of = second_day(whole->last) + (Day)test_random(dice, 20);
    PeriodSpan span = span_of_columns(whole, (PeriodUnit)test_random(dice, PERIOD_UNIT_COUNT), as_of);
    Window window = test_window(dice);
    uint32_t groups = 1 + (uint32_t)test_random(dice, 3);
    uint16_t *group = arena_array(test_arena(), uint16_t, whole->customers);
    for (Customer c = 0; c < whole->customers; c++) group[c] = (uint16_t)test_random(dice, groups + 1);
    int threads = 1 + (int)test_random(dice, 3);
    Arena *arena = test_arena();
    CHECK(same(ask_presence(whole, &span, window, group, groups, threads, arena),
               ask_presence(split, &span, window, group, groups, threads, arena),
               (size_t)groups * span.count * sizeof(Presence)));
    Cohorts cohorts = ask_cohorts(whole, &span, group, 0, threads, arena),
            others = ask_cohorts(split, &span, group, 0, threads, arena);
    CHECK(same(cohorts.cells, others.cells, (size_t)span.count * (span.count + 1) / 2 * sizeof(CohortCell)));
    CHECK_INT(cohorts.others, others.others);
    Tenures tenures = ask_tenures(whole, window, as_of, group, 0, threads, arena),
            also = ask_tenures(split, window, as_of, group, 0, threads, arena);
    CHECK(same(tenures.left, also.left, 2 * (size_t)tenures.days * sizeof(int64_t)));
    CHECK(same(ask_active(whole, window, &span, as_of - 3, threads, arena),
               ask_active(split, window, &span, as_of - 3, threads, arena), whole->customers));
    Gaps gaps = ask_gaps(whole, as_of, threads, arena), same_gaps = ask_gaps(split, as_of, threads, arena);
    CHECK(same(gaps.closed, same_gaps.closed, 4 * (size_t)gaps.days * sizeof(int64_t)));
}

static void check_summaries(const Columns *whole, const Columns *split)
{
    size_t n = whole->customers;
    Summaries one = ask_summaries(whole, second_day(whole->last), 2, test_arena());
    Summaries other = ask_summaries(split, second_day(whole->last), 2, test_arena());
    CHECK(same(one.first, other.first, n * sizeof(Second)));
    CHECK(same(one.second, other.second, n * sizeof(Second)));
    CHECK(same(one.last, other.last, n * sizeof(Second)));
    CHECK(same(one.orders, other.orders, n * sizeof(uint32_t)));
    CHECK(same(one.days, other.days, n * sizeof(uint32_t)));
    CHECK(same(one.amount, other.amount, n * sizeof(int64_t)));
    CHECK(same(one.first_day_amount, other.first_day_amount, n * sizeof(int64_t)));
    CHECK(same(one.last_year_amount, other.last_year_amount, n * sizeof(int64_t)));
    if (one.profit) CHECK(same(one.profit, other.profit, n * sizeof(int64_t)));
    for (uint32_t d = 0; d < whole->dimensions; d++) {
        CHECK(same(one.group[d], other.group[d], n * sizeof(uint16_t)));
        CHECK(same(one.last_group[d], other.last_group[d], n * sizeof(uint16_t)));
        size_t count, other_count;
        const DimensionTotal *total = ask_dimension(whole, d, 2, test_arena(), &count);
        const DimensionTotal *other_total = ask_dimension(split, d, 2, test_arena(), &other_count);
        CHECK_INT(count, other_count);
        CHECK(same(total, other_total, count * sizeof *total));
    }
    CHECK_INT(one.buyers, other.buyers);
    CHECK_INT(one.others, other.others);
}

TEST(questions_answer_alike_whichever_piece_a_customer_lies_in)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t dice = seed;
        Columns columns = test_columns_random(seed, 400, 1);
        Columns split = test_columns_split(&columns, &dice);
        check_found(&columns, &split);
        check_periods(&columns, &split, &dice);
        check_summaries(&columns, &split);
        columns_close(&columns);
    }
}

TEST(each_run_of_each_piece_is_in_one_range)
{
    uint64_t dice = 1;
    Columns columns = test_columns_random(7, 200000, 1);
    Columns split = test_columns_split(&columns, &dice);
    CHECK(columns_ranges(&split) >= 4);
    uint32_t next[COLUMN_PIECES_MAX] = {0};
    for (size_t r = 0; r < columns_ranges(&split); r++) {
        RunRange range = columns_range(&split, r);
        uint32_t *expected = &next[range.piece - split.piece];
        CHECK_INT(range.from, *expected);
        *expected = range.to;
    }
    for (uint32_t p = 0; p < split.pieces; p++) CHECK_INT(next[p], split.piece[p].runs);
    columns_close(&columns);
}
