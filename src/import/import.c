#include "import/import.h"

#include <string.h>

#include "base/utf8.h"

// ---- counts ----

static const struct {
    const char *name;
    size_t at;
} counters[] = {
    {"created", offsetof(ImportCounts, created)},     {"updated", offsetof(ImportCounts, updated)},
    {"unchanged", offsetof(ImportCounts, unchanged)}, {"repeated", offsetof(ImportCounts, repeated)},
    {"skipped", offsetof(ImportCounts, skipped)},     {"customers_created", offsetof(ImportCounts, customers)},
    {"events", offsetof(ImportCounts, events)},
};

void import_counts_write(const ImportCounts *counts, JsonWriter *json)
{
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        json_key(json, counters[i].name);
        json_integer(json, *(const int64_t *)(const void *)((const char *)counts + counters[i].at));
    }
}

void import_counts_read(JsonValue object, ImportCounts *counts)
{
    *counts = (ImportCounts){0};
    for (size_t i = 0; i < COUNT_OF(counters); i++) {
        JsonValue member;
        int64_t number;
        if (json_member(object, str_of(counters[i].name), &member) && json_get_integer(member, &number))
            *(int64_t *)(void *)((char *)counts + counters[i].at) = number;
    }
}

// ---- rows ----

static void take(const Rows *rows, Arena *arena, Import *import)
{
    *import = (Import){.id = rows_integer(rows, 0),
                       .name = str_copy(arena, rows_text(rows, 2)),
                       .digest = str_copy(arena, rows_text(rows, 3)),
                       .file = str_copy(arena, rows_text(rows, 4)),
                       .bytes = rows_integer(rows, 5),
                       .options = str_copy(arena, rows_text(rows, 6)),
                       .dry_run = rows_integer(rows, 7),
                       .status = str_copy(arena, rows_text(rows, 8)),
                       .job = rows_integer(rows, 9),
                       .made_by = str_copy(arena, rows_text(rows, 10)),
                       .made_at = rows_integer(rows, 11),
                       .ended_at = rows_integer(rows, 12),
                       .rows = rows_integer(rows, 13),
                       .units = rows_integer(rows, 14),
                       .counts = str_copy(arena, rows_text(rows, 15)),
                       .rejects = rows_integer(rows, 16)};
    if (!import_kind_parse(rows_text(rows, 1), &import->kind)) import->kind = IMPORT_EVENTS;
}

bool import_insert(StoreSession *session, Import *import, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_import_next_id, NO_VALUES, &rows, error)) return false;
    import->id = rows_next(&rows) ? rows_integer(&rows, 0) : 1;
    return rows_close(&rows, error) &&
           store_execute(session, &query_import_insert,
                         VALUES(value_integer(import->id), value_text(import_kind_name(import->kind)),
                                value_text(import->name), value_text(import->digest), value_text(import->file),
                                value_integer(import->bytes), value_text(import->options),
                                value_integer(import->dry_run), value_integer(import->job), value_text(import->made_by),
                                value_integer(import->made_at), value_integer(import->rows)),
                         NULL, error);
}

bool import_get(StoreSession *session, int64_t id, Arena *arena, Import *import, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_import_get, VALUES(value_integer(id)), &rows, error)) return false;
    bool found = rows_next(&rows);
    if (found) take(&rows, arena, import);
    if (!rows_close(&rows, error)) return false;
    return found || error_code(error, ERROR_NOT_FOUND, "not_found",
                               PHRASE("there is no import {0}", "il n’y a pas d’importation {0}"),
                               str_format(arena, "%lld", (long long)id));
}

bool import_list(StoreSession *session, int64_t below, size_t limit, Arena *arena, Import **list, size_t *count,
                 Error *error)
{
    Rows rows;
    if (!store_select(session, &query_import_list, VALUES(value_integer(below), value_integer((int64_t)limit)), &rows,
                      error))
        return false;
    *list = arena_array(arena, Import, limit);
    for (*count = 0; *count < limit && rows_next(&rows);) take(&rows, arena, &(*list)[(*count)++]);
    return rows_close(&rows, error);
}

bool import_of_digest(StoreSession *session, Str digest, ImportKind kind, Arena *arena, Import *import, Error *error)
{
    Rows rows;
    *import = (Import){0};
    if (!store_select(session, &query_import_same_file, VALUES(value_text(digest), value_text(import_kind_name(kind))),
                      &rows, error))
        return false;
    if (rows_next(&rows))
        *import = (Import){.id = rows_integer(&rows, 0),
                           .made_at = rows_integer(&rows, 1),
                           .status = str_copy(arena, rows_text(&rows, 2))};
    return rows_close(&rows, error);
}

bool import_set_progress(StoreSession *session, int64_t id, const ImportCounts *counts, int64_t rejects, Error *error)
{
    Arena *scratch = arena_open(0);
    Text text = text_in(scratch);
    JsonWriter json = json_writer(&text);
    json_begin_object(&json);
    import_counts_write(counts, &json);
    json_end_object(&json);
    bool fine =
        store_execute(session, &query_import_set_progress,
                      VALUES(value_integer(id), value_text(text_str(&text)), value_integer(rejects)), NULL, error);
    arena_close(scratch);
    return fine;
}

bool import_end(StoreSession *session, int64_t id, const char *status, Instant at, Error *error)
{
    return store_execute(session, &query_import_end,
                         VALUES(value_integer(id), value_text(str_of(status)), value_integer(at)), NULL, error);
}

// ---- things ----

static Value key_value(const DraftKey *key)
{
    return value_bytes((Str){(const char *)key->word, sizeof key->word});
}

bool import_thing(StoreSession *session, ImportKind kind, DraftKey key, ThingKnown *known, Error *error)
{
    Rows rows;
    *known = (ThingKnown){0};
    if (!store_select(session, &query_import_thing, VALUES(value_integer(kind), key_value(&key)), &rows, error))
        return false;
    while (rows_next(&rows)) {
        Str bytes = rows_text(&rows, 1);
        if (!known->import) known->import = rows_integer(&rows, 0);
        if (bytes.size == sizeof known->digest) memcpy(&known->digest, bytes.data, sizeof known->digest);
    }
    return rows_close(&rows, error);
}

bool import_thing_put(StoreSession *session, ImportKind kind, const Draft *draft, int64_t import, Error *error)
{
    return store_execute_soon(
        session, &query_import_thing_put,
        VALUES(value_integer(kind), key_value(&draft->key), value_integer(import), key_value(&draft->digest)), error);
}

// ---- rejects ----

// As much of a long row as helps to find it.
static Str shortened(Str text)
{
    enum { LONGEST = 4096 };
    if (text.size <= LONGEST) return text;
    size_t size = LONGEST;
    while (size && ((unsigned char)text.data[size] & 0xC0) == 0x80) size--;
    return (Str){text.data, size};
}

bool import_reject_put(StoreSession *session, const Import *import, int64_t number, const Reading *reading,
                       const RowReject *reject, Error *error)
{
    const Fault *fault = &reject->fault;
    Str field = fault->column >= 0 ? reading->table.name[fault->column] : STR("");
    return store_execute_soon(
        session, &query_import_reject_put,
        VALUES(value_integer(import->id), value_integer(number), value_integer(reading->table.row[reject->row].line),
               value_text(field), value_text(str_of(fault->code)), value_text(shortened(fault->value)),
               value_text(shortened(table_record(&reading->table, reject->row))), value_integer(import->made_at)),
        error);
}

bool import_rejects(StoreSession *session, int64_t import, int64_t after, size_t limit, Arena *arena,
                    ImportReject **rejects, size_t *count, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_import_rejects,
                      VALUES(value_integer(import), value_integer(after), value_integer((int64_t)limit)), &rows, error))
        return false;
    *rejects = arena_array(arena, ImportReject, limit);
    for (*count = 0; *count < limit && rows_next(&rows);)
        (*rejects)[(*count)++] = (ImportReject){.number = rows_integer(&rows, 0),
                                                .line = rows_integer(&rows, 1),
                                                .field = str_copy(arena, rows_text(&rows, 2)),
                                                .code = str_copy(arena, rows_text(&rows, 3)),
                                                .value = str_copy(arena, rows_text(&rows, 4)),
                                                .record = str_copy(arena, rows_text(&rows, 5))};
    return rows_close(&rows, error);
}
