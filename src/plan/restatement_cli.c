// `fidele restatement list|keep|late`: the figures that were kept, and what came in since. `fidele metric NAME
// --reported DATE` shows them beside what is known now.
#include "cli/reply.h"

extern const Command *const restatement_commands[];

static const Option restatement_options[] = {
    {.name = "name",
     .value = "NAME",
     .kind = OPTION_TEXT,
     .help = PHRASE("keep: for people", "keep\u00A0: pour les personnes")},
    {.name = "period",
     .value = "day|week|month|quarter|year",
     .kind = OPTION_CHOICE,
     .help = PHRASE("keep: of the figures (default month)", "keep\u00A0: des chiffres (par défaut month)")},
    {.name = "periods",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 1000,
     .help = PHRASE("keep: how many, the last whole one and those before (default 12)",
                    "keep\u00A0: combien, la dernière entière et les précédentes (par défaut 12)")},
    {.name = "parameters",
     .value = "JSON",
     .kind = OPTION_TEXT,
     .help = PHRASE("keep: of the metrics, as {\"by\":\"country\",\"window\":\"90\"}",
                    "keep\u00A0: des indicateurs, comme {\"by\":\"country\",\"window\":\"90\"}")},
    {.name = "from",
     .value = "DATE",
     .kind = OPTION_TEXT,
     .help = PHRASE("late: first day", "late\u00A0: premier jour")},
    {.name = "to", .value = "DATE", .kind = OPTION_TEXT, .help = PHRASE("late: last day", "late\u00A0: dernier jour")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static const ReplyColumn snapshot_columns[] = {{"id", PHRASE("id", "nº"), true},
                                               {"reported", PHRASE("reported", "rapporté"), false},
                                               {"name", PHRASE("name", "nom"), false},
                                               {"last_event", PHRASE("last event", "dernier événement"), true},
                                               {"issue", PHRASE("issue", "édition"), true},
                                               {NULL, PHRASE("", ""), false}};

static const ReplyColumn late_columns[] = {{"id", PHRASE("id", "nº"), true},
                                           {"event", PHRASE("event", "événement"), false},
                                           {"customer", PHRASE("customer", "client"), true},
                                           {"at", PHRASE("happened", "survenu"), false},
                                           {"received_at", PHRASE("came in", "arrivé"), false},
                                           {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    return reply_list(call, STR("/api/v1/restatements/snapshots?limit=1000"), snapshot_columns, error);
}

static bool late(const CommandCall *call, Error *error)
{
    Str number;
    Text target = text_in(call->arena);
    if (!act_number(call,
                    PHRASE("since which snapshot? Give its number, as `fidele restatement list` shows it",
                           "depuis quel instantané\u202F? Donnez son numéro, que montre `fidele restatement list`"),
                    &number, error))
        return false;
    text_add(&target, STR("/api/v1/restatements/late-events?limit=1000"));
    target_add(&target, "snapshot", number);
    target_add_options(call, (const char *const[]){"from", "to", NULL}, &target);
    return reply_list(call, text_str(&target), late_columns, error);
}

static void add_metrics(const CommandCall *call, JsonValue parameters, JsonWriter *json)
{
    json_key(json, "metrics");
    json_begin_array(json);
    for (size_t i = 1; i < call->options->arguments; i++) {
        json_begin_object(json);
        json_key(json, "metric");
        json_string(json, call->options->argument[i]);
        if (parameters.type != JSON_NULL) {
            json_key(json, "parameters");
            json_value(json, parameters);
        }
        json_end_object(json);
    }
    json_end_array(json);
}

static bool snapshot_body(const CommandCall *call, Str *body, Error *error)
{
    static const char *const periods[] = {"day", "week", "month", "quarter", "year"};
    enum { MONTH = 2 };
    JsonValue parameters;
    Text text = text_in(call->arena);
    JsonWriter json = json_writer(&text);
    if (!json_parse(option_text(call->options, "parameters", STR("null")), &parameters, error)) return false;
    json_begin_object(&json);
    if (option_given(call->options, "name")) {
        json_key(&json, "name");
        json_string(&json, option_text(call->options, "name", STR("")));
    }
    json_key(&json, "period");
    json_string(&json, str_of(periods[option_choice(call->options, "period", MONTH)]));
    if (option_given(call->options, "periods")) {
        json_key(&json, "periods");
        json_integer(&json, option_count(call->options, "periods", 0));
    }
    add_metrics(call, parameters, &json);
    json_end_object(&json);
    *body = text_str(&text);
    return true;
}

static bool keep(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue snapshot;
    if (call->options->arguments < 2)
        return error_say(error, ERROR_USAGE,
                         PHRASE("of which metrics? fidele restatement keep churn revenue",
                                "de quels indicateurs\u202F? fidele restatement keep churn revenue"), );
    if (!snapshot_body(call, &body, error) ||
        !reply_ask(call, "POST", STR("/api/v1/restatements/snapshots"), body, &snapshot, error))
        return false;
    if (reply_form(call) == REPLY_JSON) return reply_print(call, snapshot.text, error);
    return reply_print(call,
                       phrase_say(call->arena, call->locale,
                                  PHRASE("snapshot {0}: figures as they are known on {1}",
                                         "instantané {0}\u00A0: chiffres tels que connus le {1}"),
                                  reply_text(call, snapshot, "id"), reply_text(call, snapshot, "reported")),
                       error);
}

static bool run_restatement(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list}, {"keep", keep}, {"late", late}, {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command restatement_command = {
    .name = "restatement",
    .summary = PHRASE("figures as they were reported: keep them, list them, and what came in since",
                      "les chiffres tels que rapportés\u00A0: les garder, les lister, et ce qui est arrivé depuis"),
    .arguments = "list|keep METRIC…|late SNAPSHOT",
    .arguments_min = 1,
    .arguments_max = 21,
    .options = restatement_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details = PHRASE("Each report keeps its figures too. `fidele metric NAME --reported DATE` shows each figure as it "
                      "was reported then beside what is known now.",
                      "Chaque rapport garde aussi ses chiffres. `fidele metric NOM --reported DATE` montre chaque "
                      "chiffre tel que rapporté alors, à côté de ce qui est connu maintenant."),
    .examples = "fidele restatement keep churn revenue --name \"board, March\"\nfidele metric churn --reported "
                "2026-03-31\nfidele restatement late 3 --from 2026-02-01 --to 2026-02-28",
    .run = run_restatement,
};

const Command *const restatement_commands[] = {&restatement_command, NULL};
