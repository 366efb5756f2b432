#include "activity/lane_file.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "activity/kept.h"
#include "activity/lane_file_parts.h"
#include "base/pages.h"
#include "base/thread.h"

static FileFault check_head(const char *bytes, size_t size, const FileOwner *owner, LaneHead *head, LaneLayout *layout)
{
    if (size < sizeof *head) return FILE_DAMAGED;
    memcpy(head, bytes, sizeof *head);
    if (head->magic != LANE_MAGIC || head->version != LANE_VERSION) return FILE_FOREIGN;
    if (!lane_layout(head, layout) || layout->size != size) return FILE_DAMAGED;
    LaneHead blank = *head;
    blank.checksum = 0;
    uint64_t checksum = head_checksum(&blank, sizeof blank, bytes + sizeof *head, layout->body - sizeof *head);
    if (checksum != head->checksum) return FILE_DAMAGED;
    if (memcmp(&head->owner, owner, sizeof *owner) != 0) return FILE_FOREIGN;
    return lane_body_layout(head).end == head->body_bytes ? FILE_FINE : FILE_DAMAGED;
}

static void lay_out(const char *bytes, const LaneHead *head, const LaneLayout *layout, LaneFile *file)
{
    const char *body = bytes + layout->body;
    LaneBodyLayout at = lane_body_layout(head);
    ColumnPiece *piece = &file->piece.piece;
    file->made_of = (LaneMoment){.seq = head->seq,
                                 .rates = head->rates,
                                 .members = head->members,
                                 .member = (const void *)(body + at.member),
                                 .foreigns = head->foreigns,
                                 .foreign = (const void *)(body + at.foreign)};
    piece->runs = head->runs;
    piece->first_row = (const void *)(body + at.first_row);
    piece->customer = head->columns & LANE_SPARSE ? (const void *)(body + at.customer) : NULL;
    piece->second = (const void *)(body + at.second);
    piece->amount_minor = head->columns & LANE_AMOUNTS ? (const void *)(body + at.amount) : NULL;
    for (int d = 0; d < ACTIVITY_DIMENSIONS_MAX; d++)
        piece->codes[d] = head->dimensions >> d & 1 ? (const void *)(body + at.code[d]) : NULL;
    file->piece.unconverted = head->columns & LANE_UNCONVERTED ? (const void *)(body + at.unconverted) : NULL;
}

// What a wrong value of would lead a reader astray: runs follow each other and cover the rows, people rise, and are
// below `customers`.
static bool runs_sound(const LaneFile *file)
{
    const ColumnPiece *piece = &file->piece.piece;
    const Customer *customer = piece->customer;
    if (piece->first_row[0] != 0 || piece->first_row[piece->runs] != file->rows) return false;
    for (uint32_t run = 0; run < piece->runs; run++) {
        if (piece->first_row[run] > piece->first_row[run + 1]) return false;
        if (customer && (customer[run] >= file->customers || (run > 0 && customer[run - 1] >= customer[run])))
            return false;
    }
    return customer || piece->runs <= file->customers;
}

static bool made_of_sound(const LaneMoment *made_of, uint32_t customers)
{
    for (uint32_t i = 0; i < made_of->members; i++) {
        const LaneMember *member = &made_of->member[i];
        if (member->customer >= customers || member->root >= customers) return false;
        if (i > 0 && member[-1].customer >= member->customer) return false;
    }
    for (uint32_t i = 1; i < made_of->foreigns; i++)
        if (made_of->foreign[i - 1].seq >= made_of->foreign[i].seq) return false;
    return made_of->seq >= 0;
}

static bool key_sound(LaneKey key)
{
    for (uint32_t i = 0; i < key.classes; i++) {
        uint16_t class_number = key.code[i] & (uint16_t)~LANE_NEGATIVE;
        if (class_number >= ACTIVITY_CLASSES_MAX) return false;
        if (i > 0 && (key.code[i - 1] & ~LANE_NEGATIVE) >= class_number) return false;
    }
    return true;
}

FileFault lane_file_read(const char *bytes, size_t size, const FileOwner *owner, int threads, LaneFile *file)
{
    LaneHead head;
    LaneLayout layout;
    FileFault fault = check_head(bytes, size, owner, &head, &layout);
    if (fault != FILE_FINE) return fault;
    *file = (LaneFile){.number = head.number,
                       .checksum = head.checksum,
                       .size = size,
                       .bytes = bytes,
                       .handle = -1,
                       .key = {head.classes, (const void *)(bytes + layout.classes)},
                       .customers = head.customers,
                       .rows = head.rows,
                       .first = head.first,
                       .last = head.last};
    file->sums.magnitude = (unsigned __int128)head.magnitude[1] << 64 | head.magnitude[0];
    file->sums.unconverted = head.unconverted;
    memcpy(file->values, head.values, sizeof file->values);
    lay_out(bytes, &head, &layout, file);
    if (!blocks_intact(bytes + layout.body, head.body_bytes, bytes + layout.checksums, threads)) return FILE_DAMAGED;
    return key_sound(file->key) && made_of_sound(&file->made_of, file->customers) && runs_sound(file) ? FILE_FINE
                                                                                                      : FILE_DAMAGED;
}

// ---- files ----

static void unmap(LaneFile *file)
{
    kept_close(file->piece.piece.kept);
    if (file->handle >= 0) close(file->handle);
    if (file->bytes) munmap((void *)(uintptr_t)file->bytes, file->size);
    pages_release(file, 1, sizeof *file);
}

static int64_t written_at(const struct stat *status)
{
    enum { NANOSECONDS = 1000000000 };
    return (int64_t)status->st_mtim.tv_sec * NANOSECONDS + status->st_mtim.tv_nsec;
}

static const char *map(int folder, uint64_t number, int *handle, struct stat *status)
{
    char name[FILE_NAME_BYTES];
    lane_file_name(number, name);
    *handle = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*handle < 0) return NULL;
    void *bytes = MAP_FAILED;
    if (fstat(*handle, status) == 0 && S_ISREG(status->st_mode) && status->st_size > 0)
        bytes = mmap(NULL, (size_t)status->st_size, PROT_READ, MAP_SHARED, *handle, 0);
    if (bytes != MAP_FAILED) return bytes;
    close(*handle);
    return NULL;
}

FileFault lane_file_open(int folder, uint64_t number, const FileOwner *owner, int threads, LaneFile **opened)
{
    int handle;
    struct stat status;
    const char *bytes = map(folder, number, &handle, &status);
    if (!bytes) return FILE_MISSING;
    size_t size = (size_t)status.st_size;
    LaneFile *file = pages_array(LaneFile, 1);
    FileFault fault = lane_file_read(bytes, size, owner, threads, file);
    if (fault == FILE_FINE && file->number != number) fault = FILE_FOREIGN;
    file->bytes = bytes;
    file->size = size;
    file->handle = handle;
    file->owner = *owner;
    atomic_store(&file->written, written_at(&status));
    atomic_store(&file->references, 1);
    if (fault != FILE_FINE) {
        unmap(file);
        return fault;
    }
    file->piece.piece.kept = kept_open(file->customers, file->first, file->last, size);
    lane_file_forget_pages(*opened = file);
    return fault;
}

// What was cut off can't be touched.
static bool read_again(LaneFile *file, const struct stat *status)
{
    LaneFile again;
    if ((size_t)status->st_size != file->size) return false;
    FileFault fault = lane_file_read(file->bytes, file->size, &file->owner, thread_count_available(), &again);
    return fault == FILE_FINE && again.checksum == file->checksum;
}

bool lane_file_sound(LaneFile *file, bool all)
{
    struct stat status;
    if (atomic_load(&file->damaged) || fstat(file->handle, &status) != 0) return false;
    int64_t written = written_at(&status);
    bool same = (size_t)status.st_size == file->size && written == atomic_load(&file->written);
    if (same && !all) return true;
    bool sound = read_again(file, &status);
    if (!same) kept_forget(file->piece.piece.kept); // what was made of it meanwhile
    if (sound)
        atomic_store(&file->written, written);
    else
        atomic_store(&file->damaged, true);
    return sound;
}

void lane_file_forget_pages(const LaneFile *file)
{
    (void)madvise((void *)(uintptr_t)file->bytes, file->size, MADV_DONTNEED);
}

void lane_file_retain(LaneFile *file)
{
    if (file) atomic_fetch_add(&file->references, 1);
}

void lane_file_release(LaneFile *file)
{
    if (file && atomic_fetch_sub(&file->references, 1) == 1) unmap(file);
}
