// units.h - the rows of a file that belong together: the lines of one order are one order, wherever they stand; else
// each row is by itself. In the order of their first rows.
#ifndef FIDELE_IMPORT_UNITS_H
#define FIDELE_IMPORT_UNITS_H

#include "import/reading.h"

typedef struct Units {
    size_t count;
    uint32_t *start; // of each unit in `row`, count + 1 of them; NULL: unit i is row i
    uint32_t *row;
    size_t rows;
    bool total_of_order; // TARGET_TOTAL says the same on every line of an order: it is the order's, not the line's
} Units;

// `key` (16 bytes) keeps order numbers from being chosen to collide.
void units_find(const Reading *reading, const unsigned char key[16], Units *units);
void units_close(Units *units);

static inline size_t unit_rows(const Units *units, size_t unit)
{
    return units->start ? units->start[unit + 1] - units->start[unit] : 1;
}
static inline size_t unit_row(const Units *units, size_t unit, size_t index)
{
    return units->start ? units->row[units->start[unit] + index] : unit;
}

#endif
