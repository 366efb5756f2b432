#include "chart/heat_table.h"

#include <math.h>

#include "chart/markup.h"

int heat_shade(double value, double low, double high)
{
    if (!(high > low)) return HEAT_SHADES / 2;
    double share = (value - low) / (high - low);
    return (int)fmax(0, fmin(HEAT_SHADES - 1, floor(share * HEAT_SHADES)));
}

static void add_heading(Text *out, const char *scope, Str text)
{
    text_addf(out, "<th scope=\"%s\">", scope);
    markup_add(out, text);
    text_add(out, STR("</th>"));
}

static void add_head(const HeatTable *table, Text *out)
{
    text_add(out, STR("<thead><tr>"));
    add_heading(out, "col", table->corner);
    if (table->total.size) add_heading(out, "col", table->total);
    for (size_t i = 0; i < table->columns; i++) add_heading(out, "col", table->column[i]);
    text_add(out, STR("</tr></thead>\n"));
}

static void add_hint(Text *out, Str hint)
{
    if (hint.size == 0) return;
    text_add(out, STR(" title=\""));
    markup_add(out, hint);
    text_add_byte(out, '"');
}

static void add_content(const HeatCell *cell, Text *out)
{
    markup_add(out, cell->text);
    if (cell->note.size == 0) return;
    text_add(out, STR(" <small>"));
    markup_add(out, cell->note);
    text_add(out, STR("</small>"));
}

static void add_cell(const HeatCell *cell, Text *out)
{
    if (cell->state == HEAT_NONE) {
        text_add(out, STR("<td></td>"));
        return;
    }
    text_add(out, STR("<td"));
    if (cell->state == HEAT_SHADED)
        text_addf(out, " class=\"h%d%s\"", cell->shade, cell->running ? " running" : "");
    else if (cell->running)
        text_add(out, STR(" class=\"running\""));
    add_hint(out, cell->hint);
    text_add_byte(out, '>');
    add_content(cell, out);
    text_add(out, STR("</td>"));
}

static void add_cells(const HeatTable *table, const HeatCell *cells, Text *out)
{
    for (size_t i = 0; i < table->columns; i++) {
        size_t from = i;
        while (i < table->columns && cells[i].state == HEAT_NOT_OBSERVED) i++;
        if (i > from) {
            text_addf(out, "<td class=\"later\" colspan=\"%zu\"><span class=\"unseen\">", i - from);
            markup_add(out, table->not_observed);
            text_add(out, STR("</span></td>"));
        }
        if (i < table->columns) add_cell(&cells[i], out);
    }
}

void heat_table(const HeatTable *table, Text *out)
{
    text_addf(out, "<table class=\"heat %s\">\n", table->style);
    add_head(table, out);
    text_add(out, STR("<tbody>\n"));
    for (size_t row = 0; row < table->rows; row++) {
        text_add(out, STR("<tr>"));
        add_heading(out, "row", table->row[row]);
        if (table->total.size) {
            text_add(out, STR("<td class=\"total\">"));
            markup_add(out, table->totals[row]);
            text_add(out, STR("</td>"));
        }
        add_cells(table, &table->cells[row * table->columns], out);
        text_add(out, STR("</tr>\n"));
    }
    text_add(out, STR("</tbody></table>\n"));
}

void heat_legend(Str lower, Str higher, const Str *starts, Text *out)
{
    text_add(out, STR("<p class=\"legend ramp\"><span>"));
    markup_add(out, lower);
    text_add(out, STR("</span> "));
    for (int shade = 0; shade < HEAT_SHADES; shade++) {
        text_addf(out, "<span class=\"h%d\">", shade);
        markup_add(out, starts[shade]);
        text_add(out, STR("</span> "));
    }
    text_add(out, STR("<span>"));
    markup_add(out, higher);
    text_add(out, STR("</span></p>\n"));
}
