#include "http/loop.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { EVENTS_MAX = 256, ACCEPTS_A_TURN = 64, LISTEN_PAUSE_MS = 100 };

static _Thread_local const EventThread *here;

int64_t loop_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MILLISECONDS_PER_SECOND + now.tv_nsec / 1000000;
}

bool loop_here(const EventThread *thread)
{
    return here == thread;
}

void loop_wake(EventThread *thread)
{
    eventfd_write(thread->wake, 1);
}

// ---- new connections, taken by the first thread ----

static void hand_out(HttpServer *server, Connection *connection)
{
    EventThread *thread = &server->threads[server->next_thread++ % (unsigned)server->settings.threads];
    if (loop_here(thread)) {
        connection_welcome(thread, connection);
        return;
    }
    pthread_mutex_lock(&thread->lock);
    bool closed = thread->closed;
    if (!closed) {
        if (!thread->newcomers) loop_wake(thread);
        connection->next = thread->newcomers;
        thread->newcomers = connection;
    }
    pthread_mutex_unlock(&thread->lock);
    if (!closed) return;
    close(connection->file);
    atomic_fetch_sub(&server->connections, 1);
    free(connection);
}

static void welcome(EventThread *thread, int file, const struct sockaddr_storage *address)
{
    HttpServer *server = thread->server;
    int one = 1;
    Connection *connection = NULL;
    if (atomic_fetch_add(&server->connections, 1) < server->settings.connections_max)
        connection = calloc(1, sizeof *connection);
    if (!connection) {
        atomic_fetch_sub(&server->connections, 1);
        close(file);
        return;
    }
    connection->file = file;
    connection->peer = http_peer_of(address);
    if (!connection->peer.local) setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    atomic_fetch_add_explicit(&thread->accepted, 1, memory_order_relaxed);
    hand_out(server, connection);
}

static void watch_listeners(EventThread *thread, bool on)
{
    HttpServer *server = thread->server;
    for (int i = 0; i < LISTENERS; i++) {
        struct epoll_event event = {.events = on ? EPOLLIN : 0, .data.ptr = &server->listener[i]};
        if (server->listener[i] >= 0) epoll_ctl(thread->poll, EPOLL_CTL_MOD, server->listener[i], &event);
    }
    thread->listen_again = on ? 0 : thread->now + LISTEN_PAUSE_MS;
}

// Without descriptors a connection would wait in the queue, and wake us, for ever: the reserve is given up to turn it
// away.
static void turn_away(EventThread *thread, int listener)
{
    HttpServer *server = thread->server;
    close(server->reserve);
    int file = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (file >= 0) close(file);
    server->reserve = eventfd(0, EFD_CLOEXEC);
    if (file < 0 || server->reserve < 0) watch_listeners(thread, false);
}

static void accept_some(EventThread *thread, int listener)
{
    for (int i = 0; i < ACCEPTS_A_TURN; i++) {
        struct sockaddr_storage address = {0};
        socklen_t size = sizeof address;
        int file = accept4(listener, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (file >= 0) {
            welcome(thread, file, &address);
        } else if (errno == EMFILE || errno == ENFILE) {
            turn_away(thread, listener);
            return;
        } else if (errno == ENOMEM || errno == ENOBUFS) {
            watch_listeners(thread, false);
            return;
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

// ---- one turn ----

static void take_newcomers(EventThread *thread)
{
    pthread_mutex_lock(&thread->lock);
    Connection *newcomer = thread->newcomers;
    thread->newcomers = NULL;
    pthread_mutex_unlock(&thread->lock);
    while (newcomer) {
        Connection *next = newcomer->next;
        connection_welcome(thread, newcomer);
        newcomer = next;
    }
}

static void happened(EventThread *thread, const struct epoll_event *event)
{
    HttpServer *server = thread->server;
    void *at = event->data.ptr;
    if (at == &thread->wake) {
        eventfd_t count;
        eventfd_read(thread->wake, &count);
    } else if (at == &server->listener[0] || at == &server->listener[1]) {
        accept_some(thread, *(const int *)at);
    } else {
        Connection *connection = at;
        if (event->events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) connection->readable = true;
        if (event->events & (EPOLLRDHUP | EPOLLHUP)) connection->hangup = true;
        if (event->events & EPOLLERR) connection->dead = true;
        connection_turn(connection);
    }
}

static void turn_ready(EventThread *thread)
{
    Connection *connection = thread->ready;
    thread->ready = NULL;
    while (connection) {
        Connection *next = connection->next_ready;
        connection->ready = false;
        if (connection->dead) // it was closed while it stood in line
            free(connection);
        else
            connection_turn(connection);
        connection = next;
    }
}

static void turn_timers(EventThread *thread)
{
    for (Timer *timer; (timer = wheel_next_due(&thread->wheel, thread->now));) connection_expire((Connection *)timer);
    if (thread->listen_again && thread->now >= thread->listen_again) watch_listeners(thread, true);
}

static int time_to_wait(const EventThread *thread)
{
    int64_t until = thread->wheel.wake;
    if (thread->ready) return 0;
    if (thread->listen_again) until = smaller(until, thread->listen_again);
    if (atomic_load(&thread->server->stopping)) until = smaller(until, atomic_load(&thread->server->stop_by));
    if (until == INT64_MAX) return -1;
    return (int)larger(0, smaller(until - thread->now, INT32_MAX));
}

static void turn(EventThread *thread)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(thread->poll, events, EVENTS_MAX, time_to_wait(thread));
    thread->now = loop_clock();
    for (int i = 0; i < count; i++) happened(thread, &events[i]);
    take_newcomers(thread);
    exchange_mail(thread);
    turn_timers(thread);
    turn_ready(thread);
}

// ---- the end ----

static void stop_listening(EventThread *thread)
{
    HttpServer *server = thread->server;
    if (thread != server->threads) return;
    for (int i = 0; i < LISTENERS; i++) {
        if (server->listener[i] >= 0) close(server->listener[i]);
        server->listener[i] = -1;
    }
    thread->listen_again = 0;
}

// Every connection once; each may go, and only itself.
static void each_connection(EventThread *thread, void (*act)(Connection *connection))
{
    Connection *next;
    for (Connection *connection = thread->connections; connection; connection = next) {
        next = connection->next;
        act(connection);
    }
}

// What was posted before nobody took mail any more. No connection is left.
static void close_mail(EventThread *thread)
{
    pthread_mutex_lock(&thread->lock);
    thread->closed = true;
    pthread_mutex_unlock(&thread->lock);
    take_newcomers(thread);
    each_connection(thread, connection_close);
    exchange_mail(thread);
    turn_ready(thread);
}

void *loop_run(void *event_thread)
{
    EventThread *thread = event_thread;
    HttpServer *server = thread->server;
    here = thread;
    while (!atomic_load(&server->stopping)) turn(thread);
    stop_listening(thread);
    each_connection(thread, connection_leave);
    while (thread->connections && thread->now < atomic_load(&server->stop_by)) turn(thread);
    each_connection(thread, connection_close);
    close_mail(thread);
    here = NULL;
    return NULL;
}
