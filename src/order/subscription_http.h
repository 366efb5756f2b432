// subscription_http.h - subscriptions as JSON, for routes and for the profile.
#ifndef FIDELE_ORDER_SUBSCRIPTION_HTTP_H
#define FIDELE_ORDER_SUBSCRIPTION_HTTP_H

#include "base/json.h"
#include "order/subscription.h"

// Who looks, and at what time.
typedef struct SubscriptionView {
    const Identity *identity;
    Currency otherwise; // of amounts that came without one
    uint32_t masked;    // bits of api/mask.h
    Arena *arena;
} SubscriptionView;

// The members of the object, which the caller begins and ends.
void write_subscription(JsonWriter *json, const SubscriptionView *view, const Subscription *subscription);
void write_change(JsonWriter *json, const SubscriptionView *view, const SubscriptionChange *change);
// [{"amount","currency"}]: the monthly values of these, summed by currency.
void write_monthly_totals(JsonWriter *json, const SubscriptionView *view, const Subscription *list, size_t count);

#endif
