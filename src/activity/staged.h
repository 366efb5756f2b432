// staged.h - events of a transaction that is not committed yet: known by their messages, seen by nobody.
#ifndef FIDELE_ACTIVITY_STAGED_H
#define FIDELE_ACTIVITY_STAGED_H

#include "activity/tail.h"

typedef struct Staged {
    TailRow *row;
    size_t count, room;
    uint32_t *slot; // by message key: its row, counted from 1
    size_t slots;   // a power of two, or 0
} Staged;

void staged_close(Staged *staged);
void staged_add(Staged *staged, const TailRow *row);
void staged_undo(Staged *staged, size_t count); // keeps the first `count`
bool staged_has_message(const Staged *staged, MessageKey message);
uint64_t staged_times_message(const Staged *staged, MessageKey message); // in how many rows

#endif
