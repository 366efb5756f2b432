#include "predict/propensity_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum { FOLDS = 5, INNER_ROWS_MAX = 150000, ONE_FOLD_FROM = 50000, OUTCOMES_MIN = 10 };

const double propensity_ridge[RIDGES] = {1, 10, 100, 1000};

typedef struct Place {
    int64_t when;
    uint32_t at; // within the sample
} Place;

static int by_when(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    if (x->when != y->when) return x->when < y->when ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

// Which rows are scored in which turn: 0 .. folds-1; the others of the turn are fitted on. UINT8_MAX: never scored.
typedef struct Folds {
    uint8_t *of;
    size_t folds;
    bool by_time;
} Folds;

static bool both_outcomes(const Sample *sample, const uint8_t *of, bool scored)
{
    size_t count[2] = {0};
    for (size_t i = 0; i < sample->rows; i++)
        if ((of[i] == 0) == scored) count[sample->label[i]]++;
    return count[0] >= OUTCOMES_MIN && count[1] >= OUTCOMES_MIN;
}

// The latest fifth. False: it has too few of one outcome to choose by.
static bool fold_by_time(const Sample *sample, const int64_t *when, Arena *scratch, Folds *folds)
{
    Place *place = arena_array(scratch, Place, sample->rows);
    for (size_t i = 0; i < sample->rows; i++) place[i] = (Place){when[sample->row[i]], (uint32_t)i};
    qsort(place, sample->rows, sizeof *place, by_when);
    for (size_t i = 0; i < sample->rows; i++)
        folds->of[place[i].at] = i >= sample->rows - sample->rows / FOLDS ? 0 : UINT8_MAX;
    folds->folds = 1;
    folds->by_time = both_outcomes(sample, folds->of, true) && both_outcomes(sample, folds->of, false);
    return folds->by_time;
}

// Yes and no are dealt apart, so that every fold has its share of both. Of many rows one fold is enough.
static void fold_by_chance(const Sample *sample, uint64_t seed, Arena *scratch, Folds *folds)
{
    Place *place = arena_array(scratch, Place, sample->rows);
    Random random = random_start(seed, 1);
    for (size_t i = 0; i < sample->rows; i++)
        place[i] = (Place){(int64_t)(random_bits(&random) >> 2 | (uint64_t)sample->label[i] << 62), (uint32_t)i};
    qsort(place, sample->rows, sizeof *place, by_when);
    folds->folds = sample->rows >= ONE_FOLD_FROM ? 1 : FOLDS;
    for (size_t i = 0; i < sample->rows; i++) {
        uint8_t fold = (uint8_t)(i % FOLDS);
        folds->of[place[i].at] = fold < folds->folds ? fold : UINT8_MAX;
    }
}

typedef struct Choosing {
    const Sample *sample;
    Folds folds;
    int threads;
    size_t rounds;
    uint32_t *fitted_row, *scored_row, *scored_at; // rooms
    double *score[PROPENSITY_KINDS];               // of each row that was scored, in `label`'s order
    double *linear[RIDGES];                        // the same of logistic regression with each ridge
    uint8_t *label;
    size_t scored;
} Choosing;

static bool take_turn(Choosing *choosing, size_t turn, Error *error)
{
    Arena *scratch = arena_open(0);
    const Sample *all = choosing->sample;
    size_t fitted = 0, scored = 0;
    uint8_t *fitted_label = arena_array(scratch, uint8_t, all->rows);
    uint8_t *label = choosing->label + choosing->scored;
    for (size_t i = 0; i < all->rows; i++)
        if (choosing->folds.of[i] == turn)
            choosing->scored_row[scored] = all->row[i], label[scored++] = all->label[i];
        else
            choosing->fitted_row[fitted] = all->row[i], fitted_label[fitted++] = all->label[i];
    Sample fit_on = {all->reading, choosing->fitted_row, fitted, fitted_label};
    Sample score_on = {all->reading, choosing->scored_row, scored, label};
    for (size_t i = 0; i < RIDGES; i++) {
        LogisticFit fit = sample_fit_logistic(&fit_on, propensity_ridge[i], choosing->threads, scratch);
        sample_score_logistic(&score_on, &fit, choosing->linear[i] + choosing->scored);
    }
    // The first turn finds how many rounds; the others take as many.
    Trees trees;
    bool done = sample_fit_boosting(&fit_on, turn ? NULL : &score_on, choosing->rounds, choosing->threads, scratch,
                                    &trees, error);
    if (done) {
        choosing->rounds = trees.count;
        sample_score_trees(&score_on, &trees, choosing->score[PROPENSITY_BOOSTING] + choosing->scored);
        choosing->scored += scored;
    }
    arena_close(scratch);
    return done;
}

static double loss_of(double score, Calibration calibration, uint8_t label)
{
    double z = calibration.slope * score + calibration.offset;
    return fmax(z, 0) - (label ? z : 0) + log1p(exp(-fabs(z)));
}

// Columns that go together share what they say out among them when the ridge is stronger; how strong, the rows decide.
static void choose_ridge(Choosing *choosing, Inner *inner)
{
    double least = INFINITY;
    for (size_t i = 0; i < RIDGES; i++) {
        Calibration calibration = calibrate(choosing->linear[i], choosing->label, choosing->scored);
        double loss = 0;
        for (size_t row = 0; row < choosing->scored; row++)
            loss += loss_of(choosing->linear[i][row], calibration, choosing->label[row]);
        if (!(loss < least)) continue;
        least = loss, inner->ridge = propensity_ridge[i];
        choosing->score[PROPENSITY_LOGISTIC] = choosing->linear[i];
    }
}

// Boosting is taken only when its log loss is lower by more than the standard error of the difference, row by row (the
// rule of one standard error: Breiman, Friedman, Olshen & Stone 1984, 3.4.3): what explains itself exactly wins a tie.
static void judge(const Choosing *choosing, Inner *inner)
{
    double sum = 0, squares = 0, rows = (double)choosing->scored;
    for (PropensityKind kind = 0; kind < PROPENSITY_KINDS; kind++)
        inner->calibration[kind] = calibrate(choosing->score[kind], choosing->label, choosing->scored);
    for (size_t i = 0; i < choosing->scored; i++) {
        double loss[PROPENSITY_KINDS];
        for (PropensityKind kind = 0; kind < PROPENSITY_KINDS; kind++) {
            loss[kind] = loss_of(choosing->score[kind][i], inner->calibration[kind], choosing->label[i]);
            inner->log_loss[kind] += loss[kind] / rows;
        }
        double gain = loss[PROPENSITY_LOGISTIC] - loss[PROPENSITY_BOOSTING];
        sum += gain, squares += gain * gain;
    }
    double mean = sum / rows, error = sqrt(fmax(squares / rows - mean * mean, 0) / rows);
    inner->chosen = mean > error ? PROPENSITY_BOOSTING : PROPENSITY_LOGISTIC;
    inner->rows = choosing->scored, inner->rounds = choosing->rounds, inner->by_time = choosing->folds.by_time;
}

// Of many rows an even share is enough to choose by.
static Sample thinned(const Sample *training, Arena *scratch)
{
    if (training->rows <= INNER_ROWS_MAX) return *training;
    uint32_t *row = arena_array(scratch, uint32_t, INNER_ROWS_MAX);
    Sample sample = {training->reading, row, INNER_ROWS_MAX, arena_array(scratch, uint8_t, INNER_ROWS_MAX)};
    for (size_t i = 0; i < INNER_ROWS_MAX; i++) {
        size_t from = i * training->rows / INNER_ROWS_MAX;
        row[i] = training->row[from], sample.label[i] = training->label[from];
    }
    return sample;
}

static bool enough(const Sample *sample)
{
    size_t yes = 0;
    for (size_t i = 0; i < sample->rows; i++) yes += sample->label[i];
    return yes >= PROPENSITY_EVENTS_MIN && sample->rows - yes >= PROPENSITY_EVENTS_MIN;
}

bool inner_choose(const Sample *training, const int64_t *when, uint64_t seed, int threads, Inner *inner, Error *error)
{
    Arena *scratch = arena_open(0);
    Sample sample = thinned(training, scratch);
    if (!enough(&sample)) sample = *training; // rare outcomes among very many rows
    Choosing choosing = {.sample = &sample, .threads = threads};
    choosing.folds.of = arena_array(scratch, uint8_t, sample.rows);
    choosing.fitted_row = arena_array(scratch, uint32_t, sample.rows);
    choosing.scored_row = arena_array(scratch, uint32_t, sample.rows);
    choosing.label = arena_array(scratch, uint8_t, sample.rows);
    choosing.score[PROPENSITY_BOOSTING] = arena_array(scratch, double, sample.rows);
    for (size_t i = 0; i < RIDGES; i++) choosing.linear[i] = arena_array(scratch, double, sample.rows);
    if (!when || !fold_by_time(&sample, when, scratch, &choosing.folds))
        fold_by_chance(&sample, seed, scratch, &choosing.folds);
    bool done = true;
    *inner = (Inner){0};
    for (size_t turn = 0; turn < choosing.folds.folds && done; turn++) done = take_turn(&choosing, turn, error);
    if (done) choose_ridge(&choosing, inner), judge(&choosing, inner);
    arena_close(scratch);
    return done;
}
