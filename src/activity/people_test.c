#include "activity/people_test.h"

#include <stdlib.h>

#include "activity/kept_test.h"

static int by_place(const void *left, const void *right)
{
    const TestEvent *a = left, *b = right;
    if (a->lane != b->lane) return a->lane < b->lane ? -1 : 1;
    if (a->person != b->person) return a->person < b->person ? -1 : 1;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    if (a->amount != b->amount) return a->amount < b->amount ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

// Every other person of every other lane stands in a second piece, which replaces half of what the first one says of
// them.
static bool in_second_piece(const TestEvent *event)
{
    return event->lane % 2 == 0 && event->person % 2 == 1;
}

typedef struct PieceMaking {
    ColumnPiece piece;
    Customer *customer;
    uint32_t *first_row;
    Second *second;
    int64_t *amount;
    uint16_t *code;
    uint32_t rows;
} PieceMaking;

static PieceMaking piece_begin(size_t room)
{
    return (PieceMaking){.customer = arena_array(test_arena(), Customer, room + 1),
                         .first_row = arena_array(test_arena(), uint32_t, room + 2),
                         .second = arena_array(test_arena(), Second, room + 1),
                         .amount = arena_array(test_arena(), int64_t, room + 1),
                         .code = arena_array(test_arena(), uint16_t, room + 1)};
}

static void piece_add(PieceMaking *making, const TestEvent *event)
{
    uint32_t runs = making->piece.runs;
    if (runs == 0 || making->customer[runs - 1] != event->person)
        making->customer[making->piece.runs++] = event->person;
    making->second[making->rows] = event->second;
    making->amount[making->rows] = event->amount;
    making->code[making->rows] = event->code;
    making->first_row[making->piece.runs] = ++making->rows;
}

// Where a column says the same of all rows, there is none.
static ColumnPiece piece_end(PieceMaking *making)
{
    bool amounts = false, codes = false;
    for (uint32_t row = 0; row < making->rows; row++) {
        amounts = amounts || making->amount[row] != 0;
        codes = codes || making->code[row] != DIMENSION_OTHER;
    }
    ColumnPiece piece = {.runs = making->piece.runs,
                         .customer = making->customer,
                         .first_row = making->first_row,
                         .second = making->second};
    if (amounts) piece.amount_minor = making->amount;
    if (codes) piece.codes[0] = making->code;
    return piece;
}

// Lanes end with their last person, so that they are of different lengths.
static Columns lane_columns(const TestEvent *event, size_t count)
{
    Columns columns = {.rows = count, .pieces = 2, .dimensions = 1};
    columns.customers = count > 0 ? event[count - 1].person + 1 : 0;
    columns.first = count > 0 ? UINT32_MAX : 0;
    PieceMaking first = piece_begin(count), second = piece_begin(count);
    uint64_t *replaced = arena_array(test_arena(), uint64_t, columns.customers / 64 + 1);
    for (size_t row = 0; row < count; row++) {
        columns.first = event[row].second < columns.first ? event[row].second : columns.first;
        columns.last = event[row].second > columns.last ? event[row].second : columns.last;
        if (in_second_piece(&event[row])) {
            piece_add(&second, &event[row]);
            replaced[event[row].person / 64] |= UINT64_C(1) << event[row].person % 64;
        }
        if (!in_second_piece(&event[row]) || row % 2) piece_add(&first, &event[row]);
    }
    columns.piece[0] = piece_end(&first);
    columns.piece[0].replaced = replaced;
    if (count % 4 != 0) columns.piece[0].kept = test_kept(&columns.piece[0], columns.customers);
    columns.piece[1] = piece_end(&second);
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
        event->code = (uint16_t)(test_dice(dice, 5) ? test_dice(dice, 2) : DIMENSION_OTHER);
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
