// snapshots_http.c - /api/v1/clv-snapshots: what customers were worth at the end of each month, as it was known then.
#include "base/calendar.h"
#include "base/number.h"
#include "cost/snapshots_job.h"
#include "customer/customer_http.h"
#include "house.h"
#include "module.h"

// ---- shapes ----

static const Field item_fields[] = {
    {.name = "month", .type = FIELD_TEXT, .required = true, .help = PHRASE("2026-03", "2026-03")},
    {.name = "taken_at",
     .type = FIELD_INSTANT,
     .required = true,
     .help = PHRASE("as it was known then; never changed later", "tel que connu alors\u202F; jamais modifié ensuite")},
    {.name = "value",
     .type = FIELD_MONEY,
     .required = true,
     .help = PHRASE("of a customer, past and future", "d’un client, passé et futur")},
    {.name = "n", .type = FIELD_INTEGER, .required = true, .help = PHRASE("customers", "clients")},
    {.name = "past", .type = FIELD_MONEY, .required = true, .help = PHRASE("of all", "de tous")},
    {.name = "future",
     .type = FIELD_MONEY,
     .required = true,
     .nullable = true,
     .help = PHRASE("of all; null: nobody had left yet", "de tous\u202F; null\u00A0: personne n’était encore parti")},
    {0}};
static const Shape item_shape = {.name = "ClvSnapshot", .fields = item_fields};

static const Field trend_fields[] = {
    {.name = "from", .type = FIELD_TEXT, .required = true, .help = PHRASE("the first month", "le premier mois")},
    {.name = "to", .type = FIELD_TEXT, .required = true, .help = PHRASE("the last month", "le dernier mois")},
    {.name = "change",
     .type = FIELD_NUMBER,
     .required = true,
     .help = PHRASE("last over first, less 1: 0.12 is +12.0 %",
                    "le dernier sur le premier, moins 1\u00A0: 0,12 vaut +12,0\u202F%")},
    {0}};
static const Shape trend_shape = {.name = "ClvTrend", .fields = trend_fields};

static const Field list_fields[] = {
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &item_shape},
    {.name = "trend",
     .type = FIELD_OBJECT,
     .shape = &trend_shape,
     .required = true,
     .nullable = true,
     .help = PHRASE("over all months asked for; null: fewer than two, or not in one currency",
                    "sur tous les mois demandés\u202F; null\u00A0: moins de deux, ou pas dans une même devise")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {0}};
static const Shape list_shape = {.name = "ClvSnapshotList", .fields = list_fields};

static const Field job_fields[] = {{.name = "job",
                                    .type = FIELD_INTEGER,
                                    .required = true,
                                    .help = PHRASE("for GET /jobs/{id}", "pour GET /jobs/{id}")},
                                   {0}};
static const Shape job_shape = {.name = "ClvSnapshotJob", .fields = job_fields};

// ---- answers ----

typedef struct Asked {
    Str segment;
    PeriodNumber from, to;
} Asked;

static PeriodNumber month_or(const Call *call, const char *name, PeriodNumber otherwise)
{
    Day day;
    return day_parse(call_query(call, name), &day) ? period_of_day(PERIOD_MONTH, day) : otherwise;
}

static void write_money(JsonWriter *json, const Call *call, const char *key, int64_t minor, Str code)
{
    Currency currency;
    if (!currency_find(code, &currency)) currency = currency_unknown;
    json_key(json, key);
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(call->arena, minor, &currency));
    json_key(json, "currency");
    json_string(json, code);
    json_end_object(json);
}

static void write_item(JsonWriter *json, const Call *call, const Rows *rows)
{
    Str code = str_copy(call->arena, rows_text(rows, 6));
    json_begin_object(json);
    json_key(json, "month");
    json_string(json, period_name(call->arena, PERIOD_MONTH, (PeriodNumber)rows_integer(rows, 0)));
    write_at(json, "taken_at", rows_integer(rows, 1), call->arena);
    write_money(json, call, "value", rows_integer(rows, 3), code);
    json_key(json, "n");
    json_integer(json, rows_integer(rows, 2));
    write_money(json, call, "past", rows_integer(rows, 4), code);
    if (rows_null(rows, 5))
        json_key(json, "future"), json_null(json);
    else
        write_money(json, call, "future", rows_integer(rows, 5), code);
    json_end_object(json);
}

static bool write_trend(JsonWriter *json, const Call *call, StoreSession *session, const Asked *asked, Error *error)
{
    Rows rows;
    PeriodNumber month[2] = {0, 0};
    int64_t value[2] = {0, 0};
    Str currency[2];
    size_t ends = 0;
    if (!store_select(session, &query_snapshots_ends,
                      VALUES(value_text(asked->segment), value_integer(asked->from), value_integer(asked->to)), &rows,
                      error))
        return false;
    for (; ends < 2 && rows_next(&rows); ends++) {
        month[ends] = (PeriodNumber)rows_integer(&rows, 0);
        value[ends] = rows_integer(&rows, 1);
        currency[ends] = str_copy(call->arena, rows_text(&rows, 2));
    }
    if (!rows_close(&rows, error)) return false;
    json_key(json, "trend");
    if (ends < 2 || value[0] <= 0 || !str_equal(currency[0], currency[1])) {
        json_null(json);
        return true;
    }
    json_begin_object(json);
    json_key(json, "from");
    json_string(json, period_name(call->arena, PERIOD_MONTH, month[0]));
    json_key(json, "to");
    json_string(json, period_name(call->arena, PERIOD_MONTH, month[1]));
    json_key(json, "change");
    json_number(json, (double)(value[1] - value[0]) / (double)value[0]);
    json_end_object(json);
    return true;
}

static bool list_snapshots(Call *call, StoreSession *session, Error *error)
{
    Str after;
    Rows rows;
    int64_t last = INT32_MIN, limit = call_limit(call), count = 0;
    Asked asked = {call_query(call, "segment"), month_or(call, "from", INT32_MIN), month_or(call, "to", INT32_MAX)};
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &last)) return say_not_found(error);
    if (!store_select(session, &query_snapshots_page,
                      VALUES(value_text(asked.segment), value_integer(asked.from), value_integer(asked.to),
                             value_integer(last), value_integer(limit + 1)),
                      &rows, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    while (rows_next(&rows) && count++ < limit) {
        write_item(&json, call, &rows);
        last = rows_integer(&rows, 0);
    }
    json_end_array(&json);
    if (!rows_close(&rows, error) || !write_trend(&json, call, session, &asked, error)) return false;
    write_next(&json, call, count > limit, str_format(call->arena, "%lld", (long long)last));
    json_end_object(&json);
    return true;
}

static bool take_snapshots(Call *call, StoreSession *session, Error *error)
{
    int64_t job;
    if (!job_queue(call->house->jobs, session, CLV_SNAPSHOTS_JOB, STR("{}"), STR("now"), call->now, &job, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "job");
    json_integer(&json, job);
    json_end_object(&json);
    call->status = 202;
    call->audit_object = STR("clv_snapshots");
    return true;
}

// ---- routes ----

static const Parameter parameters[] = {
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = 2000,
     .help = PHRASE("one that costs name; without: everybody", "un segment que des coûts nomment\u202F; sans\u00A0: "
                                                               "tout le monde")},
    {.name = "from", .type = FIELD_DAY, .help = PHRASE("a day of the first month", "un jour du premier mois")},
    {.name = "to", .type = FIELD_DAY, .help = PHRASE("a day of the last month", "un jour du dernier mois")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {0}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/clv-snapshots",
     .name = "listClvSnapshots",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("What a customer was worth at the end of each month, as it was known then",
                       "Ce que valait un client à la fin de chaque mois, tel que connu alors"),
     .parameters = parameters,
     .answer = &list_shape,
     .read = list_snapshots},
    {.method = "POST",
     .path = "/api/v1/clv-snapshots",
     .name = "takeClvSnapshots",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("Takes the snapshots of the last twelve months that are missing, now",
                       "Prend maintenant les instantanés manquants des douze derniers mois"),
     .answer = &job_shape,
     .write = take_snapshots},
    {.method = NULL}};

extern const Module worth_module;
const Module worth_module = {.name = "worth", .routes = routes, .jobs = snapshot_jobs};
