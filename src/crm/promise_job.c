// promise_job.c - once a minute, promises that are overdue are written down as broken and said on the timeline.
#include "crm/promise_job.h"

#include "crm/promise.h"
#include "house.h"

typedef struct Turn {
    const House *house;
    Instant now;
    size_t count;
} Turn;

static bool break_some(StoreSession *session, void *context, Error *error)
{
    Turn *turn = context;
    Arena *arena = arena_open(0);
    bool fine = promise_break_overdue(turn->house, session, turn->now, arena, &turn->count, error);
    arena_close(arena);
    return fine;
}

static bool run(JobCall *call, Error *error)
{
    int64_t broken = 0;
    Turn turn = {.house = call->house, .now = call->now};
    do {
        if (!store_write(call->house->store, break_some, &turn, error)) return false;
        broken += (int64_t)turn.count;
    } while (turn.count == PROMISES_AT_ONCE && !*call->cancelled);
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "broken");
    json_integer(&json, broken);
    json_end_object(&json);
    return true;
}

const JobKind promise_jobs[] = {{.name = "promises", .every_seconds = 60, .run = run}, {.name = NULL}};
