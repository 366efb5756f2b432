#include "store/migrate.h"

#include "base/instant.h"

static bool has_table(StoreSession *session, Str name, bool *has, Error *error)
{
    Rows rows;
    *has = false;
    if (!store_select(session, &session->engine->tables, NO_VALUES, &rows, error)) return false;
    while (rows_next(&rows)) *has = *has || str_equal(rows_text(&rows, 0), name);
    return rows_close(&rows, error);
}

static bool reached_in_transaction(StoreSession *session, int *number, Error *error)
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

bool migrate_reached(StoreSession *session, int *number, Error *error)
{
    if (!session_step(session, STEP_BEGIN, error)) return false;
    bool fine = reached_in_transaction(session, number, error);
    Error ignored;
    return session_step(session, STEP_ROLLBACK, fine ? error : &ignored) && fine;
}

static int newest_of(const Migration *migrations)
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
    bool fine = reached_in_transaction(session, &reached, error);
    if (fine && reached >= migration->number)
        fine = name_check(session, migration, error);
    else
        fine = fine && step_run(session, migration, error);
    if (fine && session_step(session, STEP_COMMIT, error)) return true;
    Error ignored;
    (void)!session_step(session, STEP_ROLLBACK, &ignored);
    return false;
}

bool migrate_to(StoreSession *session, const Migration *migrations, int last, Error *error)
{
    int reached;
    if (!migrate_reached(session, &reached, error)) return false;
    if (reached > newest_of(migrations)) return refuse_newer(reached, newest_of(migrations), error);
    for (; migrations->number && migrations->number <= last; migrations++)
        if (!step_take(session, migrations, error)) return false;
    return true;
}

bool migrate(const StoreSettings *settings, StoreSession *session, const Migration *migrations, Error *error)
{
    (void)settings;
    return migrate_to(session, migrations, newest_of(migrations), error);
}
