#include "crm/market.h"

static Str member_text(JsonValue object, const char *name, Arena *arena)
{
    JsonValue value;
    return json_member(object, str_of(name), &value) && value.type == JSON_STRING
               ? str_trim(json_get_string(value, arena))
               : STR("");
}

static bool exit_of_event(StoreSession *session, const Event *event, Arena *arena, Error *error)
{
    JsonValue body, properties;
    Error unfit;
    int64_t id = 0;
    Str folded = STR(""), shown;
    if (event->flags & EVENT_HIDDEN || !json_parse(event->body, &body, &unfit) ||
        !json_member(body, STR("properties"), &properties))
        return true;
    Str competitor = member_text(properties, "competitor", arena), reason = member_text(properties, "reason", arena);
    if (reason.size > REASON_BYTES_MAX) reason = STR("");
    if (!label_read(competitor, "", arena, &folded, &shown, &unfit)) folded = STR("");
    if (!folded.size && !reason.size) return true;
    return crm_number(session, &id, error) &&
           store_execute(session, &query_market_insert_exit,
                         VALUES(value_integer(id), value_integer(event->customer), value_text_or_null(folded),
                                value_text(reason), value_integer(event->at), value_integer(event->seq),
                                value_integer(event->source)),
                         NULL, error);
}

static bool react(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Arena *arena = arena_open(0);
    bool fine = exit_of_event(session, event, arena, error);
    arena_close(arena);
    return fine;
}

static bool undo_react(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    return store_execute(session, &query_market_undo, VALUES(value_integer(event->customer), value_integer(event->seq)),
                         NULL, error);
}

const Reaction market_reactions[] = {
    {.name = "exits", .event = "Exit Recorded", .within = react, .undo = undo_react},
    {.name = "exits of subscriptions", .event = "Subscription Cancelled", .within = react, .undo = undo_react},
    {.name = NULL},
};

bool exits_between(StoreSession *session, Instant from, Instant to, Arena *arena, Exits *exits, Error *error)
{
    enum { USUAL = 64 };
    Rows rows;
    size_t room = 0;
    *exits = (Exits){0};
    if (!store_select(session, &query_market_exits_between, VALUES(value_integer(from), value_integer(to)), &rows,
                      error))
        return false;
    while (rows_next(&rows)) {
        if (exits->count == room) {
            Exit *more = arena_array(arena, Exit, room = room ? room * 2 : USUAL);
            for (size_t i = 0; i < exits->count; i++) more[i] = exits->exit[i];
            exits->exit = more;
        }
        exits->exit[exits->count++] = (Exit){.id = rows_integer(&rows, 0),
                                             .customer = (CustomerId)rows_integer(&rows, 1),
                                             .competitor = str_copy(arena, rows_text(&rows, 2)),
                                             .reason = str_copy(arena, rows_text(&rows, 3)),
                                             .at = rows_integer(&rows, 4)};
    }
    return rows_close(&rows, error);
}
