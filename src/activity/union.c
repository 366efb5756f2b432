#include "activity/union.h"

#include "activity/blocks.h"
#include "activity/row_sort.h"
#include "base/pages.h"

typedef struct Uniting {
    const Columns *const *lanes;
    size_t lane_count;
    uint32_t *first_row;
    RowColumns rows;
    CustomerRows *found; // of a block, of each lane
} Uniting;

static void copy_rows(const Uniting *uniting, CustomerRows rows, uint32_t at)
{
    const RowColumns *to = &uniting->rows;
    for (uint32_t row = rows.from; row < rows.to; row++, at++) {
        to->second[at] = rows.piece->second[row];
        to->amount[at] = row_amount(rows.piece, row);
        for (uint32_t d = 0; d < to->dimensions; d++) to->code[d][at] = row_code(rows.piece, d, row);
    }
}

// One block of customers: how many rows each has, or, with `put`, the rows.
static void unite_block(Uniting *uniting, CustomerRange block, bool put)
{
    for (size_t lane = 0; lane < uniting->lane_count; lane++)
        block_rows(uniting->lanes[lane], block, uniting->found + lane * BLOCK_CUSTOMERS);
    for (Customer c = block.from; c < block.to; c++) {
        uint32_t at = uniting->first_row[c];
        for (size_t lane = 0; lane < uniting->lane_count; lane++) {
            CustomerRows rows = uniting->found[lane * BLOCK_CUSTOMERS + c - block.from];
            if (put) copy_rows(uniting, rows, at);
            at += rows.to - rows.from;
        }
        if (!put) uniting->first_row[c + 1] = at;
    }
}

static void sort_customers(const Uniting *uniting, uint32_t customers, const ActivityShape *shape)
{
    uint64_t most = 1;
    for (Customer c = 0; c < customers; c++) {
        uint64_t rows = uniting->first_row[c + 1] - uniting->first_row[c];
        if (rows > most) most = rows;
    }
    RowColumns scratch = row_columns_open(shape, most);
    for (Customer c = 0; c < customers; c++)
        rows_sort(&uniting->rows, uniting->first_row[c], uniting->first_row[c + 1], ROWS_BY_TIME, &scratch);
    row_columns_release(&scratch);
}

static Columns united_columns(const Uniting *uniting, uint32_t customers)
{
    const RowColumns *rows = &uniting->rows;
    Columns columns = {.customers = customers, .rows = rows->room, .pieces = 1, .dimensions = rows->dimensions};
    columns.piece[0] = (ColumnPiece){
        .runs = customers, .first_row = uniting->first_row, .second = rows->second, .amount_minor = rows->amount};
    for (uint32_t d = 0; d < rows->dimensions; d++) {
        columns.dimension[d] = uniting->lanes[0]->dimension[d];
        columns.piece[0].codes[d] = rows->code[d];
    }
    for (size_t lane = 0; lane < uniting->lane_count; lane++) {
        const Columns *of = uniting->lanes[lane];
        if (of->rows == 0) continue;
        if (columns.last == 0 || of->first < columns.first) columns.first = of->first;
        if (of->last > columns.last) columns.last = of->last;
    }
    return columns;
}

const Columns *columns_union(const Columns *const *lanes, size_t lane_count, uint32_t customers, Columns *united)
{
    if (lane_count == 1) return lanes[0];
    Arena *scratch = arena_open(0);
    ActivityShape shape = {.dimensions = lanes[0]->dimensions};
    Uniting uniting = {.lanes = lanes, .lane_count = lane_count};
    uniting.first_row = pages_array(uint32_t, (size_t)customers + 1);
    uniting.found = arena_array(scratch, CustomerRows, lane_count * BLOCK_CUSTOMERS);
    for (size_t block = 0; block < block_count(customers); block++)
        unite_block(&uniting, block_of(customers, block), false);
    uniting.rows = row_columns_open(&shape, uniting.first_row[customers]);
    for (size_t block = 0; block < block_count(customers); block++)
        unite_block(&uniting, block_of(customers, block), true);
    sort_customers(&uniting, customers, &shape);
    *united = united_columns(&uniting, customers);
    arena_close(scratch);
    return united;
}
