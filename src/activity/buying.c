#include "activity/buying.h"

#include <math.h>
#include <string.h>

#include "activity/ranges.h"
#include "base/thread.h"

typedef struct OneBuyer {
    Day first, last;
    uint32_t x, later;
    double repeat_amount, amount, later_amount;
    bool bought;
} OneBuyer;

typedef struct OneDay {
    Day day;
    bool bought;
    double amount;
} OneDay;

// Reads the rows of one day from *row on.
static OneDay next_day(CustomerRows rows, uint32_t *row)
{
    OneDay one = {.day = second_day(rows.piece->second[*row])};
    for (; *row < rows.to && second_day(rows.piece->second[*row]) == one.day; ++*row) {
        int64_t amount = row_amount(rows.piece, *row);
        one.bought = one.bought || amount >= 0;
        one.amount += (double)amount;
    }
    return one;
}

static OneBuyer one_buyer(CustomerRows rows, Day end, Day later_end)
{
    OneBuyer one = {0};
    for (uint32_t row = rows.from; row < rows.to;) {
        OneDay today = next_day(rows, &row);
        if (today.day > later_end) break;
        if (today.day > end) {
            one.later += today.bought;
            one.later_amount += today.amount;
            continue;
        }
        if (today.bought) {
            one.x += one.bought;
            one.last = today.day;
            if (!one.bought) one.first = today.day;
            one.bought = true;
        }
        one.amount += today.amount;
        if (one.x) one.repeat_amount += today.amount;
    }
    return one;
}

typedef struct BuyingAsk {
    const Columns *columns;
    Buying *all;  // by customer, before those without a purchase are left out
    bool *bought; // by customer
} BuyingAsk;

static void set_buyer(const BuyingAsk *ask, Customer customer, OneBuyer one)
{
    const Buying *all = ask->all;
    ask->bought[customer] = one.bought;
    if (!one.bought) return;
    all->x[customer] = one.x;
    all->t_x[customer] = (uint32_t)(one.last - one.first);
    all->T[customer] = (uint32_t)(all->end - one.first);
    all->mean_amount[customer] = one.x ? fmax(one.repeat_amount / one.x, 0) : 0;
    all->later[customer] = one.later;
    all->later_amount[customer] = one.later_amount;
    all->amount[customer] = one.amount;
}

static void ask_range(void *context, size_t number, int thread)
{
    (void)thread;
    const BuyingAsk *ask = context;
    RunRange range = columns_range(ask->columns, number);
    const ColumnPiece piece = *range.piece;
    for (uint32_t run = range.from; run < range.to; run++) {
        if (!run_counts(&piece, run)) continue;
        CustomerRows rows = {&piece, piece.first_row[run], piece.first_row[run + 1]};
        set_buyer(ask, run_customer(&piece, run), one_buyer(rows, ask->all->end, ask->all->later_end));
    }
}

// ---- in an order that is the same whatever numbers the customers have ----

typedef struct Placed {
    uint64_t key;
    Customer customer;
} Placed;

static uint64_t mixed(uint64_t key, uint64_t value) // the finisher of splitmix64
{
    key = (key ^ value) + UINT64_C(0x9E3779B97F4A7C15);
    key = (key ^ key >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    key = (key ^ key >> 27) * UINT64_C(0x94D049BB133111EB);
    return key ^ key >> 31;
}

// Of all that is told of a customer: those with one key are alike.
static uint64_t key_of(const Buying *all, Customer c)
{
    double amounts[] = {all->mean_amount[c], all->later_amount[c], all->amount[c]};
    uint64_t key = mixed(mixed(mixed(all->x[c], all->t_x[c]), all->T[c]), all->later[c]);
    for (size_t i = 0; i < COUNT_OF(amounts); i++) {
        uint64_t bits;
        memcpy(&bits, &amounts[i], sizeof bits);
        key = mixed(key, bits);
    }
    return key;
}

enum { DIGIT_BITS = 11, DIGITS = 6, DIGIT_VALUES = 1 << DIGIT_BITS };

static void sort_digit(const Placed *from, size_t count, int digit, Placed *to)
{
    uint32_t start[DIGIT_VALUES] = {0}, sum = 0; // customers are numbered in 32 bits
    int shift = digit * DIGIT_BITS;
    for (size_t i = 0; i < count; i++) start[from[i].key >> shift & (DIGIT_VALUES - 1)]++;
    for (size_t value = 0; value < DIGIT_VALUES; value++) {
        uint32_t of_value = start[value];
        start[value] = sum;
        sum += of_value;
    }
    for (size_t i = 0; i < count; i++) to[start[from[i].key >> shift & (DIGIT_VALUES - 1)]++] = from[i];
}

// Those who bought, by key. DIGITS is even: they end where they began.
static Placed *place_buyers(const Buying *all, const bool *bought, uint32_t customers, Arena *scratch, size_t *count)
{
    Placed *placed = arena_array(scratch, Placed, customers), *other = arena_array(scratch, Placed, customers);
    *count = 0;
    for (Customer c = 0; c < customers; c++)
        if (bought[c]) placed[(*count)++] = (Placed){key_of(all, c), c};
    for (int digit = 0; digit < DIGITS; digit++) {
        sort_digit(placed, *count, digit, other);
        Placed *keep = placed;
        placed = other;
        other = keep;
    }
    return placed;
}

static Buying buying_in(Arena *arena, size_t size, Day end, Day later_end)
{
    return (Buying){.end = end,
                    .later_end = later_end > end ? later_end : end,
                    .count = size,
                    .customer = arena_array(arena, Customer, size),
                    .x = arena_array(arena, uint32_t, size),
                    .t_x = arena_array(arena, uint32_t, size),
                    .T = arena_array(arena, uint32_t, size),
                    .mean_amount = arena_array(arena, double, size),
                    .later = arena_array(arena, uint32_t, size),
                    .later_amount = arena_array(arena, double, size),
                    .amount = arena_array(arena, double, size)};
}

Buying ask_buying(const Columns *columns, Day end, Day later_end, int threads, Arena *arena)
{
    Arena *scratch = arena_open(0);
    Buying all = buying_in(scratch, columns->customers, end, later_end);
    BuyingAsk ask = {.columns = columns, .all = &all, .bought = arena_array(scratch, bool, columns->customers)};
    thread_run(threads, columns_ranges(columns), ask_range, &ask);
    size_t count;
    const Placed *placed = place_buyers(&all, ask.bought, columns->customers, scratch, &count);
    Buying buyers = buying_in(arena, count, end, later_end);
    for (size_t i = 0; i < count; i++) {
        Customer c = placed[i].customer;
        buyers.customer[i] = c;
        buyers.x[i] = all.x[c];
        buyers.t_x[i] = all.t_x[c];
        buyers.T[i] = all.T[c];
        buyers.mean_amount[i] = all.mean_amount[c];
        buyers.later[i] = all.later[c];
        buyers.later_amount[i] = all.later_amount[c];
        buyers.amount[i] = all.amount[c];
    }
    arena_close(scratch);
    return buyers;
}

// ---- repeats by week ----

static void count_run(const ColumnPiece *piece, uint32_t run, const RepeatsAsk *ask, uint32_t *repeats)
{
    Day last = 0;
    bool bought = false;
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        Day day = second_day(piece->second[row]);
        if (day > ask->to || (!bought && day > ask->won_until)) break;
        if (row_amount(piece, row) < 0) continue;
        if (bought && day != last && day >= ask->from) repeats[(day - ask->from) / ask->width]++;
        bought = true;
        last = day;
    }
}

uint32_t *ask_repeats(const Columns *columns, const RepeatsAsk *ask, Arena *arena, size_t *count)
{
    *count = ask->to >= ask->from ? (size_t)((ask->to - ask->from) / ask->width + 1) : 0;
    uint32_t *repeats = arena_array(arena, uint32_t, *count + 1);
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++)
            if (run_counts(&columns->piece[p], run)) count_run(&columns->piece[p], run, ask, repeats);
    return repeats;
}
