// affinity_pairs.c - each product's row of the table of pairs: one pass over the people who have it. Rows know nothing
// of each other, so threads take them as they come.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/thread.h"
#include "predict/affinity_parts.h"

enum { ROWS_AT_ONCE = 16, RULES_OF_ITEM = 20 };

typedef struct PairCell {
    uint32_t both, baskets, after, before; // before: who had the other one by then
} PairCell;

typedef struct PairWorker {
    Arena *arena; // of the rows it made
    PairCell *cell;
    uint32_t *touched;
    size_t touches;
    AffinityNear *near;
    AffinityRule *rule;
} PairWorker;

typedef struct PairRow {
    AffinityNear *near;
    AffinityRule *rule;
    size_t nears, rules, tested;
} PairRow;

typedef struct PairWork {
    const AffinityIndex *index;
    Affinity *affinity;
    bool rules, baskets;
    PairWorker *worker;
    PairRow *row;
} PairWork;

static PairCell *touch(PairWorker *worker, uint32_t item)
{
    PairCell *cell = &worker->cell[item];
    if (cell->both == 0 && cell->baskets == 0) worker->touched[worker->touches++] = item;
    return cell;
}

// ---- one row ----

static void add_people(const PairWork *work, uint32_t item, PairWorker *worker)
{
    const AffinityIndex *index = work->index;
    for (uint32_t i = index->of_start[item]; i < index->of_start[item + 1]; i++) {
        const Held *here = &index->held[index->holder[i]];
        uint32_t to = index->held_start[here->customer + 1];
        for (uint32_t h = index->held_start[here->customer]; h < to; h++) {
            const Held *other = &index->held[h];
            if (other == here) continue;
            PairCell *cell = touch(worker, other->item);
            cell->both++;
            cell->before += other->first <= here->first;
            cell->after += other->first > here->first && other->first - here->first <= AFFINITY_WITHIN_DAYS;
        }
    }
}

static bool one_basket(const AffinityLine *a, const AffinityLine *b)
{
    return a->customer == b->customer && a->day == b->day && a->basket == b->basket;
}

static void add_baskets(const PairWork *work, uint32_t item, PairWorker *worker)
{
    const AffinityIndex *index = work->index;
    for (uint32_t i = index->line_start[item]; i < index->line_start[item + 1]; i++) {
        size_t here = index->line_of[i], from = here, to = here + 1;
        const AffinityLine *line = index->line;
        while (from > 0 && here - from <= AFFINITY_BASKET_MAX && one_basket(&line[from - 1], &line[here])) from--;
        while (to < index->lines && to - from <= AFFINITY_BASKET_MAX && one_basket(&line[to], &line[here])) to++;
        if (to - from > AFFINITY_BASKET_MAX) continue;
        for (size_t j = from; j < to; j++)
            if (j != here) touch(worker, line[j].item)->baskets++;
    }
}

static AffinityNear near_of(const PairWork *work, uint32_t item, uint32_t other, const PairCell *cell)
{
    enum { DAMPING = 5 };
    double mine = work->affinity->item[item].customers, theirs = work->affinity->item[other].customers;
    double both = cell->both, expected = 0;
    for (int s = 0; s < AFFINITY_STRATA; s++)
        if (work->index->people[s])
            expected += (double)work->index->had[item][s] * work->index->had[other][s] / work->index->people[s];
    return (AffinityNear){.item = other,
                          .both = cell->both,
                          .baskets = cell->baskets,
                          .after = cell->after,
                          .risk = work->affinity->item[item].customers - cell->before,
                          .expected = (float)expected,
                          .similarity = (float)(both / sqrt(mine * theirs) * both / (both + DAMPING))};
}

static int by_similarity(const void *left, const void *right)
{
    const AffinityNear *a = left, *b = right;
    if (a->similarity != b->similarity) return a->similarity > b->similarity ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

static int by_chi_squared(const void *left, const void *right)
{
    const AffinityRule *a = left, *b = right;
    if (a->chi_squared != b->chi_squared) return a->chi_squared > b->chi_squared ? -1 : 1;
    return (a->b > b->b) - (a->b < b->b);
}

static void *kept(Arena *arena, const void *rows, size_t count, size_t size)
{
    if (count == 0) return NULL;
    void *copy = arena_alloc(arena, count, size);
    memcpy(copy, rows, count * size);
    return copy;
}

static void make_rules(const PairWork *work, uint32_t item, PairWorker *worker, PairRow *row)
{
    size_t found = 0;
    for (size_t i = 0; i < worker->touches; i++) {
        const AffinityNear *pair = &worker->near[i];
        if ((work->baskets ? pair->baskets : pair->both) < AFFINITY_RULE_LEAST) continue;
        row->tested++;
        found += affinity_rule_of(work->index, work->affinity, item, pair, work->baskets, &worker->rule[found]);
    }
    qsort(worker->rule, found, sizeof *worker->rule, by_chi_squared);
    row->rules = (size_t)smaller((int64_t)found, RULES_OF_ITEM);
    row->rule = kept(worker->arena, worker->rule, row->rules, sizeof *row->rule);
}

static void make_row(const PairWork *work, uint32_t item, PairWorker *worker)
{
    PairRow *row = &work->row[item];
    worker->touches = 0;
    add_people(work, item, worker);
    if (work->affinity->mixed) add_baskets(work, item, worker);
    for (size_t i = 0; i < worker->touches; i++) {
        uint32_t other = worker->touched[i];
        worker->near[i] = near_of(work, item, other, &worker->cell[other]);
        worker->cell[other] = (PairCell){0};
    }
    if (work->rules) make_rules(work, item, worker, row);
    qsort(worker->near, worker->touches, sizeof *worker->near, by_similarity);
    row->nears = (size_t)smaller((int64_t)worker->touches, AFFINITY_NEAR_MAX);
    row->near = kept(worker->arena, worker->near, row->nears, sizeof *row->near);
}

static void make_rows(void *context, size_t part, int number)
{
    PairWork *work = context;
    uint32_t from = (uint32_t)part * ROWS_AT_ONCE, items = work->affinity->items;
    for (uint32_t i = from; i < items && i < from + ROWS_AT_ONCE; i++) make_row(work, i, &work->worker[number]);
}

// ---- what a product is bought after anyhow ----

static int by_first_day(const void *left, const void *right)
{
    const Held *a = left, *b = right;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    return (a->item > b->item) - (a->item < b->item);
}

typedef struct LaterSums {
    uint64_t total, *had, *after; // by product: beginnings by which it was had; after which it was bought in time
} LaterSums;

static void add_person(Held *held, size_t count, LaterSums *sums)
{
    qsort(held, count, sizeof *held, by_first_day);
    sums->total += count;
    for (size_t i = 0, soon = 0, same = 0; i < count; i++) {
        while (held[i].first - held[soon].first > AFFINITY_WITHIN_DAYS) soon++;
        while (held[same].first < held[i].first) same++;
        sums->after[held[i].item] += same - soon;
        sums->had[held[i].item] += count - same;
    }
}

static void count_later(const AffinityIndex *index, Affinity *affinity)
{
    Arena *scratch = arena_open(0);
    size_t items = affinity->items ? affinity->items : 1;
    LaterSums sums = {0, arena_array(scratch, uint64_t, items), arena_array(scratch, uint64_t, items)};
    Held *held = arena_array(scratch, Held, AFFINITY_HELD_MAX);
    for (uint32_t c = 0; c < index->ask->customers; c++) {
        size_t count = index->held_start[c + 1] - index->held_start[c];
        if (count) memcpy(held, index->held + index->held_start[c], count * sizeof *held);
        add_person(held, count, &sums);
    }
    for (uint32_t i = 0; i < affinity->items; i++) {
        uint64_t risk = sums.total - sums.had[i];
        affinity->item[i].later = (float)(((double)sums.after[i] + 0.5) / ((double)risk + 1));
    }
    arena_close(scratch);
}

// ---- the table ----

static void open_workers(PairWork *work, int threads, Arena *scratch)
{
    size_t items = work->affinity->items ? work->affinity->items : 1;
    work->row = arena_array(scratch, PairRow, items);
    work->worker = arena_array(scratch, PairWorker, (size_t)threads);
    for (int i = 0; i < threads; i++) {
        PairWorker *worker = &work->worker[i];
        worker->arena = arena_open(0);
        worker->cell = arena_array(scratch, PairCell, items);
        worker->touched = arena_array(scratch, uint32_t, items);
        worker->near = arena_array(scratch, AffinityNear, items);
        if (work->rules) worker->rule = arena_array(scratch, AffinityRule, items);
    }
}

static void take_rows(const PairWork *work, Arena *arena, Affinity *affinity)
{
    size_t nears = 0, rules = 0, tested = 0;
    for (uint32_t i = 0; i < affinity->items; i++) {
        nears += work->row[i].nears;
        rules += work->row[i].rules;
        tested += work->row[i].tested;
    }
    affinity->start = arena_array(arena, uint32_t, (size_t)affinity->items + 1);
    affinity->near = arena_array(arena, AffinityNear, nears ? nears : 1);
    affinity->rule = arena_array(arena, AffinityRule, rules ? rules : 1);
    nears = rules = 0;
    for (uint32_t i = 0; i < affinity->items; i++) {
        const PairRow *row = &work->row[i];
        if (row->nears) memcpy(affinity->near + nears, row->near, row->nears * sizeof *row->near);
        if (row->rules) memcpy(affinity->rule + rules, row->rule, row->rules * sizeof *row->rule);
        affinity->start[i + 1] = (uint32_t)(nears += row->nears);
        rules += row->rules;
    }
    affinity->rules = rules;
    affinity_rules_rank(affinity->rule, &affinity->rules, tested);
}

void affinity_count_pairs(const AffinityIndex *index, bool with_rules, Arena *arena, Affinity *affinity)
{
    enum { MIXED_SHARE = 10 };
    Arena *scratch = arena_open(0);
    int threads = index->ask->threads < 1 ? 1 : index->ask->threads;
    PairWork work = {.index = index,
                     .affinity = affinity,
                     .rules = with_rules,
                     .baskets = (uint64_t)affinity->mixed * MIXED_SHARE >= affinity->baskets && affinity->mixed > 0};
    count_later(index, affinity);
    open_workers(&work, threads, scratch);
    thread_run(threads, ((size_t)affinity->items + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE, make_rows, &work);
    take_rows(&work, arena, affinity);
    for (int i = 0; i < threads; i++) arena_close(work.worker[i].arena);
    arena_close(scratch);
}
