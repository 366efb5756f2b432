#include "customer/typo.h"

#include "base/test.h"

static bool has(const char *word, const char *variant)
{
    Str *variants;
    size_t count = typo_variants(str_of(word), "abcdefghijklmnopqrstuvwxyz", test_arena(), &variants);
    for (size_t i = 0; i < count; i++)
        if (str_equal(variants[i], str_of(variant))) return true;
    return false;
}

TEST(one_letter_left_out_added_replaced_or_two_exchanged)
{
    CHECK(has("dupont", "dupnt"));
    CHECK(has("dupont", "upont"));
    CHECK(has("dupont", "dupoont"));
    CHECK(has("dupont", "dupontx"));
    CHECK(has("dupont", "xdupont"));
    CHECK(has("dupont", "dupond"));
    CHECK(has("dupont", "dupotn"));
    CHECK(has("dupont", "udpont"));
    CHECK(!has("dupont", "dupxnd"));
    CHECK(!has("du", "dx")); // too short to correct
}

TEST(letters_of_other_scripts_are_their_own)
{
    CHECK(has("иван", "ивон"));
    CHECK(has("иван", "ивна"));
    CHECK(has("νίκος", "νίκο"));
    CHECK(has("王小明", "王明"));
}

TEST(a_text_that_is_too_long_or_no_text_has_no_variants)
{
    Str *variants;
    char large[100] = {0};
    for (size_t i = 0; i < sizeof large; i++) large[i] = 'a';
    CHECK_INT(typo_variants((Str){large, sizeof large}, "ab", test_arena(), &variants), 0);
    CHECK_INT(typo_variants((Str){large, TYPO_LETTERS_MAX}, "a", test_arena(), &variants) > 0, true);
    CHECK_INT(typo_variants(STR("ab\xff"), "ab", test_arena(), &variants), 0);
    CHECK_INT(typo_variants(STR(""), "ab", test_arena(), &variants), 0);
}

TEST(within_one_slip)
{
    static const char *const near[][2] = {{"fidele.test", "fidele.tst"},
                                          {"fidele.test", "fidelle.test"},
                                          {"fidele.test", "fidele.tesy"},
                                          {"gmail.com", "gmial.com"},
                                          {"a", ""},
                                          {"ab", "ab"}};
    static const char *const far[][2] = {
        {"fidele.test", "fidele.tt"}, {"gmail.com", "gmil.cm"}, {"abcd", "badc"}, {"ab", ""}};
    for (size_t i = 0; i < COUNT_OF(near); i++) CHECK(typo_within_one(str_of(near[i][0]), str_of(near[i][1])));
    for (size_t i = 0; i < COUNT_OF(near); i++) CHECK(typo_within_one(str_of(near[i][1]), str_of(near[i][0])));
    for (size_t i = 0; i < COUNT_OF(far); i++) CHECK(!typo_within_one(str_of(far[i][0]), str_of(far[i][1])));
}
