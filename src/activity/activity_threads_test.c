// Readers on any thread while one follows the log: each sees all that was committed before it asked, and no half of it.
#include "activity/activity_contract_test.h"

#include <pthread.h>
#include <stdatomic.h>

enum { CUSTOMERS = 50, EVENTS = 12000, BATCH = 8 };

typedef struct Shared {
    Activity *activity;
    atomic_bool done;
    atomic_int wrong;
} Shared;

static void expect(Shared *shared, bool truth)
{
    if (!truth) atomic_fetch_add(&shared->wrong, 1);
}

// All events are orders of amount 1, numbered without a gap and committed eight at a time.
static void *ask_views(void *context)
{
    static const uint16_t classes[] = {0};
    static const bool negative[] = {false};
    Shared *shared = context;
    ActivityAsk ask = {.classes = classes, .negative = negative, .class_count = 1, .customers = CUSTOMERS};
    while (!atomic_load(&shared->done)) {
        int64_t seq = activity_seq(shared->activity);
        const ActivityView *view = activity_view(shared->activity, &ask);
        expect(shared, view->seq >= seq && view->seq % BATCH == 0);
        expect(shared, (int64_t)view->columns.rows == view->seq && (int64_t)view->magnitude == view->seq);
        CustomerRows rows = columns_find(&view->columns, 0);
        for (uint32_t row = rows.from + 1; row < rows.to; row++)
            expect(shared, rows.piece->second[row] >= rows.piece->second[row - 1]);
        activity_release(shared->activity, view);
    }
    return NULL;
}

// Number n is of customer n % CUSTOMERS.
static void *ask_timelines(void *context)
{
    Shared *shared = context;
    while (!atomic_load(&shared->done)) {
        Arena *arena = arena_open(0);
        int64_t seq = activity_seq(shared->activity);
        Customer customer = (Customer)(seq % CUSTOMERS);
        size_t count;
        const TimelineEntry *entry =
            activity_timeline(shared->activity, &customer, 1, NULL, 0, NULL, EVENTS, arena, &count);
        if (seq >= CUSTOMERS) expect(shared, count >= (size_t)(seq / CUSTOMERS) && entry[0].seq >= seq);
        for (size_t i = 1; i < count; i++) expect(shared, entry[i].seq == entry[i - 1].seq - CUSTOMERS);
        ActivityState state = activity_state(shared->activity);
        expect(shared, (int64_t)state.events >= seq && state.events % BATCH == 0);
        arena_close(arena);
    }
    return NULL;
}

static void *flush(void *context)
{
    Shared *shared = context;
    Error error;
    while (!atomic_load(&shared->done)) expect(shared, activity_flush(shared->activity, &error));
    return NULL;
}

static void follow(Shared *shared)
{
    for (int64_t seq = 1; seq <= EVENTS; seq++) {
        ActivityEvent event = {.seq = seq,
                               .customer = (Customer)(seq % CUSTOMERS),
                               .at = seq * 1000,
                               .amount_minor = 1,
                               .message = test_key((uint64_t)seq)};
        expect(shared, !activity_seen(shared->activity, event.message));
        activity_append(shared->activity, &event);
        expect(shared, activity_seen(shared->activity, test_key(1 + (uint64_t)seq / 2)));
        if (seq % BATCH == 0) activity_commit(shared->activity);
    }
}

// `lane_rows_max` as in ActivitySettings: few, so that lanes become files again and again.
static void read_while_following(uint64_t lane_rows_max)
{
    void *(*const work[])(void *) = {ask_views, ask_views, ask_timelines, flush};
    pthread_t thread[COUNT_OF(work)];
    Error error;
    TestLog log = test_log(1, 500);
    CHECK(activity_close(log.activity, &error));
    log.settings.lane_rows_max = lane_rows_max;
    test_log_open(&log);
    Shared shared = {.activity = log.activity};
    for (size_t i = 0; i < COUNT_OF(work); i++) CHECK(pthread_create(&thread[i], NULL, work[i], &shared) == 0);
    follow(&shared);
    atomic_store(&shared.done, true);
    for (size_t i = 0; i < COUNT_OF(work); i++) pthread_join(thread[i], NULL);
    CHECK_INT(atomic_load(&shared.wrong), 0);
    CHECK_INT(activity_state(log.activity).events, EVENTS);
    test_log_close(&log);
}

TEST(readers_on_any_thread_see_what_was_committed)
{
    read_while_following(0);
}

TEST(readers_see_what_was_committed_while_lanes_become_files)
{
    read_while_following(300);
}
