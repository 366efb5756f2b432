#include "staff/password.h"

#include <string.h>

#include "base/secret.h"
#include "base/test.h"

static Str verdict(const char *password)
{
    Error error;
    if (password_check(str_of(password), STR("ana.diaz@example.com"), STR("Ana Diaz"), &error)) return STR("fine");
    return str_of(error.code);
}

TEST(passwords_are_long_and_not_known_to_attackers)
{
    static const struct {
        const char *password, *verdict;
    } cases[] = {
        {"correct horse battery staple", "fine"},
        {"kestrel-omelette-93", "fine"},
        {"un éléphant très discret", "fine"},
        {"éééééééé", "too_short"}, // 16 bytes, 8 characters
        {"short12", "too_short"},
        {"Password1234", "common_password"},
        {"P@ssw0rd1234", "common_password"},
        {"password password", "common_password"},
        {"MotDePasse2024!", "common_password"},
        {"azertyuiop123", "common_password"},
        {"123456789012", "common_password"},
        {"qwertyuiopas", "common_password"},
        {"aaaaaaaaaaaa", "common_password"},
        {"abcabcabcabc", "common_password"},
        {"!!!iloveyou!!!2026", "common_password"},
        {"diaz is my name", "weak_password"},
        {"xx-ana.DIAZ@example.com", "weak_password"},
        {"I trust Fidèle much", "weak_password"},
        {"fidele-retention", "weak_password"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) CHECK_TEXT(verdict(cases[i].password), cases[i].verdict);
}

TEST(passwords_have_an_end_and_no_nul)
{
    Error error;
    char *text = arena_array(test_arena(), char, 1026);
    memcpy(text, token_text(test_arena(), 769).data, 1026);
    CHECK(password_check((Str){text, 1024}, STR("a@b.c"), STR("A"), &error));
    CHECK(!password_check((Str){text, 1025}, STR("a@b.c"), STR("A"), &error));
    CHECK_TEXT(str_of(error.code), "too_long");
    text[40] = '\0';
    CHECK(!password_check((Str){text, 100}, STR("a@b.c"), STR("A"), &error));
    CHECK_TEXT(str_of(error.code), "invalid_value");
}

TEST(a_password_is_kept_as_argon2id_and_a_missing_one_never_fits)
{
    Str hash = password_hash(test_arena(), STR("correct horse battery staple"));
    CHECK(str_starts_with(hash, STR("$argon2id$v=19$m=32768,t=3,p=1$")));
    CHECK(password_verify(hash, STR("correct horse battery staple")));
    CHECK(!password_verify(hash, STR("correct horse battery stapl")));
    CHECK(!password_verify(STR(""), STR("")));
    CHECK(!password_verify(STR(""), STR("correct horse battery staple")));
    CHECK(!password_verify(STR("not a hash"), STR("x")));
}
