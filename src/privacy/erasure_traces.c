// Words of an erased person where no customer is named: answers kept for retries, samples, results of jobs, letters of
// connections, names of imports.
#include <string.h>

#include "base/json.h"
#include "base/secret.h"
#include "privacy/erasure_parts.h"

enum { TRACE_BYTES_MIN = 4, TRACES_MAX = 2000 };

// ---- collecting ----

typedef struct Traces {
    JsonWriter json;
    size_t count;
} Traces;

static void add_trace(Traces *traces, Str value)
{
    if (value.size < TRACE_BYTES_MIN || traces->count == TRACES_MAX) return;
    traces->count++;
    json_string(&traces->json, value);
}

static bool add_identities(StoreSession *session, CustomerId customer, Arena *arena, Traces *traces, Error *error)
{
    IdentityRow *rows;
    size_t count;
    if (!identity_list(session, customer, arena, &rows, &count, error)) return false;
    for (size_t i = 0; i < count; i++) {
        add_trace(traces, rows[i].value);
        add_trace(traces, rows[i].shown);
    }
    return true;
}

// Texts as they are; numbers say little.
static bool add_traits(StoreSession *session, CustomerId customer, Arena *arena, Traces *traces, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_erasure_traits, VALUES(value_integer(customer)), &rows, error)) return false;
    while (rows_next(&rows)) {
        JsonValue value;
        Error unread;
        Str text = rows_text(&rows, 0);
        if (json_parse(text, &value, &unread) && value.type == JSON_STRING) text = json_get_string(value, arena);
        bool word = false;
        for (size_t i = 0; i < text.size; i++) word |= (text.data[i] | 0x20) >= 'a' && (text.data[i] | 0x20) <= 'z';
        if (word && !str_equal(text, STR("true")) && !str_equal(text, STR("false"))) add_trace(traces, text);
    }
    return rows_close(&rows, error);
}

static bool add_files(StoreSession *session, CustomerId customer, Traces *traces, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_erasure_stored_files, VALUES(value_integer(customer)), &rows, error))
        return false;
    while (rows_next(&rows)) json_string(&traces->json, rows_text(&rows, 0));
    return rows_close(&rows, error);
}

bool traces_collect(StoreSession *session, const CustomerId *customers, size_t count, Arena *arena, Str *json,
                    Error *error)
{
    Text text = text_in(arena);
    Traces traces = {.json = json_writer(&text)};
    bool good = true;
    json_begin_object(&traces.json);
    json_key(&traces.json, "token");
    json_string(&traces.json, token_text(arena, 24)); // of it references of copies are made; goes with the traces
    json_key(&traces.json, "identities");
    json_begin_array(&traces.json);
    for (size_t i = 0; good && i < count; i++) good = add_identities(session, customers[i], arena, &traces, error);
    json_end_array(&traces.json);
    json_key(&traces.json, "words");
    json_begin_array(&traces.json);
    for (size_t i = 0; good && i < count; i++) good = add_traits(session, customers[i], arena, &traces, error);
    json_end_array(&traces.json);
    json_key(&traces.json, "files");
    json_begin_array(&traces.json);
    for (size_t i = 0; good && i < count; i++) good = add_files(session, customers[i], &traces, error);
    json_end_array(&traces.json);
    json_end_object(&traces.json);
    *json = text_str(&text);
    return good;
}

size_t traces_take(Str traces, const char *which, Str *found, size_t room, Arena *arena)
{
    JsonValue object, list, value;
    Error unread;
    size_t count = 0;
    if (!traces.size || !json_parse(traces, &object, &unread) || !json_member(object, str_of(which), &list)) return 0;
    for (size_t cursor = 0; count < room && json_next(list, &cursor, NULL, &value);)
        found[count++] = json_get_string(value, arena);
    return count;
}

// ---- erasing ----

enum { FOUND_MAX = 10000 };

// Ids of rows of one table.
typedef struct Found {
    int64_t *id;
    size_t count;
} Found;

typedef struct Search {
    const Eraser *eraser;
    Str trace[TRACES_MAX];
    size_t traces, identities; // identities stand first
    Arena *scratch;
    Str *answer; // ids of api_idempotency
    size_t answers;
    Found jobs, letters, imports;
    ErasedRows *tally;
} Search;

// ASCII letters of either case are the same: a shop writes an address as it was typed.
static Str folded(Arena *arena, Str text)
{
    char *copy = arena_array(arena, char, text.size + 1);
    for (size_t i = 0; i < text.size; i++)
        copy[i] = (char)('A' <= text.data[i] && text.data[i] <= 'Z' ? text.data[i] + 32 : text.data[i]);
    return (Str){copy, text.size};
}

// One of the first `count` traces.
static bool has_any(const Search *search, size_t count, Str text)
{
    arena_reset(search->scratch);
    Str low = folded(search->scratch, text);
    for (size_t i = 0; i < count; i++)
        if (low.size >= search->trace[i].size &&
            memmem(low.data, low.size, search->trace[i].data, search->trace[i].size))
            return true;
    return false;
}

static bool has_trace(const Search *search, Str text)
{
    return has_any(search, search->traces, text);
}

static void note_found(Found *found, int64_t id)
{
    if (found->count < FOUND_MAX) found->id[found->count++] = id;
}

static bool find_answers(Search *search, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_erasure_answers, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows))
        if (search->answers < FOUND_MAX && has_trace(search, rows_text(&rows, 1)))
            search->answer[search->answers++] = str_copy(search->eraser->arena, rows_text(&rows, 0));
    return rows_close(&rows, error);
}

static bool find_jobs(Search *search, StoreSession *session, Error *error)
{
    int64_t last = 0, before;
    do {
        Rows rows;
        before = last;
        if (!store_select(session, &query_erasure_jobs, VALUES(value_integer(last)), &rows, error)) return false;
        while (rows_next(&rows)) {
            last = rows_integer(&rows, 0);
            bool found = has_trace(search, rows_text(&rows, 1)) || has_trace(search, rows_text(&rows, 2)) ||
                         has_trace(search, rows_text(&rows, 3));
            if (found) note_found(&search->jobs, last);
        }
        if (!rows_close(&rows, error)) return false;
    } while (last > before);
    return true;
}

// By identities alone: a letter is work that waits, and a word such as a town is many people's.
static bool find_letters(Search *search, StoreSession *session, Error *error)
{
    int64_t last = 0, before;
    do {
        Rows rows;
        before = last;
        if (!store_select(session, &query_erasure_letters, VALUES(value_integer(last)), &rows, error)) return false;
        while (rows_next(&rows)) {
            last = rows_integer(&rows, 0);
            if (has_any(search, search->identities, rows_text(&rows, 1))) note_found(&search->letters, last);
        }
        if (!rows_close(&rows, error)) return false;
    } while (last > before);
    return true;
}

static bool find_imports(Search *search, StoreSession *session, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_erasure_import_names, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows))
        if (has_trace(search, rows_text(&rows, 1))) note_found(&search->imports, rows_integer(&rows, 0));
    return rows_close(&rows, error);
}

static bool find(Search *search, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(search->eraser->store, &session, error)) return false;
    bool good = find_answers(search, session, error) && find_jobs(search, session, error) &&
                find_letters(search, session, error) && find_imports(search, session, error);
    store_read_end(session);
    return good;
}

static bool silence(StoreSession *session, const Query *query, Value value, ErasedRows *tally, const char *table,
                    Error *error)
{
    int64_t changed = 0;
    bool plain = value.type == VALUE_NULL;
    if (!store_execute(session, query, plain ? NULL : &value, plain ? 0 : 1, &changed, error)) return false;
    erased_rows_add(tally, table, changed);
    return true;
}

static bool silence_each(StoreSession *session, const Query *query, const Found *found, ErasedRows *tally,
                         const char *table, Error *error)
{
    for (size_t i = 0; i < found->count; i++)
        if (!silence(session, query, value_integer(found->id[i]), tally, table, error)) return false;
    return true;
}

// What was sent to an address of theirs without saying whose it is: the delivery log of it. (What waits is for staff
// who have asked for it.)
static bool delete_mails(const Search *search, StoreSession *session, ErasedRows *tally, Error *error)
{
    for (size_t i = 0; i < search->identities; i++)
        if (str_contains(search->trace[i], STR("@")) &&
            !silence(session, &query_erasure_mails, value_text(search->trace[i]), tally, "message", error))
            return false;
    return true;
}

static bool silence_found(StoreSession *session, void *context, Error *error)
{
    const Search *search = context;
    ErasedRows *tally = search->tally;
    *tally = (ErasedRows){0};
    for (size_t i = 0; i < search->answers; i++)
        if (!silence(session, &query_erasure_answer_delete, value_bytes(search->answer[i]), tally, "api_idempotency",
                     error))
            return false;
    return silence_each(session, &query_erasure_job_silence, &search->jobs, tally, "job", error) &&
           silence_each(session, &query_erasure_letter_delete, &search->letters, tally, "connection_dead_letter",
                        error) &&
           silence_each(session, &query_erasure_import_unname, &search->imports, tally, "import", error) &&
           delete_mails(search, session, tally, error) &&
           silence(session, &query_erasure_rejects, value_null(), tally, "import_reject", error) &&
           silence(session, &query_erasure_silence_samples, value_null(), tally, "tracking_violation", error) &&
           silence(session, &query_erasure_silence_failures, value_null(), tally, "reaction_failure", error);
}

static Found room_for_found(Arena *arena)
{
    return (Found){.id = arena_array(arena, int64_t, FOUND_MAX)};
}

bool traces_erase(const Eraser *eraser, Str traces, ErasedRows *tally, Error *error)
{
    Arena *arena = eraser->arena;
    Search *search = arena_new(arena, Search);
    *search = (Search){.eraser = eraser,
                       .tally = tally,
                       .scratch = arena_open(0),
                       .answer = arena_array(arena, Str, FOUND_MAX),
                       .jobs = room_for_found(arena),
                       .letters = room_for_found(arena),
                       .imports = room_for_found(arena)};
    search->identities = traces_take(traces, "identities", search->trace, TRACES_MAX, arena);
    search->traces = search->identities + traces_take(traces, "words", search->trace + search->identities,
                                                      TRACES_MAX - search->identities, arena);
    for (size_t i = 0; i < search->traces; i++) search->trace[i] = folded(arena, search->trace[i]);
    bool good = find(search, error) && store_write(eraser->store, silence_found, search, error);
    arena_close(search->scratch);
    return good;
}
