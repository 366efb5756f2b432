#include "behaviour/page_load.h"

#include <stdlib.h>
#include <string.h>

#include "event/properties.h"
#include "house.h"

bool page_load_of(const Event *event, Arena *arena, int64_t *load_ms)
{
    enum { MILLI = 1000 };
    JsonValue properties;
    int64_t milli;
    if (event->flags & EVENT_HIDDEN || !str_contains(event->body, STR("load_")) ||
        !event_properties(event, &properties) ||
        !property_milli(properties, "load_ms page_load_ms load_time_ms", arena, &milli))
        return false;
    *load_ms = milli / MILLI;
    return milli >= 0 && *load_ms <= PAGE_LOAD_MS_MAX;
}

// ---- reading ----

static int by_person(const void *a, const void *b)
{
    const PageLoad *x = a, *y = b;
    if (x->customer != y->customer) return x->customer < y->customer ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

bool page_loads_read(const Identity *identity, StoreSession *session, Instant from, Instant to, Arena *arena,
                     PageLoads *loads, Error *error)
{
    enum { USUAL = 1024 };
    Rows rows;
    size_t room = 0;
    *loads = (PageLoads){0};
    if (!store_select(session, &query_page_load_between, VALUES(value_integer(from), value_integer(to)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (loads->count == room) {
            PageLoad *larger = arena_array(arena, PageLoad, room = room ? room * 2 : USUAL);
            if (loads->count) memcpy(larger, loads->load, loads->count * sizeof *larger);
            loads->load = larger;
        }
        loads->load[loads->count++] =
            (PageLoad){.customer = identity_root(identity, (CustomerId)rows_integer(&rows, 0)),
                       .at = rows_integer(&rows, 1),
                       .page = (uint16_t)rows_integer(&rows, 2),
                       .load_ms = rows_integer(&rows, 3)};
    }
    if (loads->count) qsort(loads->load, loads->count, sizeof *loads->load, by_person);
    return rows_close(&rows, error);
}

// ---- keeping ----

static bool follow(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    int64_t load_ms;
    uint16_t page;
    Arena *arena = arena_open(0);
    bool kept = !page_load_of(event, arena, &load_ms) || !log_class(house->log, event->kind, event->name, &page) ||
                store_execute(session, &query_page_load_insert,
                              VALUES(value_integer(event->seq), value_integer(event->customer),
                                     value_integer(event->at), value_integer(page), value_integer(load_ms)),
                              NULL, error);
    arena_close(arena);
    return kept;
}

static bool undo(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    return store_execute(session, &query_page_load_remove, VALUES(value_integer(event->seq)), NULL, error);
}

const Reaction page_load_reactions[] = {
    {.name = "page_loads", .kinds = 1U << EVENT_PAGE | 1U << EVENT_SCREEN, .within = follow, .undo = undo}, {0}};

const PersonalTable page_load_personal[] = {
    {.table = "page_load",
     .name = "page_loads",
     .purpose = PHRASE("finding where our pages are slow", "savoir où nos pages sont lentes"),
     .retention = RETENTION_EVENT,
     .read = &query_page_load_personal,
     .columns = "at:instant page load_ms",
     .erase = &query_page_load_erase,
     .expire = &query_page_load_expire},
    {0}};
