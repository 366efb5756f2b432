#include "behaviour/retention_drivers.h"

#include "activity/people_test.h"

enum { ENTRY, RETURN, VIEW, LANES };
static const Second begin = 20000 * SECONDS_PER_DAY + 3600; // not at midnight: days are 24 hours from here

// Two first days, retained on days 4 to 5.
static const DriverAsk asked = {.from = 0,
                                .to = INT64_MAX,
                                .known_to = 20010 * (int64_t)SECONDS_PER_DAY,
                                .days = 2,
                                .later_from = 4,
                                .later_to = 5};

typedef struct World {
    TestPeople people;
    TestEvent event[64];
} World;

static void add(World *world, Customer person, uint32_t lane, int64_t after)
{
    world->event[world->people.count++] = (TestEvent){person, lane, (Second)(begin + after), 0, DIMENSION_OTHER};
}

static void arrange(World *world, uint32_t people)
{
    world->people.event = world->event;
    world->people.people = people;
    world->people.lanes = LANES;
    test_people_arrange(&world->people);
}

static DriverLane lane(const World *world, uint32_t number)
{
    return (DriverLane){world->people.lane_at[number], false};
}

static DriverPeople look(const World *world, const Grouping *grouping)
{
    DriverPeople people;
    drivers_begin(lane(world, ENTRY), &asked, grouping, test_arena(), &people);
    drivers_retained(lane(world, RETURN), &asked, &people);
    return people;
}

// Person by person, at the edges of the two stretches.
static World *edges(void)
{
    World *world = arena_new(test_arena(), World);
    const int64_t day = SECONDS_PER_DAY;
    for (Customer c = 0; c < 6; c++) add(world, c, ENTRY, 0);
    add(world, 0, VIEW, 2 * day - 1); // the last second of the first days
    add(world, 0, RETURN, 4 * day);   // the first of the later ones
    add(world, 1, VIEW, 2 * day);     // too late
    add(world, 1, RETURN, 6 * day - 1);
    add(world, 2, VIEW, -1); // before they began
    add(world, 2, RETURN, 4 * day - 1);
    add(world, 3, VIEW, 0);
    add(world, 3, VIEW, 0);
    add(world, 3, RETURN, 6 * day);
    add(world, 6, ENTRY, 10 * day); // too recent
    add(world, 7, VIEW, 0);         // never began
    arrange(world, 8);
    return world;
}

TEST(drivers_count_what_lies_in_the_first_days_and_in_the_later_ones)
{
    World *world = edges();
    DriverPeople people = look(world, &(Grouping){NULL, 0, 1});
    DriverCount count[DRIVER_TIMES];
    CHECK_INT(people.people, 6);
    CHECK_INT(people.retained, 2);
    CHECK_INT(people.too_recent, 1);
    CHECK(people.stayed[0] && people.stayed[1] && !people.stayed[2] && !people.stayed[3]);
    drivers_count(lane(world, VIEW), &asked, &people, count);
    CHECK_INT(count[0].did, 2);
    CHECK_INT(count[0].did_retained, 1);
    CHECK_INT(count[1].did, 1); // twice
    CHECK_INT(count[1].did_retained, 0);
    CHECK_INT(count[2].did, 0);
}

TEST(drivers_look_only_at_the_people_of_the_segment)
{
    World *world = edges();
    static const uint16_t group[8] = {0, UINT16_MAX, 0, UINT16_MAX, UINT16_MAX, UINT16_MAX, UINT16_MAX, 0};
    DriverPeople people = look(world, &(Grouping){group, 8, 1});
    CHECK_INT(people.people, 2);
    CHECK_INT(people.retained, 1);
    CHECK_INT(people.too_recent, 0);
}

// 100 people, 40 retained; 40 did it once, 30 of them retained: by hand 0.75 against 10/60.
TEST(drivers_are_tested_ranked_and_corrected)
{
    DriverPeople people = {.people = 100, .retained = 40};
    const DriverCount view[DRIVER_TIMES] = {{40, 30}, {40, 30}, {10, 9}, {0, 0}, {0, 0}};
    const DriverCount all[DRIVER_TIMES] = {{100, 40}, {50, 10}, {0, 0}, {0, 0}, {0, 0}};
    Driver driver[2 * DRIVER_TIMES];
    size_t count = drivers_of(0, &people, view, driver);
    CHECK_INT(count, 2); // twice is the same people as once
    count += drivers_of(1, &people, all, driver + count);
    CHECK_INT(count, 3); // what everybody did tells nobody apart
    drivers_rank(driver, count, test_arena());
    CHECK_INT(driver[0].event, 0);
    CHECK_INT(driver[0].times, 1);
    CHECK_NEAR(driver[0].did.value, 0.4, 1e-12);
    CHECK_NEAR(driver[0].stayed.value, 0.75, 1e-12);
    CHECK_NEAR(driver[0].stayed_without.value, 1.0 / 6, 1e-12);
    CHECK_NEAR(driver[0].lift, 4.5, 1e-12);
    CHECK_NEAR(driver[0].difference.value, 0.75 - 1.0 / 6, 1e-12);
    CHECK_NEAR(driver[0].correlation, (30.0 * 50 - 10.0 * 10) / 2400, 1e-12); // sqrt(40 * 60 * 40 * 60) = 2400
    CHECK(!driver[0].small_sample);
    CHECK_INT(driver[1].times, 3);
    CHECK(driver[1].small_sample);
    CHECK_INT(driver[2].event, 1);
    CHECK(driver[2].correlation < 0);
    for (size_t i = 0; i < count; i++) CHECK(driver[i].p <= driver[i].p_adjusted);
    CHECK_NEAR(driver[0].p_adjusted, 3 * driver[0].p, 1e-20); // the smallest of three
}

TEST(drivers_without_people_are_none)
{
    DriverPeople people = {0};
    const DriverCount nobody[DRIVER_TIMES] = {{0, 0}};
    Driver driver[DRIVER_TIMES];
    CHECK_INT(drivers_of(0, &people, nobody, driver), 0);
    drivers_rank(driver, 0, test_arena());
}
