// Any bytes as delimited text: csv_pick reads what csv_next reads, and what is written reads back.
#include "base/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const CsvField *a, const CsvField *b)
{
    return str_equal(a->raw, b->raw) && a->quoted == b->quoted && a->escaped == b->escaped;
}

static void compare_readers(CsvFormat format, Str text, Arena *arena)
{
    uint8_t slots[CSV_PICKS_MAX];
    for (size_t i = 0; i < CSV_PICKS_MAX; i++) slots[i] = (uint8_t)i;
    CsvRecord *record = arena_new(arena, CsvRecord);
    CsvPicker picker = csv_picker(format, text, 0, slots, CSV_PICKS_MAX);
    CsvPicked picked = {0};
    for (size_t offset = 0;;) {
        CsvStatus status = csv_next(format, text, &offset, record), pick_status = csv_pick(&picker, &picked);
        if (status == CSV_TOO_MANY_FIELDS || status == CSV_TEXT_AFTER_QUOTE) return; // csv_pick goes on from there
        if (status != pick_status) abort();
        if (status != CSV_RECORD) return;
        if (offset != picker.offset || record->count != picked.columns) abort();
        for (size_t i = 0; i < record->count && i < CSV_PICKS_MAX; i++)
            if (!same(&record->fields[i], &picked.fields[i])) abort();
    }
}

static void write_and_read(Str text, Arena *arena)
{
    Text out = text_in(arena);
    csv_add(&out, text);
    csv_add(&out, text);
    csv_end_record(&out);
    CsvRecord *record = arena_new(arena, CsvRecord);
    size_t offset = 0;
    if (csv_next((CsvFormat){',', true, '\n'}, text_str(&out), &offset, record) != CSV_RECORD) abort();
    if (record->count != 2 || offset != out.size) abort();
    Str value = csv_value(record->fields[0], arena);
    if (value.size == text.size + 1 && value.data[0] == '\'') value = (Str){value.data + 1, value.size - 1};
    if (!str_equal(value, text)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char delimiters[] = {',', ';', '\t', '|', CSV_WHITE_SPACE};
    if (size == 0) return 0;
    Arena *arena = arena_open(0);
    char *bytes = arena_array(arena, char, size - 1); // of its own, so that a read past the end is seen
    memcpy(bytes, data + 1, size - 1);
    Str text = {bytes, size - 1};
    CsvFormat format = {delimiters[data[0] % sizeof delimiters], data[0] & 64, data[0] & 128 ? '\n' : '\r'};
    compare_readers(format, text, arena);
    compare_readers(csv_guess(text), text, arena);
    write_and_read(text, arena);
    arena_close(arena);
    return 0;
}
