// connections_http.c - staff set up who may send us what.
#include "base/number.h"
#include "house.h"
#include "integrate/integrate_http.h"

enum { SECRET_MADE_BYTES = 24, NAME_BYTES_MAX = 100 };

// ---- shared ----

bool path_number_at(const Call *call, size_t index, int64_t *number, Error *error)
{
    if (number_parse_count(call->path_value[index], number) && *number > 0) return true;
    return connection_not_found(error);
}

bool path_connection(Call *call, StoreSession *session, Connection *connection, Error *error)
{
    int64_t id = 0;
    if (!path_number_at(call, 0, &id, error) || !connection_get(session, id, call->arena, connection, error))
        return false;
    call->audit_object = str_format(call->arena, "connection:%lld", (long long)id);
    return true;
}

void member_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

void member_integer(JsonWriter *json, const char *key, int64_t number)
{
    json_key(json, key);
    json_integer(json, number);
}

void member_instant(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    json_key(json, key);
    if (at)
        json_string(json, instant_text(arena, at));
    else
        json_null(json);
}

void end_page(JsonWriter *json, const Call *call, bool more, Str after)
{
    json_end_array(json);
    json_key(json, "next_cursor");
    if (more)
        json_string(json, call_next_cursor(call, after));
    else
        json_null(json);
    json_end_object(json);
}

// ---- answers ----

static bool write_counts(JsonWriter *json, StoreSession *session, int64_t id, Error *error)
{
    Rows rows;
    json_key(json, "counts");
    json_begin_object(json);
    if (!store_select(session, &query_connection_counts, VALUES(value_integer(id)), &rows, error)) return false;
    while (rows_next(&rows)) {
        char key[64] = {0};
        Str code = rows_text(&rows, 0);
        for (size_t i = 0; i < code.size && i + 1 < sizeof key; i++) key[i] = code.data[i];
        member_integer(json, key, rows_integer(&rows, 1));
    }
    json_end_object(json);
    return rows_close(&rows, error);
}

// `secret`: shown this once; "" otherwise.
static bool write_connection(JsonWriter *json, const Call *call, StoreSession *session, const Connection *connection,
                             Str secret, Error *error)
{
    json_begin_object(json);
    member_integer(json, "id", connection->id);
    member_text(json, "kind", connection->kind);
    member_text(json, "name", connection->name);
    member_text(json, "path",
                str_format(call->arena, "/api/v1/integrations/%.*s/%.*s", STR_ARGS(connection->kind),
                           STR_ARGS(connection->key)));
    member_text(json, "prefix", connection->prefix);
    json_key(json, "settings");
    json_value(json, (JsonValue){JSON_OBJECT, connection->settings});
    if (secret.size) member_text(json, "secret", secret);
    json_key(json, "has_secret");
    json_boolean(json, connection->secret.size > 0);
    member_instant(json, "old_secret_until", connection->old_secret.size ? connection->old_until : 0, call->arena);
    member_integer(json, "version", connection->version);
    member_instant(json, "created_at", connection->created_at, call->arena);
    member_instant(json, "paused_at", connection->paused_at, call->arena);
    member_instant(json, "last_delivery_at", connection->last_at, call->arena);
    bool fine = write_counts(json, session, connection->id, error);
    json_end_object(json);
    return fine;
}

static bool answer_connection(Call *call, StoreSession *session, int64_t id, Str secret, Error *error)
{
    Connection connection;
    JsonWriter json = call_json(call);
    call->audit_object = str_format(call->arena, "connection:%lld", (long long)id);
    if (!connection_get(session, id, call->arena, &connection, error)) return false;
    call_version(call, connection.version);
    return write_connection(&json, call, session, &connection, secret, error);
}

bool list_connections(Call *call, StoreSession *session, Error *error)
{
    Connection *list = NULL;
    size_t count = 0;
    int64_t after = 0, limit = call_limit(call);
    Str cursor;
    if (!call_cursor(call, &cursor, error)) return false;
    if (!number_parse_count(cursor, &after)) after = 0;
    if (!connection_page(session, after, limit, call->arena, &list, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++)
        if (!write_connection(&json, call, session, &list[i], STR(""), error)) return false;
    bool more = count == (size_t)limit;
    end_page(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[count - 1].id) : STR(""));
    return true;
}

bool get_connection(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    return path_connection(call, session, &connection, error) &&
           answer_connection(call, session, connection.id, STR(""), error);
}

bool get_connection_secret(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    if (!path_connection(call, session, &connection, error)) return false;
    return error_code(error, ERROR_FORBIDDEN, "secret_hidden",
                      PHRASE("a secret is shown once, when it is made: rotate to get a new one",
                             "un secret n’est montré qu’une fois, à sa création\u00A0: remplacez-le pour en avoir un "
                             "nouveau"),
                      STR(""));
}

// ---- writing ----

static bool read_settings(const Call *call, const Provider *provider, Str *settings, Error *error)
{
    JsonValue value;
    if (!json_member(call->body, STR("settings"), &value)) value = (JsonValue){JSON_OBJECT, STR("{}")};
    *settings = value.text;
    return !provider->check || provider->check(value, call->arena, error);
}

// Given, or made where the provider lets us: *shown is what the answer shows.
static bool read_secret(const Call *call, const Provider *provider, Str *secret, Str *shown, Error *error)
{
    *secret = shape_text(call->body, "secret", call->arena);
    *shown = STR("");
    if (secret->size) return true;
    if (provider->makes_secret) {
        char random[SECRET_MADE_BYTES];
        secret_random(random, sizeof random);
        Str text = base64_text(call->arena, (Str){random, sizeof random});
        *secret = *shown = str_format(call->arena, "whsec_%.*s", STR_ARGS(text));
        return true;
    }
    return error_code(error, ERROR_INPUT, "missing_field",
                      PHRASE("give the secret with which {0} signs", "donnez le secret avec lequel {0} signe"),
                      str_of(provider->label.in[LOCALE_EN])) ||
           error_at(error, STR("/secret"));
}

bool create_connection(Call *call, StoreSession *session, Error *error)
{
    Str secret, shown;
    Connection connection = {.kind = shape_text(call->body, "kind", call->arena),
                             .name = shape_text(call->body, "name", call->arena),
                             .created_at = call->now};
    const Provider *provider = provider_of(connection.kind);
    unsigned char key[SECRET_KEY_BYTES];
    assert(provider); // one of the words of the shape
    connection_key(call->house->secret, key);
    if (!read_settings(call, provider, &connection.settings, error) ||
        !read_secret(call, provider, &secret, &shown, error) ||
        !connection_insert(session, key, &connection, secret, call->arena, error))
        return false;
    call->status = STATUS_CREATED;
    return answer_connection(call, session, connection.id, shown, error);
}

static bool read_changes(const Call *call, Connection *connection, Error *error)
{
    JsonValue value;
    if (json_member(call->body, STR("name"), &value)) connection->name = json_get_string(value, call->arena);
    if (json_member(call->body, STR("paused"), &value)) {
        bool paused = json_get_boolean(value);
        if (!paused || !connection->paused_at) connection->paused_at = paused ? call->now : 0;
    }
    if (!json_member(call->body, STR("settings"), &value)) return true;
    return read_settings(call, provider_of(connection->kind), &connection->settings, error);
}

bool change_connection(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    return path_connection(call, session, &connection, error) && call_if_match(call, connection.version, error) &&
           read_changes(call, &connection, error) && connection_change(session, &connection, error) &&
           answer_connection(call, session, connection.id, STR(""), error);
}

bool delete_connection(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    if (!path_connection(call, session, &connection, error) ||
        !connection_delete(session, connection.id, call->now, error))
        return false;
    call->status = STATUS_NO_CONTENT;
    return true;
}

bool rotate_connection(Call *call, StoreSession *session, Error *error)
{
    Connection connection;
    Str secret, shown;
    unsigned char key[SECRET_KEY_BYTES];
    connection_key(call->house->secret, key);
    return path_connection(call, session, &connection, error) &&
           read_secret(call, provider_of(connection.kind), &secret, &shown, error) &&
           connection_rotate(session, key, &connection, secret, call->now, call->arena, error) &&
           answer_connection(call, session, connection.id, shown, error);
}
