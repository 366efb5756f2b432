// store_test.h - a test that runs on both stores, each time with a new one.
#ifndef FIDELE_STORE_STORE_TEST_H
#define FIDELE_STORE_STORE_TEST_H

#include "base/test.h"
#include "store/store.h"

typedef enum StoreKind { STORE_SQLITE, STORE_POSTGRESQL } StoreKind;

// A store of its own for the running test, empty but for the migrations; fails the test when it can't be had.
Store *store_test_open(StoreKind kind);
Store *store_test_reopen(StoreKind kind);          // the last one again, after store_close
StoreSettings store_test_settings(StoreKind kind); // of the last one
void store_test_fresh(StoreKind kind);             // a new place, without opening it

StoreSettings store_test_settings_now(void); // of the last one, whatever its kind

// Texts that have broken other programs (vectors/naughty_strings.json).
size_t store_test_hostile_texts(Str *texts, size_t room);

#define STORE_TEST(name)                                                                                               \
    static void name##_on(StoreKind kind);                                                                             \
    TEST(name##_sqlite)                                                                                                \
    {                                                                                                                  \
        name##_on(STORE_SQLITE);                                                                                       \
    }                                                                                                                  \
    TEST(name##_postgresql)                                                                                            \
    {                                                                                                                  \
        name##_on(STORE_POSTGRESQL);                                                                                   \
    }                                                                                                                  \
    static void name##_on(StoreKind kind)

#endif
