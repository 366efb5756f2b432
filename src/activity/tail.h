// tail.h - the newest events of the log, in memory, in the order of the log: those that are in no file yet.
//
// One thread adds; any thread reads the rows below the count it took with tail_count. A tail has room for a fixed
// number of rows, so that nothing a reader looks at ever moves; a full one is frozen, written, and another one begun.
//
// Memory: 64 bytes a row that is used, and 16 bytes a row of room for finding customers and messages.
#ifndef FIDELE_ACTIVITY_TAIL_H
#define FIDELE_ACTIVITY_TAIL_H

#include <stdatomic.h>

#include "activity/activity.h"

typedef struct TailRow {
    int64_t seq;
    int64_t amount_minor;
    MessageKey message;
    Second second; // civil
    Customer customer;
    uint32_t previous; // the customer's row before it in this tail, counted from 1; 0: there is none
    uint16_t event_class;
    bool hidden;
    uint16_t value[ACTIVITY_DIMENSIONS_MAX];
} TailRow;

typedef struct Tail {
    atomic_uint references;
    int64_t after; // its rows are of the log after this number
    uint32_t room;
    uint32_t added;    // rows, for the adding thread
    atomic_uint count; // of these, published
    TailRow *row;
    uint32_t slots;            // of both tables, a power of two
    _Atomic(uint32_t) *newest; // by customer: the last row, counted from 1
    uint32_t *message;         // by message key: its row, counted from 1; for the adding thread alone
} Tail;

enum { TAIL_ROOM_MAX = 1 << 30 };

Tail *tail_open(int64_t after, size_t room);
void tail_retain(Tail *tail);
void tail_release(Tail *tail); // the last one frees it

void tail_add(Tail *tail, const TailRow *row); // unseen until it is published; `previous` is set here
void tail_publish(Tail *tail);
bool tail_has_message(const Tail *tail, MessageKey message);       // adding thread
uint64_t tail_times_message(const Tail *tail, MessageKey message); // adding thread: in how many rows

static inline uint32_t tail_count(const Tail *tail)
{
    return atomic_load_explicit(&tail->count, memory_order_acquire);
}
// The customer's last row, counted from 1, perhaps one that is not published yet; 0: none.
uint32_t tail_newest(const Tail *tail, Customer customer);

static inline bool message_key_none(MessageKey key)
{
    return (key.word[0] | key.word[1]) == 0;
}
static inline bool message_key_equal(MessageKey a, MessageKey b)
{
    return a.word[0] == b.word[0] && a.word[1] == b.word[1];
}

#endif
