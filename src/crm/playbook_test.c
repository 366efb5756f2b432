// The steps of a procedure that can be run: what is refused and where, and what stands for the customer in a text.
#include "base/test.h"
#include "crm/playbook.h"

static Str read(const char *json)
{
    JsonValue array;
    PlaybookStep *steps;
    size_t count;
    Error error;
    if (!json_parse(str_of(json), &array, &error)) return STR("no JSON");
    if (!playbook_steps_read(array, test_arena(), &steps, &count, &error))
        return str_copy(test_arena(), str_of(error.path));
    Text said = text_in(test_arena());
    for (size_t i = 0; i < count; i++)
        text_addf(&said, "%s%d:%lld:%.*s", i ? " " : "", steps[i].kind, (long long)steps[i].days,
                  STR_ARGS(playbook_in(steps[i].text, LOCALE_FR)));
    return text_str(&said);
}

TEST(what_was_written_before_steps_had_kinds_is_a_text)
{
    CHECK_TEXT(read("[{\"en\":\"listen\",\"fr\":\"écouter\"},{\"en\":\"call\"}]"), "0:3:écouter 0:3:call");
}

TEST(a_step_that_cant_be_done_is_refused_where_it_stands)
{
    CHECK_TEXT(read("[{\"kind\":\"task\",\"en\":\"call\",\"days\":2}]"), "1:2:call");
    CHECK_TEXT(read("[{\"en\":\"x\"},{\"kind\":\"task\",\"days\":2}]"), "/steps/1/en");
    CHECK_TEXT(read("[{\"kind\":\"task\",\"en\":\"call\",\"days\":0}]"), "/steps/0/days");
    CHECK_TEXT(read("[{\"kind\":\"wait\",\"days\":366}]"), "/steps/0/days");
    CHECK_TEXT(read("[{\"kind\":\"message\",\"en\":\"hello\"}]"), "/steps/0/subject_en");
    CHECK_TEXT(read("[{\"kind\":\"message\",\"subject_fr\":\"bonjour\"}]"), "/steps/0/fr");
    CHECK_TEXT(read("[{\"kind\":\"message\"}]"), "/steps/0/en");
    CHECK_TEXT(read("[{\"kind\":\"message\",\"subject_en\":\"a\",\"en\":\"{nick}\"}]"), "/steps/0/en");
    CHECK_TEXT(read("[{\"kind\":\"message\",\"subject_en\":\"{first_name|you}\",\"en\":\"{name}\"}]"), "2:3:{name}");
}

static Str fill(const char *text, const char *name, const char *first)
{
    return playbook_fill(str_of(text), str_of(name), str_of(first), test_arena());
}

TEST(a_name_that_is_not_known_is_said_otherwise)
{
    CHECK_TEXT(fill("Hello {first_name|friend}, {name}.", "Ana Lopez", "Ana"), "Hello Ana, Ana Lopez.");
    CHECK_TEXT(fill("Hello {first_name|friend}!", "", ""), "Hello friend!");
    CHECK_TEXT(fill("Hello {first_name}!", "", ""), "Hello !");
    CHECK_TEXT(fill("{name|}{open", "", ""), "{open");
}
