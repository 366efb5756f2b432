#include "base/json.h"
#include "base/test.h"

#include <math.h>

TEST(json_writer_puts_commas_between_members_and_items_only)
{
    Text text = text_in(test_arena());
    JsonWriter writer = json_writer(&text);
    json_begin_object(&writer);
    json_key(&writer, "a");
    json_begin_array(&writer);
    json_integer(&writer, -1);
    json_boolean(&writer, true);
    json_null(&writer);
    json_begin_object(&writer);
    json_end_object(&writer);
    json_begin_array(&writer);
    json_end_array(&writer);
    json_end_array(&writer);
    json_key(&writer, "b");
    json_integer(&writer, INT64_MIN);
    json_key(&writer, "c");
    json_boolean(&writer, false);
    json_end_object(&writer);
    CHECK_TEXT(text_str(&text), "{\"a\":[-1,true,null,{},[]],\"b\":-9223372036854775808,\"c\":false}");
}

static Str written_string(Str value)
{
    Text text = text_in(test_arena());
    JsonWriter writer = json_writer(&text);
    json_string(&writer, value);
    return text_str(&text);
}

TEST(json_writer_escapes_what_must_be_and_replaces_what_is_not_utf8)
{
    CHECK_TEXT(written_string(STR("")), "\"\"");
    CHECK_TEXT(written_string(STR("é “x” / 😀\x7F")), "\"é “x” / 😀\x7F\"");
    CHECK_TEXT(written_string(STR("\"\\\n\r\t\x01\x1F\0")), "\"\\\"\\\\\\n\\r\\t\\u0001\\u001f\\u0000\"");
    CHECK_TEXT(written_string(STR("a\xE9z\xC3")), "\"a\xEF\xBF\xBDz\xEF\xBF\xBD\"");
}

static Str written_number(double value)
{
    Text text = text_in(test_arena());
    JsonWriter writer = json_writer(&text);
    json_number(&writer, value);
    return text_str(&text);
}

TEST(json_number_is_the_shortest_of_at_most_12_digits)
{
    CHECK_TEXT(written_number(0.1), "0.1");
    CHECK_TEXT(written_number(1.0 / 3.0), "0.333333333333");
    CHECK_TEXT(written_number(-25), "-25");
    CHECK_TEXT(written_number(0.1 + 0.2), "0.3");
    CHECK_TEXT(written_number((double)NAN), "null");
    CHECK_TEXT(written_number((double)-INFINITY), "null");
}
