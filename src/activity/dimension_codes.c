#include "activity/dimension_codes.h"

#include <stdlib.h>

typedef struct Value {
    Str text;
    uint32_t number; // in `all`
    uint64_t rows;
} Value;

// The rows of each value of one worker.
static uint64_t *count_rows(const ActivityWorker *worker, uint32_t dimension, Second until, Arena *scratch)
{
    uint64_t *rows = arena_array(scratch, uint64_t, worker->values[dimension].count);
    for (const ActivityPart *part = worker->first; part; part = part->next)
        for (size_t i = 0; i < part->rows; i++)
            if (part->value[dimension][i] != NO_VALUE && part->second[i] <= until) rows[part->value[dimension][i]]++;
    return rows;
}

static int by_rows(const void *a, const void *b)
{
    const Value *first = a, *second = b;
    if (first->rows != second->rows) return first->rows > second->rows ? -1 : 1;
    return str_compare(first->text, second->text);
}

static int by_text(const void *a, const void *b)
{
    const Value *first = a, *second = b;
    return str_compare(first->text, second->text);
}

// All values of all workers; *numbers has, for each worker, the number in the result of each of the worker's values.
static Value *gather(const ActivityBuilder *builder, uint32_t dimension, Second until, Arena *scratch, Names *all,
                     uint32_t **numbers)
{
    size_t count_max = 0;
    for (size_t w = 0; w < builder->workers; w++) count_max += builder->worker[w].values[dimension].count;
    Value *values = arena_array(scratch, Value, count_max);
    for (size_t w = 0; w < builder->workers; w++) {
        const Names *names = &builder->worker[w].values[dimension];
        const uint64_t *rows = count_rows(&builder->worker[w], dimension, until, scratch);
        numbers[w] = arena_array(scratch, uint32_t, names->count);
        for (uint32_t i = 0; i < names->count; i++) {
            uint32_t number = numbers[w][i] = names_place(all, names->name[i]);
            values[number].text = name_text(names->name[i]);
            values[number].number = number;
            values[number].rows += rows[i];
        }
    }
    return values;
}

// Sorts `values`; returns how many have a code: their place.
static uint32_t choose(Value *values, uint32_t count)
{
    qsort(values, count, sizeof *values, by_rows);
    while (count > 0 && values[count - 1].rows == 0) count--; // only in parts that were dropped, or later than `until`
    if (count > DIMENSION_OTHER) count = DIMENSION_OTHER;
    qsort(values, count, sizeof *values, by_text);
    return count;
}

DimensionCodes dimension_codes(const ActivityBuilder *builder, uint32_t dimension, Second until, Arena *arena,
                               Arena *scratch)
{
    Names all = names_open(builder->shape.hash_seed);
    uint32_t **numbers = arena_array(scratch, uint32_t *, builder->workers);
    Value *values = gather(builder, dimension, until, scratch, &all, numbers);
    uint32_t count = choose(values, all.count);

    Str *texts = arena_array(arena, Str, count);
    uint16_t *code_of_number = arena_array(scratch, uint16_t, all.count);
    for (uint32_t number = 0; number < all.count; number++) code_of_number[number] = DIMENSION_OTHER;
    for (uint32_t code = 0; code < count; code++) {
        texts[code] = values[code].text;
        code_of_number[values[code].number] = (uint16_t)code;
    }
    DimensionCodes codes = {count, texts, arena_array(scratch, uint16_t *, builder->workers)};
    for (size_t w = 0; w < builder->workers; w++) {
        uint32_t values_of_worker = builder->worker[w].values[dimension].count;
        codes.code_of[w] = arena_array(scratch, uint16_t, values_of_worker);
        for (uint32_t i = 0; i < values_of_worker; i++) codes.code_of[w][i] = code_of_number[numbers[w][i]];
    }
    names_close(&all);
    return codes;
}
