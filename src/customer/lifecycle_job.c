// lifecycle_job.c - what follows events, and what time alone changes.
#include "customer/cuts.h"
#include "customer/lifecycle_http.h"
#include "customer/search_http.h"
#include "event/reaction.h"
#include "house.h"
#include "identity/personal.h"
#include "job/job.h"
#include "module.h"

// ---- events ----

static bool may_change(const Event *event)
{
    HappeningKind kind = happening_kind(event->kind, event->name);
    return kind == HAPPENING_ORDER || kind == HAPPENING_SUBSCRIPTION || kind == HAPPENING_TICKET ||
           kind == HAPPENING_ANSWER || kind == HAPPENING_PROFILE;
}

static bool follow_event(const House *house, StoreSession *session, const Event *event, Error *error)
{
    if (!may_change(event)) return true;
    Arena *arena = arena_open(0);
    Lifecycle lifecycle = lifecycle_of(house, arena);
    bool ticket = str_equal(event->name, STR("Ticket Opened"));
    bool fine = (!ticket || ticket_number_keep(session, event, arena, error)) &&
                lifecycle_follow(&lifecycle, session, event, arena, error);
    arena_close(arena);
    return fine;
}

// After the modules that keep what is bought: their reactions come first.
static const Reaction reactions[] = {
    {.name = "lifecycle",
     .kinds = 1U << EVENT_TRACK | 1U << EVENT_INTERNAL | 1U << EVENT_IDENTIFY | 1U << EVENT_ALIAS,
     .within = follow_event},
    {0},
};

// ---- time ----

enum { SETTLED_AT_ONCE = 200, HOUR_SECONDS = 3600 };
static const Instant cuts_kept_for = INT64_C(20) * HOUR_SECONDS * MILLISECONDS_PER_SECOND;

// A few persons in a transaction of their own, so that nobody who writes waits for long.
typedef struct Settling {
    const House *house;
    Instant now;
    int64_t after, last; // of all persons: those with numbers after..last
    bool all;
    size_t count;
    Cuts cuts;
} Settling;

static bool settle_all(const Lifecycle *lifecycle, StoreSession *session, const Settling *settling, Arena *arena,
                       Error *error)
{
    for (int64_t at = settling->after + 1; at <= settling->last; at++)
        if (identity_root(settling->house->identity, (CustomerId)at) == (CustomerId)at &&
            !lifecycle_settle(lifecycle, session, (CustomerId)at, settling->now, arena, error))
            return false;
    return true;
}

static bool settle_some(StoreSession *session, void *context, Error *error)
{
    Settling *settling = context;
    Arena *arena = arena_open(0);
    Lifecycle lifecycle = lifecycle_of(settling->house, arena);
    bool fine = settling->all ? settle_all(&lifecycle, session, settling, arena, error)
                              : lifecycle_settle_due(&lifecycle, session, settling->now, SETTLED_AT_ONCE, arena,
                                                     &settling->count, error);
    arena_close(arena);
    return fine;
}

static bool settle_everybody(JobCall *call, Settling *settling, Error *error)
{
    int64_t count = identity_count(call->house->identity);
    settling->all = true;
    atomic_store(&call->progress->total, (uint64_t)count);
    for (; settling->after < count && !*call->cancelled; settling->after = settling->last) {
        settling->last = smaller(settling->after + SETTLED_AT_ONCE, count);
        if (!store_write(call->house->store, settle_some, settling, error)) return false;
        progress_add(call->progress, (uint64_t)(settling->last - settling->after));
    }
    settling->all = false;
    return true;
}

static bool settle_due(JobCall *call, Settling *settling, size_t *settled, Error *error)
{
    do {
        if (!store_write(call->house->store, settle_some, settling, error)) return false;
        *settled += settling->count;
    } while (settling->count == SETTLED_AT_ONCE && !*call->cancelled);
    return true;
}

static bool keep_cuts(StoreSession *session, void *context, Error *error)
{
    const Settling *settling = context;
    return cuts_keep(session, &settling->cuts, error);
}

static bool make_cuts(const JobCall *call, Settling *settling, Error *error)
{
    StoreSession *session;
    const Zone *zone = workspace_settings(call->house->workspace)->zone;
    if (!store_read_begin(call->house->store, &session, error)) return false;
    bool fine = cuts_read(call->house->identity, session, zone, call->now, call->arena, &settling->cuts, error);
    bool old = fine && (!settling->cuts.known || settling->cuts.at == call->now ||
                        settling->cuts.at + cuts_kept_for < call->now);
    if (old) fine = cuts_work_out(call->house->identity, session, zone, call->now, &settling->cuts, error);
    store_read_end(session);
    return fine && (!old || store_write(call->house->store, keep_cuts, settling, error));
}

static bool run(JobCall *call, Error *error)
{
    JsonValue all;
    size_t settled = 0;
    Settling settling = {.house = call->house, .now = call->now};
    bool everybody = json_member(call->argument, STR("all"), &all) && json_get_boolean(all);
    if ((everybody && !settle_everybody(call, &settling, error)) || !settle_due(call, &settling, &settled, error) ||
        !make_cuts(call, &settling, error))
        return false;
    JsonWriter json = json_writer(&call->result);
    json_begin_object(&json);
    json_key(&json, "due"), json_integer(&json, (int64_t)settled);
    json_key(&json, "buyers"), json_integer(&json, settling.cuts.buyers);
    json_end_object(&json);
    return true;
}

static const JobKind jobs[] = {{.name = "lifecycle", .every_seconds = HOUR_SECONDS, .run = run}, {0}};

const Module search_module = {.name = "search", .routes = search_routes, .purchases = ticket_numbers};

static const PersonalTable personal_tables[] = {
    {.table = "customer_standing",
     .name = "stages",
     .purpose = PHRASE("to know where the relation stands", "savoir où en est la relation"),
     .retention = RETENTION_CUSTOMER,
     .read = &query_lifecycle_personal_standing,
     .columns = "stage since:instant inactive_since:instant purchases last_order_at:instant",
     .erase = &query_lifecycle_drop},
    {.table = "customer_answer",
     .name = "recommendation",
     .purpose = PHRASE("whether they would recommend us", "savoir s’ils nous recommanderaient"),
     .retention = RETENTION_SERVICE,
     .read = &query_lifecycle_personal_answer,
     .columns = "score at:instant event",
     .erase = &query_lifecycle_erase_answer},
    {.table = "customer_ticket",
     .name = "ticket_numbers",
     .purpose = PHRASE("to find whose ticket it is", "retrouver à qui est un ticket"),
     .retention = RETENTION_SERVICE,
     .read = &query_lifecycle_personal_tickets,
     .columns = "number at:instant",
     .erase = &query_lifecycle_erase_tickets},
    {0},
};

const Module lifecycle_module = {
    .name = "lifecycle", .routes = lifecycle_routes, .reactions = reactions, .jobs = jobs, .personal = personal_tables};
