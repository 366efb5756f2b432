#include "base/instant.h"
#include "base/money.h"
#include "demo/business.h"

typedef struct Product {
    const char *id, *name, *category;
    int32_t price;
} Product;

static const Product products[] = {
    {"P-101", "Café en grains 1 kg", "coffee", 1290}, {"P-102", "Café moulu 500 g", "coffee", 990},
    {"P-201", "Thé vert Sencha", "tea", 1450},        {"P-901", "Machine à espresso", "equipment", 24900},
    {"P-301", "Filtres x100", "accessories", 690},    {"P-302", "Tasse en grès", "accessories", 1190},
    {"P-401", "Coffret cadeau", "gifts", 3900},       {"P-202", "Infusion verveine", "tea", 890},
    {"P-103", "Café de saison 500 g", "coffee", 990}};
static const char *const plans[] = {"Basic", "Plus", "Pro"};
static const char *const features[] = {"Brewing guide",  "Recipe saved",   "Tasting note",   "Subscription edited",
                                       "Delivery moved", "Friend invited", "Stock reminder", "Barista video"};
static const char *const topics[] = {"espresso", "tea ceremony", "latte art", "fair trade"};
static const char *const campaigns[DEMO_CAMPAIGNS] = {"winback", "newsletter"};

static const char *const event_names[DEMO_EVENT_KINDS] = {
    [DEMO_PRODUCT_VIEWED] = "Product Viewed",
    [DEMO_PRODUCT_ADDED] = "Product Added",
    [DEMO_CHECKOUT_STARTED] = "Checkout Started",
    [DEMO_ORDER_COMPLETED] = "Order Completed",
    [DEMO_ORDER_DELIVERED] = "Order Delivered",
    [DEMO_ORDER_REFUNDED] = "Order Refunded",
    [DEMO_SUBSCRIPTION_STARTED] = "Subscription Started",
    [DEMO_TRIAL_STARTED] = "Trial Started",
    [DEMO_SUBSCRIPTION_RENEWED] = "Subscription Renewed",
    [DEMO_SUBSCRIPTION_UPGRADED] = "Subscription Upgraded",
    [DEMO_SUBSCRIPTION_DOWNGRADED] = "Subscription Downgraded",
    [DEMO_SUBSCRIPTION_PAUSED] = "Subscription Paused",
    [DEMO_SUBSCRIPTION_RESUMED] = "Subscription Resumed",
    [DEMO_SUBSCRIPTION_CANCELLED] = "Subscription Cancelled",
    [DEMO_PAYMENT_FAILED] = "Payment Failed",
    [DEMO_FEATURE_USED] = "Feature Used",
    [DEMO_APP_ERROR] = "App Error",
    [DEMO_TICKET_OPENED] = "Ticket Opened",
    [DEMO_TICKET_SOLVED] = "Ticket Solved",
    [DEMO_SURVEY_ANSWERED] = "Survey Answered",
    [DEMO_CAMPAIGN_ASSIGNED] = "Experiment Viewed",
    [DEMO_CAMPAIGN_DELIVERED] = "Email Delivered",
    [DEMO_CAMPAIGN_OPENED] = "Email Opened",
    [DEMO_ARTICLE_READ] = "Article Read",
    [DEMO_REFERRAL_COMPLETED] = "Referral Completed",
};

// ---- members ----

static void put_text(JsonWriter *writer, const char *key, const char *value)
{
    json_key(writer, key);
    json_string(writer, str_of(value));
}

static void put_named(JsonWriter *writer, Arena *scratch, const char *key, const char *prefix, uint32_t customer,
                      uint16_t number)
{
    json_key(writer, key);
    json_string(writer, str_format(scratch, "%s%06u-%u", prefix, customer, number));
}

static void put_money(JsonWriter *writer, const char *key, int32_t minor)
{
    json_key(writer, key);
    json_number(writer, minor / 100.0); // as clients send it: two digits survive the 12 that are written
}

static void put_count(JsonWriter *writer, const char *key, int64_t value)
{
    json_key(writer, key);
    json_integer(writer, value);
}

static void put_flag(JsonWriter *writer, const char *key, bool value)
{
    json_key(writer, key);
    json_boolean(writer, value);
}

static void put_product(JsonWriter *writer, const DemoEvent *event)
{
    const Product *product = &products[event->product];
    put_text(writer, "product_id", product->id);
    put_text(writer, "name", product->name);
    put_text(writer, "category", product->category);
    put_money(writer, "price", product->price);
    put_count(writer, "quantity", event->quantity ? event->quantity : 1);
}

// ---- properties by kind ----

static void order_properties(JsonWriter *writer, Arena *scratch, const DemoEvent *event)
{
    put_named(writer, scratch, "order_id", "O", event->customer, event->number);
    put_money(writer, "total", event->amount_minor);
    put_text(writer, "currency", "EUR");
    if (event->kind == DEMO_ORDER_REFUNDED) return;
    put_money(writer, "tax", event->amount_minor - (int32_t)(event->amount_minor / 1.2));
    if (event->coupon) put_text(writer, "coupon", "MERCI10");
    if (event->coupon) put_money(writer, "discount", event->amount_minor / 9);
    json_key(writer, "products");
    json_begin_array(writer);
    json_begin_object(writer);
    put_product(writer, event);
    json_end_object(writer);
    json_end_array(writer);
}

static void subscription_properties(JsonWriter *writer, Arena *scratch, const DemoEvent *event)
{
    put_named(writer, scratch, "subscription_id", "S", event->customer, 1);
    put_text(writer, "plan", plans[event->product]);
    put_text(writer, "interval", "month");
    put_count(writer, "quantity", 1);
    put_text(writer, "currency", "EUR");
    put_money(writer, "price", event->amount_minor);
    if (event->kind == DEMO_SUBSCRIPTION_CANCELLED)
        put_text(writer, "reason", event->flag ? "payment_failed" : "customer");
}

static void service_properties(JsonWriter *writer, Arena *scratch, const DemoEvent *event)
{
    put_named(writer, scratch, "ticket_id", "T", event->customer, event->number);
    if (event->kind == DEMO_TICKET_OPENED) put_text(writer, "subject", "delivery");
    if (event->kind == DEMO_TICKET_SOLVED) put_count(writer, "hours", event->amount_minor);
}

static void campaign_properties(JsonWriter *writer, Arena *scratch, const DemoEvent *event)
{
    const char *campaign = campaigns[event->number % DEMO_CAMPAIGNS];
    json_key(writer, event->kind == DEMO_CAMPAIGN_ASSIGNED ? "experiment_id" : "campaign_id");
    json_string(writer, str_format(scratch, "%s-%u", campaign, event->number / DEMO_CAMPAIGNS));
    put_text(writer, event->kind == DEMO_CAMPAIGN_ASSIGNED ? "experiment_name" : "campaign_name", campaign);
    if (event->kind == DEMO_CAMPAIGN_ASSIGNED)
        put_text(writer, "variation_name", event->flag ? "control" : "treatment");
}

static void put_properties(JsonWriter *writer, Arena *scratch, const DemoEvent *event)
{
    switch ((DemoEventKind)event->kind) {
    case DEMO_PAGE_VIEWED:
        put_text(writer, "url", event->number ? "https://demo.example/offres" : "https://demo.example/");
        break;
    case DEMO_PRODUCT_VIEWED:
    case DEMO_PRODUCT_ADDED:
    case DEMO_CHECKOUT_STARTED: put_product(writer, event); break;
    case DEMO_ORDER_COMPLETED:
    case DEMO_ORDER_REFUNDED: order_properties(writer, scratch, event); break;
    case DEMO_ORDER_DELIVERED:
        put_named(writer, scratch, "order_id", "O", event->customer, event->number);
        put_count(writer, "days", event->amount_minor);
        put_flag(writer, "late", event->flag);
        break;
    case DEMO_SUBSCRIPTION_STARTED:
    case DEMO_TRIAL_STARTED:
    case DEMO_SUBSCRIPTION_RENEWED:
    case DEMO_SUBSCRIPTION_UPGRADED:
    case DEMO_SUBSCRIPTION_DOWNGRADED:
    case DEMO_SUBSCRIPTION_PAUSED:
    case DEMO_SUBSCRIPTION_RESUMED:
    case DEMO_SUBSCRIPTION_CANCELLED:
    case DEMO_PAYMENT_FAILED: subscription_properties(writer, scratch, event); break;
    case DEMO_FEATURE_USED:
    case DEMO_APP_ERROR: put_text(writer, "feature", features[event->product]); break;
    case DEMO_TICKET_OPENED:
    case DEMO_TICKET_SOLVED: service_properties(writer, scratch, event); break;
    case DEMO_SURVEY_ANSWERED:
        put_text(writer, "survey", "nps");
        put_count(writer, "score", event->amount_minor);
        break;
    case DEMO_CAMPAIGN_ASSIGNED:
    case DEMO_CAMPAIGN_DELIVERED:
    case DEMO_CAMPAIGN_OPENED: campaign_properties(writer, scratch, event); break;
    case DEMO_ARTICLE_READ: put_text(writer, "topic", topics[event->product]); break;
    case DEMO_REFERRAL_COMPLETED: put_named(writer, scratch, "referral_id", "R", event->customer, event->number); break;
    case DEMO_IDENTIFIED:
    case DEMO_EVENT_KINDS: break;
    }
}

static void put_traits(const DemoBusiness *business, uint32_t customer, JsonWriter *writer, Arena *scratch)
{
    DemoPerson person = demo_person(business, customer);
    CivilDate born = civil_of_day(person.born);
    put_text(writer, "firstName", person.first_name);
    put_text(writer, "lastName", person.last_name);
    json_key(writer, "email");
    json_string(writer, str_format(scratch, "client.%06u@demo.example", customer));
    if (customer < 10000) { // as many numbers are kept for fiction (ARCEP, decision 2018-0881)
        json_key(writer, "phone");
        json_string(writer, str_format(scratch, "+3363998%04u", customer));
    }
    put_text(writer, "country", person.country);
    put_text(writer, "language", person.language);
    put_text(writer, "channel", person.channel);
    json_key(writer, "birthday");
    json_string(writer, str_format(scratch, "%04d-%02d-%02d", born.year, born.month, born.day));
    json_key(writer, "createdAt");
    json_string(writer, instant_text(scratch, (Instant)person.joined * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND));
}

static void put_who(const DemoEvent *event, JsonWriter *writer, Arena *scratch)
{
    if (!event->anonymous) {
        json_key(writer, "userId");
        json_string(writer, str_format(scratch, "demo-%06u", event->customer));
    }
    if (!event->anonymous && event->kind != DEMO_IDENTIFIED) return;
    json_key(writer, "anonymousId");
    json_string(writer, str_format(scratch, "demo-device-%06u-%u", event->customer, event->device));
}

void demo_event_json(const DemoBusiness *business, const DemoEvent *event, JsonWriter *writer, Arena *scratch)
{
    bool identify = event->kind == DEMO_IDENTIFIED, page = event->kind == DEMO_PAGE_VIEWED;
    json_begin_object(writer);
    put_text(writer, "type", identify ? "identify" : page ? "page" : "track");
    if (event_names[event->kind]) put_text(writer, "event", event_names[event->kind]);
    put_who(event, writer, scratch);
    json_key(writer, "timestamp");
    json_string(writer, instant_text(scratch, event->second * MILLISECONDS_PER_SECOND));
    json_key(writer, "messageId");
    json_string(writer, str_format(scratch, "demo-%llu-%06u-%u", (unsigned long long)business->seed, event->customer,
                                   event->index));
    json_key(writer, identify ? "traits" : "properties");
    json_begin_object(writer);
    if (identify)
        put_traits(business, event->customer, writer, scratch);
    else
        put_properties(writer, scratch, event);
    json_end_object(writer);
    json_end_object(writer);
}

// ---- the truths ----

static void put_day(JsonWriter *writer, Arena *scratch, const char *key, Day day)
{
    CivilDate date = civil_of_day(day);
    json_key(writer, key);
    json_string(writer, str_format(scratch, "%04d-%02d-%02d", date.year, date.month, date.day));
}

// `all` and `hit`: without, with.
static void put_realised(JsonWriter *writer, const char *unit, const char *outcome, const uint64_t all[2],
                         const uint64_t hit[2])
{
    static const char *const groups[2] = {"without", "with"};
    json_key(writer, "realised");
    json_begin_object(writer);
    for (int i = 0; i < 2; i++) {
        json_key(writer, groups[i]);
        json_begin_object(writer);
        put_count(writer, unit, (int64_t)all[i]);
        put_count(writer, outcome, (int64_t)hit[i]);
        json_end_object(writer);
    }
    json_end_object(writer);
}

static void begin_truth(JsonWriter *writer, const char *name, const char *kind, const char *scale, double effect)
{
    json_begin_object(writer);
    put_text(writer, "name", name);
    put_text(writer, "kind", kind);
    put_text(writer, "scale", scale);
    json_key(writer, "effect");
    json_number(writer, effect);
}

static void put_driver(JsonWriter *writer, const char *name, const char *scale, double effect, const char *unit,
                       const uint64_t all[2], const uint64_t left[2])
{
    begin_truth(writer, name, "churn_driver", scale, effect);
    put_realised(writer, unit, "left", all, left);
    json_end_object(writer);
}

static void put_step(JsonWriter *writer, Arena *scratch, const char *name, Day from, Day to, double effect,
                     const uint64_t all[2], const uint64_t left[2])
{
    begin_truth(writer, name, "churn_step", "hazard ratio of a subscriber month", effect);
    put_day(writer, scratch, "from", from);
    put_day(writer, scratch, "to", to);
    put_realised(writer, "months", "left", all, left);
    json_end_object(writer);
}

void demo_truths_json(const DemoBusiness *business, const DemoTally *tally, JsonWriter *writer, Arena *scratch)
{
    const DemoTruth *truth = &business->truth;
    const char *odds = "odds ratio of leaving after an order", *hazard = "hazard ratio of a subscriber month";
    json_begin_object(writer);
    json_key(writer, "business");
    json_begin_object(writer);
    put_count(writer, "customers", business->customers);
    put_count(writer, "seed", (int64_t)business->seed);
    put_day(writer, scratch, "from", business->from);
    put_day(writer, scratch, "to", business->to);
    put_count(writer, "events", (int64_t)tally->events);
    put_count(writer, "orders", (int64_t)tally->orders);
    put_count(writer, "refunds", (int64_t)tally->refunds);
    put_count(writer, "subscribers", (int64_t)tally->subscribers);
    put_count(writer, "subscriptions", (int64_t)tally->subscriptions);
    put_count(writer, "cancellations", (int64_t)tally->cancellations);
    put_count(writer, "tickets", (int64_t)tally->tickets);
    json_end_object(writer);
    json_key(writer, "truths");
    json_begin_array(writer);
    put_driver(writer, "late_delivery", odds, truth->late_delivery, "orders", tally->orders_by_delivery,
               tally->left_by_delivery);
    put_driver(writer, "slow_ticket", odds, truth->slow_ticket, "orders", tally->orders_by_ticket,
               tally->left_by_ticket);
    put_driver(writer, "social_channel", odds, truth->social_channel, "orders", tally->orders_by_channel,
               tally->left_by_channel);
    put_driver(writer, "weak_onboarding", hazard, truth->weak_onboarding, "months", tally->months_by_onboarding,
               tally->left_by_onboarding);
    put_step(writer, scratch, "price_rise", business->price_rise, business->price_rise + 90, truth->price_rise,
             tally->months_by_price, tally->left_by_price);
    put_step(writer, scratch, "bad_release", business->bad_release, business->bad_release + 60, truth->bad_release,
             tally->months_by_release, tally->left_by_release);
    const double effects[DEMO_CAMPAIGNS] = {truth->winback_campaign, truth->newsletter_campaign};
    for (int i = 0; i < DEMO_CAMPAIGNS; i++) {
        begin_truth(writer, campaigns[i], "campaign",
                    "share of those reached who order within a fortnight because of it", effects[i]);
        put_realised(writer, "assigned", "ordered", tally->assigned[i], tally->ordered[i]);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
}
