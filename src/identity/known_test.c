#include "base/test.h"
#include "identity/known.h"

static KnownKey key_of(uint64_t number)
{
    return (KnownKey){{number * UINT64_C(0x9E3779B97F4A7C15), number}};
}

TEST(memory_of_identities_answers_only_what_it_was_told)
{
    Known *known = known_open();
    for (uint32_t n = 1; n <= 100000; n++) known_put(known, key_of(n), n);
    size_t remembered = 0;
    for (uint32_t n = 1; n <= 100000; n++) {
        CustomerId customer = known_get(known, key_of(n));
        CHECK(customer == n || customer == 0);
        remembered += customer != 0;
    }
    CHECK(remembered > 90000); // a set that is full loses one
    for (uint32_t n = 100001; n <= 200000; n++) CHECK_INT(known_get(known, key_of(n)), 0);
    known_close(known);
}

TEST(memory_of_identities_is_bounded)
{
    Known *known = known_open();
    for (uint32_t n = 1; n <= 3000000; n++) known_put(known, key_of(n), n);
    size_t remembered = 0;
    for (uint32_t n = 1; n <= 3000000; n++) remembered += known_get(known, key_of(n)) != 0;
    CHECK(remembered <= 1 << 20);
    CHECK(remembered > 900000);
    known_close(known);
}

TEST(what_is_forgotten_is_looked_up_again)
{
    Known *known = known_open();
    known_put(known, key_of(1), 7);
    known_put(known, key_of(2), 8);
    known_put(known, key_of(1), 9);
    CHECK_INT(known_get(known, key_of(1)), 9);
    known_forget(known, key_of(1));
    known_forget(known, key_of(3));
    CHECK_INT(known_get(known, key_of(1)), 0);
    CHECK_INT(known_get(known, key_of(2)), 8);
    known_forget_all(known);
    CHECK_INT(known_get(known, key_of(2)), 0);
    known_close(known);
}
