#include "predict/propensity_parts.h"

#include <math.h>
#include <stdlib.h>

typedef struct Training {
    const FeatureTable *table;
    const uint8_t *label;
    const PropensityOptions *options;
    Arena *arena, *scratch;
    uint32_t *row[2]; // ROW_TRAINING, ROW_HOLDOUT
    size_t rows[2], positives[2];
    PropensityModel *model;
    PropensityReport *report;
    int threads;
} Training;

static void list_rows(Training *training)
{
    size_t count[2] = {0};
    const uint8_t *part = training->options->part;
    for (size_t i = 0; i < training->table->rows; i++)
        if (part[i] <= ROW_HOLDOUT) count[part[i]]++;
    for (size_t p = 0; p < 2; p++) training->row[p] = arena_array(training->scratch, uint32_t, count[p]);
    for (size_t i = 0; i < training->table->rows; i++) {
        if (part[i] > ROW_HOLDOUT) continue;
        training->row[part[i]][training->rows[part[i]]++] = (uint32_t)i;
        training->positives[part[i]] += training->label[i] != 0;
    }
    PropensityReport *report = training->report;
    report->training_rows = (int64_t)training->rows[ROW_TRAINING];
    report->training_positives = (int64_t)training->positives[ROW_TRAINING];
    report->rows = report->training_rows + (int64_t)training->rows[ROW_HOLDOUT];
    report->positives = report->training_positives + (int64_t)training->positives[ROW_HOLDOUT];
    report->naive.rows = 0;
}

static bool refuse(Training *training, PropensityRefusal refusal)
{
    training->report->refusal = refusal;
    return false;
}

static bool enough_events(Training *training)
{
    size_t yes = training->positives[ROW_TRAINING], no = training->rows[ROW_TRAINING] - yes;
    if (yes < PROPENSITY_EVENTS_MIN) return refuse(training, PROPENSITY_TOO_FEW_EVENTS);
    return no >= PROPENSITY_EVENTS_MIN || refuse(training, PROPENSITY_TOO_FEW_OTHERS);
}

static void list_left_out(Training *training, const double *auc)
{
    const Design *design = &training->model->design;
    PropensityReport *report = training->report;
    report->left_out = arena_array(training->arena, PropensityLeft, design->columns);
    for (uint32_t i = 0; i < design->columns; i++)
        if (design->column[i].left_out != LEFT_IN)
            report->left_out[report->left++] = (PropensityLeft){i, design->column[i].left_out, auc[i]};
}

static bool learn_design(Training *training, Error *error)
{
    size_t columns = training->table->columns;
    LeftOut *left = arena_array(training->scratch, LeftOut, columns);
    double *auc = arena_array(training->scratch, double, columns);
    find_leaks(training->table, training->label, training->row[ROW_TRAINING], training->rows[ROW_TRAINING],
               training->options, left, auc);
    DesignOptions options = {.left_out = left};
    if (!design_learn(training->table, training->row[ROW_TRAINING], training->rows[ROW_TRAINING], &options,
                      training->arena, &training->model->design, error))
        return false;
    list_left_out(training, auc);
    return true;
}

static double *probabilities(const double *score, size_t rows, Calibration calibration, Arena *arena)
{
    double *probability = arena_array(arena, double, rows);
    for (size_t i = 0; i < rows; i++) probability[i] = logistic_of(calibration.slope * score[i] + calibration.offset);
    return probability;
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

// Tenths of the scores of the training rows.
static void take_score_bins(PropensityModel *model, double *probability, size_t rows)
{
    qsort(probability, rows, sizeof *probability, by_number);
    for (size_t i = 1; i < DRIFT_BINS; i++) {
        double edge = probability[rows * i / DRIFT_BINS];
        if (edge > probability[0] && (!model->score_edges || edge > model->score_edge[model->score_edges - 1]))
            model->score_edge[model->score_edges++] = edge;
    }
    for (size_t i = 0; i < rows; i++) model->score_bin[propensity_score_bin(model, probability[i])]++;
}

// Fits both on all training rows and keeps the chosen one as the model.
static bool fit_both(Training *training, const DesignReading *reading, const Inner *inner, Error *error)
{
    PropensityModel *model = training->model;
    PropensityReport *report = training->report;
    Arena *scratch = training->scratch;
    Sample fitted =
        sample_of(reading, training->label, training->row[ROW_TRAINING], training->rows[ROW_TRAINING], scratch);
    Sample held = sample_of(reading, training->label, training->row[ROW_HOLDOUT], training->rows[ROW_HOLDOUT], scratch);
    LogisticFit fit = sample_fit_logistic(&fitted, inner->ridge, training->threads, training->arena);
    LogisticFit told = fit;
    if (inner->ridge > propensity_ridge[0])
        told = sample_fit_logistic(&fitted, propensity_ridge[0], training->threads, scratch);
    if (training->options->person) sample_errors_by_person(&fitted, training->options->person, &told);
    Trees trees;
    if (!sample_fit_boosting(&fitted, NULL, inner->rounds, training->threads, training->arena, &trees, error))
        return false;
    double *score = arena_array(scratch, double, held.rows);
    sample_score_logistic(&held, &fit, score);
    report->holdout[PROPENSITY_LOGISTIC] = quality_of(
        probabilities(score, held.rows, inner->calibration[PROPENSITY_LOGISTIC], scratch), held.label, held.rows);
    sample_score_trees(&held, &trees, score);
    report->holdout[PROPENSITY_BOOSTING] = quality_of(
        probabilities(score, held.rows, inner->calibration[PROPENSITY_BOOSTING], scratch), held.label, held.rows);
    model->share = (double)training->positives[ROW_TRAINING] / (double)training->rows[ROW_TRAINING];
    report->naive = quality_naive(model->share, held.label, held.rows);
    report->rounds = trees.count, report->logistic_iterations = fit.iterations, report->ridge = inner->ridge;
    report_coefficients(&fitted, &told, training->threads, training->arena, report);
    model->kind = inner->chosen, model->calibration = inner->calibration[inner->chosen];
    double centre = fit.intercept;
    if (model->kind == PROPENSITY_LOGISTIC)
        model->intercept = fit.intercept, model->value = fit.value;
    else
        model->trees = trees, centre = trees.expected;
    model->base = model->calibration.slope * centre + model->calibration.offset;
    double *training_score = arena_array(scratch, double, fitted.rows);
    if (model->kind == PROPENSITY_LOGISTIC)
        sample_score_logistic(&fitted, &fit, training_score);
    else
        sample_score_trees(&fitted, &trees, training_score);
    take_score_bins(model, probabilities(training_score, fitted.rows, model->calibration, scratch), fitted.rows);
    return true;
}

static PropensityRefusal judge(const PropensityReport *report)
{
    const Quality *held = &report->holdout[report->chosen];
    if (held->positives < PROPENSITY_HOLDOUT_EVENTS_MIN || held->rows - held->positives < PROPENSITY_HOLDOUT_EVENTS_MIN)
        return PROPENSITY_TOO_FEW_HOLDOUT;
    bool better = held->auc_low > 0.5 && held->brier < report->naive.brier;
    return better ? PROPENSITY_ACCEPTED : PROPENSITY_NOT_BETTER;
}

static bool train(Training *training, Error *error)
{
    list_rows(training);
    if (!enough_events(training)) return true;
    if (!learn_design(training, error)) return false;
    Design *design = &training->model->design;
    if (!design_linear_terms(design)) {
        refuse(training, PROPENSITY_NO_FEATURES);
        return true;
    }
    DesignReading reading = design_reading(design, training->table, training->scratch);
    Sample fitted = sample_of(&reading, training->label, training->row[ROW_TRAINING], training->rows[ROW_TRAINING],
                              training->scratch);
    Inner inner;
    if (!inner_choose(&fitted, training->options->when, training->options->seed, training->threads, &inner, error))
        return false;
    PropensityReport *report = training->report;
    report->chosen = inner.chosen, report->inner_rows = inner.rows, report->inner_by_time = inner.by_time;
    for (PropensityKind kind = 0; kind < PROPENSITY_KINDS; kind++) report->inner_log_loss[kind] = inner.log_loss[kind];
    if (!fit_both(training, &reading, &inner, error)) return false;
    report_drivers(training->model, training->table, training->row[ROW_TRAINING], training->rows[ROW_TRAINING],
                   training->threads, training->arena, report);
    report->refusal = judge(report);
    return true;
}

bool propensity_train(const FeatureTable *table, const uint8_t *label, const PropensityOptions *options, Arena *arena,
                      PropensityModel *model, PropensityReport *report, Error *error)
{
    if (table->rows > PROPENSITY_ROWS_MAX)
        return error_say(error, ERROR_INPUT,
                         PHRASE("{0} rows: at most {1} can be taken", "{0} lignes\u00A0: {1} au plus"),
                         error_number(arena, table->rows), error_number(arena, PROPENSITY_ROWS_MAX));
    *model = (PropensityModel){0};
    *report = (PropensityReport){0};
    Training training = {.table = table,
                         .label = label,
                         .options = options,
                         .arena = arena,
                         .scratch = arena_open(0),
                         .model = model,
                         .report = report,
                         .threads = options->threads < 1 ? 1 : options->threads};
    bool done = train(&training, error);
    arena_close(training.scratch);
    return done;
}
