// past_job.c - signs out of the events that were in the log before signs were kept: read once, after the upgrade, in
// rounds of which each knows how far the one before came. What it keeps is what would have been kept then (sign.h);
// nobody is told of it.
#include "event/log.h"
#include "event/reaction.h"
#include "health/follow.h"
#include "health/health_job.h"
#include "house.h"

enum { LOOKED_AT = 20000, KEPT_AT = 500 };

typedef struct PastRound {
    JobCall *call;
    Arena *arena;
    int64_t seq, until; // as the store says
    int64_t next;       // how far this round comes
    int64_t wanted[KEPT_AT];
    size_t count;
    bool begun, done;
    int64_t kept;
} PastRound;

static bool read_place(PastRound *round, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_past_get, NO_VALUES, &rows, error)) return false;
    round->begun = rows_next(&rows);
    if (round->begun) {
        round->seq = rows_integer(&rows, 0);
        round->until = rows_integer(&rows, 1);
        round->done = !rows_null(&rows, 2);
    }
    return rows_close(&rows, error);
}

// By class of event: whether a reaction of this folder keeps signs of it.
static bool *wanted_classes(const PastRound *round)
{
    bool *wanted = arena_array(round->arena, bool, ACTIVITY_CLASSES_MAX);
    for (const Reaction *reaction = health_reactions; reaction->name; reaction++) {
        uint16_t number;
        if (reaction->within != sign_follow) continue;
        for (int kind = EVENT_TRACK; kind <= EVENT_INTERNAL; kind++)
            if (reaction->kinds >> kind & 1 &&
                log_class(round->call->house->log, (EventKind)kind, str_of(reaction->event), &number))
                wanted[number] = true;
    }
    return wanted;
}

static bool find_events(PastRound *round, StoreSession *session, Error *error)
{
    Rows rows;
    const bool *wanted = wanted_classes(round);
    size_t looked = 0;
    if (!store_select(session, &query_past_events,
                      VALUES(value_integer(round->seq), value_integer(round->until), value_integer(LOOKED_AT)), &rows,
                      error))
        return false;
    round->next = round->seq;
    while (round->count < KEPT_AT && rows_next(&rows)) {
        looked++;
        round->next = rows_integer(&rows, 0);
        if (wanted[rows_integer(&rows, 1)]) round->wanted[round->count++] = round->next;
    }
    if (round->count < KEPT_AT && looked < LOOKED_AT) round->next = round->until;
    return rows_close(&rows, error);
}

static bool look(PastRound *round, Error *error)
{
    StoreSession *session;
    const House *house = round->call->house;
    if (!store_read_begin(house->store, &session, error)) return false;
    bool fine = log_catch_up(house->log, session, error) && read_place(round, session, error);
    if (fine && !round->begun) round->until = log_last(house->log);
    if (fine && !round->done) fine = find_events(round, session, error);
    store_read_end(session);
    return fine;
}

// An event that left the log since is none any more.
static bool keep_within(StoreSession *session, void *context, Error *error)
{
    PastRound *round = context;
    const House *house = round->call->house;
    Event *event = arena_array(round->arena, Event, round->count + 1);
    if (!job_hold_within(round->call, session, error)) return false;
    if (!round->begun && !store_execute(session, &query_past_begin, VALUES(value_integer(round->until)), NULL, error))
        return false;
    if (!log_get_all(house->log, session, round->wanted, round->count, round->arena, event, error)) return false;
    round->kept = 0;
    for (size_t i = 0; i < round->count; i++) {
        if (!event[i].seq || event[i].flags & EVENT_ANONYMOUS) continue;
        if (!sign_follow(house, session, &event[i], error)) return false;
        round->kept++;
    }
    round->done = round->next >= round->until;
    return store_execute(
        session, &query_past_move,
        VALUES(value_integer(round->next), round->done ? value_integer(round->call->now) : value_null()), NULL, error);
}

static bool read_round(JobCall *call, bool *done, int64_t *kept, Error *error)
{
    PastRound round = {.call = call, .arena = arena_open(0)};
    bool fine = look(&round, error) && (round.done || store_write(call->house->store, keep_within, &round, error));
    *done = round.done;
    *kept += round.kept;
    arena_close(round.arena);
    return fine;
}

bool health_read_past(JobCall *call, Error *error)
{
    bool done = false;
    int64_t kept = 0;
    while (!done && !*call->cancelled)
        if (!read_round(call, &done, &kept, error)) return false;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "events");
    json_integer(&json, kept);
    json_end_object(&json);
    return true;
}
