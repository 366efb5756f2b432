// JSON that programs send: rows B02-B33 of the table of bad inputs as far as they concern the text, by id.
#include "base/json.h"
#include "base/secret.h"
#include "base/source.h"
#include "base/test.h"

static Str refusal_within(Str text, const JsonLimits *limits)
{
    JsonValue value;
    Error error = {0};
    if (json_parse_within(text, limits, test_arena(), &value, &error)) return STR("accepted");
    return str_format(test_arena(), "%d %s %s: %s", error.kind == ERROR_INPUT ? 422 : 400, error.code, error.path,
                      error.message[LOCALE_EN]);
}

static Str refusal(Str text)
{
    return refusal_within(text, &json_limits_body);
}

static Str repeated(Str part, int times)
{
    Text text = text_in(test_arena());
    for (int i = 0; i < times; i++) text_add(&text, part);
    return text_str(&text);
}

static Str wrapped(const char *before, Str inside, const char *after)
{
    return str_format(test_arena(), "%s%.*s%s", before, STR_ARGS(inside), after);
}

TEST(json_within_names_the_byte_B02_B03_B04_B05_B06_B07_B30_B33)
{
    const struct {
        Str text;
        const char *refusal;
    } rows[] = {
        {STR("{\"a\":1"), "400 invalid_json : unexpected end at byte 6"},
        {STR("{\"a\":1,}"), "400 invalid_json : trailing comma at byte 6"},
        {STR("[1 , ]"), "400 invalid_json : trailing comma at byte 3"},
        {STR("{'a':1}"), "400 invalid_json : unexpected “'” at byte 1: a key in double quotes is expected"},
        {STR("{/*c*/}"), "400 invalid_json : unexpected “/” at byte 1: a key in double quotes is expected"},
        {STR("{\"a\":NaN}"), "400 invalid_json : unexpected “N” at byte 5: a JSON value is expected"},
        {STR("{\"a\":Infinity}"), "400 invalid_json : unexpected “I” at byte 5: a JSON value is expected"},
        {STR("{\"a\":-Infinity}"), "400 invalid_json : malformed number at byte 6"},
        {STR("{\"a\":01}"), "400 invalid_json : malformed number at byte 6"},
        {STR("{\"a\":+1}"), "400 invalid_json : malformed number at byte 5"},
        {STR("{\"a\":1.}"), "400 invalid_json : malformed number at byte 7"},
        {STR("{\"a\":.5}"), "400 invalid_json : malformed number at byte 5"},
        {STR("{\"a\":1e}"), "400 invalid_json : malformed number at byte 7"},
        {STR("{\"a\":\"\x01\"}"), "400 invalid_json : control byte “\\x01” at byte 6: escape it"},
        {STR("{\"a\":\"\n\"}"), "400 invalid_json : control byte “\\x0A” at byte 6: escape it"},
        {STR("{} x"), "400 invalid_json : data after the document at byte 3: “x”"},
        {STR("{}{}"), "400 invalid_json : data after the document at byte 2: “{”"},
        {STR("{,}"), "400 invalid_json : unexpected “,” at byte 1: a key in double quotes is expected"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) CHECK_TEXT(refusal(rows[i].text), rows[i].refusal);
}

TEST(json_within_wants_utf8_without_a_mark_B24_B25_B26_B27_B28_B31_B32)
{
    const char *at6 = "400 invalid_utf8 : invalid UTF-8 at byte 6: the body must be UTF-8";
    CHECK_TEXT(refusal(STR("{\"a\":\"\xFF\"}")), at6);
    CHECK_TEXT(refusal(STR("{\"a\":\"\xC0\x80\"}")), at6);
    CHECK_TEXT(refusal(STR("{\"a\":\"\xED\xA0\x80\"}")), at6);
    CHECK_TEXT(refusal(STR("{\"a\":\"\xF4\x90\x80\x80\"}")), at6);
    CHECK_TEXT(refusal(STR("{\"a\":\"\\uD800\"}")), "400 lone_surrogate : unpaired surrogate “\\uD800” at byte 6");
    CHECK_TEXT(refusal(STR("{\"a\":\"\\uDC00x\"}")), "400 lone_surrogate : unpaired surrogate “\\uDC00” at byte 6");
    CHECK_TEXT(refusal(STR("{\"a\":\"\\uD8\"}")),
               "400 invalid_json : the escape “\\uD8\"}” at byte 6 stands for no character");
    CHECK_TEXT(refusal(STR("\xEF\xBB\xBF{}")), "400 invalid_json : remove the byte order mark at byte 0");
    const char *not_utf8 = "400 invalid_utf8 : invalid UTF-8 at byte 0: the body must be UTF-8";
    CHECK_TEXT(refusal(STR("\xFF\xFE{\0}\0")), not_utf8);
    CHECK_TEXT(refusal(STR("{\0}\0")), not_utf8);
    CHECK_TEXT(refusal(STR("\0{\0}")), not_utf8);
}

TEST(json_within_bounds_depth_keys_and_lengths_B18_B19_B20_B21_B22_B23)
{
    CHECK_TEXT(refusal(STR("{\"a\":1,\"\\u0061\":2}")),
               "400 duplicate_key : the key “\"\\u0061\"” at byte 7 is given twice in one object");
    CHECK_TEXT(refusal(wrapped(str_c(test_arena(), repeated(STR("["), 32)), STR(""),
                               str_c(test_arena(), repeated(STR("]"), 32)))),
               "accepted");
    const char *deep = "400 too_deep : nesting is limited to 32 levels: byte 32 goes deeper";
    CHECK_TEXT(refusal(repeated(STR("["), 33)), deep);
    CHECK_TEXT(refusal(repeated(STR("["), 100000)), deep);
    Text keys = text_in(test_arena());
    for (int i = 0; i < 512; i++) text_addf(&keys, "%s\"k%d\":0", i ? "," : "", i);
    CHECK_TEXT(refusal(wrapped("{", text_str(&keys), "}")), "accepted");
    Str refused = refusal(wrapped("{", text_str(&keys), ",\"k512\":0}"));
    CHECK(str_starts_with(refused, STR("400 too_many_keys : an object has at most 512 keys")));
    CHECK_TEXT(refusal(wrapped("{\"", repeated(STR("k"), 128), "\":0}")), "accepted");
    CHECK_TEXT(refusal(wrapped("{\"p\":{\"", repeated(STR("k"), 300), "\":0}}")),
               "422 key_too_long /p: a property name in /p is longer than 128 bytes");
    CHECK_TEXT(refusal(wrapped("{\"text\":\"", repeated(STR("x"), 65536), "\"}")), "accepted");
    CHECK_TEXT(refusal(wrapped("{\"text\":\"", repeated(STR("\\n"), 65536), "\"}")), "accepted");
    CHECK_TEXT(refusal(wrapped("{\"text\":\"", repeated(STR("x"), 70 << 10), "\"}")),
               "422 too_long /text: /text is limited to 65536 bytes");
}

TEST(json_within_says_the_path_of_what_can_be_read_but_not_taken_B08_B29_B38)
{
    CHECK_TEXT(refusal(STR("{\"n\":1e400}")), "422 number_out_of_range /n: /n is outside the range of a double");
    CHECK_TEXT(refusal(STR("{\"a\":[0,{\"x~y/z\":[1,2,-1e999]}]}")),
               "422 number_out_of_range /a/1/x~0y~1z/2: /a/1/x~0y~1z/2 is outside the range of a double");
    CHECK_TEXT(refusal(STR("{\"a\":[1],\"name\":\"x\\u0000\"}")),
               "422 nul_not_allowed /name: /name must not contain U+0000");
    CHECK_TEXT(refusal(STR("{\"a\":{\"b\\u0000\":1}}")), "422 nul_not_allowed /a: /a must not contain U+0000");
    CHECK_TEXT(refusal(STR("{\"a\":1,\"properties\":{\"__proto__\":{}}}")),
               "422 reserved_key /properties/__proto__: the property name of /properties/__proto__ is not allowed");
    CHECK_TEXT(refusal(STR("{\"\\u005f_proto__\":1}")),
               "422 reserved_key /__proto__: the property name of /__proto__ is not allowed");
}

TEST(json_slices_let_through_what_an_item_is_refused_for_and_nothing_else)
{
    JsonLimits slices = json_limits_body;
    slices.slices = true;
    Str text = STR("[{\"a\":1e400},{\"a\":\"\\u0000\"},{\"__proto__\":1},{\"a\":1}]");
    JsonValue array, item, again;
    Error error;
    CHECK(json_parse_within(text, &slices, test_arena(), &array, &error));
    size_t good = 0;
    for (size_t cursor = 0; json_next(array, &cursor, NULL, &item);)
        good += json_parse_within(item.text, &json_limits_body, test_arena(), &again, &error);
    CHECK_INT(good, 1);
    CHECK(str_starts_with(refusal_within(STR("{\"a\":1,\"a\":2}"), &slices), STR("400 duplicate_key")));
    CHECK_TEXT(refusal_within(STR("{\"a\":\"\\uD800\",\"\\u0000\":1,\"\\uDC00\":2}"), &slices), "accepted");
    CHECK(str_starts_with(refusal_within(STR("{\"a\":01}"), &slices), STR("400 invalid_json")));
}

static JsonValue member(JsonValue object, const char *name)
{
    JsonValue value = {0};
    CHECK(json_member(object, str_of(name), &value));
    return value;
}

// nst/JSONTestSuite: what must be taken is taken, what must be refused is refused with a code.
TEST(json_test_suite_is_met_within_limits)
{
    Source source;
    Error error;
    JsonValue suite, vector;
    CHECK(source_open(test_shared_path("vectors/json_parsing.json"), 0, 1, &source, &error));
    CHECK(json_parse(source.text, &suite, &error));
    for (size_t cursor = 0; json_next(member(suite, "vectors"), &cursor, NULL, &vector);) {
        Str name = json_get_string(member(vector, "name"), test_arena()), bytes;
        Str expect = json_get_string(member(vector, "expect"), test_arena());
        CHECK(base64_read(test_arena(), json_get_string(member(vector, "base64"), test_arena()), &bytes));
        bool accepted = str_equal(refusal(bytes), STR("accepted"));
        bool wrong = str_equal(expect, STR("accept")) ? !accepted : str_equal(expect, STR("reject")) && accepted;
        bool reserved = str_contains(bytes, STR("\\u0000")); // well-formed, and refused by B29
        if (wrong && !reserved) fail_msg("%.*s: %.*s", STR_ARGS(name), STR_ARGS(refusal(bytes)));
    }
    source_close(&source);
}
