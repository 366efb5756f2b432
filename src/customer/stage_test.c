#include "customer/stage.h"

#include "base/random.h"
#include "base/test.h"

// Days are days since the beginning; history as "prospect 0, first_time 10, at_risk 55".
static const Instant day_ms = INT64_C(86400) * MILLISECONDS_PER_SECOND;
static const StageRules rules = {.window_days = 90, .loyal_purchases = 5, .ambassador_score = 9};

typedef struct Life {
    Instant purchase[64];
    StageContract contract[8];
    StageFacts facts;
} Life;

static Life *life_of(const int *days, size_t count)
{
    Life *life = arena_new(test_arena(), Life);
    for (size_t i = 0; i < count; i++) life->purchase[i] = days[i] * day_ms;
    life->facts = (StageFacts){.purchase = life->purchase, .purchases = count, .contract = life->contract};
    return life;
}

#define LIFE(...) life_of((const int[]){__VA_ARGS__}, COUNT_OF(((const int[]){__VA_ARGS__})))

static void contract(Life *life, int from, int until, bool paid)
{
    life->contract[life->facts.contracts++] =
        (StageContract){from * day_ms, until < 0 ? INT64_MAX : until * day_ms, paid};
}

static Str told(const Life *life, int now)
{
    StageHistory history = stage_history(&life->facts, &rules, now * day_ms, test_arena());
    Text text = text_in(test_arena());
    for (size_t i = 0; i < history.count; i++) {
        Str stage = stage_name(history.change[i].stage);
        text_addf(&text, "%s%.*s %lld", i ? ", " : "", STR_ARGS(stage), (long long)(history.change[i].at / day_ms));
    }
    return text_str(&text);
}

TEST(a_second_purchase_makes_a_repeat_buyer_and_history_keeps_both)
{
    CHECK_TEXT(told(LIFE(10, 20), 30), "prospect 0, first_time 10, repeat 20");
}

TEST(silence_makes_at_risk_inactive_and_lost_on_their_days)
{
    CHECK_TEXT(told(LIFE(10), 54), "prospect 0, first_time 10");
    CHECK_TEXT(told(LIFE(10), 55), "prospect 0, first_time 10, at_risk 55");
    CHECK_TEXT(told(LIFE(10), 99), "prospect 0, first_time 10, at_risk 55");
    CHECK_TEXT(told(LIFE(10), 100), "prospect 0, first_time 10, at_risk 55, inactive 100");
    CHECK_TEXT(told(LIFE(10), 500), "prospect 0, first_time 10, at_risk 55, inactive 100, lost 190");
}

TEST(who_comes_back_is_won_back_until_the_next_purchase)
{
    CHECK_TEXT(told(LIFE(10, 110), 120), "prospect 0, first_time 10, at_risk 55, inactive 100, won_back 110");
    CHECK_TEXT(told(LIFE(10, 110, 130), 140),
               "prospect 0, first_time 10, at_risk 55, inactive 100, won_back 110, repeat 130");
    CHECK_TEXT(told(LIFE(10, 60), 70), "prospect 0, first_time 10, at_risk 55, repeat 60"); // was only at risk
}

TEST(from_three_purchases_on_the_own_rhythm_decides)
{
    CHECK_TEXT(told(LIFE(10, 20, 30), 45), "prospect 0, first_time 10, repeat 20, at_risk 45");
    CHECK_TEXT(told(LIFE(10, 110, 210), 400), // gaps of 100 days: at risk after 150, inactive after 200
               "prospect 0, first_time 10, at_risk 55, inactive 100, won_back 110, at_risk 155, inactive 200, "
               "won_back 210, at_risk 360");
    CHECK_TEXT(told(LIFE(10, 11, 12), 20), "prospect 0, first_time 10, repeat 11, at_risk 19"); // never before 7 days
}

TEST(loyal_ones_who_recommend_are_ambassadors)
{
    Life *life = LIFE(10, 20, 30, 40, 50);
    CHECK_TEXT(told(life, 60), "prospect 0, first_time 10, repeat 20, loyal 50");
    life->facts.answered = true;
    life->facts.score = 8;
    life->facts.score_at = 55 * day_ms;
    CHECK_TEXT(told(life, 60), "prospect 0, first_time 10, repeat 20, loyal 50");
    life->facts.score = 9;
    CHECK_TEXT(told(life, 60), "prospect 0, first_time 10, repeat 20, loyal 50, ambassador 55");
    CHECK_TEXT(told(life, 54), "prospect 0, first_time 10, repeat 20, loyal 50");
}

TEST(a_contract_keeps_active_and_its_end_is_a_loss)
{
    Life *life = LIFE(10);
    contract(life, 10, -1, true);
    CHECK_TEXT(told(life, 1000), "prospect 0, first_time 10");
    life = LIFE(10);
    contract(life, 10, 40, true);
    CHECK_TEXT(told(life, 45), "prospect 0, first_time 10, lost 40");
    contract(life, 70, -1, true);
    CHECK_TEXT(told(life, 1000), "prospect 0, first_time 10, lost 40, won_back 70");
}

TEST(a_trial_is_new_and_its_end_is_a_prospect_again)
{
    Life *life = LIFE(0);
    life->facts.purchases = 0;
    contract(life, 5, 35, false);
    CHECK_TEXT(told(life, 20), "prospect 0, new 5");
    CHECK_TEXT(told(life, 40), "prospect 0, new 5, prospect 35");
    contract(life, 30, -1, true);
    CHECK_TEXT(told(life, 40), "prospect 0, new 5, first_time 30");
}

TEST(what_is_in_the_future_is_not_known_yet)
{
    Life *life = LIFE(50);
    StageHistory history = stage_history(&life->facts, &rules, 20 * day_ms, test_arena());
    CHECK_TEXT(told(life, 20), "prospect 0");
    CHECK_INT(history.next, 50 * day_ms);
    CHECK_INT(history.inactive_since, 0);
}

TEST(purchases_from_before_somebody_was_known_begin_the_history)
{
    Life *life = LIFE(10, 20);
    life->facts.since = 1000 * day_ms;
    CHECK_TEXT(told(life, 15), "first_time 10");
    CHECK_TEXT(told(life, 1000), "first_time 10, repeat 20, at_risk 65, inactive 110, lost 200");
    CHECK_INT(stage_history(&life->facts, &rules, 1000 * day_ms, test_arena()).inactive_since, 110 * day_ms);
}

// The stage at any moment is the last of its history, and nothing changes before `next`.
TEST(between_what_happens_and_next_nothing_changes)
{
    Random random = random_start(1, 1);
    for (int round = 0; round < 300; round++) {
        int days[12], count = 1 + (int)(random_bits(&random) % 12), day = 0;
        for (int i = 0; i < count; i++) days[i] = day += 1 + (int)(random_bits(&random) % 120);
        Life *life = life_of(days, (size_t)count);
        if (random_bits(&random) % 2) contract(life, days[0], day + (int)(random_bits(&random) % 90), true);
        for (int now = 0; now < day + 400; now += 13) {
            StageHistory history = stage_history(&life->facts, &rules, now * day_ms, test_arena());
            Instant before = smaller(history.next, (day + 1000) * day_ms) - 1;
            StageHistory later = stage_history(&life->facts, &rules, larger(before, now * day_ms), test_arena());
            CHECK_INT(history.change[history.count - 1].stage, later.change[later.count - 1].stage);
            CHECK_INT(history.count, later.count);
        }
    }
}
