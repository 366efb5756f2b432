// import_http.c - POST /api/v1/imports, GET /api/v1/imports, GET /api/v1/imports/{id}, …/rejects; and the module.
#include "api/route.h"
#include "base/file.h"
#include "base/number.h"
#include "base/secret.h"
#include "customer/profile_part.h"
#include "house.h"
#include "identity/personal.h"
#include "import/cell.h"
#include "import/import.h"
#include "import/import_edge.h"
#include "import/import_http.h"
#include "import/import_options.h"
#include "import/import_undo.h"
#include "import/import_upload.h"
#include "job/job.h"
#include "module.h"

// A body is held in memory while it comes in; larger files come by the command line.
enum { BODY_BYTES_MAX = 64 << 20, NAME_BYTES_MAX = 200 };

#define IMPORT_ACCESS                                                                                                  \
    (ACCESS_ROLE(ROLE_ADMINISTRATOR) | ACCESS_ROLE(ROLE_MARKETER) | ACCESS_SCOPE(SCOPE_WRITE) |                        \
     ACCESS_SCOPE(SCOPE_ADMIN))

// ---- what was asked ----

static void write_option(JsonWriter *json, const Call *call, const char *name)
{
    Str value = call_query(call, name);
    if (!value.size) return;
    json_key(json, name);
    json_string(json, value);
}

static bool write_mapping(JsonWriter *json, const Call *call, Error *error)
{
    JsonValue mapping;
    Str text = call_query(call, "mapping");
    if (!text.size) return true;
    if (!json_parse(text, &mapping, error)) {
        error->kind = ERROR_INPUT;
        error->code = "invalid_value";
        return error_at(error, STR("/mapping"));
    }
    json_key(json, "mapping");
    json_value(json, mapping);
    return true;
}

static bool options_json(const Call *call, Str *options, Error *error)
{
    static const char *const names[] = {"date_order", "decimal",  "delimiter", "charset",
                                        "time_zone",  "currency", "event"};
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    if (!write_mapping(&json, call, error)) return false;
    for (size_t i = 0; i < COUNT_OF(names); i++) write_option(&json, call, names[i]);
    json_end_object(&json);
    *options = text_str(&text);
    return true;
}

bool import_read_options(const Call *call, ImportKind kind, Str *text, ReadingOptions *options, Error *error)
{
    JsonValue value;
    return options_json(call, text, error) && json_parse(*text, &value, error) &&
           import_options_read(value, kind, workspace_settings(call->house->workspace), call->now, call->arena, options,
                               error);
}

bool import_refuse_kind(Error *error)
{
    (void)error_code(error, ERROR_USAGE, "required",
                     PHRASE("kind has to be one of {0}", "kind doit être l’un de ces mots\u00A0: {0}"),
                     str_of(import_kind_words));
    return error_at(error, STR("/kind"));
}

Str import_shown_name(const Call *call)
{
    Str name = str_trim(call_query(call, "name"));
    Str kind = call_query(call, "kind");
    return name.size ? name : str_format(call->arena, "%.*s.csv", STR_ARGS(kind.size ? kind : STR("file")));
}

// ---- the file ----

// Only who holds the data folder may name a file in it.
static bool named_file(const Call *call, Str name, Str *file, Error *error)
{
    bool plain = name.data[0] != '.' && !str_contains(name, STR("/"));
    *file = name;
    return (plain && call->principal.kind == PRINCIPAL_LOCAL) ||
           error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("a file of the data folder can be named by the command line alone",
                             "seule la ligne de commande peut désigner un fichier du dossier de données"),
                      STR(""));
}

static bool take_file(const Call *call, Str *file, Error *error)
{
    Str named = call_query(call, "file"), upload = call_query(call, "upload");
    if (upload.size) return import_upload_take(call->house->folder, upload, call->arena, file, error);
    if (named.size) return named_file(call, named, file, error);
    if (call->request->body.size == 0)
        return error_code(error, ERROR_INPUT, "empty_file",
                          PHRASE("the file is empty: send it as the body",
                                 "le fichier est vide\u00A0: envoyez-le comme "
                                 "corps de la requête"),
                          STR(""));
    return import_file_write(call->house->folder, call->request->body, call->arena, file, error);
}

static Str digest_hex(Arena *arena, Str bytes)
{
    unsigned char *digest = arena_array(arena, unsigned char, DIGEST_BYTES);
    digest_sha256(bytes, digest);
    return hex_text(arena, (Str){(const char *)digest, DIGEST_BYTES});
}

// Reads the whole file, so that what can't be used is refused before anything was written.
static bool understand(Call *call, Import *import, Error *error)
{
    ReadingOptions options;
    Reading reading;
    Bytes bytes = {0};
    Str path = import_path(call->arena, call->house->folder, import->file);
    if (!import_read_options(call, import->kind, &import->options, &options, error) ||
        !file_load(path, TABLE_BYTES_MAX, &bytes, error))
        return false;
    import->bytes = (int64_t)bytes.size;
    import->digest = digest_hex(call->arena, bytes_str(&bytes));
    if (!reading_open(&bytes, import->name, &options, call->arena, &reading, error)) return false;
    import->rows = (int64_t)reading.table.rows;
    reading_close(&reading);
    return true;
}

static bool prepare_import(Call *call, Error *error)
{
    Import *import = arena_new(call->arena, Import);
    if (!import_kind_parse(call_query(call, "kind"), &import->kind)) return import_refuse_kind(error);
    import->name = import_shown_name(call);
    import->dry_run = str_equal(call_query(call, "dry_run"), STR("true"));
    import->made_by = call->principal.name;
    import->made_at = call->now;
    call->prepared = import;
    if (!take_file(call, &import->file, error)) return false;
    if (understand(call, import, error)) return true;
    import_file_remove(call->house->folder, import->file);
    return false;
}

// ---- POST /imports ----

static bool refuse_same(const Call *call, const Import *import, const Import *same, Error *error)
{
    import_file_remove(call->house->folder, import->file);
    return error_code(error, ERROR_CONFLICT, "same_file",
                      PHRASE("this file was imported on {0} (import {1}): confirm to repeat it (confirm=true)",
                             "ce fichier a été importé le {0} (importation {1})\u00A0: confirmez pour recommencer "
                             "(confirm=true)"),
                      instant_text(call->arena, same->made_at), str_format(call->arena, "%lld", (long long)same->id));
}

static bool queue_import(Call *call, StoreSession *session, Import *import, Error *error)
{
    Str argument;
    Rows rows;
    if (!store_select(session, &query_import_next_id, NO_VALUES, &rows, error)) return false;
    import->id = rows_next(&rows) ? rows_integer(&rows, 0) : 1;
    argument = str_format(call->arena, "{\"import\":%lld}", (long long)import->id);
    return rows_close(&rows, error) &&
           job_queue(call->house->jobs, session, "import", argument, STR(""), call->now, &import->job, error) &&
           import_insert(session, import, error);
}

static void answer_queued(Call *call, const Import *import)
{
    call->status = 202;
    call->audit_object = str_format(call->arena, "import:%lld", (long long)import->id);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "import"), json_integer(&json, import->id);
    json_key(&json, "job"), json_integer(&json, import->job);
    json_key(&json, "rows"), json_integer(&json, import->rows);
    json_end_object(&json);
}

static bool post_import(Call *call, StoreSession *session, Error *error)
{
    Import *import = call->prepared, same;
    bool confirmed = str_equal(call_query(call, "confirm"), STR("true"));
    if (!import->dry_run && !confirmed) {
        if (!import_of_digest(session, import->digest, import->kind, call->arena, &same, error)) return false;
        if (same.id) return refuse_same(call, import, &same, error);
    }
    if (!queue_import(call, session, import, error)) return false;
    answer_queued(call, import);
    return true;
}

// ---- reading ----

static void write_instant(JsonWriter *json, const char *key, Arena *arena, Instant at)
{
    json_key(json, key);
    if (at)
        json_string(json, instant_text(arena, at));
    else
        json_null(json);
}

static void write_raw(JsonWriter *json, const char *key, Str text)
{
    JsonValue value;
    Error error;
    json_key(json, key);
    if (json_parse(text, &value, &error))
        json_value(json, value);
    else
        json_null(json);
}

static void write_import(Call *call, JsonWriter *json, const Import *import)
{
    json_begin_object(json);
    json_key(json, "id"), json_integer(json, import->id);
    json_key(json, "kind"), json_string(json, import_kind_name(import->kind));
    json_key(json, "name"), json_string(json, import->name);
    json_key(json, "status"), json_string(json, import->status);
    json_key(json, "dry_run"), json_boolean(json, import->dry_run);
    json_key(json, "job"), json_integer(json, import->job);
    json_key(json, "bytes"), json_integer(json, import->bytes);
    json_key(json, "digest"), json_string(json, import->digest);
    json_key(json, "rows"), json_integer(json, import->rows);
    write_raw(json, "counts", import->counts);
    json_key(json, "rejects"), json_integer(json, import->rejects);
    write_raw(json, "options", import->options);
    json_key(json, "made_by"), json_string(json, import->made_by);
    write_instant(json, "made_at", call->arena, import->made_at);
    write_instant(json, "ended_at", call->arena, import->ended_at);
    json_end_object(json);
}

static bool read_id(const Call *call, StoreSession *session, Import *import, Error *error)
{
    int64_t id;
    if (!number_parse_count(call->path_value[0], &id)) id = 0;
    return import_get(session, id, call->arena, import, error);
}

static bool get_import(Call *call, StoreSession *session, Error *error)
{
    Import import;
    if (!read_id(call, session, &import, error)) return false;
    JsonWriter json = call_json(call);
    write_import(call, &json, &import);
    return true;
}

static bool list_imports(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t below = INT64_MAX, limit = call_limit(call);
    Import *list;
    size_t count;
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &below)) below = INT64_MAX;
    if (!import_list(session, below, (size_t)limit + 1, call->arena, &list, &count, error)) return false;
    size_t shown = (size_t)smaller((int64_t)count, limit);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < shown; i++) write_import(call, &json, &list[i]);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    if (count > shown)
        json_string(&json, call_next_cursor(call, error_number(call->arena, (uint64_t)list[shown - 1].id)));
    else
        json_null(&json);
    json_end_object(&json);
    return true;
}

// ---- POST /imports/{id}/undo ----

static bool post_undo(Call *call, StoreSession *session, Error *error)
{
    Import import;
    int64_t job;
    if (!read_id(call, session, &import, error) || !import_undoable(session, &import, call->arena, error)) return false;
    Str argument = str_format(call->arena, "{\"import\":%lld,\"undo\":true}", (long long)import.id);
    if (!job_queue(call->house->jobs, session, "import", argument, STR(""), call->now, &job, error) ||
        !store_execute(session, &query_import_take_up, VALUES(value_integer(import.id), value_integer(job)), NULL,
                       error))
        return false;
    import.job = job;
    answer_queued(call, &import);
    return true;
}

// ---- tables ----

static const Parameter import_parameters[] = {
    {.name = "kind",
     .type = FIELD_TEXT,
     .words = "customers|orders|events|subscriptions|tickets|responses|consents",
     .help = PHRASE("what the rows are; the preview guesses it by the columns",
                    "ce que sont les lignes\u202F; l’aperçu le devine par les colonnes")},
    {.name = "upload",
     .type = FIELD_TEXT,
     .high = 100,
     .help = PHRASE("of POST /imports/uploads, instead of the body",
                    "de POST /imports/uploads, au lieu du corps de la requête")},
    {.name = "dry_run",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("only count what would happen", "seulement compter ce qui se passerait")},
    {.name = "confirm",
     .type = FIELD_BOOLEAN,
     .help = PHRASE("import a file that was imported before", "importer un fichier déjà importé")},
    {.name = "name",
     .type = FIELD_TEXT,
     .high = NAME_BYTES_MAX,
     .help = PHRASE("of the file, for people", "du fichier, pour les personnes")},
    {.name = "mapping",
     .type = FIELD_TEXT,
     .high = 65536,
     .help = PHRASE("JSON: column names and what each becomes", "JSON\u00A0: les colonnes et ce qu’elles deviennent")},
    {.name = "date_order",
     .type = FIELD_TEXT,
     .words = "dmy|mdy|ymd",
     .help = PHRASE("how to read 01/02/2026; found unless told", "comment lire 01/02/2026\u202F; trouvé sinon")},
    {.name = "decimal",
     .type = FIELD_TEXT,
     .words = "point|comma",
     .help = PHRASE("how to read 1,234; found unless told", "comment lire 1,234\u202F; trouvé sinon")},
    {.name = "delimiter",
     .type = FIELD_TEXT,
     .high = 3,
     .help = PHRASE("between columns: one character, or tab; found unless told",
                    "entre les colonnes\u00A0: un caractère, ou tab\u202F; trouvé sinon")},
    {.name = "charset",
     .type = FIELD_TEXT,
     .words = "utf-8",
     .help = PHRASE("refuse what is not UTF-8, rather than find what it is",
                    "refuser ce qui n’est pas en UTF-8, au lieu de chercher")},
    {.name = "time_zone",
     .type = FIELD_TEXT,
     .high = 100,
     .help = PHRASE("of times without one; the workspace's unless told",
                    "des heures sans fuseau\u202F; celui de l’espace sinon")},
    {.name = "currency",
     .type = FIELD_TEXT,
     .high = 3,
     .help = PHRASE("of amounts without one; the workspace's unless told",
                    "des montants sans devise\u202F; celle de l’espace sinon")},
    {.name = "event",
     .type = FIELD_TEXT,
     .high = 200,
     .help = PHRASE("name of all events of a file without a column for it",
                    "nom de tous les événements d’un fichier sans colonne pour cela")},
    {.name = "file",
     .type = FIELD_TEXT,
     .high = 100,
     .help = PHRASE("for the command line: a file in imports/ of the data folder",
                    "pour la ligne de commande\u00A0: un fichier dans imports/ du dossier de données")},
    {.name = NULL}};

static const Parameter list_parameters[] = {
    {.name = "limit",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1000,
     .help = PHRASE("how many at most (default: 50)", "combien au plus (par défaut\u00A0: 50)")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Field queued_fields[] = {
    {.name = "import", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "job",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("for GET /jobs/{id}", "pour GET /jobs/{id}")},
    {.name = "rows", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the file", "du fichier")},
    {.name = NULL}};
static const Shape queued_shape = {.name = "ImportQueued", .fields = queued_fields};

static const Field counts_fields[] = {
    {.name = "created",
     .type = FIELD_INTEGER,
     .help = PHRASE("new customers, orders …", "nouveaux clients, commandes…")},
    {.name = "updated", .type = FIELD_INTEGER, .help = PHRASE("known before, changed", "déjà connus, modifiés")},
    {.name = "unchanged", .type = FIELD_INTEGER, .help = PHRASE("known before, the same", "déjà connus, identiques")},
    {.name = "repeated",
     .type = FIELD_INTEGER,
     .help = PHRASE("rows about what an earlier row was about; the last one counts",
                    "lignes sur le même objet qu’une ligne précédente\u202F; la dernière compte")},
    {.name = "skipped", .type = FIELD_INTEGER, .help = PHRASE("rows left out", "lignes laissées de côté")},
    {.name = "customers_created", .type = FIELD_INTEGER, .help = PHRASE("new customers", "nouveaux clients")},
    {.name = "events", .type = FIELD_INTEGER, .help = PHRASE("put into the log", "inscrits au journal")},
    {.name = NULL}};
static const Shape counts_shape = {.name = "ImportCounts", .fields = counts_fields};

static const Field import_fields_shown[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "kind",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("what the rows are", "ce que sont les lignes")},
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the file", "du fichier")},
    {.name = "status",
     .type = FIELD_TEXT,
     .required = true,
     .words = "queued|running|checked|done|failed|cancelled|undoing|undone",
     .help = PHRASE("checked: a dry run that has ended", "checked\u00A0: un essai terminé")},
    {.name = "dry_run", .type = FIELD_BOOLEAN, .required = true, .help = PHRASE("only counted", "compté seulement")},
    {.name = "job",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("for GET /jobs/{id}", "pour GET /jobs/{id}")},
    {.name = "bytes", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the file", "du fichier")},
    {.name = "digest",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("SHA-256 of the file", "SHA-256 du fichier")},
    {.name = "rows", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the file", "du fichier")},
    {.name = "counts",
     .type = FIELD_OBJECT,
     .required = true,
     .shape = &counts_shape,
     .help = PHRASE("what came of them so far", "ce qui en est advenu jusqu’ici")},
    {.name = "rejects",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("rows listed by …/rejects", "lignes listées par …/rejects")},
    {.name = "options", .type = FIELD_MAP, .required = true, .help = PHRASE("as asked", "comme demandé")},
    {.name = "made_by", .type = FIELD_TEXT, .required = true, .help = PHRASE("who asked", "qui l’a demandée")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true, .nullable = true, .help = PHRASE("when", "quand")},
    {.name = "ended_at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("when it ended", "terminée")},
    {.name = NULL}};
static const Shape import_shape = {.name = "Import", .fields = import_fields_shown};

static const Field list_fields[] = {{.name = "items",
                                     .type = FIELD_ARRAY,
                                     .required = true,
                                     .shape = &import_shape,
                                     .help = PHRASE("newest first", "les plus récentes d’abord")},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("for the next page", "pour la page suivante")},
                                    {.name = NULL}};
static const Shape list_shape = {.name = "ImportList", .fields = list_fields};

static const Route import_routes[] = {
    {.method = "POST",
     .path = "/api/v1/imports",
     .name = "startImport",
     .access = IMPORT_ACCESS,
     .cost = COST_WRITE,
     .summary = PHRASE("Import a file (CSV, JSON array or NDJSON; the body), or count what would happen",
                       "Importer un fichier (CSV, tableau JSON ou NDJSON\u202F; le corps), ou compter ce qui se "
                       "passerait"),
     .parameters = import_parameters,
     .answer = &queued_shape,
     .body_type = "*/*",
     .body_bytes_max = BODY_BYTES_MAX,
     .prepare = prepare_import,
     .write = post_import},
    {.method = "POST",
     .path = "/api/v1/imports/preview",
     .name = "previewImport",
     .access = IMPORT_ACCESS,
     .cost = COST_REPORT,
     .summary = PHRASE("What is understood of a file (the body): its columns, what each becomes, how it is written",
                       "Ce qui est compris d’un fichier (le corps)\u00A0: ses colonnes, ce qu’elles deviennent, son "
                       "écriture"),
     .parameters = import_parameters,
     .answer = &import_preview_shape,
     .body_type = "*/*",
     .body_bytes_max = BODY_BYTES_MAX,
     .read = import_preview},
    {.method = "GET",
     .path = "/api/v1/imports",
     .name = "listImports",
     .access = IMPORT_ACCESS,
     .cost = COST_READ,
     .summary = PHRASE("Imports, newest first", "Les importations, les plus récentes d’abord"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_imports},
    {.method = "GET",
     .path = "/api/v1/imports/{id}",
     .name = "getImport",
     .access = IMPORT_ACCESS,
     .cost = COST_READ,
     .summary = PHRASE("One import, and what came of it", "Une importation, et ce qu’il en est advenu"),
     .answer = &import_shape,
     .read = get_import},
    {.method = "POST",
     .path = "/api/v1/imports/{id}/undo",
     .name = "undoImport",
     .access = IMPORT_ACCESS,
     .cost = COST_WRITE,
     .summary = PHRASE("Take an import back: figures are as they were before",
                       "Annuler une importation\u00A0: les chiffres redeviennent ceux d’avant"),
     .answer = &queued_shape,
     .write = post_undo},
    {.method = "GET",
     .path = "/api/v1/imports/{id}/rejects",
     .name = "getImportRejects",
     .access = IMPORT_ACCESS,
     .cost = COST_REPORT,
     .summary = PHRASE("Rows that were left out, and why (CSV; for a day)",
                       "Les lignes laissées de côté, et pourquoi (CSV\u202F; un jour)"),
     .read = get_import_rejects},
    {.method = "GET",
     .path = "/api/v1/imports/{id}/rejected-rows",
     .name = "listImportRejects",
     .access = IMPORT_ACCESS,
     .cost = COST_READ,
     .summary = PHRASE("Rows that were left out, and why, page by page (for a day)",
                       "Les lignes laissées de côté, et pourquoi, page par page (un jour)"),
     .parameters = list_parameters,
     .answer = &import_rejects_shape,
     .read = list_import_rejects},
    {.method = "POST",
     .path = "/api/v1/imports/uploads",
     .name = "beginImportUpload",
     .access = IMPORT_ACCESS,
     .cost = COST_WRITE,
     .summary = PHRASE("Begin a file that comes in pieces (up to 1 GiB); it is kept for a day",
                       "Commencer un fichier envoyé par morceaux (1\u00A0Gio au plus)\u202F; gardé un jour"),
     .answer = &import_upload_shape,
     .write = begin_import_upload},
    {.method = "PUT",
     .path = "/api/v1/imports/uploads/{upload}",
     .name = "putImportUpload",
     .access = IMPORT_ACCESS,
     .cost = COST_WRITE,
     .summary = PHRASE("A piece of the file (the body, up to 64 MiB), at `offset`",
                       "Un morceau du fichier (le corps, 64\u00A0Mio au plus), à partir de `offset`"),
     .parameters = import_upload_parameters,
     .answer = &import_upload_shape,
     .body_type = "*/*",
     .body_bytes_max = BODY_BYTES_MAX,
     .quiet = true,
     .prepare = prepare_import_upload,
     .write = put_import_upload},
    {.method = "DELETE",
     .path = "/api/v1/imports/uploads/{upload}",
     .name = "endImportUpload",
     .access = IMPORT_ACCESS,
     .cost = COST_WRITE,
     .summary = PHRASE("Take the file away before its day is over", "Supprimer le fichier avant la fin du jour"),
     .write = end_import_upload},
    {.method = NULL}};

static const JobKind import_jobs[] = {
    {.name = "import", .alone = true, .run = import_run},
    {.name = "import_clear", .every_seconds = 3600, .run = import_clear},
    {.name = NULL},
};

// ---- the module ----

static bool write_part(const ProfileCall *call, JsonWriter *json, Error *error)
{
    json_begin_array(json);
    for (size_t i = 0; i < call->person->member_count; i++) {
        Rows rows;
        if (!store_select(call->session, &query_import_of_customer, VALUES(value_integer(call->person->members[i])),
                          &rows, error))
            return false;
        while (rows_next(&rows)) {
            json_begin_object(json);
            json_key(json, "import"), json_integer(json, rows_integer(&rows, 0));
            json_key(json, "kind"), json_string(json, rows_text(&rows, 1));
            json_key(json, "name"), json_string(json, rows_text(&rows, 2));
            json_key(json, "at"), json_string(json, instant_text(call->arena, rows_integer(&rows, 3)));
            json_end_object(json);
        }
        if (!rows_close(&rows, error)) return false;
    }
    json_end_array(json);
    return true;
}

static const ProfilePart import_profile[] = {{.name = "imports", .write = write_part}, {.name = NULL}};

static const PersonalTable import_personal[] = {
    {.table = "import_customer",
     .name = "imports",
     .purpose = PHRASE("to know from which file what is known of you came",
                       "savoir de quel fichier vient ce que nous savons de vous"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_import_of_customer,
     .columns = "import kind name at:instant",
     .erase = &query_import_customer_erase},
    {.table = "import_reject",
     .name = "import rejects",
     .purpose = PHRASE("rows of a file that could not be used, for who imported it",
                       "lignes inutilisables d’un fichier, pour qui l’a importé"),
     .retention = RETENTION_TRANSIENT,
     .expire = &query_import_rejects_expire,
     .why = "rows that could not be used belong to nobody known; they go after a day"},
    {.table = NULL},
};

extern const Module import_module;
const Module import_module = {.name = "import",
                              .commands = import_commands,
                              .routes = import_routes,
                              .jobs = import_jobs,
                              .profile = import_profile,
                              .personal = import_personal};
