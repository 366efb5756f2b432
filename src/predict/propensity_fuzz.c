// Any bytes as a model: refused, or a model whose scores, effects and drift are finite, and which is written and read
// again as the same.
#include "predict/propensity.h"

#include <math.h>

enum { ROWS = 4 };

static const double numbers[ROWS] = {0, 1e300, -1e9, NAN};
static const uint32_t words[ROWS] = {0, 1, WORD_MISSING, 7};
static const Str word[2] = {STR("basic"), STR("gold")};

// A column for each of the model's, of the kind it has: whatever it asks for is there.
static FeatureTable table_of(const PropensityModel *model, Arena *arena)
{
    FeatureColumn *column = arena_array(arena, FeatureColumn, model->design.columns);
    for (size_t i = 0; i < model->design.columns; i++)
        column[i] = (FeatureColumn){.name = model->design.column[i].name,
                                    .kind = model->design.column[i].kind,
                                    .number = numbers,
                                    .word = words,
                                    .words = word,
                                    .word_count = COUNT_OF(word)};
    return (FeatureTable){ROWS, model->design.columns, column};
}

static void use(const PropensityModel *model, Arena *arena)
{
    FeatureTable table = table_of(model, arena);
    double probability[ROWS], *effect = arena_array(arena, double, ROWS *table.columns);
    uint32_t row[ROWS] = {0, 1, 2, 3};
    propensity_score(model, &table, 1, probability);
    propensity_effects(model, &table, row, ROWS, 1, effect);
    for (size_t i = 0; i < ROWS; i++) assert(probability[i] >= 0 && probability[i] <= 1);
    for (size_t i = 0; i < ROWS * table.columns; i++) assert(isfinite(effect[i]));
    PropensityDrift drift = propensity_drift(model, &table, probability, arena);
    assert(isfinite(drift.score));
    Text text = text_in(arena);
    PropensityModel again;
    Error error;
    propensity_write(model, &text);
    bool read = propensity_read(text_str(&text), arena, &again, &error);
    assert(read);
    (void)read;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    Arena *arena = arena_open(0);
    PropensityModel model;
    Error error;
    if (propensity_read((Str){(const char *)bytes, size}, arena, &model, &error))
        use(&model, arena);
    else
        assert(error.message[LOCALE_EN][0] && error.message[LOCALE_FR][0]);
    arena_close(arena);
    return 0;
}
