// currency_rate_http.c - what currencies are worth, by hand or from a table.
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/figure.h"
#include "house.h"
#include "module.h"
#include "order/currency_rate.h"

enum { RATES_KEPT_MAX = 1000000 };

static const Currency *base_of(const Call *call)
{
    return &workspace_first(call->house->workspace)->currency;
}

static bool answer_base(Call *call, const char *member, int64_t count)
{
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "base");
    json_string(&json, str_of(base_of(call)->code));
    json_key(&json, member);
    json_integer(&json, count);
    json_end_object(&json);
    return true;
}

// ---- reading ----

static bool read_cursor(Call *call, Str *currency, int64_t *day, Error *error)
{
    Str after;
    *currency = STR("");
    *day = 0;
    if (!call_cursor(call, &after, error)) return false;
    return !after.size || (str_cut(&after, ' ', currency) && number_parse_count(after, day)) || say_not_found(error);
}

static Day day_query(const Call *call, const char *name, Day otherwise)
{
    Day day;
    return day_parse(call_query(call, name), &day) ? day : otherwise;
}

static Str write_rates(JsonWriter *json, Call *call, Rows *rows, int64_t limit)
{
    Str last = STR("");
    for (int64_t i = 0; i < limit && rows_next(rows); i++) {
        json_begin_object(json);
        json_key(json, "currency");
        json_string(json, rows_text(rows, 0));
        json_key(json, "day");
        json_string(json, day_name(call->arena, (Day)rows_integer(rows, 1)));
        json_key(json, "rate");
        json_string(json, rate_text(call->arena, rows_integer(rows, 2)));
        json_end_object(json);
        if (i + 1 == limit)
            last = str_format(call->arena, "%.*s %lld", STR_ARGS(rows_text(rows, 0)), (long long)rows_integer(rows, 1));
    }
    return last;
}

static bool list_rates(Call *call, StoreSession *session, Error *error)
{
    Str after, only = call_query(call, "currency"), base = str_of(base_of(call)->code);
    int64_t after_day, limit = call_limit(call);
    Rows rows;
    if (!read_cursor(call, &after, &after_day, error) ||
        !store_select(session, &query_currency_rate_list,
                      VALUES(value_text(base), value_text(after), value_integer(after_day), value_text(only),
                             value_integer(day_query(call, "from", DAY_MIN)),
                             value_integer(day_query(call, "to", INT32_MAX)), value_integer(limit)),
                      &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "base");
    json_string(&json, base);
    json_key(&json, "items");
    json_begin_array(&json);
    Str last = write_rates(&json, call, &rows, limit);
    json_end_array(&json);
    write_next(&json, call, last.size, last);
    json_end_object(&json);
    return rows_close(&rows, error);
}

// ---- writing ----

static bool store_rate(Call *call, StoreSession *session, const CurrencyRate *rate, Error *error)
{
    return store_execute_soon(session, &query_currency_rate_put,
                              VALUES(value_text(str_of(base_of(call)->code)), value_text(str_of(rate->currency.code)),
                                     value_integer(rate->day), value_integer(rate->rate)),
                              error);
}

static bool check_count(Call *call, StoreSession *session, Error *error)
{
    Rows rows;
    int64_t count = 0;
    if (!store_select(session, &query_currency_rate_count, VALUES(value_text(str_of(base_of(call)->code))), &rows,
                      error))
        return false;
    if (rows_next(&rows)) count = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    return count <= RATES_KEPT_MAX ||
           error_code(error, ERROR_INPUT, "too_many_rates",
                      PHRASE("that would be {0} rates: at most 1,000,000 are kept",
                             "cela ferait {0} taux\u00A0: 1\u202F000\u202F000 au plus sont gardés"),
                      error_number(call->arena, (uint64_t)count));
}

static bool changed(Call *call, StoreSession *session, int64_t count, Error *error)
{
    if (!check_count(call, session, error) || !log_rates_changed(call->house->log, session, error)) return false;
    call->audit_object = STR("currency_rates");
    return answer_base(call, "changed", count);
}

static bool refuse_item(const Call *call, size_t index, const char *member, Phrase phrase, Str value, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_rate", phrase, error_value(call->arena, value));
    return error_at(error, str_format(call->arena, "/rates/%zu/%s", index, member));
}

static bool put_one(Call *call, StoreSession *session, JsonValue item, size_t index, Error *error)
{
    JsonValue given = {.type = JSON_NULL};
    CurrencyRate rate = {.currency = currency_unknown};
    Str code = shape_text(item, "currency", call->arena), text = shape_text(item, "rate", call->arena);
    Str base = str_of(base_of(call)->code);
    if (!currency_find(code, &rate.currency) || str_equal(str_of(rate.currency.code), base))
        return refuse_item(call, index, "currency",
                           PHRASE("{0} is the workspace's own currency: it is worth 1",
                                  "{0} est la devise de l’espace\u00A0: elle vaut 1"),
                           code, error);
    if (!day_parse(shape_text(item, "day", call->arena), &rate.day)) return say_not_found(error); // checked before
    if (!json_member(item, STR("rate"), &given) || given.type == JSON_NULL)
        return store_execute(session, &query_currency_rate_delete,
                             VALUES(value_text(base), value_text(str_of(rate.currency.code)), value_integer(rate.day)),
                             NULL, error);
    if (!rate_parse(text, &rate.rate))
        return refuse_item(
            call, index, "rate",
            PHRASE("{0} is no rate: a decimal above 0 with at most 12 digits after the dot is expected",
                   "{0} n’est pas un taux\u00A0: un décimal supérieur à 0 d’au plus 12 chiffres après le "
                   "point est attendu"),
            text, error);
    return store_rate(call, session, &rate, error);
}

static bool put_rates(Call *call, StoreSession *session, Error *error)
{
    JsonValue rates, item;
    size_t index = 0;
    if (!json_member(call->body, STR("rates"), &rates)) return say_not_found(error); // checked before
    for (size_t cursor = 0; json_next(rates, &cursor, NULL, &item); index++)
        if (!put_one(call, session, item, index, error)) return false;
    return changed(call, session, (int64_t)index, error);
}

typedef struct Table {
    CurrencyRate *rates;
    size_t count;
} Table;

static bool read_table(Call *call, Error *error)
{
    Str code = call_query(call, "quoted");
    Currency quoted;
    Table *table = arena_new(call->arena, Table);
    if (!currency_find(code.size ? code : STR("EUR"), &quoted)) quoted = *base_of(call);
    call->prepared = table;
    return rates_read(call->request->body, base_of(call), &quoted, call->arena, &table->rates, &table->count, error);
}

static bool import_rates(Call *call, StoreSession *session, Error *error)
{
    const Table *table = call->prepared;
    for (size_t i = 0; i < table->count; i++)
        if (!store_rate(call, session, &table->rates[i], error)) return false;
    return changed(call, session, (int64_t)table->count, error);
}

// ---- routes ----

static const Field rate_fields[] = {
    {.name = "currency", .type = FIELD_CURRENCY, .required = true},
    {.name = "day",
     .type = FIELD_DAY,
     .required = true,
     .help = PHRASE("from which it holds, until the next one", "à partir duquel il vaut, jusqu’au suivant")},
    {.name = "rate",
     .type = FIELD_TEXT,
     .nullable = true,
     .high = 40,
     .help = PHRASE("units of base for one unit, as 0.8651; null takes it away",
                    "unités de base pour une unité, comme 0.8651\u202F; null le retire")},
    {0}};
static const Shape rate_shape = {.name = "CurrencyRate", .fields = rate_fields};
static const Field put_fields[] = {
    {.name = "rates", .type = FIELD_ARRAY, .required = true, .shape = &rate_shape, .low = 1, .high = 10000}, {0}};
static const Shape put_shape = {.name = "CurrencyRates", .fields = put_fields};
static const Field changed_fields[] = {
    {.name = "base", .type = FIELD_CURRENCY, .required = true}, {.name = "changed", .type = FIELD_INTEGER}, {0}};
static const Shape changed_shape = {.name = "CurrencyRatesChanged", .fields = changed_fields};
static const Field list_fields[] = {{.name = "base",
                                     .type = FIELD_CURRENCY,
                                     .required = true,
                                     .help = PHRASE("the workspace's", "celle de l’espace de travail")},
                                    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &rate_shape},
                                    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true},
                                    {0}};
static const Shape list_shape = {.name = "CurrencyRateList", .fields = list_fields};

static const Parameter list_parameters[] = {
    {.name = "currency", .type = FIELD_TEXT, .high = 3, .help = PHRASE("only this one", "seulement celle-ci")},
    {.name = "from", .type = FIELD_DAY, .help = PHRASE("first day", "premier jour")},
    {.name = "to", .type = FIELD_DAY, .help = PHRASE("last day", "dernier jour")},
    {.name = "limit",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1000,
     .help = PHRASE("items of a page, default 50", "éléments par page, 50 par défaut")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};
static const Parameter import_parameters[] = {
    {.name = "quoted",
     .type = FIELD_TEXT,
     .high = 3,
     .help = PHRASE("of a table with a column for each currency: of which one buys that much; default EUR",
                    "pour un tableau à une colonne par devise\u00A0: celle dont une unité achète autant\u202F; EUR par "
                    "défaut")},
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/currency-rates",
     .name = "listCurrencyRates",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary =
         PHRASE("What currencies are worth, by currency and day", "Ce que valent les devises, par devise et jour"),
     .parameters = list_parameters,
     .answer = &list_shape,
     .read = list_rates},
    {.method = "PUT",
     .path = "/api/v1/currency-rates",
     .name = "putCurrencyRates",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Sets rates; all figures follow at once, also of the past",
                       "Fixe des taux\u202F; tous les chiffres suivent aussitôt, aussi ceux du passé"),
     .body = &put_shape,
     .body_bytes_max = 4 << 20,
     .answer = &changed_shape,
     .write = put_rates},
    {.method = "POST",
     .path = "/api/v1/currency-rates/import",
     .name = "importCurrencyRates",
     .access = ACCESS_ADMIN,
     .cost = COST_WRITE,
     .summary = PHRASE("Rates from a table: currency,day,rate, or the European Central Bank's daily file",
                       "Des taux d’un tableau\u00A0: currency,day,rate, ou le fichier quotidien de la Banque centrale "
                       "européenne"),
     .parameters = import_parameters,
     .body_type = "*/*",
     .body_bytes_max = 16 << 20,
     .answer = &changed_shape,
     .prepare = read_table,
     .write = import_rates},
    {0},
};

extern const Module currency_rate_module;
const Module currency_rate_module = {.name = "currency_rate", .routes = routes};
