#include "demo/orders.h"

#include <math.h>
#include <string.h>

#include "base/test.h"
#include "base/random.h"

static DemoOrders with_fault(DemoFault fault)
{
    DemoShop shop = demo_shop(1000, 8000, 7);
    shop.fault = fault;
    return demo_orders(&shop);
}

// Revenue and rows of the days from `from` (a share of the file's time) to `to`.
typedef struct Stretch {
    double rows, refunds, amount;
} Stretch;

static Stretch stretch(const DemoOrders *orders, double from, double to)
{
    DemoShop shop = demo_shop(1, 1, 1);
    double days = shop.to - shop.from + 1;
    Stretch sum = {0};
    for (size_t i = 0; i < orders->count; i++) {
        uint32_t day = orders->order[i].second / SECONDS_PER_DAY;
        if (day < shop.from + from * days || day >= shop.from + to * days) continue;
        sum.rows++;
        sum.refunds += orders->order[i].amount_minor < 0;
        sum.amount += orders->order[i].amount_minor;
    }
    return sum;
}

TEST(a_seed_gives_the_same_orders_and_another_seed_others)
{
    DemoOrders a = with_fault(DEMO_NOTHING_WRONG), b = with_fault(DEMO_NOTHING_WRONG);
    CHECK_INT(a.count, b.count);
    CHECK(memcmp(a.order, b.order, a.count * sizeof *a.order) == 0);
    DemoShop other = demo_shop(1000, 8000, 8);
    DemoOrders c = demo_orders(&other);
    CHECK(c.count != a.count || memcmp(a.order, c.order, a.count * sizeof *a.order) != 0);
    demo_orders_close(&a);
    demo_orders_close(&b);
    demo_orders_close(&c);
}

TEST(a_shop_has_the_customers_asked_for_about_the_orders_and_keeps_the_order_of_time)
{
    DemoOrders orders = with_fault(DEMO_NOTHING_WRONG);
    CHECK_NEAR((double)orders.count, 8000, 800);
    bool seen[1000] = {0};
    size_t customers = 0;
    for (size_t i = 0; i < orders.count; i++) {
        CHECK(i == 0 || orders.order[i - 1].second <= orders.order[i].second);
        customers += !seen[orders.order[i].customer];
        seen[orders.order[i].customer] = true;
    }
    CHECK_INT(customers, 1000);
    demo_orders_close(&orders);
}

TEST(one_customer_and_one_day_are_a_shop_too)
{
    DemoShop shop = demo_shop(1, 1, 1);
    shop.to = shop.from;
    DemoOrders orders = demo_orders(&shop);
    CHECK(orders.count >= 1);
    demo_orders_close(&orders);
}

TEST(a_fault_shows_from_its_day_on)
{
    DemoOrders fine = with_fault(DEMO_NOTHING_WRONG);
    Stretch before = stretch(&fine, 0, 0.7), after = stretch(&fine, 0.7, 1);
    static const struct {
        DemoFault fault;
        double rows_least, rows_most;   // after it, as a share of the shop without the fault
        double value_least, value_most; // the same of the mean amount of a row
    } cases[] = {
        {DEMO_PRICE_RISE, 0.2, 0.8, 1.15, 1.4},         {DEMO_RETENTION_BREAK, 0.2, 0.8, 0.9, 1.1},
        {DEMO_ACQUISITION_SLUMP, 0.5, 0.95, 0.9, 1.1},  {DEMO_FREQUENCY_DECLINE, 0.4, 0.75, 0.9, 1.1},
        {DEMO_ORDER_VALUE_DROP, 0.95, 1.05, 0.7, 0.8},  {DEMO_BEST_CUSTOMERS_SLEEPING, 0.4, 0.95, 0.6, 1.1},
        {DEMO_SECOND_ORDER_SLUMP, 0.4, 0.95, 0.9, 1.1}, {DEMO_REFUND_SURGE, 1.02, 1.2, 0.75, 0.97},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        DemoOrders orders = with_fault(cases[i].fault);
        Stretch same = stretch(&orders, 0, 0.7), changed = stretch(&orders, 0.7, 1);
        double rows = changed.rows / after.rows, value = changed.amount / changed.rows / (after.amount / after.rows);
        if (cases[i].fault != DEMO_ACQUISITION_SLUMP) CHECK_NEAR(same.rows, before.rows, before.rows / 50);
        CHECK(cases[i].rows_least <= rows && rows <= cases[i].rows_most);
        CHECK(cases[i].value_least <= value && value <= cases[i].value_most);
        demo_orders_close(&orders);
    }
    demo_orders_close(&fine);
}

TEST(a_gap_of_thirty_days_has_no_row)
{
    DemoOrders orders = with_fault(DEMO_DATA_GAP);
    CHECK_NEAR(stretch(&orders, 980.0 / 1400, 1010.0 / 1400).rows, 0, 0);
    CHECK(stretch(&orders, 970.0 / 1400, 980.0 / 1400).rows > 20);
    CHECK(stretch(&orders, 1010.0 / 1400, 1020.0 / 1400).rows > 20);
    demo_orders_close(&orders);
}

TEST(a_big_customer_has_its_share_and_then_no_order)
{
    DemoOrders orders = with_fault(DEMO_BIG_CUSTOMER_LOST);
    double big = 0, big_after = 0, all = 0;
    for (size_t i = 0; i < orders.count; i++) {
        bool after = orders.order[i].second >= (demo_shop(1, 1, 1).from + 0.7 * 1400 + 30) * SECONDS_PER_DAY;
        double amount = orders.order[i].amount_minor;
        if (orders.order[i].customer == 999) *(after ? &big_after : &big) += amount;
        if (!after) all += amount;
    }
    CHECK_NEAR(big / all, 0.2, 0.03);
    CHECK(big_after <= 0);
    demo_orders_close(&orders);
}

TEST(each_fault_is_found_by_its_name)
{
    for (DemoFault fault = 0; fault < DEMO_FAULT_COUNT; fault++) {
        DemoFault found = DEMO_FAULT_COUNT;
        CHECK(demo_fault_parse(demo_fault_name(fault), &found) && found == fault);
    }
    DemoFault fault;
    CHECK(!demo_fault_parse(STR("flood"), &fault));
}

TEST(random_numbers_have_the_mean_and_variance_of_their_distribution)
{
    Random random = random_start(3, 4);
    enum { DRAWS = 20000 };
    double sums[5] = {0}, squares[5] = {0};
    for (int i = 0; i < DRAWS; i++) {
        const double draws[5] = {random_exponential(&random), random_normal(&random), random_gamma(&random, 0.5),
                                 random_beta(&random, 2, 3), (double)random_poisson(&random, 4)};
        for (size_t k = 0; k < 5; k++) {
            sums[k] += draws[k];
            squares[k] += draws[k] * draws[k];
        }
    }
    static const double means[5] = {1, 0, 0.5, 0.4, 4}, variances[5] = {1, 1, 0.5, 0.04, 4};
    for (size_t k = 0; k < 5; k++) {
        double mean = sums[k] / DRAWS;
        CHECK_NEAR(mean, means[k], 0.05);
        CHECK_NEAR(squares[k] / DRAWS - mean * mean, variances[k], 0.1 * fmax(1, variances[k]));
    }
}
