#include "event/live.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { FILTER_BYTES = 256 };

typedef struct Listener {
    LiveStream stream;
    char event[FILTER_BYTES], user[FILTER_BYTES];
    LiveFilter filter; // its texts stand in the above
} Listener;

struct Live {
    pthread_mutex_t lock;
    Listener listener[LIVE_LISTENERS_MAX];
    size_t count;
    atomic_size_t heard;
};

Live *live_open(void)
{
    Live *live = calloc(1, sizeof *live);
    if (!live) memory_exhausted(0);
    pthread_mutex_init(&live->lock, NULL);
    return live;
}

void live_close(Live *live)
{
    if (!live) return;
    live_stop(live);
    pthread_mutex_destroy(&live->lock);
    free(live);
}

static Str keep(char *room, Str text)
{
    size_t size = text.size < FILTER_BYTES ? text.size : FILTER_BYTES;
    if (size) memcpy(room, text.data, size);
    return (Str){room, size};
}

// With the lock held.
static void let_go(Live *live, size_t index)
{
    LiveStream stream = live->listener[index].stream;
    stream.end(stream.context);
    Listener *last = &live->listener[--live->count];
    if (last != &live->listener[index]) {
        live->listener[index] = *last;
        live->listener[index].filter.event.data = live->listener[index].event;
        live->listener[index].filter.user.data = live->listener[index].user;
    }
    atomic_store(&live->heard, live->count);
}

static bool send_to(const Listener *listener, Str message)
{
    return listener->stream.send(listener->stream.context, message);
}

// A comment tells who is still there.
static void drop_those_gone(Live *live)
{
    for (size_t i = live->count; i-- > 0;)
        if (!send_to(&live->listener[i], STR(":\n\n"))) let_go(live, i);
}

bool live_listen(Live *live, LiveStream stream, const LiveFilter *filter)
{
    pthread_mutex_lock(&live->lock);
    if (live->count == LIVE_LISTENERS_MAX) drop_those_gone(live);
    bool room = live->count < LIVE_LISTENERS_MAX;
    if (room) {
        Listener *listener = &live->listener[live->count++];
        listener->stream = stream;
        listener->filter = *filter;
        listener->filter.event = keep(listener->event, filter->event);
        listener->filter.user = keep(listener->user, filter->user);
        atomic_store(&live->heard, live->count);
    }
    pthread_mutex_unlock(&live->lock);
    return room;
}

bool live_heard(const Live *live)
{
    return atomic_load(&live->heard) > 0;
}

static bool lets_through(const LiveFilter *filter, const LiveFilter *item)
{
    return (!filter->event.size || str_equal(filter->event, item->event)) &&
           (!filter->user.size || str_equal(filter->user, item->user) || str_equal(filter->user, item->anonymous)) &&
           (!filter->source || filter->source == item->source) && (!filter->rejected || item->rejected);
}

void live_tell(Live *live, const LiveFilter *item, Str without_body, Str with_body)
{
    pthread_mutex_lock(&live->lock);
    for (size_t i = live->count; i-- > 0;) {
        const LiveFilter *filter = &live->listener[i].filter;
        if (!lets_through(filter, item)) continue;
        Str message = filter->bodies ? with_body : without_body;
        if (!send_to(&live->listener[i], message)) let_go(live, i);
    }
    pthread_mutex_unlock(&live->lock);
}

void live_stop(Live *live)
{
    pthread_mutex_lock(&live->lock);
    while (live->count) let_go(live, live->count - 1);
    pthread_mutex_unlock(&live->lock);
}
