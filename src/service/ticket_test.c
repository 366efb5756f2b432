#include "service/ticket.h"

#include "base/random.h"
#include "base/test.h"

static TicketNews said(int64_t event, TicketWord word, Instant at)
{
    return (TicketNews){.event = event, .customer = 1, .reference = STR("T"), .word = word, .at = at};
}

TEST(a_ticket_that_is_solved_reopened_and_closed_is_done_once_more)
{
    TicketNews news[] = {said(1, TICKET_OPENED, 10), said(2, TICKET_SOLVED, 20), said(3, TICKET_REOPENED, 30),
                         said(4, TICKET_CLOSED, 40), said(5, TICKET_CLOSED, 50)};
    Ticket ticket = ticket_of_news(news, 3);
    CHECK_INT(ticket.status, TICKET_OPEN);
    ticket = ticket_of_news(news, COUNT_OF(news));
    CHECK_INT(ticket.status, TICKET_DONE);
    CHECK_INT(ticket.solved.at, 40); // what is closed stays closed
    CHECK_INT(ticket.reopened, 1);
}

TEST(a_ticket_whose_opening_is_not_known_is_in_no_state)
{
    TicketNews news[] = {said(1, TICKET_REOPENED, 10), said(2, TICKET_SOLVED, 20)};
    Ticket ticket = ticket_of_news(news, COUNT_OF(news));
    CHECK_INT(ticket.status, TICKET_UNKNOWN);
    CHECK_INT(ticket.reopened, 0); // nothing was closed
    CHECK_INT(ticket_of_news(news, 0).id, 0);
}

TEST(the_earlier_of_two_first_replies_counts)
{
    TicketNews news[] = {said(1, TICKET_OPENED, 0), said(2, TICKET_REPLIED, 120000), said(3, TICKET_SOLVED, 300000)};
    news[2].has_reply = true;
    news[2].reply_milli = 1500; // a minute and a half
    CHECK_INT(ticket_of_news(news, COUNT_OF(news)).replied.at, 90000);
    news[2].reply_milli = 3000;
    CHECK_INT(ticket_of_news(news, COUNT_OF(news)).replied.at, 120000);
    news[2].reply_milli = INT64_MAX / 2; // no number of milliseconds
    CHECK_INT(ticket_of_news(news, COUNT_OF(news)).replied.at, 120000);
}

// What the words say, walked one by one: the last word that opens or ends decides.
static TicketStatus plainly(const TicketNews *news, size_t count)
{
    bool opened = false, ended = false;
    for (size_t at = 0; at < count; at++)
        for (size_t i = 0; i < count; i++) {
            if (news[i].at != (Instant)at) continue;
            opened |= news[i].word == TICKET_OPENED;
            if (news[i].word == TICKET_SOLVED || news[i].word == TICKET_CLOSED) ended = true;
            if (news[i].word == TICKET_REOPENED) ended = false;
        }
    return !opened ? TICKET_UNKNOWN : ended ? TICKET_DONE : TICKET_OPEN;
}

TEST(tickets_are_the_same_in_any_order_of_arrival)
{
    enum { ROUNDS = 20000, MOST = 8 };
    Random random = random_start(5, 0);
    for (int round = 0; round < ROUNDS; round++) {
        TicketNews news[MOST], other[MOST];
        size_t count = 1 + (random_bits(&random) % (MOST));
        for (size_t i = 0; i < count; i++)
            news[i] =
                said((int64_t)i + 1, (TicketWord)(1 + (random_bits(&random) % (TICKET_WORD_END - 1))), (Instant)i);
        for (size_t i = 0; i < count; i++) other[i] = news[i];
        for (size_t i = count; i-- > 1;) {
            size_t k = (random_bits(&random) % (i + 1));
            TicketNews kept = other[i];
            other[i] = other[k];
            other[k] = kept;
        }
        TicketStatus expected = plainly(news, count);
        Ticket one = ticket_of_news(news, count), two = ticket_of_news(other, count);
        CHECK_INT(one.status, expected);
        CHECK_INT(two.status, one.status);
        CHECK_INT(two.solved.at, one.solved.at);
        CHECK_INT(two.reopened, one.reopened);
        CHECK_INT(two.replied.at, one.replied.at);
    }
}
