// file.h - the bytes of the file a person named.
#ifndef FIDELE_BASE_FILE_H
#define FIDELE_BASE_FILE_H

#include "base/bytes.h"
#include "base/error.h"

// Maps a regular file; reads standard input ("-"), pipes and devices to their end, or until more than `limit` bytes are
// there. Errors: missing, a folder, no permission, still being written (ERROR_INPUT); what else the system says
// (ERROR_FAILED).
MUST_USE bool file_load(Str path, size_t limit, Bytes *bytes, Error *error);

Str file_name(Str path); // for messages: "stdin" for "-"

#endif
