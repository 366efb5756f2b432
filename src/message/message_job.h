// message_job.h - the job that sends what the outbox holds.
#ifndef FIDELE_MESSAGE_MESSAGE_JOB_H
#define FIDELE_MESSAGE_MESSAGE_JOB_H

#include "job/job.h"

extern const JobKind message_jobs[];

// Within a writing transaction that put mail into the outbox: it is sent as soon as this is committed.
MUST_USE bool mail_wake(Jobs *jobs, StoreSession *session, Instant now, Error *error);

#endif
