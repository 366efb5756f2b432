// What becomes of the e-commerce events of the log, whoever sent them.
#include "event/reaction.h"
#include "house.h"
#include "order/cart.h"
#include "order/order_parts.h"

typedef bool Follow(const OrderEvent *about, Error *error);

static bool follow(const House *house, StoreSession *session, const Event *event, Follow *one, Error *error)
{
    const OrderEvent about = {.house = house,
                              .session = session,
                              .event = event,
                              .base = workspace_first(house->workspace)->currency,
                              .arena = arena_open(0)};
    bool fine = one(&about, error);
    arena_close(about.arena);
    return fine;
}

static bool complete(const OrderEvent *about, Error *error)
{
    return order_on_statement(about, error) && cart_on_order(about, error);
}

static bool on_completed(const House *house, StoreSession *session, const Event *event, Error *error)
{
    return follow(house, session, event, complete, error);
}

static bool on_changed(const House *house, StoreSession *session, const Event *event, Error *error)
{
    return follow(house, session, event, order_on_statement, error);
}

static bool on_refunded(const House *house, StoreSession *session, const Event *event, Error *error)
{
    return follow(house, session, event, order_on_refund, error);
}

static bool undo(const House *house, StoreSession *session, const Event *event, Error *error)
{
    return follow(house, session, event, order_undo, error);
}

static bool on_cart(const House *house, StoreSession *session, const Event *event, Error *error)
{
    return follow(house, session, event, cart_on_event, error);
}

enum { TRACKED = 1U << EVENT_TRACK };

const Reaction order_reactions[] = {
    {.name = "order_completed", .kinds = TRACKED, .event = "Order Completed", .within = on_completed, .undo = undo},
    {.name = "order_updated", .kinds = TRACKED, .event = "Order Updated", .within = on_changed, .undo = undo},
    {.name = "order_cancelled", .kinds = TRACKED, .event = "Order Cancelled", .within = on_changed, .undo = undo},
    {.name = "order_refunded", .kinds = TRACKED, .event = "Order Refunded", .within = on_refunded, .undo = undo},
    {.name = "cart_added", .kinds = TRACKED, .event = "Product Added", .within = on_cart},
    {.name = "cart_removed", .kinds = TRACKED, .event = "Product Removed", .within = on_cart},
    {.name = "cart_updated", .kinds = TRACKED, .event = "Cart Updated", .within = on_cart},
    {.name = "cart_viewed", .kinds = TRACKED, .event = "Cart Viewed", .within = on_cart},
    {.name = "cart_checkout", .kinds = TRACKED, .event = "Checkout Started", .within = on_cart},
    {.name = NULL},
};
