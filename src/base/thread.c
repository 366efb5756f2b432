#include "base/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { THREADS_MAX = 64 };

typedef struct Run {
    void (*work)(void *context, size_t part, int worker);
    void *context;
    size_t parts;
    atomic_size_t next;
} Run;

typedef struct Worker {
    Run *run;
    int number;
} Worker;

int thread_count_available(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count < 1 ? 1 : count > THREADS_MAX ? THREADS_MAX : count;
}

static void *worker_main(void *argument)
{
    Worker *worker = argument;
    Run *run = worker->run;
    for (size_t part; (part = atomic_fetch_add(&run->next, 1)) < run->parts;)
        run->work(run->context, part, worker->number);
    return NULL;
}

void thread_run(int threads, size_t parts, void (*work)(void *context, size_t part, int worker), void *context)
{
    Run run = {.work = work, .context = context, .parts = parts};
    Worker workers[THREADS_MAX];
    pthread_t started[THREADS_MAX];
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    if (threads > 1 && (size_t)threads > parts) threads = (int)parts;
    int running = 0;
    for (int i = 1; i < threads; i++) {
        workers[i] = (Worker){&run, i};
        if (pthread_create(&started[running], NULL, worker_main, &workers[i]) == 0) running++;
    }
    workers[0] = (Worker){&run, 0};
    worker_main(&workers[0]); // does all of it when no thread could be started
    for (int i = 0; i < running; i++) pthread_join(started[i], NULL);
}
