// The routes of one's own session: signing in and out, password, second factor.
#include "api/mask.h"
#include "house.h"
#include "module.h"
#include "staff/name.h"
#include "staff/password.h"
#include "staff/staff_http.h"

// ---- answers ----

static const char *factor_state(const Directory *directory, const Person *person)
{
    if (person->totp_seed.size) return "on";
    return directory->role[person->role].second_factor ? "required" : "off";
}

static void write_session(Call *call, const Person *person)
{
    JsonWriter json = call_json(call);
    const Directory *directory = staff_directory_begin(call->house->staff);
    json_begin_object(&json);
    json_key(&json, "person");
    json_begin_object(&json);
    json_key(&json, "id");
    json_integer(&json, person->id);
    write_text(&json, "email", person->email);
    write_text(&json, "name", person->name);
    write_text(&json, "role", str_of(role_names[person->role]));
    write_text(&json, "locale", locale_name(person->locale));
    json_end_object(&json);
    write_text(&json, "second_factor", str_of(factor_state(directory, person)));
    json_key(&json, "masked");
    mask_write(&json, directory->role[person->role].masked);
    json_end_object(&json);
    staff_directory_end(call->house->staff);
}

// After a sign-in: whole (200), half (202), refused.
static void answer_sign_in(Call *call, const SignIn *sign_in)
{
    if (sign_in->refusal.kind != ERROR_NONE) {
        answer_refusal(call, &sign_in->refusal);
        return;
    }
    if (!sign_in->half) {
        write_session(call, &sign_in->person);
        return;
    }
    call->status = STATUS_ACCEPTED;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "person");
    json_null(&json);
    write_text(&json, "second_factor", STR("needed"));
    json_key(&json, "masked");
    json_begin_array(&json);
    json_end_array(&json);
    json_end_object(&json);
}

// ---- signing in and out ----

static bool prepare_sign_in(Call *call, Error *error)
{
    SignIn *sign_in = arena_new(call->arena, SignIn);
    call->prepared = sign_in;
    return sign_in_check(call, body_text(call, "email"), body_text(call, "password"), body_text(call, "code"), sign_in,
                         error);
}

static bool write_sign_in(Call *call, StoreSession *session, Error *error)
{
    SignIn sign_in = *(const SignIn *)call->prepared;
    if (!sign_in_begin(call, session, &sign_in, error)) return false;
    answer_sign_in(call, &sign_in);
    return true;
}

static bool prepare_code(Call *call, Error *error)
{
    return sign_in_code_limit(call, error);
}

static bool write_code(Call *call, StoreSession *session, Error *error)
{
    SignIn sign_in;
    if (!sign_in_code(call, session, body_text(call, "code"), &sign_in, error)) return false;
    answer_sign_in(call, &sign_in);
    return true;
}

static bool write_sign_out(Call *call, StoreSession *session, Error *error)
{
    call->status = STATUS_NO_CONTENT;
    return sign_out(call, session, error);
}

static bool load_self(Call *call, StoreSession *session, Person *person, Error *error)
{
    bool found = false;
    if (!person_by_id(session, call->principal.id, call->arena, person, &found, error)) return false;
    return found || error_code(error, ERROR_UNAUTHENTICATED, "no_session",
                               PHRASE("you are not signed in any more", "vous n’êtes plus connecté"), );
}

static bool read_session(Call *call, StoreSession *session, Error *error)
{
    Person person;
    if (!load_self(call, session, &person, error)) return false;
    write_session(call, &person);
    return true;
}

static bool write_self(Call *call, StoreSession *session, Error *error)
{
    Person person;
    if (!load_self(call, session, &person, error)) return false;
    if (body_has(call, "name")) person.name = body_text(call, "name");
    if (body_has(call, "locale"))
        person.locale = str_equal(body_text(call, "locale"), STR("fr")) ? LOCALE_FR : LOCALE_EN;
    if (!name_check(person.name, "/name", error) || !person_update(session, &person, error) ||
        !staff_changed(call->house->staff, session, error))
        return false;
    call->audit_object = object_of(call->arena, "person", person.id);
    write_session(call, &person);
    return true;
}

// ---- sessions ----

static bool list_sessions(Call *call, StoreSession *session, Error *error)
{
    Session *sessions = NULL;
    size_t count = 0;
    int64_t present = session_id_of(call);
    if (!sessions_of(session, call->principal.id, call->now, call->arena, &sessions, &count, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        json_key(&json, "id");
        json_integer(&json, sessions[i].id);
        json_key(&json, "present");
        json_boolean(&json, sessions[i].id == present);
        write_instant(&json, call->arena, "created_at", sessions[i].created);
        write_instant(&json, call->arena, "seen_at", sessions[i].seen);
        write_text(&json, "address", sessions[i].peer);
        write_text(&json, "agent", sessions[i].agent);
        json_end_object(&json);
    }
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    return true;
}

static bool end_session(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    bool deleted = false;
    if (!path_number(call, &id, error) || !session_delete_own(session, id, call->principal.id, &deleted, error))
        return false;
    if (!deleted)
        return error_code(
            error, ERROR_NOT_FOUND, "not_found",
            PHRASE("you have no session with this number", "aucune de vos sessions ne porte ce numéro"), );
    call->status = STATUS_NO_CONTENT;
    call->audit_object = object_of(call->arena, "session", id);
    return staff_changed(call->house->staff, session, error);
}

// ---- the password ----

static bool prepare_password(Call *call, Error *error)
{
    Person person;
    Str *hash = arena_new(call->arena, Str);
    call->prepared = hash;
    return reauthenticate(call, body_text(call, "old_password"), &person, error) &&
           new_password(call, &person, body_text(call, "new_password"), "/new_password", hash, error);
}

static bool write_password(Call *call, StoreSession *session, Error *error)
{
    call->status = STATUS_NO_CONTENT;
    call->audit_object = object_of(call->arena, "person", call->principal.id);
    return password_changed(call, session, call->principal.id, *(const Str *)call->prepared, session_id_of(call),
                            error);
}

// ---- the second factor ----

static bool prepare_factor(Call *call, Error *error)
{
    Person person;
    return reauthenticate(call, body_text(call, "password"), &person, error);
}

static bool offer_factor(Call *call, StoreSession *session, Error *error)
{
    char *bytes = arena_array(call->arena, char, TOTP_SEED_BYTES);
    secret_random(bytes, TOTP_SEED_BYTES);
    Str seed = {bytes, TOTP_SEED_BYTES};
    if (!factor_offer(session, call->house->staff, call->principal.id, seed, call->arena, error)) return false;
    call->audit_object = object_of(call->arena, "person", call->principal.id);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_text(&json, "secret", totp_secret(call->arena, seed));
    write_text(&json, "uri", totp_uri(call->arena, seed, STR("Fid\u00E8le"), call->principal.name));
    json_end_object(&json);
    return true;
}

static bool confirm_factor(Call *call, StoreSession *session, Error *error)
{
    Person person;
    Str recovery[RECOVERY_CODES];
    if (!load_self(call, session, &person, error) ||
        !factor_confirm(session, call->house->staff, &person, body_text(call, "code"), call->now, call->arena, recovery,
                        error) ||
        !staff_changed(call->house->staff, session, error))
        return false;
    call->audit_object = object_of(call->arena, "person", person.id);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "recovery_codes");
    json_begin_array(&json);
    for (size_t i = 0; i < RECOVERY_CODES; i++) json_string(&json, recovery[i]);
    json_end_array(&json);
    json_end_object(&json);
    return true;
}

static bool remove_factor(Call *call, StoreSession *session, Error *error)
{
    call->status = STATUS_NO_CONTENT;
    call->audit_object = object_of(call->arena, "person", call->principal.id);
    return factor_remove(session, call->principal.id, error) && staff_changed(call->house->staff, session, error);
}

// ---- one-time links ----

typedef struct LinkUse {
    Person person;
    LinkPurpose purpose;
    Str hash;
} LinkUse;

static bool load_link(Call *call, Str token, LinkUse *use, Error *error)
{
    StoreSession *session = NULL;
    bool found = false;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool good = link_find(session, token, call->now, &use->purpose, &use->person.id, error) &&
                person_by_id(session, use->person.id, call->arena, &use->person, &found, error);
    store_read_end(session);
    return good;
}

static bool prepare_link(Call *call, Error *error)
{
    LinkUse *use = arena_new(call->arena, LinkUse);
    call->prepared = use;
    if (!load_link(call, body_text(call, "token"), use, error)) return false;
    if (call->principal.kind == PRINCIPAL_STAFF && call->principal.id != use->person.id)
        return error_code(error, ERROR_FORBIDDEN, "wrong_account",
                          PHRASE("this link is for somebody else: sign out first, or sign in as the invited person",
                                 "ce lien est pour quelqu’un d’autre\u00A0: déconnectez-vous, ou connectez-vous avec "
                                 "l’adresse invitée"), );
    return new_password(call, &use->person, body_text(call, "password"), "/password", &use->hash, error);
}

static bool write_link(Call *call, StoreSession *session, Error *error)
{
    const LinkUse *use = call->prepared;
    LinkPurpose purpose = LINK_RESET;
    int64_t person = 0;
    if (!link_find(session, body_text(call, "token"), call->now, &purpose, &person, error)) return false;
    call->status = STATUS_NO_CONTENT;
    call->audit_object = object_of(call->arena, "person", person);
    return password_changed(call, session, person, use->hash, 0, error);
}

// ---- the tables ----

static const Field person_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("their number", "son numéro")},
    {.name = "email", .type = FIELD_EMAIL, .required = true, .help = PHRASE("address", "adresse")},
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("name", "nom")},
    {.name = "role",
     .type = FIELD_TEXT,
     .required = true,
     .words = "administrator|marketer|agent|analyst|read-only",
     .help = PHRASE("role", "rôle")},
    {.name = "locale", .type = FIELD_TEXT, .required = true, .words = "en|fr", .help = PHRASE("language", "langue")},
    {.name = NULL}};
static const Shape person_shape = {.name = "SessionPerson", .fields = person_fields};

static const Field session_fields[] = {
    {.name = "person",
     .type = FIELD_OBJECT,
     .shape = &person_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("who is signed in; null while the second factor is needed",
                    "qui est connecté\u202F; null tant que le second facteur est attendu")},
    {.name = "second_factor",
     .type = FIELD_TEXT,
     .required = true,
     .words = "on|off|required|needed",
     .help = PHRASE("required: to be set up before anything else; needed: send a code to finish signing in",
                    "required\u00A0: à configurer avant tout\u202F; needed\u00A0: envoyez un code pour finir")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what of customers is hidden from them", "ce qui des clients est caché")},
    {.name = NULL}};
static const Shape session_shape = {.name = "Session", .fields = session_fields};

static const Field sign_in_fields[] = {
    {.name = "email", .type = FIELD_TEXT, .required = true, .help = PHRASE("address", "adresse")},
    {.name = "password", .type = FIELD_TEXT, .required = true, .help = PHRASE("password", "mot de passe")},
    {.name = "code",
     .type = FIELD_TEXT,
     .help = PHRASE("of the second factor, if one is set up", "du second facteur, s’il y en a un")},
    {.name = NULL}};
static const Shape sign_in_shape = {.name = "SignIn", .fields = sign_in_fields};

static const Field code_fields[] = {{.name = "code",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .help = PHRASE("6 digits of the authenticator, or a recovery code",
                                                    "6 chiffres de l’application, ou un code de secours")},
                                    {.name = NULL}};
static const Shape code_shape = {.name = "SecondFactorCode", .fields = code_fields};

static const Field self_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .help = PHRASE("name", "nom")},
    {.name = "locale", .type = FIELD_TEXT, .words = "en|fr", .help = PHRASE("language", "langue")},
    {.name = NULL}};
static const Shape self_shape = {.name = "SessionChange", .fields = self_fields};

static const Field one_session_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "present", .type = FIELD_BOOLEAN, .required = true, .help = PHRASE("this one", "celle-ci")},
    {.name = "created_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("signed in at", "ouverte le")},
    {.name = "seen_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("last used", "dernier usage")},
    {.name = "address", .type = FIELD_TEXT, .required = true, .help = PHRASE("network address", "adresse réseau")},
    {.name = "agent", .type = FIELD_TEXT, .required = true, .help = PHRASE("browser", "navigateur")},
    {.name = NULL}};
static const Shape one_session_shape = {.name = "OpenSession", .fields = one_session_fields};
static const Field sessions_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .shape = &one_session_shape,
     .required = true,
     .help = PHRASE("open sessions, oldest first", "sessions ouvertes, la plus ancienne d’abord")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("always null: all are there", "toujours null\u00A0: toutes y sont")},
    {.name = NULL}};
static const Shape sessions_shape = {.name = "OpenSessions", .fields = sessions_fields};

static const Field password_fields[] = {
    {.name = "old_password", .type = FIELD_TEXT, .help = PHRASE("the present one", "l’actuel")},
    {.name = "new_password",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("at least 12 characters", "au moins 12 caractères")},
    {.name = NULL}};
static const Shape password_shape = {.name = "PasswordChange", .fields = password_fields};

static const Field proof_fields[] = {
    {.name = "password", .type = FIELD_TEXT, .help = PHRASE("one's password again", "son mot de passe, encore")},
    {.name = NULL}};
static const Shape proof_shape = {.name = "Reauthentication", .fields = proof_fields};

static const Field offer_fields[] = {
    {.name = "secret",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("to be typed into the authenticator", "à taper dans l’application")},
    {.name = "uri", .type = FIELD_TEXT, .required = true, .help = PHRASE("the same as otpauth://", "en otpauth://")},
    {.name = NULL}};
static const Shape offer_shape = {.name = "SecondFactorOffer", .fields = offer_fields};

static const Field recovery_fields[] = {
    {.name = "recovery_codes",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("each good once; shown only now", "chacun vaut une fois\u202F; montrés seulement maintenant")},
    {.name = NULL}};
static const Shape recovery_shape = {.name = "RecoveryCodes", .fields = recovery_fields};

static const Field link_fields[] = {
    {.name = "token", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the link", "du lien")},
    {.name = "password",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("the new one, at least 12 characters", "le nouveau, au moins 12 caractères")},
    {.name = NULL}};
static const Shape link_shape = {.name = "LinkUse", .fields = link_fields};

static const Route session_routes[] = {
    {.method = "POST",
     .path = "/api/v1/session",
     .name = "signIn",
     .access = ACCESS_PUBLIC,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("sign in; 202 when a second factor is needed", "se connecter\u202F; 202 si un second facteur "
                                                                      "est attendu"),
     .body = &sign_in_shape,
     .answer = &session_shape,
     .prepare = prepare_sign_in,
     .write = write_sign_in,
     .quiet = true},
    {.method = "POST",
     .path = "/api/v1/session/code",
     .name = "sendSecondFactor",
     .access = ACCESS_PUBLIC,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("finish signing in with the second factor", "finir de se connecter avec le second facteur"),
     .body = &code_shape,
     .answer = &session_shape,
     .prepare = prepare_code,
     .write = write_code,
     .quiet = true},
    {.method = "GET",
     .path = "/api/v1/session",
     .name = "getSession",
     .access = ACCESS_SESSION,
     .cost = COST_READ,
     .summary = PHRASE("who is signed in", "qui est connecté"),
     .answer = &session_shape,
     .read = read_session},
    {.method = "PATCH",
     .path = "/api/v1/session",
     .name = "changeSelf",
     .access = ACCESS_SESSION,
     .cost = COST_WRITE,
     .summary = PHRASE("change one's own name and language", "changer son nom et sa langue"),
     .body = &self_shape,
     .answer = &session_shape,
     .write = write_self},
    {.method = "DELETE",
     .path = "/api/v1/session",
     .name = "signOut",
     .access = ACCESS_SESSION,
     .cost = COST_WRITE,
     .summary = PHRASE("sign out", "se déconnecter"),
     .write = write_sign_out,
     .quiet = true},
    {.method = "GET",
     .path = "/api/v1/session/all",
     .name = "listSessions",
     .access = ACCESS_SESSION,
     .cost = COST_READ,
     .summary = PHRASE("one's own open sessions", "ses propres sessions ouvertes"),
     .answer = &sessions_shape,
     .read = list_sessions},
    {.method = "DELETE",
     .path = "/api/v1/session/all/{id}",
     .name = "endSession",
     .access = ACCESS_SESSION,
     .cost = COST_WRITE,
     .summary = PHRASE("end one of one's own sessions", "fermer l’une de ses sessions"),
     .write = end_session},
    {.method = "PUT",
     .path = "/api/v1/session/password",
     .name = "changePassword",
     .access = ACCESS_SESSION,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("change one's password; all other sessions end",
                       "changer son mot de passe\u202F; toutes les autres sessions se ferment"),
     .body = &password_shape,
     .prepare = prepare_password,
     .write = write_password},
    {.method = "POST",
     .path = "/api/v1/session/second-factor",
     .name = "offerSecondFactor",
     .access = ACCESS_SESSION,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("a new secret for the authenticator; it counts once a code was sent",
                       "un nouveau secret pour l’application\u202F; il compte dès qu’un code a été envoyé"),
     .body = &proof_shape,
     .answer = &offer_shape,
     .prepare = prepare_factor,
     .write = offer_factor},
    {.method = "POST",
     .path = "/api/v1/session/second-factor/confirm",
     .name = "confirmSecondFactor",
     .access = ACCESS_SESSION,
     .cost = COST_WRITE,
     .summary = PHRASE("take the secret into use; the answer holds recovery codes",
                       "mettre le secret en service\u202F; la réponse contient des codes de secours"),
     .body = &code_shape,
     .answer = &recovery_shape,
     .write = confirm_factor},
    {.method = "POST",
     .path = "/api/v1/session/second-factor/remove",
     .name = "removeSecondFactor",
     .access = ACCESS_SESSION,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("do without the second factor", "renoncer au second facteur"),
     .body = &proof_shape,
     .prepare = prepare_factor,
     .write = remove_factor},
    {.method = "POST",
     .path = "/api/v1/links",
     .name = "useLink",
     .access = ACCESS_PUBLIC,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("set a password with the one-time link of a reset or an invitation",
                       "choisir un mot de passe grâce au lien d’une réinitialisation ou d’une invitation"),
     .body = &link_shape,
     .prepare = prepare_link,
     .write = write_link},
    {.method = NULL}};

const Module session_module = {.name = "session", .routes = session_routes};
