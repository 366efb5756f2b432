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
