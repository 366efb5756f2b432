#include "crm/item_http.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/number.h"
#include "event/log.h"
#include "house.h"

const Parameter item_page_parameters[] = {ITEM_PAGE_PARAMETERS, {0}};

// ---- rows ----

static int columns_of(const Shape *shape)
{
    int columns = 0;
    while (shape->fields[columns].name) columns++;
    assert(columns <= ITEM_COLUMNS_MAX);
    return columns;
}

static bool is_text(const Field *field)
{
    return (field->type == FIELD_TEXT && !field->words) || field->type == FIELD_MAP || field->type == FIELD_ANY ||
           field->type == FIELD_ARRAY || field->type == FIELD_OBJECT;
}

static void read_item(const Rows *rows, const Shape *shape, int columns, Arena *arena, Item *item)
{
    for (int i = 0; i < columns; i++) {
        item->null[i] = rows_null(rows, i);
        if (item->null[i]) continue;
        if (is_text(&shape->fields[i]))
            item->text[i] = str_copy(arena, rows_text(rows, i));
        else
            item->integer[i] = rows_integer(rows, i);
    }
}

bool items_select(StoreSession *session, const Query *query, const Value *values, size_t count, const Shape *shape,
                  size_t limit, Arena *arena, Items *items, Error *error)
{
    Rows rows;
    int columns = columns_of(shape);
    items->count = 0;
    items->item = arena_array(arena, Item, limit ? limit : 1);
    if (!store_select(session, query, values, count, &rows, error)) return false;
    while (items->count < limit && rows_next(&rows))
        read_item(&rows, shape, columns, arena, &items->item[items->count++]);
    return rows_close(&rows, error);
}

bool item_select(StoreSession *session, const Query *query, int64_t id, const Shape *shape, Arena *arena, Item *item,
                 Error *error)
{
    Items items;
    if (!items_select(session, query, VALUES(value_integer(id)), shape, 1, arena, &items, error)) return false;
    if (items.count) *item = items.item[0];
    return items.count || error_code(error, ERROR_NOT_FOUND, "not_found",
                                     PHRASE("there is nothing of this number", "rien ne porte ce numéro"), STR(""));
}

static int newest_first(const void *a, const void *b)
{
    const Item *left = a, *right = b;
    return (left->integer[0] < right->integer[0]) - (left->integer[0] > right->integer[0]);
}

static void join_items(Items *all, const Items *more, size_t limit, Arena *arena)
{
    size_t count = all->count + more->count;
    Item *joined = arena_array(arena, Item, count ? count : 1);
    if (all->count) memcpy(joined, all->item, all->count * sizeof *joined);
    if (more->count) memcpy(joined + all->count, more->item, more->count * sizeof *joined);
    qsort(joined, count, sizeof *joined, newest_first);
    *all = (Items){joined, count < limit ? count : limit};
}

bool items_of_person(StoreSession *session, const ItemsOfPerson *ask, Arena *arena, Items *items, Error *error)
{
    *items = (Items){0};
    for (size_t m = 0; m < ask->person->member_count; m++) {
        Items more;
        if (!items_select(session, ask->query,
                          VALUES(value_integer(ask->person->members[m]), value_integer(ask->before),
                                 value_integer((int64_t)ask->limit)),
                          ask->shape, ask->limit, arena, &more, error))
            return false;
        if (m == 0)
            *items = more;
        else if (more.count)
            join_items(items, &more, ask->limit, arena);
    }
    return true;
}

// ---- JSON ----

Reader reader_of(const Call *call)
{
    return (Reader){.identity = call->house->identity, .masked = call->principal.masked, .arena = call->arena};
}

// Texts that people wrote, in any table.
static bool is_note(const char *name)
{
    static const char *const notes[] = {"text", "title", "what", "detail", "file_name", "proof"};
    for (size_t i = 0; i < COUNT_OF(notes); i++)
        if (strcmp(name, notes[i]) == 0) return true;
    return false;
}

static Str word_at(const char *words, int64_t number)
{
    Str rest = str_of(words), word = STR("");
    while (str_cut(&rest, '|', &word))
        if (number-- == 0) return word;
    return STR("");
}

int word_number(const char *words, Str word)
{
    Str rest = str_of(words), one;
    for (int number = 0; str_cut(&rest, '|', &one); number++)
        if (str_equal(one, word)) return number;
    return -1;
}

static void write_column(JsonWriter *json, const Reader *reader, const Field *field, const Item *item, int column)
{
    int64_t integer = item->integer[column];
    if (item->null[column])
        json_null(json);
    else if (field->type == FIELD_TEXT)
        json_string(json, field->words ? word_at(field->words, integer) : item->text[column]);
    else if (is_text(field))
        write_raw(json, item->text[column]);
    else if (field->type == FIELD_INSTANT)
        json_string(json, instant_text(reader->arena, integer));
    else if (field->type == FIELD_DAY)
        json_string(json, day_name(reader->arena, (Day)integer));
    else if (field->type == FIELD_BOOLEAN)
        json_boolean(json, integer != 0);
    else if (strcmp(field->name, "customer") == 0)
        json_integer(json, identity_root(reader->identity, (CustomerId)integer));
    else
        json_integer(json, integer);
}

void item_write_fields(JsonWriter *json, const Reader *reader, const Shape *shape, const Item *item)
{
    for (int i = 0; shape->fields[i].name; i++) {
        const Field *field = &shape->fields[i];
        if (reader->masked & MASK_NOTES && is_note(field->name)) continue;
        json_key(json, field->name);
        write_column(json, reader, field, item, i);
    }
}

void item_write(JsonWriter *json, const Reader *reader, const Shape *shape, const Item *item)
{
    json_begin_object(json);
    item_write_fields(json, reader, shape, item);
    json_end_object(json);
}

// ---- answers ----

void items_write(JsonWriter *json, const Reader *reader, const Shape *shape, const Items *items, size_t limit)
{
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < items->count && i < limit; i++) item_write(json, reader, shape, &items->item[i]);
    json_end_array(json);
}

void write_list_end(JsonWriter *json, const Call *call, bool more, int64_t last)
{
    write_next(json, call, more, more ? str_format(call->arena, "%lld", (long long)last) : STR(""));
    write_masked(json, call);
    json_end_object(json);
}

static bool read_before(const Call *call, int64_t *before, Error *error)
{
    Str after;
    *before = INT64_MAX;
    return call_cursor(call, &after, error) && (!after.size || path_id(after, before, error));
}

// Memory may lag behind what a reader sees; a writing transaction has it as it is.
static bool catch_up(const Call *call, StoreSession *session, Error *error)
{
    return call->route->write || log_catch_up(call->house->log, session, error);
}

void answer_page(Call *call, const Shape *shape, const Items *items)
{
    Reader reader = reader_of(call);
    size_t limit = (size_t)call_limit(call);
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    items_write(&json, &reader, shape, items, limit);
    bool more = items->count > limit;
    write_list_end(&json, call, more, more ? items->item[limit - 1].integer[0] : 0);
}

bool item_customer(Call *call, StoreSession *session, CustomerId *root, Error *error)
{
    return path_customer(call, session, call->path_value[0], root, error);
}

bool items_of_path(Call *call, StoreSession *session, const Query *query, const Shape *shape, Items *items,
                   Error *error)
{
    CustomerId root = 0;
    Person person;
    ItemsOfPerson ask = {.query = query, .shape = shape, .person = &person, .limit = (size_t)call_limit(call) + 1};
    if (!catch_up(call, session, error) || !item_customer(call, session, &root, error) ||
        !read_before(call, &ask.before, error))
        return false;
    person_members(call->house->identity, root, call->arena, &person);
    return items_of_person(session, &ask, call->arena, items, error);
}

bool answer_person_items(Call *call, StoreSession *session, const Query *query, const Shape *shape, Error *error)
{
    Items items;
    if (!items_of_path(call, session, query, shape, &items, error)) return false;
    answer_page(call, shape, &items);
    return true;
}

bool answer_items(Call *call, StoreSession *session, const Query *query, const Shape *shape, const Value *more,
                  size_t more_count, Error *error)
{
    enum { VALUES_MAX = 12 };
    Value values[VALUES_MAX];
    int64_t before = 0;
    Items items;
    size_t limit = (size_t)call_limit(call) + 1;
    assert(more_count + 2 <= VALUES_MAX);
    if (!catch_up(call, session, error) || !read_before(call, &before, error)) return false;
    values[0] = value_integer(before);
    values[1] = value_integer((int64_t)limit);
    if (more_count) memcpy(values + 2, more, more_count * sizeof *more);
    if (!items_select(session, query, values, more_count + 2, shape, limit, call->arena, &items, error)) return false;
    answer_page(call, shape, &items);
    return true;
}

static void say_version(Call *call, const Shape *shape, const Item *item)
{
    for (int i = 0; shape->fields[i].name; i++)
        if (strcmp(shape->fields[i].name, "version") == 0) call_version(call, item->integer[i]);
}

bool answer_item(Call *call, StoreSession *session, const Query *query, const Shape *shape, const char *what,
                 int64_t id, Error *error)
{
    Item item;
    if (!item_select(session, query, id, shape, call->arena, &item, error)) return false;
    Reader reader = reader_of(call);
    JsonWriter json = call_json(call);
    item_write(&json, &reader, shape, &item);
    say_version(call, shape, &item);
    call->audit_object = str_format(call->arena, "%s:%lld", what, (long long)id);
    return true;
}

bool items_count(const ProfileCall *call, const Query *query, int64_t *count, Error *error)
{
    *count = 0;
    for (size_t m = 0; m < call->person->member_count; m++) {
        Rows rows;
        if (!store_select(call->session, query, VALUES(value_integer(call->person->members[m])), &rows, error))
            return false;
        if (rows_next(&rows)) *count += rows_integer(&rows, 0);
        if (!rows_close(&rows, error)) return false;
    }
    return true;
}

bool write_part(const ProfileCall *call, JsonWriter *json, const Query *query, const Query *count, const Shape *shape,
                Error *error)
{
    Items items;
    int64_t total = 0;
    const ItemsOfPerson ask = {
        .query = query, .shape = shape, .person = call->person, .before = INT64_MAX, .limit = ITEMS_OF_PART};
    Reader reader = {.identity = call->house->identity, .masked = call->masked, .arena = call->arena};
    if (!items_of_person(call->session, &ask, call->arena, &items, error) || !items_count(call, count, &total, error))
        return false;
    json_begin_object(json);
    items_write(json, &reader, shape, &items, ITEMS_OF_PART);
    json_key(json, "count");
    json_integer(json, total);
    json_end_object(json);
    return true;
}

// ---- what is asked for ----

bool item_by_path(Call *call, StoreSession *session, const Query *query, const Shape *shape, size_t at, Item *item,
                  Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[at], &id, error) &&
           item_select(session, query, id, shape, call->arena, item, error);
}

bool item_of_customer(Call *call, StoreSession *session, const Query *query, const Shape *shape, size_t at, Item *item,
                      Error *error)
{
    CustomerId root = 0;
    return item_customer(call, session, &root, error) && item_by_path(call, session, query, shape, at, item, error) &&
           (identity_root(call->house->identity, (CustomerId)item->integer[1]) == root || say_not_found(error));
}

Hand hand_of(const Call *call)
{
    Voice voice = voice_of(call);
    return (Hand){.by = voice.by, .source = voice.source, .at = voice.at};
}

bool may_write_texts(const Call *call, Error *error)
{
    return !(call->principal.masked & MASK_NOTES) ||
           error_code(error, ERROR_FORBIDDEN, "forbidden",
                      PHRASE("notes are hidden for your role", "les notes sont cachées à votre rôle"), STR(""));
}

// ---- the body ----

static bool member(const Call *call, const char *name, JsonValue *value)
{
    return json_member(call->body, str_of(name), value) && value->type != JSON_NULL;
}

bool given_has(const Call *call, const char *name)
{
    JsonValue value;
    return json_member(call->body, str_of(name), &value);
}

Str given_text(const Call *call, const char *name)
{
    return shape_text(call->body, name, call->arena);
}

int64_t given_integer(const Call *call, const char *name, int64_t otherwise)
{
    JsonValue value;
    int64_t number;
    return member(call, name, &value) && json_get_integer(value, &number) ? number : otherwise;
}

bool given_boolean(const Call *call, const char *name, bool otherwise)
{
    JsonValue value;
    return member(call, name, &value) ? json_get_boolean(value) : otherwise;
}

Str given_json(const Call *call, const char *name, Str otherwise)
{
    JsonValue value;
    return member(call, name, &value) ? value.text : otherwise;
}

bool given_instant(const Call *call, const char *name, Instant otherwise, Instant *instant, Error *error)
{
    JsonValue value;
    *instant = otherwise;
    if (!member(call, name, &value)) return true;
    return instant_parse(json_get_string(value, call->arena), instant) == INSTANT_FINE ||
           error_code(error, ERROR_INPUT, "invalid_time",
                      PHRASE("{0} is no point in time, as in 2026-07-01T09:00:00Z",
                             "{0} n’est pas un instant, comme 2026-07-01T09:00:00Z"),
                      error_value(call->arena, value.text));
}

Value given_day(const Call *call, const char *name, Value otherwise)
{
    Day day;
    if (!given_has(call, name)) return otherwise;
    return day_parse(given_text(call, name), &day) ? value_integer(day) : value_null();
}

bool given_staff(Call *call, StoreSession *session, const char *name, Value otherwise, Value *person, Error *error)
{
    Str given = given_text(call, name);
    int64_t found = who(call);
    *person = given_has(call, name) ? value_null() : otherwise;
    if (!given.size) return true;
    if (!(str_equal(given, STR("me")) && found) &&
        !staff_find(session, given, str_c(call->arena, str_format(call->arena, "/%s", name)), call->arena, &found,
                    error))
        return false;
    *person = value_integer(found);
    return true;
}

Value column_value(const Item *item, int column)
{
    return item->null[column] ? value_null() : value_integer(item->integer[column]);
}
