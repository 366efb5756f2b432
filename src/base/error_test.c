#include "base/error.h"
#include "base/test.h"

TEST(error_keeps_its_message_in_every_language)
{
    Error error;
    CHECK(!error_say(&error, ERROR_INPUT, PHRASE("{0}: line {1} is empty", "{0} : la ligne {1} est vide"), STR("a.csv"),
                     STR("7")));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "a.csv: line 7 is empty");
    CHECK_TEXT(str_of(error.message[LOCALE_FR]), "a.csv : la ligne 7 est vide");
    CHECK_INT(error_exit_code(&error), 3);
}

TEST(error_values_are_quoted_as_the_language_quotes)
{
    Error error;
    Str one = error_value(test_arena(), STR("a")), list = STR("“date”, “amount”");
    CHECK(!error_say(&error, ERROR_INPUT, PHRASE("{0}: {1}", "{0} : {1}"), one, list));
    CHECK_TEXT(str_of(error.message[LOCALE_EN]), "“a”: “date”, “amount”");
    CHECK_TEXT(str_of(error.message[LOCALE_FR]), "«\u00A0a\u00A0» : «\u00A0date\u00A0», «\u00A0amount\u00A0»");
}

TEST(error_message_that_is_too_long_is_cut_between_characters)
{
    Text value = text_in(test_arena());
    for (int i = 0; i < 1000; i++) text_add(&value, STR("é"));
    Error error;
    CHECK(!error_say(&error, ERROR_INPUT, PHRASE("x{0}", "{0}"), text_str(&value)));
    Str message = str_of(error.message[LOCALE_EN]);
    CHECK_INT(message.size, ERROR_MESSAGE_BYTES - 1);
    CHECK_INT((unsigned char)message.data[message.size - 1], 0xA9); // the end of an é
}

TEST(error_value_shows_control_bytes_and_is_short)
{
    CHECK_TEXT(error_value(test_arena(), STR("a\x01\nb")), "“a\\x01\\x0Ab”");
    CHECK_TEXT(error_value(test_arena(), STR("0123456789012345678901234567890123456789012345678901234567890123456789")),
               "“012345678901234567890123456789012345678901234567890123456789…”");
}
