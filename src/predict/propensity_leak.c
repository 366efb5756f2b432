#include "predict/propensity_parts.h"

#include <math.h>

// A column alone as a score: what is not known apart from what is. For words each level's share of yes is its score.
typedef struct Alone {
    double *score;
    uint8_t *label;
    size_t count;
} Alone;

static double auc_of(const Alone *alone)
{
    Quality quality = quality_of(alone->score, alone->label, alone->count);
    return quality.ranked ? fmax(quality.auc, 1 - quality.auc) : 0.5;
}

static bool known_at(const FeatureColumn *column, uint32_t row)
{
    return column->kind == FEATURE_WORD ? column->word[row] < column->word_count : isfinite(column->number[row]);
}

static double auc_of_missing(const FeatureColumn *column, const uint8_t *label, const uint32_t *row, size_t rows,
                             size_t step, Alone *alone)
{
    alone->count = 0;
    for (size_t i = 0; i < rows; i += step)
        alone->score[alone->count] = known_at(column, row[i]), alone->label[alone->count++] = label[row[i]] != 0;
    return auc_of(alone);
}

// Yes per level; levels of few rows are taken together, so that a name seen once does not pass for a rule.
static void word_scores(const FeatureColumn *column, const uint8_t *label, const uint32_t *row, size_t rows,
                        size_t step, Arena *scratch, double *share)
{
    double *count = arena_array(scratch, double, column->word_count),
           *yes = arena_array(scratch, double, column->word_count);
    double few_count = 0, few_yes = 0;
    for (size_t i = 0; i < rows; i += step) {
        uint32_t word = column->word[row[i]];
        if (word < column->word_count) count[word]++, yes[word] += label[row[i]] != 0;
    }
    for (uint32_t i = 0; i < column->word_count; i++)
        if (count[i] < LEVEL_ROWS_MIN) few_count += count[i], few_yes += yes[i];
    for (uint32_t i = 0; i < column->word_count; i++)
        share[i] = count[i] < LEVEL_ROWS_MIN ? few_yes / fmax(few_count, 1) : yes[i] / count[i];
}

static double auc_of_known(const FeatureColumn *column, const uint8_t *label, const uint32_t *row, size_t rows,
                           size_t step, Arena *scratch, Alone *alone)
{
    double *share = arena_array(scratch, double, column->word_count);
    if (column->kind == FEATURE_WORD) word_scores(column, label, row, rows, step, scratch, share);
    alone->count = 0;
    size_t seen = 0;
    for (size_t i = 0; i < rows; i += step) {
        seen++;
        if (!known_at(column, row[i])) continue;
        alone->score[alone->count] =
            column->kind == FEATURE_WORD ? share[column->word[row[i]]] : column->number[row[i]];
        alone->label[alone->count++] = label[row[i]] != 0;
    }
    return alone->count * 2 < seen ? 0.5 : auc_of(alone); // known of few: what it says is about them alone
}

static bool is_kept(const PropensityOptions *options, Str name)
{
    for (size_t i = 0; i < options->keeps; i++)
        if (str_equal(options->keep[i], name)) return true;
    return false;
}

void find_leaks(const FeatureTable *table, const uint8_t *label, const uint32_t *row, size_t rows,
                const PropensityOptions *options, LeftOut *left, double *auc)
{
    Arena *scratch = arena_open(0);
    size_t step = (rows + LEAK_SAMPLE_MAX - 1) / LEAK_SAMPLE_MAX,
           most = rows < LEAK_SAMPLE_MAX ? rows : LEAK_SAMPLE_MAX;
    for (size_t i = 0; i < table->columns; i++) {
        const FeatureColumn *column = &table->column[i];
        arena_reset(scratch);
        Alone alone = {arena_array(scratch, double, most), arena_array(scratch, uint8_t, most), 0};
        auc[i] = fmax(auc_of_missing(column, label, row, rows, step, &alone),
                      auc_of_known(column, label, row, rows, step, scratch, &alone));
        left[i] = auc[i] >= LEAK_AUC && !is_kept(options, column->name) ? LEFT_LEAK : LEFT_IN;
    }
    arena_close(scratch);
}
