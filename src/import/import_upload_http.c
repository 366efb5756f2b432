// import_upload_http.c - POST /api/v1/imports/uploads, PUT and DELETE …/{upload}: a file that comes in pieces.
#include "house.h"
#include "import/import_http.h"
#include "import/import_upload.h"

static void answer(Call *call, Str upload, int64_t bytes)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "upload"), json_string(&json, upload);
    json_key(&json, "bytes"), json_integer(&json, bytes);
    json_end_object(&json);
}

bool begin_import_upload(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    Str upload;
    if (!import_upload_begin(call->house->folder, call->arena, &upload, error)) return false;
    call->status = 201;
    call->audit_object = STR("import upload");
    answer(call, upload, 0);
    return true;
}

// Before the store is asked for: a piece is written without holding up others.
bool prepare_import_upload(Call *call, Error *error)
{
    int64_t offset = 0, *size = arena_new(call->arena, int64_t);
    call_query_integer(call, "offset", &offset);
    call->prepared = size;
    return import_upload_put(call->house->folder, call->path_value[0], call->request->body, offset, size, error);
}

bool put_import_upload(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    (void)error;
    answer(call, call->path_value[0], *(const int64_t *)call->prepared);
    return true;
}

bool end_import_upload(Call *call, StoreSession *session, Error *error)
{
    (void)session;
    call->audit_object = STR("import upload");
    if (!import_upload_end(call->house->folder, call->path_value[0], error)) return false;
    call->status = 204;
    return true;
}

const Parameter import_upload_parameters[] = {
    {.name = "offset",
     .type = FIELD_INTEGER,
     .low = 0,
     .high = TABLE_BYTES_MAX,
     .help = PHRASE("where in the file the piece begins (default: 0)",
                    "où commence ce morceau dans le fichier (par défaut\u00A0: 0)")},
    {.name = NULL}};

static const Field upload_fields[] = {
    {.name = "upload",
     .type = FIELD_TEXT,
     .required = true,
     .help = PHRASE("for `upload` of POST /imports and POST /imports/preview",
                    "pour `upload` de POST /imports et de POST /imports/preview")},
    {.name = "bytes", .type = FIELD_INTEGER, .required = true, .help = PHRASE("so far", "jusqu’ici")},
    {.name = NULL}};
const Shape import_upload_shape = {.name = "ImportUpload", .fields = upload_fields};
