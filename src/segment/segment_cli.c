// `fidele segment list|show|add|preview|customers|history|remove|export|import`: a thin edge over the routes.
#include "base/number.h"
#include "cli/reply.h"
#include "segment/stored.h"

extern const Command *const segment_commands[];

static const Option segment_options[] = {
    {.name = "dry-run",
     .kind = OPTION_FLAG,
     .help = PHRASE("import: only say what would change", "import\u00A0: dire seulement ce qui changerait")},
    {.name = "remove",
     .kind = OPTION_FLAG,
     .help = PHRASE("import: delete segments that the file lacks", "import\u00A0: supprimer ceux que le fichier n’a "
                                                                   "pas")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static const ReplyColumn segment_columns[] = {{"key", PHRASE("key", "clé"), false},
                                              {"name", PHRASE("name", "nom"), false},
                                              {"size", PHRASE("people", "personnes"), true},
                                              {"entered", PHRASE("came (7 days)", "entrés (7 jours)"), true},
                                              {"left", PHRASE("left (7 days)", "sortis (7 jours)"), true},
                                              {"sentence", PHRASE("rule", "règle"), false},
                                              {NULL, PHRASE("", ""), false}};
static const ReplyColumn customer_columns[] = {{"id", PHRASE("id", "nº"), true},
                                               {"name", PHRASE("name", "nom"), false},
                                               {"email", PHRASE("e-mail", "courriel"), false},
                                               {"since", PHRASE("since", "depuis"), false},
                                               {"by", PHRASE("by", "par"), false},
                                               {NULL, PHRASE("", ""), false}};
static const ReplyColumn day_columns[] = {{"day", PHRASE("day", "jour"), false},
                                          {"size", PHRASE("people", "personnes"), true},
                                          {"entered", PHRASE("came", "entrés"), true},
                                          {"left", PHRASE("left", "sortis"), true},
                                          {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    return reply_list(call, STR("/api/v1/segments?limit=1000"), segment_columns, error);
}

static bool target_of(const CommandCall *call, const char *act, Str *target, Error *error)
{
    Str key = call->options->arguments == 2 ? call->options->argument[1] : STR("");
    int64_t number;
    if (!stored_key_valid(key) && !number_parse_count(key, &number))
        return error_say(error, ERROR_USAGE,
                         PHRASE("which segment? Give its key, as `fidele segment list` shows it",
                                "quel segment\u202F? Donnez sa clé, que montre `fidele segment list`"), );
    *target = str_format(call->arena, "/api/v1/segments/%.*s%s", STR_ARGS(key), act);
    return true;
}

static bool print_segment(const CommandCall *call, JsonValue segment, Error *error)
{
    Text out = text_in(call->arena);
    if (reply_form(call) == REPLY_JSON) return reply_print(call, segment.text, error);
    for (size_t i = 0; segment_columns[i].member; i++) {
        Str text = reply_text(call, segment, segment_columns[i].member);
        if (text.size) text_addf(&out, "%s: %.*s\n", segment_columns[i].title.in[call->locale], STR_ARGS(text));
    }
    return reply_print(call, text_str(&out), error);
}

static bool show(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue answer;
    return target_of(call, "", &target, error) && reply_ask(call, "GET", target, STR(""), &answer, error) &&
           print_segment(call, answer, error);
}

static bool body_of(const CommandCall *call, Str *body, Error *error)
{
    return act_file(call,
                    PHRASE("which file? Its JSON is the body of the request; - is standard input",
                           "quel fichier\u202F? Son JSON est le corps de la requête\u00A0; - est l’entrée standard"),
                    body, error);
}

static bool add(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue answer;
    return body_of(call, &body, error) && reply_ask(call, "POST", STR("/api/v1/segments"), body, &answer, error) &&
           print_segment(call, answer, error);
}

static bool preview(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue answer, clauses, clause;
    Text out = text_in(call->arena);
    if (!body_of(call, &body, error) || !reply_ask(call, "POST", STR("/api/v1/segments/preview"), body, &answer, error))
        return false;
    if (reply_form(call) == REPLY_JSON) return reply_print(call, answer.text, error);
    Str size = reply_text(call, answer, "size"), total = reply_text(call, answer, "total");
    text_addf(&out, "%.*s / %.*s\n", STR_ARGS(size), STR_ARGS(total));
    if (json_member(answer, STR("clauses"), &clauses))
        for (size_t cursor = 0; json_next(clauses, &cursor, NULL, &clause);) {
            Str path = reply_text(call, clause, "path"), sentence = reply_text(call, clause, "sentence");
            Str people = reply_text(call, clause, "size");
            text_addf(&out, "%.*s  %.*s  %.*s\n", STR_ARGS(people), STR_ARGS(path.size ? path : STR("/")),
                      STR_ARGS(sentence));
        }
    return reply_print(call, text_str(&out), error);
}

static bool customers(const CommandCall *call, Error *error)
{
    Str target;
    return target_of(call, "/customers?limit=1000", &target, error) &&
           reply_list(call, target, customer_columns, error);
}

static bool history(const CommandCall *call, Error *error)
{
    Str target;
    return target_of(call, "/history?from=2020-01-01", &target, error) && reply_list(call, target, day_columns, error);
}

static bool take_away(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue nothing;
    return target_of(call, "", &target, error) && reply_ask(call, "DELETE", target, STR(""), &nothing, error);
}

static bool export_all(const CommandCall *call, Error *error)
{
    JsonValue answer;
    return reply_ask(call, "GET", STR("/api/v1/segments/export"), STR(""), &answer, error) &&
           reply_print(call, answer.text, error);
}

static bool import_all(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue answer, list, one;
    Text target = text_in(call->arena), out = text_in(call->arena);
    static const char *const counts[] = {"added", "changed", "same", "removed"};
    text_add(&target, STR("/api/v1/segments/import"));
    if (option_given(call->options, "dry-run")) target_add(&target, "dry_run", STR("true"));
    if (option_given(call->options, "remove")) target_add(&target, "remove", STR("true"));
    if (!body_of(call, &body, error) || !reply_ask(call, "POST", text_str(&target), body, &answer, error)) return false;
    if (reply_form(call) == REPLY_JSON) return reply_print(call, answer.text, error);
    if (json_member(answer, STR("differences"), &list))
        for (size_t cursor = 0; json_next(list, &cursor, NULL, &one);) {
            Str key = reply_text(call, one, "key"), before = reply_text(call, one, "before");
            Str after = reply_text(call, one, "after");
            text_addf(&out, "%.*s\n", STR_ARGS(key));
            if (before.size) text_addf(&out, "- %.*s\n", STR_ARGS(before));
            if (after.size) text_addf(&out, "+ %.*s\n", STR_ARGS(after));
        }
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        Str number = reply_text(call, answer, counts[i]);
        text_addf(&out, "%s: %.*s\n", counts[i], STR_ARGS(number));
    }
    return reply_print(call, text_str(&out), error);
}

static bool run_segment(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list},        {"show", show},           {"add", add},
                               {"preview", preview},  {"customers", customers}, {"history", history},
                               {"remove", take_away}, {"export", export_all},   {"import", import_all},
                               {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command segment_command = {
    .name = "segment",
    .summary =
        PHRASE("groups of customers by rules, and who is in them", "les groupes de clients par règles, et qui y est"),
    .arguments = "list|show|add|preview|customers|history|remove|export|import [KEY|FILE]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = segment_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT | COMMON_QUIET,
    .details =
        PHRASE("show, customers, history and remove take the key of a segment. add and preview read a file as "
               "POST /api/v1/segments and /preview take it (docs/segments.md). export writes all segments as one "
               "text for Git; import takes it in.",
               "show, customers, history et remove prennent la clé d’un segment. add et preview lisent un "
               "fichier comme POST /api/v1/segments et /preview le prennent (docs/segments.md). export écrit "
               "tous les segments en un texte pour Git\u202F; import le reprend."),
    .examples = "fidele segment list\nfidele segment preview rule.json\nfidele segment export > segments.json\nfidele "
                "segment import segments.json --dry-run",
    .run = run_segment,
};

const Command *const segment_commands[] = {&segment_command, NULL};
