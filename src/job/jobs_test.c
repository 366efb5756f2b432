// Workers and keepers: several servers on one queue, servers that die, jobs that fail, stop and are asked to stop.
#include <pthread.h>
#include <string.h>

#include "base/test.h"
#include "house.h"
#include "job/jobs_parts.h"
#include "store/store_test.h"

enum { SECOND = 1000 };

static struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int runs[1000]; // of the job whose argument is {"n":i}
    int total;
    bool hold; // "wait" waits while this is set, or until it is cancelled
    int waiting;
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void forget_seen(void)
{
    memset(seen.runs, 0, sizeof seen.runs);
    seen.total = seen.waiting = 0;
    seen.hold = false;
}

static bool run_count(JobCall *call, Error *error)
{
    (void)error;
    JsonValue n;
    int64_t index = 0;
    CHECK(json_member(call->argument, STR("n"), &n) && json_get_integer(n, &index));
    text_addf(&call->result, "{\"n\":%lld}", (long long)index);
    pthread_mutex_lock(&seen.lock);
    seen.runs[index]++;
    seen.total++;
    pthread_cond_broadcast(&seen.changed);
    pthread_mutex_unlock(&seen.lock);
    return true;
}

static bool run_fail(JobCall *call, Error *error)
{
    (void)call;
    return error_say(error, ERROR_FAILED, PHRASE("the {0} is away", "{0} est absent"), STR("world"));
}

static bool run_refuse(JobCall *call, Error *error)
{
    (void)call;
    return error_say(error, ERROR_INPUT, PHRASE("{0} can't be read", "{0} est illisible"), STR("x"));
}

static bool run_wait(JobCall *call, Error *error)
{
    call->progress->total = 10;
    progress_add(call->progress, 4);
    pthread_mutex_lock(&seen.lock);
    seen.waiting++;
    pthread_cond_broadcast(&seen.changed);
    while (seen.hold && !atomic_load(call->cancelled)) {
        struct timespec soon;
        clock_gettime(CLOCK_REALTIME, &soon);
        soon.tv_nsec = (soon.tv_nsec + 5000000) % 1000000000;
        pthread_cond_timedwait(&seen.changed, &seen.lock, &soon);
    }
    pthread_mutex_unlock(&seen.lock);
    if (!atomic_load(call->cancelled)) return true;
    return error_say(error, ERROR_FAILED, PHRASE("asked to {0}", "prié de {0}"), STR("stop"));
}

static bool finish_within(StoreSession *session, void *context, Error *error)
{
    return job_finish_within(context, session, error);
}

static bool run_within(JobCall *call, Error *error)
{
    text_add(&call->result, STR("{\"within\":true}"));
    return store_write(call->house->store, finish_within, call, error);
}

static const JobKind kinds[] = {{.name = "count", .run = run_count},   {.name = "fail", .run = run_fail},
                                {.name = "refuse", .run = run_refuse}, {.name = "wait", .run = run_wait},
                                {.name = "within", .run = run_within}, {.name = NULL}};
static const JobKind *const tables[] = {kinds, NULL};

// The store tells them of commits as long as it is open.
static Jobs *ended[8];
static size_t ended_count;

static void close_jobs(Jobs *jobs)
{
    jobs_join(jobs);
    ended[ended_count++] = jobs;
}

static void close_store(Store *store)
{
    store_close(store);
    while (ended_count) jobs_close(ended[--ended_count]);
}

static Jobs *open_jobs(Store *store, int workers)
{
    Jobs *jobs;
    Error error;
    House *house = arena_new(test_arena(), House);
    house->store = store;
    CHECK(jobs_open(store, house, tables, workers, NULL, &jobs, &error));
    return jobs;
}

typedef struct Put {
    Jobs *jobs;
    const char *kind;
    int64_t n, id;
    bool fails;
} Put;

static bool put_within(StoreSession *session, void *context, Error *error)
{
    Put *put = context;
    Str argument = str_format(test_arena(), "{\"n\":%lld}", (long long)put->n);
    return job_queue(put->jobs, session, put->kind, argument, STR(""), instant_now(), &put->id, error) && !put->fails;
}

static int64_t put_job(Store *store, Jobs *jobs, const char *kind, int64_t n)
{
    Put put = {.jobs = jobs, .kind = kind, .n = n};
    Error error;
    CHECK(store_write(store, put_within, &put, &error));
    return put.id;
}

static Str status_of(Store *store, int64_t id)
{
    StoreSession *session;
    Error error;
    Rows rows;
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &query_job_get, VALUES(value_integer(id)), &rows, &error));
    CHECK(rows_next(&rows));
    Str text = str_format(test_arena(), "%.*s %.*s %.*s", STR_ARGS(rows_text(&rows, 2)), STR_ARGS(rows_text(&rows, 5)),
                          STR_ARGS(rows_text(&rows, 6)));
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return text;
}

static void wait_for_runs(int total)
{
    pthread_mutex_lock(&seen.lock);
    while (seen.total < total) pthread_cond_wait(&seen.changed, &seen.lock);
    pthread_mutex_unlock(&seen.lock);
}

static void wait_for_waiting(int count)
{
    pthread_mutex_lock(&seen.lock);
    while (seen.waiting < count) pthread_cond_wait(&seen.changed, &seen.lock);
    pthread_mutex_unlock(&seen.lock);
}

static void release(void)
{
    pthread_mutex_lock(&seen.lock);
    seen.hold = false;
    pthread_cond_broadcast(&seen.changed);
    pthread_mutex_unlock(&seen.lock);
}

STORE_TEST(each_job_runs_once_whoever_works_on_the_queue)
{
    enum { JOBS = 120 };
    forget_seen();
    Store *store = store_test_open(kind), *second = kind == STORE_SQLITE ? store : store_test_reopen(kind);
    Jobs *one = open_jobs(store, 3), *two = open_jobs(second, 3);
    Error error;
    one->alone = two->alone = false; // as servers on one database
    CHECK(jobs_start(one, &error) && jobs_start(two, &error));
    int64_t ids[JOBS];
    for (int i = 0; i < JOBS; i++) ids[i] = put_job(i % 2 ? store : second, i % 2 ? one : two, "count", i);
    wait_for_runs(JOBS);
    jobs_stop(one, 5);
    jobs_stop(two, 5);
    close_jobs(one);
    close_jobs(two);
    for (int i = 0; i < JOBS; i++) {
        CHECK_INT(seen.runs[i], 1);
        CHECK_TEXT(status_of(store, ids[i]), str_c(test_arena(), str_format(test_arena(), "done {\"n\":%d} ", i)));
    }
    if (second != store) store_close(second);
    close_store(store);
}

STORE_TEST(a_job_queued_in_a_transaction_that_is_undone_does_not_exist)
{
    forget_seen();
    Store *store = store_test_open(kind);
    Jobs *jobs = open_jobs(store, 1);
    Error error;
    CHECK(!store_write(store, put_within, &(Put){.jobs = jobs, .kind = "count", .n = 1, .fails = true}, &error));
    CHECK(jobs_run_due(jobs, instant_now(), &error));
    CHECK_INT(seen.total, 0);
    close_jobs(jobs);
    close_store(store);
}

STORE_TEST(what_may_pass_is_tried_again_and_what_may_not_fails_at_once)
{
    Store *store = store_test_open(kind);
    Jobs *jobs = open_jobs(store, 1);
    Error error;
    int64_t passing = put_job(store, jobs, "fail", 0), final = put_job(store, jobs, "refuse", 0);
    CHECK(jobs_run_due(jobs, instant_now(), &error));
    CHECK_TEXT(status_of(store, passing), "queued {} the world is away");
    CHECK_TEXT(status_of(store, final), "failed {} x can't be read");
    CHECK_INT(jobs_counts(jobs).retried, 1);
    CHECK_INT(jobs_counts(jobs).failed, 1);
    close_jobs(jobs);
    close_store(store);
}

STORE_TEST(the_jobs_of_a_server_that_died_are_taken_up_when_their_beat_has_stopped)
{
    forget_seen();
    seen.hold = true;
    Store *store = store_test_open(kind);
    Jobs *dead = open_jobs(store, 1), *living = open_jobs(store, 1);
    Error error;
    int64_t id = put_job(store, dead, "wait", 0);
    CHECK(jobs_start(dead, &error));
    wait_for_waiting(1);
    CHECK(keeper_look(living, instant_now(), 1000 * SECOND, &error));
    CHECK(keeper_beat(dead, &error));
    CHECK(keeper_look(living, instant_now(), 1031 * SECOND, &error)); // it has moved: 30 s from here
    CHECK_TEXT(status_of(store, id), "running {} ");
    CHECK(keeper_look(living, instant_now(), 1060 * SECOND, &error));
    CHECK_TEXT(status_of(store, id), "running {} ");
    CHECK(keeper_look(living, instant_now(), 1061 * SECOND, &error));
    CHECK_TEXT(status_of(store, id), "queued {} its server ended while it ran");
    CHECK(keeper_beat(dead, &error)); // hears that it has lost it, and stops
    jobs_stop(dead, 10);
    close_jobs(dead);
    release();
    CHECK(jobs_run_due(living, instant_now(), &error));
    CHECK_TEXT(status_of(store, id), "done {} ");
    close_jobs(living);
    close_store(store);
}

static bool claim_within(StoreSession *session, void *context, Error *error)
{
    QueueJob *job = context;
    return queue_claim(session, tables, STR("gone"), instant_now(), test_arena(), job, error);
}

STORE_TEST(a_server_alone_takes_up_at_once_what_ran_when_it_died)
{
    forget_seen();
    Store *store = store_test_open(kind);
    Jobs *jobs = open_jobs(store, 1);
    Error error;
    QueueJob job;
    int64_t id = put_job(store, jobs, "count", 7);
    CHECK(store_write(store, claim_within, &job, &error));
    CHECK_TEXT(status_of(store, id), "running {} ");
    jobs->alone = true;
    CHECK(jobs_start(jobs, &error));
    wait_for_runs(1);
    jobs_stop(jobs, 5);
    close_jobs(jobs);
    CHECK_TEXT(status_of(store, id), "done {\"n\":7} ");
    close_store(store);
}

STORE_TEST(a_running_job_is_asked_to_stop_by_its_next_beat)
{
    forget_seen();
    seen.hold = true;
    Store *store = store_test_open(kind);
    Jobs *jobs = open_jobs(store, 1);
    Error error;
    int64_t id = put_job(store, jobs, "wait", 0);
    CHECK(jobs_start(jobs, &error));
    wait_for_waiting(1);
    CHECK_INT(jobs_counts(jobs).running, 1);
    jobs_stop(jobs, 0); // does not wait, but asks
    close_jobs(jobs);
    CHECK_TEXT(status_of(store, id), "queued {} asked to stop"); // the server stopped: another run will do it
    close_store(store);
}

STORE_TEST(a_job_may_be_done_in_the_transaction_of_its_effects)
{
    Store *store = store_test_open(kind);
    Jobs *jobs = open_jobs(store, 1);
    Error error;
    int64_t id = put_job(store, jobs, "within", 0);
    CHECK(jobs_run_due(jobs, instant_now(), &error));
    CHECK_TEXT(status_of(store, id), "done {\"within\":true} ");
    close_jobs(jobs);
    close_store(store);
}
