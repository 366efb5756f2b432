// behaviour_readers.h - the metrics of what people do: active people, lifecycle, stickiness, engagement, second orders.
#ifndef FIDELE_BEHAVIOUR_BEHAVIOUR_READERS_H
#define FIDELE_BEHAVIOUR_BEHAVIOUR_READERS_H

#include "metric/reading.h"

extern const MetricReader behaviour_readers[];

#endif
