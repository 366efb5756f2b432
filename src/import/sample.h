// sample.h - records from the head of a text and from all over the rest of it, to judge its columns by.
#ifndef FIDELE_IMPORT_SAMPLE_H
#define FIDELE_IMPORT_SAMPLE_H

#include "base/csv.h"

typedef struct Sample {
    size_t rows, columns;
    Str *cells;    // rows * columns; trimmed, "" where the record is short
    bool *follows; // the row stands right after the one before it in the text
} Sample;

// From offset `body`, where a record begins. Records of another number of fields are taken only near the head, where it
// is sure that they are records. The text's bytes that are looked at are bounded, whatever its size.
Sample sample_take(Str text, size_t body, CsvFormat format, size_t columns, Arena *arena);

static inline Str sample_cell(const Sample *sample, size_t row, size_t column)
{
    return sample->cells[row * sample->columns + column];
}

// The most common number of fields of the records at the head.
size_t sample_columns(Str text, size_t body, CsvFormat format);

// How the cells of a column look: counts of the rows looked at, some hundred.
typedef struct ColumnLook {
    size_t rows, filled;
    size_t dates, dates_unix;  // as date in some order of day and month; of these, numbers of seconds
    size_t numbers, fractions; // as amount with some decimal sign; of these, not whole
    size_t counts;             // whole numbers -999..999 without leading zeros: quantities
    size_t times, currencies;
    size_t with_digit, emails;
} ColumnLook;

ColumnLook sample_look(const Sample *sample, size_t column);

bool sample_repeats(const Sample *sample, size_t column); // some value occurs in two rows that are filled
// Rows with the same value in `from` have the same value in `to`. Empty cells of `from` do not count.
bool sample_determines(const Sample *sample, size_t from, size_t to);

// Of pairs of rows with the same value in `from`, the share that has the same value in `to` too; 1 when there are none.
// Empty cells do not count. `day`: only what stands before a time of day is compared.
double sample_agreement(const Sample *sample, size_t from, size_t to, bool day);

#endif
