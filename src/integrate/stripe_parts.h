// stripe_parts.h - what the files about Stripe share: reading its objects, and writing what they say as properties.
#ifndef FIDELE_INTEGRATE_STRIPE_PARTS_H
#define FIDELE_INTEGRATE_STRIPE_PARTS_H

#include "base/money.h"
#include "integrate/provider.h"

// An event of Stripe as it is translated.
typedef struct StripeEvent {
    Translation *translation;
    Str id, type;
    Instant at;
    JsonValue object, previous; // data.object, data.previous_attributes
    Str customer;               // "cus_…"; "": none
} StripeEvent;

// "items.data": what stands there; null when there is nothing.
JsonValue stripe_at(JsonValue object, const char *path);
bool stripe_has(JsonValue object, const char *name);
Str stripe_text(const StripeEvent *event, JsonValue object, const char *path);
// Of a reference: the id itself, or that of the object in its place.
Str stripe_id(const StripeEvent *event, JsonValue object, const char *path);
int64_t stripe_integer(JsonValue object, const char *path, int64_t otherwise);

// Properties of one event of ours, as they are written.
typedef struct StripeRecord {
    const StripeEvent *event;
    Text text;
    JsonWriter json;
    Record record;
} StripeRecord;

void stripe_begin(StripeRecord *record, const StripeEvent *event, const char *name);
void stripe_say(StripeRecord *record, const char *key, Str text); // nothing of ""
void stripe_say_seconds(StripeRecord *record, const char *key, JsonValue seconds);
// What counts once by its own id (an invoice that is paid is told twice) has `once`; "": each event of Stripe.
MUST_USE bool stripe_end(StripeRecord *record, Str once, Error *error);

// Amounts come in Stripe's smallest unit, which for a few currencies is not that of ISO 4217.
MUST_USE bool stripe_currency(const StripeEvent *event, JsonValue object, Currency *currency);
int stripe_exponent(const Currency *currency);
MUST_USE bool stripe_amount(int64_t amount, const Currency *currency, int64_t *amount_minor); // false: too large

MUST_USE bool stripe_subscription(const StripeEvent *event, Error *error); // customer.subscription.*
MUST_USE bool stripe_discount(const StripeEvent *event, Error *error);     // customer.discount.*

#endif
