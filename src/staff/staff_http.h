// staff_http.h - what the routes of this folder share.
#ifndef FIDELE_STAFF_STAFF_HTTP_H
#define FIDELE_STAFF_STAFF_HTTP_H

#include "api/route.h"
#include "staff/person.h"
#include "staff/session.h"
#include "staff/staff_parts.h"

enum { STATUS_CREATED = 201, STATUS_ACCEPTED = 202, STATUS_NO_CONTENT = 204, STATUS_SEE_OTHER = 303 };

// ---- bodies and paths ----
Str body_text(const Call *call, const char *name); // "" when absent or null
bool body_has(const Call *call, const char *name);
MUST_USE bool path_number(const Call *call, int64_t *number, Error *error); // of the first {…}; not_found
int64_t cursor_number(Str cursor);                                          // 0 at the beginning

// ---- answers ----
void write_text(JsonWriter *json, const char *name, Str text);
void write_instant(JsonWriter *json, Arena *arena, const char *name, Instant instant); // 0: null
// The refusal as the answer of a `write` that keeps what it did (a failed try is an entry of the trail).
void answer_refusal(Call *call, const Error *error);
void set_cookie(Call *call, const char *name, Str value, int days);

extern const Parameter list_parameters[]; // limit and cursor

// ---- audit trail, for routes that write their own entries ----
MUST_USE bool audit_as(const Call *call, StoreSession *session, Principal principal, const char *action, Str object,
                       int status, Error *error);
Str object_of(Arena *arena, const char *kind, int64_t id); // "person:7"

// ---- signing in (sign_in.c) ----
typedef struct SignIn {
    Person person; // id 0: none with this address
    Str code;      // of the second factor; "": not given
    Error refusal; // kind ERROR_NONE: the password was right
    bool half;     // after signing in: the second factor is still to come
    bool known_device;
} SignIn;

// In `prepare`, on a sign-in worker. False: rate_limited, or the store.
MUST_USE bool sign_in_check(Call *call, Str email, Str password, Str code, SignIn *sign_in, Error *error);
// In `write`. Begins a session, or the half of one, and sets its cookies; or sets sign_in->refusal. Writes the trail.
MUST_USE bool sign_in_begin(Call *call, StoreSession *session, SignIn *sign_in, Error *error);
// The second step: the code for the half session of the cookie. Sets sign_in->refusal, or makes it a whole one.
MUST_USE bool sign_in_code(Call *call, StoreSession *session, Str code, SignIn *sign_in, Error *error);
MUST_USE bool sign_in_code_limit(const Call *call, Error *error); // before it, in `prepare`
int64_t session_id_of(const Call *call);                          // of the cookie, from memory; 0: none
MUST_USE bool sign_out(Call *call, StoreSession *session, Error *error);

// The password of the caller, asked again before what matters: reauth_required. In `prepare`.
MUST_USE bool reauthenticate(const Call *call, Str password, Person *person, Error *error);
// A new password: rules, not the old one, hashed. In `prepare`. The paths name its field.
MUST_USE bool new_password(const Call *call, const Person *person, Str password, const char *path, Str *hash,
                           Error *error);
// After a change of password: other sessions, devices and links end. In `write`.
MUST_USE bool password_changed(const Call *call, StoreSession *session, int64_t person, Str hash, int64_t keep_session,
                               Error *error);

#endif
