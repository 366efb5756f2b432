#include "activity/activity_test.h"

// The relation of each customer in turn: "left after n" or "still at n".
static Str tenure_text(const char *rows, const char *as_of, Window window)
{
    Columns columns = test_columns(rows);
    Tenures tenures = ask_tenures(&columns, window, test_day(as_of), NULL, 0, 1, test_arena());
    Text text = text_in(test_arena());
    for (uint32_t day = 0; day < tenures.days; day++) {
        if (tenures.left[day]) text_addf(&text, "left after %u: %lld\n", day, (long long)tenures.left[day]);
        if (tenures.still[day]) text_addf(&text, "still at %u: %lld\n", day, (long long)tenures.still[day]);
    }
    columns_close(&columns);
    return text_str(&text);
}

TEST(a_relation_ends_when_the_window_has_passed)
{
    Window ten = {.days = 10};
    CHECK_TEXT(tenure_text("ana 2024-01-01 5\n", "2024-01-10", ten), "still at 9: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-01 5\n", "2024-01-11", ten), "left after 10: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-01 5\nana 2024-01-11 5\n", "2024-01-20", ten), "still at 19: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-01 5\nana 2024-01-12 5\n", "2024-01-20", ten), "left after 10: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-01 5\nana 2024-01-05 -5\n", "2024-01-20", ten), "left after 10: 1\n");
}

TEST(a_relation_ends_with_the_contract)
{
    Window year = {.days = 365};
    CHECK_TEXT(tenure_text("ana 2024-01-01 5 ended=2024-03-01\n", "2024-12-01", year), "left after 60: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-01 5 ended=2024-01-01\n", "2024-12-01", year), "left after 0: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-01 5 ended=2024-12-02\n", "2024-12-01", year), "still at 335: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-02 5 ended=2024-01-01\n", "2024-12-01", year), "still at 334: 1\n");
}

TEST(a_relation_by_periods_ends_with_the_first_whole_one_without_a_purchase)
{
    Window month = {.days = 0, .unit = PERIOD_MONTH};
    CHECK_TEXT(tenure_text("ana 2024-01-31 5\nana 2024-02-29 5\n", "2024-03-30", month), "still at 59: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-31 5\nana 2024-02-29 5\n", "2024-03-31", month), "left after 60: 1\n");
    CHECK_TEXT(tenure_text("ana 2024-01-01 5\nana 2024-03-01 5\n", "2024-03-31", month), "left after 59: 1\n");
}

static Day first_purchase(const Columns *columns, Customer c)
{
    CustomerRows found = columns_find(columns, c);
    for (uint32_t row = found.from; row < found.to; row++)
        if (row_amount(found.piece, row) > 0) return second_day(found.piece->second[row]);
    return DAY_MIN;
}

// Day by day from the first purchase, until the customer is not active any more.
static void expect_tenure(const Columns *columns, Customer c, Window window, Day as_of, Tenures *expected)
{
    Day first = first_purchase(columns, c);
    if (first == DAY_MIN) return;
    Day day = first;
    while (day <= as_of && test_active(columns, c, window, day)) day++;
    if (day <= as_of)
        expected->left[day - first]++;
    else
        expected->still[as_of - first]++;
}

TEST(tenures_and_who_is_active_are_what_a_look_at_each_day_says)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        uint64_t dice = seed;
        int threads = (int)(seed % 4) * 2 + 1;
        Columns columns = test_columns_random(seed, 150, threads);
        Window window = test_window(&dice);
        if (window.days == 0) window.days = 20;
        PeriodSpan span = {.as_of = second_day(columns.last) + (Day)test_random(&dice, 30)};
        uint16_t *group = arena_array(test_arena(), uint16_t, columns.customers);
        Tenures all = ask_tenures(&columns, window, span.as_of, NULL, 0, threads, test_arena()), expected = all;
        expected.left = arena_array(test_arena(), int64_t, all.days);
        expected.still = arena_array(test_arena(), int64_t, all.days);
        Day day = second_day(columns.first) - 2 + (Day)test_random(&dice, all.days + 4);
        const uint8_t *active = ask_active(&columns, window, &span, day, threads, test_arena());
        for (Customer c = 0; c < columns.customers; c++) {
            group[c] = (uint16_t)test_random(&dice, 2);
            expect_tenure(&columns, c, window, span.as_of, &expected);
            CHECK_INT(active[c], test_active(&columns, c, window, (Day)smaller(day, span.as_of)));
        }
        Tenures one = ask_tenures(&columns, window, span.as_of, group, 0, threads, test_arena());
        Tenures two = ask_tenures(&columns, window, span.as_of, group, 1, threads, test_arena());
        for (uint32_t d = 0; d < all.days; d++) {
            CHECK_INT(all.left[d], expected.left[d]);
            CHECK_INT(all.still[d], expected.still[d]);
            CHECK_INT(one.left[d] + two.left[d], all.left[d]);
            CHECK_INT(one.still[d] + two.still[d], all.still[d]);
        }
        columns_close(&columns);
    }
}

TEST(who_is_active_by_periods_bought_in_the_one_of_the_day)
{
    Columns columns = test_columns("ana 2024-01-20 5\n");
    PeriodSpan span = {.as_of = test_day("2024-12-31")};
    Window month = {.days = 0, .unit = PERIOD_MONTH};
    CHECK_INT(*ask_active(&columns, month, &span, test_day("2024-01-19"), 1, test_arena()), 0);
    CHECK_INT(*ask_active(&columns, month, &span, test_day("2024-01-31"), 1, test_arena()), 1);
    CHECK_INT(*ask_active(&columns, month, &span, test_day("2024-02-01"), 1, test_arena()), 0);
    columns_close(&columns);
}
