// file_job.h - the job of file_job.c, for the module.
#ifndef FIDELE_CRM_FILE_JOB_H
#define FIDELE_CRM_FILE_JOB_H

#include "job/job.h"

extern const JobKind file_jobs[];
#define FILE_SWEEP "sweep files"

#endif
