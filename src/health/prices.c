#include "health/prices.h"

#include <math.h>
#include <stdlib.h>

#include "house.h"
#include "order/order.h"

static int by_product(const void *a, const void *b)
{
    const PricePaid *x = a, *y = b;
    if (x->product != y->product) return x->product < y->product ? -1 : 1;
    return (x->price > y->price) - (x->price < y->price);
}

PriceVolatility price_volatility_of(PricePaid *paid, size_t count)
{
    PriceVolatility volatility = {0};
    double squares = 0;
    if (count) qsort(paid, count, sizeof *paid, by_product);
    for (size_t from = 0, to = 0; from < count; from = to) {
        double sum = 0;
        while (to < count && paid[to].product == paid[from].product) sum += paid[to++].price;
        double mean = sum / (double)(to - from);
        if (to - from < 2 || !(mean > 0)) continue;
        for (size_t i = from; i < to; i++) squares += (paid[i].price / mean - 1) * (paid[i].price / mean - 1);
        volatility.prices += (int64_t)(to - from);
    }
    volatility.observed = volatility.prices > 0;
    if (volatility.observed) volatility.value = sqrt(squares / (double)volatility.prices);
    return volatility;
}

// ---- what was paid ----

enum { ORDERS_MAX = 200, PRICES_MAX = 2000, PRODUCTS_MAX = 500 };

typedef struct Products {
    Str name[PRODUCTS_MAX];
    uint32_t count;
    PricePaid paid[PRICES_MAX];
    size_t prices;
    Currency currency; // of the first order with prices
} Products;

// PRODUCTS_MAX: there is no room for one more.
static uint32_t number_of(Products *products, Str name)
{
    for (uint32_t i = 0; i < products->count; i++)
        if (str_equal(products->name[i], name)) return i;
    if (products->count < PRODUCTS_MAX) products->name[products->count] = name;
    return products->count < PRODUCTS_MAX ? products->count++ : PRODUCTS_MAX;
}

// What the order's own discount leaves of a price.
static double left_of(const OrderStatement *statement)
{
    double discount = statement->discount.known ? (double)statement->discount.minor : 0, lines = 0, off = 0;
    for (size_t i = 0; i < statement->lines; i++) {
        lines += (double)statement->line[i].price_minor * statement->line[i].quantity;
        off += (double)statement->line[i].discount_minor;
    }
    double left = lines > 0 ? 1 - fmax(discount - off, 0) / lines : 1;
    return left > 0 ? left : 0;
}

static void take_statement(Products *products, const OrderStatement *statement)
{
    double left = left_of(statement);
    if (!products->currency.code[0]) products->currency = statement->currency;
    if (!str_equal(str_of(products->currency.code), str_of(statement->currency.code))) return;
    for (size_t i = 0; i < statement->lines && products->prices < PRICES_MAX; i++) {
        const OrderLine *line = &statement->line[i];
        Str name = line->product_id.size ? line->product_id : line->sku.size ? line->sku : line->name;
        if (!name.size || !line->has_price || !(line->quantity > 0)) continue;
        double price = ((double)line->price_minor - (double)line->discount_minor / line->quantity) * left;
        uint32_t product = number_of(products, name);
        if (price > 0 && product < PRODUCTS_MAX) products->paid[products->prices++] = (PricePaid){product, price};
    }
}

bool price_volatility(const HealthPlace *place, CustomerId root, PriceVolatility *volatility, Error *error)
{
    Order *orders;
    size_t count, stated = 0;
    CustomerId *members;
    Currency currency = workspace_first(place->house->workspace)->currency;
    OrderAsk ask = {.limit = ORDERS_MAX};
    ask.customer_count = identity_members(place->house->identity, root, place->arena, &members);
    ask.customers = members;
    if (!order_list(place->session, &ask, place->arena, &orders, &count, error)) return false;
    int64_t *seqs = arena_array(place->arena, int64_t, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool stands = orders[i].status == ORDER_COMPLETED || orders[i].status == ORDER_PARTIALLY_REFUNDED;
        if (stands && orders[i].stated && !(orders[i].flags & EVENT_HIDDEN)) seqs[stated++] = orders[i].stated;
    }
    Event *events = arena_array(place->arena, Event, stated + 1);
    if (stated && !log_get_all(place->house->log, place->session, seqs, stated, place->arena, events, error))
        return false;
    Products *products = arena_new(place->arena, Products);
    for (size_t i = 0; i < stated; i++) {
        OrderStatement statement;
        if (!events[i].seq) continue;
        order_statement_read(&events[i], &currency, place->arena, &statement);
        take_statement(products, &statement);
    }
    *volatility = price_volatility_of(products->paid, products->prices);
    return true;
}
