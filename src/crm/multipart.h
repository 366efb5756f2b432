// multipart.h - the file in a multipart/form-data body (RFC 7578), as browsers send forms. Parts are slices of the
// body.
#ifndef FIDELE_CRM_MULTIPART_H
#define FIDELE_CRM_MULTIPART_H

#include "base/error.h"

enum { MULTIPART_PARTS_MAX = 20, MULTIPART_HEADER_BYTES_MAX = 8192, FILE_NAME_BYTES_MAX = 255 };

typedef struct Upload {
    Str name;  // as it was given: may hold anything but control characters; "" without one
    Str bytes; // of the body
} Upload;

bool multipart_is(Str content_type);
// The first part with a file name. Errors as bad_inputs L41-L46: required, bad_multipart, headers_too_large.
MUST_USE bool multipart_read(Str content_type, Str body, Arena *arena, Upload *upload, Error *error);
// Whether a file may be called so: 1 to 255 bytes of UTF-8.
bool file_name_fits(Str name);
// Without what stands before the last / or \: some browsers send a path.
Str file_name_last(Str name);

#endif
