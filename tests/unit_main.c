// unit_main.c - runs the tests that registered themselves (base/test.h).
#include "base/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TESTS_MAX = 4096 };

static struct CMUnitTest tests[TESTS_MAX];
static const char *files[TESTS_MAX];
static size_t test_count;
static Arena *arena_of_test;

static int set_up(void **state)
{
    (void)state;
    arena_of_test = arena_open(0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(arena_of_test);
    arena_of_test = NULL;
    return 0;
}

void test_register(const char *file, const char *name, void (*run)(void **state))
{
    if (test_count == TESTS_MAX) abort();
    files[test_count] = file;
    tests[test_count++] =
        (struct CMUnitTest){.name = name, .test_func = run, .setup_func = set_up, .teardown_func = tear_down};
}

Arena *test_arena(void)
{
    return arena_of_test;
}

void test_check_text(Str actual, Str expected, const char *file, int line)
{
    if (str_equal(actual, expected)) return;
    print_error("is:\n%.*s\nshould be:\n%.*s\n", STR_ARGS(actual), STR_ARGS(expected));
    _fail(file, line);
}

void test_check_int(int64_t actual, int64_t expected, const char *file, int line)
{
    if (actual == expected) return;
    print_error("is %lld, should be %lld\n", (long long)actual, (long long)expected);
    _fail(file, line);
}

void test_check_near(double actual, double expected, double tolerance, const char *file, int line)
{
    if (fabs(actual - expected) <= tolerance) return; // false for NaN, as it should be
    print_error("is %.17g, should be %.17g within %g\n", actual, expected, tolerance);
    _fail(file, line);
}

Str test_shared_path(const char *name)
{
    const char *folder = getenv("FIDELE_SHARED_DATA");
    Str path = str_format(arena_of_test, "%s/%s%c", folder ? folder : "../shared/data", name, 0);
    if (access(path.data, R_OK) == 0) return (Str){path.data, path.size - 1};
    print_message("skipped: no outside data at %s (set FIDELE_SHARED_DATA)\n", path.data);
    skip();
    return path;
}

Str test_file_write(const char *name, Str content)
{
    static char folder[] = "/tmp/fidele-test-XXXXXX";
    static bool made;
    if (!made && !mkdtemp(folder)) abort();
    made = true;
    Str path = str_format(arena_of_test, "%s/%s%c", folder, name, 0);
    FILE *file = fopen(path.data, "wb");
    if (!file || fwrite(content.data, 1, content.size, file) != content.size || fclose(file) != 0) abort();
    return (Str){path.data, path.size - 1};
}

// Whether a test is of the part "K/N" of all files: several parts run at a time, each in a process of its own.
static bool of_part(const char *part, const char *file)
{
    static const char *last;
    static unsigned number;
    unsigned index, parts;
    if (last && strcmp(last, file) != 0) number++; // tests of a file register one after the other
    last = file;
    return sscanf(part, "%u/%u", &index, &parts) == 2 && parts > 0 && number % parts == index;
}

int main(int count, char **arguments)
{
    struct CMUnitTest *chosen = calloc(test_count + 1, sizeof *chosen);
    size_t chosen_count = 0;
    const char *part = count == 3 && strcmp(arguments[1], "--part") == 0 ? arguments[2] : NULL;
    for (size_t i = 0; i < test_count; i++)
        if (part ? of_part(part, files[i])
                 : count < 2 || strstr(tests[i].name, arguments[1]) || strstr(files[i], arguments[1]))
            chosen[chosen_count++] = tests[i];
    int failed = _cmocka_run_group_tests("fidele", chosen, chosen_count, NULL, NULL);
    free(chosen);
    return failed != 0;
}
