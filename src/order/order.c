#include "order/order.h"

#include <stdlib.h>
#include <string.h>

#include "order/order_parts.h"

const char *const order_status_names[ORDER_STATUS_END] = {"",         "pending",  "completed", "partially_refunded",
                                                          "refunded", "cancelled"};

bool order_status_parse(Str name, OrderStatus *status)
{
    for (int one = ORDER_PENDING; one < ORDER_STATUS_END; one++) {
        if (!str_equal(str_of(order_status_names[one]), name)) continue;
        *status = (OrderStatus)one;
        return true;
    }
    return false;
}

// ---- one order ----

static OptionalAmount amount_in(const Rows *rows, int column)
{
    return (OptionalAmount){!rows_null(rows, column), rows_integer(rows, column)};
}

void order_take(const Rows *rows, Arena *arena, Order *order)
{
    *order = (Order){.id = rows_integer(rows, 0),
                     .number = str_copy(arena, rows_text(rows, 1)),
                     .customer = (CustomerId)rows_integer(rows, 2),
                     .at = rows_integer(rows, 3),
                     .completed = rows_integer(rows, 4),
                     .completed_at = rows_integer(rows, 5),
                     .stated = rows_integer(rows, 6),
                     .stated_at = rows_integer(rows, 7),
                     .cancelled = rows_integer(rows, 8),
                     .cancelled_at = rows_integer(rows, 9),
                     .status = (OrderStatus)rows_integer(rows, 10),
                     .flags = (uint32_t)rows_integer(rows, 11),
                     .source = rows_integer(rows, 12),
                     .total = amount_in(rows, 14),
                     .subtotal = amount_in(rows, 15),
                     .tax = amount_in(rows, 16),
                     .shipping = amount_in(rows, 17),
                     .discount = amount_in(rows, 18),
                     .cost = amount_in(rows, 19),
                     .margin = amount_in(rows, 20),
                     .refunded_minor = rows_integer(rows, 21),
                     .coupon = str_copy(arena, rows_text(rows, 22)),
                     .promotion = str_copy(arena, rows_text(rows, 23))};
    if (!currency_find(rows_text(rows, 13), &order->currency)) order->currency = currency_unknown;
}

static bool take_one(Rows *rows, Arena *arena, Order *order, Error *error)
{
    *order = (Order){.currency = currency_unknown};
    if (rows_next(rows)) order_take(rows, arena, order);
    return rows_close(rows, error);
}

bool order_get(StoreSession *session, int64_t id, Arena *arena, Order *order, Error *error)
{
    Rows rows;
    return store_select(session, &query_order_get, VALUES(value_integer(id)), &rows, error) &&
           take_one(&rows, arena, order, error);
}

bool order_by_number(StoreSession *session, Str number, Arena *arena, Order *order, Error *error)
{
    Rows rows;
    return store_select(session, &query_order_by_number, VALUES(value_text(number)), &rows, error) &&
           take_one(&rows, arena, order, error);
}

static OrderRefund refund_in(const Rows *rows, Arena *arena)
{
    OrderRefund refund = {.seq = rows_integer(rows, 0),
                          .order = rows_integer(rows, 1),
                          .customer = (CustomerId)rows_integer(rows, 2),
                          .at = rows_integer(rows, 3),
                          .refund_id = str_copy(arena, rows_text(rows, 4)),
                          .kind = (RefundKind)rows_integer(rows, 5),
                          .stated_minor = rows_integer(rows, 7),
                          .counted_minor = rows_integer(rows, 8)};
    if (!currency_find(rows_text(rows, 6), &refund.currency)) refund.currency = currency_unknown;
    return refund;
}

bool order_refunds(StoreSession *session, int64_t order, Arena *arena, OrderRefund **refunds, size_t *count,
                   Error *error)
{
    Rows rows;
    if (!store_select(session, &query_order_refunds, VALUES(value_integer(order), value_integer(ORDER_REFUNDS_MAX)),
                      &rows, error))
        return false;
    *refunds = arena_array(arena, OrderRefund, ORDER_REFUNDS_MAX);
    for (*count = 0; *count < ORDER_REFUNDS_MAX && rows_next(&rows);) (*refunds)[(*count)++] = refund_in(&rows, arena);
    return rows_close(&rows, error);
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

bool order_events(StoreSession *session, const Order *order, Arena *arena, int64_t **seqs, size_t *count, Error *error)
{
    Rows rows;
    size_t room = ORDER_STATEMENTS_MAX + 1;
    if (!store_select(session, &query_order_statements,
                      VALUES(value_integer(order->id), value_integer(ORDER_STATEMENTS_MAX)), &rows, error))
        return false;
    *seqs = arena_array(arena, int64_t, room);
    *count = 0;
    if (order->completed) (*seqs)[(*count)++] = order->completed;
    while (*count < room && rows_next(&rows)) {
        (*seqs)[*count] = rows_integer(&rows, 0);
        *count += (*seqs)[*count] != order->completed;
    }
    qsort(*seqs, *count, sizeof **seqs, by_number);
    return rows_close(&rows, error);
}

// ---- what it brought ----

OptionalAmount order_net(const Order *order)
{
    if (!order->total.known) return (OptionalAmount){0};
    return (OptionalAmount){true, order->total.minor - order->refunded_minor};
}

OptionalAmount order_margin(const Order *order)
{
    if (order->margin.known) return order->margin;
    if (!order->total.known || !order->cost.known) return (OptionalAmount){0};
    return (OptionalAmount){true, order->total.minor - order->tax.minor - order->shipping.minor - order->cost.minor};
}

OptionalAmount order_net_margin(const Order *order)
{
    OptionalAmount margin = order_margin(order);
    if (!margin.known || !order->total.known || order->total.minor <= 0) return margin;
    __int128 kept = (__int128)margin.minor * (order->total.minor - order->refunded_minor);
    __int128 half = order->total.minor / 2;
    margin.minor = (int64_t)((kept < 0 ? kept - half : kept + half) / order->total.minor);
    return margin;
}

// ---- lists ----

bool order_count_of_person(StoreSession *session, const CustomerId *customers, size_t customer_count, int64_t *orders,
                           Error *error)
{
    *orders = 0;
    for (size_t i = 0; i < customer_count; i++) {
        Rows rows;
        if (!store_select(session, &query_order_count_of_customer, VALUES(value_integer(customers[i])), &rows, error))
            return false;
        if (rows_next(&rows)) *orders += rows_integer(&rows, 0);
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

static bool list_of(StoreSession *session, const OrderAsk *ask, const CustomerId *customer, Arena *arena, Order *orders,
                    size_t *count, Error *error)
{
    Rows rows;
    Instant last = ask->after_id ? ask->after_at : ask->has_to ? ask->to - 1 : INT64_MAX;
    const Value values[] = {value_integer(ask->has_from ? ask->from : INT64_MIN),
                            value_integer(last),
                            value_integer(ask->after_id ? ask->after_id : INT64_MAX),
                            value_integer(ask->status),
                            value_integer((int64_t)ask->limit),
                            value_integer(customer ? *customer : 0)};
    const Query *query = customer ? &query_order_of_customer : &query_order_of_everybody;
    if (!store_select(session, query, values, customer ? COUNT_OF(values) : COUNT_OF(values) - 1, &rows, error))
        return false;
    for (size_t i = 0; i < ask->limit && rows_next(&rows); i++) order_take(&rows, arena, &orders[(*count)++]);
    return rows_close(&rows, error);
}

static int newest_first(const void *a, const void *b)
{
    const Order *x = a, *y = b;
    if (x->at != y->at) return x->at > y->at ? -1 : 1;
    return x->id > y->id ? -1 : x->id < y->id;
}

// Of each customer as many as are asked for; a person has few customers.
bool order_list(StoreSession *session, const OrderAsk *ask, Arena *arena, Order **orders, size_t *count, Error *error)
{
    size_t lists = ask->customers ? ask->customer_count : 1;
    *orders = arena_array(arena, Order, lists * ask->limit);
    *count = 0;
    for (size_t i = 0; i < lists; i++)
        if (!list_of(session, ask, ask->customers ? &ask->customers[i] : NULL, arena, *orders, count, error))
            return false;
    if (lists > 1) qsort(*orders, *count, sizeof **orders, newest_first);
    if (*count > ask->limit) *count = ask->limit;
    return true;
}

// ---- by number ----

// The first text behind all that begin with `text`; "" when there is none.
static Str end_of(Str text, Arena *arena)
{
    char *end = arena_array(arena, char, text.size + 1);
    memcpy(end, text.data, text.size);
    end[text.size] = 0x7F; // above every ASCII byte; numbers with others are found by all of their text
    return (Str){end, text.size + 1};
}

static bool has_found(const OrderFound *found, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (found[i].id == id) return true;
    return false;
}

static bool find_as(StoreSession *session, Str text, size_t limit, Arena *arena, OrderFound *found, size_t *count,
                    Error *error)
{
    Rows rows;
    if (!store_select(session, &query_order_numbers,
                      VALUES(value_text(text), value_text(end_of(text, arena)), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    while (*count < limit && rows_next(&rows))
        if (!has_found(found, *count, rows_integer(&rows, 0)))
            found[(*count)++] = (OrderFound){.id = rows_integer(&rows, 0),
                                             .number = str_copy(arena, rows_text(&rows, 1)),
                                             .customer = (CustomerId)rows_integer(&rows, 2),
                                             .at = rows_integer(&rows, 3)};
    return rows_close(&rows, error);
}

static Str in_case(Str text, bool upper, Arena *arena)
{
    char *changed = arena_array(arena, char, text.size);
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        bool other = upper ? 'a' <= byte && byte <= 'z' : 'A' <= byte && byte <= 'Z';
        changed[i] = other ? (char)(byte ^ 0x20) : byte;
    }
    return (Str){changed, text.size};
}

bool order_find_number(StoreSession *session, Str text, size_t limit, Arena *arena, OrderFound **found, size_t *count,
                       Error *error)
{
    *count = 0;
    text = str_trim(text);
    *found = arena_array(arena, OrderFound, limit);
    if (!text.size || text.size > ORDER_NUMBER_BYTES_MAX) return true;
    return find_as(session, text, limit, arena, *found, count, error) &&
           find_as(session, in_case(text, true, arena), limit, arena, *found, count, error) &&
           find_as(session, in_case(text, false, arena), limit, arena, *found, count, error);
}
