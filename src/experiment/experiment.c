#include "experiment/experiment.h"

#include <string.h>

#include "base/json.h"
#include "base/secret.h"
#include "house.h"

// ---- records ----

static Experiment take(const Rows *rows, Arena *arena)
{
    return (Experiment){.id = rows_integer(rows, 0),
                        .key = str_copy(arena, rows_text(rows, 1)),
                        .name = str_copy(arena, rows_text(rows, 2)),
                        .hypothesis = str_copy(arena, rows_text(rows, 3)),
                        .segment = str_copy(arena, rows_text(rows, 4)),
                        .outcome = (Outcome)rows_integer(rows, 5),
                        .event = str_copy(arena, rows_text(rows, 6)),
                        .follow_days = rows_integer(rows, 7),
                        .has_criterion = !rows_null(rows, 8),
                        .criterion = rows_null(rows, 8) ? 0 : rows_real(rows, 8),
                        .status = (ExperimentStatus)rows_integer(rows, 9),
                        .started_at = rows_null(rows, 10) ? 0 : rows_integer(rows, 10),
                        .stopped_at = rows_null(rows, 11) ? 0 : rows_integer(rows, 11),
                        .decision = (Decision)rows_integer(rows, 12),
                        .lesson = str_copy(arena, rows_text(rows, 13)),
                        .made_by = rows_integer(rows, 14),
                        .made_at = rows_integer(rows, 15),
                        .version = rows_integer(rows, 16)};
}

static bool read_arms(StoreSession *session, Experiment *experiment, Arena *arena, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_experiment_arms, VALUES(value_integer(experiment->id)), &rows, error))
        return false;
    for (size_t i = 0; i < EXPERIMENT_ARMS && rows_next(&rows); i++)
        experiment->arm[i] = (ExperimentArm){str_copy(arena, rows_text(&rows, 0)), str_copy(arena, rows_text(&rows, 1)),
                                             rows_real(&rows, 2)};
    return rows_close(&rows, error);
}

static bool refuse_missing(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such experiment; GET /api/v1/experiments lists them",
                             "il n’y a pas de telle expérience\u202F; GET /api/v1/experiments les liste"),
                      STR(""));
}

static bool read_one(StoreSession *session, int64_t id, Arena *arena, Experiment *experiment, Error *error)
{
    Rows rows;
    *experiment = (Experiment){0};
    if (!store_select(session, &query_experiment_one, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *experiment = take(&rows, arena);
    return rows_close(&rows, error) && (!experiment->id || read_arms(session, experiment, arena, error));
}

bool experiment_get(StoreSession *session, int64_t id, Arena *arena, Experiment *experiment, Error *error)
{
    return read_one(session, id, arena, experiment, error) && (experiment->id || refuse_missing(error));
}

bool experiment_find(StoreSession *session, Str key, Arena *arena, Experiment *experiment, Error *error)
{
    Rows rows;
    int64_t id = 0;
    if (!store_select(session, &query_experiment_by_key, VALUES(value_text(key)), &rows, error)) return false;
    if (rows_next(&rows)) id = rows_integer(&rows, 0);
    return rows_close(&rows, error) && read_one(session, id, arena, experiment, error);
}

bool experiment_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Experiment **list,
                     size_t *count, Error *error)
{
    Rows rows;
    *list = arena_array(arena, Experiment, limit);
    *count = 0;
    if (!store_select(session, &query_experiment_page, VALUES(value_integer(before), value_integer((int64_t)limit)),
                      &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) (*list)[(*count)++] = take(&rows, arena);
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < *count; i++)
        if (!read_arms(session, &(*list)[i], arena, error)) return false;
    return true;
}

static bool refuse_taken(Str key, Error *error)
{
    (void)error_code(error, ERROR_CONFLICT, "key_taken",
                     PHRASE("there is an experiment {0} already", "il y a déjà une expérience {0}"), key);
    return error_at(error, STR("/key"));
}

static bool put_arms(StoreSession *session, const Experiment *experiment, Error *error)
{
    if (!store_execute(session, &query_experiment_remove_arms, VALUES(value_integer(experiment->id)), NULL, error))
        return false;
    for (int i = 0; i < EXPERIMENT_ARMS; i++) {
        const ExperimentArm *arm = &experiment->arm[i];
        if (!store_execute(session, &query_experiment_insert_arm,
                           VALUES(value_integer(experiment->id), value_integer(i), value_text(arm->key),
                                  value_text(arm->name), value_real(arm->share)),
                           NULL, error))
            return false;
    }
    return true;
}

static Value criterion_of(const Experiment *experiment)
{
    return experiment->has_criterion ? value_real(experiment->criterion) : value_null();
}

bool experiment_add(StoreSession *session, Experiment *experiment, Error *error)
{
    Rows rows;
    Arena *scratch = arena_open(0);
    Experiment other;
    bool fine = experiment_find(session, experiment->key, scratch, &other, error);
    bool taken = fine && other.id;
    arena_close(scratch);
    if (!fine || taken) return fine && refuse_taken(experiment->key, error);
    if (!store_select(session, &query_experiment_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) experiment->id = rows_integer(&rows, 0) + 1;
    experiment->version = 1;
    return rows_close(&rows, error) &&
           store_execute(session, &query_experiment_insert,
                         VALUES(value_integer(experiment->id), value_text(experiment->key),
                                value_text(experiment->name), value_text(experiment->hypothesis),
                                value_text(experiment->segment), value_integer(experiment->outcome),
                                value_text(experiment->event), value_integer(experiment->follow_days),
                                criterion_of(experiment), value_integer(experiment->made_by),
                                value_integer(experiment->made_at)),
                         NULL, error) &&
           put_arms(session, experiment, error);
}

static Value instant_or_null(Instant at)
{
    return at ? value_integer(at) : value_null();
}

bool experiment_change(StoreSession *session, Experiment *experiment, Error *error)
{
    experiment->version++;
    return store_execute(session, &query_experiment_update,
                         VALUES(value_integer(experiment->id), value_text(experiment->name),
                                value_text(experiment->hypothesis), value_text(experiment->segment),
                                value_integer(experiment->outcome), value_text(experiment->event),
                                value_integer(experiment->follow_days), criterion_of(experiment),
                                value_integer(experiment->status), instant_or_null(experiment->started_at),
                                instant_or_null(experiment->stopped_at), value_integer(experiment->decision),
                                value_text(experiment->lesson)),
                         NULL, error) &&
           put_arms(session, experiment, error);
}

bool experiment_remove(StoreSession *session, int64_t id, Error *error)
{
    int64_t changed;
    return store_execute(session, &query_experiment_remove, VALUES(value_integer(id)), &changed, error) &&
           (changed || refuse_missing(error));
}

// ---- the lot ----

int experiment_draw(const Experiment *experiment, CustomerId customer)
{
    double lot = digest_lot(experiment->key, customer);
    for (int i = 0; i < EXPERIMENT_ARMS; i++) {
        if (lot < experiment->arm[i].share) return i;
        lot -= experiment->arm[i].share;
    }
    return -1;
}

bool experiment_exposure(const Identity *identity, StoreSession *session, const Experiment *experiment,
                         CustomerId customer, Arena *arena, Exposure *exposure, Error *error)
{
    CustomerId *members;
    size_t count = identity_members(identity, identity_root(identity, customer), arena, &members);
    *exposure = (Exposure){.arm = -1};
    for (size_t i = 0; i < count; i++) {
        Rows rows;
        if (!store_select(session, &query_experiment_exposure,
                          VALUES(value_integer(experiment->id), value_integer(members[i])), &rows, error))
            return false;
        if (rows_next(&rows) && (exposure->arm < 0 || rows_integer(&rows, 1) < exposure->at))
            *exposure = (Exposure){(int)rows_integer(&rows, 0), rows_integer(&rows, 1)};
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

bool experiment_assign(const House *house, StoreSession *session, Str key, CustomerId customer, Arena *arena, int *arm,
                       Error *error)
{
    Experiment experiment;
    Exposure exposure;
    *arm = -1;
    if (!experiment_find(session, key, arena, &experiment, error)) return false;
    if (!experiment.id || experiment.status != EXPERIMENT_RUNNING) return true;
    if (!experiment_exposure(house->identity, session, &experiment, customer, arena, &exposure, error)) return false;
    *arm = exposure.arm >= 0 ? exposure.arm : experiment_draw(&experiment, identity_root(house->identity, customer));
    return true;
}

bool experiment_expose(const House *house, StoreSession *session, const Experiment *experiment, CustomerId customer,
                       int arm, Instant now, Arena *arena, Error *error)
{
    Text body = text_in(arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    json_key(&json, "properties");
    json_begin_object(&json);
    json_key(&json, "experiment_id");
    json_string(&json, experiment->key);
    json_key(&json, "experiment_name");
    json_string(&json, experiment->name);
    json_key(&json, "variation_id");
    json_string(&json, experiment->arm[arm].key);
    json_key(&json, "variation_name");
    json_string(&json, experiment->arm[arm].name);
    json_end_object(&json);
    json_end_object(&json);
    Event event = {.kind = EVENT_INTERNAL,
                   .name = STR("Experiment Viewed"),
                   .customer = customer,
                   .at = now,
                   .received = now,
                   .body = text_str(&body)};
    return log_append(house->log, session, &event, NULL, error);
}
