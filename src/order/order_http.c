// order_http.c - what was bought, and what lies in carts.
#include "api/mask.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "customer/profile_part.h"
#include "event/reaction.h"
#include "house.h"
#include "identity/personal.h"
#include "module.h"
#include "order/order_parts.h"
#include "order/order_show_http.h"

extern const Reaction order_reactions[];

static OrderReader reader_of(Call *call, StoreSession *session)
{
    return (OrderReader){.house = call->house,
                         .session = session,
                         .masked = call->principal.masked,
                         .now = call->now,
                         .arena = call->arena};
}

// ---- pages of a list: the cursor is time and id of its last item ----

static bool read_cursor(Call *call, Instant *at, int64_t *id, Error *error)
{
    Str after, time;
    *id = 0;
    if (!call_cursor(call, &after, error)) return false;
    if (!after.size) return true;
    return (str_cut(&after, ' ', &time) && number_parse_count(time, at) && number_parse_count(after, id)) ||
           say_not_found(error);
}

static Str cursor_of(const Call *call, Instant at, int64_t id)
{
    return str_format(call->arena, "%lld %lld", (long long)at, (long long)id);
}

static void begin_list(JsonWriter *json)
{
    json_begin_object(json);
    json_key(json, "items");
    json_begin_array(json);
}

static void end_list(JsonWriter *json, const Call *call, bool more, Str after)
{
    json_end_array(json);
    write_next(json, call, more, after);
    write_masked(json, call);
    json_end_object(json);
}

// ---- orders ----

static void answer_orders(Call *call, StoreSession *session, const Order *orders, size_t count, size_t limit)
{
    OrderReader reader = reader_of(call, session);
    JsonWriter json = call_json(call);
    begin_list(&json);
    for (size_t i = 0; i < count; i++) {
        call_reads(call, identity_root(call->house->identity, orders[i].customer));
        json_begin_object(&json);
        write_order(&json, &reader, &orders[i]);
        json_end_object(&json);
    }
    bool more = count == limit;
    end_list(&json, call, more, more ? cursor_of(call, orders[count - 1].at, orders[count - 1].id) : STR(""));
}

static bool read_ask(Call *call, OrderAsk *ask, Error *error)
{
    Str status = call_query(call, "status");
    *ask = (OrderAsk){.limit = (size_t)call_limit(call)};
    ask->has_from = instant_parse(call_query(call, "from"), &ask->from) == INSTANT_FINE;
    ask->has_to = instant_parse(call_query(call, "to"), &ask->to) == INSTANT_FINE;
    if (status.size && !order_status_parse(status, &ask->status)) return say_not_found(error); // checked before
    return read_cursor(call, &ask->after_at, &ask->after_id, error);
}

static bool ask_for(Call *call, StoreSession *session, CustomerId root, OrderAsk *ask)
{
    CustomerId *members;
    (void)session;
    ask->customer_count = identity_members(call->house->identity, root, call->arena, &members);
    ask->customers = members;
    return true;
}

static bool list_by_number(Call *call, StoreSession *session, Str number, Error *error)
{
    Order order;
    if (!order_by_number(session, number, call->arena, &order, error)) return false;
    answer_orders(call, session, &order, order.id != 0, 2);
    return true;
}

static bool list_orders(Call *call, StoreSession *session, Error *error)
{
    OrderAsk ask;
    Order *orders;
    size_t count;
    CustomerId root;
    Str customer = call_query(call, "customer"), number = call_query(call, "number");
    if (!log_catch_up(call->house->log, session, error)) return false;
    if (number.size) return list_by_number(call, session, number, error);
    if (!read_ask(call, &ask, error)) return false;
    if (customer.size && (!path_customer(call, session, customer, &root, error) || !ask_for(call, session, root, &ask)))
        return false;
    if (!order_list(session, &ask, call->arena, &orders, &count, error)) return false;
    answer_orders(call, session, orders, count, ask.limit);
    return true;
}

static bool list_customer_orders(Call *call, StoreSession *session, Error *error)
{
    OrderAsk ask;
    Order *orders;
    size_t count;
    CustomerId root;
    if (!log_catch_up(call->house->log, session, error) || !read_ask(call, &ask, error) ||
        !path_customer(call, session, call->path_value[0], &root, error) || !ask_for(call, session, root, &ask) ||
        !order_list(session, &ask, call->arena, &orders, &count, error))
        return false;
    answer_orders(call, session, orders, count, ask.limit);
    return true;
}

// By its id, or number:1001.
static bool find_order(Call *call, StoreSession *session, Order *order, Error *error)
{
    Str id = call->path_value[0];
    static const Str prefix = STR("number:");
    int64_t number;
    if (str_starts_with(id, prefix)) {
        Str text = {id.data + prefix.size, id.size - prefix.size};
        if (!order_by_number(session, text, call->arena, order, error)) return false;
    } else if (!path_id(id, &number, error) || !order_get(session, number, call->arena, order, error)) {
        return false;
    }
    return order->id || error_code(error, ERROR_NOT_FOUND, "not_found",
                                   PHRASE("there is no such order", "cette commande n’existe pas"), STR(""));
}

static bool get_order(Call *call, StoreSession *session, Error *error)
{
    Order order;
    OrderReader reader = reader_of(call, session);
    if (!log_catch_up(call->house->log, session, error) || !find_order(call, session, &order, error)) return false;
    JsonWriter json = call_json(call);
    call_reads(call, identity_root(call->house->identity, order.customer));
    json_begin_object(&json);
    write_order(&json, &reader, &order);
    if (!write_order_details(&json, &reader, &order, error)) return false;
    write_masked(&json, call);
    json_end_object(&json);
    return true;
}

// ---- carts ----

static bool write_carts(JsonWriter *json, const OrderReader *reader, const Cart *carts, size_t count, Error *error)
{
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        if (!write_cart(json, reader, &carts[i], error)) return false;
        json_end_object(json);
    }
    return true;
}

static bool list_carts(Call *call, StoreSession *session, Error *error)
{
    Str status = call_query(call, "status");
    CartAsk ask = {.now = call->now, .limit = (size_t)call_limit(call)};
    Cart *carts;
    size_t count;
    OrderReader reader = reader_of(call, session);
    if (str_equal(status, STR("open"))) ask.status = CART_OPEN;
    if (str_equal(status, STR("abandoned"))) ask.status = CART_ABANDONED;
    if (!log_catch_up(call->house->log, session, error) || !read_cursor(call, &ask.after_at, &ask.after_id, error) ||
        !cart_list(session, &ask, call->arena, &carts, &count, error))
        return false;
    JsonWriter json = call_json(call);
    begin_list(&json);
    if (!write_carts(&json, &reader, carts, count, error)) return false;
    bool more = count == ask.limit;
    end_list(&json, call, more, more ? cursor_of(call, carts[count - 1].changed_at, carts[count - 1].id) : STR(""));
    return true;
}

// ---- in the profile ----

enum { PROFILE_ITEMS = 100 };

static OrderReader reader_of_profile(const ProfileCall *call)
{
    return (OrderReader){
        .house = call->house, .session = call->session, .masked = call->masked, .now = call->now, .arena = call->arena};
}

static bool write_profile_orders(const ProfileCall *call, JsonWriter *json, Error *error)
{
    const OrderReader reader = reader_of_profile(call);
    const OrderAsk ask = {
        .customers = call->person->members, .customer_count = call->person->member_count, .limit = PROFILE_ITEMS};
    Order *orders;
    size_t count;
    int64_t all;
    if (!order_list(call->session, &ask, call->arena, &orders, &count, error) ||
        !order_count_of_person(call->session, ask.customers, ask.customer_count, &all, error))
        return false;
    json_begin_object(json);
    json_key(json, "count");
    json_integer(json, all);
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        json_begin_object(json);
        write_order(json, &reader, &orders[i]);
        json_end_object(json);
    }
    json_end_array(json);
    json_end_object(json);
    return true;
}

static bool write_profile_carts(const ProfileCall *call, JsonWriter *json, Error *error)
{
    enum { CARTS_SHOWN = 10 };
    const OrderReader reader = reader_of_profile(call);
    Cart *carts;
    size_t count;
    if (!cart_of_person(call->session, call->person->members, call->person->member_count, CARTS_SHOWN, call->arena,
                        &carts, &count, error))
        return false;
    json_begin_object(json);
    json_key(json, "items");
    json_begin_array(json);
    if (!write_carts(json, &reader, carts, count, error)) return false;
    json_end_array(json);
    json_end_object(json);
    return true;
}

static const ProfilePart profile_parts[] = {
    {.name = "orders", .write = write_profile_orders}, {.name = "carts", .write = write_profile_carts}, {.name = NULL}};

// ---- personal data ----

static const PersonalTable personal_tables[] = {
    {.table = "order_statement",
     .name = "order_statements",
     .purpose = PHRASE("the order's history", "l’historique de la commande"),
     .retention = RETENTION_PURCHASE,
     .erase = &query_order_erase_statements,
     .why = "numbers of events alone; goes before the orders it belongs to"},
    {.table = "customer_order",
     .name = "orders",
     .purpose = PHRASE("carrying out and accounting for orders", "l’exécution et la comptabilité des commandes"),
     .retention = RETENTION_PURCHASE,
     .read = &query_order_personal,
     .columns = "number at:instant status currency total_minor refunded_minor coupon promotion source",
     .erase = &query_order_erase},
    {.table = "order_refund",
     .name = "refunds",
     .purpose = PHRASE("carrying out and accounting for refunds", "l’exécution et la comptabilité des remboursements"),
     .retention = RETENTION_PURCHASE,
     .read = &query_order_personal_refunds,
     .columns = "event at:instant currency amount_minor",
     .erase = &query_order_erase_refunds},
    {.table = "cart",
     .name = "carts",
     .purpose = PHRASE("what was laid into the cart", "ce qui a été mis au panier"),
     .retention = RETENTION_EVENT,
     .read = &query_cart_personal,
     .columns = "cart_id opened_at:instant changed_at:instant quantity ordered_at:instant source",
     .erase = &query_cart_erase,
     .expire = &query_cart_expire},
    {.table = "event_figure",
     .name = "event_figures",
     .purpose = PHRASE("figures of orders", "les chiffres des commandes"),
     .retention = RETENTION_PURCHASE,
     .why = "amounts by number of event; goes with its event (log_remove), and names at most the customer who ordered"},
    {.name = NULL}};

// ---- routes ----

#define PAGE_PARAMETERS                                                                                                \
    {.name = "limit",                                                                                                  \
     .type = FIELD_INTEGER,                                                                                            \
     .low = 1,                                                                                                         \
     .high = 1000,                                                                                                     \
     .help = PHRASE("items of a page, default 50", "éléments par page, 50 par défaut")},                               \
        {.name = "cursor",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},

#define ORDER_PARAMETERS                                                                                               \
    {.name = "from",                                                                                                   \
     .type = FIELD_INSTANT,                                                                                            \
     .help = PHRASE("orders made from then on", "commandes passées à partir de là")},                                  \
        {.name = "to", .type = FIELD_INSTANT, .help = PHRASE("and before then", "et avant")},                          \
        {.name = "status",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .words = "pending|completed|partially_refunded|refunded|cancelled",                                           \
         .help = PHRASE("only these", "seulement celles-ci")},                                                         \
        PAGE_PARAMETERS

static const Parameter order_parameters[] = {
    {.name = "customer",
     .type = FIELD_TEXT,
     .help = PHRASE("of one person: 42, user_id:…, email:…", "d’une personne\u00A0: 42, user_id:…, email:…")},
    {.name = "number",
     .type = FIELD_TEXT,
     .high = ORDER_NUMBER_BYTES_MAX,
     .help = PHRASE("the order of this number; other parameters are not looked at",
                    "la commande de ce numéro\u202F; les autres paramètres sont ignorés")},
    ORDER_PARAMETERS{.name = NULL}};
static const Parameter customer_order_parameters[] = {ORDER_PARAMETERS{.name = NULL}};
static const Parameter cart_parameters[] = {
    {.name = "status",
     .type = FIELD_TEXT,
     .words = "open|abandoned",
     .help = PHRASE("abandoned: nothing has changed in it for 24 hours; default: both",
                    "abandoned\u00A0: rien n’y a changé depuis 24\u00A0heures\u202F; par défaut les deux")},
    PAGE_PARAMETERS{.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/orders",
     .name = "listOrders",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Orders, the newest first", "Commandes, les plus récentes d’abord"),
     .parameters = order_parameters,
     .answer = &order_list_shape,
     .read = list_orders},
    {.method = "GET",
     .path = "/api/v1/orders/{id}",
     .name = "getOrder",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("An order (also number:…) with its lines and refunds, and the events they come from",
                       "Une commande (aussi number:…) avec ses lignes et remboursements, et les événements dont ils "
                       "viennent"),
     .answer = &order_detail_shape,
     .read = get_order},
    {.method = "GET",
     .path = "/api/v1/customers/{id}/orders",
     .name = "listCustomerOrders",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Orders of a person, the newest first", "Commandes d’une personne, les plus récentes d’abord"),
     .parameters = customer_order_parameters,
     .answer = &order_list_shape,
     .read = list_customer_orders},
    {.method = "GET",
     .path = "/api/v1/carts",
     .name = "listCarts",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("Carts that were not ordered, the last changed first",
                       "Paniers non commandés, les derniers modifiés d’abord"),
     .parameters = cart_parameters,
     .answer = &cart_list_shape,
     .read = list_carts},
    {0},
};

extern const Module order_module;
const Module order_module = {.name = "order",
                             .routes = routes,
                             .reactions = order_reactions,
                             .profile = profile_parts,
                             .personal = personal_tables,
                             .purchases = order_purchases};
