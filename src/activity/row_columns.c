#include "activity/row_columns.h"

#include <string.h>

#include "base/pages.h"

RowColumns row_columns_open(const ActivityShape *shape, uint64_t room)
{
    RowColumns rows = {.room = room, .dimensions = shape->dimensions};
    rows.second = pages_array(Second, room);
    rows.amount = pages_array(int64_t, room);
    if (shape->profit) rows.profit = pages_array(int64_t, room);
    if (shape->order_key) rows.order_key = pages_array(uint64_t, room);
    for (uint32_t d = 0; d < rows.dimensions; d++) rows.code[d] = pages_array(uint16_t, room);
    return rows;
}

void row_columns_release_keys(RowColumns *rows)
{
    pages_release(rows->order_key, rows->room, sizeof *rows->order_key);
    rows->order_key = NULL;
}

void row_columns_release(RowColumns *rows)
{
    row_columns_release_keys(rows);
    pages_release(rows->second, rows->room, sizeof *rows->second);
    pages_release(rows->amount, rows->room, sizeof *rows->amount);
    pages_release(rows->profit, rows->room, sizeof *rows->profit);
    for (uint32_t d = 0; d < rows->dimensions; d++) pages_release(rows->code[d], rows->room, sizeof *rows->code[d]);
    *rows = (RowColumns){0};
}

// A column that is not there stays so.
static void *resize(void *column, uint64_t room, uint64_t new_room, size_t size)
{
    return column ? pages_resize(column, room, new_room, size) : NULL;
}

void row_columns_resize(RowColumns *rows, uint64_t room)
{
    rows->second = resize(rows->second, rows->room, room, sizeof *rows->second);
    rows->amount = resize(rows->amount, rows->room, room, sizeof *rows->amount);
    rows->profit = resize(rows->profit, rows->room, room, sizeof *rows->profit);
    rows->order_key = resize(rows->order_key, rows->room, room, sizeof *rows->order_key);
    for (uint32_t d = 0; d < rows->dimensions; d++)
        rows->code[d] = resize(rows->code[d], rows->room, room, sizeof *rows->code[d]);
    rows->room = room;
}

void row_columns_move(RowColumns *rows, uint64_t to, uint64_t from, uint64_t count)
{
    memmove(rows->second + to, rows->second + from, count * sizeof *rows->second);
    memmove(rows->amount + to, rows->amount + from, count * sizeof *rows->amount);
    if (rows->profit) memmove(rows->profit + to, rows->profit + from, count * sizeof *rows->profit);
    if (rows->order_key) memmove(rows->order_key + to, rows->order_key + from, count * sizeof *rows->order_key);
    for (uint32_t d = 0; d < rows->dimensions; d++)
        memmove(rows->code[d] + to, rows->code[d] + from, count * sizeof *rows->code[d]);
}
