// source.h - the bytes of a file as UTF-8 text, whatever it was packed in.
//
// Plain files are mapped, not read. gzip (several members too) and zstd are recognised by their first bytes; UTF-16 and
// UTF-8 by their mark (UTF-16 without one by its NULs); bytes that are not UTF-8 are read as Windows-1252, which is
// said.
#ifndef FIDELE_BASE_SOURCE_H
#define FIDELE_BASE_SOURCE_H

#include "base/bytes.h"
#include "base/error.h"
#include "base/utf8.h"

typedef enum Packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD } Packing;
typedef enum Charset {
    CHARSET_UTF8,
    CHARSET_UTF8_MARK,
    CHARSET_UTF16_LE,
    CHARSET_UTF16_BE,
    CHARSET_WINDOWS_1252
} Charset;

typedef struct Source {
    Str name; // as the person gave it; "-" is standard input
    Str text; // UTF-8 without a mark, no NUL; PAD bytes after its end may be read (they are 0)
    Packing packing;
    Charset charset;
    size_t file_bytes;
    void *mapping; // what source_close gives back
    size_t mapping_bytes;
} Source;

enum { SOURCE_PAD = BYTES_PAD };

// `path` "-" is standard input. `limit_bytes` bounds the text after unpacking (0: no bound); a packed file is refused
// when it passes it. Errors (ERROR_INPUT, each its own message): missing, a directory, no permission, not a regular
// file, empty, truncated or damaged gzip/zstd, too large, NUL bytes (a binary file), an Excel file, a ZIP or PDF or
// image by its first bytes.
MUST_USE bool source_open(Str path, size_t limit_bytes, int threads, Source *source, Error *error);
void source_close(Source *source);

Str charset_name(Charset charset); // "UTF-8", "Windows-1252" …

#endif
