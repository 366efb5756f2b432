// goal_job.h - the daily look at goals.
#ifndef FIDELE_PLAN_GOAL_JOB_H
#define FIDELE_PLAN_GOAL_JOB_H

#include "job/job.h"

MUST_USE bool goals_look(JobCall *call, Error *error); // JobKind.run

#endif
