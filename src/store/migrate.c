#include "store/migrate.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/instant.h"
#include "store/backup_parts.h"

static bool has_table(StoreSession *session, Str name, bool *has, Error *error)
{
    Rows rows;
    *has = false;
    if (!store_select(session, &session->engine->tables, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) *has = *has || str_equal(rows_text(&rows, 0), name);
    return rows_close(&rows, error);
}

bool migrate_reached_within(StoreSession *session, int *number, Error *error)
{
    bool begun;
    Rows rows;
    *number = 0;
    if (!has_table(session, STR("schema_migration"), &begun, error)) return false;
    if (!begun) return true;
    if (!store_select(session, &query_store_migration_last, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) *number = (int)rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static bool reached_read(StoreSession *session, int *number, Error *error)
{
    if (!session_step(session, STEP_BEGIN, error)) return false;
    bool fine = migrate_reached_within(session, number, error);
    Error ignored;
    return session_step(session, STEP_ROLLBACK, fine ? error : &ignored) && fine;
}

int migrate_newest(const Migration *migrations)
{
    int newest = 0;
    for (; migrations->number; migrations++) newest = migrations->number;
    return newest;
}

static bool refuse_newer(int reached, int known, Error *error)
{
    Arena *scratch = arena_open(0);
    bool refused = error_code(
        error, ERROR_FAILED, "schema",
        PHRASE("the store is schema {0}, this program knows {1}: start a newer program, or restore a backup made "
               "with this one",
               "la base est au schéma {0}, ce programme connaît le {1}\u00A0: lancez un programme plus récent, ou "
               "restaurez une sauvegarde faite avec celui-ci"),
        error_number(scratch, (uint64_t)reached), error_number(scratch, (uint64_t)known));
    arena_close(scratch);
    return refused;
}

static bool name_check(StoreSession *session, const Migration *migration, Error *error)
{
    Rows rows;
    if (!store_select(session, &query_store_migration_name, VALUES(value_integer(migration->number)), &rows, error))
        return false;
    bool same = rows_next(&rows) && str_equal(rows_text(&rows, 0), str_of(migration->name));
    if (!rows_close(&rows, error)) return false;
    if (same) return true;
    return error_code(error, ERROR_FAILED, "schema",
                      PHRASE("the store was made by another program: its schema has no step “{0}”",
                             "la base vient d’un autre programme\u00A0: son schéma n’a pas l’étape «\u00A0{0}\u00A0»"),
                      str_of(migration->name));
}

static bool step_run(StoreSession *session, const Migration *migration, Error *error)
{
    if (!session->engine->run_script(session, str_of(migration->text))) {
        *error = session->failure;
        return false;
    }
    return store_execute(
        session, &query_store_migration_add,
        VALUES(value_integer(migration->number), value_text(str_of(migration->name)), value_integer(instant_now())),
        NULL, error);
}

// With PostgreSQL another server may have taken the step meanwhile: hence the look within the transaction.
static bool step_take(StoreSession *session, const Migration *migration, Error *error)
{
    int reached;
    if (!session_step(session, STEP_BEGIN, error)) return false;
    bool fine = migrate_reached_within(session, &reached, error);
    if (fine && reached >= migration->number)
        fine = name_check(session, migration, error);
    else
        fine = fine && step_run(session, migration, error);
    if (fine && session_step(session, STEP_COMMIT, error)) return true;
    Error ignored;
    (void)!session_step(session, STEP_ROLLBACK, &ignored);
    return false;
}

bool migrate_within(StoreSession *session, const Migration *migrations, int last, Error *error)
{
    for (; migrations->number && migrations->number <= last; migrations++)
        if (!step_run(session, migrations, error)) return false;
    return true;
}

bool migrate_to(StoreSession *session, const Migration *migrations, int last, Error *error)
{
    int reached;
    if (!reached_read(session, &reached, error)) return false;
    if (reached > migrate_newest(migrations)) return refuse_newer(reached, migrate_newest(migrations), error);
    for (; migrations->number && migrations->number <= last; migrations++)
        if (!step_take(session, migrations, error)) return false;
    return true;
}

// The copy lies beside the store, so that an upgrade that goes wrong can be taken back.
static bool snapshot_make(const StoreSettings *settings, int reached, Error *error)
{
    Arena *scratch = arena_open(0);
    Backup backup;
    const char *folder = str_format(scratch, "%.*s/snapshots%c", STR_ARGS(settings->folder), 0).data;
    Str path = str_format(scratch, "%s/schema-%d-%lld.backup", folder, reached, (long long)instant_now());
    bool fine = mkdir(folder, 0700) == 0 || errno == EEXIST;
    if (!fine) {
        Str name = str_of(folder);
        error_set_system(error, ERROR_FAILED, errno, PHRASE("cannot write {0}", "impossible d’écrire {0}"), &name, 1);
        error->code = "io";
    }
    fine = fine && backup_make_of(settings, path, false, NULL, &backup, error);
    arena_close(scratch);
    return fine;
}

bool migrate(const StoreSettings *settings, StoreSession *session, const Migration *migrations, Error *error)
{
    int reached, newest = migrate_newest(migrations);
    if (!reached_read(session, &reached, error)) return false;
    if (reached > 0 && reached < newest && !snapshot_make(settings, reached, error)) return false;
    return migrate_to(session, migrations, newest, error);
}
