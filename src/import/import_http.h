// import_http.h - what the files behind the routes of this folder share.
#ifndef FIDELE_IMPORT_IMPORT_HTTP_H
#define FIDELE_IMPORT_IMPORT_HTTP_H

#include "api/route.h"
#include "import/reading.h"

// The parameters of a call as options, and as the JSON that is kept of them.
MUST_USE bool import_read_options(const Call *call, ImportKind kind, Str *text, ReadingOptions *options, Error *error);
bool import_refuse_kind(Error *error);
Str import_shown_name(const Call *call); // of the file

bool import_preview(Call *call, StoreSession *session, Error *error);
extern const Shape import_preview_shape;

// import_upload_http.c
bool begin_import_upload(Call *call, StoreSession *session, Error *error);
bool prepare_import_upload(Call *call, Error *error);
bool put_import_upload(Call *call, StoreSession *session, Error *error);
bool end_import_upload(Call *call, StoreSession *session, Error *error);
extern const Parameter import_upload_parameters[];
extern const Shape import_upload_shape;

// import_rejects_http.c
bool get_import_rejects(Call *call, StoreSession *session, Error *error);
bool list_import_rejects(Call *call, StoreSession *session, Error *error);
extern const Shape import_rejects_shape;

#endif
