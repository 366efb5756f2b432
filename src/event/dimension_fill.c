// After the definitions have changed: the values of all events of the log, page by page.
#include "event/dimension_parts.h"

typedef struct Filling {
    Dimensions *dimensions;
    DimensionMark before;
    int64_t from, to; // events after `from` are read, up to `to`
} Filling;

bool dimension_bodies(StoreSession *session, int64_t after, Arena *arena, DimensionBody **body, size_t *count,
                      Error *error)
{
    Rows rows;
    *count = 0;
    *body = arena_array(arena, DimensionBody, DIMENSION_PAGE_EVENTS);
    if (!store_select(session, &query_dimension_bodies,
                      VALUES(value_integer(after), value_integer(DIMENSION_PAGE_EVENTS)), &rows, error))
        return false;
    while (*count < DIMENSION_PAGE_EVENTS && rows_next(&rows))
        (*body)[(*count)++] = (DimensionBody){rows_integer(&rows, 0), str_copy(arena, rows_text(&rows, 1))};
    return rows_close(&rows, error);
}

// May run more than once.
static bool fill_page(StoreSession *session, void *context, Error *error)
{
    Filling *filling = context;
    Arena *arena = arena_open(0), *scratch = arena_open(0);
    DimensionBody *body;
    uint16_t value[ACTIVITY_DIMENSIONS_MAX];
    size_t count = 0;
    dimensions_cut(filling->dimensions, &filling->before);
    bool good = dimensions_follow(filling->dimensions, session, error) &&
                dimension_bodies(session, filling->from, arena, &body, &count, error);
    for (size_t i = 0; good && i < count; i++)
        good = dimensions_read(filling->dimensions, session, body[i].text, scratch, value, error);
    filling->to = count ? body[count - 1].seq : filling->from;
    arena_close(scratch);
    arena_close(arena);
    return good;
}

// What other definitions had is of no use any more.
static bool end_filling(StoreSession *session, void *context, Error *error)
{
    const Filling *filling = context;
    const Value rules = value_integer((int64_t)filling->dimensions->rules);
    return store_execute(session, &query_dimension_forget_values, &rules, 1, NULL, error) &&
           store_execute(session, &query_dimension_forget_filled, &rules, 1, NULL, error) &&
           store_execute(session, &query_dimension_filled_add, &rules, 1, NULL, error);
}

bool dimensions_fill(Dimensions *dimensions, Error *error)
{
    Filling filling = {.dimensions = dimensions};
    do {
        filling.from = filling.to;
        filling.before = dimensions_mark(dimensions);
        if (!store_write(dimensions->store, fill_page, &filling, error)) return false;
    } while (filling.to > filling.from);
    return store_write(dimensions->store, end_filling, &filling, error);
}
