#include "order/order_show_http.h"

#include "api/mask.h"
#include "customer/customer_http.h"
#include "event/figure.h"
#include "house.h"

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static void write_money(JsonWriter *json, const OrderReader *reader, const char *key, OptionalAmount amount,
                        const Currency *currency)
{
    if (reader->masked & MASK_AMOUNTS) return;
    json_key(json, key);
    if (!amount.known || !currency->code[0]) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(reader->arena, amount.minor, currency));
    json_key(json, "currency");
    json_string(json, str_of(currency->code));
    json_end_object(json);
}

static OptionalAmount known(int64_t minor)
{
    return (OptionalAmount){true, minor};
}

// ---- an order ----

static void write_amounts(JsonWriter *json, const OrderReader *reader, const Order *order)
{
    const Currency *currency = &order->currency;
    write_money(json, reader, "total", order->total, currency);
    write_money(json, reader, "refunded", known(order->refunded_minor), currency);
    write_money(json, reader, "net", order_net(order), currency);
    write_money(json, reader, "subtotal", order->subtotal, currency);
    write_money(json, reader, "tax", order->tax, currency);
    write_money(json, reader, "shipping", order->shipping, currency);
    write_money(json, reader, "discount", order->discount, currency);
    write_money(json, reader, "cost", order->cost, currency);
    write_money(json, reader, "margin", order_margin(order), currency);
    write_money(json, reader, "net_margin", order_net_margin(order), currency);
}

void write_order(JsonWriter *json, const OrderReader *reader, const Order *order)
{
    json_key(json, "id");
    json_integer(json, order->id);
    write_text(json, "number", order->number);
    json_key(json, "customer");
    json_integer(json, order->customer);
    write_at(json, "at", order->at, reader->arena);
    json_key(json, "status");
    json_string(json, str_of(order_status_names[order->status]));
    json_key(json, "hidden");
    json_boolean(json, order->flags & EVENT_HIDDEN);
    json_key(json, "source");
    write_source(json, order->source, 0);
    write_text(json, "coupon", order->coupon);
    write_text(json, "promotion", order->promotion);
    write_amounts(json, reader, order);
}

static void write_line(JsonWriter *json, const OrderReader *reader, const OrderLine *line, const Currency *currency)
{
    int64_t total = 0;
    bool priced = order_line_total(line, &total);
    json_begin_object(json);
    write_text(json, "product_id", line->product_id);
    write_text(json, "sku", line->sku);
    write_text(json, "name", line->name);
    write_text(json, "category", line->category);
    write_text(json, "variant", line->variant);
    write_text(json, "coupon", line->coupon);
    json_key(json, "quantity");
    json_number(json, line->quantity);
    write_money(json, reader, "price", (OptionalAmount){line->has_price, line->price_minor}, currency);
    write_money(json, reader, "discount", known(line->discount_minor), currency);
    write_money(json, reader, "cost", (OptionalAmount){line->has_cost, line->cost_minor}, currency);
    write_money(json, reader, "total", (OptionalAmount){priced, total}, currency);
    json_end_object(json);
}

static void write_line_list(JsonWriter *json, const OrderReader *reader, const OrderLine *line, size_t lines,
                            const Currency *currency)
{
    json_key(json, "lines");
    json_begin_array(json);
    for (size_t i = 0; i < lines; i++) write_line(json, reader, &line[i], currency);
    json_end_array(json);
}

static bool write_lines(JsonWriter *json, const OrderReader *reader, const Order *order, Error *error)
{
    Event event = {0};
    OrderStatement statement = {0};
    const Currency base = workspace_first(reader->house->workspace)->currency;
    if (order->stated && !log_get(reader->house->log, reader->session, order->stated, reader->arena, &event, error))
        return false;
    if (event.seq) order_statement_read(&event, &base, reader->arena, &statement);
    write_line_list(json, reader, statement.line, statement.lines, &statement.currency);
    return true;
}

static bool write_refunds(JsonWriter *json, const OrderReader *reader, const Order *order, Error *error)
{
    OrderRefund *refunds;
    size_t count;
    if (!order_refunds(reader->session, order->id, reader->arena, &refunds, &count, error)) return false;
    json_key(json, "refunds");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        const OrderRefund *refund = &refunds[i];
        const Currency *currency = refund->kind == REFUND_AMOUNT ? &refund->currency : &order->currency;
        json_begin_object(json);
        json_key(json, "event");
        json_integer(json, refund->seq);
        write_text(json, "refund_id", refund->refund_id);
        json_key(json, "customer");
        json_integer(json, refund->customer);
        write_at(json, "at", refund->at, reader->arena);
        write_money(json, reader, "stated", (OptionalAmount){refund->kind == REFUND_AMOUNT, refund->stated_minor},
                    currency);
        write_money(json, reader, "amount", known(refund->counted_minor), currency);
        json_end_object(json);
    }
    json_end_array(json);
    return true;
}

static bool write_event(JsonWriter *json, const OrderReader *reader, int64_t seq, Error *error)
{
    Event event;
    if (!log_get(reader->house->log, reader->session, seq, reader->arena, &event, error)) return false;
    if (!event.seq) return true; // erased
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, event.seq);
    json_key(json, "event");
    json_string(json, event.name);
    json_key(json, "customer");
    json_integer(json, event.customer);
    write_at(json, "at", event.at, reader->arena);
    json_end_object(json);
    return true;
}

static bool write_events(JsonWriter *json, const OrderReader *reader, const Order *order, Error *error)
{
    int64_t *seqs;
    size_t count;
    if (!order_events(reader->session, order, reader->arena, &seqs, &count, error)) return false;
    json_key(json, "events");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        if (!write_event(json, reader, seqs[i], error)) return false;
    json_end_array(json);
    return true;
}

bool write_order_details(JsonWriter *json, const OrderReader *reader, const Order *order, Error *error)
{
    return write_lines(json, reader, order, error) && write_refunds(json, reader, order, error) &&
           write_events(json, reader, order, error);
}

// ---- a cart ----

bool write_cart(JsonWriter *json, const OrderReader *reader, const Cart *cart, Error *error)
{
    CartContent content;
    if (!cart_content(reader->house, reader->session, cart, reader->arena, &content, error)) return false;
    json_key(json, "id");
    json_integer(json, cart->id);
    write_text(json, "cart_id", cart->cart_id);
    json_key(json, "customer");
    json_integer(json, cart->customer);
    json_key(json, "status");
    json_string(json, str_of(cart_status_names[cart_status(cart, reader->now)]));
    write_at(json, "opened_at", cart->opened_at, reader->arena);
    write_at(json, "changed_at", cart->changed_at, reader->arena);
    json_key(json, "order");
    if (cart->order)
        json_integer(json, cart->order);
    else
        json_null(json);
    json_key(json, "source");
    write_source(json, cart->source, 0);
    write_money(json, reader, "total", content.total, &content.currency);
    write_line_list(json, reader, content.line, content.lines, &content.currency);
    return true;
}

// ---- shapes ----

#define MONEY(field_name, english, french)                                                                             \
    {                                                                                                                  \
        .name = (field_name), .type = FIELD_MONEY, .nullable = true, .help = PHRASE(english, french)                   \
    }

static const Field source_fields[] = {{.name = "kind", .type = FIELD_TEXT, .required = true},
                                      {.name = "id", .type = FIELD_INTEGER, .nullable = true},
                                      {0}};
static const Shape source_shape = {.name = "OrderSource", .fields = source_fields};

#define ORDER_FIELDS                                                                                                   \
    {.name = "id", .type = FIELD_INTEGER, .required = true},                                                           \
        {.name = "number",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .help = PHRASE("order_id of the events", "order_id des événements")},                                         \
        {.name = "customer",                                                                                           \
         .type = FIELD_INTEGER,                                                                                        \
         .help = PHRASE("for whom it was written", "pour qui elle a été inscrite")},                                   \
        {.name = "at", .type = FIELD_INSTANT},                                                                         \
        {.name = "status",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .words = "pending|completed|partially_refunded|refunded|cancelled",                                           \
         .help = PHRASE("pending: only a change or a refund of it is known",                                           \
                        "pending\u00A0: seuls une modification ou un remboursement sont connus")},                     \
        {.name = "hidden",                                                                                             \
         .type = FIELD_BOOLEAN,                                                                                        \
         .help = PHRASE("of robots or the company's own people: in no figure",                                         \
                        "de robots ou du personnel\u00A0: dans aucun chiffre")},                                       \
        {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},                                              \
        {.name = "coupon", .type = FIELD_TEXT, .nullable = true},                                                      \
        {.name = "promotion",                                                                                          \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .help = PHRASE("that caused the discount", "qui a causé la remise")},                                         \
        MONEY("total", "as last stated, before refunds", "selon le dernier énoncé, avant remboursements"),             \
        MONEY("refunded", "never more than the total", "jamais plus que le total"),                                    \
        MONEY("net", "total less refunds", "total moins remboursements"),                                              \
        MONEY("subtotal", "of the lines", "des lignes"), MONEY("tax", "within the total", "comprise dans le total"),   \
        MONEY("shipping", "within the total", "comprise dans le total"),                                               \
        MONEY("discount", "already taken off the total", "déjà déduite du total"),                                     \
        MONEY("cost", "of what was sold; null: not known", "de ce qui a été vendu\u202F; null\u00A0: inconnu"),        \
        MONEY("margin", "as stated, or total - tax - shipping - cost",                                                 \
              "déclarée, ou total - taxe - livraison - coût"),                                                         \
        MONEY("net_margin", "margin, less the share of it that was refunded", "marge, moins la part remboursée")

static const Field order_fields[] = {ORDER_FIELDS, {0}};
const Shape order_shape = {.name = "Order", .fields = order_fields};

static const Field order_list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &order_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape order_list_shape = {.name = "OrderList", .fields = order_list_fields};

static const Field line_fields[] = {{.name = "product_id", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "sku", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "name", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "category", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "variant", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "coupon", .type = FIELD_TEXT, .nullable = true},
                                    {.name = "quantity", .type = FIELD_NUMBER},
                                    MONEY("price", "of one", "à l’unité"),
                                    MONEY("discount", "on the line", "sur la ligne"),
                                    MONEY("cost", "of one", "à l’unité"),
                                    MONEY("total", "price × quantity - discount", "prix × quantité - remise"),
                                    {0}};
static const Shape line_shape = {.name = "OrderLine", .fields = line_fields};

static const Field refund_fields[] = {
    {.name = "event", .type = FIELD_INTEGER, .help = PHRASE("its number in the log", "son numéro dans le journal")},
    {.name = "refund_id", .type = FIELD_TEXT, .nullable = true},
    {.name = "customer", .type = FIELD_INTEGER},
    {.name = "at", .type = FIELD_INSTANT},
    MONEY("stated", "as the event says; null: all that is left, or its products",
          "selon l’événement\u202F; null\u00A0: tout le reste, ou ses produits"),
    MONEY("amount", "what of it counts", "ce qui en compte"),
    {0}};
static const Shape refund_shape = {.name = "OrderRefund", .fields = refund_fields};

static const Field event_fields[] = {{.name = "id", .type = FIELD_INTEGER},
                                     {.name = "event", .type = FIELD_TEXT},
                                     {.name = "customer", .type = FIELD_INTEGER},
                                     {.name = "at", .type = FIELD_INSTANT},
                                     {0}};
static const Shape event_shape = {.name = "OrderEvent", .fields = event_fields};

static const Field order_detail_fields[] = {
    ORDER_FIELDS,
    {.name = "lines", .type = FIELD_ARRAY, .shape = &line_shape},
    {.name = "refunds", .type = FIELD_ARRAY, .shape = &refund_shape},
    {.name = "events",
     .type = FIELD_ARRAY,
     .shape = &event_shape,
     .help = PHRASE("of the log, behind these figures; refunds have theirs",
                    "du journal, derrière ces chiffres\u202F; les remboursements ont les leurs")},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0}};
const Shape order_detail_shape = {.name = "OrderDetail", .fields = order_detail_fields};

static const Field cart_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true},
    {.name = "cart_id", .type = FIELD_TEXT, .nullable = true},
    {.name = "customer", .type = FIELD_INTEGER},
    {.name = "status", .type = FIELD_TEXT, .words = "open|abandoned|ordered|recovered|empty"},
    {.name = "opened_at", .type = FIELD_INSTANT},
    {.name = "changed_at", .type = FIELD_INSTANT},
    {.name = "order", .type = FIELD_INTEGER, .nullable = true},
    {.name = "source", .type = FIELD_OBJECT, .shape = &source_shape},
    MONEY("total", "of the lines; null: a price is missing", "des lignes\u202F; null\u00A0: un prix manque"),
    {.name = "lines", .type = FIELD_ARRAY, .shape = &line_shape},
    {0}};
static const Shape cart_shape = {.name = "Cart", .fields = cart_fields};

static const Field cart_list_fields[] = {{.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &cart_shape},
                                         {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true},
                                         {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
                                         {0}};
const Shape cart_list_shape = {.name = "CartList", .fields = cart_list_fields};
