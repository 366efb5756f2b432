// job.h - work that is done later or again and again: a queue in the store, a schedule, a few workers.
//
// A job is claimed by a worker, which says every few seconds that it is still at it ("beat"). When the beats of a job
// have stopped for JOBS_LEASE_SECONDS by another server's own steady clock, that one takes it up: no wall clock
// decides, so clocks that jump or differ do no harm. So `run` may run twice: it is idempotent, or does its effects in
// the store in one transaction with job_finish_within. With PostgreSQL several servers work on one queue.
//
// Errors of `run` that may pass (ERROR_FAILED, _UNAVAILABLE, _STORAGE_FULL, _RATE_LIMITED) are tried again after 5 s,
// 20 s, 80 s …; others are final. Jobs that have ended are forgotten after 30 days.
#ifndef FIDELE_JOB_JOB_H
#define FIDELE_JOB_JOB_H

#include <stdatomic.h>

#include "base/instant.h"
#include "base/json.h"
#include "base/progress.h"
#include "store/store.h"

struct House;
typedef struct Jobs Jobs;

typedef struct JobCall {
    const struct House *house;
    int64_t id;
    Str claim;          // which attempt this is (job_finish_within)
    JsonValue argument; // the object it was queued with
    Instant now;        // when it began
    Arena *arena;
    Progress *progress;           // shown by GET /jobs/{id}
    const atomic_bool *cancelled; // stop soon when true
    Text result;                  // JSON object of its answer
} JobCall;

typedef struct JobKind {
    const char *name; // "backup"
    int64_t
        every_seconds; // 0: only when asked for; else at each multiple of it since 1970 (UTC), once over all servers
    int attempts_max;  // 0: 5, with growing pauses
    bool alone;        // one of this kind at a time, over all servers: the others wait
    bool (*run)(JobCall *call, Error *error);
} JobKind;

// What the operator should know of jobs, for the log: on a thread of the jobs.
typedef struct JobNews {
    int64_t id;
    const char *kind, *status; // "done", "failed", "cancelled", "retried"
    int attempts;
    int64_t milliseconds;
    const Error *error; // NULL: it went well
} JobNews;

// `tables`: one a module, each ending with a kind without name; the list ends with NULL. `tell` may be NULL.
MUST_USE bool jobs_open(Store *store, const struct House *house, const JobKind *const *tables, int workers,
                        void (*tell)(const JobNews *news), Jobs **jobs, Error *error);
// Jobs are run from now on. Without it they are only queued (a command beside no server).
MUST_USE bool jobs_start(Jobs *jobs, Error *error);
void jobs_stop(Jobs *jobs, int seconds); // claims nothing more, lets what runs end, then asks it to stop
void jobs_join(Jobs *jobs);              // waits for what still runs; before the parts of the house that jobs use go
void jobs_close(Jobs *jobs);             // after jobs_join and store_close: until then it is told of commits

// Within a writing transaction; picked up as soon as it is committed. `key` (may be "") keeps a second one of the same
// kind and key from being queued while the first has not ended: *id is the first then.
MUST_USE bool job_queue(Jobs *jobs, StoreSession *session, const char *kind, Str argument, Str key, Instant at,
                        int64_t *id, Error *error);

// Within a writing transaction of `run`: the job is done when this transaction is, with call->result. ERROR_CONFLICT
// when another worker has taken it up: the transaction has to be given up.
MUST_USE bool job_finish_within(JobCall *call, StoreSession *session, Error *error);

// Runs what is due, here and now, until nothing is: for commands beside no server and for tests.
MUST_USE bool jobs_run_due(Jobs *jobs, Instant now, Error *error);

// Within a writing transaction of `run`, for jobs that do their work in many: what this transaction does happens only
// while the job is still this worker's. ERROR_CONFLICT as above.
MUST_USE bool job_hold_within(JobCall *call, StoreSession *session, Error *error);

typedef struct JobCounts {
    uint64_t done, failed, cancelled, retried; // since the start, by this server
    int64_t running;
} JobCounts;
JobCounts jobs_counts(const Jobs *jobs);

#endif
