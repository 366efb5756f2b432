#include "cli/table.h"

#include <string.h>

#include "cli/display.h"

enum { CUT_MIN = 8, GAP = 2 };

struct Table {
    Arena *arena;
    const TableColumn *columns;
    size_t count, rows, capacity;
    Str *cells; // row by row
    size_t *widths;
};

Table *table_new(Arena *arena, const TableColumn *columns, size_t count)
{
    Table *table = arena_new(arena, Table);
    *table = (Table){.arena = arena, .columns = columns, .count = count, .widths = arena_array(arena, size_t, count)};
    for (size_t c = 0; c < count; c++) table->widths[c] = display_width(columns[c].title);
    return table;
}

void table_row(Table *table, const Str *cells)
{
    if (table->rows == table->capacity) {
        size_t capacity = table->capacity ? table->capacity * 2 : 16;
        Str *grown = arena_array(table->arena, Str, capacity * table->count);
        if (table->rows) memcpy(grown, table->cells, table->rows * table->count * sizeof *grown);
        table->cells = grown;
        table->capacity = capacity;
    }
    for (size_t c = 0; c < table->count; c++) {
        Str cell = display_clean(table->arena, cells[c]);
        table->cells[table->rows * table->count + c] = cell;
        size_t width = display_width(cell);
        if (width > table->widths[c]) table->widths[c] = width;
    }
    table->rows++;
}

// Takes columns off the widest text column until the table fits.
static void fit(const Table *table, size_t width, size_t *widths)
{
    size_t total = GAP * (table->count ? table->count - 1 : 0);
    for (size_t c = 0; c < table->count; c++) total += widths[c] = table->widths[c];
    for (; total > width; total--) {
        size_t widest = table->count;
        for (size_t c = 0; c < table->count; c++)
            if (!table->columns[c].number && (widest == table->count || widths[c] > widths[widest])) widest = c;
        if (widest == table->count || widths[widest] <= CUT_MIN) return;
        widths[widest]--;
    }
}

static void print_line(const Table *table, const size_t *widths, const Str *cells, Text *out)
{
    size_t owed = 0; // spaces not written yet: they are left out at the end of the line
    for (size_t c = 0; c < table->count; c++) {
        Str cell = table->columns[c].number ? cells[c] : display_cut(table->arena, cells[c], widths[c]);
        size_t blank = widths[c] - display_width(cell);
        if (table->columns[c].number) owed += blank;
        if (cell.size) {
            display_pad(out, owed);
            text_add(out, cell);
            owed = 0;
        }
        if (!table->columns[c].number) owed += blank;
        owed += GAP;
    }
    text_add_byte(out, '\n');
}

static void print_rule(const Table *table, const size_t *widths, Text *out)
{
    for (size_t c = 0; c < table->count; c++) {
        if (c) display_pad(out, GAP);
        for (size_t i = 0; i < widths[c]; i++) text_add(out, STR("─"));
    }
    text_add_byte(out, '\n');
}

void table_print(const Table *table, size_t width, Text *out)
{
    size_t *widths = arena_array(table->arena, size_t, table->count);
    Str *titles = arena_array(table->arena, Str, table->count);
    for (size_t c = 0; c < table->count; c++) titles[c] = table->columns[c].title;
    fit(table, width, widths);
    print_line(table, widths, titles, out);
    print_rule(table, widths, out);
    for (size_t r = 0; r < table->rows; r++) print_line(table, widths, table->cells + r * table->count, out);
}
