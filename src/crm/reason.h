// reason.h - why customers leave, in a controlled list of words; and what the free texts of forms, payment providers
// and staff mean in it. Texts are kept as they were said: the list is applied when they are read.
#ifndef FIDELE_CRM_REASON_H
#define FIDELE_CRM_REASON_H

#include "base/phrase.h"

typedef enum ExitReason {
    EXIT_PRICE,
    EXIT_COMPETITOR,
    EXIT_MINOR_FAILURE,
    EXIT_MAJOR_FAILURE,
    EXIT_POOR_SERVICE,
    EXIT_UNMET_EXPECTATIONS,
    EXIT_LOW_ENGAGEMENT,
    EXIT_INDIFFERENCE, // felt that nobody cared
    EXIT_PAYMENT,      // the payment failed: they did not decide to go
    EXIT_OTHER,
    EXIT_REASON_COUNT
} ExitReason;

#define EXIT_REASONS                                                                                                   \
    "price, competitor, minor_service_failure, major_service_failure, poor_service, unmet_expectations, "              \
    "low_engagement, indifference, payment_failure, other"

Str exit_reason_name(ExitReason reason); // "price" …
Phrase exit_reason_label(ExitReason reason);
MUST_USE bool exit_reason_parse(Str name, ExitReason *reason); // the words themselves

// What a text means: one of the words, or what providers and people say instead ("too_expensive", "trop cher"); case,
// accents and punctuation do not matter. Without a text an exit to a competitor is one for it; else `other`.
ExitReason exit_reason_of(Str text, bool competitor, Arena *arena);

#endif
