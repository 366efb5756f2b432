// findings_step.c - is there a date from which a series runs at another level?
#include "audit/findings.h"

#include <math.h>

enum {
    COLUMNS_MAX = LENS_SEASONS_MAX + 2,
    ROWS_MAX = LENS_PERIODS_MAX + LENS_SEASONS_MAX,
    SIDE_MIN = 2,
    BEFORE_MIN = 4,
    BEFORE_SHARE = 5, // at least a fifth of what is observed lies before a step: else the beginning is what is odd
    FREEDOM_MIN = 3
};

// A level that ends again has one more free number than one that lasts: it has to explain this much more.
static const double RETURN_COST = 6;
// A month differs from the mean of the year by about this much, as a log: what is believed of it before any year was
// seen.
static const double SEASON_DEVIATION = 0.15;

// The weighted columns to be explained away (level, season, trend), made orthonormal one after the other, so that what
// a step adds is one product: the theorem of Frisch & Waugh (1933), Econometrica 1:387. The season is held near zero by
// one more row for each month (ridge regression: Hoerl & Kennard 1970, Technometrics 12:55): a file of a year and a
// half can tell a step from a season only where the step is larger than seasons are.
typedef struct Nuisance {
    uint32_t periods, rows, columns; // rows: periods, then months
    double root[ROWS_MAX];           // of the weights; 0 in the rows of months
    double column[COLUMNS_MAX][ROWS_MAX];
} Nuisance;

static double product(const Nuisance *nuisance, const double *a, const double *b)
{
    double sum = 0;
    for (uint32_t i = 0; i < nuisance->rows; i++) sum += a[i] * b[i];
    return sum;
}

static void project_out(const Nuisance *nuisance, double *vector)
{
    for (uint32_t k = 0; k < nuisance->columns; k++) {
        double along = product(nuisance, nuisance->column[k], vector);
        for (uint32_t i = 0; i < nuisance->rows; i++) vector[i] -= along * nuisance->column[k][i];
    }
}

static void add_column(Nuisance *nuisance, double *vector)
{
    double before = product(nuisance, vector, vector);
    project_out(nuisance, vector);
    double size = sqrt(product(nuisance, vector, vector));
    if (size * size <= 1e-9 * before || size == 0) return;
    for (uint32_t i = 0; i < nuisance->rows; i++) nuisance->column[nuisance->columns][i] = vector[i] / size;
    nuisance->columns++;
}

static void add_level_and_season(Nuisance *nuisance, const Lens *lens, bool season)
{
    double level[ROWS_MAX];
    for (uint32_t i = 0; i < nuisance->rows; i++) level[i] = nuisance->root[i];
    add_column(nuisance, level);
    for (uint32_t month = 0; season && month < lens->seasons; month++) {
        double vector[ROWS_MAX] = {0};
        for (uint32_t t = 0; t < nuisance->periods; t++)
            if (lens->season_of[t] == month) vector[t] = nuisance->root[t];
        vector[nuisance->periods + month] = 1 / SEASON_DEVIATION;
        add_column(nuisance, vector);
    }
}

static void add_trend(Nuisance *nuisance)
{
    double vector[ROWS_MAX];
    for (uint32_t i = 0; i < nuisance->rows; i++) vector[i] = nuisance->root[i] * (double)i;
    add_column(nuisance, vector);
}

static void step_vector(const Nuisance *nuisance, uint32_t from, uint32_t to, double *vector)
{
    for (uint32_t i = 0; i < nuisance->rows; i++) vector[i] = from <= i && i < to ? nuisance->root[i] : 0;
    project_out(nuisance, vector);
}

// How much of the unexplained variation the candidate takes away, and the coefficient with which it does.
typedef struct Gain {
    double gain, change, size;
} Gain;

static Gain gain_of(const Nuisance *nuisance, const double *rest, const double *candidate)
{
    double size = product(nuisance, candidate, candidate), along = product(nuisance, candidate, rest);
    if (size < 1e-9) return (Gain){0};
    return (Gain){along * along / size, along / size, size};
}

static uint32_t observed_between(const LensSeries *series, uint32_t from, uint32_t to)
{
    uint32_t observed = 0;
    for (uint32_t i = from; i < to; i++) observed += series->weight[i] > 0;
    return observed;
}

// Student's t as a normal deviate: Wallace (1959), Ann. Math. Stat. 30:1121.
static double normal_of_student(double t, double freedom)
{
    double factor = (8 * freedom + 1) / (8 * freedom + 3);
    return factor * sqrt(freedom * log1p(t * t / freedom));
}

static bool length_allowed(const LensSeries *series, const StepRule *rule, uint32_t from, uint32_t to, uint32_t count)
{
    if (to < count && (rule->only_to_end || (rule->longest && to - from > rule->longest))) return false;
    uint32_t shortest = rule->shortest ? rule->shortest : SIDE_MIN;
    uint32_t before = (uint32_t)larger(BEFORE_MIN, observed_between(series, 0, count) / BEFORE_SHARE);
    return observed_between(series, from, to) >= shortest && observed_between(series, 0, from) >= before &&
           (to == count || observed_between(series, to, count) >= 1);
}

static Step best_step(const LensSeries *series, const Nuisance *nuisance, const double *rest, const StepRule *rule,
                      uint32_t *tried)
{
    uint32_t count = nuisance->periods;
    Step best = {0};
    double best_gain = 0, vector[ROWS_MAX];
    for (uint32_t from = 1; from < count; from++)
        for (uint32_t to = from + 1; to <= count; to++) {
            if (!length_allowed(series, rule, from, to, count)) continue;
            ++*tried;
            step_vector(nuisance, from, to, vector);
            Gain gain = gain_of(nuisance, rest, vector);
            if (to < count) gain.gain -= RETURN_COST;
            if (gain.gain <= best_gain || gain.change * rule->direction < rule->least) continue;
            best_gain = gain.gain;
            best = (Step){.found = true, .from = from, .to = to, .change = gain.change, .z = sqrt(gain.gain)};
        }
    return best;
}

// The level with season that remains when the step is taken off again.
static void fit_without_step(const LensSeries *series, const Nuisance *nuisance, const double *rest, const Step *step,
                             double *fitted)
{
    double vector[ROWS_MAX] = {0};
    if (step->found) step_vector(nuisance, step->from, step->to, vector);
    for (uint32_t i = 0; i < nuisance->periods; i++) {
        bool inside = step->found && step->from <= i && i < step->to;
        if (series->weight[i] <= 0)
            fitted[i] = 0;
        else
            fitted[i] =
                series->value[i] - (rest[i] - step->change * vector[i]) / nuisance->root[i] - inside * step->change;
    }
}

// `rest` is what level, season and (when the rule says so) trend leave of the series.
static Nuisance explain(const Lens *lens, const LensSeries *series, const StepRule *rule, double *rest)
{
    Nuisance nuisance = {.periods = lens->periods, .rows = lens->periods + lens->seasons};
    for (uint32_t t = 0; t < lens->periods; t++) nuisance.root[t] = sqrt(series->weight[t]);
    add_level_and_season(&nuisance, lens, rule->season);
    if (rule->trend) add_trend(&nuisance);
    for (uint32_t i = 0; i < nuisance.rows; i++)
        rest[i] = i < nuisance.periods ? nuisance.root[i] * series->value[i] : 0;
    project_out(&nuisance, rest);
    return nuisance;
}

// A month of the season is one row and one column: it takes no freedom.
static double freedom_of(const LensSeries *series, const Nuisance *nuisance, const Lens *lens, const StepRule *rule)
{
    double rows = (double)observed_between(series, 0, nuisance->periods) + (rule->season ? lens->seasons : 0);
    return rows - nuisance->columns - 1;
}

// Noise is what the step leaves unexplained, but at least what the weights say.
static void judge(Step *step, double gain, double all, double freedom, uint32_t tried)
{
    step->z = normal_of_student(sqrt(gain / fmax(1, (all - gain) / freedom)), freedom);
    step->p_value = fmin(1, normal_upper_tail(step->z) * tried);
}

// How much of the series a straight line through `x` explains, with weights.
static double line_gain(const LensSeries *series, const double *x, uint32_t count)
{
    double weights = 0, x_sum = 0, y_sum = 0, xx = 0, xy = 0;
    for (uint32_t t = 0; t < count; t++) {
        double weight = series->weight[t];
        weights += weight;
        x_sum += weight * x[t];
        y_sum += weight * series->value[t];
        xx += weight * x[t] * x[t];
        xy += weight * x[t] * series->value[t];
    }
    if (weights == 0) return 0;
    double variation = xx - x_sum * x_sum / weights, together = xy - x_sum * y_sum / weights;
    return variation > 0 ? together * together / variation : 0;
}

// A steady rise or fall explains the series better than the step does. Both are looked at without the season, which in
// two years can't be told from either.
static bool is_trend(const LensSeries *series, uint32_t count, const Step *step)
{
    double steady[LENS_PERIODS_MAX], sudden[LENS_PERIODS_MAX];
    for (uint32_t t = 0; t < count; t++) {
        steady[t] = t;
        sudden[t] = step->from <= t && t < step->to;
    }
    return line_gain(series, steady, count) > line_gain(series, sudden, count);
}

Step series_step(const Lens *lens, const LensSeries *series, const StepRule *rule, double *fitted)
{
    double rest[ROWS_MAX];
    Nuisance nuisance = explain(lens, series, rule, rest);
    uint32_t tried = 0;
    Step step = best_step(series, &nuisance, rest, rule, &tried);
    double freedom = freedom_of(series, &nuisance, lens, rule), gain = step.z * step.z;
    if (freedom < FREEDOM_MIN || (!rule->trend && is_trend(series, lens->periods, &step))) step = (Step){0};
    if (fitted) fit_without_step(series, &nuisance, rest, &step, fitted);
    if (step.found) judge(&step, gain, product(&nuisance, rest, rest), freedom, tried);
    return step;
}

Step series_step_at(const Lens *lens, const LensSeries *series, const StepRule *rule, uint32_t from)
{
    double rest[ROWS_MAX], vector[ROWS_MAX];
    Nuisance nuisance = explain(lens, series, rule, rest);
    step_vector(&nuisance, from, lens->periods, vector);
    Gain gain = gain_of(&nuisance, rest, vector);
    double freedom = freedom_of(series, &nuisance, lens, rule);
    bool sides = length_allowed(series, rule, from, lens->periods, lens->periods);
    if (freedom < FREEDOM_MIN || !sides || gain.change * rule->direction < rule->least) return (Step){.p_value = 1};
    Step step = {.found = true, .from = from, .to = lens->periods, .change = gain.change};
    judge(&step, gain.gain, product(&nuisance, rest, rest), freedom, 1);
    return step;
}
