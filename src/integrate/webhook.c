// webhook.c - any system that can send JSON: signed by Standard Webhooks (standardwebhooks.com: webhook-id,
// webhook-timestamp, webhook-signature), by an HMAC-SHA256 in a header of its own, or not at all; read by a mapping.
#include <string.h>

#include "integrate/mapping.h"

typedef struct Signature {
    Str form;             // "standard", "hmac-sha256", "none"
    Str header;           // in lower case
    Str encoding, prefix; // "hex", "base64"; "sha256="
} Signature;

static Str text_or(JsonValue object, const char *name, const char *otherwise, Arena *arena)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) ? json_get_string(value, arena) : str_of(otherwise);
}

static Str lower(Str text, Arena *arena)
{
    char *low = arena_array(arena, char, text.size + 1);
    for (size_t i = 0; i < text.size; i++)
        low[i] = 'A' <= text.data[i] && text.data[i] <= 'Z' ? (char)(text.data[i] + 32) : text.data[i];
    return (Str){low, text.size};
}

static Signature signature_of(JsonValue settings, Arena *arena)
{
    JsonValue value;
    if (!json_member(settings, STR("signature"), &value)) value = (JsonValue){JSON_OBJECT, STR("{}")};
    return (Signature){.form = text_or(value, "form", "standard", arena),
                       .header = lower(text_or(value, "header", "x-signature", arena), arena),
                       .encoding = text_or(value, "encoding", "hex", arena),
                       .prefix = text_or(value, "prefix", "", arena)};
}

// ---- checking ----

static bool refuse(const char *place, Str value, Arena *arena, Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_value",
                      PHRASE("{0} is not possible here", "{0} n’est pas possible ici"), error_value(arena, value)) ||
           error_at(error, str_of(place));
}

static bool check_members(JsonValue object, const char *const *names, const char *place, Arena *arena, Error *error)
{
    JsonValue key, value;
    if (object.type != JSON_OBJECT) return refuse(place, object.text, arena, error);
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);) {
        Str name = json_get_string(key, arena);
        bool known = false;
        for (size_t i = 0; names[i]; i++) known = known || str_equal(name, str_of(names[i]));
        if (!known)
            return error_code(error, ERROR_INPUT, "unknown_field",
                              PHRASE("there is no {0} here", "il n’y a pas de {0} ici"), error_value(arena, name)) ||
                   error_at(error, str_of(place));
    }
    return true;
}

static bool check_signature(JsonValue settings, Arena *arena, Error *error)
{
    static const char *const names[] = {"form", "header", "encoding", "prefix", NULL};
    JsonValue value;
    if (!json_member(settings, STR("signature"), &value)) return true;
    if (!check_members(value, names, "/settings/signature", arena, error)) return false;
    Signature signature = signature_of(settings, arena);
    bool form = str_equal(signature.form, STR("standard")) || str_equal(signature.form, STR("hmac-sha256")) ||
                str_equal(signature.form, STR("none"));
    bool encoding = str_equal(signature.encoding, STR("hex")) || str_equal(signature.encoding, STR("base64"));
    if (!form) return refuse("/settings/signature/form", signature.form, arena, error);
    if (!signature.header.size) return refuse("/settings/signature/header", signature.header, arena, error);
    return encoding || refuse("/settings/signature/encoding", signature.encoding, arena, error);
}

static bool check(JsonValue settings, Arena *arena, Error *error)
{
    static const char *const names[] = {"signature", "delivery_id", "topic", "events", NULL};
    return check_members(settings, names, "/settings", arena, error) && check_signature(settings, arena, error) &&
           mapping_check(settings, arena, error);
}

// ---- Standard Webhooks ----

// "whsec_" and base64; what is no base64 is taken as it is.
static Str standard_secret(Str secret, Arena *arena)
{
    Str prefix = STR("whsec_"), bytes;
    if (str_starts_with(secret, prefix)) secret = (Str){secret.data + prefix.size, secret.size - prefix.size};
    return base64_read(arena, secret, &bytes) ? bytes : secret;
}

// "v1,BASE64 v1,BASE64 v1a,…": one of version 1 has to be right. All are looked at.
static bool one_is_right(Str given, Str digest, Arena *arena)
{
    Str one, version, bytes;
    bool right = false;
    while (str_cut(&given, ' ', &one)) {
        if (!str_cut(&one, ',', &version) || !str_equal(version, STR("v1"))) continue;
        if (base64_read(arena, one, &bytes) && secret_equal(bytes, digest)) right = true;
    }
    return right;
}

static bool verify_standard(const Arrival *arrival, Str secret, Arena *arena, Error *error)
{
    Str id = arrival_header(arrival, "webhook-id"), timestamp = arrival_header(arrival, "webhook-timestamp");
    Str given = arrival_header(arrival, "webhook-signature");
    unsigned char digest[DIGEST_BYTES];
    if (!given.size) return signature_missing("webhook-signature", error);
    if (!id.size) return signature_missing("webhook-id", error);
    if (!signature_fresh(timestamp, arrival->received, error)) return false;
    if (!secret.size) return signature_invalid(error);
    Text text = text_in(arena);
    text_addf(&text, "%.*s.%.*s.", STR_ARGS(id), STR_ARGS(timestamp));
    text_add(&text, arrival->body);
    digest_hmac_sha256(standard_secret(secret, arena), text_str(&text), digest);
    return one_is_right(given, (Str){(const char *)digest, sizeof digest}, arena) || signature_invalid(error);
}

// ---- an HMAC in a header ----

static int hex_digit(char c)
{
    if ('0' <= c && c <= '9') return c - '0';
    if ('a' <= c && c <= 'f') return c - 'a' + 10;
    return 'A' <= c && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool hex_read(Str text, unsigned char bytes[DIGEST_BYTES])
{
    if (text.size != (size_t)DIGEST_BYTES * 2) return false;
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

static bool verify_hmac(const Arrival *arrival, const Signature *signature, Str secret, Arena *arena, Error *error)
{
    Str given = arrival_header(arrival, str_c(arena, signature->header)), bytes;
    unsigned char digest[DIGEST_BYTES], read[DIGEST_BYTES];
    if (!given.size) return signature_missing(str_c(arena, signature->header), error);
    if (!secret.size || !str_starts_with(given, signature->prefix)) return signature_invalid(error);
    given = (Str){given.data + signature->prefix.size, given.size - signature->prefix.size};
    bytes = (Str){(const char *)read, sizeof read};
    bool readable =
        str_equal(signature->encoding, STR("hex")) ? hex_read(given, read) : base64_read(arena, given, &bytes);
    digest_hmac_sha256(secret, arrival->body, digest);
    return (readable && secret_equal(bytes, (Str){(const char *)digest, sizeof digest})) || signature_invalid(error);
}

static bool verify(const Arrival *arrival, Str secret, JsonValue settings, Arena *arena, Error *error)
{
    Signature signature = signature_of(settings, arena);
    if (str_equal(signature.form, STR("none"))) return true;
    if (str_equal(signature.form, STR("standard"))) return verify_standard(arrival, secret, arena, error);
    return verify_hmac(arrival, &signature, secret, arena, error);
}

static void name(const Arrival *arrival, JsonValue body, JsonValue settings, Arena *arena, Str *delivery, Str *topic)
{
    *delivery = mapping_text(settings, "delivery_id", body, arena);
    if (!delivery->size && str_equal(signature_of(settings, arena).form, STR("standard")))
        *delivery = arrival_header(arrival, "webhook-id");
    *topic = mapping_text(settings, "topic", body, arena);
}

const Provider webhook_provider = {.kind = "webhook",
                                   .label = PHRASE("Webhook", "Webhook"),
                                   .makes_secret = true,
                                   .check = check,
                                   .verify = verify,
                                   .name = name,
                                   .translate = mapping_translate};
