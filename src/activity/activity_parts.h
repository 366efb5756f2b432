// activity_parts.h - what an open Activity holds, for its own files alone.
//
// Three kinds of threads: the following one (append, commit, undo, seen), the writing one (ours: files) and any that
// ask. `lock` is held for moments only: to take hold of `sources` or to put others in their place, and while committed
// rows are added. Files are added and merged by the writing thread alone.
#ifndef FIDELE_ACTIVITY_ACTIVITY_PARTS_H
#define FIDELE_ACTIVITY_ACTIVITY_PARTS_H

#include <pthread.h>

#include "activity/figures.h"
#include "activity/lanes.h"
#include "activity/manifest.h"
#include "activity/removed.h"
#include "activity/sources.h"
#include "activity/staged.h"

struct Activity {
    int folder;
    FileOwner owner;
    const Zone *zone;
    char currency[4];
    uint32_t tail_room;
    Error repair; // why files were thrown away at the start; ERROR_NONE: none was

    // the following thread's
    Staged staged;
    Removal **leaving; // staged removals
    size_t leaving_count, leaving_room;
    Sources *followed;
    uint64_t followed_version;

    pthread_mutex_t lock;
    Sources *sources;
    _Atomic(uint64_t) version; // of `sources`
    _Atomic(int64_t) seq;      // committed

    // the writing thread's; what is asked of it and what became of it under `lock`
    pthread_t writer;
    pthread_cond_t asked, answered;
    bool stopping;
    bool busy;                          // writing or merging
    Sources *dropped;                   // by the following thread, which has no time to unmap them
    uint64_t frozen, written, failures; // tails so far, and attempts that failed
    Error failure;                      // of the last one
    uint64_t generation;
    _Atomic(uint64_t) next_number; // of files; the last one that was given
    bool purge_asked, purging;
    uint64_t purges, purge_failures;
    _Atomic(int64_t) purged;     // activity_purged
    _Atomic(int64_t) removed_at; // monotonic second since when there is something to purge

    Figures figures;
    Lanes lanes;
    pthread_mutex_t roots_lock;
    PersonRoots *roots; // of the last view (view.c)
};

FileOwner activity_owner(const ActivitySettings *settings);
MUST_USE bool activity_open_folder(Str path, int *folder, Error *error); // made when it is not there

// With `lock` held.
// Takes `sources` over. Those before are to be released once the lock is: unmapping takes its time.
MUST_USE Sources *activity_replace_sources(Activity *activity, Sources *sources);
void activity_freeze(Activity *activity); // begins a new tail; the newest one must have a published row

// Opens what the folder has of this owner, up to the first file that is not right; removes all others.
Sources *activity_recover(Activity *activity);
MUST_USE bool activity_write_manifest(Activity *activity, ColumnFile *const *file, size_t files, Error *error);
void activity_remove_file(const Activity *activity, uint64_t number);

// activity_purge.c
bool activity_purge_due(const Activity *activity);                    // with `lock` held
void activity_ask_purge(Activity *activity);                          // with `lock` held: after all tails are written
MUST_USE bool activity_purge_files(Activity *activity, Error *error); // the writing thread's, without `lock`
void activity_leave(Activity *activity, int64_t last);                // forgets staged removals told of after `last`
void activity_publish_leaving(Activity *activity);                    // with `lock` held: they are committed

void *activity_writer_main(void *context); // the Activity; activity_writer.c

// Sources and how many rows of the newest tail are committed. sources_release it.
Sources *activity_hold(Activity *activity, uint32_t *committed);

void views_open(Activity *activity);
void views_close(Activity *activity);

#endif
