#include "base/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

static void *or_end(void *start, size_t wanted)
{
    if (start != MAP_FAILED) return start;
    fprintf(stderr, "fidele: not enough memory (%zu bytes more were needed)\n", wanted);
    exit(1);
}

static size_t product(size_t count, size_t size)
{
    size_t bytes;
    return checked_multiply(count, size, &bytes) ? bytes : SIZE_MAX;
}

void *pages_reserve(size_t count, size_t size)
{
    size_t bytes = product(count, size);
    if (bytes == 0) return NULL;
    return or_end(mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), bytes);
}

void *pages_resize(void *start, size_t count, size_t new_count, size_t size)
{
    size_t bytes = product(new_count, size);
    if (!start) return pages_reserve(new_count, size);
    if (bytes > 0) return or_end(mremap(start, count * size, bytes, MREMAP_MAYMOVE), bytes);
    pages_release(start, count, size);
    return NULL;
}

void pages_release(void *start, size_t count, size_t size)
{
    if (start) munmap(start, count * size);
}
