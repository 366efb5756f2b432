// The pages of the first start, and of one-time links: both choose a password.
#include "house.h"
#include "module.h"
#include "staff/name.h"
#include "staff/page_http.h"

typedef struct Choice {
    Person person;
    Str token; // of the link
    Str hash;
    Error refusal; // shown above the form
} Choice;

// A refusal of what was typed is shown above the form again; anything else is an error of its own.
static bool is_typing(const Error *error)
{
    return error->kind == ERROR_INPUT || error->kind == ERROR_CONFLICT;
}

static bool check_twice(const HttpQuery *form, Error *error)
{
    if (str_equal(form_text(form, "password"), form_text(form, "again"))) return true;
    return error_code(error, ERROR_INPUT, "passwords_differ",
                      PHRASE("the two passwords are not the same", "les deux mots de passe diffèrent"), );
}

static void add_password_fields(Call *call)
{
    page_field(call, &(PageField){.name = "password",
                                  .type = "password",
                                  .complete = "new-password",
                                  .label = PHRASE("Password", "Mot de passe"),
                                  .hint = PHRASE("At least 12 characters; three or four words do well.",
                                                 "Au moins 12 caractères\u202F; trois ou quatre mots conviennent.")});
    page_field(call, &(PageField){.name = "again",
                                  .type = "password",
                                  .complete = "new-password",
                                  .label = PHRASE("The same password again", "Le même mot de passe, encore")});
}

// ---- set-up ----

static bool check_setup_code(Call *call, Str code, Error *error)
{
    bool needed = false;
    Str right;
    if (!staff_setup_code(call->house->staff, call->arena, &needed, &right, error)) return false;
    if (!needed)
        return error_code(error, ERROR_NOT_FOUND, "not_found",
                          PHRASE("set-up is done: sign in at /login",
                                 "l’installation est faite\u00A0: connectez-vous à "
                                 "l’adresse /login"), );
    return secret_equal(code, right) ||
           error_code(error, ERROR_FORBIDDEN, "setup_code",
                      PHRASE("open the link that the server printed when it started: it holds the set-up code",
                             "ouvrez le lien que le serveur a affiché à son démarrage\u00A0: il contient le code "
                             "d’installation"), );
}

static void draw_setup(Call *call, Str code, const Choice *choice)
{
    page_begin(call, PHRASE("Set up Fidèle", "Installer Fidèle"));
    page_element(call, "p",
                 PHRASE("You are the first one here: you become the administrator, who adds the others.",
                        "Vous êtes la première personne ici\u00A0: vous serez l’administrateur, qui ajoute les "
                        "autres."));
    page_refusal(call, &choice->refusal);
    page_add(call, "<form class=\"card\" method=\"post\" action=\"/setup\">\n");
    page_hidden(call, "code", code);
    page_field(call, &(PageField){.name = "name",
                                  .type = "text",
                                  .complete = "name",
                                  .label = PHRASE("Your name", "Votre nom"),
                                  .value = choice->person.name});
    page_field(call, &(PageField){.name = "email",
                                  .type = "email",
                                  .complete = "username",
                                  .label = PHRASE("E-mail address", "Adresse e-mail"),
                                  .value = choice->person.email});
    add_password_fields(call);
    page_submit(call, PHRASE("Set up and sign in", "Installer et se connecter"));
    page_add(call, "</form>\n");
    page_end(call);
}

static bool show_setup(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    Str code = call_query(call, "code");
    if (!check_setup_code(call, code, error)) return false;
    draw_setup(call, code, &(Choice){.refusal.kind = ERROR_NONE});
    return true;
}

static bool read_choice(Call *call, const HttpQuery *form, Choice *choice, Error *error)
{
    Person *person = &choice->person;
    *person = (Person){.email = email_normal(call->arena, form_text(form, "email")),
                       .name = str_trim(form_text(form, "name")),
                       .role = ROLE_ADMINISTRATOR,
                       .locale = call->locale,
                       .created = call->now};
    return name_check(person->name, "/name", error) && email_check(person->email, error) && check_twice(form, error) &&
           new_password(call, person, form_text(form, "password"), "/password", &choice->hash, error);
}

static bool prepare_setup(Call *call, Error *error)
{
    HttpQuery form;
    Choice *choice = arena_new(call->arena, Choice);
    call->prepared = choice;
    if (!page_form(call, &form, error)) return false;
    choice->token = form_text(&form, "code");
    if (!check_setup_code(call, choice->token, error)) return false;
    if (read_choice(call, &form, choice, &choice->refusal)) choice->refusal.kind = ERROR_NONE;
    if (choice->refusal.kind == ERROR_NONE || is_typing(&choice->refusal)) return true;
    *error = choice->refusal;
    return false;
}

// Of two that hold the link at once, one is the first.
static bool check_first(StoreSession *session, Call *call, Error *error)
{
    Person *people = NULL;
    size_t count = 0;
    if (!person_page(session, 0, 1, call->arena, &people, &count, error)) return false;
    return count == 0 || error_code(error, ERROR_NOT_FOUND, "not_found",
                                    PHRASE("set-up is done: sign in at /login",
                                           "l’installation est faite\u00A0: connectez-vous à l’adresse /login"), );
}

static bool write_setup(Call *call, StoreSession *session, Error *error)
{
    enum { OK = 200 };
    const Choice *choice = call->prepared;
    if (choice->refusal.kind != ERROR_NONE) {
        draw_setup(call, choice->token, choice);
        return true;
    }
    SignIn sign_in = {.person = choice->person};
    sign_in.person.password = choice->hash;
    if (!check_first(session, call, error) || !person_insert(session, &sign_in.person, error) ||
        !audit_as(call, session, call->principal, "setUp", object_of(call->arena, "person", sign_in.person.id), OK,
                  error) ||
        !sign_in_begin(call, session, &sign_in, error))
        return false;
    page_redirect(call, STR("/welcome")); // to the language, the business and the data
    return true;
}

// ---- one-time links ----

static bool find_link(Call *call, StoreSession *session, Str token, Choice *choice, Error *error)
{
    bool found = false;
    LinkPurpose purpose = LINK_RESET;
    int64_t id = 0;
    choice->token = token;
    if (!link_find(session, token, call->now, &purpose, &id, error) ||
        !person_by_id(session, id, call->arena, &choice->person, &found, error))
        return false;
    if (call->principal.kind != PRINCIPAL_STAFF || call->principal.id == id) return true;
    return error_code(error, ERROR_FORBIDDEN, "wrong_account",
                      PHRASE("this link is for somebody else: sign out first",
                             "ce lien est pour quelqu’un d’autre\u00A0: déconnectez-vous d’abord"), );
}

static void draw_link(Call *call, const Choice *choice)
{
    page_begin(call, PHRASE("Choose your password", "Choisissez votre mot de passe"));
    page_add(call, "<p>");
    page_text(call, choice->person.email);
    page_add(call, "</p>\n");
    page_refusal(call, &choice->refusal);
    page_add(call, "<form class=\"card\" method=\"post\" action=\"/password\">\n");
    page_hidden(call, "token", choice->token);
    page_username(call, choice->person.email);
    add_password_fields(call);
    page_submit(call, PHRASE("Set the password", "Enregistrer le mot de passe"));
    page_add(call, "</form>\n");
    page_end(call);
}

// Looking changes nothing: whatever opens links in mails does not use them up.
static bool show_link(Call *call, StoreSession *session, Error *error)
{
    Choice choice = {.refusal.kind = ERROR_NONE};
    if (!find_link(call, session, call_query(call, "code"), &choice, error)) return false;
    draw_link(call, &choice);
    return true;
}

static bool load_link(Call *call, Str token, Choice *choice, Error *error)
{
    StoreSession *session = NULL;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool found = find_link(call, session, token, choice, error);
    store_read_end(session);
    return found;
}

static bool prepare_link(Call *call, Error *error)
{
    HttpQuery form;
    Choice *choice = arena_new(call->arena, Choice);
    call->prepared = choice;
    if (!page_form(call, &form, error) || !load_link(call, form_text(&form, "token"), choice, error)) return false;
    if (check_twice(&form, &choice->refusal) &&
        new_password(call, &choice->person, form_text(&form, "password"), "/password", &choice->hash, &choice->refusal))
        choice->refusal.kind = ERROR_NONE;
    if (choice->refusal.kind == ERROR_NONE || is_typing(&choice->refusal)) return true;
    *error = choice->refusal;
    return false;
}

static bool write_link(Call *call, StoreSession *session, Error *error)
{
    enum { OK = 200 };
    Choice again;
    const Choice *choice = call->prepared;
    if (choice->refusal.kind != ERROR_NONE) {
        draw_link(call, choice);
        return true;
    }
    if (!find_link(call, session, choice->token, &again, error) ||
        !password_changed(call, session, again.person.id, choice->hash, 0, error) ||
        !audit_as(call, session, call->principal, "useLink", object_of(call->arena, "person", again.person.id), OK,
                  error))
        return false;
    page_redirect(call, STR("/login"));
    return true;
}

// ---- the table ----

static const Parameter code_parameters[] = {
    {.name = "code", .type = FIELD_TEXT, .high = 64, .help = PHRASE("of the link", "du lien")}, {.name = NULL}};
static const Route setup_routes[] = {
    {.method = "GET",
     .path = "/setup",
     .name = "showSetUp",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("page of the first start", "page du premier démarrage"),
     .parameters = code_parameters,
     .page = true,
     .read = show_setup},
    {.method = "POST",
     .path = "/setup",
     .name = "setUp",
     .access = ACCESS_PUBLIC,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("set up the administrator", "installer l’administrateur"),
     .body_type = PAGE_FORM,
     .body_bytes_max = 16384,
     .page = true,
     .prepare = prepare_setup,
     .write = write_setup,
     .quiet = true},
    {.method = "GET",
     .path = "/password",
     .name = "showLink",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("page of a one-time link", "page d’un lien à usage unique"),
     .parameters = code_parameters,
     .page = true,
     .read = show_link},
    {.method = "POST",
     .path = "/password",
     .name = "useLinkPage",
     .access = ACCESS_PUBLIC,
     .cost = COST_SIGN_IN,
     .summary = PHRASE("set a password with a one-time link", "choisir un mot de passe grâce à un lien"),
     .body_type = PAGE_FORM,
     .body_bytes_max = 16384,
     .page = true,
     .prepare = prepare_link,
     .write = write_link,
     .quiet = true},
    {.method = NULL}};
const Module setup_page_module = {.name = "set-up pages", .routes = setup_routes};
