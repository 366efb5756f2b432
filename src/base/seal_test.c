#include "base/seal.h"

#include "base/test.h"

static const unsigned char key[SECRET_KEY_BYTES] = {1}, other_key[SECRET_KEY_BYTES] = {2};

TEST(what_was_sealed_opens_under_its_key_and_for_its_row_alone)
{
    Str plain, sealed = seal(test_arena(), key, 7, STR("whsec_abc"));
    CHECK(seal_open(test_arena(), key, 7, sealed, &plain));
    CHECK_TEXT(plain, "whsec_abc");
    CHECK(!seal_open(test_arena(), key, 8, sealed, &plain));
    CHECK(!seal_open(test_arena(), other_key, 7, sealed, &plain));
    CHECK(!seal_open(test_arena(), key, 7, (Str){sealed.data, 10}, &plain));
}

TEST(sealing_twice_gives_two_texts)
{
    CHECK(!str_equal(seal(test_arena(), key, 7, STR("x")), seal(test_arena(), key, 7, STR("x"))));
}

TEST(each_purpose_has_a_key_of_its_own)
{
    unsigned char one[SECRET_KEY_BYTES], two[SECRET_KEY_BYTES];
    seal_key(key, "one", one);
    seal_key(key, "two", two);
    CHECK(!secret_equal((Str){(const char *)one, sizeof one}, (Str){(const char *)two, sizeof two}));
}
