// fsync_fails.c - preloaded into a process: from the file FIDELE_FSYNC_FAILS on, once it exists, every fsync and
// fdatasync says EIO, as a disk does that has lost what it was given.
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int sync_or_fail(long call, int file)
{
    const char *path = getenv("FIDELE_FSYNC_FAILS");
    if (path && access(path, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(call, file);
}

__attribute__((visibility("default"))) int fsync(int file)
{
    return sync_or_fail(SYS_fsync, file);
}

__attribute__((visibility("default"))) int fdatasync(int file)
{
    return sync_or_fail(SYS_fdatasync, file);
}
