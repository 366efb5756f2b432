// secret.h - random bytes, digests and comparisons that must not leak, from libsodium.
#ifndef FIDELE_BASE_SECRET_H
#define FIDELE_BASE_SECRET_H

#include "base/str.h"

enum { DIGEST_BYTES = 32, SECRET_KEY_BYTES = 32 };

void secret_random(void *bytes, size_t size); // of the system's generator
void secret_wipe(void *bytes, size_t size);   // not optimised away
bool secret_equal(Str a, Str b);              // in a time that depends on the sizes alone

void digest_sha256(Str bytes, unsigned char digest[DIGEST_BYTES]);
void digest_hmac_sha256(Str key, Str bytes, unsigned char digest[DIGEST_BYTES]);
// 128 bits that nobody without the key (16 bytes) can choose to collide: SipHash-2-4-128 (Aumasson & Bernstein 2012).
void digest_short(const unsigned char key[16], Str bytes, uint64_t digest[2]);
// The lot of a number, in [0, 1): the same for the same salt, independent of the lots of other salts.
double digest_lot(Str salt, uint32_t number);

Str hex_text(Arena *arena, Str bytes);                            // lower case
Str base64url_text(Arena *arena, Str bytes);                      // RFC 4648 §5, without padding
MUST_USE bool base64url_read(Arena *arena, Str text, Str *bytes); // strict: no padding, no other characters
Str base64_text(Arena *arena, Str bytes);                         // RFC 4648 §4, with padding
MUST_USE bool base64_read(Arena *arena, Str text, Str *bytes);    // RFC 4648 §4, padding required
Str token_text(Arena *arena, size_t bytes);                       // that many random bytes in base64url

#endif
