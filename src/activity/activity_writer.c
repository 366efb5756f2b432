// The writing thread: frozen tails become files, and files that have grown too many become one.
#include <errno.h>
#include <string.h>
#include <time.h>

#include "activity/activity_parts.h"
#include "activity/tail_stretch.h"
#include "base/thread.h"

enum { RETRY_SECONDS = 5, TIDY_SECONDS = 10 };

// One file in the place of others: of the files from..to-1, and of the `tails` oldest tails.
typedef struct Replacement {
    size_t from, to, tails;
    const Stretch *const *stretch; // what it is made of
    size_t stretches;
} Replacement;

// Files change on this thread alone, so what `sources` names is still what there is.
static ColumnFile **files_after(const Sources *sources, const Replacement *with, ColumnFile *added, Arena *arena,
                                size_t *files)
{
    *files = sources->files + 1 - (with->to - with->from);
    ColumnFile **file = arena_array(arena, ColumnFile *, *files);
    size_t behind = sources->files - with->to;
    if (with->from) memcpy(file, sources->file, with->from * sizeof(ColumnFile *));
    file[with->from] = added;
    if (behind) memcpy(file + with->from + 1, sources->file + with->to, behind * sizeof(ColumnFile *));
    return file;
}

static bool list_and_show(Activity *activity, const Sources *sources, const Replacement *with, ColumnFile *added,
                          Error *error)
{
    size_t files;
    Arena *scratch = arena_open(0);
    ColumnFile **file = files_after(sources, with, added, scratch, &files);
    bool listed = activity_write_manifest(activity, file, files, error);
    if (listed) {
        pthread_mutex_lock(&activity->lock);
        Sources *now = activity->sources;
        Sources *next = sources_open(file, files, now->tail + with->tails, now->tails - with->tails, now->removed);
        now = activity_replace_sources(activity, next);
        pthread_mutex_unlock(&activity->lock);
        sources_release(now);
    }
    arena_close(scratch);
    return listed;
}

// From here on a crash finds either the old files listed or the new one; whatever is not listed is removed.
static bool replace(Activity *activity, const Sources *sources, const Replacement *with, Error *error)
{
    uint64_t number = ++activity->next_number;
    ColumnFile *added;
    if (!column_file_write(activity->folder, number, &activity->owner, with->stretch, with->stretches, error))
        return false;
    if (column_file_open(activity->folder, number, &activity->owner, thread_count_available(), &added) != FILE_FINE)
        return error_say(error, ERROR_FAILED,
                         PHRASE("{0}: the disk did not keep what was written to this folder",
                                "{0}\u00A0: le disque n’a pas gardé ce qui a été écrit dans ce dossier"),
                         STR("activity"));
    bool done = list_and_show(activity, sources, with, added, error);
    for (size_t i = with->from; done && i < with->to; i++) activity_remove_file(activity, sources->file[i]->number);
    column_file_release(added);
    return done;
}

static bool write_oldest_tail(Activity *activity, const Sources *sources, Error *error)
{
    Arena *arena = arena_open(0);
    const Stretch stretch = tail_stretch(sources->tail[0], arena), *const stretches[] = {&stretch};
    Replacement with = {.from = sources->files, .to = sources->files, .tails = 1, .stretch = stretches, .stretches = 1};
    bool written = replace(activity, sources, &with, error);
    arena_close(arena);
    return written;
}

// The newest files that together are as large as the one before them are merged with it. So each file is larger than
// all after it, there are at most log2(events) of them, and an event is written at most as many times.
static size_t merge_from(const Sources *sources)
{
    uint64_t behind = 0;
    size_t from = sources->files;
    for (size_t i = sources->files; i-- > 0;) {
        uint64_t events = sources->file[i]->stretch.events;
        if (i + 1 < sources->files && behind >= events) from = i;
        behind += events;
    }
    return from;
}

// False when there is nothing to merge, or it failed: that loses nothing, and is tried again after the next tail.
static bool merge_files(Activity *activity, const Sources *sources)
{
    size_t from = merge_from(sources);
    if (sources->files - from > STRETCHES_MAX) from = sources->files - STRETCHES_MAX;
    size_t count = sources->files - from;
    if (count < 2) return false;
    Error error;
    Arena *arena = arena_open(0);
    const Stretch **stretch = arena_array(arena, const Stretch *, count);
    for (size_t i = 0; i < count; i++) stretch[i] = &sources->file[from + i]->stretch;
    Replacement with = {.from = from, .to = sources->files, .stretch = stretch, .stretches = count};
    bool merged = stretches_fit(stretch, count) && replace(activity, sources, &with, &error);
    arena_close(arena);
    return merged;
}

static Sources *hold(Activity *activity)
{
    uint32_t committed;
    return activity_hold(activity, &committed);
}

// Tails that wait cost more memory than files that wait to be merged cost time.
static bool merge_once(Activity *activity)
{
    enum { FILES_MANY = 24 };
    Sources *sources = hold(activity);
    bool merged = (sources->tails == 1 || sources->files >= FILES_MANY) && merge_files(activity, sources);
    sources_release(sources);
    return merged;
}

static bool write_once(Activity *activity, Error *error)
{
    Sources *sources = hold(activity);
    bool done = write_oldest_tail(activity, sources, error);
    sources_release(sources);
    return done;
}

static void note(Activity *activity, bool done, const Error *error)
{
    if (done) {
        activity->written++;
    } else {
        activity->failures++;
        activity->failure = *error;
    }
    pthread_cond_broadcast(&activity->answered);
}

// With `lock` held. False when it was woken.
static bool wait_seconds(Activity *activity, int seconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    return !activity->stopping && pthread_cond_timedwait(&activity->asked, &activity->lock, &until) == ETIMEDOUT;
}

static bool waiting(const Activity *activity)
{
    return activity->written < activity->frozen;
}

// With `lock` held, which is let go while it works. Who waits for a tail need not wait for merging, nor who stops.
static void merge_while_nothing_waits(Activity *activity)
{
    bool merged = true;
    while (merged && !activity->stopping) {
        activity->busy = true;
        pthread_mutex_unlock(&activity->lock);
        merged = merge_once(activity);
        pthread_mutex_lock(&activity->lock);
        activity->busy = false;
        pthread_cond_broadcast(&activity->answered);
        if (waiting(activity)) return;
    }
}

static bool write_waiting(Activity *activity)
{
    Error error;
    activity->busy = true;
    pthread_mutex_unlock(&activity->lock);
    bool done = write_once(activity, &error);
    pthread_mutex_lock(&activity->lock);
    activity->busy = false;
    note(activity, done, &error);
    return done;
}

static void purge(Activity *activity)
{
    Error error;
    activity->purge_asked = false;
    activity->busy = activity->purging = true;
    pthread_mutex_unlock(&activity->lock);
    bool done = activity_purge_files(activity, &error);
    pthread_mutex_lock(&activity->lock);
    activity->busy = activity->purging = false;
    activity->purges += done;
    activity->purge_failures += !done;
    if (!done) activity->failure = error;
    pthread_cond_broadcast(&activity->answered);
}

// With `lock` held, which is let go while it works. False: there is nothing to be done at present.
static bool tend_lanes(Activity *activity)
{
    Error error;
    bool freeze, done = false;
    activity->busy = true;
    pthread_mutex_unlock(&activity->lock);
    Sources *sources = hold(activity);
    if (lanes_write(activity, sources->files ? sources->file[sources->files - 1]->stretch.to : 0, &freeze))
        done = activity_write_manifest(activity, sources->file, sources->files, &error);
    sources_release(sources);
    pthread_mutex_lock(&activity->lock);
    activity->busy = false;
    pthread_cond_broadcast(&activity->answered);
    if (!freeze || tail_count(sources_newest(activity->sources)) == 0) return done;
    activity_freeze(activity);
    return true;
}

// With `lock` held, which is let go for it: what has been read of the files need not count as ours for ever.
static void tidy(Activity *activity)
{
    Sources *dropped = activity->dropped;
    activity->dropped = NULL;
    pthread_mutex_unlock(&activity->lock);
    sources_release(dropped);
    Sources *sources = hold(activity);
    for (size_t i = 0; i < sources->files; i++) column_file_forget_pages(sources->file[i]);
    sources_release(sources);
    lanes_tidy(&activity->lanes);
    lanes_read_again(activity);
    pthread_mutex_lock(&activity->lock);
    if (activity_purge_due(activity)) activity_ask_purge(activity);
}

// At the end: files of lanes that were made since the last tail was written are kept, too.
static void list_last_lanes(Activity *activity)
{
    Error error;
    Sources *sources = hold(activity);
    bool written = sources->tails == 1 && tail_count(sources->tail[0]) == 0;
    if (written) lanes_keep(activity);
    if (written && lanes_unlisted(&activity->lanes))
        (void)!activity_write_manifest(activity, sources->file, sources->files, &error);
    sources_release(sources);
}

void *activity_writer_main(void *context)
{
    Activity *activity = context;
    pthread_mutex_lock(&activity->lock);
    merge_while_nothing_waits(activity); // of the runs before
    while (waiting(activity) || !activity->stopping) {
        if (!waiting(activity) && activity->purge_asked) {
            purge(activity);
        } else if (!waiting(activity) && lanes_wait(&activity->lanes)) {
            bool tended = tend_lanes(activity);
            if (!tended && !waiting(activity) && !activity->purge_asked) (void)wait_seconds(activity, RETRY_SECONDS);
        } else if (!waiting(activity)) {
            if (wait_seconds(activity, TIDY_SECONDS)) tidy(activity);
        } else if (write_waiting(activity)) {
            merge_while_nothing_waits(activity);
        } else if (activity->stopping) {
            break;
        } else {
            (void)wait_seconds(activity, RETRY_SECONDS);
        }
    }
    pthread_mutex_unlock(&activity->lock);
    list_last_lanes(activity);
    return NULL;
}
