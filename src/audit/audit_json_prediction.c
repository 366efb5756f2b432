// audit_json_prediction.c - the predictive members of the audit's JSON: of `clv`, and `customers_at_risk`.
#include <math.h>

#include "audit/audit_json_parts.h"
#include "base/json.h"

static void put_number(JsonWriter *json, const char *key, double value)
{
    json_key(json, key);
    json_number(json, value);
}

static void put_text(JsonWriter *json, const char *key, Str value)
{
    json_key(json, key);
    json_string(json, value);
}

static void put_money(JsonWriter *json, const char *key, const Audit *audit, bool observed, double amount_minor,
                      Arena *arena)
{
    json_key(json, key);
    if (observed)
        json_string(json, money_decimal(arena, llround(fmax(-9e15, fmin(9e15, amount_minor))), &audit->currency));
    else
        json_null(json);
}

static void put_refusal(JsonWriter *json, const Audit *audit, const Str *refusal)
{
    put_text(json, "refusal", refusal[audit->options.locale]);
}

static void put_bg_nbd(JsonWriter *json, const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    const LifetimeFit *fit = &prediction->fit;
    json_key(json, "bg_nbd");
    json_begin_object(json);
    if (prediction->observed) {
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
            put_number(json, str_c(arena, lifetime_parameter_name(fit->model, i)), fit->parameter[i]);
        json_key(json, "errors");
        json_begin_object(json);
        for (size_t i = 0; i < LIFETIME_PARAMETERS; i++)
            put_number(json, str_c(arena, lifetime_parameter_name(fit->model, i)), fit->error[i]);
        json_end_object(json);
        put_number(json, "log_likelihood", fit->log_likelihood);
        put_text(json, "time_unit", STR("week"));
        json_key(json, "customers");
        json_integer(json, (int64_t)fit->customers);
        put_number(json, "shrunk", fit->shrunk);
    } else {
        put_refusal(json, audit, prediction->refusal);
    }
    json_end_object(json);
}

static void put_gamma_gamma(JsonWriter *json, const Audit *audit)
{
    static const char *const names[GAMMA_GAMMA_PARAMETERS] = {"p", "q", "gamma"};
    const AuditPrediction *prediction = &audit->prediction;
    json_key(json, "gamma_gamma");
    if (!prediction->observed) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    if (prediction->has_amounts) {
        for (size_t i = 0; i < GAMMA_GAMMA_PARAMETERS; i++)
            put_number(json, names[i], prediction->amounts.parameter[i]);
        put_number(json, "log_likelihood", prediction->amounts.log_likelihood);
        json_key(json, "customers");
        json_integer(json, (int64_t)prediction->amounts.customers);
    } else {
        put_refusal(json, audit, prediction->amounts_refusal);
    }
    json_end_object(json);
}

static void put_holdout(JsonWriter *json, const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    if (!prediction->has_holdout) return;
    json_key(json, "holdout");
    json_begin_object(json);
    put_text(json, "from", day_name(arena, prediction->holdout_from));
    put_text(json, "to", day_name(arena, prediction->holdout_to));
    put_number(json, "actual", prediction->holdout_actual);
    put_number(json, "predicted", prediction->holdout_predicted);
    json_end_object(json);
}

void audit_json_prediction(JsonWriter *json, const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    bool observed = prediction->observed;
    if (!prediction->asked) return;
    put_bg_nbd(json, audit, arena);
    put_gamma_gamma(json, audit);
    put_number(json, "horizon_days", prediction->horizon_days);
    json_key(json, "repeat_customers");
    json_integer(json, prediction->repeaters);
    put_number(json, "repeat_customers_still", observed ? prediction->still : (double)NAN);
    put_number(json, "expected_purchases", observed ? prediction->purchases : (double)NAN);
    put_money(json, "expected_revenue", audit, prediction->has_amounts, prediction->revenue, arena);
    put_holdout(json, audit, arena);
}

static void put_at_risk(JsonWriter *json, const Audit *audit, const AuditAtRisk *one, Arena *arena)
{
    bool has_amounts = audit->prediction.has_amounts;
    json_begin_object(json);
    put_text(json, "customer", audit_customer_name(audit, one->customer, arena));
    put_number(json, "p_alive", one->alive);
    put_number(json, "expected_purchases", one->purchases);
    put_money(json, "past", audit, true, one->past, arena);
    put_money(json, "future", audit, has_amounts, one->future, arena);
    put_money(json, "clv", audit, has_amounts, one->past + one->future, arena);
    put_money(json, "value_at_risk", audit, has_amounts, one->in_doubt, arena);
    put_text(json, "last_order", day_name(arena, one->last_order));
    put_text(json, "reason", say_at_risk(audit, one, arena));
    json_end_object(json);
}

void audit_json_at_risk(JsonWriter *json, const Audit *audit, Arena *arena)
{
    const AuditPrediction *prediction = &audit->prediction;
    if (!prediction->asked) return;
    json_key(json, "customers_at_risk");
    json_begin_array(json);
    for (size_t i = 0; i < prediction->at_risks; i++) put_at_risk(json, audit, &prediction->at_risk[i], arena);
    json_end_array(json);
}
