#include "plan/cycle.h"

const char *const method_step_names[METHOD_STEP_COUNT] = {"audit", "goals", "resources", "actions", "results"};

static void read_cycle(const Rows *rows, Arena *arena, Cycle *cycle)
{
    *cycle = (Cycle){.id = rows_integer(rows, 0),
                     .opened_at = rows_integer(rows, 1),
                     .closed_at = rows_integer(rows, 2),
                     .lessons = str_copy(arena, rows_text(rows, 3)),
                     .carried = str_copy(arena, rows_text(rows, 4)),
                     .version = rows_integer(rows, 5)};
}

static bool one(StoreSession *session, const Query *query, const Value *values, size_t count, Arena *arena,
                Cycle *cycle, Error *error)
{
    Rows rows;
    *cycle = (Cycle){0};
    if (!store_select(session, query, values, count, &rows, error)) return false;
    if (rows_next(&rows)) read_cycle(&rows, arena, cycle);
    return rows_close(&rows, error);
}

bool cycle_get(StoreSession *session, int64_t id, Arena *arena, Cycle *cycle, Error *error)
{
    return one(session, &query_cycle_get, VALUES(value_integer(id)), arena, cycle, error);
}

bool cycle_open(StoreSession *session, Arena *arena, Cycle *cycle, Error *error)
{
    return one(session, &query_cycle_open, NO_VALUES, arena, cycle, error);
}

bool cycle_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, Cycle **cycles, size_t *count,
                Error *error)
{
    Rows rows;
    *cycles = arena_array(arena, Cycle, limit);
    *count = 0;
    if (!store_select(session, &query_cycle_list,
                      VALUES(value_integer(before ? before : INT64_MAX), value_integer((int64_t)limit)), &rows, error))
        return false;
    while (*count < limit && rows_next(&rows)) read_cycle(&rows, arena, &(*cycles)[(*count)++]);
    return rows_close(&rows, error);
}

bool cycle_insert(StoreSession *session, Cycle *cycle, Error *error)
{
    Rows rows;
    cycle->version = 1;
    if (!store_select(session, &query_cycle_last, NO_VALUES, &rows, error)) return false;
    cycle->id = rows_next(&rows) ? rows_integer(&rows, 0) + 1 : 1;
    return rows_close(&rows, error) &&
           store_execute(session, &query_cycle_insert,
                         VALUES(value_integer(cycle->id), value_integer(cycle->opened_at), value_text(cycle->carried)),
                         NULL, error);
}

bool cycle_ensure(StoreSession *session, Instant now, Arena *arena, Cycle *cycle, Error *error)
{
    if (!cycle_open(session, arena, cycle, error)) return false;
    if (cycle->id) return true;
    *cycle = (Cycle){.opened_at = now, .lessons = STR(""), .carried = STR("{}")};
    return cycle_insert(session, cycle, error);
}

bool cycle_carried(StoreSession *session, int64_t id, Str carried, Error *error)
{
    return store_execute(session, &query_cycle_carried, VALUES(value_integer(id), value_text(carried)), NULL, error);
}

bool cycle_close(StoreSession *session, int64_t id, Str lessons, Instant now, Error *error)
{
    return store_execute(session, &query_cycle_close,
                         VALUES(value_integer(id), value_text(lessons), value_integer(now)), NULL, error);
}

static bool step_of(Str name, MethodStep *step)
{
    for (int i = 0; i < METHOD_STEP_COUNT; i++)
        if (str_equal(name, str_of(method_step_names[i]))) return *step = (MethodStep)i, true;
    return false;
}

bool step_marks(StoreSession *session, int64_t cycle, Arena *arena, StepMark marks[METHOD_STEP_COUNT], Error *error)
{
    Rows rows;
    MethodStep step;
    for (int i = 0; i < METHOD_STEP_COUNT; i++) marks[i] = (StepMark){.note = STR("")};
    if (!store_select(session, &query_cycle_marks, VALUES(value_integer(cycle)), &rows, error)) return false;
    while (rows_next(&rows))
        if (step_of(rows_text(&rows, 0), &step))
            marks[step] = (StepMark){true, str_copy(arena, rows_text(&rows, 1)), rows_integer(&rows, 2)};
    return rows_close(&rows, error);
}

bool step_mark(StoreSession *session, int64_t cycle, MethodStep step, Str note, int64_t by, Instant now, Error *error)
{
    return store_execute(session, &query_cycle_mark,
                         VALUES(value_integer(cycle), value_text(str_of(method_step_names[step])), value_text(note),
                                value_integer(by), value_integer(now)),
                         NULL, error);
}

bool step_unmark(StoreSession *session, int64_t cycle, MethodStep step, Error *error)
{
    return store_execute(session, &query_cycle_unmark,
                         VALUES(value_integer(cycle), value_text(str_of(method_step_names[step]))), NULL, error);
}

bool goal_counts(StoreSession *session, int64_t cycle, GoalCounts *counts, Error *error)
{
    Rows rows;
    *counts = (GoalCounts){0};
    if (!store_select(session, &query_goal_counts, VALUES(value_integer(cycle)), &rows, error)) return false;
    while (rows_next(&rows)) {
        Str status = rows_text(&rows, 0);
        int64_t count = rows_integer(&rows, 2);
        if (str_equal(status, STR("draft"))) counts->drafts += count;
        if (str_equal(status, STR("active"))) counts->active += count;
        if (str_equal(status, STR("met"))) counts->met += count;
        if (str_equal(status, STR("missed"))) counts->missed += count;
        if (str_equal(status, STR("closed"))) counts->closed += count;
        if (str_equal(status, STR("active")) && str_equal(rows_text(&rows, 1), STR("behind"))) counts->behind += count;
    }
    return rows_close(&rows, error);
}

bool action_counts(StoreSession *session, ActionCounts *counts, Error *error)
{
    Rows rows;
    *counts = (ActionCounts){0};
    if (!store_select(session, &query_cycle_actions, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows))
        *counts = (ActionCounts){rows_integer(&rows, 0), rows_integer(&rows, 1), rows_integer(&rows, 2),
                                 rows_integer(&rows, 3), rows_integer(&rows, 4)};
    return rows_close(&rows, error);
}
