// demo_job.c - fills a data folder with the business of business.h, through the same door as every event.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/pages.h"
#include "demo/demo.h"
#include "event/tracking.h"
#include "house.h"
#include "job/job.h"

// Customers of one block live at the same time: their events are told in order of time. More blocks, less memory.
enum { BLOCK_CUSTOMERS = 20000, BATCH_EVENTS = 1000, BATCH_BYTES = 400 << 10 };

typedef struct Filling {
    JobCall *call;
    DemoBusiness business;
    DemoEvents events;
    DemoTally tally;
    Arena *batch; // of one batch
} Filling;

static int by_time(const void *left, const void *right)
{
    const DemoEvent *a = left, *b = right;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

static bool store_batch(Filling *filling, Str body, Error *error)
{
    const House *house = filling->call->house;
    const TrackingSender sender = {.received = instant_now()};
    TrackingBatch *batch;
    if (!tracking_read(house->tracking, STR("/v1/batch"), body, LOCALE_EN, filling->batch, &batch, error)) return false;
    bool fine = tracking_check(batch, &sender);
    if (fine && !store_write(house->store, tracking_store, batch, error)) return false;
    for (size_t i = 0; fine && i < tracking_count(batch); i++) fine = !tracking_result(batch, i).code;
    if (fine) return true;
    Text answer = text_in(filling->batch);
    tracking_answer(batch, &answer);
    return error_say(
        error, ERROR_FAILED,
        PHRASE("the demo made an event that is refused: {0}", "la démo a produit un événement refusé\u00A0: {0}"),
        text_str(&answer));
}

// Tells events from *next on, as many as a batch holds.
static bool tell(Filling *filling, size_t *next, Error *error)
{
    arena_reset(filling->batch);
    Text body = text_in(filling->batch);
    JsonWriter writer = json_writer(&body);
    json_begin_object(&writer);
    json_key(&writer, "batch");
    json_begin_array(&writer);
    size_t first = *next;
    for (; *next < filling->events.count && *next - first < BATCH_EVENTS && body.size < BATCH_BYTES; ++*next)
        demo_event_json(&filling->business, &filling->events.event[*next], &writer, filling->batch);
    json_end_array(&writer);
    json_end_object(&writer);
    return store_batch(filling, text_str(&body), error);
}

static bool fill_block(Filling *filling, uint32_t from, uint32_t to, Error *error)
{
    filling->events.count = 0;
    for (uint32_t customer = from; customer < to; customer++)
        demo_live(&filling->business, customer, &filling->events, &filling->tally);
    qsort(filling->events.event, filling->events.count, sizeof *filling->events.event, by_time);
    Progress *progress = filling->call->progress;
    uint64_t done_before = atomic_load(&progress->done), share = to - from;
    for (size_t next = 0; next < filling->events.count;) {
        if (*filling->call->cancelled) return true;
        if (!tell(filling, &next, error)) return false;
        uint64_t done = done_before + share * next / filling->events.count;
        progress_add(progress, done - atomic_load(&progress->done));
    }
    return true;
}

// Beside the folder's other files, whole or not at all.
static bool write_truths(Filling *filling, Error *error)
{
    Arena *arena = filling->call->arena;
    Text text = text_in(arena);
    JsonWriter writer = json_writer(&text);
    demo_truths_json(&filling->business, &filling->tally, &writer, arena);
    text_add_byte(&text, '\n');
    Str path = str_format(arena, "%.*s/demo-truths.json", STR_ARGS(filling->call->house->folder));
    const char *final = str_c(arena, path), *new = str_c(arena, str_format(arena, "%.*s.new", STR_ARGS(path)));
    FILE *file = fopen(new, "we");
    bool written =
        file && fwrite(text.data, 1, text.size, file) == text.size && fflush(file) == 0 && fsync(fileno(file)) == 0;
    if (file && fclose(file) != 0) written = false;
    if (written && rename(new, final) == 0) return true;
    return error_say(error, ERROR_FAILED, PHRASE("{0} can't be written", "{0} ne peut pas être écrit"), path);
}

static int64_t argument_number(JsonValue argument, Str name)
{
    JsonValue member;
    int64_t number = 0;
    bool found = json_member(argument, name, &member) && json_get_integer(member, &number);
    return found ? number : 0;
}

bool demo_fill(JobCall *call, Error *error)
{
    Filling filling = {.call = call, .batch = arena_open(0)};
    filling.business = demo_business((uint32_t)argument_number(call->argument, STR("customers")),
                                     (uint64_t)argument_number(call->argument, STR("seed")),
                                     (Day)argument_number(call->argument, STR("to")));
    atomic_store(&call->progress->total, filling.business.customers);
    bool done = true;
    for (uint32_t from = 0; done && from < filling.business.customers && !*call->cancelled; from += BLOCK_CUSTOMERS)
        done = fill_block(&filling, from,
                          (uint32_t)smaller(from + (int64_t)BLOCK_CUSTOMERS, filling.business.customers), error);
    done = done && (*call->cancelled || write_truths(&filling, error));
    JsonWriter writer = json_writer(&call->result);
    json_begin_object(&writer);
    json_key(&writer, "customers"), json_integer(&writer, (int64_t)filling.tally.customers);
    json_key(&writer, "events"), json_integer(&writer, (int64_t)filling.tally.events);
    json_key(&writer, "orders"), json_integer(&writer, (int64_t)filling.tally.orders);
    json_end_object(&writer);
    demo_events_close(&filling.events);
    arena_close(filling.batch);
    return done;
}
