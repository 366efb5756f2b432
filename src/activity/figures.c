#include "activity/figures.h"

#include <assert.h>
#include <string.h>

#include "base/pages.h"

enum { FIRST_ROOM = 64 };

// ---- by number of the event ----

static size_t place_of(const ActivityFigure *figure, const uint32_t *slot, size_t slots, int64_t seq)
{
    const uint64_t multiplier = 0x9E3779B97F4A7C15;
    size_t at = (size_t)((uint64_t)seq * multiplier >> 20) & (slots - 1);
    while (slot[at] && figure[slot[at] - 1].seq != seq) at = (at + 1) & (slots - 1);
    return at;
}

static uint32_t *slots_of(const ActivityFigure *figure, size_t count, size_t slots)
{
    uint32_t *slot = pages_array(uint32_t, slots);
    assert(slot && (figure || count == 0));
    for (size_t i = 0; i < count; i++) slot[place_of(figure, slot, slots, figure[i].seq)] = (uint32_t)i + 1;
    return slot;
}

static size_t size_of(size_t rates)
{
    return sizeof(SharedRates) + rates * sizeof(ActivityRate);
}

static void release(SharedRates *rates)
{
    if (rates && atomic_fetch_sub(&rates->references, 1) == 1) pages_release(rates, 1, size_of(rates->count));
}

// ---- opening and closing ----

void figures_open(Figures *figures)
{
    pthread_mutex_init(&figures->lock, NULL);
}

void figures_close(Figures *figures)
{
    figures_undo(figures, 0);
    pages_release(figures->staged, figures->staged_room, sizeof *figures->staged);
    pages_release(figures->figure, figures->room, sizeof *figures->figure);
    pages_release(figures->slot, figures->slots, sizeof *figures->slot);
    release(figures->rates);
    pthread_mutex_destroy(&figures->lock);
}

// ---- following ----

static StagedFigure *stage(Figures *figures)
{
    if (figures->staged_count == figures->staged_room) {
        size_t room = figures->staged_room ? 2 * figures->staged_room : FIRST_ROOM;
        figures->staged = pages_resize(figures->staged, figures->staged_room, room, sizeof *figures->staged);
        figures->staged_room = room;
    }
    StagedFigure *staged = &figures->staged[figures->staged_count++];
    *staged = (StagedFigure){0};
    return staged;
}

void figures_stage(Figures *figures, const ActivityFigure *figure)
{
    stage(figures)->figure = *figure;
}

void figures_stage_rates(Figures *figures, const ActivityRate *rates, size_t count)
{
    SharedRates *shared = pages_reserve(1, size_of(count));
    atomic_store(&shared->references, 1);
    shared->count = count;
    if (count) memcpy(shared->rate, rates, count * sizeof *rates);
    stage(figures)->rates = shared;
}

void figures_undo(Figures *figures, size_t mark)
{
    while (figures->staged_count > mark) release(figures->staged[--figures->staged_count].rates);
}

static void grow(Figures *figures)
{
    size_t room = figures->room ? 2 * figures->room : FIRST_ROOM;
    figures->figure = pages_resize(figures->figure, figures->room, room, sizeof *figures->figure);
    figures->room = room;
    pages_release(figures->slot, figures->slots, sizeof *figures->slot);
    figures->slots = 2 * room;
    figures->slot = slots_of(figures->figure, figures->count, figures->slots);
}

static void put(Figures *figures, const ActivityFigure *figure)
{
    if (figures->count == figures->room) grow(figures);
    size_t at = place_of(figures->figure, figures->slot, figures->slots, figure->seq);
    if (!figures->slot[at]) figures->slot[at] = (uint32_t)++figures->count;
    figures->figure[figures->slot[at] - 1] = *figure;
}

static void put_rates(Figures *figures, StagedFigure *staged)
{
    SharedRates *before = figures->rates;
    figures->rates = staged->rates;
    staged->rates = before; // goes with what was staged
}

void figures_commit(Figures *figures, int64_t seq)
{
    if (!figures->staged_count) return;
    bool past = false;
    pthread_mutex_lock(&figures->lock);
    for (size_t i = 0; i < figures->staged_count; i++) {
        StagedFigure *staged = &figures->staged[i];
        past |= staged->rates != NULL || staged->figure.seq <= seq;
        if (staged->rates)
            put_rates(figures, staged);
        else
            put(figures, &staged->figure);
    }
    if (past) atomic_fetch_add(&figures->past, 1);
    pthread_mutex_unlock(&figures->lock);
    figures_undo(figures, 0);
}

// ---- reading ----

static void copy_after(const Figures *figures, int64_t after, FiguresSeen *seen)
{
    seen->room = figures->count;
    seen->figure = figures->count ? pages_array(ActivityFigure, figures->count) : NULL;
    for (size_t i = 0; i < figures->count; i++)
        if (figures->figure[i].seq > after) seen->figure[seen->count++] = figures->figure[i];
}

void figures_see(Figures *figures, int64_t after, FiguresSeen *seen)
{
    *seen = (FiguresSeen){0};
    pthread_mutex_lock(&figures->lock);
    copy_after(figures, after, seen);
    seen->rates = figures->rates;
    if (seen->rates) atomic_fetch_add(&seen->rates->references, 1);
    seen->past = atomic_load(&figures->past);
    pthread_mutex_unlock(&figures->lock);
    if (!seen->count) return;
    for (seen->slots = FIRST_ROOM; seen->slots < 2 * seen->count;) seen->slots *= 2;
    seen->slot = slots_of(seen->figure, seen->count, seen->slots);
}

void figures_forget(FiguresSeen *seen)
{
    pages_release(seen->figure, seen->room, sizeof *seen->figure);
    pages_release(seen->slot, seen->slots, sizeof *seen->slot);
    release(seen->rates);
}

const ActivityFigure *figures_find(const FiguresSeen *seen, int64_t seq)
{
    if (!seen->count) return NULL;
    uint32_t place = seen->slot[place_of(seen->figure, seen->slot, seen->slots, seq)];
    return place ? &seen->figure[place - 1] : NULL;
}

// The last rate of the currency up to the day.
static const ActivityRate *rate_on(const SharedRates *rates, const char currency[4], Day day)
{
    const ActivityRate *rate = rates ? rates->rate : NULL;
    size_t low = 0, high = rates ? rates->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = memcmp(rate[middle].currency, currency, sizeof rate[middle].currency);
        if (order < 0 || (order == 0 && rate[middle].day <= day))
            low = middle + 1;
        else
            high = middle;
    }
    return low && memcmp(rate[low - 1].currency, currency, sizeof rate[low - 1].currency) == 0 ? &rate[low - 1] : NULL;
}

bool activity_convert(const ActivityRate *rate, int64_t amount_minor, int64_t *converted_minor)
{
    const int64_t amount_most = 1000000000000000; // as of tracking: so no product below overflows
    __int128 numerator = rate->rate, denominator = ACTIVITY_RATE_UNIT;
    if (amount_minor > amount_most || amount_minor < -amount_most) return false;
    numerator *= amount_minor < 0 ? -amount_minor : amount_minor;
    for (int shift = rate->shift; shift > 0; shift--) numerator *= 10;
    for (int shift = rate->shift; shift < 0; shift++) denominator *= 10;
    __int128 rounded = (numerator + denominator / 2) / denominator;
    if (rounded > INT64_MAX) return false;
    *converted_minor = amount_minor < 0 ? -(int64_t)rounded : (int64_t)rounded;
    return true;
}

bool figures_convert(const FiguresSeen *seen, const ActivityFigure *figure, Day day, int64_t *amount_minor)
{
    *amount_minor = figure->amount_minor;
    if (!figure->currency[0]) return true;
    const ActivityRate *rate = rate_on(seen->rates, figure->currency, day);
    return rate && activity_convert(rate, figure->amount_minor, amount_minor);
}

static void lend(const Figures *figures, FiguresSeen *seen)
{
    *seen = (FiguresSeen){.figure = figures->figure,
                          .count = figures->count,
                          .slot = figures->slot,
                          .slots = figures->slots,
                          .rates = figures->rates};
}

CountedAs figures_counted(Figures *figures, int64_t seq, Day day, int64_t *amount_minor)
{
    FiguresSeen seen;
    CountedAs counted = COUNTED;
    pthread_mutex_lock(&figures->lock);
    lend(figures, &seen);
    const ActivityFigure *figure = figures_find(&seen, seq);
    if (figure && !figure->counts)
        counted = COUNTED_NOT;
    else if (figure && !figures_convert(&seen, figure, day, amount_minor))
        counted = COUNTED_UNCONVERTED;
    pthread_mutex_unlock(&figures->lock);
    return counted;
}

bool figures_worth(Figures *figures, const ActivityFigure *figure, Day day, int64_t *amount_minor)
{
    FiguresSeen seen;
    pthread_mutex_lock(&figures->lock);
    lend(figures, &seen);
    bool known = figures_convert(&seen, figure, day, amount_minor);
    pthread_mutex_unlock(&figures->lock);
    return known;
}
