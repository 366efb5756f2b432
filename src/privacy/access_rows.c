// Rows of a table, in three forms: JSON, CSV, and HTML for the page.
#include "privacy/access_export.h"

#include <string.h>

#include "base/csv.h"
#include "base/number.h"
#include "base/secret.h"
#include "chart/markup.h"

enum { FLUSH_BYTES = 256 << 10 };

bool access_flush(AccessWork *work, Error *error)
{
    bool fine = zip_add(work->zip, text_str(&work->out), error);
    arena_reset(work->scratch);
    work->out = text_in(work->scratch);
    return fine;
}

static bool flush_some(AccessWork *work, Error *error)
{
    return work->out.size < FLUSH_BYTES || access_flush(work, error);
}

// ---- one value ----

// People of the company by their role: whoever wrote a note is none of what is kept about the customer.
Str access_redact(const AccessStaff *staff, Str text, Arena *arena)
{
    for (size_t i = 0; i < staff->count; i++) {
        Str name = staff->name[i];
        if (name.size < 3 || !str_contains(text, name)) continue;
        Text out = text_in(arena);
        for (size_t at = 0; at < text.size;) {
            bool here = name.size <= text.size - at && memcmp(text.data + at, name.data, name.size) == 0;
            if (here)
                text_add(&out, STR("(staff)"));
            else
                text_add_byte(&out, text.data[at]);
            at += here ? name.size : 1;
        }
        text = text_str(&out);
    }
    return text;
}

// As text, in `scratch`; "" for none.
static Str value_text_of(const AccessWork *work, const AccessColumn *column, Value value)
{
    Arena *arena = work->scratch;
    if (value.type == VALUE_NULL) return STR("");
    if (column->type == COLUMN_STAFF) return value.type == VALUE_INTEGER && !value.integer ? STR("") : STR("staff");
    if (value.type == VALUE_INTEGER && column->type == COLUMN_INSTANT) return instant_text(arena, value.integer);
    if (value.type == VALUE_INTEGER && column->type == COLUMN_DAY) return day_name(arena, (Day)value.integer);
    if (value.type == VALUE_INTEGER) return str_format(arena, "%lld", (long long)value.integer);
    if (value.type == VALUE_REAL) return number_decimal(arena, value.real, 15);
    if (value.type == VALUE_BYTES) return hex_text(arena, value.text);
    return access_redact(&work->staff, value.text, arena);
}

static bool is_number(const AccessColumn *column, Value value)
{
    return column->type == COLUMN_PLAIN && (value.type == VALUE_INTEGER || value.type == VALUE_REAL);
}

static void add_json(AccessWork *work, JsonWriter *json, const AccessColumn *column, Value value)
{
    JsonValue parsed;
    Error unreadable;
    Str text = value_text_of(work, column, value);
    json_key(json, str_c(work->scratch, column->name));
    if (value.type == VALUE_NULL)
        json_null(json);
    else if (is_number(column, value) && value.type == VALUE_INTEGER)
        json_integer(json, value.integer);
    else if (is_number(column, value))
        json_number(json, value.real);
    else if (column->type == COLUMN_JSON && json_parse(text, &parsed, &unreadable))
        json_value(json, parsed);
    else
        json_string(json, text);
}

static void add_csv(AccessWork *work, const AccessColumn *column, Value value)
{
    Str text = value_text_of(work, column, value);
    if (is_number(column, value))
        csv_add_number(&work->out, text);
    else
        csv_add(&work->out, text);
}

// ---- one row ----

typedef Value RowValue(const void *row, size_t column);

static void add_row_json(AccessWork *work, const AccessTable *table, RowValue *value, const void *row)
{
    if (table->rows) text_add_byte(&work->out, ',');
    text_add_byte(&work->out, '\n');
    JsonWriter json = json_writer(&work->out);
    json_begin_object(&json);
    for (size_t i = 0; i < table->columns; i++) add_json(work, &json, &table->column[i], value(row, i));
    json_end_object(&json);
}

static void add_row_html(AccessWork *work, const AccessTable *table, RowValue *value, const void *row)
{
    text_add(&work->out, STR("<tr>"));
    for (size_t i = 0; i < table->columns; i++) {
        text_add(&work->out, STR("<td>"));
        markup_add(&work->out, value_text_of(work, &table->column[i], value(row, i)));
        text_add(&work->out, STR("</td>"));
    }
    text_add(&work->out, STR("</tr>\n"));
}

static bool add_row(AccessWork *work, AccessTable *table, AccessForm form, RowValue *value, const void *row,
                    Error *error)
{
    if (form == ACCESS_JSON) add_row_json(work, table, value, row);
    if (form == ACCESS_HTML && table->rows < ACCESS_HTML_ROWS_MAX) add_row_html(work, table, value, row);
    if (form == ACCESS_CSV) {
        for (size_t i = 0; i < table->columns; i++) add_csv(work, &table->column[i], value(row, i));
        csv_end_record(&work->out);
    }
    table->rows++;
    return flush_some(work, error);
}

static Value of_rows(const void *row, size_t column)
{
    return rows_value(row, (int)column);
}

static bool table_rows(AccessWork *work, AccessTable *table, AccessForm form, Error *error)
{
    const Person *person = work->subject->person;
    for (size_t i = 0; i < person->member_count; i++) {
        Rows rows;
        if (!store_select(work->subject->session, table->table->read, VALUES(value_integer(person->members[i])), &rows,
                          error))
            return false;
        bool fine = true;
        while (fine && rows_next(&rows)) fine = add_row(work, table, form, of_rows, &rows, error);
        Error closing;
        if (!rows_close(&rows, fine ? error : &closing) || !fine) return false;
    }
    return true;
}

// ---- events ----

static Value of_event(const void *row, size_t column)
{
    const Event *event = row;
    switch (column) {
    case 0: return value_integer(event->at);
    case 1: return value_text(event_kind_name(event->kind));
    case 2: return value_text(event->name);
    case 3: return value_integer(event->received);
    case 4: return event->has_amount ? value_integer(event->amount_minor) : value_null();
    case 5: return event->has_amount ? value_text(event->currency) : value_null();
    default: return value_text(event->body);
    }
}

static bool add_event(AccessWork *work, AccessTable *table, AccessForm form, int64_t seq, Error *error)
{
    Event event;
    Arena *arena = arena_open(0);
    bool fine = log_get(work->subject->log, work->subject->session, seq, arena, &event, error) &&
                (!event.seq || add_row(work, table, form, of_event, &event, error));
    arena_close(arena);
    return fine;
}

// The newest first, as a timeline has them; on the page only as many as are shown.
static bool event_rows(AccessWork *work, AccessTable *table, AccessForm form, Error *error)
{
    enum { PAGE = 1000 };
    const AccessSubject *subject = work->subject;
    TimelineEntry last = {0};
    for (bool more = true, first = true; more; first = false) {
        size_t count = 0;
        Arena *arena = arena_open(0);
        const TimelineEntry *entries =
            activity_timeline(subject->activity, subject->person->members, subject->person->member_count, NULL, 0,
                              first ? NULL : &last, PAGE, arena, &count);
        bool fine = true;
        for (size_t i = 0; fine && i < count; i++) fine = add_event(work, table, form, entries[i].seq, error);
        if (count) last = entries[count - 1];
        more = count == PAGE && !(form == ACCESS_HTML && table->rows >= ACCESS_HTML_ROWS_MAX);
        arena_close(arena);
        if (!fine) return false;
        if (form != ACCESS_HTML) progress_add(subject->progress, count);
    }
    return true;
}

bool access_rows(AccessWork *work, AccessTable *table, AccessForm form, Error *error)
{
    int64_t known = table->rows;
    table->rows = 0;
    bool fine = table->table ? table_rows(work, table, form, error) : event_rows(work, table, form, error);
    if (form == ACCESS_HTML && known > table->rows) table->rows = known;
    return fine;
}
