#include "staff/totp.h"

#include "base/test.h"

// RFC 6238, appendix B, the column SHA1; its codes have 8 digits, ours are the last 6.
TEST(totp_codes_are_those_of_rfc_6238)
{
    static const struct {
        int64_t seconds;
        uint32_t code;
    } golden[] = {{59, 287082},       {1111111109, 81804},  {1111111111, 50471},
                  {1234567890, 5924}, {2000000000, 279037}, {20000000000, 353130}};
    for (size_t i = 0; i < COUNT_OF(golden); i++)
        CHECK_INT(totp_code(STR("12345678901234567890"), golden[i].seconds / 30), golden[i].code);
}

// RFC 4226, appendix D.
TEST(hotp_codes_are_those_of_rfc_4226)
{
    static const uint32_t golden[] = {755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489};
    for (size_t i = 0; i < COUNT_OF(golden); i++)
        CHECK_INT(totp_code(STR("12345678901234567890"), (int64_t)i), golden[i]);
}

static TotpResult check_at(int64_t seconds, int64_t code_seconds, int64_t last_step, int64_t *step)
{
    Str seed = STR("12345678901234567890");
    Str code = str_format(test_arena(), "%06u", totp_code(seed, code_seconds / 30));
    return totp_check(seed, code, seconds * MILLISECONDS_PER_SECOND, last_step, step);
}

TEST(a_code_is_good_one_step_before_and_after_and_no_further)
{
    int64_t step = 0;
    CHECK_INT(check_at(3000, 3000, 0, &step), TOTP_RIGHT);
    CHECK_INT(step, 100);
    CHECK_INT(check_at(3000, 2999, 0, &step), TOTP_RIGHT);
    CHECK_INT(check_at(3000, 3030, 0, &step), TOTP_RIGHT);
    CHECK_INT(check_at(3000, 3060, 0, &step), TOTP_WRONG);
    CHECK_INT(check_at(3000, 2940, 0, &step), TOTP_WRONG);
    CHECK_INT(check_at(3029, 2939, 0, &step), TOTP_WRONG);
}

TEST(a_code_is_good_once_and_makes_earlier_ones_void)
{
    int64_t step = 0;
    CHECK_INT(check_at(3000, 3000, 100, &step), TOTP_USED);
    CHECK_INT(check_at(3000, 2970, 100, &step), TOTP_USED);
    CHECK_INT(check_at(3000, 3030, 100, &step), TOTP_RIGHT);
    CHECK_INT(step, 101);
}

TEST(a_code_is_six_plain_digits)
{
    int64_t step;
    static const char *const codes[] = {"", "12345", "1234567", "12345a", " 12345", "12345 ", "+12345", "٠١٢٣٤٥"};
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        CHECK_INT(totp_check(STR("12345678901234567890"), str_of(codes[i]), 0, 0, &step), TOTP_NO_CODE);
}

TEST(the_secret_is_base32_and_the_uri_escapes)
{
    CHECK_TEXT(totp_secret(test_arena(), STR("foobar")), "MZXW6YTBOI"); // RFC 4648 §10, without padding
    CHECK_TEXT(totp_secret(test_arena(), STR("fooba")), "MZXW6YTB");
    CHECK_TEXT(totp_uri(test_arena(), STR("foobar"), STR("Fid\u00E8le"), STR("a+b@example.com")),
               "otpauth://totp/Fid%C3%A8le:a%2Bb@example.com?secret=MZXW6YTBOI&issuer=Fid%C3%A8le");
}
