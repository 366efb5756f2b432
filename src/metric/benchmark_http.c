// benchmark_http.c - benchmarks: what others in the sector reach, as the user found it.
#include "base/json_put.h"
#include "base/number.h"
#include "customer/customer_http.h"
#include "customer/profile_http.h"
#include "measure/catalogue.h"
#include "metric/benchmark.h"
#include "module.h"

#define MADE_FIELDS                                                                                                    \
    {.name = "metric",                                                                                                 \
     .type = FIELD_TEXT,                                                                                               \
     .required = true,                                                                                                 \
     .low = 1,                                                                                                         \
     .high = 100,                                                                                                      \
     .help = PHRASE("its name", "son nom")},                                                                           \
        {.name = "value",                                                                                              \
         .type = FIELD_NUMBER,                                                                                         \
         .required = true,                                                                                             \
         .help = PHRASE("in the unit of the metric: a rate 0 to 1, an amount in major units",                          \
                        "dans l’unité de l’indicateur\u00A0: un taux de 0 à 1, un montant en unités")},                \
        {.name = "source",                                                                                             \
         .type = FIELD_TEXT,                                                                                           \
         .required = true,                                                                                             \
         .low = 1,                                                                                                     \
         .high = BENCHMARK_SOURCE_BYTES_MAX,                                                                           \
         .help = PHRASE("who says so, where", "qui le dit, où")},                                                      \
    {                                                                                                                  \
        .name = "day", .type = FIELD_DAY, .required = true, .help = PHRASE("of which it speaks", "dont il parle")      \
    }

static const Field benchmark_fields[] = {
    {.name = "id", .type = FIELD_INTEGER, .required = true, .help = PHRASE("its number", "son numéro")},
    MADE_FIELDS,
    {.name = "made_by", .type = FIELD_INTEGER, .required = true, .help = PHRASE("of the staff", "de l’équipe")},
    {.name = "made_at", .type = FIELD_INSTANT, .required = true, .help = PHRASE("when", "quand")},
    {.name = NULL}};
static const Shape benchmark_shape = {.name = "Benchmark", .fields = benchmark_fields};

static const Field add_fields[] = {MADE_FIELDS, {.name = NULL}};
static const Shape add_shape = {.name = "BenchmarkAdd", .fields = add_fields};

static const Field change_fields[] = {
    {.name = "value", .type = FIELD_NUMBER, .help = PHRASE("as above", "comme plus haut")},
    {.name = "source",
     .type = FIELD_TEXT,
     .low = 1,
     .high = BENCHMARK_SOURCE_BYTES_MAX,
     .help = PHRASE("who says so", "qui le dit")},
    {.name = "day", .type = FIELD_DAY, .help = PHRASE("of which it speaks", "dont il parle")},
    {.name = NULL}};
static const Shape change_shape = {.name = "BenchmarkChange", .fields = change_fields};

static const Field list_fields[] = {{.name = "items",
                                     .type = FIELD_ARRAY,
                                     .required = true,
                                     .shape = &benchmark_shape,
                                     .help = PHRASE("newest entry first", "dernière saisie d’abord")},
                                    {.name = "next_cursor",
                                     .type = FIELD_TEXT,
                                     .required = true,
                                     .nullable = true,
                                     .help = PHRASE("null: that was all", "null\u00A0: c’était tout")},
                                    {.name = NULL}};
static const Shape list_shape = {.name = "BenchmarkList", .fields = list_fields};

// ---- JSON ----

static void write_benchmark(JsonWriter *json, const Call *call, const Benchmark *benchmark)
{
    json_begin_object(json);
    put_integer(json, "id", benchmark->id);
    put_text(json, "metric", benchmark->metric);
    put_number(json, "value", benchmark->value);
    put_text(json, "source", benchmark->source);
    put_text(json, "day", day_name(call->arena, benchmark->day));
    put_integer(json, "made_by", benchmark->made_by);
    write_at(json, "made_at", benchmark->made_at, call->arena);
    json_end_object(json);
}

static bool answer(Call *call, const Benchmark *benchmark)
{
    JsonWriter json = call_json(call);
    write_benchmark(&json, call, benchmark);
    call->audit_object = str_format(call->arena, "benchmark:%lld", (long long)benchmark->id);
    return true;
}

// ---- what is sent ----

static bool take_value(const Call *call, const Metric *metric, double *value, Error *error)
{
    JsonValue given;
    if (!json_member(call->body, STR("value"), &given)) return true;
    bool read = json_get_number(given, value), fits = metric->unit != UNIT_RATE || (*value >= 0 && *value <= 1);
    if (read && fits) return true;
    (void)error_code(
        error, ERROR_INPUT, "invalid_value",
        PHRASE("a rate lies between 0 and 1: 0.8 for 80 %", "un taux est entre 0 et 1\u00A0: 0.8 pour 80\u202F%"),
        STR(""));
    return error_at(error, STR("/value"));
}

static bool take_others(const Call *call, Benchmark *benchmark, Error *error)
{
    const Metric *metric;
    Str source = shape_text(call->body, "source", call->arena), day = shape_text(call->body, "day", call->arena);
    if (source.size) benchmark->source = source;
    if (day.size && !day_parse(day, &benchmark->day)) return false;
    benchmark->made_by = who(call);
    benchmark->made_at = call->now;
    return metric_find(benchmark->metric, &metric) && take_value(call, metric, &benchmark->value, error);
}

// ---- routes ----

static bool add_benchmark(Call *call, StoreSession *session, Error *error)
{
    const Metric *metric;
    Benchmark benchmark = {0};
    Str name = shape_text(call->body, "metric", call->arena);
    if (!metric_find(name, &metric)) {
        (void)error_code(error, ERROR_INPUT, "invalid_metric",
                         PHRASE("there is no metric {0}; GET /api/v1/metrics lists them all",
                                "il n’y a pas d’indicateur {0}\u00A0; GET /api/v1/metrics les liste tous"),
                         error_value(call->arena, name));
        return error_at(error, STR("/metric"));
    }
    benchmark.metric = str_of(metric->name);
    if (!take_others(call, &benchmark, error) || !benchmark_put(session, &benchmark, error)) return false;
    call->status = 201;
    return answer(call, &benchmark);
}

static bool change_benchmark(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    Benchmark benchmark;
    return path_id(call->path_value[0], &id, error) && benchmark_get(session, id, call->arena, &benchmark, error) &&
           take_others(call, &benchmark, error) && benchmark_put(session, &benchmark, error) &&
           answer(call, &benchmark);
}

static bool get_benchmark(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    Benchmark benchmark;
    return path_id(call->path_value[0], &id, error) && benchmark_get(session, id, call->arena, &benchmark, error) &&
           answer(call, &benchmark);
}

static bool remove_benchmark(Call *call, StoreSession *session, Error *error)
{
    int64_t id = 0;
    if (!path_id(call->path_value[0], &id, error) || !benchmark_remove(session, id, error)) return false;
    call->audit_object = str_format(call->arena, "benchmark:%lld", (long long)id);
    return true;
}

static bool list_benchmarks(Call *call, StoreSession *session, Error *error)
{
    Str after;
    int64_t before = INT64_MAX;
    Benchmark *list;
    size_t count, limit = (size_t)call_limit(call);
    if (!call_cursor(call, &after, error)) return false;
    if (after.size && !number_parse_count(after, &before)) before = INT64_MAX;
    if (!benchmark_list(session, before, limit + 1, call->arena, &list, &count, error)) return false;
    bool more = count > limit;
    if (more) count = limit;
    JsonWriter json = call_json(call);
    json_begin_object(&json);
    json_key(&json, "items");
    json_begin_array(&json);
    for (size_t i = 0; i < count; i++) write_benchmark(&json, call, &list[i]);
    json_end_array(&json);
    write_next(&json, call, more, more ? str_format(call->arena, "%lld", (long long)list[count - 1].id) : STR(""));
    json_end_object(&json);
    return true;
}

static const Parameter page_parameters[] = {
    {.name = "limit", .type = FIELD_INTEGER, .low = 1, .high = 1000, .help = PHRASE("how many", "combien")},
    {.name = "cursor",
     .type = FIELD_TEXT,
     .help = PHRASE("next_cursor of the page before", "next_cursor de la page précédente")},
    {.name = NULL}};

static const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/benchmarks",
     .name = "listBenchmarks",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("benchmarks of the sector, as entered", "les repères du secteur, tels que saisis"),
     .parameters = page_parameters,
     .answer = &list_shape,
     .read = list_benchmarks},
    {.method = "POST",
     .path = "/api/v1/benchmarks",
     .name = "addBenchmark",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("enters a benchmark", "saisit un repère"),
     .body = &add_shape,
     .answer = &benchmark_shape,
     .write = add_benchmark},
    {.method = "GET",
     .path = "/api/v1/benchmarks/{id}",
     .name = "getBenchmark",
     .access = ACCESS_READ,
     .cost = COST_READ,
     .summary = PHRASE("a benchmark", "un repère"),
     .answer = &benchmark_shape,
     .read = get_benchmark},
    {.method = "PATCH",
     .path = "/api/v1/benchmarks/{id}",
     .name = "changeBenchmark",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("changes a benchmark", "modifie un repère"),
     .body = &change_shape,
     .answer = &benchmark_shape,
     .write = change_benchmark},
    {.method = "DELETE",
     .path = "/api/v1/benchmarks/{id}",
     .name = "removeBenchmark",
     .access = ACCESS_WRITE,
     .cost = COST_WRITE,
     .summary = PHRASE("takes a benchmark away", "retire un repère"),
     .write = remove_benchmark},
    {.method = NULL}};

extern const struct Command *const benchmark_commands[];
extern const Module benchmark_module;
const Module benchmark_module = {.name = "benchmark", .routes = routes, .commands = benchmark_commands};
