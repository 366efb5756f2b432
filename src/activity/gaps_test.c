#include "activity/activity_test.h"

// What is not 0: "days:count" for each of the four.
static Str gaps_text(const Gaps *gaps)
{
    const int64_t *tables[] = {gaps->closed, gaps->open, gaps->closed_first, gaps->open_first};
    static const char *names[] = {"closed", "open", "closed first", "open first"};
    Text text = text_in(test_arena());
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        text_addf(&text, "%s", names[t]);
        for (uint32_t d = 0; d < gaps->days; d++)
            if (tables[t][d]) text_addf(&text, " %u:%lld", d, (long long)tables[t][d]);
        text_add_byte(&text, '\n');
    }
    return text_str(&text);
}

TEST(gaps_lie_between_purchase_days_and_the_last_silence_is_open)
{
    Columns columns = test_columns("ana 2024-01-01T08:00:00 5\n"
                                   "ana 2024-01-01T23:00:00 5\n" // the same day
                                   "ana 2024-01-04T00:00:00 5\n"
                                   "ana 2024-01-05 -5\n" // a refund
                                   "ana 2024-01-07 5\n"
                                   "bo 2024-01-03 5\n"
                                   "cy 2024-01-02 5\n"
                                   "cy 2024-01-10 5\n"
                                   "dee 2024-01-02 -5\n");
    Gaps gaps = ask_gaps(&columns, test_day("2024-01-10"), 2, test_arena());
    CHECK_INT(gaps.days, 10);
    CHECK_TEXT(gaps_text(&gaps), "closed 3:2 8:1\n"
                                 "open 0:1 3:1 7:1\n"
                                 "closed first 3:1 8:1\n"
                                 "open first 7:1\n");
    columns_close(&columns);
}

TEST(no_rows_have_no_gaps)
{
    Columns columns = test_columns("");
    Gaps gaps = ask_gaps(&columns, test_day("2024-01-10"), 2, test_arena());
    CHECK_INT(gaps.days, 0);
    columns_close(&columns);
}

TEST(each_buyer_has_one_open_gap_and_one_purchase_day_more_than_closed_ones)
{
    for (uint64_t seed = 1; seed <= 50; seed++) {
        int threads = (int)(seed % 4) * 2 + 1;
        Columns columns = test_columns_random(seed, 1000, threads);
        Gaps gaps = ask_gaps(&columns, second_day(columns.last) + 3, threads, test_arena());
        int64_t buyers = 0, purchase_days = 0, closed = 0, open = 0, first = 0;
        for (Customer c = 0; c < columns.customers; c++) {
            Day last = -1;
            CustomerRows found = columns_find(&columns, c);
            for (uint32_t row = found.from; row < found.to; row++) {
                if (row_amount(found.piece, row) <= 0 || second_day(found.piece->second[row]) == last) continue;
                buyers += last == -1;
                last = second_day(found.piece->second[row]);
                purchase_days++;
            }
        }
        for (uint32_t d = 0; d < gaps.days; d++) {
            closed += gaps.closed[d];
            open += gaps.open[d];
            first += gaps.closed_first[d] + gaps.open_first[d];
            CHECK(gaps.closed_first[d] <= gaps.closed[d] && gaps.open_first[d] <= gaps.open[d]);
        }
        CHECK_INT(open, buyers);
        CHECK_INT(first, buyers);
        CHECK_INT(closed, purchase_days - buyers);
        CHECK_INT(gaps.closed[0] + gaps.open[0] + gaps.open[1] + gaps.open[2], 0); // as_of is 3 days later
        columns_close(&columns);
    }
}
