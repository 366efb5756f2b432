#include "store/export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/json.h"
#include "base/secret.h"
#include "store/export_tables.h"
#include "store/migrate.h"

enum { BUFFER_BYTES = 1 << 20 };

typedef struct Making {
    StoreSession *session;
    ExportFormat format;
    Progress *progress;
    Export *made;
    Arena *arena; // names and queries
    Arena *rows;  // of the rows that are written next
    int folder, file;
    Text manifest;
    JsonWriter json; // of the manifest
} Making;

static bool say_cannot_write(Str path, Error *error)
{
    int reason = errno;
    bool full = reason == ENOSPC || reason == EDQUOT;
    if (reason == EEXIST)
        return error_code(error, ERROR_CONFLICT, "exists",
                          PHRASE("{0} is there already: name another folder for the export",
                                 "{0} existe déjà\u00A0: nommez un autre dossier pour l’export"),
                          path);
    error_set_system(error, full ? ERROR_STORAGE_FULL : ERROR_FAILED, reason,
                     PHRASE("{0}: the export can't be written there", "{0}\u00A0: l’export ne peut y être écrit"),
                     &path, 1);
    error->code = "io";
    return false;
}

// ---- files ----

static bool bytes_write(Making *making, Str bytes, Error *error)
{
    while (bytes.size) {
        ssize_t written = write(making->file, bytes.data, bytes.size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return say_cannot_write(STR("exports"), error);
        bytes = (Str){bytes.data + written, bytes.size - (size_t)written};
        making->made->bytes += written;
    }
    return true;
}

static bool file_begin(Making *making, Str name, Error *error)
{
    making->file = openat(making->folder, str_c(making->arena, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return making->file >= 0 || say_cannot_write(name, error);
}

static bool file_end(Making *making, bool fine, Str name, Error *error)
{
    if (fine && fsync(making->file) != 0) fine = say_cannot_write(name, error);
    if (close(making->file) != 0 && fine) fine = say_cannot_write(name, error);
    making->file = -1;
    return fine;
}

// ---- rows ----

static void value_json(JsonWriter *json, Value value, Arena *arena)
{
    switch (value.type) {
    case VALUE_NULL: json_null(json); break;
    case VALUE_INTEGER: json_integer(json, value.integer); break;
    case VALUE_REAL: // 17 digits bring the same number back
        json_value(json, (struct JsonValue){JSON_NUMBER, str_format(arena, "%.17g", value.real)});
        break;
    case VALUE_TEXT: json_string(json, value.text); break;
    case VALUE_BYTES:
        json_begin_object(json);
        json_key(json, "base64");
        json_string(json, base64_text(arena, value.text));
        json_end_object(json);
        break;
    }
}

static void value_csv(Text *text, Value value, Arena *arena)
{
    switch (value.type) {
    case VALUE_NULL: csv_add(text, STR("")); break;
    case VALUE_INTEGER: csv_add_number(text, str_format(arena, "%lld", (long long)value.integer)); break;
    case VALUE_REAL: csv_add_number(text, str_format(arena, "%.17g", value.real)); break;
    case VALUE_TEXT: csv_add(text, value.text); break;
    case VALUE_BYTES: csv_add(text, base64_text(arena, value.text)); break;
    }
}

static Value value_of(const Rows *rows, const Table *table, size_t column)
{
    if (!export_has_column(table->name, table->column[column])) return value_null();
    return rows->session->engine->value(rows, (int)column);
}

static void row_add(const Making *making, const Rows *rows, const Table *table, Text *text)
{
    JsonWriter json = json_writer(text);
    if (making->format == EXPORT_JSON) json_begin_object(&json);
    for (size_t i = 0; i < table->columns; i++) {
        Value value = value_of(rows, table, i);
        if (making->format == EXPORT_CSV) {
            value_csv(text, value, making->rows);
            continue;
        }
        json_key(&json, str_c(making->rows, table->column[i]));
        value_json(&json, value, making->rows);
    }
    if (making->format == EXPORT_CSV) {
        csv_end_record(text);
        return;
    }
    json_end_object(&json);
    text_add_byte(text, '\n');
}

static bool flush(Making *making, Text *text, int64_t *count, int64_t *rows, Error *error)
{
    if (!bytes_write(making, text_str(text), error)) return false;
    progress_add(making->progress, (uint64_t)*count);
    *rows += *count;
    *count = 0;
    arena_reset(making->rows);
    *text = text_in(making->rows);
    return true;
}

static bool rows_write(Making *making, Rows *read, const Table *table, int64_t *rows, Error *error)
{
    int64_t count = 0;
    Text text = text_in(making->rows);
    if (making->format == EXPORT_CSV) {
        for (size_t i = 0; i < table->columns; i++) csv_add(&text, table->column[i]);
        csv_end_record(&text);
    }
    while (rows_next(read)) {
        row_add(making, read, table, &text);
        count++;
        if (text.size >= BUFFER_BYTES && !flush(making, &text, &count, rows, error)) return false;
    }
    return flush(making, &text, &count, rows, error);
}

static void manifest_table(Making *making, const Table *table, int64_t rows)
{
    json_begin_object(&making->json);
    json_key(&making->json, "name");
    json_string(&making->json, table->name);
    json_key(&making->json, "rows");
    json_integer(&making->json, rows);
    json_end_object(&making->json);
    making->made->tables++;
    making->made->rows += rows;
}

static bool table_write(Making *making, const Table *table, Error *error)
{
    Rows read;
    int64_t rows = 0;
    arena_reset(making->rows);
    Str name =
        str_format(making->arena, "%.*s.%s", STR_ARGS(table->name), making->format == EXPORT_JSON ? "ndjson" : "csv");
    if (!store_select(making->session, table_select(making->arena, table), NO_VALUES, &read, error)) return false;
    bool fine = file_begin(making, name, error);
    if (fine) fine = file_end(making, rows_write(making, &read, table, &rows, error), name, error);
    Error of_rows;
    bool closed = rows_close(&read, &of_rows);
    if (fine && !closed) *error = of_rows;
    if (fine && closed) manifest_table(making, table, rows);
    return fine && closed;
}

// ---- the whole ----

static void manifest_begin(Making *making)
{
    making->manifest = text_in(making->arena);
    making->json = json_writer(&making->manifest);
    JsonWriter *json = &making->json;
    json_begin_object(json);
    json_key(json, "program"), json_string(json, STR("fidele " FIDELE_VERSION));
    json_key(json, "schema"), json_integer(json, making->made->schema);
    json_key(json, "made_at"), json_string(json, instant_text(making->arena, making->made->made_at));
    json_key(json, "format"), json_string(json, making->format == EXPORT_JSON ? STR("json") : STR("csv"));
    json_key(json, "tables");
    json_begin_array(json);
}

static bool manifest_write(Making *making, Error *error)
{
    Str name = STR("manifest.json");
    json_end_array(&making->json);
    json_end_object(&making->json);
    text_add_byte(&making->manifest, '\n');
    return file_begin(making, name, error) &&
           file_end(making, bytes_write(making, text_str(&making->manifest), error), name, error);
}

static bool tables_write(Making *making, Error *error)
{
    Tables tables;
    if (!migrate_reached_within(making->session, &making->made->schema, error) ||
        !tables_read(making->session, making->arena, &tables, error))
        return false;
    manifest_begin(making);
    for (size_t i = 0; i < tables.count; i++)
        if (export_has_table(tables.table[i].name) && !table_write(making, &tables.table[i], error)) return false;
    return manifest_write(making, error);
}

void export_remove(Str path)
{
    Arena *arena = arena_open(0);
    const char *name = str_c(arena, path);
    DIR *folder = opendir(name);
    for (const struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] != '.') unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) closedir(folder);
    rmdir(name);
    arena_close(arena);
}

static bool folder_begin(Making *making, const char *draft, Error *error)
{
    if (mkdir(draft, 0700) != 0) return say_cannot_write(str_of(draft), error);
    making->folder = open(draft, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return making->folder >= 0 || say_cannot_write(str_of(draft), error);
}

static bool folder_end(Making *making, const char *draft, Str path, Error *error)
{
    if (fsync(making->folder) == 0 &&
        renameat2(AT_FDCWD, draft, AT_FDCWD, str_c(making->arena, path), RENAME_NOREPLACE) == 0)
        return true;
    return say_cannot_write(path, error);
}

bool export_make(Store *store, Str folder, ExportFormat format, Progress *progress, Export *made, Error *error)
{
    const StoreSettings *settings = store_settings(store);
    const Engine *engine = engine_of(settings);
    *made = (Export){.made_at = instant_now()};
    Making making = {.format = format,
                     .progress = progress,
                     .made = made,
                     .arena = arena_open(0),
                     .rows = arena_open(0),
                     .folder = -1,
                     .file = -1};
    const char *draft = str_c(making.arena, str_format(making.arena, "%.*s.partial", STR_ARGS(folder)));
    bool fine = folder_begin(&making, draft, error) && engine->connect(settings, false, &making.session, error) &&
                session_step(making.session, STEP_BEGIN, error) && tables_write(&making, error) &&
                folder_end(&making, draft, folder, error);
    if (making.session) engine->close(making.session);
    if (making.folder >= 0) close(making.folder);
    if (!fine) export_remove(str_of(draft));
    arena_close(making.rows);
    arena_close(making.arena);
    return fine;
}

bool export_is(Str path)
{
    Arena *arena = arena_open(0);
    struct stat state;
    bool is = stat(str_c(arena, str_format(arena, "%.*s/manifest.json", STR_ARGS(path))), &state) == 0;
    arena_close(arena);
    return is;
}
