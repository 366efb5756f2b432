// source.h - the bytes of a file as UTF-8 text, whatever it was packed in.
//
// Plain files are mapped, not read. gzip and zstd (several members too) are recognised by their first bytes; UTF-16 and
// UTF-8 by their mark (UTF-16 without one by its NULs). Bytes that are not UTF-8 are read as Windows-1252, the whole
// file of them, which is said.
//
// A mapped file must not be changed while it is open: what is written to it may show in the text, unchecked, and a file
// that is cut short then ends the program (SIGBUS).
#ifndef FIDELE_BASE_SOURCE_H
#define FIDELE_BASE_SOURCE_H

#include "base/charset.h"
#include "base/error.h"
#include "base/unpack.h"

typedef struct Source {
    Str name; // for messages: as the person gave it; "stdin" for "-"
    Str text; // UTF-8 without a mark, no NUL; SOURCE_PAD bytes after its end may be read (they are 0)
    Packing packing;
    Charset charset;
    size_t file_bytes;
    void *mapping; // what source_close gives back
    size_t mapping_bytes;
} Source;

enum { SOURCE_PAD = BYTES_PAD };

// `path` "-" is standard input; pipes and devices are read like it. `limit_bytes` bounds the file and its unpacked text
// (0: no bound). Errors, each with its own message: missing, a folder, no permission, empty, gzip or zstd cut short,
// damaged, followed by something else or packed twice, too large, NUL bytes (a binary file), UTF-16 that is none, an
// Excel workbook, a ZIP, a PDF, an image … by its first bytes (ERROR_INPUT); what the system refuses (ERROR_FAILED).
MUST_USE bool source_open(Str path, size_t limit_bytes, int threads, Source *source, Error *error);
void source_close(Source *source);

// The same for bytes in memory, which are taken over, on failure too. source->name is set before.
MUST_USE bool source_decode(Source *source, Bytes *bytes, size_t limit_bytes, int threads, Error *error);

#endif
