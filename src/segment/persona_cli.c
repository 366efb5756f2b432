// `fidele persona list|show|propose|add|change|remove`: a thin edge over the routes of persona_http.c.
#include "base/number.h"
#include "cli/reply.h"

extern const Command *const persona_commands[];

static const Option persona_options[] = {
    {.name = "segment",
     .value = "KEY",
     .kind = OPTION_TEXT,
     .help = PHRASE("propose: look within this segment alone", "propose\u00A0: ne chercher que dans ce segment")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

static const ReplyColumn columns[] = {{"id", PHRASE("id", "nº"), true},
                                      {"key", PHRASE("key", "clé"), false},
                                      {"name", PHRASE("name", "nom"), false},
                                      {"status", PHRASE("status", "état"), false},
                                      {"size", PHRASE("people", "personnes"), true},
                                      {"share", PHRASE("share", "part"), true},
                                      {"fit", PHRASE("fit", "justesse"), true},
                                      {"drift", PHRASE("drift", "dérive"), true},
                                      {"sentence", PHRASE("rule", "règle"), false},
                                      {NULL, PHRASE("", ""), false}};

static bool list(const CommandCall *call, Error *error)
{
    return reply_list(call, STR("/api/v1/personas?limit=1000"), columns, error);
}

static bool target_of(const CommandCall *call, Str *target, Error *error)
{
    if (call->options->arguments < 2)
        return error_say(error, ERROR_USAGE,
                         PHRASE("which persona? Give its number or key, as `fidele persona list` shows them",
                                "quel persona\u202F? Donnez son numéro ou sa clé, que montre `fidele persona list`"), );
    *target = str_format(call->arena, "/api/v1/personas/%.*s", STR_ARGS(call->options->argument[1]));
    return true;
}

// Four digits are enough to read.
static Str short_number(const CommandCall *call, JsonValue object, const char *name)
{
    double number;
    Str text = reply_text(call, object, name);
    return number_parse(text, &number) ? number_decimal(call->arena, number, 4) : text;
}

static bool print_persona(const CommandCall *call, JsonValue persona, Error *error)
{
    Text out = text_in(call->arena);
    JsonValue attributes, attribute;
    if (reply_form(call) == REPLY_JSON) return reply_print(call, persona.text, error);
    for (size_t i = 0; columns[i].member; i++) {
        Str text = short_number(call, persona, columns[i].member);
        if (!columns[i].number || i == 0) text = reply_text(call, persona, columns[i].member);
        if (text.size) text_addf(&out, "%s: %.*s\n", columns[i].title.in[call->locale], STR_ARGS(text));
    }
    if (json_member(persona, STR("attributes"), &attributes))
        for (size_t cursor = 0; json_next(attributes, &cursor, NULL, &attribute);)
            text_addf(&out, "  %.*s: %.*s (%.*s)\n", STR_ARGS(reply_text(call, attribute, "label")),
                      STR_ARGS(short_number(call, attribute, "value")),
                      STR_ARGS(short_number(call, attribute, "base")));
    return reply_print(call, text_str(&out), error);
}

static bool show(const CommandCall *call, Error *error)
{
    Str target = {0};
    JsonValue persona;
    return target_of(call, &target, error) && reply_ask(call, "GET", target, STR(""), &persona, error) &&
           print_persona(call, persona, error);
}

static bool propose(const CommandCall *call, Error *error)
{
    JsonValue answer;
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    if (option_given(call->options, "segment")) {
        json_key(&json, "segment");
        json_string(&json, option_text(call->options, "segment", STR("")));
    }
    json_end_object(&json);
    if (!reply_ask(call, "POST", STR("/api/v1/personas/propose"), text_str(&body), &answer, error)) return false;
    return reply_form(call) == REPLY_JSON ? reply_print(call, answer.text, error) : list(call, error);
}

static const Phrase which_file = PHRASE("which file holds the persona? Its JSON is the body of POST /api/v1/personas; "
                                        "- is standard input",
                                        "quel fichier contient le persona\u202F? Son JSON est le corps de POST "
                                        "/api/v1/personas\u00A0; - est l’entrée standard");

static bool add(const CommandCall *call, Error *error)
{
    Str body;
    JsonValue persona;
    return act_file(call, which_file, &body, error) &&
           reply_ask(call, "POST", STR("/api/v1/personas"), body, &persona, error) &&
           print_persona(call, persona, error);
}

static bool take_away(const CommandCall *call, Error *error)
{
    Str target = {0};
    JsonValue nothing;
    return target_of(call, &target, error) && reply_ask(call, "DELETE", target, STR(""), &nothing, error);
}

static bool run_persona(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"list", list}, {"show", show},        {"propose", propose},
                               {"add", add},   {"remove", take_away}, {NULL, NULL}};
    return run_act(call, acts, error);
}

static const Command persona_command = {
    .name = "persona",
    .summary = PHRASE("people who stand for many: list, show, propose from the data, enter, remove",
                      "des personnes qui en représentent d’autres\u00A0: lister, montrer, proposer, saisir, retirer"),
    .arguments = "list|show|propose|add|remove [ID|KEY|FILE]",
    .arguments_min = 1,
    .arguments_max = 2,
    .options = persona_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY | COMMON_OUTPUT,
    .details = PHRASE("propose groups customers by what they have in common and keeps each group as a draft; name and "
                      "describe them in the application. add reads a persona as JSON from a file (docs/personas.md).",
                      "propose regroupe les clients par ce qu’ils ont en commun et garde chaque groupe comme "
                      "ébauche\u00A0; nommez-les et décrivez-les dans l’application. add lit un persona en JSON dans "
                      "un fichier (docs/personas.md)."),
    .examples = "fidele persona propose\nfidele persona list\nfidele persona show lea",
    .run = run_persona,
};

const Command *const persona_commands[] = {&persona_command, NULL};
