// exposure_job.h - how exposures come in: from the log, and by enrolling everybody of a segment at once.
#ifndef FIDELE_EXPERIMENT_EXPOSURE_JOB_H
#define FIDELE_EXPERIMENT_EXPOSURE_JOB_H

#include "event/reaction.h"
#include "experiment/experiment.h"
#include "job/job.h"
#include "segment/segment.h"

// "Experiment Viewed" of the program and of clients: the properties experiment_id (the key) and variation_id (the key
// of an arm), as Segment's A/B testing specification names them.
extern const Reaction experiment_reactions[];

#define ENROLMENT_JOB "experiment_enrolment" // argument {"experiment":3}; result {"exposed":[n, n],"left_out":n}
extern const JobKind experiment_jobs[];

// Who may take part; NULL: everybody.
MUST_USE bool experiment_people(const struct House *house, StoreSession *session, const Experiment *experiment,
                                Instant now, Arena *arena, CustomerSet **set, Error *error);

#endif
