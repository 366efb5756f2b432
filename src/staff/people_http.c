// The routes of people and roles, for administrators.
#include "api/mask.h"
#include "house.h"
#include "module.h"
#include "staff/name.h"
#include "staff/staff_http.h"

// ---- answers ----

static void write_person(JsonWriter *json, Arena *arena, const Person *person, Str link)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, person->id);
    write_text(json, "email", person->email);
    write_text(json, "name", person->name);
    write_text(json, "role", str_of(role_names[person->role]));
    write_text(json, "locale", locale_name(person->locale));
    write_text(json, "state",
               person->disabled         ? STR("disabled")
               : !person->password.size ? STR("invited")
                                        : STR("active"));
    json_key(json, "second_factor");
    json_boolean(json, person->totp_seed.size > 0);
    write_instant(json, arena, "created_at", person->created);
    write_instant(json, arena, "signed_in_at", person->signed_in);
    if (link.size) write_text(json, "link", link);
    json_end_object(json);
}

static void answer_person(Call *call, const Person *person, Str link)
{
    JsonWriter json = call_json(call);
    call->audit_object = object_of(call->arena, "person", person->id);
    write_person(&json, call->arena, person, link);
}

// Relative while no base URL is set: a Host header is not to be trusted with a secret.
static Str link_url(const Call *call, Str token)
{
    Str base = workspace_settings(call->house->workspace)->base_url;
    return str_format(call->arena, "%.*s/password?code=%.*s", STR_ARGS(base), STR_ARGS(token));
}

// ---- reading ----

static bool list_people(Call *call, StoreSession *session, Error *error)
{
    Person *people = NULL;
    size_t count = 0;
    Str cursor;
    int64_t limit = call_limit(call);
    if (!call_cursor(call, &cursor, error) ||
        !person_page(session, cursor_number(cursor), limit + 1, call->arena, &people, &count, error))
        return false;
    size_t shown = (size_t)smaller((int64_t)count, limit);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < shown; i++) write_person(&json, call->arena, &people[i], STR(""));
    json_end_array(&json);
    json_key(&json, "next_cursor");
    if (count > shown)
        json_string(&json, call_next_cursor(call, error_number(call->arena, (uint64_t)people[shown - 1].id)));
    else
        json_null(&json);
    json_end_object(&json);
    return true;
}

// {id} is a number, or "email:" and an address.
static bool load_person(Call *call, StoreSession *session, Person *person, Error *error)
{
    static const Str prefix = STR("email:");
    Str given = call->path_value[0];
    bool found = false;
    int64_t id = 0;
    if (str_starts_with(given, prefix)) {
        Str email = email_normal(call->arena, (Str){given.data + prefix.size, given.size - prefix.size});
        if (!person_by_email(session, email, call->arena, person, &found, error)) return false;
    } else if (!path_number(call, &id, error) || !person_by_id(session, id, call->arena, person, &found, error)) {
        return false;
    }
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is nobody with this number or address",
                                      "personne n’a ce numéro ou cette adresse"), );
}

// ---- adding ----

static bool read_new_person(Call *call, Person *person, Error *error)
{
    *person = (Person){.email = email_normal(call->arena, body_text(call, "email")),
                       .name = str_trim(body_text(call, "name")),
                       .locale = str_equal(body_text(call, "locale"), STR("fr")) ? LOCALE_FR : LOCALE_EN,
                       .created = call->now};
    if (!person->name.size) person->name = person->email;
    return email_check(person->email, error) && name_check(person->name, "/name", error) &&
           role_parse(body_text(call, "role"), &person->role);
}

static bool prepare_person(Call *call, Error *error)
{
    Person *person = arena_new(call->arena, Person);
    call->prepared = person;
    return read_new_person(call, person, error) &&
           (!body_has(call, "password") ||
            new_password(call, person, body_text(call, "password"), "/password", &person->password, error));
}

// Without a password: an invitation.
static bool add_person(Call *call, StoreSession *session, Error *error)
{
    Person person = *(const Person *)call->prepared;
    Str token = {0}, link = STR("");
    if (!person_insert(session, &person, error)) return false;
    if (!person.password.size) {
        if (!link_make(session, LINK_INVITATION, person.id, call->now, call->arena, &token, error)) return false;
        link = link_url(call, token);
    }
    if (!staff_changed(call->house->staff, session, error)) return false;
    call->status = STATUS_CREATED;
    answer_person(call, &person, link);
    return true;
}

// ---- changing ----

// A change of somebody's address is asked the password of who is signed in.
static bool prepare_change(Call *call, Error *error)
{
    Person self;
    bool asked = body_has(call, "email") && call->principal.kind == PRINCIPAL_STAFF;
    return !asked || reauthenticate(call, body_text(call, "your_password"), &self, error);
}

static bool read_change(Call *call, Person *person, Error *error)
{
    JsonValue disabled;
    if (body_has(call, "email")) person->email = email_normal(call->arena, body_text(call, "email"));
    if (body_has(call, "name")) person->name = str_trim(body_text(call, "name"));
    if (body_has(call, "locale"))
        person->locale = str_equal(body_text(call, "locale"), STR("fr")) ? LOCALE_FR : LOCALE_EN;
    if (json_member(call->body, STR("disabled"), &disabled)) person->disabled = json_get_boolean(disabled);
    return (!body_has(call, "email") || email_check(person->email, error)) &&
           (!body_has(call, "name") || name_check(person->name, "/name", error)) &&
           (!body_has(call, "role") || role_parse(body_text(call, "role"), &person->role));
}

static bool change_person(Call *call, StoreSession *session, Error *error)
{
    Person person;
    if (!load_person(call, session, &person, error)) return false;
    bool was_disabled = person.disabled;
    if (!read_change(call, &person, error) || !person_update(session, &person, error)) return false;
    if (person.disabled && !was_disabled &&
        (!sessions_revoke(session, person.id, 0, call->now, error) || !links_void(session, person.id, error)))
        return false;
    if (!staff_changed(call->house->staff, session, error)) return false;
    answer_person(call, &person, STR(""));
    return true;
}

static bool remove_person(Call *call, StoreSession *session, Error *error)
{
    Person person;
    if (!load_person(call, session, &person, error) || !person_delete(session, &person, error)) return false;
    call->status = STATUS_NO_CONTENT;
    call->audit_object = object_of(call->arena, "person", person.id);
    return staff_changed(call->house->staff, session, error);
}

static bool reset_person(Call *call, StoreSession *session, Error *error)
{
    Person person;
    JsonValue factor;
    Str token;
    if (!load_person(call, session, &person, error)) return false;
    bool also_factor = json_member(call->body, STR("second_factor"), &factor) && json_get_boolean(factor);
    LinkPurpose purpose = person.password.size ? LINK_RESET : LINK_INVITATION;
    if ((also_factor && !factor_remove(session, person.id, error)) ||
        !link_make(session, purpose, person.id, call->now, call->arena, &token, error) ||
        !staff_changed(call->house->staff, session, error))
        return false;
    if (also_factor) person.totp_seed = STR("");
    answer_person(call, &person, link_url(call, token));
    return true;
}

// ---- roles ----

static void write_role(JsonWriter *json, Role role, DirectoryRole settings)
{
    json_begin_object(json);
    write_text(json, "role", str_of(role_names[role]));
    json_key(json, "masked");
    mask_write(json, settings.masked);
    json_key(json, "second_factor");
    json_boolean(json, settings.second_factor);
    json_end_object(json);
}

static bool list_roles(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    JsonWriter json = call_json(call);
    const Directory *directory = staff_directory_begin(call->house->staff);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (int role = 0; role < ROLE_COUNT; role++) write_role(&json, (Role)role, directory->role[role]);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    staff_directory_end(call->house->staff);
    return true;
}

static bool read_masked(Call *call, uint32_t *masked, Error *error)
{
    JsonValue list, item;
    size_t cursor = 0, index = 0;
    if (!json_member(call->body, STR("masked"), &list)) return true;
    for (*masked = 0; json_next(list, &cursor, NULL, &item); index++) {
        uint32_t bit = mask_of(json_get_string(item, call->arena));
        if (!bit)
            return error_code(error, ERROR_INPUT, "invalid_value",
                              PHRASE("{0} is nothing that can be hidden: name, email, phone, address, amounts, notes",
                                     "{0} ne peut pas être caché\u00A0: name, email, phone, address, amounts, notes"),
                              error_value(call->arena, json_get_string(item, call->arena))) ||
                   error_at(error, str_format(call->arena, "/masked/%zu", index));
        *masked |= bit;
    }
    return true;
}

static bool change_role(Call *call, StoreSession *session, Error *error)
{
    Role role;
    JsonValue factor;
    if (!role_parse(call->path_value[0], &role))
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("there is no such role", "ce rôle n’existe pas"), );
    DirectoryRole settings = staff_directory_begin(call->house->staff)->role[role];
    staff_directory_end(call->house->staff);
    if (!read_masked(call, &settings.masked, error)) return false;
    if (json_member(call->body, STR("second_factor"), &factor)) settings.second_factor = json_get_boolean(factor);
    if (!store_execute(
            session, &query_person_set_role,
            VALUES(value_integer(role), value_integer(settings.masked), value_integer(settings.second_factor)), NULL,
            error) ||
        !staff_changed(call->house->staff, session, error))
        return false;
    call->audit_object = str_format(call->arena, "role:%s", role_names[role]);
    JsonWriter json = call_json(call);
    write_role(&json, role, settings);
    return true;
}

// ---- the tables ----

#define ROLE_WORDS "administrator|marketer|agent|analyst|read-only"

static const Field person_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("their number", "son numéro")},
    {.name = "email", .type = FIELD_EMAIL, .required = true, .help = PHRASE("address", "adresse")},
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("name", "nom")},
    {.name = "role", .type = FIELD_TEXT, .required = true, .words = ROLE_WORDS, .help = PHRASE("role", "rôle")},
    {.name = "locale", .type = FIELD_TEXT, .required = true, .words = "en|fr", .help = PHRASE("language", "langue")},
    {.name = "state",
     .type = FIELD_TEXT,
     .required = true,
     .words = "active|invited|disabled",
     .help = PHRASE("invited: has not set a password yet", "invited\u00A0: n’a pas encore choisi de mot de passe")},
    {.name = "second_factor",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("has set one up", "en a configuré un")},
    {.name = "created_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("added at", "ajouté le")},
    {.name = "signed_in_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("last sign-in; null: never", "dernière connexion\u202F; null\u00A0: jamais")},
    {.name = "link",
     .type = FIELD_TEXT,
     .help = PHRASE("one-time link to choose a password; shown once",
                    "lien à usage unique pour choisir un mot de passe\u202F; montré une fois")},
    {.name = NULL}};
static const Shape person_shape = {.name = "StaffPerson", .fields = person_fields};

static const Field people_fields[] = {
    {.name = "items",
     .type = FIELD_ARRAY,
     .shape = &person_shape,
     .required = true,
     .help = PHRASE("in the order of their numbers", "dans l’ordre de leurs numéros")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("for the next page; null: this is the last", "pour la page suivante\u202F; null\u00A0: dernière")},
    {.name = NULL}};
static const Shape people_shape = {.name = "StaffPeople", .fields = people_fields};

static const Field new_person_fields[] = {
    {.name = "email", .type = FIELD_TEXT, .required = true, .help = PHRASE("address", "adresse")},
    {.name = "name", .type = FIELD_TEXT, .help = PHRASE("name; the address without it", "nom\u202F; sinon l’adresse")},
    {.name = "role", .type = FIELD_TEXT, .required = true, .words = ROLE_WORDS, .help = PHRASE("role", "rôle")},
    {.name = "locale", .type = FIELD_TEXT, .words = "en|fr", .help = PHRASE("language", "langue")},
    {.name = "password",
     .type = FIELD_TEXT,
     .help = PHRASE("without it, the answer holds an invitation link",
                    "sans cela, la réponse contient un lien d’invitation")},
    {.name = NULL}};
static const Shape new_person_shape = {.name = "NewStaffPerson", .fields = new_person_fields};

static const Field change_fields[] = {
    {.name = "email", .type = FIELD_TEXT, .help = PHRASE("address", "adresse")},
    {.name = "name", .type = FIELD_TEXT, .help = PHRASE("name", "nom")},
    {.name = "role", .type = FIELD_TEXT, .words = ROLE_WORDS, .help = PHRASE("role", "rôle")},
    {.name = "locale", .type = FIELD_TEXT, .words = "en|fr", .help = PHRASE("language", "langue")},
    {.name = "disabled",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("can't sign in; all sessions end", "ne peut plus se connecter\u202F; ses sessions se ferment")},
    {.name = "your_password",
     .type = FIELD_TEXT,
     .help = PHRASE("of who makes the change: needed to change an address",
                    "de qui fait la modification\u00A0: exigé pour changer une adresse")},
    {.name = NULL}};
static const Shape change_shape = {.name = "StaffPersonChange", .fields = change_fields};

static const Field reset_fields[] = {
    {.name = "second_factor",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("true: remove the second factor too", "true\u00A0: retirer aussi le second facteur")},
    {.name = NULL}};
static const Shape reset_shape = {.name = "StaffReset", .fields = reset_fields};

static const Field role_fields[] = {
    {.name = "role", .type = FIELD_TEXT, .required = true, .words = ROLE_WORDS, .help = PHRASE("role", "rôle")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what of customers it does not see", "ce qu’il ne voit pas des clients")},
    {.name = "second_factor",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("must have a second factor", "doit avoir un second facteur")},
    {.name = NULL}};
static const Shape role_shape = {.name = "Role", .fields = role_fields};
static const Field roles_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .shape = &role_shape, .required = true, .help = PHRASE("roles", "rôles")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("always null: all are there", "toujours null\u00A0: tous y sont")},
    {.name = NULL}};
static const Shape roles_shape = {.name = "Roles", .fields = roles_fields};
static const Field role_change_fields[] = {
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .high = MASK_COUNT,
     .help =
         PHRASE("of name, email, phone, address, amounts, notes", "parmi name, email, phone, address, amounts, notes")},
    {.name = "second_factor",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("must have a second factor", "doit avoir un second facteur")},
    {.name = NULL}};
static const Shape role_change_shape = {.name = "RoleChange", .fields = role_change_fields};

static const Route people_routes[] = {
    {.method = "GET",
     .path = "/api/v1/staff",
     .name = "listStaff",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("people who use the program", "les personnes qui utilisent le programme"),
     .parameters = list_parameters,
     .answer = &people_shape,
     .read = list_people},
    {.method = "POST",
     .path = "/api/v1/staff",
     .name = "addStaff",
     .access = ACCESS_ADMIN,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("add somebody, with a password or by invitation",
                       "ajouter quelqu’un, avec un mot de passe ou par invitation"),
     .body = &new_person_shape,
     .answer = &person_shape,
     .prepare = prepare_person,
     .write = add_person},
    {.method = "PATCH",
     .path = "/api/v1/staff/{id}",
     .name = "changeStaff",
     .access = ACCESS_ADMIN,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("change name, role, language, address; disable", "changer nom, rôle, langue, adresse\u202F; "
                                                                        "désactiver"),
     .body = &change_shape,
     .answer = &person_shape,
     .prepare = prepare_change,
     .write = change_person},
    {.method = "DELETE",
     .path = "/api/v1/staff/{id}",
     .name = "removeStaff",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("remove somebody", "retirer quelqu’un"),
     .write = remove_person},
    {.method = "POST",
     .path = "/api/v1/staff/{id}/reset",
     .name = "resetStaff",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("a one-time link to choose a new password",
                       "un lien à usage unique pour choisir un nouveau mot de passe"),
     .body = &reset_shape,
     .answer = &person_shape,
     .write = reset_person},
    {.method = "GET",
     .path = "/api/v1/roles",
     .name = "listRoles",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("what each role does not see, and who needs a second factor",
                       "ce que chaque rôle ne voit pas, et qui doit avoir un second facteur"),
     .answer = &roles_shape,
     .read = list_roles},
    {.method = "PUT",
     .path = "/api/v1/roles/{role}",
     .name = "changeRole",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("change what a role does not see", "changer ce qu’un rôle ne voit pas"),
     .body = &role_change_shape,
     .answer = &role_shape,
     .write = change_role},
    {.method = NULL}};

extern const struct Command staff_command;
static const struct Command *const staff_commands[] = {&staff_command, NULL};
const Module staff_module = {.name = "staff", .commands = staff_commands, .routes = people_routes};
