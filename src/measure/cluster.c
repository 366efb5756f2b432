#include "measure/cluster.h"

#include <math.h>
#include <string.h>

#include "base/random.h"

enum {
    STARTS = 8,
    ROUNDS_MAX = 50,
    SAMPLE_MAX = 20000, // where the groups are looked for; then all points are put to the nearest
    PAIRS = 16,
    PAIR_SAMPLE_MAX = 1000,
    PAIR_STARTS = 3,
    APART_MAX = 5000
};

static const double *point_of(const ClusterPoints *points, size_t i)
{
    return points->number + i * points->width;
}

static double distance(const double *a, const double *b, size_t width)
{
    double sum = 0;
    for (size_t i = 0; i < width; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

static size_t draw(Random *random, size_t count)
{
    size_t at = (size_t)(random_unit(random) * (double)count);
    return at < count ? at : count - 1;
}

// ---- starting points ----

// The next one is drawn in proportion to the squared distance from those there are. False: all points are among them.
static bool draw_far(const ClusterPoints *points, const double *nearest, Random *random, size_t *drawn)
{
    double sum = 0;
    for (size_t i = 0; i < points->count; i++) sum += nearest[i];
    if (!(sum > 0)) return false;
    double left = random_unit(random) * sum;
    size_t last = 0;
    for (size_t i = 0; i < points->count; i++) {
        if (!(nearest[i] > 0)) continue;
        last = i;
        left -= nearest[i];
        if (left < 0) break;
    }
    *drawn = last;
    return true;
}

static size_t start_centres(const ClusterPoints *points, size_t k, Random *random, double *nearest, double *centre)
{
    size_t width = points->width, made = 0, at = draw(random, points->count);
    for (size_t i = 0; i < points->count; i++) nearest[i] = INFINITY;
    do {
        memcpy(centre + made * width, point_of(points, at), width * sizeof *centre);
        for (size_t i = 0; i < points->count; i++)
            nearest[i] = fmin(nearest[i], distance(point_of(points, i), centre + made * width, width));
        made++;
    } while (made < k && draw_far(points, nearest, random, &at));
    return made;
}

// ---- rounds ----

// Puts every point to the nearest centre; whether any moved.
static bool assign_points(const ClusterPoints *points, Clusters *clusters)
{
    bool moved = false;
    clusters->spread = 0;
    for (size_t i = 0; i < points->count; i++) {
        double least = INFINITY;
        size_t best = 0;
        for (size_t c = 0; c < clusters->k; c++) {
            double far = distance(point_of(points, i), clusters->centre + c * points->width, points->width);
            if (far < least) least = far, best = c;
        }
        moved |= clusters->of[i] != best;
        clusters->of[i] = (uint8_t)best;
        clusters->spread += least;
    }
    return moved;
}

// An empty group keeps its centre.
static void move_centres(const ClusterPoints *points, Clusters *clusters, double *sum)
{
    size_t width = points->width;
    memset(sum, 0, clusters->k * width * sizeof *sum);
    memset(clusters->size, 0, clusters->k * sizeof *clusters->size);
    for (size_t i = 0; i < points->count; i++) {
        double *to = sum + clusters->of[i] * width;
        for (size_t d = 0; d < width; d++) to[d] += point_of(points, i)[d];
        clusters->size[clusters->of[i]]++;
    }
    for (size_t c = 0; c < clusters->k; c++)
        for (size_t d = 0; d < width && clusters->size[c]; d++)
            clusters->centre[c * width + d] = sum[c * width + d] / (double)clusters->size[c];
}

static Clusters room_for(const ClusterPoints *points, size_t k, Arena *arena)
{
    return (Clusters){.k = k,
                      .centre = arena_array(arena, double, k * points->width),
                      .of = arena_array(arena, uint8_t, points->count),
                      .size = arena_array(arena, size_t, k)};
}

static void run_rounds(const ClusterPoints *points, Clusters *clusters, double *sum)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        bool moved = assign_points(points, clusters);
        move_centres(points, clusters, sum);
        if (!moved && round) return;
    }
}

static void copy_clusters(const ClusterPoints *points, const Clusters *from, Clusters *to)
{
    to->k = from->k;
    to->spread = from->spread;
    memcpy(to->centre, from->centre, from->k * points->width * sizeof *to->centre);
    memcpy(to->of, from->of, points->count * sizeof *to->of);
    memcpy(to->size, from->size, from->k * sizeof *to->size);
}

// The best of several starts, all of the points given.
static Clusters best_of_starts(const ClusterPoints *points, size_t k, int starts, Random *random, Arena *arena)
{
    Clusters best = room_for(points, k, arena);
    best.k = 0;
    if (points->count == 0) return best;
    Arena *scratch = arena_open(0);
    Clusters one = room_for(points, k, scratch);
    double *nearest = arena_array(scratch, double, points->count),
           *sum = arena_array(scratch, double, k * points->width);
    for (int i = 0; i < starts; i++) {
        one.k = start_centres(points, k, random, nearest, one.centre);
        run_rounds(points, &one, sum);
        if (i == 0 || one.k > best.k || (one.k == best.k && one.spread < best.spread))
            copy_clusters(points, &one, &best);
    }
    arena_close(scratch);
    return best;
}

// ---- samples ----

// `count` different points, in an order that hangs on the seed.
static size_t *draw_sample(size_t from, size_t count, Random *random, Arena *arena)
{
    size_t *all = arena_array(arena, size_t, from);
    for (size_t i = 0; i < from; i++) all[i] = i;
    for (size_t i = 0; i < count; i++) {
        size_t other = i + draw(random, from - i), kept = all[i];
        all[i] = all[other];
        all[other] = kept;
    }
    return all;
}

static ClusterPoints take_points(const ClusterPoints *points, const size_t *sample, size_t count, Arena *arena)
{
    double *number = arena_array(arena, double, count * points->width);
    for (size_t i = 0; i < count; i++)
        memcpy(number + i * points->width, point_of(points, sample[i]), points->width * sizeof *number);
    return (ClusterPoints){number, count, points->width};
}

Clusters cluster_points(const ClusterPoints *points, size_t k, uint64_t seed, Arena *arena)
{
    Random random = random_start(seed, k);
    if (points->count <= SAMPLE_MAX) return best_of_starts(points, k, STARTS, &random, arena);
    Arena *scratch = arena_open(0);
    const size_t *sample = draw_sample(points->count, SAMPLE_MAX, &random, scratch);
    ClusterPoints some = take_points(points, sample, SAMPLE_MAX, scratch);
    Clusters of_some = best_of_starts(&some, k, STARTS, &random, scratch);
    Clusters clusters = room_for(points, k, arena);
    clusters.k = of_some.k;
    memcpy(clusters.centre, of_some.centre, of_some.k * points->width * sizeof *clusters.centre);
    run_rounds(points, &clusters, arena_array(scratch, double, k * points->width));
    arena_close(scratch);
    return clusters;
}

// ---- agreement ----

static double pairs_of(double n)
{
    return n * (n - 1) / 2;
}

double cluster_adjusted_rand(const uint8_t *a, const uint8_t *b, size_t count)
{
    double table[CLUSTERS_MAX][CLUSTERS_MAX] = {{0}}, rows[CLUSTERS_MAX] = {0}, columns[CLUSTERS_MAX] = {0};
    double both = 0, in_rows = 0, in_columns = 0, all = pairs_of((double)count);
    for (size_t i = 0; i < count; i++) {
        assert(a[i] < CLUSTERS_MAX && b[i] < CLUSTERS_MAX);
        table[a[i]][b[i]]++, rows[a[i]]++, columns[b[i]]++;
    }
    for (int i = 0; i < CLUSTERS_MAX; i++) {
        in_rows += pairs_of(rows[i]), in_columns += pairs_of(columns[i]);
        for (int j = 0; j < CLUSTERS_MAX; j++) both += pairs_of(table[i][j]);
    }
    if (!(all > 0)) return 1;
    double expected = in_rows * in_columns / all, most = (in_rows + in_columns) / 2;
    return most - expected > 0 ? (both - expected) / (most - expected) : 1;
}

// ---- how many ----

// Two subsamples grouped apart; the agreement on the points in both. False: fewer different points than k.
static bool agree_once(const ClusterPoints *points, size_t k, Random *random, Arena *scratch, double *agreement)
{
    enum { NOWHERE = 0xFF };
    size_t count = points->count < PAIR_SAMPLE_MAX ? points->count : PAIR_SAMPLE_MAX, part = (count * 4 + 4) / 5;
    const size_t *pool = draw_sample(points->count, count, random, scratch);
    ClusterPoints some = take_points(points, pool, count, scratch);
    uint8_t *of[2], *common[2];
    for (int i = 0; i < 2; i++) {
        of[i] = arena_array(scratch, uint8_t, count);
        common[i] = arena_array(scratch, uint8_t, count);
        memset(of[i], NOWHERE, count);
        const size_t *sample = draw_sample(count, part, random, scratch);
        ClusterPoints taken = take_points(&some, sample, part, scratch);
        Clusters clusters = best_of_starts(&taken, k, PAIR_STARTS, random, scratch);
        if (clusters.k < k) return false;
        for (size_t p = 0; p < part; p++) of[i][sample[p]] = clusters.of[p];
    }
    size_t shared = 0;
    for (size_t p = 0; p < count; p++) {
        if (of[0][p] == NOWHERE || of[1][p] == NOWHERE) continue;
        common[0][shared] = of[0][p];
        common[1][shared++] = of[1][p];
    }
    *agreement = cluster_adjusted_rand(common[0], common[1], shared);
    return true;
}

static ClusterStability stability_of(const ClusterPoints *points, size_t k, uint64_t seed)
{
    ClusterStability stability = {.k = k, .observed = points->count > k};
    Random random = random_start(seed, 1000 + k);
    double sum = 0;
    for (int pair = 0; pair < PAIRS && stability.observed; pair++) {
        double agreement = 0;
        Arena *scratch = arena_open(0);
        stability.observed = agree_once(points, k, &random, scratch, &agreement);
        sum += agreement;
        arena_close(scratch);
    }
    stability.value = stability.observed ? sum / PAIRS : 0;
    return stability;
}

// How much nearer points are to their own centre than to the next one, 0 to 1: the silhouette by centres.
static double apartness(const ClusterPoints *points, size_t k, uint64_t seed)
{
    double sum = 0;
    Arena *scratch = arena_open(0);
    Random random = random_start(seed, 2000 + k);
    size_t count = points->count < APART_MAX ? points->count : APART_MAX;
    ClusterPoints some = take_points(points, draw_sample(points->count, count, &random, scratch), count, scratch);
    Clusters clusters = best_of_starts(&some, k, PAIR_STARTS, &random, scratch);
    for (size_t i = 0; i < count; i++) {
        double own = 0, next = INFINITY;
        for (size_t c = 0; c < clusters.k; c++) {
            double far = sqrt(distance(point_of(&some, i), clusters.centre + c * some.width, some.width));
            if (c == clusters.of[i])
                own = far;
            else
                next = fmin(next, far);
        }
        sum += next > 0 ? (next - own) / fmax(next, own) : 0;
    }
    arena_close(scratch);
    return count ? sum / (double)count : 0;
}

size_t cluster_choose(const ClusterPoints *points, uint64_t seed, ClusterStability stability[CLUSTER_STABILITIES])
{
    size_t best = 1;
    double most = -INFINITY, widest = -INFINITY;
    for (size_t i = 0; i < CLUSTER_STABILITIES; i++) {
        stability[i] = stability_of(points, CLUSTERS_MIN + i, seed);
        if (stability[i].observed) most = fmax(most, stability[i].value);
    }
    for (size_t i = 0; i < CLUSTER_STABILITIES; i++) {
        if (!stability[i].observed || stability[i].value < most - CLUSTER_TIE) continue;
        double apart = apartness(points, stability[i].k, seed);
        if (apart > widest + 1e-9) widest = apart, best = stability[i].k;
    }
    return best;
}

// ---- scales ----

static void standardise_column(double *number, size_t count, size_t width, double weight)
{
    double sum = 0, squares = 0, known = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(number[i * width])) sum += number[i * width], known++;
    double mean = known > 0 ? sum / known : 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(number[i * width])) squares += (number[i * width] - mean) * (number[i * width] - mean);
    double deviation = known > 0 ? sqrt(squares / known) : 0;
    bool flat = !(deviation > 1e-12 * (1 + fabs(mean)));
    for (size_t i = 0; i < count; i++) {
        double *one = &number[i * width];
        *one = flat || isnan(*one) ? 0 : (*one - mean) / deviation * weight;
    }
}

void cluster_standardise(double *number, size_t count, size_t width, const double *weight)
{
    for (size_t d = 0; d < width; d++) standardise_column(number + d, count, width, weight ? weight[d] : 1);
}
