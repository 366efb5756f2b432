#include "message/mime.h"

#include "base/test.h"
#include "message/outbox.h"

static Str header(const char *text)
{
    Text out = text_in(test_arena());
    mime_header_text(&out, str_of(text), 9);
    return text_str(&out);
}

static Str quoted(const char *text)
{
    Text out = text_in(test_arena());
    mime_quoted(&out, str_of(text));
    return text_str(&out);
}

TEST(a_plain_subject_stays_and_any_other_is_encoded)
{
    CHECK_TEXT(header("Churn of May"), "Churn of May");
    CHECK_TEXT(header("Rétention"), "=\?utf-8\?B\?UsOpdGVudGlvbg==\?=");
    CHECK_TEXT(header("=\?utf-8\?Q\?forged\?="), "=\?utf-8\?B\?PT91dGYtOD9RP2ZvcmdlZD89\?=");
}

TEST(no_text_adds_a_line_to_the_headers)
{
    CHECK_TEXT(header("x\r\nBcc: all@example.com"), "x  Bcc: all@example.com");
    MailText mail = {.to = {STR("Eve\r\nBcc: a@b.example"), STR("eve@example.com")},
                     .subject = STR("a\nBcc: b\r\n\r\nbody"),
                     .message_id = STR("1@example.com"),
                     .plain = STR("text")};
    Str text = mime_text(&mail, test_arena());
    CHECK(!str_contains(text, STR("\nBcc")) && !str_contains(text, STR("\r\n\r\nbody")));
}

TEST(quoted_printable_has_short_lines_and_no_blank_at_their_ends)
{
    CHECK_TEXT(quoted("a=b \né\r\n"), "a=3Db=20\r\n=C3=A9\r\n");
    Text out = text_in(test_arena());
    for (int i = 0; i < 200; i++) text_add(&out, STR("é "));
    Str rest = quoted(str_c(test_arena(), text_str(&out))), line;
    while (str_cut(&rest, '\n', &line)) CHECK(line.size <= 77);
}

TEST(dates_are_those_of_rfc_5322)
{
    CHECK_TEXT(mime_date(1795508820000, test_arena()), "Tue, 24 Nov 2026 08:27:00 +0000");
}

TEST(addresses_need_no_more_than_plain_smtp)
{
    CHECK(mail_address_valid(STR("ana@example.com")));
    CHECK(!mail_address_valid(STR("ané@example.com")));
    CHECK(!mail_address_valid(STR("ana@example.com\r\nRCPT TO:<x@example.com>")));
    CHECK(!mail_address_valid(STR("<ana@example.com>")));
}

TEST(pauses_grow_and_spread)
{
    CHECK_INT(outbox_pause(1, 0), 5000);
    CHECK_INT(outbox_pause(1, 1), 6250);
    CHECK_INT(outbox_pause(2, 0), 60000);
    CHECK_INT(outbox_pause(99, 0), 12 * 3600 * 1000);
}
