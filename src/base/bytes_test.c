#include "base/bytes.h"
#include "base/test.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool padded(const Bytes *bytes)
{
    for (size_t i = 0; i < BYTES_PAD; i++)
        if (bytes->data[bytes->size + i] != '\0') return false;
    return true;
}

TEST(bytes_mapped_end_in_zeros_wherever_the_file_ends_in_its_page)
{
    enum { PAGE = 4096 };
    static const size_t sizes[] = {1,    PAGE - 65, PAGE - 64, PAGE - 63,    PAGE - 1,
                                   PAGE, PAGE + 1,  2 * PAGE,  2 * PAGE - 1, 3 * PAGE - 64};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        char *content = arena_array(test_arena(), char, sizes[i]);
        memset(content, 'x', sizes[i]);
        Str path = test_file_write("pages", (Str){content, sizes[i]});
        int file = open(path.data, O_RDONLY);
        Bytes bytes = {0};
        CHECK(bytes_map(file, sizes[i], &bytes));
        CHECK(str_equal(bytes_str(&bytes), (Str){content, sizes[i]}));
        CHECK(padded(&bytes));
        bytes_release(&bytes);
        close(file);
    }
}

TEST(bytes_of_a_file_that_has_another_size_by_now_are_not_mapped)
{
    Str path = test_file_write("changing", STR("twelve bytes"));
    int file = open(path.data, O_RDONLY);
    static const size_t sizes[] = {11, 13, 1 << 20};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        Bytes bytes = {0};
        errno = EIO;
        CHECK(!bytes_map(file, sizes[i], &bytes));
        CHECK_INT(errno, 0);
    }
    close(file);
}

TEST(bytes_read_grow_to_the_end_and_stop_behind_the_limit)
{
    enum { SIZE = 5 << 20 };
    char *content = arena_array(test_arena(), char, SIZE);
    for (size_t i = 0; i < SIZE; i++) content[i] = (char)('a' + i % 26);
    Str path = test_file_write("long", (Str){content, SIZE});
    int file = open(path.data, O_RDONLY);
    Bytes bytes = {0};
    CHECK(bytes_read(file, SIZE_MAX, &bytes));
    CHECK(str_equal(bytes_str(&bytes), (Str){content, SIZE}));
    CHECK(padded(&bytes));
    bytes_release(&bytes);
    static const size_t limits[] = {1000, 1 << 20}; // the latter is what is read at first
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        lseek(file, 0, SEEK_SET);
        CHECK(bytes_read(file, limits[i], &bytes));
        CHECK(bytes.size > limits[i] && bytes.size < SIZE);
        bytes_release(&bytes);
    }
    close(file);
    CHECK(!bytes_read(file, SIZE_MAX, &bytes));
    CHECK_INT(errno, EBADF);
}
