// prediction_http.h - what the routes about predictions share.
#ifndef FIDELE_PREDICTION_PREDICTION_HTTP_H
#define FIDELE_PREDICTION_PREDICTION_HTTP_H

#include "api/route.h"
#include "prediction/scores.h"

PredictionPlace place_of_prediction(const Call *call, StoreSession *session);
// The model of the path. Error not_found, with those there are.
MUST_USE bool path_prediction(const Call *call, PredictionModel *model, Error *error);

// "score","low","high" … of one line; the reasons of a score as an array.
void write_reasons(JsonWriter *json, const PersonReasons *reasons, bool sentences);

// ---- routes, as the table of prediction_http.c names them ----

bool list_scores(Call *call, StoreSession *session, Error *error);
bool list_top(Call *call, StoreSession *session, Error *error);
bool get_person_predictions(Call *call, StoreSession *session, Error *error);
bool get_prediction_settings(Call *call, StoreSession *session, Error *error);
bool change_prediction_settings(Call *call, StoreSession *session, Error *error);

extern const Shape model_list_shape, model_list_item_shape, model_report_shape, version_list_shape, training_job_shape,
    rollback_shape, score_list_shape, top_shape, person_predictions_shape, prediction_settings_shape,
    prediction_settings_change_shape;
extern const Parameter score_parameters[], top_parameters[], person_parameters[], version_parameters[];

#endif
