// Orders and refunds within the transaction of their events.
#include <stdlib.h>

#include "base/number.h"
#include "event/figure.h"
#include "house.h"
#include "order/order_parts.h"

static Value amount_value(OptionalAmount amount)
{
    return amount.known ? value_integer(amount.minor) : value_null();
}

static bool store_order(const OrderEvent *about, const Order *order, Error *error)
{
    const Value values[] = {
        order->id ? value_integer(order->id) : value_text_or_null(order->number),
        value_integer(order->customer),
        value_integer(order->at),
        value_integer(order->completed),
        value_integer(order->completed_at),
        value_integer(order->stated),
        value_integer(order->stated_at),
        value_integer(order->cancelled),
        value_integer(order->cancelled_at),
        value_integer(order->status),
        value_integer(order->flags),
        value_integer(order->source),
        value_text(str_of(order->currency.code)),
        amount_value(order->total),
        amount_value(order->subtotal),
        amount_value(order->tax),
        amount_value(order->shipping),
        amount_value(order->discount),
        amount_value(order->cost),
        amount_value(order->margin),
        value_integer(order->refunded_minor),
        value_text(order->coupon),
        value_text(order->promotion),
    };
    return store_execute_soon(about->session, order->id ? &query_order_update : &query_order_insert, values,
                              COUNT_OF(values), error);
}

bool order_count(const OrderEvent *about, int64_t seq, CustomerId customer, bool counts, int64_t amount_minor,
                 const Currency *currency, Error *error)
{
    const EventFigure figure = {.seq = seq,
                                .customer = customer,
                                .counts = counts,
                                .amount_minor = amount_minor,
                                .currency = str_of(currency->code[0] ? currency->code : about->base.code)};
    return log_set_figure(about->house->log, about->session, &figure, error);
}

// ---- what was said of an order ----

static void say(OptionalAmount *held, OptionalAmount said)
{
    if (said.known) *held = said;
}

// Puts what a later statement says above what earlier ones said. Amounts of another currency replace all there were.
static void apply(Order *order, const OrderStatement *statement, const Event *event)
{
    bool other = statement->total.known && !str_equal(str_of(order->currency.code), str_of(statement->currency.code));
    if (other) {
        order->total = order->subtotal = order->tax = order->shipping = order->discount = (OptionalAmount){0};
        order->cost = order->margin = (OptionalAmount){0};
        order->currency = statement->currency;
    }
    say(&order->total, statement->total);
    say(&order->subtotal, statement->subtotal);
    say(&order->tax, statement->tax);
    say(&order->shipping, statement->shipping);
    say(&order->discount, statement->discount);
    say(&order->cost, statement->cost);
    say(&order->margin, statement->margin);
    if (statement->coupon.size) order->coupon = statement->coupon;
    if (statement->promotion.size) order->promotion = statement->promotion;
    if (!statement->lines && order->stated) return;
    order->stated = event->seq;
}

static bool is_named(const Event *event, const char *name)
{
    return str_equal(event->name, str_of(name));
}

// The event among those of the order: does it complete or cancel it, and is it the one that counts?
static void note(Order *order, const Event *event)
{
    if (is_named(event, "Order Cancelled")) {
        if (!order->cancelled || event->at >= order->cancelled_at) {
            order->cancelled = event->seq;
            order->cancelled_at = event->at;
        }
        return;
    }
    if (!is_named(event, "Order Completed")) return;
    if (!order->completed) {
        order->completed = event->seq;
        order->customer = event->customer;
        order->at = event->at;
        order->flags = event->flags;
        order->source = event->source;
        order->completed_at = event->at;
    }
    order->completed_at = larger(order->completed_at, event->at);
}

static Order order_begun(const Event *event, Str number)
{
    return (Order){.number = number,
                   .customer = event->customer,
                   .at = event->at,
                   .source = event->source,
                   .flags = event->flags,
                   .currency = currency_unknown,
                   .stated_at = event->at};
}

static int by_time(const void *a, const void *b)
{
    const Event *x = a, *y = b;
    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static bool read_statements(const OrderEvent *about, const Order *order, Event *events, size_t *count, Error *error)
{
    Rows rows;
    int64_t seq[ORDER_STATEMENTS_MAX + 1] = {order->completed};
    size_t listed = order->completed > 0;
    if (!store_select(about->session, &query_order_statements,
                      VALUES(value_integer(order->id), value_integer(ORDER_STATEMENTS_MAX)), &rows, error))
        return false;
    while (listed < COUNT_OF(seq) && rows_next(&rows)) {
        seq[listed] = rows_integer(&rows, 0);
        listed += seq[listed] != order->completed;
    }
    if (!rows_close(&rows, error)) return false;
    for (size_t i = *count = 0; i < listed; i++) {
        if (!log_get(about->house->log, about->session, seq[i], about->arena, &events[*count], error)) return false;
        *count += events[*count].seq != 0; // it may have been erased
    }
    return true;
}

// All that was said, in the order of its times: for what came late.
static bool say_all_again(const OrderEvent *about, Order *order, Error *error)
{
    size_t count;
    Event *events = arena_array(about->arena, Event, ORDER_STATEMENTS_MAX + 1);
    if (!read_statements(about, order, events, &count, error)) return false;
    qsort(events, count, sizeof *events, by_time);
    order->total = order->subtotal = order->tax = order->shipping = order->discount = (OptionalAmount){0};
    order->cost = order->margin = (OptionalAmount){0};
    order->currency = currency_unknown;
    order->coupon = order->promotion = STR("");
    order->stated = 0;
    for (size_t i = 0; i < count; i++) {
        OrderStatement statement;
        order_statement_read(&events[i], &about->base, about->arena, &statement);
        apply(order, &statement, &events[i]);
    }
    return true;
}

static bool add_statement(const OrderEvent *about, const Order *order, bool *room, Error *error)
{
    Rows rows;
    int64_t count = 0;
    if (!store_select(about->session, &query_order_statement_count, VALUES(value_integer(order->id)), &rows, error))
        return false;
    if (rows_next(&rows)) count = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    *room = count < ORDER_STATEMENTS_MAX;
    return !*room || store_execute(about->session, &query_order_statement_add,
                                   VALUES(value_integer(order->id), value_integer(about->event->seq)), NULL, error);
}

// One more event about an order that is known. The first "Order Completed" counts, all others don't.
static bool say_more(const OrderEvent *about, const OrderStatement *statement, Order *order, Error *error)
{
    const Event *event = about->event;
    Order before = *order;
    bool room, late = event->at < order->stated_at;
    if (!add_statement(about, order, &room, error)) return false;
    note(order, event);
    if (is_named(event, "Order Completed") && order->completed != event->seq &&
        !order_count(about, event->seq, 0, false, 0, &order->currency, error))
        return false;
    if (!room) return order_settle(about, &before, order, error);
    order->stated_at = larger(order->stated_at, event->at);
    if (!late) apply(order, statement, event);
    return (!late || say_all_again(about, order, error)) && order_settle(about, &before, order, error);
}

// ---- new orders ----

static OrderStatus status_of(const Order *order)
{
    if (!order->completed) return order->cancelled ? ORDER_CANCELLED : ORDER_PENDING;
    if (order->cancelled && order->cancelled_at >= order->completed_at) return ORDER_CANCELLED;
    if (order->refunded_minor <= 0) return ORDER_COMPLETED;
    return order->total.known && order->refunded_minor >= order->total.minor ? ORDER_REFUNDED
                                                                             : ORDER_PARTIALLY_REFUNDED;
}

// Most orders are said once: nothing is read of the store for them but that their number is new.
static bool say_first(const OrderEvent *about, const OrderStatement *statement, Order *order, Error *error)
{
    const Event *event = about->event;
    note(order, event);
    apply(order, statement, event);
    order->status = status_of(order);
    if (!store_order(about, order, error)) return false;
    if (order->completed && order->total.known && !event->has_amount)
        return order_count(about, event->seq, 0, true, order->total.minor, &order->currency, error);
    if (order->completed) return true;
    bool room;
    return order_by_number(about->session, order->number, about->arena, order, error) &&
           add_statement(about, order, &room, error);
}

bool order_on_statement(const OrderEvent *about, Error *error)
{
    OrderStatement statement;
    Order order;
    order_statement_read(about->event, &about->base, about->arena, &statement);
    if (!statement.number.size && !is_named(about->event, "Order Completed")) return true; // of what is not said
    order = order_begun(about->event, statement.number);
    if (!statement.number.size) return say_first(about, &statement, &order, error);
    if (!order_by_number(about->session, statement.number, about->arena, &order, error)) return false;
    if (order.id) return say_more(about, &statement, &order, error);
    order = order_begun(about->event, statement.number);
    return say_first(about, &statement, &order, error);
}

// ---- refunds ----

static bool same_currency(const Currency *a, const Currency *b)
{
    return str_equal(str_of(a->code), str_of(b->code));
}

// The refund of the event: an amount, or products with their prices, or products whose prices the order knows, or all.
static OrderRefund refund_of(const Event *event, const OrderStatement *statement, Str refund_id)
{
    OrderRefund refund = {.seq = event->seq,
                          .customer = event->customer,
                          .at = event->at,
                          .refund_id = refund_id,
                          .kind = REFUND_REST,
                          .currency = statement->currency};
    if (event->has_amount) {
        refund.kind = REFUND_AMOUNT;
        refund.stated_minor = (int64_t)number_magnitude(event->amount_minor);
    } else if (statement->total.known) {
        refund.kind = REFUND_AMOUNT;
        refund.stated_minor = (int64_t)number_magnitude(statement->total.minor);
    } else if (statement->lines) {
        refund.kind = REFUND_LINES;
    }
    return refund;
}

static bool same_product(const OrderLine *a, const OrderLine *b)
{
    if (a->product_id.size && b->product_id.size) return str_equal(a->product_id, b->product_id);
    return a->sku.size && str_equal(a->sku, b->sku);
}

// What the lines of the refund were paid with: their share of the order's lines.
static int64_t priced_by(const OrderStatement *order, const OrderStatement *refund)
{
    int64_t sum = 0;
    for (size_t r = 0; r < refund->lines; r++) {
        for (size_t o = 0; o < order->lines; o++) {
            const OrderLine *line = &order->line[o];
            int64_t paid = 0;
            if (!same_product(line, &refund->line[r]) || !order_line_total(line, &paid) || line->quantity <= 0)
                continue;
            double share = refund->line[r].quantity / line->quantity;
            sum += share >= 1 ? paid : (int64_t)((double)paid * share + (paid < 0 ? -0.5 : 0.5));
            break;
        }
    }
    return sum;
}

static bool price_of_lines(const OrderEvent *about, const Order *order, const OrderRefund *refund, int64_t *minor,
                           Error *error)
{
    Event stated, refunded;
    OrderStatement lines, products;
    *minor = 0;
    if (!order->stated) return true;
    if (!log_get(about->house->log, about->session, order->stated, about->arena, &stated, error) ||
        !log_get(about->house->log, about->session, refund->seq, about->arena, &refunded, error))
        return false;
    if (!stated.seq || !refunded.seq) return true;
    order_statement_read(&stated, &about->base, about->arena, &lines);
    order_statement_read(&refunded, &about->base, about->arena, &products);
    *minor = larger(priced_by(&lines, &products), 0);
    return true;
}

static bool wanted_of(const OrderEvent *about, const Order *order, const OrderRefund *refund, int64_t *minor,
                      Error *error)
{
    *minor = refund->stated_minor;
    if (refund->kind == REFUND_REST) *minor = INT64_MAX;
    return refund->kind != REFUND_LINES || price_of_lines(about, order, refund, minor, error);
}

// A later word about the same refund takes its place.
static bool said_again(const OrderRefund *refunds, size_t count, size_t which)
{
    if (!refunds[which].refund_id.size) return false;
    for (size_t i = which + 1; i < count; i++)
        if (str_equal(refunds[i].refund_id, refunds[which].refund_id)) return true;
    return false;
}

// The event says itself what it counts for.
static bool counts_as_said(const OrderEvent *about, const Order *order, const OrderRefund *refund)
{
    const Event *event = about->event;
    return refund->seq == event->seq && event->has_amount && event->customer == order->customer &&
           refund->counted_minor > 0 && refund->counted_minor == refund->stated_minor &&
           order->status != ORDER_CANCELLED;
}

static bool store_refund_count(const OrderEvent *about, const Order *order, const OrderRefund *refund, int64_t counted,
                               Error *error)
{
    bool counts = counted > 0 && order->status != ORDER_CANCELLED;
    bool as_said = counts_as_said(about, order, refund);
    return store_execute(about->session, &query_order_refund_count,
                         VALUES(value_integer(refund->seq), value_integer(counted)), NULL, error) &&
           (as_said || order_count(about, refund->seq, order->customer, counts, counted, &refund->currency, error));
}

// What of one refund counts: never more than is left of the order. In another currency than the order's there is no
// telling, and it counts as it is.
static bool count_refund(const OrderEvent *about, const Order *order, OrderRefund *refund, bool again, int64_t *left,
                         Error *error)
{
    int64_t wanted, counted;
    if (!wanted_of(about, order, refund, &wanted, error)) return false;
    bool known = order->completed && order->total.known;
    bool comparable = refund->kind != REFUND_AMOUNT || !known || same_currency(&refund->currency, &order->currency);
    if (again)
        counted = 0;
    else if (!comparable || !known)
        counted = refund->kind == REFUND_AMOUNT ? wanted : 0;
    else
        counted = smaller(wanted, *left);
    if (comparable && known) *left -= counted;
    if (refund->kind != REFUND_AMOUNT && order->currency.code[0]) refund->currency = order->currency;
    refund->counted_minor = counted;
    return true;
}

// Whether a refund may count for something else than before.
static bool refunds_follow(const Order *before, const Order *order)
{
    return (before->status == ORDER_CANCELLED) != (order->status == ORDER_CANCELLED) ||
           before->customer != order->customer;
}

static bool settle_refunds(const OrderEvent *about, const Order *before, Order *order, Error *error)
{
    OrderRefund *refunds;
    size_t count;
    if (!order_refunds(about->session, order->id, about->arena, &refunds, &count, error)) return false;
    int64_t left = order->total.known ? larger(order->total.minor, 0) : 0, sum = 0;
    int64_t *held = arena_array(about->arena, int64_t, count);
    for (size_t i = 0; i < count; i++) {
        held[i] = refunds[i].counted_minor;
        if (!count_refund(about, order, &refunds[i], said_again(refunds, count, i), &left, error)) return false;
        if (same_currency(&refunds[i].currency, &order->currency) && !checked_add(sum, refunds[i].counted_minor, &sum))
            sum = INT64_MAX;
    }
    order->refunded_minor = sum;
    order->status = status_of(order);
    bool all = refunds_follow(before, order);
    for (size_t i = 0; i < count; i++)
        if ((all || held[i] != refunds[i].counted_minor || refunds[i].seq == about->event->seq) &&
            !store_refund_count(about, order, &refunds[i], refunds[i].counted_minor, error))
            return false;
    return true;
}

static bool counts_otherwise(const Order *before, const Order *order)
{
    return order->completed &&
           (before->completed != order->completed || before->total.known != order->total.known ||
            before->total.minor != order->total.minor || !same_currency(&before->currency, &order->currency) ||
            (before->status == ORDER_CANCELLED) != (order->status == ORDER_CANCELLED));
}

bool order_settle(const OrderEvent *about, const Order *before, Order *order, Error *error)
{
    if (!settle_refunds(about, before, order, error)) return false;
    if (counts_otherwise(before, order) &&
        !order_count(about, order->completed, 0, order->status != ORDER_CANCELLED,
                     order->total.known ? order->total.minor : 0, &order->currency, error))
        return false;
    return store_order(about, order, error);
}

static bool add_refund(const OrderEvent *about, const OrderRefund *refund, Error *error)
{
    return store_execute(about->session, &query_order_refund_add,
                         VALUES(value_integer(refund->seq), value_integer(refund->order),
                                value_integer(refund->customer), value_integer(refund->at),
                                value_text(refund->refund_id), value_integer(refund->kind),
                                value_text(str_of(refund->currency.code)), value_integer(refund->stated_minor),
                                value_integer(refund->counted_minor)),
                         NULL, error);
}

// Of an order that nobody names: it counts as it is.
static bool refund_nothing_named(const OrderEvent *about, OrderRefund *refund, Error *error)
{
    refund->counted_minor = refund->stated_minor;
    if (!add_refund(about, refund, error)) return false;
    if (about->event->has_amount || refund->kind != REFUND_AMOUNT) return true;
    return order_count(about, refund->seq, 0, true, refund->counted_minor, &refund->currency, error);
}

static bool room_for_refund(const OrderEvent *about, const Order *order, bool *room, Error *error)
{
    Rows rows;
    int64_t count = 0;
    if (!store_select(about->session, &query_order_refund_number, VALUES(value_integer(order->id)), &rows, error))
        return false;
    if (rows_next(&rows)) count = rows_integer(&rows, 0);
    *room = count < ORDER_REFUNDS_MAX;
    return rows_close(&rows, error);
}

static bool find_or_begin(const OrderEvent *about, Str number, Order *order, Error *error)
{
    if (!order_by_number(about->session, number, about->arena, order, error)) return false;
    if (order->id) return true;
    *order = order_begun(about->event, number);
    order->stated_at = 0;
    order->status = ORDER_PENDING;
    return store_order(about, order, error) && order_by_number(about->session, number, about->arena, order, error);
}

bool order_on_refund(const OrderEvent *about, Error *error)
{
    OrderStatement statement;
    Order order;
    bool room;
    order_statement_read(about->event, &about->base, about->arena, &statement);
    OrderRefund refund = refund_of(about->event, &statement, statement.refund_id);
    if (!statement.number.size) return refund_nothing_named(about, &refund, error);
    if (!find_or_begin(about, statement.number, &order, error) || !room_for_refund(about, &order, &room, error))
        return false;
    refund.order = order.id;
    if (!room) return order_count(about, refund.seq, 0, false, 0, &refund.currency, error);
    const Order before = order;
    return add_refund(about, &refund, error) && order_settle(about, &before, &order, error);
}
