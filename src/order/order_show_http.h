// order_show_http.h - orders and carts as JSON, for routes and for the profile.
#ifndef FIDELE_ORDER_ORDER_SHOW_HTTP_H
#define FIDELE_ORDER_ORDER_SHOW_HTTP_H

#include "api/route.h"
#include "order/cart.h"

// Who sees it: amounts are left out for those from whom they are hidden.
typedef struct OrderReader {
    const struct House *house;
    StoreSession *session;
    uint32_t masked;
    Instant now;
    Arena *arena;
} OrderReader;

// Members of an open object.
void write_order(JsonWriter *json, const OrderReader *reader, const Order *order);
MUST_USE bool write_order_details(JsonWriter *json, const OrderReader *reader, const Order *order, Error *error);
MUST_USE bool write_cart(JsonWriter *json, const OrderReader *reader, const Cart *cart, Error *error);

extern const Shape order_shape, order_list_shape, order_detail_shape, cart_list_shape;

#endif
