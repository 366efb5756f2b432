#include "import/rows.h"

#include <string.h>

enum { DAY_NONE = DAY_MIN - 1 };

// What the row before had: exports are in order of date, so that most dates are those of the row before.
typedef struct DateCache {
    Str text;
    DateStatus status;
    DateReading reading;
} DateCache;

typedef struct CurrencyCache {
    Str text;
    bool known, wanted;
} CurrencyCache;

typedef struct StatusCache {
    Str text;
    bool cancelled;
} StatusCache;

typedef struct Reader {
    const RowsContext *context;
    const Layout *layout;
    RowsRead *read;
    Arena *arena;
    CsvPicked picked;
    uint64_t line; // of the row
    ActivityRow row;
    DateCache date, ended;
    CurrencyCache currency, sign; // of the column; beside an amount
    StatusCache status;
    RejectReason reason; // of the row that is refused
    ColumnRole fault;    // the column, SKIP for the row as a whole
    bool waits;          // for its order, which may stand elsewhere
} Reader;

static bool refuse(Reader *reader, RejectReason reason, ColumnRole fault)
{
    reader->reason = reason;
    reader->fault = fault;
    return false;
}

// ---- fields ----

static Str trimmed(Str text)
{
    if (text.size == 0) return text;
    unsigned char first = (unsigned char)text.data[0], last = (unsigned char)text.data[text.size - 1];
    bool plain = ' ' < first && first < 0x80 && ' ' < last && last < 0x80;
    return plain ? text : str_trim(text);
}

static Str value_of(const Reader *reader, ColumnRole role)
{
    return trimmed(reader->picked.fields[role].raw);
}

// Fit to be kept: "" is undoubled.
static Str text_of(const Reader *reader, ColumnRole role)
{
    const CsvField *field = &reader->picked.fields[role];
    return trimmed(field->escaped ? csv_value(*field, reader->arena) : field->raw);
}

static bool has(const Reader *reader, ColumnRole role)
{
    return reader->layout->column[role] >= 0;
}

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

static bool take_customer(Reader *reader)
{
    Str id = text_of(reader, COLUMN_CUSTOMER);
    if (name_is_nobody(id)) return refuse(reader, REJECT_NO_CUSTOMER, COLUMN_CUSTOMER);
    if (id.size > ACTIVITY_NAME_BYTES_MAX) return refuse(reader, REJECT_VALUE_TOO_LONG, COLUMN_CUSTOMER);
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

static int64_t civil_seconds(const Reader *reader, const DateReading *reading)
{
    bool instant = reading->has_zone || (reader->layout->date.utc && reading->has_time);
    return instant ? zone_civil(reader->context->zone, reading->seconds) : reading->seconds;
}

static bool take_date(Reader *reader)
{
    Str text = value_of(reader, COLUMN_DATE);
    const DateCache *date = read_date(&reader->date, text, reader->layout->date.order);
    if (date->status == DATE_BAD)
        return refuse(reader, name_is_nobody(text) ? REJECT_NO_DATE : REJECT_BAD_DATE, COLUMN_DATE);
    DateOrder decides = date->reading.decides;
    if (decides == DATE_ORDER_DMY) note(&reader->read->day_first, reader->line, text);
    if (decides == DATE_ORDER_MDY) note(&reader->read->month_first, reader->line, text);
    if (date->status == DATE_OTHER_ORDER) return refuse(reader, REJECT_BAD_DATE, COLUMN_DATE);
    DateReading reading = date->reading;
    if (has(reader, COLUMN_TIME) && !reading.has_time) {
        int32_t time = 0;
        Str clock = value_of(reader, COLUMN_TIME);
        if (!name_is_nobody(clock) && !time_of_day_read(clock, &time))
            return refuse(reader, REJECT_BAD_DATE, COLUMN_TIME);
        reading.seconds += time;
        reading.has_time = true;
    }
    int64_t seconds = civil_seconds(reader, &reading);
    if (seconds <= 0) return refuse(reader, REJECT_DATE_BEFORE_1970, COLUMN_DATE);
    if (seconds >= reader->context->seconds_end) return refuse(reader, REJECT_DATE_IN_FUTURE, COLUMN_DATE);
    reader->row.second = (Second)seconds;
    return true;
}

// The day a contract ended; a value that is no date says nothing, and the order is as good as others.
static void take_ended(Reader *reader)
{
    reader->row.ended = DAY_NONE;
    Str text = value_of(reader, COLUMN_ENDED);
    if (name_is_nobody(text)) return;
    const DateCache *ended = read_date(&reader->ended, text, reader->layout->date.order);
    if (ended->status != DATE_READ) return;
    int64_t seconds = civil_seconds(reader, &ended->reading);
    if (seconds > 0 && seconds < (int64_t)DAY_MAX * SECONDS_PER_DAY)
        reader->row.ended = (Day)(seconds / SECONDS_PER_DAY);
}

// ---- currency ----

static void note_currency(Reader *reader, Currency currency, Str value)
{
    CurrencyEvidence *seen = reader->read->currency;
    bool first = seen[0].currency.code[0] == '\0';
    bool other = !first && !str_equal(str_of(seen[0].currency.code), str_of(currency.code));
    if (first) seen[0] = (CurrencyEvidence){currency, reader->line, value};
    if (other && seen[1].currency.code[0] == '\0') seen[1] = (CurrencyEvidence){currency, reader->line, value};
}

// What a text says of the currency. `counts`: it is the one that says it for the row.
static const CurrencyCache *check_currency(Reader *reader, CurrencyCache *cache, Str text, bool counts)
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

static bool take_currency(Reader *reader)
{
    if (reader->context->all_other)
        return refuse(reader, REJECT_OTHER_CURRENCY, layout_multiplies(reader->layout) ? COLUMN_PRICE : COLUMN_AMOUNT);
    if (!has(reader, COLUMN_CURRENCY)) return true;
    Str text = value_of(reader, COLUMN_CURRENCY);
    if (text.size == 0) return true; // often only the first line of an order has it
    return check_currency(reader, &reader->currency, text, true)->wanted ||
           refuse(reader, REJECT_OTHER_CURRENCY, COLUMN_CURRENCY);
}

// ---- amounts ----

static void note_decimal(Reader *reader, const AmountReading *reading, Str value)
{
    if (reading->decides == '.') note(&reader->read->point, reader->line, value);
    if (reading->decides == ',') note(&reader->read->comma, reader->line, value);
}

// A sign beside the amount must be a currency; it counts where no column names the currency.
static bool take_sign(Reader *reader, Str sign, ColumnRole role)
{
    const CurrencyCache *check = check_currency(reader, &reader->sign, sign, !has(reader, COLUMN_CURRENCY));
    if (!check->known) return refuse(reader, REJECT_BAD_AMOUNT, role);
    return check->wanted || refuse(reader, REJECT_OTHER_CURRENCY, role);
}

// The amount in the column `role`, which is not empty.
static bool take_decimal(Reader *reader, Str text, ColumnRole role, Decimal *value)
{
    AmountReading reading;
    char decimal = reader->layout->amount.decimal;
    if (amount_read_plain(text, decimal, &reading)) {
        note_decimal(reader, &reading, text);
        *value = reading.value;
        return true;
    }
    AmountStatus status = amount_read(text, decimal, &reading);
    if (status == AMOUNT_BAD) return refuse(reader, name_is_nobody(text) ? REJECT_NO_AMOUNT : REJECT_BAD_AMOUNT, role);
    if (reading.currency.size && !take_sign(reader, reading.currency, role)) return false;
    note_decimal(reader, &reading, text);
    if (status == AMOUNT_OTHER_SIGN) return refuse(reader, REJECT_BAD_AMOUNT, role);
    if (status == AMOUNT_TOO_LARGE) return refuse(reader, REJECT_AMOUNT_OVERFLOW, role);
    *value = reading.value;
    return true;
}

// How many; one where there is no such column. Its decimal sign need not be that of the money.
static bool take_quantity(Reader *reader, Decimal *quantity)
{
    AmountReading reading;
    *quantity = (Decimal){1, 0};
    if (!has(reader, COLUMN_QUANTITY)) return true;
    Str text = value_of(reader, COLUMN_QUANTITY);
    char decimal = reader->layout->amount.decimal;
    AmountStatus status = amount_read(text, decimal, &reading);
    if (status == AMOUNT_OTHER_SIGN) status = amount_read(text, decimal == '.' ? ',' : '.', &reading);
    if (status != AMOUNT_READ || reading.currency.size) return refuse(reader, REJECT_BAD_QUANTITY, COLUMN_QUANTITY);
    *quantity = reading.value;
    return true;
}

static bool take_product(Reader *reader)
{
    Decimal price, quantity, product;
    if (!take_quantity(reader, &quantity) ||
        !take_decimal(reader, value_of(reader, COLUMN_PRICE), COLUMN_PRICE, &price))
        return false;
    if (!decimal_multiply(price, quantity, &product) ||
        !decimal_to_minor(product, reader->context->currency.exponent, &reader->row.amount_minor))
        return refuse(reader, REJECT_AMOUNT_OVERFLOW, COLUMN_PRICE);
    return true;
}

static bool take_total(Reader *reader)
{
    Decimal total;
    if (!take_decimal(reader, value_of(reader, COLUMN_AMOUNT), COLUMN_AMOUNT, &total)) return false;
    if (!decimal_to_minor(total, reader->context->currency.exponent, &reader->row.amount_minor))
        return refuse(reader, REJECT_AMOUNT_OVERFLOW, COLUMN_AMOUNT);
    return true;
}

// "C489449" takes back; minus pieces at a minus price must not become a sale.
static void turn_cancellation(Reader *reader)
{
    Decimal quantity;
    if (reader->row.amount_minor <= 0 || !layout_is_cancellation(value_of(reader, COLUMN_ORDER))) return;
    if (has(reader, COLUMN_QUANTITY) && take_quantity(reader, &quantity) && quantity.digits < 0)
        reader->row.amount_minor = -reader->row.amount_minor;
}

static bool take_amount(Reader *reader)
{
    if (!(layout_multiplies(reader->layout) ? take_product(reader) : take_total(reader))) return false;
    if (reader->layout->bare_number_orders) turn_cancellation(reader);
    return true;
}

// A cost or margin that is not there leaves the row's profit at 0.
static void take_profit(Reader *reader)
{
    AmountReading reading;
    int64_t minor;
    ColumnRole role = has(reader, COLUMN_MARGIN) ? COLUMN_MARGIN : COLUMN_COST;
    reader->row.profit_minor = 0;
    if (!has(reader, role)) return;
    if (amount_read(value_of(reader, role), reader->layout->amount.decimal, &reading) != AMOUNT_READ) return;
    if (!decimal_to_minor(reading.value, reader->context->currency.exponent, &minor)) return;
    if (role == COLUMN_COST && __builtin_sub_overflow(reader->row.amount_minor, minor, &minor)) return;
    reader->row.profit_minor = minor;
}

// ---- orders ----

static bool take_order(Reader *reader)
{
    reader->row.order_key = 0;
    if (!has(reader, COLUMN_ORDER)) return true;
    Str order = value_of(reader, COLUMN_ORDER);
    if (order.size > ACTIVITY_NAME_BYTES_MAX) return refuse(reader, REJECT_VALUE_TOO_LONG, COLUMN_ORDER);
    if (!name_is_nobody(order)) reader->row.order_key = order_key_of(order);
    return true;
}

// Of a row without an amount: whether the row with its order's amount stood just before, and what became of that.
static bool follow_head(Reader *reader)
{
    const OrderHead *head = &reader->read->head;
    if (reader->row.order_key == 0 || layout_multiplies(reader->layout)) return false;
    reader->waits = head->key != reader->row.order_key;
    if (!reader->waits && !head->accepted) refuse(reader, head->reason, COLUMN_SKIP);
    return !reader->waits && head->accepted;
}

// ---- a row ----

// Records that are nothing but delimiters and blanks, as spreadsheets write below their last row.
static bool is_blank_record(const Reader *reader)
{
    if (reader->picked.columns == 0) return true;
    Str record = reader->picked.record;
    char delimiter = reader->layout->csv.delimiter;
    for (size_t i = 0; i < record.size; i++)
        if (record.data[i] != delimiter && !memchr(" \t\r\"", record.data[i], 4)) return false;
    return true;
}

static void add_no_customer_amount(Reader *reader)
{
    RejectReason reason = reader->reason;
    ColumnRole fault = reader->fault;
    if (take_amount(reader)) reader->read->no_customer_amount += reader->row.amount_minor;
    reader->reason = reason;
    reader->fault = fault;
}

static bool take_status(Reader *reader)
{
    if (!has(reader, COLUMN_STATUS)) return true;
    Str text = value_of(reader, COLUMN_STATUS);
    if (text.size == 0) return true;
    if (!str_equal(text, reader->status.text)) reader->status = (StatusCache){text, name_is_cancelled(text)};
    return !reader->status.cancelled || refuse(reader, REJECT_CANCELLED, COLUMN_STATUS);
}

// A further line of an order, with the amount (and often all else) only on its first.
static bool has_own_amount(Reader *reader)
{
    if (reader->row.order_key == 0 || layout_multiplies(reader->layout)) return true;
    return value_of(reader, COLUMN_AMOUNT).size > 0 || refuse(reader, REJECT_NO_AMOUNT, COLUMN_AMOUNT);
}

static bool take_whole_row(Reader *reader, CsvStatus status)
{
    reader->row.order_key = 0;
    if (status == CSV_TEXT_AFTER_QUOTE) return refuse(reader, REJECT_TEXT_AFTER_QUOTE, COLUMN_SKIP);
    bool count_fits = reader->picked.columns >= reader->context->columns_needed && !reader->picked.surplus;
    if (status != CSV_RECORD || !count_fits) return refuse(reader, REJECT_COLUMN_COUNT, COLUMN_SKIP);
    if (!take_order(reader) || !take_status(reader) || !has_own_amount(reader) || !take_currency(reader)) return false;
    if (!take_customer(reader)) {
        if (reader->reason == REJECT_NO_CUSTOMER) add_no_customer_amount(reader);
        return false;
    }
    return take_date(reader) && take_amount(reader);
}

static void add_row(Reader *reader)
{
    const RowsContext *context = reader->context;
    take_profit(reader);
    if (has(reader, COLUMN_ENDED)) take_ended(reader);
    for (uint32_t i = 0; i < context->dimensions; i++) {
        Str value = text_of(reader, context->dimension_role[i]);
        if (value.size > ACTIVITY_NAME_BYTES_MAX) value.size = ACTIVITY_NAME_BYTES_MAX;
        reader->row.dimension[i] = name_is_nobody(value) ? (Str){0} : value;
    }
    activity_add(reader->read->part, &reader->row);
    reader->read->accepted++;
    reader->read->zero_amounts += reader->row.amount_minor == 0;
    if (reader->row.amount_minor < 0) {
        reader->read->refunds++;
        reader->read->refund_amount += reader->row.amount_minor;
    }
}

static Reject reject_of(const Reader *reader)
{
    bool whole = reader->fault == COLUMN_SKIP;
    return (Reject){.file = reader->context->file,
                    .line = reader->line,
                    .reason = reader->reason,
                    .column = whole ? (Str){"", 0} : reader->layout->names[reader->layout->column[reader->fault]],
                    .value = whole ? (Str){"", 0} : value_of(reader, reader->fault),
                    .record = reader->picked.record};
}

// Makes room in the arena for one more element, doubling.
static void *room_for_one(Arena *arena, void *array, size_t count, size_t size)
{
    enum { FIRST = 8 };
    bool full = count == 0 || (count >= FIRST && (count & (count - 1)) == 0);
    if (!full) return array;
    char *larger = arena_alloc(arena, count ? count * 2 : FIRST, size);
    if (count) memcpy(larger, array, count * size);
    return larger;
}

static void keep_waiting(Reader *reader)
{
    RowsRead *read = reader->read;
    read->wait = room_for_one(reader->arena, read->wait, read->waiting, sizeof *read->wait);
    read->wait[read->waiting++] =
        (WaitingLine){.key = reader->row.order_key, .before_head = read->head.key == 0, .reject = reject_of(reader)};
}

static void keep_reject(Reader *reader)
{
    RowsRead *read = reader->read;
    read->rejected_by[reader->reason]++;
    if (read->rejects == reader->context->rejects_max) return;
    read->reject = room_for_one(reader->arena, read->reject, read->rejects, sizeof *read->reject);
    read->reject[read->rejects++] = reject_of(reader);
}

static void read_row(Reader *reader, CsvStatus status)
{
    RowsRead *read = reader->read;
    reader->waits = false;
    bool taken = take_whole_row(reader, status), without_amount = !taken && reader->reason == REJECT_NO_AMOUNT;
    read->rows++;
    if (taken) {
        add_row(reader);
    } else if (without_amount && follow_head(reader)) {
        read->accepted++;
        read->order_lines++;
    } else if (reader->waits) {
        keep_waiting(reader);
    } else {
        keep_reject(reader);
    }
    if (reader->row.order_key && !without_amount)
        read->head = (OrderHead){reader->row.order_key, taken, reader->reason};
}

void rows_read(const RowsContext *context, const Block *block, int worker, RowsRead *read)
{
    const Layout *layout = context->layout;
    Reader reader = {.context = context, .layout = layout, .read = read, .arena = context->arenas[worker]};
    CsvPicker picker = csv_picker(layout->csv, context->text, block->start, context->slots, layout->columns);
    uint64_t line = block->line;
    *read = (RowsRead){.part = activity_part_open(context->builder, worker, block->line_ends + 1)};
    while (picker.offset < block->end) {
        CsvStatus status = csv_pick(&picker, &reader.picked);
        if (status == CSV_UNCLOSED_QUOTE || status == CSV_LINE_TOO_LONG) {
            read->status = status;
            line += reader.picked.breaks;
            break;
        }
        reader.line = line;
        line += 1 + reader.picked.breaks;
        if (is_blank_record(&reader)) continue;
        read_row(&reader, status);
    }
    read->end = picker.offset;
    read->end_line = line;
}

void rows_context_columns(RowsContext *context)
{
    static const ColumnRole needed[] = {COLUMN_CUSTOMER, COLUMN_DATE, COLUMN_AMOUNT, COLUMN_PRICE};
    const Layout *layout = context->layout;
    memset(context->slots, CSV_NO_SLOT, sizeof context->slots);
    for (ColumnRole role = COLUMN_SKIP + 1; role < COLUMN_ROLE_COUNT; role++)
        if (layout->column[role] >= 0) context->slots[layout->column[role]] = (uint8_t)role;
    if (!layout_multiplies(layout)) {
        if (layout->column[COLUMN_PRICE] >= 0) context->slots[layout->column[COLUMN_PRICE]] = CSV_NO_SLOT;
        if (layout->column[COLUMN_QUANTITY] >= 0 && !layout->bare_number_orders)
            context->slots[layout->column[COLUMN_QUANTITY]] = CSV_NO_SLOT;
    }
    context->columns_needed = 0;
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        bool read = layout->column[needed[i]] >= 0 && context->slots[layout->column[needed[i]]] != CSV_NO_SLOT;
        if (read && (size_t)layout->column[needed[i]] >= context->columns_needed)
            context->columns_needed = (size_t)layout->column[needed[i]] + 1;
    }
}
