#include "activity/ranges.h"

enum { ROWS_A_RANGE = 32768, RANGES_MAX = 4096 };

size_t range_count(uint64_t rows)
{
    return (size_t)smaller((int64_t)(rows / ROWS_A_RANGE) + 1, RANGES_MAX);
}

// The first customer whose rows start at `row` or later.
static Customer customer_from_row(const uint64_t *first_row, uint32_t customers, uint64_t row)
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

CustomerRange range_of(const uint64_t *first_row, uint32_t customers, size_t range, size_t ranges)
{
    if (customers == 0) return (CustomerRange){0};
    uint64_t rows = first_row[customers], width = rows / ranges + 1;
    return (CustomerRange){customer_from_row(first_row, customers, width * range),
                           customer_from_row(first_row, customers, width * (range + 1))};
}
