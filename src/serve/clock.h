// clock.h - whether the machine's clock can be believed at the start.
#ifndef FIDELE_SERVE_CLOCK_H
#define FIDELE_SERVE_CLOCK_H

#include "base/error.h"
#include "base/instant.h"

// False (code "clock") for a clock that was never set: before this program was written.
MUST_USE bool clock_check(Instant now, Error *error);

#endif
