#include "activity/staged.h"

#include "base/pages.h"

enum { FIRST_ROOM = 1024 };

void staged_close(Staged *staged)
{
    pages_release(staged->row, staged->room, sizeof *staged->row);
    pages_release(staged->slot, staged->slots, sizeof *staged->slot);
    *staged = (Staged){0};
}

static size_t find(const Staged *staged, MessageKey message)
{
    size_t slot = message.word[0] & (staged->slots - 1);
    while (staged->slot[slot] && !message_key_equal(staged->row[staged->slot[slot] - 1].message, message))
        slot = (slot + 1) & (staged->slots - 1);
    return slot;
}

bool staged_has_message(const Staged *staged, MessageKey message)
{
    return staged->count > 0 && staged->slot[find(staged, message)] != 0;
}

// Equal messages (of events that were removed and came again) follow each other in the slots.
uint64_t staged_times_message(const Staged *staged, MessageKey message)
{
    uint64_t times = 0;
    if (staged->count == 0) return 0;
    size_t slot = message.word[0] & (staged->slots - 1);
    for (; staged->slot[slot]; slot = (slot + 1) & (staged->slots - 1))
        times += message_key_equal(staged->row[staged->slot[slot] - 1].message, message);
    return times;
}

// The slot that holds `held`: 0 to find a free one, or a row.
static size_t slot_of(const Staged *staged, MessageKey message, size_t held)
{
    size_t slot = message.word[0] & (staged->slots - 1);
    while (staged->slot[slot] != held) slot = (slot + 1) & (staged->slots - 1);
    return slot;
}

static void grow(Staged *staged)
{
    size_t room = staged->room ? 2 * staged->room : FIRST_ROOM;
    staged->row = pages_resize(staged->row, staged->room, room, sizeof *staged->row);
    staged->room = room;
    pages_release(staged->slot, staged->slots, sizeof *staged->slot);
    staged->slots = 2 * room;
    staged->slot = pages_array(uint32_t, staged->slots);
    for (size_t i = 0; i < staged->count; i++)
        if (!message_key_none(staged->row[i].message))
            staged->slot[slot_of(staged, staged->row[i].message, 0)] = (uint32_t)i + 1;
}

void staged_add(Staged *staged, const TailRow *row)
{
    if (staged->count == staged->room) grow(staged);
    staged->row[staged->count++] = *row;
    if (message_key_none(row->message)) return;
    staged->slot[slot_of(staged, row->message, 0)] = (uint32_t)staged->count;
}

// What was put in last stands in no one's way, so that its slot can simply be emptied.
void staged_undo(Staged *staged, size_t count)
{
    while (staged->count > count) {
        const TailRow *row = &staged->row[staged->count - 1];
        if (!message_key_none(row->message)) staged->slot[slot_of(staged, row->message, staged->count)] = 0;
        staged->count--;
    }
}
