// Bytes that claim to be an uplift model, and trials of odd numbers: a refusal, or finite scores.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "predict/uplift.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FEATURES = 3 };

static void score(const UpliftModel *model, const UpliftReport *report)
{
    static const double odd[][FEATURES] = {{0, 1, 2}, {NAN, INFINITY, -INFINITY}, {1e308, -1e308, 0}};
    for (size_t i = 0; i < COUNT_OF(odd); i++)
        if (isnan(uplift_score(model, odd[i]))) abort();
    (void)uplift_group_of(report, 0);
}

static void read_record(const uint8_t *data, size_t size, Arena *arena)
{
    UpliftModel *model;
    UpliftReport report;
    Error error;
    (void)!uplift_read((Str){(const char *)data, size}, arena, &model, &report, &error);
}

static void train(const uint8_t *data, size_t size, Arena *arena)
{
    enum { PEOPLE = 400 };
    double *feature = arena_array(arena, double, PEOPLE *FEATURES), *outcome = arena_array(arena, double, PEOPLE);
    bool *treated = arena_array(arena, bool, PEOPLE), *stayed = arena_array(arena, bool, PEOPLE);
    UpliftRows rows = {PEOPLE, FEATURES, feature, treated, outcome, stayed, data[0] & 1};
    for (size_t i = 0; i < PEOPLE; i++) {
        uint8_t byte = data[i % size];
        for (size_t f = 0; f < FEATURES; f++)
            memcpy(&feature[i * FEATURES + f], data + (i * 7 + f * 3) % (size - 7), sizeof *feature);
        treated[i] = byte & 2;
        stayed[i] = byte & 4;
        outcome[i] = rows.shares ? stayed[i] : (double)byte * 1e13;
    }
    UpliftModel *model;
    UpliftReport report;
    Error error;
    if (uplift_train(&rows, data[0], 1, arena, &model, &report, &error)) score(model, &report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *arena = arena_open(0);
    read_record(data, size, arena);
    if (size > 8) train(data, size, arena);
    arena_close(arena);
    return 0;
}
