// docs/schema.sql is what the migrations make; released migrations never change; a migration is taken whole or not at
// all (R18).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/secret.h"
#include "store/disk_test.h"
#include "store/engine.h"
#include "store/migrate.h"
#include "store/store_test.h"

// ---- docs/schema.sql ----

static const Query schema_texts = {"schema_texts",
                                   "select sql from sqlite_schema where sql is not null and name not like 'sqlite_%' "
                                   "order by tbl_name, type = 'index', name"};

static Str schema_text(Store *store)
{
    StoreSession *session;
    Error error;
    Rows rows;
    Text text = text_in(test_arena());
    text_add(&text, STR("-- What all migrations together make, on SQLite; made from them by FIDELE_WRITE=1 "
                        "build/release/fidele_test schema.\n"));
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &schema_texts, NO_VALUES, &rows, &error));
    while (rows_next(&rows)) text_addf(&text, "\n%.*s;\n", STR_ARGS(rows_text(&rows, 0)));
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return text_str(&text);
}

static bool is_to_be_written(void)
{
    return getenv("FIDELE_WRITE") != NULL;
}

static void file_is(const char *path, Str text)
{
    Bytes bytes;
    Error error;
    if (is_to_be_written()) {
        FILE *file = fopen(path, "wb");
        CHECK(file && fwrite(text.data, 1, text.size, file) == text.size && fclose(file) == 0);
    }
    CHECK(file_load(str_of(path), 1 << 24, &bytes, &error));
    if (!str_equal(bytes_str(&bytes), text))
        fail_msg("%s is not what the migrations make: FIDELE_WRITE=1 writes it", path);
    bytes_release(&bytes);
}

TEST(docs_schema_is_what_the_migrations_make)
{
    Store *store = store_test_open(STORE_SQLITE);
    file_is("docs/schema.sql", schema_text(store));
    store_close(store);
}

// ---- migrations that were released ----

static Str migration_line(const Migration *migration)
{
    unsigned char digest[DIGEST_BYTES];
    digest_sha256(str_of(migration->text), digest);
    Str hex = hex_text(test_arena(), (Str){(const char *)digest, sizeof digest});
    return str_format(test_arena(), "%04d_%s %.*s", migration->number, migration->name, STR_ARGS(hex));
}

// src/store/migrations.lock holds a line for each migration of a release: "0001_store SHA256", of its statements.
TEST(a_released_migration_never_changes)
{
    Bytes bytes;
    Error error;
    CHECK(file_load(STR("src/store/migrations.lock"), 1 << 20, &bytes, &error));
    Str rest = bytes_str(&bytes), line;
    const Migration *migration = migrations_all;
    while (str_cut(&rest, '\n', &line)) {
        if (line.size == 0 || line.data[0] == '#') continue;
        CHECK(migration->number);
        CHECK_TEXT(migration_line(migration), str_c(test_arena(), line));
        migration++;
    }
    bytes_release(&bytes);
}

TEST(migrations_are_numbered_without_a_gap)
{
    for (int i = 0; migrations_all[i].number; i++) CHECK_INT(migrations_all[i].number, i + 1);
}

// ---- a step is taken whole or not at all ----

static const char base_text[] =
    "create table schema_migration (number INTEGER primary key, name TEXT not null, applied_at INTEGER not null) "
    "STRICT;\n"
    "create table store_writer (id TEXT primary key, turn INTEGER not null, committed_at INTEGER not null) STRICT;\n";
static const char step_text[] = "create table one (id INTEGER primary key, name TEXT) STRICT;\n"
                                "insert into one (id, name) values (1, 'a'), (2, 'b');\n"
                                "create index one_name on one (name);\n"
                                "alter table one add column more INTEGER;\n"
                                "update one set more = id;\n"
                                "create table two (id INTEGER primary key references one (id)) STRICT;\n";
static const Migration before[] = {{1, "base", base_text}, {0, NULL, NULL}};
static const Migration after[] = {{1, "base", base_text}, {2, "step", step_text}, {0, NULL, NULL}};

static bool opens(const Migration *migrations, Error *error)
{
    Store *store;
    StoreSettings settings = store_test_settings_now();
    if (!store_open_of(&settings, migrations, &store, error)) return false;
    store_close(store);
    return true;
}

// "schema_migration store_writer 1"
static Str tables_text(void)
{
    StoreSettings settings = store_test_settings_now();
    StoreSession *session;
    Error error;
    Rows rows;
    int reached;
    Text text = text_in(test_arena());
    CHECK(engine_of(&settings)->connect(&settings, true, &session, &error));
    CHECK(session_step(session, STEP_BEGIN, &error));
    CHECK(store_select(session, &session->engine->tables, NO_VALUES, &rows, &error));
    while (rows_next(&rows)) text_addf(&text, "%.*s ", STR_ARGS(rows_text(&rows, 0)));
    CHECK(rows_close(&rows, &error));
    CHECK(migrate_reached_within(session, &reached, &error));
    text_addf(&text, "%d", reached);
    CHECK(session_step(session, STEP_ROLLBACK, &error));
    session->engine->close(session);
    return text_str(&text);
}

static const char *const old_tables = "schema_migration store_writer 1";
static const char *const new_tables = "one schema_migration store_writer two 2";

STORE_TEST(a_migration_that_fails_at_any_statement_leaves_the_store_as_it_was)
{
    Error error;
    store_test_fresh(kind);
    CHECK(opens(before, &error));
    for (size_t at = 0; step_text[at]; at++) {
        if (step_text[at] != '\n') continue;
        Str text = str_format(test_arena(), "%.*s\ninsert into nowhere values (1);\n%c", (int)at, step_text, 0);
        const Migration broken[] = {{1, "base", base_text}, {2, "step", text.data}, {0, NULL, NULL}};
        CHECK(!opens(broken, &error));
        CHECK_TEXT(tables_text(), old_tables);
    }
    CHECK(opens(after, &error));
    CHECK_TEXT(tables_text(), new_tables);
}

// The power fails at each operation of the disk in turn; afterwards the store is old or new, and the next start goes
// on.
TEST(a_migration_cut_at_any_operation_of_the_disk_is_whole_or_absent)
{
    bool cut = true;
    int old = 0, new = 0;
    for (int64_t operation = 1; cut; operation++) {
        Error error;
        store_test_fresh(STORE_SQLITE);
        CHECK(opens(before, &error));
        disk_test_enter(DISK_POWER_CUT, operation, false);
        (void)!opens(after, &error);
        cut = disk_test_failed();
        if (cut) disk_test_lose_unsynced();
        disk_test_leave();
        Str tables = tables_text();
        bool is_old = str_equal(tables, str_of(old_tables));
        if (!is_old) CHECK_TEXT(tables, new_tables);
        old += is_old;
        new += !is_old;
        CHECK(opens(after, &error));
        CHECK_TEXT(tables_text(), new_tables);
    }
    CHECK(old > 5 && new > 1);
}

STORE_TEST(a_store_of_another_line_is_refused)
{
    static const Migration other[] = {{1, "other", base_text}, {0, NULL, NULL}};
    Error error;
    store_test_fresh(kind);
    CHECK(opens(before, &error));
    CHECK(!opens(other, &error));
    CHECK_TEXT(str_of(error.code), "schema");
}
