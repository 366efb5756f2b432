// quality_json.h - how good probabilities are, as JSON: the same members wherever a model or a score is judged.
#ifndef FIDELE_PREDICT_QUALITY_JSON_H
#define FIDELE_PREDICT_QUALITY_JSON_H

#include "base/json.h"
#include "predict/quality.h"

void put_rate(JsonWriter *json, const char *key, const Rate *rate); // {"value","low","high","n"}, null: not observed

// "rows","positives","auc":{"value","low","high","n"} and the figures below.
void put_quality(JsonWriter *json, const Quality *quality);
void put_auc(JsonWriter *json, const Quality *quality);
// "pr_auc","brier","log_loss","top_decile_lift","top_decile_capture","calibration_error"; what needs both outcomes is
// null without one of them.
void put_quality_figures(JsonWriter *json, const Quality *quality);
void put_quality_curves(JsonWriter *json, const Quality *quality); // "calibration":[…],"lift":[…]

#endif
