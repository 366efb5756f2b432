#include "base/arena.h"

#include <string.h>

#include "base/pages.h"
#include "base/test.h"

TEST(arena_keeps_a_large_answer_for_the_next_of_its_size_and_clears_what_must_be_zero)
{
    enum { BYTES = 9 << 20, MINUTE = 60, NOW = 1000 };
    Arena *arena = arena_open(0);
    char *answer = arena_alloc_any(arena, BYTES, 1);
    memset(answer, 7, BYTES);
    arena_close(arena);
    arena = arena_open(0);
    char *zeroed = arena_alloc(arena, BYTES, 1), *again = arena_alloc_any(arena, BYTES, 1);
    CHECK(zeroed != answer);
    CHECK(again == answer);
    CHECK_INT(zeroed[0] + zeroed[BYTES - 1], 0);
    CHECK_INT(again[0] + again[BYTES - 1], 14);
    arena_close(arena);
    pages_tidy(NOW, MINUTE); // sees it for the first time
    pages_tidy(NOW + MINUTE, MINUTE);
    arena = arena_open(0);
    char *fresh = arena_alloc_any(arena, BYTES, 1);
    CHECK_INT(fresh[0] + fresh[BYTES - 1], 0);
    arena_close(arena);
    pages_tidy(NOW, 0);
}

TEST(arena_is_zero_beside_answers_that_may_hold_anything)
{
    enum { SOME = 4 << 10, ALLOCATIONS = 1500, TIMES = 2, NOW = 1000 };
    for (int time = 0; time < TIMES; time++) { // the second one gets blocks that were written to
        Arena *arena = arena_open(0);
        for (int i = 0; i < ALLOCATIONS; i++) {
            size_t written = 0;
            char *answer = arena_alloc_any(arena, SOME, 1), *zeroed = arena_alloc(arena, SOME, 1);
            memset(answer, 7, SOME);
            for (size_t at = 0; at < SOME; at++) written += zeroed[at] != 0;
            CHECK_INT(written, 0);
            memset(zeroed, 7, SOME);
        }
        arena_close(arena);
    }
    pages_tidy(NOW, 0);
}
