// Who is mentioned in a text, and how labels are compared.
#include "base/test.h"
#include "crm/note.h"
#include "crm/promise.h"

static Str mentions(const char *text)
{
    Text list = text_in(test_arena());
    Str name;
    size_t at = 0;
    while (mention_next(str_of(text), &at, &name)) text_addf(&list, "%s%.*s", list.size ? " " : "", STR_ARGS(name));
    return text_str(&list);
}

TEST(a_mention_begins_where_no_word_is_under_way)
{
    CHECK_TEXT(mentions("@ana@shop.example, please; and @7."), "ana@shop.example 7");
    CHECK_TEXT(mentions("write to cy@shop.example"), "");
    CHECK_TEXT(mentions("(@ana@shop.example) @"), "ana@shop.example");
    CHECK_TEXT(mentions("@. @- @@"), "@");
    CHECK_TEXT(mentions(""), "");
}

static Str label(const char *text)
{
    Str folded, shown;
    Error error;
    if (!label_read(str_of(text), "/tag", test_arena(), &folded, &shown, &error)) return str_of(error.code);
    return str_format(test_arena(), "%.*s|%.*s", STR_ARGS(folded), STR_ARGS(shown));
}

TEST(labels_are_one_whatever_their_case_accents_and_blanks)
{
    CHECK_TEXT(label(" Late  Delivery "), "late delivery|Late  Delivery");
    CHECK_TEXT(label("Été"), "ete|Été");
    CHECK_TEXT(label("C++"), "c++|C++");
    CHECK_TEXT(label("配送が遅い"), "配送が遅い|配送が遅い");
    CHECK_TEXT(label(" "), "invalid_value");
    CHECK_TEXT(label("a\nb"), "invalid_value");
}

TEST(a_promise_is_broken_one_second_after_its_instant)
{
    CHECK_INT(promise_status(PROMISE_OPEN, 5000, 5000), PROMISE_OPEN);
    CHECK_INT(promise_status(PROMISE_OPEN, 5000, 5999), PROMISE_OPEN);
    CHECK_INT(promise_status(PROMISE_OPEN, 5000, 6000), PROMISE_BROKEN);
    CHECK_INT(promise_status(PROMISE_KEPT, 5000, 9000), PROMISE_KEPT);
    CHECK_INT(promise_status(PROMISE_WITHDRAWN, 5000, 9000), PROMISE_WITHDRAWN);
}
