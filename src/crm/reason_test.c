#include "crm/reason.h"

#include "base/test.h"

static Str reason(const char *text, bool competitor)
{
    return exit_reason_name(exit_reason_of(str_of(text), competitor, test_arena()));
}

TEST(what_people_and_providers_say_becomes_a_reason_of_the_list)
{
    CHECK_TEXT(reason("too_expensive", false), "price");
    CHECK_TEXT(reason("Trop  cher !", false), "price");
    CHECK_TEXT(reason("Attentes déçues", false), "unmet_expectations");
    CHECK_TEXT(reason("switched_service", false), "competitor");
    CHECK_TEXT(reason("payment_failed", false), "payment_failure");
    CHECK_TEXT(reason("because", false), "other");
    CHECK_TEXT(reason("", true), "competitor");
    CHECK_TEXT(reason("price", true), "price"); // what was said goes before whom they went to
}

TEST(every_reason_of_the_list_means_itself)
{
    for (ExitReason one = 0; one < EXIT_REASON_COUNT; one++) {
        ExitReason parsed = EXIT_OTHER;
        CHECK(exit_reason_parse(exit_reason_name(one), &parsed));
        CHECK_INT(parsed, one);
        CHECK_INT(exit_reason_of(exit_reason_name(one), false, test_arena()), one);
        CHECK(str_contains(STR(EXIT_REASONS), exit_reason_name(one)));
    }
}
