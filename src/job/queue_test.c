// The life of a job, step by step, with the time given.
#include "job/queue.h"

#include "base/test.h"
#include "store/store_test.h"

enum { SECOND = 1000, HOUR = 3600 * SECOND };
static const Instant noon = 1800000000000;

static bool run_nothing(JobCall *call, Error *error)
{
    (void)call;
    (void)error;
    return true;
}

static const JobKind kinds[] = {{.name = "mail", .run = run_nothing},
                                {.name = "fragile", .attempts_max = 2, .run = run_nothing},
                                {.name = "hourly", .every_seconds = 3600, .run = run_nothing},
                                {.name = NULL}};
static const JobKind *const tables[] = {kinds, NULL};

// One step in a transaction of its own.
typedef struct Step {
    const char *kind, *key;
    int64_t id;
    Instant at, now;
    QueueJob *job;
    QueueEnd end;
    bool held, cancel;
    QueueCancel cancelled;
} Step;

static bool put(StoreSession *session, void *context, Error *error)
{
    Step *step = context;
    return queue_put(session, step->kind, STR("{}"), str_of(step->key), step->at, noon, &step->id, error);
}

static bool claim(StoreSession *session, void *context, Error *error)
{
    Step *step = context;
    return queue_claim(session, tables, STR("here"), step->now, test_arena(), step->job, error);
}

static bool retry(StoreSession *session, void *context, Error *error)
{
    Step *step = context;
    return queue_retry(session, step->job, &step->end, step->now, &step->held, error);
}

static bool finish(StoreSession *session, void *context, Error *error)
{
    Step *step = context;
    return queue_finish(session, step->job->id, step->job->claim, &step->end, step->now, &step->held, error);
}

static bool take_over(StoreSession *session, void *context, Error *error)
{
    const Step *step = context;
    return queue_take_over(session, step->job, step->now, error);
}

static bool beat(StoreSession *session, void *context, Error *error)
{
    Step *step = context;
    return queue_beat(session, step->job->id, step->job->claim, 3, 10, &step->held, &step->cancel, error);
}

static bool cancel(StoreSession *session, void *context, Error *error)
{
    Step *step = context;
    return queue_cancel(session, step->id, step->now, &step->cancelled, error);
}

static bool schedule(StoreSession *session, void *context, Error *error)
{
    Step *step = context;
    return queue_schedule(session, &kinds[2], step->now, &step->id, error);
}

static void take(Store *store, StoreWork *work, Step *step)
{
    Error error;
    CHECK(store_write(store, work, step, &error));
}

static int64_t put_job(Store *store, const char *kind, const char *key, Instant at)
{
    Step step = {.kind = kind, .key = key, .at = at};
    take(store, put, &step);
    return step.id;
}

static QueueJob claim_job(Store *store, Instant now)
{
    QueueJob job;
    take(store, claim, &(Step){.now = now, .job = &job});
    return job;
}

// "queued 2 {}  cannot" - status, attempts, result, error.
static Str job_text(Store *store, int64_t id)
{
    StoreSession *session;
    Error error;
    Rows rows;
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &query_job_get, VALUES(value_integer(id)), &rows, &error));
    Str text = STR("none");
    if (rows_next(&rows))
        text =
            str_format(test_arena(), "%.*s %lld %.*s %.*s", STR_ARGS(rows_text(&rows, 2)),
                       (long long)rows_integer(&rows, 7), STR_ARGS(rows_text(&rows, 5)), STR_ARGS(rows_text(&rows, 6)));
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return text;
}

STORE_TEST(jobs_are_claimed_when_due_oldest_first_and_once)
{
    Store *store = store_test_open(kind);
    int64_t second = put_job(store, "mail", "", noon + SECOND), first = put_job(store, "mail", "", noon);
    CHECK_INT(claim_job(store, noon - 1).id, 0);
    CHECK_INT(claim_job(store, noon + SECOND).id, first);
    CHECK_INT(claim_job(store, noon).id, 0);
    QueueJob job = claim_job(store, noon + SECOND);
    CHECK_INT(job.id, second);
    CHECK_TEXT(job.claim, "here/1");
    CHECK_INT(claim_job(store, noon + HOUR).id, 0);
    store_close(store);
}

STORE_TEST(a_second_job_of_the_same_key_is_the_first_until_that_has_ended)
{
    Store *store = store_test_open(kind);
    int64_t first = put_job(store, "mail", "ana", noon);
    CHECK_INT(put_job(store, "mail", "ana", noon + 5), first);
    CHECK(put_job(store, "fragile", "ana", noon + HOUR) != first);
    CHECK(put_job(store, "mail", "", noon + HOUR) != put_job(store, "mail", "", noon + HOUR));
    QueueJob job = claim_job(store, noon);
    CHECK_INT(put_job(store, "mail", "ana", noon), first);
    take(store, finish, &(Step){.job = &job, .now = noon, .end = {.status = "done"}});
    CHECK(put_job(store, "mail", "ana", noon) != first);
    store_close(store);
}

STORE_TEST(a_failed_job_comes_back_after_growing_pauses_and_then_fails_for_good)
{
    Store *store = store_test_open(kind);
    int64_t id = put_job(store, "mail", "", noon);
    Instant now = noon;
    static const int pauses[] = {5, 20, 80, 320};
    for (size_t i = 0; i < COUNT_OF(pauses); i++) {
        QueueJob job = claim_job(store, now);
        CHECK_INT(job.attempts, i + 1);
        take(store, retry, &(Step){.job = &job, .now = now, .end = {.status = "failed", .error = STR("cannot")}});
        CHECK_INT(claim_job(store, now + pauses[i] * SECOND - 1).id, 0);
        now += pauses[i] * SECOND;
    }
    QueueJob job = claim_job(store, now);
    CHECK_TEXT(job_text(store, id), "running 5 {} cannot");
    take(store, retry, &(Step){.job = &job, .now = now, .end = {.status = "failed", .error = STR("cannot")}});
    CHECK_TEXT(job_text(store, id), "failed 5 {} cannot");
    store_close(store);
}

STORE_TEST(who_lost_a_job_to_another_server_can_end_it_no_more)
{
    Store *store = store_test_open(kind);
    int64_t id = put_job(store, "mail", "", noon);
    QueueJob lost = claim_job(store, noon);
    take(store, take_over, &(Step){.job = &lost, .now = noon});
    QueueJob taken = claim_job(store, noon);
    CHECK_INT(taken.id, id);
    Step step = {.job = &lost, .now = noon, .end = {.status = "done", .result = STR("{\"late\":1}")}};
    take(store, finish, &step);
    CHECK(!step.held);
    take(store, beat, &step);
    CHECK(!step.held);
    step.job = &taken;
    step.end.result = STR("{\"by\":2}");
    take(store, finish, &step);
    CHECK(step.held);
    CHECK_TEXT(job_text(store, id), "done 2 {\"by\":2} ");
    store_close(store);
}

STORE_TEST(a_job_whose_server_keeps_dying_fails)
{
    Store *store = store_test_open(kind);
    int64_t id = put_job(store, "fragile", "", noon);
    for (int i = 0; i < 2; i++) {
        QueueJob job = claim_job(store, noon);
        CHECK_INT(job.id, id);
        take(store, take_over, &(Step){.job = &job, .now = noon});
    }
    CHECK_TEXT(job_text(store, id), "failed 2 {} its server ended while it ran");
    store_close(store);
}

STORE_TEST(cancelling_stops_what_has_not_begun_and_asks_what_runs)
{
    Store *store = store_test_open(kind);
    Step step = {.id = put_job(store, "mail", "", noon), .now = noon};
    take(store, cancel, &step);
    CHECK_INT(step.cancelled, QUEUE_CANCELLED);
    take(store, cancel, &step);
    CHECK_INT(step.cancelled, QUEUE_CANCEL_LATE);
    CHECK_INT(claim_job(store, noon).id, 0);

    step.id = put_job(store, "mail", "", noon);
    QueueJob job = claim_job(store, noon);
    step.job = &job;
    take(store, beat, &step);
    CHECK(step.held && !step.cancel);
    take(store, cancel, &step);
    CHECK_INT(step.cancelled, QUEUE_CANCEL_ASKED);
    take(store, beat, &step);
    CHECK(step.held && step.cancel);

    step.id = 4711;
    take(store, cancel, &step);
    CHECK_INT(step.cancelled, QUEUE_CANCEL_UNKNOWN);
    store_close(store);
}

static int64_t schedule_at(Store *store, Instant now)
{
    Step step = {.now = now};
    take(store, schedule, &step);
    if (step.id == 0) return 0;
    QueueJob job = claim_job(store, now);
    CHECK_INT(job.id, step.id);
    take(store, finish, &(Step){.job = &job, .now = now, .end = {.status = "done"}});
    return step.id;
}

STORE_TEST(a_schedule_queues_once_at_each_multiple_of_its_period)
{
    Store *store = store_test_open(kind);
    Instant hour = noon - noon % HOUR;
    CHECK_INT(schedule_at(store, hour + 1), 0); // the first time is noted
    CHECK_INT(schedule_at(store, hour + HOUR - 1), 0);
    CHECK(schedule_at(store, hour + HOUR) != 0);
    CHECK_INT(schedule_at(store, hour + HOUR), 0);
    CHECK(schedule_at(store, hour + 9 * (Instant)HOUR + 5) != 0); // missed ones are one
    CHECK_INT(schedule_at(store, hour + 9 * (Instant)HOUR + 6), 0);
    store_close(store);
}

STORE_TEST(a_clock_that_went_back_doubles_nothing_and_one_that_was_wrong_stops_nothing)
{
    Store *store = store_test_open(kind);
    Instant hour = noon - noon % HOUR;
    CHECK_INT(schedule_at(store, hour), 0);
    CHECK(schedule_at(store, hour + HOUR) != 0);
    CHECK_INT(schedule_at(store, hour - 5 * (Instant)HOUR), 0); // back: held until the hour comes again
    CHECK_INT(schedule_at(store, hour + HOUR), 0);
    CHECK(schedule_at(store, hour + 2 * (Instant)HOUR) != 0);
    CHECK(schedule_at(store, hour + 10000 * (Instant)HOUR) != 0); // a year ahead
    CHECK_INT(schedule_at(store, hour + 3 * (Instant)HOUR), 0);   // set right: noted
    CHECK(schedule_at(store, hour + 4 * (Instant)HOUR) != 0);
    store_close(store);
}
