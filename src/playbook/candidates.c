#include "playbook/candidates.h"

#include <stdlib.h>

#include "health/health.h"
#include "house.h"
#include "retain/at_risk.h"
#include "segment/stored.h"

bool playbook_text(const PlaybookPlace *place, int64_t id, PlaybookText *playbook, Error *error)
{
    enum { NAME = 1, STEPS = 4, VERSION = 7 };
    Rows rows;
    *playbook = (PlaybookText){0};
    if (!store_select(place->session, &query_playbook_one, VALUES(value_integer(id)), &rows, error)) return false;
    if (rows_next(&rows))
        *playbook = (PlaybookText){.id = rows_integer(&rows, 0),
                                   .name = str_copy(place->arena, rows_text(&rows, NAME)),
                                   .steps = str_copy(place->arena, rows_text(&rows, STEPS)),
                                   .version = rows_integer(&rows, VERSION)};
    if (!rows_close(&rows, error)) return false;
    return playbook->id || error_code(error, ERROR_NOT_FOUND, "not_found",
                                      PHRASE("there is no playbook of this number", "aucune procédure ne porte ce "
                                                                                    "numéro"),
                                      STR(""));
}

bool candidates_room(const PlaybookPlace *place, const PlaybookEntry *entry, int64_t *room, Error *error)
{
    Rows rows;
    Instant since = place->now - (Instant)SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    if (!store_select(place->session, &query_playbook_run_entered,
                      VALUES(value_integer(entry->playbook), value_integer(since)), &rows, error))
        return false;
    *room = rows_next(&rows) ? larger(0, entry->day_max - rows_integer(&rows, 0)) : 0;
    return rows_close(&rows, error);
}

// ---- who is meant ----

typedef struct Found {
    const PlaybookPlace *place;
    const PlaybookEntry *entry;
    uint32_t customers;
    bool *before; // by root: has entered
    CustomerId *people;
    size_t count, room;
} Found;

static bool read_before(Found *found, Error *error)
{
    Rows rows;
    const Identity *identity = found->place->house->identity;
    if (!store_select(found->place->session, &query_playbook_run_customers,
                      VALUES(value_integer(found->entry->playbook)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        CustomerId root = identity_root(identity, (CustomerId)rows_integer(&rows, 0));
        if (root < found->customers) found->before[root] = true;
    }
    return rows_close(&rows, error);
}

// *full: nobody more is needed.
static bool offer(Found *found, CustomerId customer, bool *full, Error *error)
{
    const char *obstacle;
    CustomerId root = identity_root(found->place->house->identity, customer);
    *full = found->count == found->room;
    if (*full || root >= found->customers || found->before[root]) return true;
    found->before[root] = true; // looked at
    if (!run_may_enter(found->place, found->entry->playbook, root, &obstacle, error)) return false;
    if (!obstacle) found->people[found->count++] = root;
    return true;
}

// Everybody who is in it now, by its rule and lists.
static bool in_segment(Found *found, Error *error)
{
    bool full = false;
    StoredSegment stored;
    StoredPeople people;
    const PlaybookPlace *place = found->place;
    const SegmentPlace asked = {.house = place->house,
                                .session = place->session,
                                .port = place->house->questions,
                                .now = place->now,
                                .arena = place->arena};
    if (!stored_of_key(place->session, found->entry->word, place->arena, &stored, error)) return false;
    if (!stored.id) return true; // it was deleted
    if (!stored_people(&asked, &stored, &people, error)) return false;
    for (CustomerId c = 1; c < found->customers && !full; c++)
        if (customer_set_has(&people.all, c) && !offer(found, c, &full, error)) return false;
    return true;
}

// Who came into it since the playbook was switched on.
static bool came_into_segment(Found *found, Error *error)
{
    Rows rows;
    bool full = false;
    size_t count = 0;
    CustomerId *customers = arena_array(found->place->arena, CustomerId, found->customers);
    if (!store_select(found->place->session, &query_playbook_entry_came_in,
                      VALUES(value_text(found->entry->word), value_integer(found->entry->since)), &rows, error))
        return false;
    while (count < found->customers && rows_next(&rows)) customers[count++] = (CustomerId)rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    for (size_t i = 0; i < count && !full; i++)
        if (!offer(found, customers[i], &full, error)) return false;
    return true;
}

static bool at_risk(Found *found, Error *error)
{
    bool full = false;
    AtRiskQueue queue;
    ActionBoard *board = arena_new(found->place->arena, ActionBoard);
    const PredictionPlace place = {found->place->house, found->place->session, found->place->now, LOCALE_EN,
                                   found->place->arena};
    AtRiskAsk ask = {.board = board, .owner = AT_RISK_ANY_OWNER, .status = AT_RISK_WAITING};
    if (!action_board_open(&place, board, error)) return false;
    bool fine = at_risk_queue(&ask, &queue, error);
    action_board_close(board);
    for (size_t i = 0; fine && i < queue.count && !full; i++)
        if (queue.person[i].risk_minor >= found->entry->value_minor)
            fine = offer(found, queue.person[i].person, &full, error);
    return fine;
}

typedef struct Signalled {
    Instant since;
    CustomerId root;
} Signalled;

static int newest_first(const void *a, const void *b)
{
    const Signalled *one = a, *other = b;
    if (one->since != other->since) return one->since > other->since ? -1 : 1;
    return (one->root > other->root) - (one->root < other->root);
}

static bool with_signal(Found *found, Error *error)
{
    bool full = false, fine = true;
    size_t count = 0;
    HealthSignal signal;
    PeopleHealth people;
    const HealthPlace place = {found->place->house, found->place->session, found->place->now, found->place->arena};
    const PeopleAsk ask = {.as_of = found->place->now};
    if (!health_signal_parse(found->entry->word, &signal)) return true;
    if (!health_of_all(&place, &ask, &people, error)) return false;
    Signalled *list = arena_array(found->place->arena, Signalled, people.customers + 1);
    for (CustomerId c = 1; c < people.customers; c++) {
        if (people.standing[c] != STANDING_CUSTOMER) continue;
        SignalScore one = health_signal(&people.definition, signal, &people.facts[c], &people.moment);
        if (one.stands && (found->entry->present || one.since >= found->entry->since))
            list[count++] = (Signalled){one.since, c};
    }
    if (count) qsort(list, count, sizeof *list, newest_first);
    for (size_t i = 0; fine && i < count && !full; i++) fine = offer(found, list[i].root, &full, error);
    return fine;
}

bool candidates(const PlaybookPlace *place, const PlaybookEntry *entry, CustomerId **people, size_t *count,
                Error *error)
{
    int64_t room;
    Found found = {.place = place, .entry = entry, .customers = identity_count(place->house->identity) + 1};
    *count = 0;
    *people = NULL;
    if (!candidates_room(place, entry, &room, error)) return false;
    found.room = (size_t)room;
    found.before = arena_array(place->arena, bool, found.customers);
    found.people = arena_array(place->arena, CustomerId, found.room + 1);
    if (!room) return true;
    bool fine = read_before(&found, error);
    switch (entry->kind) {
    case ENTRY_BY_HAND: break;
    case ENTRY_SEGMENT:
        fine = fine && (entry->present ? in_segment(&found, error) : came_into_segment(&found, error));
        break;
    case ENTRY_AT_RISK: fine = fine && at_risk(&found, error); break;
    case ENTRY_SIGNAL: fine = fine && with_signal(&found, error); break;
    }
    *people = found.people;
    *count = found.count;
    return fine;
}
