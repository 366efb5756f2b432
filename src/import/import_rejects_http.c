// import_rejects_http.c - GET /api/v1/imports/{id}/rejects and …/rejected-rows: rows that were left out, as a file and
// page by page.
#include "base/csv.h"
#include "base/number.h"
#include "import/cell.h"
#include "import/import.h"
#include "import/import_http.h"

// Rows as they stood in the file: for nobody from whom something of a customer is hidden.
static bool may_see_rows(const Call *call, Error *error)
{
    return !call->principal.masked ||
           error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("rejected rows hold fields that are hidden from your role",
                             "les lignes refusées contiennent des champs masqués pour votre rôle"),
                      STR(""));
}

static bool read_id(const Call *call, StoreSession *session, Import *import, Error *error)
{
    int64_t id;
    if (!number_parse_count(call->path_value[0], &id)) id = 0;
    return import_get(session, id, call->arena, import, error) && may_see_rows(call, error);
}

// ---- as a file ----

static void write_record(Text *text, Locale locale, const ImportReject *reject)
{
    csv_add_number(text, error_number(text->arena, (uint64_t)reject->line));
    csv_add(text, reject->field);
    csv_add(text, reject->code);
    csv_add(text, str_of(fault_label(reject->code).in[locale]));
    csv_add(text, reject->value);
    csv_add(text, reject->record);
    csv_end_record(text);
}

bool get_import_rejects(Call *call, StoreSession *session, Error *error)
{
    enum { AT_ONCE = 1000 };
    Import import;
    ImportReject *rejects;
    size_t count = AT_ONCE;
    if (!read_id(call, session, &import, error)) return false;
    call->text = text_in(call->arena);
    call->type = STR("text/csv; charset=utf-8");
    text_add(&call->text, STR("line,column,code,reason,value,row\n"));
    for (int64_t after = 0; count == AT_ONCE;) {
        if (!import_rejects(session, import.id, after, AT_ONCE, call->arena, &rejects, &count, error)) return false;
        for (size_t i = 0; i < count; i++) write_record(&call->text, call->locale, &rejects[i]);
        if (count) after = rejects[count - 1].number;
    }
    call_header(call, STR("content-disposition"),
                str_format(call->arena, "attachment; filename=\"rejects-%lld.csv\"", (long long)import.id));
    return true;
}

// ---- page by page ----

static void write_item(JsonWriter *json, Locale locale, const ImportReject *reject)
{
    json_begin_object(json);
    json_key(json, "id"), json_integer(json, reject->number);
    json_key(json, "line"), json_integer(json, reject->line);
    json_key(json, "column"), json_string(json, reject->field);
    json_key(json, "code"), json_string(json, reject->code);
    json_key(json, "reason"), json_string(json, str_of(fault_label(reject->code).in[locale]));
    json_key(json, "value"), json_string(json, reject->value);
    json_key(json, "row"), json_string(json, reject->record);
    json_end_object(json);
}

bool list_import_rejects(Call *call, StoreSession *session, Error *error)
{
    Str cursor;
    Import import;
    ImportReject *rejects;
    size_t count, limit = (size_t)call_limit(call);
    int64_t after = 0;
    if (!call_cursor(call, &cursor, error)) return false;
    if (cursor.size && !number_parse_count(cursor, &after)) after = 0;
    if (!read_id(call, session, &import, error) ||
        !import_rejects(session, import.id, after, limit + 1, call->arena, &rejects, &count, error))
        return false;
    size_t shown = count < limit ? count : limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < shown; i++) write_item(&json, call->locale, &rejects[i]);
    json_end_array(&json);
    json_key(&json, "next_cursor");
    if (count > shown)
        json_string(&json, call_next_cursor(call, error_number(call->arena, (uint64_t)rejects[shown - 1].number)));
    else
        json_null(&json);
    json_end_object(&json);
    return true;
}

static const Field reject_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    {.name = "line", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the file", "du fichier")},
    {.name = "column",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("empty: the row as a whole", "vide\u00A0: toute la ligne")},
    {.name = "code", .type = FIELD_TEXT, .required = true, .help = PHRASE("why, as a word", "pourquoi, en un mot")},
    {.name = "reason", .type = FIELD_TEXT, .required = true, .help = PHRASE("why", "pourquoi")},
    {.name = "value", .type = FIELD_TEXT, .required = true, .help = PHRASE("that can’t be used", "inutilisable")},
    {.name = "row", .type = FIELD_TEXT, .required = true, .help = PHRASE("as it stands", "telle quelle")},
    {.name = NULL}};
static const Shape reject_shape = {.name = "ImportReject", .fields = reject_fields};

static const Field rejects_fields[] = {{.name = "items",
                                        .type = FIELD_ARRAY,
                                        .required = true,
                                        .shape = &reject_shape,
                                        .help = PHRASE("in the order of the file", "dans l’ordre du fichier")},
                                       {.name = "next_cursor",
                                        .type = FIELD_TEXT,
                                        .required = true,
                                        .nullable = true,
                                        .help = PHRASE("for the next page", "pour la page suivante")},
                                       {.name = NULL}};
const Shape import_rejects_shape = {.name = "ImportRejectList", .fields = rejects_fields};
