#include "order/cart.h"

#include <stdlib.h>
#include <string.h>

#include "house.h"

const char *const cart_status_names[CART_STATUS_END] = {"", "open", "abandoned", "ordered", "recovered", "empty"};

static const Instant idle = (Instant)CART_IDLE_HOURS * 3600 * MILLISECONDS_PER_SECOND;

CartStatus cart_status(const Cart *cart, Instant now)
{
    if (cart->ordered_at) return cart->recovered ? CART_RECOVERED : CART_ORDERED;
    if (cart->quantity <= 0) return CART_EMPTY;
    return now - cart->changed_at >= idle ? CART_ABANDONED : CART_OPEN;
}

// ---- reading ----

static Cart cart_in(const Rows *rows, Arena *arena)
{
    return (Cart){.id = rows_integer(rows, 0),
                  .customer = (CustomerId)rows_integer(rows, 1),
                  .cart_id = str_copy(arena, rows_text(rows, 2)),
                  .opened = rows_integer(rows, 3),
                  .opened_at = rows_integer(rows, 4),
                  .changed = rows_integer(rows, 5),
                  .changed_at = rows_integer(rows, 6),
                  .stated = rows_integer(rows, 7),
                  .quantity = rows_integer(rows, 8),
                  .order = rows_integer(rows, 9),
                  .ordered_at = rows_integer(rows, 10),
                  .recovered = rows_integer(rows, 11),
                  .source = rows_integer(rows, 12)};
}

bool cart_list(StoreSession *session, const CartAsk *ask, Arena *arena, Cart **carts, size_t *count, Error *error)
{
    Rows rows;
    Instant first = ask->status == CART_OPEN ? ask->now - idle + 1 : INT64_MIN;
    Instant last = ask->status == CART_ABANDONED ? ask->now - idle : INT64_MAX;
    if (ask->after_id) last = ask->after_at;
    *carts = arena_array(arena, Cart, ask->limit);
    *count = 0;
    if (!store_select(session, &query_cart_list,
                      VALUES(value_integer(first), value_integer(last),
                             value_integer(ask->after_id ? ask->after_id : INT64_MAX),
                             value_integer((int64_t)ask->limit)),
                      &rows, error))
        return false;
    while (*count < ask->limit && rows_next(&rows)) (*carts)[(*count)++] = cart_in(&rows, arena);
    return rows_close(&rows, error);
}

static int newest_first(const void *a, const void *b)
{
    const Cart *x = a, *y = b;
    if (x->changed_at != y->changed_at) return x->changed_at > y->changed_at ? -1 : 1;
    return x->id > y->id ? -1 : x->id < y->id;
}

bool cart_of_person(StoreSession *session, const CustomerId *customers, size_t customer_count, size_t limit,
                    Arena *arena, Cart **carts, size_t *count, Error *error)
{
    *carts = arena_array(arena, Cart, customer_count * limit);
    *count = 0;
    for (size_t i = 0; i < customer_count; i++) {
        Rows rows;
        if (!store_select(session, &query_cart_of_customer,
                          VALUES(value_integer(customers[i]), value_integer((int64_t)limit)), &rows, error))
            return false;
        for (size_t taken = 0; taken < limit && rows_next(&rows); taken++) (*carts)[(*count)++] = cart_in(&rows, arena);
        if (!rows_close(&rows, error)) return false;
    }
    if (*count) qsort(*carts, *count, sizeof **carts, newest_first);
    if (*count > limit) *count = limit;
    return true;
}

// ---- what an event says of a cart ----

static JsonValue properties_of(const Event *event)
{
    JsonValue body, properties;
    Error unreadable;
    if (!json_parse(event->body, &body, &unreadable) || !json_member(body, STR("properties"), &properties))
        return (JsonValue){.type = JSON_NULL};
    return properties;
}

static Str cart_id_of(const Event *event, Arena *arena)
{
    JsonValue id;
    if (!json_member(properties_of(event), STR("cart_id"), &id)) return STR("");
    Str text = id.type == JSON_NUMBER ? id.text : str_trim(json_get_string(id, arena));
    return text.size <= ORDER_NUMBER_BYTES_MAX ? text : STR("");
}

static bool is_named(const Event *event, const char *name)
{
    return str_equal(event->name, str_of(name));
}

static int64_t whole(double quantity)
{
    return quantity < 1e9 ? (int64_t)(quantity + 0.5) : 1000000000;
}

// How many products are in the cart after the event, `before` being in it. *lists: the event has the list of them.
static int64_t quantity_after(const OrderEvent *about, int64_t before, bool *lists)
{
    const Event *event = about->event;
    OrderStatement statement;
    *lists = false;
    if (is_named(event, "Product Added") || is_named(event, "Product Removed")) {
        OrderLine line = order_line_read(properties_of(event), &about->base, about->arena);
        int64_t quantity = whole(line.quantity);
        return is_named(event, "Product Added") ? smaller(before + quantity, 1000000000) : larger(before - quantity, 0);
    }
    order_statement_read(event, &about->base, about->arena, &statement);
    JsonValue products;
    *lists = json_member(properties_of(event), STR("products"), &products) && products.type == JSON_ARRAY;
    int64_t quantity = 0;
    for (size_t i = 0; *lists && i < statement.lines; i++) quantity += whole(statement.line[i].quantity);
    return *lists ? quantity : before;
}

// ---- within the transaction of an event ----

static bool current_cart(const OrderEvent *about, Str cart_id, Cart *cart, Error *error)
{
    Rows rows;
    *cart = (Cart){0};
    if (!store_select(about->session, &query_cart_current,
                      VALUES(value_integer(about->event->customer), value_text(cart_id)), &rows, error))
        return false;
    if (rows_next(&rows)) *cart = cart_in(&rows, about->arena);
    return rows_close(&rows, error);
}

// It comes late: the person has ordered since.
static bool ordered_since(const OrderEvent *about, bool *ordered, Error *error)
{
    Rows rows;
    *ordered = false;
    if (!store_select(about->session, &query_order_later_of_customer,
                      VALUES(value_integer(about->event->customer), value_integer(about->event->at)), &rows, error))
        return false;
    if (rows_next(&rows)) *ordered = rows_integer(&rows, 0) > 0;
    return rows_close(&rows, error);
}

static bool open_cart(const OrderEvent *about, Str cart_id, Error *error)
{
    const Event *event = about->event;
    bool ordered, lists;
    if (is_named(event, "Product Removed")) return true; // of a cart that nobody filled
    int64_t quantity = quantity_after(about, 0, &lists);
    if (quantity == 0) return true;
    if (!ordered_since(about, &ordered, error)) return false;
    return ordered ||
           store_execute_soon(about->session, &query_cart_insert,
                              VALUES(value_integer(event->customer), value_text(cart_id), value_integer(event->seq),
                                     value_integer(event->at), value_integer(lists ? event->seq : 0),
                                     value_integer(quantity), value_integer(event->source)),
                              error);
}

bool cart_on_event(const OrderEvent *about, Error *error)
{
    const Event *event = about->event;
    Cart cart;
    bool lists;
    Str cart_id = cart_id_of(event, about->arena);
    if (!current_cart(about, cart_id, &cart, error)) return false;
    if (!cart.id) return open_cart(about, cart_id, error);
    int64_t quantity = quantity_after(about, cart.quantity, &lists);
    return store_execute_soon(about->session, &query_cart_change,
                              VALUES(value_integer(cart.id), value_integer(event->seq), value_integer(event->at),
                                     value_integer(lists ? event->seq : cart.stated), value_integer(quantity)),
                              error);
}

static bool has_cart(const OrderEvent *about, const CustomerId *members, size_t count, bool *has, Error *error)
{
    *has = false;
    for (size_t i = 0; i < count && !*has; i++) {
        Rows rows;
        if (!store_select(about->session, &query_cart_open_count, VALUES(value_integer(members[i])), &rows, error))
            return false;
        *has = rows_next(&rows) && rows_integer(&rows, 0) > 0;
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

// Most who order have none here: what the event says is not read again for them.
bool cart_on_order(const OrderEvent *about, Error *error)
{
    const Event *event = about->event;
    OrderStatement statement;
    Order order = {0};
    CustomerId *members;
    bool has;
    size_t count = identity_members(about->house->identity, identity_root(about->house->identity, event->customer),
                                    about->arena, &members);
    if (!has_cart(about, members, count, &has, error)) return false;
    if (!has) return true;
    order_statement_read(event, &about->base, about->arena, &statement);
    Str cart_id = cart_id_of(event, about->arena);
    if (statement.number.size && !order_by_number(about->session, statement.number, about->arena, &order, error))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!store_execute_soon(about->session, &query_cart_order,
                                VALUES(value_integer(members[i]), value_text(cart_id), value_integer(order.id),
                                       value_integer(event->at), value_integer(idle)),
                                error))
            return false;
    return true;
}

// ---- content ----

enum { CART_EVENTS_MAX = 500 };

static bool same_product(const OrderLine *a, const OrderLine *b)
{
    if (a->product_id.size || b->product_id.size) return str_equal(a->product_id, b->product_id);
    if (a->sku.size || b->sku.size) return str_equal(a->sku, b->sku);
    return str_equal(a->name, b->name);
}

static void add_line(CartContent *content, const OrderLine *line, double sign)
{
    for (size_t i = 0; i < content->lines; i++) {
        if (!same_product(&content->line[i], line)) continue;
        content->line[i].quantity += sign * line->quantity;
        if (content->line[i].quantity > 0) return;
        memmove(&content->line[i], &content->line[i + 1], (--content->lines - i) * sizeof *line);
        return;
    }
    if (sign > 0 && line->quantity > 0 && content->lines < ORDER_LINES_MAX) content->line[content->lines++] = *line;
}

static void replay(const House *house, const Event *event, Arena *arena, CartContent *content)
{
    const Currency base = workspace_first(house->workspace)->currency;
    OrderStatement statement;
    order_statement_read(event, &base, arena, &statement);
    if (statement.currency.code[0]) content->currency = statement.currency;
    if (is_named(event, "Product Added") || is_named(event, "Product Removed")) {
        OrderLine line = order_line_read(properties_of(event), &content->currency, arena);
        add_line(content, &line, is_named(event, "Product Added") ? 1 : -1);
        return;
    }
    if (!statement.lines) return;
    content->lines = 0;
    for (size_t i = 0; i < statement.lines; i++) add_line(content, &statement.line[i], 1);
}

static size_t classes_of(const EventLog *log, uint16_t classes[5])
{
    static const Str names[] = {STR("Product Added"), STR("Product Removed"), STR("Cart Updated"), STR("Cart Viewed"),
                                STR("Checkout Started")};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (log_class(log, EVENT_TRACK, names[i], &classes[count])) count++;
    return count;
}

static int by_time(const void *a, const void *b)
{
    const Event *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

// The cart's own events among those of its customer, in the order of their times.
static bool events_of(const House *house, StoreSession *session, const Cart *cart, Arena *arena, Event *events,
                      size_t *count, Error *error)
{
    uint16_t classes[5];
    size_t entries;
    const TimelineEntry *entry =
        activity_timeline(house->activity, &cart->customer, 1, classes, classes_of(house->log, classes), NULL,
                          CART_EVENTS_MAX, arena, &entries);
    *count = 0;
    for (size_t i = 0; i < entries; i++) {
        Event event;
        if (entry[i].seq < cart->opened || entry[i].seq > cart->changed) continue;
        if (!log_get(house->log, session, entry[i].seq, arena, &event, error)) return false;
        if (event.seq && str_equal(cart_id_of(&event, arena), cart->cart_id)) events[(*count)++] = event;
    }
    qsort(events, *count, sizeof *events, by_time);
    return true;
}

static void add_up(CartContent *content)
{
    content->total.known = content->lines > 0;
    for (size_t i = 0; i < content->lines && content->total.known; i++) {
        int64_t line = 0;
        content->total.known = order_line_total(&content->line[i], &line);
        content->total.minor += line;
    }
}

bool cart_content(const struct House *house, StoreSession *session, const Cart *cart, Arena *arena,
                  CartContent *content, Error *error)
{
    size_t count;
    Event *events = arena_array(arena, Event, CART_EVENTS_MAX);
    *content = (CartContent){.currency = workspace_first(house->workspace)->currency,
                             .line = arena_array(arena, OrderLine, ORDER_LINES_MAX + 1)};
    if (!events_of(house, session, cart, arena, events, &count, error)) return false;
    for (size_t i = 0; i < count; i++) replay(house, &events[i], arena, content);
    add_up(content);
    return true;
}
