#include "activity/tail_stretch.h"

#include <stdlib.h>

#include "activity/column_file_parts.h"

// A row by what orders it: class and customer, then second and place in the log.
typedef struct Place {
    uint64_t whose;
    uint64_t when;
} Place;

static int compare_places(const void *a, const void *b)
{
    const Place *x = a, *y = b;
    if (x->whose != y->whose) return x->whose < y->whose ? -1 : 1;
    return x->when < y->when ? -1 : x->when > y->when;
}

static int compare_keys(const void *a, const void *b)
{
    return message_key_compare(*(const MessageKey *)a, *(const MessageKey *)b);
}

static const Place *places_of(const Tail *tail, uint32_t count, Arena *arena)
{
    Place *place = arena_array(arena, Place, count);
    for (uint32_t i = 0; i < count; i++) {
        const TailRow *row = &tail->row[i];
        place[i] =
            (Place){.whose = (uint64_t)row->event_class << 32 | row->customer, .when = (uint64_t)row->second << 32 | i};
    }
    qsort(place, count, sizeof *place, compare_places);
    return place;
}

static const TailRow *row_of(const Tail *tail, const Place *place)
{
    return &tail->row[(uint32_t)place->when];
}

// NULL: none of the rows has a value.
static const uint16_t *values_of(const Tail *tail, const Place *place, uint32_t rows, int d, Arena *arena)
{
    uint32_t row = 0;
    while (row < rows && !row_of(tail, &place[row])->value[d]) row++;
    uint16_t *value = row < rows ? arena_array(arena, uint16_t, rows) : NULL;
    for (; row < rows; row++) value[row] = row_of(tail, &place[row])->value[d];
    return value;
}

// Of one class: `place` are its rows.
static ClassRows class_rows_of(const Tail *tail, const Place *place, uint32_t rows, int64_t base, Arena *arena)
{
    Customer *customer = arena_array(arena, Customer, rows);
    uint32_t *start = arena_array(arena, uint32_t, (size_t)rows + 1);
    Second *second = arena_array(arena, Second, rows);
    uint32_t *seq = arena_array(arena, uint32_t, rows);
    int64_t *amount = arena_array(arena, int64_t, rows);
    uint8_t *hidden = arena_array(arena, uint8_t, rows);
    bool amounts = false, hides = false;
    uint32_t customers = 0;
    for (uint32_t i = 0; i < rows; i++) {
        const TailRow *row = row_of(tail, &place[i]);
        if (i == 0 || place[i].whose != place[i - 1].whose) {
            customer[customers] = row->customer;
            start[customers++] = i;
        }
        second[i] = row->second;
        seq[i] = (uint32_t)(row->seq - base);
        amounts |= (amount[i] = row->amount_minor) != 0;
        hides |= (hidden[i] = row->hidden);
    }
    start[customers] = rows;
    ClassRows of_class = {.event_class = row_of(tail, place)->event_class,
                          .customers = customers,
                          .rows = rows,
                          .customer = customer,
                          .start = start,
                          .second = second,
                          .seq = seq,
                          .amount_minor = amounts ? amount : NULL,
                          .hidden = hides ? hidden : NULL};
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++) of_class.value[d] = values_of(tail, place, rows, d, arena);
    return of_class;
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static Directory directory_of(const Tail *tail, uint32_t count, Arena *arena)
{
    enum { CLASS_BITS = 16 };
    uint64_t *pair = arena_array(arena, uint64_t, count);
    Customer *customer = arena_array(arena, Customer, count);
    uint32_t *start = arena_array(arena, uint32_t, (size_t)count + 1);
    uint16_t *event_class = arena_array(arena, uint16_t, count);
    Directory directory = {.customer = customer, .start = start, .event_class = event_class};
    for (uint32_t i = 0; i < count; i++)
        pair[i] = (uint64_t)tail->row[i].customer << CLASS_BITS | tail->row[i].event_class;
    qsort(pair, count, sizeof *pair, compare_numbers);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0 && pair[i] == pair[i - 1]) continue;
        if (i == 0 || pair[i] >> CLASS_BITS != pair[i - 1] >> CLASS_BITS) {
            customer[directory.customers] = (Customer)(pair[i] >> CLASS_BITS);
            start[directory.customers++] = directory.entries;
        }
        event_class[directory.entries++] = (uint16_t)pair[i];
    }
    start[directory.customers] = directory.entries;
    return directory;
}

static void add_keys(const Tail *tail, uint32_t count, Arena *arena, Stretch *stretch)
{
    MessageKey *key = arena_array(arena, MessageKey, count);
    for (uint32_t i = 0; i < count; i++)
        if (!message_key_none(tail->row[i].message)) key[stretch->keys++] = tail->row[i].message;
    qsort(key, stretch->keys, sizeof *key, compare_keys);
    stretch->key = key;
}

Stretch tail_stretch(const Tail *tail, Arena *arena)
{
    uint32_t count = tail_count(tail);
    const TailRow *first = &tail->row[0], *last = &tail->row[count - 1];
    Stretch stretch = {
        .after = tail->after, .to = last->seq, .base = first->seq - 1, .events = count, .last = last->message};
    const Place *place = places_of(tail, count, arena);
    ClassRows *rows = arena_array(arena, ClassRows, ACTIVITY_CLASSES_MAX);
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && place[end].whose >> 32 == place[begin].whose >> 32;) end++;
        rows[stretch.classes++] = class_rows_of(tail, place + begin, end - begin, stretch.base, arena);
    }
    stretch.class_rows = rows;
    stretch.directory = directory_of(tail, count, arena);
    add_keys(tail, count, arena, &stretch);
    return stretch;
}
