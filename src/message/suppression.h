// suppression.h - how an address that gets no mail is kept (outbox.h).
#ifndef FIDELE_MESSAGE_SUPPRESSION_H
#define FIDELE_MESSAGE_SUPPRESSION_H

#include "message/outbox.h"

typedef struct SuppressionKey {
    Str digest;
    Str address; // in lower case: as an earlier version kept it
} SuppressionKey;
SuppressionKey suppression_key(const unsigned char secret[32], Str address, Arena *arena);

#endif
