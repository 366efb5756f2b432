// lifecycle_http.h - routes about stages, and the part of a profile that shows them.
#ifndef FIDELE_CUSTOMER_LIFECYCLE_HTTP_H
#define FIDELE_CUSTOMER_LIFECYCLE_HTTP_H

#include "customer/lifecycle.h"
#include "customer/profile_http.h"

extern const Route lifecycle_routes[]; // ends with a route without method

// {"name":"at_risk","label":…,"since":…}
void write_stage(JsonWriter *json, const Call *call, Stage stage, Instant since);

#endif
