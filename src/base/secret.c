#include "base/secret.h"

#include <sodium.h>
#include <string.h>

static void ready(void)
{
    bool started = sodium_init() >= 0;
    assert(started);
}

void secret_random(void *bytes, size_t size)
{
    ready();
    randombytes_buf(bytes, size);
}

void secret_wipe(void *bytes, size_t size)
{
    sodium_memzero(bytes, size);
}

bool secret_equal(Str a, Str b)
{
    return a.size == b.size && sodium_memcmp(a.data, b.data, a.size) == 0;
}

void digest_sha256(Str bytes, unsigned char digest[DIGEST_BYTES])
{
    crypto_hash_sha256(digest, (const unsigned char *)bytes.data, bytes.size);
}

void digest_hmac_sha256(Str key, Str bytes, unsigned char digest[DIGEST_BYTES])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, (const unsigned char *)key.data, key.size);
    crypto_auth_hmacsha256_update(&state, (const unsigned char *)bytes.data, bytes.size);
    crypto_auth_hmacsha256_final(&state, digest);
    secret_wipe(&state, sizeof state);
}

void digest_short(const unsigned char key[16], Str bytes, uint64_t digest[2])
{
    crypto_shorthash_siphashx24((unsigned char *)digest, (const unsigned char *)bytes.data, bytes.size, key);
}

double digest_lot(Str salt, uint32_t number)
{
    unsigned char digest[DIGEST_BYTES], bytes[sizeof number];
    uint64_t word[2];
    digest_sha256(salt, digest);
    memcpy(bytes, &number, sizeof number);
    digest_short(digest, (Str){(const char *)bytes, sizeof bytes}, word);
    return (double)(word[0] >> 11) * 0x1p-53;
}

Str hex_text(Arena *arena, Str bytes)
{
    char *text = arena_array(arena, char, bytes.size * 2 + 1);
    sodium_bin2hex(text, bytes.size * 2 + 1, (const unsigned char *)bytes.data, bytes.size);
    return (Str){text, bytes.size * 2};
}

static Str write_base64(Arena *arena, Str bytes, int variant)
{
    size_t room = sodium_base64_encoded_len(bytes.size, variant);
    char *text = arena_array(arena, char, room);
    sodium_bin2base64(text, room, (const unsigned char *)bytes.data, bytes.size, variant);
    return (Str){text, room - 1};
}

Str base64url_text(Arena *arena, Str bytes)
{
    return write_base64(arena, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Str base64_text(Arena *arena, Str bytes)
{
    return write_base64(arena, bytes, sodium_base64_VARIANT_ORIGINAL);
}

static bool read_base64(Arena *arena, Str text, int variant, Str *bytes)
{
    size_t room = text.size / 4 * 3 + 3, size = 0;
    char *binary = arena_array(arena, char, room);
    const char *end = NULL;
    if (sodium_base642bin((unsigned char *)binary, room, text.data, text.size, NULL, &size, &end, variant) != 0 ||
        end != text.data + text.size)
        return false;
    *bytes = (Str){binary, size};
    return true;
}

bool base64url_read(Arena *arena, Str text, Str *bytes)
{
    return read_base64(arena, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, bytes);
}

bool base64_read(Arena *arena, Str text, Str *bytes)
{
    return read_base64(arena, text, sodium_base64_VARIANT_ORIGINAL, bytes);
}

Str token_text(Arena *arena, size_t bytes)
{
    char *random = arena_array(arena, char, bytes);
    secret_random(random, bytes);
    return base64url_text(arena, (Str){random, bytes});
}
