// signature.c - Standard Webhooks: what is signed, and how the secret is written.
#include <string.h>

#include "webhook/webhook.h"

Str webhook_message_id(const unsigned char key[32], int64_t message, Arena *arena)
{
    unsigned char digest[DIGEST_BYTES];
    Str name = str_format(arena, "webhook message %lld", (long long)message);
    digest_hmac_sha256((Str){(const char *)key, 32}, name, digest);
    return str_format(arena, "msg_%s", str_c(arena, base64url_text(arena, (Str){(const char *)digest, 18})));
}

Str webhook_signature(Str secret, Str id, Str timestamp, Str body, Arena *arena)
{
    unsigned char digest[DIGEST_BYTES];
    Text text = text_in(arena);
    text_add(&text, id);
    text_add_byte(&text, '.');
    text_add(&text, timestamp);
    text_add_byte(&text, '.');
    text_add(&text, body);
    digest_hmac_sha256(secret, text_str(&text), digest);
    return str_format(arena, "v1,%s", str_c(arena, base64_text(arena, (Str){(const char *)digest, sizeof digest})));
}

Str webhook_secret_text(Str secret, Arena *arena)
{
    return str_format(arena, "whsec_%s", str_c(arena, base64_text(arena, secret)));
}
