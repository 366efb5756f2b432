// segment_day.c - which day it is for each person: in the time zone of the trait "timezone" (or "time_zone"), else in
// the workspace's.
#include "base/zone.h"
#include "customer/trait.h"
#include "house.h"
#include "segment/stored_parts.h"

enum { ZONES_MAX = 64 };

typedef struct ZoneDay {
    Str name;
    Day day;
} ZoneDay;

typedef struct PersonDays {
    const SegmentPlace *place;
    Day otherwise, *day;
    uint32_t customers;
    ZoneDay zone[ZONES_MAX];
    size_t zones;
} PersonDays;

static Day day_in(const Zone *zone, Instant now)
{
    return (Day)(zone_civil(zone, now / MILLISECONDS_PER_SECOND) / SECONDS_PER_DAY);
}

static Day day_of_zone(PersonDays *days, Str name)
{
    Error unknown;
    const Zone *zone = NULL;
    for (size_t i = 0; i < days->zones; i++)
        if (str_equal(days->zone[i].name, name)) return days->zone[i].day;
    Day day = zone_open(name, days->place->arena, &zone, &unknown) ? day_in(zone, days->place->now) : days->otherwise;
    if (days->zones < ZONES_MAX) days->zone[days->zones++] = (ZoneDay){str_copy(days->place->arena, name), day};
    return day;
}

static void see(void *context, CustomerId root, const Trait *trait)
{
    PersonDays *days = context;
    Str name = trait->type == TRAIT_TEXT ? trait_text(trait, days->place->arena) : STR("");
    if (name.size && root < days->customers) days->day[root] = day_of_zone(days, name);
}

bool segment_days(const SegmentPlace *place, Day **days, Error *error)
{
    PersonDays made = {.place = place, .customers = identity_count(place->house->identity) + 1};
    made.otherwise = day_in(activity_zone(place->house->activity), place->now);
    made.day = arena_array(place->arena, Day, made.customers);
    for (uint32_t c = 0; c < made.customers; c++) made.day[c] = made.otherwise;
    *days = made.day;
    return trait_of_all(place->house->identity, place->session, STR("time_zone"), place->arena, see, &made, error) &&
           trait_of_all(place->house->identity, place->session, STR("timezone"), place->arena, see, &made, error);
}
