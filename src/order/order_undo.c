// order_undo.c - an event about an order is taken back: what is left of the order is told again from its other events.
#include <stdlib.h>

#include "house.h"
#include "order/order_parts.h"

enum { EVENTS_MAX = ORDER_STATEMENTS_MAX + 1 + ORDER_REFUNDS_MAX };

static bool run(const OrderEvent *about, const Query *query, int64_t number, Error *error)
{
    return store_execute(about->session, query, VALUES(value_integer(number)), NULL, error);
}

static bool forget(const OrderEvent *about, int64_t order, Error *error)
{
    return run(about, &query_order_delete_statements, order, error) &&
           run(about, &query_order_delete_refunds, order, error) &&
           run(about, &query_order_forget_of_carts, order, error) && run(about, &query_order_delete, order, error);
}

// An order without a number is known by its only event.
static bool undo_unnumbered(const OrderEvent *about, Error *error)
{
    Rows rows;
    if (!run(about, &query_order_delete_refund, about->event->seq, error) ||
        !store_select(about->session, &query_order_unnumbered, VALUES(value_integer(about->event->seq)), &rows, error))
        return false;
    int64_t order = rows_next(&rows) ? rows_integer(&rows, 0) : 0;
    return rows_close(&rows, error) && (!order || forget(about, order, error));
}

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

// All events about the order but this one, in the order of the log.
static bool others(const OrderEvent *about, const Order *order, int64_t *seq, size_t *count, Error *error)
{
    int64_t *statements;
    OrderRefund *refunds;
    size_t statement_count, refund_count;
    if (!order_events(about->session, order, about->arena, &statements, &statement_count, error) ||
        !order_refunds(about->session, order->id, about->arena, &refunds, &refund_count, error))
        return false;
    *count = 0;
    for (size_t i = 0; i < statement_count && *count < EVENTS_MAX; i++) seq[(*count)++] = statements[i];
    for (size_t i = 0; i < refund_count && *count < EVENTS_MAX; i++) seq[(*count)++] = refunds[i].seq;
    qsort(seq, *count, sizeof *seq, by_number);
    return true;
}

// It counts as it says until the order says otherwise.
static bool tell_again(const OrderEvent *about, const Event *event, Error *error)
{
    const OrderEvent again = {about->house, about->session, event, about->base, about->arena};
    Currency currency = about->base;
    if (event->has_amount && !currency_find(event->currency, &currency)) currency = about->base;
    bool refund = str_equal(event->name, STR("Order Refunded"));
    bool counts = refund || str_equal(event->name, STR("Order Completed"));
    if (counts &&
        !order_count(&again, event->seq, 0, true, event->has_amount ? event->amount_minor : 0, &currency, error))
        return false;
    return refund ? order_on_refund(&again, error) : order_on_statement(&again, error);
}

bool order_undo(const OrderEvent *about, Error *error)
{
    OrderStatement statement;
    Order order;
    size_t count;
    int64_t *seq = arena_array(about->arena, int64_t, EVENTS_MAX);
    order_statement_read(about->event, &about->base, about->arena, &statement);
    if (!statement.number.size) return undo_unnumbered(about, error);
    if (!order_by_number(about->session, statement.number, about->arena, &order, error)) return false;
    if (!order.id) return true;
    if (!others(about, &order, seq, &count, error) || !forget(about, order.id, error)) return false;
    for (size_t i = 0; i < count; i++) {
        Event event;
        if (seq[i] == about->event->seq) continue;
        if (!log_get(about->house->log, about->session, seq[i], about->arena, &event, error)) return false;
        if (event.seq && !tell_again(about, &event, error)) return false;
    }
    return true;
}
