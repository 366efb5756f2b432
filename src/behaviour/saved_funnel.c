#include "behaviour/saved_funnel.h"

static SavedFunnel take(const Rows *rows, Arena *arena)
{
    return (SavedFunnel){.id = rows_integer(rows, 0),
                         .name = str_copy(arena, rows_text(rows, 1)),
                         .question = str_copy(arena, rows_text(rows, 2)),
                         .made_by = rows_integer(rows, 3),
                         .made_at = rows_integer(rows, 4)};
}

static bool refuse_missing(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is no such funnel; GET /api/v1/funnels/saved lists them",
                             "il n’y a pas de tel entonnoir\u202F; GET /api/v1/funnels/saved les liste"),
                      STR(""));
}

bool funnel_saved(StoreSession *session, int64_t id, Arena *arena, SavedFunnel *funnel, Error *error)
{
    Rows rows;
    *funnel = (SavedFunnel){0};
    if (!store_select(session, &query_funnel_one, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows)) *funnel = take(&rows, arena);
    return rows_close(&rows, error) && (funnel->id || refuse_missing(error));
}

bool funnel_saved_list(StoreSession *session, int64_t before, size_t limit, Arena *arena, SavedFunnel **list,
                       size_t *count, Error *error)
{
    Rows rows;
    *list = arena_array(arena, SavedFunnel, limit);
    *count = 0;
    if (!store_select(session, &query_funnel_page, VALUES(value_integer(before), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows)) (*list)[(*count)++] = take(&rows, arena);
    return rows_close(&rows, error);
}

bool funnel_save(StoreSession *session, SavedFunnel *funnel, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_funnel_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) funnel->id = rows_integer(&rows, 0) + 1;
    return rows_close(&rows, error) &&
           store_execute(session, &query_funnel_add,
                         VALUES(value_integer(funnel->id), value_text(funnel->name), value_text(funnel->question),
                                value_integer(funnel->made_by), value_integer(funnel->made_at)),
                         NULL, error);
}

bool funnel_forget(StoreSession *session, int64_t id, Error *error)
{
    int64_t changed;
    return store_execute(session, &query_funnel_remove, VALUES(value_integer(id)), &changed, error) &&
           (changed || refuse_missing(error));
}
