// access_job.h - making and forgetting archives, beside the server's other work.
#ifndef FIDELE_PRIVACY_ACCESS_JOB_H
#define FIDELE_PRIVACY_ACCESS_JOB_H

#include "base/instant.h"
#include "base/secret.h"
#include "job/job.h"

enum { ACCESS_EXPORT_DAYS = 7 };

typedef struct AccessExport {
    int64_t id, customer, request, job, bytes, by;
    Str locale, key; // key: sealed; "" when there is none (yet, or any more)
    Instant made, ready, expires, taken;
} AccessExport;

void access_take_row(const Rows *rows, Arena *arena, AccessExport *export);
// id 0 when there is none.
MUST_USE bool access_find(StoreSession *session, const Query *query, Value value, Arena *arena, AccessExport *export,
                          Error *error);
Str access_path(Str folder, int64_t id, Arena *arena);
// Opens the key of the file. False: it is not of this folder.
MUST_USE bool access_key(const struct House *house, const AccessExport *export, Arena *arena,
                         unsigned char key[SECRET_KEY_BYTES]);

// Files that are of no use any more: their row is gone (of somebody erased), or their key, or their time is over.
MUST_USE bool access_remove_files(const struct House *house, Instant now, Arena *arena, Error *error);

extern const JobKind access_jobs[];

#endif
