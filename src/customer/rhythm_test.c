#include "customer/rhythm.h"

#include "base/test.h"

static Str next_of(const Day *days, size_t count)
{
    Day next;
    int32_t gap;
    if (!rhythm_next(days, count, test_arena(), &next, &gap)) return STR("-");
    return str_format(test_arena(), "%d after %d", next, gap);
}

#define NEXT(...) next_of((const Day[]){__VA_ARGS__}, COUNT_OF(((const Day[]){__VA_ARGS__})))

TEST(the_next_purchase_is_a_median_gap_after_the_last)
{
    CHECK_TEXT(NEXT(10), "-");
    CHECK_TEXT(NEXT(10, 40), "70 after 30");
    CHECK_TEXT(NEXT(10, 20, 320, 330), "340 after 10"); // one long silence does not move it
    CHECK_TEXT(NEXT(10, 20, 35), "48 after 13");        // (10 + 15) / 2, half up
    CHECK_TEXT(NEXT(10, 10), "10 after 0");
}

TEST(age_grows_on_the_birthday_and_for_29_february_on_1_march)
{
    CHECK_INT(age_at((CivilDate){1995, 3, 1}, (CivilDate){2026, 11, 21}), 31);
    CHECK_INT(age_at((CivilDate){1995, 11, 22}, (CivilDate){2026, 11, 21}), 30);
    CHECK_INT(age_at((CivilDate){1995, 11, 21}, (CivilDate){2026, 11, 21}), 31);
    CHECK_INT(age_at((CivilDate){2000, 2, 29}, (CivilDate){2026, 2, 28}), 25);
    CHECK_INT(age_at((CivilDate){2000, 2, 29}, (CivilDate){2026, 3, 1}), 26);
    CHECK_INT(age_at((CivilDate){2000, 2, 29}, (CivilDate){2028, 2, 29}), 28);
}
