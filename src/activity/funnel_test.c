#include "activity/funnel.h"

#include "activity/people_test.h"

#include <stdlib.h>

// ---- the definitions, word by word ----

typedef struct Reference {
    const TestPeople *people;
    const FunnelAsk *ask;
    Customer person;
} Reference;

typedef struct Way { // an attempt
    uint32_t depth;
    int64_t at[FUNNEL_STEPS_MAX];
    size_t event[FUNNEL_STEPS_MAX];
} Way;

static bool is_step(const Reference *reference, size_t i, uint32_t step)
{
    const TestEvent *event = &reference->people->event[i];
    RowFilter filter = reference->ask->filter[step];
    return event->person == reference->person && event->lane == reference->ask->step[step] &&
           (filter.dimension == 0 || event->code == filter.code);
}

static bool wants_the_same(const FunnelAsk *ask, uint32_t a, uint32_t b)
{
    return ask->step[a] == ask->step[b] && ask->filter[a].dimension == ask->filter[b].dimension &&
           (ask->filter[a].dimension == 0 || ask->filter[a].code == ask->filter[b].code);
}

static bool is_taken(const Reference *reference, const Way *way, size_t event, uint32_t step)
{
    for (uint32_t s = 0; s < step && s < way->depth; s++)
        if (way->event[s] == event && wants_the_same(reference->ask, s, step)) return true;
    return false;
}

static bool any_between(const Reference *reference, int64_t from, int64_t to) // strictly
{
    for (size_t i = 0; i < reference->people->count; i++) {
        const TestEvent *event = &reference->people->event[i];
        if (event->person == reference->person && from < event->second && event->second < to) return true;
    }
    return false;
}

// The earliest event that may be the next step; -1: there is none.
static int64_t next_event(const Reference *reference, const Way *way)
{
    const FunnelAsk *ask = reference->ask;
    int64_t next = -1, before = way->at[way->depth - 1];
    for (size_t i = 0; i < reference->people->count; i++) {
        int64_t second = reference->people->event[i].second;
        if (!is_step(reference, i, way->depth) || is_taken(reference, way, i, way->depth)) continue;
        if (ask->same_second ? second < before : second <= before) continue;
        if (next < 0 || second < reference->people->event[next].second) next = (int64_t)i;
    }
    return next;
}

static Way way_in_order(const Reference *reference, size_t start)
{
    const FunnelAsk *ask = reference->ask;
    Way way = {.depth = 1, .at = {reference->people->event[start].second}, .event = {start}};
    while (way.depth < ask->steps) {
        int64_t next = next_event(reference, &way);
        if (next < 0) break;
        int64_t second = reference->people->event[next].second;
        if (second - way.at[0] > ask->window_seconds) break;
        if (ask->order == FUNNEL_STRICT && any_between(reference, way.at[way.depth - 1], second)) break;
        way.at[way.depth] = second;
        way.event[way.depth++] = (size_t)next;
    }
    return way;
}

static int by_size(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static Way way_in_any_order(const Reference *reference, size_t start)
{
    const FunnelAsk *ask = reference->ask;
    int64_t begin = reference->people->event[start].second;
    Way way = {0};
    bool *used = arena_array(test_arena(), bool, reference->people->count * ask->steps);
    for (uint32_t s = 0; s < ask->steps; s++)
        for (size_t i = 0; i < reference->people->count; i++) { // in order of time
            int64_t second = reference->people->event[i].second;
            uint32_t first = s; // of the steps that want the same
            while (first > 0 && wants_the_same(ask, first - 1, s)) first--;
            for (uint32_t other = 0; other < s; other++)
                if (wants_the_same(ask, other, s) && other < first) first = other;
            if (!is_step(reference, i, s) || used[first * reference->people->count + i]) continue;
            if (second < begin || second - begin > ask->window_seconds) continue;
            used[first * reference->people->count + i] = true;
            way.at[way.depth++] = second;
            break;
        }
    qsort(way.at, way.depth, sizeof way.at[0], by_size);
    return way;
}

static bool is_void(const Reference *reference, const Way *way)
{
    const FunnelAsk *ask = reference->ask;
    for (uint32_t e = 0; e < ask->exclusions; e++) {
        FunnelExclusion exclusion = ask->exclusion[e];
        if (ask->order == FUNNEL_UNORDERED) exclusion = (FunnelExclusion){exclusion.lane, 0, ask->steps - 1};
        if (way->depth <= exclusion.after) continue;
        for (size_t i = 0; i < reference->people->count; i++) {
            const TestEvent *event = &reference->people->event[i];
            if (event->person != reference->person || event->lane != exclusion.lane) continue;
            if (event->second <= way->at[exclusion.after]) continue;
            bool there = way->depth > exclusion.before;
            if (there ? event->second < way->at[exclusion.before]
                      : event->second - way->at[0] <= (int64_t)ask->window_seconds)
                return true;
        }
    }
    return false;
}

// Returns whether there was an attempt at all; depth 0: none that counts.
static bool best_way(const Reference *reference, Way *best)
{
    const FunnelAsk *ask = reference->ask;
    bool tried = false;
    *best = (Way){0};
    for (size_t i = 0; i < reference->people->count; i++) {
        bool starts = false;
        for (uint32_t s = 0; s < (ask->order == FUNNEL_UNORDERED ? ask->steps : 1); s++)
            starts = starts || is_step(reference, i, s);
        Second second = reference->people->event[i].second;
        if (!starts || second < ask->from || (ask->to > 0 && second > ask->to)) continue;
        tried = true;
        Way way = ask->order == FUNNEL_UNORDERED ? way_in_any_order(reference, i) : way_in_order(reference, i);
        if (is_void(reference, &way)) continue;
        if (way.depth > best->depth || (way.depth == best->depth && way.at[0] < best->at[0])) *best = way;
    }
    return tried;
}

static int64_t median_of(int64_t *values, size_t count)
{
    if (count == 0) return -1;
    qsort(values, count, sizeof *values, by_size);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void check_group(const TestPeople *people, const FunnelAsk *ask, const uint16_t *group, uint32_t of_group,
                        const Funnel *answer)
{
    int64_t reached[FUNNEL_STEPS_MAX] = {0}, seconds[FUNNEL_STEPS_MAX] = {0}, excluded = 0;
    int64_t times[FUNNEL_STEPS_MAX][16];
    size_t all = 0;
    for (Customer person = 0; person < people->people; person++) {
        Reference reference = {people, ask, person};
        Way way;
        if ((group ? group[person] : 0) != of_group) continue;
        excluded += best_way(&reference, &way) && way.depth == 0;
        CHECK_INT(answer->depth[person], way.depth);
        CHECK_INT(answer->begun[person], way.at[0]);
        for (uint32_t s = 0; s < way.depth; s++) {
            if (s > 0) seconds[s] += times[s][reached[s]] = way.at[s] - way.at[s - 1];
            reached[s]++;
        }
        if (way.depth == ask->steps) times[0][all++] = way.at[ask->steps - 1] - way.at[0];
    }
    CHECK_INT(answer->excluded[of_group], excluded);
    CHECK_INT(answer->whole_median[of_group], median_of(times[0], all));
    for (uint32_t s = 0; s < ask->steps; s++) {
        size_t at = (size_t)of_group * ask->steps + s;
        CHECK_INT(answer->reached[at], reached[s]);
        CHECK_INT(answer->seconds[at], seconds[s]);
        CHECK_INT(answer->median_seconds[at], s == 0 ? -1 : median_of(times[s], (size_t)reached[s]));
    }
}

static FunnelAsk random_ask(uint64_t *dice, uint32_t lanes, Second first, uint32_t days)
{
    FunnelAsk ask = {.steps = 1 + (uint32_t)test_dice(dice, 5), .order = (FunnelOrder)test_dice(dice, 3)};
    ask.window_seconds = (uint32_t[]){0, 1, 3, 1800, 86400, 86400 * 7}[test_dice(dice, 6)];
    ask.same_second = test_dice(dice, 3) == 0;
    for (uint32_t s = 0; s < ask.steps; s++) {
        ask.step[s] = (uint32_t)test_dice(dice, lanes);
        if (test_dice(dice, 5) == 0) ask.filter[s] = (RowFilter){1, (uint16_t)test_dice(dice, 2)};
    }
    if (test_dice(dice, 2)) ask.from = first + (Second)test_dice(dice, days * SECONDS_PER_DAY / 2);
    if (test_dice(dice, 2)) ask.to = first + (Second)test_dice(dice, days * SECONDS_PER_DAY);
    if (ask.steps > 1) ask.exclusions = (uint32_t)test_dice(dice, 3);
    for (uint32_t e = 0; e < ask.exclusions; e++) {
        ask.exclusion[e] = (FunnelExclusion){.lane = (uint32_t)test_dice(dice, lanes)};
        ask.exclusion[e].after = (uint32_t)test_dice(dice, ask.steps - 1);
        ask.exclusion[e].before =
            ask.exclusion[e].after + 1 + (uint32_t)test_dice(dice, ask.steps - 1 - ask.exclusion[e].after);
    }
    return ask;
}

TEST(funnels_are_what_their_definition_says_on_random_histories)
{
    Second first = (Second)day_of_civil((CivilDate){2024, 3, 29}) * SECONDS_PER_DAY;
    for (uint64_t seed = 1; seed <= test_histories(60000); seed++) {
        uint64_t dice = seed;
        uint32_t lanes = 1 + (uint32_t)test_dice(&dice, 5), days = 1 + (uint32_t)test_dice(&dice, 10);
        TestPeople people = test_people_random(&dice, lanes, first, days);
        FunnelAsk ask = random_ask(&dice, lanes, first, days);
        uint16_t group[8];
        for (size_t i = 0; i < COUNT_OF(group); i++) group[i] = (uint16_t)test_dice(&dice, 3); // 2 is left out
        bool grouped = test_dice(&dice, 2);
        Funnel answer;
        ask_funnel(people.lane_at, lanes, people.people, &ask, grouped ? group : NULL, grouped ? 2 : 1,
                   1 + (int)(seed % 3), test_arena(), &answer);
        for (uint32_t g = 0; g < answer.groups; g++) check_group(&people, &ask, grouped ? group : NULL, g, &answer);
        arena_reset(test_arena());
    }
}

TEST(an_even_number_of_times_has_the_middle_of_the_two_as_its_median)
{
    TestEvent events[] = {{.person = 0, .second = 100},
                          {.person = 0, .lane = 1, .second = 103},
                          {.person = 1, .second = 100},
                          {.person = 1, .lane = 1, .second = 110}};
    TestPeople people = {.event = events, .count = COUNT_OF(events), .people = 2, .lanes = 2};
    test_people_arrange(&people);
    FunnelAsk ask = {.step = {0, 1}, .steps = 2, .window_seconds = 60};
    Funnel answer;
    ask_funnel(people.lane_at, 2, 2, &ask, NULL, 1, 1, test_arena(), &answer);
    CHECK_INT(answer.median_seconds[1], 6);
    CHECK_INT(answer.whole_median[0], 6);
}

// Somebody who tries again is judged by the attempt that no excluded event spoils.
TEST(an_excluded_event_spoils_the_attempt_and_not_the_next_one)
{
    TestEvent events[] = {{.second = 100}, {.lane = 2, .second = 105}, {.second = 110}, {.lane = 1, .second = 120}};
    TestPeople people = {.event = events, .count = COUNT_OF(events), .people = 1, .lanes = 3};
    test_people_arrange(&people);
    FunnelAsk ask = {.step = {0, 1}, .steps = 2, .window_seconds = 60, .exclusions = 1};
    ask.exclusion[0] = (FunnelExclusion){.lane = 2, .after = 0, .before = 1};
    Funnel answer;
    ask_funnel(people.lane_at, 3, 1, &ask, NULL, 1, 1, test_arena(), &answer);
    CHECK_INT(answer.reached[1], 1);
    CHECK_INT(answer.seconds[1], 10);
    CHECK_INT(answer.excluded[0], 0);
}
