// The contract of activity/port.h, of both who answer it: on random histories with late and equal moments, refunds,
// other currencies, merges and their undoing, figures that change and events that are removed, ClickHouse says what our
// columns say, to the last count and minor unit.
#include <stdio.h>
#include <string.h>

#include "activity/activity_test.h"
#include "clickhouse/clickhouse_test.h"
#include "clickhouse/tables.h"
#include "event/figure.h"

enum { CUSTOMERS = 60, FIRST_DAY = 19800, DAYS = 300, NAMES = 5 };

typedef struct History {
    EventHouse house;
    ActivityPort *columns, *clickhouse;
    uint64_t dice;
    Instant now;
    int64_t edge[CUSTOMERS];
    size_t edges;
    size_t count; // of events to append
    bool imported;
} History;

static const char *const names[NAMES] = {"Order Completed", "Order Refunded", "Product Viewed", "Ticket Opened",
                                         "Signed Up"};

static uint64_t roll(History *history, uint64_t sides)
{
    return test_random(&history->dice, sides);
}

// ---- making history ----

static bool make_customers(StoreSession *session, void *context, Error *error)
{
    History *history = context;
    CustomerId customer;
    for (size_t i = 0; i < CUSTOMERS; i++)
        if (!identity_make(history->house.identity, session, 1, event_test_now, &customer, error)) return false;
    return true;
}

// Few seconds a day, so that many events meet.
static Instant some_moment(History *history)
{
    int64_t day = FIRST_DAY + (int64_t)roll(history, DAYS);
    return (day * SECONDS_PER_DAY + (int64_t)roll(history, 6) * 14400) * MILLISECONDS_PER_SECOND;
}

static bool append_some(StoreSession *session, void *context, Error *error)
{
    static const Str values[] = {STR("web"), STR("shop"), STR("phone"), STR("")};
    History *history = context;
    for (size_t i = 0; i < history->count; i++) {
        size_t name = roll(history, 10) < 5 ? 0 : roll(history, NAMES);
        Str channel = values[roll(history, COUNT_OF(values))];
        Event event = {.kind = EVENT_TRACK,
                       .name = str_of(names[name]),
                       .customer = 1 + (CustomerId)(roll(history, 3) ? roll(history, CUSTOMERS) : roll(history, 5)),
                       .at = some_moment(history),
                       .received = event_test_now,
                       .flags = roll(history, 20) ? 0 : EVENT_BOT,
                       .has_amount = name < 2,
                       .amount_minor = (int64_t)roll(history, 4) * 500,
                       .currency = roll(history, 12)  ? STR("EUR")
                                   : roll(history, 3) ? STR("USD")
                                                      : STR("JPY"),
                       .body = str_format(test_arena(), "{\"properties\":{\"channel\":\"%.*s\",\"plan\":\"p%d\"}}",
                                          STR_ARGS(channel), (int)roll(history, 3))};
        if (!log_append(history->house.log, session, &event, NULL, error)) return false;
    }
    return true;
}

static bool set_figures(StoreSession *session, void *context, Error *error)
{
    History *history = context;
    history->count = 1;
    if (!append_some(session, history, error)) return false;
    for (size_t i = 0; i < 5; i++) {
        const EventFigure figure = {.seq = 1 + (int64_t)roll(history, (uint64_t)log_last(history->house.log)),
                                    .customer = roll(history, 2) ? 0 : 1 + (CustomerId)roll(history, CUSTOMERS),
                                    .counts = roll(history, 3),
                                    .amount_minor = (int64_t)roll(history, 3) * 700,
                                    .currency = roll(history, 4) ? STR("EUR") : STR("USD")};
        if (!log_set_figure(history->house.log, session, &figure, error)) return false;
    }
    return true;
}

static bool merge_some(StoreSession *session, void *context, Error *error)
{
    History *history = context;
    Identity *identity = history->house.identity;
    for (size_t i = 0; i < 3 && history->edges < CUSTOMERS; i++) {
        CustomerId a = 1 + (CustomerId)roll(history, CUSTOMERS), b = 1 + (CustomerId)roll(history, CUSTOMERS);
        if (identity_root(identity, a) == identity_root(identity, b)) continue;
        if (!identity_merge(identity, session, a, b, STR(""), 1, event_test_now, &history->edge[history->edges], error))
            return false;
        history->edges++;
    }
    return true;
}

static bool unmerge_one(StoreSession *session, void *context, Error *error)
{
    History *history = context;
    if (history->edges == 0) return true;
    return identity_unmerge(history->house.identity, session, history->edge[--history->edges], 1, event_test_now,
                            error);
}

static bool remove_some(StoreSession *session, void *context, Error *error)
{
    History *history = context;
    int64_t seqs[7];
    for (size_t i = 0; i < COUNT_OF(seqs); i++)
        seqs[i] = 1 + (int64_t)roll(history, (uint64_t)log_last(history->house.log));
    return log_remove(history->house.log, session, seqs, COUNT_OF(seqs), event_test_now, error);
}

static bool set_rate(StoreSession *session, void *context, Error *error)
{
    History *history = context;
    int64_t day = FIRST_DAY + (int64_t)roll(history, DAYS),
            rate = 900000000000 + (int64_t)roll(history, 9) * 10000000000;
    return store_execute(
               session, &query_currency_rate_put,
               VALUES(value_text(STR("EUR")), value_text(STR("USD")), value_integer(day), value_integer(rate)), NULL,
               error) &&
           log_rates_changed(history->house.log, session, error);
}

static void happen(History *history, StoreWork *work, size_t count)
{
    Error error = {0};
    history->count = count;
    if (!store_write(history->house.store, work, history, &error))
        fail_msg("%s (%s)", error.message[LOCALE_EN], error.detail);
}

static void something_happens(History *history)
{
    switch (roll(history, 6)) {
    case 0: happen(history, set_figures, 0); break;
    case 1: happen(history, merge_some, 0); break;
    case 2: happen(history, unmerge_one, 0); break;
    case 3: happen(history, remove_some, 0); break;
    case 4: happen(history, set_rate, 0); break;
    default: happen(history, append_some, 40);
    }
}

// ---- who answers ----

static uint64_t people_version(const void *identity)
{
    return identity_version(identity);
}

static uint32_t people_count(const void *identity)
{
    return identity_count(identity);
}

static Customer people_root(const void *identity, Customer customer)
{
    return identity_root(identity, customer);
}

static ActivityPort *open_clickhouse(const EventHouse *house, Str url)
{
    Error error;
    ActivityPort *port;
    const ClickhouseSettings settings = {.url = url,
                                         .store = house->store,
                                         .log = house->log,
                                         .activity = house->activity,
                                         .dimensions = house->dimensions,
                                         .people = {house->identity, people_version, people_count, people_root},
                                         .store_id = workspace_settings(house->workspace)->key};
    CHECK(clickhouse_port_open(&settings, &port, &error));
    return port;
}

static void open_ports(History *history, Str url)
{
    const EventHouse *house = &history->house;
    const People people = {house->identity, people_version, people_count, people_root};
    history->columns = columns_port_open(house->activity, &people);
    history->clickhouse = open_clickhouse(house, url);
}

static void close_ports(History *history)
{
    history->columns->ask->close(history->columns);
    history->clickhouse->ask->close(history->clickhouse);
}

static History history_open(uint64_t seed, Str url)
{
    History history = {.house = event_house_open(STORE_SQLITE), .dice = seed};
    happen(&history, make_customers, 0);
    happen(&history, append_some, 300);
    open_ports(&history, url);
    return history;
}

static void history_close(History *history)
{
    close_ports(history);
    event_house_close(&history->house);
}

// ---- the same ----

static void must(bool fine, const Error *error)
{
    if (!fine) fail_msg("%s (%s)", error->message[LOCALE_EN], error->detail);
}

static void same(const char *question, const void *columns, const void *clickhouse, size_t count, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        const int64_t *a = (const void *)((const char *)columns + i * size);
        const int64_t *b = (const void *)((const char *)clickhouse + i * size);
        if (memcmp(a, b, size) == 0) continue;
        for (size_t word = 0; word < size / 8; word++)
            if (a[word] != b[word])
                print_error("%s %zu, word %zu: columns %lld, ClickHouse %lld\n", question, i, word, (long long)a[word],
                            (long long)b[word]);
        fail_msg("%s: number %zu of %zu differs", question, i, count);
    }
}
#define SAME(question, a, b, count) same((question), (a), (b), (count), sizeof *(a))

typedef struct Asking {
    History *history;
    Lane lane;
    uint16_t classes[NAMES];
    bool negative[NAMES];
    uint16_t group[CUSTOMERS + 1];
    Grouping grouping;
    PeriodSpan span;
    Window window;
    Day as_of;
} Asking;

static uint16_t class_named(const History *history, const char *name)
{
    uint16_t event_class = 9999;
    (void)log_class(history->house.log, EVENT_TRACK, str_of(name), &event_class);
    return event_class;
}

static Asking some_asking(History *history)
{
    Asking asking = {.history = history, .lane.class_count = 1 + roll(history, NAMES)};
    for (size_t i = 0; i < NAMES; i++) {
        asking.classes[i] = class_named(history, names[i]);
        asking.negative[i] = i == 1;
    }
    asking.as_of = FIRST_DAY + (Day)roll(history, DAYS + 40);
    asking.lane.until = roll(history, 4) ? 0 : (Second)((FIRST_DAY + (Day)roll(history, DAYS)) * SECONDS_PER_DAY);
    asking.span = (PeriodSpan){.unit = (PeriodUnit)roll(history, PERIOD_UNIT_COUNT), .as_of = asking.as_of};
    PeriodNumber last = period_of_day(asking.span.unit, asking.as_of);
    asking.span.count = 1 + (uint32_t)roll(history, 12);
    asking.span.first = last - (PeriodNumber)roll(history, asking.span.count + 2);
    if (asking.span.first > last) asking.span.first = last;
    if (roll(history, 6) == 0) {
        asking.span = (PeriodSpan){.count = 1, .custom = true, .as_of = asking.as_of};
        asking.span.custom_first = asking.as_of - (Day)roll(history, 100);
        asking.span.custom_last = asking.span.custom_first + (Day)roll(history, 60);
    }
    asking.window = (Window){.days = roll(history, 3) ? 1 + (int32_t)roll(history, 90) : 0, .unit = asking.span.unit};
    asking.grouping = (Grouping){.groups = 1 + (uint32_t)roll(history, 3), .customers = CUSTOMERS + 1};
    for (size_t c = 0; c <= CUSTOMERS; c++) asking.group[c] = (uint16_t)roll(history, asking.grouping.groups + 1);
    return asking;
}

static void check_facts(Asking *asking)
{
    Error error;
    LaneFacts a, b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    must(columns->ask->facts(columns, &asking->lane, &a, &error), &error);
    must(clickhouse->ask->facts(clickhouse, &asking->lane, &b, &error), &error);
    CHECK_INT(b.seq, a.seq);
    CHECK_INT(b.rows, a.rows);
    CHECK_INT(b.customers, a.customers);
    CHECK_INT(b.first, a.first);
    CHECK_INT(b.last, a.last);
    CHECK_INT(b.magnitude, a.magnitude);
    CHECK_INT(b.unconverted, a.unconverted);
}

static void check_presence_within(const Asking *asking, Window window)
{
    Error error;
    Presence *a, *b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    must(columns->ask->presence(columns, &asking->lane, &asking->span, window, &asking->grouping, test_arena(), &a,
                                &error),
         &error);
    must(clickhouse->ask->presence(clickhouse, &asking->lane, &asking->span, window, &asking->grouping, test_arena(),
                                   &b, &error),
         &error);
    SAME("presence", a, b, (size_t)asking->span.count * (asking->grouping.group ? asking->grouping.groups : 1));
}

// Short windows, too: who comes and goes within a period.
static void check_presence(Asking *asking)
{
    check_presence_within(asking, asking->window);
    check_presence_within(asking, (Window){.days = 4});
    check_presence_within(asking, (Window){.days = 15});
}

static void check_cohorts(Asking *asking)
{
    Error error;
    Cohorts a, b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    size_t cells = (size_t)asking->span.count * (asking->span.count + 1) / 2;
    must(columns->ask->cohorts(columns, &asking->lane, &asking->span, &asking->grouping, 0, test_arena(), &a, &error),
         &error);
    must(clickhouse->ask->cohorts(clickhouse, &asking->lane, &asking->span, &asking->grouping, 0, test_arena(), &b,
                                  &error),
         &error);
    SAME("cohorts", a.cells, b.cells, cells);
    CHECK_INT(b.others, a.others);
}

static void check_summaries(Asking *asking)
{
    Error error;
    Summaries a, b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    must(columns->ask->summaries(columns, &asking->lane, asking->as_of, test_arena(), &a, &error), &error);
    must(clickhouse->ask->summaries(clickhouse, &asking->lane, asking->as_of, test_arena(), &b, &error), &error);
    CHECK_INT(b.customers, a.customers);
    CHECK_INT(b.buyers, a.buyers);
    CHECK_INT(b.others, a.others);
    SAME("first", a.first, b.first, a.customers);
    SAME("second", a.second, b.second, a.customers);
    SAME("last", a.last, b.last, a.customers);
    SAME("orders", a.orders, b.orders, a.customers);
    SAME("amount", a.amount, b.amount, a.customers);
    SAME("last_year_amount", a.last_year_amount, b.last_year_amount, a.customers);
    for (size_t d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) {
        if (a.group[d]) SAME("group", a.group[d], b.group[d], a.customers);
        if (a.last_group[d]) SAME("last_group", a.last_group[d], b.last_group[d], a.customers);
    }
}

static void check_gaps(Asking *asking)
{
    Error error;
    Gaps a, b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    must(columns->ask->gaps(columns, &asking->lane, asking->as_of, test_arena(), &a, &error), &error);
    must(clickhouse->ask->gaps(clickhouse, &asking->lane, asking->as_of, test_arena(), &b, &error), &error);
    CHECK_INT(b.days, a.days);
    SAME("closed", a.closed, b.closed, a.days);
    SAME("open", a.open, b.open, a.days);
    SAME("closed_first", a.closed_first, b.closed_first, a.days);
    SAME("open_first", a.open_first, b.open_first, a.days);
}

static void check_tenures(Asking *asking)
{
    Error error;
    Tenures a, b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    must(columns->ask->tenures(columns, &asking->lane, asking->window, asking->as_of, &asking->grouping, 0,
                               test_arena(), &a, &error),
         &error);
    must(clickhouse->ask->tenures(clickhouse, &asking->lane, asking->window, asking->as_of, &asking->grouping, 0,
                                  test_arena(), &b, &error),
         &error);
    CHECK_INT(b.days, a.days);
    SAME("left", a.left, b.left, a.days);
    SAME("still", a.still, b.still, a.days);
}

static void check_totals(Asking *asking)
{
    Error error;
    DimensionTotal *a, *b;
    size_t count_a, count_b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    uint32_t dimension = (uint32_t)roll(asking->history, 6);
    must(columns->ask->totals(columns, &asking->lane, dimension, test_arena(), &a, &count_a, &error), &error);
    must(clickhouse->ask->totals(clickhouse, &asking->lane, dimension, test_arena(), &b, &count_b, &error), &error);
    if (!a) return; // columns without dimensions
    CHECK_INT(count_b, count_a);
    SAME("totals", a, b, count_a);
}

static void check_rows(Asking *asking)
{
    Error error;
    const Columns *a, *b;
    ActivityPort *columns = asking->history->columns, *clickhouse = asking->history->clickhouse;
    must(columns->ask->hold(columns, &asking->lane, &a, &error), &error);
    must(clickhouse->ask->hold(clickhouse, &asking->lane, &b, &error), &error);
    CHECK_INT(b->rows, a->rows);
    for (Customer c = 0; c < a->customers; c++) {
        CustomerRows x = columns_find(a, c), y = columns_find(b, c);
        CHECK_INT(y.to - y.from, x.to - x.from);
        for (uint32_t i = 0; i < x.to - x.from; i++) {
            CHECK_INT(y.piece->second[y.from + i], x.piece->second[x.from + i]);
            CHECK_INT(row_amount(y.piece, y.from + i), row_amount(x.piece, x.from + i));
            for (uint32_t d = 0; d < a->dimensions; d++)
                CHECK_INT(row_code(y.piece, d, y.from + i), row_code(x.piece, d, x.from + i));
        }
    }
    columns->ask->release(columns, a);
    clickhouse->ask->release(clickhouse, b);
}

// ---- several lanes ----

static Second some_second(History *history)
{
    return (Second)((FIRST_DAY + (Day)roll(history, DAYS)) * SECONDS_PER_DAY);
}

static void two_lanes(const Asking *asking, Lane lanes[2])
{
    lanes[0] = asking->lane;
    lanes[1] = (Lane){.classes = asking->classes + 2, .class_count = 2};
}

static BucketSpan some_buckets(History *history)
{
    BucketUnit unit = BUCKET_DAY + (BucketUnit)roll(history, 4);
    Day known = FIRST_DAY + 60 + (Day)roll(history, DAYS);
    BucketSpan span = {
        .unit = unit, .count = 1 + (uint32_t)roll(history, 6), .known_to = (Second)known * SECONDS_PER_DAY};
    span.first = bucket_of_second(unit, span.known_to) - (BucketNumber)span.count;
    return span;
}

static void check_retention(Asking *asking)
{
    Error error;
    Lane lanes[2];
    Retention a, b;
    History *history = asking->history;
    two_lanes(asking, lanes);
    const RetentionAsk ask = {.cohorts = some_buckets(history),
                              .bucket = BUCKET_DAY + (BucketUnit)roll(history, 2),
                              .clock = roll(history, 2) ? RETENTION_CALENDAR : RETENTION_ROLLING,
                              .mode = roll(history, 2) ? RETENTION_ON : RETENTION_ON_OR_AFTER,
                              .recurring = roll(history, 2),
                              .buckets = 6};
    must(
        history->columns->ask->retention(history->columns, lanes, 2, &ask, &asking->grouping, test_arena(), &a, &error),
        &error);
    must(history->clickhouse->ask->retention(history->clickhouse, lanes, 2, &ask, &asking->grouping, test_arena(), &b,
                                             &error),
         &error);
    SAME("cohort size", a.size, b.size, (size_t)a.groups * a.cohorts);
    SAME("retention", a.cell, b.cell, (size_t)a.groups * a.cohorts * a.buckets);
}

static void check_active(Asking *asking)
{
    Error error;
    Active a, b;
    History *history = asking->history;
    const ActiveAsk ask = {
        .span = some_buckets(history), .inner = BUCKET_DAY, .trailing_days = (uint32_t)roll(history, 9)};
    must(history->columns->ask->active(history->columns, &asking->lane, 1, &ask, &asking->grouping, test_arena(), &a,
                                       &error),
         &error);
    must(history->clickhouse->ask->active(history->clickhouse, &asking->lane, 1, &ask, &asking->grouping, test_arena(),
                                          &b, &error),
         &error);
    SAME("active", a.cell, b.cell, (size_t)a.groups * a.periods);
}

static FunnelAsk some_funnel(History *history, bool dimensions)
{
    FunnelAsk ask = {.step = {1, 0, 1},
                     .steps = 2 + (uint32_t)roll(history, 2),
                     .window_seconds = (uint32_t)roll(history, 30) * SECONDS_PER_DAY,
                     .order = (FunnelOrder)roll(history, 3),
                     .same_second = roll(history, 2)};
    ask.from = roll(history, 2) ? some_second(history) : 0;
    ask.to = roll(history, 2) ? 0 : some_second(history) + 2000000;
    ask.exclusions = (uint32_t)roll(history, 2);
    ask.exclusion[0] = (FunnelExclusion){.lane = (uint32_t)roll(history, 2), .before = 1};
    if (dimensions && roll(history, 2)) ask.filter[1] = (RowFilter){1, (uint16_t)roll(history, 2)};
    return ask;
}

static void check_funnel(Asking *asking)
{
    Error error;
    Lane lanes[2];
    Funnel a, b;
    History *history = asking->history;
    two_lanes(asking, lanes);
    const FunnelAsk ask = some_funnel(history, dimension_count(history->house.dimensions));
    must(history->columns->ask->funnel(history->columns, lanes, 2, &ask, &asking->grouping, test_arena(), &a, &error),
         &error);
    must(history->clickhouse->ask->funnel(history->clickhouse, lanes, 2, &ask, &asking->grouping, test_arena(), &b,
                                          &error),
         &error);
    SAME("reached", a.reached, b.reached, (size_t)a.groups * a.steps);
    SAME("excluded", a.excluded, b.excluded, a.groups);
    SAME("seconds", a.seconds, b.seconds, (size_t)a.groups * a.steps);
    SAME("median", a.median_seconds, b.median_seconds, (size_t)a.groups * a.steps);
}

// Both answers over the rows that the columns hold.
typedef struct HeldPair {
    Lane lanes[2];
    const Columns *columns[2];
} HeldPair;

static HeldPair hold_pair(const Asking *asking)
{
    Error error;
    HeldPair pair;
    ActivityPort *columns = asking->history->columns;
    two_lanes(asking, pair.lanes);
    for (size_t i = 0; i < 2; i++) must(columns->ask->hold(columns, &pair.lanes[i], &pair.columns[i], &error), &error);
    return pair;
}

static void release_pair(const Asking *asking, const HeldPair *pair)
{
    ActivityPort *columns = asking->history->columns;
    for (size_t i = 0; i < 2; i++) columns->ask->release(columns, pair->columns[i]);
}

static void bound_measure(History *history, MatchRule *rule)
{
    int64_t unit = 1 + (int64_t)roll(history, 3), zero = 0;
    if (rule->measure == MATCH_SUM) unit = 700, zero = -2000;
    if (rule->measure == MATCH_FIRST || rule->measure == MATCH_LAST) unit = 14400, zero = some_second(history);
    rule->low = roll(history, 4) ? zero + unit * (int64_t)roll(history, 6) : INT64_MIN;
    rule->high = roll(history, 3) ? INT64_MAX : zero + unit * (4 + (int64_t)roll(history, 8));
}

// About what somebody's average is, rounded up or down.
static MatchRule average_rule(History *history, const Columns *columns)
{
    MatchRule rule = {
        .kind = MATCH_ROWS, .measure = MATCH_AVERAGE, .low = INT64_MIN, .high = INT64_MAX, .dimension = -1};
    CustomerRows rows = columns_find(columns, 1 + (Customer)roll(history, CUSTOMERS));
    int64_t sum = 0, count = rows.to - rows.from;
    for (uint32_t row = rows.from; row < rows.to; row++) sum += row_amount(rows.piece, row);
    *(roll(history, 2) ? &rule.low : &rule.high) = (count ? sum / count : 0) + (int64_t)roll(history, 3) - 1;
    return rule;
}

static MatchRule some_rule(History *history, const Columns *const *columns, int depth)
{
    MatchRule rule = {.kind = (MatchKind)roll(history, 6), .dimension = -1};
    if (depth > 2 && rule.kind <= MATCH_NOT) rule.kind = MATCH_ROWS;
    rule.lane = (uint32_t)roll(history, 2);
    if (rule.kind <= MATCH_NOT) {
        rule.child_count = rule.kind == MATCH_NOT ? 1 : roll(history, 4);
        MatchRule *children = arena_array(test_arena(), MatchRule, rule.child_count);
        for (size_t i = 0; i < rule.child_count; i++) children[i] = some_rule(history, columns, depth + 1);
        rule.children = children;
    } else if (rule.kind == MATCH_THEN) {
        rule.then_lane = (uint32_t)roll(history, 2);
        rule.then_seconds = (uint32_t)roll(history, 5) * 14400 * 5;
    } else if (rule.kind == MATCH_SET) {
        CustomerSet *set = arena_new(test_arena(), CustomerSet);
        *set = (CustomerSet){.customers = 40, .word = arena_array(test_arena(), uint64_t, 1)};
        set->word[0] = roll(history, UINT64_C(1) << 40);
        rule.set = set;
    } else {
        rule.measure = (MatchMeasure)roll(history, 6);
        rule.from = roll(history, 2) ? some_second(history) : 0;
        rule.to = roll(history, 3) ? 0 : some_second(history) + 4000000;
        if (roll(history, 4) == 0 && columns[rule.lane]->dimensions) {
            rule.dimension = (int32_t)roll(history, columns[rule.lane]->dimensions);
            rule.code = (uint16_t)roll(history, 3);
        }
        bound_measure(history, &rule);
    }
    return rule;
}

static void check_match(Asking *asking)
{
    Error error;
    CustomerSet a, b;
    History *history = asking->history;
    HeldPair pair = hold_pair(asking);
    for (int rounds = 0; rounds < 6; rounds++) {
        const MatchRule rule =
            rounds < 4 ? some_rule(history, pair.columns, 0) : average_rule(history, pair.columns[0]);
        must(history->clickhouse->ask->match(history->clickhouse, pair.lanes, 2, &rule, test_arena(), &b, &error),
             &error);
        ask_match(pair.columns, 2, b.customers, &rule, 1, test_arena(), &a);
        CHECK_INT(b.customers, CUSTOMERS + 1);
        CHECK_INT(b.count, a.count);
        SAME("match", a.word, b.word, a.customers / 64 + 1);
    }
    release_pair(asking, &pair);
}

static void check_features(Asking *asking)
{
    enum { FEATURES = 30 };
    Error error;
    Features a, b;
    Feature feature[FEATURES];
    History *history = asking->history;
    HeldPair pair = hold_pair(asking);
    for (size_t f = 0; f < FEATURES; f++)
        feature[f] = (Feature){.kind = (FeatureMeasure)(f % 5),
                               .lane = f % 3 == 2 ? FEATURE_ANY_LANE : (uint32_t)(f % 3),
                               .from = roll(history, 3) ? some_second(history) : 0};
    const FeatureAsk ask = {feature, FEATURES, (Second)asking->as_of * SECONDS_PER_DAY};
    must(history->clickhouse->ask->features(history->clickhouse, pair.lanes, 2, &ask, test_arena(), &b, &error),
         &error);
    ask_features(pair.columns, 2, b.customers, &ask, 1, test_arena(), &a);
    for (size_t f = 0; f < FEATURES; f++) {
        if (a.sum[f])
            SAME("feature", a.sum[f], b.sum[f], a.customers);
        else
            SAME("feature", a.number[f], b.number[f], a.customers);
    }
    for (size_t c = 0; c < a.customers; c++) CHECK_INT(b.known[c], a.known[c]);
    release_pair(asking, &pair);
}

static void check_all(History *history)
{
    void (*const checks[])(Asking * asking) = {
        check_facts,  check_rows,      check_presence, check_cohorts, check_summaries, check_gaps,    check_tenures,
        check_totals, check_retention, check_active,   check_funnel,  check_match,     check_features};
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        Asking asking = some_asking(history);
        asking.lane.classes = asking.classes;
        asking.lane.negative = asking.negative;
        if (roll(history, 3) == 0)
            asking.grouping.group = asking.group;
        else
            asking.grouping.groups = 1; // in SQL
        checks[i](&asking);
    }
}

// ---- the tests ----

TEST(clickhouse_says_of_random_histories_what_the_columns_say)
{
    for (uint64_t seed = 1; seed <= 2; seed++) {
        History history = history_open(seed, clickhouse_test_url());
        check_all(&history);
        for (size_t i = 0; i < 8; i++) {
            something_happens(&history);
            check_all(&history);
        }
        history_close(&history);
    }
}

// ---- several servers ----

static LaneFacts facts_of(ActivityPort *port, const Lane *lane)
{
    Error error;
    LaneFacts facts = {0};
    must(port->ask->facts(port, lane, &facts, &error), &error);
    return facts;
}

// Rows of the next events, of other people than they will be, as a server that is killed leaves them.
static void leave_unfinished(const History *history, Wire *wire, uint16_t event_class)
{
    Error error;
    int64_t last = log_last(history->house.log);
    DeliveredRow row[3];
    for (size_t i = 0; i < COUNT_OF(row); i++)
        row[i] = (DeliveredRow){.seq = last + 1 + (int64_t)i,
                                .person = CUSTOMERS,
                                .second = (Second)(FIRST_DAY * SECONDS_PER_DAY),
                                .event_class = event_class,
                                .counts = ROW_COUNTS};
    // Newer than what was said before, else a merge of ClickHouse's may drop it.
    uint64_t version = (uint64_t)(last + (int64_t)COUNT_OF(row)) << VERSION_BITS;
    must(tables_set_begun(wire, last + (int64_t)COUNT_OF(row), version, &error), &error);
    must(tables_put(wire, row, COUNT_OF(row), 1, &error), &error);
}

TEST(servers_on_one_store_go_on_from_one_another_and_from_one_that_was_killed)
{
    Error error;
    ClickhouseAddress address;
    Str url = clickhouse_test_url();
    History history = {.house = event_house_open(STORE_POSTGRESQL), .dice = 5};
    happen(&history, make_customers, 0);
    happen(&history, append_some, 50);
    open_ports(&history, url);
    Asking asking = some_asking(&history);
    asking.lane = (Lane){.classes = asking.classes, .class_count = NAMES};
    ActivityPort *first = history.clickhouse, *second = open_clickhouse(&history.house, url);
    must(clickhouse_address_parse(url, test_arena(), &address, &error), &error);
    Wire *wire = wire_open(&address);
    for (int round = 0; round < 4; round++) {
        const LaneFacts right = facts_of(history.columns, &asking.lane), one = facts_of(first, &asking.lane),
                        other = facts_of(second, &asking.lane);
        CHECK_INT(one.rows, right.rows);
        CHECK_INT(other.rows, right.rows);
        CHECK_INT(other.magnitude, right.magnitude);
        happen(&history, append_some, 20);
        happen(&history, merge_some, 0);
    }
    (void)facts_of(first, &asking.lane);
    first->ask->close(first);
    (void)facts_of(second, &asking.lane); // goes on from its cursor
    leave_unfinished(&history, wire, asking.classes[2]);
    happen(&history, append_some, 20);
    CHECK_INT(facts_of(second, &asking.lane).rows, facts_of(history.columns, &asking.lane).rows);
    history.clickhouse = second;
    check_presence(&asking);
    wire_close(wire);
    history_close(&history);
}
