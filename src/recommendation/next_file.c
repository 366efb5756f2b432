#include "recommendation/next_file.h"

#include <stdlib.h>

typedef struct Named {
    Str name;
    uint32_t number;
} Named;

static int by_name(const void *left, const void *right)
{
    return str_compare(((const Named *)left)->name, ((const Named *)right)->name);
}

// The place of each number in the order of the names.
static uint32_t *places(const Str *name, uint32_t count, Arena *arena, Named **sorted)
{
    uint32_t *place = arena_array(arena, uint32_t, count ? count : 1);
    *sorted = arena_array(arena, Named, count ? count : 1);
    for (uint32_t i = 0; i < count; i++) (*sorted)[i] = (Named){name[i], i};
    qsort(*sorted, count, sizeof **sorted, by_name);
    for (uint32_t i = 0; i < count; i++) place[(*sorted)[i].number] = i;
    return place;
}

static int product_dimension(const OrderReading *reading, const Columns *columns)
{
    const Layout *layout = &reading->file[0].layout;
    Str name = layout->names[layout->column[COLUMN_PRODUCT]];
    for (uint32_t d = 0; d < columns->dimensions; d++)
        if (str_equal(columns->dimension[d].name, name)) return (int)d;
    return -1;
}

static void take_run(const ColumnPiece *piece, uint32_t run, uint32_t dimension, const uint32_t *customer,
                     const uint32_t *product, NextFile *file)
{
    for (uint32_t row = piece->first_row[run]; row < piece->first_row[run + 1]; row++) {
        uint16_t code = row_code(piece, dimension, row);
        bool back = row_amount(piece, row) < 0;
        file->returned += back;
        file->nameless += !back && code == DIMENSION_OTHER;
        if (back || code == DIMENSION_OTHER) continue;
        file->line[file->lines++] = (AffinityLine){.customer = customer[run_customer(piece, run)],
                                                   .item = product[code],
                                                   .day = second_day(piece->second[row]),
                                                   .basket = piece->second[row]};
    }
}

static void take_lines(uint32_t dimension, Arena *arena, NextFile *file)
{
    Named *people, *things;
    const Columns *columns = &file->columns;
    const ActivityDimension *products = &columns->dimension[dimension];
    const uint32_t *customer = places(columns->ids, columns->customers, arena, &people);
    const uint32_t *product = places(products->texts, products->values, arena, &things);
    Str *names = arena_array(arena, Str, columns->customers ? columns->customers : 1);
    file->customers = columns->customers;
    file->products = products->values;
    file->product = arena_array(arena, Product, products->values ? products->values : 1);
    for (uint32_t i = 0; i < columns->customers; i++) names[i] = people[i].name;
    for (uint32_t i = 0; i < products->values; i++) file->product[i] = (Product){.key = things[i].name};
    file->customer = names;
    file->line = arena_array(arena, AffinityLine, columns->rows ? columns->rows : 1);
    for (uint32_t p = 0; p < columns->pieces; p++)
        for (uint32_t run = 0; run < columns->piece[p].runs; run++)
            if (run_counts(&columns->piece[p], run))
                take_run(&columns->piece[p], run, dimension, customer, product, file);
    affinity_sort(file->line, file->lines);
}

bool next_file_read(Str path, const OrderReadOptions *options, Arena *arena, NextFile *file, Error *error)
{
    OrderReadOptions read = *options;
    *file = (NextFile){0};
    read.layout.lines = true;
    if (!orders_read(&path, 1, &read, arena, &file->reading, &file->columns, error)) return false;
    int dimension = product_dimension(&file->reading, &file->columns);
    if (dimension >= 0) take_lines((uint32_t)dimension, arena, file);
    file->first = second_day(file->columns.first);
    file->end = second_day(file->columns.last);
    if (file->lines) return true;
    next_file_close(file);
    return error_say(
        error, ERROR_INPUT,
        PHRASE("{0}: no row has a product that was bought", "{0}\u00A0: aucune ligne n’a de produit acheté"), path);
}

void next_file_close(NextFile *file)
{
    columns_close(&file->columns);
    orders_close(&file->reading);
}
