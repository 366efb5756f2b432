// totp.h - time-based one-time passwords (RFC 6238): HMAC-SHA-1, 30 seconds, 6 digits, as every authenticator has them.
//
// A code of the step before or after is taken too (a clock may be off by that much); one of a step that was used, or of
// an earlier one, is not.
#ifndef FIDELE_STAFF_TOTP_H
#define FIDELE_STAFF_TOTP_H

#include "base/instant.h"

enum { TOTP_SEED_BYTES = 20, TOTP_DIGITS = 6 };

typedef enum TotpResult { TOTP_RIGHT, TOTP_WRONG, TOTP_USED, TOTP_NO_CODE } TotpResult; // no code: not 6 digits 0-9

// `last_step`: the last one used; 0 at first. *step is to be kept when the code is right.
TotpResult totp_check(Str seed, Str code, Instant now, int64_t last_step, int64_t *step);
uint32_t totp_code(Str seed, int64_t step);

Str totp_secret(Arena *arena, Str seed); // base32 (RFC 4648 §6), as it is typed in
// otpauth://totp/Fid%C3%A8le:EMAIL?secret=…&issuer=…
Str totp_uri(Arena *arena, Str seed, Str issuer, Str email);

#endif
