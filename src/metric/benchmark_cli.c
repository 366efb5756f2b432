// `fidele benchmark list|add|change|remove`: a thin edge over the routes of benchmark_http.c.
#include "cli/reply.h"

extern const Command *const benchmark_commands[];

static const Option benchmark_options[] = {
    {.name = "value",
     .value = "NUMBER",
     .kind = OPTION_NUMBER,
     .help = PHRASE("in the unit of the metric: a rate 0 to 1, an amount in major units",
                    "dans l’unité de l’indicateur\u00A0: un taux de 0 à 1, un montant en unités")},
    {.name = "source", .value = "TEXT", .kind = OPTION_TEXT, .help = PHRASE("who says so, where", "qui le dit, où")},
    {.name = "day", .value = "DATE", .kind = OPTION_TEXT, .help = PHRASE("of which it speaks", "dont il parle")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static const ReplyColumn columns[] = {{"id", PHRASE("id", "nº"), true},
                                      {"metric", PHRASE("metric", "indicateur"), false},
                                      {"value", PHRASE("value", "valeur"), true},
                                      {"day", PHRASE("day", "jour"), false},
                                      {"source", PHRASE("source", "source"), false},
                                      {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    return reply_list(call, STR("/api/v1/benchmarks?limit=1000"), columns, error);
}

static void add_given(JsonWriter *json, const char *key, Str text)
{
    if (!text.size) return;
    json_key(json, key);
    json_string(json, text);
}

// What was given; `metric` "" when it stays.
static Str body_of(const CommandCall *call, Str metric)
{
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    add_given(&json, "metric", metric);
    if (option_given(call->options, "value")) {
        json_key(&json, "value");
        json_number(&json, option_number(call->options, "value", 0));
    }
    add_given(&json, "source", option_text(call->options, "source", STR("")));
    add_given(&json, "day", option_text(call->options, "day", STR("")));
    json_end_object(&json);
    return text_str(&body);
}

static bool print_benchmark(const CommandCall *call, JsonValue benchmark, Error *error)
{
    if (reply_form(call) == REPLY_JSON) return reply_print(call, benchmark.text, error);
    return reply_print(call,
                       phrase_say(call->arena, call->locale,
                                  PHRASE("benchmark {0}: {1} {2} ({3})", "repère {0}\u00A0: {1} {2} ({3})"),
                                  reply_text(call, benchmark, "id"), reply_text(call, benchmark, "metric"),
                                  reply_text(call, benchmark, "value"), reply_text(call, benchmark, "day")),
                       error);
}

static bool add(const CommandCall *call, Error *error)
{
    JsonValue benchmark;
    if (call->options->arguments != 2 || !option_given(call->options, "value") ||
        !option_given(call->options, "source") || !option_given(call->options, "day"))
        return error_say(error, ERROR_USAGE,
                         PHRASE("a benchmark needs a metric, a value, a source and a day: fidele benchmark add crr "
                                "--value 0.8 --source \"Sector study\" --day 2026-01-01",
                                "un repère a besoin d’un indicateur, d’une valeur, d’une source et d’un jour\u00A0: "
                                "fidele benchmark add crr --value 0.8 --source \"Étude du secteur\" --day "
                                "2026-01-01"), );
    Str body = body_of(call, call->options->argument[1]);
    return reply_ask(call, "POST", STR("/api/v1/benchmarks"), body, &benchmark, error) &&
           print_benchmark(call, benchmark, error);
}

static bool named_target(const CommandCall *call, Str *target, Error *error)
{
    Str number;
    if (!act_number(call,
                    PHRASE("which benchmark? Give its number, as `fidele benchmark list` shows it",
                           "quel repère\u202F? Donnez son numéro, que montre `fidele benchmark list`"),
                    &number, error))
        return false;
    *target = str_format(call->arena, "/api/v1/benchmarks/%.*s", STR_ARGS(number));
    return true;
}

static bool change(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue benchmark;
    return named_target(call, &target, error) &&
           reply_ask(call, "PATCH", target, body_of(call, STR("")), &benchmark, error) &&
           print_benchmark(call, benchmark, error);
}

static bool take_away(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue nothing;
    return named_target(call, &target, error) && reply_ask(call, "DELETE", target, STR(""), &nothing, error);
}

static bool run_benchmark(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list}, {"add", add}, {"change", change}, {"remove", take_away}, {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command benchmark_command = {
    .name = "benchmark",
    .summary = PHRASE("what your sector reaches, as you found it: list, enter, change, remove",
                      "ce qu’atteint votre secteur, tel que trouvé\u00A0: lister, saisir, modifier, retirer"),
    .arguments = "list|add|change|remove [METRIC|ID]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = benchmark_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details = PHRASE("Each figure of the metric then shows its gap; of several the one of the latest day counts.",
                      "Chaque chiffre de l’indicateur montre ensuite son écart\u00A0; de plusieurs, celui du jour le "
                      "plus récent compte."),
    .examples =
        "fidele benchmark add crr --value 0.8 --source \"Sector study\" --day 2026-01-01\nfidele benchmark list",
    .run = run_benchmark,
};

const Command *const benchmark_commands[] = {&benchmark_command, NULL};
