#include "import/table.h"

#include <string.h>

#include "base/pages.h"
#include "base/thread.h"
#include "base/utf8.h"
#include "import/names.h"
#include "import/table_parts.h"

bool table_add_row(Table *table, size_t offset, uint64_t line, Error *error)
{
    if (table->rows == TABLE_ROWS_MAX)
        return error_code(error, ERROR_INPUT, "too_many_rows",
                          PHRASE("{0}: more than 25,000,000 rows; split the file",
                                 "{0}\u00A0: plus de 25\u202F000\u202F000 lignes\u202F; découpez le fichier"),
                          table->source.name);
    if (table->rows == table->room) {
        size_t room = table->room ? table->room * 2 : 4096;
        table->row = pages_resize(table->row, table->room, room, sizeof *table->row);
        table->room = room;
    }
    table->row[table->rows++] = (TableRow){(uint32_t)offset, (uint32_t)line};
    return true;
}

static uint64_t line_of(Str text, size_t offset)
{
    uint64_t line = 1;
    for (size_t i = 0; i < offset; i++) line += text.data[i] == '\n';
    return line;
}

static bool refuse_encoding(Str name, uint64_t line, const char *looks_like, Error *error)
{
    Arena *scratch = arena_open(0);
    (void)error_code(
        error, ERROR_INPUT, "encoding",
        PHRASE("{0}, line {1}: not UTF-8; it looks like {2}: leave charset out to have it read as such",
               "{0}, ligne {1}\u00A0: pas en UTF-8\u202F; cela ressemble à {2}\u00A0: ne donnez pas charset pour "
               "le lire ainsi"),
        name, error_number(scratch, line), str_of(looks_like));
    arena_close(scratch);
    return false;
}

static bool check_utf8(Str name, Str bytes, Error *error)
{
    Str text = bytes;
    Charset charset = charset_guess(&text);
    if (charset == CHARSET_UTF16_LE || charset == CHARSET_UTF16_BE) return refuse_encoding(name, 1, "UTF-16", error);
    size_t at = utf8_invalid_at(text);
    return at == text.size || refuse_encoding(name, line_of(text, at), "Windows-1252", error);
}

static bool read_text(Table *table, Bytes *bytes, Str name, const TableOptions *options, Error *error)
{
    bool packed = packing_of(bytes_str(bytes)) != PACKING_NONE;
    if (options->utf8_only && !packed && !check_utf8(name, bytes_str(bytes), error)) {
        bytes_release(bytes);
        return false;
    }
    table->source.name = name;
    return source_decode(&table->source, bytes, TABLE_BYTES_MAX, thread_count_available(), error);
}

// A table has no cell that begins with a bracket in its first column's name.
static bool is_json(Str text)
{
    text = str_trim(text);
    while (text.size && memchr("\r\n\t ", text.data[0], 4)) text.data++, text.size--;
    return text.size && (text.data[0] == '{' || text.data[0] == '[');
}

static bool check_names(const Table *table, Error *error)
{
    for (size_t i = 0; i < table->columns; i++)
        for (size_t k = 0; k < i; k++) {
            if (!str_equal_fold(table->name[i], table->name[k])) continue;
            Arena *scratch = arena_open(0);
            (void)error_code(error, ERROR_INPUT, "duplicate_column",
                             PHRASE("{0}: two columns are named {1}; rename one of them",
                                    "{0}\u00A0: deux colonnes se nomment {1}\u202F; renommez l’une d’elles"),
                             table->source.name, error_value(scratch, table->name[i]));
            arena_close(scratch);
            return false;
        }
    return true;
}

static bool check_rows(const Table *table, Error *error)
{
    return table->rows > 0 || error_code(error, ERROR_INPUT, "no_rows",
                                         PHRASE("{0}: there are no rows of data below the names of the columns",
                                                "{0}\u00A0: aucune ligne de données sous les noms des colonnes"),
                                         table->source.name);
}

bool table_open(Bytes *bytes, Str name, const TableOptions *options, Arena *arena, Table *table, Error *error)
{
    *table = (Table){0};
    if (!read_text(table, bytes, name, options, error)) return false;
    table->form = is_json(table->source.text) ? TABLE_JSON : TABLE_CSV;
    bool found =
        table->form == TABLE_JSON ? table_find_json(table, arena, error) : table_find_csv(table, options, arena, error);
    if (found && check_names(table, error) && check_rows(table, error)) return true;
    table_close(table);
    return false;
}

void table_close(Table *table)
{
    pages_release(table->row, table->room, sizeof *table->row);
    source_close(&table->source);
    *table = (Table){0};
}

Cells cells_make(const Table *table, Arena *arena)
{
    return (Cells){.count = table->columns,
                   .value = arena_array(arena, Str, table->columns),
                   .type = arena_array(arena, JsonType, table->columns)};
}

RowStatus table_read(const Table *table, size_t row, Arena *arena, Cells *cells)
{
    return table->form == TABLE_JSON ? json_row_read(table, row, arena, cells) : csv_row_read(table, row, arena, cells);
}

Str table_record(const Table *table, size_t row)
{
    return table->form == TABLE_JSON ? json_row_record(table, row) : csv_row_record(table, row);
}
