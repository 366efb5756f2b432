// `fidele goal list|show|add|check|activate|close|remove`: a thin edge over the routes of goal_http.c.
#include "cli/reply.h"

extern const Command *const goal_commands[];

static const Option goal_options[] = {{.name = "status",
                                       .value = "draft|active|met|missed|closed",
                                       .kind = OPTION_CHOICE,
                                       .help = PHRASE("list: only these", "list\u00A0: seulement ceux-ci")},
                                      {.name = "format",
                                       .value = "text|json",
                                       .kind = OPTION_CHOICE,
                                       .help = PHRASE("how the result is written", "forme du résultat")},
                                      {.name = NULL}};

static const ReplyColumn goal_columns[] = {{"id", PHRASE("id", "nº"), true},
                                           {"name", PHRASE("goal", "objectif"), false},
                                           {"baseline.text", PHRASE("baseline", "départ"), true},
                                           {"target_text", PHRASE("target", "cible"), true},
                                           {"deadline", PHRASE("deadline", "échéance"), false},
                                           {"owner_name", PHRASE("owner", "responsable"), false},
                                           {"status", PHRASE("status", "état"), false},
                                           {"progress.text", PHRASE("progress", "avancement"), false},
                                           {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    Text target = text_in(call->arena);
    text_add(&target, STR("/api/v1/goals?limit=1000"));
    target_add_options(call, (const char *const[]){"status", NULL}, &target);
    return reply_list(call, text_str(&target), goal_columns, error);
}

static bool target_of(const CommandCall *call, Str *target, Error *error)
{
    Str number;
    if (!act_number(call,
                    PHRASE("which goal? Give its number, as `fidele goal list` shows it",
                           "quel objectif\u202F? Donnez son numéro, que montre `fidele goal list`"),
                    &number, error))
        return false;
    *target = str_format(call->arena, "/api/v1/goals/%.*s", STR_ARGS(number));
    return true;
}

static void add_letters(const CommandCall *call, JsonValue goal, Text *out)
{
    JsonValue checks, check, good;
    if (!json_member(goal, STR("checks"), &checks)) return;
    for (size_t cursor = 0; json_next(checks, &cursor, NULL, &check);) {
        Str letter = reply_text(call, check, "letter"), message = reply_text(call, check, "message");
        bool holds = json_member(check, STR("good"), &good) && json_get_boolean(good);
        text_addf(out, "%.*s %s %.*s\n", STR_ARGS(letter), holds ? "+" : "-", STR_ARGS(message));
    }
}

static bool print_goal(const CommandCall *call, JsonValue goal, Error *error)
{
    static const char *const more[] = {"progress.text", "forecast.text", NULL};
    Text out = text_in(call->arena);
    if (reply_form(call) == REPLY_JSON) return reply_print(call, goal.text, error);
    for (size_t i = 0; goal_columns[i].member; i++) {
        Str text = reply_text(call, goal, goal_columns[i].member);
        if (text.size && !str_equal(str_of(goal_columns[i].member), str_of(more[0])))
            text_addf(&out, "%s: %.*s\n", goal_columns[i].title.in[call->locale], STR_ARGS(text));
    }
    add_letters(call, goal, &out);
    for (size_t i = 0; more[i]; i++) {
        Str text = reply_text(call, goal, more[i]);
        if (text.size) text_addf(&out, "%.*s\n", STR_ARGS(text));
    }
    return reply_print(call, text_str(&out), error);
}

static bool show(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue answer;
    return target_of(call, &target, error) && reply_ask(call, "GET", target, STR(""), &answer, error) &&
           print_goal(call, answer, error);
}

static bool send_file(const CommandCall *call, Str target, Error *error)
{
    Str body;
    JsonValue answer;
    return act_file(
               call,
               PHRASE("which file holds the goal? Its JSON is the body of POST /api/v1/goals; - is standard input",
                      "quel fichier contient l’objectif\u202F? Son JSON est le corps de POST /api/v1/goals\u00A0; - "
                      "est l’entrée standard"),
               &body, error) &&
           reply_ask(call, "POST", target, body, &answer, error) && print_goal(call, answer, error);
}

static bool add(const CommandCall *call, Error *error)
{
    return send_file(call, STR("/api/v1/goals"), error);
}

static bool check(const CommandCall *call, Error *error)
{
    return send_file(call, STR("/api/v1/goals/check"), error);
}

static bool set_status(const CommandCall *call, Str body, Error *error)
{
    Str target;
    JsonValue answer;
    return target_of(call, &target, error) && reply_ask(call, "PATCH", target, body, &answer, error) &&
           print_goal(call, answer, error);
}

static bool activate(const CommandCall *call, Error *error)
{
    return set_status(call, STR("{\"status\":\"active\"}"), error);
}

static bool close_goal(const CommandCall *call, Error *error)
{
    return set_status(call, STR("{\"status\":\"closed\"}"), error);
}

static bool take_away(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue nothing;
    return target_of(call, &target, error) && reply_ask(call, "DELETE", target, STR(""), &nothing, error);
}

static bool run_goal(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list},         {"show", show},        {"add", add},          {"check", check},
                               {"activate", activate}, {"close", close_goal}, {"remove", take_away}, {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command goal_command = {
    .name = "goal",
    .summary = PHRASE("objectives: SMART, with their pace and forecast",
                      "les objectifs\u00A0: SMART, avec leur rythme et leur prévision"),
    .arguments = "list|show|add|check|activate|close|remove [ID|FILE]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = goal_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT | COMMON_QUIET,
    .details =
        PHRASE("add and check read a goal as JSON from a file (docs/goals.md); check stores nothing and says which "
               "of the five letters hold. activate refuses a goal that is not SMART.",
               "add et check lisent un objectif en JSON dans un fichier (docs/goals.md)\u00A0; check n’enregistre "
               "rien et dit lesquelles des cinq lettres tiennent. activate refuse un objectif qui n’est pas "
               "SMART."),
    .examples = "fidele goal check goal.json\nfidele goal add goal.json\nfidele goal list --status active",
    .run = run_goal,
};

const Command *const goal_commands[] = {&goal_command, NULL};
