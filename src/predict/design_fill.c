#include "predict/design.h"

#include <math.h>
#include <string.h>

#include "predict/quality.h"

size_t design_linear_terms(const Design *design)
{
    size_t count = 0;
    for (size_t i = 0; i < design->terms; i++) count += term_linear(&design->term[i]);
    return count;
}

size_t design_tree_terms(const Design *design)
{
    size_t count = 0;
    for (size_t i = 0; i < design->terms; i++) count += term_in_trees(&design->term[i]);
    return count;
}

Str term_name(const Design *design, const Term *term, Arena *arena)
{
    const DesignColumn *column = &design->column[term->column];
    switch (term->kind) {
    case TERM_LEVEL:
        return str_format(arena, "%.*s: %.*s", STR_ARGS(column->name), STR_ARGS(column->level[term->level]));
    case TERM_OTHER: return str_format(arena, "%.*s (other)", STR_ARGS(column->name));
    case TERM_MISSING: return str_format(arena, "%.*s (not known)", STR_ARGS(column->name));
    case TERM_VALUE: break;
    }
    return column->name;
}

// ---- a table by a design ----

static uint32_t level_find(const DesignColumn *column, Str word)
{
    size_t low = 0, high = column->levels;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_compare(column->level[middle], word);
        if (order == 0) return (uint32_t)middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)column->levels;
}

DesignReading design_reading(const Design *design, const FeatureTable *table, Arena *arena)
{
    DesignReading reading = {.design = design,
                             .table = table,
                             .column = arena_array(arena, const FeatureColumn *, design->columns),
                             .level = arena_array(arena, uint32_t *, design->columns),
                             .has_other = arena_array(arena, bool, design->columns),
                             .has_missing = arena_array(arena, bool, design->columns)};
    for (size_t i = 0; i < design->terms; i++) {
        if (design->term[i].kind == TERM_OTHER) reading.has_other[design->term[i].column] = true;
        if (design->term[i].kind == TERM_MISSING) reading.has_missing[design->term[i].column] = true;
    }
    for (size_t i = 0; i < design->columns; i++) {
        const DesignColumn *column = &design->column[i];
        const FeatureColumn *found = i < table->columns && str_equal(table->column[i].name, column->name)
                                         ? &table->column[i]
                                         : feature_column_find(table, column->name);
        if (!found || column->left_out != LEFT_IN || (found->kind == FEATURE_WORD) != (column->kind == FEATURE_WORD))
            continue;
        reading.column[i] = found;
        if (found->kind != FEATURE_WORD) continue;
        reading.level[i] = arena_array(arena, uint32_t, found->word_count);
        for (uint32_t w = 0; w < found->word_count; w++) reading.level[i][w] = level_find(column, found->words[w]);
    }
    return reading;
}

static double held(const DesignColumn *column, double value)
{
    return fmin(fmax(value, column->low), column->high);
}

// Which level a row has: its number, `levels` for other words, WORD_MISSING.
static uint32_t level_of(const DesignReading *reading, uint32_t column, uint32_t row)
{
    const FeatureColumn *words = reading->column[column];
    if (!words || words->word[row] >= words->word_count) return WORD_MISSING;
    return reading->level[column][words->word[row]];
}

// 0, 1, or NaN where the design has no term for what the row holds.
static double indicator_of(const DesignReading *reading, const Term *term, uint32_t row, bool has_other,
                           bool has_missing)
{
    uint32_t level = level_of(reading, term->column, row);
    size_t levels = reading->design->column[term->column].levels;
    if (level == WORD_MISSING) return has_missing ? term->kind == TERM_MISSING : NAN;
    if (level == levels) return has_other ? term->kind == TERM_OTHER : NAN;
    return term->kind == TERM_LEVEL && term->level == level;
}

static double value_of(const DesignReading *reading, const Term *term, uint32_t row)
{
    const FeatureColumn *numbers = reading->column[term->column];
    double value = numbers ? numbers->number[row] : NAN;
    if (term->kind == TERM_MISSING) return !isfinite(value);
    return isfinite(value) ? held(&reading->design->column[term->column], value) : NAN;
}

static void fill_term(const DesignReading *reading, const Term *term, const uint32_t *row, size_t rows, double *out)
{
    bool words = reading->design->column[term->column].kind == FEATURE_WORD;
    bool other = reading->has_other[term->column], missing = reading->has_missing[term->column];
    double per = term->scale > 0 ? 1 / term->scale : 0;
    for (size_t i = 0; i < rows; i++) {
        double x = words ? indicator_of(reading, term, row[i], other, missing) : value_of(reading, term, row[i]);
        out[i] = isnan(x) ? 0 : (x - term->mean) * per;
    }
}

void design_fill_linear(const DesignReading *reading, const uint32_t *row, size_t rows, size_t stride, double *out)
{
    const Design *design = reading->design;
    for (size_t i = 0, at = 0; i < design->terms; i++)
        if (term_linear(&design->term[i])) fill_term(reading, &design->term[i], row, rows, out + at++ * stride);
}

void design_fill_trees(const DesignReading *reading, const uint32_t *row, size_t rows, float *out)
{
    const Design *design = reading->design;
    size_t width = design_tree_terms(design);
    for (size_t t = 0, at = 0; t < design->terms; t++) {
        const Term *term = &design->term[t];
        if (!term_in_trees(term)) continue;
        bool words = design->column[term->column].kind == FEATURE_WORD;
        for (size_t i = 0; i < rows; i++) {
            double x = words ? indicator_of(reading, term, row[i], true, true) : value_of(reading, term, row[i]);
            out[i * width + at] = (float)x;
        }
        at++;
    }
}

// ---- drift ----

static size_t bin_of_row(const DesignReading *reading, uint32_t at, uint32_t row)
{
    const DesignColumn *column = &reading->design->column[at];
    if (column->kind == FEATURE_WORD) {
        uint32_t level = level_of(reading, at, row);
        return level == WORD_MISSING ? column->bins - 1 : level;
    }
    double value = reading->column[at] ? reading->column[at]->number[row] : NAN;
    if (!isfinite(value)) return column->bins - 1;
    size_t bin = 0;
    while (bin < column->edges && value >= column->edge[bin]) bin++;
    return bin;
}

void design_drift(const DesignReading *reading, double *psi)
{
    Arena *scratch = arena_open(0);
    for (uint32_t i = 0; i < reading->design->columns; i++) {
        const DesignColumn *column = &reading->design->column[i];
        psi[i] = 0;
        if (column->left_out != LEFT_IN) continue;
        double *bin = arena_array(scratch, double, column->bins);
        for (size_t row = 0; row < reading->table->rows; row++) bin[bin_of_row(reading, i, (uint32_t)row)]++;
        psi[i] = psi_of(column->bin, bin, column->bins);
    }
    arena_close(scratch);
}
