// models.c - the models of predict/ on data made for the purpose, once, as one line of JSON: seconds and what was
// found.
//
// usage: fidele_models lifetime CUSTOMERS FOLDER
// The same customers are in FOLDER for the peer (bench/lifetime_peer.py): x, t_x, T as 32-bit numbers, mean amounts as
// doubles. Our clock starts with the columns in memory and ends with standard errors: the statistics are in it.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "activity/buying.h"
#include "base/arena.h"
#include "base/random.h"
#include "base/thread.h"
#include "predict/lifetime.h"

enum { FIRST_DAY = 19000, DAYS = 728, ORDERS_MAX = 700 };

static double seconds_of(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double now(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

static void die(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static double memory_mb(const char *field)
{
    char line[256];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, field, strlen(field)) == 0) kilobytes = strtod(line + strlen(field) + 1, NULL);
    if (file) fclose(file);
    return kilobytes / 1024;
}

static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");
    if (file) fputs("5", file), fclose(file);
}

typedef struct Made {
    Columns columns;
    uint32_t *first_row;
    Second *second;
    int64_t *amount;
    uint32_t rows;
} Made;

static void add_order(Made *made, double day, double amount)
{
    made->second[made->rows] = (Second)((FIRST_DAY + day) * SECONDS_PER_DAY);
    made->amount[made->rows++] = 1 + (int64_t)(100 * amount);
}

// BG/NBD in weeks (r 0.6, alpha 8, a 0.7, b 3), amounts by Gamma-Gamma (p 6, q 4, gamma 15).
static void make_customer(Made *made, uint32_t customer)
{
    Random random = random_start(1, customer);
    double rate = random_gamma(&random, 0.6) / 8 / 7, leave = random_beta(&random, 0.7, 3);
    double scale = 15 / random_gamma(&random, 4), at = random_unit(&random) * DAYS;
    made->first_row[customer] = made->rows;
    for (int order = 0; order < ORDERS_MAX && at < DAYS; order++) {
        add_order(made, at, random_gamma(&random, 6) * scale);
        if (order > 0 && random_unit(&random) < leave) break;
        at += random_exponential(&random) / rate;
    }
}

static Made make(uint32_t customers, Arena *arena)
{
    size_t room = (size_t)customers * 14;
    Made made = {.first_row = arena_array(arena, uint32_t, (size_t)customers + 1),
                 .second = arena_array(arena, Second, room),
                 .amount = arena_array(arena, int64_t, room)};
    for (uint32_t c = 0; c < customers; c++) {
        if (made.rows + ORDERS_MAX > room) die("too many orders");
        make_customer(&made, c);
    }
    made.first_row[customers] = made.rows;
    made.columns = (Columns){.customers = customers, .rows = made.rows, .pieces = 1};
    made.columns.piece[0] = (ColumnPiece){
        .runs = customers, .first_row = made.first_row, .second = made.second, .amount_minor = made.amount};
    return made;
}

static void save(const char *folder, const char *name, const void *data, size_t count, size_t size)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s.bin", folder, name);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, size, count, file) != count || fclose(file) != 0) die(path);
}

static void print_fit(const char *name, const double *parameter, const double *error, size_t count, double likelihood)
{
    printf(",\"%s\":{\"log_likelihood\":%.4f,\"parameters\":[", name, likelihood);
    for (size_t i = 0; i < count; i++) printf("%s%.6f", i ? "," : "", parameter[i]);
    printf("],\"errors\":[");
    for (size_t i = 0; i < count; i++) printf("%s%.6f", i ? "," : "", error[i]);
    printf("]}");
}

static BuyingHistory history_of(const Buying *buying)
{
    return (BuyingHistory){buying->count, buying->x, buying->t_x, buying->T, buying->mean_amount, 7};
}

static void lifetime(uint32_t customers, const char *folder)
{
    Arena *data = arena_open(0), *arena = arena_open(0);
    Made made = make(customers, data);
    LifetimeFit fit;
    GammaGammaFit amounts;
    Error error;
    Day end = FIRST_DAY + DAYS - 1;
    int threads = thread_count_available();
    forget_peak();
    double before = memory_mb("VmRSS:"), busy = seconds_of(CLOCK_PROCESS_CPUTIME_ID), start = now();
    Buying buying = ask_buying(&made.columns, end, end, threads, arena);
    BuyingHistory history = history_of(&buying);
    double counted = now();
    if (!lifetime_fit(LIFETIME_BG_NBD, &history, threads, &fit, &error)) die(error.message[0]);
    double fitted = now();
    if (!gamma_gamma_fit(&history, 100, threads, &amounts, &error)) die(error.message[0]);
    double done = now(), peak = memory_mb("VmHWM:") - before;
    busy = seconds_of(CLOCK_PROCESS_CPUTIME_ID) - busy; // of all threads
    save(folder, "x", history.x, history.customers, sizeof *history.x);
    save(folder, "t_x", history.t_x, history.customers, sizeof *history.t_x);
    save(folder, "T", history.T, history.customers, sizeof *history.T);
    save(folder, "amount", history.mean_amount, history.customers, sizeof *history.mean_amount);
    printf(
        "{\"customers\":%zu,\"orders\":%u,\"threads\":%d,\"groups\":%zu,\"seconds\":%.6f,\"statistics_seconds\":%.6f,"
        "\"bg_nbd_seconds\":%.6f,\"gamma_gamma_seconds\":%.6f,\"processor_seconds\":%.6f,\"peak_mb\":%.1f",
        history.customers, made.rows, threads, fit.groups, done - start, counted - start, fitted - counted,
        done - fitted, busy, peak);
    print_fit("bg_nbd", fit.parameter, fit.error, LIFETIME_PARAMETERS, fit.log_likelihood);
    print_fit("gamma_gamma", amounts.parameter, amounts.error, GAMMA_GAMMA_PARAMETERS, amounts.log_likelihood);
    printf("}\n");
    arena_close(arena);
    arena_close(data);
}

int main(int count, char **arguments)
{
    if (count != 4 || strcmp(arguments[1], "lifetime") != 0) die("usage: fidele_models lifetime CUSTOMERS FOLDER");
    lifetime((uint32_t)strtoul(arguments[2], NULL, 10), arguments[3]);
    return 0;
}
