// profiling.h - who of all people may be profiled (PV-06): scored, predicted, taken into the training of a model. For
// one person: consent_profiling_allowed (consents.h).
#ifndef FIDELE_CONSENT_PROFILING_H
#define FIDELE_CONSENT_PROFILING_H

#include "consent/consent.h"

// By root, 0..customers-1: 1 when the purpose "profiling" allows it by ground.h. One pass over what was said; who said
// nothing is as the purpose's ground has it.
MUST_USE bool profiling_of_all(const Identity *identity, StoreSession *session, Instant now, uint32_t customers,
                               Arena *arena, uint8_t **allowed, Error *error);

#endif
