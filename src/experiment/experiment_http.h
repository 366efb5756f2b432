// experiment_http.h - the routes of experiments and what they send.
#ifndef FIDELE_EXPERIMENT_EXPERIMENT_HTTP_H
#define FIDELE_EXPERIMENT_EXPERIMENT_HTTP_H

#include "api/route.h"
#include "experiment/experiment.h"

extern const Shape experiment_shape, experiment_list_shape, experiment_add_shape, experiment_change_shape;
extern const Shape experiment_stop_shape, experiment_assignment_shape, experiment_exposure_add_shape;
extern const Shape experiment_exposure_list_shape, experiment_enrolment_shape, experiment_results_shape;

// The experiment of the path.
MUST_USE bool path_experiment(const Call *call, StoreSession *session, Experiment *experiment, Error *error);

bool experiment_results(Call *call, StoreSession *session, Error *error); // readout_http.c

#endif
