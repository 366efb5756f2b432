#include "activity/row_totals.h"

#include <string.h>

#include "activity/ranges.h"
#include "activity/tally.h"
#include "base/thread.h"

static uint32_t code_of(const Columns *columns, const ColumnPiece *piece, uint32_t dimension, uint32_t row)
{
    uint32_t code = row_code(piece, dimension, row), values = row_values(columns, dimension);
    return code < values ? code : values;
}

// ---- rows of each code ----

typedef struct Counting {
    const Columns *columns;
    uint32_t dimension;
    Tally tally;
} Counting;

static void count_range(void *context, size_t number, int thread)
{
    const Counting *counting = context;
    CodeRows *counts = (CodeRows *)tally_of(&counting->tally, thread);
    RunRange range = columns_range(counting->columns, number);
    for (uint32_t run = range.from; run < range.to; run++) {
        if (!run_counts(range.piece, run)) continue;
        for (uint32_t row = range.piece->first_row[run]; row < range.piece->first_row[run + 1]; row++) {
            CodeRows *count = &counts[code_of(counting->columns, range.piece, counting->dimension, row)];
            count->rows++;
            count->orders += row_amount(range.piece, row) > 0;
        }
    }
}

CodeRows *ask_code_rows(const Columns *columns, uint32_t dimension, int threads, Arena *arena)
{
    enum { COUNTS = sizeof(CodeRows) / sizeof(int64_t) };
    size_t codes = (size_t)row_values(columns, dimension) + 1;
    Counting counting = {columns, dimension, tally_open(codes * COUNTS, threads, arena)};
    thread_run(counting.tally.threads, columns_ranges(columns), count_range, &counting);
    return (CodeRows *)tally_sums(&counting.tally);
}

// ---- by group and period ----

// Who bought in a cell last, and how often: the rows of a person are read by one thread, one after the other.
typedef struct LastBuyer {
    Customer person; // + 1
    uint32_t times;
} LastBuyer;

typedef struct Totalling {
    const Columns *columns;
    const RowTotalsAsk *ask;
    Tally tally;
    LastBuyer *last; // of each cell, of each thread
} Totalling;

static void add_order(RowTotal *total, LastBuyer *last, Customer person, int64_t amount, bool first)
{
    total->orders++;
    total->purchase_amount += amount;
    total->first_orders += first;
    total->first_amount += first ? amount : 0;
    last->times = last->person == person + 1 ? last->times + 1 : 1;
    last->person = person + 1;
    total->buyers += last->times == 1;
    total->repeat_buyers += last->times == 2;
}

static void add_row(const Totalling *totalling, int thread, CustomerRows at, Customer person, bool first)
{
    const RowTotalsAsk *ask = totalling->ask;
    int64_t amount = row_amount(at.piece, at.from);
    uint32_t period = ask->period_of[second_day(at.piece->second[at.from]) - ask->first_day];
    if (period == UINT32_MAX) return;
    uint16_t group = ask->group_of[code_of(totalling->columns, at.piece, ask->dimension, at.from)];
    size_t cell = (size_t)group * ask->periods + period, cells = (size_t)ask->groups * ask->periods;
    RowTotal *total = (RowTotal *)tally_of(&totalling->tally, thread) + cell;
    if (amount > 0) {
        add_order(total, totalling->last + (size_t)thread * cells + cell, person, amount, first);
    } else {
        total->refund_amount += amount;
        total->refunds += amount < 0;
    }
}

static bool person_counts(const RowTotalsAsk *ask, Customer person)
{
    return !ask->person_group || (person < ask->people && ask->person_group[person] < ask->person_groups);
}

static void add_range(void *context, size_t number, int thread)
{
    const Totalling *totalling = context;
    RunRange range = columns_range(totalling->columns, number);
    for (uint32_t run = range.from; run < range.to; run++) {
        bool bought = false;
        Customer person = run_customer(range.piece, run);
        CustomerRows rows = {range.piece, range.piece->first_row[run], range.piece->first_row[run + 1]};
        if (!run_counts(range.piece, run) || !person_counts(totalling->ask, person)) continue;
        for (; rows.from < rows.to; rows.from++) {
            bool purchase = row_amount(rows.piece, rows.from) > 0;
            add_row(totalling, thread, rows, person, purchase && !bought);
            bought |= purchase;
        }
    }
}

RowTotal *ask_row_totals(const Columns *columns, const RowTotalsAsk *ask, int threads, Arena *arena)
{
    enum { COUNTS = sizeof(RowTotal) / sizeof(int64_t) };
    size_t cells = (size_t)ask->groups * ask->periods;
    Arena *scratch = arena_open(0);
    Totalling totalling = {columns, ask, tally_open(cells * COUNTS, threads, scratch), NULL};
    totalling.last = arena_array(scratch, LastBuyer, cells * (size_t)totalling.tally.threads);
    thread_run(totalling.tally.threads, columns_ranges(columns), add_range, &totalling);
    RowTotal *totals = arena_array(arena, RowTotal, cells);
    if (cells) memcpy(totals, tally_sums(&totalling.tally), cells * sizeof *totals);
    arena_close(scratch);
    return totals;
}
