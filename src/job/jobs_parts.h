// jobs_parts.h - what the threads of the jobs share.
#ifndef FIDELE_JOB_JOBS_PARTS_H
#define FIDELE_JOB_JOBS_PARTS_H

#include <pthread.h>

#include "job/queue.h"

enum { WORKERS_MAX = 64, BEAT_SECONDS = 5, LOOK_SECONDS = 1 };

// A job that runs here.
typedef struct RunningJob {
    QueueJob job;
    Arena *arena;
    Progress progress;
    atomic_bool cancelled;
    int64_t began_milliseconds; // steady clock
    struct RunningJob *next;
} RunningJob;

// A job that runs somewhere, and when its beat was last seen to change.
typedef struct WatchedJob {
    int64_t id, beat, seen_milliseconds; // steady clock
} WatchedJob;

struct Jobs {
    Store *store;
    const struct House *house;
    const JobKind *const *tables;
    void (*tell)(const JobNews *news);
    char server[40]; // names this process in claims
    int worker_count, lease_seconds;
    bool alone; // on SQLite: what ran when the process started is dead

    pthread_mutex_t lock;            // of what follows
    pthread_cond_t wake, idle, tick; // of the workers; of who waits for them; of the keeper
    pthread_t keeper, workers[WORKERS_MAX];
    int started;
    bool keeps;    // the keeper was started
    bool stopping; // nothing is claimed any more
    bool look;     // something may be due
    bool staged;   // queued in the transaction that is under way; the store's thread only
    RunningJob *running;
    JobCounts counts;

    WatchedJob *watched; // the keeper's
    size_t watched_count, watched_room;
};

void jobs_look(Jobs *jobs); // something may be due: wakes a worker

// Claims one job and runs it. *ran false: nothing was due.
MUST_USE bool jobs_run_one(Jobs *jobs, Instant now, bool *ran, Error *error);
void *jobs_work(void *context); // a worker's thread
void *jobs_keep(void *context); // the keeper's: schedules, beats, jobs of dead servers
// Jobs whose beat stopped for the lease are put back, or fail when that happened too often.
MUST_USE bool keeper_look(Jobs *jobs, Instant now, int64_t steady, Error *error);
MUST_USE bool keeper_schedule(Jobs *jobs, Instant now, Error *error);
MUST_USE bool keeper_beat(Jobs *jobs, Error *error);
// What ran in a process that is no more: at the start of a server that is alone with its store.
MUST_USE bool keeper_recover(Jobs *jobs, Instant now, Error *error);

#endif
