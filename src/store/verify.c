#include "store/verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "store/backup_rows.h"

void verification_add(Verification *verification, const char *name, int64_t checked, int64_t wrong, Str fault)
{
    if (verification->parts == COUNT_OF(verification->part)) abort();
    verification->part[verification->parts++] = (struct VerifiedPart){
        str_copy(verification->arena, str_of(name)), checked, wrong, str_copy(verification->arena, fault)};
}

int64_t verification_wrong(const Verification *verification)
{
    int64_t wrong = 0;
    for (size_t i = 0; i < verification->parts; i++) wrong += verification->part[i].wrong;
    return wrong;
}

typedef struct Verifying {
    const StoreSettings *settings;
    Verification *verification;
    StoreSession *session; // of its own: a damaged table ends it
    Arena *arena;          // texts of queries: as long as the connection
} Verifying;

static bool is_cancelled(const Verification *verification)
{
    return verification->cancelled && atomic_load(verification->cancelled);
}

static bool session_begin(Verifying *verifying, Error *error)
{
    const Engine *engine = engine_of(verifying->settings);
    if (verifying->session) engine->close(verifying->session);
    verifying->session = NULL;
    return engine->connect(verifying->settings, false, &verifying->session, error) &&
           session_step(verifying->session, STEP_BEGIN, error);
}

// ---- what SQLite finds by itself ----

// Each row is a fault, unless it says "ok".
static void faults_count(Verifying *verifying, const char *name, const Query *query)
{
    Rows rows;
    Error error;
    int64_t wrong = 0;
    Str first = STR("");
    if (store_select(verifying->session, query, NO_VALUES, &rows, &error)) {
        while (rows_next(&rows)) {
            Str text = rows_text(&rows, 0);
            if (str_equal(text, STR("ok"))) continue;
            if (wrong++ == 0) first = str_copy(verifying->arena, text);
        }
    }
    if (!rows_close(&rows, &error) && wrong++ == 0) first = str_copy(verifying->arena, str_of(error.detail));
    verification_add(verifying->verification, name, 1, wrong, first);
}

static bool sqlite_verify(Verifying *verifying, Error *error)
{
    static const Query quick = {"quick_check", "pragma quick_check(100)"};
    static const Query whole = {"integrity_check", "pragma integrity_check(100)"};
    static const Query references = {"foreign_key_check", "pragma foreign_key_check"};
    faults_count(verifying, "store_pages", verifying->verification->thorough ? &whole : &quick);
    if (!session_begin(verifying, error)) return false;
    faults_count(verifying, "store_references", &references);
    return session_begin(verifying, error);
}

// ---- every row ----

static bool value_is_sound(Value value)
{
    return value.type != VALUE_TEXT || value.text.size == 0 ||
           (utf8_invalid_at(value.text) == value.text.size && !memchr(value.text.data, 0, value.text.size));
}

static int64_t row_faults(const Rows *rows, size_t columns)
{
    for (size_t i = 0; i < columns; i++)
        if (!value_is_sound(rows->session->engine->value(rows, (int)i))) return 1;
    return 0;
}

typedef struct RowCounts {
    int64_t rows, wrong;
    Str fault; // the first
} RowCounts;

static void table_verify(Verifying *verifying, const Table *table, RowCounts *counts)
{
    Rows rows;
    Error error;
    int64_t wrong = 0;
    const char *fault = "a text that is not UTF-8";
    if (store_select(verifying->session, table_select(verifying->arena, table), NO_VALUES, &rows, &error)) {
        while (!is_cancelled(verifying->verification) && rows_next(&rows)) {
            counts->rows++;
            wrong += row_faults(&rows, table->columns);
            progress_add(verifying->verification->progress, 1);
        }
    }
    if (!rows_close(&rows, &error)) {
        wrong++;
        fault = error.detail;
    }
    if (wrong && !counts->wrong) counts->fault = str_format(verifying->arena, "%.*s: %s", STR_ARGS(table->name), fault);
    counts->wrong += wrong;
}

static bool tables_verify(Verifying *verifying, Error *error)
{
    Tables tables;
    RowCounts counts = {.fault = STR("")};
    if (!tables_read(verifying->session, verifying->arena, &tables, error)) return false;
    for (size_t i = 0; i < tables.count; i++) {
        table_verify(verifying, &tables.table[i], &counts);
        if (verifying->session->trouble != TROUBLE_NONE && !session_begin(verifying, error)) return false;
    }
    verification_add(verifying->verification, "store_rows", counts.rows, counts.wrong, counts.fault);
    return true;
}

bool store_verify(Store *store, Verification *verification, Error *error)
{
    Verifying verifying = {.settings = store_settings(store), .verification = verification, .arena = arena_open(0)};
    bool fine = session_begin(&verifying, error);
    if (fine && !store_is_postgresql(store)) fine = sqlite_verify(&verifying, error);
    if (fine && verification->thorough) fine = tables_verify(&verifying, error);
    if (verifying.session) engine_of(verifying.settings)->close(verifying.session);
    arena_close(verifying.arena);
    return fine;
}
