#include "http/wheel.h"
#include "base/test.h"

// The deadlines that are due by `now`, as a sum, and how many.
static int64_t due_by(Wheel *wheel, int64_t now, int *count)
{
    int64_t sum = 0;
    *count = 0;
    for (Timer *timer; (timer = wheel_next_due(wheel, now)); ++*count) sum += timer->due;
    return sum;
}

TEST(a_deadline_is_met_once_never_early_and_a_tick_late_at_most)
{
    enum { TIMERS = 3000, START = 12345 };
    Wheel *wheel = arena_new(test_arena(), Wheel);
    Timer *timers = arena_array(test_arena(), Timer, TIMERS);
    uint64_t random = 1;
    wheel_start(wheel, START);
    for (int i = 0; i < TIMERS; i++) {
        random = random * 6364136223846793005U + 1442695040888963407U;
        wheel_set(wheel, &timers[i], START + (int64_t)(random >> 33) % 400000); // up to three turns of the wheel
    }
    int met = 0;
    for (int64_t now = START; now < START + 500000; now = now < wheel->wake ? wheel->wake : now + 1) {
        if (wheel->wake == INT64_MAX) break;
        for (Timer *timer; (timer = wheel_next_due(wheel, now)); met++)
            CHECK(timer->due <= now && now - timer->due <= 2 * WHEEL_TICK_MS && !timer->link);
    }
    CHECK_INT(met, TIMERS);
    CHECK_INT(wheel->wake, INT64_MAX);
}

TEST(a_deadline_that_is_moved_or_cleared_is_not_met_before)
{
    Wheel *wheel = arena_new(test_arena(), Wheel);
    Timer moved = {0}, cleared = {0}, kept = {0};
    int count;
    wheel_start(wheel, 0);
    wheel_set(wheel, &moved, 100);
    wheel_set(wheel, &cleared, 100);
    wheel_set(wheel, &kept, 100);
    wheel_set(wheel, &moved, 1000);
    wheel_clear(wheel, &cleared);
    wheel_clear(wheel, &cleared);
    CHECK_INT(due_by(wheel, 99, &count), 0);
    CHECK_INT(due_by(wheel, 160, &count), 100);
    CHECK_INT(count, 1);
    CHECK_INT(due_by(wheel, 999, &count), 0);
    CHECK_INT(due_by(wheel, 100000, &count), 1000);
}

TEST(after_a_long_sleep_all_that_is_due_is_met)
{
    Wheel *wheel = arena_new(test_arena(), Wheel);
    Timer timers[3] = {0};
    int count;
    wheel_start(wheel, 0);
    wheel_set(wheel, &timers[0], 1);
    wheel_set(wheel, &timers[1], 70000);
    wheel_set(wheel, &timers[2], 10000000);
    CHECK_INT(due_by(wheel, 9000000, &count), 70001);
    CHECK_INT(count, 2);
    wheel_set(wheel, &timers[0], 5); // in the past: at once
    CHECK_INT(due_by(wheel, 9000100, &count), 5);
    CHECK_INT(due_by(wheel, 10000100, &count), 10000000);
}
