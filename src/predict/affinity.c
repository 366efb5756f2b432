#include "predict/affinity.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "predict/affinity_parts.h"

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_place(const void *left, const void *right)
{
    const AffinityLine *a = left, *b = right;
    int order = compare_numbers(a->customer, b->customer);
    if (order == 0) order = compare_numbers(a->day, b->day);
    if (order == 0) order = compare_numbers(a->basket, b->basket);
    return order ? order : compare_numbers(a->item, b->item);
}

static bool is_sorted(const AffinityLine *line, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (by_place(&line[i - 1], &line[i]) > 0) return false;
    return true;
}

void affinity_sort(AffinityLine *line, size_t count)
{
    if (count > 1 && !is_sorted(line, count)) qsort(line, count, sizeof *line, by_place);
}

// ---- lines, once each and up to the end ----

static void keep_lines(const AffinityAsk *ask, Arena *arena, AffinityIndex *index, Affinity *affinity)
{
    index->line = arena_array(arena, AffinityLine, ask->lines ? ask->lines : 1);
    for (size_t i = 0; i < ask->lines; i++) {
        const AffinityLine *line = &ask->line[i];
        if (line->day > ask->end || line->item >= ask->items || line->customer >= ask->customers) continue;
        const AffinityLine *before = index->lines ? &index->line[index->lines - 1] : NULL;
        if (before && by_place(before, line) == 0) continue;
        if (!before || line->day < affinity->first) affinity->first = line->day;
        index->line[index->lines++] = *line;
    }
}

static bool same_basket(const AffinityLine *a, const AffinityLine *b)
{
    return a->customer == b->customer && a->day == b->day && a->basket == b->basket;
}

static void count_baskets(const AffinityIndex *index, Affinity *affinity)
{
    for (size_t i = 0, end; i < index->lines; i = end) {
        for (end = i + 1; end < index->lines && same_basket(&index->line[i], &index->line[end]);) end++;
        affinity->baskets++;
        affinity->mixed += end - i > 1;
        for (size_t j = i; j < end; j++) affinity->item[index->line[j].item].baskets++;
    }
}

// ---- what each person has ----

static int by_item(const void *left, const void *right)
{
    const Held *a = left, *b = right;
    return compare_numbers(a->item, b->item);
}

static int by_item_then_day(const void *left, const void *right)
{
    const AffinityLine *a = left, *b = right;
    int order = compare_numbers(a->item, b->item);
    return order ? order : compare_numbers(a->day, b->day);
}

static int by_last_day(const void *left, const void *right)
{
    const Held *a = left, *b = right;
    int order = compare_numbers(b->last, a->last);
    return order ? order : compare_numbers(a->item, b->item);
}

static size_t cap_held(Held *held, size_t count)
{
    if (count <= AFFINITY_HELD_MAX) return count;
    qsort(held, count, sizeof *held, by_last_day);
    qsort(held, AFFINITY_HELD_MAX, sizeof *held, by_item);
    return AFFINITY_HELD_MAX;
}

// `sorted` is room for the lines of one person.
static size_t hold_lines(const AffinityIndex *index, size_t from, size_t to, AffinityLine *sorted, Held *held,
                         Affinity *affinity)
{
    size_t count = 0, lines = to - from;
    int32_t recent_from = index->ask->end - AFFINITY_RECENT_DAYS;
    memcpy(sorted, index->line + from, lines * sizeof *sorted);
    qsort(sorted, lines, sizeof *sorted, by_item_then_day);
    bool active = false;
    for (size_t i = 0, end; i < lines; i = end) {
        for (end = i + 1; end < lines && sorted[end].item == sorted[i].item;) end++;
        Held one = {sorted[i].item, sorted[i].customer, sorted[i].day, sorted[end - 1].day};
        AffinityItem *item = &affinity->item[one.item];
        item->customers++;
        item->rebuyers += one.last > one.first;
        item->recent += one.last > recent_from;
        active = active || one.last > recent_from;
        held[count++] = one;
    }
    affinity->customers += lines > 0;
    affinity->active += active;
    return cap_held(held, count);
}

static size_t stratum_of(uint32_t times)
{
    static const uint32_t least[AFFINITY_STRATA] = {1, 2, 3, 4, 5, 7, 10, 15, 25, 50};
    size_t stratum = AFFINITY_STRATA - 1;
    while (stratum > 0 && times < least[stratum]) stratum--;
    return stratum;
}

static void count_stratum(AffinityIndex *index, size_t from, size_t to, const Held *held, size_t count)
{
    uint32_t times = 0;
    if (from == to) return;
    for (size_t i = from; i < to; i++) times += i == from || !same_basket(&index->line[i - 1], &index->line[i]);
    size_t stratum = stratum_of(times);
    index->people[stratum]++;
    for (size_t i = 0; i < count; i++) index->had[held[i].item][stratum]++;
}

static void index_people(Arena *arena, AffinityIndex *index, Affinity *affinity)
{
    const AffinityAsk *ask = index->ask;
    index->held_start = arena_array(arena, uint32_t, (size_t)ask->customers + 1);
    index->held = arena_array(arena, Held, index->lines ? index->lines : 1);
    index->had = arena_alloc(arena, ask->items ? ask->items : 1, sizeof *index->had);
    Arena *scratch = arena_open(0);
    AffinityLine *sorted = arena_array(scratch, AffinityLine, index->lines ? index->lines : 1);
    size_t at = 0, count = 0;
    for (uint32_t c = 0; c < ask->customers; c++) {
        size_t from = at;
        while (at < index->lines && index->line[at].customer == c) at++;
        index->held_start[c] = (uint32_t)count;
        size_t held = hold_lines(index, from, at, sorted, index->held + count, affinity);
        count_stratum(index, from, at, index->held + count, held);
        count += held;
    }
    index->held_start[ask->customers] = (uint32_t)count;
    arena_close(scratch);
}

// ---- who has each product ----

static void running_sums(uint32_t *start, uint32_t count)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i <= count; i++) {
        uint32_t here = i < count ? start[i] : 0;
        start[i] = sum;
        sum += here;
    }
}

static void index_items(Arena *arena, AffinityIndex *index)
{
    uint32_t items = index->ask->items, held = index->held_start[index->ask->customers];
    index->of_start = arena_array(arena, uint32_t, (size_t)items + 1);
    index->line_start = arena_array(arena, uint32_t, (size_t)items + 1);
    index->holder = arena_array(arena, uint32_t, held ? held : 1);
    index->line_of = arena_array(arena, uint32_t, index->lines ? index->lines : 1);
    for (uint32_t i = 0; i < held; i++) index->of_start[index->held[i].item]++;
    for (size_t i = 0; i < index->lines; i++) index->line_start[index->line[i].item]++;
    running_sums(index->of_start, items);
    running_sums(index->line_start, items);
    for (uint32_t i = 0; i < held; i++) index->holder[index->of_start[index->held[i].item]++] = i;
    for (size_t i = 0; i < index->lines; i++) index->line_of[index->line_start[index->line[i].item]++] = (uint32_t)i;
    for (uint32_t i = items; i > 0; i--) { // each start has moved to the next one's
        index->of_start[i] = index->of_start[i - 1];
        index->line_start[i] = index->line_start[i - 1];
    }
    index->of_start[0] = index->line_start[0] = 0;
}

void affinity_index(const AffinityAsk *ask, Arena *arena, AffinityIndex *index, Affinity *affinity)
{
    *index = (AffinityIndex){.ask = ask};
    *affinity = (Affinity){.items = ask->items, .first = ask->end, .end = ask->end};
    affinity->item = arena_array(arena, AffinityItem, ask->items ? ask->items : 1);
    keep_lines(ask, arena, index, affinity);
    count_baskets(index, affinity);
    index_people(arena, index, affinity);
    index_items(arena, index);
}

void affinity_count(const AffinityAsk *ask, bool with_rules, Arena *arena, Affinity *affinity)
{
    AffinityIndex index;
    Arena *scratch = arena_open(0);
    affinity_index(ask, scratch, &index, affinity);
    AffinityItem *item = arena_array(arena, AffinityItem, ask->items ? ask->items : 1);
    memcpy(item, affinity->item, ask->items * sizeof *item);
    affinity->item = item;
    affinity_count_gaps(&index, scratch, affinity);
    affinity_count_pairs(&index, with_rules, arena, affinity);
    arena_close(scratch);
}

const AffinityNear *affinity_near(const Affinity *affinity, uint32_t item, size_t *count)
{
    *count = item < affinity->items ? affinity->start[item + 1] - affinity->start[item] : 0;
    return item < affinity->items ? affinity->near + affinity->start[item] : NULL;
}
