// service.h - what the parts of this folder hand to its module.
#ifndef FIDELE_SERVICE_SERVICE_H
#define FIDELE_SERVICE_SERVICE_H

#include "event/reaction.h"
#include "identity/personal.h"
#include "metric/reading.h"

extern const Reaction ticket_reactions[];
extern const PersonalTable ticket_personal[];
extern const MetricReader ticket_metrics[];

#endif
