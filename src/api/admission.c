#include "api/admission.h"

#include <pthread.h>
#include <stdlib.h>

enum { COST_COUNT = COST_REPORT + 1, WORKERS_MAX = 64 };

typedef struct Queue {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    Task *first, *last;
    size_t waiting, waiting_max;
    int64_t patience_microseconds;
    bool closing;
    AdmissionRun *run;
    pthread_t worker[WORKERS_MAX];
    int workers;
} Queue;

struct Admission {
    Queue queue[COST_COUNT];
};

// How many may wait, and how long: what a worker does in that time at the least.
static const struct Class {
    size_t waiting_max;
    int workers;
    int64_t patience_milliseconds;
} classes[COST_COUNT] = {
    [COST_INGEST] = {256, 1, 2000},  // runs on event threads; its workers are for what needs preparing
    [COST_SIGN_IN] = {64, 2, 10000}, // a password takes a quarter of a second to check
    [COST_READ] = {256, 4, 2000},    [COST_WRITE] = {256, 2, 5000}, [COST_REPORT] = {16, 2, 20000},
};

bool admission_refuse(Error *error, int retry_seconds)
{
    error_say(error, ERROR_UNAVAILABLE,
              PHRASE("there is more to do than can be done right now: nothing was stored, try again shortly",
                     "il y a plus à faire que possible en ce moment\u00A0: rien n’a été "
                     "enregistré, réessayez bientôt"));
    error->code = "overloaded";
    error->retry_seconds = retry_seconds;
    return false;
}

// ---- workers ----

static Task *next_task(Queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->closing) pthread_cond_wait(&queue->filled, &queue->lock);
    Task *task = queue->first;
    if (task) {
        queue->first = task->next;
        queue->waiting--;
    }
    pthread_mutex_unlock(&queue->lock);
    return task;
}

static void *work(void *context)
{
    Queue *queue = context;
    for (Task *task; (task = next_task(queue));) {
        Error error;
        bool late = monotonic_microseconds() - task->queued > queue->patience_microseconds;
        if (late) admission_refuse(&error, 2);
        queue->run(task, late ? &error : NULL);
    }
    return NULL;
}

static bool start_workers(Queue *queue, int workers, Error *error)
{
    for (; queue->workers < workers; queue->workers++) {
        int failure = pthread_create(&queue->worker[queue->workers], NULL, work, queue);
        if (failure != 0)
            return error_set_system(error, ERROR_FAILED, failure,
                                    PHRASE("no thread could be started", "aucun fil n’a pu être lancé"), NULL, 0);
    }
    return true;
}

bool admission_open(int readers, AdmissionRun *run, Admission **admission, Error *error)
{
    *admission = calloc(1, sizeof **admission);
    if (!*admission) return error_say(error, ERROR_FAILED, PHRASE("not enough memory", "mémoire insuffisante"));
    for (size_t cost = 0; cost < COST_COUNT; cost++) {
        Queue *queue = &(*admission)->queue[cost];
        *queue = (Queue){.waiting_max = classes[cost].waiting_max,
                         .patience_microseconds = classes[cost].patience_milliseconds * 1000,
                         .run = run};
        pthread_mutex_init(&queue->lock, NULL);
        pthread_cond_init(&queue->filled, NULL);
    }
    for (size_t cost = 0; cost < COST_COUNT; cost++) {
        int workers = cost == COST_READ && readers > 0 ? (int)smaller(readers, WORKERS_MAX) : classes[cost].workers;
        if (start_workers(&(*admission)->queue[cost], workers, error)) continue;
        admission_close(*admission);
        *admission = NULL;
        return false;
    }
    return true;
}

void admission_close(Admission *admission)
{
    if (!admission) return;
    for (size_t cost = 0; cost < COST_COUNT; cost++) {
        Queue *queue = &admission->queue[cost];
        pthread_mutex_lock(&queue->lock);
        queue->closing = true;
        pthread_cond_broadcast(&queue->filled);
        pthread_mutex_unlock(&queue->lock);
        for (int i = 0; i < queue->workers; i++) pthread_join(queue->worker[i], NULL);
        pthread_cond_destroy(&queue->filled);
        pthread_mutex_destroy(&queue->lock);
    }
    free(admission);
}

bool admission_take(Admission *admission, Cost cost, Task *task, Error *error)
{
    Queue *queue = &admission->queue[cost];
    task->queued = monotonic_microseconds();
    task->next = NULL;
    pthread_mutex_lock(&queue->lock);
    bool room = queue->waiting < queue->waiting_max && !queue->closing;
    if (room) {
        if (queue->first)
            queue->last->next = task;
        else
            queue->first = task;
        queue->last = task;
        queue->waiting++;
        pthread_cond_signal(&queue->filled);
    }
    pthread_mutex_unlock(&queue->lock);
    return room || admission_refuse(error, cost == COST_REPORT ? 5 : 1);
}
