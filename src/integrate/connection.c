#include "integrate/connection.h"

static const int64_t overlap_milliseconds = (int64_t)SECRET_OVERLAP_HOURS * 3600 * MILLISECONDS_PER_SECOND;

static bool one_number(StoreSession *session, const Query *query, const Value *values, size_t count, int64_t *number,
                       Error *error)
{
    Rows rows;
    if (!store_select(session, query, values, count, &rows, error)) return false;
    *number = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

// ---- the secret ----

void connection_key(const unsigned char folder_secret[SECRET_KEY_BYTES], unsigned char key[SECRET_KEY_BYTES])
{
    seal_key(folder_secret, "connection secrets", key);
}

static Value sealed(const unsigned char *key, int64_t id, Str secret, Arena *arena)
{
    return secret.size ? value_bytes(seal(arena, key, id, secret)) : value_null();
}

static bool unsealed(const unsigned char *key, int64_t id, Str bytes, Arena *arena, Str *secret, Error *error)
{
    *secret = STR("");
    if (!bytes.size || seal_open(arena, key, id, bytes, secret)) return true;
    return error_code(
        error, ERROR_FAILED, "key_file",
        PHRASE("the secret of connection {0} was sealed with another secret.key: bring that file back, or "
               "give the connection a new secret",
               "le secret de la connexion {0} a été scellé avec un autre secret.key\u00A0: remettez ce "
               "fichier, ou donnez un nouveau secret à la connexion"),
        error_number(arena, (uint64_t)id));
}

bool connection_secrets(const Connection *connection, const unsigned char *key, Instant now, Arena *arena,
                        Secrets *secrets, Error *error)
{
    bool old = now < connection->old_until;
    secrets->secret[1] = STR("");
    return unsealed(key, connection->id, connection->secret, arena, &secrets->secret[0], error) &&
           (!old || unsealed(key, connection->id, connection->old_secret, arena, &secrets->secret[1], error));
}

// ---- writing ----

enum { KEY_BYTES = 16 };

bool connection_insert(StoreSession *session, const unsigned char *key, Connection *connection, Str secret,
                       Arena *arena, Error *error)
{
    int64_t others = 0;
    if (!one_number(session, &query_connection_next_id, NO_VALUES, &connection->id, error) ||
        !one_number(session, &query_connection_of_kind_made, VALUES(value_text(connection->kind)), &others, error))
        return false;
    connection->key = token_text(arena, KEY_BYTES);
    connection->prefix =
        others ? str_format(arena, "%.*s-%lld", STR_ARGS(connection->kind), (long long)others + 1) : connection->kind;
    connection->version = 1;
    return store_execute(session, &query_connection_insert,
                         VALUES(value_integer(connection->id), value_text(connection->kind),
                                value_text(connection->name), value_text(connection->key),
                                value_text(connection->prefix), value_text(connection->settings),
                                sealed(key, connection->id, secret, arena), value_integer(connection->created_at)),
                         NULL, error);
}

bool connection_change(StoreSession *session, const Connection *connection, Error *error)
{
    Value paused = connection->paused_at ? value_integer(connection->paused_at) : value_null();
    return store_execute(
        session, &query_connection_change,
        VALUES(value_integer(connection->id), value_text(connection->name), value_text(connection->settings), paused),
        NULL, error);
}

bool connection_rotate(StoreSession *session, const unsigned char *key, const Connection *connection, Str secret,
                       Instant now, Arena *arena, Error *error)
{
    Value old = connection->secret.size ? value_bytes(connection->secret) : value_null();
    return store_execute(session, &query_connection_rotate,
                         VALUES(value_integer(connection->id), sealed(key, connection->id, secret, arena), old,
                                value_integer(now + overlap_milliseconds)),
                         NULL, error);
}

bool connection_delete(StoreSession *session, int64_t id, Instant now, Error *error)
{
    return store_execute(session, &query_connection_delete, VALUES(value_integer(id), value_integer(now)), NULL,
                         error) &&
           store_execute(session, &query_connection_letters_delete, VALUES(value_integer(id)), NULL, error);
}

// ---- reading ----

static void take(const Rows *row, Arena *arena, Connection *connection)
{
    *connection = (Connection){.id = rows_integer(row, 0),
                               .kind = str_copy(arena, rows_text(row, 1)),
                               .name = str_copy(arena, rows_text(row, 2)),
                               .key = str_copy(arena, rows_text(row, 3)),
                               .prefix = str_copy(arena, rows_text(row, 4)),
                               .settings = str_copy(arena, rows_text(row, 5)),
                               .secret = str_copy(arena, rows_text(row, 6)),
                               .old_secret = str_copy(arena, rows_text(row, 7)),
                               .old_until = rows_integer(row, 8),
                               .version = rows_integer(row, 9),
                               .created_at = rows_integer(row, 10),
                               .paused_at = rows_integer(row, 11),
                               .last_at = rows_integer(row, 12)};
}

static bool read_list(StoreSession *session, const Query *query, const Value *values, size_t value_count, size_t room,
                      Arena *arena, Connection **list, size_t *count, Error *error)
{
    Rows rows;
    *count = 0;
    *list = arena_array(arena, Connection, room + 1);
    if (!store_select(session, query, values, value_count, &rows, error)) return false;
    while (*count < room && rows_next(&rows)) take(&rows, arena, &(*list)[(*count)++]);
    return rows_close(&rows, error);
}

bool connection_not_found(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such connection", "il n’y a pas de telle connexion"), STR(""));
}

bool connection_get(StoreSession *session, int64_t id, Arena *arena, Connection *connection, Error *error)
{
    Connection *list;
    size_t count;
    if (!read_list(session, &query_connection_by_id, VALUES(value_integer(id)), 1, arena, &list, &count, error))
        return false;
    *connection = list[0];
    return count || connection_not_found(error);
}

bool connection_page(StoreSession *session, int64_t after, int64_t limit, Arena *arena, Connection **list,
                     size_t *count, Error *error)
{
    return read_list(session, &query_connection_page, VALUES(value_integer(after), value_integer(limit)), (size_t)limit,
                     arena, list, count, error);
}

bool connection_find(StoreSession *session, Str kind, Str key, Arena *arena, Connection **list, size_t *count,
                     Error *error)
{
    if (!key.size)
        return read_list(session, &query_connection_by_kind,
                         VALUES(value_text(kind), value_integer(CONNECTIONS_OF_KIND_MAX)), CONNECTIONS_OF_KIND_MAX,
                         arena, list, count, error);
    if (!read_list(session, &query_connection_by_key, VALUES(value_text(key)), 1, arena, list, count, error))
        return false;
    if (*count && !str_equal((*list)->kind, kind)) *count = 0;
    return true;
}
