// revenue_http.c - GET /api/v1/movements: every movement of recurring revenue of a period, one by one.
#include "api/mask.h"
#include "api/route.h"
#include "base/csv.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "event/log.h"
#include "house.h"
#include "module.h"
#include "revenue/movement_list.h"
#include "revenue/recurring_read.h"
#include "revenue/revenue_reading.h"
#include "revenue/revenue_readers.h"

enum { DAYS_AT_ONCE_MAX = 3700 }; // ten years

// ---- shapes ----

static const Field row_fields[] = {
    {.name = "day", .type = FIELD_DAY, .required = true, .help = PHRASE("of the change", "du changement")},
    {.name = "at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: of a currency difference", "null\u00A0: d’un écart de change")},
    {.name = "customer",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help =
         PHRASE("the root; null: of somebody who was erased", "la racine\u00A0; null\u00A0: d’une personne effacée")},
    {.name = "subscription",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help = PHRASE("its id", "son identifiant")},
    {.name = "kind",
     .type = FIELD_TEXT,
     .required = true,
     .words = "new|reactivation|resumed|expansion|contraction|paused|churn|currency",
     .help = PHRASE("the bar it is in", "la barre où il figure")},
    {.name = "driver",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .words = "upsell|cross_sell|downgrade|cancellation|voluntary|involuntary|unknown",
     .help = PHRASE("of what kind within it", "de quelle sorte dans cette barre")},
    {.name = "amount",
     .type = FIELD_MONEY,
     .help = PHRASE("a month; below 0 when it is lost", "par mois\u00A0; négatif quand il est perdu")},
    {.name = "plan_before",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: none was paid for", "null\u00A0: aucune n’était payée")},
    {.name = "plan_after",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: none is paid for any more", "null\u00A0: aucune n’est plus payée")},
    {0},
};
static const Shape row_shape = {.name = "Movement", .fields = row_fields};

static const Field list_fields[] = {
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("first day", "premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("last day that is known", "dernier jour connu")},
    {.name = "netting", .type = FIELD_TEXT, .required = true, .words = "period|day"},
    {.name = "total",
     .type = FIELD_INTEGER,
     .required = true,
     .help = PHRASE("movements in all pages", "mouvements de toutes les pages")},
    {.name = "amount",
     .type = FIELD_MONEY,
     .help = PHRASE("their sum, as the metric says it; losses below 0",
                    "leur somme, comme la donne l’indicateur\u00A0; pertes en négatif")},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &row_shape},
    {.name = "next_cursor", .type = FIELD_TEXT, .nullable = true, .required = true},
    {.name = "masked", .type = FIELD_ARRAY, .item = FIELD_TEXT},
    {0},
};
static const Shape list_shape = {.name = "MovementList", .fields = list_fields};

// ---- what is asked ----

typedef struct MovementAsk {
    RecurringSource source;
    Stretch stretch;
    RecurringRule rule;
    bool daily;
    Day first, last;
    int64_t after; // rows of the pages before
    size_t limit;
    bool csv;
} MovementAsk;

static bool refuse_period(const Call *call, Str period, Error *error)
{
    return error_code(
               error, ERROR_USAGE, "invalid_parameter",
               PHRASE("period {0}: expected one period that has begun, of at most ten years, as 2026-07, 2026-Q3 "
                      "or 2026-07-01..2026-07-15",
                      "period {0}\u00A0: attendu\u00A0: une période commencée, de dix ans au plus, comme 2026-07, "
                      "2026-Q3 ou 2026-07-01..2026-07-15"),
               error_value(call->arena, period)) ||
           error_at(error, STR("/period"));
}

// What is new depends on the period: of a month, who was worth nothing at the end of any month before.
static PeriodUnit grid_of(Str period, Day first, Day last)
{
    for (int unit = PERIOD_DAY; unit < PERIOD_UNIT_COUNT && !str_contains(period, STR("..")); unit++) {
        PeriodNumber number = period_of_day((PeriodUnit)unit, first);
        if (period_first_day((PeriodUnit)unit, number) == first && period_last_day((PeriodUnit)unit, number) == last)
            return (PeriodUnit)unit;
    }
    return PERIOD_DAY;
}

static bool read_period(const Call *call, MovementAsk *ask, Error *error)
{
    Str period = call_query(call, "period");
    Day today = ask->source.as_of, last;
    if (period.size == 0) period = period_name(call->arena, PERIOD_MONTH, period_of_day(PERIOD_MONTH, today));
    if (!period_parse(period, &ask->first, &last) || ask->first > today || last - ask->first >= DAYS_AT_ONCE_MAX)
        return refuse_period(call, period, error);
    ask->rule.grid = ask->daily ? PERIOD_DAY : grid_of(period, ask->first, last);
    ask->last = (Day)smaller(last, today);
    ask->stretch = (Stretch){ask->first - 1, ask->last};
    return true;
}

static bool read_ask(const Call *call, MovementAsk *ask, Error *error)
{
    Str after;
    *ask = (MovementAsk){.source = recurring_source(call->house->workspace, call->house->identity, call->now),
                         .limit = (size_t)call_limit(call),
                         .daily = str_equal(call_query(call, "netting"), STR("day")),
                         .csv = str_equal(call_query(call, "format"), STR("csv"))};
    ask->rule.partial_is_churn = workspace_settings(call->house->workspace)->partial_loss == PARTIAL_IS_CHURN;
    if (!call_cursor(call, &after, error) || !read_period(call, ask, error)) return false;
    if (str_equal(call_query(call, "currency"), STR("constant"))) ask->source.constant = ask->source.as_of;
    return after.size == 0 || number_parse_count(after, &ask->after);
}

// ---- answering ----

typedef struct Answering {
    Call *call;
    const MovementAsk *ask;
    const RecurringTable *table;
    MovementRows rows;
} Answering;

static bool is_hidden(const Answering *answering, const MovementRow *row)
{
    return identity_hidden(answering->call->house->identity, answering->table->person[row->person].root);
}

static Str driver_of(const MovementRow *row)
{
    if (row->movement == MOVEMENT_CHURN) return loss_cause_name(row->cause);
    bool told_apart = row->movement == MOVEMENT_UPSELL || row->movement == MOVEMENT_CROSS_SELL ||
                      row->movement == MOVEMENT_DOWNGRADE || row->movement == MOVEMENT_CANCELLATION;
    return told_apart ? movement_name(row->movement) : STR("");
}

static Str plan_of(const Answering *answering, bool there, uint16_t plan)
{
    return there ? answering->table->plan[plan] : STR("");
}

static void write_text(JsonWriter *json, const char *key, Str text)
{
    json_key(json, key);
    if (text.size)
        json_string(json, text);
    else
        json_null(json);
}

static void write_number(JsonWriter *json, const char *key, bool there, int64_t number)
{
    json_key(json, key);
    if (there)
        json_integer(json, number);
    else
        json_null(json);
}

static void write_money(const Answering *answering, JsonWriter *json, int64_t amount)
{
    const Currency *base = &answering->table->base;
    json_key(json, "amount");
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(answering->call->arena, amount, base));
    json_key(json, "currency");
    json_string(json, str_of(base->code));
    json_end_object(json);
}

static void write_row(const Answering *answering, JsonWriter *json, const MovementRow *row)
{
    Call *call = answering->call;
    Customer root = answering->table->person[row->person].root;
    bool hidden = is_hidden(answering, row), dated = row->movement != MOVEMENT_NONE;
    if (!hidden) call_reads(call, root);
    json_begin_object(json);
    write_text(json, "day", day_name(call->arena, row->day));
    write_text(json, "at", dated ? instant_text(call->arena, row->at) : STR(""));
    write_number(json, "customer", !hidden, root);
    write_number(json, "subscription", !hidden && dated, answering->table->subscription[row->subscription].id);
    write_text(json, "kind", movement_kind(row));
    write_text(json, "driver", driver_of(row));
    if (!(call->principal.masked & MASK_AMOUNTS)) write_money(answering, json, row->amount);
    write_text(json, "plan_before", plan_of(answering, row->has_before, row->plan_before));
    write_text(json, "plan_after", plan_of(answering, row->has_after, row->plan_after));
    json_end_object(json);
}

static void answer_json(Answering *answering)
{
    Call *call = answering->call;
    const MovementAsk *ask = answering->ask;
    const MovementRows *rows = &answering->rows;
    int64_t sum = 0, from = smaller(ask->after, (int64_t)rows->count);
    int64_t to = smaller(from + (int64_t)ask->limit, (int64_t)rows->count);
    for (size_t i = 0; i < rows->count; i++) sum += rows->row[i].amount;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_text(&json, "from", day_name(call->arena, ask->first));
    write_text(&json, "to", day_name(call->arena, ask->last));
    write_text(&json, "netting", ask->daily ? STR("day") : STR("period"));
    write_number(&json, "total", true, (int64_t)rows->count);
    if (!(call->principal.masked & MASK_AMOUNTS)) write_money(answering, &json, sum);
    json_key(&json, "items");
    json_begin_array(&json);
    for (int64_t i = from; i < to; i++) write_row(answering, &json, &rows->row[i]);
    json_end_array(&json);
    write_next(&json, call, to < (int64_t)rows->count, str_format(call->arena, "%lld", (long long)to));
    write_masked(&json, call);
    json_end_object(&json);
}

static Str id_text(const Answering *answering, bool there, int64_t id)
{
    return there ? str_format(answering->call->arena, "%lld", (long long)id) : STR("");
}

static void add_line(const Answering *answering, const MovementRow *row)
{
    Call *call = answering->call;
    const Currency *base = &answering->table->base;
    Customer root = answering->table->person[row->person].root;
    bool hidden = is_hidden(answering, row), dated = row->movement != MOVEMENT_NONE;
    bool masked = call->principal.masked & MASK_AMOUNTS;
    if (!hidden) call_reads(call, root);
    csv_add(&call->text, day_name(call->arena, row->day));
    csv_add(&call->text, dated ? instant_text(call->arena, row->at) : STR(""));
    csv_add_number(&call->text, id_text(answering, !hidden, root));
    csv_add_number(&call->text,
                   id_text(answering, !hidden && dated, answering->table->subscription[row->subscription].id));
    csv_add(&call->text, movement_kind(row));
    csv_add(&call->text, driver_of(row));
    csv_add_number(&call->text, masked ? STR("") : money_decimal(call->arena, row->amount, base));
    csv_add(&call->text, str_of(base->code));
    csv_add(&call->text, plan_of(answering, row->has_before, row->plan_before));
    csv_add(&call->text, plan_of(answering, row->has_after, row->plan_after));
    csv_end_record(&call->text);
}

// The whole period in one file: it has no pages.
static void answer_csv(Answering *answering)
{
    Call *call = answering->call;
    static const char *const heads[] = {"day",    "at",     "customer", "subscription", "kind",
                                        "driver", "amount", "currency", "plan_before",  "plan_after"};
    call->type = STR("text/csv; charset=utf-8");
    call->text = text_in(call->arena);
    for (size_t i = 0; i < COUNT_OF(heads); i++) csv_add(&call->text, str_of(heads[i]));
    csv_end_record(&call->text);
    for (size_t i = 0; i < answering->rows.count; i++) add_line(answering, &answering->rows.row[i]);
}

static bool list_movements(Call *call, StoreSession *session, Error *error)
{
    MovementAsk ask;
    RecurringTable table;
    if (!log_catch_up(call->house->log, session, error) || !read_ask(call, &ask, error) ||
        !recurring_read(&ask.source, session, call->arena, &table, error))
        return false;
    uint32_t count = 1;
    Stretch *stretches = ask.daily ? revenue_days(ask.stretch, call->arena, &count) : &ask.stretch;
    Answering answering = {.call = call, .ask = &ask, .table = &table};
    movement_rows(&table, stretches, count, ask.rule, call_query(call, "kind"), call->arena, &answering.rows);
    if (ask.csv)
        answer_csv(&answering);
    else
        answer_json(&answering);
    return true;
}

// ---- routes ----

static const Parameter parameters[] = {
    {.name = "period",
     .type = FIELD_TEXT,
     .high = 40,
     .help = PHRASE("one period: 2026-07, 2026-Q3, 2026-07-01..2026-07-15; default: this month",
                    "une période\u00A0: 2026-07, 2026-Q3, 2026-07-01..2026-07-15\u00A0; par défaut ce mois")},
    {.name = "kind", .type = FIELD_TEXT, .words = MOVEMENT_WORDS, .help = PHRASE("only these", "seulement ceux-ci")},
    {.name = "netting",
     .type = FIELD_TEXT,
     .words = "period|day",
     .help = PHRASE("what a customer gains and loses is netted within the period (default) or within each day",
                    "gains et pertes d’un client se compensent dans la période (par défaut) ou dans chaque jour")},
    {.name = "currency",
     .type = FIELD_TEXT,
     .words = "constant",
     .help = PHRASE("constant: all amounts at the rate of today", "constant\u00A0: tous les montants au taux du jour")},
    {.name = "format",
     .type = FIELD_TEXT,
     .words = "json|csv",
     .help = PHRASE("csv: the whole period in one file", "csv\u00A0: toute la période en un fichier")},
    {.name = "limit",
     .type = FIELD_INTEGER,
     .low = 1,
     .high = 1000,
     .help = PHRASE("items of a page, default 50", "éléments par page, 50 par défaut")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/movements",
     .name = "listMovements",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("Movements of recurring revenue: who, when, how much, of what kind, from which plan to which",
                       "Mouvements du revenu récurrent\u00A0: qui, quand, combien, de quelle sorte, d’une formule à "
                       "l’autre"),
     .parameters = parameters,
     .answer = &list_shape,
     .read = list_movements},
    {0},
};

extern const Module revenue_module;
const Module revenue_module = {.name = "revenue", .routes = routes, .metrics = revenue_readers};
