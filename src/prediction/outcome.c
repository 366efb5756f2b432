#include "prediction/outcome.h"

#include <string.h>

#include "consent/consents.h"
#include "consent/ground.h"
#include "event/log.h"
#include "house.h"
#include "measure/window.h"
#include "order/order_lane.h"
#include "prediction/people_features_parts.h"

enum {
    MONTH_DAYS = 30,
    YEAR_DAYS = 365,
    QUARTER_DAYS = 90,
    RESPONSE_DAYS = 14,
    WINDOW_MIN = 14,
    WINDOW_MAX = 365,
    HISTORY_PARTS = 5
};

// ---- who may be profiled ----

typedef struct Objecting {
    const PredictionPlace *place;
    Profiled *profiled;
    uint8_t *looked_at;
    bool otherwise; // of those who said nothing of it
} Objecting;

static bool speaks_of_profiling(const ConsentEvent *events, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (events[i].kind == CONSENT_RESTRICTION || str_equal(events[i].purpose, STR("profiling"))) return true;
    return false;
}

static bool look_at_person(void *context, CustomerId customer, const ConsentEvent *events, size_t count, Error *error)
{
    Objecting *objecting = context;
    const PredictionPlace *place = objecting->place;
    CustomerId root = identity_root(place->house->identity, customer);
    bool allowed;
    if (root >= objecting->profiled->customers || objecting->looked_at[root] || !speaks_of_profiling(events, count))
        return true;
    objecting->looked_at[root] = 1;
    Arena *scratch = arena_open(0);
    bool fine =
        consent_profiling_allowed(place->house->identity, place->session, root, place->now, scratch, &allowed, error);
    arena_close(scratch);
    if (fine) objecting->profiled->may[root] = allowed;
    return fine;
}

static bool allowed_in_silence(const PredictionPlace *place, bool *allowed, Error *error)
{
    Purpose purpose;
    if (!purpose_get(place->session, STR("profiling"), place->arena, &purpose, error)) return false;
    *allowed = ground(&(GroundAsk){.purpose = &purpose, .merged_at = INT64_MIN, .now = place->now}).allowed;
    return true;
}

bool profiled_people(const PredictionPlace *place, Profiled *profiled, Error *error)
{
    bool otherwise;
    const Identity *identity = place->house->identity;
    *profiled = (Profiled){.customers = identity_count(identity) + 1};
    profiled->may = arena_array(place->arena, uint8_t, profiled->customers);
    if (!allowed_in_silence(place, &otherwise, error)) return false;
    for (CustomerId c = 1; c < profiled->customers; c++) profiled->may[c] = otherwise;
    Objecting objecting = {place, profiled, arena_array(place->arena, uint8_t, profiled->customers), otherwise};
    if (!consent_each(place->session, look_at_person, &objecting, error)) return false;
    for (CustomerId c = 1; c < profiled->customers; c++) {
        bool person = identity_root(identity, c) == c && !identity_hidden(identity, c);
        profiled->objected += person && !profiled->may[c];
        profiled->may[c] = person && profiled->may[c];
    }
    return true;
}

// ---- what it is about ----

static bool of_contracts(PredictionModel model)
{
    return model == PREDICTION_CONTRACT_CHURN || model == PREDICTION_UPGRADE;
}

static bool choose_window(const PredictionPlace *place, const Lane *lane, int32_t given, int32_t *days, Error *error)
{
    Gaps gaps;
    Day today = moment_day(moment_now(place->house, place->now));
    int32_t said = given ? given : workspace_settings(place->house->workspace)->window_days;
    *days = said;
    if (said) return true;
    if (!place->house->questions->ask->gaps(place->house->questions, lane, today, place->arena, &gaps, error))
        return false;
    *days = window_choose(gaps.closed, gaps.open, gaps.days).days;
    // At most a fifth of what is known, so that there are moments to learn from before the one that is held out.
    *days = (int32_t)larger(WINDOW_MIN, smaller(smaller(*days, gaps.days / HISTORY_PARTS), WINDOW_MAX));
    return true;
}

static bool open_of_orders(const PredictionPlace *place, int32_t churn_window_days, Outcome *outcome, Error *error)
{
    OrderLane orders;
    LaneFacts facts;
    order_lane(place->house->log, moment_day(moment_now(place->house, place->now)), &orders);
    if (!orders.lane.class_count) return true;
    if (!lane_facts(place->house->questions, &orders.lane, &facts, error)) return false;
    outcome->any = facts.rows > 0;
    outcome->first_day = second_day(facts.first);
    if (!outcome->any || outcome->model != PREDICTION_CHURN) return true;
    if (!choose_window(place, &orders.lane, churn_window_days, &outcome->days, error)) return false;
    outcome->before = outcome->known = outcome->days;
    return true;
}

static bool open_of_contracts(const PredictionPlace *place, Outcome *outcome, Error *error)
{
    Rows rows;
    if (!store_select(place->session, &query_people_features_first_contract, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows) && !rows_null(&rows, 0)) {
        outcome->any = true;
        outcome->first_day = moment_day(moment_now(place->house, rows_integer(&rows, 0)));
    }
    return rows_close(&rows, error);
}

bool outcome_open(const PredictionPlace *place, PredictionModel model, int32_t churn_window_days, Outcome *outcome,
                  Error *error)
{
    static const struct {
        int32_t days, before;
    } usual[PREDICTION_MODEL_COUNT] = {[PREDICTION_CHURN] = {90, 90},
                                       [PREDICTION_CONTRACT_CHURN] = {QUARTER_DAYS, 0},
                                       [PREDICTION_REPURCHASE] = {MONTH_DAYS, YEAR_DAYS},
                                       [PREDICTION_UPGRADE] = {QUARTER_DAYS, 0},
                                       [PREDICTION_RESPONSE] = {RESPONSE_DAYS, YEAR_DAYS}};
    *outcome = (Outcome){.model = model,
                         .days = usual[model].days,
                         .known = usual[model].days + (model == PREDICTION_RESPONSE),
                         .before = usual[model].before};
    return of_contracts(model) ? open_of_contracts(place, outcome, error)
                               : open_of_orders(place, churn_window_days, outcome, error);
}

// ---- who, and what happened ----

typedef struct Choosing {
    FeatureSource *source;
    const Outcome *outcome;
    Moment moment, later;
    bool labelled;
    OutcomeRows *rows;
} Choosing;

static void add_row(Choosing *choosing, CustomerId person, bool label)
{
    choosing->rows->person[choosing->rows->count] = person;
    choosing->rows->label[choosing->rows->count++] = label;
}

static bool ask_orders(const Choosing *choosing, Feature feature, Second as_of, Arena *arena, Features *features,
                       Error *error)
{
    OrderLane orders;
    ActivityPort *port = choosing->source->place.house->questions;
    order_lane(choosing->source->place.house->log, second_day(as_of - 1), &orders);
    orders.lane.class_count = orders.lane.class_count && !orders.negative[0]; // purchases alone
    const FeatureAsk ask = {&feature, 1, as_of};
    return port->ask->features(port, &orders.lane, 1, &ask, arena, features, error);
}

static double feature_of(const Features *features, CustomerId person)
{
    return person < features->customers && features->known[person] ? (double)feature_value(features, 0, person) : -1;
}

static bool choose_buyers(Choosing *choosing, const Profiled *profiled, Arena *arena, Error *error)
{
    Features silence, later = {0};
    const Feature recency = {FEATURE_RECENCY, 0, 0}, count = {FEATURE_COUNT, 0, choosing->moment.second};
    if (!ask_orders(choosing, recency, choosing->moment.second, arena, &silence, error) ||
        (choosing->labelled && !ask_orders(choosing, count, choosing->later.second, arena, &later, error)))
        return false;
    bool churn = choosing->outcome->model == PREDICTION_CHURN;
    for (CustomerId c = 1; c < profiled->customers; c++) {
        double silent = feature_of(&silence, c);
        bool active = silent >= 0 && silent < (double)choosing->outcome->before * SECONDS_PER_DAY;
        if (profiled->may[c] && active) add_row(choosing, c, (feature_of(&later, c) > 0) != churn);
    }
    return true;
}

// Whether any subscription of the person runs at the instant, and whether one was upgraded from `from` on until then.
static bool runs_at(const FeatureSource *source, CustomerId person, Instant from, Instant at, bool *upgraded)
{
    const void *items = NULL;
    size_t count = by_person_of(&source->terms, person, &items);
    const KeptTerms *terms = items;
    bool any = false;
    *upgraded = false;
    for (size_t i = 0; i < count && terms[i].at < at; i++) {
        bool last = true;
        for (size_t j = i + 1; last && j < count && terms[j].at < at; j++)
            last = terms[j].subscription != terms[i].subscription;
        any |= last && terms[i].runs;
        *upgraded |= terms[i].upgraded && terms[i].at >= from;
    }
    return any;
}

static void choose_subscribers(Choosing *choosing, const Profiled *profiled)
{
    bool upgrade = choosing->outcome->model == PREDICTION_UPGRADE, upgraded;
    for (CustomerId c = 1; c < profiled->customers; c++) {
        const FeatureSource *source = choosing->source;
        if (!profiled->may[c] || !runs_at(source, c, choosing->moment.at, choosing->moment.at, &upgraded)) continue;
        bool still = runs_at(source, c, choosing->moment.at, choosing->later.at, &upgraded);
        add_row(choosing, c, upgrade ? upgraded : !still);
    }
}

// Who is sent a message on the day that begins at the moment; asked of the present, who was within a year before.
static bool choose_sent(Choosing *choosing, const Profiled *profiled, Error *error)
{
    const Columns *orders = NULL, *sent = NULL;
    int64_t begin = choosing->moment.second, end = begin + SECONDS_PER_DAY;
    if (!choosing->labelled) end = begin, begin -= (int64_t)choosing->outcome->before * SECONDS_PER_DAY;
    if (!response_columns(choosing->source, &sent, &orders, error)) return false;
    for (CustomerId c = 1; sent && c < profiled->customers; c++) {
        Second at, bought;
        if (!profiled->may[c] || !first_within(sent, c, begin, end, &at)) continue;
        int64_t until = (int64_t)at + RESPONSE_DAYS * SECONDS_PER_DAY;
        add_row(choosing, c, choosing->labelled && orders && first_within(orders, c, at, until, &bought));
    }
    response_release(choosing->source, sent, orders);
    return true;
}

static void keep_rows(const OutcomeRows *rows, Arena *arena, OutcomeRows *kept)
{
    *kept = (OutcomeRows){.person = arena_array(arena, CustomerId, rows->count + 1),
                          .label = arena_array(arena, uint8_t, rows->count + 1),
                          .count = rows->count};
    memcpy(kept->person, rows->person, rows->count * sizeof *kept->person);
    memcpy(kept->label, rows->label, rows->count * sizeof *kept->label);
}

bool outcome_rows(FeatureSource *source, const Outcome *outcome, const Profiled *profiled, Moment moment, bool labelled,
                  Arena *arena, OutcomeRows *rows, Error *error)
{
    Arena *scratch = arena_open(0);
    OutcomeRows found = {.person = arena_array(scratch, CustomerId, profiled->customers),
                         .label = arena_array(scratch, uint8_t, profiled->customers)};
    Choosing choosing = {.source = source, .outcome = outcome, .moment = moment, .labelled = labelled, .rows = &found};
    choosing.later = moment_of_day(source->place.house, second_day(moment.second) + outcome->days);
    bool fine = true;
    if (of_contracts(outcome->model))
        choose_subscribers(&choosing, profiled);
    else if (outcome->model == PREDICTION_RESPONSE)
        fine = choose_sent(&choosing, profiled, error);
    else
        fine = choose_buyers(&choosing, profiled, scratch, error);
    keep_rows(&found, arena, rows);
    arena_close(scratch);
    return fine;
}

// ---- who came too late ----

static bool count_new_buyers(const Choosing *choosing, const Profiled *profiled, Arena *arena, int64_t *people,
                             Error *error)
{
    Features tenure;
    const Feature first = {FEATURE_TENURE, 0, 0};
    if (!ask_orders(choosing, first, choosing->later.second, arena, &tenure, error)) return false;
    double longest = (double)choosing->later.second - choosing->moment.second;
    for (CustomerId c = 1; c < profiled->customers; c++) {
        double since = feature_of(&tenure, c);
        *people += profiled->may[c] && since >= 0 && since <= longest;
    }
    return true;
}

static bool count_newly_sent(const Choosing *choosing, const Profiled *profiled, int64_t *people, Error *error)
{
    const Columns *orders = NULL, *sent = NULL;
    if (!response_columns(choosing->source, &sent, &orders, error)) return false;
    for (CustomerId c = 1; sent && c < profiled->customers; c++) {
        Second at;
        *people += profiled->may[c] && first_within(sent, c, 0, INT64_MAX, &at) && at >= choosing->moment.second;
    }
    response_release(choosing->source, sent, orders);
    return true;
}

bool outcome_newcomers(FeatureSource *source, const Outcome *outcome, const Profiled *profiled, Moment since,
                       int64_t *people, Error *error)
{
    *people = 0;
    Choosing choosing = {.source = source, .outcome = outcome, .moment = since};
    choosing.later = moment_now(source->place.house, source->place.now);
    if (outcome->model == PREDICTION_RESPONSE) return count_newly_sent(&choosing, profiled, people, error);
    if (of_contracts(outcome->model)) {
        for (CustomerId c = 1; c < profiled->customers; c++)
            *people += profiled->may[c] && source->subscribed_from[c] >= since.second;
        return true;
    }
    Arena *scratch = arena_open(0);
    bool fine = count_new_buyers(&choosing, profiled, scratch, people, error);
    arena_close(scratch);
    return fine;
}
