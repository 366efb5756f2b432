// backup_job.h - backups and verifications as jobs.
#ifndef FIDELE_STORE_BACKUP_JOB_H
#define FIDELE_STORE_BACKUP_JOB_H

#include "job/job.h"
#include "store/verify.h"

extern const JobKind store_jobs[];
extern const Verifier store_verifiers[];

// Within a writing transaction; `kind` is "backup" or "verify". One that has not ended is not queued twice.
MUST_USE bool backup_queue(const struct House *house, StoreSession *session, const char *kind, Instant now, int64_t *id,
                           Error *error);

#endif
