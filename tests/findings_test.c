// findings_test.c - the findings of whole files: what was planted stands first, and where nothing was, nothing is
// found. The shops are those of demo/orders.h; findings_other_test.c has shops of other kinds.
#include <string.h>

#include "demo/orders.h"
#include "findings_of.h"

#if defined(__SANITIZE_ADDRESS__)
enum { SEEDS = 1, CLEAN_SEEDS = 3 };
#else
enum { SEEDS = 4, CLEAN_SEEDS = 12 };
#endif

static const FoundWith usual = {.threads = 2, .unit = PERIOD_MONTH};

static Str file_of(const DemoShop *shop)
{
    DemoOrders orders = demo_orders(shop);
    Text text = text_in(test_arena());
    text_add(&text, STR("customer,date,amount,product,channel,country\n"));
    for (size_t i = 0; i < orders.count; i++) {
        const DemoOrder *order = &orders.order[i];
        Str more = str_format(test_arena(), ",%.*s,%.*s,%.*s", STR_ARGS(demo_product(order->product)),
                              STR_ARGS(demo_channel(order->channel)), STR_ARGS(demo_country(order->country)));
        order_line(&text, order->customer, order->second, order->amount_minor, str_c(test_arena(), more));
    }
    demo_orders_close(&orders);
    return text_str(&text);
}

static void print(const DemoShop *shop, const Found *found)
{
    Str what =
        str_format(test_arena(), "%.*s, %u customers, %llu orders, seed %llu", STR_ARGS(demo_fault_name(shop->fault)),
                   shop->customers, (unsigned long long)shop->orders, (unsigned long long)shop->seed);
    found_print(str_c(test_arena(), what), found);
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

static int missed(const Planted *fault, Size size, uint64_t seed)
{
    DemoShop shop = demo_shop(size.customers, size.orders, seed);
    shop.fault = fault->fault;
    Found found = findings_of(file_of(&shop), &usual);
    bool first = found_first(&found, fault->kind) && found_times(&found, fault->kind) == 1;
    if (!first) print(&shop, &found);
    return !first;
}

TEST(a_planted_fault_ranks_first)
{
    int count = 0;
    for (size_t i = 0; i < COUNT_OF(planted); i++)
        for (size_t k = 0; k < COUNT_OF(planted[i].sizes) && planted[i].sizes[k].customers; k++)
            for (uint64_t seed = 1; seed <= SEEDS; seed++) count += missed(&planted[i], planted[i].sizes[k], seed);
    CHECK_INT(count, 0);
}

TEST(a_planted_fault_ranks_first_in_a_file_of_eight_months_too)
{
    static const struct {
        DemoFault fault;
        FindingKind kind;
    } cases[] = {{DEMO_BAD_COHORT, FINDING_BAD_COHORT},
                 {DEMO_PRICE_RISE, FINDING_PRICE_RISE},
                 {DEMO_SECOND_ORDER_SLUMP, FINDING_SECOND_ORDER},
                 {DEMO_RETENTION_BREAK, FINDING_RETENTION_BREAK},
                 {DEMO_REFUND_SURGE, FINDING_REFUNDS},
                 {DEMO_BAD_CHANNEL, FINDING_GROUP},
                 {DEMO_ORDER_VALUE_DROP, FINDING_ORDER_VALUE},
                 {DEMO_DATA_GAP, FINDING_DATA_GAP}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        DemoShop shop = demo_shop(3000, 15000, 1);
        shop.from = shop.to - 250;
        shop.fault = cases[i].fault;
        Found found = findings_of(file_of(&shop), &usual);
        if (!found_first(&found, cases[i].kind)) print(&shop, &found);
        CHECK(found_first(&found, cases[i].kind));
    }
}

// ---- files with nothing wrong ----

TEST(where_nothing_is_wrong_that_is_said_first)
{
    static const Size sizes[] = {{300, 1800}, {1000, 6000}, {3000, 24000}, {5000, 15000}};
    int files = 0, alarms = 0;
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (uint64_t seed = 1; seed <= CLEAN_SEEDS; seed++, files++) {
            DemoShop shop = demo_shop(sizes[i].customers, sizes[i].orders, 1000 + seed);
            Found found = findings_of(file_of(&shop), &usual);
            CHECK(found.count >= 3 && found.count <= FINDINGS_MAX);
            if (found_nothing_wrong(&found)) continue;
            alarms++;
            print(&shop, &found);
        }
    CHECK(alarms * 20 <= files);
}

// ---- how they are said ----

TEST(findings_do_not_depend_on_the_number_of_threads_or_the_unit_of_the_report)
{
    DemoShop shop = demo_shop(2000, 12000, 3);
    shop.fault = DEMO_BAD_CHANNEL;
    Str csv = file_of(&shop);
    Found one = findings_of(csv, &(FoundWith){.threads = 1, .unit = PERIOD_MONTH});
    Found four = findings_of(csv, &(FoundWith){.threads = 4, .unit = PERIOD_QUARTER});
    for (size_t i = 0; i < 2; i++) {
        CHECK_TEXT(one.finding[i].title, str_c(test_arena(), four.finding[i].title));
        CHECK_TEXT(one.finding[i].evidence, str_c(test_arena(), four.finding[i].evidence));
        CHECK_INT(one.finding[i].value_at_stake, four.finding[i].value_at_stake);
    }
}

// The lines after the header, last first.
static Str upside_down(Str csv)
{
    Str *lines = arena_array(test_arena(), Str, csv.size / 2);
    size_t count = 0;
    for (Str line; str_cut(&csv, '\n', &line);)
        if (line.size) lines[count++] = line;
    Text text = text_in(test_arena());
    for (size_t i = 0; i < count; i++) {
        text_add(&text, i == 0 ? lines[0] : lines[count - i]);
        text_add(&text, STR("\n"));
    }
    return text_str(&text);
}

TEST(findings_do_not_depend_on_the_order_of_the_rows)
{
    DemoShop shop = demo_shop(2000, 12000, 3);
    shop.fault = DEMO_SECOND_ORDER_SLUMP;
    Str csv = file_of(&shop);
    Found forth = findings_of(csv, &usual), back = findings_of(upside_down(csv), &usual);
    CHECK_TEXT(forth.finding[0].evidence, str_c(test_arena(), back.finding[0].evidence));
    CHECK_INT(forth.finding[0].value_at_stake, back.finding[0].value_at_stake);
}

TEST(each_finding_is_whole_in_both_languages)
{
    for (DemoFault fault = 0; fault < DEMO_FAULT_COUNT; fault++) {
        DemoShop shop = demo_shop(3000, 24000, 1);
        shop.fault = fault;
        Str csv = file_of(&shop);
        for (Locale locale = 0; locale < LOCALE_COUNT; locale++) {
            Found found = findings_of(csv, &(FoundWith){.locale = locale, .threads = 2, .unit = PERIOD_MONTH});
            for (size_t i = 0; i < found.count; i++) {
                const Finding *finding = &found.finding[i];
                CHECK(finding->title.size && finding->evidence.size && finding->action.size);
                CHECK(finding->value_at_stake >= 0 && (!finding->has_value || finding->value_basis.in[locale]));
                CHECK(!str_contains(finding->title, STR("{")) && !str_contains(finding->evidence, STR("nan")));
                bool french = str_contains(finding->action, STR("é")) || str_contains(finding->action, STR("z "));
                CHECK(french == (locale == LOCALE_FR));
            }
        }
    }
}

TEST(a_bad_cohort_is_told_by_its_second_orders)
{
    DemoShop shop = demo_shop(3000, 24000, 5);
    shop.fault = DEMO_BAD_COHORT;
    Found found = findings_of(file_of(&shop), &usual);
    CHECK_TEXT(found.finding[0].title, "The customers won in September 2025 stay less than others: 29 of 100 ordered a "
                                       "second time within 90 days instead of 63");
    Found french = findings_of(file_of(&shop), &(FoundWith){.locale = LOCALE_FR, .threads = 2, .unit = PERIOD_MONTH});
    CHECK_TEXT(french.finding[0].title,
               "Les clients gagnés en septembre 2025 restent moins que les autres\u00A0: 29 sur 100 ont commandé une "
               "deuxième fois en 90 jours au lieu de 63");
}
