#include "bench/standard_log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

// ---- one customer ----

typedef struct Habits {
    double rate;   // sessions a second
    double buying; // chance that a session has a purchase
    double ending; // chance that nothing follows a purchase
    double spend;  // mean of a purchase, minor units
} Habits;

static double first_moment(Random *random)
{
    enum { MONTH = 30 * 86400, HOUR = 3600 };
    double span = STANDARD_END - STANDARD_START, u = random_unit(random);
    // 15 % are there at the start; then ever more come in.
    double entry = u < 0.15 ? random_unit(random) * MONTH : span * (sqrt(0.25 + 2 * random_unit(random)) - 0.5) * 0.999;
    return STANDARD_START + fmin(entry, span - HOUR);
}

static Habits habits_of(Random *random)
{
    Habits habits;
    habits.rate = random_gamma(random, 0.75) / 0.75 * 0.4 * 0.55 / (7 * 86400);
    habits.buying = random_beta(random, 2.4, 2);
    habits.ending = random_beta(random, 0.9, 7);
    habits.spend = 3000 * 3 / random_gamma(random, 4);
    if (random_unit(random) < 0.02) habits.rate *= 8;
    return habits;
}

// View, login, search, cart, e-mail open and click, wish list, ticket, review, refund, app open: 1..11.
static uint16_t class_of(double u)
{
    static const double up_to[] = {0.50, 0.64, 0.73, 0.83, 0.88, 0.91, 0.93, 0.945, 0.955, 0.96};
    uint16_t event_class = 1;
    for (size_t i = 0; i < COUNT_OF(up_to) && u > up_to[i]; i++) event_class++;
    return event_class;
}

static void add_event(StandardEvents *events, StandardEvent event, Arena *arena)
{
    if (events->count == events->room) {
        events->room = events->room ? 2 * events->room : 256;
        StandardEvent *moved = arena_array(arena, StandardEvent, events->room);
        if (events->count) memcpy(moved, events->event, events->count * sizeof *moved);
        events->event = moved;
    }
    events->event[events->count++] = event;
}

static bool next_second(Random *random, double moment, const StandardEvents *events, Second *second)
{
    *second = (Second)moment;
    if (events->count > 0) {
        Second last = events->event[events->count - 1].second;
        if (*second <= last) *second = last + 1;
        if (random_unit(random) < 0.01) *second = last;
    }
    return *second < STANDARD_END;
}

// One session from `moment`. Returns when it ended; *stops: nothing follows.
static double session(Random *random, const Habits *habits, double moment, StandardEvents *events, Arena *arena,
                      bool *stops)
{
    int views = 1;
    while (random_unit(random) < 0.775 && views < 200) views++;
    int all = views + (random_unit(random) < habits->buying);
    for (int i = 0; i < all; i++) {
        StandardEvent event = {0};
        if (!next_second(random, moment, events, &event.second)) break;
        if (i < views) {
            event.event_class = class_of(random_unit(random));
        } else {
            event.amount_minor = (int64_t)(habits->spend * random_gamma(random, 6) / 6) + 99;
            *stops = random_unit(random) < habits->ending;
        }
        add_event(events, event, arena);
        moment += 5 + random_exponential(random) * 70;
    }
    return moment;
}

void standard_events(uint64_t seed, uint32_t customer, Arena *arena, StandardEvents *events)
{
    Random random = random_start(seed, customer);
    double moment = first_moment(&random);
    Habits habits = habits_of(&random);
    bool stops = false;
    for (events->count = 0; moment < STANDARD_END && !stops; moment += random_exponential(&random) / habits.rate)
        moment = session(&random, &habits, moment, events, arena, &stops);
}

// ---- what became of them ----

StandardFate standard_fate(uint32_t customer, uint32_t customers)
{
    uint32_t of_thousand = customer % 1000;
    if (of_thousand == 499 && customer + 1 < customers) return STANDARD_ROOT;
    if (of_thousand == 500) return STANDARD_MERGED_AWAY;
    if (of_thousand == 700) return STANDARD_ERASED;
    return of_thousand % 100 == 33 ? STANDARD_LATE : STANDARD_AS_WRITTEN;
}

static int by_time(const void *a, const void *b)
{
    const StandardEvent *x = a, *y = b;
    if (x->second != y->second) return x->second < y->second ? -1 : 1;
    if (x->event_class != y->event_class) return x->event_class < y->event_class ? -1 : 1;
    return (x->amount_minor > y->amount_minor) - (x->amount_minor < y->amount_minor);
}

// A view and a purchase in the middle of what is known, the purchase at the second of another event.
static void add_late(StandardEvents *events, Arena *arena)
{
    Second middle = events->count ? events->event[events->count / 2].second : STANDARD_START + 86400;
    add_event(events, (StandardEvent){middle, STANDARD_PURCHASE, 4200}, arena);
    add_event(events, (StandardEvent){middle - 100, STANDARD_VIEW, 0}, arena);
}

static void add_merged(uint64_t seed, uint32_t customer, Arena *arena, StandardEvents *events)
{
    StandardEvents other = {0};
    standard_events(seed, customer, arena, &other);
    for (size_t i = 0; i < other.count; i++) add_event(events, other.event[i], arena);
}

void standard_person(uint64_t seed, uint32_t customer, uint32_t customers, Arena *arena, StandardEvents *events)
{
    StandardFate fate = standard_fate(customer, customers);
    events->count = 0;
    if (fate == STANDARD_MERGED_AWAY || fate == STANDARD_ERASED) return;
    standard_events(seed, customer, arena, events);
    if (fate == STANDARD_LATE) add_late(events, arena);
    if (fate == STANDARD_ROOT) add_merged(seed, customer + 1, arena, events);
    if (fate != STANDARD_AS_WRITTEN) qsort(events->event, events->count, sizeof *events->event, by_time);
}
