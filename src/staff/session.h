// session.h - sessions, known devices and one-time links, as they are kept. Works of writing transactions;
// staff_changed follows those that change sessions.
#ifndef FIDELE_STAFF_SESSION_H
#define FIDELE_STAFF_SESSION_H

#include "base/instant.h"
#include "staff/person.h"

typedef struct Session {
    int64_t id, person;
    bool verified;
    Instant created, seen, revoked;
    Str peer, agent;
} Session;

// *token is for the cookie: 256 random bits.
MUST_USE bool session_begin(StoreSession *session, int64_t person, bool verified, const HttpRequest *request,
                            Arena *arena, Session *begun, Str *token, Error *error);
MUST_USE bool session_of_token(StoreSession *session, Str token, Arena *arena, Session *found, bool *there,
                               Error *error);
MUST_USE bool session_delete(StoreSession *session, int64_t id, Error *error);
MUST_USE bool session_delete_own(StoreSession *session, int64_t id, int64_t person, bool *deleted, Error *error);
// All of a person but one (0: all).
MUST_USE bool sessions_revoke(StoreSession *session, int64_t person, int64_t except, Instant now, Error *error);
MUST_USE bool sessions_of(StoreSession *session, int64_t person, Instant now, Arena *arena, Session **sessions,
                          size_t *count, Error *error);

MUST_USE bool device_add(StoreSession *session, int64_t person, Instant now, Arena *arena, Str *token, Error *error);
MUST_USE bool device_known(StoreSession *session, int64_t person, Str token, bool *known, Error *error);
MUST_USE bool devices_forget(StoreSession *session, int64_t person, Error *error);

typedef enum LinkPurpose { LINK_RESET = 1, LINK_INVITATION } LinkPurpose;

// A new link makes the person's earlier ones void.
MUST_USE bool link_make(StoreSession *session, LinkPurpose purpose, int64_t person, Instant now, Arena *arena,
                        Str *token, Error *error);
// invalid_token when it is not good (any more).
MUST_USE bool link_find(StoreSession *session, Str token, Instant now, LinkPurpose *purpose, int64_t *person,
                        Error *error);
MUST_USE bool links_void(StoreSession *session, int64_t person, Error *error);

#endif
