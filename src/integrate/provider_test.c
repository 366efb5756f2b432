// Translations without a server: which states count, what a mapping makes of lists, what can't be used.
#include "integrate/provider.h"

#include "base/test.h"
#include "integrate/receive.h"

static Connection connection_of(const char *kind, const char *settings)
{
    return (Connection){.id = 7, .kind = str_of(kind), .prefix = str_of(kind), .settings = str_of(settings)};
}

// "Order Completed 62.40 EUR 2026-06-01T07:00:00.000Z\n" an event; "ignored: WHY"; "CODE PATH".
static Str said(const char *kind, const char *settings, const char *topic, Str body)
{
    static Connection connection;
    connection = connection_of(kind, settings);
    Translation translation = {
        .connection = &connection, .delivery = STR("d"), .topic = str_of(topic), .received = 0, .arena = test_arena()};
    Error error;
    Text out = text_in(test_arena());
    if (!receive_translate(provider_of(connection.kind), body, &translation, &error))
        return str_format(test_arena(), "%s %s", error.code, error.path);
    if (!translation.count) return str_format(test_arena(), "ignored: %s", translation.ignored);
    for (size_t i = 0; i < translation.count; i++) {
        const Record *record = &translation.record[i];
        if (record->kind == EVENT_IDENTIFY) continue;
        text_addf(&out, "%.*s %lld %.*s\n", STR_ARGS(record->name), (long long)record->amount_minor,
                  STR_ARGS(instant_text(test_arena(), record->at)));
    }
    return text_str(&out);
}

static Str shopify_order(const char *status, const char *more)
{
    return str_format(test_arena(),
                      "{\"id\":1,\"currency\":\"EUR\",\"total_price\":\"12.50\",\"financial_status\":\"%s\",\"email\":"
                      "\"a@b.test\",\"processed_at\":\"2026-06-01T09:00:00+02:00\",\"updated_at\":"
                      "\"2026-06-02T09:00:00+02:00\"%s}",
                      status, more);
}

TEST(which_states_of_a_shopify_order_count)
{
    static const char *const counted[] = {"authorized", "partially_paid", "paid", "partially_refunded", "refunded"};
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        CHECK_TEXT(said("shopify", "{}", "orders/create", shopify_order(counted[i], "")),
                   "Order Completed 1250 2026-06-01T07:00:00.000Z\n");
    CHECK_TEXT(said("shopify", "{}", "orders/create", shopify_order("pending", "")),
               "Order Updated 1250 2026-06-02T07:00:00.000Z\n");
    CHECK_TEXT(said("shopify", "{}", "orders/create", shopify_order("something_new", "")),
               "Order Updated 1250 2026-06-02T07:00:00.000Z\n");
    CHECK_TEXT(said("shopify", "{}", "orders/updated", shopify_order("voided", "")),
               "Order Cancelled 1250 2026-06-02T07:00:00.000Z\n");
    CHECK_TEXT(
        said("shopify", "{}", "orders/updated", shopify_order("paid", ",\"cancelled_at\":\"2026-06-03T00:00:00Z\"")),
        "Order Cancelled 1250 2026-06-03T00:00:00.000Z\n");
}

static Str woo_order(const char *status)
{
    return str_format(
        test_arena(),
        "{\"id\":1,\"currency\":\"JPY\",\"total\":\"1250\",\"status\":\"%s\",\"customer_id\":0,\"billing\":"
        "{\"email\":\"a@b.test\"},\"date_created_gmt\":\"2026-06-01T07:00:00\",\"date_paid_gmt\":null,"
        "\"date_modified_gmt\":\"2026-06-01T07:00:00\"}",
        status);
}

TEST(which_states_of_a_woocommerce_order_count)
{
    static const struct {
        const char *status, *event;
    } states[] = {
        {"processing", "Order Completed"},   {"completed", "Order Completed"}, {"refunded", "Order Completed"},
        {"pending", "Order Updated"},        {"on-hold", "Order Updated"},     {"failed", "Order Updated"},
        {"checkout-draft", "Order Updated"}, {"cancelled", "Order Cancelled"}, {"trash", "Order Cancelled"}};
    for (size_t i = 0; i < COUNT_OF(states); i++)
        CHECK_TEXT(
            said("woocommerce", "{}", "order.updated", woo_order(states[i].status)),
            str_c(test_arena(), str_format(test_arena(), "%s 1250 2026-06-01T07:00:00.000Z\n", states[i].event)));
}

TEST(what_a_shop_can_not_have_meant_is_refused_with_its_place)
{
    CHECK_TEXT(said("shopify", "{}", "orders/create", STR("{}")), "missing_field /id");
    CHECK_TEXT(said("shopify", "{}", "orders/create", STR("[]")), "missing_field /id");
    CHECK_TEXT(said("shopify", "{}", "orders/create", STR("{\"id\":1}")), "unknown_currency /currency");
    CHECK_TEXT(said("shopify", "{}", "orders/create",
                    STR("{\"id\":1,\"currency\":\"EUR\",\"total_price\":\"12,50\",\"financial_status\":\"paid\"}")),
               "invalid_amount /total");
    CHECK_TEXT(said("shopify", "{}", "refunds/create", STR("{\"id\":1,\"order_id\":2}")), "ignored: no_money");
    CHECK_TEXT(said("woocommerce", "{}", "product.updated", STR("{}")), "ignored: topic_not_used");
    CHECK_TEXT(said("shopify", "{}", "shop/redact", STR("{}")), "privacy_request ");
}

TEST(the_secret_before_the_last_rotation_is_good_until_its_time)
{
    static const unsigned char key[SECRET_KEY_BYTES] = {1};
    const Connection connection = {.id = 7,
                                   .secret = seal(test_arena(), key, 7, STR("new")),
                                   .old_secret = seal(test_arena(), key, 7, STR("old")),
                                   .old_until = 1000};
    Secrets secrets;
    Error error;
    bool before = connection_secrets(&connection, key, 999, test_arena(), &secrets, &error);
    CHECK(before);
    CHECK_TEXT(secrets.secret[0], "new");
    CHECK_TEXT(secrets.secret[1], "old");
    bool after = connection_secrets(&connection, key, 1000, test_arena(), &secrets, &error);
    CHECK(after);
    CHECK_TEXT(secrets.secret[1], "");
}

#define MAP(events) "{\"events\":[" events "]}"

TEST(a_mapping_reads_times_and_amounts_as_they_come)
{
    const char *settings =
        MAP("{\"event\":\"Paid\",\"user_id\":\"{{u}}\",\"at\":\"{{t}}\",\"amount\":\"{{a}}\",\"currency\":"
            "\"{{c}}\"}");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":1,\"t\":1780300800,\"a\":12.5,\"c\":\"EUR\"}")),
               "Paid 1250 2026-06-01T08:00:00.000Z\n");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":1,\"t\":1780300800123,\"a\":\"12.50\",\"c\":\"JPY\"}")),
               "Paid 13 2026-06-01T08:00:00.123Z\n");
    CHECK_TEXT(
        said("webhook", settings, "", STR("{\"u\":1,\"t\":\"2026-06-01T10:00:00+02:00\",\"a\":0,\"c\":\"EUR\"}")),
        "Paid 0 2026-06-01T08:00:00.000Z\n");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":1,\"t\":\"1 June\",\"a\":0,\"c\":\"EUR\"}")),
               "mapping_error /settings/events/0/at");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":1,\"t\":1,\"a\":\"12,5\",\"c\":\"EUR\"}")),
               "mapping_error /settings/events/0/amount");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":1,\"t\":1,\"a\":1,\"c\":\"euro\"}")),
               "mapping_error /settings/events/0/currency");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":\"null\",\"t\":1,\"a\":1,\"c\":\"EUR\"}")),
               "mapping_error /settings/events/0/user_id");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":[1],\"t\":1,\"a\":1,\"c\":\"EUR\"}")),
               "mapping_error /settings/events/0/user_id");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"u\":null,\"t\":1,\"a\":1,\"c\":\"EUR\"}")),
               "mapping_error /settings/events/0/user_id");
}

TEST(a_mapping_makes_an_event_of_each_item_it_is_meant_for)
{
    const char *settings = MAP(
        "{\"when\":[{\"path\":\"kind\",\"in\":[\"a\",\"b\"]},{\"path\":\"live\"}],\"for_each\":\"people[*]\",\"event\":"
        "\"Seen {{kind}}\",\"email\":\"{{.mail}}\"}");
    CHECK_TEXT(said("webhook", settings, "",
                    STR("{\"kind\":\"b\",\"live\":true,\"people\":[{\"mail\":\"x@y.test\"},{\"mail\":\"z@y.test\"}]}")),
               "Seen b 0 1970-01-01T00:00:00.000Z\nSeen b 0 1970-01-01T00:00:00.000Z\n");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"kind\":\"c\",\"live\":true,\"people\":[]}")),
               "ignored: no_event_matched");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"kind\":\"a\",\"live\":null,\"people\":[]}")),
               "ignored: no_event_matched");
    CHECK_TEXT(said("webhook", settings, "", STR("{\"kind\":\"a\",\"live\":1,\"people\":[{}]}")),
               "mapping_error /settings/events/0/email");
}

// A small mapping that names a large value many times must not fill the memory.
TEST(what_a_mapping_makes_is_bounded)
{
    Text settings = text_in(test_arena()), body = text_in(test_arena());
    text_add(&settings, STR("{\"events\":[{\"event\":\"x\",\"user_id\":\"1\",\"properties\":{\"a\":["));
    for (int i = 0; i < 2000; i++) text_add(&settings, i ? STR(",\"{{}}\"") : STR("\"{{}}\""));
    text_add(&settings, STR("]}}]}"));
    text_add(&body, STR("\""));
    for (int i = 0; i < 100000; i++) text_add_byte(&body, 'a');
    text_add(&body, STR("\""));
    CHECK_TEXT(said("webhook", str_c(test_arena(), text_str(&settings)), "", text_str(&body)),
               "mapping_error /settings/events/0/properties/a/11");
}
