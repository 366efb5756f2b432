// `fidele staff add|list|reset|disable|enable|remove`: a thin edge over the routes of people_http.c.
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli/display.h"
#include "cli/output.h"
#include "cli/reply.h"
#include "cli/table.h"

static const Option staff_options[] = {
    {.name = "email", .value = "ADDRESS", .kind = OPTION_TEXT, .help = PHRASE("of the person", "de la personne")},
    {.name = "name", .value = "NAME", .kind = OPTION_TEXT, .help = PHRASE("of the person", "de la personne")},
    {.name = "role",
     .value = "administrator|marketer|agent|analyst|read-only",
     .kind = OPTION_CHOICE,
     .help = PHRASE("what they may do", "ce qui leur est permis")},
    {.name = "language", .value = "en|fr", .kind = OPTION_CHOICE, .help = PHRASE("they read", "qu’elle lit")},
    {.name = "password-stdin",
     .kind = OPTION_FLAG,
     .help = PHRASE("add: the password is the first line of standard input; without it an invitation link is printed",
                    "add\u00A0: le mot de passe est la première ligne de l’entrée standard\u202F; sans cela un lien "
                    "d’invitation est affiché")},
    {.name = "second-factor",
     .kind = OPTION_FLAG,
     .help = PHRASE("reset: remove the second factor too", "reset\u00A0: retirer aussi le second facteur")},
    {.name = "format",
     .value = "text|json",
     .kind = OPTION_CHOICE,
     .help = PHRASE("how the result is written", "forme du résultat")},
    {.name = NULL}};

// ---- input ----

static bool need_email(const CommandCall *call, Str *email, Error *error)
{
    *email = str_trim(option_text(call->options, "email", STR("")));
    return email->size > 0 ||
           error_say(error, ERROR_USAGE,
                     PHRASE("who? Give --email ana@example.com", "qui\u202F? Donnez --email ana@example.com"), );
}

static bool read_password(const CommandCall *call, Str *password, Error *error)
{
    enum { INPUT_MAX = 4096 };
    Bytes bytes;
    if (!file_load(STR("-"), INPUT_MAX, &bytes, error)) return false;
    Str input = bytes_str(&bytes), line = STR("");
    if (input.size) (void)str_cut(&input, '\n', &line);
    if (line.size && line.data[line.size - 1] == '\r') line.size--;
    *password = str_copy(call->arena, line);
    bytes_release(&bytes);
    return line.size > 0 || error_say(error, ERROR_USAGE,
                                      PHRASE("no password came on standard input",
                                             "aucun mot de passe n’est arrivé sur l’entrée standard"), );
}

static Str target_of(const CommandCall *call, Str email, const char *tail)
{
    Text target = text_in(call->arena);
    text_add(&target, STR("/api/v1/staff/email:"));
    for (size_t i = 0; i < email.size; i++) text_addf(&target, "%%%02X", (unsigned)(unsigned char)email.data[i]);
    text_add(&target, str_of(tail));
    return text_str(&target);
}

// ---- output ----

// As text the one-time link alone, when there is one.
static bool print_person(const CommandCall *call, const CommandReply *reply, Error *error)
{
    JsonValue person;
    if (!json_parse(reply->body, &person, error)) return false;
    if (reply_form(call) == REPLY_JSON) return reply_print(call, reply->body, error);
    Str link = reply_text(call, person, "link");
    return !link.size || reply_print(call, link, error);
}

typedef struct PeopleList {
    const CommandCall *call;
    Table *table;
    Text json;
} PeopleList;

static void add_row(void *context, JsonValue person)
{
    PeopleList *list = context;
    static const char *const members[] = {"id", "email", "name", "role", "state", "signed_in_at"};
    Str cells[COUNT_OF(members)];
    for (size_t i = 0; i < COUNT_OF(members); i++)
        cells[i] = display_clean(list->call->arena, reply_text(list->call, person, members[i]));
    table_row(list->table, cells);
    text_addf(&list->json, "%s%.*s", list->json.size ? "," : "", STR_ARGS(person.text));
}

// ---- the acts ----

static void add_member(JsonWriter *json, const char *name, Str value)
{
    if (!value.size) return;
    json_key(json, name);
    json_string(json, value);
}

static bool add_person(const CommandCall *call, Error *error)
{
    static const char *const roles[] = {"administrator", "marketer", "agent", "analyst", "read-only"};
    CommandReply reply;
    Str email, password = STR("");
    if (!need_email(call, &email, error)) return false;
    if (!option_given(call->options, "role"))
        return error_say(error, ERROR_USAGE,
                         PHRASE("which role? Give --role administrator, marketer, agent, analyst or read-only",
                                "quel rôle\u202F? Donnez --role administrator, marketer, agent, analyst ou "
                                "read-only"), );
    if (option_given(call->options, "password-stdin") && !read_password(call, &password, error)) return false;
    bool french = option_choice(call->options, "language", call->locale == LOCALE_FR) == 1;
    Text body = text_in(call->arena);
    JsonWriter json = json_writer(&body);
    json_begin_object(&json);
    add_member(&json, "email", email);
    add_member(&json, "name", option_text(call->options, "name", STR("")));
    add_member(&json, "role", str_of(roles[option_choice(call->options, "role", 0)]));
    add_member(&json, "locale", french ? STR("fr") : STR("en"));
    add_member(&json, "password", password);
    json_end_object(&json);
    return call->door->request(call, STR("POST"), STR("/api/v1/staff"), STR("application/json"), text_str(&body),
                               &reply, error) &&
           print_person(call, &reply, error);
}

static bool list_people(const CommandCall *call, Error *error)
{
    Arena *arena = call->arena;
    const TableColumn columns[] = {{phrase_say(arena, call->locale, PHRASE("id", "nº"), ), true},
                                   {phrase_say(arena, call->locale, PHRASE("address", "adresse"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("name", "nom"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("role", "rôle"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("state", "état"), ), false},
                                   {phrase_say(arena, call->locale, PHRASE("last sign-in", "connexion"), ), false}};
    PeopleList list = {.call = call, .table = table_new(arena, columns, COUNT_OF(columns)), .json = text_in(arena)};
    if (!reply_each(call, STR("/api/v1/staff?limit=1000"), add_row, &list, error)) return false;
    if (reply_form(call) == REPLY_JSON)
        return reply_print(call, str_format(arena, "[%.*s]", STR_ARGS(text_str(&list.json))), error);
    Text out = text_in(arena);
    table_print(list.table, display_columns(STDOUT_FILENO), &out);
    return output_write(STR(""), text_str(&out), error);
}

static bool reset_person(const CommandCall *call, Error *error)
{
    CommandReply reply;
    Str email;
    if (!need_email(call, &email, error)) return false;
    Str body = option_given(call->options, "second-factor") ? STR("{\"second_factor\":true}") : STR("{}");
    return call->door->request(call, STR("POST"), target_of(call, email, "/reset"), STR("application/json"), body,
                               &reply, error) &&
           print_person(call, &reply, error);
}

static bool set_disabled(const CommandCall *call, Str body, Error *error)
{
    CommandReply reply;
    Str email;
    return need_email(call, &email, error) &&
           call->door->request(call, STR("PATCH"), target_of(call, email, ""), STR("application/json"), body, &reply,
                               error) &&
           print_person(call, &reply, error);
}

static bool disable_person(const CommandCall *call, Error *error)
{
    return set_disabled(call, STR("{\"disabled\":true}"), error);
}

static bool enable_person(const CommandCall *call, Error *error)
{
    return set_disabled(call, STR("{\"disabled\":false}"), error);
}

static bool remove_person(const CommandCall *call, Error *error)
{
    CommandReply reply;
    Str email;
    return need_email(call, &email, error) &&
           call->door->request(call, STR("DELETE"), target_of(call, email, ""), STR(""), STR(""), &reply, error);
}

static bool run_staff(const CommandCall *call, Error *error)
{
    static const Act acts[] = {{"add", add_person},
                               {"list", list_people},
                               {"reset", reset_person},
                               {"disable", disable_person},
                               {"enable", enable_person},
                               {"remove", remove_person},
                               {NULL, NULL}};
    return run_act(call, acts, error);
}

const Command staff_command = {
    .name = "staff",
    .summary =
        PHRASE("add, list, reset and disable people", "ajouter, lister, réinitialiser et désactiver des personnes"),
    .arguments = "add|list|reset|disable|enable|remove",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = staff_options,
    .common = COMMON_DATA | COMMON_DATABASE | COMMON_ACTIVITY,
    .details = PHRASE("A password is never taken from the command line, where others can see it. reset prints a link "
                      "that is good once, for an hour; an invitation is good for a week.",
                      "Un mot de passe n’est jamais pris sur la ligne de commande, où d’autres peuvent le voir. reset "
                      "affiche un lien valable une fois, une heure\u202F; une invitation vaut une semaine."),
    .examples = "fidele staff add --email ana@example.com --role administrator --password-stdin < password.txt\n"
                "fidele staff reset --email ana@example.com --second-factor",
    .run = run_staff,
};
