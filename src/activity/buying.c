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
static OneDay next_day(CustomerRows rows, const bool *left_out, uint32_t *row)
{
    OneDay one = {.day = second_day(rows.piece->second[*row])};
    for (; *row < rows.to && second_day(rows.piece->second[*row]) == one.day; ++*row) {
        if (left_out && left_out[*row - rows.from]) continue;
        int64_t amount = row_amount(rows.piece, *row);
        one.bought = one.bought || amount >= 0;
        one.amount += (double)amount;
    }
    return one;
}

static OneBuyer one_buyer(CustomerRows rows, const bool *left_out, Day end, Day later_end)
{
    OneBuyer one = {0};
    for (uint32_t row = rows.from; row < rows.to;) {
        OneDay today = next_day(rows, left_out, &row);
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

static double mean_repeat(const OneBuyer *one)
{
    return one->x ? fmax(one->repeat_amount / one->x, 0) : 0;
}

bool ask_buyer(CustomerRows rows, const bool *left_out, Day end, Buyer *buyer)
{
    OneBuyer one = one_buyer(rows, left_out, end, end);
    *buyer = (Buyer){.x = one.x,
                     .t_x = (uint32_t)(one.last - one.first),
                     .T = one.bought ? (uint32_t)(end - one.first) : 0,
                     .mean_amount = mean_repeat(&one),
                     .amount = one.amount};
    return one.bought;
}

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

typedef struct BuyingAsk {
    const Columns *columns;
    Buying *all;   // by customer, before those without a purchase are left out
    bool *bought;  // by customer
    uint32_t *key; // by customer, of those who bought: the upper half of key_of
} BuyingAsk;

static void set_buyer(const BuyingAsk *ask, Customer customer, OneBuyer one)
{
    const Buying *all = ask->all;
    ask->bought[customer] = one.bought;
    if (!one.bought) return;
    all->x[customer] = one.x;
    all->t_x[customer] = (uint32_t)(one.last - one.first);
    all->T[customer] = (uint32_t)(all->end - one.first);
    all->mean_amount[customer] = mean_repeat(&one);
    all->later[customer] = one.later;
    all->later_amount[customer] = one.later_amount;
    all->amount[customer] = one.amount;
    ask->key[customer] = (uint32_t)(key_of(all, customer) >> 32);
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
        set_buyer(ask, run_customer(&piece, run), one_buyer(rows, NULL, ask->all->end, ask->all->later_end));
    }
}

// ---- in an order that is the same whatever numbers the customers have ----

typedef struct Placed {
    uint32_t key;
    Customer customer;
} Placed;

enum { DIGIT_BITS = 11, DIGITS = 3, DIGIT_VALUES = 1 << DIGIT_BITS };

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

// Half a key tells nearly all apart; of those it does not, most are alike.
static void sort_ties(const Buying *all, Placed *placed, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const Placed one = placed[i];
        size_t at = i;
        for (; at > 0 && placed[at - 1].key == one.key; at--) {
            if (key_of(all, placed[at - 1].customer) <= key_of(all, one.customer)) break;
            placed[at] = placed[at - 1];
        }
        placed[at] = one;
    }
}

// Those who bought, by key.
static const Placed *place_buyers(const BuyingAsk *ask, Arena *scratch, size_t *count)
{
    uint32_t customers = ask->columns->customers;
    Placed *placed = arena_array(scratch, Placed, customers), *other = arena_array(scratch, Placed, customers);
    *count = 0;
    for (Customer c = 0; c < customers; c++)
        if (ask->bought[c]) placed[(*count)++] = (Placed){ask->key[c], c};
    for (int digit = 0; digit < DIGITS; digit++) {
        sort_digit(placed, *count, digit, other);
        Placed *keep = placed;
        placed = other;
        other = keep;
    }
    sort_ties(ask->all, placed, *count);
    return placed;
}

typedef struct PlacedColumn {
    void *values;
    bool wide; // 64 bits a value, else 32
} PlacedColumn;

enum { PLACED_COLUMNS = 7 };

typedef struct Placing {
    const Placed *placed;
    size_t count;
    PlacedColumn column[PLACED_COLUMNS];
} Placing;

static void place_column(void *context, size_t number, int thread)
{
    (void)thread;
    const Placing *placing = context;
    const PlacedColumn *column = &placing->column[number];
    size_t size = column->wide ? sizeof(uint64_t) : sizeof(uint32_t);
    Arena *scratch = arena_open(0);
    if (column->wide) {
        const uint64_t *from = column->values;
        uint64_t *to = arena_array(scratch, uint64_t, placing->count);
        for (size_t i = 0; i < placing->count; i++) to[i] = from[placing->placed[i].customer];
        memcpy(column->values, to, placing->count * size);
    } else {
        const uint32_t *from = column->values;
        uint32_t *to = arena_array(scratch, uint32_t, placing->count);
        for (size_t i = 0; i < placing->count; i++) to[i] = from[placing->placed[i].customer];
        memcpy(column->values, to, placing->count * size);
    }
    arena_close(scratch);
}

static Buying buying_in(Arena *arena, size_t size, Day end, Day later_end)
{
    return (Buying){.end = end,
                    .later_end = later_end > end ? later_end : end,
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
    Buying all = buying_in(arena, columns->customers, end, later_end);
    BuyingAsk ask = {.columns = columns,
                     .all = &all,
                     .bought = arena_array(scratch, bool, columns->customers),
                     .key = arena_array(scratch, uint32_t, columns->customers)};
    thread_run(threads, columns_ranges(columns), ask_range, &ask);
    Placing placing = {.column = {{all.x, false},
                                  {all.t_x, false},
                                  {all.T, false},
                                  {all.mean_amount, true},
                                  {all.later, false},
                                  {all.later_amount, true},
                                  {all.amount, true}}};
    placing.placed = place_buyers(&ask, scratch, &placing.count);
    thread_run(threads, PLACED_COLUMNS, place_column, &placing);
    all.count = placing.count;
    for (size_t i = 0; i < all.count; i++) all.customer[i] = placing.placed[i].customer;
    arena_close(scratch);
    return all;
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
