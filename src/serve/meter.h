// meter.h - counts requests by route and answer, and how long they took. Any thread; nothing is ever locked.
#ifndef FIDELE_SERVE_METER_H
#define FIDELE_SERVE_METER_H

#include "api/route.h"

typedef struct Meter Meter;

// `tables` as in ApiSettings; they last as long as the meter.
Meter *meter_open(const Route *const *tables);
void meter_close(Meter *meter);

// `route` NULL: none was found.
void meter_count(Meter *meter, const Route *route, int status, int64_t microseconds);

// As lines of the Prometheus text format (version 0.0.4).
void meter_write(const Meter *meter, Text *out);

#endif
