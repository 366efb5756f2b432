// The sandbox is for life, so each test goes into it in a process of its own.
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"
#include "serve/sandbox.h"

// What the child found, as its exit code: how many probes work, or 100 when the sandbox could not be closed.
static int probes_that_work(bool files, bool calls)
{
    static char folder[] = "/tmp/fidele-sandbox-XXXXXX";
    if (!mkdtemp(folder)) abort();
    pid_t child = fork();
    if (child == 0) {
        Error error;
        SandboxReach reach = SANDBOX_WHOLE;
        SandboxRules rules = {.folder = str_of(folder)};
        if (files && !sandbox_files(&rules, &reach, &error)) _exit(100);
        if (calls && !sandbox_calls(reach, &error)) _exit(100);
        int works = 0;
        for (const SandboxProbe *probe = sandbox_probes; probe->name; probe++) works += probe->works();
        _exit(works);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) abort();
    rmdir(folder);
    folder[sizeof folder - 2] = folder[sizeof folder - 3] = folder[sizeof folder - 4] = 'X';
    folder[sizeof folder - 5] = folder[sizeof folder - 6] = folder[sizeof folder - 7] = 'X';
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // sanitizers need what the sandbox forbids

static bool sandbox_is_possible(void)
{
    SandboxReach reach = SANDBOX_OFF;
    pid_t child = fork();
    if (child == 0) {
        Error error;
        _exit(sandbox_files(&(SandboxRules){.folder = STR("/tmp")}, &reach, &error) ? (int)reach : 100);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) abort();
    return WEXITSTATUS(status) == SANDBOX_WHOLE;
}

TEST(within_the_sandbox_nothing_an_intruder_would_try_works)
{
    if (!sandbox_is_possible()) {
        print_message("skipped: a kernel without Landlock\n");
        skip();
    }
    CHECK_INT(probes_that_work(true, true), 0);
}

TEST(the_probes_tell_the_two_layers_apart)
{
    if (!sandbox_is_possible()) {
        print_message("skipped: a kernel without Landlock\n");
        skip();
    }
    int all = probes_that_work(false, false), without_files = probes_that_work(true, false);
    CHECK(without_files < all && without_files > 0);
}

#endif

TEST(without_the_sandbox_the_probes_work)
{
    CHECK(probes_that_work(false, false) >= 6); // raw sockets and mounts need rights of root
}

TEST(a_hole_in_the_sandbox_is_found)
{
    Error error;
    CHECK(!sandbox_check(SANDBOX_WHOLE, &error)); // nothing was closed
    CHECK_TEXT(str_of(error.message[LOCALE_EN]),
               "the sandbox has a hole: read /etc/passwd works; --no-sandbox does without it");
    CHECK(sandbox_check(SANDBOX_OFF, &error));
}
