// order_lines.h - rows without an amount, whose order has its amount on another row.
//
// Shops export an order as several lines and write its total only on the first. Such a line follows what became of its
// order. Mostly that stands just before; where a file was sorted otherwise, it is looked for in all of the file.
#ifndef FIDELE_IMPORT_ORDER_LINES_H
#define FIDELE_IMPORT_ORDER_LINES_H

#include "import/rows.h"

typedef struct FileRows {
    const RowsContext *context;
    const Block *blocks;
    RowsRead *reads; // of each block
    size_t count;
} FileRows;

// Decides on every waiting line: it is counted as accepted, or as rejected and then remains in `wait` with its reason.
void order_lines_settle(const FileRows *rows, int threads);

#endif
