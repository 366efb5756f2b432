#include "serve/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/instant.h"

enum { WAITING_BYTES_MAX = 1 << 20 };

static struct {
    pthread_mutex_t lock; // of all below
    pthread_cond_t wake, written;
    pthread_t writer;
    bool open, closing, writing;
    int file;
    Str path;
    Arena *arena; // of the path
    JournalLevel least;
    Arena *arenas[2]; // of the lines that wait, and of those being written
    Text waiting;
    int filling; // index of the arena that `waiting` lies in
    uint64_t dropped;
    JsonWriter json; // of the line that is being made
    size_t line_start;
} journal = {.lock = PTHREAD_MUTEX_INITIALIZER,
             .wake = PTHREAD_COND_INITIALIZER,
             .written = PTHREAD_COND_INITIALIZER,
             .file = STDERR_FILENO};

// ---- one line ----

static void begin_line(JournalLevel level, const char *event)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    journal.line_start = journal.waiting.size;
    journal.json = json_writer(&journal.waiting);
    json_begin_object(&journal.json);
    json_key(&journal.json, "time");
    json_string(&journal.json, instant_text(journal.waiting.arena, instant_now()));
    json_key(&journal.json, "level");
    json_string(&journal.json, str_of(names[level]));
    json_key(&journal.json, "event");
    json_string(&journal.json, str_of(event));
}

static void end_line(void)
{
    json_end_object(&journal.json);
    text_add_byte(&journal.waiting, '\n');
    if (journal.waiting.size > WAITING_BYTES_MAX) {
        journal.waiting.size = journal.line_start;
        journal.dropped++;
    }
}

bool journal_begin(JournalLevel level, const char *event, JsonWriter **json)
{
    pthread_mutex_lock(&journal.lock);
    if (!journal.open || level < journal.least) {
        pthread_mutex_unlock(&journal.lock);
        return false;
    }
    begin_line(level, event);
    *json = &journal.json;
    return true; // with the lock held, until journal_end
}

void journal_end(void)
{
    end_line();
    pthread_cond_signal(&journal.wake);
    pthread_mutex_unlock(&journal.lock);
}

void journal_error(JournalLevel level, const char *event, const Error *error)
{
    JsonWriter *json;
    if (!journal_begin(level, event, &json)) return;
    if (error->code) {
        json_key(json, "code");
        json_string(json, str_of(error->code));
    }
    json_key(json, "message");
    json_string(json, str_of(error->message[LOCALE_EN]));
    if (error->detail[0]) {
        json_key(json, "detail");
        json_string(json, str_of(error->detail));
    }
    journal_end();
}

void journal_text(JournalLevel level, const char *event, const char *key, Str value)
{
    JsonWriter *json;
    if (!journal_begin(level, event, &json)) return;
    json_key(json, key);
    json_string(json, value);
    journal_end();
}

// ---- the thread that writes ----

static void write_all(int file, Str bytes)
{
    while (bytes.size) {
        ssize_t count = write(file, bytes.data, bytes.size);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return; // the operator has closed it: nothing to tell anybody
        bytes.data += count;
        bytes.size -= (size_t)count;
    }
}

static void say_dropped(void)
{
    uint64_t dropped = journal.dropped;
    if (!dropped) return;
    journal.dropped = 0;
    begin_line(JOURNAL_WARN, "journal_dropped");
    json_key(&journal.json, "lines");
    json_integer(&journal.json, (int64_t)dropped);
    end_line();
}

// Takes what waits, with the lock held, and leaves an empty buffer behind.
static Str take_waiting(void)
{
    Str lines = text_str(&journal.waiting);
    journal.filling ^= 1;
    arena_reset(journal.arenas[journal.filling]);
    journal.waiting = text_in(journal.arenas[journal.filling]);
    say_dropped();
    return lines;
}

static void *write_lines(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&journal.lock);
    for (;;) {
        while (!journal.waiting.size && !journal.closing) pthread_cond_wait(&journal.wake, &journal.lock);
        if (!journal.waiting.size) break;
        Str lines = take_waiting();
        int file = journal.file;
        journal.writing = true;
        pthread_mutex_unlock(&journal.lock);
        write_all(file, lines);
        pthread_mutex_lock(&journal.lock);
        journal.writing = false;
        pthread_cond_broadcast(&journal.written);
    }
    pthread_mutex_unlock(&journal.lock);
    return NULL;
}

// ---- opening ----

static bool refuse_file(Str path, Error *error)
{
    int reason = errno;
    return error_set_system(error, ERROR_FAILED, reason,
                            PHRASE("cannot write the log {0}: logging to standard error",
                                   "impossible d'écrire le journal {0}\u00A0: il va sur la sortie d'erreur"),
                            &path, 1);
}

static int open_file(Str path, Error *error)
{
    if (!path.size) return STDERR_FILENO;
    char name[4096];
    if (path.size >= sizeof name) {
        errno = ENAMETOOLONG;
        refuse_file(path, error);
        return -1;
    }
    memcpy(name, path.data, path.size);
    name[path.size] = '\0';
    int file = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0600);
    if (file < 0) refuse_file(path, error);
    return file;
}

bool journal_open(Str path, JournalLevel least, Error *error)
{
    journal.arena = arena_open(0);
    journal.path = str_copy(journal.arena, path);
    for (int i = 0; i < 2; i++) journal.arenas[i] = arena_open(0);
    journal.waiting = text_in(journal.arenas[0]);
    journal.filling = 0;
    journal.least = least;
    int file = open_file(path, error);
    journal.file = file < 0 ? STDERR_FILENO : file;
    journal.closing = false;
    journal.open = pthread_create(&journal.writer, NULL, write_lines, NULL) == 0;
    return file >= 0;
}

void journal_level(JournalLevel least)
{
    pthread_mutex_lock(&journal.lock);
    journal.least = least;
    pthread_mutex_unlock(&journal.lock);
}

// With the lock held: returns with nothing waiting and nobody writing.
static void wait_until_written(void)
{
    pthread_cond_signal(&journal.wake);
    while (journal.waiting.size || journal.writing) pthread_cond_wait(&journal.written, &journal.lock);
}

void journal_flush(void)
{
    pthread_mutex_lock(&journal.lock);
    if (journal.open) wait_until_written();
    pthread_mutex_unlock(&journal.lock);
}

bool journal_reopen(Error *error)
{
    int file = open_file(journal.path, error);
    if (file < 0) return false;
    pthread_mutex_lock(&journal.lock);
    wait_until_written();
    int old = journal.file;
    journal.file = file;
    pthread_mutex_unlock(&journal.lock);
    if (old != STDERR_FILENO) close(old);
    return true;
}

void journal_close(void)
{
    pthread_mutex_lock(&journal.lock);
    bool open = journal.open;
    journal.open = false;
    journal.closing = true;
    pthread_cond_signal(&journal.wake);
    pthread_mutex_unlock(&journal.lock);
    if (!open) return;
    pthread_join(journal.writer, NULL);
    if (journal.file != STDERR_FILENO) close(journal.file);
    journal.file = STDERR_FILENO;
    for (int i = 0; i < 2; i++) arena_close(journal.arenas[i]);
    arena_close(journal.arena);
}
