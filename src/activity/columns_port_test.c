// The port over columns: what a question answers through it is what the question answers on the rows themselves.
#include "activity/activity_contract_test.h"
#include "activity/port.h"

enum { CUSTOMERS = 40 };

// Customers 1..40, of whom some are one person; a version rises with each merge.
typedef struct Folk {
    uint64_t version;
    uint32_t count;
    Customer root[CUSTOMERS + 1];
} Folk;

static uint64_t folk_version(const void *folk)
{
    return ((const Folk *)folk)->version;
}

static uint32_t folk_count(const void *folk)
{
    return ((const Folk *)folk)->count;
}

static Customer folk_root(const void *folk, Customer customer)
{
    return ((const Folk *)folk)->root[customer];
}

static Folk folk_alone(void)
{
    Folk folk = {.count = CUSTOMERS};
    for (Customer c = 0; c <= CUSTOMERS; c++) folk.root[c] = c;
    return folk;
}

static ActivityPort *port_of(TestLog *log, const Folk *folk)
{
    return columns_port_open(log->activity, &(People){folk, folk_version, folk_count, folk_root});
}

static void add(TestLog *log, Customer customer, uint16_t event_class, const char *day, int64_t amount)
{
    int64_t at = (int64_t)test_day(day) * SECONDS_PER_DAY + 12 * 3600; // noon, and so the same day in Paris
    test_log_add(log, (ActivityEvent){
                          .customer = customer, .event_class = event_class, .at = at * 1000, .amount_minor = amount});
}

static const uint16_t orders_and_refunds[] = {0, 1};
static const bool refunds_below_0[] = {false, true};
static const Lane orders = {orders_and_refunds, refunds_below_0, 2, 0};

static int64_t net_of(ActivityPort *port, const Lane *lane, const char *as_of, uint32_t *buyers)
{
    Error error;
    Summaries summaries;
    int64_t net = 0;
    CHECK(port->ask->summaries(port, lane, test_day(as_of), test_arena(), &summaries, &error));
    for (Customer c = 0; c < summaries.customers; c++) net += summaries.amount[c];
    *buyers = summaries.buyers;
    return net;
}

TEST(a_port_puts_merged_customers_together_and_follows_each_event)
{
    Error error;
    Folk folk = folk_alone();
    TestLog log = test_log(1, 0);
    ActivityPort *port = port_of(&log, &folk);
    uint32_t buyers;
    CHECK_INT(net_of(port, &orders, "2025-05-01", &buyers), 0);
    add(&log, 1, 0, "2025-03-01", 1000);
    add(&log, 2, 0, "2025-04-01", 500);
    CHECK_INT(net_of(port, &orders, "2025-05-01", &buyers), 1500);
    CHECK_INT(buyers, 2);
    add(&log, 2, 1, "2025-04-02", 200);
    folk.root[2] = 1;
    folk.version++;
    CHECK_INT(net_of(port, &orders, "2025-05-01", &buyers), 1300);
    CHECK_INT(buyers, 1);
    LaneFacts facts;
    CHECK(port->ask->facts(port, &orders, &facts, &error));
    CHECK_INT(facts.rows, 3);
    CHECK_INT(facts.seq, 3);
    CHECK_INT(facts.magnitude, 1700);
    folk.root[2] = 2;
    folk.version++;
    CHECK_INT(net_of(port, &orders, "2025-05-01", &buyers), 1300);
    CHECK_INT(buyers, 2);
    port->ask->close(port);
    test_log_close(&log);
}

TEST(a_port_knows_no_row_after_the_last_known_day)
{
    Error error;
    Folk folk = folk_alone();
    TestLog log = test_log(1, 0);
    ActivityPort *port = port_of(&log, &folk);
    uint32_t buyers;
    add(&log, 1, 0, "2025-03-01", 1000);
    add(&log, 2, 0, "2025-04-01", 500);
    CHECK_INT(net_of(port, &orders, "2025-03-31", &buyers), 1000);
    CHECK_INT(net_of(port, &orders, "2025-02-28", &buyers), 0);
    const PeriodSpan march = {
        .unit = PERIOD_MONTH, .first = period_of_day(PERIOD_MONTH, test_day("2025-03-01")), .count = 1};
    PeriodSpan span = march;
    span.as_of = test_day("2025-03-31");
    Presence *presence;
    CHECK(port->ask->presence(port, &orders, &span, (Window){.days = 90}, NULL, test_arena(), &presence, &error));
    CHECK_INT(presence[0].orders, 1);
    Gaps gaps;
    CHECK(port->ask->gaps(port, &orders, test_day("2025-03-31"), test_arena(), &gaps, &error));
    CHECK_INT(gaps.days, 31);
    port->ask->close(port);
    test_log_close(&log);
}

TEST(who_is_in_no_group_is_left_out)
{
    Error error;
    Folk folk = folk_alone();
    TestLog log = test_log(1, 0);
    ActivityPort *port = port_of(&log, &folk);
    for (Customer c = 1; c <= 4; c++) add(&log, c, 0, "2025-03-01", 100);
    const uint16_t group[] = {9, 0, 1, 7}; // customer 3 is in a group that there is not, customer 4 in none
    const Grouping grouping = {group, 4, 2};
    PeriodSpan span = {.unit = PERIOD_MONTH, .count = 1, .as_of = test_day("2025-03-31")};
    span.first = period_of_day(PERIOD_MONTH, span.as_of);
    Presence *presence;
    CHECK(port->ask->presence(port, &orders, &span, (Window){.days = 90}, &grouping, test_arena(), &presence, &error));
    CHECK_INT(presence[0].buyers, 1);
    CHECK_INT(presence[1].buyers, 1);
    Cohorts cohorts;
    CHECK(port->ask->cohorts(port, &orders, &span, &grouping, 1, test_arena(), &cohorts, &error));
    CHECK_INT(cohort_cell(&cohorts, 0, 0)->active, 1);
    port->ask->close(port);
    test_log_close(&log);
}

TEST(amounts_that_no_sum_holds_are_refused_and_facts_say_so)
{
    Error error;
    Folk folk = folk_alone();
    TestLog log = test_log(1, 0);
    ActivityPort *port = port_of(&log, &folk);
    Summaries summaries;
    LaneFacts facts;
    const Columns *columns;
    add(&log, 1, 0, "2025-03-01", INT64_MAX);
    add(&log, 1, 0, "2025-03-01", INT64_MAX);
    add(&log, 1, 0, "2025-03-01", INT64_MAX);
    CHECK(!port->ask->summaries(port, &orders, test_day("2025-04-01"), test_arena(), &summaries, &error));
    CHECK_TEXT(str_of(error.code), "amounts_too_large");
    CHECK(!port->ask->hold(port, &orders, &columns, &error));
    CHECK(port->ask->facts(port, &orders, &facts, &error));
    CHECK(facts.magnitude == UINT64_MAX);
    port->ask->close(port);
    test_log_close(&log);
}

TEST(held_columns_stay_as_they_were)
{
    Error error;
    Folk folk = folk_alone();
    TestLog log = test_log(1, 0);
    ActivityPort *port = port_of(&log, &folk);
    const Columns *before, *after;
    add(&log, 1, 0, "2025-03-01", 100);
    CHECK(port->ask->hold(port, &orders, &before, &error));
    add(&log, 1, 0, "2025-03-02", 100);
    CHECK(port->ask->hold(port, &orders, &after, &error));
    CHECK_INT(before->rows, 1);
    CHECK_INT(after->rows, 2);
    port->ask->release(port, before);
    port->ask->release(port, after);
    port->ask->close(port);
    test_log_close(&log);
}
