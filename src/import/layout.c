#include "import/layout.h"

#include <string.h>

#include "import/formats.h"
#include "import/roles.h"
#include "import/sample.h"

// ---- the first records ----

enum { GUESS_BYTES = 256 << 10 };

bool layout_refuse_record(Str file, CsvStatus status, uint64_t line, Error *error)
{
    static const Phrase phrases[] = {
        [CSV_UNCLOSED_QUOTE] = {{"{0}, line {1}: a quote (\") opens here and is never closed; close it or take it away",
                                 "{0}, ligne {1} : un guillemet (\") s’ouvre ici et n’est jamais fermé ; fermez-le ou "
                                 "retirez-le"}},
        [CSV_TEXT_AFTER_QUOTE] =
            {{"{0}, line {1}: text follows a closing quote (\"); the header cannot be read",
              "{0}, ligne {1} : du texte suit un guillemet fermant (\") ; l’en-tête est illisible"}},
        [CSV_LINE_TOO_LONG] =
            {{"{0}, line {1}: the line is longer than 1 MiB; this does not look like a list of orders",
              "{0}, ligne {1} : la ligne dépasse 1 Mio ; cela ne ressemble pas à une liste de commandes"}},
        [CSV_TOO_MANY_FIELDS] =
            {{"{0}, line {1}: more than 500 columns; keep those of customer, date and amount",
              "{0}, ligne {1} : plus de 500 colonnes ; gardez celles du client, de la date et du montant"}},
    };
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, phrases[status], file, error_number(scratch, line));
    arena_close(scratch);
    return false;
}

static bool refuse_empty(Str file, bool header, Error *error)
{
    if (header)
        return error_say(error, ERROR_INPUT,
                         PHRASE("{0}: there is a header and no order below it",
                                "{0} : il y a un en-tête et aucune commande au-dessous"),
                         file);
    return error_say(error, ERROR_INPUT,
                     PHRASE("{0}: there is nothing in this file but empty lines",
                            "{0} : ce fichier ne contient que des lignes vides"),
                     file);
}

static uint64_t count_lines(Str text, size_t from, size_t to, char line_end)
{
    uint64_t lines = 0;
    for (size_t i = from; i < to; i++) lines += text.data[i] == line_end;
    return lines;
}

// Excel writes "sep=;" above the header.
static bool cut_separator_line(Str text, Layout *layout)
{
    enum { SIGN = 4 };
    if (!str_starts_with(text, STR("sep="))) return false;
    size_t end = SIGN + 1;
    end += end < text.size && text.data[end] == '\r' && layout->csv.line_end == '\n';
    if (end >= text.size || text.data[end] != layout->csv.line_end) return false;
    layout->csv.delimiter = text.data[SIGN];
    layout->body = end + 1;
    layout->body_line++;
    return true;
}

static void find_format(Str text, const LayoutOptions *options, Layout *layout)
{
    Str head = {text.data, text.size < GUESS_BYTES ? text.size : GUESS_BYTES};
    layout->csv = csv_guess(head);
    layout->body_line = 1;
    bool said = cut_separator_line(text, layout);
    if (options->delimiter)
        layout->csv.delimiter = options->delimiter == ' ' ? CSV_WHITE_SPACE : options->delimiter;
    else if (!said)
        return;
    layout->csv.quoted = true;
}

static bool is_blank(const CsvRecord *record)
{
    for (size_t i = 0; i < record->count; i++)
        if (str_trim(record->fields[i].raw).size) return false;
    return true;
}

// The first record that is not an empty line; layout->body is moved to it.
static CsvStatus first_record(Str text, Layout *layout, CsvRecord *record, size_t *after)
{
    for (;;) {
        *after = layout->body;
        CsvStatus status = csv_next(layout->csv, text, after, record);
        if (status != CSV_RECORD || !is_blank(record)) return status;
        layout->body_line += count_lines(text, layout->body, *after, layout->csv.line_end);
        layout->body = *after;
    }
}

// ---- the header ----

static bool is_value(Str cell)
{
    DateReading date;
    AmountReading amount;
    Currency currency;
    if (date_read(cell, DATE_ORDER_DMY, &date) != DATE_BAD) return true;
    if (amount_read(cell, '.', &amount) == AMOUNT_BAD) return false;
    return amount.currency.size == 0 || amount_currency(amount.currency, &currency);
}

// A header has names and no values.
static bool is_header(const CsvRecord *record)
{
    bool any_name = false;
    for (size_t i = 0; i < record->count; i++) {
        Str cell = str_trim(record->fields[i].raw);
        if (is_value(cell)) return false;
        any_name |= cell.size > 0 && !memchr(cell.data, '@', cell.size);
    }
    return any_name;
}

static void name_columns(const CsvRecord *record, Layout *layout, Arena *arena)
{
    for (size_t i = 0; i < layout->columns; i++) {
        Str number = error_number(arena, i + 1);
        layout->names[i] = layout->header ? str_copy(arena, str_trim(csv_value(record->fields[i], arena)))
                                          : str_format(arena, "column %.*s", STR_ARGS(number));
    }
}

static bool read_head(const Source *source, const LayoutOptions *options, Arena *arena, Layout *layout, Error *error)
{
    CsvRecord *record = arena_new(arena, CsvRecord);
    size_t after;
    find_format(source->text, options, layout);
    CsvStatus status = first_record(source->text, layout, record, &after);
    if (status == CSV_END) return refuse_empty(source->name, false, error);
    if (status != CSV_RECORD) return layout_refuse_record(source->name, status, layout->body_line, error);
    layout->header = is_header(record);
    layout->columns = layout->header ? record->count : sample_columns(source->text, layout->body, layout->csv);
    name_columns(record, layout, arena);
    if (!layout->header) return true;
    layout->body_line += count_lines(source->text, layout->body, after, layout->csv.line_end);
    layout->body = after;
    CsvRecord *next = arena_new(arena, CsvRecord);
    if (first_record(source->text, layout, next, &after) == CSV_END) return refuse_empty(source->name, true, error);
    return true;
}

// ---- ids ----

static bool all_digits(Str text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9') return false;
    return text.size > 0;
}

bool layout_is_cancellation(Str order)
{
    return order.size > 1 && (order.data[0] == 'C' || order.data[0] == 'c') &&
           all_digits((Str){order.data + 1, order.size - 1});
}

// A file of bare numbers has some that are, and nothing but a rare exception that is neither number nor C + number.
static bool orders_are_bare_numbers(const Sample *sample, int column)
{
    size_t bare = 0, others = 0;
    for (size_t row = 0; column >= 0 && row < sample->rows; row++) {
        Str order = sample_cell(sample, row, (size_t)column);
        bool number = all_digits(order);
        bare += number;
        others += order.size && !number && !layout_is_cancellation(order);
    }
    enum { RARE = 100 };
    return bare > 0 && others * RARE <= bare;
}

static bool customers_are_emails(const Sample *sample, size_t column)
{
    size_t emails = 0, filled = 0;
    for (size_t row = 0; row < sample->rows; row++) {
        Str customer = sample_cell(sample, row, column);
        filled += customer.size > 0;
        emails += customer.size > 0 && memchr(customer.data, '@', customer.size) != NULL;
    }
    return emails > 0 && 2 * emails >= filled;
}

// "[{", "[\n", "{\"": a header begins with neither.
static bool looks_like_json(Str text)
{
    text = str_trim(text);
    return text.size > 1 && ((text.data[0] == '[' && strchr("[{ \r\n", text.data[1])) ||
                             (text.data[0] == '{' && strchr("\" \r\n", text.data[1])));
}

bool layout_find(const Source *source, const LayoutOptions *options, Arena *arena, Layout *layout, Error *error)
{
    *layout = (Layout){0};
    if (looks_like_json(source->text))
        return error_say(
            error, ERROR_INPUT,
            PHRASE("{0} is JSON, and a table is wanted here: export the orders as CSV, or bring them into a "
                   "data folder with `fidele import orders`",
                   "{0} est du JSON, or il faut ici un tableau\u00A0: exportez les commandes en CSV, ou "
                   "versez-les dans un dossier de données avec `fidele import orders`"),
            source->name);
    for (ColumnRole role = 0; role < COLUMN_ROLE_COUNT; role++) layout->column[role] = -1;
    if (!read_head(source, options, arena, layout, error)) return false;
    Arena *scratch = arena_open(0);
    Sample sample = sample_take(source->text, layout->body, layout->csv, layout->columns, scratch);
    bool found = options->columns.size ? roles_from_words(options->columns, source->name, layout, error)
                                       : roles_find(&sample, source->name, layout, error);
    if (found) found = roles_complete(source->name, options->lines, layout, error);
    if (found) {
        formats_find_amount(&sample, options, layout);
        formats_find_date(&sample, options, layout);
        layout->bare_number_orders = orders_are_bare_numbers(&sample, layout->column[COLUMN_ORDER]);
        layout->customer_is_email = customers_are_emails(&sample, (size_t)layout->column[COLUMN_CUSTOMER]);
    }
    arena_close(scratch);
    return found;
}
