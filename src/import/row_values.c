#include <string.h>

#include "import/rows_parts.h"

enum { DAY_NONE = DAY_MIN - 1 };

static void note(Evidence *evidence, uint64_t line, Str value)
{
    if (evidence->rows++ > 0) return;
    evidence->line = line;
    evidence->value = value;
}

// ---- customer ----

static bool is_letter(char byte)
{
    char lower = (char)(byte | 0x20);
    return 'a' <= lower && lower <= 'z';
}

// E-mail addresses are the same in capitals. Ids are not: "a1" may be another than "A1".
static Str folded_email(Str id, Arena *arena)
{
    if (!is_letter(id.data[id.size - 1]) || !memchr(id.data, '@', id.size)) return id;
    size_t at = 0;
    while (at < id.size && !('A' <= id.data[at] && id.data[at] <= 'Z')) at++;
    if (at == id.size) return id;
    char *lower = arena_array(arena, char, id.size);
    for (size_t i = 0; i < id.size; i++)
        lower[i] = (char)('A' <= id.data[i] && id.data[i] <= 'Z' ? id.data[i] + ('a' - 'A') : id.data[i]);
    return (Str){lower, id.size};
}

bool row_take_customer(RowReader *reader)
{
    Str id = row_text(reader, COLUMN_CUSTOMER);
    if (name_is_nobody(id)) return row_refuse(reader, REJECT_NO_CUSTOMER, COLUMN_CUSTOMER);
    if (id.size > ACTIVITY_NAME_BYTES_MAX) return row_refuse(reader, REJECT_VALUE_TOO_LONG, COLUMN_CUSTOMER);
    reader->row.customer = folded_email(id, reader->arena);
    return true;
}

// ---- dates ----

static const DateCache *read_date(DateCache *cache, Str text, DateOrder order)
{
    bool same = text.size == cache->text.size && text.size > 0 && memcmp(text.data, cache->text.data, text.size) == 0;
    if (same) return cache;
    cache->text = text;
    cache->status = date_read(text, order, &cache->reading);
    return cache;
}

static int64_t civil_seconds(const RowReader *reader, const DateReading *reading)
{
    bool instant = reading->has_zone || (reader->layout->date.utc && reading->has_time);
    return instant ? zone_civil(reader->context->zone, reading->seconds) : reading->seconds;
}

bool row_take_date(RowReader *reader)
{
    Str text = row_value(reader, COLUMN_DATE);
    const DateCache *date = read_date(&reader->date, text, reader->layout->date.order);
    if (date->status == DATE_BAD)
        return row_refuse(reader, name_is_nobody(text) ? REJECT_NO_DATE : REJECT_BAD_DATE, COLUMN_DATE);
    DateOrder decides = date->reading.decides;
    if (decides == DATE_ORDER_DMY) note(&reader->read->day_first, reader->line, text);
    if (decides == DATE_ORDER_MDY) note(&reader->read->month_first, reader->line, text);
    if (date->status == DATE_OTHER_ORDER) return row_refuse(reader, REJECT_BAD_DATE, COLUMN_DATE);
    DateReading reading = date->reading;
    if (row_has(reader, COLUMN_TIME) && !reading.has_time) {
        int32_t time = 0;
        Str clock = row_value(reader, COLUMN_TIME);
        if (!name_is_nobody(clock) && !time_of_day_read(clock, &time))
            return row_refuse(reader, REJECT_BAD_DATE, COLUMN_TIME);
        reading.seconds += time;
        reading.has_time = true;
    }
    int64_t seconds = civil_seconds(reader, &reading);
    if (seconds <= 0) return row_refuse(reader, REJECT_DATE_BEFORE_1970, COLUMN_DATE);
    if (seconds >= reader->context->seconds_end) return row_refuse(reader, REJECT_DATE_IN_FUTURE, COLUMN_DATE);
    reader->row.second = (Second)seconds;
    return true;
}

// The day a contract ended; a value that is no date says nothing, and the order is as good as others.
void row_take_ended(RowReader *reader)
{
    reader->row.ended = DAY_NONE;
    Str text = row_value(reader, COLUMN_ENDED);
    if (name_is_nobody(text)) return;
    const DateCache *ended = read_date(&reader->ended, text, reader->layout->date.order);
    if (ended->status != DATE_READ) return;
    int64_t seconds = civil_seconds(reader, &ended->reading);
    if (seconds > 0 && seconds < (int64_t)DAY_MAX * SECONDS_PER_DAY)
        reader->row.ended = (Day)(seconds / SECONDS_PER_DAY);
}

// ---- currency ----

static void note_currency(RowReader *reader, Currency currency, Str value)
{
    CurrencyEvidence *seen = reader->read->currency;
    bool first = seen[0].currency.code[0] == '\0';
    bool other = !first && !str_equal(str_of(seen[0].currency.code), str_of(currency.code));
    if (first) seen[0] = (CurrencyEvidence){currency, reader->line, value};
    if (other && seen[1].currency.code[0] == '\0') seen[1] = (CurrencyEvidence){currency, reader->line, value};
}

// What a text says of the currency. `counts`: it is the one that says it for the row.
static const CurrencyCache *check_currency(RowReader *reader, CurrencyCache *cache, Str text, bool counts)
{
    if (cache->text.size && str_equal(text, cache->text)) return cache;
    Currency currency;
    bool known = amount_currency(text, &currency);
    bool wanted = !counts || !known || !reader->context->currency_wanted ||
                  amount_currency_fits(text, &reader->context->currency);
    if (counts && known && currency.code[0]) note_currency(reader, currency, text);
    *cache = (CurrencyCache){text, known, wanted};
    return cache;
}

bool row_take_currency(RowReader *reader)
{
    if (reader->context->all_other)
        return row_refuse(reader, REJECT_OTHER_CURRENCY,
                          layout_multiplies(reader->layout) ? COLUMN_PRICE : COLUMN_AMOUNT);
    if (!row_has(reader, COLUMN_CURRENCY)) return true;
    Str text = row_value(reader, COLUMN_CURRENCY);
    if (text.size == 0) return true; // often only the first line of an order has it
    return check_currency(reader, &reader->currency, text, true)->wanted ||
           row_refuse(reader, REJECT_OTHER_CURRENCY, COLUMN_CURRENCY);
}

// ---- amounts ----

static void note_decimal(RowReader *reader, const AmountReading *reading, Str value)
{
    if (reading->decides == '.') note(&reader->read->point, reader->line, value);
    if (reading->decides == ',') note(&reader->read->comma, reader->line, value);
}

// A sign beside the amount must be a currency; it counts where no column names the currency.
static bool take_sign(RowReader *reader, Str sign, ColumnRole role)
{
    const CurrencyCache *check = check_currency(reader, &reader->sign, sign, !row_has(reader, COLUMN_CURRENCY));
    if (!check->known) return row_refuse(reader, REJECT_BAD_AMOUNT, role);
    return check->wanted || row_refuse(reader, REJECT_OTHER_CURRENCY, role);
}

// The short cut for "12,50 €" where the row before had that sign too.
static bool read_plain(const RowReader *reader, Str text, AmountReading *reading)
{
    char decimal = reader->layout->amount.decimal;
    Str sign = reader->sign.text;
    if (amount_read_plain(text, decimal, reading)) return true;
    if (sign.size == 0 || !reader->sign.known || !reader->sign.wanted || text.size <= sign.size) return false;
    size_t rest = text.size - sign.size;
    if (memcmp(text.data, sign.data, sign.size) == 0)
        text.data += sign.size;
    else if (memcmp(text.data + rest, sign.data, sign.size) != 0)
        return false;
    return amount_read_plain(row_trimmed((Str){text.data, rest}), decimal, reading);
}

// The amount in the column `role`, which is not empty.
static bool take_decimal(RowReader *reader, Str text, ColumnRole role, Decimal *value)
{
    AmountReading reading;
    char decimal = reader->layout->amount.decimal;
    if (read_plain(reader, text, &reading)) {
        note_decimal(reader, &reading, text);
        *value = reading.value;
        return true;
    }
    AmountStatus status = amount_read(text, decimal, &reading);
    if (status == AMOUNT_BAD)
        return row_refuse(reader, name_is_nobody(text) ? REJECT_NO_AMOUNT : REJECT_BAD_AMOUNT, role);
    if (reading.currency.size && !take_sign(reader, reading.currency, role)) return false;
    note_decimal(reader, &reading, text);
    if (status == AMOUNT_OTHER_SIGN) return row_refuse(reader, REJECT_BAD_AMOUNT, role);
    if (status == AMOUNT_TOO_LARGE) return row_refuse(reader, REJECT_AMOUNT_OVERFLOW, role);
    *value = reading.value;
    return true;
}

// How many; one where there is no such column. Its decimal sign need not be that of the money.
static bool take_quantity(RowReader *reader, Decimal *quantity)
{
    AmountReading reading;
    *quantity = (Decimal){1, 0};
    if (!row_has(reader, COLUMN_QUANTITY)) return true;
    Str text = row_value(reader, COLUMN_QUANTITY);
    char decimal = reader->layout->amount.decimal;
    AmountStatus status = amount_read(text, decimal, &reading);
    if (status == AMOUNT_OTHER_SIGN) status = amount_read(text, decimal == '.' ? ',' : '.', &reading);
    if (status != AMOUNT_READ || reading.currency.size) return row_refuse(reader, REJECT_BAD_QUANTITY, COLUMN_QUANTITY);
    *quantity = reading.value;
    return true;
}

static bool take_product(RowReader *reader)
{
    Decimal price, quantity, product;
    if (!row_has(reader, COLUMN_PRICE)) { // LayoutOptions.lines: that it was bought, or taken back
        bool counted = take_quantity(reader, &quantity);
        reader->row.amount_minor = counted && quantity.digits < 0 ? -1 : 1;
        return counted;
    }
    if (!take_quantity(reader, &quantity) ||
        !take_decimal(reader, row_value(reader, COLUMN_PRICE), COLUMN_PRICE, &price))
        return false;
    if (!decimal_multiply(price, quantity, &product) ||
        !decimal_to_minor(product, reader->context->currency.exponent, &reader->row.amount_minor))
        return row_refuse(reader, REJECT_AMOUNT_OVERFLOW, COLUMN_PRICE);
    return true;
}

static bool take_total(RowReader *reader)
{
    Decimal total;
    if (!take_decimal(reader, row_value(reader, COLUMN_AMOUNT), COLUMN_AMOUNT, &total)) return false;
    if (!decimal_to_minor(total, reader->context->currency.exponent, &reader->row.amount_minor))
        return row_refuse(reader, REJECT_AMOUNT_OVERFLOW, COLUMN_AMOUNT);
    return true;
}

// "C489449" takes back; minus pieces at a minus price must not become a sale.
static void turn_cancellation(RowReader *reader)
{
    Decimal quantity;
    if (reader->row.amount_minor <= 0 || !layout_is_cancellation(row_value(reader, COLUMN_ORDER))) return;
    if (row_has(reader, COLUMN_QUANTITY) && take_quantity(reader, &quantity) && quantity.digits < 0)
        reader->row.amount_minor = -reader->row.amount_minor;
}

bool row_take_amount(RowReader *reader)
{
    if (!(layout_multiplies(reader->layout) ? take_product(reader) : take_total(reader))) return false;
    if (reader->layout->bare_number_orders) turn_cancellation(reader);
    return true;
}

// A cost or margin that is not there leaves the row's profit at 0.
void row_take_profit(RowReader *reader)
{
    AmountReading reading;
    int64_t minor;
    ColumnRole role = row_has(reader, COLUMN_MARGIN) ? COLUMN_MARGIN : COLUMN_COST;
    reader->row.profit_minor = 0;
    if (!row_has(reader, role)) return;
    if (amount_read(row_value(reader, role), reader->layout->amount.decimal, &reading) != AMOUNT_READ) return;
    if (!decimal_to_minor(reading.value, reader->context->currency.exponent, &minor)) return;
    if (role == COLUMN_COST && __builtin_sub_overflow(reader->row.amount_minor, minor, &minor)) return;
    reader->row.profit_minor = minor;
}
