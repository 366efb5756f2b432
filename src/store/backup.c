// A backup is one long read on a connection of its own: writers go on, and the readers of the pool too.
#include "store/backup.h"

#include "store/backup_files.h"
#include "store/backup_parts.h"
#include "store/migrate.h"

enum { BLOCK_BYTES = 1 << 20 };

typedef struct Making {
    StoreSession *session;
    BackupWriter *writer;
    Progress *progress;
    Backup *backup;
    Arena *arena; // of the table: its query must last as long as the connection
    Arena *block;
} Making;

static bool head_write(Making *making, Error *error)
{
    arena_reset(making->block);
    Str head = str_format(making->block, "%s\n%d\n%lld\n", FIDELE_VERSION, making->backup->schema,
                          (long long)making->backup->made_at);
    return backup_writer_add(making->writer, BACKUP_HEAD, head, error);
}

static bool table_head_write(Making *making, const Table *table, Error *error)
{
    arena_reset(making->block);
    Text head = text_in(making->block);
    text_addf(&head, "%.*s\n", STR_ARGS(table->name));
    for (size_t i = 0; i < table->columns; i++) text_addf(&head, "%.*s\n", STR_ARGS(table->column[i]));
    return backup_writer_add(making->writer, BACKUP_TABLE, text_str(&head), error);
}

static bool rows_write(Making *making, Rows *rows, size_t columns, Error *error)
{
    Text block = text_in(making->block);
    int64_t count = 0;
    while (rows_next(rows)) {
        for (size_t i = 0; i < columns; i++) row_put(&block, rows->session->engine->value(rows, (int)i));
        count++;
        if (block.size < BLOCK_BYTES) continue;
        if (!backup_writer_add(making->writer, BACKUP_ROWS, text_str(&block), error)) return false;
        progress_add(making->progress, (uint64_t)count);
        making->backup->rows += count;
        count = 0;
        arena_reset(making->block);
        block = text_in(making->block);
    }
    making->backup->rows += count;
    progress_add(making->progress, (uint64_t)count);
    return count == 0 || backup_writer_add(making->writer, BACKUP_ROWS, text_str(&block), error);
}

static bool table_write(Making *making, const Table *table, Error *error)
{
    Rows rows;
    if (!table_head_write(making, table, error)) return false;
    arena_reset(making->block);
    if (!store_select(making->session, table_select(making->arena, table), NO_VALUES, &rows, error)) return false;
    bool fine = rows_write(making, &rows, table->columns, error);
    Error of_rows;
    bool closed = rows_close(&rows, &of_rows);
    if (fine && !closed) *error = of_rows;
    making->backup->tables++;
    return fine && closed;
}

static bool end_write(Making *making, Error *error)
{
    arena_reset(making->block);
    Str end = str_format(making->block, "%lld\n%lld\n%lld\n", (long long)making->backup->tables,
                         (long long)making->backup->rows, (long long)making->backup->files);
    return backup_writer_add(making->writer, BACKUP_END, end, error) &&
           backup_writer_finish(making->writer, &making->backup->bytes, error);
}

// Files are listed after the snapshot has begun: those that its rows name were there before it.
static bool all_write(Making *making, Str files, Error *error)
{
    Tables tables;
    if (!migrate_reached_within(making->session, &making->backup->schema, error) || !head_write(making, error) ||
        !tables_read(making->session, making->arena, &tables, error))
        return false;
    for (size_t i = 0; i < tables.count; i++)
        if (!table_write(making, &tables.table[i], error)) return false;
    if (files.size && !backup_files_write(files, making->writer, &making->backup->files, error)) return false;
    return end_write(making, error);
}

static bool make_with(Making *making, const StoreSettings *settings, Str path, bool files, Error *error)
{
    BackupKey key;
    if (!backup_key_make(settings->folder, making->backup->made_at, &key, error)) return false;
    making->backup->key = key.id;
    bool fine = backup_writer_open(path, &key, &making->writer, error);
    secret_wipe(&key, sizeof key);
    return fine && engine_of(settings)->connect(settings, false, &making->session, error) &&
           session_step(making->session, STEP_BEGIN, error) &&
           all_write(making, files ? settings->folder : STR(""), error);
}

bool backup_make_of(const StoreSettings *settings, Str path, bool files, Progress *progress, Backup *backup,
                    Error *error)
{
    *backup = (Backup){.made_at = instant_now()};
    Making making = {.progress = progress, .backup = backup, .arena = arena_open(0), .block = arena_open(0)};
    bool fine = make_with(&making, settings, path, files, error);
    if (making.session) engine_of(settings)->close(making.session);
    backup_writer_close(making.writer);
    arena_close(making.block);
    arena_close(making.arena);
    return fine;
}

bool backup_make(Store *store, Str path, Progress *progress, Backup *backup, Error *error)
{
    return backup_make_of(store_settings(store), path, true, progress, backup, error);
}
