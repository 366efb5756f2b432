// `fidele alert list|rules|rule|add|check|pause|resume|remove|acknowledge`: a thin edge over the routes of
// alert_http.c.
#include "cli/reply.h"

extern const Command *const alert_commands[];

static const Option alert_options[] = {
    {.name = "rule",
     .value = "N",
     .kind = OPTION_TEXT,
     .help = PHRASE("list: only of this rule", "list\u00A0: seulement de cette règle")},
    {.name = "status",
     .value = "open|unacknowledged",
     .kind = OPTION_CHOICE,
     .help = PHRASE("list: whose figure has not come back, or that nobody has seen to",
                    "list\u00A0: dont le chiffre n’est pas revenu, ou dont personne ne s’est occupé")},
    {.name = "about",
     .value = "figure|customer",
     .kind = OPTION_CHOICE,
     .help = PHRASE("list: only of figures, or of customers’ health",
                    "list\u00A0: seulement sur des chiffres, ou sur la santé de clients")},
    {.name = "note",
     .value = "TEXT",
     .kind = OPTION_TEXT,
     .help = PHRASE("acknowledge: what was found or done", "acknowledge\u00A0: ce qui a été constaté ou fait")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static const ReplyColumn alert_columns[] = {{"id", PHRASE("id", "nº"), true},
                                            {"made_at", PHRASE("fired", "donnée"), false},
                                            {"message", PHRASE("alert", "alerte"), false},
                                            {"recovered_at", PHRASE("recovered", "revenu"), false},
                                            {"acknowledged_by", PHRASE("seen to by", "suivie par"), false},
                                            {NULL, PHRASE("", ""), false}};

static const ReplyColumn rule_columns[] = {{"id", PHRASE("id", "nº"), true},
                                           {"name", PHRASE("name", "nom"), false},
                                           {"metric", PHRASE("metric", "indicateur"), false},
                                           {"period", PHRASE("period", "période"), false},
                                           {"kind", PHRASE("kind", "genre"), false},
                                           {"threshold", PHRASE("threshold", "seuil"), true},
                                           {"every", PHRASE("every", "chaque"), false},
                                           {"status", PHRASE("status", "état"), false},
                                           {"failure", PHRASE("failure", "échec"), false},
                                           {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    Text target = text_in(call->arena);
    text_add(&target, STR("/api/v1/alerts?limit=1000"));
    target_add_options(call, (const char *const[]){"rule", "status", "about", NULL}, &target);
    return reply_list(call, text_str(&target), alert_columns, error);
}

static bool rules(const CommandCall *call, Error *error)
{
    return reply_list(call, STR("/api/v1/alert-rules?limit=1000"), rule_columns, error);
}

// The address of what the second argument names: "/api/v1/alert-rules/3", and `act` behind it.
static bool target_of(const CommandCall *call, const char *path, const char *act, Str *target, Error *error)
{
    Str number;
    if (!act_number(call,
                    PHRASE("which one? Give its number, as `fidele alert rules` and `fidele alert list` show it",
                           "laquelle\u202F? Donnez son numéro, que montrent `fidele alert rules` et `fidele alert "
                           "list`"),
                    &number, error))
        return false;
    *target = str_format(call->arena, "/api/v1/%s/%.*s%s", path, STR_ARGS(number), act);
    return true;
}

static bool print_rule(const CommandCall *call, JsonValue rule, Error *error)
{
    Text out = text_in(call->arena);
    JsonValue groups, group;
    if (reply_form(call) == REPLY_JSON) return reply_print(call, rule.text, error);
    for (size_t i = 0; rule_columns[i].member; i++) {
        Str text = reply_text(call, rule, rule_columns[i].member);
        if (text.size) text_addf(&out, "%s: %.*s\n", rule_columns[i].title.in[call->locale], STR_ARGS(text));
    }
    if (json_member(rule, STR("groups"), &groups))
        for (size_t cursor = 0; json_next(groups, &cursor, NULL, &group);) {
            Str key = reply_text(call, group, "group"), verdict = reply_text(call, group, "verdict");
            Str value = reply_text(call, group, "value"), n = reply_text(call, group, "n");
            text_addf(&out, "%.*s %.*s: %.*s (n=%.*s)\n", STR_ARGS(key.size ? key : STR("*")), STR_ARGS(verdict),
                      STR_ARGS(value.size ? value : STR("-")), STR_ARGS(n.size ? n : STR("-")));
        }
    return reply_print(call, text_str(&out), error);
}

static bool rule(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue answer;
    return target_of(call, "alert-rules", "", &target, error) &&
           reply_ask(call, "GET", target, STR(""), &answer, error) && print_rule(call, answer, error);
}

static bool add(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue answer;
    return act_file(
               call,
               PHRASE("which file holds the rule? Its JSON is the body of POST /api/v1/alert-rules; - is standard "
                      "input",
                      "quel fichier contient la règle\u202F? Son JSON est le corps de POST /api/v1/alert-rules\u00A0; "
                      "- est l’entrée standard"),
               &body, error) &&
           reply_ask(call, "POST", STR("/api/v1/alert-rules"), body, &answer, error) && print_rule(call, answer, error);
}

static bool set_status(const CommandCall *call, Str body, Error *error)
{
    Str target;
    JsonValue answer;
    return target_of(call, "alert-rules", "", &target, error) &&
           reply_ask(call, "PATCH", target, body, &answer, error) && print_rule(call, answer, error);
}

static bool pause_rule(const CommandCall *call, Error *error)
{
    return set_status(call, STR("{\"status\":\"paused\"}"), error);
}

static bool resume_rule(const CommandCall *call, Error *error)
{
    return set_status(call, STR("{\"status\":\"active\"}"), error);
}

static bool take_away(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue nothing;
    return target_of(call, "alert-rules", "", &target, error) &&
           reply_ask(call, "DELETE", target, STR(""), &nothing, error);
}

static bool check(const CommandCall *call, Error *error)
{
    Str target, result;
    JsonValue answer;
    return target_of(call, "alert-rules", "/check", &target, error) &&
           reply_ask(call, "POST", target, STR(""), &answer, error) &&
           reply_follow(call, answer, PHRASE("Judging", "Examen"), &result, error) && rule(call, error);
}

static bool acknowledge(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue answer;
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    if (option_given(call->options, "note")) {
        json_key(&json, "note");
        json_string(&json, option_text(call->options, "note", STR("")));
    }
    json_end_object(&json);
    return target_of(call, "alerts", "/acknowledge", &target, error) &&
           reply_ask(call, "POST", target, text_str(&body), &answer, error) &&
           reply_print(call, reply_form(call) == REPLY_JSON ? answer.text : reply_text(call, answer, "message"), error);
}

static bool run_alert(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list},
                               {"rules", rules},
                               {"rule", rule},
                               {"add", add},
                               {"check", check},
                               {"pause", pause_rule},
                               {"resume", resume_rule},
                               {"remove", take_away},
                               {"acknowledge", acknowledge},
                               {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command alert_command = {
    .name = "alert",
    .summary = PHRASE("early warnings: alerts, and the rules they come from",
                      "les alertes précoces, et les règles dont elles viennent"),
    .arguments = "list|rules|rule|add|check|pause|resume|remove|acknowledge [ID|FILE]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = alert_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT | COMMON_QUIET,
    .details =
        PHRASE("list: alerts, newest first. rule, check, pause, resume and remove take the number of a rule; "
               "check judges it now. add reads a rule as JSON from a file (docs/alerts.md). acknowledge takes "
               "the number of an alert.",
               "list\u00A0: les alertes, les dernières d’abord. rule, check, pause, resume et remove prennent le "
               "numéro d’une règle\u00A0; check la juge maintenant. add lit une règle en JSON dans un fichier "
               "(docs/alerts.md). acknowledge prend le numéro d’une alerte."),
    .examples = "fidele alert list --status open\nfidele alert add rule.json\nfidele alert check 1\nfidele alert "
                "acknowledge 7 --note \"called them\"",
    .run = run_alert,
};

const Command *const alert_commands[] = {&alert_command, NULL};
