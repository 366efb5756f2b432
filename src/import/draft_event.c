// A row of a table of events: a Track of that name.
#include "import/draft_parts.h"

enum { EVENT_NAME_BYTES_MAX = 200 };

static bool write_object(Drafting *drafting, JsonWriter *json)
{
    JsonValue object, key, value;
    Error unreadable;
    Str text = cell_trimmed(&drafting->row, TARGET_PROPERTIES);
    if (!text.size) return true;
    if (!json_parse(text, &object, &unreadable) || object.type != JSON_OBJECT)
        return row_refuse_cell(&drafting->row, "bad_json", TARGET_PROPERTIES);
    for (size_t cursor = 0; json_next(object, &cursor, &key, &value);) {
        json_key(json, str_c(drafting->row.arena, json_get_string(key, drafting->row.arena)));
        json_value(json, value);
    }
    return true;
}

static bool take_amount(Drafting *drafting, Record *record, JsonWriter *json, const Currency *currency, Str name)
{
    RowCells *row = &drafting->row;
    Decimal amount;
    bool given;
    if (!cell_decimal(row, TARGET_AMOUNT, &amount, &given)) return false;
    record->has_amount = given;
    if (!given) return true;
    if (!decimal_to_minor(amount, currency->exponent, &record->amount_minor))
        return row_refuse_cell(row, "amount_overflow", TARGET_AMOUNT);
    record->currency = str_copy(row->arena, str_of(currency->code));
    json_key(json, str_starts_with(name, STR("Order ")) ? "total" : "value");
    json_decimal(json, row->arena, amount);
    json_key(json, "currency"), json_string(json, record->currency);
    return true;
}

bool draft_event(Drafting *drafting, Draft *draft)
{
    RowCells *row = &drafting->row;
    Instant at;
    Currency currency;
    Record amount = {0};
    Text properties;
    if (!draft_row(drafting, draft) || !cell_happened(row, TARGET_AT, &at) ||
        !cell_currency(row, TARGET_AMOUNT, &currency))
        return false;
    Str name = cell_trimmed(row, TARGET_EVENT), number = cell_trimmed(row, TARGET_MESSAGE_ID);
    if (!name.size) name = drafting->reading->options.event;
    if (!name.size) return row_refuse_cell(row, "no_event", TARGET_EVENT);
    if (name.size > EVENT_NAME_BYTES_MAX) return row_refuse_cell(row, "too_long", TARGET_EVENT);
    JsonWriter json = draft_properties(drafting, &properties);
    if (!take_amount(drafting, &amount, &json, &currency, name) || !write_object(drafting, &json)) return false;
    cells_write_rest(row, &json);
    json_end_object(&json);
    Record *record = draft_add(drafting, draft, EVENT_TRACK, name, at, text_str(&properties));
    record->message_id = number.size <= 128 ? number : STR("");
    record->has_amount = amount.has_amount;
    record->amount_minor = amount.amount_minor;
    record->currency = amount.currency;
    draft_name(drafting, draft, number.size ? str_format(row->arena, "event %.*s", STR_ARGS(number)) : STR(""));
    return true;
}
