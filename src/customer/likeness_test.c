#include "base/test.h"
#include "customer/likeness.h"

static Str keys_text(LikenessFacts facts)
{
    Str keys[LIKENESS_KEYS_MAX];
    size_t count = likeness_keys(&facts, test_arena(), keys);
    Text text = text_in(test_arena());
    for (size_t i = 0; i < count; i++) text_addf(&text, "%s%.*s", i ? "; " : "", STR_ARGS(keys[i]));
    return text_str(&text);
}

static Str mail_keys(const char *email)
{
    Str one = str_of(email);
    return keys_text((LikenessFacts){.emails = &one, .email_count = 1});
}

TEST(words_are_folded_to_plain_letters)
{
    CHECK_TEXT(fold_text(test_arena(), STR("  \xC3\x89lodie  L'H\xC3\xB4te-D\xC3\xBCrer ")), "elodie l hote durer");
    CHECK_TEXT(fold_text(test_arena(), STR("e\xCC\x81lan \xC5\x81\xC3\xB3\xC4\x8F\xC5\xBA")), "elan lodz"); // two forms
    CHECK_TEXT(fold_text(test_arena(), STR("\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD 7")),
               "\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD 7");
    CHECK_TEXT(fold_text(test_arena(), STR("!?")), "");
    CHECK_TEXT(fold_text(test_arena(), STR("a\xC3")), "a\xC3");
}

// Knuth, The Art of Computer Programming, vol. 3, 2nd edition, section 6, page 394.
TEST(names_sound_as_in_knuths_examples)
{
    const char *golden[][2] = {{"euler", "e460"}, {"ellery", "e460"},      {"gauss", "g200"},
                               {"ghosh", "g200"}, {"hilbert", "h416"},     {"heilbronn", "h416"},
                               {"knuth", "k530"}, {"kant", "k530"},        {"lloyd", "l300"},
                               {"liddy", "l300"}, {"lukasiewicz", "l222"}, {"lissajous", "l222"}};
    for (size_t i = 0; i < COUNT_OF(golden); i++) CHECK_TEXT(soundex(test_arena(), str_of(golden[i][0])), golden[i][1]);
    CHECK_TEXT(soundex(test_arena(), STR("7up")), "");
}

TEST(addresses_are_alike_but_for_a_suffix_and_the_dots_of_gmail)
{
    CHECK_TEXT(mail_keys("ana.dupont+shop@gmail.com"), "m:anadupont@gmail.com");
    CHECK_TEXT(mail_keys("anadupont@googlemail.com"), "m:anadupont@gmail.com");
    CHECK_TEXT(mail_keys("ana.dupont+shop@x.fr"), "m:ana.dupont@x.fr");
    CHECK_TEXT(mail_keys("+shop@x.fr"), "m:+shop@x.fr");
}

TEST(names_need_a_date_or_a_place_to_say_something)
{
    CHECK_TEXT(keys_text((LikenessFacts){.name = STR("Ana Dupont")}), "");
    CHECK_TEXT(keys_text((LikenessFacts){.name = STR("Ana"), .birthday = STR("1990-01-31")}), "");
    CHECK_TEXT(keys_text((LikenessFacts){.name = STR("Dupont Ana"), .birthday = STR("1990-01-31T00:00:00Z")}),
               "b:a500 d153 1990-01-31");
    CHECK_TEXT(keys_text((LikenessFacts){
                   .first_name = STR("Anna"), .last_name = STR("Dupond"), .birthday = STR("1990-01-31")}),
               "b:a500 d153 1990-01-31");
    CHECK_TEXT(
        keys_text((LikenessFacts){.name = STR("Ana Dupont"), .birthday = STR("31/01/1990"), .place = STR("69 003")}),
        "n:ana dupont | 69 003");
}

TEST(ids_that_differ_in_form_alone_are_twins)
{
    Str composed = STR("\xC3\x89lan"), apart = STR("e\xCC\x81LAN");
    LikenessFacts a = {.user_ids = &composed, .user_id_count = 1}, b = {.user_ids = &apart, .user_id_count = 1};
    Str a_keys[LIKENESS_KEYS_MAX], b_keys[LIKENESS_KEYS_MAX];
    size_t a_count = likeness_keys(&a, test_arena(), a_keys), b_count = likeness_keys(&b, test_arena(), b_keys);
    CHECK_INT(likeness_shared(a_keys, a_count, b_keys, b_count), 1 << LIKE_TWIN);
}

TEST(scores_grow_with_what_is_shared)
{
    CHECK_INT(likeness_score(0), 0);
    CHECK_INT(likeness_score(1 << LIKE_MAIL), 850);
    CHECK_INT(likeness_score(1 << LIKE_MAIL | 1 << LIKE_PHONE), 970);
    CHECK_INT(likeness_score(1 << LIKE_BIRTHDAY | 1 << LIKE_NAME), 900);
    CHECK_INT(likeness_score(1 << LIKE_CLAIMED | 1 << LIKE_MAIL), 950); // an address that was claimed is alike as well
}

TEST(a_customer_has_a_bounded_number_of_keys)
{
    enum { MANY = 3 * LIKENESS_KEYS_MAX };
    Str phones[MANY], keys[LIKENESS_KEYS_MAX];
    for (int i = 0; i < MANY; i++) phones[i] = str_format(test_arena(), "+336%08d", i);
    CHECK_INT(likeness_keys(&(LikenessFacts){.phones = phones, .phone_count = MANY}, test_arena(), keys),
              LIKENESS_KEYS_MAX);
    for (int i = 0; i < MANY; i++) phones[i] = STR("+33600000000");
    CHECK_INT(likeness_keys(&(LikenessFacts){.phones = phones, .phone_count = MANY}, test_arena(), keys), 1);
}
