// bytes.h - the bytes of a file, mapped or read into pages of our own.
//
// After `size` bytes at least BYTES_PAD more may be read, and are 0: whoever walks the bytes may look ahead of the end.
#ifndef FIDELE_BASE_BYTES_H
#define FIDELE_BASE_BYTES_H

#include "base/str.h"

enum { BYTES_PAD = 64 };

typedef struct Bytes {
    char *data;
    size_t size;
    size_t capacity; // what the system was asked for, the pad included
} Bytes;

// Room for `size` bytes and the pad. Untouched room costs no memory, and growing moves pages instead of copying.
void bytes_make_room(Bytes *bytes, size_t size);
void bytes_release(Bytes *bytes);
Str bytes_str(const Bytes *bytes);

// Maps the `size` > 0 bytes of a regular file, privately and for reading only. False when the system refuses, with
// errno, and when the file has another size by now, with errno 0.
MUST_USE bool bytes_map(int file, size_t size, Bytes *bytes);

// Reads to the end, or until more than `limit` bytes are there. False when the system refuses, with errno.
MUST_USE bool bytes_read(int file, size_t limit, Bytes *bytes);

#endif
