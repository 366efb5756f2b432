#include "behaviour/question_words.h"

#include "base/test.h"

// "page | Product Added / channel = web"; "-" when it is none.
static Str steps_text(const char *said)
{
    FunnelStep steps[FUNNEL_STEPS_MAX];
    uint32_t count;
    Text out = text_in(test_arena());
    if (!funnel_steps_parse(str_of(said), test_arena(), steps, &count)) return STR("-");
    for (uint32_t i = 0; i < count; i++) {
        text_addf(&out, "%s%.*s", i ? " | " : "", STR_ARGS(steps[i].event));
        if (steps[i].dimension.size)
            text_addf(&out, " / %.*s = %.*s", STR_ARGS(steps[i].dimension), STR_ARGS(steps[i].value));
    }
    return text_str(&out);
}

TEST(funnel_steps_are_events_perhaps_of_one_value)
{
    CHECK_TEXT(steps_text("page, Product Added ,orders"), "page | Product Added | orders");
    CHECK_TEXT(steps_text("page:Prices[channel=web],A|B[plan = pro plus, yearly]"),
               "page:Prices / channel = web | A|B / plan = pro plus, yearly");
    CHECK_TEXT(steps_text("A[plan=a=b],Clicked [x]"), "A / plan = a=b | Clicked [x]");
    CHECK_TEXT(steps_text("[{\"event\":\"A, B\",\"where\":{\"plan\":\"x]\"}},{\"event\":\"C\"}]"),
               "A, B / plan = x] | C");
    CHECK_TEXT(steps_text("[{\"event\":\"A\",\"where\":{\"vip\":true}},{\"event\":\"A\",\"where\":{\"size\":3}}]"),
               "A / vip = true | A / size = 3");
}

TEST(funnel_steps_that_are_none_are_refused)
{
    static const char *const none[] = {"",
                                       " ",
                                       ",",
                                       "A,,B",
                                       "A[plan=]",
                                       "A[=pro]",
                                       "[plan=pro]",
                                       "[]",
                                       "[1]",
                                       "[{}]",
                                       "[{\"event\":\"\"}]",
                                       "[{\"event\":\"A\",\"count\":3}]",
                                       "[{\"event\":\"A\",\"where\":{}}]",
                                       "[{\"event\":\"A\",\"where\":{\"a\":\"1\",\"b\":\"2\"}}]",
                                       "[{\"event\":\"A\",\"where\":{\"a\":null}}]",
                                       "[{\"event\":\"A\"}",
                                       "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u"};
    for (size_t i = 0; i < COUNT_OF(none); i++) CHECK_TEXT(steps_text(none[i]), "-");
    CHECK(!str_equal(steps_text("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t"), STR("-")));
}

static int64_t window_of(const char *said)
{
    uint32_t seconds;
    return funnel_window_parse(str_of(said), &seconds) ? (int64_t)seconds : -1;
}

TEST(a_window_is_a_number_of_days_hours_minutes_or_seconds)
{
    CHECK_INT(window_of("7d"), 7 * SECONDS_PER_DAY);
    CHECK_INT(window_of("7"), 7 * SECONDS_PER_DAY);
    CHECK_INT(window_of("12h"), 43200);
    CHECK_INT(window_of("30m"), 1800);
    CHECK_INT(window_of("90s"), 90);
    CHECK_INT(window_of("366d"), 366 * SECONDS_PER_DAY);
    static const char *const none[] = {"", "d", "0d", "367d", "999999999d", "7 d", "7dd", "-7d", "1w", "9999999999s"};
    for (size_t i = 0; i < COUNT_OF(none); i++) CHECK_INT(window_of(none[i]), -1);
}

static Str exclusion_text(const char *said, uint32_t steps)
{
    Str event;
    FunnelExclusion exclusion;
    if (!funnel_exclusion_parse(str_of(said), steps, &event, &exclusion)) return STR("-");
    return str_format(test_arena(), "%.*s %u %u", STR_ARGS(event), exclusion.after, exclusion.before);
}

TEST(an_exclusion_is_an_event_between_two_steps)
{
    CHECK_TEXT(exclusion_text("Order Cancelled", 3), "Order Cancelled 0 2");
    CHECK_TEXT(exclusion_text("Order Cancelled:1-2", 3), "Order Cancelled 1 2");
    CHECK_TEXT(exclusion_text("page:Help", 2), "page:Help 0 1");
    CHECK_TEXT(exclusion_text("page:Help:10-11", 12), "page:Help 10 11");
    CHECK_TEXT(exclusion_text("A:2-1", 3), "-");
    CHECK_TEXT(exclusion_text("A:0-3", 3), "-");
    CHECK_TEXT(exclusion_text(":0-1", 3), "-");
    CHECK_TEXT(exclusion_text("A", 1), "-"); // one step has nothing in between
}

static Str brackets_text(const char *said)
{
    RetentionBracket bracket[RETENTION_BRACKETS_MAX];
    uint32_t count;
    Text out = text_in(test_arena());
    if (!brackets_parse(str_of(said), bracket, &count)) return STR("-");
    for (uint32_t i = 0; i < count; i++) text_addf(&out, "%u..%u ", bracket[i].from, bracket[i].to);
    return text_str(&out);
}

TEST(brackets_are_numbers_and_ranges)
{
    CHECK_TEXT(brackets_text("0,1-7,8-30"), "0..0 1..7 8..30 ");
    static const char *const none[] = {"", "1-", "-1", "7-1", "1,,2", "a", "1-2-3", "1 ", "1234567"};
    for (size_t i = 0; i < COUNT_OF(none); i++) CHECK_TEXT(brackets_text(none[i]), "-");
}
