// seal.h - texts that only this data folder can open: XChaCha20-Poly1305 under a key of their purpose.
#ifndef FIDELE_BASE_SEAL_H
#define FIDELE_BASE_SEAL_H

#include "base/secret.h"

// The key of one purpose ("webhook secrets"), out of the folder's (key_file.h): HMAC-SHA256 of the purpose.
void seal_key(const unsigned char secret[SECRET_KEY_BYTES], const char *purpose, unsigned char key[SECRET_KEY_BYTES]);

// `bound` (the row's id) has to be the same to open it: a sealed text can't be moved to another row.
Str seal(Arena *arena, const unsigned char key[SECRET_KEY_BYTES], int64_t bound, Str plain);
MUST_USE bool seal_open(Arena *arena, const unsigned char key[SECRET_KEY_BYTES], int64_t bound, Str sealed, Str *plain);

#endif
