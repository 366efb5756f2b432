// commerce.h - what shops say, as Segment's e-commerce events with the properties of docs/orders.md: what Shopify and
// WooCommerce have in common. A provider reads its own JSON into these; texts are in the translation's arena.
//
// Whichever delivery comes first, in whatever order, an order is completed once: message ids are made of the shop's
// ids ("shopify:order:123:completed"), not of deliveries.
#ifndef FIDELE_INTEGRATE_COMMERCE_H
#define FIDELE_INTEGRATE_COMMERCE_H

#include "integrate/provider.h"

typedef struct ShopAddress {
    Str company, street, city, region, postcode, country;
} ShopAddress;

typedef struct ShopCustomer {
    Str id, email, phone, first_name, last_name; // id "": a guest
    ShopAddress address;
    Str note, tags, locale;
    Instant created; // 0: not known
} ShopCustomer;

typedef struct ShopLine {
    Str product_id, variant_id, sku, name, variant, brand;
    Str price, quantity; // of one; as JSON numbers or decimal texts
    int64_t discount_minor;
} ShopLine;

typedef struct ShopOrder {
    Str id, number; // of the shop; the number that people see
    Str status;
    Currency currency;
    Str total, subtotal, tax, shipping, discount; // decimal texts; "": not said
    Str coupon, cart_id, note;
    ShopLine *line;
    size_t lines;
    bool test; // of the shop's own people: kept, in no figure
} ShopOrder;

typedef struct ShopRefund {
    Str id, reason;
    int64_t amount_minor;
} ShopRefund;

// ---- what the JSON of shops holds ----

Str shop_text(JsonValue object, const char *name, Arena *arena); // a text, or a number as it stands; else ""
JsonValue shop_member(JsonValue object, const char *name);       // JSON_NULL when absent
// Errors (dead letters) name the member.
MUST_USE bool shop_required(JsonValue object, const char *name, Arena *arena, Str *text, Error *error);
MUST_USE bool shop_currency(JsonValue object, const char *name, Arena *arena, Currency *currency, Error *error);
MUST_USE bool shop_amount(Str decimal, const char *name, const Currency *currency, Arena *arena, int64_t *amount_minor,
                          Error *error);
// RFC 3339, or without an offset and then UTC. 0: absent, null or no time.
Instant shop_instant(JsonValue object, const char *name, Arena *arena);

// ---- events ----

// "shopify:order:123:completed"
Str shop_message(const Translation *translation, const char *thing, Str id, const char *what);
// The same with a time: the same state of it, said twice, is one event.
Str shop_message_at(const Translation *translation, const char *thing, Str id, const char *what, Instant at);

Who shop_who(const Translation *translation, const ShopCustomer *customer);
// Traits; nothing of a customer of whom nothing is known.
MUST_USE bool shop_identify(Translation *translation, const ShopCustomer *customer, Str message, Instant at,
                            Error *error);
// "Order Completed", "Order Updated", "Order Cancelled", "Checkout Started", "Cart Updated", of translation->who.
MUST_USE bool shop_event(Translation *translation, const char *event, const ShopOrder *order, Str message, Instant at,
                         Error *error);
MUST_USE bool shop_refund(Translation *translation, const ShopOrder *order, const ShopRefund *refund, Instant at,
                          Error *error);
// "Consent Granted", "Consent Withdrawn" for marketing over that channel.
MUST_USE bool shop_consent(Translation *translation, bool granted, const char *channel, Str message, Instant at,
                           Error *error);

#endif
