#include "serve/process_figures.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static struct {
    pthread_mutex_t lock;
    int memory; // /proc/self/statm
    DIR *files; // /proc/self/fd
} sources = {.lock = PTHREAD_MUTEX_INITIALIZER, .memory = -1};

void process_figures_open(void)
{
    sources.memory = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    sources.files = opendir("/proc/self/fd");
}

// The second number of statm is the resident pages.
static int64_t resident_bytes(void)
{
    char text[128] = "";
    if (sources.memory < 0 || pread(sources.memory, text, sizeof text - 1, 0) <= 0) return -1;
    char *rest;
    (void)strtoll(text, &rest, 10);
    return strtoll(rest, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static int64_t open_files(void)
{
    if (!sources.files) return -1;
    int64_t count = 0;
    rewinddir(sources.files);
    for (const struct dirent *entry; (entry = readdir(sources.files)) != NULL;) count += entry->d_name[0] != '.';
    return count;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

ProcessFigures process_figures(void)
{
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    pthread_mutex_lock(&sources.lock);
    ProcessFigures figures = {.resident_bytes = resident_bytes(),
                              .open_files = open_files(),
                              .cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)};
    pthread_mutex_unlock(&sources.lock);
    return figures;
}
