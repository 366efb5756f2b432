// normal.h - how ids are compared: the one writing of an e-mail address or a phone number that stands for all of them.
//
// User ids, anonymous ids and external ids are compared byte by byte: ids that differ in case or in Unicode form are
// two ids (bad_inputs C26).
#ifndef FIDELE_IDENTITY_NORMAL_H
#define FIDELE_IDENTITY_NORMAL_H

#include "identity/identity.h"

enum { EMAIL_BYTES_MAX = 254, PHONE_BYTES_MAX = 16, IDENTITY_BYTES_MAX = 512 };

typedef struct Normal {
    char bytes[EMAIL_BYTES_MAX];
    Str value; // "" when the text is no such identity
} Normal;

// Fills *normal for as long as it stays where it is. Errors: invalid_id, invalid_email, invalid_phone, too_long.
MUST_USE bool normal_of(IdentityKind kind, Str text, Normal *normal, Error *error);

#endif
