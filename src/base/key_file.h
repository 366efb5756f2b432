// key_file.h - secret.key in the data folder: 32 random bytes, made at the first start, readable by the owner alone.
// From it come the keys that seal what a copy of the database must not give away: second factors, secrets of
// connections and webhooks, keys of files. It is not in a backup; keep it apart (docs/operating.md).
#ifndef FIDELE_BASE_KEY_FILE_H
#define FIDELE_BASE_KEY_FILE_H

#include "base/error.h"
#include "base/secret.h"

// Reads it, or makes it. Of two that start at once both read the first one's.
MUST_USE bool key_file_open(Str folder, unsigned char key[SECRET_KEY_BYTES], Error *error);

#endif
