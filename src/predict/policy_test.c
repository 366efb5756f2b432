#include "predict/policy.h"

#include <math.h>

#include "base/test.h"

// R126: 0.5 of 600.00 before 0.9 of 100.00, together 390.00.
TEST(value_at_risk_is_the_chance_times_what_remains)
{
    CHECK_INT(value_at_risk(0.5, 60000), 30000);
    CHECK_INT(value_at_risk(0.9, 10000), 9000);
    CHECK_INT(value_at_risk(0.5, 60000) + value_at_risk(0.9, 10000), 39000);
    CHECK_INT(value_at_risk(NAN, 10000), 0);
    CHECK_INT(value_at_risk(0.5, NAN), 0);
    CHECK_INT(value_at_risk(0.5, -100), 0);
    CHECK_INT(value_at_risk(1, 1e300), (int64_t)9e18);
}

// ---- plans ----

static double worth_of_set(const Offer *offer, size_t count, uint64_t set, const PlanLimits *limits)
{
    double worth = 0, cost = 0;
    int64_t places[8] = {0};
    for (size_t i = 0; i < count; i++) {
        if (!(set >> i & 1)) continue;
        for (size_t j = 0; j < i; j++)
            if (set >> j & 1 && offer[j].person == offer[i].person) return -1;
        worth += offer[i].value - offer[i].cost;
        cost += offer[i].cost;
        if (++places[offer[i].action] > limits->capacity[offer[i].action]) return -1;
    }
    return cost <= limits->budget ? worth : -1;
}

TEST(a_small_plan_is_the_best_of_all)
{
    enum { OFFERS = 12 };
    Random random = random_start(8, 0);
    for (int round = 0; round < 60; round++) {
        Offer offer[OFFERS];
        int64_t capacity[] = {(int64_t)(3 * random_unit(&random)), 2, 3};
        PlanLimits limits = {100 * random_unit(&random), capacity, COUNT_OF(capacity)};
        for (uint32_t i = 0; i < OFFERS; i++)
            offer[i] = (Offer){i / 3, i % 3, 60 * random_unit(&random), 40 * random_unit(&random)};
        double best = 0;
        for (uint64_t set = 0; set < 1U << OFFERS; set++) best = fmax(best, worth_of_set(offer, OFFERS, set, &limits));
        Plan plan = plan_choose(offer, OFFERS, &limits, test_arena());
        CHECK(plan.exact && fabs(plan.value - plan.cost - best) < 1e-9 && plan.cost <= limits.budget);
    }
}

TEST(a_large_plan_keeps_its_limits_and_comes_close_to_its_bound)
{
    enum { PEOPLE = 3000, ACTIONS = 3 };
    Random random = random_start(9, 0);
    Offer *offer = arena_array(test_arena(), Offer, PEOPLE * ACTIONS);
    const int64_t capacity[] = {200, -1, 500};
    PlanLimits limits = {20000, capacity, ACTIONS};
    for (uint32_t i = 0; i < PEOPLE * ACTIONS; i++)
        offer[i] = (Offer){i / ACTIONS, i % ACTIONS, 200 * random_unit(&random), 30 * (1 + i % ACTIONS)};
    Plan plan = plan_choose(offer, PEOPLE * ACTIONS, &limits, test_arena());
    int64_t places[ACTIONS] = {0}, *of_person = arena_array(test_arena(), int64_t, PEOPLE);
    for (size_t i = 0; i < PEOPLE * ACTIONS; i++) {
        if (!plan.chosen[i]) continue;
        places[offer[i].action]++;
        CHECK_INT(++of_person[offer[i].person], 1);
    }
    CHECK(plan.cost <= 20000 && places[0] <= 200 && places[2] <= 500);
    double worth = plan.value - plan.cost;
    CHECK(worth <= plan.bound + 1e-6 && worth > 0.97 * plan.bound);
}

TEST(without_limits_everybody_gets_what_is_best_for_them)
{
    const Offer offer[] = {{0, 0, 10, 4}, {0, 1, 9, 1}, {1, 0, 5, 5}, {2, 1, NAN, 0}, {3, 1, 3, 0}, {4, 0, 1, -5}};
    const int64_t capacity[] = {-1, -1};
    PlanLimits limits = {-1, capacity, 2};
    Plan plan = plan_choose(offer, COUNT_OF(offer), &limits, test_arena());
    CHECK(plan.exact && plan.count == 2 && plan.chosen[1] && plan.chosen[4] && plan.value == 12);
    plan = plan_choose(offer, 0, &limits, test_arena());
    CHECK(plan.exact && plan.count == 0 && plan.bound == 0);
    limits.budget = 0;
    plan = plan_choose(offer, COUNT_OF(offer), &limits, test_arena());
    CHECK(plan.count == 1 && plan.chosen[4]); // what costs nothing
}

// ---- choosing by a little lot, and judging another rule ----

TEST(chances_add_up_and_favour_the_best)
{
    const double worth[] = {1, 5, 5, 2};
    double chance[4];
    size_t best;
    policy_chances(worth, 4, 0.2, chance, &best);
    CHECK(best == 1);
    CHECK_NEAR(chance[1], 0.85, 1e-12);
    CHECK_NEAR(chance[0] + chance[1] + chance[2] + chance[3], 1, 1e-12);
    policy_chances(worth, 1, 0.2, chance, &best);
    CHECK_NEAR(chance[0], 1, 1e-12);
    Random random = random_start(1, 1);
    int64_t drawn[4] = {0};
    policy_chances(worth, 4, 0.2, chance, &best);
    for (int i = 0; i < 10000; i++) drawn[policy_draw(chance, 4, &random)]++;
    CHECK(drawn[1] > 8300 && drawn[1] < 8700 && drawn[0] > 400 && drawn[0] < 600);
}

// Two kinds of people and two actions. Mean rewards: kind 0: 10, 20; kind 1: 30, 5. The logged policy took action 0
// with 0.8 for everybody: 0.8 (10 + 30) / 2 + 0.2 (20 + 5) / 2 = 18.5. The best one takes 1 for kind 0 and 0 for kind
// 1: 25.
static const double truth[2][2] = {{10, 20}, {30, 5}};

static size_t log_choices(uint64_t seed, LoggedChoice *log, size_t count)
{
    Random random = random_start(seed, 0);
    RewardSums sums = reward_sums(2, 2, test_arena());
    uint8_t *kind = arena_array(test_arena(), uint8_t, count), *action = arena_array(test_arena(), uint8_t, count);
    for (size_t i = 0; i < count; i++) {
        kind[i] = random_unit(&random) < 0.5;
        action[i] = random_unit(&random) >= 0.8;
        log[i] = (LoggedChoice){.chance = action[i] ? 0.2 : 0.8, .target = action[i] != kind[i]};
        log[i].reward = truth[kind[i]][action[i]] + 5 * random_normal(&random);
        reward_see(&sums, kind[i], action[i], log[i].reward);
    }
    for (size_t i = 0; i < count; i++) {
        log[i].fitted = reward_mean(&sums, kind[i], action[i], true, action[i], log[i].reward);
        log[i].expected = reward_mean(&sums, kind[i], !kind[i], true, action[i], log[i].reward);
    }
    return count;
}

static bool covers(const Sampled *sampled, double value)
{
    return sampled->observed && sampled->low <= value && sampled->high >= value;
}

TEST(another_policy_is_valued_from_the_log_of_this_one)
{
    enum { CHOICES = 400, SETS = 200 };
    static LoggedChoice log[CHOICES];
    int ips = 0, snips = 0, dr = 0, logged = 0, narrower = 0;
    for (uint64_t seed = 1; seed <= SETS; seed++) {
        PolicyValue value = policy_value(log, log_choices(seed, log, CHOICES));
        logged += covers(&value.logged, 18.5);
        ips += covers(&value.ips, 25);
        snips += covers(&value.snips, 25);
        dr += covers(&value.dr, 25);
        narrower += value.dr.high - value.dr.low < value.ips.high - value.ips.low;
        CHECK(value.enough && value.n == CHOICES && value.weight_max == 5);
    }
    CHECK(logged >= SETS * 9 / 10 && ips >= SETS * 9 / 10 && snips >= SETS * 9 / 10 && dr >= SETS * 9 / 10);
    CHECK(narrower >= SETS * 9 / 10); // that is what the model is for
}

TEST(a_log_that_says_nothing_of_the_other_policy_says_so)
{
    LoggedChoice log[] = {{.chance = 0.9, .reward = 5, .target = 0},
                          {.chance = 0, .reward = 1, .target = 1},
                          {.chance = 0.5, .reward = NAN, .target = 1}};
    PolicyValue value = policy_value(log, COUNT_OF(log));
    CHECK(value.n == 1 && !value.enough && !value.snips.observed && value.effective == 0);
    value = policy_value(log, 0);
    CHECK(value.n == 0 && !value.ips.observed && !value.enough);
}
