#include "health/sign.h"

#include "base/calendar.h"
#include "base/number.h"
#include "event/properties.h"
#include "event/tracking_values.h"

typedef struct SignEvent {
    const char *event;
    SignKind kind;
} SignEvent;

// Of orders a promise is one only when a day is named.
static const SignEvent sign_events[] = {
    {"Thumbs Down", SIGN_THUMBS_DOWN},
    {"Feedback Given", SIGN_THUMBS_DOWN},
    {"Content Rated", SIGN_THUMBS_DOWN},
    {"Order Completed", SIGN_PROMISED},
    {"Order Updated", SIGN_PROMISED},
    {"Order Shipped", SIGN_PROMISED},
    {"Order Fulfilled", SIGN_PROMISED},
    {"Order Delayed", SIGN_DELAYED},
    {"Order Delivered", SIGN_DELIVERED},
    {"Order Cancelled", SIGN_NOT_DELIVERED},
    {"App Error", SIGN_TROUBLE},
    {"Error Shown", SIGN_TROUBLE},
    {"Checkout Failed", SIGN_TROUBLE},
    {"Email Sent", SIGN_MESSAGE},
    {"Email Delivered", SIGN_MESSAGE},
    {"Text Message Sent", SIGN_MESSAGE},
    {"Push Notification Sent", SIGN_MESSAGE},
    {"Letter Sent", SIGN_MESSAGE},
    {0},
};

static SignKind kind_of(Str event)
{
    for (const SignEvent *one = sign_events; one->event; one++)
        if (str_equal(event, str_of(one->event))) return one->kind;
    return 0;
}

static bool is_word(Str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal_fold(word, str_of(words[i]))) return true;
    return false;
}

static bool rated_down(JsonValue properties, Arena *arena)
{
    static const char *const down[] = {"down", "thumbs_down", "thumbs down", "negative", "dislike", "bad", "-1", "0"};
    Str rating = property_text(properties, "rating thumbs vote value", SIGN_REFERENCE_BYTES_MAX, arena);
    return is_word(rating, down, COUNT_OF(down));
}

// ---- days ----

#define DUE_NAMES                                                                                                      \
    "expected_delivery estimated_delivery promised_delivery expected_delivery_at delivery_due delivery_date "          \
    "expected_delivery_date estimated_delivery_date"

// An instant, or a day: then it is due until its end (of the day in UTC).
static Instant due_of(JsonValue properties, Arena *arena)
{
    JsonValue value;
    Instant at;
    Day day;
    if (!property_value(properties, DUE_NAMES, &value)) return 0;
    if (value.type == JSON_STRING && day_parse(json_get_string(value, arena), &day))
        return ((Instant)day + 1) * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    return time_of(value, arena, &at) == TIME_FINE ? at : 0;
}

static void read_late(JsonValue properties, Sign *sign)
{
    JsonValue value;
    sign->has_flag = property_value(properties, "late is_late", &value) && value.type == JSON_BOOLEAN;
    sign->flag = sign->has_flag && json_get_boolean(value);
}

// So many days later than was promised; what was promised is looked up where it is written.
static void read_delay(JsonValue properties, Arena *arena, Sign *sign)
{
    enum { MILLI_DAY = 86400, DELAY_DAYS_MAX = 1000 };
    int64_t days_milli;
    if (sign->due || !property_milli(properties, "days delay_days days_late", arena, &days_milli)) return;
    if (days_milli > 0 && days_milli <= INT64_C(1000) * DELAY_DAYS_MAX) sign->delay = days_milli * MILLI_DAY;
}

// ---- messages ----

// 1: an offer; 0: something of use; -1: not said.
static int offer_of(Str kind)
{
    static const char *const offers[] = {"offer", "offers",   "promotion", "promotional", "promo",
                                         "sale",  "discount", "coupon",    "marketing",   "upsell"};
    static const char *const useful[] = {"content",   "useful",        "advice",  "guide",   "article",   "education",
                                         "editorial", "educational",   "service", "support", "news",      "newsletter",
                                         "community", "transactional", "survey",  "tips",    "onboarding"};
    if (is_word(kind, offers, COUNT_OF(offers))) return 1;
    return is_word(kind, useful, COUNT_OF(useful)) ? 0 : -1;
}

static void read_message(JsonValue properties, Arena *arena, Sign *sign)
{
    static const char *const names[] = {"content_kind", "content_type", "message_type", "purpose", "kind", "category"};
    int offer = -1;
    for (size_t i = 0; offer < 0 && i < COUNT_OF(names); i++)
        offer = offer_of(property_text(properties, names[i], SIGN_REFERENCE_BYTES_MAX, arena));
    sign->has_flag = offer >= 0;
    sign->flag = offer == 1;
    sign->reference =
        property_text(properties, "message_id email_id broadcast_id campaign_id", SIGN_REFERENCE_BYTES_MAX, arena);
}

bool sign_of_event(const Event *event, Arena *arena, Sign *sign)
{
    JsonValue properties;
    *sign = (Sign){.event = event->seq, .customer = event->customer, .at = event->at, .kind = kind_of(event->name)};
    if (!sign->kind || event->flags & EVENT_HIDDEN) return false;
    if (!event_properties(event, &properties)) properties = (JsonValue){.type = JSON_NULL};
    sign->reference = property_text(properties, "order_id orderId", SIGN_REFERENCE_BYTES_MAX, arena);
    switch (sign->kind) {
    case SIGN_THUMBS_DOWN: return str_equal(event->name, STR("Thumbs Down")) || rated_down(properties, arena);
    case SIGN_PROMISED: sign->due = due_of(properties, arena); return sign->due > 0 && sign->reference.size;
    case SIGN_DELAYED:
        sign->due = due_of(properties, arena);
        read_delay(properties, arena, sign);
        return sign->reference.size > 0;
    case SIGN_DELIVERED: read_late(properties, sign); return true;
    case SIGN_NOT_DELIVERED: return sign->reference.size > 0;
    case SIGN_MESSAGE: read_message(properties, arena, sign); return true;
    case SIGN_TROUBLE:
    case SIGN_KIND_END: break;
    }
    return true;
}
