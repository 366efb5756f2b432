#include "activity/kept_test.h"

#include <string.h>

#include "activity/match.h"
#include "activity/nth_last.h"
#include "base/test.h"

Kept *test_kept(const ColumnPiece *piece, uint32_t customers)
{
    static Kept *opened[64]; // more than a test has
    static size_t next;
    Second first = UINT32_MAX, last = 0;
    for (uint32_t row = 0; row < piece->first_row[piece->runs]; row++) {
        first = piece->second[row] < first ? piece->second[row] : first;
        last = piece->second[row] > last ? piece->second[row] : last;
    }
    Kept **slot = &opened[next++ % COUNT_OF(opened)];
    kept_close(*slot);
    return *slot = kept_open(customers, first, last, 0);
}

// ---- what is kept ----

static int made;

static void make_number(void *context, void *content)
{
    made++;
    memcpy(content, context, sizeof(uint64_t));
}

static const KeptArray *hold_number(Kept *kept, uint64_t number, size_t bytes)
{
    KeptPlan plan = {.key = {.of = {number}}, .bytes = bytes, .make = make_number, .context = &number};
    return kept_hold(kept, &plan);
}

static uint64_t number_in(const KeptArray *array)
{
    return *(const uint64_t *)array->content;
}

static void expect_made(Kept *kept, uint64_t number, size_t bytes, int times)
{
    made = 0;
    const KeptArray *array = hold_number(kept, number, bytes);
    CHECK_INT(made, times);
    CHECK_INT(number_in(array), number);
    kept_release(array);
}

TEST(what_is_kept_is_made_once_and_again_after_it_was_forgotten)
{
    Kept *kept = kept_open(1, 0, 0, 0);
    expect_made(kept, 7, 8, 1);
    expect_made(kept, 8, 8, 1);
    expect_made(kept, 7, 8, 0);
    CHECK_INT(kept_bytes(kept), 16);
    const KeptArray *held = hold_number(kept, 7, 8);
    kept_forget(kept);
    CHECK_INT(kept_bytes(kept), 0);
    CHECK_INT(number_in(held), 7); // for who still reads it
    expect_made(kept, 7, 8, 1);
    kept_close(kept);
    CHECK_INT(number_in(held), 7);
    kept_release(held);
}

TEST(no_two_files_have_one_number)
{
    Kept *one = kept_open(1, 0, 0, 0), *other = kept_open(1, 0, 0, 0);
    CHECK(one->number != other->number);
    kept_close(one);
    kept_close(other);
}

TEST(little_is_kept_and_what_was_asked_for_longest_ago_goes_first)
{
    enum { HALF = 8 << 20 };
    Kept *kept = kept_open(1, 0, 0, 0);
    CHECK(!hold_number(kept, 1, 2 * HALF + 1));
    expect_made(kept, 1, HALF, 1);
    expect_made(kept, 2, HALF, 1);
    expect_made(kept, 1, HALF, 0);
    expect_made(kept, 3, HALF, 1);
    CHECK_INT(kept_bytes(kept), 2 * HALF);
    expect_made(kept, 1, HALF, 0);
    expect_made(kept, 2, HALF, 1);
    kept_forget(kept);
    for (uint64_t i = 0; i <= KEPT_ARRAYS_MAX; i++) expect_made(kept, i, 8, 1);
    CHECK_INT(kept_bytes(kept), 8 * KEPT_ARRAYS_MAX);
    expect_made(kept, 1, 8, 0);
    expect_made(kept, 0, 8, 1);
    kept_close(kept);
}

// ---- asked by several threads at once ----

enum { PEOPLE = 5000, ROWS = 4, ASKS = 300 };

typedef struct Asking {
    const Columns *lane;
    int wrong;
} Asking;

// Person c has rows at seconds c + 1 .. c + 4; each third has been replaced, and has none.
static void *ask_again_and_again(void *context)
{
    Asking *asking = context;
    for (uint32_t i = 0; i < ASKS; i++) {
        Arena *arena = arena_open(0);
        CustomerSet set;
        MatchRule rule = {.kind = MATCH_ROWS, .low = 1 + i % 12, .high = INT64_MAX, .dimension = -1, .from = 1 + i};
        ask_match(&asking->lane, 1, PEOPLE, &rule, 1, arena, &set);
        uint64_t expected = 0;
        for (uint32_t c = 0; c < PEOPLE; c++) expected += c % 3 != 0 && rule.low <= ROWS && c + ROWS - rule.low >= i;
        asking->wrong += set.count != expected;
        if (i % 50 == 0) kept_forget(asking->lane->piece[0].kept);
        arena_close(arena);
    }
    return NULL;
}

TEST(what_is_kept_is_right_for_all_who_ask_at_once)
{
    uint32_t *first_row = arena_array(test_arena(), uint32_t, PEOPLE + 1);
    Second *second = arena_array(test_arena(), Second, PEOPLE * ROWS);
    uint64_t *replaced = arena_array(test_arena(), uint64_t, PEOPLE / 64 + 1);
    for (uint32_t c = 0; c < PEOPLE; c++) {
        first_row[c + 1] = (c + 1) * ROWS;
        for (uint32_t row = 0; row < ROWS; row++) second[c * ROWS + row] = c + row + 1;
        replaced[c / 64] |= (uint64_t)(c % 3 == 0) << c % 64;
    }
    Columns lane = {.customers = PEOPLE, .pieces = 1, .rows = 1, .first = 1, .last = PEOPLE + ROWS};
    lane.piece[0] = (ColumnPiece){.runs = PEOPLE, .first_row = first_row, .second = second, .replaced = replaced};
    lane.piece[0].kept = test_kept(&lane.piece[0], PEOPLE);
    Asking asking[3] = {{&lane, 0}, {&lane, 0}, {&lane, 0}};
    pthread_t thread[COUNT_OF(asking)];
    for (size_t i = 0; i < COUNT_OF(asking); i++)
        CHECK(pthread_create(&thread[i], NULL, ask_again_and_again, &asking[i]) == 0);
    for (size_t i = 0; i < COUNT_OF(asking); i++) pthread_join(thread[i], NULL);
    for (size_t i = 0; i < COUNT_OF(asking); i++) CHECK_INT(asking[i].wrong, 0);
}
