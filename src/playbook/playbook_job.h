// playbook_job.h - the jobs of playbook_job.c, for the module.
#ifndef FIDELE_PLAYBOOK_PLAYBOOK_JOB_H
#define FIDELE_PLAYBOOK_PLAYBOOK_JOB_H

#include "job/job.h"
#include "playbook/entry.h"

extern const JobKind playbook_jobs[];

// Within a writing transaction: runs go on, or people are looked for, as soon as it is committed.
MUST_USE bool playbook_wake(Jobs *jobs, StoreSession *session, Instant now, Error *error);
MUST_USE bool playbook_look(Jobs *jobs, StoreSession *session, const PlaybookEntry *entry, Error *error);

#endif
