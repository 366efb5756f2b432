// event_http.h - the functions behind the routes of this module (event_http.c has the table).
#ifndef FIDELE_EVENT_EVENT_HTTP_H
#define FIDELE_EVENT_EVENT_HTTP_H

#include "api/route.h"
#include "store/verify.h"

void tracking_post(Call *call);
void tracking_settings(Call *call);

bool events_list(Call *call, StoreSession *session, Error *error);
bool events_get(Call *call, StoreSession *session, Error *error);
void events_live(Call *call);

bool plan_get(Call *call, StoreSession *session, Error *error);
bool plan_put(Call *call, StoreSession *session, Error *error);
bool plan_violations(Call *call, StoreSession *session, Error *error);
bool traffic_get(Call *call, StoreSession *session, Error *error);
bool traffic_put(Call *call, StoreSession *session, Error *error);
bool reactions_get(Call *call, StoreSession *session, Error *error);
bool event_names_get(Call *call, StoreSession *session, Error *error);
bool data_quality_get(Call *call, StoreSession *session, Error *error);

extern const Parameter events_parameters[], events_live_parameters[], plan_parameters[];
extern const Shape events_shape, event_shape, plan_shape, violations_shape, traffic_shape, reactions_shape,
    event_names_shape, data_quality_shape;

extern const Verifier event_verifiers[]; // verify_http.c

#endif
