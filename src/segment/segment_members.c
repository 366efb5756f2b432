// segment_members.c - the members of clauses, and where in a rule a mistake stands.
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "segment/segment_parts.h"

enum { DAYS_MAX = 36500 };

static void add_path(const At *at, Text *text)
{
    if (!at || !at->above) return;
    add_path(at->above, text);
    text_add_byte(text, '/');
    text_add(text, at->key);
}

Str path_of(const At *at, Arena *arena)
{
    Text path = text_in(arena);
    add_path(at, &path);
    return text_str(&path);
}

bool refuse_rule(const Parsing *parsing, const At *at, const char *member, Phrase phrase, Str value, Error *error)
{
    Text path = text_in(parsing->arena);
    add_path(at, &path);
    if (member) text_addf(&path, "/%s", member);
    Str place = path.size ? text_str(&path) : STR("/");
    (void)error_code(error, ERROR_INPUT, "invalid_segment", phrase, place, error_value(parsing->arena, value));
    return error_at(error, text_str(&path));
}

// ---- members ----

bool word_stands_in(const char *words, Str word)
{
    Str rest = str_of(words), one;
    while (str_cut(&rest, ' ', &one))
        if (str_equal(one, word)) return true;
    return false;
}

bool only_members(const Parsing *parsing, const At *at, JsonValue object, const char *words, Error *error)
{
    JsonValue key, value;
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);) {
        Str name = json_get_string(key, parsing->arena);
        if (!word_stands_in(words, name))
            return refuse_rule(parsing, at, NULL,
                               PHRASE("segment, at {0}: {1} is not known in this clause",
                                      "segment, à {0}\u00A0: {1} n’est pas connu dans cette clause"),
                               name, error);
    }
    return true;
}

bool has_member(JsonValue object, const char *name, JsonValue *value)
{
    return json_member(object, str_of(name), value);
}

bool take_text(const Parsing *parsing, const At *at, JsonValue object, const char *name, Str *text, Error *error)
{
    JsonValue value;
    if (!has_member(object, name, &value)) return true;
    *text = json_get_string(value, parsing->arena);
    if (value.type == JSON_STRING && text->size > 0 && text->size <= 500) return true;
    return refuse_rule(parsing, at, name, EXPECTED("a text", "un texte"), value.text, error);
}

bool take_days(const Parsing *parsing, const At *at, JsonValue object, const char *name, int64_t least, int64_t *days,
               Error *error)
{
    JsonValue value;
    if (!has_member(object, name, &value)) return true;
    if (json_get_integer(value, days) && *days >= least && *days <= DAYS_MAX) return true;
    return refuse_rule(parsing, at, name, EXPECTED("a number of days", "un nombre de jours"), value.text, error);
}

bool take_day(const Parsing *parsing, const At *at, JsonValue object, const char *name, bool *there, Day *day,
              Error *error)
{
    JsonValue value;
    *there = has_member(object, name, &value);
    if (!*there) return true;
    if (value.type == JSON_STRING && day_parse(json_get_string(value, parsing->arena), day) && *day >= 0) return true;
    return refuse_rule(parsing, at, name, EXPECTED("a day as 2026-07-01", "un jour comme 2026-07-01"), value.text,
                       error);
}

bool take_truth(const Parsing *parsing, const At *at, JsonValue object, const char *name, bool *there, bool *truth,
                Error *error)
{
    JsonValue value;
    *there = has_member(object, name, &value);
    if (!*there) return true;
    *truth = json_get_boolean(value);
    return value.type == JSON_BOOLEAN ||
           refuse_rule(parsing, at, name, EXPECTED("true or false", "true ou false"), value.text, error);
}

// ---- bounds ----

const BoundWord bound_words[BOUND_WORD_COUNT] = {
    {"gt", true, false, true},   {"gte", true, false, false},   {"lt", false, true, true},
    {"lte", false, true, false}, {"equals", true, true, false},
};

static bool read_double(const Parsing *parsing, JsonValue value, double *number, int64_t *minor)
{
    (void)parsing, (void)minor;
    return json_get_number(value, number);
}

bool read_whole(const Parsing *parsing, JsonValue value, double *number, int64_t *minor)
{
    (void)parsing, (void)number;
    return json_get_integer(value, minor) && *minor >= 0 && *minor < INT64_MAX;
}

bool read_amount(const Parsing *parsing, JsonValue value, double *number, int64_t *minor)
{
    (void)number;
    return value.type == JSON_STRING && money_parse(json_get_string(value, parsing->arena), parsing->currency, minor) &&
           *minor > INT64_MIN && *minor < INT64_MAX;
}

// gt, gte … of an object, as whole numbers: bounds within the range.
bool take_whole_bounds(const Parsing *parsing, const At *at, JsonValue object, BoundRead *read, Phrase expected,
                       SegmentRule *rule, bool *any, Error *error)
{
    *any = false;
    for (size_t i = 0; i < BOUND_WORD_COUNT; i++) {
        JsonValue value;
        int64_t minor = 0;
        if (!has_member(object, bound_words[i].name, &value)) continue;
        if (!read(parsing, value, NULL, &minor))
            return refuse_rule(parsing, at, bound_words[i].name, expected, value.text, error);
        if (bound_words[i].low) rule->low = larger(rule->low, minor + bound_words[i].strict);
        if (bound_words[i].high) rule->high = smaller(rule->high, minor - bound_words[i].strict);
        *any = true;
    }
    return true;
}

bool take_bounds(const Parsing *parsing, const At *at, JsonValue object, SegmentBounds *bounds, bool *any, Error *error)
{
    for (size_t i = 0; i < BOUND_WORD_COUNT; i++) {
        JsonValue value;
        double number;
        if (!has_member(object, bound_words[i].name, &value)) continue;
        if (bound_words[i].low && bound_words[i].high && value.type != JSON_NUMBER) continue; // equals a text
        if (!read_double(parsing, value, &number, NULL))
            return refuse_rule(parsing, at, bound_words[i].name, EXPECTED("a number", "un nombre"), value.text, error);
        if (bound_words[i].low) {
            bounds->has_low = true;
            bounds->low = number;
            bounds->low_strict = bound_words[i].strict;
        }
        if (bound_words[i].high) {
            bounds->has_high = true;
            bounds->high = number;
            bounds->high_strict = bound_words[i].strict;
        }
        *any = true;
    }
    return true;
}
