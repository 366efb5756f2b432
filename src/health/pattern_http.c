// pattern_http.c - what of service comes before leaving: GET /api/v1/service-patterns.
#include "event/log.h"
#include "health/health_http.h"
#include "health/pattern.h"
#include "house.h"

static Str pattern_say(const Call *call, const ServicePattern *pattern)
{
    static const Phrase phrases[PATTERN_KIND_END] = {
        [PATTERN_TOPIC] = PHRASE("Topic: {0}", "Sujet\u00A0: {0}"),
        [PATTERN_CHANNEL] = PHRASE("Channel: {0}", "Canal\u00A0: {0}"),
        [PATTERN_PRIORITY] = PHRASE("Priority: {0}", "Priorité\u00A0: {0}"),
        [PATTERN_REOPENED] = PHRASE("A ticket was reopened", "Un ticket a été rouvert"),
        [PATTERN_SLOW_REPLY] = PHRASE("No reply within a day", "Pas de réponse en un jour"),
        [PATTERN_SLOW] = PHRASE("Not solved within three days", "Pas de solution en trois jours"),
        [PATTERN_SEVERAL] = PHRASE("Two tickets or more", "Deux tickets ou plus"),
        [PATTERN_MANY] = PHRASE("Four tickets or more", "Quatre tickets ou plus")};
    return phrase_say(call->arena, call->locale, phrases[pattern->kind], pattern->value);
}

static void write_pattern(JsonWriter *json, const Call *call, const ServicePattern *one)
{
    const double sure = 0.05;
    json_begin_object(json);
    put_text(json, "kind", pattern_kind_name(one->kind));
    put_text_or_null(json, "value", one->value);
    put_text(json, "label", pattern_say(call, one));
    put_number(json, "lift", one->pattern.lift);
    put_number(json, "low", one->pattern.low);
    put_number(json, "high", one->pattern.high);
    put_number(json, "risk_ratio", one->pattern.ratio);
    put_number(json, "p", one->pattern.p);
    put_number(json, "adjusted_p", one->adjusted);
    put_boolean(json, "sure", one->adjusted < sure);
    put_rate(json, "left_with", &one->pattern.with);
    put_rate(json, "left_without", &one->pattern.without);
    json_end_object(json);
}

bool list_service_patterns(Call *call, StoreSession *session, Error *error)
{
    HealthPlace place = health_place(call, session);
    ServicePatterns *patterns = arena_new(call->arena, ServicePatterns);
    if (!log_catch_up(call->house->log, session, error) || !service_patterns(&place, patterns, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "window_days", patterns->window_days);
    put_integer(&json, "customers", patterns->people);
    put_integer(&json, "left", patterns->left);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < patterns->count; i++) write_pattern(&json, call, &patterns->list[i]);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    return true;
}

static const Field item_fields[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .required = true,
     .words = "topic|channel|priority|reopened|slow_reply|slow|several|many"},
    {.name = "value", .type = FIELD_TEXT, .required = true, .nullable = true},
    {.name = "label", .type = FIELD_TEXT, .required = true},
    {.name = "lift",
     .type = FIELD_NUMBER,
     .required = true,
     .help =
         PHRASE("odds of leaving over those of customers without it", "cote de départ rapportée à celle des clients "
                                                                      "sans cela")},
    {.name = "low", .type = FIELD_NUMBER, .required = true},
    {.name = "high", .type = FIELD_NUMBER, .required = true},
    {.name = "risk_ratio",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("share who left over that of the others", "part de départs rapportée à celle des autres")},
    {.name = "p", .type = FIELD_NUMBER, .required = true},
    {.name = "adjusted_p",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("for all that were looked at (Benjamini and Hochberg)",
                    "compte tenu de tout ce qui a été examiné (Benjamini et Hochberg)")},
    {.name = "sure", .type = FIELD_BOOLEAN, .required = true},
    {.name = "left_with", .type = FIELD_OBJECT, .required = true, .shape = &health_rate_shape},
    {.name = "left_without", .type = FIELD_OBJECT, .required = true, .shape = &health_rate_shape},
    {0}};
static const Shape item_shape = {.name = "ServicePattern", .fields = item_fields};
static const Field list_fields[] = {
    {.name = "window_days",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("tickets of so many days before, leaving within so many after",
                    "tickets d’autant de jours avant, départs autant de jours après")},
    {.name = "customers",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("at three times, each counted at each", "à trois moments, chacun compté à chacun")},
    {.name = "left", .type = FIELD_INTEGER, .required = true},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &item_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0}};
const Shape service_patterns_shape = {.name = "ServicePatternList", .fields = list_fields};
