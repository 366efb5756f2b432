#include "base/instant.h"

#include "base/test.h"

static void check(const char *text, InstantFault fault, const char *as)
{
    Arena *arena = arena_open(0);
    Instant instant = 0;
    CHECK_INT(instant_parse(str_of(text), &instant), fault);
    if (!fault) CHECK_TEXT(instant_text(arena, instant), as);
    arena_close(arena);
}

TEST(instants_are_read_as_rfc_3339_writes_them)
{
    check("2026-11-22T08:27:00Z", INSTANT_FINE, "2026-11-22T08:27:00.000Z");
    check("2026-11-22t08:27:00.1239+01:30", INSTANT_FINE, "2026-11-22T06:57:00.123Z");
    check("2028-02-29 23:59:60-00:00", INSTANT_FINE, "2028-02-29T23:59:59.000Z");
    check("1970-01-01T00:00:00Z", INSTANT_FINE, "1970-01-01T00:00:00.000Z");
    check("9999-12-31T23:59:59.999Z", INSTANT_FINE, "9999-12-31T23:59:59.999Z");
}

TEST(what_is_no_instant_is_told_apart)
{
    check("2026-02-30T00:00:00Z", INSTANT_NOT_A_DATE, "");
    check("2026-01-01T24:00:00Z", INSTANT_NOT_A_DATE, "");
    check("2026-01-01T00:00:00", INSTANT_NO_OFFSET, "");
    check("2026-01-01", INSTANT_NOT_A_DATE, "");
    check("2026-01-01T00:00:00.Z", INSTANT_NOT_A_DATE, "");
    check("2026-01-01T00:00:00Zx", INSTANT_NOT_A_DATE, "");
    check("2026-01-01T00:00:00+24:00", INSTANT_NOT_A_DATE, "");
    check("0000-01-01T00:00:00Z", INSTANT_YEAR_OUT, "");
    check("yesterday", INSTANT_NOT_A_DATE, "");
    check("", INSTANT_NOT_A_DATE, "");
}
