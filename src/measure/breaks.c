#include "measure/breaks.h"

#include <math.h>
#include <string.h>

#include "measure/rate.h"

enum { SHORTEST = 2, POINTS_MIN = 2 * SHORTEST, TURNS_MAX = 20, BISECTIONS = 60 };
static const double LEVEL = 0.01;        // of the test that keeps a break
static const double LEAST_NOISE = 1e-10; // of the whole variance: a series of perfect levels needs some

// Levels as the search sees them: the observed points, and running sums from which any segment is read in one step.
// `value` is counted from the mean of the series, so that the sums of squares do not cancel.
typedef struct Series {
    size_t count, shortest; // points; least points of a segment
    bool share;
    size_t *place;                               // in the caller's series
    double *value, *sampling;                    // and its sampling variance
    double *weight_sum, *value_sum, *square_sum; // count + 1, by the present weights
    double *n_sum, *hit_sum; // count + 1: of shares, people and those counted; of plain series, points and their values
} Series;

// Cut c lies before point at[c]. A segment runs from one cut to the next, the first from 0, the last to the end.
typedef struct Cuts {
    size_t count;
    size_t *at;
} Cuts;

static size_t segment_start(const Cuts *cuts, size_t segment)
{
    return segment == 0 ? 0 : cuts->at[segment - 1];
}

static size_t segment_end(const Series *series, const Cuts *cuts, size_t segment)
{
    return segment == cuts->count ? series->count : cuts->at[segment];
}

// ---- reading ----

static void read_points(Series *series, const SeriesPoint *points, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        double n = series->share ? points[i].weight : 1;
        if (!points[i].observed || n <= 0) continue;
        assert(!series->share || (0 <= points[i].value && points[i].value <= 1));
        size_t at = series->count++;
        series->place[at] = i;
        series->value[at] = points[i].value;
        series->n_sum[at + 1] = series->n_sum[at] + n;
        series->hit_sum[at + 1] = series->hit_sum[at] + n * points[i].value;
    }
}

static void centre_points(Series *series)
{
    if (series->count == 0) return;
    double mean = series->hit_sum[series->count] / series->n_sum[series->count];
    for (size_t i = 0; i < series->count; i++) {
        double n = series->n_sum[i + 1] - series->n_sum[i];
        series->sampling[i] = series->share ? mean * (1 - mean) / n : 0;
        series->value[i] -= mean;
    }
}

static Series series_of(const SeriesPoint *points, size_t count, bool share, Arena *arena)
{
    Series series = {.share = share,
                     .place = arena_array(arena, size_t, count),
                     .value = arena_array(arena, double, count),
                     .sampling = arena_array(arena, double, count),
                     .weight_sum = arena_array(arena, double, count + 1),
                     .value_sum = arena_array(arena, double, count + 1),
                     .square_sum = arena_array(arena, double, count + 1),
                     .n_sum = arena_array(arena, double, count + 1),
                     .hit_sum = arena_array(arena, double, count + 1)};
    read_points(&series, points, count);
    centre_points(&series);
    series.shortest = (size_t)fmax(SHORTEST, ceil(sqrt((double)series.count) / 3));
    return series;
}

static void weigh_points(Series *series, double extra)
{
    for (size_t i = 0; i < series->count; i++) {
        double weight = 1 / (series->sampling[i] + extra), value = series->value[i];
        series->weight_sum[i + 1] = series->weight_sum[i] + weight;
        series->value_sum[i + 1] = series->value_sum[i] + weight * value;
        series->square_sum[i + 1] = series->square_sum[i] + weight * value * value;
    }
}

// Weighted squares of points [from, to) about their level.
static double segment_squares(const Series *series, size_t from, size_t to)
{
    double sum = series->value_sum[to] - series->value_sum[from];
    double weight = series->weight_sum[to] - series->weight_sum[from];
    return fmax(0, series->square_sum[to] - series->square_sum[from] - sum * sum / weight);
}

static double segments_squares(const Series *series, const Cuts *cuts)
{
    double squares = 0;
    for (size_t s = 0; s <= cuts->count; s++)
        squares += segment_squares(series, segment_start(cuts, s), segment_end(series, cuts, s));
    return squares;
}

// ---- noise ----

// Weighs the points by the extra variance at which the weighted squares about the segments are what they should be on
// average: points less levels (Paule & Mandel). They fall as it grows.
static void weigh_by_residuals(Series *series, const Cuts *cuts, double least)
{
    double freedom = (double)(series->count - cuts->count - 1);
    weigh_points(series, least);
    if (segments_squares(series, cuts) <= freedom) return;
    double low = least, high = least;
    do {
        low = high;
        high *= 16;
        weigh_points(series, high);
    } while (segments_squares(series, cuts) > freedom);
    for (int i = 0; i < BISECTIONS; i++) {
        double middle = sqrt(low) * sqrt(high);
        weigh_points(series, middle);
        if (segments_squares(series, cuts) > freedom)
            low = middle;
        else
            high = middle;
    }
}

static double whole_variance(const Series *series)
{
    double squares = 0;
    for (size_t i = 0; i < series->count; i++) squares += series->value[i] * series->value[i];
    return squares / (double)series->count;
}

// ---- the best cuts for given weights ----

static const size_t NEVER = SIZE_MAX;

typedef struct Search {
    double *cost;      // cost[t]: of the best segments of the points before t, a penalty for each
    size_t *previous;  // where the last of them begins
    size_t *candidate; // starts a last segment may have
    double *with;      // cost of the points before t when the last segment starts there
    size_t *last_use;  // NEVER, or the t for which it is a candidate last
    size_t candidates;
} Search;

static Search search_in(size_t count, Arena *arena)
{
    return (Search){.cost = arena_array(arena, double, count + 1),
                    .previous = arena_array(arena, size_t, count + 1),
                    .candidate = arena_array(arena, size_t, count + 1),
                    .with = arena_array(arena, double, count + 1),
                    .last_use = arena_array(arena, size_t, count + 1)};
}

static void find_previous(const Series *series, Search *search, size_t t, double penalty)
{
    double best = INFINITY;
    for (size_t i = 0; i < search->candidates; i++) {
        size_t start = search->candidate[i];
        double cost = search->cost[start] + segment_squares(series, start, t);
        search->with[i] = cost;
        if (cost >= best) continue;
        best = cost;
        search->previous[t] = start;
    }
    search->cost[t] = best + penalty;
}

// A start that is no better than a cut at t will not be better later either (Killick et al., theorem 3.1). It is needed
// until a segment that starts at t is long enough.
static void prune(const Series *series, Search *search, size_t t)
{
    size_t kept = 0;
    for (size_t i = 0; i < search->candidates; i++) {
        size_t last_use = search->last_use[i];
        if (last_use == t) continue;
        if (last_use == NEVER && search->with[i] >= search->cost[t]) last_use = t + series->shortest - 1;
        search->candidate[kept] = search->candidate[i];
        search->last_use[kept++] = last_use;
    }
    search->candidates = kept;
}

static void find_cuts(const Series *series, Search *search, double penalty, Cuts *cuts)
{
    search->candidates = 0;
    search->cost[0] = 0;
    for (size_t t = series->shortest; t <= series->count; t++) {
        size_t start = t - series->shortest;
        if (start == 0 || start >= series->shortest) {
            search->last_use[search->candidates] = NEVER;
            search->candidate[search->candidates++] = start;
        }
        find_previous(series, search, t, penalty);
        prune(series, search, t);
    }
    cuts->count = 0;
    for (size_t t = search->previous[series->count]; t > 0; t = search->previous[t]) cuts->count++;
    size_t c = cuts->count;
    for (size_t t = search->previous[series->count]; t > 0; t = search->previous[t]) cuts->at[--c] = t;
}

// ---- which of them to believe ----

// One side of a cut: its weight and weighted sum.
typedef struct Side {
    double weight, sum;
} Side;

static Side side_of(const Series *series, size_t from, size_t to)
{
    return (Side){series->weight_sum[to] - series->weight_sum[from], series->value_sum[to] - series->value_sum[from]};
}

// The same without its highest point (direction 1) or its lowest (-1).
static Side side_without(const Series *series, size_t from, size_t to, int direction)
{
    size_t extreme = from;
    for (size_t i = from + 1; i < to; i++)
        if (direction * series->value[i] > direction * series->value[extreme]) extreme = i;
    Side all = side_of(series, from, to), one = side_of(series, extreme, extreme + 1);
    return (Side){all.weight - one.weight, all.sum - one.sum};
}

static double sides_t(Side before, Side after)
{
    return (after.sum / after.weight - before.sum / before.weight) / sqrt(1 / before.weight + 1 / after.weight);
}

// Student's t of the difference between the two sides of a cut. A plain series must differ without any one of its
// points, too: what few large orders do to an average has heavier tails than the normal distribution.
static double cut_t(const Series *series, size_t from, size_t at, size_t to)
{
    Side before = side_of(series, from, at), after = side_of(series, at, to);
    double t = sides_t(before, after);
    if (series->share) return t;
    int direction = t > 0 ? 1 : -1;
    double without_before = direction * sides_t(side_without(series, from, at, -direction), after);
    double without_after = direction * sides_t(before, side_without(series, at, to, direction));
    return fmax(0, fmin(without_before, without_after));
}

// Whether the counts themselves differ, the sampling of the few among them taken exactly.
static double counts_p(const Series *series, size_t from, size_t at, size_t to)
{
    return rates_differ_p(
        llround(series->hit_sum[at] - series->hit_sum[from]), llround(series->n_sum[at] - series->n_sum[from]),
        llround(series->hit_sum[to] - series->hit_sum[at]), llround(series->n_sum[to] - series->n_sum[at]));
}

// Plain p-value of the difference between the two sides of a cut.
static double cut_p(const Series *series, const Cuts *cuts, size_t c)
{
    size_t from = segment_start(cuts, c), at = cuts->at[c], to = segment_end(series, cuts, c + 1);
    double p = student_two_sided(cut_t(series, from, at, to), (double)(series->count - cuts->count - 1));
    return series->share ? fmax(p, counts_p(series, from, at, to)) : p;
}

static double corrected_p(const Series *series, const Cuts *cuts, size_t c)
{
    double positions = (double)(series->count - 2 * series->shortest + 1);
    return fmin(1, positions * cut_p(series, cuts, c));
}

static void remove_cut(Cuts *cuts, size_t c)
{
    cuts->count--;
    memmove(&cuts->at[c], &cuts->at[c + 1], (cuts->count - c) * sizeof *cuts->at);
}

// The best place of a cut between its neighbours.
static void place_cut(const Series *series, Cuts *cuts, size_t c)
{
    size_t from = segment_start(cuts, c), to = segment_end(series, cuts, c + 1);
    double best = INFINITY;
    for (size_t at = from + series->shortest; at + series->shortest <= to; at++) {
        double squares = segment_squares(series, from, at) + segment_squares(series, at, to);
        if (squares >= best) continue;
        best = squares;
        cuts->at[c] = at;
    }
}

// The cut that is least sure; its p-value.
static size_t weakest_cut(const Series *series, const Cuts *cuts, double *p)
{
    size_t weakest = 0;
    *p = 0;
    for (size_t c = 0; c < cuts->count; c++) {
        double candidate = corrected_p(series, cuts, c);
        if (candidate < *p) continue;
        *p = candidate;
        weakest = c;
    }
    return weakest;
}

static void drop_weak_cuts(Series *series, Cuts *cuts, double least)
{
    double p;
    for (size_t c = weakest_cut(series, cuts, &p); p >= LEVEL; c = weakest_cut(series, cuts, &p)) {
        remove_cut(cuts, c);
        if (c > 0) place_cut(series, cuts, c - 1);
        if (c < cuts->count) place_cut(series, cuts, c);
        weigh_by_residuals(series, cuts, least);
    }
}

static double segment_level(const Series *series, const Cuts *cuts, size_t segment)
{
    size_t from = segment_start(cuts, segment), to = segment_end(series, cuts, segment);
    return (series->hit_sum[to] - series->hit_sum[from]) / (series->n_sum[to] - series->n_sum[from]);
}

static Break *breaks_at(const Series *series, const Cuts *cuts, Arena *arena)
{
    Break *breaks = arena_array(arena, Break, cuts->count);
    for (size_t c = 0; c < cuts->count; c++)
        breaks[c] = (Break){.at = series->place[cuts->at[c]],
                            .before = segment_level(series, cuts, c),
                            .after = segment_level(series, cuts, c + 1),
                            .p_value = corrected_p(series, cuts, c)};
    return breaks;
}

static bool cuts_equal(const Cuts *a, const Cuts *b)
{
    return a->count == b->count && memcmp(a->at, b->at, a->count * sizeof *a->at) == 0;
}

// Pairs of neighbours: what varies within them is noise, whatever the levels; a break falls into one pair at most.
static void cut_in_pairs(const Series *series, Cuts *cuts)
{
    for (cuts->count = 0; 2 * cuts->count + 3 < series->count; cuts->count++)
        cuts->at[cuts->count] = 2 * cuts->count + 2;
}

static void cut_series(Series *series, Arena *scratch, Cuts *cuts)
{
    double least = LEAST_NOISE * whole_variance(series);
    if (least == 0) return;
    Search search = search_in(series->count, scratch);
    Cuts found = {.at = arena_array(scratch, size_t, series->count)};
    double penalty = 2 * log((double)series->count);
    cut_in_pairs(series, &found);
    weigh_by_residuals(series, &found, least);
    for (int turn = 0; turn < TURNS_MAX; turn++) {
        find_cuts(series, &search, penalty, &found);
        if (cuts_equal(&found, cuts)) break;
        Cuts before = *cuts;
        *cuts = found;
        found = before;
        weigh_by_residuals(series, cuts, least);
    }
    drop_weak_cuts(series, cuts, least);
}

size_t series_breaks(const SeriesPoint *points, size_t count, bool share, Arena *arena, Break **breaks)
{
    Arena *scratch = arena_open(0);
    Series series = series_of(points, count, share, scratch);
    Cuts cuts = {.at = arena_array(scratch, size_t, count)};
    if (series.count >= POINTS_MIN) cut_series(&series, scratch, &cuts);
    *breaks = breaks_at(&series, &cuts, arena);
    arena_close(scratch);
    return cuts.count;
}
