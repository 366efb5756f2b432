// inbox_http.h - the routes of all alerts: those of figures (rule.h) and those of people's health (health/alert.h) in
// one list, the newest first; acknowledged by one act wherever they are shown.
#ifndef FIDELE_PLAN_INBOX_HTTP_H
#define FIDELE_PLAN_INBOX_HTTP_H

#include "api/route.h"

extern const Shape alert_shape, alert_list_shape, alert_acknowledge_shape;
bool list_alerts(Call *call, StoreSession *session, Error *error);
bool get_alert(Call *call, StoreSession *session, Error *error);
bool acknowledge_alert(Call *call, StoreSession *session, Error *error);

#endif
