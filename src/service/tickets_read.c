#include "service/tickets_read.h"

#include <string.h>

static MaybeInstant maybe(const Rows *rows, int column)
{
    return (MaybeInstant){!rows_null(rows, column), rows_integer(rows, column)};
}

bool tickets_read(const Identity *identity, StoreSession *session, Instant from, Instant to, Arena *arena,
                  Tickets *tickets, Error *error)
{
    enum { USUAL = 256 };
    Rows rows;
    size_t room = 0;
    *tickets = (Tickets){0};
    if (!store_select(session, &query_ticket_between, VALUES(value_integer(from), value_integer(to)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        if (tickets->count == room) {
            Ticket *larger = arena_array(arena, Ticket, room = room ? room * 2 : USUAL);
            if (tickets->count) memcpy(larger, tickets->ticket, tickets->count * sizeof *larger);
            tickets->ticket = larger;
        }
        tickets->ticket[tickets->count++] =
            (Ticket){.id = rows_integer(&rows, 0),
                     .reference = str_copy(arena, rows_text(&rows, 1)),
                     .customer = identity_root(identity, (CustomerId)rows_integer(&rows, 2)),
                     .status = (TicketStatus)rows_integer(&rows, 3),
                     .opened = maybe(&rows, 4),
                     .replied = maybe(&rows, 5),
                     .solved = maybe(&rows, 6),
                     .reopened = rows_integer(&rows, 7),
                     .channel = str_copy(arena, rows_text(&rows, 8)),
                     .agent = str_copy(arena, rows_text(&rows, 9)),
                     .topic = str_copy(arena, rows_text(&rows, 10)),
                     .priority = str_copy(arena, rows_text(&rows, 11))};
    }
    return rows_close(&rows, error);
}

// An opening that is told again opens nothing.
static bool read_spells(StoreSession *session, const Ticket *ticket, OpenSpells *spells, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_ticket_states,
                      VALUES(value_text(ticket->reference), value_integer(TICKET_EVENTS_MAX)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        TicketWord word = (TicketWord)rows_integer(&rows, 0);
        Instant at = larger(rows_integer(&rows, 1), ticket->opened.at);
        struct OpenSpell *last = &spells->spell[spells->count - 1];
        if (word == TICKET_SOLVED || (word == TICKET_CLOSED && last->to == INT64_MAX))
            last->to = at;
        else if (word == TICKET_REOPENED && last->to != INT64_MAX)
            spells->spell[spells->count++] = (struct OpenSpell){at, INT64_MAX};
    }
    return rows_close(&rows, error);
}

bool ticket_spells(StoreSession *session, const Ticket *ticket, Arena *arena, OpenSpells *spells, Error *error)
{
    *spells = (OpenSpells){0};
    if (!ticket->opened.known) return true;
    spells->spell = arena_alloc(arena, (size_t)ticket->reopened + 1, sizeof *spells->spell);
    spells->spell[spells->count++] = (struct OpenSpell){ticket->opened.at, INT64_MAX};
    if (ticket->reopened) return read_spells(session, ticket, spells, error);
    if (ticket->solved.known) spells->spell[0].to = ticket->solved.at;
    return true;
}
