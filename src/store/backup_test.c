// Backups of either store restored into either (R19), and what happens to damaged ones.
#include "store/backup.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "store/backup_parts.h"
#include "store/store_test.h"

// A schema with all that a backup must carry: every type, rows that refer to later rows, a table that sorts before the
// one it refers to, rows put in by a migration.
static const Migration schema[] = {
    {1, "store",
     "create table schema_migration (number INTEGER primary key, name TEXT not null, applied_at INTEGER not null) "
     "STRICT;\n"
     "create table store_writer (id TEXT primary key, turn INTEGER not null, committed_at INTEGER not null) STRICT;\n"},
    {2, "shop",
     "create table person (id INTEGER primary key, knows INTEGER references person (id), name TEXT, note BLOB, "
     "weight REAL) STRICT;\n"
     "create table deal (id INTEGER primary key, person INTEGER not null references person (id)) STRICT;\n"
     "create table setting (name TEXT primary key, value TEXT) STRICT, WITHOUT ROWID;\n"
     "insert into setting (name, value) values ('made', 'by the migration');\n"},
    {0, NULL, NULL}};
static const Migration longer_schema[] = {{1, "store", NULL},
                                          {2, "shop", NULL},
                                          {3, "later", "create table later (id INTEGER primary key) STRICT;\n"},
                                          {0, NULL, NULL}};

static const Query add_person = {"add_person",
                                 "insert into person (id, knows, name, note, weight) values ($1, $2, $3, $4, $5)"};
static const Query knows_person = {"knows_person", "update person set knows = $2 where id = $1"};
static const Query add_deal = {"add_deal", "insert into deal (id, person) values ($1, $2)"};
static const Query change_setting = {"change_setting", "update setting set value = 'by hand' where name = 'made'"};
static const Query all_persons = {"all_persons", "select id, knows, name, note, weight from person order by id"};
static const Query count_deals = {"count_deals", "select count(*) from deal"};
static const Query all_settings = {"all_settings", "select name, value from setting order by name"};

static Store *shop_open(void)
{
    Store *store;
    Error error;
    StoreSettings settings = store_test_settings_now();
    if (!store_open_of(&settings, schema, &store, &error)) fail_msg("%s (%s)", error.message[0], error.detail);
    return store;
}

static Str backup_path(const char *name)
{
    StoreSettings settings = store_test_settings_now();
    return str_format(test_arena(), "%.*s/%s", STR_ARGS(settings.folder), name);
}

static Str keys_now; // of the shop that backups were made of

static Store *shop_new(StoreKind kind)
{
    store_test_fresh(kind);
    keys_now = backup_path("backup.keys");
    return shop_open();
}

typedef struct Person {
    int64_t id;
    Str name, note;
} Person;

static bool person_add(StoreSession *session, void *context, Error *error)
{
    const Person *person = context;
    return store_execute(session, &add_person,
                         VALUES(value_integer(person->id), value_null(), value_text_or_null(person->name),
                                value_bytes(person->note), value_real((double)person->id / 3)),
                         NULL, error) &&
           (person->id < 2 ||
            store_execute(session, &knows_person, VALUES(value_integer(person->id - 1), value_integer(person->id)),
                          NULL, error)) &&
           store_execute(session, &add_deal, VALUES(value_integer(person->id), value_integer(person->id)), NULL, error);
}

static bool setting_change(StoreSession *session, void *context, Error *error)
{
    (void)context;
    return store_execute(session, &change_setting, NO_VALUES, NULL, error);
}

// "1>2 “name” note 0.33; …"
static Str shop_text(Store *store)
{
    StoreSession *session;
    Error error;
    Rows rows;
    Text text = text_in(test_arena());
    CHECK(store_read_begin(store, &session, &error));
    CHECK(store_select(session, &all_persons, NO_VALUES, &rows, &error));
    while (rows_next(&rows))
        text_addf(&text, "%lld>%lld “%.*s”%s %.*s %a\n", (long long)rows_integer(&rows, 0),
                  (long long)rows_integer(&rows, 1), STR_ARGS(rows_text(&rows, 2)), rows_null(&rows, 2) ? " null" : "",
                  STR_ARGS(rows_text(&rows, 3)), rows_real(&rows, 4));
    CHECK(rows_close(&rows, &error));
    CHECK(store_select(session, &count_deals, NO_VALUES, &rows, &error));
    CHECK(rows_next(&rows));
    text_addf(&text, "%lld deals\n", (long long)rows_integer(&rows, 0));
    CHECK(rows_close(&rows, &error));
    CHECK(store_select(session, &all_settings, NO_VALUES, &rows, &error));
    while (rows_next(&rows))
        text_addf(&text, "%.*s = %.*s\n", STR_ARGS(rows_text(&rows, 0)), STR_ARGS(rows_text(&rows, 1)));
    CHECK(rows_close(&rows, &error));
    store_read_end(session);
    return text_str(&text);
}

static void shop_fill(Store *store)
{
    Error error;
    Str *texts = arena_array(test_arena(), Str, 1000);
    size_t count = store_test_hostile_texts(texts, 1000);
    for (size_t i = 0; i < count; i++) {
        Person person = {(int64_t)i + 1, texts[i], (Str){texts[i].data, texts[i].size / 2}};
        CHECK(store_write(store, person_add, &person, &error));
    }
    CHECK(store_write(store, setting_change, NULL, &error));
}

static Str shop_backup(Store *store, Backup *backup)
{
    Error error;
    Str path = backup_path("shop.backup");
    if (!backup_make(store, path, NULL, backup, &error)) fail_msg("%s (%s)", error.message[0], error.detail);
    return path;
}

static bool shop_restore(Str path, Error *error)
{
    Backup backup;
    StoreSettings settings = store_test_settings_now();
    return backup_restore_of(&settings, schema, path, keys_now, NULL, &backup, error);
}

static void carried_over(StoreKind from, StoreKind to)
{
    Backup backup, checked;
    Error error = {0};
    Store *store = shop_new(from);
    shop_fill(store);
    Str before = shop_text(store), path = shop_backup(store, &backup);
    store_close(store);
    CHECK_INT(backup.tables, 3);
    CHECK_INT(backup.schema, 2);
    CHECK(backup_check(path, keys_now, &checked, &error));
    CHECK(checked.rows == backup.rows && checked.tables == 3 && checked.bytes == backup.bytes);
    store_test_fresh(to);
    if (!shop_restore(path, &error)) fail_msg("%s (%s)", error.message[0], error.detail);
    store = shop_open();
    CHECK_TEXT(shop_text(store), str_c(test_arena(), before));
    store_close(store);
}

TEST(a_backup_of_sqlite_is_restored_into_sqlite)
{
    carried_over(STORE_SQLITE, STORE_SQLITE);
}

TEST(a_backup_of_sqlite_is_restored_into_postgresql)
{
    carried_over(STORE_SQLITE, STORE_POSTGRESQL);
}

TEST(a_backup_of_postgresql_is_restored_into_sqlite)
{
    carried_over(STORE_POSTGRESQL, STORE_SQLITE);
}

TEST(a_backup_of_postgresql_is_restored_into_postgresql)
{
    carried_over(STORE_POSTGRESQL, STORE_POSTGRESQL);
}

static bool deal_of_nobody(StoreSession *session, void *context, Error *error)
{
    (void)context;
    return store_execute(session, &add_deal, VALUES(value_integer(-1), value_integer(-1)), NULL, error);
}

STORE_TEST(foreign_keys_hold_again_after_a_restore)
{
    Backup backup;
    Error error = {0};
    Store *store = shop_new(kind);
    Str path = shop_backup(store, &backup);
    store_close(store);
    store_test_fresh(kind);
    CHECK(shop_restore(path, &error));
    store = shop_open();
    CHECK(!store_write(store, deal_of_nobody, NULL, &error));
    CHECK_INT(error.kind, ERROR_CONFLICT);
    store_close(store);
}

// ---- what is refused ----

STORE_TEST(a_backup_is_restored_into_an_empty_store_only)
{
    Backup backup;
    Error error = {0};
    Store *store = shop_new(kind);
    Str path = shop_backup(store, &backup);
    store_close(store);
    CHECK(!shop_restore(path, &error));
    CHECK_TEXT(str_of(error.code), "exists");
}

TEST(a_backup_does_not_replace_a_file)
{
    Backup backup;
    Error error = {0};
    Store *store = shop_new(STORE_SQLITE);
    Str path = shop_backup(store, &backup);
    CHECK(!backup_make(store, path, NULL, &backup, &error));
    CHECK_TEXT(str_of(error.code), "exists");
    store_close(store);
}

TEST(a_backup_of_a_newer_schema_is_refused)
{
    Backup backup;
    Error error = {0};
    Store *store = shop_new(STORE_SQLITE);
    Str path = shop_backup(store, &backup);
    store_close(store);
    store_test_fresh(STORE_SQLITE);
    StoreSettings settings = store_test_settings_now();
    static const Migration shorter[] = {{1, "store", "create table x (y INTEGER) STRICT;\n"}, {0, NULL, NULL}};
    CHECK(!backup_restore_of(&settings, shorter, path, keys_now, NULL, &backup, &error));
    CHECK_TEXT(str_of(error.code), "schema");
}

TEST(what_is_no_backup_is_refused)
{
    Backup backup;
    Error error = {0};
    static const char *const contents[] = {"", "x", "SQLite format 3", "fidele backup", "fidele backup\0\1\0"};
    for (size_t i = 0; i < COUNT_OF(contents); i++) {
        Str path = test_file_write("foreign.backup", str_of(contents[i]));
        CHECK(!backup_check(path, keys_now, &backup, &error));
        CHECK_TEXT(str_of(error.code), "corrupt");
    }
    CHECK(!backup_check(STR("/nowhere/at.all"), STR(""), &backup, &error));
}

typedef struct Small {
    Str path, bytes;
} Small;

static Small small_backup(void)
{
    Backup backup;
    Error error;
    Bytes bytes;
    Small small;
    Store *store = shop_new(STORE_SQLITE);
    for (int64_t i = 1; i <= 20; i++)
        CHECK(store_write(store, person_add, &(Person){i, STR("someone"), STR("note")}, &error));
    small.path = shop_backup(store, &backup);
    store_close(store);
    CHECK(file_load(small.path, 1 << 24, &bytes, &error));
    small.bytes = str_copy(test_arena(), bytes_str(&bytes));
    bytes_release(&bytes);
    return small;
}

static bool is_refused(Str bytes)
{
    Backup backup;
    Error error = {0};
    Str path = test_file_write("damaged.backup", bytes);
    if (backup_check(path, keys_now, &backup, &error)) return false;
    return error.code && (strcmp(error.code, "corrupt") == 0 || strcmp(error.code, "schema") == 0);
}

TEST(each_flipped_bit_of_a_backup_is_found)
{
    Small small = small_backup();
    char *bytes = arena_array(test_arena(), char, small.bytes.size);
    for (size_t at = 0; at < small.bytes.size; at++) {
        memcpy(bytes, small.bytes.data, small.bytes.size);
        bytes[at] = (char)(bytes[at] ^ (1 << at % 8));
        CHECK(is_refused((Str){bytes, small.bytes.size}));
    }
    CHECK(!is_refused(small.bytes));
}

TEST(a_backup_cut_short_or_with_more_behind_it_is_refused)
{
    Small small = small_backup();
    for (size_t size = 0; size < small.bytes.size; size++) CHECK(is_refused((Str){small.bytes.data, size}));
    Text longer = text_in(test_arena());
    text_add(&longer, small.bytes);
    text_add_byte(&longer, '\0');
    CHECK(is_refused(text_str(&longer)));
}

TEST(a_damaged_backup_leaves_a_store_that_can_still_be_filled)
{
    Small small = small_backup();
    Error error = {0};
    char *bytes = arena_array(test_arena(), char, small.bytes.size);
    memcpy(bytes, small.bytes.data, small.bytes.size);
    bytes[small.bytes.size - 1] ^= 1;
    store_test_fresh(STORE_SQLITE);
    CHECK(!shop_restore(test_file_write("damaged.backup", (Str){bytes, small.bytes.size}), &error));
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("block")));
    CHECK(shop_restore(small.path, &error));
}

TEST(a_backup_onto_a_full_disk_leaves_nothing_behind)
{
    Backup backup;
    Error error = {0};
    Store *store = shop_new(STORE_SQLITE);
    CHECK(!backup_make(store, STR("/dev/full/x"), NULL, &backup, &error));
    CHECK_TEXT(str_of(error.code), "io");
    CHECK(!backup_make(store, STR("/proc/x.backup"), NULL, &backup, &error));
    CHECK_TEXT(str_of(error.code), "io");
    store_close(store);
}

// ---- while others write ----

// ---- keys ----

TEST(a_backup_is_noise_and_only_its_own_key_opens_it)
{
    Small small = small_backup();
    Backup backup;
    Error error = {0};
    Str mine = keys_now;
    CHECK(!str_contains(small.bytes, STR("person")) && !str_contains(small.bytes, STR("someone")));
    CHECK(!backup_check(small.path, STR(""), &backup, &error));
    CHECK_TEXT(str_of(error.code), "wrong_key");
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("key id 1:")));
    small_backup(); // of another folder: a key 1 too
    CHECK(!backup_check(small.path, keys_now, &backup, &error));
    CHECK_TEXT(str_of(error.code), "wrong_key");
    CHECK(backup_check(small.path, mine, &backup, &error));
    CHECK_INT(backup.key, 1);
}

TEST(a_key_of_the_same_number_and_moment_does_not_open_another_backup)
{
    Small small = small_backup();
    int64_t id;
    Instant made_at;
    Backup backup;
    BackupKey key;
    Error error = {0};
    CHECK(backup_file_look(small.path, &id, &made_at));
    CHECK(backup_key_find(keys_now, id, made_at, &key, &error));
    Str line = str_format(test_arena(), "%lld %lld %064d\n", (long long)id, (long long)made_at, 7);
    CHECK(!backup_check(small.path, test_file_write("other.keys", line), &backup, &error));
    CHECK_TEXT(str_of(error.code), "wrong_key");
    CHECK(!backup_check(small.path, test_file_write("no.keys", STR("no keys\n")), &backup, &error));
    CHECK_TEXT(str_of(error.code), "wrong_key");
}

static Str backup_into(Store *store, const char *name, Backup *backup)
{
    Error error;
    Str path = backup_path(name);
    CHECK(backup_make(store, path, NULL, backup, &error));
    return path;
}

TEST(an_old_key_is_destroyed_and_its_backup_with_it)
{
    Backup old, young, checked;
    Error error = {0};
    int64_t keys, files;
    Store *store = shop_new(STORE_SQLITE);
    Str folder = store_settings(store)->folder;
    CHECK(mkdir(str_c(test_arena(), backup_path("backups")), 0700) == 0);
    Str gone = backup_into(store, "backups/old.backup", &old), moved = backup_into(store, "moved.backup", &old);
    usleep(3000);
    Str kept = backup_into(store, "backups/young.backup", &young);
    CHECK(backup_keys_destroy(folder, young.made_at, &keys, &files, &error));
    CHECK(keys == 2 && files == 1);
    CHECK(access(str_c(test_arena(), gone), F_OK) != 0);
    CHECK(backup_check(kept, keys_now, &checked, &error));
    CHECK(!backup_check(moved, keys_now, &checked, &error)); // wherever it lies
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("destroyed")));
    CHECK(backup_keys_destroy(folder, young.made_at, &keys, &files, &error));
    CHECK(keys == 0 && files == 0);
    (void)backup_into(store, "next.backup", &checked);
    CHECK_INT(checked.key, 4); // no number is given twice
    store_close(store);
}

// ---- files ----

static int files_in(const char *folder, Str *first)
{
    DIR *directory = opendir(folder);
    int files = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (entry->d_name[0] == '.') continue;
        *first = str_format(test_arena(), "%s/%s", folder, entry->d_name);
        files++;
    }
    if (directory) closedir(directory);
    return files;
}

static void file_put(const char *folder, const char *name, Str content)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    CHECK(file && fwrite(content.data, 1, content.size, file) == content.size && fclose(file) == 0);
}

static const char file_names[][33] = {"00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100"};

TEST(files_of_the_folder_come_back_as_they_were_and_no_others)
{
    Backup backup;
    Error error = {0};
    Bytes bytes;
    Store *store = shop_new(STORE_SQLITE);
    const char *files = str_c(test_arena(), backup_path("files"));
    CHECK(mkdir(files, 0700) == 0);
    Text large = text_in(test_arena());
    for (int i = 0; i < 500000; i++) text_addf(&large, "%d", i); // over two chunks
    file_put(files, file_names[0], text_str(&large));
    file_put(files, file_names[1], STR(""));
    file_put(files, "00112233445566778899aabbccddeeff.new", STR("cut off"));
    CHECK(symlinkat("/etc/passwd", AT_FDCWD,
                    str_c(test_arena(), backup_path("files/aaaabbbbccccddddeeeeffff00001111"))) == 0);
    Str path = shop_backup(store, &backup);
    store_close(store);
    CHECK_INT(backup.files, 2);
    store_test_fresh(STORE_SQLITE);
    CHECK(shop_restore(path, &error));
    CHECK(file_load(backup_path("files/00112233445566778899aabbccddeeff"), 1 << 24, &bytes, &error));
    CHECK(str_equal(bytes_str(&bytes), text_str(&large)));
    bytes_release(&bytes);
    Str first;
    CHECK_INT(files_in(str_c(test_arena(), backup_path("files")), &first), 2);
}

typedef struct Block {
    BackupBlock kind;
    const char *text;
} Block;

static bool blocks_restored(const Block *blocks, size_t count)
{
    static int number;
    char name[32];
    BackupKey key;
    BackupWriter *writer;
    Error error = {0};
    int64_t bytes;
    snprintf(name, sizeof name, "made-%d.backup", number++);
    Str path = backup_path(name), folder = store_test_settings_now().folder;
    CHECK(backup_key_make(folder, instant_now(), &key, &error));
    CHECK(backup_writer_open(path, &key, &writer, &error));
    for (size_t i = 0; i < count; i++) CHECK(backup_writer_add(writer, blocks[i].kind, str_of(blocks[i].text), &error));
    CHECK(backup_writer_finish(writer, &bytes, &error));
    backup_writer_close(writer);
    keys_now = backup_path("backup.keys");
    bool fine = shop_restore(path, &error);
    if (!fine) CHECK_TEXT(str_of(error.code), "corrupt");
    return fine;
}

static bool file_restored(const char *head, const char *content)
{
    const Block blocks[] = {
        {BACKUP_HEAD, "x\n2\n5\n"}, {BACKUP_FILE, head}, {BACKUP_BYTES, content}, {BACKUP_END, "0\n0\n1\n"}};
    store_test_fresh(STORE_SQLITE);
    return blocks_restored(blocks, COUNT_OF(blocks));
}

TEST(a_backup_names_no_file_but_those_the_program_makes)
{
    Str first;
    CHECK(file_restored("00112233445566778899aabbccddeeff\n4\n", "text"));
    static const char *const heads[] = {
        "../2233445566778899aabbccddeeff\n4\n",   "/0112233445566778899aabbccddeeff0\n4\n",
        "00112233445566778899AABBCCDDEEFF\n4\n",  "00112233445566778899aabbccddeef\n4\n",
        "00112233445566778899aabbccddeeff0\n4\n", "../../../../../../../../tmp/xxxxx\n4\n",
        "00112233445566778899aabbccddeeff\n5\n",  "00112233445566778899aabbccddeeff\n3\n",
        "00112233445566778899aabbccddeeff\n-4\n", "00112233445566778899aabbccddeeff\n4"};
    for (size_t i = 0; i < COUNT_OF(heads); i++) CHECK(!file_restored(heads[i], "text"));
    const Block twice[] = {{BACKUP_HEAD, "x\n2\n5\n"},
                           {BACKUP_FILE, "00112233445566778899aabbccddeeff\n0\n"},
                           {BACKUP_FILE, "00112233445566778899aabbccddeeff\n0\n"},
                           {BACKUP_END, "0\n0\n2\n"}};
    store_test_fresh(STORE_SQLITE);
    CHECK(!blocks_restored(twice, COUNT_OF(twice)));
    CHECK_INT(files_in(str_c(test_arena(), backup_path("files")), &first), 0); // what was written is taken back
    const Block early[] = {{BACKUP_HEAD, "x\n2\n5\n"}, {BACKUP_END, "0\n0\n0\n"}, {BACKUP_END, "0\n0\n0\n"}};
    CHECK(!blocks_restored(early, COUNT_OF(early)));
}

typedef struct Load {
    Store *store;
    atomic_bool stop;
    atomic_llong acknowledged;
} Load;

static void *load_run(void *context)
{
    Load *load = context;
    Error error;
    for (int64_t id = 1; !atomic_load(&load->stop); id++) {
        if (!store_write(load->store, person_add, &(Person){id, STR("someone"), STR("note")}, &error)) break;
        atomic_store(&load->acknowledged, id);
    }
    return NULL;
}

// All that was acknowledged before the backup began is in it, and nothing is cut in two.
static void backup_under_load(StoreKind kind, int drills)
{
    Error error;
    Load load = {.store = shop_new(kind)};
    pthread_t thread;
    StoreSettings settings = store_test_settings_now();
    pthread_create(&thread, NULL, load_run, &load);
    for (int i = 0; i < drills; i++) {
        Backup backup;
        while (atomic_load(&load.acknowledged) < 50 * (i + 1)) usleep(1000);
        int64_t before = atomic_load(&load.acknowledged);
        char name[32];
        snprintf(name, sizeof name, "drill-%d.backup", i);
        Str path = str_format(test_arena(), "%.*s/%s", STR_ARGS(settings.folder), name);
        CHECK(backup_make(load.store, path, NULL, &backup, &error));
        CHECK(backup_check(path, keys_now, &backup, &error));
        CHECK_INT((backup.rows - 1) % 2, 0); // a person and a deal each, and the setting
        CHECK((backup.rows - 1) / 2 >= before);
    }
    atomic_store(&load.stop, true);
    pthread_join(thread, NULL);
    store_close(load.store);
}

STORE_TEST(a_backup_under_load_holds_all_that_was_acknowledged_before_it)
{
    backup_under_load(kind, 5);
}

// ---- before a migration ----

STORE_TEST(a_store_is_copied_before_it_is_migrated)
{
    Error error;
    Backup backup;
    Store *store = shop_new(kind);
    CHECK(store_write(store, person_add, &(Person){1, STR("someone"), STR("note")}, &error));
    store_close(store);
    StoreSettings settings = store_test_settings_now();
    const char *folder = str_c(test_arena(), str_format(test_arena(), "%.*s/snapshots", STR_ARGS(settings.folder)));
    Str snapshot = {0};
    CHECK_INT(files_in(folder, &snapshot), 0); // a new store has nothing to copy
    CHECK(store_open_of(&settings, longer_schema, &store, &error));
    store_close(store);
    CHECK_INT(files_in(folder, &snapshot), 1);
    CHECK(backup_check(snapshot, keys_now, &backup, &error));
    CHECK(backup.schema == 2 && backup.rows == 3);
    CHECK(!store_open_of(&settings, schema, &store, &error)); // and the older program refuses the newer store
    CHECK_TEXT(str_of(error.code), "schema");
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("the store is schema 3, this program knows 2")));
    store_test_fresh(kind);
    CHECK(shop_restore(snapshot, &error));
    store = shop_open();
    CHECK_TEXT(shop_text(store), "1>0 “someone” note 0x1.5555555555555p-2\n1 deals\nmade = by the migration\n");
    store_close(store);
}
