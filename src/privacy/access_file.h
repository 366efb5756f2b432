// access_file.h - the archive of an access export as it lies on the disk: sealed in pieces (base/seal.h) under a key of
// its own, so that whoever forgets the key has destroyed the file, in every copy of the disk too.
#ifndef FIDELE_PRIVACY_ACCESS_FILE_H
#define FIDELE_PRIVACY_ACCESS_FILE_H

#include "base/error.h"
#include "base/seal.h"

typedef struct AccessFile AccessFile;

MUST_USE bool access_file_make(Str path, const unsigned char key[SECRET_KEY_BYTES], AccessFile **file, Error *error);
MUST_USE bool access_file_write(void *file, Str bytes, Error *error);             // a ZipSink
MUST_USE bool access_file_finish(AccessFile *file, int64_t *bytes, Error *error); // on the disk, under its name
void access_file_close(AccessFile *file); // without finish before it, nothing is left

// The whole of it. Errors: not_found when it is gone, corrupt when it is not as it was written.
MUST_USE bool access_file_read(Str path, const unsigned char key[SECRET_KEY_BYTES], Arena *arena, Str *bytes,
                               Error *error);

#endif
