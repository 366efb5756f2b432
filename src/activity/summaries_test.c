#include "activity/activity_test.h"

static Str text_of_code(const Columns *columns, uint16_t code)
{
    return code == DIMENSION_OTHER ? STR("-") : columns->dimension[0].texts[code];
}

// One line a customer: first, second, last, orders, amount, amount of the last year, values.
static Str summaries_text(const Columns *columns, const Summaries *summaries)
{
    Text text = text_in(test_arena());
    for (Customer c = 0; c < columns->customers; c++) {
        text_addf(&text, "%.*s %d %d %d %u %lld %lld", STR_ARGS(columns->ids[c]), second_day(summaries->first[c]),
                  second_day(summaries->second[c]), second_day(summaries->last[c]), summaries->orders[c],
                  (long long)summaries->amount[c], (long long)summaries->last_year_amount[c]);
        if (columns->dimensions)
            text_addf(&text, " %.*s %.*s", STR_ARGS(text_of_code(columns, summaries->group[0][c])),
                      STR_ARGS(text_of_code(columns, summaries->last_group[0][c])));
        text_add_byte(&text, '\n');
    }
    text_addf(&text, "buyers %u others %u\n", summaries->buyers, summaries->others);
    return text_str(&text);
}

TEST(a_summary_is_of_purchases_and_its_amount_of_refunds_too)
{
    Columns columns = test_columns("ana 1970-01-03 -40 value=mail\n"
                                   "ana 1970-01-05 100\n"
                                   "ana 1970-01-05 30 value=web\n"
                                   "ana 1970-01-09 0\n"
                                   "ana 1971-01-05 50 value=shop\n"
                                   "ana 1971-01-06 -10\n");
    Summaries summaries = ask_summaries(&columns, test_day("1971-01-06"), 1, test_arena());
    // Sorted by amount at equal times: the 30 comes first, and is the first purchase. The year runs from 1970-01-07.
    CHECK_TEXT(summaries_text(&columns, &summaries), "ana 4 4 369 3 130 40 web shop\nbuyers 1 others 0\n");
    columns_close(&columns);
}

TEST(the_last_year_is_of_365_days_up_to_as_of)
{
    Columns columns = test_columns("ana 1970-01-01 100\nana 1970-01-02 7\n");
    Summaries summaries = ask_summaries(&columns, 364, 1, test_arena());
    CHECK_INT(summaries.last_year_amount[0], 107);
    summaries = ask_summaries(&columns, 365, 1, test_arena());
    CHECK_INT(summaries.last_year_amount[0], 7);
    summaries = ask_summaries(&columns, 366, 1, test_arena());
    CHECK_INT(summaries.last_year_amount[0], 0);
    columns_close(&columns);
}

TEST(who_only_returned_things_is_among_the_others)
{
    Columns columns = test_columns("ana 1970-01-02 -40 value=mail\nana 1970-01-03 0\n");
    Summaries summaries = ask_summaries(&columns, 10, 1, test_arena());
    CHECK_TEXT(summaries_text(&columns, &summaries), "ana 0 0 0 0 -40 -40 - mail\nbuyers 0 others 1\n");
    columns_close(&columns);
}

TEST(summaries_add_up_to_the_columns_for_any_number_of_threads)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        Columns columns = test_columns_random(seed, 3000, 3);
        Summaries summaries = ask_summaries(&columns, second_day(columns.last), (int)seed % 7 + 1, test_arena());
        int64_t orders = 0, amount = 0, profit = 0;
        const ColumnPiece *piece = &columns.piece[0];
        for (uint32_t row = 0; row < columns.rows; row++) {
            orders += row_amount(piece, row) > 0;
            amount += row_amount(piece, row);
            if (piece->profit_minor) profit += piece->profit_minor[row];
        }
        uint32_t buyers = 0;
        for (Customer c = 0; c < columns.customers; c++) {
            orders -= summaries.orders[c];
            amount -= summaries.amount[c];
            if (piece->profit_minor) profit -= summaries.profit[c];
            buyers += summaries.orders[c] > 0;
        }
        CHECK(orders == 0 && amount == 0 && profit == 0);
        CHECK_INT(summaries.buyers, buyers);
        CHECK_INT(summaries.buyers + summaries.others, columns.customers);
        columns_close(&columns);
    }
}
