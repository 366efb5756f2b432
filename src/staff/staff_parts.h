// staff_parts.h - what the files of staff/ share: the open part, its memory, its settings.
#ifndef FIDELE_STAFF_STAFF_PARTS_H
#define FIDELE_STAFF_STAFF_PARTS_H

#include <pthread.h>

#include "base/seal.h"
#include "staff/directory.h"
#include "staff/limits.h"
#include "staff/staff.h"

enum {
    SESSION_IDLE_HOURS = 12,
    SESSION_DAYS = 7,
    SECOND_FACTOR_MINUTES = 5, // between the password and the code
    LINK_RESET_MINUTES = 60,
    LINK_INVITATION_DAYS = 7,
    KEY_ROTATION_DAYS_MAX = 90
};
#define INSTANT_SECONDS(n) ((Instant)(n)*MILLISECONDS_PER_SECOND)
#define INSTANT_MINUTES(n) INSTANT_SECONDS((n)*60)
#define INSTANT_HOURS(n) INSTANT_MINUTES((n)*60)
#define INSTANT_DAYS(n) INSTANT_HOURS((n)*24)

struct Staff {
    Store *store;
    Workspace *workspace;
    Limits *limits;
    unsigned char secret[SECRET_KEY_BYTES]; // of the folder (key_file.h): seals TOTP seeds, makes the set-up code

    pthread_rwlock_t lock; // around `directory`
    Directory *directory;
    // Of the writing thread alone: loaded by works of the transaction under way.
    Directory *tentative; // by the work that runs now
    Directory *pending;   // by the works before it

    pthread_t keeper; // writes times of last use, follows other servers, drops what has expired
    pthread_mutex_t keeper_lock;
    pthread_cond_t keeper_wake;
    bool keeper_stop;
};

static inline const Directory *staff_directory_begin(Staff *staff)
{
    pthread_rwlock_rdlock(&staff->lock);
    return staff->directory;
}
static inline void staff_directory_end(Staff *staff)
{
    pthread_rwlock_unlock(&staff->lock);
}

// Within a writing transaction, after every change of people, keys, sessions or roles: the memory follows at the
// commit.
MUST_USE bool staff_changed(Staff *staff, StoreSession *session, Error *error);
MUST_USE bool staff_next_id(StoreSession *session, int64_t *id, Error *error);

// Takes the directory as the present one unless the present one is newer; owns it either way.
void staff_take_directory(Staff *staff, Directory *directory);

// ---- keeper.c ----
void keeper_start(Staff *staff);
void keeper_stop(Staff *staff); // writes what is left

#endif
