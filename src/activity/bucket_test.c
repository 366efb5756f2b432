#include "activity/bucket.h"
#include "base/test.h"

static BucketSecond at(Day day, int hour)
{
    return (BucketSecond)day * SECONDS_PER_DAY + hour * 3600;
}

static Day of(int year, int month, int day)
{
    return day_of_civil((CivilDate){year, month, day});
}

TEST(a_week_begins_on_monday_or_on_sunday)
{
    Day sunday = of(2020, 6, 14);
    CHECK_INT(bucket_first_second(BUCKET_WEEK, bucket_of_second(BUCKET_WEEK, at(sunday, 23))), at(sunday - 6, 0));
    CHECK_INT(bucket_first_second(BUCKET_WEEK_SUNDAY, bucket_of_second(BUCKET_WEEK_SUNDAY, at(sunday, 0))),
              at(sunday, 0));
    CHECK_INT(bucket_first_second(BUCKET_WEEK_SUNDAY, bucket_of_second(BUCKET_WEEK_SUNDAY, at(sunday - 1, 23))),
              at(sunday - 7, 0));
}

TEST(buckets_follow_one_another_without_gaps)
{
    for (int unit = 0; unit < BUCKET_UNIT_COUNT; unit++) {
        CHECK_INT(bucket_of_second((BucketUnit)unit, 0), 0);
        for (BucketNumber number = -3; number < 800; number++) {
            BucketSecond first = bucket_first_second((BucketUnit)unit, number);
            CHECK_INT(bucket_of_second((BucketUnit)unit, first), number);
            CHECK_INT(bucket_of_second((BucketUnit)unit, first - 1), number - 1);
        }
    }
}

TEST(the_look_up_says_what_the_calendar_says)
{
    for (int unit = 0; unit < BUCKET_UNIT_COUNT; unit++) {
        Second first = (Second)at(of(2023, 12, 28), 5), last = (Second)at(of(2025, 1, 3), 2);
        Buckets buckets = buckets_open((BucketUnit)unit, first, last, test_arena());
        for (Second second = first; second <= last; second += 3601)
            CHECK_INT(bucket_at(&buckets, second), bucket_of_second((BucketUnit)unit, second));
    }
}

TEST(a_bucket_is_complete_when_its_last_second_is_known)
{
    PeriodSpan periods = {.unit = PERIOD_MONTH,
                          .first = period_of_day(PERIOD_MONTH, of(2024, 1, 1)),
                          .count = 2,
                          .as_of = of(2024, 2, 28)};
    BucketSpan span = bucket_span_of(&periods);
    CHECK_INT(bucket_span_from(&span, 1), at(of(2024, 2, 1), 0));
    CHECK(bucket_span_complete(&span, 0));
    CHECK(!bucket_span_complete(&span, 1)); // 2024 is a leap year
    span.known_to += SECONDS_PER_DAY;
    CHECK(bucket_span_complete(&span, 1));
}
