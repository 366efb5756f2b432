#include "activity/tail.h"

#include "base/pages.h"

static uint32_t slots_for(size_t room)
{
    uint32_t slots = 16;
    while (slots < 2 * room) slots *= 2;
    return slots;
}

Tail *tail_open(int64_t after, size_t room)
{
    assert(room > 0 && room <= TAIL_ROOM_MAX);
    Tail *tail = pages_array(Tail, 1);
    tail->after = after;
    tail->room = (uint32_t)room;
    tail->slots = slots_for(room);
    tail->row = pages_array(TailRow, room);
    tail->newest = pages_reserve(tail->slots, sizeof *tail->newest);
    tail->message = pages_array(uint32_t, tail->slots);
    atomic_store(&tail->references, 1);
    return tail;
}

void tail_retain(Tail *tail)
{
    atomic_fetch_add(&tail->references, 1);
}

void tail_release(Tail *tail)
{
    if (!tail || atomic_fetch_sub(&tail->references, 1) > 1) return;
    pages_release(tail->row, tail->room, sizeof *tail->row);
    pages_release(tail->newest, tail->slots, sizeof *tail->newest);
    pages_release(tail->message, tail->slots, sizeof *tail->message);
    pages_release(tail, 1, sizeof *tail);
}

// Fibonacci hashing (Knuth, TAOCP 3, 6.4): customers are numbered one after the other.
static uint32_t customer_slot(const Tail *tail, Customer customer)
{
    return (uint32_t)((customer * 0x9E3779B97F4A7C15U) >> 32) & (tail->slots - 1);
}

// A slot keeps its customer for ever, only the row in it changes. So the first empty slot ends the search.
static uint32_t find_customer(const Tail *tail, Customer customer, uint32_t *newest)
{
    uint32_t slot = customer_slot(tail, customer);
    for (;; slot = (slot + 1) & (tail->slots - 1)) {
        *newest = atomic_load_explicit(&tail->newest[slot], memory_order_acquire);
        if (*newest == 0 || tail->row[*newest - 1].customer == customer) return slot;
    }
}

uint32_t tail_newest(const Tail *tail, Customer customer)
{
    uint32_t newest;
    find_customer(tail, customer, &newest);
    return newest;
}

static uint32_t find_message(const Tail *tail, MessageKey message)
{
    uint32_t slot = (uint32_t)message.word[0] & (tail->slots - 1);
    while (tail->message[slot] && !message_key_equal(tail->row[tail->message[slot] - 1].message, message))
        slot = (slot + 1) & (tail->slots - 1);
    return slot;
}

bool tail_has_message(const Tail *tail, MessageKey message)
{
    return tail->message[find_message(tail, message)] != 0;
}

// Equal messages (of events that were removed and came again) follow each other in the slots.
uint64_t tail_times_message(const Tail *tail, MessageKey message)
{
    uint64_t times = 0;
    uint32_t slot = (uint32_t)message.word[0] & (tail->slots - 1);
    for (; tail->message[slot]; slot = (slot + 1) & (tail->slots - 1))
        times += message_key_equal(tail->row[tail->message[slot] - 1].message, message);
    return times;
}

static void add_message(Tail *tail, MessageKey message)
{
    uint32_t slot = (uint32_t)message.word[0] & (tail->slots - 1);
    while (tail->message[slot]) slot = (slot + 1) & (tail->slots - 1);
    tail->message[slot] = tail->added;
}

void tail_add(Tail *tail, const TailRow *row)
{
    assert(tail->added < tail->room);
    TailRow *added = &tail->row[tail->added++];
    *added = *row;
    uint32_t slot = find_customer(tail, row->customer, &added->previous);
    if (!message_key_none(row->message)) add_message(tail, row->message);
    atomic_store_explicit(&tail->newest[slot], tail->added, memory_order_release);
}

void tail_publish(Tail *tail)
{
    atomic_store_explicit(&tail->count, tail->added, memory_order_release);
}
