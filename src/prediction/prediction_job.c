#include "prediction/prediction_job.h"

#include <math.h>

#include "base/json_put.h"
#include "base/thread.h"
#include "event/log.h"
#include "house.h"
#include "prediction/scores.h"

static const Instant day_milliseconds = (Instant)SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;

static PredictionPlace place_of(const JobCall *call, StoreSession *session)
{
    return (PredictionPlace){.house = call->house, .session = session, .now = call->now, .arena = call->arena};
}

// ---- training ----

typedef struct TrainingRun {
    JobCall *call;
    ModelVersion version;
} TrainingRun;

static bool train_within(TrainingRun *run, StoreSession *session, Error *error)
{
    PredictionSettings settings;
    PredictionPlace place = place_of(run->call, session);
    int threads = thread_count_available();
    PredictionModel model = run->version.model;
    if (!log_catch_up(place.house->log, session, error) || !prediction_settings(session, &settings, error))
        return false;
    if (model == PREDICTION_CONTRACT_LIFETIME) return contract_version(&place, &run->version, error);
    return model == PREDICTION_LIFETIME ? lifetime_version(&place, &settings, threads, &run->version, error)
                                        : propensity_version(&place, model, &settings, threads, &run->version, error);
}

static void say_result(TrainingRun *run)
{
    JobCall *call = run->call;
    call->result.size = 0;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    put_text(&json, "model", prediction_model_name(run->version.model));
    put_integer(&json, "version", run->version.version);
    put_text(&json, "status", run->version.refused ? STR("refused") : STR("published"));
    json_end_object(&json);
}

static bool keep_version(StoreSession *session, void *context, Error *error)
{
    TrainingRun *run = context;
    if (!model_version_add(session, &run->version, error)) return false;
    say_result(run);
    return job_finish_within(run->call, session, error);
}

static bool run_training(JobCall *call, Error *error)
{
    StoreSession *session;
    JsonValue name, by;
    TrainingRun run = {.call = call};
    int64_t trained_by = 0;
    if (!json_member(call->argument, STR("model"), &name) ||
        !prediction_model_parse(json_get_string(name, call->arena), &run.version.model))
        return error_code(error, ERROR_INPUT, "invalid_argument", PHRASE("no such model", "pas de tel modèle"),
                          STR(""));
    if (json_member(call->argument, STR("by"), &by) && !json_get_integer(by, &trained_by)) trained_by = 0;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = train_within(&run, session, error);
    store_read_end(session);
    run.version.trained_by = trained_by;
    return fine && store_write(call->house->store, keep_version, &run, error);
}

// ---- by schedule ----

static bool is_due(const ModelState *state, const PredictionSettings *settings, Instant now)
{
    // One that was refused is tried again each day: there may be data by now.
    int32_t days = state->trained == state->published ? settings->retrain_days : 1;
    return !state->trained || (settings->retrain_days && now - state->changed_at >= days * day_milliseconds);
}

static bool queue_due(StoreSession *session, void *context, Error *error)
{
    JobCall *call = context;
    PredictionSettings settings;
    if (!prediction_settings(session, &settings, error)) return false;
    for (int i = 0; i < PREDICTION_MODEL_COUNT; i++) {
        ModelState state;
        int64_t job;
        Str name = prediction_model_name((PredictionModel)i);
        if (!model_state(session, (PredictionModel)i, &state, error)) return false;
        if (!is_due(&state, &settings, call->now)) continue;
        Str argument = str_format(call->arena, "{\"model\":\"%.*s\"}", STR_ARGS(name));
        if (!job_queue(call->house->jobs, session, TRAINING_JOB, argument, name, call->now, &job, error)) return false;
    }
    return true;
}

// Nothing is learnt from an empty log.
static bool run_schedule(JobCall *call, Error *error)
{
    return log_last(call->house->log) == 0 || store_write(call->house->store, queue_due, call, error);
}

// ---- day by day ----

enum { THOUSANDTHS = 1000, MOVED = 10, NOT_KNOWN = -1, AT_ONCE = 500 };

typedef struct KeptDay {
    CustomerId customer;
    int32_t churn, alive; // NOT_KNOWN: not scored
} KeptDay;

typedef struct KeepingDays {
    JobCall *call;
    Day day;
    KeptDay *kept;
    size_t count, written;
} KeepingDays;

static int32_t thousandths(const double *value, uint32_t customers, CustomerId person)
{
    return person >= customers || isnan(value[person]) ? NOT_KNOWN : (int32_t)lround(value[person] * THOUSANDTHS);
}

static bool has_moved(int32_t before, int32_t now)
{
    return before == NOT_KNOWN || now == NOT_KNOWN ? before != now : before - now >= MOVED || now - before >= MOVED;
}

static bool read_last_days(const PredictionPlace *place, KeptDay *last, uint32_t customers, Error *error)
{
    Rows rows;
    if (!store_select(place->session, &query_prediction_last_days, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        CustomerId person = (CustomerId)rows_integer(&rows, 0);
        if (person >= customers) continue;
        last[person].churn = rows_null(&rows, 1) ? NOT_KNOWN : (int32_t)rows_integer(&rows, 1);
        last[person].alive = rows_null(&rows, 2) ? NOT_KNOWN : (int32_t)rows_integer(&rows, 2);
    }
    return rows_close(&rows, error);
}

static bool find_moved(KeepingDays *keeping, StoreSession *session, Error *error)
{
    PredictionPlace place = place_of(keeping->call, session);
    PredictionScores churn, contract;
    LifetimePeople lifetime;
    if (!prediction_scores(&place, PREDICTION_CHURN, &churn, error) ||
        !prediction_scores(&place, PREDICTION_CONTRACT_CHURN, &contract, error) ||
        !prediction_lifetime(&place, &lifetime, error))
        return false;
    keeping->day = churn.as_of;
    uint32_t customers = churn.customers;
    KeptDay *last = arena_array(place.arena, KeptDay, customers);
    for (CustomerId c = 0; c < customers; c++) last[c] = (KeptDay){c, NOT_KNOWN, NOT_KNOWN};
    if (!read_last_days(&place, last, customers, error)) return false;
    keeping->kept = arena_array(place.arena, KeptDay, customers);
    for (CustomerId c = 1; c < customers; c++) {
        KeptDay now = {c, thousandths(contract.score, contract.customers, c),
                       thousandths(lifetime.p_alive, lifetime.customers, c)};
        if (now.churn == NOT_KNOWN) now.churn = thousandths(churn.score, customers, c);
        if (has_moved(last[c].churn, now.churn) || has_moved(last[c].alive, now.alive))
            keeping->kept[keeping->count++] = now;
    }
    return true;
}

static bool keep_some(StoreSession *session, void *context, Error *error)
{
    KeepingDays *keeping = context;
    size_t last = (size_t)smaller((int64_t)(keeping->written + AT_ONCE), (int64_t)keeping->count);
    if (!job_hold_within(keeping->call, session, error)) return false;
    for (size_t i = keeping->written; i < last; i++) {
        const KeptDay *kept = &keeping->kept[i];
        if (identity_hidden(keeping->call->house->identity, kept->customer)) continue;
        if (!store_execute_soon(session, &query_prediction_keep_day,
                                VALUES(value_integer(kept->customer), value_integer(keeping->day),
                                       kept->churn == NOT_KNOWN ? value_null() : value_integer(kept->churn),
                                       kept->alive == NOT_KNOWN ? value_null() : value_integer(kept->alive)),
                                error))
            return false;
    }
    return true;
}

static bool run_days(JobCall *call, Error *error)
{
    StoreSession *session;
    KeepingDays keeping = {.call = call};
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = find_moved(&keeping, session, error);
    store_read_end(session);
    while (fine && keeping.written < keeping.count && !atomic_load(call->cancelled)) {
        fine = store_write(call->house->store, keep_some, &keeping, error);
        keeping.written += AT_ONCE;
    }
    if (fine) text_addf(&call->result, "{\"kept\":%zu}", keeping.count);
    return fine;
}

enum { QUARTER_HOUR = 900, SIX_HOURS = 21600 };

const JobKind prediction_jobs[] = {
    {.name = TRAINING_JOB, .attempts_max = 3, .run = run_training},
    {.name = "prediction_schedule", .every_seconds = QUARTER_HOUR, .alone = true, .run = run_schedule},
    {.name = "prediction_days", .every_seconds = SIX_HOURS, .alone = true, .run = run_days},
    {.name = NULL}};
