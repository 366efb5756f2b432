// Totals by a dimension of the rows against counting them one by one, over enough rows for several threads.
#include "activity/row_totals.h"

#include <string.h>

#include "activity/activity_test.h"

enum { ROWS = 100000, PEOPLE = 20000, VALUES = 7, GROUPS = 4, PERIODS = 5, DAYS = 40 };

static Columns some_columns(uint64_t *dice)
{
    ActivityShape shape = {.dimensions = 1, .dimension_name = {STR("product")}};
    ActivityBuilder *builder = activity_builder_open(&shape, 1);
    ActivityPart *part = activity_part_open(builder, 0, ROWS);
    for (int i = 0; i < ROWS; i++) {
        ActivityRow row = {.customer = str_format(test_arena(), "c%llu", (unsigned long long)test_random(dice, PEOPLE)),
                           .second = (Second)test_random(dice, DAYS * SECONDS_PER_DAY),
                           .amount_minor = (int64_t)test_random(dice, 9) - 2};
        uint64_t value = test_random(dice, VALUES + 1);
        if (value < VALUES) row.dimension[0] = str_format(test_arena(), "v%llu", (unsigned long long)value);
        activity_add(part, &row);
    }
    Columns columns;
    ActivityCounts counts;
    activity_builder_finish(builder, &(ActivityMerge){MERGE_NONE, 1, UINT32_MAX}, &columns, &counts);
    activity_builder_close(builder);
    return columns;
}

// Orders of a person in a cell, and whether one of them is their first.
static void count_plainly(const Columns *columns, const RowTotalsAsk *ask, Customer person, uint32_t cell,
                          RowTotal *total)
{
    CustomerRows rows = columns_find(columns, person);
    bool bought = false;
    int64_t orders = 0;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        uint16_t code = rows.piece->codes[0][row];
        int64_t amount = rows.piece->amount_minor[row];
        uint32_t period = ask->period_of[rows.piece->second[row] / SECONDS_PER_DAY];
        bool first = amount > 0 && !bought;
        bought |= amount > 0;
        if (period == UINT32_MAX || ask->group_of[code == DIMENSION_OTHER ? VALUES : code] * PERIODS + period != cell)
            continue;
        orders += amount > 0;
        total->first_orders += first;
        total->first_amount += first ? amount : 0;
        *(amount > 0 ? &total->purchase_amount : &total->refund_amount) += amount;
        total->refunds += amount < 0;
    }
    total->orders += orders;
    total->buyers += orders > 0;
    total->repeat_buyers += orders > 1;
}

TEST(totals_by_value_and_period_are_those_of_the_rows_for_any_number_of_threads)
{
    uint64_t dice = 5;
    Columns columns = some_columns(&dice);
    static uint16_t group_of[VALUES + 1], person_group[PEOPLE];
    static uint32_t period_of[DAYS];
    for (int v = 0; v <= VALUES; v++) group_of[v] = (uint16_t)test_random(&dice, GROUPS);
    for (int d = 0; d < DAYS; d++) period_of[d] = d < 3 ? UINT32_MAX : (uint32_t)d * PERIODS / DAYS;
    for (int p = 0; p < PEOPLE; p++) person_group[p] = (uint16_t)test_random(&dice, 3);
    for (int round = 0; round < 4; round++) {
        RowTotalsAsk ask = {
            .group_of = group_of, .groups = GROUPS, .periods = PERIODS, .period_of = period_of, .person_groups = 2};
        ask.person_group = round % 2 ? person_group : NULL;
        ask.people = PEOPLE / 2;
        const RowTotal *totals = ask_row_totals(&columns, &ask, 1 + round, test_arena());
        for (uint32_t cell = 0; cell < GROUPS * PERIODS; cell++) {
            RowTotal plain = {0};
            for (Customer c = 0; c < columns.customers; c++)
                if (round % 2 == 0 || (c < PEOPLE / 2 && person_group[c] < 2))
                    count_plainly(&columns, &ask, c, cell, &plain);
            CHECK_INT(memcmp(&plain, &totals[cell], sizeof plain), 0);
        }
    }
    columns_close(&columns);
}

TEST(rows_of_each_code_are_counted_with_those_without_a_value_last)
{
    uint64_t dice = 6;
    Columns columns = some_columns(&dice);
    const ColumnPiece *piece = &columns.piece[0];
    for (int threads = 1; threads <= 3; threads++) {
        const CodeRows *counts = ask_code_rows(&columns, 0, threads, test_arena());
        for (uint32_t code = 0; code <= VALUES; code++) {
            CodeRows plain = {0};
            for (uint32_t row = 0; row < ROWS; row++) {
                if (piece->codes[0][row] != (code == VALUES ? DIMENSION_OTHER : code)) continue;
                plain.rows++;
                plain.orders += piece->amount_minor[row] > 0;
            }
            CHECK_INT(counts[code].rows, plain.rows);
            CHECK_INT(counts[code].orders, plain.orders);
        }
    }
    columns_close(&columns);
}
