// wheel.h - deadlines of many connections: set, moved and cleared in a few instructions (a hashed timing wheel,
// Varghese and Lauck 1987). Times are milliseconds of a clock that never goes back; due deadlines are up to
// WHEEL_TICK_MS late.
#ifndef FIDELE_HTTP_WHEEL_H
#define FIDELE_HTTP_WHEEL_H

#include "base/base.h"

enum { WHEEL_TICK_MS = 32, WHEEL_SLOTS = 4096 }; // one turn is 131 s: longer deadlines are met again each turn

typedef struct Timer {
    struct Timer *next, **link; // link: NULL when it is not set
    int64_t due;
} Timer;

typedef struct Wheel {
    int64_t tick; // all before it are done
    int64_t wake; // nothing is due earlier; INT64_MAX: nothing is set
    Timer *slot[WHEEL_SLOTS];
} Wheel;

void wheel_start(Wheel *wheel, int64_t now);
void wheel_set(Wheel *wheel, Timer *timer, int64_t due); // moves it when it is set already
void wheel_clear(Wheel *wheel, Timer *timer);

// Takes out the timers that are due, one a call, in no order; NULL: none is left. Then wheel->wake is when to come
// back.
Timer *wheel_next_due(Wheel *wheel, int64_t now);

#endif
