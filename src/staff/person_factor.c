// The second factor of a person: a sealed seed, its codes, and recovery codes.
#include <string.h>

#include "staff/person.h"
#include "staff/staff_parts.h"

// ---- sealing: bound to the person ----

Str seed_sealed(const Staff *staff, int64_t person, Str seed, Arena *arena)
{
    unsigned char key[SECRET_KEY_BYTES];
    seal_key(staff->secret, "totp seeds", key);
    Str sealed = seal(arena, key, person, seed);
    secret_wipe(key, sizeof key);
    return sealed;
}

bool seed_opened(const Staff *staff, int64_t person, Str sealed, Arena *arena, Str *seed)
{
    unsigned char key[SECRET_KEY_BYTES];
    seal_key(staff->secret, "totp seeds", key);
    bool fine = seal_open(arena, key, person, sealed, seed) && seed->size == TOTP_SEED_BYTES;
    secret_wipe(key, sizeof key);
    return fine;
}

// ---- refusals ----

static bool refuse_code(Error *error)
{
    return error_code(error, ERROR_UNAUTHENTICATED, "invalid_code",
                      PHRASE("this code is wrong: check the clock of your device, or wait for the next code",
                             "ce code est faux\u00A0: vérifiez l’heure de votre appareil, ou attendez le code "
                             "suivant"), );
}

static bool refuse_used(Error *error)
{
    return error_code(
        error, ERROR_UNAUTHENTICATED, "code_used",
        PHRASE("this code has been used: wait for the next one", "ce code a déjà servi\u00A0: attendez le suivant"), );
}

static bool refuse_form(Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_value",
                      PHRASE("a code has 6 digits, 0 to 9", "un code a 6 chiffres, de 0 à 9"), ) ||
           error_at(error, STR("/code"));
}

static bool refuse_unreadable(Error *error)
{
    return error_code(
        error, ERROR_CONFLICT, "second_factor_unreadable",
        PHRASE("the second factor was sealed with another secret.key: bring that file back, or remove the "
               "factor with `fidele staff reset --email … --second-factor`",
               "le second facteur a été scellé avec un autre secret.key\u00A0: remettez ce fichier, ou "
               "retirez le facteur avec `fidele staff reset --email … --second-factor`"), );
}

// ---- setting up ----

bool factor_offer(StoreSession *session, const Staff *staff, int64_t person, Str seed, Arena *arena, Error *error)
{
    return store_execute(session, &query_person_totp_offer,
                         VALUES(value_integer(person), value_bytes(seed_sealed(staff, person, seed, arena))), NULL,
                         error);
}

static Str recovery_digest(Arena *arena, Str code)
{
    unsigned char *digest = arena_array(arena, unsigned char, DIGEST_BYTES);
    digest_sha256(code, digest);
    return (Str){(const char *)digest, DIGEST_BYTES};
}

// "k3f9-x7qa-2mzd-…": 16 letters and digits that can't be taken for one another, 80 bits.
static Str recovery_code(Arena *arena)
{
    enum { CHARACTERS = 16, GROUP = 4 };
    static const char letter[32] = "abcdefghjkmnpqrstuvwxyz023456789";
    unsigned char random[CHARACTERS];
    secret_random(random, sizeof random);
    Text text = text_in(arena);
    for (size_t i = 0; i < CHARACTERS; i++) {
        if (i && i % GROUP == 0) text_add_byte(&text, '-');
        text_add_byte(&text, letter[random[i] % sizeof letter]);
    }
    return text_str(&text);
}

static bool make_recovery_codes(StoreSession *session, int64_t person, Arena *arena, Str recovery[RECOVERY_CODES],
                                Error *error)
{
    if (!store_execute(session, &query_person_recovery_delete, VALUES(value_integer(person)), NULL, error))
        return false;
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        recovery[i] = recovery_code(arena);
        if (!store_execute(session, &query_person_recovery_insert,
                           VALUES(value_integer(person), value_bytes(recovery_digest(arena, recovery[i]))), NULL,
                           error))
            return false;
    }
    return true;
}

bool factor_confirm(StoreSession *session, const Staff *staff, const Person *person, Str code, Instant now,
                    Arena *arena, Str recovery[RECOVERY_CODES], Error *error)
{
    Str seed;
    int64_t step = 0;
    if (!person->totp_offered.size)
        return error_code(error, ERROR_CONFLICT, "not_offered",
                          PHRASE("ask for a new secret first", "demandez d’abord un nouveau secret"), );
    if (!seed_opened(staff, person->id, person->totp_offered, arena, &seed)) return refuse_unreadable(error);
    TotpResult result = totp_check(seed, code, now, 0, &step);
    if (result == TOTP_NO_CODE) return refuse_form(error);
    if (result != TOTP_RIGHT) return refuse_code(error);
    return store_execute(session, &query_person_totp_set,
                         VALUES(value_integer(person->id), value_bytes(person->totp_offered), value_integer(step)),
                         NULL, error) &&
           make_recovery_codes(session, person->id, arena, recovery, error);
}

bool factor_remove(StoreSession *session, int64_t person, Error *error)
{
    return store_execute(session, &query_person_totp_set, VALUES(value_integer(person), value_null(), value_integer(0)),
                         NULL, error) &&
           store_execute(session, &query_person_recovery_delete, VALUES(value_integer(person)), NULL, error);
}

// ---- using ----

static bool is_recovery_code(Str code)
{
    return code.size == 19 && code.data[4] == '-' && code.data[9] == '-' && code.data[14] == '-';
}

static bool use_recovery(StoreSession *session, const Person *person, Str code, Instant now, Arena *arena, Error *error)
{
    Rows rows;
    int64_t changed = 0;
    Value digest = value_bytes(recovery_digest(arena, code));
    if (!store_select(session, &query_person_recovery_find, VALUES(value_integer(person->id), digest), &rows, error))
        return false;
    bool found = rows_next(&rows);
    if (!rows_close(&rows, error)) return false;
    if (!found) return refuse_code(error);
    if (!store_execute(session, &query_person_recovery_use,
                       VALUES(value_integer(person->id), digest, value_integer(now)), &changed, error))
        return false;
    return changed > 0 || error_code(error, ERROR_UNAUTHENTICATED, "code_used",
                                     PHRASE("this recovery code has been used: use another one",
                                            "ce code de secours a déjà servi\u00A0: prenez-en un autre"), );
}

bool factor_use(StoreSession *session, const Staff *staff, const Person *person, Str code, Instant now, Arena *arena,
                Error *error)
{
    Str seed;
    int64_t step = 0;
    if (is_recovery_code(code)) return use_recovery(session, person, code, now, arena, error);
    if (!seed_opened(staff, person->id, person->totp_seed, arena, &seed)) return refuse_unreadable(error);
    switch (totp_check(seed, code, now, person->totp_step, &step)) {
    case TOTP_RIGHT:
        return store_execute(session, &query_person_totp_step, VALUES(value_integer(person->id), value_integer(step)),
                             NULL, error);
    case TOTP_WRONG: return refuse_code(error);
    case TOTP_USED: return refuse_used(error);
    case TOTP_NO_CODE: return refuse_form(error);
    }
    return refuse_code(error);
}
