// training_job.h - the nightly work: a model of next products and contents, the opportunities it finds, and a summary
// of everybody's preferences. Result:
// {"version","published","took_ms","lines","opportunities","summaries":{"customers",
// "with_history","left_out","missing","took_ms"}}.
#ifndef FIDELE_RECOMMENDATION_TRAINING_JOB_H
#define FIDELE_RECOMMENDATION_TRAINING_JOB_H

#include "job/job.h"

#define RECOMMENDATION_TRAINING_JOB "recommendation_training"
extern const JobKind recommendation_jobs[];

enum { OPPORTUNITIES_MAX = 50, OPPORTUNITY_LISTED_MAX = 5000 };

#endif
