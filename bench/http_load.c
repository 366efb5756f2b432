// http_load.c - requests for a server under measurement, from one thread; prints one line of JSON.
//
//   fidele_http_load [--connections 32] [--seconds 5] [--warmup 1] [--rate 0] [--method GET] [--body FILE] [--users
//   1000]
//             [--header "Name: value"]… HOST PORT PATH
//
// Closed loop (--rate 0): each connection asks again as soon as it is answered. Open loop: --rate requests a second
// fall due whatever the server does, wait for a free connection, and their latency counts from when they were due, so
// that a server that stalls can't hide it (coordinated omission). No pipelining.
//
// In the path and the body, {id} becomes 24 characters that never come twice, {user} one of --users as eight digits,
// {time} the present as in 2026-11-22T08:27:00.123Z: each at every place anew.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/instant.h"
#include "base/secret.h"

enum { HEADERS_MAX = 16, ANSWER_MAX = 256 << 10, STATUS_MAX = 600, BUCKETS = 1024, EVENTS = 256 };

typedef struct Options {
    Str host, path, method, body_file, header[HEADERS_MAX];
    size_t headers;
    int port, connections, users;
    double seconds, warmup, rate;
} Options;

typedef struct Client {
    int file;
    bool busy;
    int64_t due; // of the request under way, in nanoseconds
    size_t sent, received;
    char *request, *answer;
} Client;

// Latencies in microseconds: 32 steps for each doubling, so within 3 %.
typedef struct Histogram {
    uint64_t count[BUCKETS], total, max;
} Histogram;

typedef struct Patch {
    size_t at;
    char kind;
} Patch;

typedef struct Load {
    Options options;
    Arena *arena;
    Str request; // the template, with room where the patches go
    Patch *patch;
    size_t patches;
    Client *clients;
    int poll;
    struct sockaddr_in address;
    int64_t start, counted_from, end; // nanoseconds
    int64_t next_due;                 // of the open loop
    uint64_t ids, random, outstanding, reconnects, broken, waited_max;
    char run[17]; // of this run, in front of every id
    uint64_t status[STATUS_MAX];
    Histogram fine, refused;
} Load;

static int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "http_load: %s: %s\n", what, strerror(errno));
    exit(1);
}

// ---- latencies ----

static size_t bucket_of(uint64_t value)
{
    if (value < 64) return (size_t)value;
    unsigned level = 58U - (unsigned)__builtin_clzll(value); // value >> level is 32..63
    return 64 + (size_t)(level - 1) * 32 + (size_t)(value >> level) - 32;
}

static uint64_t bucket_end(size_t bucket)
{
    if (bucket < 64) return bucket;
    size_t level = (bucket - 64) / 32 + 1;
    return (((uint64_t)(bucket - 64) % 32 + 33) << level) - 1;
}

static void record(Histogram *histogram, uint64_t microseconds)
{
    size_t bucket = bucket_of(microseconds);
    histogram->count[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    histogram->total++;
    if (microseconds > histogram->max) histogram->max = microseconds;
}

static double milliseconds_at(const Histogram *histogram, double share)
{
    uint64_t wanted = (uint64_t)((double)histogram->total * share), seen = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        seen += histogram->count[i];
        if (seen > wanted) return (double)smaller((int64_t)bucket_end(i), (int64_t)histogram->max) / 1000;
    }
    return (double)histogram->max / 1000;
}

static void print_latencies(const char *name, const Histogram *histogram)
{
    printf(",\"%s\":{\"n\":%llu,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", name,
           (unsigned long long)histogram->total, milliseconds_at(histogram, 0.5), milliseconds_at(histogram, 0.9),
           milliseconds_at(histogram, 0.99), milliseconds_at(histogram, 0.999), (double)histogram->max / 1000);
}

// ---- the request ----

static const struct {
    Str word;
    char kind;
    size_t size;
} words[] = {{STR("{id}"), 'i', 24}, {STR("{user}"), 'u', 8}, {STR("{time}"), 't', 24}};

// The body with room for what is put in, and where.
static Str expand(Load *load, Str template, Patch *patches, size_t *count)
{
    Text body = text_in(load->arena);
    for (size_t at = 0; at < template.size;) {
        Str rest = {template.data + at, template.size - at};
        size_t word = 0;
        while (word < COUNT_OF(words) && !str_starts_with(rest, words[word].word)) word++;
        if (word == COUNT_OF(words)) {
            text_add_byte(&body, rest.data[0]);
            at++;
            continue;
        }
        patches[(*count)++] = (Patch){body.size, words[word].kind};
        for (size_t i = 0; i < words[word].size; i++) text_add_byte(&body, 'x');
        at += words[word].word.size;
    }
    return text_str(&body);
}

static Str load_body(const Options *options)
{
    Bytes bytes = {0};
    Error error;
    if (options->body_file.size == 0) return STR("");
    if (!file_load(options->body_file, ANSWER_MAX * 16, &bytes, &error)) {
        fprintf(stderr, "http_load: %s\n", error.message[LOCALE_EN]);
        exit(1);
    }
    return bytes_str(&bytes);
}

static Str request_head(const Load *load, size_t body_bytes)
{
    const Options *options = &load->options;
    Text head = text_in(load->arena);
    text_addf(&head, "%.*s %.*s HTTP/1.1\r\nHost: %.*s:%d\r\n", STR_ARGS(options->method), STR_ARGS(options->path),
              STR_ARGS(options->host), options->port);
    for (size_t i = 0; i < options->headers; i++) text_addf(&head, "%.*s\r\n", STR_ARGS(options->header[i]));
    if (body_bytes) text_addf(&head, "Content-Length: %zu\r\n", body_bytes);
    text_add(&head, STR("\r\n"));
    return text_str(&head);
}

static void make_request(Load *load)
{
    Str template = load_body(&load->options);
    load->patch = arena_array(load->arena, Patch, template.size + load->options.path.size + 1);
    size_t in_body = 0, in_head = 0;
    Str body = expand(load, template, load->patch, &in_body);
    Str plain = request_head(load, body.size);
    Str head = expand(load, plain, load->patch + in_body, &in_head);
    for (size_t i = 0; i < in_body; i++) load->patch[i].at += head.size;
    load->patches = in_body + in_head;
    Text request = text_in(load->arena);
    text_add(&request, head);
    text_add(&request, body);
    load->request = text_str(&request);
    unsigned char bytes[8];
    secret_random(bytes, sizeof bytes);
    memcpy(load->run, hex_text(load->arena, (Str){(const char *)bytes, sizeof bytes}).data, sizeof load->run - 1);
    secret_random(&load->random, sizeof load->random);
}

static void put_in(Load *load, Client *client)
{
    char text[32];
    for (size_t i = 0; i < load->patches; i++) {
        const Patch *patch = &load->patch[i];
        load->random = load->random * 6364136223846793005U + 1442695040888963407U;
        size_t size = (size_t)snprintf(text, sizeof text, "%s%08llx", load->run, (unsigned long long)load->ids);
        if (patch->kind == 'i') load->ids++;
        if (patch->kind == 'u')
            size = (size_t)snprintf(text, sizeof text, "%08u",
                                    (unsigned)((load->random >> 33) % (uint64_t)load->options.users));
        if (patch->kind == 't') {
            Arena *scratch = arena_open(0);
            Str time = instant_text(scratch, instant_now());
            size = time.size;
            memcpy(text, time.data, size);
            arena_close(scratch);
        }
        memcpy(client->request + patch->at, text, size);
    }
}

// ---- connections ----

static void connect_client(Load *load, Client *client)
{
    int one = 1;
    client->file = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (client->file < 0 || connect(client->file, (const struct sockaddr *)&load->address, sizeof load->address) != 0)
        give_up("connect");
    setsockopt(client->file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
    epoll_ctl(load->poll, EPOLL_CTL_ADD, client->file, &event);
}

static void send_more(Load *load, Client *client)
{
    while (client->sent < load->request.size) {
        ssize_t size = send(client->file, client->request + client->sent, load->request.size - client->sent,
                            MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0) break;
        client->sent += (size_t)size;
    }
    bool wait = client->sent < load->request.size;
    struct epoll_event event = {.events = wait ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = client};
    if (wait || client->sent == 0) epoll_ctl(load->poll, EPOLL_CTL_MOD, client->file, &event);
}

static void ask(Load *load, Client *client, int64_t due)
{
    client->busy = true;
    client->due = due;
    client->sent = client->received = 0;
    load->outstanding++;
    put_in(load, client);
    send_more(load, client);
}

static void reconnect(Load *load, Client *client)
{
    close(client->file);
    load->reconnects++;
    connect_client(load, client);
}

// The size of a whole answer, 0 while it is not whole.
static size_t whole_answer(const Client *client, int *status, bool *close_after)
{
    static const Str end = STR("\r\n\r\n"), length = STR("\r\nContent-Length: "), shut = STR("\r\nConnection: close");
    const char *found = memmem(client->answer, client->received, end.data, end.size);
    if (!found) return 0;
    size_t head = (size_t)(found - client->answer) + end.size;
    const char *number = memmem(client->answer, head, length.data, length.size);
    size_t size = head + (number ? strtoul(number + length.size, NULL, 10) : 0);
    *status = (int)strtol(client->answer + sizeof "HTTP/1.1", NULL, 10);
    *close_after = memmem(client->answer, head, shut.data, shut.size) != NULL;
    return client->received >= size ? size : 0;
}

static void answered(Load *load, const Client *client, int status)
{
    int64_t now = clock_now();
    load->outstanding--;
    if (client->due < load->counted_from || now > load->end) return;
    uint64_t microseconds = (uint64_t)(now - client->due) / 1000;
    load->status[0 < status && status < STATUS_MAX ? status : 0]++;
    record(200 <= status && status < 300 ? &load->fine : &load->refused, microseconds);
}

// True when the client is free again.
static bool readable(Load *load, Client *client)
{
    ssize_t size = recv(client->file, client->answer + client->received, ANSWER_MAX - client->received, MSG_DONTWAIT);
    if (size < 0 && errno == EAGAIN) return false;
    int status;
    bool close_after = false;
    if (size > 0) {
        client->received += (size_t)size;
        if (!whole_answer(client, &status, &close_after)) return false;
        answered(load, client, status);
    } else if (client->busy) {
        load->broken++;
        load->outstanding--;
    }
    client->busy = false;
    if (size <= 0 || close_after) reconnect(load, client);
    return true;
}

// ---- the loops ----

static void ask_what_is_due(Load *load)
{
    int64_t now = clock_now(), step = (int64_t)(1e9 / load->options.rate);
    for (int i = 0; i < load->options.connections && load->next_due <= now && load->next_due < load->end; i++) {
        if (load->clients[i].busy) continue;
        uint64_t waited = (uint64_t)(now - load->next_due) / 1000000;
        if (waited > load->waited_max) load->waited_max = waited;
        ask(load, &load->clients[i], load->next_due);
        load->next_due += step;
    }
}

static void turn(Load *load)
{
    struct epoll_event events[EVENTS];
    bool open = load->options.rate > 0;
    int64_t wait = open ? larger(load->next_due - clock_now(), 0) : 1000000;
    if (wait > 1000000 || load->outstanding >= (uint64_t)load->options.connections) wait = 1000000;
    struct timespec until = {0, wait};
    int count = epoll_pwait2(load->poll, events, EVENTS, &until, NULL);
    for (int i = 0; i < count; i++) {
        Client *client = events[i].data.ptr;
        if (events[i].events & EPOLLOUT) send_more(load, client);
        if (!(events[i].events & ~(unsigned)EPOLLOUT) || !readable(load, client)) continue;
        if (!open && clock_now() < load->end) ask(load, client, clock_now());
    }
    if (open) ask_what_is_due(load);
}

static void run(Load *load)
{
    enum { PATIENCE_SECONDS = 10 };
    const Options *options = &load->options;
    load->start = clock_now();
    load->counted_from = load->start + (int64_t)(options->warmup * 1e9);
    load->end = load->counted_from + (int64_t)(options->seconds * 1e9);
    load->next_due = load->start;
    for (int i = 0; i < options->connections && options->rate == 0; i++) ask(load, &load->clients[i], load->start);
    while (clock_now() < load->end) turn(load);
    int64_t patience = load->end + (int64_t)PATIENCE_SECONDS * 1000000000;
    while (load->outstanding && clock_now() < patience) turn(load);
}

static void print_result(const Load *load)
{
    const Options *options = &load->options;
    uint64_t all = load->fine.total + load->refused.total;
    printf("{\"connections\":%d,\"seconds\":%.1f,\"rate\":%.0f,\"requests\":%llu,\"per_second\":%.1f,"
           "\"fine_per_second\":%.1f,\"statuses\":{",
           options->connections, options->seconds, options->rate, (unsigned long long)all,
           (double)all / options->seconds, (double)load->fine.total / options->seconds);
    const char *comma = "";
    for (int i = 0; i < STATUS_MAX; i++) {
        if (load->status[i] == 0) continue;
        printf("%s\"%d\":%llu", comma, i, (unsigned long long)load->status[i]);
        comma = ",";
    }
    printf("},\"broken\":%llu,\"unanswered\":%llu,\"reconnects\":%llu,\"waited_ms_max\":%llu",
           (unsigned long long)load->broken, (unsigned long long)load->outstanding,
           (unsigned long long)load->reconnects, (unsigned long long)load->waited_max);
    print_latencies("latency_ms", &load->fine);
    print_latencies("refused_ms", &load->refused);
    printf("}\n");
}

// ---- the command line ----

static void take_option(Options *options, const char *name, const char *value)
{
    if (!strcmp(name, "--connections"))
        options->connections = (int)strtol(value, NULL, 10);
    else if (!strcmp(name, "--users"))
        options->users = (int)strtol(value, NULL, 10);
    else if (!strcmp(name, "--seconds"))
        options->seconds = strtod(value, NULL);
    else if (!strcmp(name, "--warmup"))
        options->warmup = strtod(value, NULL);
    else if (!strcmp(name, "--rate"))
        options->rate = strtod(value, NULL);
    else if (!strcmp(name, "--method"))
        options->method = str_of(value);
    else if (!strcmp(name, "--body"))
        options->body_file = str_of(value);
    else if (!strcmp(name, "--header") && options->headers < HEADERS_MAX)
        options->header[options->headers++] = str_of(value);
    else
        give_up(name);
}

static void read_options(Options *options, int count, char **arguments)
{
    *options = (Options){.method = STR("GET"), .connections = 32, .users = 1000, .seconds = 5, .warmup = 1};
    int at = 1;
    errno = EINVAL;
    for (; at + 1 < count && arguments[at][0] == '-'; at += 2) take_option(options, arguments[at], arguments[at + 1]);
    if (count - at != 3 || options->connections < 1 || options->users < 1) give_up("HOST PORT PATH");
    options->host = str_of(arguments[at]);
    options->port = (int)strtol(arguments[at + 1], NULL, 10);
    options->path = str_of(arguments[at + 2]);
}

int main(int count, char **arguments)
{
    static Load load;
    load.arena = arena_open(0);
    read_options(&load.options, count, arguments);
    load.address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)load.options.port)};
    if (inet_pton(AF_INET, str_c(load.arena, load.options.host), &load.address.sin_addr) != 1) give_up("HOST");
    make_request(&load);
    load.poll = epoll_create1(EPOLL_CLOEXEC);
    load.clients = arena_array(load.arena, Client, (size_t)load.options.connections);
    for (int i = 0; i < load.options.connections; i++) {
        load.clients[i].request = arena_array(load.arena, char, load.request.size);
        load.clients[i].answer = arena_array(load.arena, char, ANSWER_MAX);
        memcpy(load.clients[i].request, load.request.data, load.request.size);
        connect_client(&load, &load.clients[i]);
    }
    run(&load);
    print_result(&load);
    for (int i = 0; i < load.options.connections; i++) close(load.clients[i].file);
    arena_close(load.arena);
    return 0;
}
