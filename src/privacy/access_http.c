// access_http.c - asking for a copy of one's data, and the link it is fetched with; the module.
#include "api/route.h"
#include "base/number.h"
#include "chart/markup.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"
#include "privacy/access_file.h"
#include "privacy/access_job.h"
#include "workspace/workspace.h"

enum { TOKEN_BYTES = 32 };
static const int64_t milliseconds_kept = (int64_t)ACCESS_EXPORT_DAYS * 86400 * MILLISECONDS_PER_SECOND;

// ---- asking ----

static Value digest_of(Str token, unsigned char digest[DIGEST_BYTES])
{
    digest_sha256(token, digest);
    return value_bytes((Str){(const char *)digest, DIGEST_BYTES});
}

static bool make_row(Call *call, StoreSession *session, CustomerId root, Str token, int64_t *id, Error *error)
{
    Rows rows;
    JsonValue request;
    int64_t number = 0;
    unsigned char digest[DIGEST_BYTES];
    Str locale = shape_text(call->body, "locale", call->arena);
    if (!locale.size) locale = locale_name(workspace_locale(call));
    if (json_member(call->body, STR("request"), &request) && request.type == JSON_NUMBER)
        (void)!json_get_integer(request, &number);
    if (!store_select(session, &query_access_make,
                      VALUES(value_integer(root), number ? value_integer(number) : value_null(), value_text(locale),
                             digest_of(token, digest), value_integer(who(call)), value_integer(call->now),
                             value_integer(call->now + milliseconds_kept)),
                      &rows, error))
        return false;
    *id = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error);
}

static bool queue(Call *call, StoreSession *session, int64_t id, int64_t *job, Error *error)
{
    Str argument = str_format(call->arena, "{\"export\":%lld}", (long long)id);
    return job_queue(call->house->jobs, session, "access_export", argument, STR(""), call->now, job, error) &&
           store_execute(session, &query_access_set_job, VALUES(value_integer(id), value_integer(*job)), NULL, error);
}

static bool ask_export(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    int64_t id = 0, job = 0;
    Str token = token_text(call->arena, TOKEN_BYTES);
    Str base = workspace_settings(call->house->workspace)->base_url;
    if (!path_customer(call, session, call->path_value[0], &root, error) ||
        !make_row(call, session, root, token, &id, error) || !queue(call, session, id, &job, error))
        return false;
    call->status = 202;
    call->audit_object = str_format(call->arena, "customer:%u", root);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "id");
    json_integer(&json, id);
    json_key(&json, "job");
    json_integer(&json, job);
    json_key(&json, "link");
    json_string(&json, str_format(call->arena, "%.*s/access/%.*s", STR_ARGS(base), STR_ARGS(token)));
    write_at(&json, "expires_at", call->now + milliseconds_kept, call->arena);
    json_end_object(&json);
    return true;
}

// ---- the list ----

static const char *status_of(const AccessExport *export, Instant now)
{
    if (export->taken) return "taken";
    if (export->expires <= now) return "expired";
    return export->ready ? "ready" : "preparing";
}

static void write_instant(JsonWriter *json, const char *key, Instant at, Arena *arena)
{
    json_key(json, key);
    if (at)
        json_string(json, instant_text(arena, at));
    else
        json_null(json);
}

static void write_export(Call *call, JsonWriter *json, const AccessExport *export)
{
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, export->id);
    json_key(json, "job");
    json_integer(json, export->job);
    json_key(json, "request");
    if (export->request)
        json_integer(json, export->request);
    else
        json_null(json);
    json_key(json, "status");
    json_string(json, str_of(status_of(export, call->now)));
    json_key(json, "bytes");
    if (export->ready)
        json_integer(json, export->bytes);
    else
        json_null(json);
    write_at(json, "made_at", export->made, call->arena);
    write_at(json, "expires_at", export->expires, call->arena);
    write_instant(json, "ready_at", export->ready, call->arena);
    write_instant(json, "taken_at", export->taken, call->arena);
    json_end_object(json);
}

static bool list_exports(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    Str after;
    Rows rows;
    int64_t before = INT64_MAX, limit = call_limit(call), count = 0, last = 0;
    if (!log_catch_up(call->house->log, session, error) ||
        !path_customer(call, session, call->path_value[0], &root, error) || !call_cursor(call, &after, error) ||
        (after.size && !path_id(after, &before, error)) ||
        !store_select(session, &query_access_list,
                      VALUES(value_integer(root), value_integer(before), value_integer(limit + 1)), &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows) && ++count <= limit) {
        AccessExport export;
        access_take_row(&rows, call->arena, &export);
        write_export(call, &json, &export);
        last = export.id;
    }
    json_end_array(&json);
    write_next(&json, call, count > limit, str_format(call->arena, "%lld", (long long)last));
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- the link ----

static bool say_no_link(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("the link is not valid: it is good once, for seven days",
                             "le lien n’est pas valable\u00A0: il sert une fois, pendant sept jours"),
                      STR(""));
}

static bool find_link(Call *call, StoreSession *session, AccessExport *export, Error *error)
{
    unsigned char digest[DIGEST_BYTES];
    if (!access_find(session, &query_access_by_token, digest_of(call->path_value[0], digest), call->arena, export,
                     error))
        return false;
    return (export->id && export->expires > call->now && !export->taken) || say_no_link(error);
}

static void page_say(Call *call, const char *tag, Phrase phrase)
{
    text_addf(&call->text, "<%s>", tag);
    markup_add(&call->text, str_of(phrase.in[call->locale]));
    text_addf(&call->text, "</%s>\n", tag);
}

static void draw_page(Call *call, const AccessExport *export)
{
    Phrase title = PHRASE("The data we keep about you", "Les données que nous avons sur vous");
    call->type = STR("text/html; charset=utf-8");
    call->text = text_in(call->arena);
    text_addf(&call->text,
              "<!doctype html>\n<html lang=\"%.*s\">\n<head>\n<meta charset=\"utf-8\">\n"
              "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
              "<link rel=\"stylesheet\" href=\"/page.css\">\n",
              STR_ARGS(locale_name(call->locale)));
    page_say(call, "title", title);
    text_add(&call->text, STR("</head>\n<body>\n<main>\n"));
    page_say(call, "h1", title);
    if (!export->ready) {
        page_say(call, "p",
                 PHRASE("The archive is being made: come back in a few minutes.",
                        "L’archive est en préparation\u00A0: revenez dans quelques minutes."));
    } else {
        page_say(call, "p",
                 PHRASE("The archive can be fetched once. It holds personal data: keep it safe.",
                        "L’archive ne peut être téléchargée qu’une fois. Elle contient des données "
                        "personnelles\u00A0: gardez-la en lieu sûr."));
        text_add(&call->text, STR("<form class=\"card\" method=\"post\"><button type=\"submit\">"));
        markup_add(&call->text, str_of(PHRASE("Download", "Télécharger").in[call->locale]));
        text_add(&call->text, STR("</button></form>\n"));
    }
    text_add(&call->text, STR("</main>\n</body>\n</html>\n"));
}

// Whoever looks at a link (scanners of mail do) has not used it.
static bool show_link(Call *call, StoreSession *session, Error *error)
{
    AccessExport export;
    if (!find_link(call, session, &export, error)) return false;
    draw_page(call, &export);
    return true;
}

static bool say_not_ready(Error *error)
{
    return error_code(error, ERROR_CONFLICT, "not_ready",
                      PHRASE("the archive is being made: come back in a few minutes",
                             "l’archive est en préparation\u00A0: revenez dans quelques minutes"),
                      STR(""));
}

static bool read_archive(Call *call, const AccessExport *export, Str *archive, Error *error)
{
    unsigned char key[SECRET_KEY_BYTES];
    if (!access_key(call->house, export, call->arena, key)) return say_no_link(error);
    bool fine =
        access_file_read(access_path(call->house->folder, export->id, call->arena), key, call->arena, archive, error);
    secret_wipe(key, sizeof key);
    return fine;
}

static bool prepare_fetch(Call *call, Error *error)
{
    StoreSession *session;
    AccessExport export;
    Str *archive = arena_new(call->arena, Str);
    call->prepared = archive;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = find_link(call, session, &export, error);
    store_read_end(session);
    return fine && (export.ready || say_not_ready(error)) && read_archive(call, &export, archive, error);
}

// Of two who fetch at once, one is the first.
static bool fetch_archive(Call *call, StoreSession *session, Error *error)
{
    AccessExport export;
    int64_t job = 0;
    if (!find_link(call, session, &export, error) ||
        !store_execute(session, &query_access_take, VALUES(value_integer(export.id), value_integer(call->now)), NULL,
                       error) ||
        !job_queue(call->house->jobs, session, "forget_access_exports", STR("{}"), STR("taken"), call->now, &job,
                   error))
        return false;
    const Str *archive = call->prepared;
    call_reads(call, identity_root(call->house->identity, (CustomerId) export.customer));
    call->audit_object = str_format(call->arena, "access-export:%lld", (long long)export.id);
    call->type = STR("application/zip");
    call_header(call, STR("Content-Disposition"), STR("attachment; filename=\"data.zip\""));
    call->text = (Text){call->arena, (char *)(uintptr_t)archive->data, archive->size, archive->size};
    return true;
}

// ---- the tables ----

static const Field ask_fields[] = {
    {.name = "locale",
     .type = FIELD_TEXT,
     .words = "en|fr",
     .help = PHRASE("of the page; the workspace’s when not given", "de la page\u202F; celle de l’espace par défaut")},
    {.name = "request",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = INT64_MAX,
     .nullable = true,
     .help = PHRASE("the request it answers", "la demande à laquelle il répond")},
    {0},
};
static const Shape ask_shape = {.name = "AccessExportAsk", .fields = ask_fields};
static const Field asked_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "job",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("GET /api/v1/jobs/{id}", "GET "
                                             "/api/v1/jobs/"
                                             "{id}")},
    {.name = "link",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("for the data subject: good once, told once", "pour la personne\u00A0: sert une fois, dit une "
                                                                  "fois")},
    {.name = "expires_at", .type = FIELD_INSTANT, .required = true},
    {0},
};
static const Shape asked_shape = {.name = "AccessExportAsked", .fields = asked_fields};
static const Field export_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "job", .type = FIELD_INTEGER, .required = true},
    {.name = "request", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "status", .type = FIELD_TEXT, .required = true, .words = "preparing|ready|taken|expired"},
    {.name = "bytes", .type = FIELD_INTEGER, .required = true, .nullable = true},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true},
    {.name = "expires_at", .type = FIELD_INSTANT, .required = true},
    {.name = "ready_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {.name = "taken_at", .type = FIELD_INSTANT, .required = true, .nullable = true},
    {0},
};
static const Shape export_shape = {.name = "AccessExport", .fields = export_fields};
static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .shape = &export_shape, .required = true},
    {.name = "next_cursor", .type = FIELD_TEXT, .required = true, .nullable = true},
    {0},
};
static const Shape list_shape = {.name = "AccessExportList", .fields = list_fields};

static const Parameter page_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0},
};

static const Route routes[] = {
    {.method = "POST",
     .path = "/api/v1/customers/{id}/access-export",
     .name = "askAccessExport",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Makes a copy of all that is kept about the customer (Art. 15 and 20 GDPR)",
                       "Prépare une copie de tout ce qui est conservé sur le client (art. 15 et 20 RGPD)"),
     .body = &ask_shape,
     .answer = &asked_shape,
     .write = ask_export},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/access-exports",
     .name = "listAccessExports",
     .access = ACCESS_ADMIN,
     .cost = COST_READ,
     .summary = PHRASE("Copies that were made, newest first", "Les copies préparées, de la plus récente à la plus "
                                                              "ancienne"),
     .parameters = page_parameters,
     .answer = &list_shape,
     .read = list_exports},
    {.method = "GET",
     .path = "/access/{key}",
     .name = "showAccessExport",
     .access = ACCESS_PUBLIC,
     .cost = COST_READ,
     .summary = PHRASE("The page of a link to one’s data", "La page d’un lien vers ses données"),
     .page = true,
     .read = show_link},
    {.method = "POST",
     .path = "/access/{key}",
     .name = "fetchAccessExport",
     .access = ACCESS_PUBLIC,
     .cost = COST_WRITE,
     .summary = PHRASE("The archive, once", "L’archive, une fois"),
     .body_type = "*/*",
     .body_bytes_max = 1024,
     .prepare = prepare_fetch,
     .write = fetch_archive},
    {0},
};

static const PersonalTable tables[] = {
    {.table = "access_export",
     .name = "access_exports",
     .purpose = PHRASE("Copies of your data that were made for you", "Les copies de vos données faites pour vous"),
     .retention = RETENTION_TRANSIENT,
     .read = &query_access_export,
     .columns = "made_at:instant ready_at:instant taken_at:instant expires_at:instant",
     .erase = &query_access_erase,
     .expire = &query_access_expire,
     .why = "the archive lies sealed in exports/; its key goes with the row"},
    {0},
};

extern const Module access_module;
const Module access_module = {.name = "access", .routes = routes, .jobs = access_jobs, .personal = tables};
