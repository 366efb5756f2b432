// shopify.c - Shopify's webhooks: bodies are the REST resources of the Admin API (topic in X-Shopify-Topic), signed
// with the client secret of the app or the secret shown below the webhooks of the shop's settings.
//
// Which orders count: those whose money is there or promised (financial_status authorized, partially_paid, paid,
// partially_refunded, refunded), at the time of the order (processed_at). A pending or expired one is known and in no
// figure; a cancelled or voided one counts no more. Orders of a shop's test gateway are kept as internal traffic.
#include "integrate/commerce.h"

// ---- signature and names ----

static bool verify(const Arrival *arrival, Str secret, JsonValue settings, Arena *arena, Error *error)
{
    (void)settings;
    Str given = arrival_header(arrival, "x-shopify-hmac-sha256");
    if (!given.size) return signature_missing("X-Shopify-Hmac-Sha256", error);
    return signature_base64(given, secret, arrival->body, arena, error);
}

// X-Shopify-Webhook-Id is of the delivery and kept by its retries; X-Shopify-Event-Id may be shared by several topics.
static void name(const Arrival *arrival, JsonValue body, JsonValue settings, Arena *arena, Str *delivery, Str *topic)
{
    (void)body, (void)settings, (void)arena;
    *delivery = arrival_header(arrival, "x-shopify-webhook-id");
    if (!delivery->size) *delivery = arrival_header(arrival, "x-shopify-event-id");
    *topic = arrival_header(arrival, "x-shopify-topic");
}

// ---- people ----

static void read_address(JsonValue address, Arena *arena, ShopAddress *to)
{
    *to = (ShopAddress){.company = shop_text(address, "company", arena),
                        .street = shop_text(address, "address1", arena),
                        .city = shop_text(address, "city", arena),
                        .region = shop_text(address, "province", arena),
                        .postcode = shop_text(address, "zip", arena),
                        .country = shop_text(address, "country_code", arena)};
}

static void read_customer(JsonValue body, Arena *arena, ShopCustomer *customer)
{
    *customer = (ShopCustomer){.id = shop_text(body, "id", arena),
                               .email = shop_text(body, "email", arena),
                               .phone = shop_text(body, "phone", arena),
                               .first_name = shop_text(body, "first_name", arena),
                               .last_name = shop_text(body, "last_name", arena),
                               .note = shop_text(body, "note", arena),
                               .tags = shop_text(body, "tags", arena),
                               .created = shop_instant(body, "created_at", arena)};
    read_address(shop_member(body, "default_address"), arena, &customer->address);
}

// Of an order or a checkout: its customer, completed by what was typed in.
static void read_buyer(JsonValue body, Arena *arena, ShopCustomer *buyer)
{
    JsonValue address = shop_member(body, "billing_address");
    read_customer(shop_member(body, "customer"), arena, buyer);
    if (!buyer->email.size) buyer->email = shop_text(body, "email", arena);
    if (!buyer->email.size) buyer->email = shop_text(body, "contact_email", arena);
    if (!buyer->phone.size) buyer->phone = shop_text(body, "phone", arena);
    if (!buyer->first_name.size) buyer->first_name = shop_text(address, "first_name", arena);
    if (!buyer->last_name.size) buyer->last_name = shop_text(address, "last_name", arena);
    if (!buyer->address.street.size) read_address(address, arena, &buyer->address);
    buyer->locale = shop_text(body, "customer_locale", arena);
}

static bool identify_buyer(Translation *translation, const ShopCustomer *buyer, const char *thing, Str id, Instant at,
                           Error *error)
{
    Instant changed = shop_instant(shop_member(translation->body, "customer"), "updated_at", translation->arena);
    translation->who = shop_who(translation, buyer);
    Str message = changed && buyer->id.size ? shop_message_at(translation, "customer", buyer->id, "seen", changed)
                                            : shop_message(translation, thing, id, "buyer");
    return shop_identify(translation, buyer, message, changed ? changed : at, error);
}

// ---- lines and amounts ----

static bool line_discount(JsonValue line, const Currency *currency, Arena *arena, int64_t *minor, Error *error)
{
    JsonValue list = shop_member(line, "discount_allocations"), part;
    *minor = 0;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &part);) {
        int64_t amount = 0;
        if (!shop_amount(shop_text(part, "amount", arena), "discount_allocations", currency, arena, &amount, error))
            return false;
        if (!checked_add(*minor, amount, minor)) *minor = 0;
    }
    return true;
}

static bool read_line(JsonValue line, const Currency *currency, Arena *arena, ShopLine *to, Error *error)
{
    *to = (ShopLine){.product_id = shop_text(line, "product_id", arena),
                     .variant_id = shop_text(line, "variant_id", arena),
                     .sku = shop_text(line, "sku", arena),
                     .name = shop_text(line, "title", arena),
                     .variant = shop_text(line, "variant_title", arena),
                     .brand = shop_text(line, "vendor", arena),
                     .price = shop_text(line, "price", arena),
                     .quantity = shop_text(line, "quantity", arena)};
    return line_discount(line, currency, arena, &to->discount_minor, error);
}

static bool read_lines(JsonValue body, Arena *arena, ShopOrder *order, Error *error)
{
    JsonValue list = shop_member(body, "line_items"), line;
    if (list.type != JSON_ARRAY) return true;
    order->line = arena_array(arena, ShopLine, json_count(list) + 1);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &line);)
        if (!read_line(line, &order->currency, arena, &order->line[order->lines++], error)) return false;
    return true;
}

static Str coupons_of(JsonValue body, Arena *arena)
{
    JsonValue list = shop_member(body, "discount_codes"), code;
    Text text = text_in(arena);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &code);) {
        Str word = shop_text(code, "code", arena);
        if (text.size && word.size) text_add(&text, STR(", "));
        text_add(&text, word);
    }
    return text_str(&text);
}

static Str shipping_of(JsonValue body, Arena *arena)
{
    JsonValue set = shop_member(body, "total_shipping_price_set");
    return shop_text(shop_member(set, "shop_money"), "amount", arena);
}

static bool read_order(JsonValue body, Arena *arena, ShopOrder *order, Error *error)
{
    *order = (ShopOrder){.number = shop_text(body, "name", arena),
                         .status = shop_text(body, "financial_status", arena),
                         .total = shop_text(body, "total_price", arena),
                         .subtotal = shop_text(body, "subtotal_price", arena),
                         .tax = shop_text(body, "total_tax", arena),
                         .discount = shop_text(body, "total_discounts", arena),
                         .shipping = shipping_of(body, arena),
                         .coupon = coupons_of(body, arena),
                         .cart_id = shop_text(body, "cart_token", arena),
                         .note = shop_text(body, "note", arena),
                         .test = json_get_boolean(shop_member(body, "test"))};
    return shop_required(body, "id", arena, &order->id, error) &&
           shop_currency(body, "currency", arena, &order->currency, error) && read_lines(body, arena, order, error);
}

// ---- refunds ----

// What really went back: the refund's successful transactions. One without (goods put back on the shelf) moves nothing.
static bool refunded(JsonValue refund, const Currency *currency, Arena *arena, int64_t *minor, Error *error)
{
    JsonValue list = shop_member(refund, "transactions"), part;
    *minor = 0;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &part);) {
        int64_t amount = 0;
        bool back = str_equal(shop_text(part, "kind", arena), STR("refund")) &&
                    str_equal(shop_text(part, "status", arena), STR("success"));
        if (!back) continue;
        if (!shop_amount(shop_text(part, "amount", arena), "transactions", currency, arena, &amount, error))
            return false;
        if (!checked_add(*minor, amount, minor)) *minor = 0;
    }
    return true;
}

static bool add_refund(Translation *translation, const ShopOrder *order, JsonValue body, Error *error)
{
    Arena *arena = translation->arena;
    ShopRefund refund = {.reason = shop_text(body, "note", arena)};
    Instant at = shop_instant(body, "processed_at", arena);
    if (!at) at = shop_instant(body, "created_at", arena);
    if (!shop_required(body, "id", arena, &refund.id, error) ||
        !refunded(body, &order->currency, arena, &refund.amount_minor, error))
        return false;
    return refund.amount_minor <= 0 || shop_refund(translation, order, &refund, at ? at : translation->received, error);
}

// The currency stands in the transactions; the customer is that of the order.
static bool refund_alone(Translation *translation, Error *error)
{
    Arena *arena = translation->arena;
    ShopOrder order = {0};
    JsonValue first = json_item(shop_member(translation->body, "transactions"), 0);
    translation->ignored = "no_money";
    if (!shop_required(translation->body, "order_id", arena, &order.id, error)) return false;
    if (first.type == JSON_NULL) return true;
    translation->order = translation_id(translation, order.id);
    return shop_currency(first, "currency", arena, &order.currency, error) &&
           add_refund(translation, &order, translation->body, error);
}

// ---- orders ----

typedef enum OrderState { STATE_WAITING, STATE_COUNTS, STATE_CANCELLED } OrderState;

static OrderState state_of(Str status, Instant cancelled)
{
    static const Str counted[] = {STR("authorized"), STR("partially_paid"), STR("paid"), STR("partially_refunded"),
                                  STR("refunded")};
    if (cancelled || str_equal(status, STR("voided"))) return STATE_CANCELLED;
    for (size_t i = 0; i < COUNT_OF(counted); i++)
        if (str_equal(status, counted[i])) return STATE_COUNTS;
    return STATE_WAITING;
}

typedef struct OrderTimes {
    Instant ordered, changed, cancelled;
} OrderTimes;

static OrderTimes times_of(const Translation *translation)
{
    Arena *arena = translation->arena;
    OrderTimes times = {.ordered = shop_instant(translation->body, "processed_at", arena),
                        .changed = shop_instant(translation->body, "updated_at", arena),
                        .cancelled = shop_instant(translation->body, "cancelled_at", arena)};
    if (!times.ordered) times.ordered = shop_instant(translation->body, "created_at", arena);
    if (!times.ordered) times.ordered = translation->received;
    if (!times.changed) times.changed = times.ordered;
    return times;
}

static bool add_state(Translation *translation, const ShopOrder *order, bool update, Error *error)
{
    OrderTimes times = times_of(translation);
    OrderState state = state_of(order->status, times.cancelled);
    if (state == STATE_CANCELLED)
        return shop_event(translation, "Order Cancelled", order,
                          shop_message(translation, "order", order->id, "cancelled"),
                          times.cancelled ? times.cancelled : times.changed, error);
    if (state == STATE_COUNTS &&
        !shop_event(translation, "Order Completed", order, shop_message(translation, "order", order->id, "completed"),
                    times.ordered, error))
        return false;
    if (state == STATE_COUNTS && !update) return true;
    return shop_event(translation, "Order Updated", order,
                      shop_message_at(translation, "order", order->id, "updated", times.changed), times.changed, error);
}

static bool order_of(Translation *translation, bool update, Error *error)
{
    Arena *arena = translation->arena;
    ShopOrder order;
    ShopCustomer buyer;
    JsonValue list = shop_member(translation->body, "refunds"), refund;
    read_buyer(translation->body, arena, &buyer);
    translation->who = shop_who(translation, &buyer);
    if (!read_order(translation->body, arena, &order, error)) return false;
    translation->order = translation_id(translation, order.id);
    if (!identify_buyer(translation, &buyer, "order", order.id, times_of(translation).ordered, error) ||
        !add_state(translation, &order, update, error))
        return false;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &refund);)
        if (!add_refund(translation, &order, refund, error)) return false;
    return true;
}

static bool order_made(Translation *translation, Error *error)
{
    return order_of(translation, false, error);
}

static bool order_changed(Translation *translation, Error *error)
{
    return order_of(translation, true, error);
}

// ---- carts and checkouts ----

static bool read_checkout(Translation *translation, ShopOrder *checkout, Error *error)
{
    JsonValue body = translation->body;
    Arena *arena = translation->arena;
    *checkout = (ShopOrder){.total = shop_text(body, "total_price", arena),
                            .subtotal = shop_text(body, "subtotal_price", arena),
                            .tax = shop_text(body, "total_tax", arena),
                            .discount = shop_text(body, "total_discounts", arena),
                            .coupon = coupons_of(body, arena),
                            .cart_id = shop_text(body, "cart_token", arena)};
    if (!checkout->cart_id.size) checkout->cart_id = shop_text(body, "token", arena);
    return shop_currency(body, "currency", arena, &checkout->currency, error) &&
           read_lines(body, arena, checkout, error);
}

// Of nobody that could be told from another: a cart of nobody is worth no customer of its own.
static bool checkout_of(Translation *translation, Error *error)
{
    Arena *arena = translation->arena;
    ShopOrder checkout;
    ShopCustomer buyer;
    Str token;
    read_buyer(translation->body, arena, &buyer);
    translation->who = shop_who(translation, &buyer);
    if (!shop_required(translation->body, "token", arena, &token, error) ||
        !read_checkout(translation, &checkout, error))
        return false;
    Instant begun = shop_instant(translation->body, "created_at", arena);
    Instant changed = shop_instant(translation->body, "updated_at", arena);
    translation->ignored = "nobody_known";
    if (!begun) begun = translation->received;
    if (!changed) changed = begun;
    bool nobody = !buyer.id.size && !buyer.email.size && !buyer.phone.size;
    if (nobody) return true;
    if (!identify_buyer(translation, &buyer, "checkout", token, begun, error) ||
        !shop_event(translation, "Checkout Started", &checkout, shop_message(translation, "checkout", token, "started"),
                    begun, error))
        return false;
    return changed == begun ||
           shop_event(translation, "Cart Updated", &checkout,
                      shop_message_at(translation, "checkout", token, "updated", changed), changed, error);
}

// Carts name nobody: what becomes of them is seen at the checkout, under the same cart token.
static bool cart_of(Translation *translation, Error *error)
{
    (void)error;
    translation->ignored = "nobody_known";
    return true;
}

// ---- customers ----

static bool consent_of(Translation *translation, const char *member, const char *channel, Str id, Error *error)
{
    JsonValue consent = shop_member(translation->body, member);
    Arena *arena = translation->arena;
    Str state = shop_text(consent, "state", arena);
    Instant at = shop_instant(consent, "consent_updated_at", arena);
    bool granted = str_equal(state, STR("subscribed")), withdrawn = str_equal(state, STR("unsubscribed"));
    if (!at || (!granted && !withdrawn)) return true;
    const char *what = granted ? "granted" : "withdrawn";
    Str thing = str_format(arena, "%s_consent", channel);
    return shop_consent(translation, granted, channel, shop_message_at(translation, str_c(arena, thing), id, what, at),
                        at, error);
}

static bool customer_of(Translation *translation, Error *error)
{
    Arena *arena = translation->arena;
    ShopCustomer customer;
    Str id;
    read_customer(translation->body, arena, &customer);
    translation->who = shop_who(translation, &customer);
    Instant at = shop_instant(translation->body, "updated_at", arena);
    if (!at) at = translation->received;
    return shop_required(translation->body, "id", arena, &id, error) &&
           shop_identify(translation, &customer, shop_message_at(translation, "customer", id, "seen", at), at, error) &&
           consent_of(translation, "email_marketing_consent", "email", id, error) &&
           consent_of(translation, "sms_marketing_consent", "sms", id, error);
}

// ---- requests of the law (customers/data_request, customers/redact, shop/redact) ----

// Kept where somebody sees it: what the law asks of a shop is for people to answer, within 30 days.
static bool privacy_request(Translation *translation, Error *error)
{
    JsonValue customer = shop_member(translation->body, "customer");
    ShopCustomer about = {.id = shop_text(customer, "id", translation->arena),
                          .email = shop_text(customer, "email", translation->arena),
                          .phone = shop_text(customer, "phone", translation->arena)};
    translation->who = shop_who(translation, &about);
    return error_code(
        error, ERROR_INPUT, "privacy_request",
        PHRASE("Shopify passes on a request about personal data ({0}): enter it as a request of the "
               "customer, answer it within 30 days, then delete this",
               "Shopify transmet une demande sur des données personnelles ({0})\u00A0: saisissez-la comme "
               "demande du client, répondez sous 30\u00A0jours, puis supprimez ceci"),
        error_value(translation->arena, translation->topic));
}

// ---- topics ----

typedef struct Topic {
    const char *name;
    bool (*translate)(Translation *translation, Error *error);
} Topic;

static const Topic topics[] = {
    {"orders/create", order_made},
    {"orders/paid", order_made},
    {"orders/updated", order_changed},
    {"orders/cancelled", order_changed},
    {"orders/fulfilled", order_changed},
    {"orders/partially_fulfilled", order_changed},
    {"refunds/create", refund_alone},
    {"checkouts/create", checkout_of},
    {"checkouts/update", checkout_of},
    {"carts/create", cart_of},
    {"carts/update", cart_of},
    {"customers/create", customer_of},
    {"customers/update", customer_of},
    {"customers/enable", customer_of},
    {"customers/disable", customer_of},
    {"customers/data_request", privacy_request},
    {"customers/redact", privacy_request},
    {"shop/redact", privacy_request},
};

static bool translate(Translation *translation, Error *error)
{
    for (size_t i = 0; i < COUNT_OF(topics); i++)
        if (str_equal(translation->topic, str_of(topics[i].name))) return topics[i].translate(translation, error);
    translation->ignored = "topic_not_used";
    return true;
}

const Provider shopify_provider = {
    .kind = "shopify", .label = PHRASE("Shopify", "Shopify"), .verify = verify, .name = name, .translate = translate};
