// ticket_fuzz.c - properties of any form: what is read of a ticket stays within its sizes, and times never overflow.
#include <stdlib.h>

#include "service/ticket.h"

static void must(bool condition)
{
    if (!condition) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const Str names[] = {STR("Ticket Opened"), STR("Ticket Replied"), STR("Ticket Solved"),
                                STR("Ticket Reopened"), STR("Ticket Closed")};
    Arena *arena = arena_open(0);
    TicketNews news[COUNT_OF(names)];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Event event = {.seq = (int64_t)i + 1,
                       .kind = EVENT_TRACK,
                       .name = names[i],
                       .customer = 1,
                       .at = (Instant)i,
                       .body = {(const char *)data, size}};
        if (!ticket_news(&event, arena, &news[count])) continue;
        must(news[count].reference.size > 0 && news[count].reference.size <= TICKET_REFERENCE_BYTES_MAX);
        must(news[count].topic.size <= TICKET_TEXT_BYTES_MAX);
        count++;
    }
    Ticket ticket = ticket_of_news(news, count);
    must(!count || (TICKET_UNKNOWN <= ticket.status && ticket.status < TICKET_STATUS_END));
    must(!ticket.replied.known || !ticket.opened.known || ticket.replied.at >= 0);
    arena_close(arena);
    return 0;
}
