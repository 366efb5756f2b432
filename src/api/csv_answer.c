#include "api/csv_answer.h"

#include "base/csv.h"

static bool follow(JsonValue object, Str path, JsonValue *value)
{
    Str step;
    *value = object;
    while (str_cut(&path, '.', &step)) {
        if (!json_member(*value, step, value)) return false;
        if (!path.size) break;
    }
    return true;
}

static void add_field(Arena *arena, JsonValue value, Text *out)
{
    JsonValue amount;
    if (json_member(value, STR("amount"), &amount))
        csv_add_number(out, json_get_string(amount, arena));
    else if (value.type == JSON_STRING || value.type == JSON_NULL) // "" of null: a first field has to be seen
        csv_add(out, json_get_string(value, arena));
    else
        csv_add_number(out, value.text);
}

static void add_record(Arena *arena, JsonValue whole, JsonValue item, const char *const *columns, Text *out)
{
    for (; *columns; columns++) {
        bool of_whole = **columns == '/';
        JsonValue value, none = {.type = JSON_NULL};
        bool there = follow(of_whole ? whole : item, str_of(*columns + of_whole), &value);
        add_field(arena, there ? value : none, out);
    }
    csv_end_record(out);
}

static void add_heads(Arena *arena, const char *const *columns, Text *out)
{
    for (; *columns; columns++) {
        Text head = text_in(arena);
        for (const char *c = *columns + (**columns == '/'); *c; c++) text_add_byte(&head, *c == '.' ? '_' : *c);
        csv_add(out, text_str(&head));
    }
    csv_end_record(out);
}

void csv_of_answer(JsonValue whole, const char *list, const char *const *columns, Arena *arena, Text *out)
{
    JsonValue items, item;
    add_heads(arena, columns, out);
    if (!list)
        add_record(arena, whole, whole, columns, out);
    else if (json_member(whole, str_of(list), &items))
        for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);) add_record(arena, whole, item, columns, out);
}

void call_as_csv(Call *call, const char *list, const char *const *columns)
{
    JsonValue whole;
    Error error;
    if (!str_equal(call_query(call, "format"), STR("csv"))) return;
    bool read = json_parse(text_str(&call->text), &whole, &error);
    assert(read && "the answer is JSON");
    if (!read) return;
    call->type = STR("text/csv; charset=utf-8; header=present");
    call->text = text_in(call->arena);
    csv_of_answer(whole, list, columns, call->arena, &call->text);
}
