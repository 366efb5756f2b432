#include "customer/rhythm.h"

#include <stdlib.h>

Day day_of_instant(const Zone *zone, Instant at)
{
    int64_t second = at / MILLISECONDS_PER_SECOND - (at % MILLISECONDS_PER_SECOND < 0);
    int64_t civil = zone_civil(zone, second);
    return (Day)(civil / SECONDS_PER_DAY - (civil % SECONDS_PER_DAY < 0));
}

static int by_size(const void *a, const void *b)
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

bool rhythm_next(const Day *days, size_t count, Arena *scratch, Day *next, int32_t *gap_days)
{
    if (count < 2) return false;
    size_t gaps = count - 1, middle = gaps / 2;
    int32_t *gap = arena_array(scratch, int32_t, gaps);
    for (size_t i = 0; i < gaps; i++) gap[i] = days[i + 1] - days[i];
    qsort(gap, gaps, sizeof *gap, by_size);
    *gap_days = gaps % 2 ? gap[middle] : (gap[middle - 1] + gap[middle] + 1) / 2;
    *next = days[count - 1] + *gap_days;
    return true;
}

int32_t age_at(CivilDate birth, CivilDate day)
{
    bool had = day.month > birth.month || (day.month == birth.month && day.day >= birth.day);
    return day.year - birth.year - !had;
}
