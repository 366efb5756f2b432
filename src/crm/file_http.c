// file_http.c - files on a customer: uploaded as they are or as a form, checked by content, kept sealed outside of
// everything a browser can reach, and given back as attachments only. There is no virus scanner: what is taken is not
// opened here, and is never shown.
#include "crm/file_box.h"
#include "crm/file_job.h"
#include "crm/file_keys.h"
#include "crm/file_type.h"
#include "crm/item_http.h"
#include "crm/multipart.h"
#include "event/log.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"

enum { FILE_BYTES_MAX = 25 << 20, FORM_BYTES = 64 << 10 };

static const Field file_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "customer", .type = FIELD_INTEGER, .required = true},
    {.name = "file_name", .type = FIELD_TEXT},
    {.name = "type", .type = FIELD_TEXT, .help = PHRASE("by its content", "d’après son contenu")},
    {.name = "bytes", .type = FIELD_INTEGER},
    {.name = "added_by", .type = FIELD_INTEGER},
    {.name = "added_at", .type = FIELD_INSTANT},
    {0},
};
static const Shape file_shape = {.name = "CustomerFile", .fields = file_fields};
LIST_SHAPE(file_list_shape, "CustomerFileList", file_shape);
enum { FILE_NAME = 2 };

static const Field quota_fields[] = {
    {.name = "used_bytes", .type = FIELD_INTEGER, .required = true, .read_only = true},
    {.name = "quota_bytes", .type = FIELD_INTEGER, .required = true},
    {0},
};
static const Shape quota_shape = {.name = "FileQuota", .fields = quota_fields};
static const Field quota_set_fields[] = {
    {.name = "quota_bytes", .type = FIELD_INTEGER, .required = true, .low = 0, .high = INT64_MAX >> 1},
    {0},
};
static const Shape quota_set_shape = {.name = "FileQuotaSet", .fields = quota_set_fields};

// ---- what was sent ----

typedef struct Prepared {
    Str name, content, stored, key;
    const char *type;
} Prepared;

static bool too_large(Error *error)
{
    return error_code(error, ERROR_TOO_LARGE, "body_too_large",
                      PHRASE("a file has at most 25 MiB", "un fichier a au plus 25\u00A0Mio"), STR(""));
}

static bool read_upload(Call *call, Upload *upload, Error *error)
{
    Str type = http_header(call->request, STR("content-type"));
    *upload = (Upload){.name = call_query(call, "name"), .bytes = call->request->body};
    if (multipart_is(type) && !multipart_read(type, call->request->body, call->arena, upload, error)) return false;
    if (call_query(call, "name").size) upload->name = call_query(call, "name");
    upload->name = file_name_last(str_trim(upload->name));
    if (upload->bytes.size > FILE_BYTES_MAX) return too_large(error);
    return file_name_fits(upload->name) ||
           error_code(error, ERROR_INPUT, "required",
                      PHRASE("the file needs a name of 1 to 255 bytes: ?name=",
                             "le fichier doit avoir un nom de 1 à 255 "
                             "octets\u00A0: ?name="),
                      STR("")) ||
           error_at(error, STR("name"));
}

typedef struct Quota {
    int64_t used, quota;
} Quota;

static bool read_quota(StoreSession *session, Quota *quota, Error *error)
{
    Rows rows;
    *quota = (Quota){0};
    if (!store_select(session, &query_file_used, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *quota = (Quota){rows_integer(&rows, 0), rows_integer(&rows, 1)};
    return rows_close(&rows, error);
}

static bool has_room(StoreSession *session, size_t bytes, Arena *arena, Error *error)
{
    Quota quota;
    if (!read_quota(session, &quota, error)) return false;
    return (int64_t)bytes <= quota.quota - quota.used ||
           error_code(error, ERROR_CONFLICT, "quota",
                      PHRASE("the files of all customers take {0} of {1} bytes: remove some, or raise the quota",
                             "les fichiers de tous les clients prennent {0} octets sur {1}\u00A0: retirez-en, ou "
                             "relevez le quota"),
                      error_number(arena, (uint64_t)quota.used), error_number(arena, (uint64_t)quota.quota));
}

// Looked at before anything is written, and again when the row is.
static bool look_for_room(const Call *call, size_t bytes, Error *error)
{
    StoreSession *session = NULL;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool room = has_room(session, bytes, call->arena, error);
    store_read_end(session);
    return room;
}

// On a worker: checking, sealing and the disk are slow. The file is there before its row: what is left of an upload
// that ends in between is swept away (file_job.c).
static bool prepare_file(Call *call, Error *error)
{
    Upload upload = {0};
    unsigned char key[SECRET_KEY_BYTES];
    Prepared *prepared = arena_new(call->arena, Prepared);
    call->prepared = prepared;
    if (!may_write_texts(call, error) || !read_upload(call, &upload, error) ||
        !file_type_read(upload.bytes, call->arena, &prepared->type, &prepared->content, error) ||
        !look_for_room(call, prepared->content.size, error))
        return false;
    secret_random(key, sizeof key);
    prepared->name = str_copy(call->arena, upload.name);
    prepared->key = str_copy(call->arena, (Str){(const char *)key, sizeof key});
    return box_put(call->house->folder, key, prepared->content, call->arena, &prepared->stored, error);
}

static bool insert(Call *call, StoreSession *session, CustomerId root, int64_t *id, Error *error)
{
    const Prepared *prepared = call->prepared;
    Hand hand = hand_of(call);
    Str sealed;
    return crm_number(session, id, error) &&
           file_key_seal(call->house, session, root, *id, prepared->key, call->arena, &sealed, error) &&
           store_execute(session, &query_file_insert,
                         VALUES(value_integer(*id), value_integer(root), value_text(prepared->name),
                                value_text(str_of(prepared->type)), value_integer((int64_t)prepared->content.size),
                                value_text(prepared->stored), value_bytes(sealed), value_integer(hand.by),
                                value_integer(hand.source), value_integer(hand.at)),
                         NULL, error);
}

static bool add_file(Call *call, StoreSession *session, Error *error)
{
    CustomerId root = 0;
    int64_t id = 0, seq = 0;
    const Prepared *prepared = call->prepared;
    Hand hand = hand_of(call);
    if (!item_customer(call, session, &root, error) || !has_room(session, prepared->content.size, call->arena, error) ||
        !insert(call, session, root, &id, error))
        return false;
    Str properties = str_format(call->arena, "{\"file\":%lld,\"by\":%lld}", (long long)id, (long long)hand.by);
    if (!crm_say(call->house, session, root, "File Added", &hand, call->now, properties, call->arena, &seq, error))
        return false;
    call->status = 201;
    return answer_item(call, session, &query_file_one, &file_shape, "file", id, error);
}

// ---- reading ----

static bool list_files(Call *call, StoreSession *session, Error *error)
{
    return answer_person_items(call, session, &query_file_of_customer, &file_shape, error);
}

static bool get_file(Call *call, StoreSession *session, Error *error)
{
    Item item;
    return log_catch_up(call->house->log, session, error) &&
           item_of_customer(call, session, &query_file_one, &file_shape, 1, &item, error) &&
           answer_item(call, session, &query_file_one, &file_shape, "file", item.integer[0], error);
}

// RFC 6266: a name of plain letters for old readers, and the whole one percent-encoded (RFC 8187).
static Str disposition(Arena *arena, Str name)
{
    Text plain = text_in(arena), coded = text_in(arena);
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.data[i];
        bool letter = ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9') || c == '.' ||
                      c == '-' || c == '_';
        text_add_byte(&plain, letter || c == ' ' ? (char)c : '_');
        if (letter)
            text_add_byte(&coded, (char)c);
        else
            text_addf(&coded, "%%%02X", c);
    }
    return str_format(arena, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s", STR_ARGS(text_str(&plain)),
                      STR_ARGS(text_str(&coded)));
}

static bool read_content(Call *call, StoreSession *session, int64_t id, Str *content, Error *error)
{
    Rows rows;
    CustomerId customer = 0;
    Str stored = STR(""), sealed = STR(""), key;
    if (!store_select(session, &query_file_sealed, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) {
        customer = (CustomerId)rows_integer(&rows, 0);
        stored = str_copy(call->arena, rows_text(&rows, 1));
        sealed = str_copy(call->arena, rows_text(&rows, 2));
    }
    return rows_close(&rows, error) &&
           file_key_unseal(call->house, session, customer, id, sealed, call->arena, &key, error) &&
           box_get(call->house->folder, (const unsigned char *)key.data, stored, call->arena, content, error);
}

static bool download(Call *call, StoreSession *session, Error *error)
{
    Item item;
    Str content;
    if (!log_catch_up(call->house->log, session, error) ||
        !item_of_customer(call, session, &query_file_one, &file_shape, 1, &item, error) ||
        !may_write_texts(call, error) || !read_content(call, session, item.integer[0], &content, error))
        return false;
    call->type = item.text[FILE_NAME + 1];
    call_header(call, STR("Content-Disposition"), disposition(call->arena, item.text[FILE_NAME]));
    call_header(call, STR("Content-Security-Policy"), STR("default-src 'none'; sandbox; frame-ancestors 'none'"));
    call->text = (Text){
        .arena = call->arena, .data = (char *)(uintptr_t)content.data, .size = content.size, .capacity = content.size};
    return true;
}

static bool remove_file(Call *call, StoreSession *session, Error *error)
{
    Item item;
    Rows rows;
    int64_t job = 0;
    Str stored = STR("");
    if (!may_write_texts(call, error) ||
        !item_of_customer(call, session, &query_file_one, &file_shape, 1, &item, error) ||
        !store_select(session, &query_file_sealed, VALUES(value_integer(item.integer[0])), &rows, error))
        return false;
    if (rows_next(&rows)) stored = str_copy(call->arena, rows_text(&rows, 1));
    if (!rows_close(&rows, error) ||
        !store_execute(session, &query_file_remove, VALUES(value_integer(item.integer[0])), NULL, error))
        return false;
    Str argument = str_format(call->arena, "{\"stored\":\"%.*s\"}", STR_ARGS(stored));
    call->audit_object = str_format(call->arena, "file:%lld", (long long)item.integer[0]);
    return job_queue(call->house->jobs, session, FILE_SWEEP, argument, STR(""), call->now, &job, error);
}

static bool write_files(const ProfileCall *call, JsonWriter *json, Error *error)
{
    return write_part(call, json, &query_file_of_customer, &query_file_count, &file_shape, error);
}

// ---- the quota ----

static bool get_quota(Call *call, StoreSession *session, Error *error)
{
    Quota quota;
    if (!read_quota(session, &quota, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "used_bytes");
    json_integer(&json, quota.used);
    json_key(&json, "quota_bytes");
    json_integer(&json, quota.quota);
    json_end_object(&json);
    return true;
}

static bool set_quota(Call *call, StoreSession *session, Error *error)
{
    call->audit_object = STR("files");
    return store_execute(session, &query_file_set_quota, VALUES(value_integer(given_integer(call, "quota_bytes", 0))),
                         NULL, error) &&
           get_quota(call, session, error);
}

static bool sweep_files(Call *call, StoreSession *session, Error *error)
{
    int64_t job = 0;
    if (!job_queue(call->house->jobs, session, FILE_SWEEP, STR("{}"), STR("sweep"), call->now, &job, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "id");
    json_integer(&json, job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = STR("files");
    return true;
}

static const Field sweep_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the job", "de la tâche")}, {0}};
static const Shape sweep_shape = {.name = "FileSweep", .fields = sweep_fields};

static const Parameter upload_parameters[] = {
    {.name = "name",
     .type = FIELD_TEXT,
     .high = 1024,
     .help = PHRASE("the file's name; of a form the one it gives",
                    "le nom du fichier\u202F; d’un formulaire, celui qu’il donne")},
    {0},
};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/customers/{id}/files",
     .name = "listFiles",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Files of a customer, newest first", "Les fichiers d’un client, les plus récents d’abord"),
     .parameters = item_page_parameters,
     .answer = &file_list_shape,
     .read = list_files},
    {.method = "POST",
     .path = "/api/v1/customers/{id}/files",
     .name = "addFile",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Keeps a file (at most 25 MiB): the body itself, or a form",
                       "Garde un fichier (25\u00A0Mio au plus)\u00A0: le corps même, ou un formulaire"),
     .parameters = upload_parameters,
     .body_type = "*/*",
     .body_bytes_max = FILE_BYTES_MAX + FORM_BYTES,
     .answer = &file_shape,
     .prepare = prepare_file,
     .write = add_file},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/files/{file}",
     .name = "getFile",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What is known of a file", "Ce qu’on sait d’un fichier"),
     .answer = &file_shape,
     .read = get_file},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/files/{file}/content",
     .name = "downloadFile",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("The file itself, as an attachment", "Le fichier lui-même, en pièce jointe"),
     .read = download},
    {.method = "DELETE",
     .path = "/api/v1/customers/{id}/files/{file}",
     .name = "removeFile",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes a file away", "Retire un fichier"),
     .write = remove_file},
    {.method = "GET",
     .path = "/api/v1/files/quota",
     .name = "getFileQuota",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("How much all files take, and how much they may",
                       "Ce que prennent tous les fichiers, et ce qu’ils peuvent prendre"),
     .answer = &quota_shape,
     .read = get_quota},
    {.method = "PUT",
     .path = "/api/v1/files/quota",
     .name = "setFileQuota",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("How much all files may take", "Ce que tous les fichiers peuvent prendre"),
     .body = &quota_set_shape,
     .answer = &quota_shape,
     .write = set_quota},
    {.method = "POST",
     .path = "/api/v1/files/sweep",
     .name = "sweepFiles",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes away files without a customer, older than an hour, now",
                       "Retire maintenant les fichiers sans client de plus d’une heure"),
     .answer = &sweep_shape,
     .write = sweep_files},
    {0},
};

static const ProfilePart parts[] = {{.name = "files", .write = write_files}, {0}};

static const PersonalTable tables[] = {
    {.table = "customer_file",
     .name = "files",
     .purpose = PHRASE("documents about your case", "les documents de votre dossier"),
     .retention = RETENTION_SERVICE,
     .read = &query_file_export,
     .columns = "file_name type bytes added_at:instant",
     .erase = &query_file_erase,
     .expire = &query_file_expire,
     .why = "the files themselves lie sealed in the folder files: GET /customers/{id}/files/{file}/content gives them "
            "out, and without their rows they are noise and are swept away within the hour"},
    {.table = "file_key",
     .name = "file_keys",
     .purpose = PHRASE("to seal your documents", "pour sceller vos documents"),
     .retention = RETENTION_SERVICE,
     .erase = &query_file_erase_key,
     .why = "a key: nothing of the subject's to have"},
    {0},
};

const Module file_module = {.name = "files", .routes = routes, .jobs = file_jobs, .profile = parts, .personal = tables};
