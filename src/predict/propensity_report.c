#include "predict/propensity_parts.h"

#include <math.h>
#include <stdlib.h>

enum { EXACT_ROWS_MAX = 100000, EXACT_TERMS_MAX = 200, EVENTS_PER_TERM = 10, DRIVER_ROWS = 2000 };
#define Z_95 1.959963984540054
#define DIRECTION_CLEAR 0.3 // correlation of value and effect

// ---- coefficients ----

// A term of 0 and 1 whose rows with 1 (or with 0) are all yes or all no.
static bool tells_apart(const Sample *sample, size_t linear, const Term *term, double *numbers)
{
    const DesignColumn *column = &sample->reading->design->column[term->column];
    if (term->kind == TERM_VALUE && column->kind != FEATURE_YES_NO) return false;
    size_t count[2][2] = {{0}};
    for (size_t first = 0; first < sample->rows; first += LOGISTIC_BLOCK) {
        size_t rows = sample->rows - first < LOGISTIC_BLOCK ? sample->rows - first : LOGISTIC_BLOCK;
        design_fill_linear(sample->reading, sample->row + first, rows, LOGISTIC_BLOCK, numbers);
        for (size_t i = 0; i < rows; i++) {
            double number = numbers[linear * LOGISTIC_BLOCK + i];
            if (number != 0) count[number > 0][sample->label[first + i]]++;
        }
    }
    for (size_t side = 0; side < 2; side++)
        if (count[side][0] + count[side][1] > 0 && (!count[side][0] || !count[side][1])) return true;
    return false;
}

static double ratio_of(double log_odds)
{
    return fmin(fmax(exp(log_odds), 1e-300), 1e300);
}

static PropensityCoefficient coefficient_of(Str name, uint32_t column, double value, double error)
{
    bool known = isfinite(error);
    PropensityCoefficient made = {.name = name, .column = column, .value = value, .error = known ? error : 0};
    made.low = value - Z_95 * made.error, made.high = value + Z_95 * made.error;
    made.p = logistic_p(value, error);
    made.odds_ratio = ratio_of(value), made.odds_low = ratio_of(made.low), made.odds_high = ratio_of(made.high);
    return made;
}

// Whether the estimate hangs on the ridge, seen by leaving it out.
static bool is_separated(const Sample *training, int threads)
{
    if (training->rows > EXACT_ROWS_MAX || design_linear_terms(training->reading->design) > EXACT_TERMS_MAX)
        return false;
    Arena *scratch = arena_open(0);
    bool separated = sample_fit_logistic(training, 0, threads, scratch).separated;
    arena_close(scratch);
    return separated;
}

// The error of b_0 - sum(b_j mean_j / scale_j): the intercept where all columns are 0, not at their means.
static double intercept_error(const Design *design, const LogisticFit *fit, Arena *scratch)
{
    size_t width = fit->columns + 1, at = 1;
    double *weight = arena_array(scratch, double, width), sum = 0;
    weight[0] = 1;
    for (size_t i = 0; i < design->terms; i++)
        if (term_linear(&design->term[i])) {
            weight[at] = fit->aliased[at - 1] ? 0 : -design->term[i].mean / design->term[i].scale;
            at++;
        }
    for (size_t j = 0; j < width; j++)
        for (size_t k = 0; k < width; k++) sum += weight[j] * weight[k] * fit->covariance[j * width + k];
    return sum > 0 ? sqrt(sum) : NAN;
}

void report_coefficients(const Sample *training, const LogisticFit *fit, int threads, Arena *arena,
                         PropensityReport *report)
{
    const Design *design = training->reading->design;
    Arena *scratch = arena_open(0);
    double *numbers = arena_array(scratch, double, fit->columns *LOGISTIC_BLOCK), intercept = fit->intercept;
    report->coefficient = arena_array(arena, PropensityCoefficient, fit->columns + 1);
    report->separated = is_separated(training, threads);
    size_t linear = 0;
    for (size_t i = 0; i < design->terms; i++) {
        const Term *term = &design->term[i];
        if (!term_linear(term)) continue;
        double per = 1 / term->scale;
        PropensityCoefficient *made = &report->coefficient[1 + linear];
        *made = coefficient_of(term_name(design, term, arena), term->column, fit->value[linear] * per,
                               fit->error[linear] * per);
        made->aliased = fit->aliased[linear];
        made->separated = report->separated && tells_apart(training, linear, term, numbers);
        intercept -= made->value * term->mean;
        linear++;
    }
    report->coefficient[0] =
        coefficient_of(STR("(intercept)"), UINT32_MAX, intercept, intercept_error(design, fit, scratch));
    report->coefficients = 1 + fit->columns;
    int64_t yes = report->training_positives, no = report->training_rows - yes;
    report->few_per_term = smaller(yes, no) < (int64_t)(EVENTS_PER_TERM * fit->columns);
    arena_close(scratch);
}

// ---- what drives it ----

typedef struct Moments {
    double count, value, effect, value_value, effect_effect, value_effect, size;
} Moments;

static void moments_add(Moments *moments, double value, double effect)
{
    moments->size += fabs(effect);
    if (!isfinite(value)) return;
    moments->count++, moments->value += value, moments->effect += effect;
    moments->value_value += value * value, moments->effect_effect += effect * effect;
    moments->value_effect += value * effect;
}

static int direction_of(const Moments *m)
{
    double both = m->value_effect * m->count - m->value * m->effect;
    double values = m->value_value * m->count - m->value * m->value;
    double effects = m->effect_effect * m->count - m->effect * m->effect;
    double correlation = both / sqrt(values * effects);
    if (!(values > 0) || !(effects > 0) || !isfinite(correlation) || fabs(correlation) < DIRECTION_CLEAR) return 0;
    return correlation > 0 ? 1 : -1;
}

static int by_importance(const void *a, const void *b)
{
    const PropensityDriver *x = a, *y = b;
    if (x->importance != y->importance) return x->importance > y->importance ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

void report_drivers(const PropensityModel *model, const FeatureTable *table, const uint32_t *row, size_t rows,
                    int threads, Arena *arena, PropensityReport *report)
{
    Arena *scratch = arena_open(0);
    Moments *moments = arena_array(scratch, Moments, table->columns);
    size_t step = (rows + DRIVER_ROWS - 1) / DRIVER_ROWS, seen = 0;
    uint32_t *some = arena_array(scratch, uint32_t, DRIVER_ROWS);
    for (size_t i = 0; i < rows; i += step) some[seen++] = row[i];
    double *effects = arena_array(scratch, double, seen * table->columns), all = 0;
    propensity_effects(model, table, some, seen, threads, effects);
    for (size_t i = 0; i < seen; i++) {
        const double *effect = effects + i * table->columns;
        for (size_t c = 0; c < table->columns; c++) {
            const FeatureColumn *column = &table->column[c];
            bool word = column->kind == FEATURE_WORD;
            double value = word ? NAN : column->number[some[i]];
            if (isfinite(value)) value = fmin(fmax(value, model->design.column[c].low), model->design.column[c].high);
            moments_add(&moments[c], value, effect[c]);
        }
    }
    report->driver = arena_array(arena, PropensityDriver, table->columns);
    for (uint32_t c = 0; c < table->columns; c++) {
        if (model->design.column[c].left_out != LEFT_IN) continue;
        PropensityDriver driver = {c, moments[c].size / (double)seen, 0, direction_of(&moments[c])};
        all += driver.importance;
        report->driver[report->drivers++] = driver;
    }
    for (size_t i = 0; i < report->drivers; i++)
        report->driver[i].share = all > 0 ? report->driver[i].importance / all : 0;
    qsort(report->driver, report->drivers, sizeof *report->driver, by_importance);
    arena_close(scratch);
}
