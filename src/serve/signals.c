#include "serve/signals.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static int signals = -1;

bool signals_open(Error *error)
{
    static const int ignored[] = {SIGPIPE, SIGUSR1, SIGUSR2, SIGWINCH};
    for (size_t i = 0; i < COUNT_OF(ignored); i++) signal(ignored[i], SIG_IGN);
    sigset_t obeyed;
    sigemptyset(&obeyed);
    sigaddset(&obeyed, SIGTERM);
    sigaddset(&obeyed, SIGINT);
    sigaddset(&obeyed, SIGHUP);
    if (pthread_sigmask(SIG_BLOCK, &obeyed, NULL) == 0 && (signals = signalfd(-1, &obeyed, SFD_CLOEXEC)) >= 0)
        return true;
    int reason = errno;
    return error_set_system(error, ERROR_FAILED, reason,
                            PHRASE("cannot listen to signals", "impossible d'écouter les signaux"), NULL, 0);
}

// False when nothing came within the time; -1 waits for ever.
static bool read_signal(int milliseconds, SignalWish *wish)
{
    struct pollfd waiting = {.fd = signals, .events = POLLIN};
    struct signalfd_siginfo signal;
    int ready = poll(&waiting, 1, milliseconds);
    if (ready <= 0 || read(signals, &signal, sizeof signal) != (ssize_t)sizeof signal) return false;
    *wish = signal.ssi_signo == SIGHUP ? SIGNAL_RELOAD : SIGNAL_STOP;
    return true;
}

SignalWish signals_wait(void)
{
    SignalWish wish = SIGNAL_STOP;
    while (!read_signal(-1, &wish)) continue;
    return wish;
}

static int64_t steady(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool signals_stop_within(int milliseconds)
{
    int64_t until = steady() + milliseconds, left = milliseconds;
    for (SignalWish wish; left > 0; left = until - steady())
        if (read_signal((int)left, &wish) && wish == SIGNAL_STOP) return true;
    return false;
}

// ---- a second signal ----

static struct {
    int seconds;
    void (*last)(bool in_time);
} insistence;

static void *insist(void *unused)
{
    (void)unused;
    insistence.last(signals_stop_within(insistence.seconds * 1000));
    _exit(0);
}

void signals_insist(int seconds, void (*last)(bool in_time))
{
    insistence.seconds = seconds;
    insistence.last = last;
    pthread_t thread;
    if (pthread_create(&thread, NULL, insist, NULL) == 0) pthread_detach(thread);
}
