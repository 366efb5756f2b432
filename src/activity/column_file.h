// column_file.h - one stretch of the log as a file: written once, mapped, never changed.
//
// The file is: a head (sizes, whose log it is, checksum of head, sections and block checksums), a section a class,
// checksums of the body by blocks, and the body: for each section its columns, then the directory of customers, a Bloom
// filter of the message keys, and the keys, sorted. Nothing in it is trusted before the checksums are right, and no
// size before it was checked against the file's.
//
// Numbers are of the machine's own order: a file is of one machine, and made again from the log on another.
#ifndef FIDELE_ACTIVITY_COLUMN_FILE_H
#define FIDELE_ACTIVITY_COLUMN_FILE_H

#include <stdatomic.h>

#include "activity/activity.h"

// The events of one class: customers in order of number, the events of each by (second, seq).
typedef struct ClassRows {
    uint32_t event_class;
    uint32_t customers, rows;
    const Customer *customer; // distinct, rising
    const uint32_t *start;    // customers + 1: rows of customer[i] are start[i] .. start[i + 1] - 1
    const Second *second;
    const uint32_t *seq;                            // above `base` of the stretch
    const int64_t *amount_minor;                    // NULL: all are 0
    const uint8_t *hidden;                          // NULL: none is; else 0 or 1
    const uint16_t *value[ACTIVITY_DIMENSIONS_MAX]; // ActivityEvent.value; NULL: none has one
} ClassRows;

// Which classes a customer has, so that a timeline need not look for them in all classes there are.
typedef struct Directory {
    uint32_t customers, entries;
    const Customer *customer; // distinct, rising
    const uint32_t *start;    // customers + 1: classes of customer[i] are event_class[start[i]] .. [start[i + 1] - 1]
    const uint16_t *event_class; // rising within a customer
} Directory;

// Rows of some stretch of the log, `after` < seq <= `to`, in a file or in memory.
struct Removed;

typedef struct Stretch {
    int64_t after, to;
    int64_t base; // numbers are counted from it: at least `after`, below the first event's
    uint64_t events;
    MessageKey last; // message of the event `to`
    uint32_t classes;
    const ClassRows *class_rows; // in order of class
    Directory directory;
    uint64_t keys;
    const MessageKey *key;         // sorted by word[0], then word[1]
    const struct Removed *removed; // to write it: without these (removed.h). NULL: all of it
} Stretch;

// Whose log, days and money: a file of another is thrown away.
typedef struct FileOwner {
    unsigned char store_id[16];
    uint64_t rules; // of the currency, the zone's name and its offsets, and the dimensions
} FileOwner;

typedef struct ColumnFile {
    atomic_uint references;
    uint64_t number;
    uint64_t checksum; // of its head, and so of all of it
    size_t size;
    const char *bytes;
    Stretch stretch;
    const uint64_t *bloom;
    uint64_t bloom_blocks; // of 64 bytes
} ColumnFile;

typedef enum FileFault {
    FILE_FINE,
    FILE_MISSING, // or cannot be read
    FILE_FOREIGN, // no column file, of another version, store or zone
    FILE_DAMAGED  // sizes or checksums are wrong
} FileFault;

// The file `number` of the folder. Reads all of it once, on `threads` threads.
FileFault column_file_open(int folder, uint64_t number, const FileOwner *owner, int threads, ColumnFile **opened);
// The same of bytes in memory, which must be aligned to 64 bytes and stay: for tests. Whatever it returns, *file is to
// be forgotten.
FileFault column_file_read(const char *bytes, size_t size, const FileOwner *owner, int threads, ColumnFile *file);
void column_file_forget(ColumnFile *file);
void column_file_retain(ColumnFile *file);
void column_file_release(ColumnFile *file); // the last one unmaps it

// What was read of it, but for the filter, no longer counts as this process's memory; the system keeps it while it has
// room.
void column_file_forget_pages(const ColumnFile *file);

bool column_file_has_message(const ColumnFile *file, MessageKey message);
uint64_t column_file_times_message(const ColumnFile *file, MessageKey message);

// Rows of a class, NULL when there are none; and the place of a customer in them, -1 when it has none.
const ClassRows *stretch_class(const Stretch *stretch, uint32_t event_class);
int64_t class_rows_find(const ClassRows *rows, Customer customer);
int64_t directory_find(const Directory *directory, Customer customer);

// Whether consecutive stretches fit into one file: fewer than 2^32 events and numbers.
bool stretches_fit(const Stretch *const *stretches, size_t count);
// Writes the events of consecutive stretches that fit, oldest first, as the file `number`, and makes it last: its bytes
// are on the disk, its name is not yet (the caller syncs the folder).
MUST_USE bool column_file_write(int folder, uint64_t number, const FileOwner *owner, const Stretch *const *stretches,
                                size_t count, Error *error);

enum { FILE_NAME_BYTES = 32, STRETCHES_MAX = 64 };
void column_file_name(uint64_t number, char name[FILE_NAME_BYTES]);
bool column_file_name_parse(const char *name, uint64_t *number);

#endif
