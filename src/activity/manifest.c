#include "activity/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#define MANIFEST_MAGIC 0x747369666E614D46U // "FManifst"
enum { MANIFEST_VERSION = 3 };

static const char manifest_name[] = "MANIFEST", manifest_new_name[] = "MANIFEST.new";

typedef struct ManifestHead {
    uint64_t magic;
    uint32_t version, count;
    FileOwner owner;
    uint64_t generation, next_number;
    int64_t purged;
    uint64_t lanes;
    uint64_t checksum; // of the head with 0 here, and the entries
} ManifestHead;

static uint64_t checksum_of(ManifestHead head, const ManifestEntry *entry, const ManifestLane *lane)
{
    head.checksum = 0;
    uint64_t checksum = XXH3_64bits_withSeed(entry, head.count * sizeof *entry, XXH3_64bits(&head, sizeof head));
    return XXH3_64bits_withSeed(lane, head.lanes * sizeof *lane, checksum);
}

static bool read_whole(int handle, void *bytes, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t got = read(handle, (char *)bytes + have, size - have);
        if (got <= 0) return false;
        have += (size_t)got;
    }
    return true;
}

static bool write_whole(int handle, const void *bytes, size_t size)
{
    size_t have = 0;
    while (have < size) {
        ssize_t put = write(handle, (const char *)bytes + have, size - have);
        if (put < 0) return false;
        have += (size_t)put;
    }
    return true;
}

static bool consecutive(const ManifestEntry *entry, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (entry[i].after != (i ? entry[i - 1].to : 0) || entry[i].to <= entry[i].after) return false;
    return true;
}

static FileFault read_manifest(int handle, const FileOwner *owner, Arena *arena, Manifest *manifest)
{
    ManifestHead head;
    struct stat status;
    if (fstat(handle, &status) != 0 || !S_ISREG(status.st_mode)) return FILE_MISSING;
    if (!read_whole(handle, &head, sizeof head)) return FILE_DAMAGED;
    if (head.magic != MANIFEST_MAGIC || head.version != MANIFEST_VERSION) return FILE_FOREIGN;
    if (head.count > MANIFEST_FILES_MAX || head.lanes > MANIFEST_FILES_MAX) return FILE_DAMAGED;
    size_t size = sizeof head + head.count * sizeof(ManifestEntry) + head.lanes * sizeof(ManifestLane);
    if (status.st_size != (off_t)size) return FILE_DAMAGED;
    ManifestEntry *entry = arena_array(arena, ManifestEntry, head.count);
    ManifestLane *lane = arena_array(arena, ManifestLane, head.lanes);
    if (!read_whole(handle, entry, head.count * sizeof *entry)) return FILE_DAMAGED;
    if (!read_whole(handle, lane, head.lanes * sizeof *lane)) return FILE_DAMAGED;
    if (checksum_of(head, entry, lane) != head.checksum || !consecutive(entry, head.count)) return FILE_DAMAGED;
    if (memcmp(&head.owner, owner, sizeof *owner) != 0) return FILE_FOREIGN;
    *manifest = (Manifest){.generation = head.generation,
                           .next_number = head.next_number,
                           .purged = head.purged,
                           .count = head.count,
                           .entry = entry,
                           .lanes = head.lanes,
                           .lane = lane};
    return FILE_FINE;
}

FileFault manifest_read(int folder, const FileOwner *owner, Arena *arena, Manifest *manifest)
{
    *manifest = (Manifest){0};
    int handle = openat(folder, manifest_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (handle < 0) return FILE_MISSING;
    FileFault fault = read_manifest(handle, owner, arena, manifest);
    close(handle);
    return fault;
}

static bool write_new(int folder, const ManifestHead *head, const Manifest *manifest)
{
    int handle = openat(folder, manifest_new_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (handle < 0) return false;
    bool written = write_whole(handle, head, sizeof *head) &&
                   write_whole(handle, manifest->entry, manifest->count * sizeof *manifest->entry) &&
                   write_whole(handle, manifest->lane, manifest->lanes * sizeof *manifest->lane) && fsync(handle) == 0;
    int reason = errno;
    close(handle);
    errno = reason;
    return written;
}

bool manifest_write(int folder, const FileOwner *owner, const Manifest *manifest, Error *error)
{
    ManifestHead head = {.magic = MANIFEST_MAGIC,
                         .version = MANIFEST_VERSION,
                         .count = (uint32_t)manifest->count,
                         .owner = *owner,
                         .generation = manifest->generation,
                         .next_number = manifest->next_number,
                         .purged = manifest->purged,
                         .lanes = manifest->lanes};
    head.checksum = checksum_of(head, manifest->entry, manifest->lane);
    if (write_new(folder, &head, manifest) && fsync(folder) == 0 &&
        renameat(folder, manifest_new_name, folder, manifest_name) == 0 && fsync(folder) == 0)
        return true;
    return error_set_system(error, errno == ENOSPC || errno == EDQUOT ? ERROR_STORAGE_FULL : ERROR_FAILED, errno,
                            PHRASE("MANIFEST: the list of the files of the index of events can't be written",
                                   "MANIFEST\u00A0: la liste des fichiers de l’index des événements ne peut pas être "
                                   "écrite"),
                            NULL, 0);
}
