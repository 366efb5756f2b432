#include "service/ticket.h"

#include <stdlib.h>

#include "event/properties.h"

const char *const ticket_status_names[TICKET_STATUS_END] = {
    [TICKET_UNKNOWN] = "unknown",
    [TICKET_OPEN] = "open",
    [TICKET_DONE] = "solved",
};

// ---- what an event says ----

static TicketWord word_of(Str event)
{
    static const Str names[TICKET_WORD_END] = {[TICKET_OPENED] = STR("Ticket Opened"),
                                               [TICKET_REOPENED] = STR("Ticket Reopened"),
                                               [TICKET_REPLIED] = STR("Ticket Replied"),
                                               [TICKET_SOLVED] = STR("Ticket Solved"),
                                               [TICKET_CLOSED] = STR("Ticket Closed")};
    for (TicketWord word = TICKET_OPENED; word < TICKET_WORD_END; word++)
        if (str_equal(names[word], event)) return word;
    return 0;
}

// A reply of the customer is none of ours.
static bool is_ours(JsonValue properties, Arena *arena)
{
    Str author = property_text(properties, "author", TICKET_TEXT_BYTES_MAX, arena);
    return !str_equal_fold(author, STR("customer"));
}

bool ticket_news(const Event *event, Arena *arena, TicketNews *news)
{
    JsonValue properties;
    *news =
        (TicketNews){.event = event->seq, .customer = event->customer, .at = event->at, .word = word_of(event->name)};
    if (!news->word || event->flags & EVENT_HIDDEN || !event_properties(event, &properties)) return false;
    if (news->word == TICKET_REPLIED && !is_ours(properties, arena)) return false;
    news->reference = property_text(properties, "ticket_id", TICKET_REFERENCE_BYTES_MAX, arena);
    if (!news->reference.size && news->word != TICKET_OPENED) return false;
    if (!news->reference.size) news->reference = str_format(arena, "event %lld", (long long)event->seq);
    news->channel = property_text(properties, "channel", TICKET_TEXT_BYTES_MAX, arena);
    news->agent = property_text(properties, "agent", TICKET_TEXT_BYTES_MAX, arena);
    news->topic = property_text(properties, "topic category", TICKET_TEXT_BYTES_MAX, arena);
    news->priority = property_text(properties, "priority", TICKET_TEXT_BYTES_MAX, arena);
    news->has_reply =
        property_milli(properties, "first_reply_minutes", arena, &news->reply_milli) && news->reply_milli >= 0;
    return true;
}

// ---- the state ----

static int in_order(const void *a, const void *b)
{
    const TicketNews *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    if (x->word != y->word) return x->word < y->word ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

static void keep_first(Str *text, Str said)
{
    if (!text->size) *text = said;
}

static void keep_last(Str *text, Str said)
{
    if (said.size) *text = said;
}

static void reopen(Ticket *ticket)
{
    if (!ticket->solved.known) return;
    ticket->solved = (MaybeInstant){0};
    ticket->reopened++;
}

static void take(Ticket *ticket, const TicketNews *news)
{
    if (news->word == TICKET_OPENED && !ticket->opened.known) ticket->opened = (MaybeInstant){true, news->at};
    if (news->word == TICKET_REOPENED) reopen(ticket);
    if (news->word == TICKET_REPLIED && !ticket->replied.known) ticket->replied = (MaybeInstant){true, news->at};
    if (news->word == TICKET_SOLVED || (news->word == TICKET_CLOSED && !ticket->solved.known))
        ticket->solved = (MaybeInstant){true, news->at};
    keep_first(&ticket->channel, news->channel);
    keep_first(&ticket->topic, news->topic);
    keep_last(&ticket->agent, news->agent);
    keep_last(&ticket->priority, news->priority);
    ticket->last_at = news->at;
}

// Help desks that only tell how long the first reply took: counted from the opening, when that is earlier than what the
// events say.
static void take_reply_time(Ticket *ticket, const TicketNews *news)
{
    enum { MINUTE_OVER_MILLI = 60 }; // a thousandth of a minute in milliseconds
    if (!news->has_reply || !ticket->opened.known) return;
    Instant at;
    if (__builtin_mul_overflow(news->reply_milli, MINUTE_OVER_MILLI, &at) ||
        __builtin_add_overflow(at, ticket->opened.at, &at))
        return;
    if (!ticket->replied.known || at < ticket->replied.at) ticket->replied = (MaybeInstant){true, at};
}

Ticket ticket_of_news(TicketNews *news, size_t count)
{
    Ticket ticket = {0};
    if (!count) return ticket;
    qsort(news, count, sizeof *news, in_order);
    ticket.reference = news[0].reference;
    ticket.customer = news[0].customer;
    for (size_t i = 0; i < count; i++) take(&ticket, &news[i]);
    for (size_t i = 0; i < count; i++) take_reply_time(&ticket, &news[i]);
    ticket.status = !ticket.opened.known ? TICKET_UNKNOWN : ticket.solved.known ? TICKET_DONE : TICKET_OPEN;
    return ticket;
}
