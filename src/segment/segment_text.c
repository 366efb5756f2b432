#include "segment/segment_text.h"

#include <stdlib.h>

#include "base/json.h"

static void add_string(Text *out, Str text)
{
    JsonWriter json = json_writer(out);
    json_string(&json, text);
}

static void new_line(Text *out, int depth)
{
    text_add_byte(out, '\n');
    for (int i = 0; i < depth; i++) text_add(out, STR("  "));
}

static bool within(JsonValue rule, Str *name, JsonValue *inner)
{
    static const char *const names[] = {"all", "any", "not"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (json_member(rule, str_of(names[i]), inner)) {
            *name = str_of(names[i]);
            return true;
        }
    return false;
}

// Deeper than rules go there is nothing.
static void add_rule(Text *out, JsonValue rule, int depth)
{
    Str name;
    JsonValue inner, item;
    enum { DEPTH_MAX = 40 };
    if (depth > DEPTH_MAX || !within(rule, &name, &inner)) {
        text_add(out, rule.text);
        return;
    }
    text_addf(out, "{\"%.*s\": ", STR_ARGS(name));
    if (inner.type != JSON_ARRAY) {
        add_rule(out, inner, depth);
    } else {
        text_add_byte(out, '[');
        bool first = true;
        for (size_t cursor = 0; json_next(inner, &cursor, NULL, &item); first = false) {
            if (!first) text_add_byte(out, ',');
            new_line(out, depth + 1);
            add_rule(out, item, depth + 1);
        }
        new_line(out, depth);
        text_add_byte(out, ']');
    }
    text_add_byte(out, '}');
}

static void add_member(Text *out, const char *name, Str text)
{
    if (!text.size) return;
    text_addf(out, ",\n      \"%s\": ", name);
    add_string(out, text);
}

static void add_segment(Text *out, const StoredSegment *segment)
{
    JsonValue rule;
    Error unread;
    text_add(out, STR("\n    {\n      \"key\": "));
    add_string(out, segment->key);
    add_member(out, "name", segment->name);
    add_member(out, "description", segment->description);
    text_addf(out, ",\n      \"events\": %s,\n      \"rule\": ", segment->told ? "true" : "false");
    if (segment->rule.size && segment->rule.data[0] == '{' && json_parse(segment->rule, &rule, &unread))
        add_rule(out, rule, 3);
    else
        add_string(out, segment->rule);
    text_add(out, STR("\n    }"));
}

static int by_key(const void *a, const void *b)
{
    const StoredSegment *left = a, *right = b;
    return str_compare(left->key, right->key);
}

Str segments_text(const StoredSegment *list, size_t count, Arena *arena)
{
    Text out = text_in(arena);
    StoredSegment *sorted = arena_array(arena, StoredSegment, count);
    for (size_t i = 0; i < count; i++) sorted[i] = list[i];
    if (count) qsort(sorted, count, sizeof *sorted, by_key);
    text_add(&out, STR("{\n  \"segments\": ["));
    for (size_t i = 0; i < count; i++) {
        if (i) text_add_byte(&out, ',');
        add_segment(&out, &sorted[i]);
    }
    text_add(&out, STR("\n  ]\n}\n"));
    return text_str(&out);
}
