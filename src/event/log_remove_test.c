// What is removed is gone from all answers, and stays gone through flushes, purges, restarts, crashes and rebuilds.
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "event/event_test.h"

enum { EVENTS_MAX = 4000, MESSAGES = 60, CUSTOMERS = 7 };

// What the log should be.
typedef struct Model {
    EventHouse house;
    size_t count;
    int64_t seq[EVENTS_MAX];
    int message[EVENTS_MAX]; // -1: without one
    CustomerId customer[EVENTS_MAX];
    uint64_t dice;
} Model;

static uint32_t roll(Model *model, uint32_t below)
{
    model->dice = model->dice * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(model->dice >> 33) % below;
}

static Str message_of(int message)
{
    return message < 0 ? STR("") : str_format(test_arena(), "m%d", message);
}

static bool is_known(const Model *model, int message)
{
    for (size_t i = 0; i < model->count; i++)
        if (model->message[i] == message && message >= 0) return true;
    return false;
}

// ---- one transaction ----

typedef struct Work {
    Model *model;
    size_t appends, removals;
    bool fails;
    size_t before; // events of the model when it began
} Work;

static bool append(Model *model, StoreSession *session, Error *error)
{
    int message = roll(model, 4) ? (int)roll(model, MESSAGES) : -1;
    bool duplicate, known = is_known(model, message);
    Event event = {.kind = EVENT_TRACK,
                   .name = str_of(roll(model, 2) ? "Page Seen" : "Order Completed"),
                   .customer = 1 + roll(model, CUSTOMERS),
                   .at = event_test_now + (Instant)roll(model, 100) * 1000,
                   .received = event_test_now,
                   .has_amount = true,
                   .amount_minor = 100,
                   .currency = STR("EUR"),
                   .message = log_message_key(model->house.log, message_of(message)),
                   .body = STR("{}")};
    if (!log_append(model->house.log, session, &event, &duplicate, error)) return false;
    CHECK(duplicate == known);
    if (duplicate) return true;
    model->seq[model->count] = event.seq;
    model->message[model->count] = message;
    model->customer[model->count++] = event.customer;
    return true;
}

static bool remove_some(Model *model, StoreSession *session, size_t wanted, Error *error)
{
    int64_t seqs[64];
    size_t count = 0;
    seqs[count++] = 1000000; // is not there
    size_t from = model->count ? roll(model, (uint32_t)model->count) : 0;
    for (size_t n = 0; n < wanted && model->count && count + 2 < COUNT_OF(seqs); n++) {
        size_t at =
            roll(model, 2) ? roll(model, (uint32_t)model->count) : from % model->count; // in rows, and here and there
        seqs[count++] = model->seq[at];
        if (roll(model, 5) == 0) seqs[count++] = model->seq[at]; // twice
        model->count--;
        for (size_t i = at; i < model->count; i++) {
            model->seq[i] = model->seq[i + 1];
            model->message[i] = model->message[i + 1];
            model->customer[i] = model->customer[i + 1];
        }
    }
    return log_remove(model->house.log, session, seqs, count, event_test_now, error);
}

static bool work(StoreSession *session, void *context, Error *error)
{
    Work *doing = context;
    for (size_t i = 0; i < doing->appends; i++)
        if (!append(doing->model, session, error)) return false;
    if (doing->removals && !remove_some(doing->model, session, doing->removals, error)) return false;
    for (size_t i = 0; i < doing->appends / 2; i++)
        if (!append(doing->model, session, error)) return false;
    return !doing->fails || error_set(error, ERROR_INPUT, PHRASE("no", "non"), NULL, 0);
}

static void transaction(Model *model, size_t appends, size_t removals, bool fails)
{
    static Model before;
    Error error;
    before = *model;
    Work doing = {.model = model, .appends = appends, .removals = removals, .fails = fails};
    CHECK(store_write(model->house.store, work, &doing, &error) == !fails);
    if (!fails) return;
    uint64_t dice = model->dice;
    *model = before;
    model->dice = dice;
}

// ---- as the model says ----

static int64_t check_timelines(Model *model)
{
    int64_t events = 0;
    for (CustomerId c = 1; c <= CUSTOMERS; c++) {
        size_t count, expected = 0;
        const TimelineEntry *entry =
            activity_timeline(model->house.activity, &c, 1, NULL, 0, NULL, EVENTS_MAX, test_arena(), &count);
        for (size_t i = 0; i < model->count; i++) {
            bool listed = false;
            for (size_t e = 0; e < count && !listed; e++) listed = entry[e].seq == model->seq[i];
            CHECK(listed == (model->customer[i] == c));
            expected += model->customer[i] == c;
        }
        CHECK_INT(count, expected);
        events += (int64_t)count;
    }
    return events;
}

static int64_t rows_in_view(const Model *model)
{
    uint16_t classes[2] = {0};
    size_t count = 0;
    count += log_class(model->house.log, EVENT_TRACK, STR("Page Seen"), &classes[count]);
    count += log_class(model->house.log, EVENT_TRACK, STR("Order Completed"), &classes[count]);
    const ActivityAsk ask = {.classes = classes, .class_count = count, .customers = CUSTOMERS + 1};
    const ActivityView *view = activity_view(model->house.activity, &ask);
    int64_t rows = (int64_t)view->columns.rows;
    CHECK_INT(view->magnitude, rows * 100);
    activity_release(model->house.activity, view);
    return rows;
}

static int64_t events_in_log(Model *model)
{
    StoreSession *session;
    Error error;
    Rows rows;
    CHECK(store_read_begin(model->house.store, &session, &error));
    CHECK(store_select(session, &query_event_count, VALUES(value_integer(INT64_MAX)), &rows, &error));
    CHECK(rows_next(&rows));
    int64_t count = rows_integer(&rows, 0);
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return count;
}

static bool check_seen(StoreSession *session, void *context, Error *error)
{
    Model *model = context;
    (void)session, (void)error;
    for (int m = 0; m < MESSAGES; m++)
        CHECK(log_seen(model->house.log, log_message_key(model->house.log, message_of(m))) == is_known(model, m));
    return true;
}

static void check(Model *model)
{
    Error error;
    CHECK_INT(check_timelines(model), model->count);
    CHECK_INT(rows_in_view(model), model->count);
    CHECK_INT(activity_state(model->house.activity).events, events_in_log(model));
    CHECK(store_write(model->house.store, check_seen, model, &error));
}

// ---- files of before a crash ----

static Str activity_folder(StoreKind kind)
{
    return str_format(test_arena(), "%.*s/activity", STR_ARGS(store_test_settings(kind).folder));
}

// Column files never change and the manifest is replaced whole, so links keep both.
static void link_all(Str from, Str to)
{
    DIR *files = opendir(str_c(test_arena(), from));
    CHECK(files != NULL);
    for (const struct dirent *file; (file = readdir(files)) != NULL;) {
        if (file->d_name[0] == '.') continue;
        const char *source = str_c(test_arena(), str_format(test_arena(), "%.*s/%s", STR_ARGS(from), file->d_name));
        CHECK(link(source, str_c(test_arena(), str_format(test_arena(), "%.*s/%s", STR_ARGS(to), file->d_name))) == 0);
    }
    closedir(files);
}

static void empty(Str folder)
{
    (void)mkdir(str_c(test_arena(), folder), 0700);
    DIR *files = opendir(str_c(test_arena(), folder));
    CHECK(files != NULL);
    for (const struct dirent *file; (file = readdir(files)) != NULL;)
        if (file->d_name[0] != '.')
            CHECK(unlink(str_c(test_arena(), str_format(test_arena(), "%.*s/%s", STR_ARGS(folder), file->d_name))) ==
                  0);
    closedir(files);
}

static void keep_files(EventHouse *house, StoreKind kind)
{
    Str kept = str_format(test_arena(), "%.*s.kept", STR_ARGS(activity_folder(kind)));
    event_house_close(house); // so that nothing is merged meanwhile
    empty(kept);
    link_all(activity_folder(kind), kept);
    event_house_open_again(house, kind);
}

static void back_to_kept_files(Model *model, StoreKind kind)
{
    Str folder = activity_folder(kind), kept = str_format(test_arena(), "%.*s.kept", STR_ARGS(folder));
    event_house_close(&model->house);
    empty(folder);
    link_all(kept, folder);
    event_house_open_again(&model->house, kind);
}

STORE_TEST(removed_events_stay_gone_whatever_happens)
{
    enum { STEPS = 120 };
    static Model model;
    Error error;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        memset(&model, 0, sizeof model);
        model.dice = seed;
        model.house = event_house_open(kind);
        keep_files(&model.house, kind);
        for (int step = 0; step < STEPS; step++) {
            transaction(&model, roll(&model, 20), roll(&model, 3) ? 0 : 1 + roll(&model, 12), roll(&model, 6) == 0);
            switch (roll(&model, 14)) {
            case 0: CHECK(activity_flush(model.house.activity, &error)); break;
            case 1: CHECK(log_purge(model.house.log, event_test_now, &error)); break;
            case 2: event_house_reopen(&model.house, kind); break;
            case 3: event_house_lose_files(&model.house, kind); break;
            case 4: back_to_kept_files(&model, kind); break;
            case 5: keep_files(&model.house, kind); break;
            default: break;
            }
            check(&model);
        }
        event_house_lose_files(&model.house, kind);
        check(&model);
        event_house_close(&model.house);
    }
}

// ---- purged ----

static bool append_plain(StoreSession *session, void *context, Error *error)
{
    EventHouse *house = context;
    for (int i = 0; i < 10; i++) {
        Event event = {.kind = EVENT_TRACK,
                       .name = STR("Order Completed"),
                       .customer = 1 + (CustomerId)(i % 2),
                       .at = event_test_now,
                       .message = log_message_key(house->log, str_format(test_arena(), "p%d", i)),
                       .body = STR("{}")};
        if (!log_append(house->log, session, &event, NULL, error)) return false;
    }
    return true;
}

static bool remove_all_of_first(StoreSession *session, void *context, Error *error)
{
    const EventHouse *house = context;
    const int64_t seqs[] = {9, 7, 5, 3, 1};
    return log_remove(house->log, session, seqs, COUNT_OF(seqs), event_test_now, error);
}

STORE_TEST(a_purge_leaves_nothing_in_the_files)
{
    Error error;
    EventHouse house = event_house_open(kind);
    CHECK(store_write(house.store, append_plain, &house, &error));
    CHECK(activity_flush(house.activity, &error));
    CHECK(store_write(house.store, remove_all_of_first, &house, &error));
    CHECK_INT(activity_state(house.activity).removed, 5);
    CHECK(log_purge(house.log, event_test_now + (Instant)30 * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND, &error));
    ActivityState state = activity_state(house.activity);
    CHECK_INT(state.removed, 0);
    CHECK_INT(state.events, 6); // and the one that tells of it
    CHECK_INT(activity_purged(house.activity), 11);
    event_house_reopen(&house, kind);
    CHECK_INT(activity_state(house.activity).events, 6);
    CHECK(!activity_repaired(house.activity, &error));
    CHECK_INT(log_last(house.log), 11); // a number is never given twice
    event_house_close(&house);
}

// Whose list of what was removed is forgotten, and who has not read it, makes the index anew.
STORE_TEST(an_index_that_missed_a_removal_is_made_anew)
{
    Error error;
    EventHouse house = event_house_open(kind);
    CHECK(store_write(house.store, append_plain, &house, &error));
    keep_files(&house, kind);
    CHECK(store_write(house.store, remove_all_of_first, &house, &error));
    CHECK(log_purge(house.log, event_test_now + (Instant)30 * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND, &error));
    static Model model;
    model = (Model){.house = house};
    back_to_kept_files(&model, kind);
    CHECK_INT(activity_state(model.house.activity).events, 6);
    CHECK_INT(log_last(model.house.log), 11);
    event_house_close(&model.house);
}
