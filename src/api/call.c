// What the functions of routes are given: parameters, headers, pages of lists.
#include "api/task.h"

#include <string.h>

#include "base/number.h"
#include "base/secret.h"

JsonWriter call_json(Call *call)
{
    if (!call->text.arena) call->text = text_in(call->arena);
    return json_writer(&call->text);
}

Str call_query(const Call *call, const char *name)
{
    return query_value(&((const Task *)(const void *)call)->query, str_of(name));
}

bool call_query_integer(const Call *call, const char *name, int64_t *number)
{
    return number_parse_count(call_query(call, name), number);
}

void call_header(Call *call, Str name, Str value)
{
    assert(call->headers < COUNT_OF(call->header));
    call->header[call->headers++] = (HttpHeader){name, value};
}

void call_reads(Call *call, uint32_t customer)
{
    if (call->reads && call->read[call->reads - 1] == customer) return;
    if (call->reads == call->read_room) {
        uint32_t *larger =
            arena_array(call->arena, uint32_t, call->read_room = call->read_room ? call->read_room * 4 : 4);
        if (call->reads) memcpy(larger, call->read, call->reads * sizeof *larger);
        call->read = larger;
    }
    call->read[call->reads++] = customer;
}

// ---- versions ----

void call_version(Call *call, int64_t version)
{
    call_header(call, STR("ETag"), str_format(call->arena, "\"%lld\"", (long long)version));
}

bool call_if_match(const Call *call, int64_t version, Error *error)
{
    Str wanted = http_header(call->request, STR("if-match"));
    Str current = str_format(call->arena, "\"%lld\"", (long long)version);
    if (wanted.size == 0 || str_equal(wanted, STR("*"))) return true;
    for (Str tag; str_cut(&wanted, ',', &tag);)
        if (str_equal(str_trim(tag), current)) return true;
    return error_code(error, ERROR_VERSION, "version_conflict",
                      PHRASE("someone has changed it: it is at version {0}; read it again",
                             "quelqu’un l’a modifié entre-temps\u00A0: version {0}\u202F; relisez-le"),
                      str_format(call->arena, "%lld", (long long)version));
}

// ---- lists ----

int64_t call_limit(const Call *call)
{
    int64_t limit;
    return call_query_integer(call, "limit", &limit) ? limit : 50;
}

enum { SIGNATURE_BYTES = 16 };

// Bound to the route and to what is in its path: a cursor of another list is none here.
static Str sign(const Call *call, Str after)
{
    Text text = text_in(call->arena);
    text_addf(&text, "cursor %s", call->route->name);
    for (size_t i = 0; i < COUNT_OF(call->path_value); i++)
        text_addf(&text, "/%zu:%.*s", call->path_value[i].size, STR_ARGS(call->path_value[i]));
    text_add_byte(&text, '\n');
    text_add(&text, after);
    const unsigned char *key = api_settings(((const Task *)(const void *)call)->api)->key;
    unsigned char *digest = arena_array(call->arena, unsigned char, DIGEST_BYTES);
    digest_hmac_sha256((Str){(const char *)key, SECRET_KEY_BYTES}, text_str(&text), digest);
    return (Str){(const char *)digest, SIGNATURE_BYTES};
}

bool call_cursor(const Call *call, Str *after, Error *error)
{
    Str cursor = call_query(call, "cursor"), bytes;
    *after = STR("");
    if (cursor.size == 0) return true;
    if (base64url_read(call->arena, cursor, &bytes) && bytes.size >= SIGNATURE_BYTES) {
        *after = (Str){bytes.data + SIGNATURE_BYTES, bytes.size - SIGNATURE_BYTES};
        if (secret_equal((Str){bytes.data, SIGNATURE_BYTES}, sign(call, *after))) return true;
    }
    return error_code(error, ERROR_MALFORMED, "bad_cursor",
                      PHRASE("the cursor {0} is not one of this list: begin without it",
                             "le curseur {0} n’est pas de cette liste\u00A0: recommencez sans lui"),
                      error_value(call->arena, cursor));
}

Str call_next_cursor(const Call *call, Str after)
{
    Text bytes = text_in(call->arena);
    text_add(&bytes, sign(call, after));
    text_add(&bytes, after);
    return base64url_text(call->arena, text_str(&bytes));
}

// ---- the key of a body ----

bool call_use_key(Call *call, Str key, Error *error)
{
    const ApiSettings *settings = api_settings(task_of(call)->api);
    return settings->authenticate_key(call->house, call->request, key, &call->principal, error) &&
           permit_principal(call, error);
}
