// woocommerce.c - WooCommerce's webhooks: bodies are the resources of its REST API (v2 and v3 alike), signed with the
// secret that stands in the webhook's settings. Times are those that end in _gmt.
//
// Which orders count: those that WooCommerce itself takes for paid (processing, completed), and refunded ones, at the
// time they were paid, else made. pending, on-hold, failed and drafts are known and in no figure; cancelled and trashed
// ones count no more.
#include "integrate/commerce.h"

// ---- signature and names ----

static bool verify(const Arrival *arrival, Str secret, JsonValue settings, Arena *arena, Error *error)
{
    (void)settings;
    Str given = arrival_header(arrival, "x-wc-webhook-signature");
    if (!given.size) return signature_missing("X-WC-Webhook-Signature", error);
    return signature_base64(given, secret, arrival->body, arena, error);
}

// When a webhook is saved, WooCommerce tries its address with the unsigned form "webhook_id=123".
static bool ping(const Arrival *arrival)
{
    Str start = STR("webhook_id="), body = arrival->body;
    enum { DIGITS_MAX = 20 };
    bool form = str_starts_with(body, start) && body.size > start.size && body.size <= start.size + DIGITS_MAX &&
                !arrival_header(arrival, "x-wc-webhook-signature").size;
    for (size_t i = start.size; form && i < body.size; i++) form = '0' <= body.data[i] && body.data[i] <= '9';
    return form;
}

static void name(const Arrival *arrival, JsonValue body, JsonValue settings, Arena *arena, Str *delivery, Str *topic)
{
    (void)body, (void)settings, (void)arena;
    *delivery = arrival_header(arrival, "x-wc-webhook-delivery-id");
    *topic = arrival_header(arrival, "x-wc-webhook-topic");
}

// ---- people ----

static void read_address(JsonValue address, Arena *arena, ShopAddress *to)
{
    *to = (ShopAddress){.company = shop_text(address, "company", arena),
                        .street = shop_text(address, "address_1", arena),
                        .city = shop_text(address, "city", arena),
                        .region = shop_text(address, "state", arena),
                        .postcode = shop_text(address, "postcode", arena),
                        .country = shop_text(address, "country", arena)};
}

static void read_billing(JsonValue billing, Arena *arena, ShopCustomer *customer)
{
    *customer = (ShopCustomer){.email = shop_text(billing, "email", arena),
                               .phone = shop_text(billing, "phone", arena),
                               .first_name = shop_text(billing, "first_name", arena),
                               .last_name = shop_text(billing, "last_name", arena)};
    read_address(billing, arena, &customer->address);
}

// Customer 0 is a guest.
static void read_buyer(JsonValue body, Arena *arena, ShopCustomer *buyer)
{
    Str id = shop_text(body, "customer_id", arena);
    read_billing(shop_member(body, "billing"), arena, buyer);
    if (!str_equal(id, STR("0"))) buyer->id = id;
}

static Str own_or(JsonValue body, const char *member, Str otherwise, Arena *arena)
{
    Str own = shop_text(body, member, arena);
    return own.size ? own : otherwise;
}

static bool customer_of(Translation *translation, Error *error)
{
    Arena *arena = translation->arena;
    JsonValue body = translation->body;
    ShopCustomer customer;
    read_billing(shop_member(body, "billing"), arena, &customer);
    customer.email = own_or(body, "email", customer.email, arena);
    customer.first_name = own_or(body, "first_name", customer.first_name, arena);
    customer.last_name = own_or(body, "last_name", customer.last_name, arena);
    customer.created = shop_instant(body, "date_created_gmt", arena);
    if (!shop_required(body, "id", arena, &customer.id, error)) return false;
    translation->who = shop_who(translation, &customer);
    Instant at = shop_instant(body, "date_modified_gmt", arena);
    if (!at) at = customer.created ? customer.created : translation->received;
    return shop_identify(translation, &customer, shop_message_at(translation, "customer", customer.id, "seen", at), at,
                         error);
}

// ---- orders ----

static void read_lines(JsonValue body, Arena *arena, ShopOrder *order)
{
    JsonValue list = shop_member(body, "line_items"), line;
    if (list.type != JSON_ARRAY) return;
    order->line = arena_array(arena, ShopLine, json_count(list) + 1);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &line);) {
        Str variation = shop_text(line, "variation_id", arena);
        order->line[order->lines++] = (ShopLine){.product_id = shop_text(line, "product_id", arena),
                                                 .variant_id = str_equal(variation, STR("0")) ? STR("") : variation,
                                                 .sku = shop_text(line, "sku", arena),
                                                 .name = shop_text(line, "name", arena),
                                                 .price = shop_text(line, "price", arena),
                                                 .quantity = shop_text(line, "quantity", arena)};
    }
}

static Str coupons_of(JsonValue body, Arena *arena)
{
    JsonValue list = shop_member(body, "coupon_lines"), line;
    Text text = text_in(arena);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &line);) {
        Str code = shop_text(line, "code", arena);
        if (text.size && code.size) text_add(&text, STR(", "));
        text_add(&text, code);
    }
    return text_str(&text);
}

static bool read_order(JsonValue body, Arena *arena, ShopOrder *order, Error *error)
{
    *order = (ShopOrder){.number = shop_text(body, "number", arena),
                         .status = shop_text(body, "status", arena),
                         .total = shop_text(body, "total", arena),
                         .tax = shop_text(body, "total_tax", arena),
                         .shipping = shop_text(body, "shipping_total", arena),
                         .discount = shop_text(body, "discount_total", arena),
                         .coupon = coupons_of(body, arena),
                         .note = shop_text(body, "customer_note", arena)};
    read_lines(body, arena, order);
    return shop_required(body, "id", arena, &order->id, error) &&
           shop_currency(body, "currency", arena, &order->currency, error);
}

// {"id":7,"reason":"","total":"-10.00"}: without a time, so it is that of the change by which it was first told.
static bool add_refunds(Translation *translation, const ShopOrder *order, Instant at, Error *error)
{
    Arena *arena = translation->arena;
    JsonValue list = shop_member(translation->body, "refunds"), body;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &body);) {
        ShopRefund refund = {.reason = shop_text(body, "reason", arena)};
        Str total = shop_text(body, "total", arena);
        if (!shop_required(body, "id", arena, &refund.id, error) ||
            !shop_amount(total, "refunds", &order->currency, arena, &refund.amount_minor, error))
            return false;
        if (refund.amount_minor < 0) refund.amount_minor = -refund.amount_minor;
        if (refund.amount_minor && !shop_refund(translation, order, &refund, at, error)) return false;
    }
    return true;
}

static bool is_one_of(Str status, const char *const *words)
{
    for (; *words; words++)
        if (str_equal(status, str_of(*words))) return true;
    return false;
}

static bool add_state(Translation *translation, const ShopOrder *order, Instant ordered, Instant changed, Error *error)
{
    static const char *const counted[] = {"processing", "completed", "refunded", NULL};
    static const char *const gone[] = {"cancelled", "trash", NULL};
    bool counts = is_one_of(order->status, counted);
    if (is_one_of(order->status, gone))
        return shop_event(translation, "Order Cancelled", order,
                          shop_message_at(translation, "order", order->id, "cancelled", changed), changed, error);
    if (counts && !shop_event(translation, "Order Completed", order,
                              shop_message(translation, "order", order->id, "completed"), ordered, error))
        return false;
    bool made_so = counts && (changed == ordered || str_equal(translation->topic, STR("order.created")));
    return made_so || shop_event(translation, "Order Updated", order,
                                 shop_message_at(translation, "order", order->id, "updated", changed), changed, error);
}

static bool order_of(Translation *translation, Error *error)
{
    Arena *arena = translation->arena;
    JsonValue body = translation->body;
    ShopOrder order;
    ShopCustomer buyer;
    read_buyer(body, arena, &buyer);
    translation->who = shop_who(translation, &buyer);
    if (!read_order(body, arena, &order, error)) return false;
    translation->order = translation_id(translation, order.id);
    Instant made = shop_instant(body, "date_created_gmt", arena), paid = shop_instant(body, "date_paid_gmt", arena);
    Instant changed = shop_instant(body, "date_modified_gmt", arena);
    if (!made) made = translation->received;
    if (!changed) changed = made;
    return shop_identify(translation, &buyer, shop_message(translation, "order", order.id, "buyer"), made, error) &&
           add_state(translation, &order, paid ? paid : made, changed, error) &&
           add_refunds(translation, &order, changed, error);
}

// {"id":123} and nothing else.
static bool order_deleted(Translation *translation, Error *error)
{
    ShopOrder order = {0};
    if (!shop_required(translation->body, "id", translation->arena, &order.id, error)) return false;
    translation->order = translation_id(translation, order.id);
    return shop_event(translation, "Order Cancelled", &order, shop_message(translation, "order", order.id, "deleted"),
                      translation->received, error);
}

// ---- topics ----

typedef struct Topic {
    const char *name;
    bool (*translate)(Translation *translation, Error *error);
} Topic;

static const Topic topics[] = {
    {"order.created", order_of},      {"order.updated", order_of},       {"order.restored", order_of},
    {"order.deleted", order_deleted}, {"customer.created", customer_of}, {"customer.updated", customer_of},
};

static bool translate(Translation *translation, Error *error)
{
    for (size_t i = 0; i < COUNT_OF(topics); i++)
        if (str_equal(translation->topic, str_of(topics[i].name))) return topics[i].translate(translation, error);
    translation->ignored = "topic_not_used";
    return true;
}

const Provider woocommerce_provider = {.kind = "woocommerce",
                                       .label = PHRASE("WooCommerce", "WooCommerce"),
                                       .ping = ping,
                                       .verify = verify,
                                       .name = name,
                                       .translate = translate};
