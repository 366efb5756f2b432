#include <string.h>

#include "activity/questions.h"
#include "activity/ranges.h"
#include "base/thread.h"

enum { YEAR_DAYS = 365 };

typedef struct SummariesAsk {
    const Columns *columns;
    Second year_start; // rows from here on are within the last year
    size_t ranges;
    Summaries *summaries;
    uint32_t *buyers; // per range
} SummariesAsk;

// All but profit and dimensions. Days are counted where they change: rows are in order of time.
static void summarise_amounts(const SummariesAsk *ask, Customer customer, CustomerRows rows)
{
    const Second *seconds = rows.piece->second;
    Second first = 0, second = 0, last = 0;
    Day first_day = 0, last_day = -1;
    uint32_t orders = 0, days = 0;
    int64_t amount = 0, first_day_amount = 0, last_year_amount = 0;
    for (uint32_t row = rows.from; row < rows.to; row++) {
        Second time = seconds[row];
        int64_t of_row = row_amount(rows.piece, row);
        amount += of_row;
        last_year_amount += time >= ask->year_start ? of_row : 0;
        if (of_row <= 0) continue;
        Day day = second_day(time);
        if (orders == 0) first = time, first_day = day;
        if (orders == 1) second = time;
        days += day != last_day;
        first_day_amount += day == first_day ? of_row : 0;
        last = time;
        last_day = day;
        orders++;
    }
    Summaries *summaries = ask->summaries;
    summaries->first[customer] = first;
    summaries->second[customer] = second;
    summaries->last[customer] = last;
    summaries->orders[customer] = orders;
    summaries->days[customer] = days;
    summaries->amount[customer] = amount;
    summaries->first_day_amount[customer] = first_day_amount;
    summaries->last_year_amount[customer] = last_year_amount;
}

static void summarise_dimension(const SummariesAsk *ask, uint32_t dimension, Customer customer, CustomerRows rows)
{
    const uint16_t *codes = rows.piece->codes[dimension];
    uint32_t purchase = rows.from, last = rows.to;
    if (!codes) return;
    while (purchase < rows.to && row_amount(rows.piece, purchase) <= 0) purchase++;
    while (last > rows.from && codes[last - 1] == DIMENSION_OTHER) last--;
    if (purchase < rows.to) ask->summaries->group[dimension][customer] = codes[purchase];
    if (last > rows.from) ask->summaries->last_group[dimension][customer] = codes[last - 1];
}

static void summarise_range(void *context, size_t number, int thread)
{
    (void)thread;
    const SummariesAsk *ask = context;
    const Columns *columns = ask->columns;
    RunRange range = columns_range(columns, number);
    const ColumnPiece piece = *range.piece;
    uint32_t buyers = 0; // counts of neighbouring ranges, which other threads write, share a cache line
    for (uint32_t run = range.from; run < range.to; run++) {
        if (!run_counts(&piece, run)) continue;
        Customer customer = run_customer(&piece, run);
        CustomerRows rows = {&piece, piece.first_row[run], piece.first_row[run + 1]};
        summarise_amounts(ask, customer, rows);
        buyers += ask->summaries->orders[customer] > 0;
        for (uint32_t row = rows.from; piece.profit_minor && row < rows.to; row++)
            ask->summaries->profit[customer] += piece.profit_minor[row];
        for (uint32_t d = 0; d < columns->dimensions; d++) summarise_dimension(ask, d, customer, rows);
    }
    ask->buyers[number] = buyers;
}

static Summaries summaries_in(const Columns *columns, Arena *arena)
{
    size_t customers = columns->customers;
    Summaries summaries = {.customers = columns->customers,
                           .first = arena_array(arena, Second, customers),
                           .second = arena_array(arena, Second, customers),
                           .last = arena_array(arena, Second, customers),
                           .orders = arena_array(arena, uint32_t, customers),
                           .days = arena_array(arena, uint32_t, customers),
                           .first_day_amount = arena_array(arena, int64_t, customers),
                           .amount = arena_array(arena, int64_t, customers),
                           .last_year_amount = arena_array(arena, int64_t, customers)};
    if (columns_know_profit(columns)) summaries.profit = arena_array(arena, int64_t, customers);
    for (uint32_t d = 0; d < columns->dimensions; d++) {
        summaries.group[d] = arena_array(arena, uint16_t, customers);
        summaries.last_group[d] = arena_array(arena, uint16_t, customers);
        memset(summaries.group[d], 0xFF, customers * sizeof(uint16_t)); // DIMENSION_OTHER
        memset(summaries.last_group[d], 0xFF, customers * sizeof(uint16_t));
    }
    return summaries;
}

Summaries ask_summaries(const Columns *columns, Day as_of, int threads, Arena *arena)
{
    Summaries summaries = summaries_in(columns, arena);
    Arena *scratch = arena_open(0);
    SummariesAsk ask = {.columns = columns, .ranges = columns_ranges(columns), .summaries = &summaries};
    int64_t year_start = ((int64_t)as_of - YEAR_DAYS + 1) * SECONDS_PER_DAY;
    ask.year_start = (Second)larger(year_start, 0);
    ask.buyers = arena_array(scratch, uint32_t, ask.ranges);
    thread_run(threads, ask.ranges, summarise_range, &ask);
    for (size_t r = 0; r < ask.ranges; r++) summaries.buyers += ask.buyers[r];
    summaries.others = columns->customers - summaries.buyers;
    arena_close(scratch);
    return summaries;
}
