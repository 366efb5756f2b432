// churn_cli.c - `fidele predict churn FILE --label COLUMN`.
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/number.h"
#include "base/thread.h"
#include "cli/display.h"
#include "cli/output.h"
#include "prediction/churn_report.h"
#include "prediction/predict_cli.h"

static const char *const options[] = {"label", "id", "holdout", "positive", "duration", "keep", NULL};

enum { KEEPS_MAX = 100 };

// ---- --holdout every:5:4 | last:20% | random:20%:SEED ----

static bool read_share(Str text, double *share)
{
    if (text.size && text.data[text.size - 1] == '%') text.size--;
    if (!number_parse(text, share)) return false;
    *share /= 100;
    return *share > 0 && *share < 1;
}

static bool split_rows(Str rule, uint8_t *part, size_t rows)
{
    Str rest = rule, word, first = STR(""), second = STR("");
    if (!str_cut(&rest, ':', &word) || !str_cut(&rest, ':', &first)) return false;
    bool has_second = str_cut(&rest, ':', &second);
    int64_t every, remainder = 0, seed = 0;
    double share;
    if (rest.size) return false;
    if (str_equal(word, STR("every"))) {
        if (!has_second || !number_parse_count(first, &every) || !number_parse_count(second, &remainder)) return false;
        if (every < 2 || remainder < 0 || remainder >= every) return false;
        split_every(part, rows, (size_t)every, (size_t)remainder);
        return true;
    }
    if (!read_share(first, &share)) return false;
    if (str_equal(word, STR("last")) && !has_second) {
        split_last(part, rows, share, NULL);
        return true;
    }
    if (!str_equal(word, STR("random")) || (has_second && !number_parse_count(second, &seed))) return false;
    split_random(part, rows, share, (uint64_t)seed);
    return true;
}

static bool read_parts(const CommandCall *call, const ChurnFile *file, ChurnReport *report, Error *error)
{
    uint8_t *part = arena_array(call->arena, uint8_t, file->rows);
    report->rule = option_text(call->options, "holdout", STR("every:5:4"));
    report->part = part;
    if (!split_rows(report->rule, part, file->rows))
        return option_refuse(call->options, "holdout",
                             PHRASE("--{0} {1}: expected every:5:4, last:20% or random:20%:SEED",
                                    "--{0} {1}\u00A0: attendu\u00A0: every:5:4, last:20% ou random:20%:GRAINE"),
                             error);
    for (size_t row = 0; row < file->rows; row++)
        if (file->label[row] == LABEL_MISSING) part[row] = ROW_APART;
    return true;
}

// ---- scores and reasons ----

typedef struct Ranked {
    double probability;
    uint32_t row;
} Ranked;

static int by_probability(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;
    if (x->probability != y->probability) return x->probability > y->probability ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

// The highest CHURN_EXPLAINED_MAX, a few hundred at a time.
static void explain(ChurnReport *report, int threads, Arena *arena)
{
    enum { AT_ONCE = 512 };
    const FeatureTable *table = &report->file->features;
    Ranked *ranked = arena_array(arena, Ranked, table->rows);
    for (size_t row = 0; row < table->rows; row++) ranked[row] = (Ranked){report->probability[row], (uint32_t)row};
    qsort(ranked, table->rows, sizeof *ranked, by_probability);
    double *effect = arena_array(arena, double, table->columns *AT_ONCE);
    size_t last = table->rows < CHURN_EXPLAINED_MAX ? table->rows : CHURN_EXPLAINED_MAX;
    for (size_t first = 0; first < last; first += AT_ONCE) {
        uint32_t row[AT_ONCE];
        size_t rows = last - first < AT_ONCE ? last - first : AT_ONCE;
        for (size_t i = 0; i < rows; i++) row[i] = ranked[first + i].row;
        propensity_effects(&report->model, table, row, rows, threads, effect);
        for (size_t i = 0; i < rows; i++) {
            report->explained[row[i]] = true;
            report->reasons[row[i]] =
                (uint8_t)reasons_of(effect + i * table->columns, table->columns, CHURN_REASONS, report->reason[row[i]]);
        }
    }
}

// A model that is no better than the naive rule is shown with its figures, and scores nobody.
static void score(ChurnReport *report, int threads, Arena *arena)
{
    size_t rows = report->file->rows;
    report->scored = report->report.refusal == PROPENSITY_ACCEPTED;
    if (!report->scored) return;
    report->probability = arena_array(arena, double, rows);
    report->explained = arena_array(arena, bool, rows);
    report->reasons = arena_array(arena, uint8_t, rows);
    report->reason = arena_alloc(arena, rows, sizeof *report->reason);
    propensity_score(&report->model, &report->file->features, threads, report->probability);
    explain(report, threads, arena);
}

// ---- the command ----

static bool read_keeps(const CommandCall *call, const FeatureTable *features, Str *keep, size_t *count, Error *error)
{
    Str rest = option_text(call->options, "keep", STR("")), part;
    while (*count < KEEPS_MAX && rest.size && str_cut(&rest, ',', &part)) {
        keep[*count] = str_trim(part);
        if (!feature_column_find(features, keep[(*count)++]))
            return error_say(error, ERROR_USAGE,
                             PHRASE("--keep {0}: no column that could tell who leaves has this name",
                                    "--keep {0}\u00A0: aucune colonne qui puisse dire qui part ne porte ce nom"),
                             error_value(call->arena, str_trim(part)));
    }
    return true;
}

static bool run_file(const CommandCall *call, const ChurnFile *file, int threads, Error *error)
{
    ChurnReport report = {.file = file};
    if (!read_parts(call, file, &report, error)) return false;
    Str *keep = arena_array(call->arena, Str, KEEPS_MAX);
    PropensityOptions given = {.part = report.part, .keep = keep, .seed = 1, .threads = threads};
    if (!read_keeps(call, &file->features, keep, &given.keeps, error) ||
        !propensity_train(&file->features, file->label, &given, call->arena, &report.model, &report.report, error))
        return false;
    score(&report, threads, call->arena);
    if (file->duration && report.model.design.terms) churn_time(&report, keep, given.keeps, call->arena);
    Text out = text_in(call->arena);
    switch (predict_form(call)) {
    case PREDICT_JSON: churn_json(&report, call->locale, call->arena, &out); break;
    case PREDICT_CSV: churn_csv(&report, call->arena, &out); break;
    case PREDICT_TEXT: churn_text(&report, call->locale, display_columns(STDOUT_FILENO), call->arena, &out); break;
    }
    return output_write(option_text(call->options, "output", STR("-")), text_str(&out), error);
}

static bool run_churn(const CommandCall *call, Error *error)
{
    if (!predict_file(call).size) return predict_of_folder(call, "churn", error);
    ChurnFileOptions asked = {.label = option_text(call->options, "label", STR("")),
                              .id = option_text(call->options, "id", STR("")),
                              .positive = option_text(call->options, "positive", STR("")),
                              .duration = option_text(call->options, "duration", STR("")),
                              .threads = (int)option_count(call->options, "threads", thread_count_available())};
    if (!asked.label.size)
        return error_say(error, ERROR_USAGE,
                         PHRASE("{0}: name the column of the outcome: --label COLUMN",
                                "{0}\u00A0: nommez la colonne de l’issue\u00A0: --label COLONNE"),
                         error_value(call->arena, predict_file(call)));
    ChurnFile file;
    if (!churn_file_open(predict_file(call), &asked, call->arena, &file, error)) return false;
    bool done = run_file(call, &file, asked.threads, error);
    churn_file_close(&file);
    return done;
}

const PredictKind predict_churn = {.word = "churn", .options = options, .run = run_churn};
