#include "message/suppression.h"

#include "base/seal.h"

#define DIGEST_WORD "hmac-sha256:"

// Addresses are compared in lower case: nobody keeps two mailboxes apart by it.
static Str lower(Arena *arena, Str address)
{
    char *bytes = arena_array(arena, char, address.size + 1);
    for (size_t i = 0; i < address.size; i++) {
        char byte = address.data[i];
        bytes[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
    }
    return (Str){bytes, address.size};
}

SuppressionKey suppression_key(const unsigned char secret[32], Str address, Arena *arena)
{
    unsigned char key[SECRET_KEY_BYTES], digest[DIGEST_BYTES];
    Str low = lower(arena, address);
    seal_key(secret, "mail suppressions", key);
    digest_hmac_sha256((Str){(const char *)key, sizeof key}, low, digest);
    secret_wipe(key, sizeof key);
    Str hex = hex_text(arena, (Str){(const char *)digest, sizeof digest});
    return (SuppressionKey){str_format(arena, DIGEST_WORD "%.*s", STR_ARGS(hex)), low};
}

bool suppression_list(StoreSession *session, Str after, size_t limit, Arena *arena, Suppression **list, size_t *count,
                      Error *error)
{
    Rows rows;
    *list = arena_array(arena, Suppression, limit);
    *count = 0;
    if (!store_select(session, &query_message_suppressions, VALUES(value_text(after), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows))
        (*list)[(*count)++] = (Suppression){.digest = str_copy(arena, rows_text(&rows, 0)),
                                            .address = str_copy(arena, rows_text(&rows, 1)),
                                            .reason = str_copy(arena, rows_text(&rows, 2)),
                                            .answer = str_copy(arena, rows_text(&rows, 3)),
                                            .message = rows_integer(&rows, 4),
                                            .at = rows_integer(&rows, 5)};
    return rows_close(&rows, error);
}

bool suppression_lift(StoreSession *session, const unsigned char secret[32], Str which, Arena *arena, bool *lifted,
                      Error *error)
{
    int64_t changed;
    const SuppressionKey key = suppression_key(secret, which, arena);
    if (!store_execute(session, &query_message_lift,
                       VALUES(value_text(str_contains(which, STR("@")) ? key.digest : which), value_text(key.address)),
                       &changed, error))
        return false;
    *lifted = changed > 0;
    return true;
}

// ---- of an earlier version ----

static bool read_plain(StoreSession *session, Arena *arena, Suppression *list, size_t limit, size_t *count,
                       Error *error)
{
    Rows rows;
    *count = 0;
    if (!store_select(session, &query_message_suppressed_plain, VALUES(value_integer((int64_t)limit)), &rows, error))
        return false;
    while (*count < limit && rows_next(&rows))
        list[(*count)++] = (Suppression){.address = str_copy(arena, rows_text(&rows, 0)),
                                         .reason = str_copy(arena, rows_text(&rows, 1)),
                                         .message = rows_integer(&rows, 2),
                                         .at = rows_integer(&rows, 3)};
    return rows_close(&rows, error);
}

static bool convert(StoreSession *session, const unsigned char secret[32], const Suppression *plain, Arena *arena,
                    Error *error)
{
    return store_execute(session, &query_message_suppress,
                         VALUES(value_text(suppression_key(secret, plain->address, arena).digest),
                                value_text(plain->reason), value_integer(plain->message), value_integer(plain->at)),
                         NULL, error) &&
           store_execute(session, &query_message_suppressed_plain_forget, VALUES(value_text(plain->address)), NULL,
                         error);
}

bool suppression_convert(StoreSession *session, const unsigned char secret[32], size_t limit, Error *error)
{
    Arena *scratch = arena_open(0);
    Suppression *list = arena_array(scratch, Suppression, limit);
    size_t count;
    bool fine = read_plain(session, scratch, list, limit, &count, error);
    for (size_t i = 0; fine && i < count; i++) fine = convert(session, secret, &list[i], scratch, error);
    arena_close(scratch);
    return fine;
}
