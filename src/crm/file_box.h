// file_box.h - sealed files in a folder of the data folder, outside everything a browser can reach: under names made
// here, readable by the program's user alone, whole or not at all. Each is sealed by a key of its own (libsodium's
// secretstream, XChaCha20-Poly1305): without the key it is noise, so that forgetting the key erases it everywhere, in
// backups too.
#ifndef FIDELE_CRM_FILE_BOX_H
#define FIDELE_CRM_FILE_BOX_H

#include "base/error.h"
#include "base/instant.h"
#include "base/secret.h"

enum { BOX_NAME_BYTES = 32 }; // hexadecimal digits

// `folder` is the data folder; "files" in it is made when it is not there. *name in the arena.
MUST_USE bool box_put(Str folder, const unsigned char key[SECRET_KEY_BYTES], Str content, Arena *arena, Str *name,
                      Error *error);
// Errors: not_found (the file is not there), corrupt (it is not what was put, or the key is another one).
MUST_USE bool box_get(Str folder, const unsigned char key[SECRET_KEY_BYTES], Str name, Arena *arena, Str *content,
                      Error *error);
// One that is not there is fine.
MUST_USE bool box_remove(Str folder, Str name, Error *error);

typedef struct BoxEntry {
    Str name; // also of a file whose putting was cut off
    Instant changed;
} BoxEntry;
// All of them, in the arena; a folder that is not there is empty.
MUST_USE bool box_list(Str folder, Arena *arena, BoxEntry **entries, size_t *count, Error *error);

#endif
