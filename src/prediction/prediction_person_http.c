// prediction_person_http.c - GET /api/v1/customers/{id}/predictions: what the models say of one person, and why.
#include <math.h>

#include "base/json_put.h"
#include "consent/consents.h"
#include "customer/customer_http.h"
#include "house.h"
#include "prediction/prediction_http.h"
#include "prediction/value.h"
#include "workspace/workspace.h"

typedef struct Telling {
    Call *call;
    StoreSession *session;
    PredictionPlace place;
    CustomerId root;
    JsonWriter json;
    Currency currency;
    int64_t horizon_days; // 0: that of the settings
} Telling;

// ---- propensities ----

static bool tell_score(Telling *telling, const PersonPrediction *prediction, PredictionModel model)
{
    JsonWriter *json = &telling->json;
    PersonReasons reasons = {.count = prediction->reasons};
    for (size_t i = 0; i < reasons.count; i++) reasons.reason[i] = prediction->reason[i];
    json_begin_object(json);
    put_text(json, "model", prediction_model_name(model));
    put_number(json, "probability", prediction->probability);
    put_text(json, "band", prediction_band(prediction->probability));
    put_number(json, "base", prediction->base);
    write_reasons(json, &reasons, true);
    put_integer(json, "version", prediction->version);
    put_text(json, "as_of", day_name(telling->call->arena, prediction->as_of));
    json_end_object(json);
    return true;
}

static bool tell_propensity(Telling *telling, const char *key, PredictionModel first, PredictionModel second,
                            Error *error)
{
    PersonPrediction prediction;
    PredictionModel model = first;
    if (!prediction_of_person(&telling->place, first, telling->root, &prediction, error)) return false;
    if (!prediction.scored && second != first) {
        model = second;
        if (!prediction_of_person(&telling->place, second, telling->root, &prediction, error)) return false;
    }
    json_key(&telling->json, key);
    if (prediction.scored) return tell_score(telling, &prediction, model);
    json_null(&telling->json);
    return true;
}

// ---- lifetime ----

static void put_range(JsonWriter *json, const char *key, Predicted range)
{
    json_key(json, key);
    json_begin_object(json);
    put_number(json, "value", range.value);
    put_number(json, "low", range.low);
    put_number(json, "high", range.high);
    json_end_object(json);
}

static void tell_next_purchase(Telling *telling, const Scored *scored, BuyingFigures of)
{
    NextPurchase next = lifetime_next_purchase(&scored->fit, of);
    json_key(&telling->json, "next_purchase");
    if (!next.likely) {
        json_null(&telling->json);
        return;
    }
    const double most = 36500;
    Arena *arena = telling->call->arena;
    json_begin_object(&telling->json);
    put_text(&telling->json, "day", day_name(arena, scored->as_of + (Day)fmin(most, ceil(next.days))));
    put_text(&telling->json, "low", day_name(arena, scored->as_of + (Day)fmin(most, floor(next.low))));
    put_text(&telling->json, "high", day_name(arena, scored->as_of + (Day)fmin(most, ceil(next.high))));
    json_end_object(&telling->json);
}

static void tell_value(Telling *telling, const Scored *scored, BuyingFigures of, double days)
{
    JsonWriter *json = &telling->json;
    Arena *arena = telling->call->arena;
    double margin = scored->settings.margin, past = scored->past[telling->root];
    if (telling->call->principal.masked & MASK_AMOUNTS) return;
    put_money(json, "past", llround(past), &telling->currency, arena);
    if (!scored->has_amounts) {
        json_key(json, "future"), json_null(json);
        json_key(json, "clv"), json_null(json);
        return;
    }
    Predicted range = lifetime_revenue_range(&scored->fit, &scored->amounts, of, scored->mean_amount[telling->root],
                                             days, scored->settings.yearly_discount);
    json_key(json, "future");
    json_begin_object(json);
    put_money(json, "value", llround(range.value * margin), &telling->currency, arena);
    put_money(json, "low", llround(range.low * margin), &telling->currency, arena);
    put_money(json, "high", llround(range.high * margin), &telling->currency, arena);
    json_end_object(json);
    put_money(json, "clv", llround(past) + llround(range.value * margin), &telling->currency, arena);
}

static void tell_lifetime_of(Telling *telling, const Scored *scored)
{
    JsonWriter *json = &telling->json;
    BuyingFigures of = scored->figures[telling->root];
    int64_t days = telling->horizon_days ? telling->horizon_days : scored->settings.horizon_days;
    json_begin_object(json);
    put_number(json, "p_alive", scored->alive[telling->root]);
    put_range(json, "expected_purchases", lifetime_purchases(&scored->fit, of, (double)days));
    put_integer(json, "horizon_days", days);
    tell_next_purchase(telling, scored, of);
    tell_value(telling, scored, of, (double)days);
    put_text(json, "model", scored->version.chosen);
    put_integer(json, "version", scored->version.version);
    put_text(json, "as_of", day_name(telling->call->arena, scored->as_of));
    json_end_object(json);
}

static void tell_lifetime(Telling *telling, const Scored *scored)
{
    json_key(&telling->json, "lifetime");
    bool known = scored->version.id && telling->root < scored->customers && !isnan(scored->alive[telling->root]);
    if (known)
        tell_lifetime_of(telling, scored);
    else
        json_null(&telling->json);
}

// ---- contracts ----

static void put_money_range(const Telling *telling, JsonWriter *json, const char *key, bool known, Predicted minor)
{
    Arena *arena = telling->call->arena;
    json_key(json, key);
    if (!known) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_money(json, "value", llround(minor.value), &telling->currency, arena);
    put_money(json, "low", llround(minor.low), &telling->currency, arena);
    put_money(json, "high", llround(minor.high), &telling->currency, arena);
    json_end_object(json);
}

static void tell_one_contract(Telling *telling, const Scored *scored, const ScoredContract *contract, int32_t days)
{
    JsonWriter *json = &telling->json;
    Arena *arena = telling->call->arena;
    ContractForetold foretold = contract_foretold(scored, contract, days);
    bool dated = foretold.outlook.next < DAY_MAX && !contract->paused;
    json_begin_object(json);
    put_integer(json, "subscription", contract->subscription);
    put_text_or_null(json, "plan", contract->plan);
    put_text(json, "cycle", cycle_say(contract->running.cycle, telling->call->locale, arena));
    put_integer(json, "renewed", foretold.outlook.renewed);
    put_boolean(json, "paused", contract->paused);
    put_text_or_null(json, "ends",
                     contract->running.ends < DAY_MAX ? day_name(arena, contract->running.ends) : STR(""));
    put_text_or_null(json, "next_renewal", dated ? day_name(arena, foretold.outlook.next) : STR(""));
    put_number(json, "renewal", foretold.outlook.renewal);
    put_range(json, "months", foretold.outlook.months);
    if (!(telling->call->principal.masked & MASK_AMOUNTS))
        put_money_range(telling, json, "future", !isnan(foretold.future_minor.value), foretold.future_minor);
    json_end_object(json);
}

static void tell_contract(Telling *telling, const Scored *scored, int32_t days)
{
    JsonWriter *json = &telling->json;
    const ScoredContract *contract;
    json_key(json, "contract");
    size_t count = scored->version.id ? contracts_of_person(scored, telling->root, &contract) : 0;
    if (!count) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    put_number(json, "renewal", scored->score[telling->root]);
    put_integer(json, "horizon_days", days);
    json_key(json, "contracts");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) tell_one_contract(telling, scored, &contract[i], days);
    json_end_array(json);
    put_text(json, "model", scored->version.chosen);
    put_integer(json, "version", scored->version.version);
    put_text(json, "as_of", day_name(telling->call->arena, scored->as_of));
    json_end_object(json);
}

// ---- both ----

static void tell_worth(Telling *telling, const Scored *lifetime, const Scored *contracts, int32_t days)
{
    JsonWriter *json = &telling->json;
    Arena *arena = telling->call->arena;
    PersonValue value = person_value(lifetime, contracts, telling->root, days);
    json_key(json, "value");
    if (!value.known || telling->call->principal.masked & MASK_AMOUNTS) {
        json_null(json);
        return;
    }
    int64_t future = llround(value.orders.future_minor.value) + llround(value.contract.value);
    json_begin_object(json);
    put_integer(json, "horizon_days", days);
    put_money(json, "past", llround(value.past_minor), &telling->currency, arena);
    put_money_range(telling, json, "orders", value.orders.known, value.orders.future_minor);
    put_money_range(telling, json, "contracts", value.has_contract && value.priced, value.contract);
    value.future_minor.value = (double)future;
    put_money_range(telling, json, "future", value.foretold, value.future_minor);
    if (value.foretold)
        put_money(json, "clv", llround(value.past_minor) + future, &telling->currency, arena);
    else
        json_key(json, "clv"), json_null(json);
    json_end_object(json);
}

static bool tell_value_models(Telling *telling, Error *error)
{
    const Scored *lifetime, *contracts;
    if (!scored_acquire(&telling->place, PREDICTION_LIFETIME, &lifetime, error)) return false;
    bool fine = scored_acquire(&telling->place, PREDICTION_CONTRACT_LIFETIME, &contracts, error);
    if (fine) {
        int32_t days = telling->horizon_days ? (int32_t)telling->horizon_days : lifetime->settings.horizon_days;
        tell_lifetime(telling, lifetime);
        tell_contract(telling, contracts, days);
        tell_worth(telling, lifetime, contracts, days);
        scored_release(contracts);
    }
    scored_release(lifetime);
    return fine;
}

// ---- what was said day by day ----

typedef struct DayRow {
    int64_t day;
    bool has_churn, has_alive;
    double churn, alive;
} DayRow;
enum { DAYS_SHOWN = 400 };

static bool read_days(const Telling *telling, CustomerId member, DayRow *row, size_t *count, Error *error)
{
    const double thousand = 1000;
    Rows rows;
    if (!store_select(telling->session, &query_prediction_history,
                      VALUES(value_integer(member), value_integer(DAYS_SHOWN)), &rows, error))
        return false;
    while (*count < DAYS_SHOWN && rows_next(&rows))
        row[(*count)++] =
            (DayRow){rows_integer(&rows, 0), !rows_null(&rows, 1), !rows_null(&rows, 2),
                     (double)rows_integer(&rows, 1) / thousand, (double)rows_integer(&rows, 2) / thousand};
    return rows_close(&rows, error);
}

// Of the root; of those who were merged into it nothing is told, since they were other people to the models then. Who
// has objected since is told nothing of before either.
static bool tell_history(Telling *telling, bool allowed, Error *error)
{
    size_t count = 0;
    DayRow *row = arena_array(telling->call->arena, DayRow, DAYS_SHOWN);
    if (allowed && !read_days(telling, telling->root, row, &count, error)) return false;
    json_key(&telling->json, "history");
    json_begin_array(&telling->json);
    while (count-- > 0) {
        json_begin_object(&telling->json);
        put_text(&telling->json, "day", day_name(telling->call->arena, (Day)row[count].day));
        put_number_or_null(&telling->json, "churn", row[count].has_churn, row[count].churn);
        put_number_or_null(&telling->json, "p_alive", row[count].has_alive, row[count].alive);
        json_end_object(&telling->json);
    }
    json_end_array(&telling->json);
    return true;
}

// ---- the whole ----

static bool tell_refusal(Telling *telling, bool allowed)
{
    Phrase objected = PHRASE("this person has objected to profiling, or may not be profiled: no score is made",
                             "cette personne s’est opposée au profilage, ou ne peut pas être profilée\u00A0: aucune "
                             "note n’est établie");
    put_text_or_null(&telling->json, "refusal", allowed ? STR("") : str_of(objected.in[telling->call->locale]));
    return true;
}

static bool tell_all(Telling *telling, bool allowed, Error *error)
{
    JsonWriter *json = &telling->json;
    json_begin_object(json);
    put_integer(json, "customer", telling->root);
    if (!tell_propensity(telling, "churn", PREDICTION_CONTRACT_CHURN, PREDICTION_CHURN, error) ||
        !tell_propensity(telling, "repurchase", PREDICTION_REPURCHASE, PREDICTION_REPURCHASE, error) ||
        !tell_propensity(telling, "upgrade", PREDICTION_UPGRADE, PREDICTION_UPGRADE, error) ||
        !tell_propensity(telling, "response", PREDICTION_RESPONSE, PREDICTION_RESPONSE, error) ||
        !tell_value_models(telling, error) || !tell_history(telling, allowed, error) || !tell_refusal(telling, allowed))
        return false;
    write_masked(json, telling->call);
    json_end_object(json);
    return true;
}

bool get_person_predictions(Call *call, StoreSession *session, Error *error)
{
    bool allowed;
    Telling telling = {.call = call,
                       .session = session,
                       .place = place_of_prediction(call, session),
                       .currency = workspace_first(call->house->workspace)->currency};
    if (!path_customer(call, session, call->path_value[0], &telling.root, error) ||
        !consent_profiling_allowed(call->house->identity, session, telling.root, call->now, call->arena, &allowed,
                                   error))
        return false;
    if (!call_query_integer(call, "horizon_days", &telling.horizon_days)) telling.horizon_days = 0;
    telling.json = call_json(call);
    return tell_all(&telling, allowed, error);
}
