#include "http/server.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "http/loop.h"
#include "http/socket.h"

enum { THREADS_DEFAULT = 2, CONNECTIONS_DEFAULT = 10000, BODIES_DEFAULT = 256 << 20 };

static int or_default(int value, int otherwise)
{
    return value ? value : otherwise;
}

static const Str *copy_texts(Arena *arena, const Str *texts, size_t count)
{
    Str *copies = arena_array(arena, Str, count);
    for (size_t i = 0; i < count; i++) copies[i] = str_copy(arena, texts[i]);
    return copies;
}

static void settle(HttpServer *server, const HttpSettings *given)
{
    HttpSettings *settings = &server->settings;
    HttpDeadlines *deadlines = &settings->deadlines;
    *settings = *given;
    settings->address = str_copy(server->arena, given->address);
    settings->socket_path = str_copy(server->arena, given->socket_path);
    settings->hosts = copy_texts(server->arena, given->hosts, given->host_count);
    settings->threads = or_default(given->threads, THREADS_DEFAULT);
    if (settings->connections_max == 0) settings->connections_max = CONNECTIONS_DEFAULT;
    if (settings->bodies_max == 0) settings->bodies_max = BODIES_DEFAULT;
    deadlines->headers = or_default(deadlines->headers, 10 * MILLISECONDS_PER_SECOND);
    deadlines->idle = or_default(deadlines->idle, 75 * MILLISECONDS_PER_SECOND);
    deadlines->body = or_default(deadlines->body, 10 * MILLISECONDS_PER_SECOND);
    deadlines->write = or_default(deadlines->write, 30 * MILLISECONDS_PER_SECOND);
    deadlines->linger = or_default(deadlines->linger, 2 * MILLISECONDS_PER_SECOND);
}

static bool read_proxies(HttpServer *server, Error *error)
{
    const HttpSettings *settings = &server->settings;
    server->proxies = arena_array(server->arena, HttpPeer, settings->proxy_count);
    for (size_t i = 0; i < settings->proxy_count; i++)
        if (!http_peer_parse(settings->proxies[i], &server->proxies[i]))
            return error_say(error, ERROR_USAGE,
                             PHRASE("trusted proxy {0}: this is no IP address",
                                    "mandataire de confiance {0}\u00A0: ce n’est pas une adresse IP"),
                             error_value(server->arena, settings->proxies[i]));
    return true;
}

static bool open_listeners(HttpServer *server, Error *error)
{
    HttpSettings *settings = &server->settings;
    if (settings->address.size && !http_listen(settings->address, &settings->port, &server->listener[0], error))
        return false;
    return settings->socket_path.size == 0 ||
           http_listen_unix(settings->socket_path, &server->listener[1], &server->socket_file, error);
}

static bool listen_here(EventThread *thread, const int *file)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = (void *)(uintptr_t)file};
    return *file < 0 || epoll_ctl(thread->poll, EPOLL_CTL_ADD, *file, &event) == 0;
}

static bool thread_open(HttpServer *server, EventThread *thread)
{
    thread->server = server;
    thread->buffers.held = &server->held;
    thread->buffers.held_max = server->settings.bodies_max;
    thread->now = loop_clock();
    thread->date_second = -1;
    wheel_start(&thread->wheel, thread->now);
    pthread_mutex_init(&thread->lock, NULL);
    thread->gzip = http_gzip_open();
    thread->poll = epoll_create1(EPOLL_CLOEXEC);
    thread->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (!thread->gzip || thread->poll < 0 || thread->wake < 0) return false;
    if (!listen_here(thread, &thread->wake)) return false;
    if (thread != server->threads) return true;
    return listen_here(thread, &server->listener[0]) && listen_here(thread, &server->listener[1]);
}

// Signals are the business of the thread that waits for them.
static bool thread_start(EventThread *thread)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&thread->thread, NULL, loop_run, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = failed;
    return !failed;
}

static bool start_threads(HttpServer *server, Error *error)
{
    int count = server->settings.threads;
    server->reserve = eventfd(0, EFD_CLOEXEC);
    server->threads = calloc((size_t)count, sizeof *server->threads);
    bool works = server->threads != NULL;
    for (int i = 0; i < count && works; i++) works = thread_open(server, &server->threads[i]);
    for (int i = 0; i < count && works; i++) {
        works = thread_start(&server->threads[i]);
        server->started += works;
    }
    return works || error_set_system(error, ERROR_FAILED, errno,
                                     PHRASE("the server could not be started: the system refuses more threads or files",
                                            "le serveur n’a pas pu démarrer\u00A0: le système refuse d’autres fils ou "
                                            "fichiers"),
                                     NULL, 0);
}

static void close_files(HttpServer *server)
{
    for (int i = 0; i < LISTENERS; i++)
        if (server->listener[i] >= 0) close(server->listener[i]);
    if (server->socket_file.st_ino) http_unlink_unix(server->settings.socket_path, &server->socket_file);
    server->socket_file = (struct stat){0};
}

bool http_open(const HttpSettings *settings, const HttpHandler *handler, HttpServer **server, Error *error)
{
    HttpServer *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_set_system(error, ERROR_FAILED, ENOMEM, PHRASE("not enough memory", "mémoire insuffisante"), NULL,
                                0);
    opened->handler = *handler;
    opened->arena = arena_open(0);
    opened->listener[0] = opened->listener[1] = opened->reserve = -1;
    atomic_init(&opened->references, 1);
    settle(opened, settings);
    if (!read_proxies(opened, error) || !open_listeners(opened, error) || !start_threads(opened, error)) {
        http_stop(opened, 0);
        http_close(opened);
        return false;
    }
    *server = opened;
    return true;
}

int http_port(const HttpServer *server)
{
    return server->settings.address.size ? server->settings.port : 0;
}

void http_stop(HttpServer *server, int seconds)
{
    atomic_store(&server->stop_by, loop_clock() + (int64_t)seconds * MILLISECONDS_PER_SECOND);
    atomic_store(&server->stopping, true);
    for (int i = 0; i < server->started; i++) loop_wake(&server->threads[i]);
    for (int i = 0; i < server->started; i++) pthread_join(server->threads[i].thread, NULL);
    server->started = 0;
    close_files(server);
}

static void thread_close(EventThread *thread)
{
    if (!thread->server) return; // it was never opened
    if (thread->poll >= 0) close(thread->poll);
    if (thread->wake >= 0) close(thread->wake);
    http_gzip_close(thread->gzip);
    buffer_pool_empty(&thread->buffers);
    while (thread->arena_count) arena_close(thread->arenas[--thread->arena_count]);
    pthread_mutex_destroy(&thread->lock);
}

void exchange_release_server(HttpServer *server)
{
    if (atomic_fetch_sub(&server->references, 1) > 1) return;
    for (int i = 0; server->threads && i < server->settings.threads; i++) thread_close(&server->threads[i]);
    if (server->reserve >= 0) close(server->reserve);
    free(server->threads);
    arena_close(server->arena);
    free(server);
}

void http_close(HttpServer *server)
{
    if (server) exchange_release_server(server);
}

HttpCounts http_counts(const HttpServer *server)
{
    HttpCounts counts = {.connections = atomic_load(&server->connections)};
    for (int i = 0; i < server->settings.threads; i++) {
        const EventThread *thread = &server->threads[i];
        counts.accepted += atomic_load_explicit(&thread->accepted, memory_order_relaxed);
        counts.requests += atomic_load_explicit(&thread->requests, memory_order_relaxed);
        counts.refused += atomic_load_explicit(&thread->refused, memory_order_relaxed);
        counts.bytes_in += atomic_load_explicit(&thread->bytes_in, memory_order_relaxed);
        counts.bytes_out += atomic_load_explicit(&thread->bytes_out, memory_order_relaxed);
    }
    return counts;
}
