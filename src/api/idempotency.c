#include "api/idempotency.h"

#include <sodium.h>
#include <string.h>

#include "base/secret.h"

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES
};

bool idempotency_read_key(const HttpRequest *request, Str *key, Error *error)
{
    bool given = false, good = true;
    *key = STR("");
    for (size_t i = 0; i < request->headers; i++) {
        if (!str_equal(request->header[i].name, STR("idempotency-key"))) continue;
        good = !given; // twice is as good as none
        given = true;
        *key = request->header[i].value;
    }
    good = good && (!given || (1 <= key->size && key->size <= 255));
    for (size_t i = 0; i < key->size; i++) good = good && 0x20 < key->data[i] && key->data[i] < 0x7F;
    return good || error_code(error, ERROR_MALFORMED, "bad_idempotency_key",
                              PHRASE("Idempotency-Key must be given once and have 1-255 printable ASCII characters",
                                     "Idempotency-Key doit être donné une fois et avoir de 1 à 255 "
                                     "caractères ASCII imprimables"));
}

// ---- digests and encryption ----

// HMAC of the parts with a key of this program, each part with its size, so that they can't be shifted.
static Str digest_of(const Call *call, const char *purpose, Str key, Str content)
{
    const Principal *who = &call->principal;
    Text text = text_in(call->arena);
    text_addf(&text, "%s %d %lld %s %zu:", purpose, (int)who->kind, (long long)who->id, call->route->name, key.size);
    text_add(&text, key);
    text_add(&text, content);
    const unsigned char *secret = api_settings(((const Task *)(const void *)call)->api)->key;
    unsigned char *digest = arena_array(call->arena, unsigned char, DIGEST_BYTES);
    digest_hmac_sha256((Str){(const char *)secret, SECRET_KEY_BYTES}, text_str(&text), digest);
    return (Str){(const char *)digest, DIGEST_BYTES};
}

static Str record_id(const Call *call, Str key)
{
    return digest_of(call, "idempotency id", key, STR(""));
}

// Of all that makes the request: where to, and what. Keyed by the caller's key too, since a body may hold a password.
static Str request_digest(const Call *call, Str key)
{
    Text content = text_in(call->arena);
    text_addf(&content, "%zu:", call->request->target.size);
    text_add(&content, call->request->target);
    text_add(&content, call->request->body);
    return digest_of(call, "idempotency request", key, text_str(&content));
}

static const unsigned char *encryption_key(const Call *call, Str key)
{
    return (const unsigned char *)digest_of(call, "idempotency answer", key, STR("")).data;
}

static Str encrypt(const Call *call, Str key, Str plain)
{
    unsigned char *bytes = arena_array(call->arena, unsigned char, NONCE_BYTES + plain.size + TAG_BYTES);
    secret_random(bytes, NONCE_BYTES);
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE_BYTES, &size, (const unsigned char *)plain.data,
                                               plain.size, NULL, 0, NULL, bytes, encryption_key(call, key));
    return (Str){(const char *)bytes, NONCE_BYTES + (size_t)size};
}

static bool decrypt(const Call *call, Str key, Str sealed, Str *plain)
{
    if (sealed.size < NONCE_BYTES + TAG_BYTES) return false;
    const unsigned char *bytes = (const unsigned char *)sealed.data;
    unsigned char *opened = arena_array(call->arena, unsigned char, sealed.size);
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(opened, &size, NULL, bytes + NONCE_BYTES, sealed.size - NONCE_BYTES,
                                                   NULL, 0, bytes, encryption_key(call, key)) != 0)
        return false;
    *plain = (Str){(const char *)opened, (size_t)size};
    return true;
}

// ---- an answer as bytes: status, type, headers, text, each with its size ----

static void add_part(Text *text, Str part)
{
    text_addf(text, "%zu:", part.size);
    text_add(text, part);
}

static Str pack(const Call *call, Str key)
{
    Text text = text_in(call->arena);
    text_addf(&text, "%d %zu ", call->status, call->headers);
    add_part(&text, call->type);
    for (size_t i = 0; i < call->headers; i++) {
        add_part(&text, call->header[i].name);
        add_part(&text, call->header[i].value);
    }
    add_part(&text, text_str(&call->text));
    return encrypt(call, key, text_str(&text));
}

static bool take_size(Str *rest, char end, size_t *size)
{
    *size = 0;
    while (rest->size > 0 && *rest->data != end) {
        bool digit = '0' <= *rest->data && *rest->data <= '9';
        if (!digit || !checked_multiply(*size, (size_t)10, size)) return false;
        *size += (size_t)(*rest->data - '0');
        *rest = (Str){rest->data + 1, rest->size - 1};
    }
    if (rest->size == 0) return false;
    *rest = (Str){rest->data + 1, rest->size - 1};
    return true;
}

static bool take_part(Str *rest, Str *part)
{
    size_t size;
    if (!take_size(rest, ':', &size) || size > rest->size) return false;
    *part = (Str){rest->data, size};
    *rest = (Str){rest->data + size, rest->size - size};
    return true;
}

static bool unpack(Call *call, Str rest)
{
    size_t status, headers;
    Str text;
    if (!take_size(&rest, ' ', &status) || !take_size(&rest, ' ', &headers)) return false;
    if (headers > COUNT_OF(call->header) || !take_part(&rest, &call->type)) return false;
    for (size_t i = 0; i < headers; i++)
        if (!take_part(&rest, &call->header[i].name) || !take_part(&rest, &call->header[i].value)) return false;
    if (!take_part(&rest, &text) || rest.size > 0) return false;
    call->status = (int)status;
    call->headers = headers;
    call->text = text_in(call->arena);
    text_add(&call->text, text);
    return true;
}

// ---- the record ----

static bool restore(Call *call, Str key, Str digest, Str answer, Error *error)
{
    Str plain;
    if (!secret_equal(digest, request_digest(call, key)))
        return error_code(error, ERROR_INPUT, "idempotency_mismatch",
                          PHRASE("this Idempotency-Key was used with a different request: take a new one",
                                 "cette Idempotency-Key a servi à une autre requête\u00A0: prenez-en une "
                                 "nouvelle"));
    if (decrypt(call, key, answer, &plain) && unpack(call, plain)) return true;
    return error_say(error, ERROR_FAILED,
                     PHRASE("the kept answer of this Idempotency-Key is damaged",
                            "la réponse gardée pour cette Idempotency-Key est abîmée"));
}

static bool forget_old(const Call *call, StoreSession *session, Error *error)
{
    Instant limit = call->now - (Instant)IDEMPOTENCY_HOURS * 3600 * MILLISECONDS_PER_SECOND;
    return store_execute(session, &query_idempotency_forget, VALUES(value_integer(limit)), NULL, error);
}

bool idempotency_find(Call *call, Str key, StoreSession *session, bool *found, Error *error)
{
    Rows rows;
    *found = false;
    if (!forget_old(call, session, error) ||
        !store_select(session, &query_idempotency_find, VALUES(value_bytes(record_id(call, key))), &rows, error))
        return false;
    Str digest = STR(""), answer = STR("");
    if (rows_next(&rows)) {
        *found = true;
        digest = str_copy(call->arena, rows_text(&rows, 0));
        answer = str_copy(call->arena, rows_text(&rows, 1));
    }
    return rows_close(&rows, error) && (!*found || restore(call, key, digest, answer, error));
}

bool idempotency_keep(Call *call, Str key, StoreSession *session, Error *error)
{
    if (call->status == 0) call->status = call->text.size ? 200 : 204;
    return store_execute(session, &query_idempotency_add,
                         VALUES(value_bytes(record_id(call, key)), value_bytes(request_digest(call, key)),
                                value_bytes(pack(call, key)), value_integer(call->now)),
                         NULL, error);
}
