#include "base/bytes.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/pages.h"

void bytes_make_room(Bytes *bytes, size_t size)
{
    size_t wanted;
    if (!checked_add(size, (size_t)BYTES_PAD, &wanted)) wanted = SIZE_MAX;
    if (wanted <= bytes->capacity) return;
    bytes->data = pages_resize(bytes->data, bytes->capacity, wanted, 1);
    bytes->capacity = wanted;
}

void bytes_release(Bytes *bytes)
{
    pages_release(bytes->data, bytes->capacity, 1);
    *bytes = (Bytes){0};
}

Str bytes_str(const Bytes *bytes)
{
    return (Str){bytes->data, bytes->size};
}

static bool has_size(int file, size_t size)
{
    struct stat status;
    return fstat(file, &status) == 0 && (size_t)status.st_size == size;
}

// The system fills the last page of a file with zeros, but nothing may be read behind that page: where it leaves no
// room for the pad, the file is laid over the start of a longer range of zeros.
bool bytes_map(int file, size_t size, Bytes *bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t in_last_page = size % page;
    bool pad_fits = in_last_page != 0 && page - in_last_page >= BYTES_PAD;
    Bytes mapped = {.size = size, .capacity = pad_fits ? size : size + BYTES_PAD};
    void *over = pad_fits ? NULL : pages_reserve(mapped.capacity, 1);
    void *start = mmap(over, size, PROT_READ, MAP_PRIVATE | (over ? MAP_FIXED : 0), file, 0);
    if (start == MAP_FAILED) {
        int reason = errno;
        pages_release(over, mapped.capacity, 1);
        errno = reason;
        return false;
    }
    mapped.data = start;
    if (!has_size(file, size)) {
        bytes_release(&mapped);
        errno = 0;
        return false;
    }
    *bytes = mapped;
    return true;
}

static bool read_more(int file, Bytes *bytes, size_t *got)
{
    size_t room = bytes->capacity - BYTES_PAD - bytes->size;
    ssize_t result;
    do result = read(file, bytes->data + bytes->size, room);
    while (result < 0 && errno == EINTR);
    *got = result < 0 ? 0 : (size_t)result;
    return result >= 0;
}

bool bytes_read(int file, size_t limit, Bytes *bytes)
{
    enum { FIRST_ROOM = 1 << 20 };
    Bytes gathered = {0};
    bytes_make_room(&gathered, FIRST_ROOM);
    for (size_t got = 1; got > 0 && gathered.size <= limit; gathered.size += got) {
        if (gathered.size + BYTES_PAD == gathered.capacity) bytes_make_room(&gathered, gathered.size * 2);
        if (read_more(file, &gathered, &got)) continue;
        int reason = errno;
        bytes_release(&gathered);
        errno = reason;
        return false;
    }
    *bytes = gathered;
    return true;
}
