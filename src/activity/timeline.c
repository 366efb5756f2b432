// The newest events of a person, out of files and tails.
#include "activity/activity_parts.h"

// The best `limit` entries so far, as a heap with the oldest on top, which the next newer one pushes out.
typedef struct Newest {
    TimelineEntry *entry;
    size_t count, limit;
} Newest;

typedef struct TimelineAsk {
    const uint16_t *classes; // NULL: all
    size_t class_count;
    const TimelineEntry *before; // NULL: from the newest on
    const Removed *removed;
    Newest newest;
} TimelineAsk;

static bool older(const TimelineEntry *a, const TimelineEntry *b)
{
    return a->at_second != b->at_second ? a->at_second < b->at_second : a->seq < b->seq;
}

static void sift_down(Newest *newest, size_t at)
{
    for (;;) {
        size_t oldest = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < newest->count; child++)
            if (older(&newest->entry[child], &newest->entry[oldest])) oldest = child;
        if (oldest == at) return;
        TimelineEntry moved = newest->entry[at];
        newest->entry[at] = newest->entry[oldest];
        newest->entry[oldest] = moved;
        at = oldest;
    }
}

static void sift_up(Newest *newest, size_t at)
{
    TimelineEntry entry = newest->entry[at];
    for (; at > 0 && older(&entry, &newest->entry[(at - 1) / 2]); at = (at - 1) / 2)
        newest->entry[at] = newest->entry[(at - 1) / 2];
    newest->entry[at] = entry;
}

static bool too_old(const Newest *newest, const TimelineEntry *entry)
{
    return newest->count == newest->limit && !older(&newest->entry[0], entry);
}

static void offer(Newest *newest, const TimelineEntry *entry)
{
    if (too_old(newest, entry)) return;
    if (newest->count < newest->limit) {
        newest->entry[newest->count++] = *entry;
        sift_up(newest, newest->count - 1);
    } else {
        newest->entry[0] = *entry;
        sift_down(newest, 0);
    }
}

// From the heap to newest first: the oldest goes to the end each time.
static void put_in_order(Newest *newest)
{
    size_t count = newest->count;
    while (newest->count > 1) {
        TimelineEntry oldest = newest->entry[0];
        newest->entry[0] = newest->entry[--newest->count];
        newest->entry[newest->count] = oldest;
        sift_down(newest, 0);
    }
    newest->count = count;
}

// ---- where they lie ----

static bool wanted_class(const TimelineAsk *ask, uint16_t event_class)
{
    if (!ask->classes) return true;
    for (size_t i = 0; i < ask->class_count; i++)
        if (ask->classes[i] == event_class) return true;
    return false;
}

static void look_in_tail(TimelineAsk *ask, const Tail *tail, uint32_t count, Customer customer)
{
    for (uint32_t at = tail_newest(tail, customer); at > 0; at = tail->row[at - 1].previous) {
        const TailRow *row = &tail->row[at - 1];
        TimelineEntry entry = {.seq = row->seq, .at_second = row->second, .event_class = row->event_class};
        if (at > count || !wanted_class(ask, row->event_class) || removed_has(ask->removed, row->seq)) continue;
        if (!ask->before || older(&entry, ask->before)) offer(&ask->newest, &entry);
    }
}

static TimelineEntry entry_of(const ClassRows *rows, uint32_t row, int64_t base)
{
    return (TimelineEntry){
        .seq = base + rows->seq[row], .at_second = rows->second[row], .event_class = (uint16_t)rows->event_class};
}

// The rows of a run are in order of time: those from the returned one on are not before `before`.
static uint32_t run_end(const ClassRows *rows, uint32_t from, uint32_t to, int64_t base, const TimelineEntry *before)
{
    while (before && from < to) {
        uint32_t middle = from + (to - from) / 2;
        TimelineEntry entry = entry_of(rows, middle, base);
        if (older(&entry, before))
            from = middle + 1;
        else
            to = middle;
    }
    return to;
}

static void look_in_rows(TimelineAsk *ask, const ClassRows *rows, int64_t base, Customer customer)
{
    int64_t at = rows ? class_rows_find(rows, customer) : -1;
    if (at < 0) return;
    uint32_t from = rows->start[at];
    for (uint32_t row = run_end(rows, from, rows->start[at + 1], base, ask->before); row-- > from;) {
        TimelineEntry entry = entry_of(rows, row, base);
        if (too_old(&ask->newest, &entry)) return;
        if (removed_has(ask->removed, entry.seq)) continue;
        offer(&ask->newest, &entry);
    }
}

static void look_in_file(TimelineAsk *ask, const Stretch *stretch, Customer customer)
{
    const Directory *directory = &stretch->directory;
    int64_t at = directory_find(directory, customer);
    if (at < 0) return;
    for (uint32_t i = directory->start[at]; i < directory->start[at + 1]; i++)
        if (wanted_class(ask, directory->event_class[i]))
            look_in_rows(ask, stretch_class(stretch, directory->event_class[i]), stretch->base, customer);
}

TimelineEntry *activity_timeline(Activity *activity, const Customer *customers, size_t customer_count,
                                 const uint16_t *classes, size_t class_count, const TimelineEntry *before, size_t limit,
                                 Arena *arena, size_t *count)
{
    TimelineAsk ask = {.classes = classes, .class_count = class_count, .before = before};
    ask.newest = (Newest){.entry = arena_array(arena, TimelineEntry, limit), .limit = limit};
    uint32_t committed;
    Sources *sources = activity_hold(activity, &committed);
    ask.removed = sources->removed;
    for (size_t c = 0; c < customer_count && limit > 0; c++) {
        for (size_t t = sources->tails; t-- > 0;)
            look_in_tail(&ask, sources->tail[t], t + 1 < sources->tails ? tail_count(sources->tail[t]) : committed,
                         customers[c]);
        for (size_t f = sources->files; f-- > 0;) look_in_file(&ask, &sources->file[f]->stretch, customers[c]);
    }
    sources_release(sources);
    put_in_order(&ask.newest);
    *count = ask.newest.count;
    return ask.newest.entry;
}
