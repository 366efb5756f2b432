// import_upload.h - a file to be imported that comes in pieces, so that neither the browser nor the server has to hold
// all of it in memory while it comes in. It can be looked at, tried and imported any number of times until it is given
// up or a day old. Its name cannot be guessed: who knows it may use it.
#ifndef FIDELE_IMPORT_IMPORT_UPLOAD_H
#define FIDELE_IMPORT_IMPORT_UPLOAD_H

#include "base/error.h"

// Of an upload nobody knows: error not_found.
MUST_USE bool import_upload_begin(Str data_folder, Arena *arena, Str *upload, Error *error);
// At `offset`, which is at most the size so far (else upload_gap). *size is the size then.
MUST_USE bool import_upload_put(Str data_folder, Str upload, Str bytes, int64_t offset, int64_t *size, Error *error);
MUST_USE bool import_upload_size(Str data_folder, Str upload, int64_t *size, Error *error);
MUST_USE bool import_upload_path(Str data_folder, Str upload, Arena *arena, Str *path, Error *error);
// The same bytes as a file of an import (import.h), which goes its own way from then on.
MUST_USE bool import_upload_take(Str data_folder, Str upload, Arena *arena, Str *file, Error *error);
MUST_USE bool import_upload_end(Str data_folder, Str upload, Error *error);

#endif
