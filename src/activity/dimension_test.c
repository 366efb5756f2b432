#include "activity/activity_test.h"

static Str totals_text(const Columns *columns, int threads)
{
    size_t count;
    const DimensionTotal *totals = ask_dimension(columns, 0, threads, test_arena(), &count);
    Text text = text_in(test_arena());
    for (size_t i = 0; i < count; i++) {
        Str value = totals[i].code == DIMENSION_OTHER ? STR("-") : columns->dimension[0].texts[totals[i].code];
        text_addf(&text, "%.*s %lld orders %lld from %lld\n", STR_ARGS(value), (long long)totals[i].orders,
                  (long long)totals[i].amount, (long long)totals[i].customers);
    }
    return text_str(&text);
}

TEST(values_have_the_rows_with_them_and_the_customers_who_started_with_them)
{
    Columns columns = test_columns("ana 2024-01-01 -1 value=tea\n"
                                   "ana 2024-01-02 10 value=soap\n"
                                   "ana 2024-01-03 20 value=bread\n"
                                   "ana 2024-01-04 30\n"
                                   "bo 2024-01-01 5\n"
                                   "bo 2024-01-02 7 value=bread\n");
    CHECK_TEXT(totals_text(&columns, 2), "bread 2 orders 27 from 0\n"
                                         "soap 1 orders 10 from 1\n"
                                         "tea 0 orders -1 from 0\n"
                                         "- 2 orders 35 from 1\n");
    columns_close(&columns);
}

TEST(a_dimension_with_a_value_on_every_row_has_no_others)
{
    Columns columns = test_columns("ana 2024-01-01 1 value=tea\n");
    CHECK_TEXT(totals_text(&columns, 1), "tea 1 orders 1 from 1\n");
    columns_close(&columns);
}

// 65,536 values on two rows each, one of them on one row alone: that one has no code of its own.
TEST(past_65535_values_the_rarest_have_no_code)
{
    enum { VALUES = 65536, RARE = 30000 };
    ActivityShape shape = {.dimensions = 1, .dimension_name = {STR("product")}};
    ActivityBuilder *builder = activity_builder_open(&shape, 2);
    ActivityPart *part[2] = {activity_part_open(builder, 0, 2 * VALUES), activity_part_open(builder, 1, 2 * VALUES)};
    for (int i = 0; i < 2 * VALUES; i++) {
        int value = i % VALUES;
        if (i >= VALUES && value == RARE) continue;
        ActivityRow row = {.customer = STR("ana"), .second = (Second)i, .amount_minor = 1};
        row.dimension[0] = str_format(test_arena(), "p%05d", value);
        activity_add(part[value % 3 == 0], &row);
    }
    Columns columns;
    ActivityCounts counts;
    activity_builder_finish(builder, &(ActivityMerge){MERGE_NONE, 2, UINT32_MAX}, &columns, &counts);
    activity_builder_close(builder);
    CHECK_INT(columns.dimension[0].values, VALUES - 1);
    CHECK_TEXT(columns.dimension[0].texts[RARE - 1], "p29999");
    CHECK_TEXT(columns.dimension[0].texts[RARE], "p30001");
    CHECK_INT(columns.piece[0].codes[0][RARE - 1], RARE - 1);
    CHECK_INT(columns.piece[0].codes[0][RARE], DIMENSION_OTHER);
    CHECK_INT(columns.piece[0].codes[0][RARE + 1], RARE);
    columns_close(&columns);
}

TEST(the_values_of_a_dimension_add_up_to_the_columns)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        Columns columns = test_columns_random(seed, 1000, 3);
        Summaries summaries = ask_summaries(&columns, second_day(columns.last), 1, test_arena());
        for (uint32_t d = 0; d < columns.dimensions; d++) {
            size_t count;
            const DimensionTotal *totals = ask_dimension(&columns, d, (int)seed % 7 + 1, test_arena(), &count);
            int64_t amount = 0, orders = 0, customers = 0;
            for (size_t i = 0; i < count; i++) {
                amount += totals[i].amount;
                orders += totals[i].orders;
                customers += totals[i].customers;
            }
            for (Customer c = 0; c < columns.customers; c++) {
                amount -= summaries.amount[c];
                orders -= summaries.orders[c];
            }
            CHECK(amount == 0 && orders == 0);
            CHECK_INT(customers, summaries.buyers);
        }
        columns_close(&columns);
    }
}
