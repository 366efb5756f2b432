#include "order/margin.h"

#include <string.h>

typedef struct Seeing {
    void (*see)(void *context, const MarginPart *part);
    void *context;
    Order order;  // of the refunds that are being read
    int64_t left; // of its margin
} Seeing;

static OptionalAmount amount_in(const Rows *rows, int column)
{
    return (OptionalAmount){!rows_null(rows, column), rows_integer(rows, column)};
}

// The amounts of an order: total, tax, shipping, cost, margin, flags from `column` on.
static void take_amounts(const Rows *rows, int column, Order *order)
{
    order->total = amount_in(rows, column);
    order->tax = amount_in(rows, column + 1);
    order->shipping = amount_in(rows, column + 2);
    order->cost = amount_in(rows, column + 3);
    order->margin = amount_in(rows, column + 4);
    order->flags = (uint32_t)rows_integer(rows, column + 5);
}

static bool is_known(const Order *order)
{
    return order_margin(order).known && order->currency.code[0] && !(order->flags & EVENT_HIDDEN);
}

// In portions: one long read would hold the snapshot of the store for as long.
static bool see_orders(StoreSession *session, const Seeing *seeing, Error *error)
{
    enum { PAGE_ORDERS = 10000 };
    int64_t before, last = 0;
    do {
        Rows rows;
        before = last;
        if (!store_select(session, &query_margin_orders, VALUES(value_integer(last), value_integer(PAGE_ORDERS)), &rows,
                          error))
            return false;
        while (rows_next(&rows)) {
            Order order = {.id = rows_integer(&rows, 0), .at = rows_integer(&rows, 1)};
            last = order.id;
            if (!currency_find(rows_text(&rows, 2), &order.currency)) continue;
            take_amounts(&rows, 3, &order);
            MarginPart part = {true, (CustomerId)rows_integer(&rows, 9), order.at, order_margin(&order).minor,
                               &order.currency};
            if (is_known(&order)) seeing->see(seeing->context, &part);
        }
        if (!rows_close(&rows, error)) return false;
    } while (last > before);
    return true;
}

static void see_refund(Seeing *seeing, const Rows *rows)
{
    Order *order = &seeing->order;
    if (order->id != rows_integer(rows, 0)) {
        *order = (Order){.id = rows_integer(rows, 0)};
        if (!currency_find(rows_text(rows, 4), &order->currency)) order->currency = currency_unknown;
        take_amounts(rows, 5, order);
        seeing->left = order_margin(order).minor;
    }
    if (!is_known(order) || !str_equal(rows_text(rows, 2), str_of(order->currency.code))) return;
    order->refunded_minor += rows_integer(rows, 3);
    int64_t left = order_net_margin(order).minor;
    MarginPart part = {false, (CustomerId)rows_integer(rows, 12), rows_integer(rows, 1), left - seeing->left,
                       &order->currency};
    seeing->left = left;
    seeing->see(seeing->context, &part);
}

bool order_margins(StoreSession *session, void (*see)(void *context, const MarginPart *part), void *context,
                   Error *error)
{
    Rows rows;
    Seeing seeing = {.see = see, .context = context};
    if (!see_orders(session, &seeing, error) || !store_select(session, &query_margin_refunds, NO_VALUES, &rows, error))
        return false;
    while (rows_next(&rows)) see_refund(&seeing, &rows);
    return rows_close(&rows, error);
}
