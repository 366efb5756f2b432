// feedback.h - what the parts of this folder hand to its module.
#ifndef FIDELE_FEEDBACK_FEEDBACK_H
#define FIDELE_FEEDBACK_FEEDBACK_H

#include "event/reaction.h"
#include "identity/personal.h"
#include "metric/reading.h"

extern const Reaction feedback_reactions[];
extern const PersonalTable feedback_personal[];
extern const MetricReader feedback_metrics[];

#endif
