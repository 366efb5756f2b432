#include "cli/output.h"
#include "base/test.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <dirent.h>

static Str folder_new(void)
{
    char name[] = "/tmp/fidele-output-XXXXXX";
    CHECK(mkdtemp(name) != NULL);
    return str_copy(test_arena(), str_of(name));
}

static const char *within(Str folder, const char *name)
{
    return str_c(test_arena(), str_format(test_arena(), "%.*s/%s", STR_ARGS(folder), name));
}

static Str content_of(const char *path)
{
    char *bytes = arena_array(test_arena(), char, 4096);
    int file = open(path, O_RDONLY);
    CHECK(file >= 0);
    ssize_t size = read(file, bytes, 4096);
    close(file);
    return (Str){bytes, (size_t)size};
}

static size_t entries(Str folder)
{
    DIR *directory = opendir(within(folder, ""));
    size_t count = 0;
    while (readdir(directory)) count++;
    closedir(directory);
    return count - 2; // without . and ..
}

static void folder_remove(Str folder, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) unlink(within(folder, names[i]));
    CHECK_INT(rmdir(within(folder, "")), 0);
}

TEST(output_replaces_a_file_and_keeps_its_rights)
{
    Str folder = folder_new();
    const char *path = within(folder, "r.html");
    Error error;
    CHECK(output_write(str_of(path), STR("old and longer"), &error));
    CHECK_INT(chmod(path, 0640), 0);
    CHECK(output_write(str_of(path), STR("new"), &error));
    CHECK_TEXT(content_of(path), "new");
    struct stat now;
    CHECK_INT(stat(path, &now), 0);
    CHECK_INT(now.st_mode & 0777, 0640);
    CHECK_INT(entries(folder), 1); // no half-written file is left
    folder_remove(folder, (const char *[]){"r.html"}, 1);
}

TEST(output_writes_behind_a_symbolic_link)
{
    Str folder = folder_new();
    Error error;
    CHECK(output_write(str_of(within(folder, "real")), STR("1"), &error));
    CHECK_INT(symlink("real", within(folder, "link")), 0);
    CHECK(output_write(str_of(within(folder, "link")), STR("2"), &error));
    CHECK_TEXT(content_of(within(folder, "real")), "2");
    struct stat link;
    CHECK_INT(lstat(within(folder, "link"), &link), 0);
    CHECK(S_ISLNK(link.st_mode));
    folder_remove(folder, (const char *[]){"real", "link"}, 2);
}

TEST(output_never_replaces_a_device)
{
    Error error;
    CHECK(output_write(STR("/dev/null"), STR("x"), &error));
    struct stat device;
    CHECK_INT(stat("/dev/null", &device), 0);
    CHECK(S_ISCHR(device.st_mode));
    CHECK(!output_write(STR("/dev/full"), STR("x"), &error));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "“/dev/full”: no room left on the disk; nothing was replaced");
    CHECK_INT(error_exit_code(&error), 1);
}

TEST(output_says_what_is_wrong_with_the_place)
{
    Str folder = folder_new();
    Error error;
    CHECK(!output_write(folder, STR("x"), &error));
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("is a folder; name a file in it")));
    CHECK(!output_write(str_of(within(folder, "none/r")), STR("x"), &error));
    CHECK(str_contains(str_of(error.message[LOCALE_EN]), STR("there is no such folder; make it first")));
    CHECK(str_starts_with(str_of(error.detail), STR("No such file")));
    folder_remove(folder, NULL, 0);
}
