#include "predict/replenish.h"

#include <math.h>

#include "predict/affinity_parts.h"

static const double z = 1.959963984540054;

// What is assumed before anything is seen: gaps of a month, people and gaps of one person apart by half of it.
static const double prior_log_gap = 3.4011973816621555, prior_variance = 0.25, prior_gaps = 3;
static const double item_weight = 5, person_weight = 20; // gaps that the mean of all products, and the product's, count

void rhythm_add(Rhythm *rhythm, int32_t gap_days)
{
    double y = log((double)(gap_days < 1 ? 1 : gap_days));
    rhythm->gaps++;
    rhythm->sum += y;
    rhythm->squares += y * y;
}

// ---- the variances ----

typedef struct GapSums {
    double gaps, sum, people; // people: who have one of the product
} GapSums;

typedef struct Moments {
    double gaps, people, products, squared; // squared: sum of squares of the gaps each person has
    double within, between;                 // sums of squares
} Moments;

typedef void SeeRhythm(void *context, uint32_t item, const Rhythm *rhythm);

static int by_item_and_day(const AffinityLine *a, const AffinityLine *b)
{
    if (a->item != b->item) return a->item < b->item ? -1 : 1;
    return (a->day > b->day) - (a->day < b->day);
}

// The lines of one product and person follow each other in line_of, in order of time.
static void each_rhythm(const AffinityIndex *index, SeeRhythm *see, void *context)
{
    for (uint32_t item = 0; item < index->ask->items; item++) {
        uint32_t from = index->line_start[item], to = index->line_start[item + 1];
        for (uint32_t i = from, end; i < to; i = end) {
            const AffinityLine *first = &index->line[index->line_of[i]], *last = first;
            Rhythm rhythm = {0};
            for (end = i + 1; end < to; end++) {
                const AffinityLine *next = &index->line[index->line_of[end]];
                if (next->customer != first->customer) break;
                if (by_item_and_day(last, next) != 0) rhythm_add(&rhythm, next->day - last->day);
                last = next;
            }
            rhythm.last = last->day;
            see(context, item, &rhythm);
        }
    }
}

typedef struct GapCount {
    Affinity *affinity;
    GapSums *item;
    Moments all;
} GapCount;

static void sum_gaps(void *context, uint32_t item, const Rhythm *rhythm)
{
    GapCount *count = context;
    if (rhythm->gaps == 0) return;
    double gaps = rhythm->gaps, mean = rhythm->sum / gaps;
    count->item[item].gaps += gaps;
    count->item[item].sum += rhythm->sum;
    count->item[item].people += 1;
    count->all.gaps += gaps;
    count->all.people += 1;
    count->all.squared += gaps * gaps;
    count->all.within += fmax(0, rhythm->squares - gaps * mean * mean);
}

static void sum_between(void *context, uint32_t item, const Rhythm *rhythm)
{
    GapCount *count = context;
    if (rhythm->gaps == 0) return;
    double away = rhythm->sum / rhythm->gaps - count->item[item].sum / count->item[item].gaps;
    count->all.between += rhythm->gaps * away * away;
}

static void take_variances(GapCount *count)
{
    Affinity *affinity = count->affinity;
    const Moments *all = &count->all;
    double free_within = all->gaps - all->people, free_between = all->people - all->products;
    affinity->gap_within = (all->within + prior_gaps * prior_variance) / (free_within + prior_gaps);
    affinity->gap_between = prior_variance;
    if (free_between < prior_gaps) return;
    double each = (all->gaps - all->squared / all->gaps) / fmax(1, all->people - 1);
    double between = (all->between / free_between - affinity->gap_within) / fmax(each, 1);
    affinity->gap_between = fmin(4, fmax(0.01, between));
}

// ---- the share that buys again ----

typedef struct OpenGaps {
    const AffinityIndex *index;
    Affinity *affinity;
    double *survival; // of the people of one product: that a gap is longer than theirs, if there is one
} OpenGaps;

static double log_gap_of(const Affinity *affinity, uint32_t item)
{
    double gaps = affinity->item[item].gaps;
    return (gaps * (double)affinity->item[item].log_gap + item_weight * affinity->log_gap) / (gaps + item_weight);
}

static double repeat_of(const OpenGaps *open, uint32_t item)
{
    enum { ROUNDS = 50 };
    const AffinityIndex *index = open->index;
    uint32_t from = index->of_start[item], people = index->of_start[item + 1] - from;
    double mean = log_gap_of(open->affinity, item), closed = open->affinity->item[item].gaps;
    double deviation = sqrt(open->affinity->gap_within + open->affinity->gap_between), share = 0.5;
    for (uint32_t i = 0; i < people; i++) {
        double days = index->ask->end - index->held[index->holder[from + i]].last;
        open->survival[i] = days < 1 ? 1 : normal_upper_tail((log(days) - mean) / deviation);
    }
    for (int round = 0; round < ROUNDS; round++) {
        double follow = 1 + closed, before = share; // a prior of one that does and one that does not
        for (uint32_t i = 0; i < people; i++)
            follow += share * open->survival[i] / (share * open->survival[i] + 1 - share);
        share = follow / (2 + closed + people);
        if (fabs(share - before) < 1e-6) break;
    }
    return share;
}

void affinity_count_gaps(const AffinityIndex *index, Arena *arena, Affinity *affinity)
{
    uint32_t items = affinity->items;
    GapCount count = {.affinity = affinity, .item = arena_array(arena, GapSums, items ? items : 1)};
    each_rhythm(index, sum_gaps, &count);
    each_rhythm(index, sum_between, &count);
    double sum = 0;
    for (uint32_t i = 0; i < items; i++) {
        const GapSums *item = &count.item[i];
        affinity->item[i].gaps = (uint32_t)item->gaps;
        if (item->gaps > 0) affinity->item[i].log_gap = (float)(item->sum / item->gaps);
        count.all.products += item->gaps > 0;
        sum += item->sum;
    }
    take_variances(&count);
    affinity->log_gap = (sum + prior_gaps * prior_log_gap) / (count.all.gaps + prior_gaps);
    OpenGaps open = {index, affinity,
                     arena_array(arena, double, affinity->customers ? affinity->customers : (size_t)1)};
    for (uint32_t i = 0; i < items; i++) affinity->item[i].repeat = (float)repeat_of(&open, i);
}

// ---- one person ----

static double gap_share(double days, double mean, double deviation)
{
    return days < 1 ? 0 : normal_upper_tail((mean - log(days)) / deviation);
}

Replenishment replenishment_of(const Affinity *affinity, uint32_t item, const Rhythm *rhythm, int32_t day,
                               int32_t horizon_days)
{
    double gaps = rhythm->gaps, own = gaps > 0 ? rhythm->sum / gaps : 0;
    double spread = gaps > 0 ? fmax(0, rhythm->squares - gaps * own * own) : 0;
    double within = (prior_gaps * affinity->gap_within + spread) / (prior_gaps + fmax(0, gaps - 1));
    double precision = 1 / affinity->gap_between + gaps / within;
    double mean = (log_gap_of(affinity, item) / affinity->gap_between + rhythm->sum / within) / precision;
    double deviation = sqrt(within + 1 / precision);
    double repeat = (person_weight * (double)affinity->item[item].repeat + gaps) / (person_weight + gaps);
    double since = day > rhythm->last ? (double)day - rhythm->last : 0;
    double passed = gap_share(since, mean, deviation), then = gap_share(since + horizon_days, mean, deviation);
    double left = 1 - repeat * passed;
    return (Replenishment){.probability = left > 0 ? fmin(1, fmax(0, repeat * (then - passed) / left)) : 0,
                           .interval_days = exp(mean),
                           .low_days = exp(mean - z * deviation),
                           .high_days = exp(mean + z * deviation)};
}
