// prediction_job.h - models are trained on demand and by schedule, and what they say of people is kept day by day.
#ifndef FIDELE_PREDICTION_PREDICTION_JOB_H
#define FIDELE_PREDICTION_PREDICTION_JOB_H

#include "job/job.h"

// {"model":"churn","by":7}: key of the job is the model, so that each is trained once at a time.
#define TRAINING_JOB "prediction_training"
extern const JobKind prediction_jobs[]; // ends with a kind without name

#endif
