// health_job.h - the jobs of this folder, and the reaction that wakes one of them.
#ifndef FIDELE_HEALTH_HEALTH_JOB_H
#define FIDELE_HEALTH_HEALTH_JOB_H

#include "event/log.h"
#include "job/job.h"

extern const JobKind health_jobs[];
bool health_read_past(JobCall *call, Error *error); // JobKind.run
bool health_watch_follow(const struct House *house, StoreSession *session, const Event *event, Error *error);

#endif
