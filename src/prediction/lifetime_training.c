// lifetime_training.c - the model of how often and for how much people buy: chosen by what came after a day in the
// past, then fitted to all that is known.
#include "prediction/lifetime_training.h"

#include <math.h>

#include "activity/buying.h"
#include "base/json_put.h"
#include "base/thread.h"
#include "house.h"
#include "order/order_lane.h"
#include "predict/exact_json.h"
#include "prediction/lifetime_parts.h"

enum { UNIT_DAYS = 7, LATER_MIN = 30, LATER_MAX = 365, LATER_PART = 4 };

// ---- histories ----

// Those who may be profiled.
static void keep_profiled(Buying *buying, const Profiled *profiled)
{
    size_t kept = 0;
    for (size_t i = 0; i < buying->count; i++) {
        Customer person = buying->customer[i];
        if (person >= profiled->customers || !profiled->may[person]) continue;
        buying->customer[kept] = person;
        buying->x[kept] = buying->x[i];
        buying->t_x[kept] = buying->t_x[i];
        buying->T[kept] = buying->T[i];
        buying->mean_amount[kept] = buying->mean_amount[i];
        buying->later[kept] = buying->later[i];
        buying->later_amount[kept] = buying->later_amount[i];
        buying->amount[kept++] = buying->amount[i];
    }
    buying->count = kept;
}

BuyingHistory buying_history_of(const Buying *buying)
{
    return (BuyingHistory){.customers = buying->count,
                           .x = buying->x,
                           .t_x = buying->t_x,
                           .T = buying->T,
                           .mean_amount = buying->mean_amount,
                           .unit_days = UNIT_DAYS};
}

bool lifetime_histories(const PredictionPlace *place, const Profiled *profiled, Day end, Day later_end, Buying *buying,
                        Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    const Columns *columns;
    ActivityPort *port = place->house->questions;
    *buying = (Buying){.end = end, .later_end = later_end};
    order_lane(place->house->log, later_end, &orders);
    if (!orders.lane.class_count) return true;
    if (!lane_facts(port, &orders.lane, &facts, error)) return false;
    if (!facts.rows) return true;
    if (!port->ask->hold(port, &orders.lane, &columns, error)) return false;
    *buying = ask_buying(columns, end, later_end, thread_count_available(), place->arena);
    port->ask->release(port, columns);
    keep_profiled(buying, profiled);
    return true;
}

// ---- the model as it is kept ----

static void put_fit(JsonWriter *json, const LifetimeFit *fit)
{
    json_key(json, "lifetime");
    json_begin_object(json);
    put_text(json, "model", lifetime_name(fit->model));
    exact_put_key(json, "unit_days", fit->unit_days);
    exact_put_list(json, "parameter", fit->parameter, LIFETIME_PARAMETERS);
    exact_put_list(json, "covariance", &fit->covariance[0][0], (size_t)LIFETIME_PARAMETERS * LIFETIME_PARAMETERS);
    json_end_object(json);
}

static void put_amounts(JsonWriter *json, const GammaGammaFit *fit)
{
    json_key(json, "amounts");
    json_begin_object(json);
    exact_put_key(json, "unit", fit->unit);
    exact_put_key(json, "population", fit->population);
    exact_put_list(json, "parameter", fit->parameter, GAMMA_GAMMA_PARAMETERS);
    exact_put_list(json, "covariance", &fit->covariance[0][0], (size_t)GAMMA_GAMMA_PARAMETERS * GAMMA_GAMMA_PARAMETERS);
    json_end_object(json);
}

static Str content_of(const LifetimeTraining *training, Arena *arena)
{
    Text text = text_in(arena);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    put_integer(&json, "version", 1);
    put_fit(&json, &training->fit);
    if (training->has_amounts) put_amounts(&json, &training->amounts);
    json_end_object(&json);
    return text_str(&text);
}

// What a fit can be: logarithms of parameters within +-18 with variances up to 9 (estimate.h), gamma besides in amounts
// of up to 1e15 minor units. Anything else would be made of numbers that overflow.
typedef struct Bounds {
    double low, high;
} Bounds;
static const Bounds parameter_bounds = {5e-9, 2e8}, gamma_bounds = {1e-20, 1e24}, covariance_bounds = {-10, 10},
                    unit_bounds = {1, 1e6}, population_bounds = {0, 1e17}, days_bounds = {1, BUYING_DAYS_MAX};

static bool take_list(JsonValue object, const char *key, size_t expected, Bounds bounds, Arena *arena, double *to,
                      Error *error)
{
    double *value;
    size_t count;
    if (!exact_get_list(object, key, expected, arena, &value, &count, error)) return false;
    if (count != expected) return exact_refuse(error, key);
    for (size_t i = 0; i < count; i++) {
        if (!(bounds.low <= value[i] && value[i] <= bounds.high)) return exact_refuse(error, key);
        to[i] = value[i];
    }
    return true;
}

static bool take_one(JsonValue object, const char *key, Bounds bounds, double *to, Error *error)
{
    return exact_get(object, key, to, error) && ((bounds.low <= *to && *to <= bounds.high) || exact_refuse(error, key));
}

static bool take_amounts(JsonValue object, Arena *arena, GammaGammaFit *fit, Error *error)
{
    *fit = (GammaGammaFit){0};
    return take_one(object, "unit", unit_bounds, &fit->unit, error) &&
           take_one(object, "population", population_bounds, &fit->population, error) &&
           take_list(object, "parameter", GAMMA_GAMMA_PARAMETERS, gamma_bounds, arena, fit->parameter, error) &&
           take_list(object, "covariance", (size_t)GAMMA_GAMMA_PARAMETERS * GAMMA_GAMMA_PARAMETERS, covariance_bounds,
                     arena, &fit->covariance[0][0], error);
}

static bool take_fit(JsonValue object, Arena *arena, LifetimeFit *fit, Error *error)
{
    Str name;
    *fit = (LifetimeFit){.model = LIFETIME_MODEL_COUNT};
    if (!exact_get_text(object, "model", arena, &name, error) ||
        !take_one(object, "unit_days", days_bounds, &fit->unit_days, error) ||
        !take_list(object, "parameter", LIFETIME_PARAMETERS, parameter_bounds, arena, fit->parameter, error) ||
        !take_list(object, "covariance", (size_t)LIFETIME_PARAMETERS * LIFETIME_PARAMETERS, covariance_bounds, arena,
                   &fit->covariance[0][0], error))
        return false;
    for (int i = 0; i < LIFETIME_MODEL_COUNT; i++)
        if (str_equal(name, lifetime_name((LifetimeModel)i))) fit->model = (LifetimeModel)i;
    return fit->model != LIFETIME_MODEL_COUNT || exact_refuse(error, "model");
}

bool lifetime_content_read(Str text, Arena *arena, LifetimeFit *fit, GammaGammaFit *amounts, bool *has_amounts,
                           Error *error)
{
    JsonValue object, part;
    *has_amounts = false;
    if (!json_parse(text, &object, error) || !exact_get_member(object, "lifetime", JSON_OBJECT, &part, error) ||
        !take_fit(part, arena, fit, error))
        return false;
    if (!json_member(object, STR("amounts"), &part)) return true;
    *has_amounts = take_amounts(part, arena, amounts, error);
    return *has_amounts;
}

// ---- training ----

static void note_refusal(LifetimeTraining *training, Phrase phrase)
{
    for (int i = 0; i < LOCALE_COUNT; i++) training->refusal[i] = str_of(phrase.in[i]);
}

static void note_error(Str said[LOCALE_COUNT], const Error *error, Arena *arena)
{
    for (int i = 0; i < LOCALE_COUNT; i++) said[i] = str_copy(arena, str_of(error->message[i]));
}

static bool choose(LifetimeTraining *training, const PredictionPlace *place, int threads, Error *error)
{
    Buying buying;
    if (!lifetime_histories(place, &training->profiled, training->calibration_end, training->as_of, &buying, error))
        return false;
    training->split = (BuyingSplit){.history = buying_history_of(&buying),
                                    .customer = buying.customer,
                                    .later = buying.later,
                                    .later_amount = buying.later_amount,
                                    .later_days = (uint32_t)(training->as_of - training->calibration_end)};
    training->choice = lifetime_choose(&training->split, threads, place->arena);
    if (!training->choice.chosen)
        for (int i = 0; i < LOCALE_COUNT; i++) training->refusal[i] = training->choice.trial[0].refusal[i];
    return true;
}

// Worse than the naive rule for each customer, and for all together.
static bool worse_than_naive(const LifetimeChoice *choice)
{
    const LifetimeTrial *trial = &choice->trial[choice->model];
    return trial->mean_absolute_error > choice->naive_mean_absolute_error &&
           fabs(trial->predicted - choice->actual) > fabs(choice->naive - choice->actual);
}

static bool fit_all(LifetimeTraining *training, const PredictionPlace *place, int threads, Error *error)
{
    Error refused;
    Currency currency = workspace_first(place->house->workspace)->currency;
    if (!lifetime_histories(place, &training->profiled, training->as_of, training->as_of, &training->now, error))
        return false;
    BuyingHistory history = buying_history_of(&training->now);
    if (!lifetime_fit(training->choice.model, &history, threads, &training->fit, &refused)) {
        note_error(training->refusal, &refused, place->arena);
        return true;
    }
    training->fitted = true;
    training->has_amounts =
        gamma_gamma_fit(&history, (double)currency_minor_per_major(&currency), threads, &training->amounts, &refused);
    if (!training->has_amounts) note_error(training->no_amounts, &refused, place->arena);
    if (worse_than_naive(&training->choice))
        note_refusal(training, PHRASE("not published: on the time held out it is no better than the naive rule",
                                      "non publié\u00A0: sur la période de contrôle il ne fait pas mieux que la règle "
                                      "naïve"));
    return true;
}

static bool read_weeks(LifetimeTraining *training, const PredictionPlace *place, Error *error)
{
    OrderLane orders;
    const Columns *columns;
    ActivityPort *port = place->house->questions;
    order_lane(place->house->log, training->as_of, &orders);
    if (!port->ask->hold(port, &orders.lane, &columns, error)) return false;
    training->weekly_from = (Day)larger(training->first_day, training->as_of - LIFETIME_DAYS_MAX + 1);
    RepeatsAsk repeats = {training->weekly_from, training->as_of, training->as_of, UNIT_DAYS};
    training->repeats = ask_repeats(columns, &repeats, place->arena, &training->weeks);
    training->summaries = ask_summaries(columns, training->as_of, thread_count_available(), place->arena);
    port->ask->release(port, columns);
    return true;
}

static bool look_back(LifetimeTraining *training, const PredictionPlace *place, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    training->as_of = moment_day(moment_now(place->house, place->now));
    training->first_day = training->as_of;
    order_lane(place->house->log, training->as_of, &orders);
    if (!orders.lane.class_count) return true;
    if (!lane_facts(place->house->questions, &orders.lane, &facts, error)) return false;
    if (facts.rows) training->first_day = second_day(facts.first);
    Day span = training->as_of - training->first_day;
    training->calibration_end = training->as_of - (Day)larger(LATER_MIN, smaller(span / LATER_PART, LATER_MAX));
    training->any = facts.rows > 0;
    return true;
}

bool lifetime_version(const PredictionPlace *place, const PredictionSettings *settings, int threads,
                      ModelVersion *version, Error *error)
{
    (void)settings;
    LifetimeTraining training = {0};
    Arena *arena = place->arena;
    *version = (ModelVersion){.model = PREDICTION_LIFETIME, .trained_at = place->now};
    if (!profiled_people(place, &training.profiled, error) || !look_back(&training, place, error)) return false;
    if (!training.any)
        note_refusal(&training,
                     PHRASE("not trained: nobody has ordered yet", "pas entraîné\u00A0: personne n’a encore commandé"));
    if (training.any && !choose(&training, place, threads, error)) return false;
    if (training.choice.chosen && (!fit_all(&training, place, threads, error) || !read_weeks(&training, place, error)))
        return false;
    version->as_of = training.as_of;
    version->window_days = (int32_t)(training.as_of - training.calibration_end);
    version->refused = training.refusal[LOCALE_EN].size > 0;
    version->chosen = training.choice.chosen ? lifetime_name(training.choice.model) : STR("");
    version->definition = STR("{}");
    version->content = version->refused ? STR("") : content_of(&training, arena);
    version->quality = lifetime_version_quality(&training, arena);
    for (int locale = 0; locale < LOCALE_COUNT; locale++)
        version->report[locale] = lifetime_version_report(&training, place, (Locale)locale);
    return true;
}
