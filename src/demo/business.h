// business.h - three years of a business that does not exist: a shop for coffee and tea with subscriptions, an
// application, a service desk and campaigns, with *planted truths* that an analysis must find again.
//
// Each customer is a life of their own, drawn from the seed and their number alone: the same seed and business give the
// same events on every machine, whatever the number of customers before them. Purchases follow BG/NBD (gamma rates, a
// chance to leave after each order), thinned by season; subscriptions end by a monthly hazard. What raises the chance
// to leave, and by how much, stands in DemoTruth; `truths.h` writes it down with what was realised.
#ifndef FIDELE_DEMO_BUSINESS_H
#define FIDELE_DEMO_BUSINESS_H

#include "base/calendar.h"
#include "base/json.h"
#include "base/random.h"

// Odds and hazards are multiplied by these. 1: no effect.
typedef struct DemoTruth {
    // What makes buyers leave after an order.
    double late_delivery, slow_ticket, social_channel;
    // What makes subscribers leave in a month.
    double weak_onboarding; // fewer than three features used in the first fortnight
    double price_rise;      // in the three months after it
    double bad_release;     // in the two months after it, for those who used the application in its fortnight
    // Share of those reached who order once more within a fortnight because of it.
    double winback_campaign, newsletter_campaign;
} DemoTruth;

typedef struct DemoBusiness {
    uint32_t customers;
    uint64_t seed;
    Day from, to;                // the last day is a whole one
    Day price_rise, bad_release; // the release is taken back after a fortnight
    Day launch;                  // of the season's coffee
    DemoTruth truth;
} DemoBusiness;

DemoBusiness demo_business(uint32_t customers, uint64_t seed, Day to); // three years up to `to`

typedef enum DemoEventKind {
    DEMO_PAGE_VIEWED, // before they are known, when `anonymous`
    DEMO_IDENTIFIED,
    DEMO_PRODUCT_VIEWED,
    DEMO_PRODUCT_ADDED,
    DEMO_CHECKOUT_STARTED,
    DEMO_ORDER_COMPLETED,
    DEMO_ORDER_DELIVERED, // amount: days it took; `flag`: late
    DEMO_ORDER_REFUNDED,  // amount: given back
    DEMO_SUBSCRIPTION_STARTED,
    DEMO_TRIAL_STARTED,
    DEMO_SUBSCRIPTION_RENEWED,
    DEMO_SUBSCRIPTION_UPGRADED,
    DEMO_SUBSCRIPTION_DOWNGRADED,
    DEMO_SUBSCRIPTION_PAUSED,
    DEMO_SUBSCRIPTION_RESUMED,
    DEMO_SUBSCRIPTION_CANCELLED, // `flag`: for a failed payment
    DEMO_PAYMENT_FAILED,
    DEMO_FEATURE_USED,
    DEMO_APP_ERROR,
    DEMO_TICKET_OPENED,
    DEMO_TICKET_SOLVED,     // amount: hours it took; `flag`: slow
    DEMO_SURVEY_ANSWERED,   // amount: 0..10
    DEMO_CAMPAIGN_ASSIGNED, // number: campaign; `flag`: control group
    DEMO_CAMPAIGN_DELIVERED,
    DEMO_CAMPAIGN_OPENED,
    DEMO_ARTICLE_READ,       // product: the topic
    DEMO_REFERRAL_COMPLETED, // number: of the friend
    DEMO_EVENT_KINDS
} DemoEventKind;

typedef struct DemoEvent {
    int64_t second; // UTC, since 1970
    uint32_t customer;
    uint32_t index;  // among the customer's, from 0
    uint16_t number; // of the order, ticket, campaign; rising within the customer
    uint8_t kind;    // DemoEventKind
    uint8_t product; // of products, or the plan, the feature, the topic
    uint8_t quantity;
    uint8_t device; // 0: their first, 1: another one
    bool flag, anonymous, coupon;
    int32_t amount_minor;
} DemoEvent;

typedef struct DemoEvents {
    size_t count, capacity;
    DemoEvent *event;
} DemoEvents;

void demo_events_close(DemoEvents *events);

enum { DEMO_CAMPAIGN_WINBACK, DEMO_CAMPAIGN_NEWSLETTER, DEMO_CAMPAIGNS };

// What was realised, summed over customers: the counts behind each truth. Index 0: without what is asked, 1: with it.
typedef struct DemoTally {
    uint64_t customers, subscribers, events, orders, refunds, subscriptions, cancellations, tickets;
    uint64_t orders_by_delivery[2], left_by_delivery[2];     // after an order delivered in time, or late
    uint64_t orders_by_ticket[2], left_by_ticket[2];         // without a slow ticket, or with one
    uint64_t orders_by_channel[2], left_by_channel[2];       // of other channels, of the social one
    uint64_t months_by_onboarding[2], left_by_onboarding[2]; // subscriber months, and those ended on purpose
    uint64_t months_by_price[2], left_by_price[2];
    uint64_t months_by_release[2], left_by_release[2];
    uint64_t assigned[DEMO_CAMPAIGNS][2],
        ordered[DEMO_CAMPAIGNS][2]; // control group, reached; ordered within a fortnight
} DemoTally;

// Adds the customer's events, in order of time, to `events`, and to the tally.
void demo_live(const DemoBusiness *business, uint32_t customer, DemoEvents *events, DemoTally *tally);

// ---- what a customer is like, from their number alone ----

typedef struct DemoPerson {
    const char *first_name, *last_name, *country, *language, *channel;
    Day born, joined;
    bool subscriber, shopper;
    bool social; // came by the social channel
} DemoPerson;

DemoPerson demo_person(const DemoBusiness *business, uint32_t customer);

// ---- as text ----

// The event as a Segment client would send it: one object of a batch. Message ids are made from seed, customer and
// index, so that filling a folder twice changes nothing.
void demo_event_json(const DemoBusiness *business, const DemoEvent *event, JsonWriter *writer, Arena *scratch);

// What was planted, as an analysis would state it, with what was realised: {"business":{…},"truths":[{"name","kind",
// "from","effect","realised":{…}}]}.
void demo_truths_json(const DemoBusiness *business, const DemoTally *tally, JsonWriter *writer, Arena *scratch);

#endif
