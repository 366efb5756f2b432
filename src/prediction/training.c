#include "prediction/training.h"

#include <string.h>

#include "base/json_put.h"
#include "house.h"
#include "prediction/people_features_parts.h"
#include "prediction/training_parts.h"

// ---- definitions ----

static const char *const kind_names[] = {
    [FEATURE_NUMBER] = "number", [FEATURE_YES_NO] = "yes_no", [FEATURE_WORD] = "word"};

Str definition_text(const TrainedDefinition *definition, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    json_key(&json, "traits");
    json_begin_array(&json);
    for (size_t i = 0; i < definition->traits; i++) {
        json_begin_object(&json);
        put_text(&json, "name", definition->trait[i].name);
        put_text(&json, "kind", str_of(kind_names[definition->trait[i].kind]));
        json_end_object(&json);
    }
    json_end_array(&json);
    json_end_object(&json);
    return text_str(&text);
}

bool definition_read(Str text, Arena *arena, TrainedDefinition *definition, Error *error)
{
    JsonValue object, traits, one, name, kind;
    *definition = (TrainedDefinition){0};
    if (!json_parse(text, &object, error)) return false;
    if (!json_member(object, STR("traits"), &traits)) return true;
    for (size_t cursor = 0; definition->traits < TRAIT_FEATURES_MAX && json_next(traits, &cursor, NULL, &one);) {
        if (!json_member(one, STR("name"), &name) || !json_member(one, STR("kind"), &kind)) continue;
        TraitFeature *trait = &definition->trait[definition->traits++];
        *trait = (TraitFeature){.name = json_get_string(name, arena)};
        for (size_t i = 0; i < COUNT_OF(kind_names); i++)
            if (str_equal(json_get_string(kind, arena), str_of(kind_names[i]))) trait->kind = (FeatureKind)i;
    }
    return true;
}

// ---- rows ----

// The same people in every moment, so that a person is whole or not there.
static bool is_taken(CustomerId person, double share)
{
    uint64_t mixed = (uint64_t)person * UINT64_C(0x9e3779b97f4a7c15);
    return (double)(mixed >> 11) * 0x1p-53 < share;
}

static void thin(OutcomeRows *rows, double share)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++)
        if (is_taken(rows->person[i], share)) {
            rows->person[kept] = rows->person[i];
            rows->label[kept++] = rows->label[i];
        }
    rows->count = kept;
}

// Nobody is judged twice: whoever is in an earlier moment that is held out leaves the later ones.
static void leave_out_seen(OutcomeRows *rows, uint8_t *seen)
{
    size_t kept = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (seen[rows->person[i]]) continue;
        seen[rows->person[i]] = 1;
        rows->person[kept] = rows->person[i];
        rows->label[kept++] = rows->label[i];
    }
    rows->count = kept;
}

static bool fill_moment(Training *training, size_t moment, const OutcomeRows *rows, size_t at, Error *error)
{
    Day day = training->moment[moment];
    for (size_t i = 0; i < rows->count; i++) {
        training->label[at + i] = rows->label[i];
        training->part[at + i] = moment < training->held ? ROW_HOLDOUT : ROW_TRAINING;
        training->when[at + i] = day;
    }
    return people_features_fill(training->source, moment_of_day(training->place->house, day), rows->person, rows->count,
                                &training->features, at, error);
}

// Who is held out, who came after that, and who was there without being of those it is about.
static bool count_people(Training *training, const OutcomeRows *rows, Error *error)
{
    const Profiled *profiled = &training->profiled;
    int64_t people = 0;
    for (size_t m = 0; m < training->held; m++) training->population += (int64_t)rows[m].count;
    for (CustomerId c = 1; c < profiled->customers; c++) people += profiled->may[c];
    Day after = training->moment[training->held - 1] + (training->outcome.model == PREDICTION_RESPONSE);
    Moment since = moment_of_day(training->place->house, after);
    if (!outcome_newcomers(training->source, &training->outcome, profiled, since, &training->too_new, error))
        return false;
    training->without_history = people - training->population - training->too_new;
    return true;
}

static bool find_rows(Training *training, OutcomeRows *rows, Error *error)
{
    Arena *arena = training->place->arena;
    uint8_t *seen = arena_array(arena, uint8_t, training->profiled.customers);
    size_t moments = training->held + training->moments, all = 0;
    for (size_t m = 0; m < moments; m++) {
        Moment moment = moment_of_day(training->place->house, training->moment[m]);
        if (!outcome_rows(training->source, &training->outcome, &training->profiled, moment, true, arena, &rows[m],
                          error))
            return false;
        if (m < training->held) leave_out_seen(&rows[m], seen);
        all += rows[m].count;
    }
    if (!count_people(training, rows, error)) return false;
    training->thinned = all > TRAINING_ROWS_MAX;
    for (size_t m = 0; training->thinned && m < moments; m++) thin(&rows[m], (double)TRAINING_ROWS_MAX / (double)all);
    return true;
}

static bool gather_rows(Training *training, Error *error)
{
    OutcomeRows rows[HOLDOUT_MOMENTS_MAX + TRAINING_MOMENTS_MAX] = {0};
    Arena *arena = training->place->arena;
    size_t moments = training->held + training->moments, at = 0;
    if (!find_rows(training, rows, error)) return false;
    for (size_t m = 0; m < moments; m++) training->rows += rows[m].count;
    training->features = people_features_open(training->source, training->rows, arena);
    training->label = arena_array(arena, uint8_t, training->rows + 1);
    training->part = arena_array(arena, uint8_t, training->rows + 1);
    training->when = arena_array(arena, int64_t, training->rows + 1);
    for (size_t m = 0; m < moments; at += rows[m++].count)
        if (!fill_moment(training, m, &rows[m], at, error)) return false;
    return true;
}

// ---- training ----

static bool train(Training *training, int threads, Error *error)
{
    enum { SEED = 42 };
    const PropensityOptions options = {.part = training->part,
                                       .when = training->when,
                                       .person = training->features.person,
                                       .seed = SEED,
                                       .threads = threads};
    if (!propensity_train(&training->features.table, training->label, &options, training->place->arena,
                          &training->model, &training->report, error))
        return false;
    training->trained = propensity_trained(&training->report);
    return true;
}

static bool prepare(Training *training, PredictionModel model, const PredictionSettings *settings, Error *error)
{
    const PredictionPlace *place = training->place;
    if (!outcome_open(place, model, settings->churn_window_days, &training->outcome, error) ||
        !profiled_people(place, &training->profiled, error))
        return false;
    if (!training->outcome.any) return true;
    return trait_features_find(place, training->definition.trait, &training->definition.traits, error) &&
           feature_source_open(place, training->definition.trait, training->definition.traits, &training->source,
                               error) &&
           training_choose_moments(training, error) && (!training->moments || gather_rows(training, error));
}

static void write_down(const Training *training, ModelVersion *version)
{
    Arena *arena = training->place->arena;
    Text content = text_in(arena);
    version->as_of = moment_day(moment_now(training->place->house, training->place->now));
    version->window_days = training->outcome.days;
    version->refused = training_refusal(training, LOCALE_EN, arena).size > 0;
    if (training->trained) {
        version->chosen = propensity_kind_name(training->report.chosen);
        propensity_write(&training->model, &content);
    }
    version->content = version->refused ? STR("") : text_str(&content);
    version->definition = definition_text(&training->definition, arena);
    version->quality = training_quality(training, arena);
    for (int locale = 0; locale < LOCALE_COUNT; locale++)
        version->report[locale] = training_report(training, version->as_of, (Locale)locale, arena);
}

bool propensity_version(const PredictionPlace *place, PredictionModel model, const PredictionSettings *settings,
                        int threads, ModelVersion *version, Error *error)
{
    Training training = {.place = place};
    *version = (ModelVersion){.model = model, .trained_at = place->now};
    bool fine = prepare(&training, model, settings, error) && (!training.moments || train(&training, threads, error));
    if (fine) write_down(&training, version);
    feature_source_close(training.source);
    return fine;
}
