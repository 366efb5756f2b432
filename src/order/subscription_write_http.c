// subscription_write_http.c - subscriptions as JSON.
#include "api/mask.h"
#include "base/number.h"
#include "house.h"
#include "order/subscription_http.h"
#include "order/subscription_parts.h"

// ---- single values ----

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static void write_number(JsonWriter *json, const char *key, MaybeNumber number)
{
    json_key(json, key);
    if (number.said)
        json_integer(json, number.value);
    else
        json_null(json);
}

static void write_instant(JsonWriter *json, const char *key, MaybeNumber at, Arena *arena)
{
    write_text(json, key, at.said ? instant_text(arena, at.value) : STR(""));
}

static void write_decimal(JsonWriter *json, const char *key, Str decimal, const Currency *currency)
{
    json_key(json, key);
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, decimal);
    json_key(json, "currency");
    json_string(json, str_of(currency->code));
    json_end_object(json);
}

static void write_money(JsonWriter *json, const char *key, MonthlyValue value, const Currency *currency, Arena *arena)
{
    if (value.known)
        write_decimal(json, key, money_decimal(arena, value.minor, currency), currency);
    else
        write_text(json, key, STR(""));
}

// The price of a seat may be less than a minor unit: "0.0025".
static void write_micros(JsonWriter *json, const char *key, MaybeNumber micros, const Currency *currency, Arena *arena)
{
    int64_t minor = MICROS_PER_MAJOR / currency_minor_per_major(currency);
    if (!micros.said)
        write_text(json, key, STR(""));
    else if (micros.value % minor == 0)
        write_decimal(json, key, money_decimal(arena, micros.value / minor, currency), currency);
    else
        write_decimal(json, key, number_decimal(arena, (double)micros.value / MICROS_PER_MAJOR, 15), currency);
}

// ---- a subscription ----

static void write_amounts(JsonWriter *json, const SubscriptionView *view, const Subscription *subscription)
{
    const SubscriptionTerms *terms = &subscription->terms;
    Currency currency = subscription_currency(subscription, &view->otherwise);
    write_micros(json, "price", terms->price_micros, &currency, view->arena);
    write_micros(json, "discount_amount", terms->discount_micros, &currency, view->arena);
    json_key(json, "discount_percent");
    if (terms->discount_ppm.said)
        json_number(json, (double)terms->discount_ppm.value * 100 / PPM);
    else
        json_null(json);
    write_money(json, "cycle_amount", subscription_cycle_value(subscription, &currency), &currency, view->arena);
    write_money(json, "monthly", subscription_monthly(subscription, &currency), &currency, view->arena);
}

static void write_reason(JsonWriter *json, const SubscriptionView *view, Str reason, ReasonKind kind)
{
    if (!(view->masked & MASK_NOTES)) write_text(json, "reason", reason);
    write_text(json, "reason_kind", reason_kind_name(kind));
}

void write_subscription(JsonWriter *json, const SubscriptionView *view, const Subscription *subscription)
{
    const SubscriptionTerms *terms = &subscription->terms;
    json_key(json, "id");
    json_integer(json, subscription->id);
    write_text(json, "subscription_id", subscription->reference);
    json_key(json, "customer");
    json_integer(json, identity_root(view->identity, subscription->customer));
    write_text(json, "status", subscription_status_name(subscription->status));
    write_text(json, "plan", terms->plan);
    write_number(json, "quantity", terms->quantity);
    write_text(json, "cycle", terms->cycle_count.said ? period_unit_name(terms->cycle_unit) : STR("month"));
    json_key(json, "cycle_count");
    json_integer(json, terms->cycle_count.said ? terms->cycle_count.value : 1);
    if (!(view->masked & MASK_AMOUNTS)) write_amounts(json, view, subscription);
    write_instant(json, "started_at", subscription->started_at, view->arena);
    write_instant(json, "trial_end", terms->trial_end, view->arena);
    write_instant(json, "current_period_end", terms->period_end, view->arena);
    write_instant(json, "cancel_at", terms->cancel_at, view->arena);
    write_instant(json, "cancelled_at", subscription->cancelled_at, view->arena);
    write_reason(json, view, terms->reason, terms->reason_kind);
    write_instant(json, "last_event_at", (MaybeNumber){true, subscription->last_at}, view->arena);
}

void write_change(JsonWriter *json, const SubscriptionView *view, const SubscriptionChange *change)
{
    json_begin_object(json);
    write_instant(json, "at", (MaybeNumber){true, change->at}, view->arena);
    write_text(json, "event", subscription_word_event(change->word));
    write_number(json, "event_id", (MaybeNumber){change->event != 0, change->event});
    write_text(json, "status_before", subscription_status_name(change->before));
    write_text(json, "status_after", subscription_status_name(change->after));
    write_text(json, "plan", change->plan);
    if (!(view->masked & MASK_AMOUNTS)) {
        write_money(json, "monthly_before", change->monthly_before, &change->currency, view->arena);
        write_money(json, "monthly_after", change->monthly_after, &change->currency, view->arena);
    }
    write_reason(json, view, change->reason, change->reason_kind);
    json_end_object(json);
}

// ---- sums ----

static bool same_currency(const SubscriptionView *view, const Subscription *a, const Subscription *b)
{
    Currency one = subscription_currency(a, &view->otherwise), other = subscription_currency(b, &view->otherwise);
    return str_equal(str_of(one.code), str_of(other.code));
}

static bool is_first_of_currency(const SubscriptionView *view, const Subscription *list, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (same_currency(view, &list[i], &list[at])) return false;
    return true;
}

void write_monthly_totals(JsonWriter *json, const SubscriptionView *view, const Subscription *list, size_t count)
{
    json_begin_array(json);
    for (size_t first = 0; first < count; first++) {
        if (!is_first_of_currency(view, list, first)) continue;
        Currency currency = subscription_currency(&list[first], &view->otherwise);
        int64_t total = 0;
        for (size_t i = first; i < count; i++) {
            MonthlyValue monthly = subscription_monthly(&list[i], &currency);
            if (same_currency(view, &list[i], &list[first]) && !checked_add(total, monthly.minor, &total))
                total = INT64_MAX;
        }
        json_begin_object(json);
        json_key(json, "amount");
        json_string(json, money_decimal(view->arena, total, &currency));
        json_key(json, "currency");
        json_string(json, str_of(currency.code));
        json_end_object(json);
    }
    json_end_array(json);
}

// ---- the profile ----

enum { PROFILE_ITEMS_MAX = 100, PROFILE_LOOK_MAX = 10000 };

static int64_t count_unknown(const SubscriptionView *view, const Subscription *list, size_t count)
{
    int64_t unknown = 0;
    for (size_t i = 0; i < count; i++) unknown += !subscription_monthly(&list[i], &view->otherwise).known;
    return unknown;
}

static void write_items(JsonWriter *json, const SubscriptionView *view, const Subscription *list, size_t count)
{
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < count && i < PROFILE_ITEMS_MAX; i++) {
        json_begin_object(json);
        write_subscription(json, view, &list[count - 1 - i]);
        json_end_object(json);
    }
    json_end_array(json);
}

static bool write_profile(const ProfileCall *call, JsonWriter *json, Error *error)
{
    SubscriptionView view = {.identity = call->house->identity,
                             .otherwise = workspace_settings(call->house->workspace)->currency,
                             .masked = call->masked,
                             .arena = call->arena};
    SubscriptionFilter filter = {.customer = call->person->members,
                                 .customers = call->person->member_count,
                                 .limit = PROFILE_LOOK_MAX,
                                 .now = call->now};
    Subscription *list = NULL;
    size_t count = 0;
    if (!subscription_list(call->session, &filter, call->arena, &list, &count, error)) return false;
    json_begin_object(json);
    json_key(json, "total");
    json_integer(json, (int64_t)count);
    if (!(call->masked & MASK_AMOUNTS)) {
        json_key(json, "monthly");
        write_monthly_totals(json, &view, list, count);
        json_key(json, "without_price");
        json_integer(json, count_unknown(&view, list, count));
    }
    write_items(json, &view, list, count);
    json_end_object(json);
    return true;
}

const ProfilePart subscription_profile[] = {{.name = "subscriptions", .write = write_profile}, {0}};
