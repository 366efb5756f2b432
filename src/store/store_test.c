// The contract of store.h.
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/test.h"
#include "store/engine.h"
#include "store/store_test.h"

static const char create_note[] = "create table note (id INTEGER primary key, body TEXT unique) STRICT;\n";
static const Query add_note = {"add_note", "insert into note (id, body) values ($1, $2)"};
static const Query all_notes = {"all_notes", "select id, body from note order by id"};
static const Query count_notes = {"count_notes", "select count(*) from note"};
static const Query change_notes = {"change_notes", "update note set body = $2 where id >= $1"};

typedef struct Note {
    int64_t id;
    const char *body;
    bool kept; // what the work returns
} Note;

static bool note_table_make(StoreSession *session, void *context, Error *error)
{
    (void)context;
    (void)error;
    return session->engine->run_script(session, str_of(create_note));
}

static bool note_add(StoreSession *session, void *context, Error *error)
{
    const Note *note = context;
    return store_execute(session, &add_note, VALUES(value_integer(note->id), value_text(str_of(note->body))), NULL,
                         error) &&
           note->kept;
}

static Store *notes_open(StoreKind kind)
{
    Store *store = store_test_open(kind);
    Error error;
    CHECK(store_write(store, note_table_make, NULL, &error));
    return store;
}

// "1 a, 2 b"
static Str notes_text(Store *store)
{
    StoreSession *session;
    Error error;
    Rows rows;
    Text text = text_in(test_arena());
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &all_notes, NO_VALUES, &rows, &error));
    while (rows_next(&rows))
        text_addf(&text, "%s%lld %.*s", text.size ? ", " : "", (long long)rows_integer(&rows, 0),
                  STR_ARGS(rows_text(&rows, 1)));
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return text_str(&text);
}

STORE_TEST(what_is_written_is_read_at_once)
{
    Store *store = notes_open(kind);
    Error error;
    CHECK(store_write(store, note_add, &(Note){1, "a", true}, &error));
    CHECK_TEXT(notes_text(store), "1 a");
    store_close(store);
}

STORE_TEST(a_work_that_returns_false_is_undone_alone)
{
    Store *store = notes_open(kind);
    Error error;
    CHECK(store_write(store, note_add, &(Note){1, "a", true}, &error));
    CHECK(!store_write(store, note_add, &(Note){2, "b", false}, &error));
    CHECK(store_write(store, note_add, &(Note){3, "c", true}, &error));
    CHECK_TEXT(notes_text(store), "1 a, 3 c");
    store_close(store);
}

STORE_TEST(a_key_that_is_there_already_is_a_conflict)
{
    Store *store = notes_open(kind);
    Error error = {0};
    CHECK(store_write(store, note_add, &(Note){1, "a", true}, &error));
    CHECK(!store_write(store, note_add, &(Note){1, "b", true}, &error));
    CHECK_INT(error.kind, ERROR_CONFLICT);
    CHECK(!store_write(store, note_add, &(Note){2, "a", true}, &error));
    CHECK_INT(error.kind, ERROR_CONFLICT);
    store_close(store);
}

// ---- groups ----

// Holds the writer inside a work until the queue has filled up, so that what follows shares one transaction.
typedef struct Gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool reached, open;
} Gate;

static bool gate_work(StoreSession *session, void *context, Error *error)
{
    (void)session;
    (void)error;
    Gate *gate = context;
    pthread_mutex_lock(&gate->lock);
    gate->reached = true;
    pthread_cond_broadcast(&gate->changed);
    while (!gate->open) pthread_cond_wait(&gate->changed, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
    return true;
}

static void gate_wait(Gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    while (!gate->reached) pthread_cond_wait(&gate->changed, &gate->lock);
    pthread_mutex_unlock(&gate->lock);
}

static void gate_open(Gate *gate)
{
    pthread_mutex_lock(&gate->lock);
    gate->open = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->lock);
}

typedef struct Told {
    StoreWrite write;
    Note note;
    Text *told; // on the writing thread only, until the store is closed
} Told;

static void note_told(StoreWrite *write, bool committed, const Error *error)
{
    Told *told = (Told *)(void *)write;
    text_addf(told->told, "%lld %s\n", (long long)told->note.id,
              committed                           ? "committed"
              : error->kind == ERROR_CONFLICT     ? "conflict"
              : error->kind == ERROR_STORAGE_FULL ? "full"
                                                  : "failed");
}

static void ignore_told(StoreWrite *write, bool committed, const Error *error)
{
    (void)write;
    (void)committed;
    (void)error;
}

STORE_TEST(works_of_a_group_keep_their_order_and_fail_alone)
{
    enum { NOTES = 6 };
    Store *store = notes_open(kind);
    Text told = text_in(test_arena());
    Gate gate = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    StoreWrite first = {.work = gate_work, .context = &gate, .done = ignore_told};
    Told works[NOTES] = {{.note = {5, "a", true}},  {.note = {4, "b", false}}, {.note = {3, "a", true}},
                         {.note = {2, "d", false}}, {.note = {1, "e", true}},  {.note = {4, "f", true}}};
    store_write_later(store, &first);
    gate_wait(&gate);
    for (size_t i = 0; i < NOTES; i++) {
        works[i].told = &told;
        works[i].write = (StoreWrite){.work = note_add, .context = &works[i].note, .done = note_told};
        store_write_later(store, &works[i].write);
    }
    CHECK_INT(store_writes_waiting(store), NOTES + 1);
    gate_open(&gate);
    Error error;
    CHECK(!store_write(store, note_add, &(Note){9, "z", false}, &error)); // all before it were told
    CHECK_TEXT(text_str(&told), "5 committed\n4 failed\n3 conflict\n2 failed\n1 committed\n4 committed\n");
    CHECK_TEXT(notes_text(store), "1 e, 4 f, 5 a");
    store_close(store);
}

STORE_TEST(what_is_queued_is_finished_when_the_store_closes)
{
    Store *store = notes_open(kind);
    Text told = text_in(test_arena());
    Told works[3] = {{.note = {1, "a", true}}, {.note = {2, "b", true}}, {.note = {3, "c", true}}};
    for (size_t i = 0; i < COUNT_OF(works); i++) {
        works[i].told = &told;
        works[i].write = (StoreWrite){.work = note_add, .context = &works[i].note, .done = note_told};
        store_write_later(store, &works[i].write);
    }
    store_close(store);
    CHECK_TEXT(text_str(&told), "1 committed\n2 committed\n3 committed\n");
}

// ---- statements ----

static bool overlooks_an_error(StoreSession *session, void *context, Error *error)
{
    (void)context;
    bool doubled = store_execute(session, &add_note, VALUES(value_integer(1), value_text(STR("x"))), NULL, error);
    bool after = store_execute(session, &add_note, VALUES(value_integer(2), value_text(STR("y"))), NULL, error);
    CHECK(!doubled && !after);
    return true;
}

STORE_TEST(a_work_that_overlooks_an_error_is_undone_all_the_same)
{
    Store *store = notes_open(kind);
    Error error = {0};
    CHECK(store_write(store, note_add, &(Note){1, "a", true}, &error));
    CHECK(!store_write(store, overlooks_an_error, NULL, &error));
    CHECK_INT(error.kind, ERROR_CONFLICT);
    CHECK_TEXT(notes_text(store), "1 a");
    store_close(store);
}

// Adds 1..count without waiting, and says that all went well.
static bool notes_add_soon(StoreSession *session, void *context, Error *error)
{
    const Note *last = context;
    for (int64_t id = 1; id <= last->id; id++) {
        Str body = str_format(test_arena(), "%s%lld", last->body, (long long)id);
        if (!store_execute_soon(session, &add_note, VALUES(value_integer(id), value_text(body)), error)) return false;
    }
    return last->kept;
}

static int64_t notes_count(Store *store)
{
    Str text = notes_text(store);
    int64_t count = text.size > 0;
    for (size_t i = 0; i < text.size; i++) count += text.data[i] == ',';
    return count;
}

STORE_TEST(rows_that_are_only_sent_are_there_or_undone_as_others)
{
    Store *store = notes_open(kind);
    Error error = {0};
    CHECK(store_write(store, notes_add_soon, &(Note){1000, "a", true}, &error));
    CHECK_INT(notes_count(store), 1000);
    CHECK(!store_write(store, notes_add_soon, &(Note){2000, "b", true}, &error)); // 1 is there
    CHECK_INT(error.kind, ERROR_CONFLICT);
    CHECK(!store_write(store, notes_add_soon, &(Note){3, "c", false}, &error));
    CHECK(store_write(store, note_add, &(Note){1001, "x", true}, &error));
    CHECK_INT(notes_count(store), 1001);
    store_close(store);
}

static bool sent_then_asked(StoreSession *session, void *context, Error *error)
{
    Rows rows;
    bool fine = notes_add_soon(session, context, error) &&
                store_select(session, &count_notes, NO_VALUES, &rows, error) && rows_next(&rows);
    CHECK(fine && rows_integer(&rows, 0) == 300);
    // While rows are open, and after them.
    fine = store_execute_soon(session, &add_note, VALUES(value_integer(301), value_null()), error);
    return rows_close(&rows, error) && fine;
}

STORE_TEST(a_query_sees_what_was_only_sent_before_it)
{
    Store *store = notes_open(kind);
    Error error;
    CHECK(store_write(store, sent_then_asked, &(Note){300, "a", true}, &error));
    CHECK_INT(notes_count(store), 301);
    store_close(store);
}

static bool changes_counted(StoreSession *session, void *context, Error *error)
{
    return store_execute(session, &change_notes, VALUES(value_integer(2), value_null()), context, error);
}

STORE_TEST(rows_that_were_touched_are_counted)
{
    Store *store = notes_open(kind);
    Error error;
    int64_t changed = -1;
    for (int64_t i = 1; i <= 3; i++)
        CHECK(store_write(store, note_add, &(Note){i, i == 1 ? "a" : i == 2 ? "b" : "c", true}, &error));
    CHECK(store_write(store, changes_counted, &changed, &error));
    CHECK_INT(changed, 2);
    store_close(store);
}

STORE_TEST(a_query_may_run_within_the_rows_of_itself)
{
    Store *store = notes_open(kind);
    StoreSession *session;
    Error error;
    Rows outer, inner;
    int64_t pairs = 0;
    for (int64_t i = 1; i <= 3; i++)
        CHECK(store_write(store, note_add, &(Note){i, i == 1 ? "a" : i == 2 ? "b" : "c", true}, &error));
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &all_notes, NO_VALUES, &outer, &error));
    while (rows_next(&outer)) {
        CHECK(store_select(session, &all_notes, NO_VALUES, &inner, &error));
        while (rows_next(&inner)) pairs += rows_integer(&outer, 0) * rows_integer(&inner, 0);
        CHECK(rows_close(&inner, &error));
    }
    CHECK(rows_close(&outer, &error));
    store_read_end(session);
    CHECK_INT(pairs, 36);
    store_close(store);
}

STORE_TEST(a_reader_sees_one_moment)
{
    Store *store = notes_open(kind);
    StoreSession *session;
    Error error;
    Rows rows;
    CHECK(store_write(store, note_add, &(Note){1, "a", true}, &error));
    CHECK(store_read_begin(store, &session, &error));
    for (int i = 0; i < 2; i++) {
        CHECK(store_select(session, &count_notes, NO_VALUES, &rows, &error));
        CHECK(rows_next(&rows));
        CHECK_INT(rows_integer(&rows, 0), 1);
        CHECK(!rows_next(&rows));
        CHECK(rows_close(&rows, &error));
        CHECK(store_write(store, note_add, &(Note){2 + i, i ? "b" : "c", true}, &error));
    }
    store_read_end(session);
    CHECK_TEXT(notes_text(store), "1 a, 2 c, 3 b");
    store_close(store);
}

STORE_TEST(a_reader_cannot_write)
{
    Store *store = notes_open(kind);
    StoreSession *session;
    Error error;
    CHECK(store_read_begin(store, &session, &error));
    CHECK(!store_execute(session, &add_note, VALUES(value_integer(1), value_null()), NULL, &error));
    store_read_end(session);
    CHECK_TEXT(notes_text(store), "");
    store_close(store);
}

// ---- followers ----

typedef struct Heard {
    Text text;
    bool refuses;
} Heard;

static bool hear_begin(void *context, StoreSession *session, Error *error)
{
    Heard *heard = context;
    Rows rows;
    CHECK(store_select(session, &count_notes, NO_VALUES, &rows, error));
    CHECK(rows_next(&rows));
    text_addf(&heard->text, "begin %lld\n", (long long)rows_integer(&rows, 0));
    CHECK(rows_close(&rows, error));
    return !heard->refuses || error_say(error, ERROR_FAILED, PHRASE("{0}", "{0}"), STR("refused"));
}

static void hear_kept(void *context)
{
    text_add(&((Heard *)context)->text, STR("kept\n"));
}

static void hear_undone(void *context)
{
    text_add(&((Heard *)context)->text, STR("undone\n"));
}

static void hear_commit(void *context)
{
    text_add(&((Heard *)context)->text, STR("commit\n"));
}

static void hear_rollback(void *context)
{
    text_add(&((Heard *)context)->text, STR("rollback\n"));
}

static Store *notes_open_heard(StoreKind kind, Heard *heard)
{
    Store *store = store_test_open(kind);
    Error error;
    CHECK(store_write(store, note_table_make, NULL, &error));
    store_close(store);
    store = store_test_reopen(kind);
    heard->text = text_in(test_arena());
    store_follow(store, &(StoreFollower){.context = heard,
                                         .begin = hear_begin,
                                         .work_kept = hear_kept,
                                         .work_undone = hear_undone,
                                         .commit = hear_commit,
                                         .rollback = hear_rollback});
    return store;
}

STORE_TEST(followers_hear_of_each_transaction_and_each_work)
{
    Heard heard = {0};
    Store *store = notes_open_heard(kind, &heard);
    Error error;
    CHECK(store_write(store, note_add, &(Note){1, "a", true}, &error));
    CHECK(!store_write(store, note_add, &(Note){2, "b", false}, &error));
    CHECK(!store_write(store, note_add, &(Note){2, "a", true}, &error));
    store_close(store);
    CHECK_TEXT(text_str(&heard.text), "begin 0\nkept\ncommit\nbegin 1\nundone\ncommit\nbegin 1\nundone\ncommit\n");
}

STORE_TEST(a_follower_that_refuses_to_begin_undoes_the_group)
{
    Heard heard = {.refuses = true};
    Store *store = notes_open_heard(kind, &heard);
    Error error;
    CHECK(!store_write(store, note_add, &(Note){1, "a", true}, &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "refused");
    heard.refuses = false;
    CHECK(store_write(store, note_add, &(Note){1, "a", true}, &error));
    store_close(store);
    CHECK_TEXT(text_str(&heard.text), "begin 0\nrollback\nbegin 0\nkept\ncommit\n");
}

// ---- values ----

static const char create_kinds[] = "create table kinds (id INTEGER primary key, i INTEGER, r REAL, t TEXT, b BLOB) "
                                   "STRICT;\n";
static const Query add_kinds = {"add_kinds", "insert into kinds (id, i, r, t, b) values ($1, $2, $3, $4, $5)"};
static const Query all_kinds = {"all_kinds", "select i, r, t, b from kinds order by id"};

static bool kinds_make(StoreSession *session, void *context, Error *error)
{
    (void)context;
    (void)error;
    return session->engine->run_script(session, str_of(create_kinds));
}

static bool text_add_one(StoreSession *session, void *context, Error *error)
{
    const Note *note = context;
    return store_execute(
        session, &add_kinds,
        VALUES(value_integer(note->id), value_null(), value_null(), value_text(str_of(note->body)), value_null()), NULL,
        error);
}

static Str bytes_of_hex(Str hex)
{
    char *bytes = arena_array(test_arena(), char, hex.size / 2 + 1);
    for (size_t i = 0; i + 1 < hex.size; i += 2)
        bytes[i / 2] = (char)strtol(str_c(test_arena(), (Str){hex.data + i, 2}), NULL, 16);
    return (Str){bytes, hex.size / 2};
}

static bool kinds_add(StoreSession *session, void *context, Error *error)
{
    (void)context;
    bool made = session->engine->run_script(session, str_of(create_kinds));
    bool added = store_execute(session, &add_kinds,
                               VALUES(value_integer(1), value_integer(INT64_MIN), value_real(0.1),
                                      value_text(STR("é'\"\\;--$1")), value_bytes(STR("\0\xff'"))),
                               NULL, error);
    bool nulls = store_execute(
        session, &add_kinds,
        VALUES(value_integer(2), value_null(), value_null(), value_text_or_null(STR("")), value_null()), NULL, error);
    bool empty = store_execute(session, &add_kinds,
                               VALUES(value_integer(3), value_integer(INT64_MAX), value_real(-1e300),
                                      value_text(STR("")), value_bytes(STR(""))),
                               NULL, error);
    return made && added && nulls && empty;
}

STORE_TEST(values_come_back_as_they_went_in)
{
    Store *store = store_test_open(kind);
    StoreSession *session;
    Error error;
    Rows rows;
    CHECK(store_write(store, kinds_add, NULL, &error));
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &all_kinds, NO_VALUES, &rows, &error));
    CHECK(rows_next(&rows));
    CHECK_INT(rows_integer(&rows, 0), INT64_MIN);
    CHECK(rows_real(&rows, 1) == 0.1);
    CHECK_TEXT(rows_text(&rows, 2), "é'\"\\;--$1");
    CHECK(str_equal(rows_text(&rows, 3), STR("\0\xff'")));
    CHECK(rows_next(&rows));
    for (int i = 0; i < 4; i++) CHECK(rows_null(&rows, i) && rows_text(&rows, i).size == 0);
    CHECK(rows_next(&rows));
    CHECK_INT(rows_integer(&rows, 0), INT64_MAX);
    CHECK(rows_real(&rows, 1) == -1e300);
    CHECK(!rows_null(&rows, 2) && rows_text(&rows, 2).size == 0);
    CHECK(!rows_null(&rows, 3) && rows_text(&rows, 3).size == 0);
    CHECK(!rows_next(&rows));
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    store_close(store);
}

STORE_TEST(a_text_that_is_not_utf8_or_holds_nul_is_refused)
{
    Store *store = notes_open(kind);
    Error error = {0};
    CHECK(!store_write(store, note_add, &(Note){1, "\xff", true}, &error));
    CHECK_INT(error.kind, ERROR_INPUT);
    CHECK_TEXT(str_of(error.code), "invalid_utf8");
    StoreSession *session;
    Rows rows;
    CHECK(store_read_begin(store, &session, &error));
    CHECK(!store_select(session, &add_note, VALUES(value_integer(1), value_text(STR("a\0b"))), &rows, &error));
    CHECK_TEXT(str_of(error.code), "nul_not_allowed");
    store_read_end(session);
    store_close(store);
}

static bool texts_add(StoreSession *session, void *context, Error *error)
{
    const Str *texts = context; // ends with one without data
    for (int64_t i = 0; texts[i].data; i++)
        if (!store_execute(
                session, &add_kinds,
                VALUES(value_integer(i), value_null(), value_null(), value_text(texts[i]), value_bytes(texts[i])), NULL,
                error))
            return false;
    return true;
}

STORE_TEST(hostile_texts_come_back_unchanged)
{
    Store *store = store_test_open(kind);
    StoreSession *session;
    Error error;
    Rows rows;
    Str *texts = arena_array(test_arena(), Str, 1001);
    size_t count = store_test_hostile_texts(texts, 1000), read = 0;
    CHECK(store_write(store, kinds_make, NULL, &error));
    CHECK(store_write(store, texts_add, texts, &error));
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &all_kinds, NO_VALUES, &rows, &error));
    for (; rows_next(&rows); read++)
        CHECK(str_equal(rows_text(&rows, 2), texts[read]) && str_equal(rows_text(&rows, 3), texts[read]));
    CHECK(rows_close(&rows, &error));
    CHECK(read == count && count > 400);
    store_read_end(session);
    store_close(store);
}

// Well-formed texts come back, the others are refused: the rows of vectors/utf8.json, NUL aside.
STORE_TEST(only_what_is_utf8_is_taken)
{
    Store *store = store_test_open(kind);
    Bytes bytes;
    Error error;
    JsonValue file, list, item, hex, valid;
    int64_t rows = 0;
    CHECK(store_write(store, kinds_make, NULL, &error));
    CHECK(file_load(test_shared_path("vectors/utf8.json"), 1 << 24, &bytes, &error));
    CHECK(json_parse(bytes_str(&bytes), &file, &error));
    CHECK(json_member(file, STR("wellformed"), &list));
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); rows++) {
        CHECK(json_member(item, STR("hex"), &hex) && json_member(item, STR("valid"), &valid));
        Str text = bytes_of_hex(json_get_string(hex, test_arena()));
        if (str_equal(text, STR("\0"))) continue;
        bool kept = store_write(store, text_add_one, &(Note){rows, str_c(test_arena(), text), true}, &error);
        CHECK_INT(kept, json_get_boolean(valid));
        CHECK(kept || error.kind == ERROR_INPUT);
    }
    CHECK(rows > 15);
    bytes_release(&bytes);
    store_close(store);
}

// ---- the queries of the project ----

STORE_TEST(every_named_query_can_be_prepared)
{
    Store *store = store_test_open(kind);
    StoreSession *session;
    Error error;
    size_t wrong = 0;
    for (const Query *const *query = queries_all; *query; query++) {
        CHECK(store_read_begin(store, &session, &error));
        if (!session->engine->prepare(session, *query)) {
            print_error("%s: %s\n", (*query)->name, session->failure.detail);
            wrong++;
        }
        store_read_end(session);
    }
    store_close(store);
    CHECK_INT(wrong, 0);
}
