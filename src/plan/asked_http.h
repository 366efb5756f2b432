// asked_http.h - the figures that a report or a snapshot asks for, in a body.
#ifndef FIDELE_PLAN_ASKED_HTTP_H
#define FIDELE_PLAN_ASKED_HTTP_H

#include "api/route.h"
#include "plan/figures.h"

// The member "metrics" as it is stored: [{"metric":"crr","parameters":{…}}]; *stored stays when it is absent.
MUST_USE bool body_asked(const Call *call, Str *stored, Error *error);
// Whether each can be asked; errors say where (/metrics/2).
MUST_USE bool check_asked(const MetricPlace *place, const FigureAsk *asks, size_t count, Error *error);

#endif
