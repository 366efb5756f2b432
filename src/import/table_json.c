// JSON as a table (table.h): an array of objects, or one object a line.
#include <string.h>

#include "import/table_parts.h"

enum { PATH_DEPTH = 4, PATH_BYTES_MAX = 256, COLUMNS_MAX = CSV_FIELDS_MAX };

// ---- members by path ----

typedef struct Member {
    Str path; // in the scratch
    JsonValue value;
} Member;

typedef struct Members { // a walk over the leaves of an object
    JsonValue object[PATH_DEPTH];
    size_t cursor[PATH_DEPTH], prefix[PATH_DEPTH]; // bytes of the path that stand before its members
    size_t depth;
    char path[PATH_BYTES_MAX * PATH_DEPTH];
    Arena *arena;
} Members;

static void members_begin(Members *members, JsonValue object, Arena *arena)
{
    members->object[0] = object;
    members->cursor[0] = members->prefix[0] = 0;
    members->depth = 1;
    members->arena = arena;
}

static size_t path_add(Members *members, size_t at, Str key)
{
    size_t size = key.size < PATH_BYTES_MAX - 1 ? key.size : PATH_BYTES_MAX - 1;
    if (size) memcpy(members->path + at, key.data, size);
    return at + size;
}

static bool members_next(Members *members, Member *member)
{
    while (members->depth) {
        size_t level = members->depth - 1, end;
        JsonValue key, value;
        if (!json_next(members->object[level], &members->cursor[level], &key, &value)) {
            members->depth--;
            continue;
        }
        end = path_add(members, members->prefix[level], json_get_string(key, members->arena));
        bool goes_in = value.type == JSON_OBJECT && members->depth < PATH_DEPTH && json_count(value) > 0;
        if (!goes_in) {
            *member = (Member){{members->path, end}, value};
            return true;
        }
        members->path[end] = '.';
        members->object[members->depth] = value;
        members->cursor[members->depth] = 0;
        members->prefix[members->depth++] = end + 1;
    }
    return false;
}

// The column of a path, `hint` first, since objects of one export have their members in one order.
static size_t column_of(const Table *table, Str path, size_t hint)
{
    if (hint < table->columns && str_equal(table->name[hint], path)) return hint;
    for (size_t i = 0; i < table->columns; i++)
        if (str_equal(table->name[i], path)) return i;
    return table->columns;
}

// ---- finding rows and columns ----

static bool refuse_row(const Table *table, uint64_t line, const char *code, Phrase phrase, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, phrase, table->source.name, error_number(scratch, line));
    error->code = code;
    arena_close(scratch);
    return false;
}

static bool learn_columns(Table *table, JsonValue row, uint64_t line, Arena *arena, Arena *scratch, Error *error)
{
    if (row.type != JSON_OBJECT)
        return refuse_row(table, line, "invalid_json",
                          PHRASE("{0}, line {1}: an object is expected for each row",
                                 "{0}, ligne {1}\u00A0: un objet est attendu pour chaque ligne"),
                          error);
    Members members;
    Member member;
    size_t hint = 0;
    members_begin(&members, row, scratch);
    while (members_next(&members, &member)) {
        size_t column = column_of(table, member.path, hint);
        if (column == table->columns) {
            if (column == COLUMNS_MAX)
                return refuse_row(table, line, "too_many_columns",
                                  PHRASE("{0}, line {1}: more than 500 different members",
                                         "{0}, ligne {1}\u00A0: plus de 500 membres différents"),
                                  error);
            table->name[table->columns++] = str_copy(arena, member.path);
        }
        hint = column + 1;
    }
    return true;
}

static bool take_row(Table *table, JsonValue row, uint64_t line, Arena *arena, Arena *scratch, Error *error)
{
    if (row.text.size > CSV_LINE_BYTES_MAX)
        return refuse_row(
            table, line, "line_too_long",
            PHRASE("{0}, line {1}: the row is longer than 1 MiB", "{0}, ligne {1}\u00A0: la ligne dépasse 1\u00A0Mio"),
            error);
    size_t offset = (size_t)(row.text.data - table->source.text.data);
    if (!learn_columns(table, row, line, arena, scratch, error)) return false;
    arena_reset(scratch);
    return table_add_row(table, offset, line, error);
}

static uint64_t lines_between(const char *from, const char *to)
{
    uint64_t lines = 0;
    for (; from < to; from++) lines += *from == '\n';
    return lines;
}

static bool find_items(Table *table, Arena *arena, Arena *scratch, Error *error)
{
    JsonValue list, item;
    if (!json_parse(table->source.text, &list, error)) {
        error->code = "invalid_json";
        return false;
    }
    const char *at = table->source.text.data;
    uint64_t line = 1;
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); at = item.text.data) {
        line += lines_between(at, item.text.data);
        if (!take_row(table, item, line, arena, scratch, error)) return false;
    }
    return true;
}

static bool parse_line(const Table *table, Str text, uint64_t line, JsonValue *row, Error *error)
{
    Error fault;
    if (json_parse(text, row, &fault)) return true;
    Arena *scratch = arena_open(0);
    (void)error_code(error, ERROR_INPUT, "invalid_json",
                     PHRASE("{0}, line {1}: no JSON object: {2}", "{0}, ligne {1}\u00A0: pas un objet JSON\u00A0: {2}"),
                     table->source.name, error_number(scratch, line), str_of(fault.message[LOCALE_EN]));
    arena_close(scratch);
    return false;
}

static bool find_lines(Table *table, Arena *arena, Arena *scratch, Error *error)
{
    Str rest = table->source.text, text;
    for (uint64_t line = 1; str_cut(&rest, '\n', &text); line++) {
        JsonValue row;
        if (text.size && text.data[text.size - 1] == '\r') text.size--;
        if (!str_trim(text).size) continue;
        if (!parse_line(table, text, line, &row, error) || !take_row(table, row, line, arena, scratch, error))
            return false;
    }
    return true;
}

bool table_find_json(Table *table, Arena *arena, Error *error)
{
    Str text = table->source.text;
    size_t start = 0;
    while (start < text.size && memchr(" \t\r\n", text.data[start], 4)) start++;
    table->name = arena_array(arena, Str, COLUMNS_MAX);
    Arena *scratch = arena_open(0);
    bool found =
        text.data[start] == '[' ? find_items(table, arena, scratch, error) : find_lines(table, arena, scratch, error);
    arena_close(scratch);
    return found;
}

// ---- reading ----

static JsonValue row_object(const Table *table, size_t row)
{
    Str text = table->source.text;
    size_t offset = table->row[row].offset;
    return (JsonValue){JSON_OBJECT, {text.data + offset, text.size - offset}};
}

RowStatus json_row_read(const Table *table, size_t row, Arena *arena, Cells *cells)
{
    Members members;
    Member member;
    size_t hint = 0;
    for (size_t i = 0; i < cells->count; i++) cells->value[i] = STR(""), cells->type[i] = JSON_NULL;
    members_begin(&members, row_object(table, row), arena);
    while (members_next(&members, &member)) {
        size_t column = column_of(table, member.path, hint);
        hint = column + 1;
        if (column == table->columns || member.value.type == JSON_NULL) continue;
        cells->type[column] = member.value.type;
        cells->value[column] =
            member.value.type == JSON_STRING ? json_get_string(member.value, arena) : member.value.text;
    }
    cells->found = cells->count;
    return ROW_READ;
}

Str json_row_record(const Table *table, size_t row)
{
    size_t cursor = 0;
    JsonValue object = row_object(table, row), value;
    while (json_next(object, &cursor, NULL, &value)) {
    }
    const char *end = object.text.data + cursor, *limit = object.text.data + object.text.size;
    while (end < limit && *end != '}') end++;
    return (Str){object.text.data, (size_t)(end - object.text.data) + (end < limit)};
}
