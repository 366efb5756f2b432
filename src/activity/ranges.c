#include "activity/ranges.h"

enum { ROWS_A_RANGE = 32768, RANGES_MAX = 4096 };

size_t range_count(uint64_t rows)
{
    return (size_t)smaller((int64_t)(rows / ROWS_A_RANGE) + 1, RANGES_MAX);
}

// The first customer whose rows start at `row` or later.
static Customer customer_from_row(const uint32_t *first_row, uint32_t customers, uint64_t row)
{
    Customer low = 0, high = customers;
    while (low < high) {
        Customer middle = low + (high - low) / 2;
        if (first_row[middle] < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

CustomerRange range_of(const uint32_t *first_row, uint32_t customers, size_t range, size_t ranges)
{
    if (customers == 0) return (CustomerRange){0};
    uint64_t rows = first_row[customers], width = rows / ranges + 1;
    return (CustomerRange){customer_from_row(first_row, customers, width * range),
                           customer_from_row(first_row, customers, width * (range + 1))};
}

static size_t piece_ranges(const ColumnPiece *piece)
{
    return range_count(piece->first_row[piece->runs]);
}

size_t columns_ranges(const Columns *columns)
{
    size_t ranges = 0;
    for (uint32_t p = 0; p < columns->pieces; p++) ranges += piece_ranges(&columns->piece[p]);
    return ranges;
}

RunRange columns_range(const Columns *columns, size_t range)
{
    const ColumnPiece *piece = &columns->piece[0];
    for (size_t ranges; range >= (ranges = piece_ranges(piece)); piece++) range -= ranges;
    CustomerRange runs = range_of(piece->first_row, piece->runs, range, piece_ranges(piece));
    return (RunRange){piece, runs.from, runs.to};
}
