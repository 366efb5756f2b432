// parts.h - what the builder holds between adding rows and finishing (builder.h), for its own files alone.
#ifndef FIDELE_ACTIVITY_PARTS_H
#define FIDELE_ACTIVITY_PARTS_H

#include <pthread.h>

#include "activity/builder.h"
#include "activity/names.h"

enum { CACHE_LINE_BYTES = 64 };

#define NO_VALUE UINT32_MAX // in ActivityPart.value: the row has none
#define NO_DAY (DAY_MIN - 1)

// What one thread learns of names while adding: customers and values of dimensions have numbers of this worker.
typedef struct ActivityWorker {
    Names customers;
    Names values[ACTIVITY_DIMENSIONS_MAX];
    ActivityPart *first, *last;   // its parts, in the order in which they were opened
    char apart[CACHE_LINE_BYTES]; // what the next worker writes is on another line
} ActivityWorker;

// Columns of the rows of one part, in the order in which they were added. Those that the shape does not ask for are
// NULL.
struct ActivityPart {
    ActivityPart *next; // of the same worker
    const ActivityShape *shape;
    ActivityWorker *worker;
    size_t rows, rows_max;
    Name waiting[NAMES_AT_ONCE]; // customers of the last rows % NAMES_AT_ONCE rows, until their numbers are looked up
    uint32_t *customer;          // number of the worker; finishing writes over it where the row goes
    Second *second;
    uint32_t *amount_low;  // the lower half,
    uint32_t *amount_high; // the upper one; NULL while it only repeats the sign of the lower one
    uint64_t *order_key;
    int64_t *profit;
    Day *ended;
    uint32_t *value[ACTIVITY_DIMENSIONS_MAX]; // number of the worker
    uint64_t magnitude;                       // known while finishing: as in ActivityCounts
    char apart[CACHE_LINE_BYTES];
};

struct ActivityBuilder {
    ActivityShape shape;
    Arena *arena; // of the parts
    pthread_mutex_t opening;
    size_t workers;
    ActivityWorker *worker;
};

void part_settle(ActivityPart *part);  // no customer waits any more
void part_release(ActivityPart *part); // all columns

// Gives back one column.
#define part_release_column(part, column)                                                                              \
    (pages_release((part)->column, (part)->rows_max, sizeof *(part)->column), (part)->column = NULL)

static inline uint32_t sign_above(uint32_t low)
{
    return low >> 31 ? UINT32_MAX : 0;
}

static inline int64_t halves_joined(uint32_t low, uint32_t high)
{
    return (int64_t)((uint64_t)high << 32 | low);
}

static inline int64_t part_amount(const ActivityPart *part, size_t row)
{
    uint32_t low = part->amount_low[row];
    return halves_joined(low, part->amount_high ? part->amount_high[row] : sign_above(low));
}

#endif
