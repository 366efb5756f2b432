// `fidele experiment list|show|add|start|enrol|stop|results|remove`: a thin edge over the routes of experiment_http.c.
#include "cli/reply.h"

extern const Command *const experiment_commands[];

static const Option options[] = {{.name = "decision",
                                  .value = "open|adopted|not_adopted",
                                  .kind = OPTION_CHOICE,
                                  .help = PHRASE("stop: what was decided", "stop\u00A0: ce qui a été décidé")},
                                 {.name = "lesson",
                                  .value = "TEXT",
                                  .kind = OPTION_TEXT,
                                  .help = PHRASE("stop: what was learned", "stop\u00A0: ce qui a été appris")},
                                 {.name = "format",
                                  .value = "text|json",
                                  .kind = OPTION_CHOICE,
                                  .help = PHRASE("how the result is written", "forme du résultat")},
                                 {.name = NULL}};

static const ReplyColumn columns[] = {{"id", PHRASE("id", "nº"), true},
                                      {"key", PHRASE("key", "clé"), false},
                                      {"name", PHRASE("name", "nom"), false},
                                      {"outcome", PHRASE("outcome", "issue"), false},
                                      {"follow_days", PHRASE("days", "jours"), true},
                                      {"status", PHRASE("status", "état"), false},
                                      {"started_at", PHRASE("started", "lancée"), false},
                                      {"decision", PHRASE("decision", "décision"), false},
                                      {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    return reply_list(call, STR("/api/v1/experiments?limit=1000"), columns, error);
}

static bool target_of(const CommandCall *call, const char *act, Str *target, Error *error)
{
    Str number;
    if (!act_number(call,
                    PHRASE("which one? Give its number, as `fidele experiment list` shows it",
                           "laquelle\u202F? Donnez son numéro, que montre `fidele experiment list`"),
                    &number, error))
        return false;
    *target = str_format(call->arena, "/api/v1/experiments/%.*s%s", STR_ARGS(number), act);
    return true;
}

static bool print(const CommandCall *call, JsonValue experiment, Error *error)
{
    Text out = text_in(call->arena);
    if (reply_form(call) == REPLY_JSON) return reply_print(call, experiment.text, error);
    for (size_t i = 0; columns[i].member; i++) {
        Str text = reply_text(call, experiment, columns[i].member);
        if (text.size) text_addf(&out, "%s: %.*s\n", columns[i].title.in[call->locale], STR_ARGS(text));
    }
    return reply_print(call, text_str(&out), error);
}

static bool ask_and_print(const CommandCall *call, const char *method, const char *act, Str body, Error *error)
{
    Str target;
    JsonValue answer;
    return target_of(call, act, &target, error) && reply_ask(call, method, target, body, &answer, error) &&
           print(call, answer, error);
}

static bool show(const CommandCall *call, Error *error)
{
    return ask_and_print(call, "GET", "", STR(""), error);
}

static bool start(const CommandCall *call, Error *error)
{
    return ask_and_print(call, "POST", "/start", STR(""), error);
}

static bool add(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue answer;
    return act_file(call,
                    PHRASE("which file holds the experiment? Its JSON is the body of POST /api/v1/experiments; - is "
                           "standard input",
                           "quel fichier contient l’expérience\u202F? Son JSON est le corps de POST "
                           "/api/v1/experiments\u00A0; - est l’entrée standard"),
                    &body, error) &&
           reply_ask(call, "POST", STR("/api/v1/experiments"), body, &answer, error) && print(call, answer, error);
}

static bool stop(const CommandCall *call, Error *error)
{
    static const char *const members[] = {"decision", "lesson"};
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        if (!option_given(call->options, members[i])) continue;
        json_key(&json, members[i]);
        json_string(&json, option_text(call->options, members[i], STR("")));
    }
    json_end_object(&json);
    return ask_and_print(call, "POST", "/stop", text_str(&body), error);
}

static bool enrol(const CommandCall *call, Error *error)
{
    Str target, result;
    JsonValue answer;
    return target_of(call, "/enrolment", &target, error) && reply_ask(call, "POST", target, STR(""), &answer, error) &&
           reply_follow(call, answer, PHRASE("Enrolling", "Inscription"), &result, error) &&
           reply_print(call, result, error);
}

static bool take_away(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue nothing;
    return target_of(call, "", &target, error) && reply_ask(call, "DELETE", target, STR(""), &nothing, error);
}

static bool results(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue answer, arms, arm;
    if (!target_of(call, "/results", &target, error) || !reply_ask(call, "GET", target, STR(""), &answer, error))
        return false;
    if (reply_form(call) == REPLY_JSON) return reply_print(call, answer.text, error);
    Text out = text_in(call->arena);
    Str sentence = reply_text(call, answer, "sentence"), p = reply_text(call, answer, "difference.p");
    if (json_member(answer, STR("arms"), &arms))
        for (size_t cursor = 0; json_next(arms, &cursor, NULL, &arm);) {
            Str name = reply_text(call, arm, "name"), n = reply_text(call, arm, "n");
            Str amount = reply_text(call, arm, "value.amount"), value = reply_text(call, arm, "value");
            Str shown = amount.size ? amount : value.size ? value : STR("-");
            text_addf(&out, "%.*s: %.*s (n=%.*s)\n", STR_ARGS(name), STR_ARGS(shown), STR_ARGS(n));
        }
    text_addf(&out, "%.*s", STR_ARGS(sentence));
    if (p.size) text_addf(&out, " (p=%.*s)", STR_ARGS(p));
    return reply_print(call, text_str(&out), error);
}

static bool run_experiment(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list},       {"show", show},        {"add", add},
                               {"start", start},     {"enrol", enrol},      {"stop", stop},
                               {"results", results}, {"remove", take_away}, {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command experiment_command = {
    .name = "experiment",
    .summary = PHRASE("trials decided by lot: who is in which group, and what the groups did",
                      "les expériences tirées au sort\u00A0: qui est dans quel groupe, et ce qu’ont fait les groupes"),
    .arguments = "list|show|add|start|enrol|stop|results|remove [ID|FILE]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT | COMMON_QUIET,
    .details =
        PHRASE("add reads a plan as JSON from a file (docs/experiments.md). start lets people be exposed, one by "
               "one as levers ask; enrol exposes everybody of its segment at once (a pilot). results compares "
               "the groups. stop ends it.",
               "add lit un plan en JSON dans un fichier (docs/experiments.md). start permet d’exposer, un par "
               "un selon les leviers\u202F; enrol expose d’un coup tous ceux de son segment (un pilote). results "
               "compare les groupes. stop y met fin."),
    .examples = "fidele experiment add trial.json\nfidele experiment start 1\nfidele experiment results 1",
    .run = run_experiment,
};

const Command *const experiment_commands[] = {&experiment_command, NULL};
