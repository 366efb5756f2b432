#include "import/sample.h"

#include <stdlib.h>
#include <string.h>

#include "import/amounts.h"
#include "import/dates.h"
#include "import/names.h"

enum {
    HEAD_ROWS = 1024,
    WINDOWS = 64,
    WINDOW_ROWS = 32,
    LOOK_ROWS = 500,     // looking is dearer than taking
    CELLS_MAX = 1 << 19, // rows are fewer where columns are many
    ROWS_MIN = 64
};

typedef struct Taking {
    Str text;
    CsvFormat format;
    Sample *sample;
    size_t rows_max;
    CsvRecord *record;
    Arena *arena;
} Taking;

static void keep(Taking *taking, bool follows)
{
    Sample *sample = taking->sample;
    Str *cells = sample->cells + sample->rows * sample->columns;
    for (size_t i = 0; i < sample->columns; i++)
        cells[i] =
            i < taking->record->count ? str_trim(csv_value(taking->record->fields[i], taking->arena)) : (Str){"", 0};
    sample->follows[sample->rows++] = follows;
}

// Moves to the next record after one that cannot be read. False when there is none.
static bool skip_line(Str text, char line_end, size_t *offset)
{
    size_t rest = text.size - *offset;
    if (rest > CSV_LINE_BYTES_MAX) rest = CSV_LINE_BYTES_MAX;
    const char *end = memchr(text.data + *offset, line_end, rest);
    if (!end) return false;
    *offset = (size_t)(end - text.data) + 1;
    return true;
}

// Takes up to `rows` records from `offset` on; returns where it stopped. `exact`: only those with all columns.
static size_t take_window(Taking *taking, size_t offset, size_t rows, bool exact)
{
    bool follows = false;
    for (size_t taken = 0; taken < rows && taking->sample->rows < taking->rows_max;) {
        CsvStatus status = csv_next(taking->format, taking->text, &offset, taking->record);
        if (status == CSV_END) break;
        if (status != CSV_RECORD) {
            follows = false;
            if (!skip_line(taking->text, taking->format.line_end, &offset)) break;
            taken++;
            continue;
        }
        if (taking->record->count == 0) continue;
        bool fits = !exact || taking->record->count == taking->sample->columns;
        if (fits) keep(taking, follows);
        follows = fits;
        taken++;
    }
    return offset;
}

Sample sample_take(Str text, size_t body, CsvFormat format, size_t columns, Arena *arena)
{
    Sample sample = {.columns = columns};
    size_t rows_max = CELLS_MAX / (columns + 1), wanted = HEAD_ROWS + WINDOWS * WINDOW_ROWS;
    if (rows_max > wanted) rows_max = wanted;
    if (rows_max < ROWS_MIN) rows_max = ROWS_MIN;
    sample.cells = arena_array(arena, Str, rows_max * columns);
    sample.follows = arena_array(arena, bool, rows_max);
    Taking taking = {text, format, &sample, rows_max, arena_new(arena, CsvRecord), arena};
    size_t head_end = take_window(&taking, body, rows_max * HEAD_ROWS / wanted, false);
    for (size_t i = 0; i < WINDOWS && head_end < text.size; i++) {
        size_t offset = head_end + (text.size - head_end) / WINDOWS * i;
        if (i > 0 && !skip_line(text, format.line_end, &offset)) continue;
        take_window(&taking, offset, WINDOW_ROWS, true);
    }
    return sample;
}

size_t sample_columns(Str text, size_t body, CsvFormat format)
{
    enum { ROWS = 200 };
    size_t counts[ROWS], rows = 0, best = 1, most = 0;
    Arena *scratch = arena_open(0);
    CsvRecord *record = arena_new(scratch, CsvRecord);
    while (rows < ROWS && csv_next(format, text, &body, record) == CSV_RECORD)
        if (record->count) counts[rows++] = record->count;
    for (size_t i = 0; i < rows; i++) {
        size_t same = 0;
        for (size_t k = 0; k < rows; k++) same += counts[k] == counts[i];
        if (same <= most) continue;
        most = same;
        best = counts[i];
    }
    arena_close(scratch);
    return best;
}

// ---- how a column looks ----

static void look_at_date(Str cell, ColumnLook *look)
{
    DateReading date;
    if (date_read(cell, DATE_ORDER_DMY, &date) == DATE_BAD) return;
    look->dates++;
    look->dates_unix += date.unix_time;
}

static bool is_count(Str cell, Decimal value)
{
    bool leading_zero = cell.size > 1 && cell.data[0] == '0';
    return value.scale == 0 && !leading_zero && value.digits > -1000 && value.digits < 1000;
}

static void look_at_number(Str cell, ColumnLook *look)
{
    AmountReading point, comma;
    Currency currency;
    bool by_point = amount_read(cell, '.', &point) == AMOUNT_READ,
         by_comma = amount_read(cell, ',', &comma) == AMOUNT_READ;
    if (!by_point && !by_comma) return;
    const AmountReading *reading = by_point ? &point : &comma;
    if (reading->currency.size && !amount_currency(reading->currency, &currency)) return;
    look->numbers++;
    look->fractions += reading->decides != 0 || reading->ambiguous || reading->currency.size > 0;
    look->counts += is_count(cell, reading->value);
}

ColumnLook sample_look(const Sample *sample, size_t column)
{
    ColumnLook look = {0};
    size_t step = sample->rows / LOOK_ROWS + 1;
    for (size_t row = 0; row < sample->rows; row += step) {
        Str cell = sample_cell(sample, row, column);
        int32_t seconds;
        Currency currency;
        look.rows++;
        if (name_is_nobody(cell)) continue;
        look.filled++;
        look_at_date(cell, &look);
        look_at_number(cell, &look);
        look.times += time_of_day_read(cell, &seconds);
        look.currencies += cell.size <= 4 && currency_find(cell, &currency);
        look.emails += memchr(cell.data, '@', cell.size) != NULL;
        bool digit = false;
        for (size_t i = 0; i < cell.size && !digit; i++) digit = '0' <= cell.data[i] && cell.data[i] <= '9';
        look.with_digit += digit;
    }
    return look;
}

// ---- how columns hang together ----

typedef struct Pair {
    Str from, to;
} Pair;

static int pair_compare(const void *a, const void *b)
{
    const Pair *left = a, *right = b;
    int order = str_compare(left->from, right->from);
    return order ? order : str_compare(left->to, right->to);
}

static Pair *pairs_sorted(const Sample *sample, size_t from, size_t to, Arena *scratch, size_t *count)
{
    Pair *pairs = arena_array(scratch, Pair, sample->rows);
    *count = 0;
    for (size_t row = 0; row < sample->rows; row++) {
        Str cell = sample_cell(sample, row, from);
        if (!name_is_nobody(cell)) pairs[(*count)++] = (Pair){cell, sample_cell(sample, row, to)};
    }
    if (*count) qsort(pairs, *count, sizeof *pairs, pair_compare);
    return pairs;
}

bool sample_repeats(const Sample *sample, size_t column)
{
    size_t count;
    bool repeats = false;
    Arena *scratch = arena_open(0);
    const Pair *pairs = pairs_sorted(sample, column, column, scratch, &count);
    for (size_t i = 1; i < count && !repeats; i++) repeats = str_equal(pairs[i - 1].from, pairs[i].from);
    arena_close(scratch);
    return repeats;
}

bool sample_determines(const Sample *sample, size_t from, size_t to)
{
    size_t count;
    bool determines = true;
    Arena *scratch = arena_open(0);
    const Pair *pairs = pairs_sorted(sample, from, to, scratch, &count);
    for (size_t i = 1; i < count && determines; i++)
        determines = !str_equal(pairs[i - 1].from, pairs[i].from) || str_equal(pairs[i - 1].to, pairs[i].to);
    arena_close(scratch);
    return determines;
}

static Str day_of(Str cell)
{
    for (size_t i = 1; i < cell.size; i++)
        if (cell.data[i] == 'T' ||
            (cell.data[i] == ' ' && i + 2 < cell.size && memchr(cell.data + i, ':', cell.size - i)))
            return (Str){cell.data, i};
    return cell;
}

double sample_agreement(const Sample *sample, size_t from, size_t to, bool day)
{
    size_t count, same = 0, agreed = 0;
    Arena *scratch = arena_open(0);
    const Pair *pairs = pairs_sorted(sample, from, to, scratch, &count);
    for (size_t i = 1; i < count; i++) {
        Str a = pairs[i - 1].to, b = pairs[i].to;
        if (!str_equal(pairs[i - 1].from, pairs[i].from) || a.size == 0 || b.size == 0) continue;
        same++;
        agreed += day ? str_equal(day_of(a), day_of(b)) : str_equal(a, b);
    }
    arena_close(scratch);
    return same ? (double)agreed / (double)same : 1;
}
