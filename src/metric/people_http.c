// people_http.c - GET /api/v1/metrics/{name}/customers: the people behind a number.
#include "base/number.h"
#include "customer/search_http.h"
#include "event/log.h"
#include "house.h"
#include "metric/metric_http.h"
#include "module.h"

static const Field item_fields[] = {
    {.name = "id",
     .type = FIELD_INTEGER,
     .required = true,
     .nullable = true,
     .help =
         PHRASE("null: somebody whose data were erased, and who stays in the figures without a name",
                "null\u00A0: quelqu’un dont les données ont été effacées, et qui reste sans nom dans les chiffres")},
    {.name = "detail",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("what happened", "ce qui s’est passé")},
    {.name = "at",
     .type = FIELD_INSTANT,
     .required = true,
     .nullable = true,
     .help = PHRASE("of what made them count", "de ce qui les fait compter")},
    {.name = "amount",
     .type = FIELD_MONEY,
     .nullable = true,
     .help = PHRASE("what they add to the number", "ce qu’ils ajoutent au nombre")},
    {.name = "name", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("as it is written", "comme il s’écrit")},
    {.name = "email", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("the first one", "la première")},
    {.name = NULL}};
static const Shape item_shape = {.name = "MetricCustomer", .open = true, .fields = item_fields};

static const Field list_fields[] = {
    {.name = "metric", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "part", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the value", "de la valeur")},
    {.name = "period", .type = FIELD_TEXT, .required = true, .help = PHRASE("its name", "son nom")},
    {.name = "from", .type = FIELD_DAY, .required = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .required = true, .help = PHRASE("its last day", "son dernier jour")},
    {.name = "by", .type = FIELD_TEXT, .required = true, .nullable = true, .help = PHRASE("the group", "le groupe")},
    {.name = "count", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of all pages", "de toutes les pages")},
    {.name = "hash", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the question", "de la question")},
    {.name = "items",
     .type = FIELD_ARRAY,
     .required = true,
     .shape = &item_shape,
     .help = PHRASE("people, by number", "les personnes, par numéro")},
    {.name = "next_cursor",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
    {.name = "masked",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .help = PHRASE("what is hidden from the caller", "ce qui est caché à l’appelant")},
    {.name = NULL}};
static const Shape list_shape = {.name = "MetricCustomers", .fields = list_fields};

// ---- a person ----

static void write_share(JsonWriter *json, const Call *call, const MetricAnswer *answer, const MetricPerson *person)
{
    write_text_or_null(json, "detail", person->detail);
    json_key(json, "at");
    if (person->at)
        json_string(json, instant_text(call->arena, person->at));
    else
        json_null(json);
    if (call->principal.masked & MASK_AMOUNTS) return;
    json_key(json, "amount");
    if (!person->has_amount) {
        json_null(json);
        return;
    }
    json_begin_object(json);
    json_key(json, "amount");
    json_string(json, money_decimal(call->arena, person->amount_minor, &answer->table.currency));
    json_key(json, "currency");
    json_string(json, str_of(answer->table.currency.code));
    json_end_object(json);
}

// Who was erased has no name and no number any more.
static bool write_somebody(JsonWriter *json, Call *call, StoreSession *session, CustomerId root, Error *error)
{
    if (!identity_hidden(call->house->identity, root)) return write_line(json, call, session, root, error);
    json_begin_object(json);
    json_key(json, "id");
    json_null(json);
    return true;
}

// ---- the list ----

static void write_head(JsonWriter *json, const Call *call, const MetricAnswer *answer, const MetricPeople *people)
{
    const PeriodSpan *span = &answer->table.span;
    Str part = call_query(call, "part");
    json_key(json, "metric");
    json_string(json, str_of(answer->metric->name));
    json_key(json, "part");
    json_string(json, part.size ? part : metric_usual_part(answer->reader));
    json_key(json, "period");
    json_string(json, answer_period_name(answer, &answer->table, 0));
    json_key(json, "from");
    json_string(json, day_name(call->arena, span_first_day(span, 0)));
    json_key(json, "to");
    json_string(json, day_name(call->arena, span_last_day(span, 0)));
    write_text_or_null(json, "by", call_query(call, "by_value"));
    json_key(json, "count");
    json_integer(json, (int64_t)people->count);
    json_key(json, "hash");
    json_string(json, answer_hash(answer));
}

static bool write_page(JsonWriter *json, Call *call, StoreSession *session, const MetricAnswer *answer,
                       const MetricPeople *people, int64_t after, Error *error)
{
    size_t at = 0, limit = (size_t)call_limit(call), written = 0;
    while (at < people->count && people->person[at].customer <= after) at++;
    json_key(json, "items");
    json_begin_array(json);
    for (; at < people->count && written < limit; at++, written++) {
        if (!write_somebody(json, call, session, people->person[at].customer, error)) return false;
        write_share(json, call, answer, &people->person[at]);
        json_end_object(json);
    }
    json_end_array(json);
    bool more = at < people->count;
    write_next(json, call, more, more ? str_format(call->arena, "%u", people->person[at - 1].customer) : STR(""));
    write_masked(json, call);
    return true;
}

static bool list_people(Call *call, StoreSession *session, Error *error)
{
    const Metric *metric;
    MetricAnswer answer;
    MetricPeople people;
    Str cursor;
    int64_t after = -1;
    MetricPlace place = metric_place(call, session);
    MetricWords words = metric_words(call);
    if (!path_metric(call, &metric, error) || !log_catch_up(call->house->log, session, error) ||
        !call_cursor(call, &cursor, error) ||
        !metric_people(&place, metric, &words, call_query(call, "part"), call_query(call, "by_value"), &answer, &people,
                       error))
        return false;
    if (cursor.size && !number_parse_count(cursor, &after)) after = -1;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_head(&json, call, &answer, &people);
    if (!write_page(&json, call, session, &answer, &people, after, error)) return false;
    json_end_object(&json);
    return true;
}

// ---- the route ----

static const Parameter people_parameters[] = {
    METRIC_PARAMETERS,
    {.name = "part",
     .type = FIELD_TEXT,
     .high = 100,
     .help = PHRASE("of the value: one of `people` of the metric (default: the first)",
                    "de la valeur\u00A0: l’une de people de l’indicateur (par défaut\u00A0: la première)")},
    {.name = "by_value",
     .type = FIELD_TEXT,
     .help = PHRASE("the group, where there is a `by`", "le groupe, quand il y a un by")},
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Route routes[] = {{.method = "GET",
                                .path = "/api/v1/metrics/{name}/customers",
                                .name = "listMetricCustomers",
                                .access = ACCESS_READ,
                                .cost = COST_REPORT,
                                .summary = PHRASE("the people behind a number", "les personnes derrière un chiffre"),
                                .parameters = people_parameters,
                                .further = metric_further_parameter,
                                .answer = &list_shape,
                                .read = list_people},
                               {.method = NULL}};

extern const Module metric_people_module;
const Module metric_people_module = {.name = "metric_people", .routes = routes};
