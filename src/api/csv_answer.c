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

static void add_field(Call *call, JsonValue value)
{
    JsonValue amount;
    if (json_member(value, STR("amount"), &amount))
        csv_add_number(&call->text, json_get_string(amount, call->arena));
    else if (value.type == JSON_STRING || value.type == JSON_NULL) // "" of null: a first field has to be seen
        csv_add(&call->text, json_get_string(value, call->arena));
    else
        csv_add_number(&call->text, value.text);
}

static void add_record(Call *call, JsonValue whole, JsonValue item, const char *const *columns)
{
    for (; *columns; columns++) {
        bool of_whole = **columns == '/';
        JsonValue value, none = {.type = JSON_NULL};
        bool there = follow(of_whole ? whole : item, str_of(*columns + of_whole), &value);
        add_field(call, there ? value : none);
    }
    csv_end_record(&call->text);
}

static void add_heads(Call *call, const char *const *columns)
{
    for (; *columns; columns++) {
        Text head = text_in(call->arena);
        for (const char *c = *columns + (**columns == '/'); *c; c++) text_add_byte(&head, *c == '.' ? '_' : *c);
        csv_add(&call->text, text_str(&head));
    }
    csv_end_record(&call->text);
}

void call_as_csv(Call *call, const char *list, const char *const *columns)
{
    JsonValue whole, items, item;
    Error error;
    if (!str_equal(call_query(call, "format"), STR("csv"))) return;
    bool read = json_parse(text_str(&call->text), &whole, &error);
    assert(read && "the answer is JSON");
    if (!read) return;
    call->type = STR("text/csv; charset=utf-8; header=present");
    call->text = text_in(call->arena);
    add_heads(call, columns);
    if (!list)
        add_record(call, whole, whole, columns);
    else if (json_member(whole, str_of(list), &items))
        for (size_t cursor = 0; json_next(items, &cursor, NULL, &item);) add_record(call, whole, item, columns);
}
