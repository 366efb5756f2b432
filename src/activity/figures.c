#include "activity/figures.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

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

void rates_release(SharedRates *rates)
{
    if (rates && atomic_fetch_sub(&rates->references, 1) == 1) pages_release(rates, 1, size_of(rates->count));
}

SharedRates *rates_retain(SharedRates *rates)
{
    if (rates) atomic_fetch_add(&rates->references, 1);
    return rates;
}

uint64_t rates_digest(const SharedRates *rates)
{
    return rates ? rates->digest : 0;
}

// ---- opening and closing ----

void figures_open(Figures *figures)
{
    pthread_mutex_init(&figures->lock, NULL);
    figures->changed = pages_array(int64_t, FIGURE_CHANGES_KEPT);
}

void figures_close(Figures *figures)
{
    figures_undo(figures, 0);
    pages_release(figures->staged, figures->staged_room, sizeof *figures->staged);
    pages_release(figures->figure, figures->room, sizeof *figures->figure);
    pages_release(figures->slot, figures->slots, sizeof *figures->slot);
    pages_release(figures->changed, FIGURE_CHANGES_KEPT, sizeof *figures->changed);
    rates_release(figures->rates);
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

// Member by member: what lies between them is nobody's.
static uint64_t digest_with(uint64_t digest, const ActivityRate *rate)
{
    digest = XXH3_64bits_withSeed(rate->currency, sizeof rate->currency, digest);
    digest = XXH3_64bits_withSeed(&rate->day, sizeof rate->day, digest);
    digest = XXH3_64bits_withSeed(&rate->rate, sizeof rate->rate, digest);
    return XXH3_64bits_withSeed(&rate->shift, sizeof rate->shift, digest) | 1;
}

void figures_stage_rates(Figures *figures, const ActivityRate *rates, size_t count)
{
    SharedRates *shared = pages_reserve(1, size_of(count));
    atomic_store(&shared->references, 1);
    shared->count = count;
    shared->digest = 1;
    for (size_t i = 0; i < count; i++) {
        shared->rate[i] = rates[i];
        shared->digest = digest_with(shared->digest, &rates[i]);
    }
    stage(figures)->rates = shared;
}

void figures_undo(Figures *figures, size_t mark)
{
    while (figures->staged_count > mark) rates_release(figures->staged[--figures->staged_count].rates);
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

static void note_change(Figures *figures, int64_t seq)
{
    uint64_t changes = atomic_load(&figures->changes);
    figures->changed[changes % FIGURE_CHANGES_KEPT] = seq;
    atomic_store(&figures->changes, changes + 1);
}

void figures_commit(Figures *figures)
{
    if (!figures->staged_count) return;
    pthread_mutex_lock(&figures->lock);
    for (size_t i = 0; i < figures->staged_count; i++) {
        StagedFigure *staged = &figures->staged[i];
        bool rates = staged->rates != NULL;
        if (rates)
            put_rates(figures, staged);
        else
            put(figures, &staged->figure);
        note_change(figures, rates ? 0 : staged->figure.seq);
    }
    pthread_mutex_unlock(&figures->lock);
    figures_undo(figures, 0);
}

// ---- what has changed ----

uint64_t figures_changes(const Figures *figures)
{
    return atomic_load(&figures->changes);
}

SharedRates *figures_rates(Figures *figures)
{
    pthread_mutex_lock(&figures->lock);
    SharedRates *rates = rates_retain(figures->rates);
    pthread_mutex_unlock(&figures->lock);
    return rates;
}

static int compare_numbers(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static size_t each_once(int64_t *seq, size_t count)
{
    size_t kept = 0;
    if (count) qsort(seq, count, sizeof *seq, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || seq[i] != seq[kept - 1]) seq[kept++] = seq[i];
    return kept;
}

int64_t *figures_changed(Figures *figures, uint64_t from, uint64_t to, int64_t since, bool rates, Arena *arena,
                         size_t *count)
{
    pthread_mutex_lock(&figures->lock);
    bool known = from != FIGURES_UNKNOWN && atomic_load(&figures->changes) - from <= FIGURE_CHANGES_KEPT;
    size_t listed = known ? (size_t)(to - from) : 0, walked = known && !rates ? 0 : figures->count;
    int64_t *seq = arena_array(arena, int64_t, listed + walked);
    *count = 0;
    for (size_t i = 0; i < listed; i++) {
        int64_t changed = figures->changed[(from + i) % FIGURE_CHANGES_KEPT];
        if (changed) seq[(*count)++] = changed;
    }
    for (size_t i = 0; i < walked; i++) {
        const ActivityFigure *figure = &figures->figure[i];
        if ((!known && figure->change >= since) || (rates && figure->currency[0])) seq[(*count)++] = figure->seq;
    }
    pthread_mutex_unlock(&figures->lock);
    *count = each_once(seq, *count);
    return seq;
}

// ---- reading ----

void figures_see(Figures *figures, FiguresSeen *seen)
{
    *seen = (FiguresSeen){0};
    pthread_mutex_lock(&figures->lock);
    seen->room = seen->count = figures->count;
    seen->figure = figures->count ? pages_array(ActivityFigure, figures->count) : NULL;
    if (seen->figure) memcpy(seen->figure, figures->figure, seen->count * sizeof *seen->figure);
    seen->rates = rates_retain(figures->rates);
    pthread_mutex_unlock(&figures->lock);
    if (!seen->count) return;
    for (seen->slots = FIRST_ROOM; seen->slots < 2 * seen->count;) seen->slots *= 2;
    seen->slot = slots_of(seen->figure, seen->count, seen->slots);
}

void figures_forget(FiguresSeen *seen)
{
    pages_release(seen->figure, seen->room, sizeof *seen->figure);
    pages_release(seen->slot, seen->slots, sizeof *seen->slot);
    rates_release(seen->rates);
}

bool figures_get(Figures *figures, int64_t seq, ActivityFigure *figure)
{
    pthread_mutex_lock(&figures->lock);
    uint32_t place = figures->slots ? figures->slot[place_of(figures->figure, figures->slot, figures->slots, seq)] : 0;
    if (place) *figure = figures->figure[place - 1];
    pthread_mutex_unlock(&figures->lock);
    return place > 0;
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

bool rates_convert(const SharedRates *rates, const ActivityFigure *figure, Day day, int64_t *amount_minor)
{
    *amount_minor = figure->amount_minor;
    if (!figure->currency[0]) return true;
    const ActivityRate *rate = rate_on(rates, figure->currency, day);
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
    else if (figure && !rates_convert(seen.rates, figure, day, amount_minor))
        counted = COUNTED_UNCONVERTED;
    pthread_mutex_unlock(&figures->lock);
    return counted;
}

bool figures_worth(Figures *figures, const ActivityFigure *figure, Day day, int64_t *amount_minor)
{
    FiguresSeen seen;
    pthread_mutex_lock(&figures->lock);
    lend(figures, &seen);
    bool known = rates_convert(seen.rates, figure, day, amount_minor);
    pthread_mutex_unlock(&figures->lock);
    return known;
}
