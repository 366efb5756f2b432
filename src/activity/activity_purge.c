// Events that leave the log: staged and shown with the transaction that takes them away, and in time written out of the
// files.
#include <string.h>
#include <time.h>

#include "activity/activity_parts.h"
#include "base/pages.h"
#include "base/thread.h"

// ---- following the log ----

void activity_remove(Activity *activity, const ActivityRemoval *removal)
{
    if (activity->leaving_count == activity->leaving_room) {
        size_t room = activity->leaving_room ? 2 * activity->leaving_room : 16;
        activity->leaving = pages_resize(activity->leaving, activity->leaving_room, room, sizeof(Removal *));
        activity->leaving_room = room;
    }
    activity->leaving[activity->leaving_count++] = removal_open(removal);
}

void activity_leave(Activity *activity, int64_t last)
{
    while (activity->leaving_count && activity->leaving[activity->leaving_count - 1]->seq > last)
        removal_release(activity->leaving[--activity->leaving_count]);
}

static int64_t monotonic_second(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static const Removed *removed_of(const Sources *sources)
{
    static const Removed nothing;
    return sources->removed ? sources->removed : &nothing;
}

// With `lock` held: the same files and tails with other removals.
static void show_removals(Activity *activity, Removal *const *removal, size_t removals, uint64_t generation)
{
    const Sources *old = activity->sources;
    Removed *removed = removed_open(removal, removals, generation);
    Sources *sources = sources_open(old->file, old->files, old->tail, old->tails, removed);
    removed_release(removed);
    sources_release(activity_replace_sources(activity, sources)); // all it names is still named
}

void activity_publish_leaving(Activity *activity)
{
    if (!activity->leaving_count) return;
    const Removed *before = removed_of(activity->sources);
    size_t removals = before->removals + activity->leaving_count;
    Removal **removal = pages_array(Removal *, removals);
    if (before->removals) memcpy(removal, before->removal, before->removals * sizeof(Removal *));
    memcpy(removal + before->removals, activity->leaving, activity->leaving_count * sizeof(Removal *));
    if (!before->removals) atomic_store(&activity->removed_at, monotonic_second());
    show_removals(activity, removal, removals, before->generation + 1);
    pages_release(removal, removals, sizeof(Removal *));
    activity_leave(activity, -1);
}

// ---- at the start ----

// A bit for each number of the log up to `to`.
typedef struct Found {
    int64_t to;
    uint64_t *bit;
} Found;

static bool found(const void *context, int64_t seq)
{
    const Found *here = context;
    return seq <= here->to && here->bit[seq / 64] >> seq % 64 & 1;
}

static void find_in_file(Found *here, const Stretch *stretch, const Removed *removed)
{
    if (!removed_any(removed, stretch->after, stretch->to)) return;
    for (uint32_t c = 0; c < stretch->classes; c++) {
        const ClassRows *rows = &stretch->class_rows[c];
        for (uint32_t row = 0; row < rows->rows; row++) {
            int64_t seq = stretch->base + rows->seq[row];
            if (removed_has(removed, seq)) here->bit[seq / 64] |= (uint64_t)1 << seq % 64;
        }
    }
}

// Of each removal what the files do hold: another server's events may have gone before this one had read them.
static void keep_found(Activity *activity, Removal **removal, size_t count)
{
    const Sources *sources = activity->sources;
    Removed *all = removed_open(removal, count, 0);
    Found here = {.to = activity_seq(activity)};
    size_t words = (size_t)here.to / 64 + 1;
    here.bit = pages_array(uint64_t, words);
    for (size_t f = 0; f < sources->files; f++) find_in_file(&here, &sources->file[f]->stretch, all);
    removed_release(all);
    for (size_t i = 0; i < count; i++) {
        Removal *kept = removal_keep(removal[i], found, &here);
        removal_release(removal[i]);
        removal[i] = kept;
    }
    pages_release(here.bit, words, sizeof *here.bit);
}

void activity_removals(Activity *activity, const ActivityRemoval *of, size_t count, int64_t last)
{
    if (activity_seq(activity) == 0) atomic_store(&activity->purged, last); // made from a log that has none of them
    if (activity_seq(activity) == 0 || count == 0) return;
    Removal **removal = pages_array(Removal *, count);
    for (size_t i = 0; i < count; i++) removal[i] = removal_open(&of[i]);
    keep_found(activity, removal, count);
    pthread_mutex_lock(&activity->lock);
    atomic_store(&activity->removed_at, monotonic_second());
    show_removals(activity, removal, count, 1);
    pthread_mutex_unlock(&activity->lock);
    for (size_t i = 0; i < count; i++) removal_release(removal[i]);
    pages_release(removal, count, sizeof(Removal *));
}

bool activity_last_removed(Activity *activity)
{
    uint32_t committed;
    Sources *sources = activity_hold(activity, &committed);
    bool removed = removed_has(sources->removed, activity_seq(activity));
    sources_release(sources);
    return removed;
}

int64_t activity_last_removal(Activity *activity)
{
    uint32_t committed;
    Sources *sources = activity_hold(activity, &committed);
    const Removed *removed = removed_of(sources);
    int64_t last = removed->removals ? removed->removal[removed->removals - 1]->seq : 0;
    sources_release(sources);
    return larger(last, activity_purged(activity));
}

int64_t activity_purged(Activity *activity)
{
    return atomic_load(&activity->purged);
}

// ---- out of the files: the writing thread ----

// Removals that were told of before the files end: all their events are in files.
static size_t count_purgeable(const Sources *sources)
{
    const Removed *removed = removed_of(sources);
    size_t count = 0;
    if (!sources->files) return 0;
    while (count < removed->removals && removed->removal[count]->seq <= sources->file[sources->files - 1]->stretch.to)
        count++;
    return count;
}

static bool thin_file(Activity *activity, const ColumnFile *file, const Removed *going, ColumnFile **thinned,
                      Error *error)
{
    Stretch stretch = file->stretch;
    stretch.removed = going;
    const Stretch *const stretches[] = {&stretch};
    uint64_t number = ++activity->next_number;
    if (!column_file_write(activity->folder, number, &activity->owner, stretches, 1, error)) return false;
    if (column_file_open(activity->folder, number, &activity->owner, thread_count_available(), thinned) == FILE_FINE)
        return true;
    return error_say(error, ERROR_FAILED,
                     PHRASE("{0}: the disk did not keep what was written to this folder",
                            "{0}\u00A0: le disque n’a pas gardé ce qui a été écrit dans ce dossier"),
                     STR("activity"));
}

typedef struct Purge {
    const Sources *sources;
    Removed *going;
    ColumnFile **file; // in the place of the sources'; the same where nothing is to go
    size_t files;      // done
} Purge;

static bool thin_files(Activity *activity, Purge *purge, Error *error)
{
    for (; purge->files < purge->sources->files; purge->files++) {
        ColumnFile *file = purge->sources->file[purge->files], *thinned = file;
        if (!removed_any(purge->going, file->stretch.after, file->stretch.to))
            column_file_retain(file);
        else if (!thin_file(activity, file, purge->going, &thinned, error))
            return false;
        purge->file[purge->files] = thinned;
    }
    return true;
}

// Removals that came meanwhile stay; so do tails, which hold nothing of those that go.
static void show_thinned(Activity *activity, const Purge *purge)
{
    pthread_mutex_lock(&activity->lock);
    const Sources *now = activity->sources;
    size_t gone = purge->going->removals;
    Removed *rest = removed_open(now->removed->removal + gone, now->removed->removals - gone, now->removed->generation);
    Sources *next = sources_open(purge->file, purge->files, now->tail, now->tails, rest);
    removed_release(rest);
    Sources *before = activity_replace_sources(activity, next);
    atomic_store(&activity->removed_at, monotonic_second());
    pthread_mutex_unlock(&activity->lock);
    sources_release(before);
}

// The new files that no list names, or the old ones that none names any more.
static void drop_files(const Activity *activity, const Purge *purge, bool done)
{
    for (size_t i = 0; i < purge->files; i++) {
        const ColumnFile *dropped = done ? purge->sources->file[i] : purge->file[i];
        if (purge->sources->file[i] != purge->file[i]) activity_remove_file(activity, dropped->number);
        column_file_release(purge->file[i]);
    }
}

static bool purge_sources(Activity *activity, const Sources *sources, size_t count, Error *error)
{
    Arena *scratch = arena_open(0);
    int64_t purged = activity->purged;
    Purge purge = {.sources = sources,
                   .going = removed_open(sources->removed->removal, count, 0),
                   .file = arena_array(scratch, ColumnFile *, sources->files)};
    lanes_purge(activity, sources->removed->removal[count - 1]->seq);
    bool done = thin_files(activity, &purge, error);
    if (done) {
        activity->purged = larger(purged, sources->removed->removal[count - 1]->seq);
        done = activity_write_manifest(activity, purge.file, purge.files, error);
        if (!done) activity->purged = purged;
    }
    if (done) show_thinned(activity, &purge);
    drop_files(activity, &purge, done);
    removed_release(purge.going);
    arena_close(scratch);
    return done;
}

bool activity_purge_files(Activity *activity, Error *error)
{
    uint32_t committed;
    Sources *sources = activity_hold(activity, &committed);
    size_t count = count_purgeable(sources);
    bool done = count == 0 || purge_sources(activity, sources, count, error);
    sources_release(sources);
    return done;
}

bool activity_purge_due(const Activity *activity)
{
    enum { PURGE_SECONDS = 3600 };
    return removed_of(activity->sources)->removals &&
           monotonic_second() - atomic_load(&activity->removed_at) >= PURGE_SECONDS;
}

void activity_ask_purge(Activity *activity)
{
    if (tail_count(sources_newest(activity->sources)) > 0) activity_freeze(activity);
    activity->purge_asked = true;
    pthread_cond_signal(&activity->asked);
}

// ---- asking for it ----

bool activity_purge(Activity *activity, Error *error)
{
    pthread_mutex_lock(&activity->lock);
    bool done = !removed_of(activity->sources)->removals;
    if (!done) {
        uint64_t purges = activity->purges, failures = activity->purge_failures, unwritten = activity->failures;
        // One that is under way may have begun before what is to go was in files.
        uint64_t wanted = purges + 1 + activity->purging;
        activity_ask_purge(activity);
        while (activity->purges < wanted && activity->purge_failures == failures && activity->failures == unwritten)
            pthread_cond_wait(&activity->answered, &activity->lock);
        done = activity->purges >= wanted;
        if (!done) *error = activity->failure;
    }
    pthread_mutex_unlock(&activity->lock);
    return done;
}
