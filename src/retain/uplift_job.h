// uplift_job.h - uplift models learn each night from the trials that there are, or when somebody asks.
#ifndef FIDELE_RETAIN_UPLIFT_JOB_H
#define FIDELE_RETAIN_UPLIFT_JOB_H

#include "job/job.h"

// Argument {"experiment":3}, or {} for all; result {"trained":n,"refused":n,"kept":n}: `kept` are new records, those
// that say the same as the newest are not written again.
#define UPLIFT_JOB "uplift_training"
extern const JobKind uplift_jobs[];

#endif
