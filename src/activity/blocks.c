#include "activity/blocks.h"

#include <string.h>

size_t block_count(uint32_t customers)
{
    return ((size_t)customers + BLOCK_CUSTOMERS - 1) / BLOCK_CUSTOMERS;
}

CustomerRange block_of(uint32_t customers, size_t block)
{
    size_t from = block * BLOCK_CUSTOMERS;
    return (CustomerRange){(Customer)from, (Customer)smaller((int64_t)from + BLOCK_CUSTOMERS, customers)};
}

RunRange block_runs(const ColumnPiece *piece, CustomerRange block)
{
    return (RunRange){piece, piece_run_from(piece, block.from), piece_run_from(piece, block.to)};
}

void block_rows(const Columns *columns, CustomerRange block, CustomerRows *rows)
{
    memset(rows, 0, (block.to - block.from) * sizeof *rows);
    for (uint32_t p = 0; p < columns->pieces; p++) {
        const ColumnPiece *piece = &columns->piece[p];
        RunRange runs = block_runs(piece, block);
        for (uint32_t run = runs.from; run < runs.to; run++) {
            uint32_t from = piece->first_row[run], to = piece->first_row[run + 1];
            if (from < to && run_counts(piece, run))
                rows[run_customer(piece, run) - block.from] = (CustomerRows){piece, from, to};
        }
    }
}
