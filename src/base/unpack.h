// unpack.h - gzip (RFC 1952) and zstd (RFC 8878) streams unpacked into memory.
//
// Both formats may be concatenated: members and frames follow each other, and the texts with them.
#ifndef FIDELE_BASE_UNPACK_H
#define FIDELE_BASE_UNPACK_H

#include "base/bytes.h"

typedef enum Packing { PACKING_NONE, PACKING_GZIP, PACKING_ZSTD } Packing;

typedef enum UnpackStatus {
    UNPACK_DONE,
    UNPACK_CUT_SHORT, // the packed bytes end within a member or frame
    UNPACK_DAMAGED,   // they contradict themselves or their checksum
    UNPACK_TRAILED,   // something else follows the last whole member or frame
    UNPACK_TOO_LARGE, // the text passes the limit
    UNPACK_NO_MEMORY,
} UnpackStatus;

Packing packing_of(Str bytes); // by the first bytes

// `unpacked` is empty before; after anything but UNPACK_DONE too. *stopped_at is the offset in `packed` reached.
UnpackStatus unpack(Str packed, size_t limit, Bytes *unpacked, size_t *stopped_at);

#endif
