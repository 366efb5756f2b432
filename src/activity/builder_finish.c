// builder_finish.c - from the parts of each worker to columns grouped by customer.
//
// Each step hands back what the next one does not need: the workers' customers get common numbers; a worker then knows
// where its rows of each customer go, puts the seconds there, writes each row's place over its customer, and releases
// the seconds; the rest follows the places, column by column. Amounts go there in halves, so that a row takes 16 bytes
// at the most (20 with upper halves), and are joined once the parts are gone.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "activity/arrange.h"
#include "activity/dimension_codes.h"
#include "activity/parts.h"
#include "base/pages.h"
#include "base/thread.h"

enum { PARTITIONS_MAX = 64 };

#define NOWHERE UINT32_MAX // place of a row that is left out

// What finishing knows of a worker's customers, by the worker's number.
typedef struct WorkerRows {
    uint32_t customers;
    uint32_t *next_place; // first the number of rows, then where the next of them goes
    uint32_t *customer;   // in the columns
    Day *ended;           // NULL when the shape has none
    uint64_t after_until;
} WorkerRows;

// Customers are shared out by the hash of their names, so that threads can number them without waiting for each other.
typedef struct Partition {
    Names names;
    uint64_t rows;
    uint32_t first_customer;
    uint32_t first_row;
} Partition;

typedef struct Finishing {
    ActivityBuilder *builder;
    const ActivityMerge *merge;
    WorkerRows *of_worker;
    size_t partitions;
    Partition partition[PARTITIONS_MAX];
    size_t parts;
    ActivityPart **part;
    bool wide;       // some part has upper halves of amounts,
    uint32_t *upper; // which go here
    DimensionCodes codes[ACTIVITY_DIMENSIONS_MAX];
    uint32_t customers;
    uint32_t *first_row;
    Str *ids;
    Day *ended;
    RowColumns rows;
} Finishing;

static void count_customer_rows(void *context, size_t number, int thread)
{
    (void)thread;
    Finishing *finishing = context;
    ActivityWorker *worker = &finishing->builder->worker[number];
    WorkerRows *counts = &finishing->of_worker[number];
    Second until = finishing->merge->until;
    for (ActivityPart *part = worker->first; part; part = part->next) part_settle(part);
    names_release_slots(&worker->customers);
    counts->customers = worker->customers.count;
    counts->next_place = pages_array(uint32_t, counts->customers);
    if (finishing->builder->shape.ended) counts->ended = pages_array(Day, worker->customers.count);
    for (uint32_t c = 0; counts->ended && c < worker->customers.count; c++) counts->ended[c] = NO_DAY;
    for (ActivityPart *part = worker->first; part; part = part->next) {
        for (size_t i = 0; i < part->rows; i++) {
            uint32_t customer = part->customer[i];
            bool known = part->second[i] <= until;
            counts->next_place[customer] += known;
            counts->after_until += !known;
            if (known && counts->ended && part->ended[i] > counts->ended[customer])
                counts->ended[customer] = part->ended[i];
        }
        part_release_column(part, ended);
    }
}

static size_t partition_of(const Finishing *finishing, const Names *names, uint32_t number)
{
    uint64_t upper = name_spread(&names->keys, names->name[number].mark) >> 32; // the lower half chooses the slot
    return (size_t)(upper * finishing->partitions >> 32);
}

// Customers of one worker on their way into a partition.
typedef struct Batch {
    size_t count;
    Name name[NAMES_AT_ONCE];
    uint32_t of_worker[NAMES_AT_ONCE];
} Batch;

static void number_batch(Batch *batch, Names *names, uint32_t *customer)
{
    uint32_t numbers[NAMES_AT_ONCE];
    names_place_all(names, batch->name, batch->count, numbers);
    for (size_t i = 0; i < batch->count; i++) customer[batch->of_worker[i]] = numbers[i];
    batch->count = 0;
}

// Numbers the customers of one partition. A customer without rows left gets none.
static void number_partition(void *context, size_t number, int thread)
{
    (void)thread;
    Finishing *finishing = context;
    Partition *partition = &finishing->partition[number];
    partition->names = names_open(finishing->builder->shape.hash_seed);
    for (size_t w = 0; w < finishing->builder->workers; w++) {
        const Names *names = &finishing->builder->worker[w].customers;
        WorkerRows *rows = &finishing->of_worker[w];
        Batch batch = {0};
        for (uint32_t c = 0; c < names->count; c++) {
            if (rows->next_place[c] == 0 || partition_of(finishing, names, c) != number) continue;
            partition->rows += rows->next_place[c];
            names_fetch(&partition->names, names->name[c]);
            batch.of_worker[batch.count] = c;
            batch.name[batch.count++] = names->name[c];
            if (batch.count == NAMES_AT_ONCE) number_batch(&batch, &partition->names, rows->customer);
        }
        number_batch(&batch, &partition->names, rows->customer);
    }
    names_release_slots(&partition->names);
}

static void add_up_partitions(Finishing *finishing)
{
    uint64_t rows = 0;
    for (size_t p = 0; p < finishing->partitions; p++) {
        finishing->partition[p].first_customer = finishing->customers;
        finishing->partition[p].first_row = (uint32_t)rows;
        finishing->customers += finishing->partition[p].names.count;
        rows += finishing->partition[p].rows;
    }
    finishing->rows.room = rows;
}

// Each customer of each worker that is in the partition and has rows, worker by worker. (The partition is asked first:
// what belongs to another one is being written by another thread.)
typedef void VisitCustomer(Finishing *finishing, WorkerRows *rows, uint32_t of_worker, Customer customer);
static void visit_partition(Finishing *finishing, size_t number, VisitCustomer *visit)
{
    uint32_t first = finishing->partition[number].first_customer;
    for (size_t w = 0; w < finishing->builder->workers; w++) {
        const Names *names = &finishing->builder->worker[w].customers;
        WorkerRows *rows = &finishing->of_worker[w];
        for (uint32_t c = 0; c < names->count; c++)
            if (partition_of(finishing, names, c) == number && rows->next_place[c] > 0)
                visit(finishing, rows, c, first + rows->customer[c]);
    }
}

static void add_up_customer(Finishing *finishing, WorkerRows *rows, uint32_t of_worker, Customer customer)
{
    finishing->first_row[customer + 1] += rows->next_place[of_worker];
    if (finishing->ended && rows->ended[of_worker] > finishing->ended[customer])
        finishing->ended[customer] = rows->ended[of_worker];
}

static void give_places(Finishing *finishing, WorkerRows *rows, uint32_t of_worker, Customer customer)
{
    uint32_t count = rows->next_place[of_worker];
    rows->next_place[of_worker] = finishing->first_row[customer + 1];
    finishing->first_row[customer + 1] += count;
}

// first_row[c + 1] is first the number of rows of c, then where c starts, and after giving places where c ends.
static void lay_out_partition(void *context, size_t number, int thread)
{
    (void)thread;
    Finishing *finishing = context;
    const Partition *partition = &finishing->partition[number];
    Customer from = partition->first_customer, to = from + partition->names.count;
    for (Customer c = from; c < to; c++) finishing->ids[c] = name_text(partition->names.name[c - from]);
    for (Customer c = from; finishing->ended && c < to; c++) finishing->ended[c] = NO_DAY;
    visit_partition(finishing, number, add_up_customer);
    uint32_t row = partition->first_row;
    for (Customer c = from; c < to; c++) {
        uint32_t count = finishing->first_row[c + 1];
        finishing->first_row[c + 1] = row;
        row += count;
    }
    visit_partition(finishing, number, give_places);
}

static void number_customers(Finishing *finishing)
{
    ActivityBuilder *builder = finishing->builder;
    int threads = finishing->merge->threads;
    for (size_t w = 0; w < builder->workers; w++)
        finishing->of_worker[w].customer = pages_array(uint32_t, finishing->of_worker[w].customers);
    thread_run(threads, finishing->partitions, number_partition, finishing);
    add_up_partitions(finishing);
    finishing->first_row = pages_array(uint32_t, (size_t)finishing->customers + 1);
    finishing->ids = pages_array(Str, finishing->customers);
    if (builder->shape.ended) finishing->ended = pages_array(Day, finishing->customers);
    thread_run(threads, finishing->partitions, lay_out_partition, finishing);
    for (size_t p = 0; p < finishing->partitions; p++) names_close(&finishing->partition[p].names);
    for (size_t w = 0; w < builder->workers; w++) {
        WorkerRows *rows = &finishing->of_worker[w];
        uint32_t count = rows->customers;
        pages_release(rows->customer, count, sizeof *rows->customer);
        pages_release(rows->ended, count, sizeof *rows->ended);
        names_close(&builder->worker[w].customers);
    }
}

static void place_seconds(void *context, size_t number, int thread)
{
    (void)thread;
    const Finishing *finishing = context;
    uint32_t *next_place = finishing->of_worker[number].next_place;
    Second *second = finishing->rows.second, until = finishing->merge->until;
    for (ActivityPart *part = finishing->builder->worker[number].first; part; part = part->next) {
        for (size_t i = 0; i < part->rows; i++) {
            uint32_t place = part->second[i] <= until ? next_place[part->customer[i]]++ : NOWHERE;
            if (place != NOWHERE) second[place] = part->second[i];
            part->customer[i] = place;
        }
        part_release_column(part, second);
    }
}

static uint64_t saturating_sum(uint64_t a, uint64_t b)
{
    uint64_t sum;
    return checked_add(a, b, &sum) ? sum : UINT64_MAX;
}

static uint64_t magnitude_of(int64_t number)
{
    return number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
}

static uint64_t magnitude_of_part(const ActivityPart *part)
{
    uint64_t magnitude = 0;
    for (size_t i = 0; i < part->rows; i++) {
        if (part->customer[i] == NOWHERE) continue;
        magnitude = saturating_sum(magnitude, magnitude_of(part_amount(part, i)));
        if (part->profit) magnitude = saturating_sum(magnitude, magnitude_of(part->profit[i]));
    }
    return magnitude;
}

static void place_upper_halves(void *context, size_t number, int thread)
{
    (void)thread;
    const Finishing *finishing = context;
    ActivityPart *part = finishing->part[number];
    const uint32_t *place = part->customer, *high = part->amount_high;
    part->magnitude = magnitude_of_part(part);
    for (size_t i = 0; finishing->upper && i < part->rows; i++)
        if (place[i] != NOWHERE) finishing->upper[place[i]] = high ? high[i] : sign_above(part->amount_low[i]);
    part_release_column(part, amount_high);
}

// They wait in the lower half of the room of the amounts.
static void place_lower_halves(void *context, size_t number, int thread)
{
    (void)thread;
    const Finishing *finishing = context;
    ActivityPart *part = finishing->part[number];
    uint32_t *lower = (uint32_t *)finishing->rows.amount;
    for (size_t i = 0; i < part->rows; i++)
        if (part->customer[i] != NOWHERE) lower[part->customer[i]] = part->amount_low[i];
    part_release_column(part, amount_low);
}

static void place_profits(void *context, size_t number, int thread)
{
    (void)thread;
    const Finishing *finishing = context;
    ActivityPart *part = finishing->part[number];
    for (size_t i = 0; i < part->rows; i++)
        if (part->customer[i] != NOWHERE) finishing->rows.profit[part->customer[i]] = part->profit[i];
    part_release_column(part, profit);
}

static void place_order_keys(void *context, size_t number, int thread)
{
    (void)thread;
    const Finishing *finishing = context;
    ActivityPart *part = finishing->part[number];
    for (size_t i = 0; i < part->rows; i++)
        if (part->customer[i] != NOWHERE) finishing->rows.order_key[part->customer[i]] = part->order_key[i];
    part_release_column(part, order_key);
}

static void place_codes(const ActivityPart *part, uint32_t dimension, const uint16_t *code_of, uint16_t *codes)
{
    const uint32_t *value = part->value[dimension];
    for (size_t i = 0; i < part->rows; i++)
        if (part->customer[i] != NOWHERE)
            codes[part->customer[i]] = value[i] == NO_VALUE ? DIMENSION_OTHER : code_of[value[i]];
}

// What is left: the codes of dimensions.
static void place_all_codes(void *context, size_t number, int thread)
{
    (void)thread;
    Finishing *finishing = context;
    ActivityPart *part = finishing->part[number];
    size_t worker = (size_t)(part->worker - finishing->builder->worker);
    for (uint32_t d = 0; d < finishing->rows.dimensions; d++) {
        place_codes(part, d, finishing->codes[d].code_of[worker], finishing->rows.code[d]);
        part_release_column(part, value[d]);
    }
}

// From the last row to the first, so that no lower half is written over before it is read. (Bytes are copied: to the
// compiler, one array cannot be of two types.)
static void join_halves(const Finishing *finishing)
{
    char *amounts = (char *)finishing->rows.amount;
    for (uint64_t i = finishing->rows.room; i-- > 0;) {
        uint32_t low;
        memcpy(&low, amounts + i * sizeof low, sizeof low);
        int64_t amount = halves_joined(low, finishing->upper ? finishing->upper[i] : sign_above(low));
        memcpy(amounts + i * sizeof amount, &amount, sizeof amount);
    }
}

static void release_parts(const Finishing *finishing, ActivityCounts *counts)
{
    for (size_t p = 0; p < finishing->parts; p++) {
        counts->magnitude = saturating_sum(counts->magnitude, finishing->part[p]->magnitude);
        part_release(finishing->part[p]);
    }
}

static void place_rows(Finishing *finishing, ActivityCounts *counts)
{
    ActivityBuilder *builder = finishing->builder;
    int threads = finishing->merge->threads;
    size_t parts = finishing->parts;
    finishing->rows = row_columns_open(&builder->shape, finishing->rows.room);
    if (finishing->wide) finishing->upper = pages_array(uint32_t, finishing->rows.room);
    thread_run(threads, builder->workers, place_seconds, finishing);
    for (size_t w = 0; w < builder->workers; w++)
        pages_release(finishing->of_worker[w].next_place, finishing->of_worker[w].customers, sizeof(uint32_t));
    thread_run(threads, parts, place_upper_halves, finishing);
    thread_run(threads, parts, place_lower_halves, finishing);
    if (finishing->rows.profit) thread_run(threads, parts, place_profits, finishing);
    if (finishing->rows.order_key) thread_run(threads, parts, place_order_keys, finishing);
    thread_run(threads, parts, place_all_codes, finishing);
    release_parts(finishing, counts);
    join_halves(finishing);
    pages_release(finishing->upper, finishing->rows.room, sizeof *finishing->upper);
}

static void list_parts(Finishing *finishing, Arena *scratch, uint64_t *rows_added)
{
    ActivityBuilder *builder = finishing->builder;
    for (size_t w = 0; w < builder->workers; w++)
        for (ActivityPart *part = builder->worker[w].first; part; part = part->next) finishing->parts += part->rows > 0;
    finishing->part = arena_array(scratch, ActivityPart *, finishing->parts);
    size_t count = 0;
    for (size_t w = 0; w < builder->workers; w++) {
        for (ActivityPart *part = builder->worker[w].first; part; part = part->next) {
            if (part->rows > 0) finishing->part[count++] = part;
            finishing->wide |= part->amount_high != NULL;
            *rows_added += part->rows;
        }
    }
    if (*rows_added < NOWHERE) return;
    fprintf(stderr, "fidele: more rows than can be held (%u)\n", NOWHERE - 1);
    exit(1);
}

static Columns columns_of(const Finishing *finishing, TimeSpan span, Arena *arena)
{
    const RowColumns *rows = &finishing->rows;
    Columns columns = {.customers = finishing->customers,
                       .rows = rows->room,
                       .pieces = 1,
                       .piece = {{.runs = finishing->customers,
                                  .first_row = finishing->first_row,
                                  .second = rows->second,
                                  .amount_minor = rows->amount,
                                  .profit_minor = rows->profit}},
                       .ended = finishing->ended,
                       .ids = finishing->ids,
                       .dimensions = rows->dimensions,
                       .first = span.first,
                       .last = span.last,
                       .owned = arena};
    for (uint32_t d = 0; d < rows->dimensions; d++) {
        columns.dimension[d] = (ActivityDimension){finishing->builder->shape.dimension_name[d],
                                                   finishing->codes[d].values, finishing->codes[d].texts};
        columns.piece[0].codes[d] = rows->code[d];
    }
    return columns;
}

void activity_builder_finish(ActivityBuilder *builder, const ActivityMerge *merge, Columns *columns,
                             ActivityCounts *counts)
{
    Arena *scratch = arena_open(0), *arena = arena_open(0);
    *counts = (ActivityCounts){0};
    Finishing finishing = {.builder = builder, .merge = merge};
    finishing.partitions = (size_t)smaller(larger(merge->threads, 1), PARTITIONS_MAX);
    finishing.of_worker = arena_array(scratch, WorkerRows, builder->workers);
    list_parts(&finishing, scratch, &counts->rows_added);
    for (uint32_t d = 0; d < builder->shape.dimensions; d++)
        finishing.codes[d] = dimension_codes(builder, d, merge->until, arena, scratch);
    thread_run(merge->threads, builder->workers, count_customer_rows, &finishing);
    number_customers(&finishing);
    place_rows(&finishing, counts);
    uint64_t rows = finishing.rows.room;
    TimeSpan span = rows_arrange(&finishing.rows, finishing.first_row, finishing.customers, &builder->shape, merge);
    *columns = columns_of(&finishing, span, arena);
    for (size_t w = 0; w < builder->workers; w++) counts->rows_after_until += finishing.of_worker[w].after_until;
    counts->rows_merged_away = rows - columns->rows;
    arena_close(scratch);
}
