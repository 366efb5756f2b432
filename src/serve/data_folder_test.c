#include "serve/data_folder.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/test.h"

// A path below a temporary folder, where nothing is yet.
static Str new_path(void)
{
    char *parent = mkdtemp(memcpy(arena_alloc(test_arena(), 1, 64), "/tmp/fidele-folder-XXXXXX", 26));
    CHECK(parent);
    return str_format(test_arena(), "%s/data", parent);
}

static mode_t mode_of(Str path)
{
    struct stat state;
    CHECK(stat(str_c(test_arena(), path), &state) == 0);
    return state.st_mode & 07777;
}

TEST(a_new_folder_is_for_its_owner_alone_whatever_the_umask)
{
    Str path = new_path();
    DataFolder folder;
    Error error;
    mode_t before = umask(0);
    CHECK(data_folder_take(path, test_arena(), &folder, &error));
    umask(before);
    CHECK_INT(mode_of(path), 0700);
    CHECK_INT(mode_of(str_format(test_arena(), "%.*s/fidele.lock", STR_ARGS(path))), 0600);
    CHECK(folder.fresh);
    data_folder_release(&folder);
    CHECK(data_folder_take(path, test_arena(), &folder, &error)); // again, after a release
    CHECK(!folder.fresh);
    data_folder_release(&folder);
}

TEST(a_folder_belongs_to_one_process)
{
    Str path = new_path();
    DataFolder folder, second;
    Error error;
    CHECK(data_folder_take(path, test_arena(), &folder, &error));
    CHECK(!data_folder_take(path, test_arena(), &second, &error));
    CHECK_TEXT(str_of(error.code), "locked");
    Str expected = str_format(test_arena(), "is in use by process %ld", (long)getpid());
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), expected));
    data_folder_release(&folder);
}

TEST(a_folder_that_others_may_write_is_refused_unless_it_is_empty)
{
    Str path = new_path();
    DataFolder folder;
    Error error;
    CHECK(mkdir(str_c(test_arena(), path), 0700) == 0 && chmod(str_c(test_arena(), path), 0775) == 0);
    CHECK(data_folder_take(path, test_arena(), &folder, &error)); // empty: made ours
    data_folder_release(&folder);
    CHECK_INT(mode_of(path), 0700);
    CHECK(chmod(str_c(test_arena(), path), 0770) == 0);
    CHECK(!data_folder_take(path, test_arena(), &folder, &error));
    CHECK_TEXT(str_of(error.code), "permission");
    CHECK(chmod(str_c(test_arena(), path), 0755) == 0); // only read: closed
    CHECK(data_folder_take(path, test_arena(), &folder, &error));
    data_folder_release(&folder);
    CHECK_INT(mode_of(path), 0700);
}

TEST(what_is_no_folder_is_refused)
{
    DataFolder folder;
    Error error;
    CHECK(!data_folder_take(test_file_write("file", STR("x")), test_arena(), &folder, &error));
    CHECK_TEXT(str_of(error.code), "io");
    CHECK(!data_folder_take(STR("/no/such/parent/data"), test_arena(), &folder, &error));
    CHECK_TEXT(str_of(error.code), "io");
}

// Root gives its rights up and becomes the owner: in a process of its own.
TEST(root_becomes_the_owner_of_the_folder)
{
    enum { SOMEBODY = 65534 };
    if (geteuid() != 0) {
        print_message("skipped: needs root\n");
        skip();
    }
    Str path = new_path();
    const char *name = str_c(test_arena(), path);
    CHECK(mkdir(name, 0700) == 0 && chown(name, SOMEBODY, SOMEBODY) == 0);
    Str parent = {path.data, path.size - strlen("/data")};
    CHECK(chmod(str_c(test_arena(), parent), 0755) == 0);
    pid_t child = fork();
    if (child == 0) {
        DataFolder folder;
        Error error;
        bool fine = data_folder_take(path, test_arena(), &folder, &error) && geteuid() == SOMEBODY &&
                    getuid() == SOMEBODY && getgid() == SOMEBODY && setuid(0) != 0;
        _exit(fine ? 0 : 1);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}
