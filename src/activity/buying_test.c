#include "activity/buying.h"

#include "activity/activity_test.h"

static size_t place_of(const Buying *buying, Customer customer)
{
    size_t at = 0;
    while (at < buying->count && buying->customer[at] != customer) at++;
    return at;
}

// One line a customer: x t_x T, mean amount, amount; later days and amount.
static Str buying_text(const Columns *columns, const Buying *buying)
{
    Text text = text_in(test_arena());
    for (Customer c = 0; c < columns->customers; c++) {
        size_t i = place_of(buying, c);
        if (i == buying->count) continue;
        text_addf(&text, "%.*s %u %u %u  %g %g  %u %g\n", STR_ARGS(columns->ids[buying->customer[i]]), buying->x[i],
                  buying->t_x[i], buying->T[i], buying->mean_amount[i], buying->amount[i], buying->later[i],
                  buying->later_amount[i]);
    }
    return text_str(&text);
}

static Str text_of(const char *rows, const char *end, const char *later_end)
{
    Columns columns = test_columns(rows);
    Buying buying = ask_buying(&columns, test_day(end), test_day(later_end), 2, test_arena());
    Str text = buying_text(&columns, &buying);
    columns_close(&columns);
    return text;
}

TEST(purchases_of_one_day_are_one_and_those_who_came_later_stand_nowhere)
{
    CHECK_TEXT(text_of("ana 1970-02-01 100\n"
                       "ana 1970-02-01 50\n"
                       "ana 1970-02-05 30\n"
                       "ana 1970-02-05 10\n"
                       "ana 1970-02-11 20\n"
                       "ana 1970-02-21 70\n"
                       "ana 1970-02-21 10\n"
                       "ana 1970-03-21 99\n"
                       "bo 1970-02-11 10\n"
                       "cy 1970-02-21 10\n",
                       "1970-02-20", "1970-02-28"),
               "ana 2 10 19  30 210  1 80\n"
               "bo 0 0 9  0 10  0 0\n");
}

TEST(refunds_are_no_purchase_and_are_taken_off_what_was_bought_before)
{
    CHECK_TEXT(text_of("ana 1970-02-01 100\n"
                       "ana 1970-02-03 -40\n" // of the first purchase
                       "ana 1970-02-05 -5\n"  // of this day's, though it comes first
                       "ana 1970-02-05 30\n"
                       "ana 1970-02-09 -10\n"
                       "bo 1970-02-01 100\n"
                       "bo 1970-02-02 20\n"
                       "bo 1970-02-03 -50\n" // more than the repeat purchase: it brought nothing
                       "bo 1970-02-12 -7\n"
                       "dee 1970-02-01 -10\n",
                       "1970-02-10", "1970-02-20"),
               "ana 1 4 9  15 75  0 0\n"
               "bo 1 1 9  0 70  0 -7\n");
}

TEST(an_order_that_costs_nothing_is_a_purchase)
{
    CHECK_TEXT(text_of("ana 1970-02-01 0\nana 1970-02-04 0\n", "1970-02-10", "1970-02-10"), "ana 1 3 9  0 0  0 0\n");
}

TEST(repeat_purchase_days_are_counted_by_week)
{
    Columns columns = test_columns("ana 1970-02-01 100\n"
                                   "ana 1970-02-02 1\n"
                                   "ana 1970-02-08 1\n"
                                   "ana 1970-02-08 2\n"
                                   "bo 1970-02-08 1\n"
                                   "bo 1970-02-15 1\n"
                                   "bo 1970-02-16 -1\n");
    size_t count;
    RepeatsAsk ask = {test_day("1970-02-01"), test_day("1970-02-15"), test_day("1970-02-07"), 7};
    const uint32_t *repeats = ask_repeats(&columns, &ask, test_arena(), &count);
    CHECK_INT(count, 3);
    CHECK_INT(repeats[0], 1);
    CHECK_INT(repeats[1], 1);
    CHECK_INT(repeats[2], 0); // bo came after the 7th
    ask.won_until = test_day("1970-02-08");
    CHECK_INT(ask_repeats(&columns, &ask, test_arena(), &count)[2], 1);
    columns_close(&columns);
}

TEST(buying_is_the_same_for_any_number_of_threads)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        Columns columns = test_columns_random(seed, 3000, 3);
        Day end = second_day(columns.last) - 20;
        Buying one = ask_buying(&columns, end, end + 20, 1, test_arena());
        Buying many = ask_buying(&columns, end, end + 20, 5, test_arena());
        CHECK_INT(one.count, many.count);
        for (size_t i = 0; i < one.count; i++)
            CHECK(one.x[i] == many.x[i] && one.t_x[i] == many.t_x[i] && one.T[i] == many.T[i] &&
                  one.later[i] == many.later[i] && one.t_x[i] <= one.T[i]);
        columns_close(&columns);
    }
}

TEST(buyers_stand_in_an_order_that_hangs_on_what_they_did_alone)
{
    Columns one = test_columns("ana 1970-02-01 100\nana 1970-02-03 5\nbo 1970-02-02 7\ncy 1970-02-02 8\n");
    Columns other = test_columns("zoe 1970-02-02 8\nyve 1970-02-02 7\nxav 1970-02-01 100\nxav 1970-02-03 5\n");
    Buying a = ask_buying(&one, 40, 60, 1, test_arena()), b = ask_buying(&other, 40, 60, 1, test_arena());
    CHECK_INT(a.count, 3);
    for (size_t i = 0; i < a.count; i++) CHECK(a.T[i] == b.T[i] && a.x[i] == b.x[i] && a.amount[i] == b.amount[i]);
    columns_close(&one);
    columns_close(&other);
}
