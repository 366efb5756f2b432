#include "base/seal.h"

#include <sodium.h>

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

void seal_key(const unsigned char secret[SECRET_KEY_BYTES], const char *purpose, unsigned char key[SECRET_KEY_BYTES])
{
    digest_hmac_sha256((Str){(const char *)secret, SECRET_KEY_BYTES}, str_of(purpose), key);
}

Str seal(Arena *arena, const unsigned char key[SECRET_KEY_BYTES], int64_t bound, Str plain)
{
    size_t size = NONCE_BYTES + plain.size + TAG_BYTES;
    unsigned char *sealed = arena_array(arena, unsigned char, size);
    secret_random(sealed, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, (const unsigned char *)plain.data,
                                               plain.size, (const unsigned char *)&bound, sizeof bound, NULL, sealed,
                                               key);
    return (Str){(const char *)sealed, size};
}

bool seal_open(Arena *arena, const unsigned char key[SECRET_KEY_BYTES], int64_t bound, Str sealed, Str *plain)
{
    if (sealed.size < NONCE_BYTES + TAG_BYTES) return false;
    size_t size = sealed.size - NONCE_BYTES - TAG_BYTES;
    unsigned char *opened = arena_array(arena, unsigned char, size + 1);
    const unsigned char *bytes = (const unsigned char *)sealed.data;
    *plain = (Str){(const char *)opened, size};
    return crypto_aead_xchacha20poly1305_ietf_decrypt(opened, NULL, NULL, bytes + NONCE_BYTES,
                                                      sealed.size - NONCE_BYTES, (const unsigned char *)&bound,
                                                      sizeof bound, bytes, key) == 0;
}
