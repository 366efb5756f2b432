// served_test.h - a server for tests, with a handler that does what the path asks, and clients of plain sockets.
//
//   /echo…     answers "METHOD path body" at once             /large?n   n bytes
//   /held…     waits until the test answers (served_take)     /stream…   the same; the test makes a stream of it
//   /worker…   as /echo, from another thread                  /early     401, before the body is read
//   /split     with a header that would split the answer      /small     takes 10 bytes at most
//   anything else: 404 with the path
#ifndef FIDELE_HTTP_SERVED_TEST_H
#define FIDELE_HTTP_SERVED_TEST_H

#include <pthread.h>
#include <stdatomic.h>

#include "http/server.h"

enum { SERVED_WORKERS = 3, SERVED_QUEUE = 1024 };

typedef struct Served {
    HttpServer *server;
    atomic_int begun, ended;         // exchanges
    atomic_int last_status;          // of the last that ended
    atomic_uint_least64_t last_sent; // bytes
    _Atomic(const char *) last_broken;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    HttpExchange *held[SERVED_QUEUE], *work[SERVED_QUEUE];
    int held_count, work_count;
    bool closing;
    pthread_t workers[SERVED_WORKERS];
    Str folder; // of the Unix socket
} Served;

// On a free port of 127.0.0.1 unless settings->socket_path says otherwise. Stopped and closed by served_close.
Served *served_open(const HttpSettings *settings);
void served_close(Served *served);
HttpExchange *served_take(Served *served); // the oldest that is held; waits for one
void served_wait_ended(Served *served, int count);

int client_open(const Served *served);
int client_socket(void); // the two steps of client_open
void client_connect(int client, const Served *served);
bool client_send(int client, Str bytes); // all of it; false when the server does not take it any more
// Reads until the connection ends, or (when `answers` > 0) that many answers are there. Without their heads when
// `bodies`.
Str client_read(int client, int answers);
Str client_ask(const Served *served, Str wire); // sends, half-closes and reads to the end
Str client_body(Str answer);                    // of the first answer
bool client_closed(int client);                 // waits for the end; false when bytes came instead

#endif
