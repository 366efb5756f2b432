// promise_job.h - the job of promise_job.c, for the module.
#ifndef FIDELE_CRM_PROMISE_JOB_H
#define FIDELE_CRM_PROMISE_JOB_H

#include "job/job.h"

extern const JobKind promise_jobs[];

#endif
