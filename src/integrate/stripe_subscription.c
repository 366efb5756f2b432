// stripe_subscription.c - what Stripe says of a subscription. Each of its events holds the whole subscription as it was
// then, so that the last by its time says all, whatever was missed; the name of ours tells what changed.
#include "base/number.h"
#include "event/tracking_values.h"
#include "integrate/stripe_parts.h"

enum { PLAN_BYTES_MAX = 200 };

static void say_none(StripeRecord *record, const char *key)
{
    json_key(&record->json, key);
    json_null(&record->json);
}

// ---- price: the items of a subscription ----

typedef struct Bill { // what the items come to for one cycle
    int64_t micros, quantity, count;
    Str plan, interval;
    bool known; // false: tiers, of which the event does not tell the prices
} Bill;

static JsonValue price_of(JsonValue item)
{
    JsonValue price = stripe_at(item, "price");
    return price.type == JSON_OBJECT ? price : stripe_at(item, "plan"); // plan: before 2020
}

static Str interval_of(const StripeEvent *event, JsonValue price, int64_t *count)
{
    bool nested = stripe_has(price, "recurring");
    *count = stripe_integer(price, nested ? "recurring.interval_count" : "interval_count", 1);
    return stripe_text(event, price, nested ? "recurring.interval" : "interval");
}

// In millionths of the major unit.
static bool micros_of(const StripeEvent *event, JsonValue value, const Currency *currency, int64_t *micros)
{
    enum { MICRO_DIGITS = 6 };
    const Currency digits = {.exponent = MICRO_DIGITS - stripe_exponent(currency)};
    return amount_of(value, &digits, event->translation->arena, micros) == AMOUNT_FINE && *micros >= 0;
}

// `unit_amount_decimal` may be a part of a cent.
static bool unit_micros(const StripeEvent *event, JsonValue price, const Currency *currency, int64_t *micros)
{
    static const char *const names[] = {"unit_amount_decimal", "unit_amount", "amount_decimal", "amount"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (micros_of(event, stripe_at(price, names[i]), currency, micros)) return true;
    return false;
}

static bool is_metered(const StripeEvent *event, JsonValue price)
{
    Str usage = stripe_text(event, price, "recurring.usage_type");
    if (!usage.size) usage = stripe_text(event, price, "usage_type");
    return str_equal(usage, STR("metered"));
}

// Packages of ten: transform_quantity.
static int64_t units_of(const StripeEvent *event, JsonValue price, int64_t quantity)
{
    int64_t divide_by = stripe_integer(price, "transform_quantity.divide_by", 1);
    if (divide_by <= 1 || quantity < 0) return quantity;
    bool up = str_equal(stripe_text(event, price, "transform_quantity.round"), STR("up"));
    return quantity / divide_by + (up && quantity % divide_by != 0);
}

static Str plan_of(const StripeEvent *event, JsonValue price)
{
    static const char *const names[] = {"nickname", "lookup_key", "product.name"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        Str name = stripe_text(event, price, names[i]);
        if (name.size) return name;
    }
    Str product = stripe_id(event, price, "product");
    return product.size ? product : stripe_text(event, price, "id");
}

static void add_item(const StripeEvent *event, JsonValue item, const Currency *currency, Bill *bill)
{
    JsonValue price = price_of(item);
    int64_t count, unit = 0, amount = 0, quantity = stripe_integer(item, "quantity", 1);
    Str interval = interval_of(event, price, &count), plan = plan_of(event, price);
    bool other_cycle = bill->interval.size && (!str_equal(bill->interval, interval) || bill->count != count);
    if (!bill->plan.size)
        bill->plan = plan;
    else if (bill->plan.size + plan.size < PLAN_BYTES_MAX)
        bill->plan = str_format(event->translation->arena, "%.*s + %.*s", STR_ARGS(bill->plan), STR_ARGS(plan));
    if (!bill->interval.size) bill->interval = interval, bill->count = count;
    if (is_metered(event, price)) return; // what is used is not recurring
    bill->known &= !other_cycle && unit_micros(event, price, currency, &unit) && quantity >= 0 &&
                   checked_multiply(unit, units_of(event, price, quantity), &amount) &&
                   checked_add(bill->micros, amount, &bill->micros) &&
                   checked_add(bill->quantity, quantity, &bill->quantity);
}

// Items of one subscription with different cycles can't be put into one price: then it is not known.
static Bill bill_of(const StripeEvent *event, JsonValue subscription, const Currency *currency)
{
    Bill bill = {.known = true};
    JsonValue items = stripe_at(subscription, "items.data"), item;
    size_t cursor = 0;
    while (items.type == JSON_ARRAY && json_next(items, &cursor, NULL, &item)) add_item(event, item, currency, &bill);
    if (!bill.interval.size && stripe_at(subscription, "plan").type == JSON_OBJECT)
        add_item(event, subscription, currency, &bill); // before items
    bill.known &= bill.interval.size > 0;
    return bill;
}

// "12.50", "0.005": at least two decimals, and no zeros beyond.
static Str micros_text(Arena *arena, int64_t micros)
{
    static const Currency digits = {.exponent = 6};
    enum { TRAILING_MAX = 4 };
    Str text = money_decimal(arena, micros, &digits);
    for (int i = 0; i < TRAILING_MAX && text.data[text.size - 1] == '0'; i++) text.size--;
    return text;
}

// ---- discount ----

// Only one that lasts lowers the monthly value: a coupon of three months leaves it as it is, as Stripe's own MRR does.
static void say_coupon(StripeRecord *record, JsonValue coupon)
{
    const StripeEvent *event = record->event;
    Currency currency;
    int64_t off, micros;
    const Currency percent = {.exponent = 4};
    bool lasts = str_equal(stripe_text(event, coupon, "duration"), STR("forever"));
    if (lasts &&
        amount_of(stripe_at(coupon, "percent_off"), &percent, event->translation->arena, &off) == AMOUNT_FINE) {
        json_key(&record->json, "discount_percent");
        json_value(&record->json, stripe_at(coupon, "percent_off"));
        return;
    }
    if (lasts && stripe_currency(event, coupon, &currency) &&
        micros_of(event, stripe_at(coupon, "amount_off"), &currency, &micros)) {
        stripe_say(record, "discount_amount", micros_text(record->text.arena, micros));
        return;
    }
    say_none(record, "discount_percent");
}

static JsonValue coupon_of(JsonValue discount)
{
    JsonValue coupon = stripe_at(discount, "coupon");
    return coupon.type == JSON_OBJECT ? coupon : stripe_at(discount, "source.coupon");
}

// Ids alone say nothing: customer.discount.created has said it, or will.
static void say_discount(StripeRecord *record, JsonValue subscription)
{
    JsonValue list = stripe_at(subscription, "discounts"), discount = stripe_at(subscription, "discount");
    if (discount.type != JSON_OBJECT) discount = json_item(list, 0);
    bool told = stripe_has(subscription, "discount") || stripe_has(subscription, "discounts");
    if (coupon_of(discount).type == JSON_OBJECT)
        say_coupon(record, coupon_of(discount));
    else if (told && json_count(list) == 0)
        say_none(record, "discount_percent");
}

// ---- state ----

static Str status_of(const StripeEvent *event, JsonValue subscription)
{
    Str status = stripe_text(event, subscription, "status");
    bool collects = stripe_at(subscription, "pause_collection").type != JSON_OBJECT;
    if (str_equal(status, STR("canceled")) || str_equal(status, STR("incomplete_expired"))) return STR("cancelled");
    if (!collects) return STR("paused");
    return str_equal(status, STR("incomplete")) ? STR("pending") : status;
}

static JsonValue period_end_of(JsonValue subscription)
{
    JsonValue end = stripe_at(subscription, "current_period_end"); // until 2025; of the items since
    if (end.type == JSON_NUMBER) return end;
    return stripe_at(json_item(stripe_at(subscription, "items.data"), 0), "current_period_end");
}

static bool ends_with_period(JsonValue subscription)
{
    return json_get_boolean(stripe_at(subscription, "cancel_at_period_end"));
}

static bool is_ending(JsonValue subscription)
{
    return ends_with_period(subscription) || stripe_at(subscription, "cancel_at").type == JSON_NUMBER;
}

static void say_dates(StripeRecord *record, JsonValue subscription)
{
    JsonValue cancel_at = stripe_at(subscription, "cancel_at");
    if (cancel_at.type != JSON_NUMBER && ends_with_period(subscription)) cancel_at = period_end_of(subscription);
    stripe_say_seconds(record, "trial_end", stripe_at(subscription, "trial_end"));
    stripe_say_seconds(record, "current_period_end", period_end_of(subscription));
    stripe_say_seconds(record, "cancel_at", cancel_at);
    if (cancel_at.type != JSON_NUMBER) say_none(record, "cancel_at");
}

// cancellation_requested is a choice; payment_failed and payment_disputed are none.
static void say_reason(StripeRecord *record, JsonValue subscription)
{
    const StripeEvent *event = record->event;
    Str why = stripe_text(event, subscription, "cancellation_details.reason");
    Str comment = stripe_text(event, subscription, "cancellation_details.comment");
    Str feedback = stripe_text(event, subscription, "cancellation_details.feedback");
    bool expired = str_equal(stripe_text(event, subscription, "status"), STR("incomplete_expired"));
    if (!why.size && !expired) return;
    bool chosen = !expired && str_equal(why, STR("cancellation_requested"));
    stripe_say(record, "reason", comment.size ? comment : feedback.size ? feedback : why);
    stripe_say(record, "reason_kind", chosen ? STR("voluntary") : STR("involuntary"));
}

static void say_price(StripeRecord *record, const Bill *bill, const Currency *currency)
{
    stripe_say(record, "plan", bill->plan);
    stripe_say(record, "cycle", bill->interval);
    json_key(&record->json, "cycle_count");
    json_integer(&record->json, bill->count ? bill->count : 1);
    stripe_say(record, "currency", str_copy(record->text.arena, str_of(currency->code)));
    json_key(&record->json, "quantity");
    json_integer(&record->json, bill->quantity);
    if (bill->known)
        stripe_say(record, "amount", micros_text(record->text.arena, bill->micros));
    else
        say_none(record, "amount");
}

// ---- what it is called ----

// The subscription of before: where the event names what changed.
static const char *change_of_price(const StripeEvent *event, const Bill *now, const Currency *currency)
{
    Bill before = bill_of(event, event->previous, currency);
    bool same_cycle = str_equal(before.interval, now->interval) && before.count == now->count;
    if (!before.known || !now->known || !same_cycle || before.micros == now->micros) return "Subscription Changed";
    return before.micros < now->micros ? "Subscription Upgraded" : "Subscription Downgraded";
}

static const char *change_of_schedule(const StripeEvent *event)
{
    bool told = stripe_has(event->previous, "cancel_at_period_end") || stripe_has(event->previous, "cancel_at");
    bool was = is_ending(event->previous), is = is_ending(event->object);
    if (!told || (was && is)) return NULL;
    return is ? "Subscription Cancel Scheduled" : was ? "Subscription Resumed" : NULL;
}

static const char *updated_as(const StripeEvent *event, const Bill *bill, const Currency *currency)
{
    Str before = stripe_text(event, event->previous, "status"), now = stripe_text(event, event->object, "status");
    bool paused = stripe_at(event->object, "pause_collection").type == JSON_OBJECT;
    if (str_equal(status_of(event, event->object), STR("cancelled"))) return "Subscription Cancelled";
    if (stripe_has(event->previous, "pause_collection")) return paused ? "Subscription Paused" : "Subscription Resumed";
    if (str_equal(before, STR("trialing")) && str_equal(now, STR("active"))) return "Subscription Started";
    const char *schedule = change_of_schedule(event);
    return schedule ? schedule : change_of_price(event, bill, currency);
}

static const char *called(const StripeEvent *event, const Bill *bill, const Currency *currency)
{
    bool trial = str_equal(stripe_text(event, event->object, "status"), STR("trialing"));
    static const struct {
        const char *type, *name;
    } plain[] = {{"customer.subscription.deleted", "Subscription Cancelled"},
                 {"customer.subscription.paused", "Subscription Paused"},
                 {"customer.subscription.resumed", "Subscription Resumed"},
                 {"customer.subscription.trial_will_end", "Subscription Changed"}};
    for (size_t i = 0; i < COUNT_OF(plain); i++)
        if (str_equal(str_of(plain[i].type), event->type)) return plain[i].name;
    if (str_equal(event->type, STR("customer.subscription.created")))
        return trial ? "Subscription Trial Started" : "Subscription Started";
    return updated_as(event, bill, currency);
}

// ---- the events ----

bool stripe_subscription(const StripeEvent *event, Error *error)
{
    StripeRecord record;
    Currency currency;
    if (!stripe_currency(event, event->object, &currency) &&
        !stripe_currency(event, price_of(json_item(stripe_at(event->object, "items.data"), 0)), &currency))
        return error_code(error, ERROR_INPUT, "invalid_currency",
                          PHRASE("the subscription has no known currency", "l’abonnement n’a pas de devise connue"),
                          STR("")) ||
               error_at(error, STR("/data/object/currency"));
    Bill bill = bill_of(event, event->object, &currency);
    stripe_begin(&record, event, called(event, &bill, &currency));
    stripe_say(&record, "subscription_id",
               translation_external(event->translation, stripe_text(event, event->object, "id")));
    stripe_say(&record, "status", status_of(event, event->object));
    say_price(&record, &bill, &currency);
    say_discount(&record, event->object);
    say_dates(&record, event->object);
    say_reason(&record, event->object);
    return stripe_end(&record, STR(""), error);
}

// A discount of a subscription; that of a customer is on invoices to come and named by none.
bool stripe_discount(const StripeEvent *event, Error *error)
{
    StripeRecord record;
    Str subscription = stripe_id(event, event->object, "subscription");
    JsonValue coupon = coupon_of(event->object);
    bool ended = str_equal(event->type, STR("customer.discount.deleted"));
    if (!subscription.size || (!ended && coupon.type != JSON_OBJECT)) {
        event->translation->ignored = "no_interest";
        return true;
    }
    stripe_begin(&record, event, "Subscription Changed");
    stripe_say(&record, "subscription_id", translation_external(event->translation, subscription));
    if (ended)
        say_none(&record, "discount_percent");
    else
        say_coupon(&record, coupon);
    return stripe_end(&record, STR(""), error);
}
