#include "activity/activity_test.h"

static Str text_of(const char *text, OrderMerge merge)
{
    ActivityCounts counts;
    Columns columns = test_columns_of(test_rows(text), merge, 2, UINT32_MAX, &counts);
    Str out = test_columns_text(&columns);
    columns_close(&columns);
    return out;
}

TEST(rows_are_grouped_by_customer_in_order_of_time_then_amount)
{
    CHECK_TEXT(text_of("bo 2024-03-02 700\n"
                       "ana 2024-03-01T10:00:00 200\n"
                       "bo 2024-03-01 500\n"
                       "ana 2024-03-01T10:00:00 -100\n"
                       "ana 2024-02-29T23:59:59 900\n",
                       MERGE_NONE),
               "ana 2024-02-29T23:59:59 900\n"
               "ana 2024-03-01T10:00:00 -100\n"
               "ana 2024-03-01T10:00:00 200\n"
               "bo 2024-03-01 500\n"
               "bo 2024-03-02 700\n");
}

TEST(lines_with_one_key_are_one_order_but_for_later_refunds)
{
    CHECK_TEXT(text_of("ana 2024-03-01T12:00:00 -50 key=7\n"  // a discount: the first line's day
                       "ana 2024-03-03T09:00:00 -300 key=7\n" // a refund
                       "ana 2024-03-01T10:00:00 300 key=7\n"
                       "ana 2024-03-02T11:00:00 200 key=7\n" // sent later, ordered at once
                       "ana 2024-03-01T11:00:00 1000 key=8\n"
                       "bo 2024-03-01T10:00:00 40 key=7\n", // another customer's 7
                       MERGE_KEY),
               "ana 2024-03-01T10:00:00 450\n"
               "ana 2024-03-01T11:00:00 1000\n"
               "ana 2024-03-03T09:00:00 -300\n"
               "bo 2024-03-01T10:00:00 40\n");
}

TEST(lines_without_a_key_are_orders_of_their_own)
{
    CHECK_TEXT(text_of("ana 2024-03-01 5\n"
                       "ana 2024-03-01 5\n"
                       "ana 2024-03-01 6 key=1\n"
                       "ana 2024-03-01 6 key=1\n",
                       MERGE_KEY),
               "ana 2024-03-01 5\n"
               "ana 2024-03-01 5\n"
               "ana 2024-03-01 12\n");
}

TEST(lines_of_one_second_or_one_day_are_one_order)
{
    const char *rows = "ana 2024-03-01T10:00:00 5\n"
                       "ana 2024-03-01T10:00:00 -2\n"
                       "ana 2024-03-01T18:00:00 7\n"
                       "ana 2024-03-02T10:00:00 -1\n";
    CHECK_TEXT(text_of(rows, MERGE_INSTANT), "ana 2024-03-01T10:00:00 3\n"
                                             "ana 2024-03-01T18:00:00 7\n"
                                             "ana 2024-03-02T10:00:00 -1\n");
    CHECK_TEXT(text_of(rows, MERGE_DAY), "ana 2024-03-01T10:00:00 10\n"
                                         "ana 2024-03-02T10:00:00 -1\n");
}

TEST(an_order_has_the_value_of_its_first_line_the_largest_one_at_once)
{
    CHECK_TEXT(text_of("ana 2024-03-01T10:00:00 5 value=soap\n"
                       "ana 2024-03-01T10:00:00 9 value=tea\n"
                       "ana 2024-03-01T10:00:00 9 value=milk\n"
                       "ana 2024-03-01T11:00:00 90 value=bread\n",
                       MERGE_DAY),
               "ana 2024-03-01T10:00:00 113 value=milk\n");
}

TEST(profits_add_up_and_the_latest_end_counts)
{
    CHECK_TEXT(text_of("ana 2024-03-01 5 profit=2 ended=2024-05-01\n"
                       "ana 2024-03-01 6 profit=-3 ended=2024-04-01\n"
                       "bo 2024-03-01 6\n",
                       MERGE_DAY),
               "ana 2024-03-01 11 profit=-1 ended=2024-05-01\n"
               "bo 2024-03-01 6 profit=0\n");
}

TEST(rows_later_than_until_are_counted_and_left_out_with_all_they_say)
{
    ActivityCounts counts;
    TestRows rows = test_rows("ana 2024-03-01 5\n"
                              "ana 2024-03-02 6 value=late ended=2024-06-01\n"
                              "bo 2024-03-02 7\n"
                              "ana 2024-03-01 5\n");
    Columns columns = test_columns_of(rows, MERGE_DAY, 2, rows.row[0].second, &counts);
    CHECK_TEXT(test_columns_text(&columns), "ana 2024-03-01 10\n");
    CHECK_INT(columns.customers, 1);
    CHECK_INT(columns.first, columns.last);
    CHECK_INT(columns.dimension[0].values, 0);
    CHECK_INT(counts.rows_added, 4);
    CHECK_INT(counts.rows_after_until, 2);
    CHECK_INT(counts.rows_merged_away, 1);
    CHECK_INT(counts.magnitude, 10);
    columns_close(&columns);
}

TEST(what_was_known_on_a_day_is_without_later_rows_and_keeps_everybodys_number)
{
    Columns columns = test_columns("ana 2024-03-01 5\nana 2024-03-02T23:59:59 -1\nana 2024-03-03 6\nbo 2024-03-03 7\n");
    Columns known = columns_until(&columns, test_day("2024-03-02"), test_arena());
    CHECK_TEXT(test_columns_text(&known), "ana 2024-03-01 5\nana 2024-03-02T23:59:59 -1\n");
    CHECK_INT(known.customers, columns.customers);
    CHECK_INT(known.rows, 2);
    Columns all = columns_until(&columns, test_day("2024-03-03"), test_arena());
    CHECK_INT(all.rows, columns.rows);
    CHECK_INT(all.last, columns.last);
    CHECK_INT(columns_until(&columns, test_day("2024-02-29"), test_arena()).rows, 0);
    columns_close(&columns);
}

TEST(a_dropped_part_leaves_nothing)
{
    TestRows rows = test_rows("ana 2024-03-01 5 value=a\nbo 2024-03-01 6 value=b\n");
    ActivityBuilder *builder = activity_builder_open(&rows.shape, 1);
    ActivityPart *kept = activity_part_open(builder, 0, 10), *dropped = activity_part_open(builder, 0, 10);
    activity_add(kept, &rows.row[0]);
    activity_add(dropped, &rows.row[0]);
    activity_add(dropped, &rows.row[1]);
    activity_part_drop(dropped);
    Columns columns;
    ActivityCounts counts;
    activity_builder_finish(builder, &(ActivityMerge){MERGE_NONE, 1, UINT32_MAX}, &columns, &counts);
    activity_builder_close(builder);
    CHECK_TEXT(test_columns_text(&columns), "ana 2024-03-01 5 value=a\n");
    CHECK_INT(columns.dimension[0].values, 1);
    CHECK_INT(counts.rows_added, 1);
    columns_close(&columns);
}

TEST(no_rows_give_empty_columns)
{
    Columns columns = test_columns("");
    CHECK_INT(columns.customers, 0);
    CHECK_INT(columns.rows, 0);
    CHECK_INT(columns.piece[0].first_row[0], 0);
    CHECK_INT(columns.first, 0);
    CHECK_INT(columns.last, 0);
    columns_close(&columns);
}

TEST(a_builder_may_be_closed_without_finishing)
{
    TestRows rows = test_rows_random(3, 100);
    ActivityBuilder *builder = activity_builder_open(&rows.shape, 2);
    ActivityPart *part = activity_part_open(builder, 1, rows.count);
    for (size_t i = 0; i < rows.count; i++) activity_add(part, &rows.row[i]);
    activity_builder_close(builder);
}

// The rows of a part are held narrow until one is not.
TEST(large_amounts_among_small_ones_keep_their_value)
{
    CHECK_TEXT(text_of("ana 2024-03-01 -2147483648\n"
                       "ana 2024-03-02 2147483647\n"
                       "ana 2024-03-03 2147483648\n"
                       "ana 2024-03-04 -9223372036854775808\n"
                       "ana 2024-03-05 7\n",
                       MERGE_NONE),
               "ana 2024-03-01 -2147483648\n"
               "ana 2024-03-02 2147483647\n"
               "ana 2024-03-03 2147483648\n"
               "ana 2024-03-04 -9223372036854775808\n"
               "ana 2024-03-05 7\n");
}

TEST(the_magnitude_says_when_sums_would_overflow)
{
    ActivityCounts counts;
    TestRows rows = test_rows("ana 2024-03-01 9223372036854775807\nana 2024-03-01 -9223372036854775808\n");
    Columns columns = test_columns_of(rows, MERGE_NONE, 1, UINT32_MAX, &counts);
    CHECK(counts.magnitude == UINT64_MAX);
    columns_close(&columns);
    rows = test_rows("ana 2024-03-01 1 profit=4000000000000000000\nbo 2024-03-01 1 profit=-5000000000000000000\n");
    columns = test_columns_of(rows, MERGE_DAY, 1, UINT32_MAX, &counts);
    CHECK_INT(counts.magnitude, INT64_C(9000000000000000002));
    columns_close(&columns);
}

TEST(order_of_rows_parts_threads_and_seed_change_nothing)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        TestRows rows = test_rows_random(seed, seed * seed * 3);
        Second until = (Second)(seed % 3 ? 20000 : 60000) * SECONDS_PER_DAY;
        for (OrderMerge merge = MERGE_NONE; merge <= MERGE_DAY; merge++) {
            ActivityCounts counts, other_counts;
            Columns columns = test_columns_of(rows, merge, 1, until, &counts);
            Str expected = test_columns_text(&columns);
            columns_close(&columns);
            for (int workers = 1; workers <= 7; workers += 2) {
                test_rows_shuffle(rows, seed + (uint64_t)workers);
                rows.shape.hash_seed++;
                columns = test_columns_of(rows, merge, workers, until, &other_counts);
                CHECK(str_equal(test_columns_text(&columns), expected));
                columns_close(&columns);
                CHECK_INT(other_counts.rows_after_until, counts.rows_after_until);
                CHECK_INT(other_counts.rows_merged_away, counts.rows_merged_away);
                CHECK(other_counts.magnitude == counts.magnitude);
            }
        }
    }
}

// Rows of several ranges, which have to be moved together after merging.
TEST(many_lines_are_merged_by_day_without_losing_any)
{
    TestRows rows = test_rows_random(11, 150000);
    int64_t amount = 0, profit = 0;
    for (size_t i = 0; i < rows.count; i++) {
        amount += rows.row[i].amount_minor;
        profit += rows.row[i].profit_minor;
    }
    ActivityCounts counts;
    Columns columns = test_columns_of(rows, MERGE_DAY, 3, UINT32_MAX, &counts);
    CHECK(counts.rows_merged_away > 1000);
    CHECK_INT(columns.rows + counts.rows_merged_away, rows.count);
    CHECK_INT(columns.piece[0].first_row[columns.customers], columns.rows);
    for (Customer c = 0; c < columns.customers; c++) {
        CustomerRows found = columns_find(&columns, c);
        CHECK(found.from < found.to);
        for (uint32_t row = found.from; row < found.to; row++) {
            amount -= row_amount(found.piece, row);
            profit -= found.piece->profit_minor[row];
            if (row == found.from) continue;
            CHECK(second_day(found.piece->second[row - 1]) < second_day(found.piece->second[row]));
        }
    }
    CHECK(amount == 0 && profit == 0);
    columns_close(&columns);
}

TEST(order_keys_of_short_names_are_the_names_and_none_is_0)
{
    uint64_t hashed = UINT64_C(1) << 63;
    CHECK(order_key_of(STR("")) != 0);
    CHECK(order_key_of(STR("a")) != order_key_of(STR("a\0")));
    CHECK(order_key_of(STR("1234567")) == (UINT64_C(8) << 56 | UINT64_C(0x37363534333231)));
    CHECK(!(order_key_of(STR("1234567")) & hashed));
    CHECK(!(order_key_of(STR("CMD-123456")) & hashed));
    CHECK(order_key_of(STR("CMD-1234567")) & hashed);
    CHECK(order_key_of(STR("#1234567")) & hashed);
    CHECK(order_key_of(STR("12345678")) != order_key_of(STR("12345679")));
}
