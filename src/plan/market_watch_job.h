#ifndef FIDELE_PLAN_MARKET_WATCH_JOB_H
#define FIDELE_PLAN_MARKET_WATCH_JOB_H

#include "job/job.h"

extern const JobKind market_watch_jobs[];

#endif
