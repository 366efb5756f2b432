#include "event/tracking_parts.h"

#include <string.h>

#include "event/event_test.h"

#define USER "\"userId\":\"u1\","

static EventHouse house; // of the running test

static const char *one(const char *members) // a batch of one
{
    return str_c(test_arena(), str_format(test_arena(), "{\"batch\":[{%s}]}", members));
}

static Str send(const char *members)
{
    return track_short(&house, "/v1/batch", one(members));
}

static char *repeat(const char *text, size_t times)
{
    Text all = text_in(test_arena());
    for (size_t i = 0; i < times; i++) text_add(&all, str_of(text));
    text_add_byte(&all, '\0');
    return all.data;
}

static const char *formatted(const char *format, const char *text)
{
    Str rest = str_of(format), before;
    CHECK(str_cut(&rest, '@', &before));
    return str_c(test_arena(), str_format(test_arena(), "%.*s%s%.*s", STR_ARGS(before), text, STR_ARGS(rest)));
}

STORE_TEST(the_six_calls_go_into_the_log)
{
    house = event_house_open(kind);
    CHECK_TEXT(
        track_short(
            &house, "/v1/batch",
            "{\"batch\":["
            "{\"type\":\"screen\",\"name\":\"Home\",\"anonymousId\":\"an1\"},"
            "{\"type\":\"identify\",\"userId\":\"u1\",\"anonymousId\":\"an1\",\"traits\":{\"email\":\"a@b.fr\"}},"
            "{\"type\":\"track\",\"event\":\"Order "
            "Completed\",\"userId\":\"u1\",\"properties\":{\"total\":\"12.50\",\"revenue\":10,\"currency\":\"eur\"}},"
            "{\"type\":\"page\",\"name\":\"Guide\",\"userId\":\"u1\"},"
            "{\"type\":\"group\",\"groupId\":\"g1\",\"userId\":\"u2\"},"
            "{\"type\":\"alias\",\"previousId\":\"an2\",\"userId\":\"u2\"}"
            "],\"writeKey\":\"WK\"}"),
        "200 accepted 6");
    CHECK_TEXT(log_text(&house, 0), "1 screen Home c1\n2 identify Identify c1\n3 track Order Completed c1 1250 EUR\n"
                                    "4 page Guide c1\n5 group Group c2\n6 alias Alias c2\n");
    event_house_close(&house);
}

STORE_TEST(one_bad_item_leaves_the_others_alone)
{
    house = event_house_open(kind);
    const char *body =
        "{\"batch\":[{\"type\":\"track\",\"event\":\"a\",\"userId\":\"u\"},{\"type\":\"tarck\",\"userId\":\"u\"},"
        "{\"type\":\"track\",\"userId\":\"u\"},7,{\"type\":\"track\",\"event\":\"b\",\"userId\":\"u\"}]}";
    CHECK_TEXT(track_short(&house, "/v1/batch", body),
               "200 accepted 2 - invalid_value /batch/1/type - required /batch/2/event - wrong_type /batch/3");
    CHECK_TEXT(log_text(&house, 0), "1 track a c1\n2 track b c1\n");
    CHECK_TEXT(track_short(&house, "/v1/batch", "{\"batch\":[{\"type\":\"x\"},{}]}"),
               "400 accepted 0 - invalid_value /batch/0/type - required /batch/1/type");
    event_house_close(&house);
}

STORE_TEST(an_item_that_json_itself_refuses_is_refused_alone)
{
    house = event_house_open(kind);
    CHECK_TEXT(track_short(&house, "/v1/batch",
                           "{\"writeKey\":\"\\ud800\",\"sentAt\":\"\\u0000\",\"batch\":["
                           "{\"type\":\"track\",\"event\":\"cut \\ud83d\",\"userId\":\"u\"},"
                           "{\"type\":\"track\",\"event\":\"\\u0000\",\"userId\":\"u\"},"
                           "{\"type\":\"track\",\"event\":\"c\",\"userId\":\"u\"}]}"),
               "200 accepted 1 - lone_surrogate /batch/0 - nul_not_allowed /batch/1/event");
    CHECK_TEXT(log_text(&house, 0), "1 track c c1\n");
    event_house_close(&house);
}

TEST(a_body_that_cannot_be_read_says_why)
{
    house = event_house_open(STORE_SQLITE);
    CHECK_TEXT(track_short(&house, "/v1/batch", "{\"batch\":[{]}"), "not read: invalid_json ");
    CHECK_TEXT(track_short(&house, "/v1/batch", "[]"), "not read: wrong_type ");
    CHECK_TEXT(track_short(&house, "/v1/batch", "{\"batch\":{}}"), "not read: wrong_type /batch");
    CHECK_TEXT(track_short(&house, "/v1/batch", "{\"batch\":[]}"), "not read: empty_batch /batch");
    CHECK_TEXT(track_short(&house, "/v1/batch", "{}"), "not read: required /batch");
    CHECK_TEXT(track_short(&house, "/v1/batch", formatted("{\"batch\":[1@]}", repeat(",1", 1000))),
               "not read: too_many_events /batch");
    event_house_close(&house);
}

TEST(ids_are_checked)
{
    house = event_house_open(STORE_SQLITE);
    const char *track = "\"type\":\"track\",\"event\":\"a\",";
    const struct {
        const char *ids, *answer;
    } cases[] = {
        {"\"x\":1", "400 accepted 0 - missing_identity /batch/0/userId"},
        {"\"userId\":null,\"anonymousId\":\"\"", "400 accepted 0 - missing_identity /batch/0/userId"},
        {"\"userId\":12345", "400 accepted 0 - wrong_type /batch/0/userId"},
        {"\"userId\":\"  \"", "400 accepted 0 - invalid_id /batch/0/userId"},
        {"\"userId\":\"undefined\"", "400 accepted 0 - suspicious_id /batch/0/userId"},
        {"\"anonymousId\":\"a\u202Eb\"", "400 accepted 0 - invalid_id /batch/0/anonymousId"},
        {"\"userId\":\"u\",\"messageId\":7", "400 accepted 0 - wrong_type /batch/0/messageId"},
        {"\"userId\":\"u\"", "200 accepted 1"},
        {"\"anonymousId\":\"a\",\"userId\":null", "200 accepted 1"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CHECK_TEXT(send(str_c(test_arena(), str_format(test_arena(), "%s%s", track, cases[i].ids))), cases[i].answer);
    CHECK_TEXT(send(formatted("\"type\":\"track\",\"event\":\"a\",\"userId\":\"@\"", repeat("u", 201))),
               "400 accepted 0 - too_long /batch/0/userId");
    CHECK_TEXT(send(formatted("\"type\":\"track\",\"event\":\"a\",\"userId\":\"@\"", repeat("u", 200))),
               "200 accepted 1");
    CHECK_TEXT(
        send(formatted("\"type\":\"track\",\"event\":\"a\",\"userId\":\"u\",\"messageId\":\"@\"", repeat("m", 129))),
        "400 accepted 0 - too_long /batch/0/messageId");
    CHECK_TEXT(send("\"type\":\"alias\",\"userId\":\"u\""), "400 accepted 0 - required /batch/0/previousId");
    CHECK_TEXT(send("\"type\":\"group\",\"userId\":\"u\""), "400 accepted 0 - required /batch/0/groupId");
    CHECK_TEXT(send("\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"u\""),
               "400 accepted 0 - alias_same /batch/0");
    event_house_close(&house);
}

TEST(names_and_properties_are_checked)
{
    house = event_house_open(STORE_SQLITE);
    const struct {
        const char *rest, *answer;
    } cases[] = {
        {"\"event\":\"\"", "400 accepted 0 - invalid_event_name /batch/0/event"},
        {"\"event\":\" \"", "400 accepted 0 - invalid_event_name /batch/0/event"},
        {"\"event\":\"a\\u0007\"", "400 accepted 0 - invalid_event_name /batch/0/event"},
        {"\"event\":3", "400 accepted 0 - wrong_type /batch/0/event"},
        {"\"event\":\"$pageview\"", "200 accepted 1"},
        {"\"event\":\"a\",\"properties\":[]", "400 accepted 0 - wrong_type /batch/0/properties"},
        {"\"event\":\"a\",\"properties\":\"x\"", "400 accepted 0 - wrong_type /batch/0/properties"},
        {"\"event\":\"a\",\"properties\":null", "200 accepted 1"},
        {"\"event\":\"a\",\"context\":1", "400 accepted 0 - wrong_type /batch/0/context"},
        {"\"event\":\"a\",\"properties\":{\"\":1}", "400 accepted 0 - invalid_property_name /batch/0/properties"},
        {"\"event\":\"a\",\"properties\":{\"a.b\":1}", "400 accepted 0 - invalid_property_name /batch/0/properties"},
        {"\"event\":\"a\",\"properties\":{\"x\":[[[[[[[[[1]]]]]]]]]}", "400 accepted 0 - too_deep /batch/0/properties"},
        {"\"event\":\"a\",\"properties\":{\"x\":[[[[[[[[1]]]]]]]]}", "200 accepted 1"},
        {"\"event\":\"a\",\"properties\":{\"revenue\":\"12,50\"}",
         "400 accepted 0 - invalid_amount /batch/0/properties/revenue"},
        {"\"event\":\"a\",\"properties\":{\"revenue\":1e18}",
         "400 accepted 0 - out_of_range /batch/0/properties/revenue"},
        {"\"event\":\"a\",\"properties\":{\"quantity\":-1}",
         "400 accepted 0 - out_of_range /batch/0/properties/quantity"},
        {"\"event\":\"a\",\"properties\":{\"value\":\"dark\"}", "200 accepted 1"}, // not always an amount
        {"\"event\":\"a\",\"properties\":{\"revenue\":1,\"currency\":\"ZZZZ\"}",
         "200 accepted 1 ~ unknown_currency /batch/0/properties/currency"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        CHECK_TEXT(send(str_c(test_arena(), str_format(test_arena(), "\"type\":\"track\"," USER "%s", cases[i].rest))),
                   cases[i].answer);
    CHECK_TEXT(send(formatted("\"type\":\"track\"," USER "\"event\":\"@\"", repeat("e", 201))),
               "400 accepted 0 - too_long /batch/0/event");
    CHECK_TEXT(send(formatted("\"type\":\"track\"," USER "\"event\":\"a\",\"properties\":{\"x\":\"@\"}",
                              repeat("12345678", 4096))),
               "400 accepted 0 - event_too_large /batch/0");
    event_house_close(&house);
}

TEST(more_than_512_properties_are_refused)
{
    house = event_house_open(STORE_SQLITE);
    for (int count = 512; count <= 513; count++) {
        Text text = text_in(test_arena());
        text_add(&text, STR("{\"event\":\"a\"," USER "\"properties\":{"));
        for (int i = 0; i < count; i++) text_addf(&text, "%s\"p%d\":1", i ? "," : "", i);
        text_add(&text, STR("}}"));
        CHECK_TEXT(track_short(&house, "/v1/track", str_c(test_arena(), text_str(&text))),
                   count == 512 ? "200 accepted 1" : "400 accepted 0 - too_many_keys /properties");
    }
    event_house_close(&house);
}

STORE_TEST(a_wrong_clock_is_corrected_by_sent_at)
{
    house = event_house_open(kind);
    // now is 2026-11-22T08:00:00Z; the client's clock is 30 h ahead, the event was 10 minutes before sending
    CHECK_TEXT(track_short(&house, "/v1/batch",
                           "{\"sentAt\":\"2026-11-23T14:00:00Z\",\"batch\":[{\"type\":\"track\",\"event\":\"a\"," USER
                           "\"timestamp\":\"2026-11-23T13:50:00Z\"}]}"),
               "200 accepted 1 ~ clock_skew /batch/0/timestamp");
    // Rudder's: sentAt in the item, originalTimestamp
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"originalTimestamp\":\"2026-11-22T06:59:00Z\","
                    "\"sentAt\":\"2026-11-22T07:00:00Z\""),
               "200 accepted 1 ~ clock_skew /batch/0/timestamp");
    // without sentAt nothing can be corrected
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"timestamp\":\"2026-11-23T09:00:00Z\""),
               "400 accepted 0 - timestamp_in_future /batch/0/timestamp");
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"timestamp\":1700000000"),
               "400 accepted 0 - timestamp_unit /batch/0/timestamp");
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"timestamp\":\"1960-01-01T00:00:00Z\""),
               "400 accepted 0 - timestamp_too_old /batch/0/timestamp");
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"timestamp\":\"yesterday\""),
               "400 accepted 0 - invalid_date /batch/0/timestamp");
    StoreSession *session;
    Error error;
    Event *events;
    size_t count;
    CHECK(store_read_begin(house.store, &session, &error));
    CHECK(log_read(house.log, session, 0, 10, test_arena(), &events, &count, &error));
    store_read_end(session);
    CHECK_INT(count, 2);
    CHECK_INT(events[0].at, event_test_now - 600000);
    CHECK_INT(events[1].at, event_test_now - 60000);
    CHECK_TEXT(log_text(&house, 0), "1 track a c1 corrected\n2 track a c1 corrected\n");
    event_house_close(&house);
}

STORE_TEST(a_retry_counts_once_and_another_content_is_a_conflict)
{
    house = event_house_open(kind);
    const char *first =
        "{\"messageId\":\"m\",\"event\":\"a\"," USER "\"properties\":{\"n\":1},\"sentAt\":\"2026-11-22T08:00:00Z\"}";
    const char *retry =
        "{\"messageId\":\"m\",\"event\":\"a\"," USER "\"properties\":{\"n\":1},\"sentAt\":\"2026-11-22T08:00:01Z\"}";
    const char *other = "{\"messageId\":\"m\",\"event\":\"a\"," USER "\"properties\":{\"n\":2}}";
    CHECK_TEXT(track_short(&house, "/v1/track", first), "200 accepted 1");
    CHECK_TEXT(track_short(&house, "/v1/track", retry), "200 accepted 1");
    CHECK_TEXT(track_short(&house, "/v1/track", other), "200 accepted 1");
    CHECK_TEXT(log_text(&house, 0), "1 track a c1\n");
    event_house_close(&house);
}

TEST(an_id_twice_in_a_batch_counts_once)
{
    house = event_house_open(STORE_SQLITE);
    CHECK_TEXT(track_short(&house, "/v1/batch",
                           "{\"batch\":[{\"type\":\"track\",\"event\":\"a\"," USER "\"messageId\":\"m\"},"
                           "{\"type\":\"track\",\"event\":\"a\"," USER "\"messageId\":\"m\"}]}"),
               "200 accepted 2");
    CHECK_TEXT(log_text(&house, 0), "1 track a c1\n");
    event_house_close(&house);
}

STORE_TEST(posthog_speaks_its_own_words)
{
    house = event_house_open(kind);
    CHECK_TEXT(
        track_short(&house, "/batch/",
                    "{\"api_key\":\"phc_x\",\"batch\":["
                    "{\"event\":\"e\",\"properties\":{\"$device_id\":\"d0\"},\"distinct_id\":\"d0\",\"uuid\":\"1\"},"
                    "{\"event\":\"$identify\",\"properties\":{\"$set\":{\"email\":\"a@b.fr\"},\"$anon_distinct_id\":"
                    "\"d0\"},\"distinct_id\":\"d1\",\"uuid\":\"2\"},"
                    "{\"event\":\"$create_alias\",\"properties\":{\"alias\":\"d2\",\"distinct_id\":\"d1\"},\"distinct_"
                    "id\":\"d1\",\"uuid\":\"3\"},"
                    "{\"event\":\"$groupidentify\",\"properties\":{\"$group_key\":\"c1\"},\"distinct_id\":\"$company_"
                    "c1\",\"uuid\":\"4\"},"
                    "{\"event\":\"e\",\"distinct_id\":\"d1\",\"uuid\":\"2\"}]}"),
        "200 accepted 4 - missing_identity /batch/3/userId");
    CHECK_TEXT(log_text(&house, 0), "1 track e c1\n2 identify Identify c1\n3 alias Alias c1\n");
    StoreSession *session;
    Error error;
    Event event;
    CHECK(store_read_begin(house.store, &session, &error));
    CHECK(log_get(house.log, session, 2, test_arena(), &event, &error));
    store_read_end(session);
    CHECK_TEXT(event.body,
               "{\"userId\":\"d1\",\"anonymousId\":\"d0\",\"traits\":{\"email\":\"a@b.fr\"},\"event\":\"$identify\","
               "\"properties\":{\"$set\":{\"email\":\"a@b.fr\"},\"$anon_distinct_id\":\"d0\"},\"distinct_id\":\"d1\","
               "\"uuid\":\"2\"}");
    CHECK_TEXT(track_short(&house, "/capture/", "{\"api_key\":\"k\",\"event\":\"f\",\"distinct_id\":\"d1\"}"),
               "200 accepted 1");
    event_house_close(&house);
}

TEST(an_address_that_runs_a_script_is_left_out)
{
    house = event_house_open(STORE_SQLITE);
    CHECK_TEXT(track_short(&house, "/v1/page",
                           "{" USER
                           "\"properties\":{\"url\":\"JavaScript:alert(1)\",\"title\":\"javascript: a love story\"},"
                           "\"context\":{\"page\":{\"referrer\":\"javascript:x\",\"url\":\"https://a.test/\"}}}"),
               "200 accepted 1 ~ url_dropped /properties/url");
    StoreSession *session;
    Error error;
    Event event;
    CHECK(store_read_begin(house.store, &session, &error));
    CHECK(log_get(house.log, session, 1, test_arena(), &event, &error));
    store_read_end(session);
    CHECK_TEXT(event.body, "{" USER "\"properties\":{\"url\":null,\"title\":\"javascript: a love story\"},"
                           "\"context\":{\"page\":{\"referrer\":null,\"url\":\"https://a.test/\"}}}");
    event_house_close(&house);
}

TEST(the_key_stands_in_the_body_or_in_an_item)
{
    house = event_house_open(STORE_SQLITE);
    const struct {
        const char *path, *body, *key;
    } cases[] = {{"/v1/batch", "{\"batch\":[{}],\"writeKey\":\"A\"}", "A"},
                 {"/v1/batch", "{\"batch\":[{\"writeKey\":\"B\"}]}", "B"},
                 {"/v1/t", "{\"writeKey\":\"C\"}", "C"},
                 {"/batch/", "{\"batch\":[{}],\"api_key\":\"D\"}", "D"},
                 {"/v1/t", "{}", ""},
                 {"/v1/t", "{\"writeKey\":7}", ""}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        TrackingBatch *batch;
        Error error;
        CHECK(tracking_read(house.tracking, str_of(cases[i].path), str_of(cases[i].body), LOCALE_EN, test_arena(),
                            &batch, &error));
        CHECK_TEXT(tracking_key(batch), cases[i].key);
    }
    event_house_close(&house);
}

// ---- what the workspace has set ----

typedef struct Setting {
    const char *plan, *traffic;
} Setting;

static bool set(StoreSession *session, void *context, Error *error)
{
    const Setting *setting = context;
    if (setting->plan &&
        !store_execute(session, &query_plan_set,
                       VALUES(value_integer(0), value_text(str_of(setting->plan)), value_integer(0)), NULL, error))
        return false;
    if (setting->traffic &&
        !store_execute(session, &query_plan_traffic_set, VALUES(value_text(str_of(setting->traffic))), NULL, error))
        return false;
    return tracking_changed(house.tracking, session, error);
}

static void set_rules(const char *plan, const char *traffic)
{
    Error error;
    Setting setting = {plan, traffic};
    CHECK(store_write(house.store, set, &setting, &error));
}

STORE_TEST(robots_own_people_and_tests_are_flagged)
{
    house = event_house_open(kind);
    set_rules(NULL, "{\"addresses\":[\"10.0.0.0/8\"],\"email_domains\":[\"example.com\"]}");
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"context\":{\"userAgent\":\"Googlebot/2.1\"}"),
               "200 accepted 1 ~ bot /batch/0/context/userAgent");
    send("\"type\":\"track\",\"event\":\"b\"," USER "\"context\":{\"ip\":\"10.1.2.3\"}");
    send("\"type\":\"track\",\"event\":\"c\"," USER "\"context\":{\"test\":true}");
    send("\"type\":\"track\",\"event\":\"d\"," USER "\"context\":{\"ip\":\"192.0.2.1\",\"test\":false}");
    send("\"type\":\"identify\",\"userId\":\"ann\",\"traits\":{\"email\":\"ann@example.com\"}");
    send("\"type\":\"track\",\"event\":\"e\",\"userId\":\"ann\""); // and from then on all that she does
    CHECK_TEXT(log_text(&house, 0), "1 track a c1 bot\n2 track b c1 internal\n3 track c c1 internal\n4 track d c1\n"
                                    "5 identify Identify c2 internal\n6 track e c2 internal\n");
    event_house_reopen(&house, kind);
    send("\"type\":\"track\",\"event\":\"f\",\"userId\":\"ann\"");
    send("\"type\":\"track\",\"event\":\"g\"," USER "\"context\":{\"ip\":\"10.1.2.3\"}");
    CHECK_TEXT(log_text(&house, 6), "7 track f c2 internal\n8 track g c1 internal\n");
    event_house_close(&house);
}

static Str violations_text(void)
{
    static const Query all = {"all_violations", "select source, event, property, code, times, blocked from "
                                                "tracking_violation order by event, property, code"};
    StoreSession *session;
    Error error;
    Rows rows;
    Text text = text_in(test_arena());
    CHECK(store_read_begin(house.store, &session, &error));
    CHECK(store_select(session, &all, NO_VALUES, &rows, &error));
    while (rows_next(&rows))
        text_addf(&text, "%lld %.*s.%.*s %.*s %lld %lld\n", (long long)rows_integer(&rows, 0),
                  STR_ARGS(rows_text(&rows, 1)), STR_ARGS(rows_text(&rows, 2)), STR_ARGS(rows_text(&rows, 3)),
                  (long long)rows_integer(&rows, 4), (long long)rows_integer(&rows, 5));
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return text_str(&text);
}

STORE_TEST(the_plan_flags_or_blocks_what_is_not_expected)
{
    house = event_house_open(kind);
    set_rules("{\"unplanned\":\"flag\",\"wrong\":\"block\",\"events\":[{\"name\":\"Order Completed\",\"properties\":["
              "{\"name\":\"total\",\"type\":\"number\",\"required\":true},{\"name\":\"coupon\",\"type\":\"text\"}]}]}",
              NULL);
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"Order Completed\"," USER "\"properties\":{\"total\":1}"),
               "200 accepted 1");
    CHECK_TEXT(
        send("\"type\":\"track\",\"event\":\"Order Completed\"," USER "\"properties\":{\"coupon\":null,\"total\":1}"),
        "200 accepted 1");
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"Order Completed\"," USER "\"properties\":{\"total\":\"1\"}"),
               "400 accepted 0 - type_conflict /batch/0/properties");
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"Order Completed\"," USER "\"properties\":{}"),
               "400 accepted 0 - missing_property /batch/0/properties");
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"Odrer\"," USER "\"messageId\":\"m\""),
               "200 accepted 1 ~ unplanned_event /batch/0/event");
    CHECK_TEXT(
        send("\"type\":\"track\",\"event\":\"Odrer\"," USER "\"messageId\":\"m\""), // a retry is not a second one
        "200 accepted 1 ~ unplanned_event /batch/0/event");
    CHECK_TEXT(send("\"type\":\"page\"," USER "\"name\":\"x\""), "200 accepted 1");
    CHECK_TEXT(violations_text(), "7 Odrer. unplanned_event 1 0\n7 Order Completed.total missing_property 1 1\n"
                                  "7 Order Completed.total type_conflict 1 1\n");
    CHECK_TEXT(log_text(&house, 2), "3 track Odrer c1 unplanned\n4 page x c1\n");
    event_house_close(&house);
}

TEST(rules_that_were_not_committed_are_not_in_force)
{
    house = event_house_open(STORE_SQLITE);
    set_rules("{\"unplanned\":\"block\",\"wrong\":\"allow\",\"events\":[]}", NULL);
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"x\":1"),
               "400 accepted 0 - unplanned_event /batch/0/event");
    set_rules("{\"unplanned\":\"allow\",\"wrong\":\"allow\",\"events\":[]}", NULL);
    CHECK_TEXT(send("\"type\":\"track\",\"event\":\"a\"," USER "\"x\":1"), "200 accepted 1");
    event_house_close(&house);
}

// ---- who watches ----

static Text heard;

static bool hear(void *context, Str bytes)
{
    text_add(&heard, bytes);
    return context != NULL;
}

static void hear_end(void *context)
{
    (void)context;
    text_add(&heard, STR("end"));
}

TEST(a_listener_hears_what_its_filter_lets_through)
{
    heard = text_in(test_arena());
    Live *live = live_open();
    CHECK(!live_heard(live));
    CHECK(live_listen(live, (LiveStream){live, hear, hear_end}, &(LiveFilter){.event = STR("a"), .rejected = true}));
    CHECK(live_heard(live));
    live_tell(live, &(LiveFilter){.event = STR("a")}, STR("1"), STR("one"));
    live_tell(live, &(LiveFilter){.event = STR("b"), .rejected = true}, STR("2"), STR("two"));
    live_tell(live, &(LiveFilter){.event = STR("a"), .rejected = true}, STR("3"), STR("three"));
    CHECK(live_listen(live, (LiveStream){live, hear, hear_end}, &(LiveFilter){.user = STR("u"), .bodies = true}));
    live_tell(live, &(LiveFilter){.event = STR("c"), .user = STR("x"), .anonymous = STR("u")}, STR("4"), STR("four"));
    CHECK_TEXT(text_str(&heard), "3four");
    live_close(live);
    CHECK_TEXT(text_str(&heard), "3fourendend");
}

TEST(a_listener_who_is_gone_makes_room)
{
    heard = text_in(test_arena());
    Live *live = live_open();
    for (int i = 0; i < LIVE_LISTENERS_MAX; i++)
        CHECK(live_listen(live, (LiveStream){i == 3 ? NULL : live, hear, hear_end}, &(LiveFilter){0}));
    CHECK(live_listen(live, (LiveStream){live, hear, hear_end}, &(LiveFilter){0}));
    CHECK(!live_listen(live, (LiveStream){live, hear, hear_end}, &(LiveFilter){0}));
    live_close(live);
}
