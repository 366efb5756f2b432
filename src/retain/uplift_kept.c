#include "retain/uplift_kept.h"

#include "base/thread.h"

// ---- reading ----

static void damaged(KeptUplift *kept, const Error *error, Arena *arena)
{
    kept->status = UPLIFT_REFUSED;
    for (int l = 0; l < LOCALE_COUNT; l++) kept->refusal[l] = str_copy(arena, str_of(error->message[l]));
}

static KeptUplift kept_of(const Rows *rows, Arena *arena)
{
    Error error = {0};
    KeptUplift kept = {.id = rows_integer(rows, 0),
                       .experiment = rows_integer(rows, 1),
                       .trained_at = rows_integer(rows, 2),
                       .status = (UpliftStatus)rows_integer(rows, 3)};
    kept.refusal[LOCALE_EN] = str_copy(arena, rows_text(rows, 4));
    kept.refusal[LOCALE_FR] = str_copy(arena, rows_text(rows, 5));
    if (kept.status == UPLIFT_REFUSED) return kept;
    kept.report = arena_new(arena, UpliftReport);
    if (!uplift_read(rows_text(rows, 6), arena, &kept.model, kept.report, &error)) damaged(&kept, &error, arena);
    return kept;
}

bool uplift_newest(StoreSession *session, Arena *arena, KeptUplift **list, size_t *count, Error *error)
{
    Rows rows;
    size_t room = 0;
    *list = NULL;
    *count = 0;
    if (!store_select(session, &query_uplift_model_newest, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        if (*count == room) {
            KeptUplift *wider = arena_array(arena, KeptUplift, room = room ? 2 * room : 16);
            for (size_t i = 0; i < *count; i++) wider[i] = (*list)[i];
            *list = wider;
        }
        (*list)[(*count)++] = kept_of(&rows, arena);
    }
    return rows_close(&rows, error);
}

const KeptUplift *uplift_of(const KeptUplift *list, size_t count, int64_t experiment)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].experiment == experiment) return &list[i];
    return NULL;
}

// ---- learning ----

static bool unfair(const UpliftTrial *trial, Arena *arena, Error *error)
{
    return error_say(
        error, ERROR_INPUT,
        PHRASE("not trained: the groups are of {0} and {1} people, not of the sizes that were planned: look "
               "for the fault first",
               "pas entraîné\u00A0: les groupes comptent {0} et {1} personnes, pas les tailles prévues"
               "\u202F: cherchez d’abord la faute"),
        error_number(arena, (uint64_t)trial->exposed[0]), error_number(arena, (uint64_t)trial->exposed[1]));
}

bool uplift_learn(const struct House *house, StoreSession *session, const Experiment *experiment, Instant now,
                  Arena *arena, KeptUplift *kept, Str *record, Error *error)
{
    const double broken = 0.001; // as readouts have it
    UpliftTrial trial;
    Error refusal = {0};
    *kept = (KeptUplift){.experiment = experiment->id, .trained_at = now};
    *record = STR("");
    if (!uplift_trial(house, session, experiment, now, arena, &trial, error)) return false;
    kept->report = arena_new(arena, UpliftReport);
    bool fair = trial.balance >= broken || unfair(&trial, arena, &refusal);
    if (!fair || !uplift_train(&trial.rows, (uint64_t)experiment->id, thread_count_available(), arena, &kept->model,
                               kept->report, &refusal)) {
        damaged(kept, &refusal, arena);
        return true;
    }
    kept->status = kept->report->on ? UPLIFT_ON : UPLIFT_OFF;
    *record = uplift_write(kept->model, kept->report, arena);
    return true;
}

static bool says_the_same(StoreSession *session, const KeptUplift *kept, Str record, bool *same, Error *error)
{
    Rows rows;
    *same = false;
    if (!store_select(session, &query_uplift_model_newest, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows))
        if (rows_integer(&rows, 1) == kept->experiment)
            *same = str_equal(rows_text(&rows, 4), kept->refusal[LOCALE_EN]) && str_equal(rows_text(&rows, 6), record);
    return rows_close(&rows, error);
}

static bool number_next(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_uplift_model_last, NO_VALUES, &rows, error)) return false;
    *id = rows_next(&rows) ? rows_integer(&rows, 0) + 1 : 1;
    return rows_close(&rows, error);
}

bool uplift_keep(StoreSession *session, KeptUplift *kept, Str record, Error *error)
{
    bool same;
    if (!says_the_same(session, kept, record, &same, error)) return false;
    if (same) return true;
    return number_next(session, &kept->id, error) &&
           store_execute(session, &query_uplift_model_insert,
                         VALUES(value_integer(kept->id), value_integer(kept->experiment),
                                value_integer(kept->trained_at), value_integer(kept->status),
                                value_text(kept->refusal[LOCALE_EN]), value_text(kept->refusal[LOCALE_FR]),
                                record.size ? value_bytes(record) : value_null()),
                         NULL, error);
}
