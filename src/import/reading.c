#include "import/reading.h"

#include <string.h>

#include "import/amounts.h"
#include "import/plan_columns.h"

// ---- how dates and numbers are written ----

typedef struct Seen { // rows that say so, and the first of them
    uint64_t rows;
    size_t column;
    uint64_t line;
    Str value;
} Seen;

typedef struct ValueLooks {
    uint64_t filled, numbers, flags;
} ValueLooks;

typedef struct Looking {
    ValueLooks *looks;                       // of each column
    Arena *arena;                            // of the values that were seen
    Seen day_first, month_first, either_day; // dates
    Seen point, comma, either_sign;          // numbers
} Looking;

typedef struct Place {
    const Reading *reading;
    size_t row, column;
} Place;

static void see(Looking *looking, Seen *seen, Place place, Str value)
{
    if (seen->rows++) return;
    seen->column = place.column;
    seen->line = place.reading->table.row[place.row].line;
    seen->value = str_copy(looking->arena, value);
}

static void look_at_date(Looking *looking, Place place, Str value)
{
    DateReading date;
    if (date_read(value, DATE_ORDER_FIND, &date) == DATE_BAD) return;
    if (date.decides == DATE_ORDER_DMY) see(looking, &looking->day_first, place, value);
    if (date.decides == DATE_ORDER_MDY) see(looking, &looking->month_first, place, value);
    if (date.ambiguous) see(looking, &looking->either_day, place, value);
}

static void look_at_number(Looking *looking, Place place, Str value)
{
    AmountReading amount;
    if (amount_read_plain(value, '.', &amount)) {
        if (!memchr(value.data, '.', value.size)) return;
        amount = (AmountReading){0};
    }
    AmountStatus status = amount_read(value, '.', &amount);
    if (status == AMOUNT_BAD || status == AMOUNT_TOO_LARGE) return;
    if (amount.decides == '.') see(looking, &looking->point, place, value);
    if (amount.decides == ',') see(looking, &looking->comma, place, value);
    if (amount.ambiguous) see(looking, &looking->either_sign, place, value);
}

// A number that JSON can have as it stands; numbers with a zero in front are names of things.
static bool is_plain_number(Str text)
{
    enum { DIGITS_MAX = 15 };
    size_t at = text.size && text.data[0] == '-', start = at, point = 0;
    for (; at < text.size; at++) {
        bool digit = '0' <= text.data[at] && text.data[at] <= '9';
        if (!digit && (text.data[at] != '.' || point || at == start || at + 1 == text.size)) return false;
        if (!digit) point = at;
    }
    bool zero_in_front = at - start > 1 && text.data[start] == '0' && point != start + 1;
    return at > start && at - start <= DIGITS_MAX && !zero_in_front;
}

static bool is_plain_flag(Str text)
{
    return str_equal_fold(text, STR("true")) || str_equal_fold(text, STR("false"));
}

static void look_at_property(Looking *looking, size_t column, Str value)
{
    ValueLooks *looks = &looking->looks[column];
    if (!value.size) return;
    looks->filled++;
    looks->numbers += looks->filled == looks->numbers + 1 && is_plain_number(value);
    looks->flags += looks->filled == looks->flags + 1 && is_plain_flag(value);
}

static void look_at_row(Looking *looking, const Reading *reading, size_t row, const Cells *cells)
{
    for (size_t i = 0; i < cells->count; i++) {
        if (reading->column[i].use == USE_PROPERTY) look_at_property(looking, i, cells->value[i]);
        if (reading->column[i].use != USE_TARGET || cells->type[i] != JSON_STRING) continue;
        CellType type = targets[reading->column[i].target].type;
        Str value = str_trim(cells->value[i]);
        if (!value.size) continue;
        if (type == CELL_INSTANT) look_at_date(looking, (Place){reading, row, i}, value);
        if (type == CELL_AMOUNT || type == CELL_NUMBER) look_at_number(looking, (Place){reading, row, i}, value);
    }
}

static void look_at_all(Looking *looking, Reading *reading)
{
    enum { RESET_ROWS = 1024 };
    looking->looks = arena_array(looking->arena, ValueLooks, reading->table.columns);
    Arena *scratch = arena_open(0);
    Cells cells = cells_make(&reading->table, looking->arena);
    for (size_t row = 0; row < reading->table.rows; row++) {
        if (table_read(&reading->table, row, scratch, &cells) == ROW_READ) look_at_row(looking, reading, row, &cells);
        if (row % RESET_ROWS == RESET_ROWS - 1) arena_reset(scratch);
    }
    for (size_t i = 0; i < reading->table.columns; i++) {
        ValueLooks looks = looking->looks[i];
        bool any = looks.filled > 0;
        reading->column[i].looks = any && looks.numbers == looks.filled ? LOOKS_NUMBER
                                   : any && looks.flags == looks.filled ? LOOKS_FLAG
                                                                        : LOOKS_TEXT;
    }
    arena_close(scratch);
}

// Of two readings that exclude each other: one when all but a rare exception say so, which is rejected then.
enum { RARE = 1000 };

static bool refuse_format(const Reading *reading, const Seen *seen, const char *code, Phrase phrase, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, phrase, reading->table.source.name, error_number(scratch, seen->line),
              error_value(scratch, seen->value), reading->table.name[seen->column]);
    error->code = code;
    arena_close(scratch);
    return false;
}

static bool decide_dates(Reading *reading, const Looking *looking, Error *error)
{
    static const Phrase phrase = PHRASE(
        "{0}, line {1}: {2} in {3} may begin with the day or with the month: choose day-first (date_order=dmy) or "
        "month-first (date_order=mdy)",
        "{0}, ligne {1}\u00A0: {2} dans {3} peut commencer par le jour ou par le mois\u00A0: choisissez le jour "
        "d’abord (date_order=dmy) ou le mois d’abord (date_order=mdy)");
    uint64_t dmy = looking->day_first.rows, mdy = looking->month_first.rows;
    reading->date_order = reading->options.date_order;
    if (reading->date_order != DATE_ORDER_FIND) return true;
    if (dmy > mdy * RARE || (dmy && !mdy)) reading->date_order = DATE_ORDER_DMY;
    if (mdy > dmy * RARE || (mdy && !dmy)) reading->date_order = DATE_ORDER_MDY;
    if (reading->date_order != DATE_ORDER_FIND || (!looking->either_day.rows && !dmy)) return true;
    return refuse_format(reading, looking->either_day.rows ? &looking->either_day : &looking->month_first,
                         "ambiguous_date", phrase, error);
}

static bool decide_numbers(Reading *reading, const Looking *looking, Error *error)
{
    static const Phrase phrase = PHRASE(
        "{0}, line {1}: {2} in {3} may be a whole number or have decimals: choose the decimal sign (decimal=point "
        "or decimal=comma)",
        "{0}, ligne {1}\u00A0: {2} dans {3} peut être un nombre entier ou à décimales\u00A0: choisissez le signe "
        "décimal (decimal=point ou decimal=comma)");
    uint64_t point = looking->point.rows, comma = looking->comma.rows;
    reading->decimal = reading->options.decimal;
    if (reading->decimal) return true;
    if (point > comma * RARE || (point && !comma)) reading->decimal = '.';
    if (comma > point * RARE || (comma && !point)) reading->decimal = ',';
    if (reading->decimal || (!looking->either_sign.rows && !point)) return true;
    return refuse_format(reading, looking->either_sign.rows ? &looking->either_sign : &looking->comma,
                         "ambiguous_number", phrase, error);
}

// ---- opening ----

// What a preview shows instead of failing by it.
static bool passes(Reading *reading, bool fine, Error *error)
{
    if (fine || !reading->options.lenient) return fine;
    reading->has_problem = true;
    reading->problem = *error;
    return true;
}

bool reading_open(Bytes *bytes, Str name, const ReadingOptions *options, Arena *arena, Reading *reading, Error *error)
{
    *reading = (Reading){.options = *options};
    Looking looking = {.arena = arena};
    if (!table_open(bytes, name, &options->table, arena, &reading->table, error)) return false;
    if (!options->kind) reading->options.kind = plan_guess_kind(reading);
    bool fine = plan_columns(reading, arena, error) && passes(reading, plan_complete(reading, error), error);
    if (fine) look_at_all(&looking, reading);
    fine = fine && passes(reading, decide_dates(reading, &looking, error), error) &&
           passes(reading, decide_numbers(reading, &looking, error), error);
    if (!fine) reading_close(reading);
    return fine;
}

void reading_close(Reading *reading)
{
    table_close(&reading->table);
    *reading = (Reading){0};
}

Str column_plan_word(const ReadingOptions *options, const ColumnPlan *plan, Arena *arena)
{
    if (plan->use == USE_SKIP) return STR("-");
    if (plan->use == USE_TARGET) return str_of(targets[plan->target].name);
    const char *prefix = options->kind == IMPORT_CUSTOMERS ? "traits" : "properties";
    return str_format(arena, "%s.%.*s", prefix, STR_ARGS(plan->property));
}
