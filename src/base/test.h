// test.h - tests in C: TEST(name_that_states_the_rule) { CHECK(…); } beside the code, in *_test.c.
//
// Every *_test.c is linked into one program over cmocka; TEST registers itself. `fidele_test PART` runs the tests whose
// name contains PART; `fidele_test --part 0/2` those of every second file. TEST_NEEDS_SHARED_DATA skips with a message
// when the outside data sets are not there.
#ifndef FIDELE_BASE_TEST_H
#define FIDELE_BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>

#include "base/str.h"

#include <cmocka.h>

void test_register(const char *file, const char *name, void (*run)(void **state));
void test_check_text(Str actual, Str expected, const char *file, int line);
void test_check_int(int64_t actual, int64_t expected, const char *file, int line);
void test_check_near(double actual, double expected, double tolerance, const char *file, int line);
Arena *test_arena(void);                            // lives until the test ends
Str test_shared_path(const char *name);             // skips the running test when $FIDELE_SHARED_DATA/name is absent
Str test_file_write(const char *name, Str content); // a file in a temporary folder; its path

#define TEST(name)                                                                                                     \
    static void name(void **state);                                                                                    \
    __attribute__((constructor)) static void name##_register(void)                                                     \
    {                                                                                                                  \
        test_register(__FILE__, #name, name);                                                                          \
    }                                                                                                                  \
    static void name(void **state __attribute__((unused)))

#define CHECK(condition) assert_true(condition)
#define CHECK_TEXT(actual, expected) test_check_text((actual), str_of(expected), __FILE__, __LINE__)
#define CHECK_INT(actual, expected) test_check_int((int64_t)(actual), (int64_t)(expected), __FILE__, __LINE__)
#define CHECK_NEAR(actual, expected, tolerance) test_check_near((actual), (expected), (tolerance), __FILE__, __LINE__)

#endif
