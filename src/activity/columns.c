#include "activity/columns.h"

#include "base/pages.h"

// What the builder reserved; columns are const to all others.
static void release(const void *column, size_t count, size_t size)
{
    pages_release((void *)(uintptr_t)column, count, size);
}

static void close_piece(const ColumnPiece *piece, size_t rows)
{
    release(piece->first_row, (size_t)piece->runs + 1, sizeof *piece->first_row);
    release(piece->second, rows, sizeof *piece->second);
    release(piece->amount_minor, rows, sizeof *piece->amount_minor);
    release(piece->profit_minor, rows, sizeof *piece->profit_minor);
    for (uint32_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) release(piece->codes[d], rows, sizeof *piece->codes[d]);
}

void columns_close(Columns *columns)
{
    assert(columns->pieces <= 1);
    if (columns->pieces) close_piece(&columns->piece[0], columns->rows);
    release(columns->ended, columns->customers, sizeof *columns->ended);
    release(columns->ids, columns->customers, sizeof *columns->ids);
    arena_close(columns->owned);
    *columns = (Columns){0};
}

// Rows of a run are in order of time: the later ones stand at its end.
static uint32_t known_end(const ColumnPiece *piece, uint32_t run, Second until)
{
    uint32_t end = piece->first_row[run + 1];
    while (end > piece->first_row[run] && piece->second[end - 1] > until) end--;
    return end;
}

static ColumnPiece piece_until(const ColumnPiece *whole, Second until, Arena *arena)
{
    size_t room = whole->runs ? whole->first_row[whole->runs] : 0;
    uint32_t *first_row = arena_array(arena, uint32_t, (size_t)whole->runs + 1);
    Second *second = arena_array(arena, Second, room);
    int64_t *amount = arena_array(arena, int64_t, room);
    uint32_t rows = 0;
    for (uint32_t run = 0; run < whole->runs; run++) {
        uint32_t end = known_end(whole, run, until);
        for (uint32_t row = whole->first_row[run]; row < end; row++, rows++) {
            second[rows] = whole->second[row];
            amount[rows] = row_amount(whole, row);
        }
        first_row[run + 1] = rows;
    }
    return (ColumnPiece){.runs = whole->runs,
                         .customer = whole->customer,
                         .first_row = first_row,
                         .second = second,
                         .amount_minor = amount,
                         .replaced = whole->replaced};
}

Columns columns_until(const Columns *columns, Day day, Arena *arena)
{
    int64_t end = ((int64_t)day + 1) * SECONDS_PER_DAY - 1;
    Second until = end < 0 ? 0 : (Second)smaller(end, UINT32_MAX);
    Columns known = {.customers = columns->customers,
                     .pieces = columns->pieces,
                     .ended = columns->ended,
                     .ids = columns->ids,
                     .first = columns->first,
                     .last = until < columns->last ? until : columns->last};
    for (uint32_t p = 0; p < columns->pieces; p++) {
        known.piece[p] = piece_until(&columns->piece[p], until, arena);
        for (uint32_t run = 0; run < known.piece[p].runs; run++)
            if (run_counts(&known.piece[p], run))
                known.rows += known.piece[p].first_row[run + 1] - known.piece[p].first_row[run];
    }
    return known;
}

uint32_t piece_run_from(const ColumnPiece *piece, Customer customer)
{
    if (!piece->customer) return customer < piece->runs ? customer : piece->runs;
    uint32_t low = 0, high = piece->runs;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (piece->customer[middle] < customer)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

CustomerRows columns_find(const Columns *columns, Customer customer)
{
    for (uint32_t p = 0; p < columns->pieces; p++) {
        const ColumnPiece *piece = &columns->piece[p];
        uint32_t run = piece_run_from(piece, customer);
        if (run == piece->runs || run_customer(piece, run) != customer || !run_counts(piece, run)) continue;
        return (CustomerRows){piece, piece->first_row[run], piece->first_row[run + 1]};
    }
    return (CustomerRows){&columns->piece[0], 0, 0};
}
