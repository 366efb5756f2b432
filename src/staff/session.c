#include "staff/session.h"

#include "staff/cookie.h"
#include "staff/staff_parts.h"

static Str digest_of(Arena *arena, Str token)
{
    unsigned char *digest = arena_array(arena, unsigned char, DIGEST_BYTES);
    digest_sha256(token, digest);
    return (Str){(const char *)digest, DIGEST_BYTES};
}

// ---- sessions ----

static Str short_agent(const HttpRequest *request)
{
    enum { AGENT_MAX = 200 };
    Str agent = http_header(request, STR("user-agent"));
    size_t size = (size_t)smaller((int64_t)agent.size, AGENT_MAX);
    while (size < agent.size && size > 0 && ((unsigned char)agent.data[size] & 0xC0) == 0x80) size--;
    return (Str){agent.data, size};
}

bool session_begin(StoreSession *session, int64_t person, bool verified, const HttpRequest *request, Arena *arena,
                   Session *begun, Str *token, Error *error)
{
    *token = token_text(arena, COOKIE_TOKEN_BYTES);
    *begun = (Session){.person = person,
                       .verified = verified,
                       .created = request->received,
                       .seen = request->received,
                       .peer = request->peer,
                       .agent = short_agent(request)};
    return staff_next_id(session, &begun->id, error) &&
           store_execute(session, &query_session_insert,
                         VALUES(value_integer(begun->id), value_bytes(digest_of(arena, *token)), value_integer(person),
                                value_integer(verified), value_integer(begun->created), value_text(begun->peer),
                                value_text(begun->agent)),
                         NULL, error);
}

static Session read_session(const Rows *row, Arena *arena)
{
    return (Session){.id = rows_integer(row, 0),
                     .person = rows_integer(row, 1),
                     .verified = rows_integer(row, 2) != 0,
                     .created = rows_integer(row, 3),
                     .seen = rows_integer(row, 4),
                     .revoked = rows_integer(row, 5),
                     .peer = str_copy(arena, rows_text(row, 6)),
                     .agent = str_copy(arena, rows_text(row, 7))};
}

bool session_of_token(StoreSession *session, Str token, Arena *arena, Session *found, bool *there, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_session_by_digest, VALUES(value_bytes(digest_of(arena, token))), &rows, error))
        return false;
    *there = rows_next(&rows);
    if (*there) *found = read_session(&rows, arena);
    return rows_close(&rows, error);
}

bool session_delete(StoreSession *session, int64_t id, Error *error)
{
    return store_execute(session, &query_session_delete, VALUES(value_integer(id)), NULL, error);
}

bool session_delete_own(StoreSession *session, int64_t id, int64_t person, bool *deleted, Error *error)
{
    int64_t changed = 0;
    bool done = store_execute(session, &query_session_delete_of_person,
                              VALUES(value_integer(id), value_integer(person)), &changed, error);
    *deleted = changed > 0;
    return done;
}

bool sessions_revoke(StoreSession *session, int64_t person, int64_t except, Instant now, Error *error)
{
    return store_execute(session, &query_session_revoke_others,
                         VALUES(value_integer(person), value_integer(except), value_integer(now)), NULL, error);
}

bool sessions_of(StoreSession *session, int64_t person, Instant now, Arena *arena, Session **sessions, size_t *count,
                 Error *error)
{
    enum { SESSIONS_MAX = 500 };
    Rows rows;
    *count = 0;
    *sessions = arena_array(arena, Session, SESSIONS_MAX);
    if (!store_select(session, &query_session_of_person,
                      VALUES(value_integer(person), value_integer(now - INSTANT_DAYS(SESSION_DAYS))), &rows, error))
        return false;
    while (*count < SESSIONS_MAX && rows_next(&rows)) (*sessions)[(*count)++] = read_session(&rows, arena);
    return rows_close(&rows, error);
}

// ---- known devices ----

bool device_add(StoreSession *session, int64_t person, Instant now, Arena *arena, Str *token, Error *error)
{
    *token = token_text(arena, COOKIE_TOKEN_BYTES);
    return store_execute(session, &query_session_device_insert,
                         VALUES(value_bytes(digest_of(arena, *token)), value_integer(person), value_integer(now)), NULL,
                         error);
}

bool device_known(StoreSession *session, int64_t person, Str token, bool *known, Error *error)
{
    Rows rows;
    Arena *scratch = arena_open(0);
    bool asked = store_select(session, &query_session_device_known,
                              VALUES(value_bytes(digest_of(scratch, token)), value_integer(person)), &rows, error);
    *known = asked && rows_next(&rows);
    bool done = asked && rows_close(&rows, error);
    arena_close(scratch);
    return done;
}

bool devices_forget(StoreSession *session, int64_t person, Error *error)
{
    return store_execute(session, &query_session_devices_delete, VALUES(value_integer(person)), NULL, error);
}

// ---- one-time links ----

bool link_make(StoreSession *session, LinkPurpose purpose, int64_t person, Instant now, Arena *arena, Str *token,
               Error *error)
{
    Instant until =
        now + (purpose == LINK_RESET ? INSTANT_MINUTES(LINK_RESET_MINUTES) : INSTANT_DAYS(LINK_INVITATION_DAYS));
    *token = token_text(arena, COOKIE_TOKEN_BYTES);
    return links_void(session, person, error) &&
           store_execute(session, &query_session_link_insert,
                         VALUES(value_bytes(digest_of(arena, *token)), value_integer(purpose), value_integer(person),
                                value_integer(until)),
                         NULL, error);
}

bool link_find(StoreSession *session, Str token, Instant now, LinkPurpose *purpose, int64_t *person, Error *error)
{
    Rows rows;
    Arena *scratch = arena_open(0);
    bool asked = store_select(session, &query_session_link_find,
                              VALUES(value_bytes(digest_of(scratch, token)), value_integer(now)), &rows, error);
    bool found = asked && rows_next(&rows);
    if (found) {
        *purpose = (LinkPurpose)rows_integer(&rows, 0);
        *person = rows_integer(&rows, 1);
    }
    bool done = asked && rows_close(&rows, error);
    arena_close(scratch);
    if (!done) return false;
    return found || error_code(error, ERROR_USAGE, "invalid_token",
                               PHRASE("this link is not valid any more: ask for a new one",
                                      "ce lien n’est plus valable\u00A0: demandez-en un nouveau"), );
}

bool links_void(StoreSession *session, int64_t person, Error *error)
{
    return store_execute(session, &query_session_links_delete, VALUES(value_integer(person)), NULL, error);
}
