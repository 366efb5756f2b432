// heat_table.h - a table whose cells are shaded by their value, one hue from light to dark; the number stands in each.
//
// It is a real <table>: read by row and column, copied into a spreadsheet, and understood without its colours. Cells
// whose time has not come are hatched, cells whose period is still running have a dashed edge.
#ifndef FIDELE_CHART_HEAT_TABLE_H
#define FIDELE_CHART_HEAT_TABLE_H

#include "base/str.h"

typedef enum HeatState {
    HEAT_NONE,         // outside of the table's shape: an empty cell
    HEAT_NOT_OBSERVED, // hatched; neighbours in a row are one cell
    HEAT_PLAIN,        // a number without shade
    HEAT_SHADED
} HeatState;

enum { HEAT_SHADES = 7 };

typedef struct HeatCell {
    HeatState state;
    bool running; // its period is not over: a dashed edge
    int shade;    // 0..HEAT_SHADES-1
    Str text;
    Str note; // a second, smaller line, or ""
    Str hint; // shown while it is pointed at, or ""
} HeatCell;

typedef struct HeatTable {
    const char *style; // class of the table
    Str corner;        // heading of the row headings
    Str total;         // heading of the column of totals; "" for none
    size_t columns, rows;
    const Str *column; // headings
    const Str *row;
    const Str *totals;     // per row
    const HeatCell *cells; // rows * columns
    Str not_observed;      // what a hatched cell says to who can't see it
} HeatTable;

void heat_table(const HeatTable *table, Text *out);

// The shade of a value between low and high, in equal steps; values outside take the end's shade.
int heat_shade(double value, double low, double high);
// The ramp with the value at which each shade starts: `starts` has HEAT_SHADES texts.
void heat_legend(Str lower, Str higher, const Str *starts, Text *out);

#endif
