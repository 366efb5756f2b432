#include "activity/bucket.h"

enum { SECONDS_PER_HOUR = 3600 };

static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

static bool period_unit_of(BucketUnit unit, PeriodUnit *period)
{
    static const PeriodUnit units[BUCKET_UNIT_COUNT] = {[BUCKET_WEEK] = PERIOD_WEEK,
                                                        [BUCKET_MONTH] = PERIOD_MONTH,
                                                        [BUCKET_QUARTER] = PERIOD_QUARTER,
                                                        [BUCKET_YEAR] = PERIOD_YEAR};
    *period = units[unit];
    return *period != PERIOD_DAY;
}

BucketNumber bucket_of_second(BucketUnit unit, BucketSecond second)
{
    if (unit == BUCKET_HOUR) return (BucketNumber)floor_divide(second, SECONDS_PER_HOUR);
    Day day = (Day)floor_divide(second, SECONDS_PER_DAY);
    PeriodUnit period;
    if (period_unit_of(unit, &period)) return period_of_day(period, day);
    return unit == BUCKET_DAY ? day : (BucketNumber)floor_divide((int64_t)day + 4, 7); // 1969-12-28 was a Sunday
}

BucketSecond bucket_first_second(BucketUnit unit, BucketNumber number)
{
    if (unit == BUCKET_HOUR) return (BucketSecond)number * SECONDS_PER_HOUR;
    PeriodUnit period;
    if (period_unit_of(unit, &period)) return (BucketSecond)period_first_day(period, number) * SECONDS_PER_DAY;
    return ((BucketSecond)number * (unit == BUCKET_DAY ? 1 : 7) - (unit == BUCKET_DAY ? 0 : 4)) * SECONDS_PER_DAY;
}

BucketUnit bucket_unit_of(PeriodUnit unit)
{
    static const BucketUnit units[PERIOD_UNIT_COUNT] = {BUCKET_DAY, BUCKET_WEEK, BUCKET_MONTH, BUCKET_QUARTER,
                                                        BUCKET_YEAR};
    return units[unit];
}

// Civil seconds end in 2106, and begin in 1970.
static Second second_within(BucketSecond second)
{
    return second < 0 ? 0 : second > UINT32_MAX ? UINT32_MAX : (Second)second;
}

BucketSpan bucket_span_of(const PeriodSpan *span)
{
    BucketSpan buckets = {.unit = bucket_unit_of(span->unit), .count = span->count, .custom = span->custom};
    buckets.first = (BucketNumber)span->first;
    buckets.known_to = second_within(((BucketSecond)span->as_of + 1) * SECONDS_PER_DAY);
    if (!span->custom) return buckets;
    buckets.custom_from = second_within((BucketSecond)span->custom_first * SECONDS_PER_DAY);
    buckets.custom_to = second_within(((BucketSecond)span->custom_last + 1) * SECONDS_PER_DAY);
    return buckets;
}

BucketSecond bucket_span_from(const BucketSpan *span, uint32_t bucket)
{
    assert(bucket <= span->count);
    if (span->custom) return bucket == 0 ? span->custom_from : span->custom_to;
    return bucket_first_second(span->unit, span->first + (BucketNumber)bucket);
}

BucketSecond bucket_span_to(const BucketSpan *span, uint32_t bucket)
{
    return bucket_span_from(span, bucket + 1);
}

bool bucket_span_complete(const BucketSpan *span, uint32_t bucket)
{
    return bucket_span_to(span, bucket) <= span->known_to;
}

Buckets buckets_open(BucketUnit unit, Second first, Second last, Arena *arena)
{
    Buckets buckets = {.unit = unit, .first_day = second_day(first)};
    if (unit == BUCKET_HOUR) return buckets;
    Day days = second_day(last) - buckets.first_day + 1;
    BucketNumber *by_day = arena_array(arena, BucketNumber, days > 0 ? (size_t)days : 0);
    for (Day day = 0; day < days; day++)
        by_day[day] = bucket_of_second(unit, (BucketSecond)(buckets.first_day + day) * SECONDS_PER_DAY);
    buckets.by_day = by_day;
    return buckets;
}
