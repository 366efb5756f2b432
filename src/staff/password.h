// password.h - passwords of people: which are taken, and how they are kept.
//
// Kept as argon2id (32 MiB, 3 passes, 1 lane; OWASP asks for 19 MiB and 2). Hashing takes some 40 ms and 32 MiB: it
// belongs on the sign-in workers, never on an event thread nor on the store's.
#ifndef FIDELE_STAFF_PASSWORD_H
#define FIDELE_STAFF_PASSWORD_H

#include "base/error.h"

enum { PASSWORD_CHARACTERS_MIN = 12, PASSWORD_BYTES_MAX = 1024 };

// Rules of NIST SP 800-63B: long, not known to attackers, nothing of the person; no rules about kinds of characters.
// Errors: too_long, invalid_value (NUL), too_short, weak_password (holds the address, the name or ours),
// common_password.
MUST_USE bool password_check(Str password, Str email, Str name, Error *error);

// One that attackers try first (password_common.c).
bool password_is_common(Str password);

Str password_hash(Arena *arena, Str password);
// With hash "" (no such person, no password yet) it takes as long and is false.
bool password_verify(Str hash, Str password);

#endif
