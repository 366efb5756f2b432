// Signing in, the steps shared by the API and the pages.
//
// A try is refused in the same words and after the same work whether the address is known, the person disabled or the
// password wrong. What bounds guessing: budgets per account and per network; a browser that has signed in before has
// one of its own, so that nobody can lock its owner out.
#include "house.h"
#include "staff/cookie.h"
#include "staff/password.h"
#include "staff/staff_http.h"

static const Limit account_limit = {"account", 10, 10}, network_limit = {"network", 50, 200},
                   device_limit = {"device", 10, 60}, code_limit = {"code", 5, 20};

static bool refuse_rate(int wait, Arena *arena, Error *error)
{
    (void)error_code(error, ERROR_RATE_LIMITED, "rate_limited",
                     PHRASE("too many tries: wait {0} seconds", "trop d’essais\u00A0: attendez {0} secondes"),
                     error_number(arena, (uint64_t)wait));
    error->retry_seconds = wait;
    return false;
}

static bool refuse_credentials(Error *error)
{
    return error_code(
        error, ERROR_UNAUTHENTICATED, "invalid_credentials",
        PHRASE("the e-mail address or the password is wrong", "l’adresse e-mail ou le mot de passe est faux"), );
}

// ---- the password ----

static bool find_person(Call *call, Str email, SignIn *sign_in, Str *device, Error *error)
{
    StoreSession *session = NULL;
    bool found = false, known = false;
    cookie_read(call->request, STR(COOKIE_DEVICE), device);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool read = person_by_email(session, email, call->arena, &sign_in->person, &found, error) &&
                (!device->size || device_known(session, sign_in->person.id, *device, &known, error));
    store_read_end(session);
    sign_in->known_device = found && known;
    return read;
}

// A good try gives back what it took.
static bool take_try(Call *call, Str email, Str device, const SignIn *sign_in, Error *error)
{
    Limits *limits = call->house->staff->limits;
    int wait = 0;
    if (sign_in->known_device)
        return limits_take(limits, &device_limit, device, call->now, &wait) || refuse_rate(wait, call->arena, error);
    Str network = limits_network(call->arena, call->request->peer);
    return (limits_take(limits, &network_limit, network, call->now, &wait) &&
            limits_take(limits, &account_limit, email, call->now, &wait)) ||
           refuse_rate(wait, call->arena, error);
}

static void give_back_try(Call *call, Str email, Str device, const SignIn *sign_in)
{
    Limits *limits = call->house->staff->limits;
    if (sign_in->known_device) {
        limits_give_back(limits, &device_limit, device, call->now);
        return;
    }
    limits_give_back(limits, &network_limit, limits_network(call->arena, call->request->peer), call->now);
    limits_give_back(limits, &account_limit, email, call->now);
}

bool sign_in_check(Call *call, Str email, Str password, Str code, SignIn *sign_in, Error *error)
{
    Str device;
    *sign_in = (SignIn){.code = code};
    email = email_normal(call->arena, email);
    if (password.size > PASSWORD_BYTES_MAX)
        return error_code(error, ERROR_INPUT, "too_long",
                          PHRASE("a password has at most 1024 bytes", "un mot de passe a au plus 1024 octets"), ) ||
               error_at(error, STR("/password"));
    if (!find_person(call, email, sign_in, &device, error) || !take_try(call, email, device, sign_in, error))
        return false;
    bool right = password_verify(sign_in->person.password, password);
    if (right && !sign_in->person.disabled)
        give_back_try(call, email, device, sign_in);
    else
        (void)refuse_credentials(&sign_in->refusal);
    return true;
}

// ---- the session ----

static Principal principal_of(const Person *person)
{
    return (Principal){
        .kind = person->id ? PRINCIPAL_STAFF : PRINCIPAL_NOBODY, .id = person->id, .name = person->email};
}

// Nobody is signed in by the entry of a failed try: the actor is nobody, the object the person.
static bool note_refusal(Call *call, StoreSession *session, const SignIn *sign_in, const char *action, Error *error)
{
    enum { UNAUTHORIZED = 401 };
    Str object = sign_in->person.id ? object_of(call->arena, "person", sign_in->person.id) : STR("");
    return audit_as(call, session, (Principal){.kind = PRINCIPAL_NOBODY}, action, object, UNAUTHORIZED, error);
}

// The session the browser came with ends: a new one is never the old one.
static bool end_old_session(Call *call, StoreSession *session, Error *error)
{
    Str token;
    Session old;
    bool there = false;
    if (!cookie_read(call->request, STR(COOKIE_SESSION), &token) || !token.size) return true;
    return session_of_token(session, token, call->arena, &old, &there, error) &&
           (!there || session_delete(session, old.id, error));
}

static bool remember_device(Call *call, StoreSession *session, const SignIn *sign_in, Error *error)
{
    enum { DEVICE_COOKIE_DAYS = 180 };
    Str token;
    if (sign_in->known_device) return true;
    if (!device_add(session, sign_in->person.id, call->now, call->arena, &token, error)) return false;
    set_cookie(call, COOKIE_DEVICE, token, DEVICE_COOKIE_DAYS);
    return true;
}

static bool begin_whole(Call *call, StoreSession *session, const SignIn *sign_in, Error *error)
{
    enum { OK = 200 };
    Str token;
    Session begun;
    int64_t id = sign_in->person.id;
    if (!session_begin(session, id, true, call->request, call->arena, &begun, &token, error) ||
        !remember_device(call, session, sign_in, error) || !person_signed_in(session, id, call->now, error))
        return false;
    set_cookie(call, COOKIE_SESSION, token, SESSION_DAYS);
    return audit_as(call, session, principal_of(&sign_in->person), "signIn",
                    object_of(call->arena, "session", begun.id), OK, error) &&
           staff_changed(call->house->staff, session, error);
}

static bool begin_half(Call *call, StoreSession *session, SignIn *sign_in, Error *error)
{
    Str token;
    Session begun;
    sign_in->half = true;
    if (!session_begin(session, sign_in->person.id, false, call->request, call->arena, &begun, &token, error))
        return false;
    set_cookie(call, COOKIE_SESSION, token, 1);
    return staff_changed(call->house->staff, session, error);
}

// False with ERROR_NONE as refusal: the store failed. A wrong code is a refusal, and true.
static bool check_code(Call *call, StoreSession *session, SignIn *sign_in, Error *error)
{
    Error refusal = {0};
    const Person *person = &sign_in->person;
    if (factor_use(session, call->house->staff, person, sign_in->code, call->now, call->arena, &refusal)) {
        Str subject = object_of(call->arena, "person", person->id);
        limits_give_back(call->house->staff->limits, &code_limit, subject, call->now);
        return true;
    }
    bool ours = refusal.kind == ERROR_UNAUTHENTICATED || refusal.kind == ERROR_INPUT ||
                (refusal.kind == ERROR_CONFLICT && refusal.code != NULL);
    *(ours ? &sign_in->refusal : error) = refusal;
    return ours;
}

static bool take_code(Call *call, int64_t person, Error *error)
{
    int wait = 0;
    return limits_take(call->house->staff->limits, &code_limit, object_of(call->arena, "person", person), call->now,
                       &wait) ||
           refuse_rate(wait, call->arena, error);
}

// Between the check and now the password may have changed, or the person gone.
static bool still_right(StoreSession *session, Call *call, SignIn *sign_in, Error *error)
{
    Person now = {0};
    bool found = false;
    if (!person_by_id(session, sign_in->person.id, call->arena, &now, &found, error)) return false;
    bool right = found && !now.disabled && str_equal(now.password, sign_in->person.password);
    if (right)
        sign_in->person = now;
    else
        (void)refuse_credentials(&sign_in->refusal);
    return true;
}

bool sign_in_begin(Call *call, StoreSession *session, SignIn *sign_in, Error *error)
{
    if (sign_in->refusal.kind == ERROR_NONE && !still_right(session, call, sign_in, error)) return false;
    if (sign_in->refusal.kind != ERROR_NONE) return note_refusal(call, session, sign_in, "signInFailed", error);
    if (!end_old_session(call, session, error)) return false;
    if (!sign_in->person.totp_seed.size) return begin_whole(call, session, sign_in, error);
    if (!sign_in->code.size) return begin_half(call, session, sign_in, error);
    if (!take_code(call, sign_in->person.id, &sign_in->refusal)) return true;
    if (!check_code(call, session, sign_in, error)) return false;
    if (sign_in->refusal.kind != ERROR_NONE) return note_refusal(call, session, sign_in, "secondFactorFailed", error);
    return begin_whole(call, session, sign_in, error);
}

// ---- the second step ----

static bool refuse_half(Error *error)
{
    return error_code(error, ERROR_UNAUTHENTICATED, "no_session",
                      PHRASE("enter your e-mail address and your password first",
                             "entrez d’abord votre adresse e-mail et votre mot de passe"), );
}

// The half session of the cookie, from memory. False: there is none (any more).
static bool half_session(const Call *call, int64_t *id, int64_t *person)
{
    Str token;
    unsigned char digest[DIGEST_BYTES];
    if (cookie_read(call->request, STR(COOKIE_SESSION), &token) != 1 || !token.size) return false;
    digest_sha256(token, digest);
    Staff *staff = call->house->staff;
    const DirectorySession *session = directory_session(staff_directory_begin(staff), digest);
    bool good = session && !session->verified && !session->revoked &&
                call->now - session->created <= INSTANT_MINUTES(SECOND_FACTOR_MINUTES);
    *id = good ? session->id : 0;
    *person = good ? session->person : 0;
    staff_directory_end(staff);
    return good;
}

bool sign_in_code_limit(const Call *call, Error *error)
{
    int wait = 0;
    int64_t id = 0, person = 0;
    if (!half_session(call, &id, &person)) return refuse_half(error);
    return limits_take(call->house->staff->limits, &code_limit, object_of(call->arena, "person", person), call->now,
                       &wait) ||
           refuse_rate(wait, call->arena, error);
}

bool sign_in_code(Call *call, StoreSession *session, Str code, SignIn *sign_in, Error *error)
{
    int64_t id = 0, person = 0;
    Str device;
    bool found = false, known = false;
    *sign_in = (SignIn){.code = code};
    if (!half_session(call, &id, &person)) return refuse_half(error);
    if (!person_by_id(session, person, call->arena, &sign_in->person, &found, error)) return false;
    if (!found || sign_in->person.disabled || !sign_in->person.totp_seed.size) return refuse_half(error);
    cookie_read(call->request, STR(COOKIE_DEVICE), &device);
    if (device.size && !device_known(session, person, device, &known, error)) return false;
    sign_in->known_device = known;
    if (!check_code(call, session, sign_in, error)) return false;
    if (sign_in->refusal.kind != ERROR_NONE) return note_refusal(call, session, sign_in, "secondFactorFailed", error);
    return session_delete(session, id, error) && begin_whole(call, session, sign_in, error);
}

int64_t session_id_of(const Call *call)
{
    Str token;
    unsigned char digest[DIGEST_BYTES];
    if (!cookie_read(call->request, STR(COOKIE_SESSION), &token) || !token.size) return 0;
    digest_sha256(token, digest);
    const DirectorySession *session = directory_session(staff_directory_begin(call->house->staff), digest);
    int64_t id = session ? session->id : 0;
    staff_directory_end(call->house->staff);
    return id;
}

bool sign_out(Call *call, StoreSession *session, Error *error)
{
    enum { OK = 200 };
    set_cookie(call, COOKIE_SESSION, STR(""), 0);
    return end_old_session(call, session, error) &&
           audit_as(call, session, call->principal, "signOut", STR(""), OK, error) &&
           staff_changed(call->house->staff, session, error);
}

// ---- passwords ----

static bool load_person(const Call *call, int64_t id, Person *person, bool *found, Error *error)
{
    StoreSession *session = NULL;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool read = person_by_id(session, id, call->arena, person, found, error);
    store_read_end(session);
    return read;
}

bool reauthenticate(const Call *call, Str password, Person *person, Error *error)
{
    bool found = false;
    int wait = 0;
    Str subject = object_of(call->arena, "person", call->principal.id);
    *person = (Person){0};
    if (!load_person(call, call->principal.id, person, &found, error)) return false;
    if (!limits_take(call->house->staff->limits, &device_limit, subject, call->now, &wait))
        return refuse_rate(wait, call->arena, error);
    if (!password_verify(person->password, password))
        return error_code(error, ERROR_FORBIDDEN, "reauth_required",
                          PHRASE("enter your present password", "entrez votre mot de passe actuel"), );
    limits_give_back(call->house->staff->limits, &device_limit, subject, call->now);
    return true;
}

bool new_password(const Call *call, const Person *person, Str password, const char *path, Str *hash, Error *error)
{
    if (!password_check(password, person->email, person->name, error)) return error_at(error, str_of(path));
    if (person->password.size && password_verify(person->password, password))
        return error_code(error, ERROR_INPUT, "same_password",
                          PHRASE("this is the password you have: choose another one",
                                 "c’est votre mot de passe actuel\u00A0: choisissez-en un autre"), ) ||
               error_at(error, str_of(path));
    *hash = password_hash(call->arena, password);
    return true;
}

bool password_changed(const Call *call, StoreSession *session, int64_t person, Str hash, int64_t keep_session,
                      Error *error)
{
    return person_set_password(session, person, hash, call->now, error) &&
           sessions_revoke(session, person, keep_session, call->now, error) && devices_forget(session, person, error) &&
           links_void(session, person, error) && staff_changed(call->house->staff, session, error);
}
