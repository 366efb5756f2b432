#include "activity/kept.h"

#include <string.h>

#include "base/pages.h"

enum { BYTES_MAX_AT_LEAST = 16 << 20 };

static uint64_t next_number(void)
{
    static atomic_uint_fast64_t last;
    return atomic_fetch_add(&last, 1) + 1;
}

Kept *kept_open(uint32_t customers, Second first, Second last, size_t bytes)
{
    Kept *kept = pages_array(Kept, 1);
    kept->number = next_number();
    kept->customers = customers;
    kept->first = first;
    kept->last = last;
    kept->bytes_max = bytes / 2 > BYTES_MAX_AT_LEAST ? bytes / 2 : BYTES_MAX_AT_LEAST;
    pthread_mutex_init(&kept->lock, NULL);
    return kept;
}

void kept_release(const KeptArray *held)
{
    KeptArray *array = (KeptArray *)(uintptr_t)held;
    if (!array || atomic_fetch_sub(&array->references, 1) > 1) return;
    pages_release(array->content, array->bytes, 1);
    pages_release(array, 1, sizeof *array);
}

// With `lock` held, as are the next ones.
static void drop(Kept *kept, size_t at)
{
    KeptArray *array = kept->array[at];
    kept->array[at] = kept->array[--kept->arrays];
    kept->bytes -= array->bytes;
    kept_release(array);
}

static void make_room(Kept *kept, size_t bytes)
{
    while (kept->arrays == KEPT_ARRAYS_MAX || (kept->arrays && kept->bytes + bytes > kept->bytes_max)) {
        size_t oldest = 0;
        for (size_t i = 1; i < kept->arrays; i++)
            if (kept->array[i]->asked < kept->array[oldest]->asked) oldest = i;
        drop(kept, oldest);
    }
}

static KeptArray *find(const Kept *kept, const KeptKey *key)
{
    for (size_t i = 0; i < kept->arrays; i++)
        if (memcmp(&kept->array[i]->key, key, sizeof *key) == 0) return kept->array[i];
    return NULL;
}

static KeptArray *make(Kept *kept, const KeptPlan *plan)
{
    make_room(kept, plan->bytes);
    KeptArray *array = pages_array(KeptArray, 1);
    atomic_store(&array->references, 1);
    array->key = plan->key;
    array->bytes = plan->bytes;
    array->content = pages_reserve(plan->bytes, 1);
    plan->make(plan->context, array->content);
    kept->bytes += array->bytes;
    return kept->array[kept->arrays++] = array;
}

const KeptArray *kept_hold(Kept *kept, const KeptPlan *plan)
{
    if (plan->bytes == 0 || plan->bytes > kept->bytes_max) return NULL;
    pthread_mutex_lock(&kept->lock);
    KeptArray *array = find(kept, &plan->key);
    if (!array) array = make(kept, plan);
    array->asked = ++kept->questions;
    atomic_fetch_add(&array->references, 1);
    pthread_mutex_unlock(&kept->lock);
    return array;
}

void kept_forget(Kept *kept)
{
    if (!kept) return;
    pthread_mutex_lock(&kept->lock);
    while (kept->arrays) drop(kept, 0);
    pthread_mutex_unlock(&kept->lock);
}

size_t kept_bytes(Kept *kept)
{
    return kept ? atomic_load(&kept->bytes) : 0;
}

void kept_close(Kept *kept)
{
    if (!kept) return;
    kept_forget(kept);
    pthread_mutex_destroy(&kept->lock);
    pages_release(kept, 1, sizeof *kept);
}
