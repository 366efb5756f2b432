#include "import/import_options.h"

static Str member_text(JsonValue object, const char *name, Arena *arena)
{
    JsonValue member;
    return json_member(object, str_of(name), &member) ? json_get_string(member, arena) : STR("");
}

static bool refuse(const char *name, Phrase phrase, Str value, Error *error)
{
    Arena *scratch = arena_open(0);
    error_say(error, ERROR_INPUT, phrase, error_value(scratch, value));
    error->code = "invalid_value";
    error_at(error, str_format(scratch, "/%s", name));
    arena_close(scratch);
    return false;
}

static bool read_delimiter(Str text, char *delimiter, Error *error)
{
    *delimiter = 0;
    if (!text.size) return true;
    *delimiter = str_equal(text, STR("tab")) ? '\t' : text.data[0];
    bool fine = str_equal(text, STR("tab")) || (text.size == 1 && text.data[0] > ' ' && text.data[0] < 0x7F) ||
                str_equal(text, STR("\t"));
    return (fine && *delimiter != '"') || refuse("delimiter",
                                                 PHRASE("the delimiter {0} is not one character or tab",
                                                        "le séparateur {0} n’est ni un caractère ni tab"),
                                                 text, error);
}

static bool read_words(JsonValue options, Arena *arena, ReadingOptions *read, Error *error)
{
    Str order = member_text(options, "date_order", arena), decimal = member_text(options, "decimal", arena);
    Str charset = member_text(options, "charset", arena);
    read->date_order = str_equal(order, STR("dmy"))   ? DATE_ORDER_DMY
                       : str_equal(order, STR("mdy")) ? DATE_ORDER_MDY
                       : str_equal(order, STR("ymd")) ? DATE_ORDER_YMD
                                                      : DATE_ORDER_FIND;
    read->decimal = str_equal(decimal, STR("point")) ? '.' : str_equal(decimal, STR("comma")) ? ',' : 0;
    read->table.utf8_only = str_equal_fold(charset, STR("utf-8"));
    if (order.size && read->date_order == DATE_ORDER_FIND)
        return refuse("date_order", PHRASE("{0} is not dmy, mdy or ymd", "{0} n’est ni dmy, ni mdy, ni ymd"), order,
                      error);
    if (decimal.size && !read->decimal)
        return refuse("decimal", PHRASE("{0} is not point or comma", "{0} n’est ni point ni comma"), decimal, error);
    return read_delimiter(member_text(options, "delimiter", arena), &read->table.delimiter, error);
}

static bool read_place(JsonValue options, Arena *arena, ReadingOptions *read, Error *error)
{
    Str zone = member_text(options, "time_zone", arena), currency = member_text(options, "currency", arena);
    if (zone.size && !zone_open(zone, arena, &read->zone, error)) {
        error->kind = ERROR_INPUT;
        error->code = "invalid_value";
        return error_at(error, STR("/time_zone"));
    }
    return !currency.size || currency_find(currency, &read->currency) ||
           refuse("currency", PHRASE("{0} is no currency code of ISO 4217", "{0} n’est pas un code de devise ISO 4217"),
                  currency, error);
}

bool import_options_read(JsonValue options, ImportKind kind, const WorkspaceSettings *settings, Instant now,
                         Arena *arena, ReadingOptions *read, Error *error)
{
    *read = (ReadingOptions){.kind = kind,
                             .zone = settings->zone,
                             .currency = settings->currency,
                             .locale = settings->locale,
                             .event = member_text(options, "event", arena),
                             .now = now};
    if (!json_member(options, STR("mapping"), &read->mapping)) read->mapping = (JsonValue){.type = JSON_NULL};
    if (read->mapping.type != JSON_NULL && read->mapping.type != JSON_OBJECT)
        return refuse("mapping",
                      PHRASE("the mapping {0} is no JSON object with a field for each column",
                             "la correspondance {0} n’est pas un objet JSON avec un champ par colonne"),
                      read->mapping.text, error);
    return read_words(options, arena, read, error) && read_place(options, arena, read, error);
}
