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

static void summarise_amounts(const SummariesAsk *ask, Customer customer, uint64_t from, uint64_t to)
{
    const Columns *columns = ask->columns;
    Second first = 0, second = 0, last = 0;
    uint32_t orders = 0;
    int64_t amount = 0, last_year_amount = 0;
    for (uint64_t row = from; row < to; row++) {
        Second time = columns->second[row];
        int64_t of_row = columns->amount_minor[row];
        amount += of_row;
        last_year_amount += time >= ask->year_start ? of_row : 0;
        if (of_row <= 0) continue;
        if (orders == 0) first = time;
        if (orders == 1) second = time;
        last = time;
        orders++;
    }
    Summaries *summaries = ask->summaries;
    summaries->first[customer] = first;
    summaries->second[customer] = second;
    summaries->last[customer] = last;
    summaries->orders[customer] = orders;
    summaries->amount[customer] = amount;
    summaries->last_year_amount[customer] = last_year_amount;
}

static void summarise_dimension(const SummariesAsk *ask, uint32_t dimension, Customer customer, uint64_t from,
                                uint64_t to)
{
    const uint16_t *codes = ask->columns->dimension[dimension].codes;
    const int64_t *amount = ask->columns->amount_minor;
    uint64_t purchase = from, last = to;
    while (purchase < to && amount[purchase] <= 0) purchase++;
    while (last > from && codes[last - 1] == DIMENSION_OTHER) last--;
    ask->summaries->group[dimension][customer] = purchase < to ? codes[purchase] : DIMENSION_OTHER;
    ask->summaries->last_group[dimension][customer] = last > from ? codes[last - 1] : DIMENSION_OTHER;
}

static void summarise_range(void *context, size_t number, int thread)
{
    (void)thread;
    const SummariesAsk *ask = context;
    const Columns *columns = ask->columns;
    CustomerRange range = range_of(columns->first_row, columns->customers, number, ask->ranges);
    for (Customer c = range.from; c < range.to; c++) {
        uint64_t from = columns->first_row[c], to = columns->first_row[c + 1];
        summarise_amounts(ask, c, from, to);
        ask->buyers[number] += ask->summaries->orders[c] > 0;
        for (uint64_t row = from; columns->profit_minor && row < to; row++)
            ask->summaries->profit[c] += columns->profit_minor[row];
        for (uint32_t d = 0; d < columns->dimensions; d++) summarise_dimension(ask, d, c, from, to);
    }
}

static Summaries summaries_in(const Columns *columns, Arena *arena)
{
    size_t customers = columns->customers;
    Summaries summaries = {.customers = columns->customers,
                           .first = arena_array(arena, Second, customers),
                           .second = arena_array(arena, Second, customers),
                           .last = arena_array(arena, Second, customers),
                           .orders = arena_array(arena, uint32_t, customers),
                           .amount = arena_array(arena, int64_t, customers),
                           .last_year_amount = arena_array(arena, int64_t, customers)};
    if (columns->profit_minor) summaries.profit = arena_array(arena, int64_t, customers);
    for (uint32_t d = 0; d < columns->dimensions; d++) {
        summaries.group[d] = arena_array(arena, uint16_t, customers);
        summaries.last_group[d] = arena_array(arena, uint16_t, customers);
    }
    return summaries;
}

Summaries ask_summaries(const Columns *columns, Day as_of, int threads, Arena *arena)
{
    Summaries summaries = summaries_in(columns, arena);
    Arena *scratch = arena_open(0);
    SummariesAsk ask = {.columns = columns, .ranges = range_count(columns->rows), .summaries = &summaries};
    int64_t year_start = ((int64_t)as_of - YEAR_DAYS + 1) * SECONDS_PER_DAY;
    ask.year_start = (Second)larger(year_start, 0);
    ask.buyers = arena_array(scratch, uint32_t, ask.ranges);
    thread_run(threads, ask.ranges, summarise_range, &ask);
    for (size_t r = 0; r < ask.ranges; r++) summaries.buyers += ask.buyers[r];
    summaries.others = columns->customers - summaries.buyers;
    arena_close(scratch);
    return summaries;
}
