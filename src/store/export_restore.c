// export_restore.c - an export read back. What it says of itself is believed only as far as it fits the schema of this
// program: names of tables and columns in SQL are those of the new store, never those of the files.
#include "base/json.h"
#include "base/secret.h"
#include "base/source.h"
#include "store/backup_parts.h"
#include "store/export.h"
#include "store/export_tables.h"
#include "store/migrate.h"

#include <string.h>

typedef struct Restoring {
    StoreSession *session;
    Progress *progress;
    Export *restored;
    Str folder;
    Arena *arena, *line;
    Tables tables;
    JsonValue manifest;
    // of the file that is read
    Str file;
    uint64_t number; // of the line, from 1
    const Table *table;
    const Query *insert;
} Restoring;

static bool say_damaged(const Restoring *restoring, Str what, Error *error)
{
    return error_code(
        error, ERROR_INPUT, "corrupt",
        PHRASE("{0}, line {1}: {2} is not what an export of this program holds: the file was changed or cut",
               "{0}, ligne {1}\u00A0: {2} n’est pas ce que contient un export de ce programme\u00A0: le "
               "fichier a été modifié ou coupé"),
        restoring->file, error_number(restoring->arena, restoring->number), error_value(restoring->arena, what));
}

// ---- one row ----

static bool value_read(const Restoring *restoring, JsonValue json, Value *value)
{
    JsonValue bytes;
    Str decoded;
    int64_t integer;
    double real;
    switch (json.type) {
    case JSON_NULL: *value = value_null(); return true;
    case JSON_STRING: *value = value_text(json_get_string(json, restoring->line)); return true;
    case JSON_NUMBER:
        if (json_get_integer(json, &integer) && !memchr(json.text.data, '.', json.text.size))
            *value = value_integer(integer);
        else if (json_get_number(json, &real))
            *value = value_real(real);
        else
            return false;
        return true;
    case JSON_OBJECT:
        if (!json_member(json, STR("base64"), &bytes) ||
            !base64_read(restoring->line, json_get_string(bytes, restoring->line), &decoded))
            return false;
        *value = value_bytes(decoded);
        return true;
    case JSON_BOOLEAN:
    case JSON_ARRAY: return false;
    }
    return false;
}

static bool row_read(Restoring *restoring, Str line, Error *error)
{
    JsonValue row, member;
    Value values[COLUMNS_MAX];
    Error unreadable;
    if (!json_parse(line, &row, &unreadable) || row.type != JSON_OBJECT) return say_damaged(restoring, line, error);
    for (size_t i = 0; i < restoring->table->columns; i++) {
        Str column = restoring->table->column[i];
        if (!json_member(row, column, &member) || !value_read(restoring, member, &values[i]))
            return say_damaged(restoring, column, error);
    }
    return store_execute_soon(restoring->session, restoring->insert, values, restoring->table->columns, error);
}

// ---- one table ----

static bool lines_read(Restoring *restoring, Str text, int64_t rows, Error *error)
{
    int64_t read = 0;
    for (; text.size; read++) {
        const char *end = memchr(text.data, '\n', text.size);
        Str line = {text.data, end ? (size_t)(end - text.data) : text.size};
        restoring->number++;
        arena_reset(restoring->line);
        if (!end) return say_damaged(restoring, line, error);
        if (!row_read(restoring, line, error)) return false;
        progress_add(restoring->progress, 1);
        text = (Str){end + 1, text.size - line.size - 1};
    }
    return read == rows || say_damaged(restoring, STR("…"), error);
}

static bool table_restore(Restoring *restoring, Str name, int64_t rows, Error *error)
{
    Source source;
    restoring->number = 0;
    restoring->file = str_format(restoring->arena, "%.*s.ndjson", STR_ARGS(name));
    restoring->table = tables_find(&restoring->tables, name);
    if (!restoring->table || !export_has_table(name)) return say_damaged(restoring, name, error);
    restoring->insert = table_insert(restoring->arena, restoring->table, 1);
    restoring->restored->tables++;
    restoring->restored->rows += rows;
    if (!rows) return true;
    Str path = str_format(restoring->arena, "%.*s/%.*s", STR_ARGS(restoring->folder), STR_ARGS(restoring->file));
    if (!source_open(path, 0, 1, &source, error)) return false;
    bool fine = lines_read(restoring, source.text, rows, error);
    source_close(&source);
    return fine;
}

// ---- the manifest ----

static int64_t manifest_integer(JsonValue object, const char *name)
{
    JsonValue member;
    int64_t number;
    return json_member(object, str_of(name), &member) && json_get_integer(member, &number) ? number : -1;
}

static Str manifest_text(const Restoring *restoring, JsonValue object, const char *name)
{
    JsonValue member;
    return json_member(object, str_of(name), &member) ? json_get_string(member, restoring->arena) : STR("");
}

static bool manifest_check(Restoring *restoring, Str text, Error *error)
{
    Error unreadable;
    restoring->number = 1;
    if (!json_parse(text, &restoring->manifest, &unreadable)) return say_damaged(restoring, text, error);
    int64_t schema = manifest_integer(restoring->manifest, "schema");
    if (!str_equal(manifest_text(restoring, restoring->manifest, "format"), STR("json")))
        return error_code(error, ERROR_INPUT, "format",
                          PHRASE("{0}: only an export in JSON can be read back (fidele export --format json)",
                                 "{0}\u00A0: seul un export en JSON peut être relu (fidele export --format json)"),
                          restoring->folder);
    restoring->restored->schema = (int)schema;
    if (instant_parse(manifest_text(restoring, restoring->manifest, "made_at"), &restoring->restored->made_at) !=
            INSTANT_FINE ||
        schema < 1 || schema > INT16_MAX)
        return say_damaged(restoring, text, error);
    Backup head = {.schema = (int)schema};
    return backup_schema_check(&head, migrations_all, error);
}

static bool tables_restore(Restoring *restoring, Error *error)
{
    JsonValue tables, table;
    if (!json_member(restoring->manifest, STR("tables"), &tables) || tables.type != JSON_ARRAY)
        return say_damaged(restoring, STR("tables"), error);
    uint64_t total = 0;
    for (size_t cursor = 0; json_next(tables, &cursor, NULL, &table);)
        total += (uint64_t)larger(manifest_integer(table, "rows"), 0);
    if (restoring->progress) restoring->progress->total = total;
    for (size_t cursor = 0; json_next(tables, &cursor, NULL, &table);) {
        int64_t rows = manifest_integer(table, "rows");
        Str name = manifest_text(restoring, table, "name");
        if (rows < 0) return say_damaged(restoring, name, error);
        if (!table_restore(restoring, name, rows, error)) return false;
    }
    return true;
}

// ---- the whole ----

static bool fill(Restoring *restoring, Error *error)
{
    StoreSession *session = restoring->session;
    if (!store_new_within(session, migrations_all, restoring->restored->schema, restoring->arena, &restoring->tables,
                          error) ||
        !tables_restore(restoring, error))
        return false;
    if (session->engine->foreign_keys_later(session, false)) return true;
    *error = session->failure;
    return false;
}

static bool restore_connected(Restoring *restoring, Error *error)
{
    if (!session_step(restoring->session, STEP_BEGIN, error)) return false;
    if (fill(restoring, error) && session_step(restoring->session, STEP_COMMIT, error)) return true;
    Error ignored;
    (void)!session_step(restoring->session, STEP_ROLLBACK, &ignored);
    return false;
}

bool export_restore(const StoreSettings *settings, Str folder, Progress *progress, Export *restored, Error *error)
{
    const Engine *engine = engine_of(settings);
    Source manifest;
    *restored = (Export){0};
    Restoring restoring = {.progress = progress,
                           .restored = restored,
                           .folder = folder,
                           .arena = arena_open(0),
                           .line = arena_open(0),
                           .file = STR("manifest.json")};
    bool fine =
        source_open(str_format(restoring.arena, "%.*s/manifest.json", STR_ARGS(folder)), 0, 1, &manifest, error);
    if (fine) {
        fine = manifest_check(&restoring, manifest.text, error) &&
               engine->connect(settings, true, &restoring.session, error) && restore_connected(&restoring, error);
        source_close(&manifest);
    }
    if (restoring.session) engine->close(restoring.session);
    arena_close(restoring.line);
    arena_close(restoring.arena);
    return fine;
}
