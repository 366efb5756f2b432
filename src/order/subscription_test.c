#include "order/subscription.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/number.h"
#include "identity/identity_test.h"

static const Currency euro = {.code = "EUR", .exponent = 2, .symbol = "€"};

// ---- the monthly value ----

static int64_t monthly(int64_t price_micros, PeriodUnit unit, int64_t count)
{
    Subscription one = {
        .status = SUBSCRIPTION_ACTIVE,
        .terms = {.price_micros = {true, price_micros}, .cycle_unit = unit, .cycle_count = {true, count}}};
    MonthlyValue value = subscription_monthly(&one, &euro);
    CHECK(value.known);
    return value.minor;
}

TEST(subscription_monthly_value_is_exact_and_rounded_once)
{
    enum { HUNDRED = 100000000, TEN = 10000000 };
    CHECK_INT(monthly(HUNDRED, PERIOD_MONTH, 1), 10000);
    CHECK_INT(monthly(HUNDRED, PERIOD_YEAR, 1), 833); // 8.333
    CHECK_INT(monthly(HUNDRED, PERIOD_YEAR, 2), 417); // 4.1667
    CHECK_INT(monthly(HUNDRED, PERIOD_QUARTER, 1), 3333);
    CHECK_INT(monthly(TEN, PERIOD_WEEK, 1), 4345); // 365/84
    CHECK_INT(monthly(TEN, PERIOD_DAY, 30), 1014); // 365/360
    CHECK_INT(monthly(60000, PERIOD_YEAR, 1), 1);  // half a cent goes up
    CHECK_INT(monthly(59999, PERIOD_YEAR, 1), 0);
    CHECK_INT(monthly(1000000000000000, PERIOD_DAY, 1), 3041666666667); // the most a price may be
}

TEST(subscription_monthly_value_counts_seats_and_discounts_and_only_what_is_paid)
{
    Subscription one = {.status = SUBSCRIPTION_ACTIVE,
                        .terms = {.price_micros = {true, 2500}, .quantity = {true, 1000}}}; // a quarter of a cent
    CHECK_INT(subscription_monthly(&one, &euro).minor, 250);
    one.terms.discount_micros = (MaybeNumber){true, 500000};
    one.terms.discount_ppm = (MaybeNumber){true, PPM / 4};
    CHECK_INT(subscription_monthly(&one, &euro).minor, 150);
    one.terms.discount_micros.value = 3000000; // more than the price
    CHECK_INT(subscription_monthly(&one, &euro).minor, 0);
    one.terms.amount_micros = (MaybeNumber){true, 10000000}; // goes before price × quantity
    CHECK_INT(subscription_monthly(&one, &euro).minor, 525);
    one.status = SUBSCRIPTION_PAUSED;
    CHECK_INT(subscription_monthly(&one, &euro).minor, 0);
    one.terms = (SubscriptionTerms){0};
    CHECK(subscription_monthly(&one, &euro).known);
    one.status = SUBSCRIPTION_PAST_DUE;
    CHECK(!subscription_monthly(&one, &euro).known); // nobody said a price
}

// ---- RavenStack ----

static Instant instant_of(Str text)
{
    Day day = 0;
    CHECK(day_parse(text, &day));
    return (Instant)day * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
}

typedef struct Raven {
    Str text;
    Str account[600];
    size_t accounts;
    int64_t events;
} Raven;

static CustomerId customer_of(Raven *raven, Str account)
{
    size_t at = 0;
    while (at < raven->accounts && !str_equal(raven->account[at], account)) at++;
    if (at == raven->accounts) raven->account[raven->accounts++] = account;
    return (CustomerId)at + 1;
}

// subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,…
enum { ID, ACCOUNT, START, END, PLAN, SEATS, MRR, ARR, TRIAL, COLUMNS };

static bool take_row(Raven *raven, StoreSession *session, Str row, Error *error)
{
    Str cell[COLUMNS];
    int64_t mrr = 0;
    for (int i = 0; i < COLUMNS; i++)
        if (!str_cut(&row, ',', &cell[i])) cell[i] = STR("");
    CHECK(number_parse_count(cell[MRR], &mrr));
    SubscriptionNews news = {
        .event = ++raven->events,
        .customer = customer_of(raven, cell[ACCOUNT]),
        .at = instant_of(cell[START]),
        .word = str_equal(cell[TRIAL], STR("True")) ? WORD_TRIAL_STARTED : WORD_STARTED,
        .terms = {.plan = cell[PLAN], .currency = STR("USD"), .amount_micros = {true, mrr * MICROS_PER_MAJOR}}};
    SubscriptionNews end = {.event = ++raven->events, .customer = news.customer, .word = WORD_CANCELLED};
    if (cell[END].size) end.at = instant_of(cell[END]);
    bool late = raven->events % 4 == 0; // every other one is heard of from its end
    return (!late || !cell[END].size || subscription_take(session, cell[ID], &end, test_arena(), error)) &&
           subscription_take(session, cell[ID], &news, test_arena(), error) &&
           (late || !cell[END].size || subscription_take(session, cell[ID], &end, test_arena(), error));
}

static bool take_all(StoreSession *session, void *context, Error *error)
{
    Raven *raven = context;
    Str rest = raven->text, row;
    bool first = true;
    while (str_cut(&rest, '\n', &row)) {
        if (!first && row.size && !take_row(raven, session, row, error)) return false;
        first = false;
    }
    return true;
}

static Str load(const char *name)
{
    Bytes bytes;
    Error error;
    CHECK(file_load(test_shared_path(name), 1 << 24, &bytes, &error));
    Str text = str_copy(test_arena(), bytes_str(&bytes));
    bytes_release(&bytes);
    return text;
}

static void check_month(const Identity *identity, StoreSession *session, JsonValue month)
{
    JsonValue value;
    Day first, last;
    int64_t mrr = 0, customers = 0, total = 0;
    CustomerMonthly *rows = NULL;
    size_t count = 0;
    Error error;
    CHECK(json_member(month, STR("month"), &value));
    CHECK(period_parse(json_get_string(value, test_arena()), &first, &last));
    CHECK(json_member(month, STR("mrr"), &value));
    CHECK(json_get_integer(value, &mrr));
    CHECK(json_member(month, STR("customers"), &value));
    CHECK(json_get_integer(value, &customers));
    Instant before = ((Instant)last + 1) * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    CHECK(subscription_monthly_by_customer(identity, session, &euro, before, test_arena(), &rows, &count, &error));
    for (size_t i = 0; i < count; i++) total += rows[i].monthly_minor;
    CHECK_INT(total, mrr * 100);
    CHECK_INT((int64_t)count, customers);
}

// mrr_ravenstack.json: at each of 24 month ends, the sum and the customers with any.
STORE_TEST(subscription_values_of_ravenstack_are_those_published)
{
    Raven raven = {.text = load("saas/ravenstack_subscriptions.csv")};
    JsonValue vectors, monthly_list, month;
    size_t cursor = 0, months = 0;
    Error error;
    CHECK(json_parse(load("vectors/mrr_ravenstack.json"), &vectors, &error));
    CHECK(json_member(vectors, STR("monthly"), &monthly_list));
    Store *store = store_test_open(kind);
    Identity *identity = identity_test_open(store);
    StoreSession *session = NULL;
    CHECK(store_write(store, take_all, &raven, &error));
    CHECK(store_read_begin(store, &session, &error));
    while (json_next(monthly_list, &cursor, NULL, &month)) {
        check_month(identity, session, month);
        months++;
    }
    CHECK_INT((int64_t)months, 24);
    store_read_end(session);
    store_close(store);
    identity_close(identity);
}
