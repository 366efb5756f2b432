#include <stdlib.h>
#include <string.h>

#include "staff/staff_parts.h"

// ---- following the store ----

bool staff_changed(Staff *staff, StoreSession *session, Error *error)
{
    Directory *directory = NULL;
    Instant oldest = instant_now() - INSTANT_DAYS(SESSION_DAYS + 1);
    if (!store_execute(session, &query_staff_changed, NO_VALUES, NULL, error) ||
        !directory_load(session, oldest, &directory, error))
        return false;
    directory_free(staff->tentative);
    staff->tentative = directory;
    return true;
}

static void work_kept(void *context)
{
    Staff *staff = context;
    if (!staff->tentative) return;
    directory_free(staff->pending);
    staff->pending = staff->tentative;
    staff->tentative = NULL;
}

static void work_undone(void *context)
{
    Staff *staff = context;
    directory_free(staff->tentative);
    staff->tentative = NULL;
}

static void rollback(void *context)
{
    Staff *staff = context;
    work_undone(staff);
    directory_free(staff->pending);
    staff->pending = NULL;
}

void staff_take_directory(Staff *staff, Directory *directory)
{
    pthread_rwlock_wrlock(&staff->lock);
    Directory *old = staff->directory;
    bool newer = !old || directory->version > old->version;
    if (newer) {
        if (old) directory_take_times(directory, old);
        staff->directory = directory;
    }
    pthread_rwlock_unlock(&staff->lock);
    directory_free(newer ? old : directory);
}

static void commit(void *context)
{
    Staff *staff = context;
    if (staff->pending) staff_take_directory(staff, staff->pending);
    staff->pending = NULL;
}

// ---- opening ----

static bool load_first(Staff *staff, Error *error)
{
    StoreSession *session = NULL;
    Directory *directory = NULL;
    if (!store_read_begin(staff->store, &session, error)) return false;
    bool loaded = directory_load(session, instant_now() - INSTANT_DAYS(SESSION_DAYS + 1), &directory, error);
    store_read_end(session);
    if (loaded) staff_take_directory(staff, directory);
    return loaded;
}

// Event threads read all the time: without preference a writer might wait for ever.
static void lock_init(pthread_rwlock_t *lock)
{
    pthread_rwlockattr_t kind;
    pthread_rwlockattr_init(&kind);
    pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(lock, &kind);
    pthread_rwlockattr_destroy(&kind);
}

bool staff_open(Store *store, Workspace *workspace, const unsigned char secret[SECRET_KEY_BYTES], Staff **staff,
                Error *error)
{
    enum { BUCKETS = 1 << 18 };
    Staff *made = calloc(1, sizeof *made);
    if (!made) memory_exhausted(0);
    made->store = store;
    made->workspace = workspace;
    lock_init(&made->lock);
    memcpy(made->secret, secret, sizeof made->secret);
    if (!load_first(made, error)) {
        pthread_rwlock_destroy(&made->lock);
        free(made);
        return false;
    }
    made->limits = limits_open(BUCKETS);
    const StoreFollower follower = {
        .context = made, .work_kept = work_kept, .work_undone = work_undone, .commit = commit, .rollback = rollback};
    store_follow(store, &follower);
    keeper_start(made);
    *staff = made;
    return true;
}

void staff_close(Staff *staff)
{
    if (!staff) return;
    keeper_stop(staff);
    limits_close(staff->limits);
    directory_free(staff->directory);
    directory_free(staff->pending);
    directory_free(staff->tentative);
    pthread_rwlock_destroy(&staff->lock);
    secret_wipe(staff->secret, sizeof staff->secret);
    free(staff);
}

bool staff_next_id(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    *id = 0;
    if (!store_select(session, &query_staff_next_id, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *id = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

bool staff_setup_code(Staff *staff, Arena *arena, bool *needed, Str *code, Error *error)
{
    enum { CODE_BYTES = 16 };
    (void)error;
    *needed = staff_directory_begin(staff)->people == 0;
    staff_directory_end(staff);
    unsigned char key[SECRET_KEY_BYTES];
    seal_key(staff->secret, "set-up code", key);
    *code = *needed ? base64url_text(arena, (Str){(const char *)key, CODE_BYTES}) : STR("");
    secret_wipe(key, sizeof key);
    return true;
}
