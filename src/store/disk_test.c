#include "store/disk_test.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What stood in a file before it was written to; undone from the newest to the oldest.
typedef struct Before {
    struct Before *older;
    char path[256];
    int64_t offset, size_of_file;
    int size;
    char bytes[];
} Before;

static struct Disk {
    pthread_mutex_t lock;
    sqlite3_vfs *real, layer;
    DiskFault fault;
    int64_t at, operations, syncs, writes;
    bool lies, failed;
    Before *newest;
} disk = {.lock = PTHREAD_MUTEX_INITIALIZER};

typedef struct DiskFile {
    sqlite3_file file;
    char path[256];
    bool database; // the main file or its WAL: others do not last anyway
    sqlite3_file *real;
} DiskFile;

static sqlite3_file *real_of(sqlite3_file *file)
{
    return ((DiskFile *)file)->real;
}

// ---- what was there before ----

static void before_keep(DiskFile *file, int64_t offset, int size)
{
    sqlite3_int64 size_of_file = 0;
    file->real->pMethods->xFileSize(file->real, &size_of_file);
    int there = (int)larger(0, smaller(size, size_of_file - offset));
    Before *before = malloc(sizeof *before + (size_t)there);
    if (!before) abort();
    *before = (Before){.older = disk.newest, .offset = offset, .size_of_file = size_of_file, .size = there};
    snprintf(before->path, sizeof before->path, "%s", file->path);
    if (there) file->real->pMethods->xRead(file->real, before->bytes, there, offset);
    disk.newest = before;
}

static void before_forget(const char *path) // NULL: of all files
{
    for (Before **place = &disk.newest; *place;) {
        Before *before = *place;
        if (path && strcmp(before->path, path) != 0) {
            place = &before->older;
            continue;
        }
        *place = before->older;
        free(before);
    }
}

void disk_test_lose_unsynced(void)
{
    for (Before *before = disk.newest; before; before = before->older) {
        int file = open(before->path, O_RDWR | O_CLOEXEC);
        if (file < 0) continue; // it was deleted at the close
        if (pwrite(file, before->bytes, (size_t)before->size, before->offset) != before->size) abort();
        if (ftruncate(file, before->size_of_file) != 0) abort();
        close(file);
    }
    before_forget(NULL);
}

// ---- faults ----

static bool power_is_cut(void)
{
    disk.operations++;
    bool cut = disk.fault == DISK_POWER_CUT && disk.operations >= disk.at;
    disk.failed = disk.failed || cut;
    return cut;
}

static int write_fault(DiskFile *file, int64_t offset, int size)
{
    pthread_mutex_lock(&disk.lock);
    int fault = power_is_cut() ? SQLITE_IOERR_WRITE : SQLITE_OK;
    disk.writes++;
    if (disk.fault == DISK_FULL && disk.writes >= disk.at) {
        disk.failed = true;
        fault = SQLITE_FULL;
    }
    if (fault == SQLITE_OK && file->database) before_keep(file, offset, size);
    pthread_mutex_unlock(&disk.lock);
    return fault;
}

static int disk_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    int fault = write_fault((DiskFile *)file, offset, size);
    return fault != SQLITE_OK ? fault : real_of(file)->pMethods->xWrite(real_of(file), bytes, size, offset);
}

static int disk_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    sqlite3_int64 now = 0;
    real_of(file)->pMethods->xFileSize(real_of(file), &now);
    int fault = write_fault((DiskFile *)file, size, (int)larger(0, now - size));
    return fault != SQLITE_OK ? fault : real_of(file)->pMethods->xTruncate(real_of(file), size);
}

static int disk_sync(sqlite3_file *file, int flags)
{
    (void)flags; // power is cut here by the layer: the real disk need not be asked
    pthread_mutex_lock(&disk.lock);
    int fault = power_is_cut() ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    disk.syncs++;
    if (disk.fault == DISK_SYNC_FAILS && disk.syncs == disk.at) {
        disk.failed = true;
        fault = SQLITE_IOERR_FSYNC;
    }
    if (fault == SQLITE_OK && !disk.lies) before_forget(((DiskFile *)file)->path);
    pthread_mutex_unlock(&disk.lock);
    return fault;
}

// ---- the rest goes through ----

static int disk_close(sqlite3_file *file)
{
    int code = real_of(file)->pMethods ? real_of(file)->pMethods->xClose(real_of(file)) : SQLITE_OK;
    free(real_of(file));
    return code;
}
static int disk_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, size, offset);
}
static int disk_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
static int disk_lock(sqlite3_file *file, int kind)
{
    return real_of(file)->pMethods->xLock(real_of(file), kind);
}
static int disk_unlock(sqlite3_file *file, int kind)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), kind);
}
static int disk_check_reserved(sqlite3_file *file, int *reserved)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), reserved);
}
static int disk_control(sqlite3_file *file, int order, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), order, argument);
}
static int disk_sector_size(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}
static int disk_characteristics(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}
static int disk_shm_map(sqlite3_file *file, int page, int size, int extend, void volatile **memory)
{
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, memory);
}
static int disk_shm_lock(sqlite3_file *file, int offset, int count, int flags)
{
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
static void disk_shm_barrier(sqlite3_file *file)
{
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}
static int disk_shm_unmap(sqlite3_file *file, int delete)
{
    return real_of(file)->pMethods->xShmUnmap(real_of(file), delete);
}

static const sqlite3_io_methods methods = {.iVersion = 2,
                                           .xClose = disk_close,
                                           .xRead = disk_read,
                                           .xWrite = disk_write,
                                           .xTruncate = disk_truncate,
                                           .xSync = disk_sync,
                                           .xFileSize = disk_file_size,
                                           .xLock = disk_lock,
                                           .xUnlock = disk_unlock,
                                           .xCheckReservedLock = disk_check_reserved,
                                           .xFileControl = disk_control,
                                           .xSectorSize = disk_sector_size,
                                           .xDeviceCharacteristics = disk_characteristics,
                                           .xShmMap = disk_shm_map,
                                           .xShmLock = disk_shm_lock,
                                           .xShmBarrier = disk_shm_barrier,
                                           .xShmUnmap = disk_shm_unmap};

static int disk_open(sqlite3_vfs *layer, const char *name, sqlite3_file *opened, int flags, int *flags_out)
{
    (void)layer;
    DiskFile *file = (DiskFile *)opened;
    memset(file, 0, sizeof *file);
    file->real = calloc(1, (size_t)disk.real->szOsFile);
    if (!file->real) abort();
    int code = disk.real->xOpen(disk.real, name, file->real, flags, flags_out);
    if (code != SQLITE_OK) {
        free(file->real);
        return code;
    }
    snprintf(file->path, sizeof file->path, "%s", name ? name : "");
    file->database = flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL);
    file->file.pMethods = &methods;
    return SQLITE_OK;
}

// A machine without power deletes nothing.
static int disk_delete(sqlite3_vfs *layer, const char *name, int sync)
{
    (void)layer;
    pthread_mutex_lock(&disk.lock);
    bool cut = power_is_cut();
    if (!cut && !disk.lies) before_forget(name);
    pthread_mutex_unlock(&disk.lock);
    return cut ? SQLITE_IOERR_DELETE : disk.real->xDelete(disk.real, name, sync);
}

void disk_test_enter(DiskFault fault, int64_t at, bool lies)
{
    disk.real = sqlite3_vfs_find("unix");
    disk.layer = *disk.real;
    disk.layer.zName = "disk_test";
    disk.layer.pNext = NULL;
    disk.layer.szOsFile = (int)sizeof(DiskFile);
    disk.layer.xOpen = disk_open;
    disk.layer.xDelete = disk_delete;
    sqlite3_vfs_register(&disk.layer, 1);
    disk.fault = fault;
    disk.at = at;
    disk.lies = lies;
    disk.failed = false;
    disk.operations = disk.syncs = disk.writes = 0;
    before_forget(NULL);
}

int64_t disk_test_operations(void)
{
    return disk.operations;
}

int64_t disk_test_syncs(void)
{
    return disk.syncs;
}

bool disk_test_failed(void)
{
    return disk.failed;
}

void disk_test_leave(void)
{
    before_forget(NULL);
    sqlite3_vfs_unregister(&disk.layer);
    sqlite3_vfs_register(disk.real, 1);
}
