// The planted truths have to be there to be found: each is looked for in the tally of what happened.
#include "demo/business.h"

#include <math.h>
#include <string.h>

#include "base/test.h"

static void simulate(const DemoBusiness *business, DemoEvents *events, DemoTally *tally)
{
    for (uint32_t customer = 0; customer < business->customers; customer++)
        demo_live(business, customer, events, tally);
}

static double ratio_of_rates(const uint64_t left[2], const uint64_t all[2])
{
    return (double)left[1] / (double)all[1] / ((double)left[0] / (double)all[0]);
}

TEST(a_business_of_the_demo_is_the_same_every_time)
{
    DemoBusiness business = demo_business(200, 11, 20000);
    DemoEvents first = {0}, second = {0};
    DemoTally tally = {0}, again = {0};
    simulate(&business, &first, &tally);
    simulate(&business, &second, &again);
    CHECK_INT(first.count, second.count);
    CHECK(memcmp(first.event, second.event, first.count * sizeof *first.event) == 0);
    business.seed++;
    DemoEvents other = {0};
    simulate(&business, &other, &again);
    CHECK(other.count != first.count || memcmp(first.event, other.event, first.count * sizeof *first.event) != 0);
    demo_events_close(&first), demo_events_close(&second), demo_events_close(&other);
}

TEST(events_of_the_demo_lie_within_its_days_and_in_order)
{
    DemoBusiness business = demo_business(500, 3, 20000);
    DemoEvents events = {0};
    DemoTally tally = {0};
    simulate(&business, &events, &tally);
    CHECK(events.count > 500 * 10);
    uint16_t orders = 0;
    for (size_t i = 0; i < events.count; i++) {
        const DemoEvent *event = &events.event[i], *before = i ? &events.event[i - 1] : NULL;
        CHECK(event->second >= (int64_t)business.from * SECONDS_PER_DAY - 3600);
        CHECK(event->second < ((int64_t)business.to + 1) * SECONDS_PER_DAY);
        bool same = before && before->customer == event->customer;
        if (same) CHECK(before->second <= event->second);
        if (!same) orders = 0;
        if (event->kind == DEMO_ORDER_COMPLETED) CHECK(event->amount_minor > 0);
        if (event->kind == DEMO_ORDER_COMPLETED) orders++;
        if (event->kind == DEMO_ORDER_REFUNDED) CHECK(event->amount_minor > 0 && event->number <= orders);
    }
    demo_events_close(&events);
}

TEST(the_planted_truths_of_the_demo_happened)
{
    DemoBusiness business = demo_business(20000, 7, 20000);
    DemoEvents events = {0};
    DemoTally tally = {0};
    simulate(&business, &events, &tally);
    CHECK(ratio_of_rates(tally.left_by_delivery, tally.orders_by_delivery) > 1.4);
    CHECK(ratio_of_rates(tally.left_by_ticket, tally.orders_by_ticket) > 1.2);
    CHECK(ratio_of_rates(tally.left_by_channel, tally.orders_by_channel) > 1.1);
    CHECK_NEAR(ratio_of_rates(tally.left_by_onboarding, tally.months_by_onboarding), 2, 0.35);
    CHECK_NEAR(ratio_of_rates(tally.left_by_price, tally.months_by_price), 2.2, 0.5);
    CHECK(ratio_of_rates(tally.left_by_release, tally.months_by_release) > 1.3);
    double winback =
        (double)tally.ordered[DEMO_CAMPAIGN_WINBACK][1] / (double)tally.assigned[DEMO_CAMPAIGN_WINBACK][1] -
        (double)tally.ordered[DEMO_CAMPAIGN_WINBACK][0] / (double)tally.assigned[DEMO_CAMPAIGN_WINBACK][0];
    CHECK_NEAR(winback, 0.08, 0.02);
    double newsletter =
        (double)tally.ordered[DEMO_CAMPAIGN_NEWSLETTER][1] / (double)tally.assigned[DEMO_CAMPAIGN_NEWSLETTER][1] -
        (double)tally.ordered[DEMO_CAMPAIGN_NEWSLETTER][0] / (double)tally.assigned[DEMO_CAMPAIGN_NEWSLETTER][0];
    CHECK_NEAR(newsletter, 0, 0.02);
    demo_events_close(&events);
}

// ---- how well anybody can tell who will end their subscription ----

enum { QUARTER_DAYS = 90, FORTNIGHT_DAYS = 14, PLAN_COUNT = 3, FEW_FEATURES = 3 };

typedef struct Subscriber {
    int64_t began; // 0: not yet
    int plan, features, errors;
    bool runs;
} Subscriber;

static void take_event(Subscriber *subscriber, const DemoEvent *event)
{
    switch ((int)event->kind) {
    case DEMO_SUBSCRIPTION_STARTED: subscriber->began = event->second, subscriber->runs = true; break;
    case DEMO_SUBSCRIPTION_CANCELLED:
    case DEMO_SUBSCRIPTION_PAUSED: subscriber->runs = false; break;
    case DEMO_SUBSCRIPTION_RESUMED: subscriber->runs = true; break;
    case DEMO_APP_ERROR: subscriber->errors++; return;
    case DEMO_FEATURE_USED:
        subscriber->features +=
            subscriber->began && event->second - subscriber->began < FORTNIGHT_DAYS * SECONDS_PER_DAY;
        return;
    default: break;
    }
    bool of_plan = event->kind == DEMO_SUBSCRIPTION_STARTED || event->kind == DEMO_SUBSCRIPTION_UPGRADED ||
                   event->kind == DEMO_SUBSCRIPTION_DOWNGRADED;
    if (of_plan) subscriber->plan = event->product;
}

// What the business knows and no model can know better, as places from the highest hazard: of the cheap plan with a
// weak beginning, of the middle one, of the cheap one without, and so on.
static int place_of(const Subscriber *subscriber)
{
    static const int place[PLAN_COUNT][2] = {{2, 0}, {4, 1}, {5, 3}};
    return place[subscriber->plan][subscriber->features < FEW_FEATURES];
}

static double auc_of(const double left[2 * PLAN_COUNT], const double stayed[2 * PLAN_COUNT])
{
    double below = 0, all_left = 0, all_stayed = 0;
    for (int i = 0; i < 2 * PLAN_COUNT; i++) {
        all_left += left[i], all_stayed += stayed[i];
        for (int j = i; j < 2 * PLAN_COUNT; j++) below += left[i] * stayed[j] * (i == j ? 0.5 : 1);
    }
    return below / (all_left * all_stayed);
}

// The subscriber as of the second; whether the subscription runs a quarter later.
static bool runs_a_quarter_later(const DemoBusiness *business, uint32_t customer, int64_t moment, Subscriber *then)
{
    DemoEvents events = {0};
    DemoTally tally = {0};
    size_t i = 0;
    *then = (Subscriber){0};
    demo_live(business, customer, &events, &tally);
    for (; i < events.count && events.event[i].second < moment; i++) take_event(then, &events.event[i]);
    Subscriber later = *then;
    int64_t end = moment + QUARTER_DAYS * SECONDS_PER_DAY;
    for (; i < events.count && events.event[i].second < end; i++) take_event(&later, &events.event[i]);
    demo_events_close(&events);
    return later.runs;
}

// docs/predictions.md gives the figure: it is what the AUC of contract_churn in the demo is to be measured by.
TEST(whoever_knows_the_hazards_of_the_demo_tells_leavers_by_an_auc_of_no_more_than_two_thirds)
{
    DemoBusiness business = demo_business(60000, 5, 20000);
    double left[2 * PLAN_COUNT] = {0}, stayed[2 * PLAN_COUNT] = {0};
    for (uint32_t customer = 0; customer < business.customers; customer++) {
        Subscriber then;
        bool stays =
            runs_a_quarter_later(&business, customer, (int64_t)(business.to - QUARTER_DAYS) * SECONDS_PER_DAY, &then);
        if (then.runs) (stays ? stayed : left)[place_of(&then)]++;
    }
    CHECK_NEAR(auc_of(left, stayed), 0.62, 0.02);
}

// So little that it takes tens of thousands of customers to be sure of it.
TEST(who_met_the_errors_of_the_bad_release_leaves_a_little_more_often)
{
    DemoBusiness business = demo_business(60000, 5, 20000);
    double people[2] = {0}, left[2] = {0};
    for (uint32_t customer = 0; customer < business.customers; customer++) {
        Subscriber then;
        int64_t moment = (int64_t)(business.bad_release + FORTNIGHT_DAYS) * SECONDS_PER_DAY;
        bool stays = runs_a_quarter_later(&business, customer, moment, &then);
        if (then.runs) people[then.errors > 0]++, left[then.errors > 0] += !stays;
    }
    double ratio = left[1] / people[1] / (left[0] / people[0]);
    CHECK(ratio > 1.08 && ratio < 1.5);
}

TEST(without_effects_the_demo_has_none)
{
    DemoBusiness business = demo_business(20000, 7, 20000);
    business.truth = (DemoTruth){1, 1, 1, 1, 1, 1, 0, 0};
    DemoEvents events = {0};
    DemoTally tally = {0};
    simulate(&business, &events, &tally);
    CHECK_NEAR(ratio_of_rates(tally.left_by_delivery, tally.orders_by_delivery), 1, 0.1);
    CHECK_NEAR(ratio_of_rates(tally.left_by_onboarding, tally.months_by_onboarding), 1, 0.15);
    CHECK_NEAR(ratio_of_rates(tally.left_by_price, tally.months_by_price), 1, 0.25);
    demo_events_close(&events);
}

TEST(events_of_the_demo_are_what_a_segment_client_sends)
{
    DemoBusiness business = demo_business(300, 5, 20000);
    DemoEvents events = {0};
    DemoTally tally = {0};
    simulate(&business, &events, &tally);
    bool seen[DEMO_EVENT_KINDS] = {false};
    Arena *arena = arena_open(0);
    for (size_t i = 0; i < events.count; i++) {
        Text text = text_in(arena);
        JsonWriter writer = json_writer(&text);
        demo_event_json(&business, &events.event[i], &writer, arena);
        JsonValue value, type, member;
        Error error;
        CHECK(json_parse(text_str(&text), &value, &error));
        CHECK(json_member(value, STR("type"), &type) && json_member(value, STR("messageId"), &member));
        bool track = str_equal(json_get_string(type, arena), STR("track"));
        CHECK(json_member(value, STR("event"), &member) == track);
        CHECK(json_member(value, STR("userId"), &member) || json_member(value, STR("anonymousId"), &member));
        seen[events.event[i].kind] = true;
        arena_reset(arena);
    }
    for (int kind = 0; kind < DEMO_EVENT_KINDS; kind++) CHECK(seen[kind]);
    arena_close(arena);
    demo_events_close(&events);
}

TEST(the_truths_of_the_demo_are_written_with_what_was_realised)
{
    DemoBusiness business = demo_business(2000, 5, 20000);
    DemoEvents events = {0};
    DemoTally tally = {0};
    simulate(&business, &events, &tally);
    Arena *arena = arena_open(0);
    Text text = text_in(arena);
    JsonWriter writer = json_writer(&text);
    demo_truths_json(&business, &tally, &writer, arena);
    JsonValue value, truths, business_value, orders;
    Error error;
    CHECK(json_parse(text_str(&text), &value, &error));
    CHECK(json_member(value, STR("truths"), &truths) && json_count(truths) == 8);
    int64_t count = 0;
    CHECK(json_member(value, STR("business"), &business_value) && json_member(business_value, STR("orders"), &orders) &&
          json_get_integer(orders, &count));
    CHECK_INT(count, (int64_t)tally.orders);
    arena_close(arena);
    demo_events_close(&events);
}
