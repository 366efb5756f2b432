// activity.c - how fast the activity columns follow a log, and what they cost when idle: fidele_activity EVENTS
// CUSTOMERS FOLDER. One line a figure. The folder must not exist; it is left there.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "activity/activity.h"

enum { CLASSES = 20, BATCH = 200, DAYS = 1095, FIRST_DAY = 19000 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void die(const Error *error)
{
    fprintf(stderr, "%s\n", error->message[LOCALE_EN]);
    exit(1);
}

static double resident_mb(const char *field)
{
    char line[256];
    double kilobytes = 0;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, field, strlen(field)) == 0) kilobytes = strtod(line + strlen(field) + 1, NULL);
    if (file) fclose(file);
    return kilobytes / 1024;
}

static uint64_t spread(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static MessageKey key_of(int64_t seq)
{
    return (MessageKey){{spread((uint64_t)seq * 2 + 1), spread((uint64_t)seq * 2 + 2)}};
}

static ActivityEvent event_of(int64_t seq, int64_t events, uint32_t customers)
{
    uint64_t dice = spread((uint64_t)seq ^ 0x5bd1e995);
    int64_t at = (int64_t)FIRST_DAY * 86400000 + (int64_t)((double)seq / (double)events * DAYS * 86400000.0);
    ActivityEvent event = {.seq = seq,
                           .customer = 1 + (Customer)(dice % customers),
                           .event_class = (uint16_t)(dice >> 40) % CLASSES,
                           .at = at - (int64_t)(dice >> 50) * 1000,
                           .message = key_of(seq)};
    if (event.event_class < 2) event.amount_minor = 100 + (int64_t)(dice >> 32 & 0xffff);
    return event;
}

// A batch of a log: made, looked up, appended, committed.
static void follow(Activity *activity, int64_t events, uint32_t customers)
{
    double seeing = 0, appending = 0, worst = 0;
    ActivityEvent event[BATCH];
    for (int64_t seq = 1; seq <= events; seq += BATCH) {
        for (int64_t i = 0; i < BATCH; i++) event[i] = event_of(seq + i, events, customers);
        double began = now();
        for (int i = 0; i < BATCH; i++)
            if (activity_seen(activity, event[i].message)) abort();
        double seen = now();
        for (int i = 0; i < BATCH; i++) activity_append(activity, &event[i]);
        activity_commit(activity);
        double done = now();
        seeing += seen - began;
        appending += done - seen;
        if (done - began > worst) worst = done - began;
    }
    printf("follow: seen %.3f us, append and commit in batches of %d %.3f us an event, the longest batch %.1f ms\n",
           seeing / (double)events * 1e6, BATCH, appending / (double)events * 1e6, worst * 1e3);
}

static void ask_seen(Activity *activity, int64_t events)
{
    enum { TIMES = 1000000 };
    double began = now();
    uint64_t known = 0;
    for (int64_t i = 0; i < TIMES; i++) known += activity_seen(activity, key_of(events + 1 + i));
    printf("seen: a new message  %.3f us (%llu false)\n", (now() - began) / TIMES * 1e6, (unsigned long long)known);
    began = now();
    for (int64_t i = 0; i < TIMES; i++)
        if (!activity_seen(activity, key_of(1 + (int64_t)(spread((uint64_t)i) % (uint64_t)events)))) abort();
    printf("seen: an old message  %.3f us\n", (now() - began) / TIMES * 1e6);
}

static void ask_timelines(Activity *activity, uint32_t customers)
{
    enum { TIMES = 20000 };
    double began = now(), worst = 0;
    uint64_t entries = 0;
    for (uint64_t i = 0; i < TIMES; i++) {
        Arena *arena = arena_open(0);
        double one = now();
        Customer customer = 1 + (Customer)(spread(i) % customers);
        size_t count;
        (void)activity_timeline(activity, &customer, 1, NULL, 0, NULL, 50, arena, &count);
        entries += count;
        one = now() - one;
        if (one > worst) worst = one;
        arena_close(arena);
    }
    printf("timeline: 50 newest events  %.1f us, the longest %.1f ms (%.1f events)\n", (now() - began) / TIMES * 1e6,
           worst * 1e3, (double)entries / TIMES);
}

static void ask_view(Activity *activity, uint32_t customers, const char *what)
{
    static const uint16_t classes[] = {0, 1};
    static const bool negative[] = {false, true};
    ActivityAsk ask = {.classes = classes, .negative = negative, .class_count = 2, .customers = customers + 1};
    double began = now();
    const ActivityView *view = activity_view(activity, &ask);
    printf("view: %s  %.1f ms (%llu rows)\n", what, (now() - began) * 1e3, (unsigned long long)view->columns.rows);
    activity_release(activity, view);
}

static void ask(Activity *activity, int64_t events, uint32_t customers)
{
    ask_timelines(activity, customers);
    ask_view(activity, customers, "orders and refunds, first time");
    ask_view(activity, customers, "again");
    for (int64_t seq = events + 1; seq <= events + 1000; seq++) {
        ActivityEvent event = event_of(seq, events, customers);
        activity_append(activity, &event);
    }
    activity_commit(activity);
    ask_view(activity, customers, "after 1,000 more events");
    ask_seen(activity, events + 1000);
    ActivityState state = activity_state(activity);
    printf("state: %llu events, %llu in the tail, %llu files of %.0f MB, %.1f MB counted, %.1f MB resident (%.1f MB "
           "of them of files)\n",
           (unsigned long long)state.events, (unsigned long long)state.tail_events, (unsigned long long)state.files,
           (double)state.file_bytes / 1e6, (double)state.memory_bytes / 1e6, resident_mb("VmRSS"),
           resident_mb("RssFile"));
}

int main(int count, char **words)
{
    if (count != 4) return 2;
    Error error;
    Activity *activity;
    int64_t events = strtoll(words[1], NULL, 10);
    uint32_t customers = (uint32_t)strtoul(words[2], NULL, 10);
    Arena *arena = arena_open(0);
    ActivitySettings settings = {.folder = str_of(words[3])};
    if (!zone_open(STR("Europe/Paris"), arena, &settings.zone, &error)) die(&error);
    if (access(words[3], F_OK) != 0) {
        if (!activity_open(&settings, &activity, &error)) die(&error);
        follow(activity, events, customers);
        double began = now();
        if (!activity_flush(activity, &error)) die(&error);
        printf("flush: %.0f ms\n", (now() - began) * 1e3);
        ask(activity, events, customers);
        if (!activity_close(activity, &error)) die(&error);
    }
    double began = now();
    if (!activity_open(&settings, &activity, &error)) die(&error);
    printf("start: %.0f ms, %.1f MB resident, at most %.1f MB\n", (now() - began) * 1e3, resident_mb("VmRSS"),
           resident_mb("VmHWM"));
    events = activity_seq(activity);
    ask(activity, events, customers);
    sleep(12);
    printf("idle: %.1f MB resident (%.1f MB of them of files)\n", resident_mb("VmRSS"), resident_mb("RssFile"));
    began = now();
    if (!activity_close(activity, &error)) die(&error);
    printf("close: %.0f ms\n", (now() - began) * 1e3);
    arena_close(arena);
    return 0;
}
