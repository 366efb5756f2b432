#include "plan/sheet_http.h"

#include <string.h>

#include "base/calendar.h"
#include "base/json_put.h"
#include "house.h"
#include "workspace/workspace.h"

// ---- reading ----

static Value read_column(const Rows *rows, int column, FieldType type, Arena *arena)
{
    if (rows_null(rows, column)) return value_null();
    if (type == FIELD_NUMBER) return value_real(rows_real(rows, column));
    bool whole = type == FIELD_INTEGER || type == FIELD_BOOLEAN || type == FIELD_DAY || type == FIELD_INSTANT ||
                 type == FIELD_MONEY;
    return whole ? value_integer(rows_integer(rows, column)) : value_text(str_copy(arena, rows_text(rows, column)));
}

bool sheet_select(StoreSession *session, const Query *query, const Value *values, size_t count, const Shape *shape,
                  size_t limit, Arena *arena, SheetRow **rows, size_t *found, Error *error)
{
    Rows read;
    *found = 0;
    *rows = arena_array(arena, SheetRow, limit ? limit : 1);
    if (!store_select(session, query, values, count, &read, error)) return false;
    while (*found < limit && rows_next(&read)) {
        SheetRow *row = &(*rows)[(*found)++];
        for (int i = 0; shape->fields[i].name; i++) {
            assert(i < SHEET_COLUMNS_MAX);
            row->column[i] = read_column(&read, i, shape->fields[i].type, arena);
        }
    }
    return rows_close(&read, error);
}

bool sheet_one(StoreSession *session, const Query *query, const Value *values, size_t count, const Shape *shape,
               Arena *arena, SheetRow *row, Error *error)
{
    size_t found;
    SheetRow *rows;
    if (!sheet_select(session, query, values, count, shape, 1, arena, &rows, &found, error)) return false;
    if (found) *row = rows[0];
    return found || say_not_found(error);
}

// ---- a body ----

static bool take_money(const Call *call, const char *name, Value *value, Error *error)
{
    Currency given;
    int64_t minor;
    const Currency *own = &workspace_settings(call->house->workspace)->currency;
    *value = value_null();
    if (!shape_money(call->body, name, call->arena, &given, &minor)) return true;
    *value = value_integer(minor);
    return strcmp(given.code, own->code) == 0 ||
           error_code(error, ERROR_INPUT, "wrong_currency",
                      PHRASE("{0}: enter it in the workspace's currency, {1}",
                             "{0}\u00A0: saisissez-le dans la devise de l’espace, {1}"),
                      str_copy(call->arena, str_of(given.code)), str_of(own->code)) ||
           error_at(error, str_format(call->arena, "/%s/currency", name));
}

static Value taken(const Call *call, const Field *field, JsonValue given)
{
    double number = 0;
    int64_t integer = 0;
    Day day = 0;
    if (given.type == JSON_NULL && field->nullable) return value_null();
    if (field->type == FIELD_NUMBER) return json_get_number(given, &number) ? value_real(number) : value_null();
    if (field->type == FIELD_INTEGER) return json_get_integer(given, &integer) ? value_integer(integer) : value_null();
    if (field->type == FIELD_BOOLEAN) return value_integer(json_get_boolean(given));
    if (field->type == FIELD_DAY)
        return day_parse(json_get_string(given, call->arena), &day) ? value_integer(day) : value_null();
    if (field->type == FIELD_ARRAY || field->type == FIELD_MAP)
        return value_text(given.type == JSON_NULL ? STR("[]") : given.text);
    return value_text(str_trim(json_get_string(given, call->arena)));
}

bool sheet_take(Call *call, StoreSession *session, const Shape *shape, SheetRow *row, Error *error)
{
    for (int i = 0; shape->fields[i].name; i++) {
        JsonValue given;
        const Field *field = &shape->fields[i];
        if (field->read_only || !json_member(call->body, str_of(field->name), &given)) continue;
        if (str_equal(str_of(field->name), STR("owner")) || str_equal(str_of(field->name), STR("market_owner"))) {
            if (!given_staff(call, session, field->name, row->column[i], &row->column[i], error)) return false;
        } else if (field->type == FIELD_MONEY) {
            if (!take_money(call, field->name, &row->column[i], error)) return false;
        } else
            row->column[i] = taken(call, field, given);
    }
    return true;
}

// ---- JSON ----

static void write_column(JsonWriter *json, const Call *call, const Field *field, Value value)
{
    if (value.type == VALUE_NULL)
        json_null(json);
    else if (field->type == FIELD_NUMBER)
        json_number(json, value.real);
    else if (field->type == FIELD_BOOLEAN)
        json_boolean(json, value.integer != 0);
    else if (field->type == FIELD_DAY)
        json_string(json, day_name(call->arena, (Day)value.integer));
    else if (field->type == FIELD_INSTANT)
        json_string(json, instant_text(call->arena, value.integer));
    else if (field->type == FIELD_INTEGER)
        json_integer(json, value.integer);
    else if (field->type == FIELD_ARRAY || field->type == FIELD_MAP)
        write_raw(json, value.text);
    else
        json_string(json, value.text);
}

void sheet_write_fields(JsonWriter *json, const Call *call, const Shape *shape, const SheetRow *row)
{
    const Currency *own = &workspace_settings(call->house->workspace)->currency;
    for (int i = 0; shape->fields[i].name; i++) {
        const Field *field = &shape->fields[i];
        Value value = row->column[i];
        if (field->type == FIELD_MONEY && value.type != VALUE_NULL) {
            put_money(json, field->name, value.integer, own, call->arena);
            continue;
        }
        json_key(json, field->name);
        write_column(json, call, field, value);
    }
}

void sheet_write(JsonWriter *json, const Call *call, const Shape *shape, const SheetRow *row)
{
    json_begin_object(json);
    sheet_write_fields(json, call, shape, row);
    json_end_object(json);
}

// ---- lists ----

bool list_has(Str list, Str word)
{
    JsonValue array, item;
    Error unfit;
    if (!json_parse(list, &array, &unfit)) return false;
    for (size_t cursor = 0; json_next(array, &cursor, NULL, &item);)
        if (item.type == JSON_STRING && item.text.size == word.size + 2 &&
            memcmp(item.text.data + 1, word.data, word.size) == 0)
            return true;
    return false;
}

size_t list_count(Str list)
{
    JsonValue array;
    Error unfit;
    return json_parse(list, &array, &unfit) ? json_count(array) : 0;
}

void list_add(Text *list, Str word)
{
    if (list->size) list->size--; // the bracket
    text_add(list, list->size > 1 ? STR(",\"") : list->size ? STR("\"") : STR("[\""));
    text_add(list, word);
    text_add(list, STR("\"]"));
}

Str list_of_words(Arena *arena, const char *words)
{
    Text list = text_in(arena);
    Str rest = str_of(words ? words : ""), word;
    text_add(&list, STR("[]"));
    while (str_cut(&rest, '|', &word))
        if (word.size) list_add(&list, word);
    return text_str(&list);
}
