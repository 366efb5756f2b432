#include "http/wheel.h"

static int64_t tick_of(int64_t time)
{
    return (time + WHEEL_TICK_MS - 1) / WHEEL_TICK_MS; // the first tick that is not before it
}

void wheel_start(Wheel *wheel, int64_t now)
{
    wheel->tick = now / WHEEL_TICK_MS;
    wheel->wake = INT64_MAX;
}

void wheel_clear(Wheel *wheel, Timer *timer)
{
    (void)wheel;
    if (!timer->link) return;
    *timer->link = timer->next;
    if (timer->next) timer->next->link = timer->link;
    timer->link = NULL;
}

void wheel_set(Wheel *wheel, Timer *timer, int64_t due)
{
    wheel_clear(wheel, timer);
    int64_t tick = larger(tick_of(due), wheel->tick);
    Timer **head = &wheel->slot[tick % WHEEL_SLOTS];
    timer->due = due;
    timer->next = *head;
    timer->link = head;
    if (timer->next) timer->next->link = &timer->next;
    *head = timer;
    wheel->wake = smaller(wheel->wake, tick * WHEEL_TICK_MS);
}

// The earliest slot that holds something, from the tick on. It may hold only what is due a turn later.
static int64_t next_wake(const Wheel *wheel)
{
    for (int64_t tick = wheel->tick; tick < wheel->tick + WHEEL_SLOTS; tick++)
        if (wheel->slot[tick % WHEEL_SLOTS]) return tick * WHEEL_TICK_MS;
    return INT64_MAX;
}

static Timer *take_due(Wheel *wheel, Timer *timer, int64_t now)
{
    for (; timer; timer = timer->next) {
        if (timer->due > now) continue;
        wheel_clear(wheel, timer);
        return timer;
    }
    return NULL;
}

Timer *wheel_next_due(Wheel *wheel, int64_t now)
{
    if (now < wheel->wake) return NULL;
    int64_t last = now / WHEEL_TICK_MS;
    if (last - wheel->tick >= WHEEL_SLOTS) wheel->tick = last - WHEEL_SLOTS + 1; // each slot once
    while (wheel->tick <= last) {
        Timer *due = take_due(wheel, wheel->slot[wheel->tick % WHEEL_SLOTS], now);
        if (due) return due;
        wheel->tick++;
    }
    wheel->wake = next_wake(wheel);
    return NULL;
}
