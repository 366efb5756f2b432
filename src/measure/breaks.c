#include "measure/breaks.h"

#include <math.h>
#include <string.h>

#include "measure/rate.h"

enum { SEGMENT_MIN = 2, POINTS_MIN = 2 * SEGMENT_MIN, TURNS_MAX = 20, BISECTIONS = 60 };
static const double LEVEL = 0.01;        // of the test that keeps a break
static const double LEAST_NOISE = 1e-10; // of the whole variance: a series of perfect levels needs some

// Levels as the search sees them: the observed points, and running sums from which any segment is read in one step.
// `value` is counted from the mean of the series, so that the sums of squares do not cancel.
typedef struct Series {
    size_t count;
    bool share;
    size_t *place;            // in the caller's series
    double *value, *sampling; // and its sampling variance
    double mean;
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

typedef struct Search {
    double *cost;      // cost[t]: of the best segments of the points before t, a penalty for each
    size_t *previous;  // where the last of them begins
    size_t *candidate; // starts a last segment may have
    double *with;      // cost of the points before t when the last segment starts there
    bool *condemned;
    size_t candidates;
} Search;

static Search search_in(size_t count, Arena *arena)
{
    return (Search){.cost = arena_array(arena, double, count + 1),
                    .previous = arena_array(arena, size_t, count + 1),
                    .candidate = arena_array(arena, size_t, count + 1),
                    .with = arena_array(arena, double, count + 1),
                    .condemned = arena_array(arena, bool, count + 1)};
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
// for one more point yet, since a segment that starts at t must hold two.
static void prune(Search *search, size_t t)
{
    size_t kept = 0;
    for (size_t i = 0; i < search->candidates; i++) {
        if (search->condemned[i]) continue;
        search->candidate[kept] = search->candidate[i];
        search->condemned[kept++] = search->with[i] >= search->cost[t];
    }
    search->candidates = kept;
}

static void find_cuts(const Series *series, Search *search, double penalty, Cuts *cuts)
{
    search->candidates = 0;
    search->cost[0] = 0;
    for (size_t t = SEGMENT_MIN; t <= series->count; t++) {
        size_t start = t - SEGMENT_MIN;
        if (start == 0 || start >= SEGMENT_MIN) {
            search->condemned[search->candidates] = false;
            search->candidate[search->candidates++] = start;
        }
        find_previous(series, search, t, penalty);
        prune(search, t);
    }
    cuts->count = 0;
    for (size_t t = search->previous[series->count]; t > 0; t = search->previous[t]) cuts->count++;
    size_t c = cuts->count;
    for (size_t t = search->previous[series->count]; t > 0; t = search->previous[t]) cuts->at[--c] = t;
}

// ---- which of them to believe ----

// Plain p-value of the difference between the two sides of a cut.
static double cut_p(const Series *series, const Cuts *cuts, size_t c)
{
    size_t from = segment_start(cuts, c), at = cuts->at[c], to = segment_end(series, cuts, c + 1);
    double weight_before = series->weight_sum[at] - series->weight_sum[from];
    double weight_after = series->weight_sum[to] - series->weight_sum[at];
    double before = (series->value_sum[at] - series->value_sum[from]) / weight_before;
    double after = (series->value_sum[to] - series->value_sum[at]) / weight_after;
    double t = (after - before) / sqrt(1 / weight_before + 1 / weight_after);
    double p = student_two_sided(t, (double)(series->count - cuts->count - 1));
    if (!series->share) return p;
    int64_t hits_before = llround(series->hit_sum[at] - series->hit_sum[from]);
    int64_t hits_after = llround(series->hit_sum[to] - series->hit_sum[at]);
    int64_t n_before = llround(series->n_sum[at] - series->n_sum[from]);
    int64_t n_after = llround(series->n_sum[to] - series->n_sum[at]);
    return fmax(p, rates_differ_p(hits_before, n_before, hits_after, n_after));
}

static double corrected_p(const Series *series, const Cuts *cuts, size_t c)
{
    double positions = (double)(series->count - POINTS_MIN + 1);
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
    for (size_t at = from + SEGMENT_MIN; at + SEGMENT_MIN <= to; at++) {
        double squares = segment_squares(series, from, at) + segment_squares(series, at, to);
        if (squares >= best) continue;
        best = squares;
        cuts->at[c] = at;
    }
}

static void drop_weak_cuts(Series *series, Cuts *cuts, double least)
{
    while (cuts->count > 0) {
        size_t weakest = 0;
        for (size_t c = 1; c < cuts->count; c++)
            if (corrected_p(series, cuts, c) > corrected_p(series, cuts, weakest)) weakest = c;
        if (corrected_p(series, cuts, weakest) < LEVEL) return;
        remove_cut(cuts, weakest);
        if (weakest > 0) place_cut(series, cuts, weakest - 1);
        if (weakest < cuts->count) place_cut(series, cuts, weakest);
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

static void cut_series(Series *series, Arena *scratch, Cuts *cuts)
{
    double least = LEAST_NOISE * whole_variance(series);
    if (least == 0) return;
    Search search = search_in(series->count, scratch);
    Cuts found = {.at = arena_array(scratch, size_t, series->count)};
    double penalty = 2 * log((double)series->count);
    for (size_t at = SEGMENT_MIN; at + SEGMENT_MIN <= series->count; at += SEGMENT_MIN) found.at[found.count++] = at;
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
