#include "base/json_path.h"

#include "base/test.h"

static const char body[] =
    "{\"customer\":{\"email\":\"a@b.c\",\"first.name\":\"A\"},\"items\":[{\"sku\":\"x\",\"n\":[1,2]},"
    "{\"n\":[3]},{\"sku\":\"z\"}],\"empty\":[],\"nothing\":null}";

// "MANY: value value …", or the code of the error.
static Str found(const char *text)
{
    Path path;
    JsonValue value;
    Error error;
    Text out = text_in(test_arena());
    if (!path_parse(str_of(text), test_arena(), &path, &error)) return str_of(error.code);
    bool parsed = json_parse(str_of(body), &value, &error);
    CHECK(parsed);
    Matches matches = path_find(&path, value, test_arena());
    text_add(&out, path.many ? STR("many:") : STR("one:"));
    for (size_t i = 0; i < matches.count; i++) text_addf(&out, " %.*s", STR_ARGS(matches.value[i].text));
    return text_str(&out);
}

TEST(a_path_leads_to_a_value_or_to_many_or_to_none)
{
    CHECK_TEXT(found("customer.email"), "one: \"a@b.c\"");
    CHECK_TEXT(found("customer[\"first.name\"]"), "one: \"A\"");
    CHECK_TEXT(found("[\"customer\"].email"), "one: \"a@b.c\"");
    CHECK_TEXT(found("items[0].sku"), "one: \"x\"");
    CHECK_TEXT(found("items[2].sku"), "one: \"z\"");
    CHECK_TEXT(found("items[3].sku"), "one:");
    CHECK_TEXT(found("items[*].sku"), "many: \"x\" \"z\"");
    CHECK_TEXT(found("items[*].n[*]"), "many: 1 2 3");
    CHECK_TEXT(found("items[*].n[0]"), "many: 1 3");
    CHECK_TEXT(found("empty[*]"), "many:");
    CHECK_TEXT(found("nothing"), "one: null");
    CHECK_TEXT(found("nothing.more"), "one:");
    CHECK_TEXT(found("customer[0]"), "one:");
    CHECK_TEXT(found("items.sku"), "one:");
}

TEST(what_is_no_path_is_refused)
{
    static const char *const wrong[] = {
        ".a", "a.",    "a..b", "a[", "a[]",   "a[-1]",          "a[1",  "a[*",        "a[x]", "a[\"]",
        "a]", "a[1]b", "a{b}", "a?", "\"a\"", "a[\"\\u0000\"]", "a\nb", "a[9999999]", "a[**]"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) CHECK_TEXT(found(wrong[i]), "bad_path");
}

TEST(a_path_has_at_most_sixteen_steps)
{
    CHECK_TEXT(found("a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"), "one:");
    CHECK_TEXT(found("a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"), "bad_path");
}
