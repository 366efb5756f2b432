// queue.h - the table of jobs: each function is one step of a job's life, within a transaction. No threads, no clock.
#ifndef FIDELE_JOB_QUEUE_H
#define FIDELE_JOB_QUEUE_H

#include "job/job.h"

enum { QUEUE_ATTEMPTS_MAX = 5, QUEUE_PAUSE_SECONDS = 5, QUEUE_PAUSE_SECONDS_MAX = 3600 };

typedef struct QueueJob {
    int64_t id; // 0: none
    const JobKind *kind;
    Str argument;
    int attempts; // this one included
    Str claim;    // names this attempt: "SERVER/3"
} QueueJob;

const JobKind *queue_kind(const JobKind *const *tables, Str name); // NULL when there is none

int queue_attempts_max(const JobKind *kind);

MUST_USE bool queue_put(StoreSession *session, const char *kind, Str argument, Str key, Instant at, Instant now,
                        int64_t *id, Error *error);
// The job that is due longest, of a kind in the tables (an older server leaves what it does not know to a newer one).
MUST_USE bool queue_claim(StoreSession *session, const JobKind *const *tables, Str server, Instant now, Arena *arena,
                          QueueJob *job, Error *error);
// "I am still at it." *held false: it was given to someone else. *cancel: somebody wants it to stop.
MUST_USE bool queue_beat(StoreSession *session, int64_t id, Str claim, uint64_t done, uint64_t total, bool *held,
                         bool *cancel, Error *error);

typedef struct QueueEnd {
    const char *status; // "done", "failed", "cancelled"
    Str result, error;
    uint64_t done, total;
} QueueEnd;
MUST_USE bool queue_finish(StoreSession *session, int64_t id, Str claim, const QueueEnd *end, Instant now, bool *held,
                           Error *error);
// After a failure that may pass: again after a pause that grows fourfold, or failed for good.
MUST_USE bool queue_retry(StoreSession *session, const QueueJob *job, const QueueEnd *end, Instant now, bool *held,
                          Error *error);
// Its server died: at once, by another one, or failed when that happened too often.
MUST_USE bool queue_take_over(StoreSession *session, const QueueJob *dead, Instant now, Error *error);
typedef enum QueueCancel {
    QUEUE_CANCELLED,     // it had not begun, and never will
    QUEUE_CANCEL_ASKED,  // it runs, and has been asked to stop
    QUEUE_CANCEL_LATE,   // it has ended already
    QUEUE_CANCEL_UNKNOWN // there is no such job
} QueueCancel;
MUST_USE bool queue_cancel(StoreSession *session, int64_t id, Instant now, QueueCancel *cancel, Error *error);

// Queues a job when a multiple of the kind's period has come since it was last queued. The first time it is only noted.
// With a clock that went back nothing is queued until it has come up again (by more than a day: the later time was the
// wrong one, and counting starts anew).
MUST_USE bool queue_schedule(StoreSession *session, const JobKind *kind, Instant now, int64_t *id, Error *error);
Instant queue_slot(const JobKind *kind, Instant now); // the last multiple

#endif
