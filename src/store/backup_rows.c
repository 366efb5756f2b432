#include "store/backup_rows.h"

#include <string.h>

// ---- tables ----

static bool names_read(StoreSession *session, const Query *query, const Value *values, size_t count, Arena *arena,
                       Str *names, size_t room, size_t *found, Error *error)
{
    Rows rows;
    *found = 0;
    if (!store_select(session, query, values, count, &rows, error)) return false;
    while (rows_next(&rows) && *found < room) names[(*found)++] = str_copy(arena, rows_text(&rows, 0));
    return rows_close(&rows, error);
}

// The key of the hashes of erased people is kept apart from what it is the key of (privacy/erasure_list.h).
static bool is_of_the_store(Str name)
{
    return str_equal(name, STR("schema_migration")) || str_equal(name, STR("erasure_key")) ||
           str_equal(name, STR("store_writer"));
}

bool tables_read(StoreSession *session, Arena *arena, Tables *tables, Error *error)
{
    enum { TABLES_MAX = 500 };
    const Engine *engine = session->engine;
    Str *names = arena_array(arena, Str, TABLES_MAX);
    size_t count;
    if (!names_read(session, &engine->tables, NO_VALUES, arena, names, TABLES_MAX, &count, error)) return false;
    *tables = (Tables){.table = arena_array(arena, Table, count + 1)};
    for (size_t i = 0; i < count; i++) {
        if (is_of_the_store(names[i])) continue;
        Table *table = &tables->table[tables->count++];
        table->name = names[i];
        if (!names_read(session, &engine->columns, VALUES(value_text(names[i])), arena, table->column, COLUMNS_MAX,
                        &table->columns, error))
            return false;
    }
    return true;
}

const Table *tables_find(const Tables *tables, Str name)
{
    for (size_t i = 0; i < tables->count; i++)
        if (str_equal(tables->table[i].name, name)) return &tables->table[i];
    return NULL;
}

// Names come from the schema of the store itself.
const Query *table_select(Arena *arena, const Table *table)
{
    Query *query = arena_new(arena, Query);
    Text text = text_in(arena);
    text_add(&text, STR("select "));
    for (size_t i = 0; i < table->columns; i++)
        text_addf(&text, "%s\"%.*s\"", i ? ", " : "", STR_ARGS(table->column[i]));
    text_addf(&text, " from \"%.*s\"%c", STR_ARGS(table->name), 0);
    *query = (Query){.name = str_c(arena, table->name), .text = text.data};
    return query;
}

const Query *table_insert(Arena *arena, const Table *table, size_t rows)
{
    Query *query = arena_new(arena, Query);
    Text text = text_in(arena);
    text_addf(&text, "insert into \"%.*s\" (", STR_ARGS(table->name));
    for (size_t i = 0; i < table->columns; i++)
        text_addf(&text, "%s\"%.*s\"", i ? ", " : "", STR_ARGS(table->column[i]));
    text_add(&text, STR(") values "));
    for (size_t at = 0; at < rows * table->columns; at++) {
        bool first = at % table->columns == 0, last = (at + 1) % table->columns == 0;
        text_addf(&text, "%s$%zu%s", first ? at ? ", (" : "(" : ", ", at + 1, last ? ")" : "");
    }
    text_add_byte(&text, '\0');
    *query = (Query){.name = str_c(arena, table->name), .text = text.data};
    return query;
}

// ---- values: a byte for the type, then 8 bytes, or 4 bytes of size and the bytes ----

static void little_endian_put(Text *out, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++) text_add_byte(out, (char)(number >> (8 * i)));
}

static uint64_t little_endian_get(const char *bytes, int count)
{
    uint64_t number = 0;
    for (int i = 0; i < count; i++) number |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
    return number;
}

void row_put(Text *out, Value value)
{
    uint64_t bits = 0;
    text_add_byte(out, (char)value.type);
    switch (value.type) {
    case VALUE_NULL: break;
    case VALUE_INTEGER: little_endian_put(out, (uint64_t)value.integer, 8); break;
    case VALUE_REAL:
        memcpy(&bits, &value.real, sizeof bits);
        little_endian_put(out, bits, 8);
        break;
    case VALUE_TEXT:
    case VALUE_BYTES:
        little_endian_put(out, value.text.size, 4);
        text_add(out, value.text);
        break;
    }
}

static void skip(Str *rest, size_t bytes)
{
    *rest = (Str){rest->data + bytes, rest->size - bytes};
}

static bool number_take(Str *rest, int bytes, uint64_t *number)
{
    if (rest->size < (size_t)bytes) return false;
    *number = little_endian_get(rest->data, bytes);
    skip(rest, (size_t)bytes);
    return true;
}

bool row_take(Str *rest, Value *value)
{
    uint64_t type, bits;
    if (!number_take(rest, 1, &type) || type > VALUE_BYTES) return false;
    *value = (Value){.type = (ValueType)type};
    if (type == VALUE_NULL) return true;
    if (type == VALUE_INTEGER || type == VALUE_REAL) {
        if (!number_take(rest, 8, &bits)) return false;
        if (type == VALUE_INTEGER)
            value->integer = (int64_t)bits;
        else
            memcpy(&value->real, &bits, sizeof bits);
        return true;
    }
    if (!number_take(rest, 4, &bits) || bits > rest->size) return false;
    value->text = (Str){rest->data, bits};
    skip(rest, bits);
    return true;
}
