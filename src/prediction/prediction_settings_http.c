// prediction_settings_http.c - /api/v1/predictions/settings.
#include "base/json_put.h"
#include "base/number.h"
#include "house.h"
#include "order/order_lane.h"
#include "prediction/outcome.h"
#include "prediction/prediction_http.h"

static bool answer(Call *call, StoreSession *session, const PredictionSettings *settings, Error *error)
{
    Outcome outcome;
    PredictionPlace place = place_of_prediction(call, session);
    if (!outcome_open(&place, PREDICTION_CHURN, settings->churn_window_days, &outcome, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    put_integer(&json, "churn_window_days", settings->churn_window_days);
    put_integer_or_null(&json, "churn_window_used", outcome.any, outcome.days);
    put_integer(&json, "horizon_days", settings->horizon_days);
    put_number(&json, "yearly_discount", settings->yearly_discount);
    put_number(&json, "margin", settings->margin);
    put_integer(&json, "retrain_days", settings->retrain_days);
    json_end_object(&json);
    return true;
}

bool get_prediction_settings(Call *call, StoreSession *session, Error *error)
{
    PredictionSettings settings;
    return prediction_settings(session, &settings, error) && answer(call, session, &settings, error);
}

static void take_days(const Call *call, const char *name, int32_t *days)
{
    JsonValue value;
    int64_t number;
    if (json_member(call->body, str_of(name), &value) && json_get_integer(value, &number)) *days = (int32_t)number;
}

static bool take_share(const Call *call, const char *name, double low, double *share, Error *error)
{
    JsonValue value;
    double number;
    if (!json_member(call->body, str_of(name), &value) || !json_get_number(value, &number)) return true;
    *share = number;
    if (number >= low && number <= 1) return true;
    (void)error_code(error, ERROR_INPUT, "out_of_range",
                     PHRASE("{0}: expected a share between {1} and 1, not {2}",
                            "{0}\u00A0: une part entre {1} et 1 est attendue, et non {2}"),
                     str_of(name), number_decimal(call->arena, low, 3), number_decimal(call->arena, number, 12));
    return error_at(error, str_format(call->arena, "/%s", name));
}

bool change_prediction_settings(Call *call, StoreSession *session, Error *error)
{
    PredictionSettings settings;
    const double least = 0.001;
    if (!prediction_settings(session, &settings, error)) return false;
    take_days(call, "churn_window_days", &settings.churn_window_days);
    take_days(call, "horizon_days", &settings.horizon_days);
    take_days(call, "retrain_days", &settings.retrain_days);
    if (!take_share(call, "yearly_discount", 0, &settings.yearly_discount, error) ||
        !take_share(call, "margin", least, &settings.margin, error) ||
        !prediction_settings_store(session, &settings, error))
        return false;
    call->audit_object = STR("prediction_settings");
    return answer(call, session, &settings, error);
}
