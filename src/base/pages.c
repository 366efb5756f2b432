#include "base/pages.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"

static void *or_end(void *start, size_t wanted)
{
    if (start != MAP_FAILED) return start;
    memory_exhausted(wanted);
}

static size_t product(size_t count, size_t size)
{
    size_t bytes;
    return checked_multiply(count, size, &bytes) ? bytes : SIZE_MAX;
}

// Pages of 2 MB where the system has them: touching 26 MB for the first time took 0.9 ms instead of 11 ms. What an
// array wastes in its last page is bounded by letting only large ones have them.
static void *prefer_large_pages(void *start, size_t bytes)
{
    enum { LEAST_BYTES = 8 << 20 };
    if (bytes >= LEAST_BYTES) (void)madvise(start, bytes, MADV_HUGEPAGE);
    return start;
}

static void *map(size_t bytes)
{
    if (bytes == 0) return NULL;
    void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return or_end(start, bytes);
}

void *pages_reserve(size_t count, size_t size)
{
    size_t bytes = product(count, size);
    return prefer_large_pages(map(bytes), bytes);
}

void *pages_reserve_sparse(size_t count, size_t size)
{
    return map(product(count, size));
}

// ThreadSanitizer does not follow mremap: an array that moves to where another thread's had been would look shared.
static void *move(void *start, size_t old_bytes, size_t bytes)
{
#ifdef __SANITIZE_THREAD__
    void *moved = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (moved == MAP_FAILED) return moved;
    memcpy(moved, start, old_bytes < bytes ? old_bytes : bytes);
    munmap(start, old_bytes);
    return moved;
#else
    return mremap(start, old_bytes, bytes, MREMAP_MAYMOVE);
#endif
}

void *pages_resize(void *start, size_t count, size_t new_count, size_t size)
{
    size_t bytes = product(new_count, size);
    if (!start) return pages_reserve(new_count, size);
    if (bytes > 0) return prefer_large_pages(or_end(move(start, count * size, bytes), bytes), bytes);
    pages_release(start, count, size);
    return NULL;
}

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 // Linux 5.14; refused before, when the pages come at first touch as ever
#endif

void pages_touch(void *start, size_t count, size_t size)
{
    if (start) (void)madvise(start, count * size, MADV_POPULATE_WRITE);
}

void pages_release(void *start, size_t count, size_t size)
{
    if (start) munmap(start, count * size);
}

// ---- borrowed ----

enum { KEPT_MAX = 128 };
#define KEPT_BYTES_MAX ((size_t)512 << 20)

typedef struct Kept {
    void *start;
    size_t bytes;
    int64_t seen; // by pages_tidy first; -1: not yet
} Kept;

static pthread_mutex_t kept_lock = PTHREAD_MUTEX_INITIALIZER;
static Kept kept[KEPT_MAX];
static size_t kept_count, kept_bytes;

static Kept take_out(size_t at)
{
    Kept taken = kept[at];
    kept_bytes -= taken.bytes;
    kept[at] = kept[--kept_count];
    return taken;
}

void *pages_borrow(size_t bytes)
{
    void *start = NULL;
    pthread_mutex_lock(&kept_lock);
    for (size_t i = 0; i < kept_count && !start; i++)
        if (kept[i].bytes == bytes) start = take_out(i).start;
    pthread_mutex_unlock(&kept_lock);
    return start ? start : pages_reserve(bytes, 1);
}

void pages_give_back(void *start, size_t bytes)
{
    pthread_mutex_lock(&kept_lock);
    bool keeps = kept_count < KEPT_MAX && bytes <= KEPT_BYTES_MAX && kept_bytes <= KEPT_BYTES_MAX - bytes;
    if (keeps) {
        kept[kept_count++] = (Kept){start, bytes, -1};
        kept_bytes += bytes;
    }
    pthread_mutex_unlock(&kept_lock);
    if (!keeps) pages_release(start, bytes, 1);
}

void pages_tidy(int64_t now_seconds, int64_t idle_seconds)
{
    pthread_mutex_lock(&kept_lock);
    for (size_t i = 0; i < kept_count;) {
        if (kept[i].seen < 0) kept[i].seen = now_seconds;
        if (now_seconds - kept[i].seen < idle_seconds) {
            i++;
            continue;
        }
        Kept idle = take_out(i);
        pages_release(idle.start, idle.bytes, 1);
    }
    pthread_mutex_unlock(&kept_lock);
}
