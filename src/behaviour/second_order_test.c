#include "behaviour/second_order.h"

#include "base/test.h"

// Of somebody who first ordered at noon of day 100.
static SecondOrder stands(uint32_t orders, Day second, Day as_of)
{
    Second noon = SECONDS_PER_DAY / 2, first_at = 100 * SECONDS_PER_DAY + noon;
    Second second_at = (Second)second * SECONDS_PER_DAY;
    Summaries summaries = {.customers = 1, .first = &first_at, .second = &second_at, .orders = &orders};
    return second_order_of(&summaries, 0, 30, as_of);
}

TEST(a_second_order_counts_up_to_the_last_of_the_days)
{
    CHECK_INT(stands(2, 130, 200), SECOND_ORDER_IN_TIME);
    CHECK_INT(stands(2, 131, 200), SECOND_ORDER_NOT_IN_TIME);
    CHECK_INT(stands(2, 100, 200), SECOND_ORDER_IN_TIME); // the same day
    CHECK_INT(stands(1, 0, 200), SECOND_ORDER_NOT_IN_TIME);
}

TEST(who_has_not_had_the_days_is_in_no_rate_even_after_a_second_order)
{
    CHECK_INT(stands(2, 105, 129), SECOND_ORDER_TOO_RECENT);
    CHECK_INT(stands(1, 0, 129), SECOND_ORDER_TOO_RECENT);
    CHECK_INT(stands(2, 105, 130), SECOND_ORDER_IN_TIME);
}
