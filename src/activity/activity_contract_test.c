// What activity.h promises of following the log: nothing is forgotten, nothing seen twice, whatever happens in between.
#include "activity/activity_contract_test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// In memory where there is room for it: what a disk does in its own time is not tested here.
static char top_folder[64];

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static void remove_folders(void)
{
    (void)nftw(top_folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

Str test_folder(void)
{
    static int folders;
    if (folders == 0) {
        bool memory = access("/dev/shm", W_OK) == 0;
        (void)snprintf(top_folder, sizeof top_folder, "%s/fidele-activity-XXXXXX", memory ? "/dev/shm" : "/tmp");
        if (!mkdtemp(top_folder) || atexit(remove_folders) != 0) abort();
    }
    return str_format(test_arena(), "%s/%d", top_folder, folders++);
}

void test_folder_remove(Str folder)
{
    (void)nftw(str_c(test_arena(), folder), remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

MessageKey test_key(uint64_t number)
{
    uint64_t state = number;
    MessageKey key;
    key.word[0] = number ? test_random(&state, UINT64_MAX) : 0;
    key.word[1] = number;
    return key;
}

TestLog test_log(uint64_t seed, uint64_t tail_events_max)
{
    Error error;
    TestLog log = {.dice = seed};
    log.settings =
        (ActivitySettings){.folder = test_folder(), .store_id = "one store", .tail_events_max = tail_events_max};
    CHECK(zone_open(STR("Europe/Paris"), test_arena(), &log.settings.zone, &error));
    test_log_open(&log);
    return log;
}

void test_log_open(TestLog *log)
{
    Error error;
    CHECK(activity_open(&log->settings, &log->activity, &error));
    int64_t seq = activity_seq(log->activity);
    for (size_t i = 0; i < log->count; i++)
        if (log->event[i].seq > seq) activity_append(log->activity, &log->event[i]);
    activity_commit(log->activity);
    CHECK_INT(activity_seq(log->activity), log->count ? log->event[log->count - 1].seq : 0);
    CHECK_INT(activity_state(log->activity).events, log->count);
}

void test_log_close(TestLog *log)
{
    Error error;
    CHECK(activity_close(log->activity, &error));
    log->activity = NULL;
}

void test_log_add(TestLog *log, ActivityEvent event)
{
    if (log->count == log->room) {
        ActivityEvent *more = arena_array(test_arena(), ActivityEvent, log->room = 2 * log->room + 1000);
        if (log->count) memcpy(more, log->event, log->count * sizeof *more);
        log->event = more;
    }
    event.seq = log->count ? log->event[log->count - 1].seq + 1 : 1;
    log->event[log->count++] = event;
    activity_append(log->activity, &event);
    activity_commit(log->activity);
}

// Around a change of hour; many at the same second.
static int64_t random_second(uint64_t *dice)
{
    enum { BEGIN = 1743000000, DAYS = 30 };
    return BEGIN + (int64_t)(test_random(dice, 2) ? test_random(dice, DAYS * SECONDS_PER_DAY)
                                                  : test_random(dice, 5) * SECONDS_PER_DAY);
}

static ActivityEvent random_event(TestLog *log, int64_t seq)
{
    uint64_t *dice = &log->dice;
    ActivityEvent event = {.seq = seq,
                           .customer = 1 + (Customer)test_random(dice, 40),
                           .event_class = (uint16_t)test_random(dice, 5),
                           .hidden = test_random(dice, 10) == 0,
                           .at = random_second(dice) * 1000,
                           .message = test_key(test_random(dice, 9) ? (uint64_t)seq : 0)};
    if (event.event_class < 2) event.amount_minor = (int64_t)test_random(dice, 500) - 50;
    return event;
}

static void make_room(TestLog *log, size_t count)
{
    ActivityEvent *more = arena_array(test_arena(), ActivityEvent, log->count + count);
    if (log->count) memcpy(more, log->event, log->count * sizeof *more);
    log->event = more;
    log->room = log->count + count;
}

void test_log_make(TestLog *log, size_t count)
{
    make_room(log, count);
    for (int64_t seq = log->count ? log->event[log->count - 1].seq : 0; count > 0; count--) {
        seq += 1 + (int64_t)test_random(&log->dice, 3);
        log->event[log->count++] = random_event(log, seq);
    }
}

// Some pieces of work of a transaction fail; what they had appended comes again, with the same numbers.
void test_log_append(TestLog *log, size_t count)
{
    make_room(log, count);
    int64_t seq = log->count ? log->event[log->count - 1].seq : 0;
    for (size_t end = log->count + count; log->count < end;) {
        ActivityMark mark = activity_mark(log->activity);
        size_t before = log->count;
        int64_t seq_before = seq;
        for (size_t i = test_random(&log->dice, 6) + 1; i > 0 && log->count < end; i--) {
            seq += 1 + (int64_t)test_random(&log->dice, 3);
            log->event[log->count] = random_event(log, seq);
            CHECK(!activity_seen(log->activity, log->event[log->count].message));
            activity_append(log->activity, &log->event[log->count++]);
        }
        if (test_random(&log->dice, 4) == 0) {
            activity_undo(log->activity, mark);
            log->count = before;
            seq = seq_before;
        } else if (test_random(&log->dice, 2)) {
            activity_commit(log->activity);
        }
    }
    activity_commit(log->activity);
}

void test_log_check_seen(TestLog *log)
{
    CHECK(!activity_seen(log->activity, (MessageKey){{0, 0}}));
    for (size_t i = 0; i < log->count; i++)
        if (log->event[i].message.word[1]) CHECK(activity_seen(log->activity, log->event[i].message));
    for (uint64_t i = 0; i < 1000; i++) CHECK(!activity_seen(log->activity, test_key((1ULL << 40) + i)));
}

TEST(an_activity_without_events_opens_and_closes)
{
    TestLog log = test_log(1, 0);
    test_log_check_seen(&log);
    test_log_close(&log);
    test_log_open(&log);
    CHECK_INT(activity_state(log.activity).files, 0);
    test_log_close(&log);
}

TEST(a_message_is_known_while_staged_after_commit_in_files_and_after_a_restart)
{
    for (uint64_t seed = 1; seed <= 30; seed++) {
        TestLog log = test_log(seed, seed % 3 ? 1 + test_random(&(uint64_t){seed}, 300) : 0);
        for (int round = 0; round < 5; round++) {
            Error error;
            test_log_append(&log, test_random(&log.dice, 400));
            test_log_check_seen(&log);
            if (test_random(&log.dice, 2)) CHECK(activity_flush(log.activity, &error));
            test_log_check_seen(&log);
            test_log_close(&log);
            test_log_open(&log);
            CHECK(!activity_repaired(log.activity, &error));
            test_log_check_seen(&log);
        }
        test_log_close(&log);
    }
}

TEST(what_was_undone_or_never_committed_is_not_known)
{
    TestLog log = test_log(5, 100);
    ActivityEvent event = {.seq = 1, .customer = 1, .at = 1743000000000, .message = test_key(1)};
    activity_append(log.activity, &event);
    CHECK(activity_seen(log.activity, test_key(1)));
    activity_undo(log.activity, (ActivityMark){0});
    CHECK(!activity_seen(log.activity, test_key(1)));
    activity_append(log.activity, &event);
    test_log_close(&log);
    test_log_open(&log);
    CHECK(!activity_seen(log.activity, test_key(1)));
    test_log_close(&log);
}

TEST(files_stay_few)
{
    TestLog log = test_log(9, 50);
    for (int run = 0; run < 30; run++) {
        test_log_append(&log, 600);
        test_log_close(&log);
        test_log_open(&log);
    }
    for (int rounds = 0; rounds < 5000 && activity_state(log.activity).files > 10; rounds++) usleep(1000);
    CHECK(activity_state(log.activity).files <= 10);
    test_log_close(&log);
}

TEST(the_last_message_tells_whether_the_log_is_the_one_that_was_followed)
{
    Error error;
    TestLog log = test_log(3, 10);
    CHECK(activity_last_message(log.activity).word[1] == 0);
    test_log_append(&log, 35);
    const ActivityEvent *last = &log.event[log.count - 1];
    CHECK(activity_last_message(log.activity).word[0] == last->message.word[0]);
    test_log_close(&log);
    test_log_open(&log);
    CHECK(activity_last_message(log.activity).word[0] == last->message.word[0]);
    CHECK(activity_reset(log.activity, &error));
    CHECK_INT(activity_seq(log.activity), 0);
    CHECK(!activity_seen(log.activity, last->message));
    test_log_close(&log);
    test_log_open(&log); // reads all of it again
    test_log_check_seen(&log);
    test_log_close(&log);
}
