// disk_test.h - a disk that fails or loses its power, as SQLite sees it: a layer (VFS) over the real one, within the
// test program.
#ifndef FIDELE_STORE_DISK_TEST_H
#define FIDELE_STORE_DISK_TEST_H

#include "base/base.h"

typedef enum DiskFault {
    DISK_FINE,
    DISK_SYNC_FAILS, // the sync number `at` fails, once
    DISK_POWER_CUT,  // from the operation number `at` on nothing reaches the disk
    DISK_FULL        // from the write number `at` on there is no room
} DiskFault;

// From now on until disk_test_leave. `lies`: syncs are answered, and nothing is made lasting by them.
void disk_test_enter(DiskFault fault, int64_t at, bool lies);
int64_t disk_test_operations(void); // writes, syncs and truncations so far
int64_t disk_test_syncs(void);
bool disk_test_failed(void); // the fault has shown
// After a power cut, with the store closed: takes from the files what no sync had made lasting.
void disk_test_lose_unsynced(void);
void disk_test_leave(void);

#endif
