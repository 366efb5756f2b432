// validation_http.c - whether the health score tells who leaves, here: GET /api/v1/health-score/validation.
#include "event/log.h"
#include "health/health_http.h"
#include "health/validation.h"
#include "house.h"

static Phrase refusal_say(ValidationRefusal refusal)
{
    static const Phrase phrases[] = {
        [VALIDATION_FINE] = PHRASE("", ""),
        [VALIDATION_TOO_FEW_PEOPLE] = PHRASE("not validated: too few customers to tell",
                                             "pas de validation\u00A0: trop peu de clients pour conclure"),
        [VALIDATION_TOO_FEW_LEFT] =
            PHRASE("not validated: too few customers have left within the window",
                   "pas de validation\u00A0: trop peu de clients sont partis pendant la fenêtre"),
        [VALIDATION_TOO_FEW_STAYED] = PHRASE("not validated: too few customers have stayed",
                                             "pas de validation\u00A0: trop peu de clients sont restés")};
    return phrases[refusal];
}

static void write_quality(JsonWriter *json, const HealthValidation *result)
{
    json_key(json, "quality");
    if (result->refusal) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_auc(json, &result->quality);
    put_quality_figures(json, &result->quality);
    put_number(json, "naive_brier", result->naive.brier);
    put_boolean(json, "tells", result->tells);
    put_quality_curves(json, &result->quality);
    json_end_object(json);
}

static void write_bands(JsonWriter *json, const Call *call, const HealthValidation *result)
{
    json_key(json, "bands");
    json_begin_array(json);
    for (int band = HEALTH_BAND_COUNT - 1; band >= 0; band--) {
        json_begin_object(json);
        put_text(json, "band", health_band_name((HealthBand)band));
        put_text(json, "label", say_phrase(call, health_band_label((HealthBand)band)));
        put_rate(json, "left", &result->band[band]);
        json_end_object(json);
    }
    json_end_array(json);
}

// `weight` of a measure is within its group, as the definition has it.
static void write_measure(JsonWriter *json, const Call *call, const HealthDefinition *definition,
                          const DefinitionValidation *validation, int i)
{
    double of_group = validation->group_weight[health_measures[i].group];
    bool known = !validation->weights.refusal && of_group > 0;
    json_begin_object(json);
    put_text(json, "key", str_of(health_measures[i].key));
    put_text(json, "label", say_phrase(call, health_measures[i].label));
    put_text(json, "group", str_of(health_groups[health_measures[i].group].key));
    put_integer(json, "observed", validation->weights.observed[i]);
    put_number(json, "weight", definition->measure_weight[i]);
    put_number_or_null(json, "suggested", known, known ? 100 * validation->weights.weight[i] / of_group : 0);
    put_observed(json, "effect", validation->weights.value[i]);
    put_observed(json, "effect_error", validation->weights.error[i]);
    json_end_object(json);
}

static void write_suggestion(JsonWriter *json, const Call *call, const HealthDefinition *definition,
                             const DefinitionValidation *validation)
{
    json_key(json, "suggestion");
    json_begin_object(json);
    json_key(json, "groups");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_GROUP_COUNT; i++) {
        json_begin_object(json);
        put_text(json, "key", str_of(health_groups[i].key));
        put_text(json, "label", say_phrase(call, health_groups[i].label));
        put_number(json, "weight", definition->group_weight[i]);
        put_number_or_null(json, "suggested", !validation->weights.refusal, validation->group_weight[i]);
        json_end_object(json);
    }
    json_end_array(json);
    json_key(json, "measures");
    json_begin_array(json);
    for (int i = 0; i < HEALTH_MEASURE_COUNT; i++) write_measure(json, call, definition, validation, i);
    json_end_array(json);
    json_end_object(json);
}

static bool asked_definition(const Call *call, StoreSession *session, HealthDefinition *definition, Error *error)
{
    int64_t version;
    return call_query_integer(call, "version", &version)
               ? health_definition_of(session, version, call->arena, definition, error)
               : health_definition_get(session, call->arena, definition, error);
}

bool get_health_validation(Call *call, StoreSession *session, Error *error)
{
    HealthPlace place = health_place(call, session);
    HealthDefinition definition;
    DefinitionValidation validation;
    if (!log_catch_up(call->house->log, session, error) || !asked_definition(call, session, &definition, error) ||
        !validate_definition(&place, &definition, &validation, error))
        return false;
    const HealthValidation *result = &validation.result;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "version", definition.version);
    put_integer(&json, "window_days", validation.window_days);
    put_instant(&json, "scored_at", validation.judged_at, call->arena);
    put_instant(&json, "fitted_at", validation.fitted_at, call->arena);
    put_integer(&json, "customers", result->people);
    put_integer(&json, "left", result->left);
    put_text_or_null(&json, "refusal", say_phrase(call, refusal_say(result->refusal)));
    write_quality(&json, result);
    write_bands(&json, call, result);
    write_suggestion(&json, call, &definition, &validation);
    json_end_object(&json);
    return true;
}

// ---- shapes ----

static const Field fields[] = {
    {.name = "version",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("of the definition", "de la définition")},
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("within which somebody left", "pendant lesquels quelqu’un est parti")},
    {.name = "scored_at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("when they were scored, by what was known then", "quand ils ont été évalués, avec ce qu’on savait "
                                                                     "alors")},
    {.name = "fitted_at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("when those were scored on whom the score became a probability",
                    "quand l’ont été ceux sur qui le score est devenu une probabilité")},
    {.name = "customers", .type = FIELD_INTEGER, .required = true},
    {.name = "left", .type = FIELD_INTEGER, .required = true},
    {.name = "refusal", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "quality",
     .type = FIELD_ANY,
     .required = true,
     .nullable = true,
     .help = PHRASE("members: auc, pr_auc, brier, log_loss, top_decile_lift, top_decile_capture, calibration_error, "
                    "naive_brier, tells, calibration, lift",
                    "membres\u00A0: auc, pr_auc, brier, log_loss, top_decile_lift, top_decile_capture, "
                    "calibration_error, naive_brier, tells, calibration, lift")},
    {.name = "bands",
     .type = FIELD_ARRAY,
     .required = true,
     .item = FIELD_ANY,
     .help = PHRASE("of each band, who left", "pour chaque palier, qui est parti")},
    {.name = "suggestion",
     .type = FIELD_ANY,
     .required = true,
     .help = PHRASE("weights out of what happened: groups and measures with weight, suggested, effect (log odds of "
                    "staying of ten points)",
                    "poids tirés de ce qui s’est passé\u00A0: groupes et mesures avec weight, suggested, effect "
                    "(logarithme des chances de rester, pour dix points)")},
    {0}};
const Shape health_validation_shape = {.name = "HealthValidation", .fields = fields};
