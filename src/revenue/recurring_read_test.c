#include "revenue/recurring_read.h"

#include <math.h>

#include "base/file.h"
#include "base/json.h"
#include "base/number.h"
#include "identity/identity_test.h"

static const Currency dollar = {.code = "USD", .exponent = 2, .symbol = "US$"};

// ---- RavenStack: mrr_ravenstack.json ----

static Instant instant_of(Day day)
{
    return (Instant)day * SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
}

static Day day_of(Str text)
{
    Day day = 0;
    CHECK(day_parse(text, &day));
    return day;
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
        .at = instant_of(day_of(cell[START])),
        .word = str_equal(cell[TRIAL], STR("True")) ? WORD_TRIAL_STARTED : WORD_STARTED,
        .terms = {.plan = cell[PLAN], .currency = STR("USD"), .amount_micros = {true, mrr * MICROS_PER_MAJOR}}};
    SubscriptionNews end = {.event = ++raven->events, .customer = news.customer, .word = WORD_CANCELLED};
    if (!subscription_take(session, cell[ID], &news, test_arena(), error)) return false;
    if (!cell[END].size) return true;
    end.at = instant_of(day_of(cell[END]));
    return subscription_take(session, cell[ID], &end, test_arena(), error);
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

static int64_t cents(JsonValue object, const char *name)
{
    JsonValue value;
    int64_t whole = 0;
    CHECK(json_member(object, str_of(name), &value));
    CHECK(json_get_integer(value, &whole));
    return whole * 100;
}

static int64_t count_at(JsonValue object, const char *name)
{
    return cents(object, name) / 100;
}

static void check_rate(JsonValue object, const char *name, double part, double whole)
{
    JsonValue value;
    double published;
    CHECK(json_member(object, str_of(name), &value));
    if (!json_get_number(value, &published)) return; // the first month has no opening
    CHECK(fabs(part / whole - published) < 0.0000006);
}

static void check_month(const RecurringTotals *month, JsonValue published)
{
    CHECK_INT(month->opening, cents(published, "start"));
    CHECK_INT(month->closing, cents(published, "mrr"));
    CHECK_INT(month->amount[MOVEMENT_NEW], cents(published, "new"));
    CHECK_INT(month->amount[MOVEMENT_REACTIVATION], cents(published, "reactivation"));
    CHECK_INT(recurring_expansion(month), cents(published, "expansion"));
    CHECK_INT(-recurring_contraction(month), cents(published, "contraction"));
    CHECK_INT(-month->amount[MOVEMENT_CHURN], cents(published, "churn"));
    CHECK_INT(month->paying_after, count_at(published, "customers"));
    CHECK_INT(month->persons[MOVEMENT_NEW], count_at(published, "n_new"));
    CHECK_INT(month->persons[MOVEMENT_REACTIVATION], count_at(published, "n_reactivated"));
    CHECK_INT(month->persons[MOVEMENT_CHURN], count_at(published, "n_churned"));
    CHECK_INT(month->left, count_at(published, "n_churned"));
    CHECK_INT(month->opening + recurring_net(month), month->closing);
    double opening = (double)month->opening;
    check_rate(published, "ndr", opening + (double)(recurring_expansion(month) + recurring_losses(month)), opening);
    check_rate(published, "grr", opening + (double)recurring_losses(month), opening);
    check_rate(published, "logo_churn", (double)month->left, (double)month->paying_before);
}

static void check_year(const RecurringTable *table, JsonValue vectors)
{
    JsonValue annual;
    Stretch year = {day_of(STR("2023-12-31")), day_of(STR("2024-12-31"))};
    RecurringSums sums = {.table = table, .groups = 1, .count = 1};
    CHECK(json_member(vectors, STR("annual"), &annual));
    recurring_sum(&sums, &year, (RecurringRule){.grid = PERIOD_DAY}, test_arena());
    const RecurringTotals *totals = sums.totals;
    CHECK_INT(totals->opening, cents(annual, "start_mrr"));
    CHECK_INT(totals->opening + recurring_expansion(totals) + recurring_losses(totals),
              cents(annual, "end_mrr_same_customers"));
    CHECK_INT(totals->paying_before, count_at(annual, "customers"));
    double opening = (double)totals->opening;
    check_rate(annual, "ndr_12m", (double)(totals->opening + recurring_expansion(totals) + recurring_losses(totals)),
               opening);
    check_rate(annual, "grr_12m", opening + (double)recurring_losses(totals), opening);
}

static Stretch month_of(PeriodNumber number)
{
    return (Stretch){period_first_day(PERIOD_MONTH, number) - 1, period_last_day(PERIOD_MONTH, number)};
}

// Movements, NDR and GRR of 24 months and of a year; and the same table day by day ends where the months end.
STORE_TEST(recurring_revenue_of_ravenstack_is_what_was_published)
{
    enum { MONTHS = 24 };
    Raven raven = {.text = load("saas/ravenstack_subscriptions.csv")};
    JsonValue vectors, list, month;
    size_t cursor = 0, months = 0;
    Error error;
    Stretch stretch[MONTHS];
    CHECK(json_parse(load("vectors/mrr_ravenstack.json"), &vectors, &error));
    CHECK(json_member(vectors, STR("monthly"), &list));
    Store *store = store_test_open(kind);
    Identity *identity = identity_test_open(store);
    StoreSession *session = NULL;
    const Zone *utc = NULL;
    RecurringTable table;
    CHECK(zone_open(STR("UTC"), test_arena(), &utc, &error));
    CHECK(store_write(store, take_all, &raven, &error));
    CHECK(store_read_begin(store, &session, &error));
    Day last = day_of(STR("2024-12-31"));
    RecurringSource source = {.identity = identity,
                              .zone = utc,
                              .base = dollar,
                              .otherwise = dollar,
                              .as_of = last,
                              .now = instant_of(last + 400),
                              .constant = DAY_MAX};
    CHECK(recurring_read(&source, session, test_arena(), &table, &error));
    store_read_end(session);
    CHECK(table.any && table.first_day >= day_of(STR("2023-01-01")));
    PeriodNumber first = period_of_day(PERIOD_MONTH, day_of(STR("2023-01-01")));
    for (int i = 0; i < MONTHS; i++) stretch[i] = month_of(first + i);
    RecurringSums sums = {.table = &table, .groups = 1, .count = MONTHS};
    recurring_sum(&sums, stretch, (RecurringRule){.grid = PERIOD_MONTH}, test_arena());
    while (json_next(list, &cursor, NULL, &month)) check_month(&sums.totals[months++], month);
    CHECK_INT((int64_t)months, MONTHS);
    check_year(&table, vectors);
    store_close(store);
    identity_close(identity);
}
