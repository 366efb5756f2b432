// next_file.h - the lines of a file of orders as the model of next products takes them.
#ifndef FIDELE_RECOMMENDATION_NEXT_FILE_H
#define FIDELE_RECOMMENDATION_NEXT_FILE_H

#include "import/orders.h"
#include "recommendation/next_report.h"

// Customers and products are in order of their names, whatever order the file is in, so that the same lines give the
// same answer. Returned lines (below 0) are left out.
typedef struct NextFile {
    OrderReading reading;
    Columns columns;
    size_t lines, returned, nameless; // nameless: rows without a product, left out
    AffinityLine *line;               // sorted
    uint32_t customers;
    const Str *customer; // names
    uint32_t products;
    Product *product;
    Day first, end;
} NextFile;

// Rows of one customer at one time are a basket: on one day, where the file has no times. Errors as orders_read has
// them; no row with a product (ERROR_INPUT).
MUST_USE bool next_file_read(Str path, const OrderReadOptions *options, Arena *arena, NextFile *file, Error *error);
void next_file_close(NextFile *file);

#endif
