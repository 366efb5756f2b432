#include "base/test.h"
#include "identity/normal.h"

static Str normal_text(IdentityKind kind, const char *text)
{
    Normal normal;
    Error error;
    if (!normal_of(kind, str_of(text), &normal, &error)) return str_format(test_arena(), "! %s", error.code);
    return str_copy(test_arena(), normal.value);
}

TEST(addresses_are_compared_trimmed_and_folded)
{
    CHECK_TEXT(normal_text(IDENTITY_EMAIL, " A@X.fr \t"), "a@x.fr");
    CHECK_TEXT(normal_text(IDENTITY_EMAIL, "Ana.Dupont+shop@Example.COM"), "ana.dupont+shop@example.com");
    const char *wrong[] = {"", " ", "ana", "@x.fr", "ana@", "a@b@c", "a b@x.fr", "a@x.fr, b@x.fr", "<a@x.fr>"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK_TEXT(normal_text(IDENTITY_EMAIL, wrong[i]), "! invalid_email");
}

TEST(an_address_may_have_254_bytes)
{
    Text text = text_in(test_arena());
    for (int i = 0; i < 249; i++) text_add_byte(&text, 'a');
    text_add(&text, STR("@x.fr"));
    Normal normal;
    Error error;
    CHECK(normal_of(IDENTITY_EMAIL, text_str(&text), &normal, &error));
    text_add_byte(&text, 'r');
    CHECK(!normal_of(IDENTITY_EMAIL, text_str(&text), &normal, &error));
}

TEST(numbers_are_compared_as_e164)
{
    CHECK_TEXT(normal_text(IDENTITY_PHONE, "+33 6 00 00 00 00"), "+33600000000");
    CHECK_TEXT(normal_text(IDENTITY_PHONE, "0033.6-00-00-00-00"), "+33600000000");
    CHECK_TEXT(normal_text(IDENTITY_PHONE, "+1 (415) 555-2671"), "+14155552671");
    CHECK_TEXT(normal_text(IDENTITY_PHONE, "+33\u00A0"
                                           "6\u00A0"
                                           "00\u00A0"
                                           "00\u00A0"
                                           "00\u00A0"
                                           "00"),
               "+33600000000");
    const char *wrong[] = {"",  "+", "06 00 00 00 00", "+0600000000", "+336000000x", "+1234567", "+1234567890123456",
                           "00"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK_TEXT(normal_text(IDENTITY_PHONE, wrong[i]), "! invalid_phone");
}

TEST(a_number_without_its_country_is_of_the_country_of_the_language)
{
    CHECK_TEXT(identity_phone(test_arena(), LOCALE_FR, STR("06 00 00 00 00")), "+33600000000");
    CHECK_TEXT(identity_phone(test_arena(), LOCALE_EN, STR("(415) 555-2671")), "+14155552671");
    CHECK_TEXT(identity_phone(test_arena(), LOCALE_EN, STR("020 7946 0958")), "+442079460958");
    CHECK_TEXT(identity_phone(test_arena(), LOCALE_FR, STR("+44 20 7946 0958")), "+442079460958");
    CHECK_TEXT(identity_phone(test_arena(), LOCALE_FR, STR("6 00 00 00 00")), "");
    CHECK_TEXT(identity_phone(test_arena(), LOCALE_FR, STR("call me")), "");
}

TEST(ids_stay_as_they_are)
{
    CHECK_TEXT(normal_text(IDENTITY_USER_ID, "Ana"), "Ana");
    CHECK_TEXT(normal_text(IDENTITY_USER_ID, "e\xCC\x81"), "e\xCC\x81"); // not the same as é
    CHECK_TEXT(normal_text(IDENTITY_USER_ID, "  "), "! invalid_id");
}
