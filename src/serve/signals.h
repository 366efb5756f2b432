// signals.h - the signals that a server obeys, read instead of suffered: no handler runs in between anything.
//
// SIGTERM and SIGINT: stop; a second one skips the drain. SIGHUP: read the configuration again, open the log again.
// SIGPIPE, SIGUSR1, SIGUSR2 and SIGWINCH: nothing.
#ifndef FIDELE_SERVE_SIGNALS_H
#define FIDELE_SERVE_SIGNALS_H

#include "base/error.h"

// Before any thread is started: threads inherit it.
MUST_USE bool signals_open(Error *error);
typedef enum SignalWish { SIGNAL_STOP, SIGNAL_RELOAD } SignalWish;
SignalWish signals_wait(void);
bool signals_stop_within(int milliseconds); // waits for a wish to stop, at most that long
// From now on a second wish to stop, or `seconds`, end the process at once, with code 0.
void signals_insist(int seconds, void (*last)(bool in_time));

#endif
