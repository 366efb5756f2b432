// fault.h - what can be wrong with a request as it comes over the wire: status, code and message of each.
#ifndef FIDELE_HTTP_FAULT_H
#define FIDELE_HTTP_FAULT_H

#include "base/error.h"

typedef enum HttpFault {
    HTTP_FINE,
    // the request line
    HTTP_NOT_HTTP,
    HTTP_VERSION_MISSING,
    HTTP_LINE_SPACES,
    HTTP_VERSION_OTHER,
    HTTP_METHOD_UNKNOWN,
    HTTP_METHOD_REFUSED,
    HTTP_TARGET_TOO_LONG,
    HTTP_TARGET_FORM,
    HTTP_TARGET_BYTES,
    HTTP_PATH_NUL,
    HTTP_PATH_ESCAPE,
    HTTP_PATH_UTF8,
    HTTP_PATH_FRAGMENT,
    // header lines
    HTTP_BARE_LF,
    HTTP_HEADER_CONTROL,
    HTTP_HEADER_FOLDED,
    HTTP_HEADER_NAME,
    HTTP_HEADER_NAME_SPACE,
    HTTP_HEADER_NAME_MISSING,
    HTTP_HEADER_COLON_MISSING,
    HTTP_HEADERS_TOO_MANY,
    HTTP_HEADERS_TOO_LARGE,
    // what they say
    HTTP_HEADER_TWICE, // {0}: the header
    HTTP_HOST_MISSING,
    HTTP_HOST_BAD,
    HTTP_HOST_UNKNOWN,
    HTTP_HOST_DIFFERS,
    HTTP_OVERRIDE,
    HTTP_FRAMING_BOTH,
    HTTP_FRAMING_DIFFERS,
    HTTP_FRAMING_OLD,
    HTTP_LENGTH_LIST,
    HTTP_LENGTH_DIGITS,
    HTTP_LENGTH_TOO_LARGE,
    HTTP_TRANSFER_ENCODING,
    HTTP_EXPECT,
    HTTP_ENCODING,
    HTTP_ENCODING_TWICE,
    HTTP_RANGE_SEVERAL,
    HTTP_RANGE_OUT,
    // the body
    HTTP_BODY_TOO_LARGE, // {0}: the limit in bytes
    HTTP_BODY_SHORT,     // {0} of {1} bytes came
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK_SIZE_LF,
    HTTP_CHUNK_TOO_LARGE,
    HTTP_CHUNK_EXTENSION,
    HTTP_CHUNK_END,
    HTTP_TRAILERS_TOO_LARGE,
    HTTP_CHUNKS_SHORT,
    HTTP_GZIP_TOO_LARGE, // {0}: the limit in bytes
    HTTP_GZIP_SHORT,
    HTTP_GZIP_TRAILED,
    HTTP_GZIP_DAMAGED,
    // the server
    HTTP_HEADER_TIMEOUT,
    HTTP_BODY_TIMEOUT,
    HTTP_OVERLOADED,
    HTTP_ANSWER_HEADER,
    HTTP_FAULT_COUNT
} HttpFault;

int http_fault_status(HttpFault fault);
// Arguments as the list above says; none: NULL.
void http_fault_error(HttpFault fault, const Str *arguments, size_t count, Error *error);

#endif
