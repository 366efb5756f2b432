// entry_http.c - costs, gains and sales of the market as the people in charge enter them: one form, three books.
#include "api/mask.h"
#include "base/number.h"
#include "cost/cost.h"
#include "cost/entry.h"
#include "customer/customer_http.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"
#include "workspace/workspace.h"

// ---- shapes ----

#define ENTRY_COMMON                                                                                                   \
    {.name = "segment",                                                                                                \
     .type = FIELD_TEXT,                                                                                               \
     .high = ENTRY_SEGMENT_BYTES_MAX,                                                                                  \
     .help =                                                                                                           \
         PHRASE("for whom: a segment as metrics take it (tag:vip); empty: everybody",                                  \
                "pour qui\u00A0: un segment, comme pour les indicateurs (tag:vip)\u202F; vide\u00A0: tout le monde")}, \
        {.name = "campaign",                                                                                           \
         .type = FIELD_TEXT,                                                                                           \
         .high = ENTRY_TEXT_BYTES_MAX,                                                                                 \
         .help = PHRASE("its name, as events carry it", "son nom, tel que les événements le portent")},                \
        {.name = "initiative",                                                                                         \
         .type = FIELD_TEXT,                                                                                           \
         .high = ENTRY_TEXT_BYTES_MAX,                                                                                 \
         .help = PHRASE("what it was done for; empty: nothing in particular",                                          \
                        "ce pour quoi c’était fait\u202F; vide\u00A0: rien de particulier")},                          \
        {.name = "channel",                                                                                            \
         .type = FIELD_TEXT,                                                                                           \
         .high = ENTRY_TEXT_BYTES_MAX,                                                                                 \
         .help = PHRASE("email, phone, shop …", "e-mail, téléphone, boutique…")},                                      \
    {                                                                                                                  \
        .name = "note", .type = FIELD_TEXT, .high = ENTRY_NOTE_BYTES_MAX                                               \
    }
#define ENTRY_DAYS(must)                                                                                               \
    {.name = "from", .type = FIELD_DAY, .required = (must), .help = PHRASE("its first day", "son premier jour")},      \
        {.name = "to",                                                                                                 \
         .type = FIELD_DAY,                                                                                            \
         .required = (must),                                                                                           \
         .help = PHRASE("its last day: the amount belongs to all days alike",                                          \
                        "son dernier jour\u00A0: le montant est réparti également sur les jours")},                    \
    {                                                                                                                  \
        .name = "amount", .type = FIELD_MONEY, .required = (must),                                                     \
        .help = PHRASE("in the workspace’s currency", "dans la devise de l’espace de travail")                         \
    }
#define ENTRY_KIND(must)                                                                                               \
    {                                                                                                                  \
        .name = "kind", .type = FIELD_TEXT, .required = (must), .words = COST_KINDS,                                   \
        .help = PHRASE("what it was spent on", "ce à quoi il a servi")                                                 \
    }
#define ENTRY_MADE                                                                                                     \
    {.name = "made_by", .type = FIELD_INTEGER, .help = PHRASE("0: a program", "0\u00A0: un programme")},               \
        {.name = "made_at", .type = FIELD_INSTANT}, {.name = "changed_at", .type = FIELD_INSTANT, .nullable = true},   \
        {.name = "version", .type = FIELD_INTEGER, .help = PHRASE("for If-Match", "pour If-Match")},                   \
    {                                                                                                                  \
        .name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT,                                                     \
        .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")                              \
    }
#define ENTRY_ID                                                                                                       \
    {                                                                                                                  \
        .name = "id", .type = FIELD_INTEGER, .required = true                                                          \
    }

static const Field cost_fields[] = {ENTRY_ID, ENTRY_KIND(true), ENTRY_DAYS(false), ENTRY_COMMON, ENTRY_MADE, {0}};
static const Shape cost_shape = {.name = "Cost", .fields = cost_fields};
static const Field gain_fields[] = {ENTRY_ID, ENTRY_DAYS(false), ENTRY_COMMON, ENTRY_MADE, {0}};
static const Shape gain_shape = {.name = "Gain", .fields = gain_fields};
static const Shape market_shape = {.name = "MarketSales", .fields = gain_fields};

static const Field add_cost_fields[] = {ENTRY_KIND(true), ENTRY_DAYS(true), ENTRY_COMMON, {0}};
static const Shape add_cost_shape = {.name = "CostAdd", .fields = add_cost_fields};
static const Field add_gain_fields[] = {ENTRY_DAYS(true), ENTRY_COMMON, {0}};
static const Shape add_gain_shape = {.name = "GainAdd", .fields = add_gain_fields};
static const Shape add_market_shape = {.name = "MarketSalesAdd", .fields = add_gain_fields};
static const Field change_cost_fields[] = {ENTRY_KIND(false), ENTRY_DAYS(false), ENTRY_COMMON, {0}};
static const Shape change_cost_shape = {.name = "CostChange", .fields = change_cost_fields};
static const Field change_gain_fields[] = {ENTRY_DAYS(false), ENTRY_COMMON, {0}};
static const Shape change_gain_shape = {.name = "GainChange", .fields = change_gain_fields};
static const Shape change_market_shape = {.name = "MarketSalesChange", .fields = change_gain_fields};

#define LIST_OF(variable, shape_name, of)                                                                              \
    static const Field variable##_fields[] = {                                                                         \
        {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &(of)},                                      \
        {.name = "next_cursor",                                                                                        \
         .type = FIELD_TEXT,                                                                                           \
         .nullable = true,                                                                                             \
         .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},                                            \
        {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},                                                   \
        {0}};                                                                                                          \
    static const Shape variable = {.name = (shape_name), .fields = variable##_fields}
LIST_OF(cost_list_shape, "CostList", cost_shape);
LIST_OF(gain_list_shape, "GainList", gain_shape);
LIST_OF(market_list_shape, "MarketSalesList", market_shape);

// ---- which book ----

static EntryBook book_of(const Call *call)
{
    Str path = str_of(call->route->path);
    return str_starts_with(path, STR("/api/v1/costs"))   ? BOOK_COSTS
           : str_starts_with(path, STR("/api/v1/gains")) ? BOOK_GAINS
                                                         : BOOK_MARKET;
}

static const Currency *own_currency(const Call *call)
{
    return &workspace_settings(call->house->workspace)->currency;
}

// ---- rows ----

typedef struct EntryRow {
    Entry entry;
    int64_t made_by, version;
    Instant made_at, changed_at; // 0: never
} EntryRow;

static EntryRow take_row(const Rows *rows, EntryBook book, Arena *arena)
{
    EntryRow row = {.entry = {.id = rows_integer(rows, 0),
                              .book = book,
                              .kind = (CostKind)rows_integer(rows, 1),
                              .first_day = (Day)rows_integer(rows, 2),
                              .last_day = (Day)rows_integer(rows, 3),
                              .amount_minor = rows_integer(rows, 4),
                              .currency = str_copy(arena, rows_text(rows, 5)),
                              .initiative = str_copy(arena, rows_text(rows, 6)),
                              .channel = str_copy(arena, rows_text(rows, 7)),
                              .note = str_copy(arena, rows_text(rows, 8))},
                    .made_by = rows_integer(rows, 9),
                    .made_at = rows_integer(rows, 10),
                    .changed_at = rows_integer(rows, 11),
                    .version = rows_integer(rows, 12)};
    row.entry.segment = str_copy(arena, rows_text(rows, 13));
    row.entry.campaign = str_copy(arena, rows_text(rows, 14));
    return row;
}

static bool read_row(const Call *call, StoreSession *session, int64_t id, EntryRow *row, Error *error)
{
    Rows rows;
    EntryBook book = book_of(call);
    if (!store_select(session, &query_entry_one, VALUES(value_integer(id), value_integer(book)), &rows, error))
        return false;
    bool there = rows_next(&rows);
    if (there) *row = take_row(&rows, book, call->arena);
    return rows_close(&rows, error) && (there || say_not_found(error));
}

static bool row_of_path(const Call *call, StoreSession *session, EntryRow *row, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && read_row(call, session, id, row, error);
}

// ---- answers ----

static void write_amount(JsonWriter *json, const Call *call, const Entry *entry)
{
    Currency currency;
    if (call->principal.masked & MASK_AMOUNTS || !currency_find(entry->currency, &currency)) return;
    json_key(json, "amount");
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(call->arena, entry->amount_minor, &currency));
    json_key(json, "currency");
    json_string(json, entry->currency);
    json_end_object(json);
}

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    json_string(json, text);
}

static void write_made(JsonWriter *json, const Call *call, const EntryRow *row)
{
    json_key(json, "made_by");
    json_integer(json, row->made_by);
    write_at(json, "made_at", row->made_at, call->arena);
    if (row->changed_at)
        write_at(json, "changed_at", row->changed_at, call->arena);
    else
        json_key(json, "changed_at"), json_null(json);
    json_key(json, "version");
    json_integer(json, row->version);
}

static void write_row(JsonWriter *json, const Call *call, const EntryRow *row)
{
    const Entry *entry = &row->entry;
    json_begin_object(json);
    json_key(json, "id");
    json_integer(json, entry->id);
    if (entry->book == BOOK_COSTS) write_text(json, "kind", cost_kind_name(entry->kind));
    write_text(json, "from", day_name(call->arena, entry->first_day));
    write_text(json, "to", day_name(call->arena, entry->last_day));
    write_amount(json, call, entry);
    write_text(json, "initiative", entry->initiative);
    write_text(json, "channel", entry->channel);
    write_text(json, "segment", entry->segment);
    write_text(json, "campaign", entry->campaign);
    if (!(call->principal.masked & MASK_NOTES)) write_text(json, "note", entry->note);
    write_made(json, call, row);
    write_masked(json, call);
    json_end_object(json);
}

static bool answer_row(Call *call, StoreSession *session, int64_t id, Error *error)
{
    EntryRow row = {0};
    if (!read_row(call, session, id, &row, error)) return false;
    JsonWriter json = call_json(call);
    write_row(&json, call, &row);
    call_version(call, row.version);
    call->audit_object = str_format(call->arena, "entry:%lld", (long long)id);
    return true;
}

static Day day_or(const Call *call, const char *name, Day otherwise)
{
    Day day;
    return day_parse(call_query(call, name), &day) ? day : otherwise;
}

static bool list_entries(Call *call, StoreSession *session, Error *error)
{
    Str after;
    Rows rows;
    int64_t before = INT64_MAX, limit = call_limit(call), last = 0, count = 0;
    EntryBook book = book_of(call);
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &before)) return say_not_found(error);
    if (!store_select(session, &query_entry_page,
                      VALUES(value_integer(book), value_integer(before),
                             value_integer(cost_kind_parse(call_query(call, "kind"))),
                             value_text(call_query(call, "initiative")), value_integer(day_or(call, "from", DAY_MIN)),
                             value_integer(day_or(call, "to", INT32_MAX)), value_integer(limit + 1)),
                      &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows) && count++ < limit) {
        EntryRow row = take_row(&rows, book, call->arena);
        write_row(&json, call, &row);
        last = row.entry.id;
    }
    json_end_array(&json);
    write_next(&json, call, count > limit, str_format(call->arena, "%lld", (long long)last));
    write_masked(&json, call);
    json_end_object(&json);
    return rows_close(&rows, error);
}

static bool get_entry(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    return path_id(call->path_value[0], &id, error) && answer_row(call, session, id, error);
}

// ---- writing ----

static bool take_days(const Call *call, Entry *entry, Error *error)
{
    Day day;
    if (day_parse(shape_text(call->body, "from", call->arena), &day)) entry->first_day = day;
    if (day_parse(shape_text(call->body, "to", call->arena), &day)) entry->last_day = day;
    if (entry->first_day <= entry->last_day) return true;
    return error_code(error, ERROR_INPUT, "ends_before_start",
                      PHRASE("{0} is before {1}: `to` is the last day, on or after `from`",
                             "{0} est avant {1}\u00A0: `to` est le dernier jour, à partir de `from`"),
                      day_name(call->arena, entry->last_day), day_name(call->arena, entry->first_day)) ||
           error_at(error, STR("/to"));
}

static bool take_amount(const Call *call, Entry *entry, Error *error)
{
    Currency currency;
    int64_t minor;
    const Currency *own = own_currency(call);
    if (!shape_money(call->body, "amount", call->arena, &currency, &minor)) return true;
    if (!str_equal(str_of(currency.code), str_of(own->code)))
        return error_code(error, ERROR_INPUT, "wrong_currency",
                          PHRASE("{0}: enter it in the workspace's currency, {1}",
                                 "{0}\u00A0: saisissez-le dans la devise de l’espace de travail, {1}"),
                          str_copy(call->arena, str_of(currency.code)), str_of(own->code)) ||
               error_at(error, STR("/amount/currency"));
    if (minor < 0)
        return error_code(error, ERROR_INPUT, "out_of_range",
                          PHRASE("{0}: an amount is 0 or more", "{0}\u00A0: un montant vaut 0 ou plus"),
                          money_decimal(call->arena, minor, &currency)) ||
               error_at(error, STR("/amount/amount"));
    entry->amount_minor = minor;
    entry->currency = str_of(own->code);
    return true;
}

static void take_text(const Call *call, const char *name, Str *text)
{
    JsonValue given;
    if (json_member(call->body, str_of(name), &given)) *text = str_trim(shape_text(call->body, name, call->arena));
}

// A segment that nobody can be looked up by is refused when it is entered, not each time it is counted.
static bool check_segment(const Call *call, StoreSession *session, const Entry *entry, Error *error)
{
    MetricGroups groups;
    JsonValue given;
    MetricPlace place = metric_place(call, session);
    if (!entry->segment.size || !json_member(call->body, STR("segment"), &given)) return true;
    if (entry_groups(&place, entry->segment, &groups, error)) return true;
    error->kind = ERROR_INPUT;
    return error_at(error, STR("/segment"));
}

// What the body says, over what stands there.
static bool take_body(const Call *call, StoreSession *session, Entry *entry, Error *error)
{
    Str kind = shape_text(call->body, "kind", call->arena);
    if (kind.size) entry->kind = cost_kind_parse(kind);
    take_text(call, "initiative", &entry->initiative);
    take_text(call, "channel", &entry->channel);
    take_text(call, "note", &entry->note);
    take_text(call, "campaign", &entry->campaign);
    take_text(call, "segment", &entry->segment);
    return check_segment(call, session, entry, error) && take_days(call, entry, error) &&
           take_amount(call, entry, error);
}

static bool check_room(StoreSession *session, Error *error)
{
    Rows rows;
    int64_t count = 0;
    if (!store_select(session, &query_entry_count, NO_VALUES, &rows, error)) return false;
    if (rows_next(&rows)) count = rows_integer(&rows, 0);
    if (!rows_close(&rows, error)) return false;
    return count < ENTRIES_MAX ||
           error_code(error, ERROR_INPUT, "too_many_entries",
                      PHRASE("100,000 entries are kept at most: enter sums of a month instead of single bills",
                             "100\u202F000 saisies au plus sont gardées\u00A0: saisissez les sommes d’un mois plutôt "
                             "que chaque facture"),
                      STR(""));
}

static bool next_number(StoreSession *session, int64_t *id, Error *error)
{
    Rows rows;
    if (!store_execute(session, &query_entry_count_up, NO_VALUES, NULL, error) ||
        !store_select(session, &query_entry_last, NO_VALUES, &rows, error))
        return false;
    if (rows_next(&rows)) *id = rows_integer(&rows, 0);
    return rows_close(&rows, error);
}

static bool add_entry(Call *call, StoreSession *session, Error *error)
{
    Entry entry = {.book = book_of(call), .first_day = DAY_MIN, .last_day = DAY_MIN};
    if (!take_body(call, session, &entry, error) || !check_room(session, error) ||
        !next_number(session, &entry.id, error) ||
        !store_execute(session, &query_entry_insert,
                       VALUES(value_integer(entry.id), value_integer(entry.book), value_integer(entry.kind),
                              value_integer(entry.first_day), value_integer(entry.last_day),
                              value_integer(entry.amount_minor), value_text(entry.currency),
                              value_text(entry.initiative), value_text(entry.channel), value_text(entry.note),
                              value_integer(who(call)), value_integer(call->now), value_text(entry.segment),
                              value_text(entry.campaign)),
                       NULL, error))
        return false;
    call->status = 201;
    return answer_row(call, session, entry.id, error);
}

static bool change_entry(Call *call, StoreSession *session, Error *error)
{
    EntryRow row = {0};
    if (!row_of_path(call, session, &row, error) || !call_if_match(call, row.version, error)) return false;
    Entry *entry = &row.entry;
    if (!take_body(call, session, entry, error) ||
        !store_execute(session, &query_entry_update,
                       VALUES(value_integer(entry->id), value_integer(entry->kind), value_integer(entry->first_day),
                              value_integer(entry->last_day), value_integer(entry->amount_minor),
                              value_text(entry->currency), value_text(entry->initiative), value_text(entry->channel),
                              value_text(entry->note), value_integer(call->now), value_text(entry->segment),
                              value_text(entry->campaign)),
                       NULL, error))
        return false;
    return answer_row(call, session, entry->id, error);
}

static bool remove_entry(Call *call, StoreSession *session, Error *error)
{
    EntryRow row = {0};
    if (!row_of_path(call, session, &row, error) || !call_if_match(call, row.version, error)) return false;
    call->audit_object = str_format(call->arena, "entry:%lld", (long long)row.entry.id);
    return store_execute(session, &query_entry_remove, VALUES(value_integer(row.entry.id)), NULL, error);
}

// ---- routes ----

#define PAGE_PARAMETERS                                                                                                \
    {.name = "initiative",                                                                                             \
     .type = FIELD_TEXT,                                                                                               \
     .high = ENTRY_TEXT_BYTES_MAX,                                                                                     \
     .help = PHRASE("only of this one", "seulement de celle-ci")},                                                     \
        {.name = "from",                                                                                               \
         .type = FIELD_DAY,                                                                                            \
         .help = PHRASE("those that reach this day or later", "celles qui vont jusqu’à ce jour ou plus tard")},        \
        {.name = "to",                                                                                                 \
         .type = FIELD_DAY,                                                                                            \
         .help = PHRASE("those that begin by this day", "celles qui commencent au plus tard ce jour")},                \
        {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},       \
    {                                                                                                                  \
        .name = "cursor", .type = FIELD_TEXT,                                                                          \
        .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")                          \
    }
static const Parameter cost_parameters[] = {
    {.name = "kind", .type = FIELD_TEXT, .words = COST_KINDS, .help = PHRASE("only these", "seulement ceux-ci")},
    PAGE_PARAMETERS,
    {0}};
static const Parameter entry_parameters[] = {PAGE_PARAMETERS, {0}};

#define ROUTE(verb, where, operation, english, french)                                                                 \
    .method = (verb), .path = "/api/v1/" where, .name = (operation), .summary = PHRASE(english, french)
#define READING .access = ACCESS_READ, .cost = COST_READ
#define WRITING .access = ACCESS_WRITE, .cost = COST_WRITE

static const Route routes[] = {
    {ROUTE("GET", "costs", "listCosts", "What was spent, newest entry first",
           "Ce qui a été dépensé, dernière saisie "
           "d’abord"),
     READING, .parameters = cost_parameters, .answer = &cost_list_shape, .read = list_entries},
    {ROUTE("POST", "costs", "addCost", "Enters a cost of a period", "Saisit un coût d’une période"), WRITING,
     .body = &add_cost_shape, .answer = &cost_shape, .write = add_entry},
    {ROUTE("GET", "costs/{id}", "getCost", "A cost", "Un coût"), READING, .answer = &cost_shape, .read = get_entry},
    {ROUTE("PATCH", "costs/{id}", "changeCost", "Changes a cost", "Modifie un coût"), WRITING,
     .body = &change_cost_shape, .answer = &cost_shape, .write = change_entry},
    {ROUTE("DELETE", "costs/{id}", "removeCost", "Takes a cost away", "Retire un coût"), WRITING,
     .write = remove_entry},
    {ROUTE("GET", "gains", "listGains", "What initiatives brought, as entered",
           "Ce que les initiatives ont rapporté, "
           "tel que saisi"),
     READING, .parameters = entry_parameters, .answer = &gain_list_shape, .read = list_entries},
    {ROUTE("POST", "gains", "addGain", "Enters what an initiative brought in a period",
           "Saisit ce qu’une initiative a rapporté sur une période"),
     WRITING, .body = &add_gain_shape, .answer = &gain_shape, .write = add_entry},
    {ROUTE("GET", "gains/{id}", "getGain", "A gain", "Un gain"), READING, .answer = &gain_shape, .read = get_entry},
    {ROUTE("PATCH", "gains/{id}", "changeGain", "Changes a gain", "Modifie un gain"), WRITING,
     .body = &change_gain_shape, .answer = &gain_shape, .write = change_entry},
    {ROUTE("DELETE", "gains/{id}", "removeGain", "Takes a gain away", "Retire un gain"), WRITING,
     .write = remove_entry},
    {ROUTE("GET", "market-sales", "listMarketSales", "Sales of the whole market, by period",
           "Ventes de tout le marché, par période"),
     READING, .parameters = entry_parameters, .answer = &market_list_shape, .read = list_entries},
    {ROUTE("POST", "market-sales", "addMarketSales", "Enters the sales of the whole market in a period",
           "Saisit les ventes de tout le marché sur une période"),
     WRITING, .body = &add_market_shape, .answer = &market_shape, .write = add_entry},
    {ROUTE("GET", "market-sales/{id}", "getMarketSales", "Sales of the market in a period",
           "Les ventes du marché d’une période"),
     READING, .answer = &market_shape, .read = get_entry},
    {ROUTE("PATCH", "market-sales/{id}", "changeMarketSales", "Changes sales of the market",
           "Modifie des ventes du marché"),
     WRITING, .body = &change_market_shape, .answer = &market_shape, .write = change_entry},
    {ROUTE("DELETE", "market-sales/{id}", "removeMarketSales", "Takes sales of the market away",
           "Retire des ventes du marché"),
     WRITING, .write = remove_entry},
    {0},
};

const Module cost_module = {.name = "cost", .routes = routes, .metrics = cost_metrics};
