// Stores for tests: a folder of its own for each.
#include "store/store_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "store/cluster_test.h"

static char folder[64];
static Str database;

static void test_broken(const Error *error)
{
    print_error("broken: %s %s\n", error->message[LOCALE_EN], error->detail);
    abort();
}

void store_test_fresh(StoreKind kind)
{
    Str path = test_file_write("x", STR(""));
    static int number;
    snprintf(folder, sizeof folder, "%.*sstore%d", (int)path.size - 1, path.data, ++number);
    if (mkdir(folder, 0700) != 0) abort();
    database = kind == STORE_POSTGRESQL ? cluster_database() : STR("");
}

StoreSettings store_test_settings(StoreKind kind)
{
    assert_true((kind == STORE_POSTGRESQL) == (database.size > 0));
    return store_test_settings_now();
}

StoreSettings store_test_settings_now(void)
{
    return (StoreSettings){.folder = str_of(folder), .database = database, .broken = test_broken};
}

Store *store_test_reopen(StoreKind kind)
{
    Store *store = NULL;
    Error error;
    StoreSettings settings = store_test_settings(kind);
    if (!store_open(&settings, &store, &error)) {
        print_error("%s (%s)\n", error.message[LOCALE_EN], error.detail);
        fail();
    }
    return store;
}

Store *store_test_open(StoreKind kind)
{
    store_test_fresh(kind);
    return store_test_reopen(kind);
}

size_t store_test_hostile_texts(Str *texts, size_t room)
{
    Bytes bytes;
    Error error;
    JsonValue file, list, item;
    size_t count = 0;
    CHECK(file_load(test_shared_path("vectors/naughty_strings.json"), 1 << 24, &bytes, &error));
    CHECK(json_parse(bytes_str(&bytes), &file, &error) && json_member(file, STR("strings"), &list));
    for (size_t cursor = 0; count < room && json_next(list, &cursor, NULL, &item); count++)
        texts[count] = str_copy(test_arena(), json_get_string(item, test_arena()));
    bytes_release(&bytes);
    return count;
}
