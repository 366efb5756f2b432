#include "import/cell.h"

#include <string.h>

#include "identity/normal.h"
#include "import/names.h"

// ---- faults ----

static const struct {
    Str code;
    Phrase label;
} labels[] = {
    {STR("column_count"), PHRASE("too few or too many columns", "trop ou trop peu de colonnes")},
    {STR("too_long"), PHRASE("a value over 65,536 bytes", "une valeur de plus de 65\u202F536 octets")},
    {STR("no_email"), PHRASE("no e-mail", "pas d’adresse e-mail")},
    {STR("no_customer"), PHRASE("no customer", "pas de client")},
    {STR("invalid_email"), PHRASE("not an e-mail address", "pas une adresse e-mail")},
    {STR("invalid_id"), PHRASE("not an id: it is too long", "pas un identifiant\u00A0: trop long")},
    {STR("no_date"), PHRASE("no date", "pas de date")},
    {STR("bad_date"), PHRASE("not a date that exists", "pas une date qui existe")},
    {STR("date_before_1970"), PHRASE("a date before 1970", "une date d’avant 1970")},
    {STR("date_in_future"), PHRASE("a date in the future", "une date dans le futur")},
    {STR("no_amount"), PHRASE("no amount", "pas de montant")},
    {STR("bad_amount"), PHRASE("not an amount", "pas un montant")},
    {STR("amount_overflow"), PHRASE("an amount too large", "un montant trop grand")},
    {STR("bad_number"), PHRASE("not a number", "pas un nombre")},
    {STR("bad_quantity"), PHRASE("not a quantity", "pas une quantité")},
    {STR("bad_currency"), PHRASE("not a currency", "pas une devise")},
    {STR("bad_flag"), PHRASE("neither yes nor no", "ni oui ni non")},
    {STR("bad_json"), PHRASE("not the JSON that is needed", "pas le JSON attendu")},
    {STR("no_event"), PHRASE("no event name", "pas de nom d’événement")},
    {STR("bad_event"), PHRASE("not an event that is known here", "pas un événement connu ici")},
    {STR("bad_interval"), PHRASE("not a cycle", "pas une période")},
    {STR("ends_before_start"), PHRASE("it ends before it starts", "la fin précède le début")},
    {STR("no_score"), PHRASE("no score", "pas de note")},
    {STR("bad_score"), PHRASE("not a score of its scale", "pas une note de son échelle")},
    {STR("no_state"), PHRASE("neither granted nor withdrawn", "ni donné ni retiré")},
    {STR("bad_channel"), PHRASE("not a channel that is known here", "pas un canal connu ici")},
    {STR("no_purpose"), PHRASE("no purpose", "pas de finalité")},
    {STR("consent_proof"), PHRASE("consent needs source and date", "un consentement exige une source et une date")},
    {STR("duplicate_row"),
     PHRASE("repeats an earlier row; the last one counts", "répète une ligne précédente\u202F; la dernière compte")},
    {STR("suppressed"), PHRASE("somebody who was erased", "une personne effacée")},
    {STR("no_consent"), PHRASE("somebody who did not consent", "une personne qui n’a pas consenti")},
    {STR("restricted"),
     PHRASE("somebody whose data may not be processed", "une personne dont les données ne peuvent être traitées")},
};

Phrase fault_label(Str code)
{
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        if (str_equal(labels[i].code, code)) return labels[i].label;
    return PHRASE("it can’t be used", "inutilisable");
}

static bool refuse(RowCells *row, const char *code, int column, Str value)
{
    row->fault = (Fault){code, column, value};
    return false;
}

bool row_refuse_cell(RowCells *row, const char *code, Target target)
{
    int column = row->reading->at[target];
    return refuse(row, code, column, column >= 0 ? row->cells.value[column] : STR(""));
}

// ---- the row ----

bool row_cells_read(RowCells *row, size_t number)
{
    row->row = number;
    row->fault = (Fault){0};
    if (table_read(&row->reading->table, number, row->arena, &row->cells) != ROW_READ)
        return refuse(row, "column_count", -1,
                      str_format(row->arena, "%zu/%zu", row->cells.found, row->reading->table.columns));
    for (size_t i = 0; i < row->cells.count; i++)
        if (row->cells.value[i].size > TABLE_CELL_BYTES_MAX) return refuse(row, "too_long", (int)i, STR(""));
    return true;
}

Str cell_trimmed(const RowCells *row, Target target)
{
    int column = row->reading->at[target];
    return column < 0 ? STR("") : str_trim(row->cells.value[column]);
}

// ---- when ----

static bool date_out(RowCells *row, Target target, DateReading date, Instant *at)
{
    int64_t seconds = date.has_zone ? date.seconds : zone_instant(row->reading->options.zone, date.seconds);
    *at = seconds * MILLISECONDS_PER_SECOND;
    return (-62135596800 <= seconds && seconds < 253402300800) || row_refuse_cell(row, "bad_date", target);
}

static bool add_clock(RowCells *row, Target target, DateReading *date)
{
    int32_t seconds;
    Str clock = target == TARGET_AT && !date->has_time ? cell_trimmed(row, TARGET_CLOCK) : STR("");
    if (!clock.size) return true;
    if (!time_of_day_read(clock, &seconds)) return row_refuse_cell(row, "bad_date", TARGET_CLOCK);
    date->seconds += seconds;
    return true;
}

bool cell_instant(RowCells *row, Target target, Instant *at, bool *given)
{
    Str text = cell_trimmed(row, target);
    DateReading date;
    *given = text.size > 0 && !name_is_nobody(text);
    if (!*given || instant_parse(text, at) == INSTANT_FINE) return true; // with milliseconds, where there are any
    if (date_read(text, row->reading->date_order, &date) != DATE_READ) return row_refuse_cell(row, "bad_date", target);
    return add_clock(row, target, &date) && date_out(row, target, date, at);
}

bool cell_happened(RowCells *row, Target target, Instant *at)
{
    const Instant day = (Instant)SECONDS_PER_DAY * MILLISECONDS_PER_SECOND;
    bool given;
    if (!cell_instant(row, target, at, &given)) return false;
    if (!given) return row_refuse_cell(row, "no_date", target);
    if (*at < day) return row_refuse_cell(row, "date_before_1970", target);
    return *at <= row->reading->options.now + day || row_refuse_cell(row, "date_in_future", target);
}

// ---- how much ----

static bool cell_amount(RowCells *row, Target target, AmountReading *amount, bool *given)
{
    Str text = cell_trimmed(row, target);
    const char *code = targets[target].type == CELL_AMOUNT ? "bad_amount"
                       : target == TARGET_QUANTITY         ? "bad_quantity"
                                                           : "bad_number";
    char decimal = row->reading->decimal ? row->reading->decimal : '.';
    if (row->reading->at[target] >= 0 && row->cells.type[row->reading->at[target]] == JSON_NUMBER) decimal = '.';
    *given = text.size > 0 && !name_is_nobody(text);
    if (!*given || amount_read_plain(text, decimal, amount)) return true;
    AmountStatus status = amount_read(text, decimal, amount);
    return status == AMOUNT_READ || row_refuse_cell(row, status == AMOUNT_TOO_LARGE ? "amount_overflow" : code, target);
}

bool cell_decimal(RowCells *row, Target target, Decimal *value, bool *given)
{
    AmountReading amount = {0};
    if (!cell_amount(row, target, &amount, given)) return false;
    *value = amount.value;
    return true;
}

bool cell_currency(RowCells *row, Target target, Currency *currency)
{
    AmountReading amount = {0};
    bool given;
    Str told = cell_trimmed(row, TARGET_CURRENCY);
    *currency = row->reading->options.currency;
    if (told.size) return currency_find(told, currency) || row_refuse_cell(row, "bad_currency", TARGET_CURRENCY);
    if (!cell_amount(row, target, &amount, &given)) return false;
    if (!given || !amount.currency.size || amount_currency_fits(amount.currency, currency)) return true;
    Currency beside;
    if (!amount_currency(amount.currency, &beside)) return row_refuse_cell(row, "bad_amount", target);
    if (beside.code[0]) *currency = beside;
    return true;
}

static bool among(Str text, const char *words)
{
    Str rest = str_of(words), word;
    while (str_cut(&rest, ' ', &word))
        if (str_equal_fold(word, text)) return true;
    return false;
}

bool cell_flag(RowCells *row, Target target, bool *value)
{
    Str text = cell_trimmed(row, target);
    *value = among(text, "true yes y 1 oui vrai o t x on");
    bool no = !text.size || name_is_nobody(text) || among(text, "false no n 0 non faux f off");
    return *value || no || row_refuse_cell(row, "bad_flag", target);
}

// ---- who ----

static Str cell_id(const RowCells *row, Target target)
{
    Str id = cell_trimmed(row, target);
    return name_is_nobody(id) ? STR("") : id;
}

static bool check_id(RowCells *row, Target target, Str id)
{
    return id.size <= IDENTITY_BYTES_MAX || row_refuse_cell(row, "invalid_id", target);
}

bool cell_who(RowCells *row, Who *who)
{
    *who = (Who){.external = cell_id(row, TARGET_EXTERNAL_ID),
                 .user_id = cell_id(row, TARGET_USER_ID),
                 .email = cell_id(row, TARGET_EMAIL),
                 .phone = cell_id(row, TARGET_PHONE),
                 .anonymous_id = cell_id(row, TARGET_ANONYMOUS_ID)};
    Normal normal;
    Error unusable;
    if (who->email.size && !normal_of(IDENTITY_EMAIL, who->email, &normal, &unusable))
        return row_refuse_cell(row, "invalid_email", TARGET_EMAIL);
    bool known = who->external.size || who->user_id.size || who->email.size || who->anonymous_id.size ||
                 (who->phone.size && identity_phone(row->arena, row->reading->options.locale, who->phone).size);
    if (!known && !reading_has(row->reading, TARGET_USER_ID) && reading_has(row->reading, TARGET_EMAIL))
        return row_refuse_cell(row, "no_email", TARGET_EMAIL);
    if (!known) return row_refuse_cell(row, "no_customer", TARGET_USER_ID);
    return check_id(row, TARGET_EXTERNAL_ID, who->external) && check_id(row, TARGET_USER_ID, who->user_id) &&
           check_id(row, TARGET_ANONYMOUS_ID, who->anonymous_id);
}

// ---- properties ----

Str decimal_text(Arena *arena, Decimal value)
{
    enum { DIGITS = 40 };
    char digits[DIGITS + 3];
    size_t at = sizeof digits;
    bool negative = value.digits < 0;
    __int128 rest = negative ? -value.digits : value.digits;
    for (int written = 0; rest > 0 || written <= value.scale; written++) {
        if (written == value.scale && value.scale > 0) digits[--at] = '.';
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (negative) digits[--at] = '-';
    return str_copy(arena, (Str){digits + at, sizeof digits - at});
}

void json_decimal(JsonWriter *json, Arena *arena, Decimal value)
{
    json_value(json, (JsonValue){JSON_NUMBER, decimal_text(arena, value)});
}

static void write_value(const RowCells *row, size_t column, JsonWriter *json)
{
    Str value = row->cells.value[column];
    JsonType type = row->cells.type[column];
    ColumnLooks looks = row->reading->column[column].looks;
    if (type == JSON_STRING && looks == LOOKS_NUMBER) type = JSON_NUMBER;
    if (type == JSON_STRING && looks == LOOKS_FLAG) {
        json_boolean(json, (value.data[0] | 0x20) == 't');
        return;
    }
    if (type == JSON_STRING)
        json_string(json, value);
    else
        json_value(json, (JsonValue){type, value});
}

void cells_write_rest(RowCells *row, JsonWriter *json)
{
    for (size_t i = 0; i < row->cells.count; i++) {
        const ColumnPlan *plan = &row->reading->column[i];
        if (plan->use != USE_PROPERTY || !row->cells.value[i].size) continue;
        json_key(json, str_c(row->arena, plan->property));
        write_value(row, i, json);
    }
}

static Str instant_shown(const RowCells *row, Instant at)
{
    int64_t civil = zone_civil(row->reading->options.zone, at / MILLISECONDS_PER_SECOND);
    int64_t of_day = (civil % SECONDS_PER_DAY + SECONDS_PER_DAY) % SECONDS_PER_DAY;
    return of_day ? instant_text(row->arena, at) : day_name(row->arena, (Day)((civil - of_day) / SECONDS_PER_DAY));
}

static bool write_field(RowCells *row, Target target, JsonWriter *json)
{
    Instant at;
    Decimal value;
    bool given = cell_trimmed(row, target).size > 0, flag;
    CellType type = targets[target].type;
    if (!given) return true;
    if (type == CELL_INSTANT && !cell_instant(row, target, &at, &given)) return false;
    if ((type == CELL_AMOUNT || type == CELL_NUMBER) && !cell_decimal(row, target, &value, &given)) return false;
    if (type == CELL_FLAG && !cell_flag(row, target, &flag)) return false;
    if (!given) return true;
    json_key(json, targets[target].property);
    if (type == CELL_INSTANT) {
        json_string(json, instant_shown(row, at));
    } else if (type == CELL_AMOUNT || type == CELL_NUMBER) {
        json_decimal(json, row->arena, value);
    } else if (type == CELL_FLAG) {
        json_boolean(json, flag);
    } else {
        json_string(json, row->cells.value[row->reading->at[target]]);
    }
    return true;
}

bool cell_shown(RowCells *row, Target target, Str *shown)
{
    Instant at;
    Decimal value;
    bool given = true, flag;
    CellType type = targets[target].type;
    *shown = cell_trimmed(row, target);
    if (!shown->size) return true;
    if (type == CELL_INSTANT) {
        if (!cell_instant(row, target, &at, &given)) return false;
        *shown = given ? instant_shown(row, at) : STR("");
    } else if (type == CELL_AMOUNT || type == CELL_NUMBER) {
        if (!cell_decimal(row, target, &value, &given)) return false;
        *shown = given ? decimal_text(row->arena, value) : STR("");
    } else if (type == CELL_FLAG) {
        if (!cell_flag(row, target, &flag)) return false;
        *shown = flag ? STR("true") : STR("false");
    }
    return true;
}

bool cells_write_fields(RowCells *row, const Target *list, size_t count, JsonWriter *json)
{
    for (size_t i = 0; i < count; i++)
        if (reading_has(row->reading, list[i]) && !write_field(row, list[i], json)) return false;
    return true;
}
