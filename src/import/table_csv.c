// Delimited text as a table (table.h).
#include <string.h>

#include "import/amounts.h"
#include "import/dates.h"
#include "import/table_parts.h"

enum { GUESS_BYTES = 256 << 10 };

static bool refuse_record(Str file, CsvStatus status, uint64_t line, Error *error)
{
    static const struct {
        const char *code;
        Phrase phrase;
    } refusals[] = {
        [CSV_UNCLOSED_QUOTE] = {"csv_syntax", PHRASE("{0}, line {1}: a quote (\") opens here and is never closed",
                                                     "{0}, ligne {1}\u00A0: un guillemet (\") s’ouvre ici et n’est "
                                                     "jamais fermé")},
        [CSV_TEXT_AFTER_QUOTE] = {"csv_syntax",
                                  PHRASE("{0}, line {1}: text follows a closing quote (\"); double the quotes that "
                                         "are meant as such",
                                         "{0}, ligne {1}\u00A0: du texte suit un guillemet fermant (\")\u202F; doublez "
                                         "les guillemets qui font partie du texte")},
        [CSV_LINE_TOO_LONG] = {"line_too_long", PHRASE("{0}, line {1}: the line is longer than 1 MiB",
                                                       "{0}, ligne {1}\u00A0: la ligne dépasse 1\u00A0Mio")},
        [CSV_TOO_MANY_FIELDS] = {"too_many_columns",
                                 PHRASE("{0}, line {1}: more than 500 columns", "{0}, ligne {1}\u00A0: plus de 500 "
                                                                                "colonnes")},
    };
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, refusals[status].phrase, file, error_number(scratch, line));
    error->code = refusals[status].code;
    arena_close(scratch);
    return false;
}

typedef struct Walk {
    Table *table;
    CsvRecord *record;
    size_t offset;
    uint64_t line;
} Walk;

// Excel writes "sep=;" above the names.
static void find_format(Walk *walk, char delimiter)
{
    enum { SIGN = 4 };
    Table *table = walk->table;
    Str text = table->source.text, head = {text.data, text.size < GUESS_BYTES ? text.size : GUESS_BYTES};
    table->csv = csv_guess(head);
    size_t end = SIGN + 1;
    end += end < text.size && text.data[end] == '\r' && table->csv.line_end == '\n';
    if (str_starts_with(text, STR("sep=")) && end < text.size && text.data[end] == table->csv.line_end) {
        table->csv.delimiter = text.data[SIGN];
        walk->offset = end + 1;
        walk->line++;
    }
    if (table->csv.delimiter == CSV_WHITE_SPACE) table->csv.delimiter = ','; // names may hold blanks
    if (delimiter) table->csv.delimiter = delimiter;
    table->csv.quoted = true;
}

static bool is_blank(const CsvRecord *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (record->fields[i].raw.size && str_trim(record->fields[i].raw).size) return false;
    return true;
}

// The next record that is not an empty line; its place is *offset and *line.
static CsvStatus next_record(Walk *walk, size_t *offset, uint64_t *line)
{
    const Table *table = walk->table;
    Str text = table->source.text;
    for (;;) {
        *offset = walk->offset;
        *line = walk->line;
        CsvStatus status = csv_next(table->csv, text, &walk->offset, walk->record);
        if (status != CSV_RECORD) return status;
        walk->line++;
        for (const char *at = text.data + *offset, *end = text.data + walk->offset - 1; at < end; walk->line++) {
            at = memchr(at, table->csv.line_end, (size_t)(end - at));
            if (!at) break;
            at++;
        }
        if (!is_blank(walk->record)) return status;
    }
}

static bool is_value(Str cell)
{
    DateReading date;
    AmountReading amount;
    if (!cell.size) return false;
    if (memchr(cell.data, '@', cell.size)) return true;
    return date_read(cell, DATE_ORDER_DMY, &date) != DATE_BAD || amount_read(cell, '.', &amount) != AMOUNT_BAD;
}

static bool take_names(Walk *walk, bool any, Arena *arena, Error *error)
{
    Table *table = walk->table;
    table->columns = walk->record->count;
    table->name = arena_array(arena, Str, table->columns);
    for (size_t i = 0; i < table->columns; i++) {
        Str name = str_trim(csv_value(walk->record->fields[i], arena));
        table->name[i] = name.size ? str_copy(arena, name) : str_format(arena, "column %zu", i + 1);
        if (any || !is_value(name)) continue;
        return error_code(error, ERROR_INPUT, "no_header",
                          PHRASE("{0}: the first row must name the columns; {1} looks like a value",
                                 "{0}\u00A0: la première ligne doit nommer les colonnes\u202F; {1} semble une valeur"),
                          table->source.name, error_value(arena, name));
    }
    return true;
}

bool table_find_csv(Table *table, const TableOptions *options, Arena *arena, Error *error)
{
    Walk walk = {.table = table, .record = arena_new(arena, CsvRecord), .line = 1};
    size_t offset;
    uint64_t line;
    find_format(&walk, options->delimiter);
    CsvStatus status = next_record(&walk, &offset, &line);
    if (status == CSV_RECORD && !take_names(&walk, options->any_names, arena, error)) return false;
    while (status == CSV_RECORD) {
        status = next_record(&walk, &offset, &line);
        if (status == CSV_RECORD && !table_add_row(table, offset, line, error)) return false;
        if (options->rows_max && table->rows == options->rows_max) return true;
    }
    return status == CSV_END || refuse_record(table->source.name, status, line, error);
}

RowStatus csv_row_read(const Table *table, size_t row, Arena *arena, Cells *cells)
{
    CsvRecord record; // its fields are set as far as there are any
    size_t offset = table->row[row].offset;
    if (csv_next(table->csv, table->source.text, &offset, &record) != CSV_RECORD) return ROW_TEXT_AFTER_QUOTE;
    cells->found = record.count;
    for (size_t i = 0; i < cells->count; i++) {
        const CsvField *field = &record.fields[i];
        bool there = i < record.count;
        cells->value[i] = !there           ? STR("")
                          : !field->quoted ? str_trim(field->raw)
                          : field->escaped ? csv_value(*field, arena)
                                           : field->raw;
        cells->type[i] = JSON_STRING;
    }
    bool surplus = false; // a delimiter at the end of every line is no cell
    for (size_t i = cells->count; i < record.count; i++) surplus |= record.fields[i].raw.size > 0;
    return record.count < cells->count || surplus ? ROW_COLUMN_COUNT : ROW_READ;
}

Str csv_row_record(const Table *table, size_t row)
{
    CsvRecord record;
    Str text = table->source.text;
    size_t offset = table->row[row].offset, end = offset;
    if (csv_next(table->csv, text, &end, &record) != CSV_RECORD) return STR("");
    while (end > offset && (text.data[end - 1] == '\n' || text.data[end - 1] == '\r')) end--;
    return (Str){text.data + offset, end - offset};
}
