// lanes.h - the lanes that are asked for, each kept as of its last question: files of the large ones, and what has come
// since in memory.
//
// Any thread asks. `making` is held by the one that brings lanes up to now, so that several lanes are of one moment and
// each is brought up to now once; `lock` for moments. The writing thread merges files with what has grown over them.
#ifndef FIDELE_ACTIVITY_LANES_H
#define FIDELE_ACTIVITY_LANES_H

#include <pthread.h>

#include "activity/lane_update.h"

struct Activity;

enum { LANES_MAX = 64, LANE_FILES_MAX = 24, LANE_CUTS = 2 };

typedef struct KeptLane {
    LaneKey key; // code in base/pages.h
    LaneVersion *current;
    LaneVersion *cut[LANE_CUTS]; // the current one without later rows, as was last asked for
    uint64_t asked;              // number of the last question
    uint64_t asks;               // questions since the start
    int64_t asked_second;        // monotonic
    int64_t read_second;         // its file was read whole, to see that it is what was written
    bool grown;                  // to be written as a file
} KeptLane;

typedef struct Lanes {
    pthread_mutex_t lock, making;
    KeptLane *lane[LANES_MAX];
    size_t lanes;
    uint64_t questions, damaged; // damaged: files that changed while they were open
    uint64_t rows_in_memory;     // more of a lane, or over a file, become a file
    bool unlisted;               // there is a file that the MANIFEST does not list yet, or one too many
    uint64_t *doomed;            // numbers of files that nobody needs once the MANIFEST does not list them
    size_t dooms, doomed_room;
    size_t dooms_unlisted; // of these, those that the MANIFEST that is being written does not list
} Lanes;

void lanes_open(Lanes *lanes, uint64_t rows_in_memory); // 0: 250,000
void lanes_close(Lanes *lanes);

typedef struct LaneAsk {
    LaneKey key;
    Second until; // later rows are left out; 0: none
} LaneAsk;
// All as of one moment, which is now. Each is to be released (lane_version_release).
void lanes_hold(struct Activity *activity, const LaneAsk *ask, size_t count, PersonRoots *roots, LaneVersion **held);

// ---- the writing thread ----

void lanes_adopt(Lanes *lanes, LaneFile *file); // at the start; takes hold of it
void lanes_forget(Lanes *lanes);                // all of them
// The files for a MANIFEST that lists the log up to `to`: made of no more than that. Held, in the arena.
LaneFile **lanes_files(Lanes *lanes, int64_t to, Arena *arena, size_t *count);
bool lanes_wait(Lanes *lanes);     // there is something for lanes_write
bool lanes_unlisted(Lanes *lanes); // the MANIFEST is to be written
// Writes one grown lane, whose last event is in files, as a file; then the MANIFEST is to be written. False: there is
// none, or none yet (*freeze: the tail has to be written first).
bool lanes_write(struct Activity *activity, int64_t files_to, bool *freeze);
// At the end: those that were asked for again become files too, so that the next start need not make them.
void lanes_keep(struct Activity *activity);
void lanes_listed(struct Activity *activity, bool written); // that MANIFEST: what it does not list goes
// Removals up to `removal` are about to leave the files: lanes that knew of them before are brought up to now, and
// their files written anew or dropped.
void lanes_purge(struct Activity *activity, int64_t removal);
void lanes_tidy(Lanes *lanes);
// Reads a file that was not read for an hour whole; one that is damaged is made anew, before anybody asks. (What was
// written to is seen by the next question itself.)
void lanes_read_again(struct Activity *activity);

typedef struct LanesState {
    uint64_t lanes, files, file_bytes, memory_bytes, damaged;
} LanesState;
LanesState lanes_state(Lanes *lanes);

#endif
