#include "activity/people_test.h"

#include <stdlib.h>

static int by_place(const void *left, const void *right)
{
    const TestEvent *a = left, *b = right;
    if (a->lane != b->lane) return a->lane < b->lane ? -1 : 1;
    if (a->person != b->person) return a->person < b->person ? -1 : 1;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    if (a->amount != b->amount) return a->amount < b->amount ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

// Lanes end with their last person, so that they are of different lengths.
static Columns lane_columns(const TestEvent *event, size_t count)
{
    uint32_t customers = count > 0 ? event[count - 1].person + 1 : 0;
    uint64_t *first_row = arena_array(test_arena(), uint64_t, customers + 1);
    Second *second = arena_array(test_arena(), Second, count + 1);
    int64_t *amount = arena_array(test_arena(), int64_t, count + 1);
    uint16_t *code = arena_array(test_arena(), uint16_t, count + 1);
    Columns columns = {.customers = customers, .rows = count, .first_row = first_row, .second = second};
    columns.first = UINT32_MAX;
    for (size_t row = 0; row < count; row++) {
        for (Customer c = event[row].person + 1; c <= customers; c++) first_row[c] = row + 1;
        second[row] = event[row].second;
        amount[row] = event[row].amount;
        code[row] = event[row].code;
        columns.first = second[row] < columns.first ? second[row] : columns.first;
        columns.last = second[row] > columns.last ? second[row] : columns.last;
    }
    if (count == 0) columns.first = 0;
    columns.amount_minor = amount;
    columns.dimensions = 1;
    columns.dimension[0].codes = code;
    return columns;
}

void test_people_arrange(TestPeople *people)
{
    qsort(people->event, people->count, sizeof *people->event, by_place);
    size_t from = 0;
    for (uint32_t lane = 0; lane < people->lanes; lane++) {
        size_t to = from;
        while (to < people->count && people->event[to].lane == lane) to++;
        Columns *columns = arena_new(test_arena(), Columns);
        *columns = lane_columns(people->event + from, to - from);
        people->lane_at[lane] = columns;
        from = to;
    }
}

uint64_t test_histories(uint64_t usual)
{
    const char *wanted = getenv("FIDELE_TEST_HISTORIES");
    return wanted ? strtoull(wanted, NULL, 10) : usual;
}

uint64_t test_dice(uint64_t *state, uint64_t below) // SplitMix64 (Steele, Lea & Flood 2014)
{
    uint64_t mixed = (*state += 0x9E3779B97F4A7C15);
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    return (mixed ^ mixed >> 31) % below;
}

TestPeople test_people_random(uint64_t *dice, uint32_t lanes, Second first, uint32_t days)
{
    TestPeople people = {.people = 1 + (uint32_t)test_dice(dice, 5), .lanes = lanes, .count = test_dice(dice, 40)};
    people.event = arena_array(test_arena(), TestEvent, people.count);
    // Few moments, so that many are the same; some at the border of a day.
    uint32_t step = (uint32_t[]){1, 1800, 43200, SECONDS_PER_DAY - 1, SECONDS_PER_DAY}[test_dice(dice, 5)];
    uint32_t moments = days * SECONDS_PER_DAY / step;
    if (moments > 60 && test_dice(dice, 2)) moments = 60;
    for (size_t i = 0; i < people.count; i++) {
        TestEvent *event = &people.event[i];
        event->person = (Customer)test_dice(dice, people.people);
        event->lane = (uint32_t)test_dice(dice, lanes);
        event->second = first + step * (uint32_t)test_dice(dice, moments);
        event->amount = (int64_t)test_dice(dice, 4) * 100 - 100;
        event->code = (uint16_t)test_dice(dice, 2);
    }
    people.people += (uint32_t)test_dice(dice, 2); // somebody who did nothing
    test_people_arrange(&people);
    return people;
}

// ---- calendar ----

static bool begins_here(TestUnit unit, int64_t second)
{
    if (unit == TEST_HOUR) return second % 3600 == 0;
    if (second % SECONDS_PER_DAY != 0) return false;
    Day day = (Day)(second / SECONDS_PER_DAY);
    CivilDate date = civil_of_day(day);
    switch (unit) {
    case TEST_HOUR:
    case TEST_DAY: return true;
    case TEST_WEEK: return weekday_of_day(day) == 0;
    case TEST_SUNDAY: return weekday_of_day(day) == 6;
    case TEST_MONTH: return date.day == 1;
    case TEST_QUARTER: return date.day == 1 && date.month % 3 == 1;
    case TEST_YEAR: return date.day == 1 && date.month == 1;
    }
    return false;
}

int64_t test_bucket_start(TestUnit unit, int64_t second)
{
    int64_t at = second - second % 3600;
    while (!begins_here(unit, at)) at -= 3600;
    return at;
}

int64_t test_bucket_later(TestUnit unit, int64_t start, int64_t buckets)
{
    int64_t at = start;
    for (int64_t i = 0; i < buckets; i++) {
        at += 3600;
        while (!begins_here(unit, at)) at += 3600;
    }
    for (int64_t i = 0; i > buckets; i--) at = test_bucket_start(unit, at - 1);
    return at;
}
