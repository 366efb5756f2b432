#include "activity/people_test.h"
#include "activity/retention.h"

// ---- the definitions, word by word ----

typedef struct Reference {
    const TestPeople *people;
    const ActiveAsk *ask;
    uint32_t lanes;
} Reference;

static bool is_activity(const Reference *reference, const TestEvent *event, Customer person)
{
    const ActiveAsk *ask = reference->ask;
    return event->person == person && event->lane == 0 && event->second < ask->span.known_to &&
           (ask->filter.dimension == 0 || event->code == ask->filter.code) && (!ask->purchases || event->amount > 0);
}

// Rows from..to-1 that are activity.
static int64_t activity_between(const Reference *reference, Customer person, int64_t from, int64_t to)
{
    int64_t events = 0;
    for (size_t i = 0; i < reference->people->count; i++) {
        const TestEvent *event = &reference->people->event[i];
        events += is_activity(reference, event, person) && from <= event->second && event->second < to;
    }
    return events;
}

static int64_t amount_between(const Reference *reference, Customer person, int64_t from, int64_t to)
{
    int64_t amount = 0;
    for (size_t i = 0; i < reference->people->count; i++) {
        const TestEvent *event = &reference->people->event[i];
        if (event->person != person || event->lane != 0 || event->second >= reference->ask->span.known_to) continue;
        if (reference->ask->filter.dimension > 0 && event->code != reference->ask->filter.code) continue;
        if (from <= event->second && event->second < to) amount += event->amount;
    }
    return amount;
}

static int64_t birth_of(const Reference *reference, Customer person)
{
    for (size_t i = 0; i < reference->people->count; i++) {
        const TestEvent *event = &reference->people->event[i];
        if (reference->lanes == 2 && event->person == person && event->lane == 1) return event->second;
        if (reference->lanes == 1 && is_activity(reference, event, person)) return event->second;
    }
    return -1;
}

static int64_t inner_buckets(const Reference *reference, Customer person, int64_t from, int64_t to)
{
    int64_t buckets = 0;
    TestUnit unit = (TestUnit)reference->ask->inner;
    for (int64_t at = test_bucket_start(unit, from); at < to; at = test_bucket_later(unit, at, 1)) {
        int64_t end = test_bucket_later(unit, at, 1);
        buckets += activity_between(reference, person, at > from ? at : from, end < to ? end : to) > 0;
    }
    return buckets;
}

static void add_person(const Reference *reference, Customer person, const int64_t bound[3], ActiveCell *cell,
                       int64_t *inner)
{
    bool now = activity_between(reference, person, bound[1], bound[2]) > 0;
    bool before = activity_between(reference, person, bound[0], bound[1]) > 0;
    int64_t birth = birth_of(reference, person);
    bool new_ = now && bound[1] <= birth && birth < bound[2];
    cell->active += now;
    cell->new_ += new_;
    cell->returning += now && !new_ && before;
    cell->resurrected += now && !new_ && !before;
    cell->dormant += before && !now && bound[1] < reference->ask->span.known_to;
    cell->events += activity_between(reference, person, bound[1], bound[2]);
    cell->amount += amount_between(reference, person, bound[1], bound[2]);
    *inner = inner_buckets(reference, person, bound[1], bound[2]);
}

static void add_trailing(const Reference *reference, Customer person, int64_t to, ActiveCell *cell)
{
    if (to > reference->ask->span.known_to) to = reference->ask->span.known_to;
    int64_t from = to - (int64_t)reference->ask->trailing_days * SECONDS_PER_DAY;
    cell->active += activity_between(reference, person, from, to) > 0;
    cell->events += activity_between(reference, person, from, to);
    cell->amount += amount_between(reference, person, from, to);
}

static void check_period(const Reference *reference, const Active *answer, const uint16_t *group, uint32_t of_group,
                         uint32_t period)
{
    const BucketSpan *span = &reference->ask->span;
    int64_t from = bucket_span_from(span, period), to = bucket_span_to(span, period);
    int64_t before = span->custom ? 2 * from - to : test_bucket_later((TestUnit)span->unit, from, -1);
    ActiveCell expected = {0};
    int64_t *by_buckets = arena_array(test_arena(), int64_t, answer->inner_max + 1);
    for (Customer person = 0; person < reference->people->people; person++) {
        int64_t inner = 0;
        if ((group ? group[person] : 0) != of_group) continue;
        if (reference->ask->trailing_days > 0)
            add_trailing(reference, person, to, &expected);
        else
            add_person(reference, person, (int64_t[]){before, from, to}, &expected, &inner);
        by_buckets[inner]++;
    }
    size_t at = (size_t)of_group * answer->periods + period;
    const int64_t *cell = (const int64_t *)(const void *)&answer->cell[at];
    for (size_t i = 0; i < sizeof expected / sizeof *cell; i++)
        CHECK_INT(cell[i], ((const int64_t *)(const void *)&expected)[i]);
    for (uint32_t k = 1; k <= answer->inner_max; k++)
        CHECK_INT(answer->by_buckets[at * answer->inner_max + k - 1], by_buckets[k]);
}

// The people behind one period add up to it.
static void check_listed(const Reference *reference, const Active *answer, uint64_t *dice)
{
    uint32_t period = (uint32_t)test_dice(dice, answer->periods);
    ActiveAsk ask = *reference->ask;
    ask.span.first += (BucketNumber)period;
    ask.span.count = 1;
    uint32_t people = reference->people->people;
    ActiveCell *listed = ask_active_cells(reference->people->lane_at, reference->lanes, people, &ask, 2, test_arena());
    const int64_t *cell = (const int64_t *)(const void *)&answer->cell[period];
    for (size_t i = 0; i < sizeof *listed / sizeof *cell; i++) {
        int64_t sum = 0;
        for (Customer person = 0; person < people; person++) sum += ((const int64_t *)(const void *)&listed[person])[i];
        CHECK_INT(sum, cell[i]);
    }
}

// ---- random questions ----

static ActiveAsk random_ask(uint64_t *dice, Second first, uint32_t days)
{
    ActiveAsk ask = {.purchases = test_dice(dice, 2), .inner = (BucketUnit)test_dice(dice, BUCKET_UNIT_COUNT - 2)};
    ask.span.unit = (BucketUnit)test_dice(dice, BUCKET_UNIT_COUNT - 1);
    ask.span.first = bucket_of_second(ask.span.unit, first + (BucketSecond)test_dice(dice, days) * SECONDS_PER_DAY) - 1;
    ask.span.count = 1 + (uint32_t)test_dice(dice, 4);
    ask.span.known_to = first + (Second)test_dice(dice, days + 10) * SECONDS_PER_DAY;
    if (test_dice(dice, 3) == 0) ask.filter = (RowFilter){1, (uint16_t)test_dice(dice, 2)};
    if (test_dice(dice, 3) == 0) ask.trailing_days = 1 + (uint32_t)test_dice(dice, 30);
    if (test_dice(dice, 4) > 0) return ask;
    ask.span.custom = true;
    ask.span.count = 1;
    ask.span.custom_from = first + (Second)test_dice(dice, days * SECONDS_PER_DAY);
    ask.span.custom_to = ask.span.custom_from + 1 + (Second)test_dice(dice, days * SECONDS_PER_DAY);
    return ask;
}

TEST(active_people_are_what_their_definitions_say_on_random_histories)
{
    Second first = (Second)day_of_civil((CivilDate){2024, 2, 26}) * SECONDS_PER_DAY;
    for (uint64_t seed = 1; seed <= test_histories(8000); seed++) {
        uint64_t dice = seed;
        uint32_t days = (uint32_t[]){2, 12, 70}[test_dice(&dice, 3)], lanes = 1 + (uint32_t)test_dice(&dice, 2);
        TestPeople people = test_people_random(&dice, lanes, first, days);
        ActiveAsk ask = random_ask(&dice, first, days);
        uint16_t group[8];
        for (size_t i = 0; i < COUNT_OF(group); i++) group[i] = (uint16_t)test_dice(&dice, 3); // 2 is left out
        bool grouped = test_dice(&dice, 2);
        Active answer;
        ask_active_people(people.lane_at, lanes, people.people, &ask, grouped ? group : NULL, grouped ? 2 : 1,
                          1 + (int)(seed % 3), test_arena(), &answer);
        Reference reference = {&people, &ask, lanes};
        for (uint32_t g = 0; g < answer.groups; g++)
            for (uint32_t p = 0; p < answer.periods; p++)
                check_period(&reference, &answer, grouped ? group : NULL, g, p);
        if (!grouped) check_listed(&reference, &answer, &dice);
        arena_reset(test_arena());
    }
}

TEST(new_returning_and_resurrected_are_all_who_are_active)
{
    for (uint64_t seed = 1; seed <= 500; seed++) {
        uint64_t dice = seed;
        Second first = (Second)day_of_civil((CivilDate){2024, 2, 26}) * SECONDS_PER_DAY;
        TestPeople people = test_people_random(&dice, 2, first, 40);
        ActiveAsk ask = random_ask(&dice, first, 40);
        ask.trailing_days = 0;
        Active answer;
        ask_active_people(people.lane_at, 2, people.people, &ask, NULL, 1, 1, test_arena(), &answer);
        for (uint32_t p = 0; p < answer.periods; p++) {
            const ActiveCell *cell = &answer.cell[p];
            CHECK_INT(cell->new_ + cell->returning + cell->resurrected, cell->active);
            int64_t people_active = 0;
            for (uint32_t k = 0; k < answer.inner_max; k++)
                people_active += answer.by_buckets[p * answer.inner_max + k];
            CHECK_INT(people_active, cell->active);
        }
    }
}
