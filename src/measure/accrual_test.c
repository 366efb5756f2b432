// What subscriptions bring day by day, against a sum over single days, and what an order pays for.
#include "measure/accrual.h"

#include "base/random.h"
#include "base/test.h"

static Day day(const char *text)
{
    Day parsed = 0;
    CHECK(day_parse(str_of(text), &parsed));
    return parsed;
}

// One person with one subscription: 100.00 a month from 10 January, 280.00 from 15 February, ended on 1 April.
typedef struct World {
    RecurringTable table;
    RecurringStep step[3];
    RecurringSubscription subscription;
    RecurringPerson person;
    RecurringCurrency currency;
} World;

static void make(World *world)
{
    *world =
        (World){.subscription = {.steps = 3}, .person = {.root = 7, .subscriptions = 1}, .currency = {.base = true}};
    world->step[0] = (RecurringStep){.day = day("2026-01-10"), .monthly_minor = 10000, .standing = STANDING_PAYING};
    world->step[1] = (RecurringStep){.day = day("2026-02-15"), .monthly_minor = 28000, .standing = STANDING_PAYING};
    world->step[2] = (RecurringStep){.day = day("2026-04-01"), .standing = STANDING_ENDED};
    CHECK(currency_find(STR("EUR"), &world->currency.currency));
    world->table = (RecurringTable){.step = world->step,
                                    .subscription = &world->subscription,
                                    .person = &world->person,
                                    .steps = 3,
                                    .subscriptions = 1,
                                    .persons = 1,
                                    .currency = &world->currency,
                                    .currencies = 1,
                                    .constant = DAY_MAX};
}

TEST(a_whole_month_brings_the_monthly_value_and_parts_add_up)
{
    World world;
    make(&world);
    const RecurringTable *table = &world.table;
    const RecurringPerson *person = subscriber_find(table, 7);
    CHECK(person == &world.person);
    CHECK(!subscriber_find(table, 6));
    CHECK(!subscriber_find(table, 8));
    CHECK_INT(subscriber_accrued(table, person, day("2026-03-01"), day("2026-03-31")), 28000);
    CHECK_INT(subscriber_accrued(table, person, day("2026-02-01"), day("2026-02-28")), 5000 + 14000);
    CHECK_INT(subscriber_accrued(table, person, day("2026-02-01"), day("2026-02-07")), 2500);
    CHECK_INT(subscriber_accrued(table, person, day("2026-04-01"), day("2026-12-31")), 0);
    CHECK_INT(subscriber_accrued(table, person, day("2025-01-01"), day("2026-01-09")), 0);
    int64_t all = subscriber_accrued(table, person, day("2026-01-01"), day("2026-04-30"));
    Random random = random_start(5, 0);
    for (int round = 0; round < 200; round++) {
        Day cut = day("2026-01-01") + (Day)(random_bits(&random) % 119);
        CHECK_INT(subscriber_accrued(table, person, day("2026-01-01"), cut) +
                      subscriber_accrued(table, person, cut + 1, day("2026-04-30")),
                  all);
    }
}

TEST(who_holds_a_subscription_and_which_orders_pay_for_it)
{
    World world;
    make(&world);
    const RecurringTable *table = &world.table;
    const RecurringPerson *person = &world.person;
    CHECK_INT(subscriber_since(table, person), day("2026-01-10"));
    CHECK(!subscriber_holds(table, person, day("2026-01-09")));
    CHECK(subscriber_holds(table, person, day("2026-01-10")));
    CHECK(subscriber_holds(table, person, day("2026-03-31")));
    CHECK(!subscriber_holds(table, person, day("2026-04-01")));
    CHECK_INT(subscriber_monthly(table, person, day("2026-02-14")), 10000);
    CHECK_INT(subscriber_monthly(table, person, day("2026-02-15")), 28000);
    CHECK(order_pays_subscription(table, person, day("2026-02-01"), 10000));
    CHECK(order_pays_subscription(table, person, day("2026-02-01"), 120000)); // a year
    CHECK(order_pays_subscription(table, person, day("2026-02-01"), 30000));  // a quarter
    CHECK(!order_pays_subscription(table, person, day("2026-02-01"), 20000));
    CHECK(!order_pays_subscription(table, person, day("2026-02-20"), 10000));
    CHECK(!order_pays_subscription(table, person, day("2026-04-02"), 28000)); // no longer held
    world.step[1].standing = STANDING_TRIAL;
    world.step[0].standing = STANDING_TRIAL;
    CHECK_INT(subscriber_since(table, person), DAY_MAX);
}
