// subscription_news.c - what an event says of a subscription: its properties, by their names in docs/subscriptions.md.
#include "base/number.h"
#include "event/tracking_values.h"
#include "order/subscription.h"

enum { QUANTITY_MAX = 1000000000, CYCLES_MAX = 1000, WHOLE_PERCENT = 100 };

typedef struct Reader {
    JsonValue properties;
    Arena *arena;
    SubscriptionNews *news;
} Reader;

// The first of `names` (separated by spaces) that the properties have, also as null.
static bool member(const Reader *reader, const char *names, JsonValue *value)
{
    Str rest = str_of(names), name;
    while (str_cut(&rest, ' ', &name))
        if (json_member(reader->properties, name, value)) return true;
    return false;
}

// A text or a number, at most so long; "" for anything else.
static Str text_of(const Reader *reader, const char *names, size_t bytes_max)
{
    JsonValue value;
    if (!member(reader, names, &value)) return STR("");
    Str text = value.type == JSON_STRING   ? str_trim(json_get_string(value, reader->arena))
               : value.type == JSON_NUMBER ? value.text
                                           : STR("");
    return text.size <= bytes_max ? text : STR("");
}

// ---- amounts ----

// A number, a decimal text, or {"amount","currency"}; of at most 10^9, not negative.
static void read_micros(Reader *reader, const char *names, MaybeNumber *number)
{
    static const Currency micros = {.code = "", .exponent = 6, .symbol = ""};
    JsonValue value, amount;
    int64_t read;
    if (!member(reader, names, &value)) return;
    if (value.type == JSON_OBJECT) {
        JsonValue code;
        if (!json_member(value, STR("amount"), &amount)) return;
        if (json_member(value, STR("currency"), &code))
            reader->news->terms.currency = json_get_string(code, reader->arena);
        value = amount;
    }
    if (amount_of(value, &micros, reader->arena, &read) == AMOUNT_FINE && read >= 0)
        *number = (MaybeNumber){true, read};
}

static void read_discount(Reader *reader)
{
    static const Currency hundredths_of_ppm = {.code = "", .exponent = 4, .symbol = ""}; // 12.5 % is 125,000 ppm
    SubscriptionTerms *terms = &reader->news->terms;
    JsonValue value;
    int64_t ppm;
    read_micros(reader, "discount_amount discount", &terms->discount_micros);
    if (member(reader, "discount_percent", &value) &&
        amount_of(value, &hundredths_of_ppm, reader->arena, &ppm) == AMOUNT_FINE && 0 <= ppm && ppm <= PPM)
        terms->discount_ppm = (MaybeNumber){true, ppm};
    bool both = (member(reader, "discount_amount discount", &value) && value.type == JSON_NULL) ||
                (member(reader, "discount_percent", &value) && value.type == JSON_NULL);
    if (both) reader->news->taken_back |= TAKEN_DISCOUNT;
}

// An amount in a currency that is none is no amount: to count it as another one would be a lie.
static void check_currency(Reader *reader)
{
    SubscriptionTerms *terms = &reader->news->terms;
    Str said = text_of(reader, "currency", 8);
    Currency currency;
    if (!terms->currency.size) terms->currency = said;
    if (!terms->currency.size) return;
    if (currency_find(terms->currency, &currency)) {
        terms->currency = str_copy(reader->arena, str_of(currency.code));
        return;
    }
    terms->currency = STR("");
    terms->price_micros = terms->amount_micros = terms->discount_micros = (MaybeNumber){0};
}

static void read_price(Reader *reader)
{
    SubscriptionTerms *terms = &reader->news->terms;
    JsonValue value;
    int64_t quantity;
    read_micros(reader, "price unit_price", &terms->price_micros);
    read_micros(reader, "amount total", &terms->amount_micros);
    if (member(reader, "amount total", &value) && value.type == JSON_NULL) reader->news->taken_back |= TAKEN_PRICE;
    read_discount(reader);
    check_currency(reader);
    Str text = text_of(reader, "quantity seats", 20);
    bool whole = number_parse_count(text, &quantity) ||
                 (member(reader, "quantity seats", &value) && json_get_integer(value, &quantity));
    if (whole && 0 <= quantity && quantity <= QUANTITY_MAX) terms->quantity = (MaybeNumber){true, quantity};
}

// ---- cycle and dates ----

static bool cycle_of(Str name, PeriodUnit *unit)
{
    static const struct {
        Str name;
        PeriodUnit unit;
    } names[] = {{STR("daily"), PERIOD_DAY},         {STR("weekly"), PERIOD_WEEK},      {STR("monthly"), PERIOD_MONTH},
                 {STR("quarterly"), PERIOD_QUARTER}, {STR("annual"), PERIOD_YEAR},      {STR("annually"), PERIOD_YEAR},
                 {STR("yearly"), PERIOD_YEAR},       {STR("days"), PERIOD_DAY},         {STR("weeks"), PERIOD_WEEK},
                 {STR("months"), PERIOD_MONTH},      {STR("quarters"), PERIOD_QUARTER}, {STR("years"), PERIOD_YEAR}};
    if (period_unit_parse(name, unit)) return true;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal_fold(names[i].name, name)) return *unit = names[i].unit, true;
    return false;
}

static void read_cycle(Reader *reader)
{
    SubscriptionTerms *terms = &reader->news->terms;
    int64_t count = 1;
    PeriodUnit unit;
    if (!cycle_of(text_of(reader, "cycle interval billing_cycle billing_frequency", 20), &unit)) return;
    Str text = text_of(reader, "cycle_count interval_count", 10);
    if (text.size && (!number_parse_count(text, &count) || count < 1 || count > CYCLES_MAX)) return;
    terms->cycle_unit = unit;
    terms->cycle_count = (MaybeNumber){true, count};
}

// RFC 3339, milliseconds since 1970, or a day (its beginning in UTC). null says that there is none any more.
static void read_time(Reader *reader, const char *names, MaybeNumber *number, uint32_t taken_back)
{
    JsonValue value;
    Instant at;
    Day day;
    if (!member(reader, names, &value)) return;
    if (value.type == JSON_NULL) reader->news->taken_back |= taken_back;
    if (time_of(value, reader->arena, &at) == TIME_FINE)
        *number = (MaybeNumber){true, at};
    else if (value.type == JSON_STRING && day_parse(json_get_string(value, reader->arena), &day) && day >= 0)
        *number = (MaybeNumber){true, (Instant)day * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND};
}

static void read_reason(Reader *reader)
{
    SubscriptionTerms *terms = &reader->news->terms;
    terms->reason = text_of(reader, "reason cancel_reason cancellation_reason", SUBSCRIPTION_TEXT_BYTES_MAX);
    Str kind = text_of(reader, "reason_kind reason_type", 20);
    for (int i = REASON_VOLUNTARY; i < REASON_KIND_COUNT; i++)
        if (str_equal_fold(kind, reason_kind_name((ReasonKind)i))) terms->reason_kind = (ReasonKind)i;
}

// ---- the event ----

static bool is_payment(SubscriptionWord word)
{
    return word == WORD_INVOICE_PAID || word == WORD_PAYMENT_FAILED || word == WORD_PAYMENT_REFUNDED;
}

// The amount of a payment is no price.
static void read_terms(Reader *reader)
{
    SubscriptionTerms *terms = &reader->news->terms;
    read_time(reader, "current_period_end period_end", &terms->period_end, 0);
    if (is_payment(reader->news->word)) return;
    terms->plan = text_of(reader, "plan plan_name plan_id", SUBSCRIPTION_REFERENCE_BYTES_MAX);
    read_price(reader);
    read_cycle(reader);
    read_time(reader, "trial_end trial_ends_at", &terms->trial_end, TAKEN_TRIAL_END);
    read_time(reader, "cancel_at ends_at", &terms->cancel_at, TAKEN_CANCEL_AT);
    read_reason(reader);
    Str status = text_of(reader, "status", 20);
    if (str_equal(status, STR("canceled"))) status = STR("cancelled");
    if (!subscription_status_parse(status, &reader->news->status)) reader->news->status = SUBSCRIPTION_NONE;
}

// Somebody with one subscription need not name it; a payment may be for anything, so it has to.
static Str reference_of(const Reader *reader)
{
    Str reference = text_of(reader, "subscription_id subscriptionId", SUBSCRIPTION_REFERENCE_BYTES_MAX);
    JsonValue value;
    bool named = member(reader, "subscription_id subscriptionId", &value) && value.type != JSON_NULL;
    if (reference.size || named || is_payment(reader->news->word)) return reference;
    return str_format(reader->arena, "customer:%u", reader->news->customer);
}

bool subscription_news(const Event *event, Arena *arena, Str *reference, SubscriptionNews *news)
{
    Error unreadable;
    JsonValue body;
    *news = (SubscriptionNews){.event = event->seq,
                               .customer = event->customer,
                               .at = event->at,
                               .word = subscription_word_of(event->name),
                               .mark = (int64_t)(content_mark(event->body, 0) >> 1)};
    Reader reader = {.arena = arena, .news = news};
    if (!news->word || event->flags & EVENT_HIDDEN || !json_parse(event->body, &body, &unreadable)) return false;
    if (!json_member(body, STR("properties"), &reader.properties)) reader.properties = (JsonValue){.type = JSON_NULL};
    *reference = reference_of(&reader);
    read_terms(&reader);
    return reference->size > 0;
}
