#include "base/secret.h"

#include "base/test.h"

static Str hex_of(const unsigned char *digest, size_t size)
{
    static Arena *arena;
    if (!arena) arena = arena_open(0);
    return hex_text(arena, (Str){(const char *)digest, size});
}

TEST(digests_are_those_of_the_standards)
{
    unsigned char digest[DIGEST_BYTES];
    digest_sha256(STR("abc"), digest); // FIPS 180-2, B.1
    CHECK_TEXT(hex_of(digest, sizeof digest), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    digest_hmac_sha256(STR("Jefe"), STR("what do ya want for nothing?"), digest); // RFC 4231, test case 2
    CHECK_TEXT(hex_of(digest, sizeof digest), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(base64url_is_read_as_written_and_strictly)
{
    Arena *arena = arena_open(0);
    Str bytes;
    CHECK_TEXT(base64url_text(arena, STR("\xFB\xFF\x01")), "-_8B");
    CHECK(base64url_read(arena, STR("-_8B"), &bytes) && str_equal(bytes, STR("\xFB\xFF\x01")));
    CHECK(base64url_read(arena, STR(""), &bytes) && bytes.size == 0);
    CHECK(!base64url_read(arena, STR("-_8B="), &bytes));
    CHECK(!base64url_read(arena,
                          STR("-_8"
                              " B"),
                          &bytes));
    CHECK(!base64url_read(arena, STR("+/8B"), &bytes));
    CHECK(base64_read(arena, STR("V0s6"), &bytes) && str_equal(bytes, STR("WK:")));
    CHECK(!base64_read(arena, STR("V0s6!"), &bytes));
    arena_close(arena);
}
