// plan_json_http.c - what the routes of this folder share.
#include <string.h>

#include "base/number.h"
#include "message/mime.h"
#include "plan/shapes_http.h"

void put_next_cursor(JsonWriter *json, const Call *call, bool more, int64_t last)
{
    put_text_or_null(json, "next_cursor",
                     more ? call_next_cursor(call, str_format(call->arena, "%lld", (long long)last)) : STR(""));
}

bool say_nothing_there(Error *error)
{
    return error_code(error, ERROR_NOT_FOUND, "not_found",
                      PHRASE("there is nothing of this number", "rien n’a ce numéro"), STR(""));
}

bool plan_path(const Call *call, size_t place, int64_t *id, Error *error)
{
    return (number_parse_count(call->path_value[place], id) && *id > 0) || say_nothing_there(error);
}

bool plan_cursor(Call *call, int64_t *number, Error *error)
{
    Str after;
    *number = 0;
    if (!call_cursor(call, &after, error)) return false;
    return !after.size || number_parse_count(after, number) || say_nothing_there(error);
}

void body_word(const Call *call, const char *name, const char *const *names, int count, int *value)
{
    Str word = shape_text(call->body, name, call->arena);
    for (int i = 0; i < count; i++)
        if (str_equal(word, str_of(names[i]))) *value = i;
}

bool body_recipients(const Call *call, Str *lines, Error *error)
{
    JsonValue list, item;
    Text text = text_in(call->arena);
    int place = 0;
    if (!json_member(call->body, STR("recipients"), &list)) return true;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); place++) {
        Str address = json_get_string(item, call->arena);
        if (!mail_address_valid(address)) {
            (void)error_code(error, ERROR_INPUT, "invalid_email",
                             PHRASE("no mail can be sent to {0}: an address as name@example.com is expected, without "
                                    "accents",
                                    "aucun courriel ne peut être envoyé à {0}\u00A0: on attend une adresse comme "
                                    "nom@example.com, sans accents"),
                             error_value(call->arena, address));
            return error_at(error, str_format(call->arena, "/recipients/%d", place));
        }
        if (text.size) text_add_byte(&text, '\n');
        text_add(&text, address);
    }
    *lines = text_str(&text);
    return true;
}

bool body_name(const Call *call, Str *name, Error *error)
{
    JsonValue value;
    if (!json_member(call->body, STR("name"), &value)) return true;
    *name = str_trim(json_get_string(value, call->arena));
    for (size_t i = 0; i < name->size; i++)
        if ((unsigned char)name->data[i] < ' ' || name->data[i] == 0x7f) {
            (void)error_code(error, ERROR_INPUT, "control_character",
                             PHRASE("{0} holds a line end or another control character",
                                    "{0} contient un saut de ligne ou un autre caractère de contrôle"),
                             error_value(call->arena, *name));
            return error_at(error, STR("/name"));
        }
    return true;
}
