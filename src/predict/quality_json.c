#include "predict/quality_json.h"

#include "base/json_put.h"

void put_rate(JsonWriter *json, const char *key, const Rate *rate)
{
    json_key(json, key);
    json_begin_object(json);
    put_number_or_null(json, "value", rate->observed, rate->value);
    put_number_or_null(json, "low", rate->observed, rate->low);
    put_number_or_null(json, "high", rate->observed, rate->high);
    put_integer(json, "n", rate->n);
    json_end_object(json);
}

void put_auc(JsonWriter *json, const Quality *quality)
{
    json_key(json, "auc");
    json_begin_object(json);
    put_number_or_null(json, "value", quality->ranked, quality->auc);
    put_number_or_null(json, "low", quality->ranked, quality->auc_low);
    put_number_or_null(json, "high", quality->ranked, quality->auc_high);
    put_integer(json, "n", quality->rows);
    json_end_object(json);
}

void put_quality_figures(JsonWriter *json, const Quality *quality)
{
    bool ranked = quality->ranked, any = quality->rows > 0;
    put_number_or_null(json, "pr_auc", ranked, quality->pr_auc);
    put_number_or_null(json, "brier", any, quality->brier);
    put_number_or_null(json, "log_loss", any, quality->log_loss);
    put_number_or_null(json, "top_decile_lift", ranked, quality->top_decile_lift);
    put_number_or_null(json, "top_decile_capture", ranked, quality->top_decile_capture);
    put_number_or_null(json, "calibration_error", any, quality->calibration_error);
}

void put_quality(JsonWriter *json, const Quality *quality)
{
    put_integer(json, "rows", quality->rows);
    put_integer(json, "positives", quality->positives);
    put_auc(json, quality);
    put_quality_figures(json, quality);
}

static void put_calibration(JsonWriter *json, const Quality *quality)
{
    json_key(json, "calibration");
    json_begin_array(json);
    for (size_t i = 0; i < quality->bins; i++) {
        json_begin_object(json);
        put_number(json, "predicted", quality->calibration[i].predicted);
        put_rate(json, "observed", &quality->calibration[i].observed);
        json_end_object(json);
    }
    json_end_array(json);
}

static void put_lift(JsonWriter *json, const Quality *quality)
{
    json_key(json, "lift");
    json_begin_array(json);
    for (size_t i = 0; i < quality->bands; i++) {
        const LiftBand *band = &quality->lift[i];
        json_begin_object(json);
        put_integer(json, "decile", (int64_t)i + 1);
        put_integer(json, "n", band->rows);
        put_integer(json, "positives", band->positives);
        put_number(json, "lift", band->lift);
        put_number(json, "captured", band->captured);
        json_end_object(json);
    }
    json_end_array(json);
}

void put_quality_curves(JsonWriter *json, const Quality *quality)
{
    put_calibration(json, quality);
    put_lift(json, quality);
}
