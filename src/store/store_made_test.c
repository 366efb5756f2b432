// Stores for tests: a folder of its own for each.
#include "store/store_test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

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
