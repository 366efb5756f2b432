// ticket_follow.c - the events that tickets are made of, taken in the transaction that appends them; and where they
// hold personal data.
#include <string.h>

#include "event/reaction.h"
#include "service/service.h"
#include "service/ticket.h"

// ---- the state in the store ----

typedef struct NewsList {
    TicketNews *news;
    size_t count, room;
} NewsList;

static TicketNews *add_news(NewsList *list, Arena *arena)
{
    enum { USUAL = 8 };
    if (list->count == list->room) {
        TicketNews *larger = arena_array(arena, TicketNews, list->room = list->room ? list->room * 2 : USUAL);
        if (list->count) memcpy(larger, list->news, list->count * sizeof *larger);
        list->news = larger;
    }
    return &list->news[list->count++];
}

static bool read_news(StoreSession *session, Str reference, Arena *arena, NewsList *list, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_ticket_events_of, VALUES(value_text(reference), value_integer(TICKET_EVENTS_MAX)),
                      &rows, error))
        return false;
    while (rows_next(&rows))
        *add_news(list, arena) = (TicketNews){.event = rows_integer(&rows, 0),
                                              .reference = reference,
                                              .customer = (CustomerId)rows_integer(&rows, 1),
                                              .word = (TicketWord)rows_integer(&rows, 2),
                                              .at = rows_integer(&rows, 3),
                                              .channel = str_copy(arena, rows_text(&rows, 4)),
                                              .agent = str_copy(arena, rows_text(&rows, 5)),
                                              .topic = str_copy(arena, rows_text(&rows, 6)),
                                              .priority = str_copy(arena, rows_text(&rows, 7)),
                                              .has_reply = !rows_null(&rows, 8),
                                              .reply_milli = rows_integer(&rows, 8)};
    return rows_close(&rows, error);
}

static Value instant_or_null(MaybeInstant instant)
{
    return instant.known ? value_integer(instant.at) : value_null();
}

static bool run(StoreSession *session, const Query *query, const Ticket *ticket, int64_t *changed, Error *error)
{
    return store_execute(
        session, query,
        VALUES(value_text(ticket->reference), value_integer(ticket->customer), value_integer(ticket->status),
               instant_or_null(ticket->opened), instant_or_null(ticket->replied), instant_or_null(ticket->solved),
               value_integer(ticket->reopened), value_text(ticket->channel), value_text(ticket->agent),
               value_text(ticket->topic), value_text(ticket->priority), value_integer(ticket->last_at)),
        changed, error);
}

static bool settle(StoreSession *session, Str reference, Arena *arena, Error *error)
{
    NewsList list = {0};
    int64_t changed = 0;
    if (!read_news(session, reference, arena, &list, error)) return false;
    if (!list.count) return store_execute(session, &query_ticket_remove, VALUES(value_text(reference)), NULL, error);
    Ticket ticket = ticket_of_news(list.news, list.count);
    return run(session, &query_ticket_update, &ticket, &changed, error) &&
           (changed || run(session, &query_ticket_insert, &ticket, NULL, error));
}

bool ticket_settle(StoreSession *session, Str reference, Error *error)
{
    Arena *arena = arena_open(0);
    bool fine = settle(session, reference, arena, error);
    arena_close(arena);
    return fine;
}

// ---- reactions ----

static bool keep(StoreSession *session, const TicketNews *news, Error *error)
{
    return store_execute(session, &query_ticket_insert_event,
                         VALUES(value_integer(news->event), value_text(news->reference), value_integer(news->customer),
                                value_integer(news->word), value_integer(news->at), value_text(news->channel),
                                value_text(news->agent), value_text(news->topic), value_text(news->priority),
                                news->has_reply ? value_integer(news->reply_milli) : value_null()),
                         NULL, error) &&
           ticket_settle(session, news->reference, error);
}

static bool follow(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    TicketNews news;
    Arena *arena = arena_open(0);
    bool fine = !ticket_news(event, arena, &news) || keep(session, &news, error);
    arena_close(arena);
    return fine;
}

static bool undo(const struct House *house, StoreSession *session, const Event *event, Error *error)
{
    (void)house;
    Rows rows;
    if (!store_select(session, &query_ticket_reference_of, VALUES(value_integer(event->seq)), &rows, error))
        return false;
    Arena *arena = arena_open(0);
    bool there = rows_next(&rows);
    Str reference = there ? str_copy(arena, rows_text(&rows, 0)) : STR("");
    bool fine = rows_close(&rows, error) &&
                store_execute(session, &query_ticket_remove_event, VALUES(value_integer(event->seq)), NULL, error) &&
                (!there || ticket_settle(session, reference, error));
    arena_close(arena);
    return fine;
}

#define ON(event_name)                                                                                                 \
    {                                                                                                                  \
        .name = "tickets", .kinds = 1U << EVENT_TRACK | 1U << EVENT_INTERNAL, .event = (event_name), .within = follow, \
        .undo = undo                                                                                                   \
    }

const Reaction ticket_reactions[] = {
    ON("Ticket Opened"), ON("Ticket Replied"), ON("Ticket Solved"), ON("Ticket Reopened"), ON("Ticket Closed"), {0},
};

// ---- personal data ----

#define PURPOSE PHRASE("answering what you asked", "répondre à vos demandes")

// Events first: their queries look at the tickets.
const PersonalTable ticket_personal[] = {
    {.table = "ticket_event",
     .name = "ticket_events",
     .purpose = PURPOSE,
     .retention = RETENTION_SERVICE,
     .read = &query_ticket_personal_events,
     .columns = "reference word at:instant channel topic priority",
     .erase = &query_ticket_erase_events,
     .expire = &query_ticket_expire_events},
    {.table = "ticket",
     .name = "tickets",
     .purpose = PURPOSE,
     .retention = RETENTION_SERVICE,
     .read = &query_ticket_personal,
     .columns =
         "reference status opened_at:instant replied_at:instant solved_at:instant reopened channel topic priority",
     .erase = &query_ticket_erase,
     .expire = &query_ticket_expire},
    {0},
};
