#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "base/thread.h"
#include "predict/uplift_parts.h"

// ---- order ----

typedef struct Placed {
    double score;
    uint32_t row;
} Placed;

static int highest_first(const void *a, const void *b)
{
    const Placed *one = a, *other = b;
    if (one->score != other->score) return one->score > other->score ? -1 : 1;
    return one->row < other->row ? -1 : 1;
}

static void order_rows(Ranking *ranking, size_t count, Arena *scratch)
{
    Placed *placed = arena_array(scratch, Placed, count);
    for (size_t i = 0; i < count; i++) placed[i] = (Placed){ranking->score[i], (uint32_t)i};
    qsort(placed, count, sizeof *placed, highest_first);
    ranking->order = arena_array(scratch, uint32_t, count);
    for (size_t i = 0; i < count; i++) ranking->order[i] = placed[i].row;
}

// ---- the curve ----

// Of those ranked so far.
typedef struct Gains {
    int64_t treated, control;
    double treated_sum, control_sum;
} Gains;

static void gain_of_row(const UpliftRows *rows, uint32_t row, uint32_t times, Gains *gains)
{
    if (rows->treated[row]) {
        gains->treated += times;
        gains->treated_sum += times * rows->outcome[row];
    } else {
        gains->control += times;
        gains->control_sum += times * rows->outcome[row];
    }
}

// Radcliffe 2007: what the treated did beyond as many of the control group of the same ranks.
static double gain_of(const Gains *gains)
{
    if (!gains->control) return gains->treated_sum;
    return gains->treated_sum - gains->control_sum * (double)gains->treated / (double)gains->control;
}

// The area between the curve and its chord; people of one score enter together, on a straight line.
static double area_of(const UpliftRows *rows, const double *score, const uint32_t *order, const uint8_t *times)
{
    Gains gains = {0};
    double area = 0, last = 0, sum = 0;
    int64_t seen = 0;
    for (size_t i = 0; i < rows->count;) {
        double here = score[order[i]];
        for (; i < rows->count && score[order[i]] == here; i++)
            gain_of_row(rows, order[i], times ? times[order[i]] : 1, &gains);
        sum = gain_of(&gains);
        int64_t now = gains.treated + gains.control;
        area += (double)(now - seen) * (sum + last) / 2;
        seen = now;
        last = sum;
    }
    if (!seen || !gains.treated) return 0;
    double mean = area / (double)seen, chord = sum / 2;
    bool rounding = fabs(mean - chord) <= 1e-12 * fabs(chord); // nothing but ties has no area
    return rounding ? 0 : (mean - chord) / (double)gains.treated;
}

void ranking_curve(const UpliftRows *rows, const Ranking *ranking, double *gain)
{
    Gains gains = {0};
    double treated = 0, last_gain = 0, last_share = 0;
    size_t point = 1;
    for (size_t i = 0; i < rows->count; i++) treated += rows->treated[i];
    gain[0] = 0;
    for (size_t i = 0; i < rows->count;) {
        double here = ranking->score[ranking->order[i]];
        for (; i < rows->count && ranking->score[ranking->order[i]] == here; i++)
            gain_of_row(rows, ranking->order[i], 1, &gains);
        double share = (double)i / (double)rows->count, now = gain_of(&gains) / treated;
        for (; point < UPLIFT_CURVE && (double)point / (UPLIFT_CURVE - 1) <= share + 1e-12; point++) {
            double within = ((double)point / (UPLIFT_CURVE - 1) - last_share) / (share - last_share);
            gain[point] = last_gain + within * (now - last_gain);
        }
        last_gain = now;
        last_share = share;
    }
}

// ---- resamples ----

// How often a person is in a resample: Poisson of mean 1, from 16 random bits.
static uint8_t times_of(uint32_t bits)
{
    static const uint32_t below[] = {24109, 48218, 60273, 64291, 65296, 65497, 65530, 65535}; // of 65,536
    uint8_t times = 0;
    while (times < COUNT_OF(below) && bits >= below[times]) times++;
    return times;
}

static void resample(uint64_t seed, size_t number, uint8_t *times, size_t count)
{
    Random random = random_start(seed, number);
    for (size_t i = 0; i < count; i += 4) {
        uint64_t bits = random_bits(&random);
        for (size_t j = i; j < count && j < i + 4; j++, bits >>= 16) times[j] = times_of(bits & 0xffff);
    }
}

typedef struct Resampling {
    const UpliftRows *rows;
    Ranking *ranking;
    size_t count;
    uint64_t seed;
    uint8_t **times; // of each worker
} Resampling;

static void measure_resample(void *context, size_t part, int worker)
{
    const Resampling *work = context;
    uint8_t *times = work->times[worker];
    resample(work->seed, part, times, work->rows->count);
    for (size_t i = 0; i < work->count; i++)
        work->ranking[i].resampled[part] = area_of(work->rows, work->ranking[i].score, work->ranking[i].order, times);
}

static int by_number(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

// The middle 95 % of the resamples. `area` is reordered.
static Qini interval_of(double value, double *area)
{
    const double tail = 0.025;
    size_t at_most = 0;
    qsort(area, UPLIFT_RESAMPLES, sizeof *area, by_number);
    while (at_most < UPLIFT_RESAMPLES && area[at_most] <= 0) at_most++;
    size_t low = (size_t)(tail * (UPLIFT_RESAMPLES - 1)), high = UPLIFT_RESAMPLES - 1 - low;
    return (Qini){.value = value,
                  .low = area[low] < value ? area[low] : value,
                  .high = area[high] > value ? area[high] : value,
                  .chance = (double)at_most / UPLIFT_RESAMPLES};
}

// The best order there is, which nobody can know: who did it treated, then who did not, then who did it untreated.
static double best_area(const UpliftRows *rows, Arena *scratch)
{
    double *score = arena_array(scratch, double, rows->count);
    for (size_t i = 0; i < rows->count; i++) score[i] = rows->outcome[i] > 0 ? (rows->treated[i] ? 2 : 0) : 1;
    Ranking best = {.score = score};
    order_rows(&best, rows->count, scratch);
    return area_of(rows, score, best.order, NULL);
}

void rankings_measure(const UpliftRows *rows, Ranking *ranking, size_t count, uint64_t seed, int threads,
                      Arena *scratch)
{
    Resampling work = {rows, ranking, count, seed, arena_array(scratch, uint8_t *, (size_t)threads)};
    double best = rows->shares ? best_area(rows, scratch) : 0;
    for (int i = 0; i < threads; i++) work.times[i] = arena_array(scratch, uint8_t, rows->count);
    for (size_t i = 0; i < count; i++) {
        order_rows(&ranking[i], rows->count, scratch);
        ranking[i].resampled = arena_array(scratch, double, UPLIFT_RESAMPLES);
    }
    thread_run(threads, UPLIFT_RESAMPLES, measure_resample, &work);
    double *area = arena_array(scratch, double, UPLIFT_RESAMPLES);
    for (size_t i = 0; i < count; i++) {
        for (size_t r = 0; r < UPLIFT_RESAMPLES; r++) area[r] = ranking[i].resampled[r];
        ranking[i].qini = interval_of(area_of(rows, ranking[i].score, ranking[i].order, NULL), area);
        ranking[i].qini.coefficient = best > 0 ? ranking[i].qini.value / best : 0;
    }
}

Qini rankings_compare(const Ranking *one, const Ranking *other, Arena *scratch)
{
    double *area = arena_array(scratch, double, UPLIFT_RESAMPLES);
    for (size_t r = 0; r < UPLIFT_RESAMPLES; r++) area[r] = one->resampled[r] - other->resampled[r];
    Qini difference = interval_of(one->qini.value - other->qini.value, area);
    difference.coefficient = one->qini.coefficient - other->qini.coefficient;
    return difference;
}

Qini qini_of(const UpliftRows *rows, const double *score, uint64_t seed, int threads, Arena *scratch)
{
    Ranking ranking = {.score = score};
    if (!rows->count) return (Qini){.chance = 1};
    rankings_measure(rows, &ranking, 1, seed, threads, scratch);
    return ranking.qini;
}
