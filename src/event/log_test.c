#include "event/log.h"

#include <string.h>

#include "event/event_test.h"

typedef struct Appending {
    EventHouse *house;
    const char *message_id, *name;
    bool fails;
    bool duplicate;
    int64_t seq;
} Appending;

static bool append(StoreSession *session, void *context, Error *error)
{
    Appending *appending = context;
    Event event = {.kind = EVENT_TRACK,
                   .name = str_of(appending->name ? appending->name : "Order Completed"),
                   .customer = 1,
                   .at = event_test_now,
                   .received = event_test_now,
                   .has_amount = true,
                   .amount_minor = 1250,
                   .currency = STR("EUR"),
                   .message = log_message_key(appending->house->log, str_of(appending->message_id)),
                   .body = STR("{\"type\":\"track\"}")};
    if (!log_append(appending->house->log, session, &event, &appending->duplicate, error)) return false;
    appending->seq = event.seq;
    return !appending->fails || error_set(error, ERROR_INPUT, PHRASE("no", "non"), NULL, 0);
}

static Appending append_one(EventHouse *house, const char *message_id, bool fails)
{
    Error error;
    Appending appending = {.house = house, .message_id = message_id, .fails = fails};
    CHECK(store_write(house->store, append, &appending, &error) == !fails);
    return appending;
}

STORE_TEST(an_event_is_read_as_it_was_appended)
{
    EventHouse house = event_house_open(kind);
    CHECK_INT(append_one(&house, "m1", false).seq, 1);
    CHECK_INT(log_last(house.log), 1);
    CHECK_TEXT(log_text(&house, 0), "1 track Order Completed c1 1250 EUR\n");
    StoreSession *session;
    Error error;
    Event event;
    CHECK(store_read_begin(house.store, &session, &error));
    CHECK(log_get(house.log, session, 1, test_arena(), &event, &error));
    CHECK_INT(event.at, event_test_now);
    CHECK_TEXT(event.body, "{\"type\":\"track\"}");
    CHECK(log_get(house.log, session, 2, test_arena(), &event, &error));
    CHECK_INT(event.seq, 0);
    store_read_end(session);
    event_house_close(&house);
}

STORE_TEST(a_message_id_counts_once)
{
    EventHouse house = event_house_open(kind);
    append_one(&house, "m1", false);
    CHECK(append_one(&house, "m1", false).duplicate);
    CHECK(!append_one(&house, "m2", false).duplicate);
    CHECK(!append_one(&house, "", false).duplicate); // without an id each one is its own
    CHECK(!append_one(&house, "", false).duplicate);
    CHECK_INT(log_last(house.log), 4);
    event_house_close(&house);
}

STORE_TEST(a_message_id_is_known_after_a_restart)
{
    EventHouse house = event_house_open(kind);
    append_one(&house, "m1", false);
    event_house_reopen(&house, kind); // from the activity files
    CHECK(append_one(&house, "m1", false).duplicate);
    append_one(&house, "m2", false);
    event_house_lose_files(&house, kind); // from the log alone
    CHECK(append_one(&house, "m1", false).duplicate);
    CHECK(append_one(&house, "m2", false).duplicate);
    CHECK_INT(append_one(&house, "m3", false).seq, 3);
    event_house_close(&house);
}

STORE_TEST(what_was_undone_may_come_again)
{
    EventHouse house = event_house_open(kind);
    append_one(&house, "m0", false);
    append_one(&house, "m1", true);
    CHECK_INT(log_last(house.log), 1);
    Appending again = append_one(&house, "m1", false);
    CHECK(!again.duplicate);
    CHECK_INT(again.seq, 2); // numbers have no gap
    CHECK_TEXT(log_text(&house, 1), "2 track Order Completed c1 1250 EUR\n");
    CHECK_INT(activity_state(house.activity).events, 2);
    event_house_close(&house);
}

STORE_TEST(a_name_that_was_undone_is_numbered_again)
{
    EventHouse house = event_house_open(kind);
    Error error;
    uint16_t event_class;
    Appending appending = {.house = &house, .message_id = "a", .name = "Undone", .fails = true};
    CHECK(!store_write(house.store, append, &appending, &error));
    CHECK(!log_class(house.log, EVENT_TRACK, STR("Undone"), &event_class));
    appending = (Appending){.house = &house, .message_id = "b", .name = "Kept"};
    CHECK(store_write(house.store, append, &appending, &error));
    CHECK(log_class(house.log, EVENT_TRACK, STR("Kept"), &event_class));
    CHECK_INT(event_class, 5); // after those of the migration
    event_house_reopen(&house, kind);
    CHECK(log_class(house.log, EVENT_TRACK, STR("Kept"), &event_class));
    CHECK_TEXT(log_class_name(house.log, event_class), "Kept");
    CHECK_INT(log_class_kind(house.log, 2), EVENT_ALIAS);
    CHECK_INT(log_class_kind(house.log, 6), 0);
    event_house_close(&house);
}

typedef struct Naming {
    EventHouse *house;
    int from, to;
} Naming;

static bool append_names(StoreSession *session, void *context, Error *error)
{
    const Naming *naming = context;
    for (int i = naming->from; i < naming->to; i++) {
        Event event = {.kind = EVENT_TRACK,
                       .name = str_format(test_arena(), "Event %d", i),
                       .customer = 1,
                       .at = event_test_now,
                       .body = STR("{}")};
        if (!log_append(naming->house->log, session, &event, NULL, error)) return false;
    }
    return true;
}

TEST(there_are_ten_thousand_event_names)
{
    EventHouse house = event_house_open(STORE_SQLITE);
    Error error;
    Naming naming = {&house, 0, ACTIVITY_CLASSES_MAX - 5};
    CHECK(store_write(house.store, append_names, &naming, &error));
    CHECK(!log_takes_name(house.log, EVENT_TRACK, STR("One more")));
    CHECK(log_takes_name(house.log, EVENT_TRACK, STR("Event 17")));
    CHECK(log_takes_name(house.log, EVENT_PAGE, STR("One more")));
    naming = (Naming){&house, ACTIVITY_CLASSES_MAX - 5, ACTIVITY_CLASSES_MAX - 4};
    CHECK(!store_write(house.store, append_names, &naming, &error));
    CHECK_TEXT(str_of(error.code), "too_many_event_names");
    CHECK_TEXT(track_short(&house, "/v1/track", "{\"event\":\"New\",\"userId\":\"u\"}"),
               "400 accepted 0 - too_many_event_names /event");
    CHECK_TEXT(track_short(&house, "/v1/page", "{\"name\":\"New\",\"userId\":\"u\"}"), "200 accepted 1");
    CHECK_TEXT(log_text(&house, ACTIVITY_CLASSES_MAX - 5), "9996 page  c1\n"); // counted as a page without a name
    event_house_close(&house);
}

STORE_TEST(amounts_in_another_currency_stay_in_the_log)
{
    EventHouse house = event_house_open(kind);
    track(&house, "/v1/batch",
          "{\"batch\":[{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\","
          "\"properties\":{\"revenue\":10,\"currency\":\"USD\"}},"
          "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u\",\"properties\":{\"revenue\":20}}]}");
    CHECK_TEXT(log_text(&house, 0), "1 track Order Completed c1 1000 USD\n2 track Order Completed c1 2000 EUR\n");
    event_house_lose_files(&house, kind);
    CHECK_INT(activity_state(house.activity).events, 2);
    event_house_close(&house);
}
