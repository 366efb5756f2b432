#include "activity/names.h"
#include "base/test.h"

static Str numbered(uint64_t number, int bytes)
{
    return str_format(test_arena(), "%0*llu", bytes, (unsigned long long)number);
}

TEST(a_name_keeps_its_number_however_long_it_is_and_however_many_follow)
{
    enum { COUNT = 20000 };
    Names names = names_open(7);
    for (uint32_t round = 0; round < 2; round++)
        for (uint32_t i = 0; i < COUNT; i++) CHECK_INT(names_add(&names, numbered(i / 40, 3 + (int)(i % 40))), i);
    CHECK_INT(names.count, COUNT);
    CHECK_TEXT(name_text(names.name[41]), "0001");
    names_close(&names);
}

TEST(names_of_all_sizes_differ_from_their_beginnings)
{
    Names names = names_open(7);
    char zeros[300] = {0}; // NULs are bytes like others
    for (uint32_t size = 0; size < sizeof zeros; size++) CHECK_INT(names_add(&names, (Str){zeros, size}), size);
    for (uint32_t size = 0; size < sizeof zeros; size++) CHECK_INT(names_add(&names, (Str){zeros, size}), size);
    names_close(&names);
}

// Letters, digits and hyphens are packed into the mark up to a size; every other byte at every place must not be.
TEST(names_about_as_long_as_a_mark_differ_in_every_byte)
{
    Names names = names_open(7);
    uint32_t next = 0;
    for (size_t size = 6; size <= 12; size++) {
        CHECK_INT(names_add(&names, numbered(0, (int)size)), next++);
        for (size_t place = 0; place < size; place++) {
            for (int byte = 0; byte <= UINT8_MAX; byte++) {
                if (byte == '0') continue;
                Str text = str_copy(test_arena(), numbered(0, (int)size));
                ((char *)(uintptr_t)text.data)[place] = (char)byte;
                CHECK_INT(names_add(&names, text), next++);
                CHECK_INT(names_add(&names, text), next - 1);
            }
        }
    }
    names_close(&names);
}

TEST(a_name_of_65535_bytes_comes_back_whole)
{
    Names names = names_open(7);
    Str name = numbered(5, NAME_BYTES_MAX);
    CHECK_INT(names_add(&names, name), 0);
    CHECK(str_equal(name_text(names.name[0]), name));
    names_close(&names);
}

TEST(many_at_once_get_the_numbers_they_would_get_one_by_one)
{
    Names one_by_one = names_open(1), at_once = names_open(2);
    for (uint64_t i = 0; i < 5000; i++) {
        Name waiting[NAMES_AT_ONCE];
        uint32_t numbers[NAMES_AT_ONCE];
        for (uint64_t k = 0; k < NAMES_AT_ONCE; k++)
            waiting[k] = names_prepare(&at_once, numbered(i * k % 3001, 5 + (int)(k % 9)));
        names_place_all(&at_once, waiting, NAMES_AT_ONCE, numbers);
        for (uint64_t k = 0; k < NAMES_AT_ONCE; k++)
            CHECK_INT(numbers[k], names_add(&one_by_one, numbered(i * k % 3001, 5 + (int)(k % 9))));
    }
    names_close(&one_by_one);
    names_close(&at_once);
}

// Ids as shops number them, and ids that differ in one bit anywhere, are spread like random ones: the chance that more
// than 40 of 4096 names fall on one of 1024 places is below 1e-20.
TEST(similar_names_are_spread_over_the_slots)
{
    for (uint64_t seed = 0; seed < 20; seed++) {
        Names names = names_open(seed);
        for (int bytes = 5; bytes <= 21; bytes += 4) {
            uint32_t lower[1024] = {0}, upper[1024] = {0};
            for (uint64_t i = 0; i < 4096; i++) {
                uint64_t spread = name_spread(&names.keys, name_mark(&names.keys, numbered(i * 8, bytes)));
                CHECK(++lower[spread % 1024] <= 40);
                CHECK(++upper[spread >> 54] <= 40);
            }
        }
        names_close(&names);
    }
}

TEST(which_names_collide_depends_on_the_seed)
{
    Names one = names_open(1), other = names_open(2);
    Str names[] = {STR("short"), STR("a name of more than sixteen bytes")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        CHECK(name_spread(&one.keys, name_mark(&one.keys, names[i])) !=
              name_spread(&other.keys, name_mark(&other.keys, names[i])));
    names_close(&one);
    names_close(&other);
}
