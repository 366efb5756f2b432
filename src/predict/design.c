#include "predict/design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE_MAX = 100000, IDENTIFIER_ROWS = 50, IDENTIFIER_LEVEL_ROWS = 3 };

typedef struct Learning {
    const FeatureTable *table;
    const uint32_t *row;
    size_t rows;
    bool exact;
    Arena *arena, *scratch;
    Design *design;
    size_t room; // of terms
} Learning;

static bool term_add(Learning *learning, Term term)
{
    Design *design = learning->design;
    if (design->terms == TERMS_MAX) return false;
    if (design->terms == learning->room) {
        size_t room = learning->room ? learning->room * 2 : 64;
        Term *grown = arena_array(learning->arena, Term, room);
        if (design->terms) memcpy(grown, design->term, design->terms * sizeof *grown);
        design->term = grown, learning->room = room;
    }
    design->term[design->terms++] = term;
    return true;
}

// A share of rows that are 1, the others 0.
static Term indicator(TermKind kind, uint32_t column, double count, double rows)
{
    double share = count / rows;
    return (Term){.kind = kind, .column = column, .mean = share, .scale = sqrt(share * (1 - share)), .rows = count};
}

// ---- numbers ----

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double sorted_quantile(const double *sorted, size_t count, double share)
{
    double at = (double)(count - 1) * share;
    size_t below = (size_t)at;
    if (below + 1 >= count) return sorted[count - 1];
    return sorted[below] + (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

// Values as they stand in the rows, at most SAMPLE_MAX of them evenly spaced, in order of size. Their count.
static size_t sample_sorted(const Learning *learning, const double *number, double *sample)
{
    size_t step = (learning->rows + SAMPLE_MAX - 1) / SAMPLE_MAX, count = 0;
    for (size_t i = 0; i < learning->rows; i += step)
        if (isfinite(number[learning->row[i]])) sample[count++] = number[learning->row[i]];
    qsort(sample, count, sizeof *sample, by_number);
    return count;
}

// A running number: whole, and the same step from each row of the table to the next. (A tenure of people in the order
// they came goes down with each row too, by steps that differ.)
static bool is_running_number(const FeatureTable *table, const double *number)
{
    if (table->rows < IDENTIFIER_ROWS) return false;
    double step = number[1] - number[0];
    if (!(fabs(step) >= 1) || number[0] != floor(number[0]) || step != floor(step)) return false;
    for (size_t i = 1; i < table->rows; i++)
        if (!(number[i] - number[i - 1] == step)) return false;
    return true;
}

static void take_bounds(const Learning *learning, DesignColumn *column, const double *sorted, size_t count)
{
    double low = sorted_quantile(sorted, count, 0.005), high = sorted_quantile(sorted, count, 0.995);
    double reach = BOUND_WIDTHS * (high - low);
    column->median = sorted_quantile(sorted, count, 0.5);
    column->low = fmax(low - reach, -1e300), column->high = fmin(high + reach, 1e300);
    if (learning->exact || !(high > low)) // nearly all alike: the few others count as they are
        column->low = -1e100, column->high = 1e100;
    if (!(high > low) && !learning->exact)
        column->low = fmax(sorted[0], -1e100), column->high = fmin(sorted[count - 1], 1e100);
}

static void take_edges(const Learning *learning, DesignColumn *column, const double *sorted, size_t count)
{
    column->edge = arena_array(learning->arena, double, DRIFT_BINS);
    for (int i = 1; i < DRIFT_BINS; i++) {
        double edge = sorted_quantile(sorted, count, (double)i / DRIFT_BINS);
        if (edge <= sorted[0] || (column->edges && edge <= column->edge[column->edges - 1])) continue;
        column->edge[column->edges++] = edge;
    }
    column->bins = column->edges + 2;
    column->bin = arena_array(learning->arena, double, column->bins);
}

static double held(const DesignColumn *column, double value)
{
    return fmin(fmax(value, column->low), column->high);
}

static size_t bin_of(const DesignColumn *column, double value)
{
    if (!isfinite(value)) return column->bins - 1;
    size_t bin = 0;
    while (bin < column->edges && value >= column->edge[bin]) bin++;
    return bin;
}

// Mean and deviation of what is known, bins of all.
static Term tally_numbers(const Learning *learning, DesignColumn *column, const double *number)
{
    double sum = 0, squares = 0, shift = column->median;
    for (size_t i = 0; i < learning->rows; i++) {
        double value = number[learning->row[i]];
        column->bin[bin_of(column, value)]++;
        if (!isfinite(value)) continue;
        double from = held(column, value) - shift;
        sum += from, squares += from * from, column->known++;
    }
    column->missing = (double)learning->rows - column->known;
    double mean = sum / column->known, variance = squares / column->known - mean * mean;
    return (Term){.kind = TERM_VALUE, .mean = shift + mean, .scale = sqrt(fmax(variance, 0)), .rows = column->known};
}

static bool learn_numbers(Learning *learning, uint32_t at)
{
    DesignColumn *column = &learning->design->column[at];
    const double *number = learning->table->column[at].number;
    double *sample = arena_array(learning->scratch, double, learning->rows < SAMPLE_MAX ? learning->rows : SAMPLE_MAX);
    size_t count = sample_sorted(learning, number, sample);
    if (!count) {
        column->left_out = LEFT_EMPTY;
        return true;
    }
    if (!learning->exact && is_running_number(learning->table, number)) {
        column->left_out = LEFT_IDENTIFIER;
        return true;
    }
    take_bounds(learning, column, sample, count);
    take_edges(learning, column, sample, count);
    Term term = tally_numbers(learning, column, number);
    term.column = at;
    bool varies = term.scale > 1e-11 * fabs(term.mean) && term.scale > 1e-300 && isfinite(term.scale) &&
                  (learning->exact || column->high - column->low < 1e12 * term.scale);
    if (!varies && column->missing <= 0) {
        column->left_out = LEFT_CONSTANT;
        return true;
    }
    if (varies && !term_add(learning, term)) return false;
    return column->missing <= 0 ||
           term_add(learning, indicator(TERM_MISSING, at, column->missing, (double)learning->rows));
}

// ---- words ----

typedef struct LevelCount {
    uint32_t word;
    double rows;
    Str name;
} LevelCount;

static int by_rows(const void *a, const void *b)
{
    const LevelCount *x = a, *y = b;
    if (x->rows != y->rows) return x->rows > y->rows ? -1 : 1;
    return str_compare(x->name, y->name);
}

static int by_name(const void *a, const void *b)
{
    return str_compare(((const LevelCount *)a)->name, ((const LevelCount *)b)->name);
}

// The words of the rows with how often each stands there, most frequent first. Their count; missing ones apart.
static size_t count_levels(const Learning *learning, const FeatureColumn *words, LevelCount *levels, double *missing)
{
    for (uint32_t i = 0; i < words->word_count; i++) levels[i] = (LevelCount){.word = i, .name = words->words[i]};
    *missing = 0;
    for (size_t i = 0; i < learning->rows; i++) {
        uint32_t word = words->word[learning->row[i]];
        if (word < words->word_count)
            levels[word].rows++;
        else
            *missing += 1;
    }
    qsort(levels, words->word_count, sizeof *levels, by_rows);
    size_t count = 0;
    while (count < words->word_count && levels[count].rows > 0) count++;
    return count;
}

static size_t levels_kept(const Learning *learning, const LevelCount *levels, size_t count)
{
    size_t kept = count < LEVELS_MAX ? count : LEVELS_MAX;
    if (learning->exact) return count;
    while (kept && levels[kept - 1].rows < LEVEL_ROWS_MIN) kept--;
    return kept;
}

static bool add_levels(Learning *learning, uint32_t at, LevelCount *levels, size_t kept, double other)
{
    DesignColumn *column = &learning->design->column[at];
    double rows = (double)learning->rows;
    qsort(levels, kept, sizeof *levels, by_name);
    column->levels = kept;
    column->level = arena_array(learning->arena, Str, kept);
    column->bins = kept + 2;
    column->bin = arena_array(learning->arena, double, column->bins);
    column->bin[kept] = other, column->bin[kept + 1] = column->missing;
    for (size_t i = 0; i < kept; i++) {
        column->level[i] = str_copy(learning->arena, levels[i].name);
        column->bin[i] = levels[i].rows;
        Term term = indicator(TERM_LEVEL, at, levels[i].rows, rows);
        term.level = (uint32_t)i, term.base = i == 0;
        if (!term_add(learning, term)) return false;
    }
    if (other > 0) {
        Term term = indicator(TERM_OTHER, at, other, rows);
        term.base = kept == 0;
        if (!term_add(learning, term)) return false;
    }
    return column->missing <= 0 || term_add(learning, indicator(TERM_MISSING, at, column->missing, rows));
}

static bool learn_words(Learning *learning, uint32_t at)
{
    DesignColumn *column = &learning->design->column[at];
    const FeatureColumn *words = &learning->table->column[at];
    LevelCount *levels = arena_array(learning->scratch, LevelCount, words->word_count);
    size_t count = count_levels(learning, words, levels, &column->missing);
    column->known = (double)learning->rows - column->missing;
    size_t kept = levels_kept(learning, levels, count);
    double other = column->known;
    for (size_t i = 0; i < kept; i++) other -= levels[i].rows;
    if (!count)
        column->left_out = LEFT_EMPTY;
    else if (!learning->exact && count > LEVELS_MAX && column->known < IDENTIFIER_LEVEL_ROWS * (double)count)
        column->left_out = LEFT_IDENTIFIER;
    else if ((kept + (other > 0)) + (column->missing > 0) < 2)
        column->left_out = LEFT_CONSTANT;
    return column->left_out != LEFT_IN || add_levels(learning, at, levels, kept, other);
}

bool design_learn(const FeatureTable *table, const uint32_t *row, size_t rows, const DesignOptions *options,
                  Arena *arena, Design *design, Error *error)
{
    assert(rows > 0);
    *design = (Design){.columns = table->columns, .column = arena_array(arena, DesignColumn, table->columns)};
    Learning learning = {.table = table,
                         .row = row,
                         .rows = rows,
                         .exact = options->exact,
                         .arena = arena,
                         .scratch = arena_open(0),
                         .design = design};
    bool fits = true;
    for (uint32_t i = 0; i < table->columns && fits; i++) {
        design->column[i] = (DesignColumn){.name = str_copy(arena, table->column[i].name),
                                           .kind = table->column[i].kind,
                                           .left_out = options->left_out ? options->left_out[i] : LEFT_IN};
        if (design->column[i].left_out != LEFT_IN) continue;
        fits = table->column[i].kind == FEATURE_WORD ? learn_words(&learning, i) : learn_numbers(&learning, i);
        arena_reset(learning.scratch);
    }
    arena_close(learning.scratch);
    return fits || error_say(error, ERROR_INPUT,
                             PHRASE("the columns make more than {0} terms: leave out columns of words with many values",
                                    "les colonnes font plus de {0} termes\u00A0: retirez des colonnes de mots aux "
                                    "valeurs nombreuses"),
                             error_number(arena, TERMS_MAX));
}
