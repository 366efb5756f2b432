#include "privacy/erasure_list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/file.h"
#include "base/secret.h"

enum { LIST_BYTES_MAX = 1 << 30 };
static const Str first_words = STR("fidele-erasures 1 ");

// ---- lines ----

typedef struct Line {
    char kind; // 'h', 's', 'l'
    unsigned char digest[ERASURE_DIGEST_BYTES];
    Instant at;
} Line;

typedef struct List {
    unsigned char key[ERASURE_DIGEST_BYTES];
    Line *line;
    size_t count, room;
} List;

static int hex_digit(char letter)
{
    if ('0' <= letter && letter <= '9') return letter - '0';
    return 'a' <= letter && letter <= 'f' ? letter - 'a' + 10 : -1;
}

static bool read_hex(Str text, unsigned char bytes[ERASURE_DIGEST_BYTES])
{
    if (text.size != 2 * ERASURE_DIGEST_BYTES) return false;
    for (size_t i = 0; i < ERASURE_DIGEST_BYTES; i++) {
        int high = hex_digit(text.data[2 * i]), low = hex_digit(text.data[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool read_number(Str text, int64_t *number)
{
    *number = 0;
    if (!text.size || text.size > 18) return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        *number = *number * 10 + (text.data[i] - '0');
    }
    return true;
}

static bool read_line(Str text, Line *line)
{
    Str kind, digest;
    if (!str_cut(&text, ' ', &kind) || !str_cut(&text, ' ', &digest) || kind.size != 1) return false;
    line->kind = kind.data[0];
    return (line->kind == 'h' || line->kind == 's' || line->kind == 'l') && read_hex(digest, line->digest) &&
           read_number(text, &line->at);
}

static void add_line(List *list, const Line *line, Arena *arena)
{
    if (list->count == list->room) {
        size_t room = list->room ? 2 * list->room : 64;
        Line *more = arena_array(arena, Line, room);
        if (list->count) memcpy(more, list->line, list->count * sizeof *more);
        list->line = more;
        list->room = room;
    }
    list->line[list->count++] = *line;
}

static bool say_no_list(Str path, Error *error)
{
    return error_code(error, ERROR_INPUT, "erasure_list",
                      PHRASE("{0}: this is no erasure list, or it is damaged: give the file erasures.list of the data "
                             "folder that the backup is of",
                             "{0}\u00A0: ce n’est pas une liste d’effacements, ou elle est abîmée\u00A0: donnez le "
                             "fichier erasures.list du dossier de données de la sauvegarde"),
                      path);
}

// A last line without its end was cut short by a crash while it was written: it will be written again.
static bool parse(Str text, List *list, Arena *arena)
{
    Str rest = text, line;
    *list = (List){0};
    if (!str_cut(&rest, '\n', &line) || !str_starts_with(line, first_words) ||
        !read_hex((Str){line.data + first_words.size, line.size - first_words.size}, list->key))
        return false;
    while (memchr(rest.data, '\n', rest.size) && str_cut(&rest, '\n', &line)) {
        Line read;
        if (!read_line(line, &read)) return false;
        add_line(list, &read, arena);
    }
    return true;
}

static bool load(Str path, List *list, Arena *arena, Error *error)
{
    Bytes bytes;
    if (!file_load(path, LIST_BYTES_MAX, &bytes, error)) return false;
    bool read = parse(bytes_str(&bytes), list, arena);
    bytes_release(&bytes);
    return read || say_no_list(path, error);
}

bool erasure_list_check(Str path, Arena *arena, Error *error)
{
    List list;
    return load(path, &list, arena, error);
}

// ---- writing ----

static bool read_table(StoreSession *session, const Query *query, List *list, Arena *arena, Error *error)
{
    Rows rows;
    bool hidden = query == &query_erasure_listed_hidden;
    if (!store_select(session, query, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) {
        Str digest = rows_text(&rows, 0);
        if (digest.size != ERASURE_DIGEST_BYTES) continue;
        Line line = {.kind = hidden                   ? 'h'
                             : rows_integer(&rows, 1) ? 'l'
                                                      : 's',
                     .at = rows_integer(&rows, hidden ? 1 : 2)};
        memcpy(line.digest, digest.data, sizeof line.digest);
        add_line(list, &line, arena);
    }
    return rows_close(&rows, error);
}

static bool read_store(Store *store, List *list, bool *any, Arena *arena, Error *error)
{
    StoreSession *session;
    *list = (List){0};
    if (!store_read_begin(store, &session, error)) return false;
    bool good = identity_erasure_key(NULL, session, list->key, any, error) &&
                read_table(session, &query_erasure_listed_hidden, list, arena, error) &&
                read_table(session, &query_erasure_listed_suppressions, list, arena, error);
    store_read_end(session);
    return good;
}

static int compare_lines(const void *a, const void *b)
{
    const Line *x = a, *y = b;
    if (x->kind != y->kind) return x->kind - y->kind;
    int digests = memcmp(x->digest, y->digest, sizeof x->digest);
    return digests ? digests : (x->at > y->at) - (x->at < y->at);
}

static bool say_cannot_write(Str path, Error *error)
{
    int reason = errno;
    error_set_system(error, reason == ENOSPC || reason == EDQUOT ? ERROR_STORAGE_FULL : ERROR_FAILED, reason,
                     PHRASE("{0}: the erasure list can't be written", "{0}\u00A0: la liste d’effacements ne peut être "
                                                                      "écrite"),
                     &path, 1);
    return false;
}

static void put_line(Text *text, const Line *line, Arena *arena)
{
    text_addf(text, "%c %.*s %lld\n", line->kind,
              STR_ARGS(hex_text(arena, (Str){(const char *)line->digest, sizeof line->digest})), (long long)line->at);
}

// What the file lacks, in the order of the store.
static Str missing(const List *stored, List *listed, bool fresh, Arena *arena)
{
    Text text = text_in(arena);
    if (fresh)
        text_addf(&text, "%.*s%.*s\n", STR_ARGS(first_words),
                  STR_ARGS(hex_text(arena, (Str){(const char *)stored->key, sizeof stored->key})));
    if (listed->count) qsort(listed->line, listed->count, sizeof(Line), compare_lines);
    for (size_t i = 0; i < stored->count; i++)
        if (!listed->count || !bsearch(&stored->line[i], listed->line, listed->count, sizeof(Line), compare_lines))
            put_line(&text, &stored->line[i], arena);
    return text_str(&text);
}

static bool append(Str path, Str folder, Str text, bool fresh, Arena *arena, Error *error)
{
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | (fresh ? O_TRUNC : 0);
    int file = open(str_c(arena, path), flags, 0600);
    if (file < 0) return say_cannot_write(path, error);
    bool fine = true;
    while (fine && text.size) {
        ssize_t put = write(file, text.data, text.size);
        fine = put > 0;
        if (fine) text = (Str){text.data + put, text.size - (size_t)put};
    }
    fine = fine && fsync(file) == 0;
    if (!fine) (void)say_cannot_write(path, error);
    close(file);
    int handle = fine ? open(str_c(arena, folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (handle >= 0) {
        (void)fsync(handle);
        close(handle);
    }
    return fine;
}

// Lines of a crash are cut at their last whole one by beginning a new line; a list of another key is another store's.
bool erasure_list_write(Str folder, Store *store, Arena *arena, Error *error)
{
    List stored, listed = {0};
    bool any;
    Str path = str_format(arena, "%.*s/erasures.list", STR_ARGS(folder));
    if (!read_store(store, &stored, &any, arena, error)) return false;
    if (!any) return true;
    bool fresh = access(str_c(arena, path), F_OK) != 0;
    if (!fresh) {
        Error unread;
        fresh = !load(path, &listed, arena, &unread);
        if (fresh && unread.kind != ERROR_INPUT) {
            *error = unread;
            return false;
        }
        if (!fresh && memcmp(listed.key, stored.key, sizeof listed.key) != 0) return say_no_list(path, error);
    }
    Str text = missing(&stored, &listed, fresh, arena);
    return !text.size || append(path, folder, text, fresh, arena, error);
}

// ---- after a restore ----

typedef struct Replaying {
    const Eraser *eraser;
    List *list;
    CustomerId *customer; // to be erased
    size_t count, room;
    Instant now;
    ErasureReplay *replay;
} Replaying;

static bool adopt(StoreSession *session, void *context, Error *error)
{
    Replaying *replaying = context;
    Identity *identity = replaying->eraser->identity;
    if (!identity_adopt_key(identity, session, replaying->list->key, error)) return false;
    for (size_t i = 0; i < replaying->list->count; i++) {
        const Line *line = &replaying->list->line[i];
        if (line->kind != 'h' && !identity_adopt(identity, session, line->digest, line->kind == 'l', line->at, error))
            return false;
    }
    return true;
}

// The first line of the kind and digest, whatever its time; lines are sorted.
static const Line *find(const List *list, char kind, const unsigned char digest[ERASURE_DIGEST_BYTES])
{
    size_t low = 0, high = list->count;
    Line wanted = {.kind = kind, .at = INT64_MAX};
    memcpy(wanted.digest, digest, sizeof wanted.digest);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_lines(&list->line[middle], &wanted) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    const Line *line = low ? &list->line[low - 1] : NULL; // the last one of this digest
    return line && line->kind == kind && memcmp(line->digest, digest, sizeof line->digest) == 0 ? line : NULL;
}

static void add_customer(Replaying *replaying, CustomerId customer)
{
    if (identity_hidden(replaying->eraser->identity, customer)) return;
    for (size_t i = 0; i < replaying->count; i++)
        if (replaying->customer[i] == customer) return;
    if (replaying->count == replaying->room) {
        size_t room = replaying->room ? 2 * replaying->room : 64;
        CustomerId *more = arena_array(replaying->eraser->arena, CustomerId, room);
        if (replaying->count) memcpy(more, replaying->customer, replaying->count * sizeof *more);
        replaying->customer = more;
        replaying->room = room;
    }
    replaying->customer[replaying->count++] = customer;
}

static bool find_customers(Replaying *replaying, StoreSession *session, Error *error)
{
    int64_t last = 0, before;
    unsigned char digest[ERASURE_DIGEST_BYTES];
    do {
        Rows rows;
        before = last;
        if (!store_select(session, &query_erasure_every_customer, VALUES(value_integer(last)), &rows, error))
            return false;
        while (rows_next(&rows)) {
            last = rows_integer(&rows, 0);
            identity_customer_digest(replaying->eraser->identity, (CustomerId)last, rows_integer(&rows, 1), digest);
            if (find(replaying->list, 'h', digest)) add_customer(replaying, (CustomerId)last);
        }
        if (!rows_close(&rows, error)) return false;
    } while (last > before);
    return true;
}

// Whoever had an identity of the list at the time it was put there.
static bool find_identities(Replaying *replaying, StoreSession *session, Error *error)
{
    int64_t last = 0, before;
    unsigned char digest[ERASURE_DIGEST_BYTES];
    do {
        Rows rows;
        before = last;
        if (!store_select(session, &query_erasure_every_identity, VALUES(value_integer(last)), &rows, error))
            return false;
        while (rows_next(&rows)) {
            last = rows_integer(&rows, 0);
            if (!identity_value_digest(replaying->eraser->identity, (IdentityKind)rows_integer(&rows, 1),
                                       rows_text(&rows, 2), digest))
                continue;
            const Line *line = find(replaying->list, 's', digest);
            if (line && rows_integer(&rows, 4) <= line->at) add_customer(replaying, (CustomerId)rows_integer(&rows, 3));
        }
        if (!rows_close(&rows, error)) return false;
    } while (last > before);
    return true;
}

typedef struct Beginning {
    const Replaying *replaying;
    CustomerId customer;
    int64_t id; // 0: erased with another
} Beginning;

static bool begin_one(StoreSession *session, void *context, Error *error)
{
    Beginning *beginning = context;
    const Replaying *replaying = beginning->replaying;
    int64_t erasure;
    beginning->id = 0;
    if (!identity_hidden_by(session, beginning->customer, &erasure, error)) return false;
    return erasure || erasure_begin(replaying->eraser, session, beginning->customer, true, 0, replaying->now,
                                    &beginning->id, error);
}

static bool erase_found(Replaying *replaying, Error *error)
{
    for (size_t i = 0; i < replaying->count; i++) {
        Beginning beginning = {.replaying = replaying, .customer = replaying->customer[i]};
        if (!store_write(replaying->eraser->store, begin_one, &beginning, error)) return false;
        replaying->replay->customers++;
        if (!beginning.id) continue;
        replaying->replay->erasures++;
        if (!erasure_carry_out(replaying->eraser, beginning.id, replaying->now, error)) return false;
    }
    return true;
}

static bool find_listed(Replaying *replaying, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(replaying->eraser->store, &session, error)) return false;
    bool good = find_customers(replaying, session, error) && find_identities(replaying, session, error);
    store_read_end(session);
    return good;
}

bool erasure_list_replay(const Eraser *eraser, Str path, Instant now, ErasureReplay *replay, Error *error)
{
    List list;
    bool done;
    *replay = (ErasureReplay){0};
    Replaying replaying = {.eraser = eraser, .list = &list, .now = now, .replay = replay};
    if (!load(path, &list, eraser->arena, error)) return false;
    for (size_t i = 0; i < list.count; i++) replay->listed += list.line[i].kind == 'h';
    if (!store_write(eraser->store, adopt, &replaying, error)) return false; // in the order of the file: lifts count
    if (list.count) qsort(list.line, list.count, sizeof(Line), compare_lines);
    return find_listed(&replaying, error) && erase_found(&replaying, error) &&
           (!replay->erasures || erasure_finish(eraser, false, now, &done, error));
}
