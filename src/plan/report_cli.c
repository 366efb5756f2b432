// `fidele report list|show|add|preview|send|issues|issue|remove`: a thin edge over the routes of report_http.c.
#include "cli/reply.h"

extern const Command *const report_commands[];

static const Option report_options[] = {
    {.name = "issue",
     .value = "N",
     .kind = OPTION_COUNT,
     .low = 1,
     .high = 1e15,
     .help = PHRASE("show: this issue, as it was sent", "show\u00A0: cette édition, telle qu’envoyée")},
    {.name = "format",
     .value = "text|json|csv|html",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};
enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_HTML };
static const char *const formats[] = {"text", "json", "csv", "html"};

static const ReplyColumn report_columns[] = {{"id", PHRASE("id", "nº"), true},
                                             {"name", PHRASE("name", "nom"), false},
                                             {"period", PHRASE("period", "période"), false},
                                             {"schedule", PHRASE("schedule", "horaire"), false},
                                             {"status", PHRASE("status", "état"), false},
                                             {"next_at", PHRASE("next", "prochain"), false},
                                             {"failure", PHRASE("failure", "échec"), false},
                                             {NULL, PHRASE("", ""), false}};

static const ReplyColumn issue_columns[] = {{"id", PHRASE("id", "nº"), true},
                                            {"kind", PHRASE("kind", "genre"), false},
                                            {"from", PHRASE("from", "de"), false},
                                            {"to", PHRASE("to", "à"), false},
                                            {"made_at", PHRASE("made", "fait"), false},
                                            {"subject", PHRASE("subject", "objet"), false},
                                            {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    return reply_list(call, STR("/api/v1/reports?limit=1000"), report_columns, error);
}

static bool target_of(const CommandCall *call, const char *act, Str *target, Error *error)
{
    Str number;
    if (!act_number(call,
                    PHRASE("which report? Give its number, as `fidele report list` shows it",
                           "quel rapport\u202F? Donnez son numéro, que montre `fidele report list`"),
                    &number, error))
        return false;
    *target = str_format(call->arena, "/api/v1/reports/%.*s%s", STR_ARGS(number), act);
    return true;
}

static bool issues(const CommandCall *call, Error *error)
{
    Str target;
    return target_of(call, "/issues?limit=1000", &target, error) && reply_list(call, target, issue_columns, error);
}

// As it would be sent now, or an issue as it was.
static bool show(const CommandCall *call, Error *error)
{
    Str target;
    size_t format = option_choice(call->options, "format", FORMAT_TEXT);
    bool made = option_given(call->options, "issue");
    if (!target_of(call, "", &target, error)) return false;
    Text address = text_in(call->arena);
    text_add(&address, target);
    if (made) text_addf(&address, "/issues/%lld", (long long)option_count(call->options, "issue", 0));
    if (!made && format != FORMAT_JSON) text_add(&address, STR("/preview"));
    if (made || format != FORMAT_JSON) target_add(&address, "format", str_of(formats[format]));
    return reply_pass_on(call, text_str(&address), error);
}

static bool print_report(const CommandCall *call, JsonValue report, Error *error)
{
    if (option_choice(call->options, "format", FORMAT_TEXT) == FORMAT_JSON)
        return reply_print(call, report.text, error);
    return reply_print(call,
                       phrase_say(call->arena, call->locale, PHRASE("report {0}: {1}", "rapport {0}\u00A0: {1}"),
                                  reply_text(call, report, "id"), reply_text(call, report, "name")),
                       error);
}

static bool add(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue report;
    return act_file(
               call,
               PHRASE("which file holds the report? Its JSON is the body of POST /api/v1/reports; - is standard "
                      "input",
                      "quel fichier contient le rapport\u202F? Son JSON est le corps de POST /api/v1/reports\u00A0; - "
                      "est l’entrée standard"),
               &body, error) &&
           reply_ask(call, "POST", STR("/api/v1/reports"), body, &report, error) && print_report(call, report, error);
}

static bool take_away(const CommandCall *call, Error *error)
{
    Str target;
    JsonValue nothing;
    return target_of(call, "", &target, error) && reply_ask(call, "DELETE", target, STR(""), &nothing, error);
}

// Makes and sends it now; says which issue it became.
static bool send_now(const CommandCall *call, Error *error)
{
    Str target, result;
    JsonValue answer, page, items;
    if (!target_of(call, "/send", &target, error) || !reply_ask(call, "POST", target, STR(""), &answer, error) ||
        !reply_follow(call, answer, PHRASE("Making the report", "Préparation du rapport"), &result, error) ||
        !target_of(call, "/issues?limit=1", &target, error) || !reply_ask(call, "GET", target, STR(""), &page, error) ||
        !json_member(page, STR("items"), &items))
        return false;
    JsonValue issue = json_item(items, 0);
    if (option_choice(call->options, "format", FORMAT_TEXT) == FORMAT_JSON) return reply_print(call, issue.text, error);
    return reply_print(call,
                       phrase_say(call->arena, call->locale, PHRASE("issue {0}: {1}", "édition {0}\u00A0: {1}"),
                                  reply_text(call, issue, "id"), reply_text(call, issue, "subject")),
                       error);
}

static bool run_report(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list},     {"show", show},        {"add", add}, {"send", send_now},
                               {"issues", issues}, {"remove", take_away}, {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command report_command = {
    .name = "report",
    .summary = PHRASE("reports that send themselves: list, show, make and send now",
                      "les rapports qui s’envoient d’eux-mêmes\u00A0: lister, montrer, faire et envoyer maintenant"),
    .arguments = "list|show|add|send|issues|remove [ID|FILE]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = report_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT | COMMON_QUIET,
    .details = PHRASE("show prints it as it would be sent now (text, csv, html) or how it is set up (json); with "
                      "--issue as it was sent. send makes and sends it now. add reads a report as JSON from a file "
                      "(docs/alerts.md).",
                      "show l’affiche tel qu’il serait envoyé maintenant (text, csv, html) ou tel qu’il est réglé "
                      "(json)\u00A0; avec --issue tel qu’il a été envoyé. send le fait et l’envoie maintenant. add lit "
                      "un rapport en JSON dans un fichier (docs/alerts.md)."),
    .examples = "fidele report list\nfidele report show 1 --format html --output report.html\nfidele report send 1",
    .run = run_report,
};

const Command *const report_commands[] = {&report_command, NULL};
