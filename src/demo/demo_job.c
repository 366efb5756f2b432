// demo_job.c - fills a data folder with the business of business.h, through the same door as every event.
#include <semaphore.h>
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
// Several batches are under way at once, so that they share a commit.
enum { BLOCK_CUSTOMERS = 20000, BATCH_EVENTS = 1000, BATCH_BYTES = 400 << 10, BATCHES_AT_ONCE = 4 };

typedef struct Batch {
    StoreWrite write; // first, so that the batch is found from it
    Arena *arena;
    TrackingBatch *tracking; // NULL: not under way
    sem_t told;
    bool committed;
    Error error;
} Batch;

typedef struct Filling {
    JobCall *call;
    DemoBusiness business;
    DemoEvents events;
    DemoTally tally;
    Batch batch[BATCHES_AT_ONCE];
    size_t next_batch;
} Filling;

static int by_time(const void *left, const void *right)
{
    const DemoEvent *a = left, *b = right;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    if (a->customer != b->customer) return a->customer < b->customer ? -1 : 1;
    return a->index < b->index ? -1 : 1;
}

static void told(StoreWrite *write, bool committed, const Error *error)
{
    Batch *batch = (Batch *)write;
    batch->committed = committed;
    if (!committed) batch->error = *error;
    sem_post(&batch->told);
}

// Waits for what is under way; false when not every event of it was taken.
static bool batch_finish(Batch *batch, Error *error)
{
    if (!batch->tracking) return true;
    while (sem_wait(&batch->told) != 0) {
    }
    const TrackingBatch *tracking = batch->tracking;
    batch->tracking = NULL;
    if (!batch->committed) *error = batch->error;
    if (!batch->committed) return false;
    bool taken = true;
    for (size_t i = 0; taken && i < tracking_count(tracking); i++) taken = !tracking_result(tracking, i).code;
    if (taken) return true;
    Text answer = text_in(batch->arena);
    tracking_answer(tracking, &answer);
    return error_say(
        error, ERROR_FAILED,
        PHRASE("the demo made an event that is refused: {0}", "la démo a produit un événement refusé\u00A0: {0}"),
        text_str(&answer));
}

static bool batch_begin(Filling *filling, Batch *batch, Str body, Error *error)
{
    const House *house = filling->call->house;
    const TrackingSender sender = {.received = instant_now()};
    TrackingBatch *tracking;
    if (!tracking_read(house->tracking, STR("/v1/batch"), body, LOCALE_EN, batch->arena, &tracking, error))
        return false;
    tracking_check(tracking, &sender); // what it refuses is seen when the batch is finished
    batch->tracking = tracking;
    batch->write = (StoreWrite){.work = tracking_store, .context = tracking, .done = told};
    store_write_later(house->store, &batch->write);
    return true;
}

// Tells events from *next on, as many as a batch holds.
static bool tell(Filling *filling, size_t *next, Error *error)
{
    Batch *batch = &filling->batch[filling->next_batch++ % BATCHES_AT_ONCE];
    if (!batch_finish(batch, error)) return false;
    arena_reset(batch->arena);
    Text body = text_in(batch->arena);
    JsonWriter writer = json_writer(&body);
    json_begin_object(&writer);
    json_key(&writer, "batch");
    json_begin_array(&writer);
    size_t first = *next;
    for (; *next < filling->events.count && *next - first < BATCH_EVENTS && body.size < BATCH_BYTES; ++*next)
        demo_event_json(&filling->business, &filling->events.event[*next], &writer, batch->arena);
    json_end_array(&writer);
    json_end_object(&writer);
    return batch_begin(filling, batch, text_str(&body), error);
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
    Filling filling = {.call = call};
    for (size_t i = 0; i < BATCHES_AT_ONCE; i++) {
        filling.batch[i].arena = arena_open(0);
        sem_init(&filling.batch[i].told, 0, 0);
    }
    filling.business = demo_business((uint32_t)argument_number(call->argument, STR("customers")),
                                     (uint64_t)argument_number(call->argument, STR("seed")),
                                     (Day)argument_number(call->argument, STR("to")));
    atomic_store(&call->progress->total, filling.business.customers);
    bool done = true;
    for (uint32_t from = 0; done && from < filling.business.customers && !*call->cancelled; from += BLOCK_CUSTOMERS)
        done = fill_block(&filling, from,
                          (uint32_t)smaller(from + (int64_t)BLOCK_CUSTOMERS, filling.business.customers), error);
    for (size_t i = 0; i < BATCHES_AT_ONCE; i++) {
        Error late;
        if (!batch_finish(&filling.batch[i], done ? error : &late)) done = false;
        arena_close(filling.batch[i].arena);
        sem_destroy(&filling.batch[i].told);
    }
    done = done && (*call->cancelled || write_truths(&filling, error));
    JsonWriter writer = json_writer(&call->result);
    json_begin_object(&writer);
    json_key(&writer, "customers"), json_integer(&writer, (int64_t)filling.tally.customers);
    json_key(&writer, "events"), json_integer(&writer, (int64_t)filling.tally.events);
    json_key(&writer, "orders"), json_integer(&writer, (int64_t)filling.tally.orders);
    json_end_object(&writer);
    demo_events_close(&filling.events);
    return done;
}
