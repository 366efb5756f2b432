#include "activity/parts.h"

#include "base/pages.h"

enum { TOUCH_ROWS = 4096 }; // 16 KiB of each 4-byte column

ActivityBuilder *activity_builder_open(const ActivityShape *shape, int workers)
{
    assert(workers > 0 && shape->dimensions <= ACTIVITY_DIMENSIONS_MAX);
    Arena *arena = arena_open(0);
    ActivityBuilder *builder = arena_new(arena, ActivityBuilder);
    builder->shape = *shape;
    builder->arena = arena;
    pthread_mutex_init(&builder->opening, NULL);
    builder->workers = (size_t)workers;
    builder->worker = arena_array(arena, ActivityWorker, builder->workers);
    for (size_t w = 0; w < builder->workers; w++) {
        builder->worker[w].customers = names_open(shape->hash_seed);
        for (uint32_t d = 0; d < shape->dimensions; d++) builder->worker[w].values[d] = names_open(shape->hash_seed);
    }
    return builder;
}

void activity_builder_close(ActivityBuilder *builder)
{
    for (size_t w = 0; w < builder->workers; w++) {
        ActivityWorker *worker = &builder->worker[w];
        for (ActivityPart *part = worker->first; part; part = part->next) part_release(part);
        names_close(&worker->customers);
        for (uint32_t d = 0; d < builder->shape.dimensions; d++) names_close(&worker->values[d]);
    }
    pthread_mutex_destroy(&builder->opening);
    arena_close(builder->arena);
}

static void part_reserve(ActivityPart *part)
{
    const ActivityShape *shape = part->shape;
    part->customer = pages_sparse_array(uint32_t, part->rows_max);
    part->second = pages_sparse_array(Second, part->rows_max);
    part->amount_low = pages_sparse_array(uint32_t, part->rows_max);
    if (shape->order_key) part->order_key = pages_sparse_array(uint64_t, part->rows_max);
    if (shape->profit) part->profit = pages_sparse_array(int64_t, part->rows_max);
    if (shape->ended) part->ended = pages_sparse_array(Day, part->rows_max);
    for (uint32_t d = 0; d < shape->dimensions; d++) part->value[d] = pages_sparse_array(uint32_t, part->rows_max);
}

ActivityPart *activity_part_open(ActivityBuilder *builder, int worker, size_t rows_max)
{
    assert(0 <= worker && (size_t)worker < builder->workers);
    ActivityWorker *owner = &builder->worker[worker];
    pthread_mutex_lock(&builder->opening);
    ActivityPart *part = arena_new(builder->arena, ActivityPart);
    if (owner->last)
        owner->last->next = part;
    else
        owner->first = part;
    owner->last = part;
    pthread_mutex_unlock(&builder->opening);
    part->shape = &builder->shape;
    part->worker = owner;
    part->rows_max = rows_max;
    part_reserve(part);
    return part;
}

void part_release(ActivityPart *part)
{
    part_release_column(part, customer);
    part_release_column(part, second);
    part_release_column(part, amount_low);
    part_release_column(part, amount_high);
    part_release_column(part, order_key);
    part_release_column(part, profit);
    part_release_column(part, ended);
    for (uint32_t d = 0; d < part->shape->dimensions; d++) part_release_column(part, value[d]);
    *part = (ActivityPart){.next = part->next, .shape = part->shape, .worker = part->worker};
}

void activity_part_drop(ActivityPart *part)
{
    part_release(part);
}

static void widen_amounts(ActivityPart *part)
{
    part->amount_high = pages_sparse_array(uint32_t, part->rows_max);
    for (size_t i = 0; i < part->rows; i++) part->amount_high[i] = sign_above(part->amount_low[i]);
}

static void add_amount(ActivityPart *part, size_t at, int64_t amount)
{
    part->amount_low[at] = (uint32_t)amount;
    if (!part->amount_high && amount != (int32_t)amount) widen_amounts(part);
    if (part->amount_high) part->amount_high[at] = (uint32_t)((uint64_t)amount >> 32);
}

static void place_waiting(ActivityPart *part, size_t count)
{
    names_place_all(&part->worker->customers, part->waiting, count, part->customer + part->rows - count);
}

// The room of the next rows, whole pages of it.
static void touch_ahead(ActivityPart *part, size_t at)
{
    size_t rows = part->rows_max - at < TOUCH_ROWS ? part->rows_max - at : TOUCH_ROWS;
    pages_touch(part->customer + at, rows, sizeof *part->customer);
    pages_touch(part->second + at, rows, sizeof *part->second);
    pages_touch(part->amount_low + at, rows, sizeof *part->amount_low);
}

void activity_add(ActivityPart *part, const ActivityRow *row)
{
    size_t at = part->rows;
    assert(at < part->rows_max);
    const ActivityShape *shape = part->shape;
    if (at % TOUCH_ROWS == 0) touch_ahead(part, at);
    part->waiting[at % NAMES_AT_ONCE] = names_prepare(&part->worker->customers, row->customer);
    part->second[at] = row->second;
    add_amount(part, at, row->amount_minor);
    if (shape->order_key) part->order_key[at] = row->order_key;
    if (shape->profit) part->profit[at] = row->profit_minor;
    if (shape->ended) part->ended[at] = row->ended;
    for (uint32_t d = 0; d < shape->dimensions; d++)
        part->value[d][at] = row->dimension[d].size ? names_add(&part->worker->values[d], row->dimension[d]) : NO_VALUE;
    part->rows = at + 1;
    if (part->rows % NAMES_AT_ONCE == 0) place_waiting(part, NAMES_AT_ONCE);
}

void part_settle(ActivityPart *part)
{
    size_t count = part->rows % NAMES_AT_ONCE;
    if (count > 0) place_waiting(part, count);
}

uint64_t order_key_of(Str name)
{
    static const NameKeys keys = {UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xbf58476d1ce4e5b9)};
    return name_mark(&keys, name);
}
