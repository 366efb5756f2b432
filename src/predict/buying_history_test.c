// The small example of the tests of lifetimes (C. Davidson-Pilon, MIT): vectors/clv_published.json, rfm_summary_small.
#include "predict/buying_history.h"

#include "base/calendar.h"
#include "base/test.h"

enum { CUSTOMERS = 6 };

static Day day_of(int month, int day)
{
    return day_of_civil((CivilDate){2015, month, day});
}

static BuyingSplit example(Day end, Day later_end)
{
    static const int dates[][2] = {{1, 1}, {2, 6}, {1, 1},  {1, 1},  {1, 2},  {1, 5}, {1, 16},
                                   {2, 2}, {2, 5}, {1, 16}, {1, 17}, {1, 18}, {2, 2}};
    static const int64_t amount[] = {1, 2, 2, 3, 1, 5, 6, 3, 3, 3, 1, 8, 5};
    static const size_t first_row[CUSTOMERS + 1] = {0, 2, 3, 6, 9, 12, 13};
    int32_t *day = arena_array(test_arena(), int32_t, COUNT_OF(dates));
    for (size_t i = 0; i < COUNT_OF(dates); i++) day[i] = day_of(dates[i][0], dates[i][1]);
    BuyingRows rows = {CUSTOMERS, first_row, day, amount};
    return buying_split(&rows, end, later_end, 1, test_arena());
}

TEST(histories_are_those_of_the_example)
{
    static const uint32_t expected[CUSTOMERS][4] = {{1, 36, 37, 2}, {0, 0, 37, 0}, {2, 4, 37, 3},
                                                    {2, 20, 22, 3}, {2, 2, 22, 4}, {0, 0, 5, 0}}; // 4.5
    BuyingSplit split = example(day_of(2, 7), day_of(2, 7));
    CHECK_INT(split.history.customers, CUSTOMERS);
    CHECK_INT(split.later_days, 0);
    for (size_t c = 0; c < CUSTOMERS; c++) {
        CHECK_INT(split.history.x[c], expected[c][0]);
        CHECK_INT(split.history.t_x[c], expected[c][1]);
        CHECK_INT(split.history.T[c], expected[c][2]);
        CHECK_NEAR(split.history.mean_amount[c], c == 4 ? 4.5 : expected[c][3], 0);
        CHECK_INT(split.later[c], 0);
    }
}

TEST(what_came_later_is_apart_and_who_came_later_is_not_there)
{
    BuyingSplit split = example(day_of(1, 17), day_of(2, 5));
    static const uint32_t customer[] = {0, 1, 2, 3, 4}, later[] = {0, 0, 0, 2, 1};
    static const double amount[] = {0, 0, 0, 6, 8};
    CHECK_INT(split.history.customers, COUNT_OF(customer));
    CHECK_INT(split.later_days, 19);
    for (size_t c = 0; c < COUNT_OF(customer); c++) {
        CHECK_INT(split.customer[c], customer[c]);
        CHECK_INT(split.later[c], later[c]);
        CHECK_NEAR(split.later_amount[c], amount[c], 0);
    }
    CHECK_INT(split.history.x[4], 1);
    CHECK_INT(split.history.T[4], 1);
}

TEST(purchases_of_one_day_are_one_and_refunds_are_none)
{
    static const size_t first_row[] = {0, 6};
    static const int32_t day[] = {10, 10, 12, 13, 13, 15};
    static const int64_t amount[] = {500, 200, -300, 400, 100, 0};
    BuyingRows rows = {1, first_row, day, amount};
    BuyingSplit split = buying_split(&rows, 20, 20, 1, test_arena());
    CHECK_INT(split.history.x[0], 2); // the 13th, and the 15th for nothing
    CHECK_INT(split.history.t_x[0], 5);
    CHECK_INT(split.history.T[0], 10);
    CHECK_NEAR(split.history.mean_amount[0], 250, 0);
}
