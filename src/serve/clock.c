#include "serve/clock.h"

enum { DAYS_TO_2026 = 20454 };

bool clock_check(Instant now, Error *error)
{
    if (now >= (Instant)DAYS_TO_2026 * 86400 * MILLISECONDS_PER_SECOND) return true;
    Arena *scratch = arena_open(0);
    (void)error_code(error, ERROR_UNAVAILABLE, "clock",
                     PHRASE("the system clock is not set: it says {0}",
                            "l'horloge du système n'est pas réglée\u00A0: elle dit "
                            "{0}"),
                     instant_text(scratch, now));
    arena_close(scratch);
    return false;
}
