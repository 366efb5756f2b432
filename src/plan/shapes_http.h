// shapes_http.h - the forms of rules, alerts, reports and restatements in JSON, and what their routes share.
#ifndef FIDELE_PLAN_SHAPES_HTTP_H
#define FIDELE_PLAN_SHAPES_HTTP_H

#include "api/route.h"
#include "base/json_put.h"

extern const Shape alert_rule_create_shape, alert_rule_change_shape, alert_rule_shape, alert_rule_list_shape,
    alert_check_shape;
extern const Shape report_create_shape, report_change_shape, report_shape, report_list_shape, report_issue_shape,
    report_issue_list_shape, report_sent_shape;
extern const Shape snapshot_create_shape, snapshot_shape, snapshot_list_shape, restatement_shape, late_event_list_shape;

// ---- what their routes share (plan_json_http.c) ----

void put_next_cursor(JsonWriter *json, const Call *call, bool more, int64_t last);

// The number in the path, or not_found.
MUST_USE bool plan_path(const Call *call, size_t place, int64_t *id, Error *error);
MUST_USE bool plan_cursor(Call *call, int64_t *number, Error *error);
MUST_USE bool say_nothing_there(Error *error);
// A member of the body that is one of `names`; *value stays when it is absent.
void body_word(const Call *call, const char *name, const char *const *names, int count, int *value);
// The member "recipients" as lines; *lines stays when it is absent. Errors: invalid_email.
MUST_USE bool body_recipients(const Call *call, Str *lines, Error *error);
// A name of people: no control characters (it stands in subjects). Errors: control_character.
MUST_USE bool body_name(const Call *call, Str *name, Error *error);

#endif
