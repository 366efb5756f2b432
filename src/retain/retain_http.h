// retain_http.h - what the routes of this folder share.
#ifndef FIDELE_RETAIN_RETAIN_HTTP_H
#define FIDELE_RETAIN_RETAIN_HTTP_H

#include "api/route.h"
#include "base/json_put.h"
#include "retain/at_risk.h"

// The models and actions as the caller's session sees them; closed with action_board_close.
MUST_USE bool call_board(const Call *call, StoreSession *session, ActionBoard **board, Error *error);

// An amount, or null for callers from whom amounts are hidden.
void retain_put_amount(JsonWriter *json, const char *key, double minor, const ActionBoard *board, const Call *call);
// {"value","low","high","source"}, or null.
void retain_put_effect(JsonWriter *json, const char *key, bool has, const ActionEffect *effect);
// {"value","low","high"}
void retain_put_sampled(JsonWriter *json, const char *key, const Sampled *sampled);
// {"key","label","propensity"}, or null: nothing is to be done.
void retain_put_next(JsonWriter *json, const char *key, const ActionOption *option, Locale locale);

extern const Shape retain_customer_shape, retain_effect_shape, retain_sampled_shape, retain_next_shape;
extern const Shape retain_reason_shape;
// "customer": the members of a line of a list.
MUST_USE bool retain_put_customer(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error);
// "reasons": why the model gives the probability.
MUST_USE bool retain_put_reasons(JsonWriter *json, const ActionBoard *board, const AtRiskPerson *person, Error *error);

#endif
