// The pages of signing in: password, code, second factor, signing out.
#include "house.h"
#include "module.h"
#include "staff/page_http.h"

// ---- the password ----

static void draw_sign_in(Call *call, Str email, Str next, const Error *refusal)
{
    page_begin(call, PHRASE("Sign in", "Se connecter"));
    page_refusal(call, refusal);
    page_add(call, "<form class=\"card\" method=\"post\" action=\"/login\">\n");
    page_hidden(call, "next", next);
    page_field(call, &(PageField){.name = "email",
                                  .type = "email",
                                  .complete = "username",
                                  .label = PHRASE("E-mail address", "Adresse e-mail"),
                                  .value = email});
    page_field(call, &(PageField){.name = "password",
                                  .type = "password",
                                  .complete = "current-password",
                                  .label = PHRASE("Password", "Mot de passe")});
    page_submit(call, PHRASE("Sign in", "Se connecter"));
    page_add(call, "</form>\n<p class=\"soft\">");
    page_say(
        call,
        PHRASE(
            "Forgotten? An administrator makes you a new link, under Settings, Team; or: fidele staff reset --email …",
            "Oublié\u202F? Un administrateur vous crée un nouveau lien, dans Réglages, Équipe\u202F; ou\u00A0: fidele "
            "staff reset --email …"));
    page_add(call, "</p>\n");
    page_end(call);
}

static bool show_sign_in(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    Str next = page_local_path(call_query(call, "next"));
    if (call->principal.kind == PRINCIPAL_STAFF)
        page_redirect(call, next);
    else
        draw_sign_in(call, STR(""), next, &(Error){.kind = ERROR_NONE});
    return true;
}

typedef struct Typed {
    SignIn sign_in;
    Str email, next;
} Typed;

// Too many tries are said on the page as well.
static bool prepare_sign_in(Call *call, Error *error)
{
    HttpQuery form;
    Typed *typed = arena_new(call->arena, Typed);
    call->prepared = typed;
    if (!page_form(call, &form, error)) return false;
    typed->email = form_text(&form, "email");
    typed->next = page_local_path(form_text(&form, "next"));
    Error refusal;
    if (sign_in_check(call, typed->email, form_text(&form, "password"), STR(""), &typed->sign_in, &refusal))
        return true;
    bool shown = refusal.kind == ERROR_RATE_LIMITED || refusal.kind == ERROR_INPUT;
    *(shown ? &typed->sign_in.refusal : error) = refusal;
    return shown;
}

static bool write_sign_in(Call *call, StoreSession *session, Error *error)
{
    const Typed *typed = call->prepared;
    SignIn sign_in = typed->sign_in;
    bool limited = sign_in.refusal.kind == ERROR_RATE_LIMITED || sign_in.refusal.kind == ERROR_INPUT;
    if (!limited && !sign_in_begin(call, session, &sign_in, error)) return false;
    if (sign_in.refusal.kind != ERROR_NONE)
        draw_sign_in(call, typed->email, typed->next, &sign_in.refusal);
    else
        page_redirect(call, sign_in.half ? STR("/login/code") : typed->next);
    return true;
}

// ---- the code ----

static void draw_code(Call *call, const Error *refusal)
{
    page_begin(call, PHRASE("Second factor", "Second facteur"));
    page_refusal(call, refusal);
    page_add(call, "<form class=\"card\" method=\"post\" action=\"/login/code\">\n");
    page_field(call, &(PageField){.name = "code",
                                  .type = "text",
                                  .complete = "one-time-code",
                                  .label = PHRASE("Code", "Code"),
                                  .hint = PHRASE("The 6 digits your authenticator shows, or a recovery code.",
                                                 "Les 6 chiffres que montre votre application, ou un code de "
                                                 "secours.")});
    page_submit(call, PHRASE("Finish signing in", "Finir la connexion"));
    page_add(call, "</form>\n<p><a href=\"/login\">");
    page_say(call, PHRASE("Start over", "Recommencer"));
    page_add(call, "</a></p>\n");
    page_end(call);
}

static bool show_code(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    draw_code(call, &(Error){.kind = ERROR_NONE});
    return true;
}

static bool prepare_code(Call *call, Error *error)
{
    HttpQuery *form = arena_new(call->arena, HttpQuery);
    call->prepared = form;
    return page_form(call, form, error) && sign_in_code_limit(call, error);
}

static bool write_code(Call *call, StoreSession *session, Error *error)
{
    SignIn sign_in;
    if (!sign_in_code(call, session, str_trim(form_text(call->prepared, "code")), &sign_in, error)) return false;
    if (sign_in.refusal.kind != ERROR_NONE)
        draw_code(call, &sign_in.refusal);
    else
        page_redirect(call, STR("/"));
    return true;
}

static bool write_sign_out(Call *call, StoreSession *session, Error *error)
{
    page_redirect(call, STR("/login"));
    return sign_out(call, session, error);
}

// ---- setting up a second factor ----

static void draw_factor(Call *call, const Error *refusal)
{
    page_begin(call, PHRASE("Set up a second factor", "Configurer un second facteur"));
    page_element(call, "p",
                 PHRASE("An authenticator application on your phone shows a new code every 30 seconds. With it, a "
                        "stolen password alone opens nothing.",
                        "Une application d’authentification sur votre téléphone montre un nouveau code toutes les 30 "
                        "secondes. Avec elle, un mot de passe volé n’ouvre rien à lui seul."));
    page_refusal(call, refusal);
    page_add(call, "<form class=\"card\" method=\"post\" action=\"/second-factor\">\n");
    page_username(call, call->principal.name);
    page_field(call, &(PageField){.name = "password",
                                  .type = "password",
                                  .complete = "current-password",
                                  .label = PHRASE("Your password", "Votre mot de passe")});
    page_submit(call, PHRASE("Begin", "Commencer"));
    page_add(call, "</form>\n");
    page_end(call);
}

static bool show_factor(Call *call, StoreSession *session, Error *error)
{
    (void)session, (void)error;
    draw_factor(call, &(Error){.kind = ERROR_NONE});
    return true;
}

static bool prepare_factor(Call *call, Error *error)
{
    HttpQuery form;
    Person person;
    Error *refusal = arena_new(call->arena, Error);
    call->prepared = refusal;
    if (!page_form(call, &form, error)) return false;
    Error said;
    if (reauthenticate(call, form_text(&form, "password"), &person, &said)) return true;
    bool shown = said.kind == ERROR_FORBIDDEN || said.kind == ERROR_RATE_LIMITED;
    *(shown ? refusal : error) = said;
    return shown;
}

static void draw_offer(Call *call, Str seed, const Error *refusal)
{
    page_begin(call, PHRASE("Set up a second factor", "Configurer un second facteur"));
    page_refusal(call, refusal);
    if (seed.size) {
        page_copy(call, "secret", PHRASE("Type this secret into the application", "Tapez ce secret dans l’application"),
                  totp_secret(call->arena, seed), 2);
        page_add(call, "<p><a href=\"");
        page_text(call, totp_uri(call->arena, seed, STR("Fid\u00E8le"), call->principal.name));
        page_add(call, "\">");
        page_say(call, PHRASE("Or open it on this device", "Ou ouvrez-la sur cet appareil"));
        page_add(call, "</a></p>\n");
    }
    page_add(call, "<form class=\"card\" method=\"post\" action=\"/second-factor/confirm\">\n");
    page_field(call, &(PageField){.name = "code",
                                  .type = "text",
                                  .complete = "one-time-code",
                                  .label = PHRASE("The code it shows", "Le code qu’elle montre")});
    page_submit(call, PHRASE("Confirm", "Confirmer"));
    page_add(call, "</form>\n");
    page_end(call);
}

static bool write_factor(Call *call, StoreSession *session, Error *error)
{
    enum { OK = 200 };
    const Error *refusal = call->prepared;
    if (refusal->kind != ERROR_NONE) {
        draw_factor(call, refusal);
        return true;
    }
    char *bytes = arena_array(call->arena, char, TOTP_SEED_BYTES);
    secret_random(bytes, TOTP_SEED_BYTES);
    Str seed = {bytes, TOTP_SEED_BYTES};
    if (!factor_offer(session, call->house->staff, call->principal.id, seed, call->arena, error)) return false;
    draw_offer(call, seed, refusal);
    return audit_as(call, session, call->principal, "offerSecondFactor",
                    object_of(call->arena, "person", call->principal.id), OK, error);
}

static void draw_recovery(Call *call, const Str codes[RECOVERY_CODES])
{
    Text text = text_in(call->arena);
    for (size_t i = 0; i < RECOVERY_CODES; i++) text_addf(&text, "%.*s\n", STR_ARGS(codes[i]));
    page_begin(call, PHRASE("The second factor is set up", "Le second facteur est configuré"));
    page_element(call, "p",
                 PHRASE("Keep these recovery codes where your phone is not: each lets you in once without it. They are "
                        "shown only now.",
                        "Gardez ces codes de secours ailleurs que sur votre téléphone\u00A0: chacun vous laisse entrer "
                        "une fois sans lui. Ils ne sont montrés que maintenant."));
    page_copy(call, "codes", PHRASE("Recovery codes", "Codes de secours"), text_str(&text), RECOVERY_CODES);
    page_add(call, "<p><a href=\"/\">");
    page_say(call, PHRASE("Go on", "Continuer"));
    page_add(call, "</a></p>\n");
    page_end(call);
}

static bool confirm_factor(Call *call, StoreSession *session, Error *error)
{
    enum { OK = 200 };
    HttpQuery form;
    Person person = {0};
    bool found = false;
    Str codes[RECOVERY_CODES];
    Error refusal = {.kind = ERROR_NONE};
    if (!page_form(call, &form, error) ||
        !person_by_id(session, call->principal.id, call->arena, &person, &found, error))
        return false;
    if (!factor_confirm(session, call->house->staff, &person, str_trim(form_text(&form, "code")), call->now,
                        call->arena, codes, &refusal)) {
        if (refusal.kind != ERROR_UNAUTHENTICATED && refusal.kind != ERROR_INPUT) return *error = refusal, false;
        draw_offer(call, STR(""), &refusal);
        return true;
    }
    draw_recovery(call, codes);
    return audit_as(call, session, call->principal, "confirmSecondFactor", object_of(call->arena, "person", person.id),
                    OK, error) &&
           staff_changed(call->house->staff, session, error);
}

// ---- the table ----

static const Parameter next_parameters[] = {
    {.name = "next", .type = FIELD_TEXT, .high = 1024, .help = PHRASE("where to go then", "où aller ensuite")},
    {.name = NULL}};

#define FORM_PAGE(of_path, of_name, of_access, says, before, does)                                                     \
    {                                                                                                                  \
        .method = "POST", .path = (of_path), .name = (of_name), .access = (of_access), .cost = COST_SIGN_IN,           \
        .summary = (says), .body_type = PAGE_FORM, .body_bytes_max = 16384, .page = true, .prepare = (before),         \
        .write = (does), .quiet = true                                                                                 \
    }

static const Route sign_in_routes[] = {
    {.method = "GET",
     .path = "/login",
     .name = "showSignIn",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("page to sign in", "page de connexion"),
     .parameters = next_parameters,
     .page = true,
     .read = show_sign_in},
    FORM_PAGE("/login", "signInPage", ACCESS_PUBLIC, PHRASE("sign in", "se connecter"), prepare_sign_in, write_sign_in),
    {.method = "GET",
     .path = "/login/code",
     .name = "showSecondFactorCode",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("page for the code of the second factor", "page du code du second facteur"),
     .page = true,
     .read = show_code},
    FORM_PAGE("/login/code", "secondFactorPage", ACCESS_PUBLIC,
              PHRASE("finish signing in with a code", "finir la connexion avec un code"), prepare_code, write_code),
    FORM_PAGE("/logout", "signOutPage", ACCESS_SESSION, PHRASE("sign out", "se déconnecter"), NULL, write_sign_out),
    {.method = "GET",
     .path = "/second-factor",
     .name = "showSecondFactor",
     .access = ACCESS_SESSION,
     .cost = COST_READ,
     .summary = PHRASE("page to set up a second factor", "page pour configurer un second facteur"),
     .page = true,
     .read = show_factor},
    FORM_PAGE("/second-factor", "offerSecondFactorPage", ACCESS_SESSION,
              PHRASE("a new secret for the authenticator", "un nouveau secret pour l’application"), prepare_factor,
              write_factor),
    FORM_PAGE("/second-factor/confirm", "confirmSecondFactorPage", ACCESS_SESSION,
              PHRASE("take the secret into use", "mettre le secret en service"), NULL, confirm_factor),
    {.method = NULL}};
const Module sign_in_page_module = {.name = "sign-in pages", .routes = sign_in_routes};
