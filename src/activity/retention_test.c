#include "activity/retention.h"

#include "activity/people_test.h"

// ---- the definitions, word by word ----

typedef struct Reference {
    const TestPeople *people;
    const RetentionAsk *ask;
    uint32_t starts;      // lanes 0..starts-1
    uint32_t return_from; // and the later ones
} Reference;

static TestUnit test_unit(BucketUnit unit)
{
    return (TestUnit)unit; // in the same order
}

static bool passes(const TestEvent *event, RowFilter filter)
{
    return filter.dimension == 0 || event->code == filter.code;
}

static int64_t cohort_from(const Reference *reference, uint32_t cohort)
{
    const BucketSpan *span = &reference->ask->cohorts;
    if (span->custom) return cohort == 0 ? span->custom_from : span->custom_to;
    int64_t first = 0; // the bucket of 1970-01-01 is number 0
    if (span->unit == BUCKET_WEEK) first = -3 * SECONDS_PER_DAY;
    if (span->unit == BUCKET_WEEK_SUNDAY) first = -4 * SECONDS_PER_DAY;
    if (span->unit <= BUCKET_WEEK_SUNDAY) {
        int64_t length = span->unit == BUCKET_HOUR ? 3600 : SECONDS_PER_DAY * (span->unit == BUCKET_DAY ? 1 : 7);
        return first + length * (span->first + (int64_t)cohort);
    }
    int months = (span->first + (int)cohort) * (span->unit == BUCKET_MONTH ? 1 : span->unit == BUCKET_QUARTER ? 3 : 12);
    return (int64_t)day_of_civil((CivilDate){1970 + months / 12, 1 + months % 12, 1}) * SECONDS_PER_DAY;
}

// Where bucket k of who started at `start` begins.
static int64_t bucket_begin(const RetentionAsk *ask, int64_t start, uint32_t k)
{
    if (ask->clock == RETENTION_CALENDAR)
        return test_bucket_later(test_unit(ask->bucket), test_bucket_start(test_unit(ask->bucket), start), k);
    int64_t length = ask->bucket == BUCKET_HOUR ? 3600 : ask->bucket == BUCKET_DAY ? 86400 : 604800;
    return start - (ask->clock == RETENTION_ROLLING_FROM_HOUR ? start % 3600 : 0) + k * length;
}

static void cell_bounds(const RetentionAsk *ask, int64_t start, uint32_t k, int64_t *from, int64_t *to)
{
    bool bracket = ask->mode == RETENTION_BRACKET;
    *from = bucket_begin(ask, start, bracket ? ask->bracket[k].from : k);
    *to = bucket_begin(ask, start, (bracket ? ask->bracket[k].to : k) + 1);
}

static void add_person(const Reference *reference, Customer person, int64_t start, uint32_t k, RetentionCell *cell)
{
    const RetentionAsk *ask = reference->ask;
    int64_t from, to;
    cell_bounds(ask, start, k, &from, &to);
    cell->at_risk += to <= ask->cohorts.known_to;
    int64_t orders = 0;
    for (size_t i = 0; i < reference->people->count; i++) {
        const TestEvent *event = &reference->people->event[i];
        if (event->person != person || event->lane < reference->return_from || !passes(event, ask->returning)) continue;
        if (event->second >= ask->cohorts.known_to || event->second < start || event->second < from) continue;
        if (event->second >= to && ask->mode != RETENTION_ON_OR_AFTER) continue;
        cell->amount += event->amount;
        orders += !ask->purchases || event->amount > 0;
    }
    cell->active += orders > 0;
    if (ask->people_only) cell->amount = orders = 0;
    cell->orders += orders;
}

// The start event with which the person is in the cohort; -1: they are not.
static int64_t start_in(const Reference *reference, Customer person, uint32_t cohort)
{
    const RetentionAsk *ask = reference->ask;
    int64_t from = cohort_from(reference, cohort), to = cohort_from(reference, cohort + 1), ever = -1, within = -1;
    for (size_t i = 0; i < reference->people->count; i++) {
        const TestEvent *event = &reference->people->event[i];
        int64_t second = event->second;
        if (event->person != person || event->lane >= reference->starts || !passes(event, ask->start)) continue;
        if (second >= ask->cohorts.known_to || (ask->start_purchases && event->amount <= 0)) continue;
        if (ever < 0 || second < ever) ever = second;
        if (from <= second && second < to && (within < 0 || second < within)) within = second;
    }
    return ask->recurring || ever == within ? within : -1;
}

static bool reference_observed(const Reference *reference, uint32_t cohort, uint32_t k)
{
    int64_t end = cohort_from(reference, cohort + 1), from, to;
    cell_bounds(reference->ask, end - 1, k, &from, &to);
    return end <= reference->ask->cohorts.known_to && to <= reference->ask->cohorts.known_to;
}

static void check_cell(const Reference *reference, const uint16_t *group, const Retention *answer, uint32_t at)
{
    uint32_t k = at % answer->buckets, cohort = at / answer->buckets % answer->cohorts,
             of_group = at / answer->buckets / answer->cohorts;
    RetentionCell expected = {.observed = reference_observed(reference, cohort, k)};
    int64_t size = 0;
    for (Customer person = 0; person < reference->people->people; person++) {
        int64_t start = start_in(reference, person, cohort);
        if (start < 0 || (group ? group[person] : 0) != of_group) continue;
        size++;
        add_person(reference, person, start, k, &expected);
    }
    const RetentionCell *cell = &answer->cell[at];
    CHECK_INT(answer->size[at / answer->buckets], size);
    CHECK_INT(cell->active, expected.active);
    CHECK_INT(cell->at_risk, expected.at_risk);
    CHECK_INT(cell->orders, expected.orders);
    CHECK_INT(cell->amount, expected.amount);
    CHECK_INT(cell->observed, expected.observed);
}

// The people behind one cell are as many as it says.
static void check_listed(const Reference *reference, const Retention *answer, uint64_t *dice)
{
    uint32_t cohort = (uint32_t)test_dice(dice, answer->cohorts), k = (uint32_t)test_dice(dice, answer->buckets);
    RetentionAsk ask = *reference->ask;
    ask.cohorts.first += (BucketNumber)cohort;
    ask.cohorts.count = 1;
    uint32_t people = reference->people->people;
    const uint8_t *listed =
        ask_retention_people(reference->people->lane_at, reference->people->lanes, people, &ask, k, 2, test_arena());
    int64_t size = 0, active = 0;
    for (Customer person = 0; person < people; person++) {
        size += listed[person] & RETENTION_OF_COHORT;
        active += (listed[person] & RETENTION_RETURNED) != 0;
    }
    CHECK_INT(size, answer->size[cohort]);
    CHECK_INT(active, answer->cell[cohort * answer->buckets + k].active);
}

// ---- random questions ----

static Second test_now(void)
{
    return (Second)day_of_civil((CivilDate){2024, 2, 26}) * SECONDS_PER_DAY;
}

static void random_clock(uint64_t *dice, RetentionAsk *ask)
{
    ask->clock = (RetentionClock)test_dice(dice, 3);
    ask->bucket = (BucketUnit)test_dice(dice, ask->clock == RETENTION_CALENDAR ? BUCKET_UNIT_COUNT - 1 : 3);
    ask->mode = (RetentionMode)test_dice(dice, 3);
    ask->recurring = test_dice(dice, 2);
    ask->purchases = test_dice(dice, 2);
    ask->start_purchases = test_dice(dice, 2);
    ask->buckets = 1 + (uint32_t)test_dice(dice, 5);
    if (test_dice(dice, 3) == 0) ask->start = (RowFilter){1, (uint16_t)test_dice(dice, 2)};
    if (test_dice(dice, 3) == 0) ask->returning = (RowFilter){1, (uint16_t)test_dice(dice, 2)};
    for (uint32_t b = 0; b < ask->buckets; b++) {
        ask->bracket[b].from = (uint32_t)test_dice(dice, 4);
        ask->bracket[b].to = ask->bracket[b].from + (uint32_t)test_dice(dice, 4);
    }
}

static RetentionAsk random_ask(uint64_t *dice, uint32_t days)
{
    RetentionAsk ask = {0};
    BucketSpan *span = &ask.cohorts;
    span->unit = (BucketUnit)test_dice(dice, BUCKET_UNIT_COUNT);
    span->first = bucket_of_second(span->unit, test_now() + (BucketSecond)test_dice(dice, days) * 43200);
    span->count = 1 + (uint32_t)test_dice(dice, 3);
    span->known_to =
        test_now() + (Second)test_dice(dice, days + 30) * SECONDS_PER_DAY + (Second)test_dice(dice, 2) * 5000;
    if (test_dice(dice, 4) == 0) {
        span->custom = true;
        span->count = 1;
        span->custom_from = test_now() + (Second)test_dice(dice, days * SECONDS_PER_DAY);
        span->custom_to = span->custom_from + 1 + (Second)test_dice(dice, days * SECONDS_PER_DAY);
    }
    random_clock(dice, &ask);
    return ask;
}

// The question that most people ask.
static void make_plain(RetentionAsk *ask)
{
    ask->mode = RETENTION_ON;
    ask->clock = RETENTION_CALENDAR;
    if (ask->bucket == BUCKET_HOUR) ask->bucket = BUCKET_DAY;
    if (ask->cohorts.unit == BUCKET_HOUR) ask->cohorts.unit = BUCKET_WEEK;
    if (!ask->cohorts.custom) ask->cohorts.first = bucket_of_second(ask->cohorts.unit, test_now() + 86400);
    ask->recurring = ask->purchases = false;
    ask->start = ask->returning = (RowFilter){0};
}

// People alone, whatever else is asked, are looked up in what is kept of files.
static void make_people_only(uint64_t *dice, RetentionAsk *ask, uint32_t lanes)
{
    RetentionMode mode = ask->mode;
    bool purchases = test_dice(dice, 2);
    ask->people_only = true;
    if (test_dice(dice, 4) == 0) return;
    make_plain(ask);
    ask->mode = mode;
    ask->purchases = ask->start_purchases = purchases;
    ask->start_lanes = lanes;
    if (test_dice(dice, 3)) ask->cohorts.known_to += 200 * SECONDS_PER_DAY;
    if (test_dice(dice, 3) == 0) ask->buckets = 60 + (uint32_t)test_dice(dice, mode == RETENTION_BRACKET ? 5 : 8);
    for (uint32_t b = 0; b < ask->buckets && ask->mode == RETENTION_BRACKET; b++)
        ask->bracket[b] = (RetentionBracket){b / 2, b};
}

TEST(retention_is_what_its_definition_says_on_random_histories)
{
    for (uint64_t seed = 1; seed <= test_histories(10000); seed++) {
        uint64_t dice = seed;
        uint32_t days = (uint32_t[]){2, 12, 70}[test_dice(&dice, 3)], lanes = 1 + (uint32_t)test_dice(&dice, 4);
        TestPeople people = test_people_random(&dice, lanes, test_now(), days);
        RetentionAsk ask = random_ask(&dice, days);
        if (lanes > 2 || test_dice(&dice, 3) == 0) ask.start_lanes = 1 + (uint32_t)test_dice(&dice, lanes);
        if (test_dice(&dice, 3) == 0) make_plain(&ask);
        if (test_dice(&dice, 2)) make_people_only(&dice, &ask, lanes);
        uint16_t group[8];
        for (size_t i = 0; i < COUNT_OF(group); i++) group[i] = (uint16_t)test_dice(&dice, 3); // 2 is left out
        bool grouped = test_dice(&dice, 2);
        Retention answer;
        ask_retention(people.lane_at, lanes, people.people, &ask, grouped ? group : NULL, grouped ? 2 : 1,
                      1 + (int)(seed % 3), test_arena(), &answer);
        uint32_t starts = ask.start_lanes ? ask.start_lanes : 1;
        Reference reference = {&people, &ask, starts, starts < lanes ? starts : 0};
        for (uint32_t at = 0; at < answer.groups * answer.cohorts * answer.buckets; at++)
            check_cell(&reference, grouped ? group : NULL, &answer, at);
        if (!grouped) check_listed(&reference, &answer, &dice);
        arena_reset(test_arena());
    }
}

// ---- published definitions ----

static Second moment(int day, int hour, int minute)
{
    return (Second)(day_of_civil((CivilDate){2021, 12, day}) * SECONDS_PER_DAY + hour * 3600 + minute * 60);
}

// The bucket in which somebody is retained who started and came back once.
static int64_t bucket_of_return(Second start, Second back, RetentionClock clock, BucketUnit bucket)
{
    TestEvent events[] = {{.lane = 0, .second = start}, {.lane = 1, .second = back}};
    TestPeople people = {.event = events, .count = 2, .people = 1, .lanes = 2};
    test_people_arrange(&people);
    RetentionAsk ask = {.bucket = bucket, .clock = clock, .buckets = 10};
    ask.cohorts = (BucketSpan){.unit = BUCKET_MONTH, .count = 1, .known_to = moment(31, 0, 0)};
    ask.cohorts.first = bucket_of_second(BUCKET_MONTH, start);
    Retention answer;
    ask_retention(people.lane_at, 2, 1, &ask, NULL, 1, 1, test_arena(), &answer);
    CHECK_INT(answer.size[0], 1);
    for (uint32_t k = 0; k < 10; k++)
        if (answer.cell[k].active) return k;
    return -1;
}

// retention_definitions.json: Amplitude's worked case, by three rules that disagree on it.
TEST(day_one_is_a_calendar_day_or_24_hours_or_24_hours_from_the_full_hour)
{
    Second start = moment(1, 17, 59), back = moment(2, 17, 0);
    CHECK_INT(bucket_of_return(start, back, RETENTION_CALENDAR, BUCKET_DAY), 1);
    CHECK_INT(bucket_of_return(start, back, RETENTION_ROLLING_FROM_HOUR, BUCKET_DAY), 1);
    CHECK_INT(bucket_of_return(start, back, RETENTION_ROLLING, BUCKET_DAY), 0);
}

// The same: weeks of 7 days from the start event, 1 to 7 December is week 0.
TEST(a_rolling_week_is_seven_days_from_the_start_event)
{
    CHECK_INT(bucket_of_return(moment(1, 10, 0), moment(6, 12, 0), RETENTION_ROLLING, BUCKET_WEEK), 0);
    CHECK_INT(bucket_of_return(moment(1, 10, 0), moment(8, 9, 59), RETENTION_ROLLING, BUCKET_WEEK), 0);
    CHECK_INT(bucket_of_return(moment(1, 10, 0), moment(8, 10, 0), RETENTION_ROLLING, BUCKET_WEEK), 1);
    CHECK_INT(bucket_of_return(moment(1, 10, 0), moment(6, 12, 0), RETENTION_CALENDAR, BUCKET_WEEK), 1);
}

// The same: Mixpanel's ten users born on one day; later counts are subsets of the ten, not of each other.
TEST(later_buckets_are_shares_of_the_cohort_and_not_of_the_bucket_before)
{
    TestEvent *events = arena_array(test_arena(), TestEvent, 32);
    TestPeople people = {.event = events, .people = 10, .lanes = 2};
    for (Customer person = 0; person < 10; person++) {
        events[people.count++] = (TestEvent){.person = person, .second = moment(2, 9, 0)};
        if (person < 9) events[people.count++] = (TestEvent){.person = person, .lane = 1, .second = moment(2, 10, 0)};
        if (person >= 3) events[people.count++] = (TestEvent){.person = person, .lane = 1, .second = moment(3, 10, 0)};
        if (person < 6) events[people.count++] = (TestEvent){.person = person, .lane = 1, .second = moment(4, 10, 0)};
    }
    test_people_arrange(&people);
    RetentionAsk ask = {.bucket = BUCKET_DAY, .clock = RETENTION_ROLLING, .buckets = 3};
    ask.cohorts = (BucketSpan){.unit = BUCKET_DAY,
                               .first = bucket_of_second(BUCKET_DAY, moment(2, 0, 0)),
                               .count = 1,
                               .known_to = moment(20, 0, 0)};
    Retention answer;
    ask_retention(people.lane_at, 2, 10, &ask, NULL, 1, 1, test_arena(), &answer);
    CHECK_INT(answer.size[0], 10);
    CHECK_INT(answer.cell[0].active, 9);
    CHECK_INT(answer.cell[1].active, 7);
    CHECK_INT(answer.cell[2].active, 6);
}

// The invariants of retention_definitions.json.
TEST(on_or_after_never_rises_and_is_never_below_on)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        uint64_t dice = seed;
        TestPeople people = test_people_random(&dice, 2, test_now(), 12);
        RetentionAsk ask = {.bucket = BUCKET_DAY, .buckets = 12};
        ask.cohorts = (BucketSpan){.unit = BUCKET_MONTH,
                                   .first = bucket_of_second(BUCKET_MONTH, test_now()),
                                   .count = 2,
                                   .known_to = test_now() + 60 * SECONDS_PER_DAY};
        Retention on, after;
        ask_retention(people.lane_at, 2, people.people, &ask, NULL, 1, 1, test_arena(), &on);
        ask.mode = RETENTION_ON_OR_AFTER;
        ask_retention(people.lane_at, 2, people.people, &ask, NULL, 1, 1, test_arena(), &after);
        for (uint32_t c = 0; c < 2; c++)
            for (uint32_t k = 0; k < 12; k++) {
                CHECK(after.cell[c * 12 + k].active >= on.cell[c * 12 + k].active);
                CHECK(on.cell[c * 12 + k].active <= on.size[c]);
                CHECK(k == 0 || after.cell[c * 12 + k].active <= after.cell[c * 12 + k - 1].active);
            }
        int64_t ever = 0; // people who did the start event, each in one cohort
        for (Customer person = 0; person < people.people; person++)
            for (size_t i = 0; i < people.count; i++)
                if (people.event[i].person == person && people.event[i].lane == 0) {
                    ever++;
                    break;
                }
        CHECK_INT(on.size[0] + on.size[1], ever);
    }
}
