// validation.h - a definition tried on the past (NB-02): scored as of one window ago, by what was known then, against
// who has left since; and the window before that, on which the score is turned into a probability.
#ifndef FIDELE_HEALTH_VALIDATION_H
#define FIDELE_HEALTH_VALIDATION_H

#include "health/health.h"
#include "predict/health_validation.h"

typedef struct DefinitionValidation {
    int64_t window_days;
    Instant fitted_at, judged_at; // when the two groups were scored
    HealthValidation result;
    HealthWeights weights;                   // of the measures, as they made people of the earlier time stay: suggested
    double group_weight[HEALTH_GROUP_COUNT]; // their sums by group
} DefinitionValidation;
MUST_USE bool validate_definition(const HealthPlace *place, const HealthDefinition *definition,
                                  DefinitionValidation *validation, Error *error);

#endif
