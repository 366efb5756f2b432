// propensity.c - the propensity models of predict/ on made customers, once, as one line of JSON: seconds and quality.
//
// usage: fidele_propensity logistic|boosting ROWS COLUMNS FOLDER
//        fidele_propensity machinery ROWS
// logistic and boosting write the same customers to FOLDER for the peer (bench/propensity_peer.py): x.bin, rows of
// 32-bit floats, and y.bin, a byte a row; the last fifth is held out. Our clock starts with the numbers in memory.
// machinery: a table of 40 features (words and missing values among them) to a chosen, calibrated, judged model, and
// all rows scored, by each of the two models.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/random.h"
#include "base/thread.h"
#include "predict/propensity.h"

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static double peak_mb(void)
{
    char line[256];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmHWM:", 6) == 0) kilobytes = strtod(line + 6, NULL);
    if (file) fclose(file);
    return kilobytes / 1024;
}

static double processor(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

typedef struct Clock {
    double wall, processor;
} Clock;

static Clock clock_start(void)
{
    return (Clock){now(), processor()};
}

typedef struct Made {
    size_t rows, columns, fitted; // the first `fitted` rows are trained on
    float *number;
    uint8_t *label;
    int threads;
} Made;

// What a features pass of a log gives: events of seven kinds counted in nested windows of 7, 30, 90, 180 and 365 days,
// so that neighbours go together; the rest recencies and tenure. Leaving hangs on some of them, twice on two together.
static void make_row(Random *random, size_t columns, float *row, double *z)
{
    enum { WINDOWS = 5, KINDS = 7 };
    static const double share[WINDOWS] = {7 / 365.0, 23 / 365.0, 60 / 365.0, 90 / 365.0, 185 / 365.0};
    double busy = random_gamma(random, 1.2), tenure = 365 * random_exponential(random);
    *z = -0.3 - tenure / 1500;
    for (size_t j = 0; j < columns; j++) {
        size_t kind = j / WINDOWS, window = j % WINDOWS;
        if (kind < KINDS) {
            double rate = busy * (double)(4 << kind % 4) * (kind == 1 ? random_gamma(random, 1) : 1);
            row[j] = (window ? row[j - 1] : 0) + (float)random_poisson(random, rate * share[window]);
            if (window == 1) *z += (kind == 1 ? 0.5 : -0.1) * log1p((double)row[j]);
        } else {
            row[j] = (float)(j % 2 ? tenure : random_exponential(random) * 60 / (0.2 + busy));
            if (j % 2 == 0) *z += (double)row[j] / 300;
        }
    }
    *z += columns > 7 && row[1] < 1 && row[6] > 0 ? 0.8 : 0;
}

static Made made(size_t rows, size_t columns, Arena *arena)
{
    Made made = {rows,
                 columns,
                 rows - rows / 5,
                 arena_array(arena, float, rows *columns),
                 arena_array(arena, uint8_t, rows),
                 thread_count_available()};
    Random random = random_start(42, 0);
    for (size_t i = 0; i < rows; i++) {
        double z;
        make_row(&random, columns, made.number + i * columns, &z);
        made.label[i] = random_unit(&random) < logistic_of(z);
    }
    return made;
}

static void write_file(const char *folder, const char *name, const void *bytes, size_t size)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, size, file) != size || fclose(file)) die(path);
}

static void print_line(Clock start, Clock end, const double *score, const Made *made)
{
    Quality quality = quality_of(score, made->label + made->fitted, made->rows - made->fitted);
    printf("{\"seconds\":%.4f,\"processor\":%.4f,\"threads\":%d,\"auc\":%.6f,\"log_loss\":%.6f,\"peak_mb\":%.1f}\n",
           end.wall - start.wall, end.processor - start.processor, made->threads, quality.auc, quality.log_loss,
           peak_mb());
}

// ---- logistic regression on a plain matrix, standardised as the peer does ----

typedef struct Scaled {
    const Made *made;
    double *mean, *per;
} Scaled;

static void fill(void *context, size_t first, size_t rows, double *out)
{
    const Scaled *scaled = context;
    size_t columns = scaled->made->columns;
    const float *number = scaled->made->number + first * columns;
    for (size_t j = 0; j < columns; j++)
        for (size_t i = 0; i < rows; i++)
            out[j * LOGISTIC_BLOCK + i] = ((double)number[i * columns + j] - scaled->mean[j]) * scaled->per[j];
}

static void standardise(Scaled *scaled)
{
    const Made *made = scaled->made;
    double count = (double)made->fitted;
    for (size_t i = 0; i < made->fitted; i++)
        for (size_t j = 0; j < made->columns; j++) {
            double x = (double)made->number[i * made->columns + j];
            scaled->mean[j] += x, scaled->per[j] += x * x;
        }
    for (size_t j = 0; j < made->columns; j++) {
        scaled->mean[j] /= count;
        scaled->per[j] = 1 / sqrt(scaled->per[j] / count - scaled->mean[j] * scaled->mean[j]);
    }
}

static void run_logistic(const Made *made, Arena *arena)
{
    double *score = arena_array(arena, double, made->rows - made->fitted);
    Clock start = clock_start();
    Scaled scaled = {made, arena_array(arena, double, made->columns), arena_array(arena, double, made->columns)};
    standardise(&scaled);
    LogisticData data = {made->fitted, made->columns, fill, &scaled, made->label};
    LogisticFit fit = logistic_fit(&data, 1, made->threads, arena);
    Clock end = clock_start();
    for (size_t i = made->fitted; i < made->rows; i++) {
        double z = fit.intercept;
        for (size_t j = 0; j < made->columns; j++)
            z += fit.value[j] * ((double)made->number[i * made->columns + j] - scaled.mean[j]) * scaled.per[j];
        score[i - made->fitted] = logistic_of(z);
    }
    print_line(start, end, score, made);
}

static void run_boosting(const Made *made, Arena *arena)
{
    Trees trees;
    Error error;
    double *score = arena_array(arena, double, made->rows - made->fitted);
    Clock start = clock_start();
    BoostingData data = {made->fitted, made->columns, made->number, made->label};
    BoostingOptions options = {.rounds = 100, .depth = 6, .rate = 0.3, .child_weight_min = 1, .threads = made->threads};
    if (!boosting_train(&data, NULL, &options, arena, &trees, &error)) die(error.message[LOCALE_EN]);
    Clock end = clock_start();
    trees_score(&trees, made->number + made->fitted * made->columns, made->rows - made->fitted, score);
    for (size_t i = 0; i < made->rows - made->fitted; i++) score[i] = logistic_of(score[i]);
    print_line(start, end, score, made);
}

// ---- the whole machinery ----

enum { FEATURES = 40, WORDS = 4 };

static FeatureTable table_of(const Made *made, Arena *arena)
{
    static const Str word[WORDS] = {STR("basic"), STR("gold"), STR("platinum"), STR("silver")};
    FeatureColumn *column = arena_array(arena, FeatureColumn, FEATURES);
    for (size_t j = 0; j < FEATURES; j++) {
        Str name = str_format(arena, "feature %zu", j);
        if (j >= FEATURES - 4) {
            uint32_t *words = arena_array(arena, uint32_t, made->rows);
            for (size_t i = 0; i < made->rows; i++)
                words[i] = (uint32_t)fabsf(made->number[i * made->columns + j] * 2) % WORDS;
            column[j] =
                (FeatureColumn){.name = name, .kind = FEATURE_WORD, .word = words, .words = word, .word_count = WORDS};
            continue;
        }
        double *number = arena_array(arena, double, made->rows);
        for (size_t i = 0; i < made->rows; i++)
            number[i] = j % 10 == 9 && i % 7 == 0 ? NAN : (double)made->number[i * made->columns + j];
        column[j] = (FeatureColumn){.name = name, .kind = FEATURE_NUMBER, .number = number};
    }
    return (FeatureTable){made->rows, FEATURES, column};
}

static void run_machinery(const Made *made, Arena *arena)
{
    FeatureTable table = table_of(made, arena);
    uint8_t *part = arena_array(arena, uint8_t, made->rows);
    double *probability = arena_array(arena, double, made->rows);
    split_last(part, made->rows, 0.2, NULL);
    PropensityOptions options = {.part = part, .seed = 1, .threads = made->threads};
    PropensityModel model;
    PropensityReport report;
    Error error;
    Clock start = clock_start();
    if (!propensity_train(&table, made->label, &options, arena, &model, &report, &error)) die(error.message[LOCALE_EN]);
    Clock trained = clock_start();
    propensity_score(&model, &table, made->threads, probability);
    Clock scored = clock_start();
    printf("{\"train_seconds\":%.2f,\"train_processor\":%.2f,\"score_seconds\":%.3f,\"score_processor\":%.3f,"
           "\"threads\":%d,\"chosen\":\"%.*s\",\"auc\":%.4f,\"trees\":%zu,\"peak_mb\":%.0f}\n",
           trained.wall - start.wall, trained.processor - start.processor, scored.wall - trained.wall,
           scored.processor - trained.processor, made->threads, STR_ARGS(propensity_kind_name(model.kind)),
           report.holdout[report.chosen].auc, report.rounds, peak_mb());
}

int main(int count, char **word)
{
    size_t rows = count > 2 ? strtoul(word[2], NULL, 10) : 0,
           columns = count > 3 ? strtoul(word[3], NULL, 10) : FEATURES;
    Arena *arena = arena_open(0);
    if (rows < 100 || columns < 5)
        die("usage: fidele_propensity logistic|boosting ROWS COLUMNS FOLDER | machinery ROWS");
    Made customers = made(rows, columns, arena);
    if (count > 4) {
        write_file(word[4], "x.bin", customers.number, rows * columns * sizeof *customers.number);
        write_file(word[4], "y.bin", customers.label, rows);
    }
    if (strcmp(word[1], "logistic") == 0) run_logistic(&customers, arena);
    if (strcmp(word[1], "boosting") == 0) run_boosting(&customers, arena);
    if (strcmp(word[1], "machinery") == 0) run_machinery(&customers, arena);
    arena_close(arena);
    return 0;
}
