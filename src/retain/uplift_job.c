#include "retain/uplift_job.h"

#include "event/log.h"
#include "house.h"
#include "retain/uplift_kept.h"

typedef struct Training {
    JobCall *call;
    KeptUplift kept;
    Str record;
    int64_t trained, refused, written;
} Training;

static bool keep(StoreSession *session, void *context, Error *error)
{
    Training *training = context;
    training->kept.id = 0;
    return job_hold_within(training->call, session, error) &&
           uplift_keep(session, &training->kept, training->record, error);
}

static bool learn(Training *training, const Experiment *experiment, Error *error)
{
    StoreSession *session;
    JobCall *call = training->call;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = log_catch_up(call->house->log, session, error) &&
                uplift_learn(call->house, session, experiment, call->now, call->arena, &training->kept,
                             &training->record, error);
    store_read_end(session);
    if (!fine || !store_write(call->house->store, keep, training, error)) return false;
    training->trained++;
    training->refused += training->kept.status == UPLIFT_REFUSED;
    training->written += training->kept.id != 0;
    return true;
}

// All that were started, or the one that is asked for.
static bool find_trials(JobCall *call, Experiment **list, size_t *count, Error *error)
{
    enum { TRIALS_MAX = 200 };
    StoreSession *session;
    JsonValue one;
    int64_t number = 0;
    bool single = json_member(call->argument, STR("experiment"), &one) && json_get_integer(one, &number);
    if (!store_read_begin(call->house->store, &session, error)) return false;
    *count = 1;
    if (single) *list = arena_new(call->arena, Experiment);
    bool fine = single ? experiment_get(session, number, call->arena, *list, error)
                       : experiment_list(session, INT64_MAX, TRIALS_MAX, call->arena, list, count, error);
    store_read_end(session);
    return fine;
}

static bool run(JobCall *call, Error *error)
{
    Training training = {.call = call};
    Experiment *list;
    size_t count;
    if (!find_trials(call, &list, &count, error)) return false;
    atomic_store(&call->progress->total, (uint64_t)count);
    for (size_t i = 0; i < count && !*call->cancelled; i++) {
        if (list[i].status != EXPERIMENT_DRAFT && !learn(&training, &list[i], error)) return false;
        progress_add(call->progress, 1);
    }
    text_addf(&call->result, "{\"trained\":%lld,\"refused\":%lld,\"kept\":%lld}", (long long)training.trained,
              (long long)training.refused, (long long)training.written);
    return true;
}

enum { DAY_SECONDS = 86400 };
const JobKind uplift_jobs[] = {{.name = UPLIFT_JOB, .every_seconds = DAY_SECONDS, .alone = true, .run = run}, {0}};
