#include <string.h>

#include "predict/lifetime_parts.h"

typedef struct KeyForm {
    int day_bits, bits; // T and t_x have day_bits each, x what remains
} KeyForm;

static int bits_of(uint32_t most)
{
    return most == 0 ? 1 : 32 - __builtin_clz(most);
}

static bool refuse(const BuyingHistory *history, size_t customer, Error *error)
{
    Arena *scratch = arena_open(0);
    uint32_t of[] = {history->x[customer], history->t_x[customer], history->T[customer]};
    Str number[COUNT_OF(of)];
    for (size_t i = 0; i < COUNT_OF(of); i++) number[i] = error_number(scratch, of[i]);
    error_say(
        error, ERROR_INPUT,
        PHRASE("customer {0} has a history that cannot be: x = {1}, t_x = {2}, T = {3} days; t_x may not be beyond "
               "T, nor above 0 without a repeat purchase, T not above 200000 nor x above 1000000",
               "le client {0} a un historique impossible\u00A0: x = {1}, t_x = {2}, T = {3} jours\u202F; t_x ne peut "
               "dépasser T, ni être positif sans achat répété, T dépasser 200000 ni x 1000000"),
        error_number(scratch, customer + 1), number[0], number[1], number[2]);
    arena_close(scratch);
    return false;
}

static bool possible(uint32_t x, uint32_t t_x, uint32_t T)
{
    return t_x <= T && (x > 0 || t_x == 0) && T <= BUYING_DAYS_MAX && x <= BUYING_COUNT_MAX;
}

// Least significant digit first; `spare` is as long as `keys`. Returns where the sorted ones are.
static uint64_t *sort_keys(uint64_t *keys, uint64_t *spare, size_t count, int bits)
{
    enum { DIGIT = 10, SIZE = 1 << DIGIT };
    for (int shift = 0; shift < bits; shift += DIGIT) {
        size_t place[SIZE] = {0};
        for (size_t i = 0; i < count; i++) place[keys[i] >> shift & (SIZE - 1)]++;
        for (size_t digit = 0, sum = 0; digit < SIZE; digit++) {
            size_t here = place[digit];
            place[digit] = sum;
            sum += here;
        }
        for (size_t i = 0; i < count; i++) spare[place[keys[i] >> shift & (SIZE - 1)]++] = keys[i];
        uint64_t *sorted = spare;
        spare = keys;
        keys = sorted;
    }
    return keys;
}

static void groups_room(LifetimeGroups *groups, size_t count, Arena *arena)
{
    groups->x = arena_array(arena, uint32_t, count);
    groups->t_x = arena_array(arena, uint32_t, count);
    groups->T = arena_array(arena, uint32_t, count);
    groups->n = arena_array(arena, uint32_t, count);
    groups->by_x = arena_array(arena, double, (size_t)groups->x_most + 1);
    groups->by_T = arena_array(arena, double, (size_t)groups->T_most + 1);
    groups->count_by_T = arena_array(arena, double, (size_t)groups->T_most + 1);
}

static void groups_add(LifetimeGroups *groups, uint32_t x, uint32_t t_x, uint32_t T, uint32_t n)
{
    size_t at = groups->count++;
    groups->x[at] = x;
    groups->t_x[at] = t_x;
    groups->T[at] = T;
    groups->n[at] = n;
    groups->repeated += x > 0;
    groups->by_x[x] += n;
    groups->by_T[T] += n;
    groups->count_by_T[T] += (double)n * x;
    groups->customers += n;
    groups->repeaters += x > 0 ? n : 0;
    groups->purchases += (double)n * x;
    groups->time += (double)n * T;
}

static uint32_t *list_marked(const bool *marked, uint32_t most, Arena *arena, size_t *count)
{
    *count = 0;
    for (size_t i = 0; i <= most; i++) *count += marked[i];
    uint32_t *list = arena_array(arena, uint32_t, *count), *end = list;
    for (uint32_t i = 0; i <= most; i++)
        if (marked[i]) *end++ = i;
    return list;
}

// So that likelihoods reckon with those numbers and days only that there are.
static void list_different(LifetimeGroups *groups, Arena *arena)
{
    Arena *scratch = arena_open(0);
    bool *number = arena_array(scratch, bool, (size_t)groups->x_most + 1);
    bool *day = arena_array(scratch, bool, (size_t)groups->T_most + 1);
    for (size_t i = 0; i < groups->count; i++) number[groups->x[i]] = day[groups->t_x[i]] = day[groups->T[i]] = true;
    groups->different_x = list_marked(number, groups->x_most, arena, &groups->different);
    groups->days = list_marked(day, groups->T_most, arena, &groups->day_count);
    arena_close(scratch);
}

// Runs of equal keys become groups; then those without a repeat purchase, by T.
static void groups_fill(LifetimeGroups *groups, const uint64_t *keys, size_t count, KeyForm form,
                        const uint32_t *never_by_T, Arena *arena)
{
    size_t runs = 0;
    for (size_t i = 0; i < count; i++) runs += i == 0 || keys[i] != keys[i - 1];
    for (size_t T = 0; T <= groups->T_most; T++) runs += never_by_T[T] > 0;
    groups_room(groups, runs, arena);
    uint64_t day_mask = ((uint64_t)1 << form.day_bits) - 1;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && keys[end] == keys[i];) end++;
        groups_add(groups, (uint32_t)(keys[i] >> 2 * form.day_bits), (uint32_t)(keys[i] & day_mask),
                   (uint32_t)(keys[i] >> form.day_bits & day_mask), (uint32_t)(end - i));
    }
    for (uint32_t T = 0; T <= groups->T_most; T++)
        if (never_by_T[T] > 0) groups_add(groups, 0, 0, T, never_by_T[T]);
    list_different(groups, arena);
}

bool lifetime_groups(const BuyingHistory *history, Arena *arena, LifetimeGroups *groups, Error *error)
{
    *groups = (LifetimeGroups){.unit_days = history->unit_days};
    if (!(history->unit_days > 0 && history->unit_days <= BUYING_DAYS_MAX))
        return error_set(error, ERROR_INPUT,
                         PHRASE("a unit of time is above 0 and at most 200000 days",
                                "une unité de temps est supérieure à 0 et de 200000 jours au plus"),
                         NULL, 0);
    size_t repeated = 0;
    for (size_t c = 0; c < history->customers; c++) {
        uint32_t x = history->x[c], T = history->T[c];
        if (!possible(x, history->t_x[c], T)) return refuse(history, c, error);
        groups->x_most = x > groups->x_most ? x : groups->x_most;
        groups->T_most = T > groups->T_most ? T : groups->T_most;
        repeated += x > 0;
    }
    KeyForm form = {.day_bits = bits_of(groups->T_most)};
    form.bits = 2 * form.day_bits + bits_of(groups->x_most);
    Arena *scratch = arena_open(0);
    uint64_t *keys = arena_array(scratch, uint64_t, repeated), *spare = arena_array(scratch, uint64_t, repeated);
    uint32_t *never_by_T = arena_array(scratch, uint32_t, (size_t)groups->T_most + 1);
    size_t count = 0;
    for (size_t c = 0; c < history->customers; c++) {
        uint64_t x = history->x[c], t_x = history->t_x[c], T = history->T[c];
        if (x > 0)
            keys[count++] = (x << form.day_bits | T) << form.day_bits | t_x;
        else
            never_by_T[T]++;
    }
    groups_fill(groups, sort_keys(keys, spare, count, form.bits), count, form, never_by_T, arena);
    arena_close(scratch);
    return true;
}

LifetimeGroups lifetime_groups_sample(const LifetimeGroups *groups, size_t wanted, Arena *arena)
{
    size_t every = groups->count / (wanted > 0 ? wanted : 1);
    every = every > 0 ? every : 1;
    LifetimeGroups sample = {.unit_days = groups->unit_days, .x_most = groups->x_most, .T_most = groups->T_most};
    groups_room(&sample, groups->count / every + 1, arena);
    for (size_t i = every / 2; i < groups->count; i += every)
        groups_add(&sample, groups->x[i], groups->t_x[i], groups->T[i], groups->n[i]);
    list_different(&sample, arena);
    return sample;
}
