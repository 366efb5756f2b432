// findings_test.c - the findings of whole files: what was planted stands first, and where nothing was, nothing is
// found.
#include "audit/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/test.h"
#include "demo/orders.h"
#include "demo/random.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SEEDS = 1, CLEAN_SEEDS = 3 };
#else
enum { SEEDS = 4, CLEAN_SEEDS = 12 };
#endif

// ---- a file, and its audit ----

static void add_line(Text *text, uint32_t customer, uint32_t second, int32_t amount, const char *more)
{
    CivilDate date = civil_of_day((Day)(second / SECONDS_PER_DAY));
    text_addf(text, "C%06u,%04d-%02d-%02d %02u:%02u,%s%d.%02d%s\n", customer, date.year, date.month, date.day,
              second / 3600 % 24, second / 60 % 60, amount < 0 ? "-" : "", abs(amount) / 100, abs(amount) % 100, more);
}

static Str file_of_shop(const DemoShop *shop)
{
    DemoOrders orders = demo_orders(shop);
    Text text = text_in(test_arena());
    text_add(&text, STR("customer,date,amount,product,channel,country\n"));
    for (size_t i = 0; i < orders.count; i++) {
        const DemoOrder *order = &orders.order[i];
        Str more = str_format(test_arena(), ",%.*s,%.*s,%.*s%c", STR_ARGS(demo_product(order->product)),
                              STR_ARGS(demo_channel(order->channel)), STR_ARGS(demo_country(order->country)), 0);
        add_line(&text, order->customer, order->second, order->amount_minor, more.data);
    }
    demo_orders_close(&orders);
    return text_str(&text);
}

typedef struct Found {
    size_t count;
    Finding finding[FINDINGS_MAX];
} Found;

static Found findings_in(Str csv, Locale locale, int threads)
{
    Str path = test_file_write("findings.csv", csv);
    Error error;
    AuditOptions options = {.unit = PERIOD_MONTH,
                            .as_of = DAY_MAX,
                            .window_days = -1,
                            .locale = locale,
                            .threads = threads,
                            .margin = -1,
                            .acquisition_cost = -1,
                            .conversion_days = {30, 60, 90}};
    options.read.today = DAY_MAX;
    CHECK(zone_open(STR("UTC"), test_arena(), &options.read.zone, &error));
    Audit audit;
    if (!audit_run(&path, 1, &options, test_arena(), &audit, &error)) {
        print_error("%s\n", error.message[LOCALE_EN]);
        fail();
    }
    Found found = {.count = audit.findings};
    memcpy(found.finding, audit.finding, sizeof found.finding);
    audit_close(&audit);
    return found;
}

static bool is_fault(const Finding *finding)
{
    return finding->severity >= SEVERITY_WARNING;
}

static void print_findings(const char *what, const DemoShop *shop, const Found *found)
{
    print_message("%s, %u customers, %llu orders, seed %llu:\n", what, shop->customers,
                  (unsigned long long)shop->orders, (unsigned long long)shop->seed);
    for (size_t i = 0; i < found->count; i++)
        print_message("  %d %.*s\n", (int)found->finding[i].severity, STR_ARGS(found->finding[i].title));
}

// ---- planted faults ----

typedef struct Size {
    uint32_t customers;
    uint64_t orders;
} Size;

typedef struct Planted {
    DemoFault fault;
    FindingKind kind;
    Size sizes[3]; // large enough for the fault to show; 0 ends them
} Planted;

static const Planted planted[] = {
    {DEMO_BAD_COHORT, FINDING_BAD_COHORT, {{3000, 24000}, {5000, 15000}}},
    {DEMO_PRICE_RISE, FINDING_PRICE_RISE, {{1000, 6000}, {3000, 24000}, {5000, 15000}}},
    {DEMO_SECOND_ORDER_SLUMP, FINDING_SECOND_ORDER, {{1000, 6000}, {3000, 24000}, {5000, 15000}}},
    {DEMO_BIG_CUSTOMER_LOST, FINDING_BIG_CUSTOMER_LOST, {{300, 3000}, {1000, 6000}, {3000, 24000}}},
    {DEMO_RETENTION_BREAK, FINDING_RETENTION_BREAK, {{1000, 6000}, {3000, 24000}, {5000, 15000}}},
    {DEMO_ACQUISITION_SLUMP, FINDING_ACQUISITION, {{2000, 12000}, {3000, 24000}, {5000, 15000}}},
    {DEMO_REFUND_SURGE, FINDING_REFUNDS, {{600, 4000}, {1000, 6000}, {3000, 24000}}},
    {DEMO_BAD_CHANNEL, FINDING_GROUP, {{1000, 6000}, {3000, 24000}}},
    {DEMO_BAD_PRODUCT, FINDING_GROUP, {{1000, 6000}, {3000, 24000}}},
    {DEMO_BAD_COUNTRY, FINDING_GROUP, {{1000, 6000}, {3000, 24000}}},
    {DEMO_FREQUENCY_DECLINE, FINDING_FREQUENCY, {{3000, 24000}, {3000, 30000}}},
    {DEMO_ORDER_VALUE_DROP, FINDING_ORDER_VALUE, {{300, 3000}, {1000, 6000}, {3000, 24000}}},
    {DEMO_DATA_GAP, FINDING_DATA_GAP, {{300, 3000}, {1000, 6000}, {3000, 24000}}},
    {DEMO_BEST_CUSTOMERS_SLEEPING, FINDING_BEST_SLEEPING, {{3000, 24000}}},
};

static int miss_first(const Planted *fault, Size size, uint64_t seed)
{
    DemoShop shop = demo_shop(size.customers, size.orders, seed);
    shop.fault = fault->fault;
    Found found = findings_in(file_of_shop(&shop), LOCALE_EN, 2);
    bool first = found.count && found.finding[0].kind == fault->kind && is_fault(&found.finding[0]);
    if (!first) print_findings(demo_fault_name(fault->fault).data, &shop, &found);
    return !first;
}

TEST(a_planted_fault_ranks_first)
{
    int missed = 0;
    for (size_t i = 0; i < COUNT_OF(planted); i++)
        for (size_t k = 0; k < COUNT_OF(planted[i].sizes) && planted[i].sizes[k].customers; k++)
            for (uint64_t seed = 1; seed <= SEEDS; seed++) missed += miss_first(&planted[i], planted[i].sizes[k], seed);
    CHECK_INT(missed, 0);
}

// ---- files with nothing wrong ----

TEST(where_nothing_is_wrong_that_is_said_first)
{
    static const Size sizes[] = {{300, 1800}, {1000, 6000}, {3000, 24000}, {5000, 15000}};
    int files = 0, alarms = 0;
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (uint64_t seed = 1; seed <= CLEAN_SEEDS; seed++, files++) {
            DemoShop shop = demo_shop(sizes[i].customers, sizes[i].orders, 1000 + seed);
            Found found = findings_in(file_of_shop(&shop), LOCALE_EN, 2);
            CHECK(found.count >= 3 && found.count <= FINDINGS_MAX);
            bool quiet = found.finding[0].kind == FINDING_NOTHING_WRONG || found.finding[0].kind == FINDING_TOO_FEW;
            alarms += !quiet;
            if (!quiet) print_findings("false alarm", &shop, &found);
        }
    CHECK(alarms * 20 <= files);
}
