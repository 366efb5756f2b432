// bucket.h - stretches of civil time that what people do is counted by: finer than periods (hours), and with weeks that
// may begin on Sunday, as other products have them.
//
// Buckets of one unit are numbered without gaps; the one that holds 1970-01-01T00:00 is number 0.
#ifndef FIDELE_ACTIVITY_BUCKET_H
#define FIDELE_ACTIVITY_BUCKET_H

#include "activity/questions.h"

typedef enum BucketUnit {
    BUCKET_HOUR,
    BUCKET_DAY,
    BUCKET_WEEK, // ISO, from Monday
    BUCKET_WEEK_SUNDAY,
    BUCKET_MONTH,
    BUCKET_QUARTER,
    BUCKET_YEAR,
    BUCKET_UNIT_COUNT
} BucketUnit;

typedef int32_t BucketNumber;
typedef int64_t BucketSecond; // civil, as Second, but no sum overflows

BucketNumber bucket_of_second(BucketUnit unit, BucketSecond second);
BucketSecond bucket_first_second(BucketUnit unit, BucketNumber number); // the bucket ends where the next one begins
BucketUnit bucket_unit_of(PeriodUnit unit);

// Consecutive buckets.
typedef struct BucketSpan {
    BucketUnit unit;
    BucketNumber first;
    uint32_t count;
    Second known_to; // rows before it are known, later ones are not looked at
    bool custom;     // count == 1: from custom_from on, before custom_to; the bucket before it is as long
    Second custom_from, custom_to;
} BucketSpan;

BucketSpan bucket_span_of(const PeriodSpan *span);
BucketSecond bucket_span_from(const BucketSpan *span,
                              uint32_t bucket);                       // of bucket 0..count; count: where the last ends
BucketSecond bucket_span_to(const BucketSpan *span, uint32_t bucket); // not in it
bool bucket_span_complete(const BucketSpan *span, uint32_t bucket);   // all of it is known

// Numbers of buckets by look-up, for all seconds from `first` to `last`.
typedef struct Buckets {
    BucketUnit unit;
    Day first_day;
    const BucketNumber *by_day; // NULL for hours
} Buckets;

Buckets buckets_open(BucketUnit unit, Second first, Second last, Arena *arena);

static inline BucketNumber bucket_at(const Buckets *buckets, Second second)
{
    if (!buckets->by_day) return (BucketNumber)(second / 3600);
    return buckets->by_day[second_day(second) - buckets->first_day];
}

#endif
