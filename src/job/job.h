// job.h - work that is done later or again and again: a queue in the store, a schedule, a few workers.
//
// A job is claimed for a while (lease) and heard of as long as it works; when its server dies, another one takes it up
// again after the lease. So `run` may run twice: it is idempotent, or does its effects in the store in one transaction
// with job_finish_within. With PostgreSQL several servers claim from one queue (SKIP LOCKED).
#ifndef FIDELE_JOB_JOB_H
#define FIDELE_JOB_JOB_H

#include "base/instant.h"
#include "base/json.h"
#include "base/progress.h"
#include "store/store.h"

struct House;
typedef struct Jobs Jobs;

typedef struct JobCall {
    const struct House *house;
    int64_t id;
    JsonValue argument; // the object it was queued with
    Instant now;        // when it began
    Arena *arena;
    Progress *progress;             // shown by GET /jobs/{id}
    const volatile bool *cancelled; // stop soon when true
    Text result;                    // JSON object of its answer
} JobCall;

typedef struct JobKind {
    const char *name; // "backup"
    int64_t
        every_seconds; // 0: only when asked for; else at each multiple of it since 1970 (UTC), once over all servers
    int attempts_max;  // 0: 5, with growing pauses
    bool (*run)(JobCall *call, Error *error);
} JobKind;

// `tables`: one a module, each ending with a kind without name; the list ends with NULL.
MUST_USE bool jobs_open(Store *store, const struct House *house, const JobKind *const *tables, int workers, Jobs **jobs,
                        Error *error);
void jobs_stop(Jobs *jobs, int seconds); // claims nothing more, lets what runs end
void jobs_close(Jobs *jobs);

// Within a writing transaction; picked up as soon as it is committed. `key` (may be "") keeps a second one of the same
// key from being queued while the first has not ended: *id is the first then.
MUST_USE bool job_queue(Jobs *jobs, StoreSession *session, const char *kind, Str argument, Str key, Instant at,
                        int64_t *id, Error *error);

#endif
