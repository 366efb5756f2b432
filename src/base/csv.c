#include "base/csv.h"

#include <string.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

// ---- reading one record ----

typedef struct Cursor {
    CsvFormat format;
    const char *data;
    size_t start, at, limit; // the record must end before `limit`
    bool cut;                // the text goes on after `limit`
} Cursor;

static Cursor cursor_at(CsvFormat format, Str text, size_t offset)
{
    bool cut = text.size - offset > CSV_LINE_BYTES_MAX;
    return (Cursor){format, text.data, offset, offset, cut ? offset + CSV_LINE_BYTES_MAX : text.size, cut};
}

static bool ends_field(const Cursor *cursor, char byte)
{
    bool delimiter = cursor->format.delimiter == CSV_WHITE_SPACE ? is_blank(byte) : byte == cursor->format.delimiter;
    return delimiter || byte == cursor->format.line_end;
}

// CR before the line end, or before the end of the text, is no part of the record.
static size_t without_carriage_return(const Cursor *cursor, size_t from, size_t to)
{
    bool drop = cursor->format.line_end == '\n' && to > from && cursor->data[to - 1] == '\r';
    return drop ? to - 1 : to;
}

static bool at_record_end(const Cursor *cursor)
{
    return cursor->at == cursor->limit || cursor->data[cursor->at] == cursor->format.line_end;
}

// Text from the closing quote to the end of the field; only blanks may stand there.
static bool rest_is_blank(Cursor *cursor)
{
    bool blank = true;
    while (cursor->at < cursor->limit && !ends_field(cursor, cursor->data[cursor->at])) {
        char byte = cursor->data[cursor->at++];
        bool line_end = byte == '\r' && at_record_end(cursor);
        if (!is_blank(byte) && !line_end) blank = false;
    }
    return blank;
}

static CsvStatus quoted_field(Cursor *cursor, CsvField *field)
{
    *field = (CsvField){.quoted = true};
    size_t start = ++cursor->at;
    for (;; cursor->at++) {
        if (cursor->at >= cursor->limit) return CSV_UNCLOSED_QUOTE;
        if (cursor->data[cursor->at] != '"') continue;
        if (cursor->at + 1 >= cursor->limit || cursor->data[cursor->at + 1] != '"') break;
        field->escaped = true;
        cursor->at++;
    }
    field->raw = (Str){cursor->data + start, cursor->at - start};
    cursor->at++;
    return rest_is_blank(cursor) ? CSV_RECORD : CSV_TEXT_AFTER_QUOTE;
}

static CsvStatus next_field(Cursor *cursor, CsvField *field)
{
    if (cursor->format.quoted && cursor->at < cursor->limit && cursor->data[cursor->at] == '"')
        return quoted_field(cursor, field);
    size_t start = cursor->at;
    while (cursor->at < cursor->limit && !ends_field(cursor, cursor->data[cursor->at])) cursor->at++;
    size_t end = at_record_end(cursor) ? without_carriage_return(cursor, start, cursor->at) : cursor->at;
    *field = (CsvField){.raw = {cursor->data + start, end - start}};
    return CSV_RECORD;
}

static void skip_blanks(Cursor *cursor)
{
    if (cursor->format.delimiter != CSV_WHITE_SPACE) return;
    while (cursor->at < cursor->limit && is_blank(cursor->data[cursor->at])) cursor->at++;
}

static bool at_empty_line(const Cursor *cursor)
{
    if (at_record_end(cursor)) return true;
    if (cursor->data[cursor->at] != '\r') return false;
    return cursor->at + 1 == cursor->limit ? !cursor->cut : cursor->data[cursor->at + 1] == cursor->format.line_end;
}

static CsvStatus read_fields(Cursor *cursor, CsvRecord *record)
{
    for (;;) {
        if (record->count == CSV_FIELDS_MAX) return CSV_TOO_MANY_FIELDS;
        CsvStatus status = next_field(cursor, &record->fields[record->count]);
        if (status != CSV_RECORD) return status;
        record->count++;
        skip_blanks(cursor);
        if (at_record_end(cursor)) return CSV_RECORD;
        if (cursor->format.delimiter != CSV_WHITE_SPACE)
            cursor->at++;
        else if (at_empty_line(cursor))
            return CSV_RECORD; // blanks, then CR LF
    }
}

CsvStatus csv_next(CsvFormat format, Str text, size_t *offset, CsvRecord *record)
{
    record->count = 0;
    if (*offset >= text.size) return CSV_END;
    Cursor cursor = cursor_at(format, text, *offset);
    skip_blanks(&cursor);
    CsvStatus status = CSV_RECORD;
    if (at_empty_line(&cursor))
        cursor.at += !at_record_end(&cursor);
    else
        status = read_fields(&cursor, record);
    if (status != CSV_RECORD) return status;
    while (!at_record_end(&cursor)) cursor.at++; // the CR of a line of white space
    if (cursor.at == cursor.limit && cursor.cut) return CSV_LINE_TOO_LONG;
    *offset = cursor.at + (cursor.at < cursor.limit);
    return CSV_RECORD;
}

Str csv_value(CsvField field, Arena *arena)
{
    if (!field.escaped) return field.raw;
    char *copy = arena_array(arena, char, field.raw.size);
    size_t size = 0;
    for (size_t i = 0; i < field.raw.size; i++) {
        copy[size++] = field.raw.data[i];
        if (field.raw.data[i] == '"') i++; // the second of the pair
    }
    return (Str){copy, size};
}

// ---- finding the format ----

enum { GUESS_RECORDS = 200 };

typedef struct Fit {
    size_t columns;     // the most common number of fields
    double consistency; // share of the records that have it
} Fit;

// The number of fields of the next record that is not empty; false at the end of the sample.
static bool count_fields(CsvFormat format, Str sample, size_t *offset, size_t *fields)
{
    CsvRecord record;
    for (;;) {
        CsvStatus status = csv_next(format, sample, offset, &record);
        if (status == CSV_END) return false;
        *fields = status == CSV_RECORD ? record.count : CSV_FIELDS_MAX + 1;
        if (status != CSV_RECORD) { // on to the next line
            const char *end = memchr(sample.data + *offset, format.line_end, sample.size - *offset);
            if (!end) return false;
            *offset = (size_t)(end - sample.data) + 1;
        }
        if (*fields > 0) return true;
    }
}

static Fit fit_of(CsvFormat format, Str sample)
{
    size_t counts[GUESS_RECORDS], records = 0, offset = 0;
    while (records < GUESS_RECORDS && count_fields(format, sample, &offset, &counts[records])) records++;
    Fit fit = {0};
    size_t most = 0;
    for (size_t i = 0; i < records; i++) {
        size_t same = 0;
        for (size_t k = 0; k < records; k++) same += counts[k] == counts[i];
        if (same < most || counts[i] > CSV_FIELDS_MAX || (same == most && counts[i] <= fit.columns)) continue;
        most = same;
        fit.columns = counts[i];
    }
    fit.consistency = records ? (double)most / (double)records : 0;
    return fit;
}

// A sample cut within a record has a wrong last one.
static Str without_last_line(Str sample, char line_end)
{
    const char *last = sample.size ? memrchr(sample.data, line_end, sample.size) : NULL;
    return last ? (Str){sample.data, (size_t)(last - sample.data) + 1} : sample;
}

static bool fits_better(Fit a, Fit b)
{
    if (a.columns < 2 || b.columns < 2) return a.columns >= 2 && b.columns < 2;
    enum { MUCH = 10 }; // a tenth of the records more is a better sign than more columns
    double difference = (a.consistency - b.consistency) * MUCH;
    return difference >= 1 || (difference > -1 && a.columns > b.columns);
}

CsvFormat csv_guess(Str sample)
{
    static const char delimiters[] = {',', ';', '\t', '|'};
    char line_end = '\n';
    if (sample.size && !memchr(sample.data, '\n', sample.size) && memchr(sample.data, '\r', sample.size))
        line_end = '\r';
    sample = without_last_line(sample, line_end);
    CsvFormat best = {',', true, line_end};
    Fit best_fit = {0};
    for (size_t i = 0; i < COUNT_OF(delimiters); i++) {
        CsvFormat format = {delimiters[i], true, line_end};
        Fit fit = fit_of(format, sample);
        if (!fits_better(fit, best_fit)) continue;
        best = format;
        best_fit = fit;
    }
    // White space separates only where nothing else does: names hold blanks. Two columns by commas may be decimal ones.
    CsvFormat white = {CSV_WHITE_SPACE, true, line_end};
    Fit white_fit = fit_of(white, sample);
    bool few = best_fit.columns < 2 || best_fit.consistency < 0.8 || (best_fit.columns == 2 && best.delimiter == ',');
    bool steady = white_fit.columns >= 2 && white_fit.consistency >= 0.9;
    return few && steady && fits_better(white_fit, best_fit) ? white : best;
}

// ---- writing ----

static void begin_field(Text *text)
{
    if (text->size && text->data[text->size - 1] != '\n') text_add_byte(text, ',');
}

static bool starts_formula(Str value)
{
    return value.size && memchr("=+-@\t\r", value.data[0], 6);
}

static bool needs_quotes(Str value, bool first)
{
    if (value.size == 0) return first; // an empty record is not an empty line
    if (starts_formula(value)) return true;
    for (size_t i = 0; i < value.size; i++)
        if (memchr(",;\"\n\r", value.data[i], 5)) return true;
    return is_blank(value.data[0]) || is_blank(value.data[value.size - 1]);
}

void csv_add(Text *text, Str value)
{
    bool first = text->size == 0 || text->data[text->size - 1] == '\n';
    begin_field(text);
    bool quotes = needs_quotes(value, first);
    if (quotes) text_add_byte(text, '"');
    if (starts_formula(value)) text_add_byte(text, '\'');
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '"') text_add_byte(text, '"');
        text_add_byte(text, value.data[i]);
    }
    if (quotes) text_add_byte(text, '"');
}

void csv_add_number(Text *text, Str number)
{
    begin_field(text);
    text_add(text, number);
}

void csv_end_record(Text *text)
{
    text_add_byte(text, '\n');
}
