// csv_pick.c - the fast reader of csv.h: finds delimiters, line ends and quotes 64 bytes at a time, as bits of a word,
// and looks at nothing in between.
#include "base/csv.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { CHUNK = 64 };

#ifdef __SSE2__
static inline uint64_t marks_in(const char *bytes, const CsvPicker *picker)
{
    __m128i delimiter = _mm_set1_epi8(picker->format.delimiter), line_end = _mm_set1_epi8(picker->format.line_end),
            quote = _mm_set1_epi8(picker->quote);
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
static inline uint64_t marks_in(const char *bytes, const CsvPicker *picker)
{
    uint64_t bits = 0;
    for (int i = 0; i < CHUNK; i++) {
        char byte = bytes[i];
        bits |= (uint64_t)(byte == picker->format.delimiter || byte == picker->format.line_end || byte == picker->quote)
                << i;
    }
    return bits;
}
#endif

// The last bytes of the text. Apart, so that its array costs the others nothing.
static __attribute__((noinline)) uint64_t marks_at_end(const CsvPicker *picker, size_t base)
{
    char end[CHUNK] = {0};
    memcpy(end, picker->text.data + base, picker->text.size - base);
    return marks_in(end, picker);
}

static inline uint64_t marks_at(const CsvPicker *picker, size_t base)
{
    bool whole = picker->text.size - base >= CHUNK;
    return whole ? marks_in(picker->text.data + base, picker) : marks_at_end(picker, base);
}

// The offset of the next mark, which is taken; `limit` or more when there is none before.
static inline size_t next_mark(CsvPicker *picker)
{
    while (picker->marks == 0) {
        picker->marks_base += CHUNK;
        if (picker->marks_base >= picker->limit) return picker->limit;
        picker->marks = marks_at(picker, picker->marks_base);
    }
    size_t at = picker->marks_base + (size_t)__builtin_ctzll(picker->marks);
    picker->marks &= picker->marks - 1;
    return at;
}

CsvPicker csv_picker(CsvFormat format, Str text, size_t offset, const uint8_t *slots, size_t columns)
{
    CsvPicker picker = {.format = format, .text = text, .slots = slots, .columns = columns, .offset = offset};
    picker.quote = format.quoted ? '"' : format.delimiter;
    picker.marks_base = offset;
    if (format.delimiter != CSV_WHITE_SPACE && offset < text.size) picker.marks = marks_at(&picker, offset);
    return picker;
}

static bool rest_is_blank(const CsvPicker *picker, size_t from, size_t to)
{
    bool line_end = to >= picker->text.size || picker->text.data[to] == picker->format.line_end;
    if (line_end && picker->format.line_end == '\n' && to > from && picker->text.data[to - 1] == '\r') to--;
    while (from < to && (picker->text.data[from] == ' ' || picker->text.data[from] == '\t')) from++;
    return from == to;
}

// The end of the field that begins at `start`, where its delimiter or line end stands; `limit` when there is none.
static inline size_t plain_end(CsvPicker *picker)
{
    size_t at = next_mark(picker);
    while (at < picker->limit && picker->text.data[at] == '"' && picker->quote == '"') at = next_mark(picker);
    return at < picker->limit ? at : picker->limit;
}

// `start` is where the opening quote stands. False when the closing one does not come.
static bool quoted_field(CsvPicker *picker, size_t start, CsvPicked *picked, CsvField *field, size_t *end)
{
    bool escaped = false;
    uint64_t breaks = 0;
    size_t at;
    next_mark(picker); // the opening quote
    for (;;) {
        at = next_mark(picker);
        if (at >= picker->limit) return false;
        if (picker->text.data[at] == picker->format.line_end) breaks++;
        if (picker->text.data[at] != '"') continue;
        if (at + 1 >= picker->limit || picker->text.data[at + 1] != '"') break;
        escaped = true;
        next_mark(picker);
    }
    picked->breaks += breaks;
    *field = (CsvField){{picker->text.data + start + 1, at - start - 1}, true, escaped};
    *end = plain_end(picker);
    if (!rest_is_blank(picker, at + 1, *end)) picked->status = CSV_TEXT_AFTER_QUOTE;
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
static CsvStatus pick_fields(CsvPicker *picker, CsvPicked *picked, size_t *end)
{
    for (size_t start = picker->offset;; start = *end + 1) {
        size_t column = picked->columns++;
        // Straight into its place: a copy would wait until the parts of the field are stored.
        CsvField *field = &picked->fields[column < picker->columns ? picker->slots[column] : CSV_NO_SLOT];
        bool quoted = start < picker->limit && picker->text.data[start] == '"' && picker->quote == '"';
        if (quoted) {
            if (!quoted_field(picker, start, picked, field, end)) return CSV_UNCLOSED_QUOTE;
        } else {
            *end = plain_end(picker);
            *field = (CsvField){.raw = {picker->text.data + start, *end - start}};
        }
        bool last = *end == picker->limit || picker->text.data[*end] == picker->format.line_end;
        if (last && picker->format.line_end == '\n' && !quoted) drop_carriage_return(&field->raw);
        if (column >= picker->columns) picked->surplus |= field->raw.size > 0;
        if (last) return *end == picker->limit && *end < picker->text.size ? CSV_LINE_TOO_LONG : picked->status;
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
    size_t rest = picker->text.size - picker->offset, end;
    picker->limit = rest > CSV_LINE_BYTES_MAX ? picker->offset + CSV_LINE_BYTES_MAX : picker->text.size;
    CsvStatus status = pick_fields(picker, picked, &end);
    if (status == CSV_UNCLOSED_QUOTE || status == CSV_LINE_TOO_LONG) return status;
    picked->record = (Str){picker->text.data + picker->offset, end - picker->offset};
    if (picker->format.line_end == '\n') drop_carriage_return(&picked->record);
    if (picked->record.size == 0) picked->columns = 0;
    if (picked->columns < picker->columns) empty_missing(picker, picked);
    picker->offset = end + (end < picker->text.size);
    return status;
}
