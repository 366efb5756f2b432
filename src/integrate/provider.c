#include "integrate/provider.h"

#include <string.h>

#include "base/number.h"

extern const Provider shopify_provider, woocommerce_provider, webhook_provider, stripe_provider;

const Provider *const providers[] = {&shopify_provider, &woocommerce_provider, &webhook_provider, &stripe_provider,
                                     NULL};

const Provider *provider_of(Str kind)
{
    for (const Provider *const *provider = providers; *provider; provider++)
        if (str_equal(kind, str_of((*provider)->kind))) return *provider;
    return NULL;
}

Str arrival_header(const Arrival *arrival, const char *lower_case_name)
{
    for (size_t i = 0; i < arrival->headers; i++)
        if (str_equal(arrival->header[i].name, str_of(lower_case_name))) return arrival->header[i].value;
    return STR("");
}

// ---- translations ----

static bool make_room(Translation *translation, Error *error)
{
    enum { FIRST = 8 };
    if (translation->count == TRANSLATION_RECORDS_MAX)
        return error_code(error, ERROR_INPUT, "too_many_records",
                          PHRASE("one delivery makes at most {0} events", "une livraison donne au plus {0} événements"),
                          error_number(translation->arena, TRANSLATION_RECORDS_MAX));
    if (translation->count < translation->capacity) return true;
    size_t capacity = translation->capacity ? translation->capacity * 2 : FIRST;
    Record *record = arena_array(translation->arena, Record, capacity);
    if (translation->count) memcpy(record, translation->record, translation->count * sizeof *record);
    translation->record = record;
    translation->capacity = capacity;
    return true;
}

bool translation_add(Translation *translation, const Record *record, Error *error)
{
    if (!make_room(translation, error)) return false;
    Record *added = &translation->record[translation->count++];
    *added = *record;
    added->source = source_of(SOURCE_CONNECTION, translation->connection->id);
    added->received = translation->received;
    return true;
}

Str translation_external(const Translation *translation, Str id)
{
    if (!id.size) return id;
    return str_format(translation->arena, "%.*s:%.*s", STR_ARGS(translation->connection->prefix), STR_ARGS(id));
}

Str translation_id(const Translation *translation, Str id)
{
    bool first = str_equal(translation->connection->prefix, translation->connection->kind);
    return first ? id : translation_external(translation, id);
}

// ---- signatures ----

bool signature_missing(const char *header, Error *error)
{
    return error_code(error, ERROR_UNAUTHENTICATED, "missing_signature",
                      PHRASE("the signature is missing: it stands in the header {0}",
                             "la signature manque\u00A0: elle se trouve dans l’en-tête {0}"),
                      str_of(header));
}

bool signature_invalid(Error *error)
{
    return error_code(
        error, ERROR_UNAUTHENTICATED, "invalid_signature",
        PHRASE("the signature does not match the body and the secret: sign the raw bytes of the body, and "
               "compare the secret on both sides",
               "la signature ne correspond pas au corps et au secret\u00A0: signez les octets bruts du "
               "corps, et comparez le secret des deux côtés"),
        STR(""));
}

bool signature_base64(Str given, Str secret, Str body, Arena *arena, Error *error)
{
    unsigned char digest[DIGEST_BYTES];
    Str bytes;
    if (!secret.size || !base64_read(arena, given, &bytes)) return signature_invalid(error);
    digest_hmac_sha256(secret, body, digest);
    return secret_equal(bytes, (Str){(const char *)digest, sizeof digest}) || signature_invalid(error);
}

bool signature_fresh(Str timestamp, Instant now, Error *error)
{
    int64_t seconds = 0, present = now / MILLISECONDS_PER_SECOND;
    if (!number_parse_count(timestamp, &seconds))
        return error_code(error, ERROR_UNAUTHENTICATED, "bad_timestamp",
                          PHRASE("the time of the signature is missing or no number of seconds",
                                 "l’heure de la signature manque ou n’est pas un nombre de secondes"),
                          STR(""));
    if (present - SIGNATURE_TOLERANCE_SECONDS <= seconds && seconds <= present + SIGNATURE_TOLERANCE_SECONDS)
        return true;
    return error_code(error, ERROR_UNAUTHENTICATED, "timestamp_expired",
                      PHRASE("it was signed more than {0} seconds ago or ahead: compare the clocks of both sides",
                             "la signature a plus de {0} secondes d’écart\u00A0: comparez les horloges des deux côtés"),
                      STR("300"));
}
