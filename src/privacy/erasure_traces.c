// Words of an erased person where no customer is named: answers kept for retries, samples, results of jobs.
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

bool traces_collect(StoreSession *session, const CustomerId *customers, size_t count, Arena *arena, Str *json,
                    Error *error)
{
    Text text = text_in(arena);
    Traces traces = {.json = json_writer(&text)};
    json_begin_array(&traces.json);
    json_string(&traces.json, token_text(arena, 24)); // of it references of copies are made; goes with the traces
    for (size_t i = 0; i < count; i++)
        if (!add_identities(session, customers[i], arena, &traces, error) ||
            !add_traits(session, customers[i], arena, &traces, error))
            return false;
    json_end_array(&traces.json);
    *json = text_str(&text);
    return true;
}

// ---- erasing ----

typedef struct Search {
    const Eraser *eraser;
    Str trace[TRACES_MAX];
    size_t traces;
    Str *answer; // ids of api_idempotency
    int64_t *job;
    size_t answers, jobs;
    ErasedRows *tally;
} Search;

static bool has_trace(const Search *search, Str text)
{
    for (size_t i = 0; i < search->traces; i++)
        if (text.size >= search->trace[i].size &&
            memmem(text.data, text.size, search->trace[i].data, search->trace[i].size))
            return true;
    return false;
}

enum { FOUND_MAX = 10000 };

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
            if (found && search->jobs < FOUND_MAX) search->job[search->jobs++] = last;
        }
        if (!rows_close(&rows, error)) return false;
    } while (last > before);
    return true;
}

static bool find(Search *search, Error *error)
{
    StoreSession *session;
    if (!store_read_begin(search->eraser->store, &session, error)) return false;
    bool good = find_answers(search, session, error) && find_jobs(search, session, error);
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

static bool silence_found(StoreSession *session, void *context, Error *error)
{
    const Search *search = context;
    ErasedRows *tally = search->tally;
    *tally = (ErasedRows){0};
    for (size_t i = 0; i < search->answers; i++)
        if (!silence(session, &query_erasure_answer_delete, value_bytes(search->answer[i]), tally, "api_idempotency",
                     error))
            return false;
    for (size_t i = 0; i < search->jobs; i++)
        if (!silence(session, &query_erasure_job_silence, value_integer(search->job[i]), tally, "job", error))
            return false;
    return silence(session, &query_erasure_silence_samples, value_null(), tally, "tracking_violation", error) &&
           silence(session, &query_erasure_silence_failures, value_null(), tally, "reaction_failure", error);
}

bool traces_erase(const Eraser *eraser, Str traces, ErasedRows *tally, Error *error)
{
    Arena *arena = eraser->arena;
    Search *search = arena_new(arena, Search);
    JsonValue list, value;
    Error unread;
    *search = (Search){.eraser = eraser,
                       .tally = tally,
                       .answer = arena_array(arena, Str, FOUND_MAX),
                       .job = arena_array(arena, int64_t, FOUND_MAX)};
    if (traces.size && json_parse(traces, &list, &unread))
        for (size_t cursor = 0; search->traces < TRACES_MAX && json_next(list, &cursor, NULL, &value);)
            search->trace[search->traces++] = json_get_string(value, arena);
    return find(search, error) && store_write(eraser->store, silence_found, search, error);
}
