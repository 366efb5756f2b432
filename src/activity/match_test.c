// ask_match against what match.h says, word by word, of each person on many small random histories.
#include "activity/lanes_test.h"
#include "activity/match.h"

typedef struct Plain {
    const TestLanes *lanes;
    uint32_t person;
} Plain;

typedef struct PlainRow {
    bool any;
    int64_t count, sum, first, last, days;
} PlainRow;

static bool plain_takes(const Plain *plain, const MatchRule *rule, const LaneRow *row)
{
    return row->person == plain->person && row->second >= rule->from && (rule->to == 0 || row->second <= rule->to) &&
           (rule->dimension < 0 || row->code == rule->code);
}

static bool day_seen_before(const TestLane *lane, size_t at, const Plain *plain, const MatchRule *rule)
{
    for (size_t i = 0; i < at; i++)
        if (plain_takes(plain, rule, &lane->row[i]) && lane->row[i].second / 86400 == lane->row[at].second / 86400)
            return true;
    return false;
}

static PlainRow plain_measure(const Plain *plain, const MatchRule *rule)
{
    const TestLane *lane = &plain->lanes->lane[rule->lane];
    PlainRow found = {.first = INT64_MAX};
    for (size_t i = 0; i < lane->count; i++) {
        const LaneRow *row = &lane->row[i];
        if (!plain_takes(plain, rule, row)) continue;
        found.any = true;
        found.count++;
        found.sum += row->amount;
        if (row->second < found.first) found.first = row->second;
        if (row->second > found.last) found.last = row->second;
        found.days += !day_seen_before(lane, i, plain, rule);
    }
    return found;
}

static bool plain_rows(const Plain *plain, const MatchRule *rule)
{
    PlainRow found = plain_measure(plain, rule);
    int64_t times = 1, measure = 0;
    switch (rule->measure) {
    case MATCH_COUNT: measure = found.count; break;
    case MATCH_SUM: measure = found.sum; break;
    case MATCH_AVERAGE: measure = found.sum, times = found.count; break;
    case MATCH_FIRST: measure = found.first; break;
    case MATCH_LAST: measure = found.last; break;
    case MATCH_DISTINCT_DAYS: measure = found.days; break;
    }
    bool needs_rows = rule->measure == MATCH_AVERAGE || rule->measure == MATCH_FIRST || rule->measure == MATCH_LAST;
    if (needs_rows && !found.any) return false;
    if (rule->low != INT64_MIN && measure < rule->low * times) return false;
    return rule->high == INT64_MAX || measure <= rule->high * times;
}

static bool plain_then(const Plain *plain, const MatchRule *rule)
{
    const TestLane *lane = &plain->lanes->lane[rule->lane], *then = &plain->lanes->lane[rule->then_lane];
    for (size_t i = 0; i < lane->count; i++)
        for (size_t k = 0; k < then->count; k++) {
            if (lane->row[i].person != plain->person || then->row[k].person != plain->person) continue;
            int64_t later = then->row[k].second - lane->row[i].second;
            if (later > 0 && (rule->then_seconds == 0 || later <= rule->then_seconds)) return true;
        }
    return false;
}

static bool plain_holds(const Plain *plain, const MatchRule *rule)
{
    size_t held = 0;
    for (size_t i = 0; i < rule->child_count; i++) held += plain_holds(plain, &rule->children[i]);
    switch (rule->kind) {
    case MATCH_ALL: return held == rule->child_count;
    case MATCH_ANY: return held > 0;
    case MATCH_NOT: return held == 0;
    case MATCH_ROWS: return plain_rows(plain, rule);
    case MATCH_SET:
        return plain->person < rule->set->customers && rule->set->word[plain->person / 64] >> plain->person % 64 & 1;
    case MATCH_THEN: return plain_then(plain, rule);
    }
    return false;
}

// ---- random rules ----

static const CustomerSet *random_set(const TestLanes *lanes, uint64_t *dice)
{
    CustomerSet *set = arena_new(test_arena(), CustomerSet);
    set->customers = (uint32_t)test_random(dice, lanes->people + 1); // it may know fewer people
    set->word = arena_array(test_arena(), uint64_t, set->customers / 64 + 1);
    for (uint32_t p = 0; p < set->customers; p++) set->word[p / 64] |= test_random(dice, 2) << p % 64;
    return set;
}

static void random_measure(const TestLanes *lanes, uint64_t *dice, MatchRule *rule)
{
    uint64_t span = (uint64_t)(lanes->last - lanes->first + 3);
    rule->measure = (MatchMeasure)test_random(dice, MATCH_DISTINCT_DAYS + 1);
    if (test_random(dice, 2)) rule->from = (Second)(lanes->first - 1 + (int64_t)test_random(dice, span));
    if (test_random(dice, 3) == 0) rule->to = (Second)(lanes->first - 1 + (int64_t)test_random(dice, span));
    bool moment = rule->measure == MATCH_FIRST || rule->measure == MATCH_LAST;
    int64_t base = moment ? lanes->first : 0;
    uint64_t width = moment ? span : 5;
    rule->low = test_random(dice, 3) ? base - 1 + (int64_t)test_random(dice, width) : INT64_MIN;
    rule->high = test_random(dice, 2) ? base - 1 + (int64_t)test_random(dice, width) : INT64_MAX;
    rule->dimension = test_random(dice, 3) ? -1 : 0;
    rule->code = (uint16_t)test_random(dice, TEST_LANE_CODES);
}

static MatchRule random_rule(const TestLanes *lanes, uint64_t *dice, int depth)
{
    MatchRule rule = {.kind = (MatchKind)test_random(dice, MATCH_THEN + 1)};
    if (depth == 0 && rule.kind < MATCH_ROWS) rule.kind = MATCH_ROWS;
    rule.lane = (uint32_t)test_random(dice, lanes->lanes);
    rule.then_lane = (uint32_t)test_random(dice, lanes->lanes);
    rule.then_seconds = test_random(dice, 3) ? 1 + (uint32_t)test_random(dice, test_random(dice, 2) ? 8 : 100000) : 0;
    if (rule.kind == MATCH_SET) rule.set = random_set(lanes, dice);
    if (rule.kind == MATCH_ROWS) random_measure(lanes, dice, &rule);
    if (rule.kind > MATCH_NOT) return rule;
    rule.child_count = rule.kind == MATCH_NOT ? 1 : test_random(dice, 4);
    MatchRule *children = arena_array(test_arena(), MatchRule, rule.child_count);
    for (size_t i = 0; i < rule.child_count; i++) children[i] = random_rule(lanes, dice, depth - 1);
    rule.children = children;
    return rule;
}

static void check_match(TestLanes *lanes, const MatchRule *rule, int threads)
{
    const Columns *asked[TEST_LANES_MAX];
    for (uint32_t i = 0; i < lanes->lanes; i++) asked[i] = &lanes->columns[i];
    CustomerSet set;
    ask_match(asked, lanes->lanes, lanes->people, rule, threads, test_arena(), &set);
    uint64_t count = 0;
    CHECK_INT(set.customers, lanes->people);
    for (uint32_t person = 0; person < lanes->people; person++) {
        bool expected = plain_holds(&(Plain){lanes, person}, rule);
        CHECK_INT(customer_set_has(&set, person), expected);
        count += expected;
    }
    CHECK_INT(set.count, count);
    CHECK(!customer_set_has(&set, lanes->people));
}

TEST(a_rule_holds_for_whom_it_says)
{
    for (uint64_t seed = 1; seed <= 4000; seed++) {
        uint64_t dice = seed * 31;
        TestLanes lanes = test_lanes(seed);
        if (lanes.people > 100 && seed % 388) continue; // many people: now and then
        MatchRule rule = random_rule(&lanes, &dice, (int)test_random(&dice, 4));
        check_match(&lanes, &rule, 1 + (int)(seed % 3));
    }
}

static bool holds_for_one(const Second *second, uint32_t count, MatchRule rule)
{
    uint32_t first_row[] = {0, count};
    Columns lane = {.customers = 1, .rows = count, .pieces = 1, .piece = {{1, NULL, first_row, second}}};
    const Columns *lanes[] = {&lane, &lane};
    CustomerSet set;
    ask_match(lanes, 2, 1, &rule, 1, test_arena(), &set);
    return customer_set_has(&set, 0);
}

TEST(two_events_of_one_second_do_not_follow_one_another)
{
    MatchRule rule = {.kind = MATCH_THEN, .then_lane = 1};
    CHECK(!holds_for_one((Second[]){500, 500}, 2, rule));
    CHECK(holds_for_one((Second[]){500, 501}, 2, rule));
    rule.then_seconds = 60;
    CHECK(!holds_for_one((Second[]){500, 500, 561}, 3, rule));
    CHECK(holds_for_one((Second[]){500, 500, 560}, 3, rule));
}

TEST(a_window_has_both_of_its_ends)
{
    MatchRule rule = {.kind = MATCH_ROWS, .from = 100, .to = 200, .low = 2, .high = 2, .dimension = -1};
    CHECK(holds_for_one((Second[]){99, 100, 200, 201}, 4, rule));
    rule.from = 101;
    CHECK(!holds_for_one((Second[]){99, 100, 200, 201}, 4, rule));
    rule.low = 0;
    rule.high = 0;
    CHECK(!holds_for_one((Second[]){99, 100, 200, 201}, 4, rule));
    rule.to = 199;
    CHECK(holds_for_one((Second[]){99, 100, 200, 201}, 4, rule));
}
