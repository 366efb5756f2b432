// What a backup says of itself is believed only as far as it fits the schema of this program: names of tables and
// columns in SQL are those of the new store, never those of the file.
#include "store/backup_files.h"
#include "store/backup_parts.h"
#include "store/migrate.h"

enum { VALUES_MAX = 250 };

typedef struct Restoring {
    BackupReader *reader;
    StoreSession *session; // NULL: the file is only checked
    const Migration *migrations;
    Progress *progress;
    Backup *backup;
    Arena *arena; // lasts as long as the connection: texts of queries
    Tables tables;
    const Table *table;        // of the store
    size_t place[COLUMNS_MAX]; // where in the store's table each column of the file stands
    size_t columns;            // of the table in the file
    const Query *insert_many, *insert_one;
    size_t many; // rows in one insert_many
    Value values[VALUES_MAX];
    size_t waiting; // rows in `values`
    BackupFiles files;
} Restoring;

// ---- the lines of a block ----

bool backup_line_take(Str *rest, Str *line)
{
    for (size_t i = 0; i < rest->size; i++) {
        if (rest->data[i] != '\n') continue;
        *line = (Str){rest->data, i};
        *rest = (Str){rest->data + i + 1, rest->size - i - 1};
        return true;
    }
    return false;
}

bool backup_line_number(Str *rest, int64_t *number)
{
    Str line;
    *number = 0;
    if (!backup_line_take(rest, &line) || line.size == 0 || line.size > 18) return false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] < '0' || line.data[i] > '9') return false;
        *number = *number * 10 + (line.data[i] - '0');
    }
    return true;
}

// ---- writing rows ----

static bool rows_flush(Restoring *restoring, Error *error)
{
    const Value *values = restoring->values;
    size_t columns = restoring->table ? restoring->table->columns : 0;
    if (restoring->waiting == restoring->many && restoring->waiting) {
        bool fine =
            store_execute(restoring->session, restoring->insert_many, values, columns * restoring->many, NULL, error);
        restoring->waiting = 0;
        return fine;
    }
    for (; restoring->waiting; restoring->waiting--, values += columns)
        if (!store_execute(restoring->session, restoring->insert_one, values, columns, NULL, error)) return false;
    return true;
}

// ---- blocks ----

static bool head_take(Restoring *restoring, Str raw, Error *error)
{
    Str program;
    int64_t schema, made_at;
    if (!backup_line_take(&raw, &program) || !backup_line_number(&raw, &schema) ||
        !backup_line_number(&raw, &made_at) || raw.size || schema > INT16_MAX)
        return backup_reader_say_damaged(restoring->reader, error);
    restoring->backup->schema = (int)schema;
    restoring->backup->made_at = made_at;
    return true;
}

static bool column_place(Restoring *restoring, Str name)
{
    const Table *table = restoring->table;
    for (size_t i = 0; i < table->columns; i++) {
        if (!str_equal(table->column[i], name)) continue;
        for (size_t j = 0; j < restoring->columns; j++)
            if (restoring->place[j] == i) return false;
        restoring->place[restoring->columns++] = i;
        return true;
    }
    return false;
}

static bool table_begin(Restoring *restoring, Str raw, Error *error)
{
    Str name, column;
    if (!backup_line_take(&raw, &name)) return backup_reader_say_damaged(restoring->reader, error);
    restoring->backup->tables++;
    restoring->columns = 0;
    if (!restoring->session) {
        while (backup_line_take(&raw, &column)) restoring->columns++;
        bool fits = restoring->columns && restoring->columns <= COLUMNS_MAX && raw.size == 0;
        return fits || backup_reader_say_damaged(restoring->reader, error);
    }
    if (!rows_flush(restoring, error)) return false;
    restoring->table = tables_find(&restoring->tables, name);
    bool fits = restoring->table;
    while (fits && backup_line_take(&raw, &column)) fits = column_place(restoring, column);
    if (!fits || restoring->columns == 0 || restoring->columns != restoring->table->columns)
        return backup_reader_say_damaged(restoring->reader, error);
    restoring->many = VALUES_MAX / restoring->columns;
    restoring->insert_many = table_insert(restoring->arena, restoring->table, restoring->many);
    restoring->insert_one = table_insert(restoring->arena, restoring->table, 1);
    return true;
}

static bool rows_take(Restoring *restoring, Str raw, Error *error)
{
    int64_t rows = 0;
    while (raw.size && restoring->columns) {
        Value *row = restoring->values + restoring->waiting * restoring->columns, value;
        for (size_t i = 0; i < restoring->columns; i++) {
            if (!row_take(&raw, &value)) return backup_reader_say_damaged(restoring->reader, error);
            if (restoring->session) row[restoring->place[i]] = value;
        }
        rows++;
        if (!restoring->session) continue;
        restoring->waiting++;
        if (restoring->waiting == restoring->many && !rows_flush(restoring, error)) return false;
    }
    restoring->backup->rows += rows;
    if (restoring->session) progress_add(restoring->progress, (uint64_t)rows);
    if (raw.size) return backup_reader_say_damaged(restoring->reader, error); // rows before any table
    return !restoring->session || rows_flush(restoring, error);               // their texts end with the block
}

static bool end_take(Restoring *restoring, Str raw, Error *error)
{
    int64_t tables, rows, files;
    bool fits = backup_line_number(&raw, &tables) && backup_line_number(&raw, &rows) &&
                backup_line_number(&raw, &files) && raw.size == 0 && tables == restoring->backup->tables &&
                rows == restoring->backup->rows && files == restoring->files.count;
    restoring->backup->files = restoring->files.count;
    return fits ? backup_files_end(&restoring->files, restoring->reader, error)
                : backup_reader_say_damaged(restoring->reader, error);
}

static bool blocks_take(Restoring *restoring, Error *error)
{
    BackupBlock kind;
    Str raw;
    if (!backup_reader_next(restoring->reader, &kind, &raw, error)) return false;
    if (kind != BACKUP_HEAD) return backup_reader_say_damaged(restoring->reader, error);
    if (!head_take(restoring, raw, error)) return false;
    for (;;) {
        if (!backup_reader_next(restoring->reader, &kind, &raw, error)) return false;
        switch (kind) {
        case BACKUP_HEAD: return backup_reader_say_damaged(restoring->reader, error);
        case BACKUP_TABLE:
            if (!table_begin(restoring, raw, error)) return false;
            break;
        case BACKUP_ROWS:
            if (!rows_take(restoring, raw, error)) return false;
            break;
        case BACKUP_FILE:
            if (!backup_files_next(&restoring->files, raw, restoring->reader, error)) return false;
            break;
        case BACKUP_BYTES:
            if (!backup_files_add(&restoring->files, raw, restoring->reader, error)) return false;
            break;
        case BACKUP_END: return end_take(restoring, raw, error);
        }
    }
}

// ---- checking ----

bool backup_schema_check(const Backup *backup, const Migration *migrations, Error *error)
{
    int known = migrate_newest(migrations);
    if (backup->schema <= known) return true;
    Arena *scratch = arena_open(0);
    bool refused =
        error_code(error, ERROR_INPUT, "schema",
                   PHRASE("the backup is schema {0}, this program knows {1}: restore it with a newer program",
                          "la sauvegarde est au schéma {0}, ce programme connaît le {1}\u00A0: restaurez-la "
                          "avec un programme plus récent"),
                   error_number(scratch, (uint64_t)backup->schema), error_number(scratch, (uint64_t)known));
    arena_close(scratch);
    return refused;
}

static bool check_read(Restoring *restoring, Error *error)
{
    Backup *backup = restoring->backup;
    *backup = (Backup){.key = backup_reader_key(restoring->reader).id};
    restoring->files = backup_files_check();
    if (!blocks_take(restoring, error)) return false;
    backup->bytes = (int64_t)backup_reader_position(restoring->reader);
    return backup_schema_check(backup, restoring->migrations, error);
}

static bool check(Restoring *restoring, Str path, Str keys, Error *error)
{
    bool fine = backup_reader_open(path, keys, &restoring->reader, error) && check_read(restoring, error);
    backup_reader_close(restoring->reader);
    restoring->reader = NULL;
    return fine;
}

bool backup_check_read(BackupReader *reader, Backup *backup, Error *error)
{
    Restoring checking = {.reader = reader, .backup = backup, .migrations = migrations_all};
    return check_read(&checking, error);
}

bool backup_check(Str path, Str keys, Backup *backup, Error *error)
{
    Restoring checking = {.backup = backup, .migrations = migrations_all};
    return check(&checking, path, keys, error);
}

// ---- restoring ----

static bool say_not_empty(Error *error)
{
    error_set(
        error, ERROR_CONFLICT,
        PHRASE("the store is not empty: restore into a new data folder, or a new database",
               "la base n’est pas vide\u00A0: restaurez dans un nouveau dossier de données, ou une nouvelle base"),
        NULL, 0);
    error->code = "exists";
    return false;
}

// What the migrations themselves have put in goes: the backup has it.
static bool tables_empty(StoreSession *session, const Tables *tables, Arena *arena, Error *error)
{
    for (size_t i = 0; i < tables->count; i++) {
        Query *query = arena_new(arena, Query);
        *query = (Query){.name = "empty",
                         .text = str_format(arena, "delete from \"%.*s\"%c", STR_ARGS(tables->table[i].name), 0).data};
        if (!store_execute(session, query, NO_VALUES, NULL, error)) return false;
    }
    return true;
}

bool store_new_within(StoreSession *session, const Migration *migrations, int schema, Arena *arena, Tables *tables,
                      Error *error)
{
    int reached;
    if (!migrate_reached_within(session, &reached, error)) return false;
    if (reached) return say_not_empty(error);
    if (!migrate_within(session, migrations, schema, error) || !tables_read(session, arena, tables, error))
        return false;
    if (session->engine->foreign_keys_later(session, true)) return tables_empty(session, tables, arena, error);
    *error = session->failure;
    return false;
}

static bool store_fill(Restoring *restoring, Error *error)
{
    StoreSession *session = restoring->session;
    restoring->backup->tables = restoring->backup->rows = 0;
    if (!store_new_within(session, restoring->migrations, restoring->backup->schema, restoring->arena,
                          &restoring->tables, error) ||
        !blocks_take(restoring, error))
        return false;
    if (session->engine->foreign_keys_later(session, false)) return true;
    *error = session->failure;
    return false;
}

static bool restore_connected(Restoring *restoring, Error *error)
{
    if (!session_step(restoring->session, STEP_BEGIN, error)) return false;
    if (store_fill(restoring, error) && session_step(restoring->session, STEP_COMMIT, error)) return true;
    Error ignored;
    if (!session_step(restoring->session, STEP_ROLLBACK, &ignored)) return false;
    return false;
}

bool backup_restore_of(const StoreSettings *settings, const Migration *migrations, Str path, Str keys,
                       Progress *progress, Backup *backup, Error *error)
{
    const Engine *engine = engine_of(settings);
    Restoring restoring = {.backup = backup, .migrations = migrations, .progress = progress, .arena = arena_open(0)};
    bool fine = check(&restoring, path, keys, error);
    if (fine && progress) progress->total = (uint64_t)backup->rows;
    restoring.files = backup_files_into(settings->folder);
    fine = fine && backup_reader_open(path, keys, &restoring.reader, error) &&
           engine->connect(settings, true, &restoring.session, error) && restore_connected(&restoring, error);
    backup_files_close(&restoring.files, fine);
    if (restoring.session) engine->close(restoring.session);
    backup_reader_close(restoring.reader);
    arena_close(restoring.arena);
    return fine;
}

bool backup_restore(const StoreSettings *settings, Str path, Str keys, Progress *progress, Backup *backup, Error *error)
{
    return backup_restore_of(settings, migrations_all, path, keys, progress, backup, error);
}
