// stripe.c - Stripe's webhooks: its signature, and customers, invoices and refunds as events of ours. Subscriptions
// are in stripe_subscription.c. Events come in any order: each is dated by `created`, and what it changes follows its
// date (docs/subscriptions.md).
//
// Stripe's API reference, "Check the webhook signatures" and "Types of events", as of versions 2020-08-27 to
// 2025-09-30.
#include <string.h>

#include "base/number.h"
#include "integrate/stripe_parts.h"

// ---- the signature: "t=1735689600,v1=97b4…,v1=…,v0=…" ----

// The time is checked whatever the signatures are; all signatures are compared, so that nothing shows in the time
// taken.
static bool verify(const Arrival *arrival, Str secret, JsonValue settings, Arena *arena, Error *error)
{
    (void)settings;
    Str rest = arrival_header(arrival, "stripe-signature"), part, time = STR("");
    unsigned char digest[DIGEST_BYTES];
    bool good = false;
    if (!rest.size) return signature_missing("Stripe-Signature", error);
    for (Str list = rest; str_cut(&list, ',', &part);) {
        part = str_trim(part);
        if (str_starts_with(part, STR("t="))) time = (Str){part.data + 2, part.size - 2};
    }
    if (!signature_fresh(time, arrival->received, error)) return false;
    Str text = str_format(arena, "%.*s.%.*s", STR_ARGS(time), STR_ARGS(arrival->body));
    digest_hmac_sha256(secret, text, digest);
    Str wanted = hex_text(arena, (Str){(const char *)digest, sizeof digest});
    for (Str list = rest; str_cut(&list, ',', &part);) {
        part = str_trim(part);
        if (str_starts_with(part, STR("v1="))) good |= secret_equal((Str){part.data + 3, part.size - 3}, wanted);
    }
    return (good && secret.size) || signature_invalid(error);
}

static void name(const Arrival *arrival, JsonValue body, JsonValue settings, Arena *arena, Str *delivery, Str *topic)
{
    (void)arrival, (void)settings;
    *delivery = json_get_string(stripe_at(body, "id"), arena);
    *topic = json_get_string(stripe_at(body, "type"), arena);
}

// ---- reading ----

JsonValue stripe_at(JsonValue object, const char *path)
{
    Str rest = str_of(path), part;
    JsonValue value = object;
    while (str_cut(&rest, '.', &part))
        if (!json_member(value, part, &value)) return (JsonValue){JSON_NULL, STR("null")};
    return value;
}

bool stripe_has(JsonValue object, const char *name)
{
    JsonValue value;
    return json_member(object, str_of(name), &value);
}

Str stripe_text(const StripeEvent *event, JsonValue object, const char *path)
{
    return json_get_string(stripe_at(object, path), event->translation->arena);
}

Str stripe_id(const StripeEvent *event, JsonValue object, const char *path)
{
    JsonValue value = stripe_at(object, path);
    return value.type == JSON_OBJECT ? stripe_text(event, value, "id")
                                     : json_get_string(value, event->translation->arena);
}

int64_t stripe_integer(JsonValue object, const char *path, int64_t otherwise)
{
    int64_t integer;
    return json_get_integer(stripe_at(object, path), &integer) ? integer : otherwise;
}

// ---- amounts ----

int stripe_exponent(const Currency *currency)
{
    static const struct {
        const char *code;
        int exponent;
    } others[] = {{"ISK", 2}, {"UGX", 2}, {"MGA", 0}}; // docs.stripe.com/currencies, "special cases", "zero-decimal"
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcmp(others[i].code, currency->code) == 0) return others[i].exponent;
    return currency->exponent;
}

bool stripe_amount(int64_t amount, const Currency *currency, int64_t *amount_minor)
{
    enum { TEN = 10 };
    *amount_minor = amount;
    for (int digits = stripe_exponent(currency); digits < currency->exponent; digits++)
        if (!checked_multiply(*amount_minor, TEN, amount_minor)) return false;
    for (int digits = stripe_exponent(currency); digits > currency->exponent; digits--) *amount_minor /= TEN;
    return true;
}

bool stripe_currency(const StripeEvent *event, JsonValue object, Currency *currency)
{
    return currency_find(stripe_text(event, object, "currency"), currency);
}

// ---- writing ----

void stripe_begin(StripeRecord *record, const StripeEvent *event, const char *name)
{
    Translation *translation = event->translation;
    *record = (StripeRecord){.event = event, .text = text_in(translation->arena)};
    record->record = (Record){.who = translation->who, .kind = EVENT_TRACK, .name = str_of(name), .at = event->at};
}

static void open_properties(StripeRecord *record)
{
    if (record->json.text) return;
    record->json = json_writer(&record->text);
    json_begin_object(&record->json);
}

void stripe_say(StripeRecord *record, const char *key, Str text)
{
    open_properties(record);
    if (!text.size) return;
    json_key(&record->json, key);
    json_string(&record->json, text);
}

void stripe_say_seconds(StripeRecord *record, const char *key, JsonValue seconds)
{
    int64_t number;
    const int64_t year_10000 = 253402300800;
    open_properties(record);
    if (!json_get_integer(seconds, &number) || number < 0 || number >= year_10000) return;
    stripe_say(record, key, instant_text(record->text.arena, number * MILLISECONDS_PER_SECOND));
}

bool stripe_end(StripeRecord *record, Str once, Error *error)
{
    open_properties(record);
    json_end_object(&record->json);
    record->record.properties = text_str(&record->text);
    record->record.message_id = translation_external(record->event->translation, once.size ? once : record->event->id);
    return translation_add(record->event->translation, &record->record, error);
}

// ---- customers ----

static bool ignore(const StripeEvent *event, const char *why)
{
    event->translation->ignored = why;
    return true;
}

static void say_value(StripeRecord *record, const char *key, JsonValue value)
{
    open_properties(record);
    if (value.type == JSON_NULL) return;
    json_key(&record->json, key);
    json_value(&record->json, value);
}

static bool on_customer(const StripeEvent *event, Error *error)
{
    JsonValue object = event->object;
    StripeRecord record;
    Who *who = &event->translation->who;
    who->email = stripe_text(event, object, "email");
    who->phone = stripe_text(event, object, "phone");
    who->user_id = stripe_text(event, object, "metadata.user_id");
    stripe_begin(&record, event, "Identify");
    record.record.kind = EVENT_IDENTIFY;
    stripe_say(&record, "name", stripe_text(event, object, "name"));
    stripe_say(&record, "email", who->email);
    stripe_say(&record, "phone", who->phone);
    say_value(&record, "address", stripe_at(object, "address"));
    return stripe_end(&record, STR(""), error);
}

// The page of a payment: client_reference_id is what the site calls its user.
static bool on_checkout(const StripeEvent *event, Error *error)
{
    StripeRecord record;
    Who *who = &event->translation->who;
    who->email = stripe_text(event, event->object, "customer_details.email");
    who->phone = stripe_text(event, event->object, "customer_details.phone");
    who->user_id = stripe_text(event, event->object, "client_reference_id");
    stripe_begin(&record, event, "Identify");
    record.record.kind = EVENT_IDENTIFY;
    stripe_say(&record, "name", stripe_text(event, event->object, "customer_details.name"));
    stripe_say(&record, "email", who->email);
    stripe_say(&record, "phone", who->phone);
    return stripe_end(&record, STR(""), error);
}

// ---- invoices ----

static bool say_amount(StripeRecord *record, int64_t amount, bool counts, Error *error)
{
    Currency currency;
    int64_t minor;
    if (!stripe_currency(record->event, record->event->object, &currency) ||
        !stripe_amount(amount, &currency, &minor)) {
        return error_code(error, ERROR_INPUT, "invalid_currency",
                          PHRASE("the amount has no known currency", "le montant n’a pas de devise connue"), STR("")) ||
               error_at(error, STR("/data/object/currency"));
    }
    Arena *arena = record->text.arena;
    record->record.has_amount = counts;
    record->record.amount_minor = minor;
    record->record.currency = str_copy(arena, str_of(currency.code));
    stripe_say(record, "amount", money_decimal(arena, minor, &currency));
    stripe_say(record, "currency", record->record.currency);
    return true;
}

// invoice.subscription until 2025, invoice.parent since.
static Str invoice_subscription(const StripeEvent *event)
{
    Str id = stripe_id(event, event->object, "subscription");
    if (!id.size) id = stripe_id(event, event->object, "parent.subscription_details.subscription");
    return translation_external(event->translation, id);
}

static JsonValue last_period_end(const StripeEvent *event)
{
    JsonValue lines = stripe_at(event->object, "lines.data"), line, last = {JSON_NULL, STR("null")};
    size_t cursor = 0;
    while (lines.type == JSON_ARRAY && json_next(lines, &cursor, NULL, &line)) {
        int64_t end = stripe_integer(line, "period.end", 0), latest = 0;
        if (!json_get_integer(last, &latest)) latest = 0;
        if (end > latest) last = stripe_at(line, "period.end");
    }
    return last;
}

static void begin_invoice(StripeRecord *record, const StripeEvent *event, const char *name)
{
    stripe_begin(record, event, name);
    stripe_say(record, "subscription_id", invoice_subscription(event));
    stripe_say(record, "invoice_id", stripe_text(event, event->object, "id"));
    stripe_say(record, "billing_reason", stripe_text(event, event->object, "billing_reason"));
}

static Str once(const StripeEvent *event, const char *what)
{
    return str_format(event->translation->arena, "%.*s:%s", STR_ARGS(stripe_text(event, event->object, "id")), what);
}

// Told as invoice.paid and as invoice.payment_succeeded: it counts once.
static bool on_invoice_paid(const StripeEvent *event, Error *error)
{
    StripeRecord record;
    Str reason = stripe_text(event, event->object, "billing_reason");
    begin_invoice(&record, event, "Invoice Paid");
    if (!say_amount(&record, stripe_integer(event->object, "amount_paid", 0), true, error) ||
        !stripe_end(&record, once(event, "paid"), error))
        return false;
    if (!str_equal(reason, STR("subscription_cycle")) || !invoice_subscription(event).size) return true;
    begin_invoice(&record, event, "Subscription Renewed");
    stripe_say_seconds(&record, "current_period_end", last_period_end(event));
    return stripe_end(&record, once(event, "renewed"), error);
}

static bool on_invoice_failed(const StripeEvent *event, Error *error)
{
    StripeRecord record;
    begin_invoice(&record, event, "Payment Failed");
    stripe_say_seconds(&record, "next_attempt_at", stripe_at(event->object, "next_payment_attempt"));
    return say_amount(&record, stripe_integer(event->object, "amount_due", 0), false, error) &&
           stripe_end(&record, STR(""), error);
}

// ---- refunds ----

// amount_refunded is all that was refunded so far; what it was before says how much it is this time.
static bool on_charge_refunded(const StripeEvent *event, Error *error)
{
    StripeRecord record;
    int64_t total = stripe_integer(event->object, "amount_refunded", 0);
    int64_t before = stripe_integer(event->previous, "amount_refunded", 0), amount = 0;
    if (before >= 0 && total > before) amount = total - before;
    if (amount == 0) return ignore(event, "nothing_refunded");
    stripe_begin(&record, event, "Payment Refunded");
    stripe_say(&record, "charge_id", stripe_text(event, event->object, "id"));
    stripe_say(&record, "invoice_id", stripe_id(event, event->object, "invoice"));
    return say_amount(&record, amount, true, error) &&
           stripe_end(&record,
                      once(event, str_c(event->translation->arena,
                                        str_format(event->translation->arena, "refunded:%lld", (long long)total))),
                      error);
}

// ---- all of it ----

static const struct {
    const char *type;
    bool (*translate)(const StripeEvent *event, Error *error);
} kinds[] = {
    {"customer.created", on_customer},
    {"customer.updated", on_customer},
    {"customer.subscription.created", stripe_subscription},
    {"customer.subscription.updated", stripe_subscription},
    {"customer.subscription.deleted", stripe_subscription},
    {"customer.subscription.paused", stripe_subscription},
    {"customer.subscription.resumed", stripe_subscription},
    {"customer.subscription.trial_will_end", stripe_subscription},
    {"customer.discount.created", stripe_discount},
    {"customer.discount.updated", stripe_discount},
    {"customer.discount.deleted", stripe_discount},
    {"invoice.paid", on_invoice_paid},
    {"invoice.payment_succeeded", on_invoice_paid},
    {"invoice.payment_failed", on_invoice_failed},
    {"charge.refunded", on_charge_refunded},
    {"checkout.session.completed", on_checkout},
};

static bool say_missing(const char *path, Error *error)
{
    return error_code(error, ERROR_INPUT, "required",
                      PHRASE("this is no event of Stripe: {0} is missing",
                             "ce n’est pas un événement de Stripe\u00A0: {0} manque"),
                      str_of(path)) ||
           error_at(error, str_of(path));
}

static bool read_event(Translation *translation, StripeEvent *event, Error *error)
{
    const int64_t year_10000 = 253402300800;
    int64_t seconds = stripe_integer(translation->body, "created", -1);
    *event = (StripeEvent){.translation = translation,
                           .object = stripe_at(translation->body, "data.object"),
                           .previous = stripe_at(translation->body, "data.previous_attributes")};
    event->id = stripe_text(event, translation->body, "id");
    event->type = stripe_text(event, translation->body, "type");
    event->at = seconds * MILLISECONDS_PER_SECOND;
    if (!event->id.size) return say_missing("/id", error);
    if (!event->type.size) return say_missing("/type", error);
    if (seconds < 0 || seconds >= year_10000) return say_missing("/created", error);
    if (event->object.type != JSON_OBJECT) return say_missing("/data/object", error);
    bool is_customer = str_equal(stripe_text(event, event->object, "object"), STR("customer"));
    event->customer = stripe_id(event, event->object, is_customer ? "id" : "customer");
    translation->who.external = translation_external(translation, event->customer);
    return true;
}

static bool translate(Translation *translation, Error *error)
{
    StripeEvent event;
    if (!read_event(translation, &event, error)) return false;
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (str_equal(str_of(kinds[i].type), event.type))
            return event.customer.size ? kinds[i].translate(&event, error) : ignore(&event, "no_customer");
    return ignore(&event, "no_interest");
}

const Provider stripe_provider = {
    .kind = "stripe", .label = PHRASE("Stripe", "Stripe"), .verify = verify, .name = name, .translate = translate};
