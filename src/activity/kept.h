// kept.h - what was worked out of the rows of a lane file once and is kept beside it in memory: a number or a word of
// each customer, for questions that are asked again.
//
// A file never changes, so neither does what is kept of it. Customers whose rows in the file are `replaced` (columns.h)
// are in it as the file has them: who reads it looks at the rows of those, each time. So an event is in the next answer
// whatever is kept.
//
// Little is kept: what would take more room than a file may have is not, and what was asked for longest ago goes first;
// all of it goes with the file, and when nobody has asked for a while (lanes_tidy). docs/decisions/0024-kept.md has
// what it costs.
#ifndef FIDELE_ACTIVITY_KEPT_H
#define FIDELE_ACTIVITY_KEPT_H

#include <pthread.h>
#include <stdatomic.h>

#include "activity/columns.h"

enum { KEPT_ARRAYS_MAX = 8, KEPT_FILES_MAX = 32 };

typedef enum KeptKind {
    KEPT_NTH_LAST, // nth_last.h
    KEPT_SINCE     // since.h
} KeptKind;

// What is kept. All bytes of it count: set it to zero first.
typedef struct KeptKey {
    uint64_t kind, of[2];          // of[]: as the kind says
    uint64_t files;                // whose rows it is made of
    uint64_t file[KEPT_FILES_MAX]; // Kept.number of each
} KeptKey;

typedef struct KeptArray {
    atomic_uint references;
    KeptKey key;
    size_t bytes;
    uint64_t asked; // number of the last question
    void *content;
} KeptArray;

typedef struct Kept {
    uint64_t number;    // of no other one, ever
    uint32_t customers; // of the file: none is `customers` or more
    Second first, last; // of all its rows
    size_t bytes_max;
    pthread_mutex_t lock; // also while something is made, so that it is made once
    size_t arrays;
    KeptArray *array[KEPT_ARRAYS_MAX];
    uint64_t questions;
    atomic_size_t bytes; // read without the lock
} Kept;

// Of a file of `bytes`. Half as much is kept of it at most, or 16 MB where that is more.
Kept *kept_open(uint32_t customers, Second first, Second last, size_t bytes);
void kept_close(Kept *kept); // who holds an array of it keeps that
void kept_forget(Kept *kept);
size_t kept_bytes(Kept *kept);

typedef struct KeptPlan {
    KeptKey key;
    size_t bytes;
    void (*make)(void *context, void *content); // fills it, all 0 before
    void *context;
} KeptPlan;

// Made now when it is not there. To be released. NULL: too large to be kept. For any thread.
const KeptArray *kept_hold(Kept *kept, const KeptPlan *plan);
void kept_release(const KeptArray *held); // NULL: nothing

#endif
