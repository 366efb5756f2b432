// kpi_http.c - the five figures of a retention team side by side, and the headline that each company chooses.
#include "api/csv_answer.h"
#include "base/json_put.h"
#include "event/log.h"
#include "house.h"
#include "metric/answer_write.h"
#include "metric/metric_http.h"
#include "metric/sentence.h"
#include "module.h"
#include "segment/segment_place_http.h"

// ---- shapes ----

static const Field kpi_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .required = true, .help = PHRASE("of the metric", "de l’indicateur")},
    {.name = "label", .type = FIELD_TEXT, .required = true, .help = PHRASE("for people", "pour les personnes")},
    {.name = "unit", .type = FIELD_TEXT, .required = true, .help = PHRASE("rate, amount …", "rate, amount…")},
    {.name = "period",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("that it is of", "dont il est")},
    {.name = "from", .type = FIELD_DAY, .nullable = true, .help = PHRASE("its first day", "son premier jour")},
    {.name = "to", .type = FIELD_DAY, .nullable = true, .help = PHRASE("its last day", "son dernier jour")},
    VALUE_FIELDS,
    {.name = "small_sample", .type = FIELD_BOOLEAN, .help = PHRASE("n is below 30", "n est sous 30")},
    {.name = "reason",
     .type = FIELD_TEXT,
     .required = true,
     .nullable = true,
     .help = PHRASE("why there is no value", "pourquoi il n’y a pas de valeur")},
    {.name = "sentence", .type = FIELD_TEXT, .nullable = true, .help = PHRASE("it in plain words", "en clair")},
    {.name = NULL}};
static const Shape kpi_shape = {.name = "Kpi", .fields = kpi_fields};

static const Field kpi_segment_fields[] = {
    {.name = "size", .type = FIELD_INTEGER, .required = true, .help = PHRASE("people in it", "personnes dedans")},
    {.name = "total", .type = FIELD_INTEGER, .required = true, .help = PHRASE("all people", "toutes les personnes")},
    {.name = "share", .type = FIELD_NUMBER, .required = true, .nullable = true, .help = PHRASE("of all", "de toutes")},
    {.name = NULL}};
static const Shape kpi_segment_shape = {.name = "KpiSegment", .fields = kpi_segment_fields};

static const Field kpis_fields[] = {{.name = "segment",
                                     .type = FIELD_OBJECT,
                                     .shape = &kpi_segment_shape,
                                     .help = PHRASE("of ?segment=", "de ?segment=")},
                                    {.name = "items",
                                     .type = FIELD_ARRAY,
                                     .required = true,
                                     .shape = &kpi_shape,
                                     .help = PHRASE("churn, lifetime value, NPS, retention, engagement",
                                                    "attrition, valeur vie, NPS, rétention, engagement")},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("null: there is one page", "null\u00A0: il n’y a qu’une page")},
                                    {.name = NULL}};
static const Shape kpis_shape = {.name = "KpiList", .fields = kpis_fields};

static const Field headline_fields[] = {
    {.name = "default",
     .type = FIELD_BOOLEAN,
     .required = true,
     .help = PHRASE("nobody has chosen yet", "personne n’a encore choisi")},
    {.name = "metrics",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("their names, in order", "leurs noms, dans l’ordre")},
    {.name = "items", .type = FIELD_ARRAY, .required = true, .shape = &kpi_shape, .help = PHRASE("each", "chacun")},
    {.name = NULL}};
static const Shape headline_shape = {.name = "Headline", .fields = headline_fields};

static const Field choose_fields[] = {
    {.name = "metrics",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .low = 0,
     .high = HEADLINE_PLACES_MAX,
     .help = PHRASE("names of metrics, in order; none: the default again",
                    "noms d’indicateurs, dans l’ordre\u202F; aucun\u00A0: de nouveau le choix par défaut")},
    {.name = NULL}};
static const Shape choose_shape = {.name = "HeadlineChoose", .fields = choose_fields};

static const Field chosen_fields[] = {
    {.name = "metrics",
     .type = FIELD_ARRAY,
     .item = FIELD_TEXT,
     .required = true,
     .help = PHRASE("names of metrics, in order", "noms d’indicateurs, dans l’ordre")},
    {.name = NULL}};
static const Shape chosen_shape = {.name = "HeadlineChosen", .fields = chosen_fields};

// ---- one figure ----

typedef struct PeriodWords {
    const Call *call;
    Str period;
} PeriodWords;

static Str period_word(const void *context, const char *name)
{
    const PeriodWords *words = context;
    if (str_equal(str_of(name), STR("period"))) return words->period;
    if (str_equal(str_of(name), STR("segment"))) return call_query(words->call, "segment");
    return str_equal(str_of(name), STR("as_of")) ? call_query(words->call, "as_of") : STR("");
}

// The last month that has ended.
static Str usual_period(const MetricPlace *place)
{
    Day today = reading_day(&(MetricAsk){.house = place->house}, place->now);
    return period_name(place->arena, PERIOD_MONTH, period_of_day(PERIOD_MONTH, today) - 1);
}

static void write_nothing(const Call *call, JsonWriter *json, const MetricAnswer *answer, Str reason)
{
    static const char *const members[] = {"period", "from", "to"};
    for (size_t i = 0; i < COUNT_OF(members); i++) put_text_or_null(json, members[i], STR(""));
    write_value(answer, json, NULL);
    put_text_or_null(json, "reason",
                     reason.size ? reason
                                 : str_of(PHRASE("Not observed yet.", "Pas encore observé.").in[call->locale]));
}

static Str unavailable(const Call *call)
{
    return str_of(PHRASE("It can't be had from the data folder.", "Il ne peut pas être tiré du dossier de données.")
                      .in[call->locale]);
}

static void write_observed(const Call *call, JsonWriter *json, const MetricAnswer *answer)
{
    const PeriodValue *value = answer_value(answer, 0, 0);
    write_period(answer, &answer->table, json, 0);
    write_value(answer, json, value);
    json_key(json, "small_sample");
    json_boolean(json, value->has_n && value->n < 30);
    Str reason =
        value->observed ? STR("") : str_of(PHRASE("Not observed yet.", "Pas encore observé.").in[call->locale]);
    put_text_or_null(json, "reason", reason);
    put_text_or_null(json, "sentence", metric_sentence(answer, value));
}

static bool write_kpi(Call *call, const MetricPlace *place, JsonWriter *json, Str name, const PeriodWords *asked,
                      Error *error)
{
    const Metric *metric;
    MetricAnswer answer = {0};
    MetricWords words = {asked, period_word};
    Str reason = STR("");
    if (!metric_find(name, &metric)) return true; // was taken out of the catalogue since
    if (!metric_answer(place, metric, &words, &answer, error)) {
        if (error->kind != ERROR_USAGE && error->kind != ERROR_INPUT) return false;
        reason = str_copy(call->arena, str_of(error->message[call->locale]));
        answer.table.span.count = 0;
    }
    if (!metric_reads_itself(answer.reader)) reason = unavailable(call);
    json_begin_object(json);
    put_text_or_null(json, "name", str_of(metric->name));
    put_text_or_null(json, "label", str_of(metric->label.in[call->locale]));
    put_text_or_null(json, "unit", unit_name(metric->unit));
    if (reason.size || answer.table.span.count != 1)
        write_nothing(call, json, &answer, reason);
    else
        write_observed(call, json, &answer);
    json_end_object(json);
    return true;
}

static const char *const kpi_columns[] = {"name", "label",        "unit",           "period",   "from",
                                          "to",   "value",        "value.currency", "low",      "high",
                                          "n",    "small_sample", "reason",         "sentence", NULL};

static bool write_kpis(Call *call, StoreSession *session, JsonWriter *json, const Str *names, size_t count,
                       Error *error)
{
    MetricPlace place = metric_place(call, session);
    PeriodWords asked = {call, call_query(call, "period")};
    SeriesAsk one;
    if (asked.period.size == 0) asked.period = usual_period(&place);
    if (!metric_one_period(asked.period, &one))
        return error_code(
            error, ERROR_USAGE, "invalid_parameter",
            PHRASE("period {0}: expected one period as 2026-Q3 or 2026-07-01..2026-09-30",
                   "period {0}\u00A0: attendu\u00A0: une période comme 2026-Q3 ou 2026-07-01..2026-09-30"),
            error_value(call->arena, asked.period));
    json_key(json, "items");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        if (!write_kpi(call, &place, json, names[i], &asked, error)) return false;
    json_end_array(json);
    return true;
}

// ---- the five ----

// How many it holds for now, of all people.
static bool write_segment_size(Call *call, StoreSession *session, JsonWriter *json, Str segment, Error *error)
{
    CustomerSet *set;
    SegmentPlace place = place_of_call(call, session);
    int64_t total = 0;
    const struct Identity *identity = call->house->identity;
    if (!asked_segment(&place, segment, &set, error)) return false;
    for (CustomerId c = 1; c <= identity_count(identity); c++)
        total += identity_root(identity, c) == c && !identity_hidden(identity, c);
    json_key(json, "segment");
    json_begin_object(json);
    put_integer(json, "size", (int64_t)set->count);
    put_integer(json, "total", total);
    put_number_or_null(json, "share", total > 0, total ? (double)set->count / (double)total : 0);
    json_end_object(json);
    return true;
}

// Of a segment its size and what its people buy for stand beside the five.
static bool get_kpis(Call *call, StoreSession *session, Error *error)
{
    static const Str names[] = {STR("churn"), STR("clv"), STR("nps"), STR("crr"), STR("engagement"), STR("aov")};
    Str segment = call_query(call, "segment");
    if (!log_catch_up(call->house->log, session, error)) return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    if (segment.size && !write_segment_size(call, session, &json, segment, error)) return false;
    if (!write_kpis(call, session, &json, names, COUNT_OF(names) - !segment.size, error)) return false;
    json_key(&json, "next_cursor");
    json_null(&json);
    json_end_object(&json);
    call_as_csv(call, "items", kpi_columns);
    return true;
}

// ---- the headline ----

static void write_names(JsonWriter *json, const Str *names, size_t count)
{
    json_key(json, "metrics");
    json_begin_array(json);
    for (size_t i = 0; i < count; i++) json_string(json, names[i]);
    json_end_array(json);
}

static bool get_headline(Call *call, StoreSession *session, Error *error)
{
    Str names[HEADLINE_PLACES_MAX];
    size_t count;
    bool is_default;
    if (!log_catch_up(call->house->log, session, error) ||
        !headline_read(session, call->arena, names, &count, &is_default, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "default");
    json_boolean(&json, is_default);
    write_names(&json, names, count);
    if (!write_kpis(call, session, &json, names, count, error)) return false;
    json_end_object(&json);
    call_as_csv(call, "items", kpi_columns);
    return true;
}

static bool refuse_name(const Call *call, size_t place, Phrase phrase, Str name, Error *error)
{
    (void)error_code(error, ERROR_INPUT, "invalid_metric", phrase, error_value(call->arena, name));
    return error_at(error, str_format(call->arena, "/metrics/%zu", place));
}

static bool read_name(const Call *call, JsonValue item, Str *names, size_t place, Error *error)
{
    const Metric *metric;
    Str name = json_get_string(item, call->arena);
    if (!metric_find(name, &metric))
        return refuse_name(call, place,
                           PHRASE("there is no metric {0}; GET /api/v1/metrics lists them all",
                                  "il n’y a pas d’indicateur {0}\u00A0; GET /api/v1/metrics les liste tous"),
                           name, error);
    names[place] = str_of(metric->name);
    for (size_t i = 0; i < place; i++)
        if (str_equal(names[i], names[place]))
            return refuse_name(call, place, PHRASE("{0} stands there twice", "{0} y est deux fois"), name, error);
    return true;
}

static bool choose_headline(Call *call, StoreSession *session, Error *error)
{
    Str names[HEADLINE_PLACES_MAX] = {{0}};
    size_t count = 0;
    bool is_default;
    JsonValue list, item;
    (void)json_member(call->body, STR("metrics"), &list);
    for (size_t cursor = 0; json_next(list, &cursor, NULL, &item); count++)
        if (!read_name(call, item, names, count, error)) return false;
    if (!headline_store(session, names, count, error) ||
        !headline_read(session, call->arena, names, &count, &is_default, error))
        return false;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    write_names(&json, names, count);
    json_end_object(&json);
    call->audit_object = STR("headline");
    return true;
}

// ---- routes ----

static const Parameter kpi_parameters[] = {
    {.name = "period",
     .type = FIELD_TEXT,
     .high = 40,
     .help = PHRASE("one period: 2026-Q3, 2026-07-01..2026-09-30 (default: the last month that has ended)",
                    "une période\u00A0: 2026-Q3, 2026-07-01..2026-09-30 (par défaut\u00A0: le dernier mois terminé)")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    CSV_FORMAT_PARAMETER,
    {.name = NULL}};
static const Parameter kpis_parameters[] = {
    {.name = "period",
     .type = FIELD_TEXT,
     .high = 40,
     .help = PHRASE("one period: 2026-Q3, 2026-07-01..2026-09-30 (default: the last month that has ended)",
                    "une période\u00A0: 2026-Q3, 2026-07-01..2026-09-30 (par défaut\u00A0: le dernier mois terminé)")},
    {.name = "as_of",
     .type = FIELD_DAY,
     .help =
         PHRASE("the last day that is known; default: today", "le dernier jour connu\u202F; par défaut aujourd’hui")},
    {.name = "segment",
     .type = FIELD_TEXT,
     .high = SEGMENT_TEXT_BYTES_MAX,
     .help = PHRASE("who is counted: segment:KEY, a short form, or a rule as JSON",
                    "qui est compté\u00A0: segment:CLÉ, une forme courte, ou une règle en JSON")},
    CSV_FORMAT_PARAMETER,
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/kpis",
     .name = "listKpis",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("the five key figures of one period; of a segment with its size and average order",
                       "les cinq chiffres clés d’une période\u202F; d’un segment avec sa taille et son panier moyen"),
     .parameters = kpis_parameters,
     .answer = &kpis_shape,
     .read = get_kpis},
    {.method = "GET",
     .path = "/api/v1/headline",
     .name = "getHeadline",
     .access = ACCESS_READ,
     .cost = COST_REPORT,
     .summary = PHRASE("the figures of the headline", "les chiffres en tête"),
     .parameters = kpi_parameters,
     .answer = &headline_shape,
     .read = get_headline},
    {.method = "PUT",
     .path = "/api/v1/headline",
     .name = "chooseHeadline",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("chooses the figures of the headline", "choisit les chiffres en tête"),
     .body = &choose_shape,
     .answer = &chosen_shape,
     .write = choose_headline},
    {.method = NULL}};

extern const struct Command *const kpi_commands[];
extern const Module kpi_module;
const Module kpi_module = {.name = "kpi", .routes = routes, .commands = kpi_commands};
