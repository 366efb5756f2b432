#include "base/pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

void *pages_reserve(size_t count, size_t size)
{
    size_t bytes;
    if (!checked_multiply(count, size, &bytes)) bytes = SIZE_MAX;
    if (bytes == 0) return NULL;
    void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (start != MAP_FAILED) return start;
    fprintf(stderr, "fidele: not enough memory (%zu bytes more were needed)\n", bytes);
    exit(1);
}

void pages_release(void *start, size_t count, size_t size)
{
    if (start) munmap(start, count * size);
}
