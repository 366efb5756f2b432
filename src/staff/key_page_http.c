// API keys, and how to point a Segment client here.
#include "house.h"
#include "module.h"
#include "staff/key.h"
#include "staff/name.h"
#include "staff/page_http.h"

// ---- where the server is, for the examples ----

static Str own_url(const Call *call)
{
    Str base = workspace_settings(call->house->workspace)->base_url;
    if (base.size) return base;
    return str_format(call->arena, "%s://%.*s", call->request->secure ? "https" : "http",
                      STR_ARGS(http_header(call->request, STR("host"))));
}

static void add_examples(Call *call, Str key)
{
    Str url = own_url(call), shown = key.size ? key : STR("fdl_track_…");
    page_element(call, "h2", PHRASE("Send events", "Envoyer des événements"));
    page_element(call, "p",
                 PHRASE("Any Segment client works: give it this address and a key of scope track.",
                        "Tout client Segment convient\u00A0: donnez-lui cette adresse et une clé de portée track."));
    page_copy(call, "node", PHRASE("On a server (Node.js)", "Sur un serveur (Node.js)"),
              str_format(call->arena,
                         "import { Analytics } from \"@segment/analytics-node\";\n"
                         "const analytics = new Analytics({\n"
                         "  writeKey: \"%.*s\",\n"
                         "  host: \"%.*s\",\n});\n"
                         "analytics.track({ userId: \"42\", event: \"Order Completed\",\n"
                         "  properties: { total: \"59.90\", currency: \"EUR\" } });",
                         STR_ARGS(shown), STR_ARGS(url)),
              8);
    page_copy(call, "browser", PHRASE("In web pages", "Dans des pages web"),
              str_format(call->arena,
                         "import { AnalyticsBrowser } from \"@segment/analytics-next\";\n"
                         "const analytics = AnalyticsBrowser.load({\n"
                         "  writeKey: \"%.*s\",\n"
                         "  cdnURL: \"%.*s\",\n});\n"
                         "analytics.track(\"Product Viewed\", { product_id: \"7\" });",
                         STR_ARGS(shown), STR_ARGS(url)),
              7);
    page_copy(
        call, "curl", PHRASE("To try it out", "Pour essayer"),
        str_format(call->arena,
                   "curl -u %.*s: \\\n  %.*s/v1/track -H 'content-type: application/json' \\\n"
                   "  -d '{\"userId\":\"42\",\"event\":\"Order Completed\",\"properties\":{\"total\":\"59.90\"}}'",
                   STR_ARGS(shown), STR_ARGS(url)),
        4);
}

// ---- the list ----

static void add_act(Call *call, int64_t id, const char *act, const char *look, Phrase label, Str name)
{
    text_addf(&call->text, "<form method=\"post\" action=\"/keys/%lld/%s\"><button class=\"%s\" aria-label=\"",
              (long long)id, act, look);
    page_text(call, phrase_say(call->arena, call->locale, label, ));
    page_add(call, " ");
    page_text(call, name);
    page_add(call, "\">");
    page_say(call, label);
    page_add(call, "</button></form>");
}

static void add_row(Call *call, const Key *key)
{
    page_add(call, "<tr><th scope=\"row\">");
    page_text(call, key->name);
    page_add(call, "</th><td>");
    page_text(call, str_of(scope_names[key->scope]));
    page_add(call, "</td><td><code>");
    page_text(call, key->hint);
    page_add(call, "…</code></td><td>");
    if (key->used)
        page_text(call, (Str){instant_text(call->arena, key->used).data, sizeof "2026-11-22" - 1});
    else
        page_say(call, PHRASE("never", "jamais"));
    page_add(call, "</td><td>");
    if (key->revoked) {
        page_say(call, PHRASE("revoked", "révoquée"));
    } else {
        add_act(call, key->id, "rotate", "quiet", PHRASE("Replace", "Remplacer"), key->name);
        add_act(call, key->id, "revoke", "danger", PHRASE("Revoke", "Révoquer"), key->name);
    }
    page_add(call, "</td></tr>\n");
}

static void add_list(Call *call, const Key *keys, size_t count)
{
    page_element(call, "h2", PHRASE("Keys", "Clés"));
    if (!count) {
        page_element(call, "p", PHRASE("There is none yet.", "Il n’y en a pas encore."));
        return;
    }
    static const Phrase titles[] = {PHRASE("Name", "Nom"), PHRASE("Scope", "Portée"),
                                    PHRASE("Begins with", "Commence par"), PHRASE("Last used", "Dernier usage"),
                                    PHRASE("Change", "Modifier")};
    page_add(call, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    page_say(call, PHRASE("Keys", "Clés"));
    page_add(call, "\"><table><thead><tr>");
    for (size_t i = 0; i < COUNT_OF(titles); i++) {
        page_add(call, "<th scope=\"col\">");
        page_say(call, titles[i]);
        page_add(call, "</th>");
    }
    page_add(call, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < count; i++) add_row(call, &keys[i]);
    page_add(call, "</tbody></table></div>\n");
}

static void add_form(Call *call, Str name)
{
    static const Phrase scopes[SCOPE_COUNT] = {
        PHRASE("track: send events; may stand in web pages",
               "track\u00A0: envoyer des événements\u202F; peut figurer dans des pages web"),
        PHRASE("read: read everything", "read\u00A0: tout lire"),
        PHRASE("write: read and change", "write\u00A0: lire et modifier"),
        PHRASE("admin: people and keys too", "admin\u00A0: aussi les personnes et les clés")};
    page_element(call, "h2", PHRASE("Make a key", "Créer une clé"));
    page_add(call, "<form class=\"card\" method=\"post\" action=\"/keys\">\n");
    page_field(call, &(PageField){.name = "name",
                                  .type = "text",
                                  .complete = "off",
                                  .label = PHRASE("What it is for", "À quoi elle sert"),
                                  .value = name});
    page_add(call, "<p class=\"field\"><label for=\"scope\">");
    page_say(call, PHRASE("What it may do", "Ce qu’elle permet"));
    page_add(call, "</label><select id=\"scope\" name=\"scope\">");
    for (int scope = 0; scope < SCOPE_COUNT; scope++) {
        text_addf(&call->text, "<option value=\"%s\">", scope_names[scope]);
        page_say(call, scopes[scope]);
        page_add(call, "</option>");
    }
    page_add(call, "</select></p>\n");
    page_submit(call, PHRASE("Make the key", "Créer la clé"));
    page_add(call, "</form>\n");
}

// `made`: a new key, shown once.
static bool draw_keys(Call *call, StoreSession *session, Str made, Str name, const Error *refusal, Error *error)
{
    enum { SHOWN_MAX = 200 };
    Key *keys = NULL;
    size_t count = 0;
    if (!key_page(session, 0, SHOWN_MAX, call->arena, &keys, &count, error)) return false;
    page_begin(call, PHRASE("API keys", "Clés d’API"));
    page_refusal(call, refusal);
    if (made.size) {
        page_add(call, "<div class=\"card\" role=\"status\">");
        page_element(call, "p",
                     PHRASE("Copy the key now: it is shown only this once.",
                            "Copiez la clé maintenant\u00A0: elle n’est montrée que cette fois."));
        page_copy(call, "key", PHRASE("New key", "Nouvelle clé"), made, 2);
        page_add(call, "</div>\n");
    }
    add_list(call, keys, count);
    add_form(call, name);
    add_examples(call, key_in_text(made) && str_starts_with(made, STR("fdl_track_")) ? made : STR(""));
    page_end(call);
    return true;
}

// ---- the routes ----

static bool needs_factor(const Call *call)
{
    const Directory *directory = staff_directory_begin(call->house->staff);
    const DirectoryPerson *person = directory_person(directory, call->principal.id);
    bool needs = person && directory->role[person->role].second_factor && !person->second_factor;
    staff_directory_end(call->house->staff);
    return needs;
}

static void draw_welcome(Call *call)
{
    page_begin(call, PHRASE("You are signed in", "Vous êtes connecté"));
    page_element(call, "p",
                 PHRASE("Keys are the business of administrators.", "Les clés relèvent des administrateurs."));
    page_end(call);
}

static bool show_keys(Call *call, StoreSession *session, Error *error)
{
    if (call->principal.kind != PRINCIPAL_STAFF)
        page_redirect(call, STR("/login"));
    else if (needs_factor(call))
        page_redirect(call, STR("/second-factor"));
    else if (call->principal.access & ACCESS_ADMIN)
        return draw_keys(call, session, STR(""), STR(""), &(Error){.kind = ERROR_NONE}, error);
    else
        draw_welcome(call);
    return true;
}

static bool make_key(Call *call, StoreSession *session, Error *error)
{
    HttpQuery form;
    Error refusal = {.kind = ERROR_NONE};
    if (!page_form(call, &form, error)) return false;
    Key key = {.name = str_trim(form_text(&form, "name")),
               .origins = STR(""),
               .addresses = STR(""),
               .created = call->now,
               .created_by = call->principal.name};
    if (!name_check(key.name, "/name", &refusal)) return draw_keys(call, session, STR(""), key.name, &refusal, error);
    if (!scope_parse(form_text(&form, "scope"), &key.scope)) key.scope = SCOPE_TRACK;
    Str text = key_text(call->arena, key.scope);
    if (!key_insert(session, &key, text, error) || !staff_changed(call->house->staff, session, error)) return false;
    call->audit_object = object_of(call->arena, "key", key.id);
    return draw_keys(call, session, text, STR(""), &refusal, error);
}

static bool rotate_key(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    Key key;
    if (!path_number(call, &id, error) || !key_get(session, id, call->arena, &key, error)) return false;
    Str text = key.revoked ? STR("") : key_text(call->arena, key.scope);
    if (text.size &&
        (!key_rotate(session, id, text, call->now, error) || !staff_changed(call->house->staff, session, error)))
        return false;
    call->audit_object = object_of(call->arena, "key", id);
    return draw_keys(call, session, text, STR(""), &(Error){.kind = ERROR_NONE}, error);
}

static bool revoke_key(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    bool revoked = false;
    if (!path_number(call, &id, error) || !key_revoke(session, id, call->now, &revoked, error) ||
        !staff_changed(call->house->staff, session, error))
        return false;
    call->audit_object = object_of(call->arena, "key", id);
    page_redirect(call, STR("/keys"));
    return true;
}

// ---- the table ----

static const Route key_page_routes[] = {{.method = "GET",
                                         .path = "/keys",
                                         .name = "showKeys",
                                         .access = ACCESS_PUBLIC,
                                         .cost = COST_READ,
                                         .summary = PHRASE("page of the keys", "page des clés"),
                                         .page = true,
                                         .read = show_keys},
                                        {.method = "POST",
                                         .path = "/keys",
                                         .name = "createKeyPage",
                                         .access = ACCESS_ROLE(ROLE_ADMINISTRATOR),
                                         .cost = COST_WRITE,
                                         .summary = PHRASE("make a key", "créer une clé"),
                                         .body_type = PAGE_FORM,
                                         .page = true,
                                         .write = make_key},
                                        {.method = "POST",
                                         .path = "/keys/{id}/rotate",
                                         .name = "rotateKeyPage",
                                         .access = ACCESS_ROLE(ROLE_ADMINISTRATOR),
                                         .cost = COST_WRITE,
                                         .summary = PHRASE("replace a key", "remplacer une clé"),
                                         .body_type = PAGE_FORM,
                                         .page = true,
                                         .write = rotate_key},
                                        {.method = "POST",
                                         .path = "/keys/{id}/revoke",
                                         .name = "revokeKeyPage",
                                         .access = ACCESS_ROLE(ROLE_ADMINISTRATOR),
                                         .cost = COST_WRITE,
                                         .summary = PHRASE("revoke a key", "révoquer une clé"),
                                         .body_type = PAGE_FORM,
                                         .page = true,
                                         .write = revoke_key},
                                        {.method = NULL}};
const Module key_page_module = {.name = "key pages", .routes = key_page_routes};
