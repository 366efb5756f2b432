#include "activity/lane_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/pages.h"

// ---- which rows ----

static int compare_codes(const void *a, const void *b)
{
    return (*(const uint16_t *)a & ~LANE_NEGATIVE) - (*(const uint16_t *)b & ~LANE_NEGATIVE);
}

LaneKey lane_key(const uint16_t *classes, const bool *negative, size_t count, Arena *arena)
{
    uint16_t *code = arena_array(arena, uint16_t, count);
    for (size_t i = 0; i < count; i++) code[i] = (uint16_t)(classes[i] | (negative && negative[i] ? LANE_NEGATIVE : 0));
    qsort(code, count, sizeof *code, compare_codes);
    uint32_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_codes(&code[i], &code[kept - 1]) != 0) code[kept++] = code[i];
    return (LaneKey){kept, code};
}

bool lane_key_equal(LaneKey a, LaneKey b)
{
    return a.classes == b.classes && (a.classes == 0 || memcmp(a.code, b.code, a.classes * sizeof *a.code) == 0);
}

// ---- rows ----

int lane_row_compare(const LaneRow *a, const LaneRow *b)
{
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    if (a->amount_minor != b->amount_minor) return a->amount_minor < b->amount_minor ? -1 : 1;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (a->code[d] != b->code[d]) return a->code[d] < b->code[d] ? -1 : 1;
    return 0;
}

static size_t stretch_end(const LaneRow *row, size_t from, size_t count)
{
    size_t end = from + 1;
    while (end < count && lane_row_compare(&row[end - 1], &row[end]) <= 0) end++;
    return end;
}

static void merge_stretches(const LaneRow *row, size_t from, size_t middle, size_t to, LaneRow *out)
{
    size_t left = from, right = middle;
    for (size_t at = from; at < to; at++) {
        bool takes_left = right == to || (left < middle && lane_row_compare(&row[left], &row[right]) <= 0);
        out[at] = takes_left ? row[left++] : row[right++];
    }
}

static void insert_rows(LaneRow *row, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        size_t at = i;
        LaneRow moved = row[i];
        for (; at > 0 && lane_row_compare(&row[at - 1], &moved) > 0; at--) row[at] = row[at - 1];
        row[at] = moved;
    }
}

// A natural merge sort (Knuth, TAOCP 3, 5.2.4, algorithm N).
void lane_rows_sort(LaneRow *row, size_t count, LaneRow *scratch)
{
    enum { FEW_ROWS = 12 };
    if (count <= FEW_ROWS) {
        insert_rows(row, count);
        return;
    }
    while (stretch_end(row, 0, count) < count) {
        for (size_t from = 0, to; from < count; from = to) {
            size_t middle = stretch_end(row, from, count);
            to = middle < count ? stretch_end(row, middle, count) : middle;
            merge_stretches(row, from, middle, to, scratch);
        }
        memcpy(row, scratch, count * sizeof *row);
    }
}

// ---- reading a piece ----

LaneRun lane_run(const LanePiece *piece, Customer person)
{
    const ColumnPiece *columns = &piece->piece;
    uint32_t low = 0, high = columns->runs;
    if (!columns->customer) low = person < high ? person : high;
    while (columns->customer && low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (columns->customer[middle] < person)
            low = middle + 1;
        else
            high = middle;
    }
    bool there = low < columns->runs && (!columns->customer || columns->customer[low] == person);
    return there ? (LaneRun){columns->first_row[low], columns->first_row[low + 1]} : (LaneRun){0, 0};
}

void lane_row_read(const LanePiece *piece, uint32_t row, LaneRow *read)
{
    const ColumnPiece *columns = &piece->piece;
    read->second = columns->second[row];
    read->unconverted = piece->unconverted && piece->unconverted[row];
    read->amount_minor = columns->amount_minor ? columns->amount_minor[row] : 0;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        read->code[d] = columns->codes[d] ? columns->codes[d][row] : DIMENSION_OTHER;
}

void lane_run_sums(const LanePiece *piece, LaneRun run, LaneSums *sums)
{
    const int64_t *amount = piece->piece.amount_minor;
    for (uint32_t row = run.from; amount && row < run.to; row++) sums->magnitude += magnitude_of(amount[row]);
    for (uint32_t row = run.from; piece->unconverted && row < run.to; row++)
        sums->unconverted += piece->unconverted[row];
}

LaneShape lane_shape_of(const LanePiece *piece)
{
    LaneShape shape = {.amounts = piece->piece.amount_minor, .unconverted = piece->unconverted};
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) shape.dimensions |= (uint8_t)(piece->piece.codes[d] ? 1 << d : 0);
    return shape;
}

LaneShape lane_shape_with(LaneShape a, LaneShape b)
{
    return (LaneShape){.amounts = a.amounts || b.amounts,
                       .unconverted = a.unconverted || b.unconverted,
                       .dimensions = a.dimensions | b.dimensions};
}

LaneShape lane_shape_add(LaneShape shape, const LaneRow *row)
{
    shape.amounts |= row->amount_minor != 0;
    shape.unconverted |= row->unconverted;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (row->code[d] != DIMENSION_OTHER) shape.dimensions |= (uint8_t)(1 << d);
    return shape;
}

// ---- writing ----

LaneColumns lane_columns_reserve(LaneShape shape, uint32_t runs, uint32_t rows)
{
    LaneColumns columns = {.shape = shape, .runs_max = runs, .rows_max = rows, .first = UINT32_MAX};
    columns.customer = pages_array(Customer, runs);
    columns.first_row = pages_array(uint32_t, (size_t)runs + 1);
    columns.second = pages_array(Second, rows);
    if (shape.amounts) columns.amount_minor = pages_array(int64_t, rows);
    if (shape.unconverted) columns.unconverted = pages_array(uint8_t, rows);
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (shape.dimensions >> d & 1) columns.code[d] = pages_array(uint16_t, rows);
    return columns;
}

void lane_columns_release(LaneColumns *columns)
{
    size_t rows = columns->rows_max, runs = columns->runs_max;
    pages_release(columns->customer, runs, sizeof *columns->customer);
    pages_release(columns->first_row, runs + 1, sizeof *columns->first_row);
    pages_release(columns->second, rows, sizeof *columns->second);
    pages_release(columns->amount_minor, rows, sizeof *columns->amount_minor);
    pages_release(columns->unconverted, rows, sizeof *columns->unconverted);
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) pages_release(columns->code[d], rows, sizeof *columns->code[d]);
    *columns = (LaneColumns){0};
}

uint64_t lane_columns_bytes(const LaneColumns *columns)
{
    uint64_t row = sizeof(Second) + (columns->amount_minor ? sizeof(int64_t) : 0) + (columns->unconverted ? 1 : 0);
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) row += columns->code[d] ? sizeof(uint16_t) : 0;
    return columns->rows * row + columns->runs * (sizeof(Customer) + sizeof(uint32_t));
}

void lane_columns_begin(LaneColumns *columns, Customer person)
{
    if (!columns->dense) {
        assert(columns->runs < columns->runs_max);
        columns->customer[columns->runs] = person;
        columns->first_row[columns->runs++] = columns->rows;
        return;
    }
    assert(person < columns->runs_max && person >= columns->runs);
    while (columns->runs <= person) columns->first_row[columns->runs++] = columns->rows;
}

static void note_time(LaneColumns *columns, Second first, Second last)
{
    if (first < columns->first) columns->first = first;
    if (last > columns->last) columns->last = last;
}

static void note_code(LaneColumns *columns, int d, uint16_t code)
{
    if (code != DIMENSION_OTHER && code >= columns->values[d]) columns->values[d] = (uint16_t)(code + 1);
}

void lane_columns_put(LaneColumns *columns, const LaneRow *row)
{
    uint32_t at = columns->rows++;
    assert(at < columns->rows_max);
    columns->second[at] = row->second;
    if (columns->amount_minor) columns->amount_minor[at] = row->amount_minor;
    if (columns->unconverted) columns->unconverted[at] = row->unconverted;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) {
        if (!columns->code[d]) continue;
        columns->code[d][at] = row->code[d];
        note_code(columns, d, row->code[d]);
    }
    columns->sums.magnitude += magnitude_of(row->amount_minor);
    columns->sums.unconverted += row->unconverted;
    note_time(columns, row->second, row->second);
}

static void copy_codes(LaneColumns *columns, int d, const uint16_t *code, uint32_t count)
{
    uint16_t *to = columns->code[d] + columns->rows;
    for (uint32_t i = 0; i < count; i++) note_code(columns, d, to[i] = code ? code[i] : DIMENSION_OTHER);
}

void lane_columns_copy(LaneColumns *columns, const LanePiece *piece, LaneRun run)
{
    const ColumnPiece *from = &piece->piece;
    uint32_t count = run.to - run.from;
    if (count == 0) return;
    assert(columns->rows_max - columns->rows >= count);
    memcpy(columns->second + columns->rows, from->second + run.from, count * sizeof *from->second);
    if (columns->amount_minor && from->amount_minor)
        memcpy(columns->amount_minor + columns->rows, from->amount_minor + run.from, count * sizeof(int64_t));
    if (columns->unconverted && piece->unconverted)
        memcpy(columns->unconverted + columns->rows, piece->unconverted + run.from, count);
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        if (columns->code[d]) copy_codes(columns, d, from->codes[d] ? from->codes[d] + run.from : NULL, count);
    columns->rows += count;
    lane_run_sums(piece, run, &columns->sums);
    note_time(columns, from->second[run.from], from->second[run.to - 1]);
}

void lane_columns_finish(LaneColumns *columns)
{
    while (columns->dense && columns->runs < columns->runs_max) columns->first_row[columns->runs++] = columns->rows;
    columns->first_row[columns->runs] = columns->rows;
    if (columns->rows == 0) columns->first = 0;
}

LanePiece lane_columns_piece(const LaneColumns *columns)
{
    LanePiece piece = {.piece = {.runs = columns->runs,
                                 .customer = columns->customer,
                                 .first_row = columns->first_row,
                                 .second = columns->second,
                                 .amount_minor = columns->amount_minor},
                       .unconverted = columns->unconverted};
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) piece.piece.codes[d] = columns->code[d];
    return piece;
}
