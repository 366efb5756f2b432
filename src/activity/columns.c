#include "activity/columns.h"

#include "base/pages.h"

// What the builder reserved; columns are const to all others.
static void release(const void *column, size_t count, size_t size)
{
    pages_release((void *)(uintptr_t)column, count, size);
}

void columns_close(Columns *columns)
{
    size_t rows = columns->rows, customers = columns->customers;
    release(columns->first_row, customers + 1, sizeof *columns->first_row);
    release(columns->second, rows, sizeof *columns->second);
    release(columns->amount_minor, rows, sizeof *columns->amount_minor);
    release(columns->profit_minor, rows, sizeof *columns->profit_minor);
    release(columns->ended, customers, sizeof *columns->ended);
    release(columns->ids, customers, sizeof *columns->ids);
    for (uint32_t d = 0; d < columns->dimensions; d++)
        release(columns->dimension[d].codes, rows, sizeof *columns->dimension[d].codes);
    arena_close(columns->owned);
    *columns = (Columns){0};
}
