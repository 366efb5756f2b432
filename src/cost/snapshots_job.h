// snapshots_job.h - what customers are worth at the end of each month, kept as it was known then.
//
// Within the hour after a month has ended its snapshot is taken: `clv_total` of everybody, and of each segment that
// costs name (at most 20). Of the twelve months before, those that are missing are taken with it, as they are known
// now: taken_at tells them apart. A snapshot is written once and never changed, whatever comes in late.
#ifndef FIDELE_COST_SNAPSHOTS_JOB_H
#define FIDELE_COST_SNAPSHOTS_JOB_H

#include "job/job.h"

#define CLV_SNAPSHOTS_JOB "clv_snapshots"
extern const JobKind snapshot_jobs[]; // ends with a kind without name

#endif
