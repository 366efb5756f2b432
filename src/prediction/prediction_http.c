// prediction_http.c - /api/v1/predictions: the models, their reports and versions; train, go back.
#include "prediction/prediction_http.h"

#include "base/json_put.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"
#include "prediction/prediction_figures.h"
#include "prediction/prediction_job.h"

PredictionPlace place_of_prediction(const Call *call, StoreSession *session)
{
    return (PredictionPlace){
        .house = call->house, .session = session, .now = call->now, .locale = call->locale, .arena = call->arena};
}

bool path_prediction(const Call *call, PredictionModel *model, Error *error)
{
    return prediction_model_parse(call->path_value[0], model) ||
           error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no model {0}; GET /api/v1/predictions lists them",
                             "il n’y a pas de modèle {0}\u202F; GET /api/v1/predictions les liste"),
                      error_value(call->arena, call->path_value[0]));
}

// ---- where a model stands ----

typedef struct Standing {
    ModelState state;
    bool training;
    ModelVersion shown; // the published one, else the last that was trained; id 0: none
    ModelVersion last;  // when it is not the same and was refused
} Standing;

static bool is_training(StoreSession *session, PredictionModel model, bool *training, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_prediction_training,
                      VALUES(value_text(STR(TRAINING_JOB)), value_text(prediction_model_name(model))), &rows, error))
        return false;
    *training = rows_next(&rows) && rows_integer(&rows, 0) > 0;
    return rows_close(&rows, error);
}

static bool read_standing(const Call *call, StoreSession *session, PredictionModel model, Standing *standing,
                          Error *error)
{
    *standing = (Standing){0};
    if (!model_state(session, model, &standing->state, error) ||
        !is_training(session, model, &standing->training, error))
        return false;
    const ModelState *state = &standing->state;
    int64_t shown = state->published ? state->published : state->trained;
    if (!model_version(session, model, shown, call->locale, call->arena, &standing->shown, error)) return false;
    return shown == state->trained ||
           model_version(session, model, state->trained, call->locale, call->arena, &standing->last, error);
}

static Str status_of(const Standing *standing)
{
    if (standing->state.published) return STR("published");
    if (standing->training) return STR("training");
    return standing->state.trained ? STR("refused") : STR("never");
}

static Str member_text(Str object, const char *name, Arena *arena)
{
    JsonValue whole, value;
    Error ignored;
    if (!object.size || !json_parse(object, &whole, &ignored) || !json_member(whole, str_of(name), &value))
        return STR("");
    return json_get_string(value, arena);
}

static void write_head(JsonWriter *json, const Call *call, PredictionModel model, const Standing *standing)
{
    const ModelVersion *shown = &standing->shown;
    put_text(json, "model", prediction_model_name(model));
    put_text(json, "title", str_of(prediction_model_label(model).in[call->locale]));
    put_text(json, "status", status_of(standing));
    put_boolean(json, "training", standing->training);
    put_integer_or_null(json, "version", shown->id > 0, shown->version);
    put_instant(json, "trained_at", shown->trained_at, call->arena);
    put_text_or_null(json, "last_refusal", member_text(standing->last.report[call->locale], "refusal", call->arena));
}

static void write_model(JsonWriter *json, const Call *call, PredictionModel model, const Standing *standing)
{
    const ModelVersion *shown = &standing->shown;
    json_begin_object(json);
    write_head(json, call, model, standing);
    put_text_or_null(json, "chosen", shown->chosen);
    put_text_or_null(json, "as_of", shown->id ? day_name(call->arena, shown->as_of) : STR(""));
    put_integer_or_null(json, "window_days", shown->id > 0, shown->window_days);
    put_json(json, "quality", shown->quality.size ? shown->quality : STR("{}"));
    put_text_or_null(json, "refusal",
                     shown->refused ? member_text(shown->report[call->locale], "refusal", call->arena) : STR(""));
    json_end_object(json);
}

static bool list_models(Call *call, StoreSession *session, Error *error)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (int i = 0; i < PREDICTION_MODEL_COUNT; i++) {
        Standing standing;
        if (!read_standing(call, session, (PredictionModel)i, &standing, error)) return false;
        write_model(&json, call, (PredictionModel)i, &standing);
    }
    json_end_array(&json);
    write_next(&json, call, false, STR(""));
    json_end_object(&json);
    return true;
}

// ---- a report ----

static void write_members(JsonWriter *json, Str report, Arena *arena)
{
    JsonValue whole, key, value;
    Error ignored;
    if (!report.size || !json_parse(report, &whole, &ignored)) return;
    for (size_t cursor = 0; json_next(whole, &cursor, &key, &value);) {
        json_key(json, str_c(arena, json_get_string(key, arena)));
        json_value(json, value);
    }
}

static void write_moved(JsonWriter *json, const char *feature, Str label, double psi)
{
    json_begin_object(json);
    put_text(json, "feature", str_of(feature));
    put_text(json, "label", label);
    put_number(json, "psi", psi);
    json_end_object(json);
}

static void write_contract_drift(JsonWriter *json, const Call *call, const ContractDrift *drift)
{
    Phrase age = PHRASE("Renewals behind them", "Renouvellements passés");
    Phrase group = PHRASE("Billing period and plan", "Période de facturation et offre");
    json_begin_object(json);
    put_number(json, "psi", drift->renewal);
    put_integer(json, "n", drift->contracts);
    json_key(json, "features");
    json_begin_array(json);
    write_moved(json, "age", str_of(age.in[call->locale]), drift->age);
    write_moved(json, "plan", str_of(group.in[call->locale]), drift->group);
    json_end_array(json);
    json_end_object(json);
}

// How far those who are scored now are from those it was trained on.
static bool write_drift(JsonWriter *json, Call *call, StoreSession *session, PredictionModel model, Error *error)
{
    const Scored *scored;
    PredictionPlace place = place_of_prediction(call, session);
    json_key(json, "drift");
    if (!scored_acquire(&place, model, &scored, error)) return false;
    bool known = scored->version.id && scored->drift.column && scored->features.table.rows > 0;
    if (known) {
        json_begin_object(json);
        put_number(json, "psi", scored->drift.score);
        put_integer(json, "n", (int64_t)scored->features.table.rows);
        json_key(json, "features");
        json_begin_array(json);
        for (size_t i = 0; i < scored->propensity.design.columns; i++) {
            const FeatureColumn *column =
                feature_column_find(&scored->features.table, scored->propensity.design.column[i].name);
            if (!column || scored->propensity.design.column[i].left_out) continue;
            const FeatureWords *words = &scored->features.words[column - scored->features.table.column];
            write_moved(json, words->key, str_of(words->label.in[call->locale]), scored->drift.column[i]);
        }
        json_end_array(json);
        json_end_object(json);
    } else if (scored->version.id && scored->contract_drift.contracts > 0) {
        write_contract_drift(json, call, &scored->contract_drift);
    } else {
        json_null(json);
    }
    scored_release(scored);
    return true;
}

static bool get_model(Call *call, StoreSession *session, Error *error)
{
    PredictionModel model;
    Standing standing;
    if (!path_prediction(call, &model, error) || !read_standing(call, session, model, &standing, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_head(&json, call, model, &standing);
    write_members(&json, standing.shown.report[call->locale], call->arena);
    if (!write_drift(&json, call, session, model, error)) return false;
    json_end_object(&json);
    return true;
}

// ---- versions ----

static bool list_versions(Call *call, StoreSession *session, Error *error)
{
    PredictionModel model;
    ModelState state;
    ModelVersion *list;
    size_t count, limit = (size_t)call_limit(call);
    int64_t before = INT64_MAX;
    Str after;
    if (!path_prediction(call, &model, error) || !call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &before)) return say_not_found(error);
    if (!model_state(session, model, &state, error) ||
        !model_versions(session, model, before, limit + 1, call->arena, &list, &count, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count && i < limit; i++) {
        json_begin_object(&json);
        put_integer(&json, "version", list[i].version);
        put_text(&json, "status",
                 list[i].refused                      ? STR("refused")
                 : list[i].version == state.published ? STR("published")
                                                      : STR("kept"));
        put_instant(&json, "trained_at", list[i].trained_at, call->arena);
        put_integer_or_null(&json, "trained_by", list[i].trained_by > 0, list[i].trained_by);
        put_text(&json, "as_of", day_name(call->arena, list[i].as_of));
        put_integer(&json, "window_days", list[i].window_days);
        put_text_or_null(&json, "chosen", list[i].chosen);
        put_json(&json, "quality", list[i].quality);
        json_end_object(&json);
    }
    json_end_array(&json);
    Str next =
        count ? str_format(call->arena, "%lld", (long long)list[smaller((int64_t)count, (int64_t)limit) - 1].version)
              : STR("");
    write_next(&json, call, count > limit, next);
    json_end_object(&json);
    return true;
}

static bool train_model(Call *call, StoreSession *session, Error *error)
{
    PredictionModel model;
    int64_t job;
    if (!path_prediction(call, &model, error)) return false;
    Str name = prediction_model_name(model);
    Str argument = str_format(call->arena, "{\"model\":\"%.*s\",\"by\":%lld}", STR_ARGS(name), (long long)who(call));
    if (!job_queue(call->house->jobs, session, TRAINING_JOB, argument, name, call->now, &job, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "job", job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = str_format(call->arena, "prediction:%.*s", STR_ARGS(name));
    return true;
}

static bool roll_back(Call *call, StoreSession *session, Error *error)
{
    PredictionModel model;
    JsonValue version;
    Standing standing;
    int64_t number = 0;
    if (!path_prediction(call, &model, error)) return false;
    if (!json_member(call->body, STR("version"), &version) || !json_get_integer(version, &number)) number = 0;
    if (!model_publish(session, model, number, who(call), call->now, call->arena, error) ||
        !read_standing(call, session, model, &standing, error))
        return false;
    JsonWriter json = call_json(call);
    write_model(&json, call, model, &standing);
    call->audit_object = str_format(call->arena, "prediction:%.*s", STR_ARGS(prediction_model_name(model)));
    return true;
}

// ---- routes ----

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/predictions",
     .name = "listPredictions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The models, and which of them speak", "Les modèles, et lesquels parlent"),
     .answer = &model_list_shape,
     .read = list_models},
    {.method = "GET",
     .path = "/api/v1/predictions/settings",
     .name = "getPredictionSettings",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What predictions go by", "Ce que suivent les prédictions"),
     .answer = &prediction_settings_shape,
     .read = get_prediction_settings},
    {.method = "PATCH",
     .path = "/api/v1/predictions/settings",
     .name = "changePredictionSettings",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Changes what predictions go by", "Change ce que suivent les prédictions"),
     .body = &prediction_settings_change_shape,
     .answer = &prediction_settings_shape,
     .write = change_prediction_settings},
    {.method = "GET",
     .path = "/api/v1/predictions/top",
     .name = "listTopCustomers",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("The customers expected to bring most, and their share of all that is expected",
                       "Les clients dont on attend le plus, et leur part de tout ce qui est attendu"),
     .parameters = top_parameters,
     .answer = &top_shape,
     .read = list_top},
    {.method = "GET",
     .path = "/api/v1/predictions/{model}",
     .name = "getPrediction",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("The report of a model: how good it is on time held out, what drives it, how far people have "
                       "moved since",
                       "Le rapport d’un modèle\u00A0: sa qualité sur la période de contrôle, ce qui le détermine, "
                       "l’écart depuis"),
     .answer = &model_report_shape,
     .read = get_model},
    {.method = "GET",
     .path = "/api/v1/predictions/{model}/versions",
     .name = "listPredictionVersions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Its trainings, newest first", "Ses entraînements, du plus récent au plus ancien"),
     .parameters = version_parameters,
     .answer = &version_list_shape,
     .read = list_versions},
    {.method = "POST",
     .path = "/api/v1/predictions/{model}/train",
     .name = "trainPrediction",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Trains it now, as a job", "L’entraîne maintenant, par une tâche"),
     .answer = &training_job_shape,
     .write = train_model},
    {.method = "POST",
     .path = "/api/v1/predictions/{model}/rollback",
     .name = "rollbackPrediction",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Lets another version speak", "Fait parler une autre version"),
     .body = &rollback_shape,
     .answer = &model_list_item_shape,
     .write = roll_back},
    {.method = "GET",
     .path = "/api/v1/predictions/{model}/scores",
     .name = "listPredictionScores",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Everybody who is scored, highest first, with reasons",
                       "Tous ceux qui sont notés, du plus haut au plus bas, avec les raisons"),
     .parameters = score_parameters,
     .answer = &score_list_shape,
     .read = list_scores},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/predictions",
     .name = "getCustomerPredictions",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("What the models say of a person, and why", "Ce que les modèles disent d’une personne, et pourquoi"),
     .parameters = person_parameters,
     .answer = &person_predictions_shape,
     .read = get_person_predictions},
    {.method = NULL}};

static const PersonalTable personal[] = {
    {.table = "prediction_day",
     .name = "predictions",
     .purpose = PHRASE("knowing who may be about to leave", "savoir qui risque de partir"),
     .retention = RETENTION_EVENT,
     .read = &query_prediction_personal,
     .columns = "day churn_thousandths alive_thousandths",
     .erase = &query_prediction_erase,
     .expire = &query_prediction_expire},
    {0}};

extern const Module prediction_module;
const Module prediction_module = {.name = "prediction",
                                  .routes = routes,
                                  .jobs = prediction_jobs,
                                  .personal = personal,
                                  .figures = prediction_figures};
