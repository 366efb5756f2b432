#include "prediction/scores.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/thread.h"
#include "event/log.h"
#include "house.h"
#include "prediction/contract_scores.h"
#include "prediction/lifetime_training.h"
#include "workspace/workspace.h"

enum { MANY_PEOPLE = 100000, REST = 10 };

typedef struct Slot {
    Scored *current; // NULL: none yet
    bool working;
} Slot;

struct Predictions {
    pthread_mutex_t lock;
    pthread_cond_t done;
    Slot slot[PREDICTION_MODEL_COUNT];
};

bool predictions_open(Predictions **opened, Error *error)
{
    Predictions *predictions = calloc(1, sizeof *predictions);
    if (!predictions) return error_say(error, ERROR_FAILED, PHRASE("no memory", "mémoire insuffisante"), STR(""));
    (void)pthread_mutex_init(&predictions->lock, NULL);
    (void)pthread_cond_init(&predictions->done, NULL);
    *opened = predictions;
    return true;
}

void predictions_close(Predictions *predictions)
{
    if (!predictions) return;
    for (int i = 0; i < PREDICTION_MODEL_COUNT; i++) scored_release(predictions->slot[i].current);
    (void)pthread_cond_destroy(&predictions->done);
    (void)pthread_mutex_destroy(&predictions->lock);
    free(predictions);
}

void scored_release(const Scored *scored)
{
    Scored *owned = (Scored *)(uintptr_t)scored;
    if (owned && atomic_fetch_sub(&owned->held, 1) == 1) arena_close(owned->arena);
}

// ---- working it out ----

static double *unknown(Arena *arena, uint32_t customers)
{
    double *value = arena_array(arena, double, customers);
    for (uint32_t c = 0; c < customers; c++) value[c] = (double)NAN;
    return value;
}

static bool read_population(const PredictionPlace *place, const TrainedDefinition *definition, Scored *scored,
                            FeatureSource **source, Error *error)
{
    Outcome outcome;
    Profiled profiled;
    OutcomeRows rows;
    Moment now = moment_now(place->house, place->now);
    if (!outcome_open(place, scored->model, scored->version.window_days, &outcome, error) ||
        !profiled_people(place, &profiled, error))
        return false;
    scored->objected = profiled.objected;
    if (!outcome.any) {
        *source = NULL;
        return true;
    }
    if (!feature_source_open(place, definition->trait, definition->traits, source, error)) return false;
    bool fine = outcome_rows(*source, &outcome, &profiled, now, false, place->arena, &rows, error);
    if (fine) scored->features = people_features_open(*source, rows.count, scored->arena);
    return fine && people_features_fill(*source, now, rows.person, rows.count, &scored->features, 0, error);
}

// Words and labels of the source go with it: what is kept is copied.
static void keep_words(Scored *scored)
{
    size_t columns = scored->features.table.columns;
    FeatureWords *words = arena_array(scored->arena, FeatureWords, columns);
    for (size_t i = 0; i < columns; i++) {
        FeatureColumn *column = (FeatureColumn *)(uintptr_t)&scored->features.table.column[i];
        words[i] = scored->features.words[i];
        words[i].key = str_c(scored->arena, str_of(words[i].key));
        column->name = str_of(words[i].key);
        Str *texts = arena_array(scored->arena, Str, column->word_count + 1);
        for (uint32_t w = 0; w < column->word_count; w++) texts[w] = str_copy(scored->arena, column->words[w]);
        column->words = texts;
        for (int locale = 0; locale < LOCALE_COUNT; locale++) {
            words[i].label.in[locale] = str_c(scored->arena, str_of(words[i].label.in[locale]));
            words[i].sentence.in[locale] = str_c(scored->arena, str_of(words[i].sentence.in[locale]));
        }
    }
    scored->features.words = words;
}

static void place_scores(Scored *scored)
{
    size_t rows = scored->features.table.rows;
    double *probability = arena_array(scored->arena, double, rows + 1);
    propensity_score(&scored->propensity, &scored->features.table, thread_count_available(), probability);
    scored->drift = propensity_drift(&scored->propensity, &scored->features.table, probability, scored->arena);
    for (size_t i = 0; i < rows; i++) {
        scored->score[scored->features.person[i]] = probability[i];
        scored->row[scored->features.person[i]] = (uint32_t)i;
    }
}

static bool score_propensity(const PredictionPlace *place, const ModelVersion *version, Scored *scored, Error *error)
{
    TrainedDefinition definition;
    FeatureSource *source = NULL;
    bool fine = definition_read(version->definition, scored->arena, &definition, error) &&
                propensity_read(version->content, scored->arena, &scored->propensity, error) &&
                read_population(place, &definition, scored, &source, error);
    if (fine && source) {
        keep_words(scored);
        place_scores(scored);
    }
    feature_source_close(source);
    return fine;
}

static void place_lifetime(Scored *scored, const Buying *buying)
{
    Arena *arena = scored->arena;
    BuyingHistory history = buying_history_of(buying);
    double *alive = arena_array(arena, double, buying->count + 1);
    double *expected = arena_array(arena, double, buying->count + 1);
    double *revenue = arena_array(arena, double, buying->count + 1);
    lifetime_score(&scored->fit, scored->has_amounts ? &scored->amounts : NULL, &history, scored->settings.horizon_days,
                   scored->settings.yearly_discount, thread_count_available(),
                   (LifetimeScores){alive, expected, scored->has_amounts ? revenue : NULL});
    for (size_t i = 0; i < buying->count; i++) {
        CustomerId person = buying->customer[i];
        scored->alive[person] = alive[i];
        scored->expected[person] = expected[i];
        if (scored->has_amounts) scored->future[person] = revenue[i] * scored->settings.margin;
        scored->past[person] = buying->amount[i];
        scored->figures[person] = (BuyingFigures){buying->x[i], buying->t_x[i], buying->T[i]};
        scored->mean_amount[person] = buying->mean_amount[i];
    }
}

static bool score_lifetime(const PredictionPlace *place, const ModelVersion *version, Scored *scored, Error *error)
{
    Buying buying;
    Profiled profiled;
    if (!lifetime_content_read(version->content, scored->arena, &scored->fit, &scored->amounts, &scored->has_amounts,
                               error) ||
        !profiled_people(place, &profiled, error) ||
        !lifetime_histories(place, &profiled, scored->as_of, scored->as_of, &buying, error))
        return false;
    scored->objected = profiled.objected;
    place_lifetime(scored, &buying);
    return true;
}

static void open_columns(Scored *scored)
{
    Arena *arena = scored->arena;
    scored->score = unknown(arena, scored->customers);
    scored->row = arena_array(arena, uint32_t, scored->customers);
    memset(scored->row, 0xff, scored->customers * sizeof *scored->row);
    if (!prediction_of_value(scored->model)) return;
    scored->alive = unknown(arena, scored->customers);
    scored->expected = unknown(arena, scored->customers);
    scored->future = unknown(arena, scored->customers);
    scored->past = unknown(arena, scored->customers);
    scored->figures = arena_array(arena, BuyingFigures, scored->customers);
    scored->mean_amount = arena_array(arena, double, scored->customers);
    if (scored->model != PREDICTION_CONTRACT_LIFETIME) return;
    scored->order_past = unknown(arena, scored->customers);
    scored->pays_by_order = arena_array(arena, uint8_t, scored->customers);
}

static bool score(const PredictionPlace *place, const ModelVersion *version, Scored *scored, Error *error)
{
    if (scored->model == PREDICTION_LIFETIME) return score_lifetime(place, version, scored, error);
    if (scored->model == PREDICTION_CONTRACT_LIFETIME) return score_contracts(place, version, scored, error);
    return score_propensity(place, version, scored, error);
}

// What is asked for: a version and a moment.
typedef struct Wanted {
    PredictionModel model;
    int64_t version, seq;
    uint64_t people;
    Day day;
    PredictionSettings settings;
} Wanted;

static int64_t steady_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool work_out(const PredictionPlace *place, const Wanted *wanted, Scored **worked_out, Error *error)
{
    Arena *arena = arena_open(0), *scratch = arena_open(0);
    Scored *scored = arena_new(arena, Scored);
    ModelVersion version = {0};
    PredictionPlace within = *place;
    within.arena = scratch;
    *scored = (Scored){.model = wanted->model,
                       .seq = wanted->seq,
                       .people = wanted->people,
                       .as_of = wanted->day,
                       .settings = wanted->settings,
                       .customers = identity_count(place->house->identity) + 1,
                       .began_ms = steady_ms(),
                       .arena = arena};
    atomic_init(&scored->held, 1);
    open_columns(scored);
    bool fine = !wanted->version ||
                model_version(place->session, wanted->model, wanted->version, LOCALE_EN, scratch, &version, error);
    scored->version = version;
    scored->version.definition = scored->version.quality = scored->version.content = STR("");
    scored->version.chosen = str_copy(arena, version.chosen);
    scored->version.report[LOCALE_EN] = STR("");
    if (fine && version.id) fine = score(&within, &version, scored, error);
    arena_close(scratch);
    scored->took_ms = steady_ms() - scored->began_ms;
    if (fine)
        *worked_out = scored;
    else
        arena_close(arena);
    return fine;
}

// ---- once for all who ask ----

// Those that scores of value rest on.
static bool same_settings(const PredictionSettings *a, const PredictionSettings *b)
{
    return a->horizon_days == b->horizon_days && !(a->yearly_discount < b->yearly_discount) &&
           !(a->yearly_discount > b->yearly_discount) && !(a->margin < b->margin) && !(a->margin > b->margin);
}

static bool serves(const Scored *scored, const Wanted *wanted)
{
    if (!scored || (scored->version.id ? scored->version.version : 0) != wanted->version ||
        scored->as_of != wanted->day ||
        (prediction_of_value(wanted->model) && !same_settings(&scored->settings, &wanted->settings)))
        return false;
    bool fresh = scored->seq >= wanted->seq && scored->people == wanted->people;
    return fresh || (scored->customers > MANY_PEOPLE && steady_ms() - scored->began_ms < REST * scored->took_ms);
}

static bool want(const PredictionPlace *place, PredictionModel model, Wanted *wanted, Error *error)
{
    ModelState state;
    memset(wanted, 0, sizeof *wanted);
    wanted->model = model;
    if (!log_catch_up(place->house->log, place->session, error) || !model_state(place->session, model, &state, error) ||
        !prediction_settings(place->session, &wanted->settings, error))
        return false;
    wanted->version = state.published;
    wanted->seq = log_last(place->house->log);
    wanted->people = identity_version(place->house->identity);
    wanted->day = moment_day(moment_now(place->house, place->now));
    return true;
}

static void put_current(Slot *slot, Scored *scored)
{
    scored_release(slot->current);
    slot->current = scored;
}

bool scored_acquire(const PredictionPlace *place, PredictionModel model, const Scored **acquired, Error *error)
{
    Wanted wanted;
    Scored *scored = NULL;
    Predictions *predictions = place->house->predictions;
    bool fine = true;
    if (!want(place, model, &wanted, error)) return false;
    if (!predictions) {
        if (!work_out(place, &wanted, &scored, error)) return false;
        *acquired = scored;
        return true;
    }
    Slot *slot = &predictions->slot[model];
    (void)pthread_mutex_lock(&predictions->lock);
    while (!serves(slot->current, &wanted) && slot->working)
        (void)pthread_cond_wait(&predictions->done, &predictions->lock);
    if (!serves(slot->current, &wanted)) {
        slot->working = true;
        (void)pthread_mutex_unlock(&predictions->lock);
        fine = work_out(place, &wanted, &scored, error);
        (void)pthread_mutex_lock(&predictions->lock);
        slot->working = false;
        if (fine) put_current(slot, scored);
        (void)pthread_cond_broadcast(&predictions->done);
    }
    if (fine) {
        atomic_fetch_add(&slot->current->held, 1);
        *acquired = slot->current;
    }
    (void)pthread_mutex_unlock(&predictions->lock);
    return fine;
}

// ---- why ----

static PredictionReason say_reason(const Scored *scored, const PredictionPlace *place, uint32_t row,
                                   const Reason *reason)
{
    Currency currency = workspace_first(place->house->workspace)->currency;
    const FeatureWords *words = &scored->features.words[reason->column];
    return (PredictionReason){
        .feature = str_copy(place->arena, str_of(words->key)),
        .label = str_copy(place->arena, str_of(words->label.in[place->locale])),
        .value = str_copy(place->arena, feature_say_value(&scored->features, reason->column, row, place->locale,
                                                          &currency, place->arena)),
        .effect = reason->effect,
        .sentence = feature_say(&scored->features, reason->column, row, place->locale, &currency, place->arena)};
}

void scored_reasons(const Scored *scored, const PredictionPlace *place, const CustomerId *person, size_t people,
                    PersonReasons *reasons)
{
    size_t columns = scored->features.table.columns, rows = 0;
    uint32_t *row = arena_array(place->arena, uint32_t, people + 1);
    double *effect = arena_array(place->arena, double, (people + 1) * (columns + 1));
    for (size_t i = 0; i < people; i++) {
        reasons[i].count = 0;
        if (person[i] < scored->customers && scored->row[person[i]] != UINT32_MAX) row[rows++] = scored->row[person[i]];
    }
    if (!rows) return;
    propensity_effects(&scored->propensity, &scored->features.table, row, rows, thread_count_available(), effect);
    rows = 0;
    for (size_t i = 0; i < people; i++) {
        Reason top[PREDICTION_REASONS];
        if (person[i] >= scored->customers || scored->row[person[i]] == UINT32_MAX) continue;
        reasons[i].count = reasons_of(effect + rows++ * columns, columns, PREDICTION_REASONS, top);
        for (size_t r = 0; r < reasons[i].count; r++)
            reasons[i].reason[r] = say_reason(scored, place, scored->row[person[i]], &top[r]);
    }
}
