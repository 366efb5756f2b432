#include "behaviour/retention_drivers.h"

#include <stdlib.h>

#include "activity/person_rows.h"

const uint32_t driver_times[DRIVER_TIMES] = {1, 2, 3, 5, 10};

static bool counts(const PersonRows *rows, uint32_t row, DriverLane lane)
{
    return person_row_counts(rows, row, (RowFilter){0}, lane.purchases);
}

static bool is_asked(const Grouping *grouping, Customer person)
{
    if (!grouping->group) return true;
    return person < grouping->customers && grouping->group[person] < grouping->groups;
}

void drivers_begin(DriverLane entry, const DriverAsk *ask, const Grouping *grouping, Arena *arena, DriverPeople *people)
{
    *people = (DriverPeople){.customers = entry.columns->customers};
    people->start = arena_array(arena, Second, people->customers);
    people->stayed = arena_array(arena, uint8_t, people->customers);
    for (Customer c = 0; c < people->customers; c++) {
        PersonRows rows = person_rows(entry.columns, c, (RowFilter){0});
        uint32_t row = 0;
        while (row < rows.count && !counts(&rows, row, entry)) row++;
        int64_t start = row < rows.count ? (int64_t)rows.second[row] : -1;
        if (start < ask->from || start >= ask->to || !is_asked(grouping, c)) continue;
        people->too_recent += start >= ask->known_to;
        if (start >= ask->known_to) continue;
        people->start[c] = (Second)start;
        people->people++;
    }
}

void drivers_retained(DriverLane activity, const DriverAsk *ask, DriverPeople *people)
{
    uint32_t customers = (uint32_t)smaller(people->customers, activity.columns->customers);
    for (Customer c = 0; c < customers; c++) {
        if (!people->start[c]) continue;
        PersonRows rows = person_rows(activity.columns, c, (RowFilter){0});
        int64_t from = people->start[c] + (int64_t)ask->later_from * SECONDS_PER_DAY;
        int64_t to = people->start[c] + ((int64_t)ask->later_to + 1) * SECONDS_PER_DAY;
        for (uint32_t row = 0; row < rows.count && rows.second[row] < to && !people->stayed[c]; row++)
            people->stayed[c] = rows.second[row] >= from && counts(&rows, row, activity);
        people->retained += people->stayed[c];
    }
}

void drivers_count(DriverLane behaviour, const DriverAsk *ask, const DriverPeople *people, DriverCount *count)
{
    uint32_t customers = (uint32_t)smaller(people->customers, behaviour.columns->customers);
    for (size_t i = 0; i < DRIVER_TIMES; i++) count[i] = (DriverCount){0};
    for (Customer c = 0; c < customers; c++) {
        if (!people->start[c]) continue;
        PersonRows rows = person_rows(behaviour.columns, c, (RowFilter){0});
        int64_t from = people->start[c], to = from + (int64_t)ask->days * SECONDS_PER_DAY;
        uint32_t times = 0;
        for (uint32_t row = 0; row < rows.count && rows.second[row] < to; row++)
            times += rows.second[row] >= from && counts(&rows, row, behaviour);
        for (size_t i = 0; i < DRIVER_TIMES && times >= driver_times[i]; i++) {
            count[i].did++;
            count[i].did_retained += people->stayed[c];
        }
    }
}

static Driver driver_of(uint32_t event, uint32_t times, const DriverPeople *people, DriverCount count)
{
    int64_t without = people->people - count.did;
    Driver driver = {.event = event,
                     .times = times,
                     .did = rate_of(count.did, people->people),
                     .stayed = rate_of(count.did_retained, count.did),
                     .stayed_without = rate_of(people->retained - count.did_retained, without),
                     .small_sample = count.did < RATE_SMALL_SAMPLE || without < RATE_SMALL_SAMPLE};
    driver.difference = share_difference(&driver.stayed, &driver.stayed_without);
    driver.has_lift = driver.stayed_without.count > 0;
    if (driver.has_lift) driver.lift = driver.stayed.value / driver.stayed_without.value;
    driver.correlation = share_correlation(&driver.stayed, &driver.stayed_without);
    driver.p = rates_differ_p(driver.stayed.count, count.did, driver.stayed_without.count, without);
    return driver;
}

size_t drivers_of(uint32_t event, const DriverPeople *people, const DriverCount *count, Driver *driver)
{
    size_t made = 0;
    for (size_t i = 0; i < DRIVER_TIMES; i++) {
        bool same = i > 0 && count[i].did == count[i - 1].did; // the same people
        if (count[i].did == 0 || count[i].did == people->people || same) continue;
        driver[made++] = driver_of(event, driver_times[i], people, count[i]);
    }
    return made;
}

static int by_correlation(const void *a, const void *b)
{
    const Driver *left = a, *right = b;
    if (left->correlation != right->correlation) return left->correlation > right->correlation ? -1 : 1;
    if (left->event != right->event) return left->event < right->event ? -1 : 1;
    return (left->times > right->times) - (left->times < right->times);
}

void drivers_rank(Driver *driver, size_t count, Arena *arena)
{
    double *p = arena_array(arena, double, count), *adjusted = arena_array(arena, double, count);
    uint32_t *order = arena_array(arena, uint32_t, count);
    if (count == 0) return;
    for (size_t i = 0; i < count; i++) p[i] = driver[i].p;
    adjust_benjamini_hochberg(p, count, order, adjusted);
    for (size_t i = 0; i < count; i++) driver[i].p_adjusted = adjusted[i];
    qsort(driver, count, sizeof *driver, by_correlation);
}
