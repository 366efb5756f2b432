#include "privacy/retention.h"

#include "event/event_test.h"

static const PersonalTable *const no_tables[] = {NULL};

typedef struct Aged {
    EventHouse *house;
    const char *name;
    int64_t age; // milliseconds before event_test_now
} Aged;

static bool append_aged(StoreSession *session, void *context, Error *error)
{
    const Aged *aged = context;
    CustomerId customer;
    const IdentityClaim claim = {.user_id = STR("u"), .at = event_test_now};
    if (!identity_resolve(aged->house->identity, session, &claim, &customer, error)) return false;
    Event event = {.kind = EVENT_TRACK,
                   .name = str_of(aged->name),
                   .customer = customer,
                   .at = event_test_now - aged->age,
                   .received = event_test_now,
                   .has_amount = true,
                   .amount_minor = 500,
                   .currency = STR("EUR"),
                   .body = STR("{\"properties\":{\"order_id\":\"o1\",\"revenue\":5,\"note\":\"private\"}}")};
    return log_append(aged->house->log, session, &event, NULL, error);
}

static void append(EventHouse *house, const char *name, int64_t days, int64_t more)
{
    Error error;
    Aged aged = {house, name, days * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND + more};
    CHECK(store_write(house->store, append_aged, &aged, &error));
}

static bool keep_purchases_a_year(StoreSession *session, void *context, Error *error)
{
    (void)context;
    return retention_set(session, RETENTION_PURCHASE, 365, 1, event_test_now, error);
}

static Eraser eraser_of_house(EventHouse *house)
{
    return (Eraser){.store = house->store,
                    .identity = house->identity,
                    .log = house->log,
                    .activity = house->activity,
                    .tables = no_tables,
                    .arena = test_arena()};
}

static int64_t preview(EventHouse *house, RetentionClass class_of)
{
    Error error;
    StoreSession *session;
    RetentionCounts counts;
    Eraser eraser = eraser_of_house(house);
    CHECK(store_read_begin(house->store, &session, &error));
    CHECK(retention_preview(&eraser, session, event_test_now, &counts, &error));
    store_read_end(session);
    return counts.events[class_of];
}

STORE_TEST(what_is_older_than_its_period_goes_and_nothing_early)
{
    Error error;
    RetentionCounts counts;
    EventHouse house = event_house_open(kind);
    append(&house, "Feature Used", 760, 1);
    append(&house, "Feature Used", 760, 0); // due in a moment
    append(&house, "Email Sent", 730, 1);
    append(&house, "Email Sent", 729, 0);
    append(&house, "Order Completed", 5000, 0); // without end by default
    CHECK_INT(preview(&house, RETENTION_EVENT), 1);
    CHECK_INT(preview(&house, RETENTION_SERVICE), 1);
    CHECK_INT(preview(&house, RETENTION_PURCHASE), 0);
    Eraser eraser = eraser_of_house(&house);
    CHECK(retention_run(&eraser, event_test_now, &counts, &error));
    CHECK_INT(counts.events[RETENTION_EVENT], 1);
    CHECK_INT(counts.events[RETENTION_SERVICE], 1);
    CHECK_TEXT(log_text(&house, 0), "2 track Feature Used c1 500 EUR\n4 track Email Sent c1 500 EUR\n"
                                    "5 track Order Completed c1 500 EUR\n6 internal Events Removed c0 internal\n");
    CHECK(retention_run(&eraser, event_test_now, &counts, &error));
    CHECK_INT(counts.events[RETENTION_EVENT], 0);
    event_house_close(&house);
}

STORE_TEST(an_old_purchase_stays_in_figures_as_nobodys)
{
    Error error;
    RetentionCounts counts;
    EventHouse house = event_house_open(kind);
    append(&house, "Order Completed", 366, 0);
    append(&house, "Order Refunded", 366, 0);
    append(&house, "Order Completed", 364, 0);
    CHECK(store_write(house.store, keep_purchases_a_year, NULL, &error));
    CHECK_INT(preview(&house, RETENTION_PURCHASE), 2);
    Eraser eraser = eraser_of_house(&house);
    for (int again = 0; again < 2; again++) { // a copy is not copied again
        CHECK(retention_run(&eraser, event_test_now, &counts, &error));
        CHECK_TEXT(log_text(&house, 0), "3 track Order Completed c1 500 EUR\n4 track Order Completed c2 500 EUR\n"
                                        "5 track Order Refunded c2 500 EUR\n6 internal Events Removed c0 internal\n");
    }
    CHECK(identity_hidden(house.identity, 2));
    CHECK(!identity_hidden(house.identity, 1));
    event_house_close(&house);
}

TEST(an_anonymous_copy_keeps_numbers_of_figures_and_no_text)
{
    const unsigned char key[16] = {7};
    CHECK_TEXT(
        erasure_copy_body(
            STR("{\"userId\":\"u\",\"properties\":{\"revenue\":5.50,\"currency\":\"EUR\",\"name\":\"Ana\","
                "\"coupon\":\"FOR-ANA\",\"account\":33612345678,\"products\":[{\"product_id\":\"p1\","
                "\"name\":\"x\",\"quantity\":2}]}}"),
            key, test_arena()),
        "{\"properties\":{\"revenue\":5.50,\"currency\":\"EUR\",\"products\":[{\"product_id\":\"p1\",\"quantity\":"
        "2}]}}");
    Str first = erasure_copy_body(STR("{\"properties\":{\"order_id\":\"o1\"}}"), key, test_arena());
    Str second = erasure_copy_body(STR("{\"properties\":{\"order_id\":\"o1\",\"note\":1}}"), key, test_arena());
    CHECK(str_equal(first, second)); // a refund names the same order
    CHECK(!str_contains(first, STR("o1")));
}
