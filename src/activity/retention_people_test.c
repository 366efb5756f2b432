// People who came back are as many when they alone are asked for, of many people in several lanes and pieces.
#include "activity/lanes_test.h"
#include "activity/retention.h"

static RetentionAsk random_ask(const TestLanes *lanes, uint64_t *dice)
{
    RetentionAsk ask = {.bucket = (BucketUnit)(BUCKET_DAY + test_random(dice, 2)),
                        .mode = test_random(dice, 2) ? RETENTION_ON : RETENTION_ON_OR_AFTER,
                        .buckets = 1 + (uint32_t)test_random(dice, 63),
                        .start_lanes = lanes->lanes};
    ask.purchases = ask.start_purchases = test_random(dice, 2);
    ask.cohorts.unit = (BucketUnit)(BUCKET_DAY + test_random(dice, 4));
    ask.cohorts.first = bucket_of_second(ask.cohorts.unit, lanes->first);
    ask.cohorts.count = (uint32_t)(bucket_of_second(ask.cohorts.unit, lanes->last) - ask.cohorts.first + 1 -
                                   (int64_t)test_random(dice, 2));
    int64_t known = lanes->last + (test_random(dice, 4) ? 2 * SECONDS_PER_DAY : -3 * SECONDS_PER_DAY);
    ask.cohorts.known_to = (Second)(known - known % SECONDS_PER_DAY);
    return ask;
}

static Retention answer_of(const TestLanes *lanes, uint32_t without, const RetentionAsk *ask, const uint16_t *group,
                           int threads)
{
    Retention answer;
    const Columns *lane[TEST_LANES_MAX];
    uint32_t count = 0;
    for (uint32_t i = 0; i < lanes->lanes; i++)
        if (i != without) lane[count++] = &lanes->columns[i];
    ask_retention(lane, count, lanes->people, ask, group, 3, threads, test_arena(), &answer);
    return answer;
}

static void check_same(const Retention *all, const Retention *people)
{
    for (uint32_t row = 0; row < all->groups * all->cohorts; row++) {
        CHECK_INT(people->size[row], all->size[row]);
        for (uint32_t bucket = 0; bucket < all->buckets; bucket++) {
            const RetentionCell *cell = &all->cell[row * all->buckets + bucket];
            const RetentionCell *same = &people->cell[row * all->buckets + bucket];
            CHECK_INT(same->active, cell->active);
            CHECK_INT(same->at_risk, cell->at_risk);
            CHECK_INT(same->observed, cell->observed);
            CHECK_INT(same->orders + same->amount, 0);
        }
    }
}

static bool much_is_kept(const TestLanes *lanes)
{
    for (uint32_t i = 0; i < lanes->lanes; i++)
        if (lanes->columns[i].rows > 1000 && lanes->columns[i].piece[0].kept) return true;
    return false;
}

TEST(people_who_came_back_are_as_many_when_they_alone_are_asked_for)
{
    for (uint64_t seed = 97; seed <= 97 * 120; seed += 97) { // of 9,000 people
        uint64_t dice = seed;
        TestLanes lanes = test_lanes(seed);
        if (!much_is_kept(&lanes)) continue;
        uint16_t *group = arena_array(test_arena(), uint16_t, lanes.people);
        for (uint32_t p = 0; p < lanes.people; p++) group[p] = (uint16_t)test_random(&dice, 4);
        for (int times = 0; times < 12; times++) { // some of the lanes and of the questions are the same again
            RetentionAsk ask = random_ask(&lanes, &dice);
            uint32_t without = lanes.lanes < 3 ? TEST_LANES_MAX : (uint32_t)test_random(&dice, lanes.lanes);
            if (without < lanes.lanes) ask.start_lanes--;
            Retention all = answer_of(&lanes, without, &ask, group, 2);
            ask.people_only = true;
            Retention people = answer_of(&lanes, without, &ask, group, 1 + (int)test_random(&dice, 3));
            check_same(&all, &people);
        }
        arena_reset(test_arena());
    }
}
