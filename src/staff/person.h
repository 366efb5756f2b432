// person.h - the people who use the program, as they are kept. Works of writing transactions: staff_changed follows.
#ifndef FIDELE_STAFF_PERSON_H
#define FIDELE_STAFF_PERSON_H

#include "api/access.h"
#include "base/instant.h"
#include "staff/staff.h"
#include "staff/totp.h"

extern const char *const role_names[ROLE_COUNT]; // "administrator" …
MUST_USE bool role_parse(Str name, Role *role);

typedef struct Person {
    int64_t id;
    Str email, name;
    Role role;
    Locale locale;
    Str password; // argon2id; "": invited, not set yet
    bool disabled;
    Instant created, signed_in;  // 0: never
    Str totp_seed, totp_offered; // sealed; "": none
    int64_t totp_step;
} Person;

// Without blanks around it, in lower case: the same address however it is typed.
Str email_normal(Arena *arena, Str email);
MUST_USE bool email_check(Str email, Error *error); // invalid_email

// *found false: there is none. An address has to be normal.
MUST_USE bool person_by_id(StoreSession *session, int64_t id, Arena *arena, Person *person, bool *found, Error *error);
MUST_USE bool person_by_email(StoreSession *session, Str email, Arena *arena, Person *person, bool *found,
                              Error *error);
MUST_USE bool person_page(StoreSession *session, int64_t after, int64_t limit, Arena *arena, Person **people,
                          size_t *count, Error *error);

// Sets person->id. already_member when the address is in use.
MUST_USE bool person_insert(StoreSession *session, Person *person, Error *error);
// E-mail, name, role, locale, disabled. last_owner when no administrator who can sign in would be left.
MUST_USE bool person_update(StoreSession *session, const Person *person, Error *error);
MUST_USE bool person_delete(StoreSession *session, const Person *person, Error *error);
MUST_USE bool person_set_password(StoreSession *session, int64_t id, Str hash, Instant now, Error *error);
MUST_USE bool person_signed_in(StoreSession *session, int64_t id, Instant now, Error *error);

// ---- second factor (person_factor.c) ----

// Seeds are sealed with XChaCha20-Poly1305 under secret.key, for their person alone.
Str seed_sealed(const Staff *staff, int64_t person, Str seed, Arena *arena);
MUST_USE bool seed_opened(const Staff *staff, int64_t person, Str sealed, Arena *arena, Str *seed);

enum { RECOVERY_CODES = 10 };
MUST_USE bool factor_offer(StoreSession *session, const Staff *staff, int64_t person, Str seed, Arena *arena,
                           Error *error);
// Takes the offered seed into use; the recovery codes are shown once.
MUST_USE bool factor_confirm(StoreSession *session, const Staff *staff, const Person *person, Str code, Instant now,
                             Arena *arena, Str recovery[RECOVERY_CODES], Error *error);
MUST_USE bool factor_remove(StoreSession *session, int64_t person, Error *error);
// A code of the authenticator, or a recovery code; each is good once. Errors: invalid_code, code_used, invalid_value.
MUST_USE bool factor_use(StoreSession *session, const Staff *staff, const Person *person, Str code, Instant now,
                         Arena *arena, Error *error);

#endif
