#include "order/currency_rate.h"

#include <string.h>

#include "base/csv.h"

static const int64_t rate_most = 9000000 * RATE_UNIT;

bool rate_parse(Str text, int64_t *rate)
{
    int decimals = -1; // no dot yet
    int64_t value = 0;
    if (text.size == 0 || text.data[0] == '.' || text.data[text.size - 1] == '.') return false;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '.' && decimals < 0) {
            decimals = 0;
            continue;
        }
        if (byte < '0' || byte > '9' || decimals == RATE_DECIMALS || value > rate_most / 10) return false;
        value = value * 10 + (byte - '0');
        decimals += decimals >= 0;
    }
    for (int d = decimals < 0 ? 0 : decimals; d < RATE_DECIMALS; d++) {
        if (value > rate_most / 10) return false;
        value *= 10;
    }
    *rate = value;
    return value > 0;
}

Str rate_text(Arena *arena, int64_t rate)
{
    Str text = str_format(arena, "%lld.%012lld", (long long)(rate / RATE_UNIT), (long long)(rate % RATE_UNIT));
    while (text.data[text.size - 1] == '0') text.size--;
    if (text.data[text.size - 1] == '.') text.size--;
    return text;
}

// ---- tables ----

typedef struct Reading {
    const Currency *base, *quoted;
    Arena *arena;
    CurrencyRate *rates;
    size_t count, room;
    uint64_t line;
    Currency column[CSV_FIELDS_MAX]; // of the wide form; code "" where it is none
    size_t base_column;              // 0: there is none
} Reading;

static bool refuse(const Reading *reading, Str value, Phrase phrase, Error *error)
{
    return error_code(error, ERROR_INPUT, "invalid_rate", phrase, error_number(reading->arena, reading->line),
                      error_value(reading->arena, value));
}

static bool refuse_rate(const Reading *reading, Str value, Error *error)
{
    return refuse(reading, value,
                  PHRASE("line {0}: {1} is no rate: a number above 0 with a dot is expected, as 0.8651",
                         "ligne {0}\u00A0: {1} n’est pas un taux\u00A0: un nombre à point supérieur à 0 est attendu, "
                         "comme 0.8651"),
                  error);
}

static bool refuse_day(const Reading *reading, Str value, Error *error)
{
    return refuse(reading, value,
                  PHRASE("line {0}: {1} is no day: one as 2026-11-20 is expected",
                         "ligne {0}\u00A0: {1} n’est pas un jour\u00A0: il en faut un comme 2026-11-20"),
                  error);
}

static Str field_of(const Reading *reading, const CsvRecord *record, size_t column)
{
    return column < record->count ? str_trim(csv_value(record->fields[column], reading->arena)) : STR("");
}

static bool add(Reading *reading, const Currency *currency, Day day, int64_t rate, Error *error)
{
    if (str_equal(str_of(currency->code), str_of(reading->base->code))) return true; // worth 1, always
    if (reading->count == RATES_AT_ONCE_MAX)
        return error_code(error, ERROR_INPUT, "too_many_rates",
                          PHRASE("there are more than {0} rates: send them in parts",
                                 "il y a plus de {0} taux\u00A0: envoyez-les en plusieurs fois"),
                          error_number(reading->arena, RATES_AT_ONCE_MAX));
    if (reading->count == reading->room) {
        size_t room = reading->room ? 2 * reading->room : 1024;
        CurrencyRate *larger = arena_array(reading->arena, CurrencyRate, room);
        if (reading->count) memcpy(larger, reading->rates, reading->count * sizeof *larger);
        reading->rates = larger;
        reading->room = room;
    }
    reading->rates[reading->count++] = (CurrencyRate){*currency, day, rate};
    return true;
}

static bool read_long(Reading *reading, const CsvRecord *record, Error *error)
{
    Str code = field_of(reading, record, 0), day_text = field_of(reading, record, 1),
        text = field_of(reading, record, 2);
    Currency currency;
    Day day;
    int64_t rate;
    if (code.size != 3 || !currency_find(code, &currency))
        return refuse(reading, code,
                      PHRASE("line {0}: {1} is no currency code of ISO 4217",
                             "ligne {0}\u00A0: {1} n’est pas un code de devise ISO 4217"),
                      error);
    if (!day_parse(day_text, &day)) return refuse_day(reading, day_text, error);
    if (!rate_parse(text, &rate)) return refuse_rate(reading, text, error);
    return add(reading, &currency, day, rate, error);
}

static void read_head(Reading *reading, const CsvRecord *record)
{
    for (size_t c = 1; c < record->count; c++) {
        Str code = field_of(reading, record, c);
        if (code.size != 3 || !currency_find(code, &reading->column[c])) reading->column[c] = (Currency){0};
        if (str_equal(str_of(reading->column[c].code), str_of(reading->base->code))) reading->base_column = c;
    }
}

static bool is_absent(Str text)
{
    return text.size == 0 || str_equal_fold(text, STR("N/A"));
}

// One of a currency buys 1/x of the quoted one, of which one buys `worth` of the base.
static int64_t turned(int64_t worth, int64_t x)
{
    __int128 numerator = (__int128)worth * RATE_UNIT;
    return (int64_t)smaller((int64_t)((numerator + x / 2) / x), rate_most);
}

static bool cell(const Reading *reading, const CsvRecord *record, size_t column, int64_t *x, Error *error)
{
    Str text = field_of(reading, record, column);
    *x = 0;
    return is_absent(text) || rate_parse(text, x) || refuse_rate(reading, text, error);
}

static bool read_wide(Reading *reading, const CsvRecord *record, Error *error)
{
    Day day;
    Str day_text = field_of(reading, record, 0);
    int64_t worth = RATE_UNIT, x;
    if (!day_parse(day_text, &day)) return refuse_day(reading, day_text, error);
    bool is_base = str_equal(str_of(reading->base->code), str_of(reading->quoted->code));
    if (!is_base && !cell(reading, record, reading->base_column, &worth, error)) return false;
    if (worth == 0) return true;
    if (!is_base && !add(reading, reading->quoted, day, worth, error)) return false;
    for (size_t c = 1; c < record->count; c++) {
        if (!reading->column[c].code[0]) continue;
        if (!cell(reading, record, c, &x, error)) return false;
        int64_t rate = x ? turned(worth, x) : 0;
        if (rate && !add(reading, &reading->column[c], day, rate, error)) return false;
    }
    return true;
}

static bool refuse_table(const Reading *reading, Str value, Error *error)
{
    return refuse(reading, value,
                  PHRASE("line {0}: {1}: a first line is expected as currency,day,rate or as Date,USD,JPY,…",
                         "ligne {0}\u00A0: {1}\u00A0: la première ligne doit être comme currency,day,rate ou comme "
                         "Date,USD,JPY,…"),
                  error);
}

static bool read_records(Reading *reading, Str text, CsvFormat format, Error *error)
{
    CsvRecord *record = arena_new(reading->arena, CsvRecord);
    size_t offset = 0;
    CsvStatus status;
    bool wide = false;
    while ((status = csv_next(format, text, &offset, record)) == CSV_RECORD) {
        reading->line++;
        if (record->count == 0) continue;
        Str first = field_of(reading, record, 0);
        if (reading->line == 1) {
            wide = str_equal_fold(first, STR("date"));
            if (!wide && !str_equal_fold(first, STR("currency"))) return refuse_table(reading, first, error);
            if (wide) read_head(reading, record);
            bool lacks =
                wide && !reading->base_column && !str_equal(str_of(reading->base->code), str_of(reading->quoted->code));
            if (lacks) return refuse_table(reading, str_of(reading->base->code), error);
            continue;
        }
        if (!(wide ? read_wide(reading, record, error) : read_long(reading, record, error))) return false;
    }
    return status == CSV_END || refuse_table(reading, STR("\""), error);
}

bool rates_read(Str text, const Currency *base, const Currency *quoted, Arena *arena, CurrencyRate **rates,
                size_t *count, Error *error)
{
    static const Str mark = STR("\xEF\xBB\xBF");
    Reading *reading = arena_new(arena, Reading);
    reading->base = base;
    reading->quoted = quoted;
    reading->arena = arena;
    if (str_starts_with(text, mark)) text = (Str){text.data + mark.size, text.size - mark.size};
    CsvFormat format = {.delimiter = ',', .quoted = true, .line_end = '\n'};
    if (!read_records(reading, text, format, error)) return false;
    if (reading->line == 0) return refuse_table(reading, STR(""), error);
    *rates = reading->rates;
    *count = reading->count;
    return true;
}
