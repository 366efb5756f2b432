#include "retain/retain_http.h"

#include <math.h>

#include "api/mask.h"
#include "customer/search_http.h"
#include "house.h"
#include "retain/ready_action.h"

bool call_board(const Call *call, StoreSession *session, ActionBoard **board, Error *error)
{
    const PredictionPlace place = {call->house, session, call->now, call->locale, call->arena};
    *board = arena_new(call->arena, ActionBoard);
    return action_board_open(&place, *board, error);
}

// ---- members ----

void retain_put_amount(JsonWriter *json, const char *key, double minor, const ActionBoard *board, const Call *call)
{
    const double most = 9e18;
    bool known = isfinite(minor) && fabs(minor) < most && !(call->principal.masked & MASK_AMOUNTS);
    if (known)
        put_money(json, key, llround(minor), &board->currency, call->arena);
    else
        put_text_or_null(json, key, STR(""));
}

void retain_put_effect(JsonWriter *json, const char *key, bool has, const ActionEffect *effect)
{
    static const char *const sources[] = {"assumed", "measured", "uplift"};
    if (!has) return put_text_or_null(json, key, STR(""));
    json_key(json, key);
    json_begin_object(json);
    put_number(json, "value", effect->value);
    put_number_or_null(json, "low", effect->has_interval, effect->low);
    put_number_or_null(json, "high", effect->has_interval, effect->high);
    put_text(json, "source", str_of(sources[effect->source]));
    json_end_object(json);
}

void retain_put_sampled(JsonWriter *json, const char *key, const Sampled *sampled)
{
    bool interval = sampled->observed && sampled->has_interval;
    json_key(json, key);
    json_begin_object(json);
    put_number_or_null(json, "value", sampled->observed, sampled->value);
    put_number_or_null(json, "low", interval, sampled->low);
    put_number_or_null(json, "high", interval, sampled->high);
    json_end_object(json);
}

void retain_put_next(JsonWriter *json, const char *key, const ActionOption *option, Locale locale)
{
    if (!option || !option->action) return put_text_or_null(json, key, STR(""));
    json_key(json, key);
    json_begin_object(json);
    put_text(json, "key", option->action->action.key);
    put_text(json, "label", next_action_label(&option->action->action, locale));
    put_number(json, "propensity", option->chance);
    json_end_object(json);
}

bool retain_put_customer(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error)
{
    json_key(json, "customer");
    if (!write_line(json, call, session, root, error)) return false;
    json_end_object(json);
    return true;
}

bool retain_put_reasons(JsonWriter *json, const ActionBoard *board, const AtRiskPerson *person, Error *error)
{
    PersonPrediction prediction;
    if (!prediction_of_person(&board->place, person->model, person->person, &prediction, error)) return false;
    json_key(json, "reasons");
    json_begin_array(json);
    for (size_t i = 0; i < prediction.reasons; i++) {
        const PredictionReason *reason = &prediction.reason[i];
        json_begin_object(json);
        put_text(json, "feature", reason->feature);
        put_text(json, "label", reason->label);
        put_text(json, "value", reason->value);
        put_number(json, "effect", reason->effect);
        put_text(json, "sentence", reason->sentence);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

// ---- shapes ----

static const Field customer_fields[] = {{.name = "id", .type = FIELD_INTEGER, .required = true},
                                        {.name = "name", .type = FIELD_TEXT, .nullable = true},
                                        {.name = "email", .type = FIELD_TEXT, .nullable = true},
                                        {.name = "phone", .type = FIELD_TEXT, .nullable = true},
                                        {0}};
const Shape retain_customer_shape = {.name = "AtRiskCustomer", .open = true, .fields = customer_fields};

#define INTERVAL_FIELDS                                                                                                \
    {.name = "value",                                                                                                  \
     .type = FIELD_NUMBER,                                                                                             \
     .required = true,                                                                                                 \
     .nullable = true,                                                                                                 \
     .help = PHRASE("null: not observed", "null\u00A0: pas observé")},                                                 \
        {.name = "low",                                                                                                \
         .type = FIELD_NUMBER,                                                                                         \
         .required = true,                                                                                             \
         .nullable = true,                                                                                             \
         .help = PHRASE("95 %: from", "95\u202F%\u00A0: de")},                                                         \
    {                                                                                                                  \
        .name = "high", .type = FIELD_NUMBER, .required = true, .nullable = true,                                      \
        .help = PHRASE("95 %: to", "95\u202F%\u00A0: à")                                                               \
    }
static const Field sampled_fields[] = {INTERVAL_FIELDS, {0}};
const Shape retain_sampled_shape = {.name = "UpliftFigure", .fields = sampled_fields};

static const Field effect_fields[] = {
    INTERVAL_FIELDS,
    {.name = "source",
     .type = FIELD_TEXT,
     .required = true,
     .words = EFFECT_SOURCE_WORDS,
     .help = PHRASE("uplift: of people like this one in the trial; measured: of everybody in it; assumed: nobody has "
                    "measured it",
                    "uplift\u00A0: des personnes semblables dans l’essai\u202F; measured\u00A0: de tous\u202F; "
                    "assumed\u00A0: personne ne l’a mesuré")},
    {0}};
const Shape retain_effect_shape = {.name = "ActionEffect", .fields = effect_fields};

static const Field next_fields[] = {{.name = "key", .type = FIELD_TEXT, .required = true},
                                    {.name = "label", .type = FIELD_TEXT, .required = true},
                                    {.name = "propensity",
                                     .type = FIELD_NUMBER,
                                     .required = true,
                                     .help = PHRASE("chance with which it was chosen among what could be done",
                                                    "probabilité avec laquelle elle a été choisie parmi le possible")},
                                    {0}};
const Shape retain_next_shape = {.name = "ChosenAction", .fields = next_fields};

static const Field reason_fields[] = {
    {.name = "feature", .type = FIELD_TEXT, .required = true},
    {.name = "label", .type = FIELD_TEXT, .required = true},
    {.name = "value", .type = FIELD_TEXT, .required = true, .help = PHRASE("empty: not known", "vide\u00A0: inconnu")},
    {.name = "effect",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("in log odds; above 0 it raises the risk", "en log-cotes\u202F; au-dessus de 0, il accroît le "
                                                               "risque")},
    {.name = "sentence", .type = FIELD_TEXT, .required = true, .help = PHRASE("in words", "en mots")},
    {0}};
const Shape retain_reason_shape = {.name = "AtRiskReason", .fields = reason_fields};
