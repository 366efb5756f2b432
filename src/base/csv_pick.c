// csv_pick.c - the fast reader of csv.h: finds delimiters, line ends and quotes 64 bytes at a time, as bits of a word,
// and looks at nothing in between.
#include "base/csv.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { CHUNK = 64 };

typedef struct Marks {
    const char *data;
    size_t size, limit; // no record goes on at `limit`; it is below `size` when the text does
    size_t base;
    uint64_t bits;
    char delimiter, line_end, quote;
} Marks;

#ifdef __SSE2__
static uint64_t marks_in(const char *bytes, const Marks *marks)
{
    __m128i delimiter = _mm_set1_epi8(marks->delimiter), line_end = _mm_set1_epi8(marks->line_end),
            quote = _mm_set1_epi8(marks->quote);
    uint64_t bits = 0;
    for (int i = 0; i < CHUNK / 16; i++) {
        __m128i part = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i * 16));
        __m128i found = _mm_or_si128(_mm_cmpeq_epi8(part, delimiter),
                                     _mm_or_si128(_mm_cmpeq_epi8(part, line_end), _mm_cmpeq_epi8(part, quote)));
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(found) << (i * 16);
    }
    return bits;
}
#else
static uint64_t marks_in(const char *bytes, const Marks *marks)
{
    uint64_t bits = 0;
    for (int i = 0; i < CHUNK; i++) {
        char byte = bytes[i];
        bits |= (uint64_t)(byte == marks->delimiter || byte == marks->line_end || byte == marks->quote) << i;
    }
    return bits;
}
#endif

static uint64_t marks_at(const Marks *marks, size_t base)
{
    size_t rest = marks->size - base;
    if (rest >= CHUNK) return marks_in(marks->data + base, marks);
    char end[CHUNK] = {0};
    memcpy(end, marks->data + base, rest);
    return marks_in(end, marks);
}

// The offset of the next mark, which is taken; `limit` or more when there is none before.
static inline size_t next_mark(Marks *marks)
{
    while (marks->bits == 0) {
        marks->base += CHUNK;
        if (marks->base >= marks->limit) return marks->limit;
        marks->bits = marks_at(marks, marks->base);
    }
    size_t at = marks->base + (size_t)__builtin_ctzll(marks->bits);
    marks->bits &= marks->bits - 1;
    return at;
}

CsvPicker csv_picker(CsvFormat format, Str text, size_t offset, const uint8_t *slots, size_t columns)
{
    CsvPicker picker = {format, text, slots, columns, offset, offset, 0};
    if (format.delimiter == CSV_WHITE_SPACE || offset >= text.size) return picker;
    Marks marks = {.data = text.data,
                   .size = text.size,
                   .delimiter = format.delimiter,
                   .line_end = format.line_end,
                   .quote = format.quoted ? '"' : format.delimiter};
    picker.marks = marks_at(&marks, offset);
    return picker;
}

static Marks marks_begin(const CsvPicker *picker)
{
    size_t rest = picker->text.size - picker->offset;
    size_t limit = rest > CSV_LINE_BYTES_MAX ? picker->offset + CSV_LINE_BYTES_MAX : picker->text.size;
    return (Marks){.data = picker->text.data,
                   .size = picker->text.size,
                   .limit = limit,
                   .base = picker->marks_base,
                   .bits = picker->marks,
                   .delimiter = picker->format.delimiter,
                   .line_end = picker->format.line_end,
                   .quote = picker->format.quoted ? '"' : picker->format.delimiter};
}

static bool rest_is_blank(const Marks *marks, size_t from, size_t to)
{
    bool line_end = to >= marks->size || marks->data[to] == marks->line_end;
    if (line_end && marks->line_end == '\n' && to > from && marks->data[to - 1] == '\r') to--;
    while (from < to && (marks->data[from] == ' ' || marks->data[from] == '\t')) from++;
    return from == to;
}

// The end of the field that begins at `start`, where its delimiter or line end stands; `limit` when there is none.
static inline size_t plain_end(Marks *marks)
{
    size_t at = next_mark(marks);
    while (at < marks->limit && marks->data[at] == '"' && marks->quote == '"') at = next_mark(marks);
    return at < marks->limit ? at : marks->limit;
}

// `start` is where the opening quote stands. False when the closing one does not come.
static bool quoted_field(Marks *marks, size_t start, CsvPicked *picked, CsvField *field, size_t *end)
{
    bool escaped = false;
    uint64_t breaks = 0;
    size_t at;
    next_mark(marks); // the opening quote
    for (;;) {
        at = next_mark(marks);
        if (at >= marks->limit) return false;
        if (marks->data[at] == marks->line_end) breaks++;
        if (marks->data[at] != '"') continue;
        if (at + 1 >= marks->limit || marks->data[at + 1] != '"') break;
        escaped = true;
        next_mark(marks);
    }
    picked->breaks += breaks;
    *field = (CsvField){{marks->data + start + 1, at - start - 1}, true, escaped};
    *end = plain_end(marks);
    if (!rest_is_blank(marks, at + 1, *end)) picked->status = CSV_TEXT_AFTER_QUOTE;
    return true;
}

static inline void drop_carriage_return(Str *value)
{
    if (value->size && value->data[value->size - 1] == '\r') value->size--;
}

static void empty_missing(const CsvPicker *picker, CsvPicked *picked)
{
    for (size_t column = picked->columns; column < picker->columns; column++)
        picked->fields[picker->slots[column]] = (CsvField){0};
}

// The record that begins at picker->offset.
static CsvStatus pick_fields(const CsvPicker *picker, Marks *marks, CsvPicked *picked, size_t *end)
{
    for (size_t start = picker->offset;; start = *end + 1) {
        size_t column = picked->columns++;
        // Straight into its place: a copy would wait until the parts of the field are stored.
        CsvField *field = &picked->fields[column < picker->columns ? picker->slots[column] : CSV_NO_SLOT];
        bool quoted = start < marks->limit && marks->data[start] == '"' && marks->quote == '"';
        if (quoted) {
            if (!quoted_field(marks, start, picked, field, end)) return CSV_UNCLOSED_QUOTE;
        } else {
            *end = plain_end(marks);
            *field = (CsvField){.raw = {marks->data + start, *end - start}};
        }
        bool last = *end == marks->limit || marks->data[*end] == marks->line_end;
        if (last && marks->line_end == '\n' && !quoted) drop_carriage_return(&field->raw);
        if (column >= picker->columns) picked->surplus |= field->raw.size > 0;
        if (last) return *end == marks->limit && *end < marks->size ? CSV_LINE_TOO_LONG : picked->status;
    }
}

// ---- white space: few files have it, and none is large ----

static CsvStatus pick_blank_separated(CsvPicker *picker, CsvPicked *picked)
{
    CsvRecord record;
    size_t start = picker->offset;
    CsvStatus status = csv_next(picker->format, picker->text, &picker->offset, &record);
    if (status == CSV_TEXT_AFTER_QUOTE || status == CSV_TOO_MANY_FIELDS) {
        const char *from = picker->text.data + start;
        const char *end = memchr(from, picker->format.line_end, picker->text.size - start);
        picker->offset = end ? (size_t)(end - picker->text.data) + 1 : picker->text.size;
    } else if (status != CSV_RECORD) {
        return status;
    }
    picked->record = (Str){picker->text.data + start, picker->offset - start};
    for (size_t i = 0; i < picked->record.size; i++)
        picked->breaks += picked->record.data[i] == picker->format.line_end;
    if (picked->breaks && picked->record.data[picked->record.size - 1] == picker->format.line_end) {
        picked->breaks--;
        picked->record.size--;
    }
    if (picker->format.line_end == '\n') drop_carriage_return(&picked->record);
    picked->columns = record.count;
    picked->surplus = record.count > picker->columns;
    for (size_t column = 0; column < record.count && column < picker->columns; column++)
        picked->fields[picker->slots[column]] = record.fields[column];
    empty_missing(picker, picked);
    return status;
}

CsvStatus csv_pick(CsvPicker *picker, CsvPicked *picked)
{
    if (picker->offset >= picker->text.size) return CSV_END;
    picked->columns = 0;
    picked->breaks = 0;
    picked->surplus = false;
    picked->status = CSV_RECORD;
    if (picker->format.delimiter == CSV_WHITE_SPACE) return pick_blank_separated(picker, picked);
    Marks marks = marks_begin(picker);
    size_t end;
    CsvStatus status = pick_fields(picker, &marks, picked, &end);
    if (status == CSV_UNCLOSED_QUOTE || status == CSV_LINE_TOO_LONG) return status;
    picked->record = (Str){picker->text.data + picker->offset, end - picker->offset};
    if (picker->format.line_end == '\n') drop_carriage_return(&picked->record);
    if (picked->record.size == 0) picked->columns = 0;
    if (picked->columns < picker->columns) empty_missing(picker, picked);
    picker->offset = end + (end < picker->text.size);
    picker->marks_base = marks.base;
    picker->marks = marks.bits;
    return status;
}
