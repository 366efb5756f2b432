// training_report.c - what a training came to, as JSON: docs/predictions.md says what each member is.
#include <math.h>

#include "base/json_put.h"
#include "base/number.h"
#include "predict/quality_json.h"
#include "prediction/people_features_parts.h"
#include "prediction/training_parts.h"

typedef struct Report {
    const Training *training;
    JsonWriter json;
    Locale locale;
    Arena *arena;
} Report;

// ---- refusals ----

static Str refuse_history(const Training *training, Locale locale, Arena *arena)
{
    bool response = training->outcome.model == PREDICTION_RESPONSE;
    Str days = error_number(arena, (uint64_t)training->outcome.known * (response ? 1 : 2) + (response ? 0 : 30));
    if (response)
        return phrase_str(arena, locale,
                          PHRASE("not trained: messages are needed on days {0} days apart, to learn from some and be "
                                 "judged by the others",
                                 "pas entraîné\u00A0: il faut des messages à {0} jours d’écart, pour apprendre des uns "
                                 "et être jugé sur les autres"),
                          &days, 1);
    return phrase_str(arena, locale,
                      PHRASE("not trained: the history is too short; {0} days of it are needed",
                             "pas entraîné\u00A0: l’historique est trop court\u202F; il en faut {0} jours"),
                      &days, 1);
}

Str training_refusal(const Training *training, Locale locale, Arena *arena)
{
    if (!training->outcome.any)
        return phrase_str(arena, locale,
                          PHRASE("not trained: nothing has happened yet that it could learn from",
                                 "pas entraîné\u00A0: rien n’est encore arrivé dont il puisse apprendre"),
                          NULL, 0);
    if (!training->moments) return refuse_history(training, locale, arena);
    return propensity_refusal_say(&training->report, locale, arena);
}

// ---- parts ----

static void write_day(JsonWriter *json, const char *key, Day day, Arena *arena)
{
    put_text(json, key, day_name(arena, day));
}

static const FeatureWords *words_of(const Training *training, uint32_t column)
{
    return &training->features.words[column];
}

static void write_feature(Report *report, uint32_t column)
{
    const FeatureWords *words = words_of(report->training, column);
    put_text(&report->json, "feature", str_of(words->key));
    put_text(&report->json, "label", str_of(words->label.in[report->locale]));
}

// ---- members ----

static void write_holdout(Report *report)
{
    const Training *training = report->training;
    json_key(&report->json, "holdout");
    if (!training->trained) {
        json_null(&report->json);
        return;
    }
    json_begin_object(&report->json);
    write_day(&report->json, "from", training->moment[0], report->arena);
    write_day(&report->json, "to", training->moment[training->held - 1] + training->outcome.known - 1, report->arena);
    const Quality *quality = &training->report.holdout[training->report.chosen];
    put_quality(&report->json, quality);
    put_quality_curves(&report->json, quality);
    json_key(&report->json, "naive");
    json_begin_object(&report->json);
    put_quality(&report->json, &training->report.naive);
    json_end_object(&report->json);
    json_end_object(&report->json);
}

// "delivery_days" of a term that is a column alone, "trait:channel: social" of a word's.
static void write_coefficient(Report *report, const PropensityCoefficient *one)
{
    JsonWriter *json = &report->json;
    bool known = !one->aliased;
    json_begin_object(json);
    put_text(json, "name", one->name);
    if (one->column != UINT32_MAX) {
        write_feature(report, one->column);
    } else {
        put_text_or_null(json, "feature", STR(""));
        put_text_or_null(json, "label", STR(""));
    }
    put_number_or_null(json, "value", known, one->value);
    put_number_or_null(json, "error", known, one->error);
    put_number_or_null(json, "odds_ratio", known, one->odds_ratio);
    put_number_or_null(json, "low", known, one->odds_low);
    put_number_or_null(json, "high", known, one->odds_high);
    put_number_or_null(json, "p", known, one->p);
    put_boolean(json, "separated", one->separated);
    json_end_object(json);
}

static void write_models(Report *report)
{
    const PropensityReport *of = &report->training->report;
    JsonWriter *json = &report->json;
    json_key(json, "models");
    json_begin_object(json);
    for (int kind = 0; report->training->trained && kind < PROPENSITY_KINDS; kind++) {
        json_key(json, kind == PROPENSITY_LOGISTIC ? "logistic" : "boosting");
        json_begin_object(json);
        put_text(json, "title", str_of(propensity_kind_label((PropensityKind)kind).in[report->locale]));
        put_number(json, "inner_log_loss", of->inner_log_loss[kind]);
        put_quality(json, &of->holdout[kind]);
        if (kind == PROPENSITY_BOOSTING) put_integer(json, "trees", (int64_t)of->rounds);
        if (kind == PROPENSITY_LOGISTIC) {
            json_key(json, "coefficients");
            json_begin_array(json);
            for (size_t i = 0; i < of->coefficients; i++) write_coefficient(report, &of->coefficient[i]);
            json_end_array(json);
        }
        json_end_object(json);
    }
    json_end_object(json);
}

// The term of a driver: of words the one that tells most.
static const PropensityCoefficient *term_of(const PropensityReport *report, uint32_t column)
{
    const PropensityCoefficient *best = NULL;
    for (size_t i = 0; i < report->coefficients; i++) {
        const PropensityCoefficient *one = &report->coefficient[i];
        if (one->column != column || one->aliased) continue;
        if (!best || one->p < best->p) best = one;
    }
    return best;
}

static void write_driver(Report *report, const PropensityDriver *driver)
{
    JsonWriter *json = &report->json;
    const PropensityCoefficient *term = term_of(&report->training->report, driver->column);
    json_begin_object(json);
    write_feature(report, driver->column);
    put_text(json, "direction", driver->direction > 0 ? STR("up") : driver->direction < 0 ? STR("down") : STR("mixed"));
    put_number(json, "importance", driver->share);
    put_text_or_null(json, "term", term ? term->name : STR(""));
    put_number_or_null(json, "odds_ratio", term != NULL, term ? term->odds_ratio : 0);
    put_number_or_null(json, "low", term != NULL, term ? term->odds_low : 0);
    put_number_or_null(json, "high", term != NULL, term ? term->odds_high : 0);
    put_number_or_null(json, "p", term != NULL, term ? term->p : 0);
    json_end_object(json);
}

static void write_drivers(Report *report)
{
    const PropensityReport *of = &report->training->report;
    json_key(&report->json, "drivers");
    json_begin_array(&report->json);
    for (size_t i = 0; report->training->trained && i < of->drivers; i++)
        if (of->driver[i].share > 0) write_driver(report, &of->driver[i]);
    json_end_array(&report->json);
}

static void write_inputs(Report *report)
{
    const FeatureTable *table = &report->training->features.table;
    JsonWriter *json = &report->json;
    json_key(json, "missing");
    json_begin_array(json);
    for (uint32_t column = 0; column < table->columns; column++) {
        int64_t missing = 0;
        const FeatureColumn *of = &table->column[column];
        for (size_t row = 0; row < table->rows; row++)
            missing += of->kind == FEATURE_WORD ? of->word[row] == WORD_MISSING : isnan(of->number[row]) != 0;
        json_begin_object(json);
        write_feature(report, column);
        put_integer(json, "count", missing);
        json_end_object(json);
    }
    json_end_array(json);
}

static void write_left(Report *report)
{
    static const char *const reasons[] = {[LEFT_IN] = "",
                                          [LEFT_CONSTANT] = "constant",
                                          [LEFT_IDENTIFIER] = "identifier",
                                          [LEFT_LEAK] = "leak",
                                          [LEFT_EMPTY] = "empty"};
    const PropensityReport *of = &report->training->report;
    json_key(&report->json, "left_out_features");
    json_begin_array(&report->json);
    for (size_t i = 0; i < of->left; i++) {
        json_begin_object(&report->json);
        write_feature(report, of->left_out[i].column);
        put_text(&report->json, "why", str_of(reasons[of->left_out[i].why]));
        json_end_object(&report->json);
    }
    json_end_array(&report->json);
}

static void write_warning(Report *report, bool holds, Phrase phrase)
{
    if (holds) json_string(&report->json, str_of(phrase.in[report->locale]));
}

static void write_warnings(Report *report)
{
    const Training *training = report->training;
    json_key(&report->json, "warnings");
    json_begin_array(&report->json);
    write_warning(report, training->report.separated,
                  PHRASE("some values go with one outcome alone: those odds ratios are held by the prior",
                         "certaines valeurs ne vont qu’avec une issue\u00A0: leurs rapports de cotes tiennent à l’a "
                         "priori"));
    write_warning(report, training->report.few_per_term,
                  PHRASE("fewer than ten events a term: drivers may change with the next training",
                         "moins de dix événements par terme\u00A0: les causes peuvent changer au prochain "
                         "entraînement"));
    write_warning(report, training->thinned,
                  PHRASE("trained on a sample of the people", "entraîné sur un échantillon des personnes"));
    json_end_array(&report->json);
}

static void write_people(Report *report)
{
    const Training *training = report->training;
    put_integer(&report->json, "rows", training->report.rows);
    put_integer(&report->json, "positives", training->report.positives);
    put_integer(&report->json, "population", training->population);
    put_integer(&report->json, "moments", (int64_t)training->moments);
    json_key(&report->json, "left_out");
    json_begin_object(&report->json);
    put_integer(&report->json, "objected", training->profiled.objected);
    put_integer(&report->json, "too_new", training->too_new);
    put_integer(&report->json, "without_history", training->without_history);
    json_end_object(&report->json);
}

static Day first_moment(const Training *training)
{
    Day first = training->moment[0];
    for (size_t m = training->held; m < training->held + training->moments; m++)
        if (training->moment[m] < first) first = training->moment[m];
    return first;
}

Str training_report(const Training *training, Day as_of, Locale locale, Arena *arena)
{
    Text text = text_in(arena);
    Report report = {.training = training, .json = json_writer(&text), .locale = locale, .arena = arena};
    JsonWriter *json = &report.json;
    json_begin_object(json);
    write_day(json, "as_of", as_of, arena);
    put_integer(json, "window_days", training->outcome.days);
    json_key(json, "window");
    json_begin_object(json);
    write_day(json, "from", training->moments ? first_moment(training) : as_of, arena);
    write_day(json, "to", training->moments ? training->moment[0] - 1 : as_of, arena);
    json_end_object(json);
    write_people(&report);
    put_text_or_null(json, "chosen", training->trained ? propensity_kind_name(training->report.chosen) : STR(""));
    put_text_or_null(json, "chosen_because",
                     training->trained ? propensity_because(&training->report, locale, arena) : STR(""));
    write_holdout(&report);
    write_models(&report);
    write_drivers(&report);
    write_inputs(&report);
    write_left(&report);
    put_text_or_null(json, "refusal", training_refusal(training, locale, arena));
    write_warnings(&report);
    json_end_object(json);
    return text_str(&text);
}

Str training_quality(const Training *training, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    if (training->trained) put_quality(&json, &training->report.holdout[training->report.chosen]);
    json_end_object(&json);
    return text_str(&text);
}
