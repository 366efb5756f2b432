#include "base/json.h"

#include <math.h>

#include "base/number.h"
#include "base/utf8.h"

enum { SIGNIFICANT_DIGITS = 12 };

JsonWriter json_writer(Text *text)
{
    return (JsonWriter){.text = text};
}

static bool in_object(const JsonWriter *writer)
{
    return writer->depth > 0 && writer->open[writer->depth - 1] == '{';
}

// A comma before all but the first of a container.
static void separate(JsonWriter *writer)
{
    if (writer->filled[writer->depth]) text_add_byte(writer->text, ',');
    writer->filled[writer->depth] = true;
}

// Makes ready for a value and returns where it goes.
static Text *value_place(JsonWriter *writer)
{
    assert(writer->after_key == in_object(writer));
    assert(writer->depth > 0 || !writer->filled[0]); // one value at the top
    if (!writer->after_key) separate(writer);
    writer->after_key = false;
    return writer->text;
}

static void begin(JsonWriter *writer, char bracket)
{
    text_add_byte(value_place(writer), bracket);
    assert(writer->depth < JSON_DEPTH_MAX);
    writer->open[writer->depth++] = bracket;
    writer->filled[writer->depth] = false;
}

static void end(JsonWriter *writer, char opened, char bracket)
{
    assert(writer->depth > 0 && !writer->after_key && writer->open[writer->depth - 1] == opened);
    writer->depth--;
    text_add_byte(writer->text, bracket);
}

void json_begin_object(JsonWriter *writer)
{
    begin(writer, '{');
}

void json_end_object(JsonWriter *writer)
{
    end(writer, '{', '}');
}

void json_begin_array(JsonWriter *writer)
{
    begin(writer, '[');
}

void json_end_array(JsonWriter *writer)
{
    end(writer, '[', ']');
}

static void add_escape(Text *text, char byte)
{
    switch (byte) {
    case '"': text_add(text, STR("\\\"")); break;
    case '\\': text_add(text, STR("\\\\")); break;
    case '\n': text_add(text, STR("\\n")); break;
    case '\r': text_add(text, STR("\\r")); break;
    case '\t': text_add(text, STR("\\t")); break;
    default: text_addf(text, "\\u%04x", (unsigned)byte); break;
    }
}

static bool needs_escape(char byte)
{
    return (unsigned char)byte < 0x20 || byte == '"' || byte == '\\';
}

static void add_quoted(Text *text, Str value)
{
    text_add_byte(text, '"');
    while (value.size > 0) {
        size_t plain = 0;
        while (plain < value.size && !needs_escape(value.data[plain])) plain++;
        utf8_add_clean(text, (Str){value.data, plain});
        if (plain == value.size) break;
        add_escape(text, value.data[plain]);
        value = (Str){value.data + plain + 1, value.size - plain - 1};
    }
    text_add_byte(text, '"');
}

void json_key(JsonWriter *writer, const char *key)
{
    assert(in_object(writer) && !writer->after_key);
    separate(writer);
    add_quoted(writer->text, str_of(key));
    text_add_byte(writer->text, ':');
    writer->after_key = true;
}

void json_string(JsonWriter *writer, Str value)
{
    add_quoted(value_place(writer), value);
}

void json_integer(JsonWriter *writer, int64_t value)
{
    text_addf(value_place(writer), "%lld", (long long)value);
}

void json_number(JsonWriter *writer, double value)
{
    if (!isfinite(value)) {
        json_null(writer);
        return;
    }
    Text *text = value_place(writer);
    text_add(text, number_decimal(text->arena, value, SIGNIFICANT_DIGITS));
}

void json_boolean(JsonWriter *writer, bool value)
{
    text_add(value_place(writer), value ? STR("true") : STR("false"));
}

void json_null(JsonWriter *writer)
{
    text_add(value_place(writer), STR("null"));
}

void json_value(JsonWriter *writer, JsonValue value)
{
    text_add(value_place(writer), value.text);
}
