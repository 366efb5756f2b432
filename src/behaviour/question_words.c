#include "behaviour/question_words.h"

#include "base/json.h"

// ---- steps ----

// The next step; a comma within brackets is part of it.
static bool cut_step(Str *rest, Str *step)
{
    size_t size = 0;
    bool within = false;
    if (!rest->size) return false;
    for (; size < rest->size && (within || rest->data[size] != ','); size++) {
        if (rest->data[size] == '[') within = true;
        if (rest->data[size] == ']') within = false;
    }
    *step = str_trim((Str){rest->data, size});
    *rest = size < rest->size ? (Str){rest->data + size + 1, rest->size - size - 1} : (Str){0};
    return true;
}

// "Product Added[channel=web]"
static bool take_step(Str text, FunnelStep *step)
{
    size_t open = 0, equals;
    *step = (FunnelStep){.event = text, .dimension = STR(""), .value = STR("")};
    if (!text.size) return false;
    if (text.data[text.size - 1] != ']') return true;
    while (open < text.size && text.data[open] != '[') open++;
    equals = open;
    while (equals < text.size && text.data[equals] != '=') equals++;
    if (equals >= text.size) return true; // a name with brackets in it
    step->event = str_trim((Str){text.data, open});
    step->dimension = str_trim((Str){text.data + open + 1, equals - open - 1});
    step->value = str_trim((Str){text.data + equals + 1, text.size - equals - 2});
    return step->event.size && step->dimension.size && step->value.size;
}

// {"event":"Product Added","where":{"channel":"web"}}
static bool take_clause(JsonValue clause, Arena *arena, FunnelStep *step)
{
    JsonValue event, where, key, value;
    size_t cursor = 0;
    *step = (FunnelStep){.dimension = STR(""), .value = STR("")};
    if (!json_member(clause, STR("event"), &event)) return false;
    step->event = json_get_string(event, arena);
    if (!json_member(clause, STR("where"), &where)) return step->event.size && json_count(clause) == 1;
    if (json_count(clause) != 2 || json_count(where) != 1 || !json_next(where, &cursor, &key, &value)) return false;
    bool plain = value.type == JSON_NUMBER || value.type == JSON_BOOLEAN;
    step->dimension = json_get_string(key, arena);
    step->value = plain ? value.text : json_get_string(value, arena);
    return step->event.size && step->dimension.size && step->value.size;
}

static bool take_clauses(Str text, Arena *arena, FunnelStep *steps, uint32_t *count)
{
    JsonValue list, clause;
    Error unread;
    if (!json_parse(text, &list, &unread) || list.type != JSON_ARRAY) return false;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &clause); ++*count)
        if (*count == FUNNEL_STEPS_MAX || !take_clause(clause, arena, &steps[*count])) return false;
    return *count > 0;
}

bool funnel_steps_parse(Str text, Arena *arena, FunnelStep steps[FUNNEL_STEPS_MAX], uint32_t *count)
{
    Str rest = str_trim(text), one;
    *count = 0;
    if (str_starts_with(rest, STR("["))) return take_clauses(rest, arena, steps, count);
    for (; cut_step(&rest, &one); ++*count)
        if (*count == FUNNEL_STEPS_MAX || !take_step(one, &steps[*count])) return false;
    return *count > 0;
}

// ---- numbers ----

enum { DIGITS_MAX = 9 };

static bool take_number(Str *text, size_t digits_max, int64_t *number)
{
    size_t digits = 0;
    *number = 0;
    for (; digits < text->size && digits < digits_max && text->data[digits] >= '0' && text->data[digits] <= '9';
         digits++)
        *number = *number * 10 + (text->data[digits] - '0');
    *text = (Str){text->data + digits, text->size - digits};
    return digits > 0;
}

bool funnel_window_parse(Str text, uint32_t *seconds)
{
    enum { WINDOW_DAYS_MAX = 366 };
    static const struct {
        char letter;
        int64_t seconds;
    } units[] = {{'d', SECONDS_PER_DAY}, {'h', 3600}, {'m', 60}, {'s', 1}};
    int64_t number, unit = 0;
    if (!take_number(&text, DIGITS_MAX, &number) || text.size > 1) return false;
    if (text.size == 0) unit = SECONDS_PER_DAY;
    for (size_t i = 0; text.size && i < COUNT_OF(units); i++)
        if (text.data[0] == units[i].letter) unit = units[i].seconds;
    if (unit == 0 || number == 0 || number * unit > WINDOW_DAYS_MAX * (int64_t)SECONDS_PER_DAY) return false;
    *seconds = (uint32_t)(number * unit);
    return true;
}

bool funnel_exclusion_parse(Str text, uint32_t steps, Str *event, FunnelExclusion *exclusion)
{
    enum { STEP_DIGITS = 2 };
    size_t colon = text.size;
    int64_t after = 0, before = (int64_t)steps - 1, first, last;
    *event = text;
    while (colon > 0 && text.data[colon - 1] != ':') colon--;
    Str range = {text.data + colon, text.size - colon};
    if (colon > 0 && take_number(&range, STEP_DIGITS, &first) && range.size > 1 && range.data[0] == '-') {
        range = (Str){range.data + 1, range.size - 1};
        if (take_number(&range, STEP_DIGITS, &last) && range.size == 0) {
            after = first;
            before = last;
            *event = str_trim((Str){text.data, colon - 1});
        }
    }
    if (!event->size || after >= before || before >= steps) return false;
    exclusion->after = (uint32_t)after;
    exclusion->before = (uint32_t)before;
    return true;
}

bool brackets_parse(Str text, RetentionBracket bracket[RETENTION_BRACKETS_MAX], uint32_t *count)
{
    enum { BRACKET_DIGITS = 6 };
    Str one;
    *count = 0;
    while (str_cut(&text, ',', &one)) {
        int64_t from, to;
        if (*count == RETENTION_BRACKETS_MAX || !take_number(&one, BRACKET_DIGITS, &from)) return false;
        to = from;
        if (one.size > 0) {
            if (one.data[0] != '-') return false;
            one = (Str){one.data + 1, one.size - 1};
            if (!take_number(&one, BRACKET_DIGITS, &to) || one.size || to < from) return false;
        }
        bracket[(*count)++] = (RetentionBracket){(uint32_t)from, (uint32_t)to};
    }
    return *count > 0;
}
