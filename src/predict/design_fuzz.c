// Any table and any outcome: the design's numbers, both logistic fits and their quality are finite.
#include "predict/design.h"
#include "predict/logistic.h"
#include "predict/quality.h"

#include <math.h>
#include <string.h>

enum { COLUMNS = 4, ROWS_MAX = 64, TEXT_MAX = 10 };

typedef struct Reading {
    const DesignReading *design;
    const uint32_t *row;
} Reading;

static void fill(void *context, size_t first, size_t rows, double *out)
{
    const Reading *reading = context;
    design_fill_linear(reading->design, reading->row + first, rows, LOGISTIC_BLOCK, out);
    for (size_t t = 0; t < design_linear_terms(reading->design->design); t++)
        for (size_t i = 0; i < rows; i++) assert(isfinite(out[t * LOGISTIC_BLOCK + i]));
}

static void check_fit(const LogisticFit *fit)
{
    assert(isfinite(fit->intercept) && isfinite(fit->log_likelihood));
    for (size_t j = 0; j < fit->columns; j++) {
        assert(isfinite(fit->value[j]) && !isinf(fit->error[j]));
        double p = logistic_p(fit->value[j], fit->error[j]);
        assert(p >= 0 && p <= 1);
    }
}

static void fit_all(const DesignReading *design, const uint32_t *row, const uint8_t *label, size_t rows, Arena *arena)
{
    Reading reading = {design, row};
    LogisticData data = {rows, design_linear_terms(design->design), fill, &reading, label};
    for (int ridge = 0; ridge < 2; ridge++) {
        LogisticFit fit = logistic_fit(&data, ridge, 1, arena);
        check_fit(&fit);
        double probability[ROWS_MAX];
        for (size_t i = 0; i < rows; i++) probability[i] = logistic_of(fit.intercept + (i % 3 ? 1e3 : -1e3));
        Quality quality = quality_of(probability, label, rows);
        assert(isfinite(quality.auc) && isfinite(quality.log_loss) && isfinite(quality.calibration_error));
        assert(quality.auc_low <= quality.auc && quality.auc <= quality.auc_high);
    }
}

// Half of the columns are texts cut at lines; the others take eight bytes a number.
static FeatureColumn column_of(Str *rest, size_t at, size_t rows, Arena *arena)
{
    Str name = str_format(arena, "column %zu", at);
    if (at % 2 == 0) {
        Str *texts = arena_array(arena, Str, rows);
        for (size_t i = 0; i < rows; i++)
            if (str_cut(rest, '\n', &texts[i]) && texts[i].size > TEXT_MAX) texts[i].size = TEXT_MAX;
        return feature_column_read(name, texts, rows, arena);
    }
    double *number = arena_array(arena, double, rows);
    for (size_t i = 0; i < rows && rest->size >= sizeof *number; i++) {
        memcpy(&number[i], rest->data, sizeof *number);
        *rest = (Str){rest->data + sizeof *number, rest->size - sizeof *number};
    }
    return (FeatureColumn){.name = name, .kind = FEATURE_NUMBER, .number = number};
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 12) return 0;
    size_t rows = 2 + bytes[0] % (ROWS_MAX - 1), yes = 0;
    uint8_t label[ROWS_MAX];
    uint32_t row[ROWS_MAX];
    for (size_t i = 0; i < rows; i++)
        label[i] = bytes[1 + i / 8 % 8] >> i % 8 & 1, row[i] = (uint32_t)i, yes += label[i];
    if (!yes || yes == rows) return 0;
    Arena *arena = arena_open(0);
    Str rest = {(const char *)bytes + 9, size - 9};
    FeatureColumn column[COLUMNS];
    for (size_t i = 0; i < COLUMNS; i++) column[i] = column_of(&rest, i, rows, arena);
    FeatureTable table = {rows, COLUMNS, column};
    DesignOptions options = {.exact = bytes[9] % 2};
    Design design;
    Error error;
    if (design_learn(&table, row, rows, &options, arena, &design, &error)) {
        DesignReading reading = design_reading(&design, &table, arena);
        fit_all(&reading, row, label, rows, arena);
    }
    arena_close(arena);
    return 0;
}
