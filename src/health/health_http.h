// health_http.h - what the routes of this folder share.
#ifndef FIDELE_HEALTH_HEALTH_HTTP_H
#define FIDELE_HEALTH_HEALTH_HTTP_H

#include "api/route.h"
#include "base/json_put.h"
#include "health/alert.h"
#include "health/health.h"
#include "predict/quality_json.h"

HealthPlace health_place(const Call *call, StoreSession *session);
Str say_phrase(const Call *call, Phrase phrase); // in the caller's language
// A number that may not be observed.
void put_observed(JsonWriter *json, const char *key, double number);
// {"customer":{"id","name",…}} as a member of the object that is open.
MUST_USE bool put_customer(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error);
// "standing" and why there is no score: {"customer","no_customer","lost","objected"}.
Str health_standing_name(HealthStanding standing);
Phrase health_standing_say(HealthStanding standing);

#define VALUE_WITH_INTERVAL_FIELDS                                                                                     \
    {.name = "value", .type = FIELD_NUMBER, .required = true, .nullable = true},                                       \
        {.name = "low", .type = FIELD_NUMBER, .required = true, .nullable = true},                                     \
        {.name = "high", .type = FIELD_NUMBER, .required = true, .nullable = true},                                    \
    {                                                                                                                  \
        .name = "n", .type = FIELD_INTEGER, .required = true                                                           \
    }
extern const Shape health_rate_shape, health_customer_shape;

extern const Shape health_definition_shape, health_definition_list_shape, health_definition_put_shape;
bool get_health_definition(Call *call, StoreSession *session, Error *error);
bool put_health_definition(Call *call, StoreSession *session, Error *error);
bool list_health_definitions(Call *call, StoreSession *session, Error *error);

extern const Shape person_health_shape, override_put_shape;
bool get_customer_health(Call *call, StoreSession *session, Error *error);
bool put_health_override(Call *call, StoreSession *session, Error *error);
bool remove_health_override(Call *call, StoreSession *session, Error *error);

extern const Shape health_bands_shape, health_people_shape, signal_people_shape;
bool get_health_bands(Call *call, StoreSession *session, Error *error);
bool list_health_people(Call *call, StoreSession *session, Error *error);
bool list_signals(Call *call, StoreSession *session, Error *error);

extern const Shape health_alert_shape, health_alert_list_shape;
// The object of an alert: here and among all alerts (plan/inbox_http.h).
MUST_USE bool write_health_alert(JsonWriter *json, Call *call, StoreSession *session, const HealthAlert *alert,
                                 Error *error);
bool list_health_alerts(Call *call, StoreSession *session, Error *error);
bool acknowledge_health_alert(Call *call, StoreSession *session, Error *error);

extern const Shape health_validation_shape, service_patterns_shape;
bool get_health_validation(Call *call, StoreSession *session, Error *error);
bool list_service_patterns(Call *call, StoreSession *session, Error *error);

#endif
