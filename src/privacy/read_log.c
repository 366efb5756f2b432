#include "privacy/read_log.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const ReadPlace read_log_end = {INT64_MAX, INT64_MAX};

enum { PAUSE_SECONDS = 1, PATIENCE_PAUSES = 10, CUSTOMER_BYTES = 4, BUSY_WRITES = 50 };

typedef struct Batch {
    Arena *arena;
    PersonalRead *read;
    size_t count, room;
    int64_t lost;
} Batch;

struct ReadLog {
    Store *store;
    pthread_mutex_t lock; // of what follows
    pthread_cond_t changed;
    Batch *filling;
    bool stopping, wanted;
    uint64_t noted, written; // batches taken away, and those that are in the store or given up
    pthread_t thread;
    bool started;
    Batch batch[2];
    Error error; // of the last batch
};

// ---- noting ----

static void make_room(Batch *batch)
{
    if (batch->count < batch->room) return;
    size_t room = batch->room ? batch->room * 2 : 256;
    PersonalRead *larger = arena_array(batch->arena, PersonalRead, room);
    if (batch->count) memcpy(larger, batch->read, batch->count * sizeof *larger);
    batch->read = larger;
    batch->room = room;
}

void read_log_note(ReadLog *log, const PersonalRead *read)
{
    pthread_mutex_lock(&log->lock);
    Batch *batch = log->filling;
    if (batch->count == READ_LOG_WAITING_MAX) {
        batch->lost++;
    } else {
        make_room(batch);
        PersonalRead *kept = &batch->read[batch->count++];
        CustomerId *customers = arena_array(batch->arena, CustomerId, read->count);
        *kept = *read;
        memcpy(customers, read->customers, read->count * sizeof *customers);
        kept->customers = customers;
    }
    pthread_mutex_unlock(&log->lock);
}

// ---- writing ----

static Str packed(const PersonalRead *read, Arena *arena)
{
    unsigned char *bytes = arena_alloc(arena, read->count, CUSTOMER_BYTES);
    for (size_t i = 0; i < read->count; i++) {
        CustomerId customer = read->customers[i];
        for (size_t j = 0; j < CUSTOMER_BYTES; j++)
            bytes[i * CUSTOMER_BYTES + j] = (unsigned char)(customer >> (24 - 8 * j));
    }
    return (Str){(const char *)bytes, read->count * CUSTOMER_BYTES};
}

static bool add(StoreSession *session, int64_t id, const PersonalRead *read, Arena *arena, Error *error)
{
    bool one = read->count == 1, none = read->count == 0;
    return store_execute_soon(
        session, &query_read_log_add,
        VALUES(value_integer(id), value_integer(read->at), value_integer(read->kind), value_integer(read->reader),
               value_text(read->route), one ? value_integer(read->customers[0]) : value_null(),
               one || none ? value_null() : value_bytes(packed(read, arena)), value_integer((int64_t)read->count)),
        error);
}

static bool write_batch(StoreSession *session, void *context, Error *error)
{
    const Batch *batch = context;
    Rows rows;
    if (!store_select(session, &query_read_log_last, NO_VALUES, &rows, error)) return false;
    int64_t id = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    if (!rows_close(&rows, error)) return false;
    Arena *arena = arena_open(0);
    bool fine = true;
    for (size_t i = 0; fine && i < batch->count; i++) {
        arena_reset(arena);
        fine = add(session, ++id, &batch->read[i], arena, error);
    }
    arena_close(arena);
    if (!fine || !batch->lost) return fine;
    return store_execute(session, &query_read_log_add,
                         VALUES(value_integer(id + 1), value_integer(batch->read[0].at), value_integer(READER_NOBODY),
                                value_integer(0), value_text(STR("lost")), value_null(), value_null(),
                                value_integer(batch->lost)),
                         NULL, error);
}

static void forget(Batch *batch)
{
    arena_reset(batch->arena);
    batch->read = NULL;
    batch->count = batch->room = 0;
    batch->lost = 0;
}

static void wait_a_little(ReadLog *log)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PAUSE_SECONDS;
    pthread_cond_timedwait(&log->changed, &log->lock, &until);
}

// With the lock held; without it while the store works. What can't be written is lost: the store says why elsewhere.
static void write_filled(ReadLog *log)
{
    Batch *batch = log->filling;
    log->filling = batch == &log->batch[0] ? &log->batch[1] : &log->batch[0];
    log->noted++;
    pthread_mutex_unlock(&log->lock);
    Error error = {0};
    bool written = batch->count == 0 || store_write(log->store, write_batch, batch, &error);
    pthread_mutex_lock(&log->lock);
    if (!written) log->filling->lost += (int64_t)batch->count + batch->lost;
    log->error = error;
    forget(batch);
    log->written = log->noted;
    pthread_cond_broadcast(&log->changed);
}

static void *run(void *context)
{
    ReadLog *log = context;
    int pauses = 0;
    pthread_mutex_lock(&log->lock);
    while (!log->stopping) {
        if (!log->wanted) wait_a_little(log);
        bool busy = store_writes_waiting(log->store) > BUSY_WRITES && pauses++ < PATIENCE_PAUSES;
        if ((log->filling->count == 0 || busy) && !log->wanted) continue;
        pauses = 0;
        log->wanted = false;
        write_filled(log);
    }
    write_filled(log);
    pthread_mutex_unlock(&log->lock);
    return NULL;
}

bool read_log_flush(ReadLog *log, Error *error)
{
    pthread_mutex_lock(&log->lock);
    // Of what is being written now nothing is known: the next one is waited for.
    uint64_t target = log->noted + 1;
    while (log->written < target && !log->stopping) {
        log->wanted = true;
        pthread_cond_broadcast(&log->changed);
        wait_a_little(log);
    }
    bool fine = log->error.kind == ERROR_NONE;
    if (!fine) *error = log->error;
    pthread_mutex_unlock(&log->lock);
    return fine;
}

// ---- opening ----

bool read_log_open(Store *store, ReadLog **log, Error *error)
{
    ReadLog *made = calloc(1, sizeof *made);
    if (!made) return error_say(error, ERROR_FAILED, PHRASE("not enough memory", "mémoire insuffisante"), STR(""));
    made->store = store;
    for (size_t i = 0; i < COUNT_OF(made->batch); i++) made->batch[i].arena = arena_open(0);
    made->filling = &made->batch[0];
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->changed, NULL);
    made->started = pthread_create(&made->thread, NULL, run, made) == 0;
    if (!made->started) {
        read_log_close(made);
        return error_say(error, ERROR_FAILED, PHRASE("no more threads", "plus de fils d’exécution"), STR(""));
    }
    *log = made;
    return true;
}

void read_log_close(ReadLog *log)
{
    if (!log) return;
    pthread_mutex_lock(&log->lock);
    log->stopping = true;
    pthread_cond_broadcast(&log->changed);
    pthread_mutex_unlock(&log->lock);
    if (log->started) pthread_join(log->thread, NULL);
    for (size_t i = 0; i < COUNT_OF(log->batch); i++) arena_close(log->batch[i].arena);
    pthread_cond_destroy(&log->changed);
    pthread_mutex_destroy(&log->lock);
    free(log);
}

// ---- reading ----

static CustomerId unpacked(const unsigned char *bytes)
{
    return (CustomerId)bytes[0] << 24 | (CustomerId)bytes[1] << 16 | (CustomerId)bytes[2] << 8 | bytes[3];
}

static PersonalRead take(const Rows *rows, Arena *arena)
{
    Str list = rows_text(rows, 6);
    bool one = !rows_null(rows, 5);
    PersonalRead read = {.id = rows_integer(rows, 0),
                         .at = rows_integer(rows, 1),
                         .kind = (ReaderKind)rows_integer(rows, 2),
                         .reader = rows_integer(rows, 3),
                         .route = str_copy(arena, rows_text(rows, 4)),
                         .count = one ? 1 : list.size / CUSTOMER_BYTES};
    CustomerId *customers = arena_array(arena, CustomerId, read.count);
    for (size_t i = 0; i < read.count; i++)
        customers[i] =
            one ? (CustomerId)rows_integer(rows, 5) : unpacked((const unsigned char *)list.data + i * CUSTOMER_BYTES);
    read.customers = customers;
    return read;
}

static bool select_page(StoreSession *session, const ReadFilter *filter, const ReadPlace *place, size_t limit,
                        Rows *rows, Error *error)
{
    const Value at = value_integer(place->at), id = value_integer(place->id), many = value_integer((int64_t)limit);
    if (filter->kind != READER_NOBODY)
        return store_select(session, &query_read_log_by_actor,
                            VALUES(value_integer(filter->kind), value_integer(filter->reader),
                                   value_integer(filter->from), value_integer(filter->to), at, id, many),
                            rows, error);
    return store_select(session, &query_read_log_by_time,
                        VALUES(value_integer(filter->from), value_integer(filter->to), at, id, many), rows, error);
}

bool read_log_page(StoreSession *session, const ReadFilter *filter, ReadPlace *place, size_t limit, Arena *arena,
                   PersonalRead **reads, size_t *count, Error *error)
{
    Rows rows;
    *reads = arena_array(arena, PersonalRead, limit);
    *count = 0;
    if (!select_page(session, filter, place, limit, &rows, error)) return false;
    while (rows_next(&rows) && *count < limit) (*reads)[(*count)++] = take(&rows, arena);
    if (*count) *place = (ReadPlace){(*reads)[*count - 1].at, (*reads)[*count - 1].id};
    return rows_close(&rows, error);
}
