#include "activity/column_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activity/column_file_parts.h"
#include "base/pages.h"
#include "base/thread.h"

// ---- checksums of the blocks ----

enum { BLOCKS_AT_ONCE = 64 };

typedef struct BlockCheck {
    const char *body;
    const char *checksums; // not aligned in a hostile file's head, so they are copied out
    uint64_t bytes, blocks;
    atomic_bool wrong;
} BlockCheck;

static void check_blocks(void *context, size_t part, int worker)
{
    BlockCheck *check = context;
    (void)worker;
    uint64_t end = (uint64_t)smaller((int64_t)(part + 1) * BLOCKS_AT_ONCE, (int64_t)check->blocks);
    for (uint64_t b = part * BLOCKS_AT_ONCE; b < end && !atomic_load(&check->wrong); b++) {
        uint64_t at = b * FILE_BLOCK_BYTES, expected;
        size_t size = (size_t)smaller(FILE_BLOCK_BYTES, (int64_t)(check->bytes - at));
        memcpy(&expected, check->checksums + b * sizeof expected, sizeof expected);
        if (block_checksum(check->body + at, size) != expected) atomic_store(&check->wrong, true);
    }
}

// All of it will be read once: the disk is asked for large stretches of it while the first ones are looked at.
static void read_ahead(const char *body, uint64_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), before = (uintptr_t)body % page;
    (void)madvise((void *)(uintptr_t)(body - before), bytes + before, MADV_WILLNEED);
}

bool blocks_intact(const char *body, uint64_t bytes, const char *checksums, int threads)
{
    BlockCheck check = {.body = body,
                        .checksums = checksums,
                        .bytes = bytes,
                        .blocks = (bytes + FILE_BLOCK_BYTES - 1) / FILE_BLOCK_BYTES};
    size_t parts = (check.blocks + BLOCKS_AT_ONCE - 1) / BLOCKS_AT_ONCE;
    read_ahead(body, bytes);
    thread_run(parts > 1 ? threads : 1, parts, check_blocks, &check);
    return !atomic_load(&check.wrong);
}

// ---- the head and the sections ----

static FileFault check_head(const char *bytes, size_t size, const FileOwner *owner, FileHead *head, FileLayout *layout)
{
    if (size < sizeof *head) return FILE_DAMAGED;
    memcpy(head, bytes, sizeof *head);
    if (head->magic != FILE_MAGIC || head->version != FILE_VERSION) return FILE_FOREIGN;
    if (!file_layout(head->sections, head->body_bytes, layout) || layout->size != size) return FILE_DAMAGED;
    FileHead blank = *head;
    blank.checksum = 0;
    if (file_checksum(&blank, bytes + sizeof *head, layout->body - sizeof *head) != head->checksum) return FILE_DAMAGED;
    if (memcmp(&head->owner, owner, sizeof *owner) != 0) return FILE_FOREIGN;
    return FILE_FINE;
}

// Pointers into the body; the columns' contents are checked once the checksums are.
static ClassRows rows_at(const char *body, const FileSection *section, const SectionLayout *at)
{
    ClassRows rows = {.event_class = section->event_class,
                      .customers = section->customers,
                      .rows = section->rows,
                      .customer = (const void *)(body + at->customer),
                      .start = (const void *)(body + at->start),
                      .second = (const void *)(body + at->second),
                      .seq = (const void *)(body + at->seq),
                      .amount_minor = section->amounts ? (const void *)(body + at->amount) : NULL,
                      .hidden = section->hidden ? (const void *)(body + at->hidden) : NULL};
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        rows.value[d] = section->dimensions >> d & 1 ? (const void *)(body + at->value[d]) : NULL;
    return rows;
}

static bool lay_out_sections(const char *bytes, const FileHead *head, const FileLayout *layout, Stretch *stretch,
                             uint64_t *at)
{
    uint64_t events = 0;
    ClassRows *rows = pages_array(ClassRows, head->sections);
    stretch->class_rows = rows;
    stretch->classes = head->sections;
    for (uint32_t s = 0; s < head->sections; s++) {
        FileSection section;
        memcpy(&section, bytes + layout->sections + s * sizeof section, sizeof section);
        SectionLayout part = section_layout(&section, *at);
        if (section.event_class >= ACTIVITY_CLASSES_MAX || section.rows == 0 || part.end > head->body_bytes)
            return false;
        if (s > 0 && rows[s - 1].event_class >= section.event_class) return false;
        rows[s] = rows_at(bytes + layout->body, &section, &part);
        events += section.rows;
        *at = part.end;
    }
    return events == head->events;
}

static bool lay_out_directory(const char *body, const FileHead *head, Directory *directory, uint64_t *at)
{
    DirectoryLayout part = directory_layout(head->customers, head->entries, *at);
    *directory = (Directory){.customers = head->customers,
                             .entries = head->entries,
                             .customer = (const void *)(body + part.customer),
                             .start = (const void *)(body + part.start),
                             .event_class = (const void *)(body + part.event_class)};
    *at = part.end;
    return part.end <= head->body_bytes;
}

// Sections, directory, filter and keys fill the body to its last byte.
static bool lay_out(const char *bytes, const FileHead *head, const FileLayout *layout, ColumnFile *file)
{
    const char *body = bytes + layout->body;
    uint64_t at = 0;
    if (!lay_out_sections(bytes, head, layout, &file->stretch, &at)) return false;
    if (!lay_out_directory(body, head, &file->stretch.directory, &at)) return false;
    if (head->keys > head->events || head->bloom_blocks != bloom_blocks_for(head->keys)) return false;
    uint64_t filter = (at + FILE_ALIGN - 1) / FILE_ALIGN * FILE_ALIGN;
    uint64_t keys = filter + head->bloom_blocks * BLOOM_BLOCK_BYTES;
    file->bloom = (const void *)(body + filter);
    file->bloom_blocks = head->bloom_blocks;
    file->stretch.key = (const void *)(body + keys);
    return keys + head->keys * sizeof(MessageKey) == head->body_bytes;
}

// What a wrong value of would lead a reader astray: customers rise, runs cover the rows, none is empty.
static bool runs_sound(const Customer *customer, const uint32_t *start, uint32_t customers, uint32_t rows)
{
    if (start[0] != 0 || start[customers] != rows) return false;
    for (uint32_t i = 0; i < customers; i++)
        if (start[i] >= start[i + 1] || (i > 0 && customer[i - 1] >= customer[i])) return false;
    return true;
}

static bool contents_sound(const Stretch *stretch)
{
    const Directory *directory = &stretch->directory;
    if (!runs_sound(directory->customer, directory->start, directory->customers, directory->entries)) return false;
    for (uint32_t c = 0; c < stretch->classes; c++) {
        const ClassRows *rows = &stretch->class_rows[c];
        if (!runs_sound(rows->customer, rows->start, rows->customers, rows->rows)) return false;
    }
    return true;
}

static bool numbers_sound(const FileHead *head)
{
    return 0 <= head->after && head->after <= head->base && head->base < head->to &&
           head->to - head->base <= UINT32_MAX;
}

FileFault column_file_read(const char *bytes, size_t size, const FileOwner *owner, int threads, ColumnFile *file)
{
    FileHead head;
    FileLayout layout;
    FileFault fault = check_head(bytes, size, owner, &head, &layout);
    if (fault != FILE_FINE) return fault;
    *file = (ColumnFile){.number = head.number, .checksum = head.checksum, .size = size, .bytes = bytes};
    file->stretch = (Stretch){.after = head.after,
                              .to = head.to,
                              .base = head.base,
                              .events = head.events,
                              .last = head.last,
                              .keys = head.keys};
    if (!numbers_sound(&head)) return FILE_DAMAGED;
    if (!lay_out(bytes, &head, &layout, file)) return FILE_DAMAGED;
    if (!blocks_intact(bytes + layout.body, head.body_bytes, bytes + layout.checksums, threads)) return FILE_DAMAGED;
    return contents_sound(&file->stretch) ? FILE_FINE : FILE_DAMAGED;
}

// ---- files ----

void column_file_forget(ColumnFile *file)
{
    pages_release((void *)(uintptr_t)file->stretch.class_rows, file->stretch.classes, sizeof(ClassRows));
    file->stretch.class_rows = NULL;
}

static void unmap(ColumnFile *file)
{
    column_file_forget(file);
    if (file->bytes) munmap((void *)(uintptr_t)file->bytes, file->size);
    pages_release(file, 1, sizeof *file);
}

static const char *map(int folder, uint64_t number, size_t *size)
{
    char name[FILE_NAME_BYTES];
    struct stat status;
    column_file_name(number, name);
    int handle = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (handle < 0) return NULL;
    void *bytes = MAP_FAILED;
    if (fstat(handle, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        bytes = mmap(NULL, *size = (size_t)status.st_size, PROT_READ, MAP_PRIVATE, handle, 0);
    close(handle);
    return bytes == MAP_FAILED ? NULL : bytes;
}

FileFault column_file_open(int folder, uint64_t number, const FileOwner *owner, int threads, ColumnFile **opened)
{
    size_t size;
    const char *bytes = map(folder, number, &size);
    if (!bytes) return FILE_MISSING;
    ColumnFile *file = pages_array(ColumnFile, 1);
    FileFault fault = column_file_read(bytes, size, owner, threads, file);
    if (fault == FILE_FINE && file->number != number) fault = FILE_FOREIGN;
    file->bytes = bytes;
    file->size = size;
    atomic_store(&file->references, 1);
    if (fault == FILE_FINE)
        column_file_forget_pages(*opened = file);
    else
        unmap(file);
    return fault;
}

void column_file_forget_pages(const ColumnFile *file)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uintptr_t begin = (uintptr_t)file->bytes, end = begin + file->size;
    uintptr_t filter = (uintptr_t)file->bloom / page * page;
    uintptr_t keys = ((uintptr_t)file->stretch.key + page - 1) / page * page;
    (void)madvise((void *)begin, filter - begin, MADV_DONTNEED);
    if (keys < end) (void)madvise((void *)keys, end - keys, MADV_DONTNEED);
}

void column_file_retain(ColumnFile *file)
{
    atomic_fetch_add(&file->references, 1);
}

void column_file_release(ColumnFile *file)
{
    if (file && atomic_fetch_sub(&file->references, 1) == 1) unmap(file);
}

// ---- looking things up ----

static bool key_at(const ColumnFile *file, uint64_t at, MessageKey message)
{
    return at < file->stretch.keys && message_key_compare(file->stretch.key[at], message) == 0;
}

uint64_t column_file_times_message(const ColumnFile *file, MessageKey message)
{
    if (!bloom_has(file->bloom, file->bloom_blocks, message)) return 0;
    uint64_t low = 0, high = file->stretch.keys;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (message_key_compare(file->stretch.key[middle], message) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    uint64_t times = 0;
    while (key_at(file, low + times, message)) times++;
    return times;
}

bool column_file_has_message(const ColumnFile *file, MessageKey message)
{
    return column_file_times_message(file, message) > 0;
}

const ClassRows *stretch_class(const Stretch *stretch, uint32_t event_class)
{
    uint32_t low = 0, high = stretch->classes;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (stretch->class_rows[middle].event_class < event_class)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < stretch->classes && stretch->class_rows[low].event_class == event_class;
    return found ? &stretch->class_rows[low] : NULL;
}

static int64_t find_customer(const Customer *customer, uint32_t customers, Customer wanted)
{
    uint32_t low = 0, high = customers;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (customer[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return low < customers && customer[low] == wanted ? (int64_t)low : -1;
}

int64_t class_rows_find(const ClassRows *rows, Customer customer)
{
    return find_customer(rows->customer, rows->customers, customer);
}

int64_t directory_find(const Directory *directory, Customer customer)
{
    return find_customer(directory->customer, directory->customers, customer);
}
