#include "event/event_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/secret.h"

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory) memory_exhausted(0);
    return memory;
}

void event_names_open(EventNames *names, const unsigned char key[16])
{
    *names = (EventNames){.name = room(ACTIVITY_CLASSES_MAX, sizeof(EventName)),
                          .slot = room(EVENT_NAME_SLOTS, sizeof(uint16_t))};
    memcpy(names->key, key, sizeof names->key);
    pthread_rwlock_init(&names->lock, NULL);
}

void event_names_close(EventNames *names)
{
    event_names_cut(names, 0);
    pthread_rwlock_destroy(&names->lock);
    free(names->name);
    free(names->slot);
}

static bool is_page(EventKind kind)
{
    return kind == EVENT_PAGE || kind == EVENT_SCREEN;
}

// The slot of the name, or the free one where it would go.
static size_t slot_of(const EventNames *names, EventKind kind, Str name)
{
    uint64_t digest[2];
    digest_short(names->key, name, digest);
    size_t slot = (digest[0] ^ (uint64_t)kind) % EVENT_NAME_SLOTS;
    for (; names->slot[slot]; slot = (slot + 1) % EVENT_NAME_SLOTS) {
        const EventName *found = &names->name[names->slot[slot] - 1];
        if (found->kind == kind && str_equal(found->name, name)) break;
    }
    return slot;
}

bool event_names_find(const EventNames *names, EventKind kind, Str name, uint16_t *event_class)
{
    pthread_rwlock_t *lock = (pthread_rwlock_t *)(uintptr_t)&names->lock;
    pthread_rwlock_rdlock(lock);
    uint16_t number = names->slot[slot_of(names, kind, name)];
    pthread_rwlock_unlock(lock);
    if (number) *event_class = (uint16_t)(number - 1);
    return number > 0;
}

EventName event_names_of(const EventNames *names, uint16_t event_class)
{
    pthread_rwlock_t *lock = (pthread_rwlock_t *)(uintptr_t)&names->lock;
    pthread_rwlock_rdlock(lock);
    EventName name = event_class < names->count ? names->name[event_class] : (EventName){0};
    pthread_rwlock_unlock(lock);
    return name;
}

void event_names_add(EventNames *names, EventKind kind, Str name)
{
    assert(names->count < ACTIVITY_CLASSES_MAX);
    char *text = room(name.size + 1, 1);
    if (name.size) memcpy(text, name.data, name.size);
    pthread_rwlock_wrlock(&names->lock);
    size_t slot = slot_of(names, kind, name);
    names->name[names->count] = (EventName){kind, {text, name.size}};
    names->slot[slot] = ++names->count;
    names->page_names = (uint16_t)(names->page_names + is_page(kind));
    pthread_rwlock_unlock(&names->lock);
}

// Names of committed events are never taken back, so nobody holds the text of one that is.
void event_names_cut(EventNames *names, uint16_t count)
{
    if (names->count <= count) return;
    pthread_rwlock_wrlock(&names->lock);
    for (uint16_t i = count; i < names->count; i++) {
        names->page_names = (uint16_t)(names->page_names - is_page(names->name[i].kind));
        free((char *)(uintptr_t)names->name[i].name.data);
    }
    names->count = count;
    memset(names->slot, 0, EVENT_NAME_SLOTS * sizeof *names->slot);
    for (uint16_t i = 0; i < count; i++)
        names->slot[slot_of(names, names->name[i].kind, names->name[i].name)] = (uint16_t)(i + 1);
    pthread_rwlock_unlock(&names->lock);
}
