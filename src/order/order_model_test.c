// Orders said in any order of arrival, against a computation that knows nothing of rows and figures: each order's
// statements are sorted by time and added up.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "event/event_test.h"
#include "event/figure.h"
#include "house.h"
#include "order/order.h"

extern const Reaction order_reactions[];

enum { ORDERS = 24, PEOPLE = 4, SAID_MAX = 200, DAY_MS = 86400000 };
static const Instant first_day = INT64_C(1767268800000); // 2026-01-01T12:00:00Z

typedef enum Saying { COMPLETED, UPDATED, CANCELLED, REFUNDED } Saying;

typedef struct Said {
    Saying what;
    int order, person, day;
    bool dollars, rest;
    int64_t minor;
} Said;

static const char *const names[] = {"Order Completed", "Order Updated", "Order Cancelled", "Order Refunded"};
static const Query put_rate = {"test_put_rate", "insert into currency_rate (base, currency, day, rate) values ('EUR', "
                                                "'USD', $1, $2) on conflict (base, currency, day) do update set rate = "
                                                "excluded.rate"};

typedef struct Model {
    EventHouse house;
    House seen;
    StoreKind kind;
    Said said[SAID_MAX];
    size_t count;
    int64_t rate; // of a dollar, from the third day on; before: none
    Random random;
} Model;

static uint64_t below(Model *model, uint64_t count)
{
    return random_bits(&model->random) % count;
}

static const Reaction *const tables[] = {order_reactions, NULL};

static void react(Model *model)
{
    const EventHouse *house = &model->house;
    model->seen = (House){.store = house->store,
                          .workspace = house->workspace,
                          .identity = house->identity,
                          .activity = house->activity,
                          .log = house->log};
    log_react(house->log, &model->seen, tables);
}

// ---- saying ----

static void send(Model *model, const Said *said)
{
    Text body = text_in(test_arena());
    text_addf(&body,
              "{\"userId\":\"u%d\",\"event\":\"%s\",\"messageId\":\"m%zu\",\"timestamp\":\"%.*s\",\"properties\":{",
              said->person, names[said->what], model->count,
              STR_ARGS(instant_text(test_arena(), first_day + (Instant)said->day * DAY_MS)));
    text_addf(&body, "\"order_id\":\"o%d\"", said->order);
    if (!said->rest)
        text_addf(&body, ",\"total\":%lld.%02lld,\"currency\":\"%s\"", (long long)(said->minor / 100),
                  (long long)(said->minor % 100), said->dollars ? "USD" : "EUR");
    text_add(&body, STR("}}"));
    Str answer = track_short(&model->house, "/v1/track", str_c(test_arena(), text_str(&body)));
    CHECK_TEXT(answer, "200 accepted 1");
}

static void say_something(Model *model)
{
    static const Saying often[] = {COMPLETED, COMPLETED, COMPLETED, COMPLETED, COMPLETED, UPDATED,
                                   UPDATED,   CANCELLED, REFUNDED,  REFUNDED,  REFUNDED};
    Said *said = &model->said[model->count];
    *said = (Said){.what = often[below(model, COUNT_OF(often))],
                   .order = (int)below(model, ORDERS),
                   .person = (int)below(model, PEOPLE),
                   .day = (int)below(model, 6),
                   .dollars = below(model, 4) == 0,
                   .minor = (int64_t)below(model, 10000)};
    said->rest = said->what == CANCELLED || (said->what == REFUNDED && below(model, 4) == 0);
    send(model, said);
    model->count++;
}

// ---- the computation ----

typedef struct Totals {
    int64_t orders, purchases, refunds, unconverted;
} Totals;

typedef struct Counted {
    bool completed, cancelled, has_total, dollars;
    int owner, day;
    int64_t total;
} Counted;

static bool worth(const Model *model, int64_t minor, bool dollars, int day, int64_t *euros)
{
    *euros = minor;
    if (!dollars) return true;
    if (day < 2) return false;
    *euros = (minor * model->rate + 500000000000) / INT64_C(1000000000000);
    return true;
}

static Counted count_order(const Model *model, int order)
{
    Counted counted = {.owner = -1};
    int completed_on = -1, cancelled_on = -1, stated_on = -1;
    for (size_t i = 0; i < model->count; i++) {
        const Said *said = &model->said[i];
        if (said->order != order) continue;
        if (counted.owner < 0) counted.owner = said->person;
        if (said->what == CANCELLED && said->day > cancelled_on) cancelled_on = said->day;
        if (said->what == COMPLETED) {
            if (completed_on < 0) counted.owner = said->person, counted.day = said->day;
            if (said->day > completed_on) completed_on = said->day;
        }
        if ((said->what != COMPLETED && said->what != UPDATED) || said->day < stated_on) continue;
        stated_on = said->day;
        counted.total = said->minor;
        counted.dollars = said->dollars;
        counted.has_total = true;
    }
    counted.completed = completed_on >= 0;
    counted.cancelled = cancelled_on >= 0 && cancelled_on >= completed_on;
    return counted;
}

static void add(const Model *model, Totals *totals, const Counted *order, int64_t minor, bool dollars, int day,
                bool refund)
{
    int64_t euros;
    Totals *total = &totals[order->owner];
    if (!worth(model, minor, dollars, day, &euros)) {
        total->unconverted++;
        return;
    }
    total->orders += !refund && euros > 0;
    total->purchases += refund ? 0 : euros;
    total->refunds += refund ? euros : 0;
}

static void add_refunds(const Model *model, const Counted *order, int number, Totals *totals)
{
    int64_t left = order->has_total ? order->total : 0;
    for (int day = 0; day < 6; day++) {
        for (size_t i = 0; i < model->count; i++) {
            const Said *said = &model->said[i];
            if (said->order != number || said->what != REFUNDED || said->day != day) continue;
            bool same = said->rest || said->dollars == order->dollars, known = order->completed;
            int64_t minor = said->rest ? (known ? left : 0) : said->minor;
            if (known && same && minor > left) minor = left;
            if (known && same) left -= minor;
            bool dollars = said->rest ? order->dollars : said->dollars;
            if (minor > 0 && !order->cancelled) add(model, totals, order, minor, dollars, day, true);
        }
    }
}

static void expect(const Model *model, Totals *totals)
{
    memset(totals, 0, PEOPLE * sizeof *totals);
    for (int number = 0; number < ORDERS; number++) {
        Counted order = count_order(model, number);
        if (order.owner < 0) continue;
        if (order.completed && !order.cancelled)
            add(model, totals, &order, order.total, order.dollars, order.day, false);
        add_refunds(model, &order, number, totals);
    }
}

// ---- what the program says ----

static CustomerId customer_of(Model *model, int person)
{
    Error error = {0};
    StoreSession *session;
    CustomerId customer = 0;
    CHECK(store_read_begin(model->house.store, &session, &error));
    CHECK(identity_find(model->house.identity, session, IDENTITY_USER_ID, str_format(test_arena(), "u%d", person),
                        &customer, &error));
    store_read_end(session);
    return customer;
}

static const ActivityView *view_of(const Model *model)
{
    static const Str asked[] = {STR("Order Completed"), STR("Order Refunded")};
    uint16_t classes[2];
    bool negative[2];
    ActivityAsk ask = {
        .classes = classes, .negative = negative, .customers = identity_count(model->house.identity) + 1};
    for (size_t i = 0; i < COUNT_OF(asked); i++)
        if (log_class(model->house.log, EVENT_TRACK, asked[i], &classes[ask.class_count]))
            negative[ask.class_count++] = i == 1;
    return activity_view(model->house.activity, &ask);
}

static Str expected_text(const Totals *totals)
{
    Text text = text_in(test_arena());
    int64_t unconverted = 0;
    for (int person = 0; person < PEOPLE; person++) {
        text_addf(&text, "u%d %lld %lld -%lld\n", person, (long long)totals[person].orders,
                  (long long)totals[person].purchases, (long long)totals[person].refunds);
        unconverted += totals[person].unconverted;
    }
    text_addf(&text, "unconverted %lld", (long long)unconverted);
    return text_str(&text);
}

static Str found_text(Model *model)
{
    Text text = text_in(test_arena());
    const ActivityView *view = view_of(model);
    const Columns *columns = &view->columns;
    for (int person = 0; person < PEOPLE; person++) {
        CustomerId customer = customer_of(model, person);
        int64_t orders = 0, purchases = 0, refunds = 0;
        CustomerRows rows = columns_find(columns, customer);
        for (uint32_t row = rows.from; customer && row < rows.to; row++) {
            int64_t minor = row_amount(rows.piece, row);
            orders += minor > 0;
            purchases += minor > 0 ? minor : 0;
            refunds -= minor < 0 ? minor : 0;
        }
        text_addf(&text, "u%d %lld %lld -%lld\n", person, (long long)orders, (long long)purchases, (long long)refunds);
    }
    text_addf(&text, "unconverted %lld", (long long)view->unconverted);
    activity_release(model->house.activity, view);
    return text_str(&text);
}

static void compare(Model *model)
{
    Totals totals[PEOPLE];
    expect(model, totals);
    CHECK_TEXT(found_text(model), str_c(test_arena(), expected_text(totals)));
}

// ---- rates ----

static bool store_rates(StoreSession *session, void *context, Error *error)
{
    Model *model = context;
    int64_t third = first_day / DAY_MS + 2;
    return store_execute(session, &put_rate, VALUES(value_integer(third), value_integer(model->rate)), NULL, error) &&
           log_rates_changed(model->house.log, session, error);
}

static void set_rate(Model *model, int64_t rate)
{
    Error error = {0};
    model->rate = rate;
    CHECK(store_write(model->house.store, store_rates, model, &error));
}

STORE_TEST(what_counts_of_orders_is_what_their_sorted_statements_add_up_to)
{
    Model *model = arena_new(test_arena(), Model);
    model->kind = kind;
    model->random = random_start(20260101, 0);
    model->house = event_house_open(kind);
    react(model);
    set_rate(model, 917300000000);
    for (int person = 0; person < PEOPLE; person++) { // so that everybody is there
        model->said[model->count] = (Said){.order = person, .person = person, .day = 1, .minor = 5000};
        send(model, &model->said[model->count]);
        model->count++;
    }
    for (int round = 0; round < 24; round++) {
        for (int i = 0; i < 6; i++) say_something(model);
        compare(model);
        if (round == 7) set_rate(model, 850000000000);
        if (round % 8 == 3) event_house_reopen(&model->house, kind);
        if (round % 8 == 7) event_house_lose_files(&model->house, kind);
        if (round % 4 == 3) react(model);
        compare(model);
    }
    event_house_close(&model->house);
}
