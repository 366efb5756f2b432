#include "predict/replenish.h"

#include <math.h>

#include "base/random.h"
#include "base/test.h"

enum { PEOPLE = 400, YEAR = 365 };

// People who buy about every 28 days, each with a rhythm of their own, half of whom stop in the end: the truth.
static Affinity coffee_shop(AffinityLine *line, size_t *lines)
{
    *lines = 0;
    for (uint32_t c = 0; c < PEOPLE; c++) {
        Random random = random_start(5, c);
        double own = log(28) + 0.3 * random_normal(&random), day = 100 * random_unit(&random);
        while (day < YEAR) {
            line[(*lines)++] = (AffinityLine){c, 0, (int32_t)day, 0};
            if (random_unit(&random) < 0.2) break; // this one was the last
            day += fmax(1, exp(own + 0.2 * random_normal(&random)));
        }
    }
    affinity_sort(line, *lines);
    Affinity affinity;
    AffinityAsk ask = {line, *lines, PEOPLE, 1, YEAR, 1};
    affinity_count(&ask, false, test_arena(), &affinity);
    return affinity;
}

TEST(rhythms_are_recovered)
{
    static AffinityLine line[PEOPLE * YEAR];
    size_t lines;
    Affinity affinity = coffee_shop(line, &lines);
    CHECK_NEAR((double)affinity.item[0].log_gap, log(28), 0.1);
    CHECK_NEAR(sqrt(affinity.gap_within), 0.2, 0.03);
    CHECK_NEAR(sqrt(affinity.gap_between), 0.3, 0.06);
    CHECK_NEAR((double)affinity.item[0].repeat, 0.8, 0.03);
}

// R120: capsules every four weeks, the last 27 days ago.
TEST(who_buys_every_four_weeks_is_due_after_27_days)
{
    static AffinityLine line[PEOPLE * YEAR];
    size_t lines;
    Affinity affinity = coffee_shop(line, &lines);
    Rhythm rhythm = {.last = 300};
    for (int i = 0; i < 6; i++) rhythm_add(&rhythm, 28);
    Replenishment due = replenishment_of(&affinity, 0, &rhythm, 327, 7),
                  early = replenishment_of(&affinity, 0, &rhythm, 305, 7);
    CHECK_NEAR(due.interval_days, 28, 1);
    CHECK(due.probability > 0.4 && due.probability < 1);
    CHECK(early.probability < 0.05);
    CHECK(due.low_days < 28 && 28 < due.high_days);
    Replenishment gone = replenishment_of(&affinity, 0, &rhythm, 700, 7); // long past: left rather than late
    CHECK(gone.probability < due.probability / 4);
}

// What is said to happen within 30 days happens as often: people of the shop above as of day 200.
TEST(probabilities_of_buying_again_are_those_seen)
{
    enum { AS_OF = 200, HORIZON = 30 };
    static AffinityLine line[PEOPLE * YEAR];
    size_t lines, bought = 0;
    double expected = 0;
    Affinity affinity = coffee_shop(line, &lines);
    for (size_t i = 0, end; i < lines; i = end) {
        Rhythm rhythm = {0};
        bool again = false, any = false;
        for (end = i; end < lines && line[end].customer == line[i].customer; end++) {
            again = again || (line[end].day > AS_OF && line[end].day <= AS_OF + HORIZON);
            if (line[end].day > AS_OF) continue;
            if (any && line[end].day > rhythm.last) rhythm_add(&rhythm, line[end].day - rhythm.last);
            any = true;
            rhythm.last = line[end].day;
        }
        if (!any) continue;
        bought += again;
        expected += replenishment_of(&affinity, 0, &rhythm, AS_OF, HORIZON).probability;
    }
    CHECK_NEAR(expected / PEOPLE, (double)bought / PEOPLE, 0.06); // three standard errors of a share of 400
}

TEST(any_rhythm_gives_a_finite_answer)
{
    Affinity affinity = {.items = 1, .gap_between = 0.01, .gap_within = 0.01, .log_gap = 3.4};
    AffinityItem item = {.repeat = 1};
    affinity.item = &item;
    const int32_t gaps[] = {1, 1, 1000000, 1}, days[] = {-5, 0, 1, 2000000000};
    Rhythm rhythm = {0};
    for (int i = 0; i < 4; i++) {
        Replenishment again = replenishment_of(&affinity, 0, &rhythm, days[i], 1 + 300 * i);
        CHECK(again.probability >= 0 && again.probability <= 1 && isfinite(again.interval_days));
        rhythm_add(&rhythm, gaps[i]);
    }
}
