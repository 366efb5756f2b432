// topic_http.h - the route of topics, for the table of service_http.c.
#ifndef FIDELE_SERVICE_TOPIC_HTTP_H
#define FIDELE_SERVICE_TOPIC_HTTP_H

#include "api/route.h"

extern const Parameter topic_parameters[];
extern const Shape topic_list_shape;
bool list_topics(Call *call, StoreSession *session, Error *error);

#endif
