#include "serve/clock.h"

#include "base/test.h"

TEST(a_clock_that_was_never_set_is_refused)
{
    Error error;
    CHECK(!clock_check(0, &error));
    CHECK_TEXT(str_of(error.code), "clock");
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "the system clock is not set: it says 1970-01-01T00:00:00.000Z");
    CHECK(clock_check(1800000000000, &error));
}
